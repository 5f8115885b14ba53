"""Time: instants are UTC and aware; days of the law are days in Vietnam."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    return datetime.now(UTC)


def stamp(instant: datetime) -> str:
    """An instant as the ledger writes it: `2026-10-12T01:41:00.123456Z`, six digits, so text order is time order."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def instant(text: str) -> datetime:
    """The instant that `stamp` wrote. Raises ValueError for any other text."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def local_day(moment: datetime) -> date:
    """The day in Vietnam at this instant."""
    return moment.astimezone(ZONE).date()
