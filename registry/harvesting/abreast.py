"""Work on several things abreast: one that takes its time must not keep the others waiting (SECURITY requirement 61)."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TypeVar

AT_ONCE = 8
"""Sources that the clock runs at once. Their runs mostly wait for the network; the work itself is done in workers."""
Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def abreast(work: Callable[[Item], Outcome], items: Iterable[Item], at_once: int = AT_ONCE) -> list[Outcome]:
    """What `work` makes of each item, in their order; it is called from several threads and must not raise.

    The threads end with the process, whatever they wait for.
    """
    left = deque(enumerate(items))
    done: dict[int, Outcome] = {}

    def take() -> None:
        while True:
            try:
                number, item = left.popleft()
            except IndexError:
                return
            done[number] = work(item)

    threads = [
        threading.Thread(target=take, name=f"abreast {number}", daemon=True)
        for number in range(min(at_once, len(left)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [done[number] for number in sorted(done)]
