"""The zygote: a small process that does nothing but fork children, each for one job or to answer queries.

Run as `python -m registry.workers.zygote TABLE FD [PREPARE]`. TABLE names a dict in a module (`registry.jobs.light:JOBS`):
job name to function(dict) -> dict; PREPARE names a function of that module that is called once before the first fork
and gives None, or {"vi", "en"}: why there is nothing to serve with.
FD is the control socket to the keeper (SOCK_SEQPACKET, one JSON object a packet):

    keeper to zygote   {"fork": id, "job": name, "limits": {...}} with the child's socket; {"kill": id}
    zygote to keeper   {"ready": [job names]} or {"refused": {"vi", "en"}};
                       {"ended": id, "code"|"signal": n, "memory": bytes, "cpu": seconds}

It is started by exec, never forked from the keeper, so it holds neither the store nor a thread. It keeps a child's
pid until it has reaped the child, so a kill never hits another process. When the keeper goes, it kills its children
and ends.
"""

import gc
import json
import os
import resource
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from registry.workers import query_worker
from registry.workers.confine import Limits, confine, in_big_stack
from registry.workers.framing import Channel

PACKET = 64 * 1024
FAILED = 70
"""The exit code of a child that could not even begin."""
Job = Callable[[dict[str, Any]], Mapping[str, Any]]


class Zygote:
    """The state of this process: its jobs, its control socket, its children by the keeper's number for them."""

    def __init__(self, control: socket.socket, jobs: Mapping[str, Job]) -> None:
        self.control = control
        self.jobs = jobs
        self.children: dict[int, int] = {}
        self.woken, self.wake = os.pipe()
        os.set_blocking(self.wake, False)
        signal.set_wakeup_fd(self.wake, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def serve(self) -> None:
        """Fork, kill and reap until the keeper is gone."""
        self._say({"ready": sorted(self.jobs)})
        while True:
            readable, _, _ = select.select([self.control.fileno(), self.woken], [], [])
            if self.woken in readable:
                os.read(self.woken, 4096)
            self._reap()
            if self.control.fileno() in readable and not self._obey():
                break
        for pid in self.children.values():
            os.kill(pid, signal.SIGKILL)
        for pid in self.children.values():
            os.waitpid(pid, 0)

    def _obey(self) -> bool:
        try:
            packet, handles, _, _ = socket.recv_fds(self.control, PACKET, 1)
        except ConnectionError:  # the keeper was killed before it heard all that it was told
            return False
        if not packet:
            return False
        order = json.loads(packet)
        if "fork" in order:
            self._fork(order["fork"], order["job"], Limits(**order["limits"]), handles[0])
        elif order["kill"] in self.children:
            os.kill(self.children[order["kill"]], signal.SIGKILL)
        return True

    def _fork(self, number: int, job: str, limits: Limits, handle: int) -> None:
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            self._say({"ended": number, "code": None, "memory": 0, "cpu": 0.0})
            os.close(handle)
            return
        if pid == 0:
            self._become_child(job, limits, handle, parent)
        os.close(handle)
        self.children[number] = pid

    def _become_child(self, job: str, limits: Limits, handle: int, parent: int) -> None:
        """Never returns; a child must not come back into the loop."""
        code = FAILED
        try:
            signal.set_wakeup_fd(-1)
            self.control.close()
            os.close(self.woken)
            os.close(self.wake)
            _be_silent()
            confine(limits, parent)
            channel = Channel(socket.socket(fileno=handle))
            work = query_worker.serve if job == query_worker.NAME else _once(self.jobs[job])
            in_big_stack(lambda: work(channel), limits.stack)
            code = 0
        finally:
            os._exit(code)

    def _reap(self) -> None:
        for number, pid in tuple(self.children.items()):
            found, status, usage = os.wait4(pid, os.WNOHANG)
            if found:
                del self.children[number]
                self._say({"ended": number, **_ending(status, usage)})

    def _say(self, message: Mapping[str, Any]) -> None:
        try:
            self.control.send(json.dumps(message).encode())
        except OSError:
            sys.exit(0)  # the keeper is gone, and the children die with this process


def _once(job: Job) -> Callable[[Channel], None]:
    """A child's whole life as a worker: one payload, one answer."""

    def work(channel: Channel) -> None:
        # All of it goes with the child: looking through it for circles of garbage only takes time.
        gc.disable()
        try:
            answer = _split(job(channel.receive()))
        except MemoryError:
            answer = {"failed": "MemoryError", "message": "", "trace": ""}
        except Exception as error:
            answer = {"failed": type(error).__name__, "message": str(error), "trace": traceback.format_exc()}
        channel.send(answer)

    return work


def _split(result: Mapping[str, Any]) -> dict[str, Any]:
    """Bytes travel beside the result, under keys of their own."""
    bodies = {f"body:{key}": value for key, value in result.items() if isinstance(value, bytes)}
    return {"result": {key: value for key, value in result.items() if not isinstance(value, bytes)}, **bodies}


def _be_silent() -> None:
    """What a dying engine prints is told to the keeper as the child's ending."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.close(nothing)


def _ending(status: int, usage: resource.struct_rusage) -> dict[str, Any]:
    how = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"code": os.WEXITSTATUS(status)}
    return {**how, "memory": usage.ru_maxrss * 1024, "cpu": usage.ru_utime + usage.ru_stime}


def main(arguments: list[str]) -> None:
    """Load the table, prepare, freeze what children will share, and serve; or say why not, and end.

    What is loaded stays, so nothing is looked through for garbage until all of it is there: that costs a fifth of the time.
    """
    gc.disable()
    table, handle, *prepare = arguments
    module_name, _, name = table.partition(":")
    module = import_module(module_name)
    control = socket.socket(fileno=int(handle))
    for function in prepare:
        if refused := getattr(module, function)():
            with suppress(OSError):  # the keeper is gone, and asks no more
                control.send(json.dumps({"refused": refused}).encode())
            return
    gc.collect()
    gc.freeze()
    gc.enable()
    Zygote(control, getattr(module, name)).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
