"""What a process and all below it use: CPU and memory, as Linux tells it under /proc."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PAUSE = 0.1
_TICKS, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
_PROCESSES = Path("/proc")


@dataclass(slots=True)
class Used:
    """What was used while it was watched: CPU in seconds, and the most memory that was resident at once, in bytes: of the
    process itself, and of the largest of those below it."""

    cpu: float = 0.0
    memory: int = 0
    memory_below: int = 0
    _over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def using(pid: int) -> Iterator[Used]:
    """Watches a process and all below it; the CPU is known once the block has ended.

    Children that ended and were waited for count with those who waited.
    """
    used = Used()
    before = _cpu(pid)
    watching = threading.Thread(target=_watch, args=(pid, used), name="watching memory", daemon=True)
    watching.start()
    try:
        yield used
    finally:
        used._over.set()
        watching.join()
        used.cpu = _cpu(pid) - before


def _watch(pid: int, used: Used) -> None:
    is_over = False
    while not is_over:
        is_over = used._over.wait(PAUSE)  # one look at the end, however short it was
        used.memory = max(used.memory, _resident(pid))
        used.memory_below = max((used.memory_below, *map(_resident, _below(pid))))


def _cpu(pid: int) -> float:
    """Seconds of a process, of all below it, and of what they have waited for."""
    return sum(sum(map(int, _stat(one)[11:15])) for one in (pid, *_below(pid))) / _TICKS


def _below(pid: int) -> list[int]:
    """All that descend from a process."""
    above = {int(place.name): _stat(int(place.name)) for place in _PROCESSES.iterdir() if place.name.isdigit()}
    found = [pid]
    for one in found:
        found += [child for child, stat in above.items() if int(stat[1]) == one]
    return found[1:]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; of a process that is gone nothing but noughts."""
    try:
        return (_PROCESSES / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 22


def _resident(pid: int) -> int:
    return int(_stat(pid)[21]) * _PAGE
