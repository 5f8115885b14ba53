"""How much costly work one address may ask for: seconds of it, saved up to a limit, that come back with time.

Kept in memory: whoever restarts the keeper forgives everybody.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

LEAST = 0.25
"""What the quickest work costs, in seconds."""
REMEMBERED = 10_000
"""Addresses kept in mind; the one that asked longest ago is forgotten first."""


@dataclass(slots=True)
class _Account:
    """Seconds left, as of `at`; how many works are under way."""

    left: float
    at: float
    under_way: int = 0


class Allowance:
    """Each address may have `saved` seconds of work at once and `rate` seconds a second in the long run, one at a time."""

    def __init__(self, saved: float, rate: float, now: Callable[[], float] = time.monotonic) -> None:
        self._saved = saved
        self._rate = rate
        self._now = now
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._changing = threading.Lock()

    def begin(self, address: str) -> float:
        """0 when work may begin for this address, which must then `end`; else how many seconds to wait."""
        with self._changing:
            account = self._account(address)
            if account.under_way:
                return 1.0
            if account.left < LEAST:
                return (LEAST - account.left) / self._rate
            account.under_way += 1
            return 0.0

    def end(self, address: str, seconds: float) -> None:
        """The work that began is done, and took so long."""
        with self._changing:
            account = self._account(address)
            account.under_way = max(account.under_way - 1, 0)
            account.left -= max(seconds, LEAST)

    def _account(self, address: str) -> _Account:
        now = self._now()
        account = self._accounts.setdefault(address, _Account(self._saved, now))
        self._accounts.move_to_end(address)
        account.left = min(self._saved, account.left + (now - account.at) * self._rate)
        account.at = now
        if len(self._accounts) > REMEMBERED:
            self._accounts.popitem(last=False)
        return account
