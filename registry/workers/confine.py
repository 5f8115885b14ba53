"""What a child may not do, and the thread with a big stack in which it works.

Limits bound what a hostile input can take (address space, CPU, no core file, no network); the keeper's wall clock
bounds the rest. A stack of 256 MiB carries what overflows the usual 8 MiB, for every text within the caps (measured:
nesting and operator chains 32 times as long).
"""

import ctypes
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass

from registry.workers import seccomp

_SET_DEATH_SIGNAL = 1
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one child gets: bytes of address space and of stack, seconds of CPU and of wall clock, how nice it is.

    `memory` includes the stack and what the zygote already mapped (about 150 MiB light, 400 MiB heavy).
    """

    memory: int = 2048 * _MIB
    cpu: int = 30
    wall: float = 60.0
    stack: int = 256 * _MIB
    nice: int = 0
    network: bool = False


def confine(limits: Limits, parent: int) -> None:
    """Bind this process for good; it dies with `parent`, the pid that forked it."""
    _die_with_parent(parent)
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(name, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    grant_cpu(limits.cpu)
    if limits.nice:
        os.nice(limits.nice)
    if not limits.network:
        seccomp.forbid()


def grant_cpu(seconds: int) -> None:
    """Let the process use `seconds` of CPU beyond what it has used; then SIGXCPU ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, resource.RLIM_INFINITY))


def in_big_stack(work: Callable[[], None], stack: int) -> None:
    """Run `work` in a thread with `stack` bytes of stack and wait for its end."""
    threading.stack_size(stack)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def _die_with_parent(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
