"""Checks for strangers: anybody may have a document judged, within limits that keep the machine for its own work.

A check is bulk work with little patience, one at a time for each address, few at once in all, and each address has so
many seconds of it. What was judged is not kept.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from registry.allowance import Allowance
from registry.checked import Asked
from registry.errands import Errands
from registry.errors import RegistryError
from registry.workers.errors import WorkerBusy, WorkerDied, WorkerTimeout

SAVED_SECONDS = 120.0
SECONDS_A_SECOND = 0.5
MOST_FINDINGS = 5_000
MOST_ON_PAGE = 200
AGAIN_AFTER = 10
PAGE = "page"

Row = dict[str, Any]


class TooMuch(RegistryError):
    """This address has had its share, and may ask again after `wait` seconds."""

    def __init__(self, wait: float) -> None:
        self.wait = int(wait) + 1
        super().__init__(
            f"Địa chỉ này vừa nhờ kiểm tra quá nhiều: hãy thử lại sau {self.wait} giây.",
            f"This address has just had too much checked: try again in {self.wait} seconds.",
        )


class TooBusy(RegistryError):
    """All seats for strangers are taken; ask again after `wait` seconds."""

    def __init__(self) -> None:
        self.wait = AGAIN_AFTER
        super().__init__(
            f"Máy đang kiểm tra cho người khác: hãy thử lại sau {self.wait} giây.",
            f"The machine is checking for others: try again in {self.wait} seconds.",
        )


class TooHeavy(RegistryError):
    """Judging this needed more than a stranger may have, or broke the worker."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này nặng hoặc lạ đến mức không kiểm tra xong được ở đây. Hãy chia nhỏ tệp, hoặc kiểm tra tại máy của mình "
            "bằng lệnh registry check.",
            "This document is too heavy or too odd to be checked here. Split it, or check it on your own machine with "
            "registry check.",
        )


class PublicChecks:
    """Hands strangers' documents to workers. `seats` checks may be under way at once, waiting ones among them."""

    def __init__(self, errands: Errands, seats: int, allowance: Allowance | None = None) -> None:
        self._errands = errands
        self.seats = threading.BoundedSemaphore(max(1, seats))
        self.allowance = allowance or Allowance(SAVED_SECONDS, SECONDS_A_SECOND)

    def judge(self, asked: Asked, address: str) -> Row:
        """What the worker says (see `registry.jobs.checking.check_upload`). Raises TooMuch, TooBusy, TooHeavy."""
        most = MOST_ON_PAGE if asked.form == PAGE else MOST_FINDINGS
        with self._seat(), self._charged(address):
            try:
                return self._errands.check(asked, most)
            except WorkerBusy as busy:
                raise TooBusy from busy
            except (WorkerDied, WorkerTimeout) as fault:
                raise TooHeavy from fault

    @contextmanager
    def _seat(self) -> Iterator[None]:
        if not self.seats.acquire(blocking=False):
            raise TooBusy
        try:
            yield
        finally:
            self.seats.release()

    @contextmanager
    def _charged(self, address: str) -> Iterator[None]:
        if wait := self.allowance.begin(address):
            raise TooMuch(wait.seconds)
        began = time.monotonic()
        try:
            yield
        finally:
            self.allowance.end(address, time.monotonic() - began)
