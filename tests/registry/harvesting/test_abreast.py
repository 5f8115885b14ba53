"""Work abreast: a slow one keeps nobody waiting, and the outcomes come in order."""

import threading

from registry.harvesting.abreast import abreast


def test_a_slow_one_keeps_nobody_waiting() -> None:
    others_are_done = threading.Event()
    done: list[str] = []

    def work(name: str) -> str:
        if name == "slow":
            assert others_are_done.wait(5)
        else:
            done.append(name)
            if len(done) == 3:
                others_are_done.set()
        return name.upper()

    assert abreast(work, ["slow", "a", "b", "c"], 2) == ["SLOW", "A", "B", "C"]


def test_nothing_is_nothing() -> None:
    assert abreast(str, []) == []
