"""The keeper's hold on a zygote: it starts the process, asks it for children, and hears how they end."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from registry.workers.confine import Limits
from registry.workers.errors import Ending, NotPrepared
from registry.workers.framing import Channel, pair
from registry.workers.zygote import PACKET

PATIENCE = 5.0
"""Seconds to wait for the word that a killed child, or a closed zygote, is gone."""


@dataclass(slots=True, eq=False)
class Child:
    """One child: the channel to it, and how it ended once it has."""

    channel: Channel
    kill: Callable[[], object]
    ended: threading.Event = field(default_factory=threading.Event)
    ending: Ending = field(default_factory=Ending)

    def end(self, patience: float = 0.0) -> Ending:
        """Give it `patience` seconds to end by itself, else kill it; wait until it is gone and say how it ended."""
        if not self.ended.wait(patience):
            self.kill()
        self.channel.close()
        self.ended.wait(PATIENCE)
        return self.ending


class Nursery:
    """Children of one kind. Threads may call it at once; a zygote that died is started anew at the next fork."""

    def __init__(self, table: str, prepare: str | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._command = (table, (prepare,) if prepare else (), environment or {})
        self._lock = threading.Lock()
        self._zygote = _Zygote(*self._command)
        self._is_closed = False

    @property
    def pid(self) -> int:
        return self._zygote.pid

    @property
    def jobs(self) -> frozenset[str]:
        """The names of this zygote's jobs; waits until it is ready.

        When it never is, raises NotPrepared if it said why, else ChildProcessError.
        """
        with self._lock:
            zygote = self._living()
        return zygote.jobs

    def fork(self, job: str, limits: Limits) -> Child:
        """A new child for `job`. Raises ChildProcessError when no zygote can be had."""
        with self._lock:
            return self._living().fork(job, limits)

    def renew(self) -> None:
        """Put a fresh zygote in the place of the one there is, once it is ready; the old one ends with its last child.

        Raises NotPrepared or ChildProcessError when the fresh one never is; the old one stays then.
        """
        fresh = _Zygote(*self._command)
        try:
            _ = fresh.jobs
        except (NotPrepared, ChildProcessError):
            fresh.close()
            raise
        with self._lock:
            if self._is_closed:
                old = fresh
            else:
                old, self._zygote = self._zygote, fresh
        old.outlive()
        old.close()

    def close(self) -> None:
        """End the zygote and with it all its children; waits for it. Whoever comes later gets no new one."""
        with self._lock:
            self._is_closed = True
        self._zygote.close()

    def _living(self) -> "_Zygote":
        """The zygote, started anew when it died; for who holds the lock."""
        if self._is_closed:
            raise ChildProcessError("the workers are closed")
        if self._zygote.gone.is_set():
            self._zygote.close()
            self._zygote = _Zygote(*self._command)
        return self._zygote


class _Zygote:
    """One zygote process: its control socket, the thread that listens to it, its children by number."""

    def __init__(self, table: str, prepare: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._table = table
        self._lock = threading.Lock()
        self._numbers = count(1)
        self._children: dict[int, Child] = {}
        self._jobs: frozenset[str] = frozenset()
        self._refused: Mapping[str, str] = {}
        self._ready = threading.Event()
        self.gone = threading.Event()
        with theirs:
            self._process = _start((table, str(theirs.fileno()), *prepare), theirs.fileno(), environment)
        self._listener = threading.Thread(target=self._listen, name=f"zygote {table}", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def jobs(self) -> frozenset[str]:
        self._ready.wait()
        if self._refused:
            raise NotPrepared(self._table, self._refused["vi"], self._refused["en"])
        if not self._jobs:
            raise ChildProcessError(f"the zygote for {self._table} could not start")
        return self._jobs

    def fork(self, job: str, limits: Limits) -> Child:
        channel, theirs = pair()
        with theirs:
            number = next(self._numbers)
            child = Child(channel, lambda: self.say({"kill": number}))
            self._children[number] = child
            if not self.say({"fork": number, "job": job, "limits": asdict(limits)}, theirs):
                channel.close()
                raise ChildProcessError(f"the zygote for {self._table} is gone")
        return child

    def outlive(self) -> None:
        """Wait until those who asked for its jobs are answered, and all its children have ended within their limits."""
        self._ready.wait()
        for child in tuple(self._children.values()):
            child.ended.wait()

    def say(self, order: Mapping[str, Any], handle: socket.socket | None = None) -> bool:
        """Give an order; False when there is nobody to take it."""
        handles = [handle.fileno()] if handle else []
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(order).encode()], handles)
            except OSError:
                return False
        return not self.gone.is_set()

    def close(self) -> None:
        with self._lock:
            if self._control.fileno() >= 0 and not self.gone.is_set():
                self._control.shutdown(socket.SHUT_RDWR)
        self._listener.join(PATIENCE)
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()

    def _listen(self) -> None:
        while packet := self._packet():
            message = json.loads(packet)
            if "ready" in message:
                self._jobs = frozenset(message["ready"])
                self._ready.set()
            elif "refused" in message:
                self._refused = message["refused"]
            else:
                self._bury(message.pop("ended"), Ending(**message))
        self.gone.set()
        self._ready.set()
        for number in tuple(self._children):
            self._bury(number, Ending())

    def _packet(self) -> bytes:
        try:
            return self._control.recv(PACKET)
        except OSError:
            return b""

    def _bury(self, number: int, ending: Ending) -> None:
        child = self._children.pop(number, None)
        if child is not None:
            child.ending = ending
            child.ended.set()


def _start(arguments: tuple[str, ...], handle: int, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start the program by exec, in a session of its own so that Ctrl-C reaches the keeper alone.

    It finds the modules the keeper finds; two arenas at most, because each of the C library's reserves 64 MiB of the
    address space a child may have.
    """
    places = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "registry.workers.zygote", *arguments],
        pass_fds=(handle,),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, **environment, "PYTHONPATH": places, "MALLOC_ARENA_MAX": "2"},
    )
