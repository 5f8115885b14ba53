"""How much costly work one address may ask for: seconds of it, saved up to a limit, that come back with time.

Kept in memory: whoever restarts the keeper forgives everybody.
"""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

LEAST = 0.25
"""What the quickest work costs, in seconds, where nothing else is said."""
REMEMBERED = 10_000
"""Addresses kept in mind; the one that asked longest ago is forgotten first."""
CROWDED = 1.0
"""Seconds to wait for who has as much under way as it may."""


@dataclass(slots=True)
class _Account:
    """Seconds left, as of `at`; how many works are under way."""

    left: float
    at: float
    under_way: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """Work may not begin yet, but perhaps in `seconds`; `is_crowded`: as many works are under way as may be."""

    seconds: float
    is_crowded: bool = False


class Allowance:
    """Each address may have `saved` seconds of work at once and `rate` seconds a second in the long run, `at_once` works at
    a time; the quickest counts as `least` seconds."""

    def __init__(
        self,
        saved: float,
        rate: float,
        now: Callable[[], float] = time.monotonic,
        at_once: int = 1,
        least: float = LEAST,
    ) -> None:
        self._saved = saved
        self._rate = rate
        self._now = now
        self._at_once = at_once
        self._least = least
        self._accounts: OrderedDict[str, _Account] = OrderedDict()
        self._changing = threading.Lock()

    def begin(self, address: str) -> Wait | None:
        """None when work may begin for this address, which must then `end`."""
        with self._changing:
            account = self._account(address)
            if account.under_way >= self._at_once:
                return Wait(CROWDED, is_crowded=True)
            if account.left < self._least:
                return Wait((self._least - account.left) / self._rate)
            account.under_way += 1
            return None

    def end(self, address: str, seconds: float) -> None:
        """The work that began is done, and took so long."""
        with self._changing:
            account = self._account(address)
            account.under_way = max(account.under_way - 1, 0)
            account.left -= max(seconds, self._least)

    def spent(self, address: str) -> float:
        """Seconds this address used that have not come back yet; of a share without bound nothing is ever used."""
        with self._changing:
            return 0.0 if math.isinf(self._saved) else self._saved - self._account(address).left

    def _account(self, address: str) -> _Account:
        now = self._now()
        account = self._accounts.setdefault(address, _Account(self._saved, now))
        self._accounts.move_to_end(address)
        account.left = min(self._saved, account.left + (now - account.at) * self._rate)
        account.at = now
        if len(self._accounts) > REMEMBERED:
            self._accounts.popitem(last=False)
        return account
