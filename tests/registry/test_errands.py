"""What strangers may have done: few of them wait for it at a time, so that their waiting takes nobody's pages."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from registry.clock import utc_now
from registry.config import load_config
from registry.errands import STRANGERS_IN_LINE, Errands
from registry.standing import Standing
from registry.words import Words
from registry.workers.errors import WorkerBusy
from registry.workers.pool import Workers


class SlowWorkers:
    """Workers whose job lasts until it is let go; knows how many worked at once."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.working = self.most = 0

    def run(self, *_asked: object) -> dict[str, Any]:
        self.working += 1
        self.most = max(self.most, self.working)
        assert self.let_go.wait(20)
        self.working -= 1
        return {"document": b"{}"}


def test_of_many_who_ask_for_many_packages_few_wait_and_the_others_are_told_at_once(tmp_path: Path) -> None:
    slow, config = SlowWorkers(), load_config(tmp_path)
    errands = Errands(cast(Workers, slow), config, utc_now, Words.of(config.base), cast(Standing, None))
    refused, answered = threading.Semaphore(0), []

    def ask(_number: int) -> None:
        try:
            answered.append(errands.packages({}))
        except WorkerBusy:
            refused.release()

    in_line = 1 + STRANGERS_IN_LINE
    with ThreadPoolExecutor(16) as clients:
        asked = clients.map(ask, range(16))
        all_told = all(refused.acquire(timeout=5) for _ in range(16 - in_line))
        slow.let_go.set()
        list(asked)
    assert all_told, "those beyond the line were told while the first was still served"
    assert answered == [b"{}"] * in_line and slow.most == 1
