"""Times that sources count from the first of January 1970."""

import re
from datetime import UTC, datetime
from typing import Any

from harvesters.draft import text_of

_COUNTED = re.compile(r"[0-9]{9,14}")
_LAST = 2**34
"""In the year 2514: what counts more seconds was counted in something else."""


def since_1970(value: Any, per_second: int = 1) -> str:
    """The time of a number of seconds (of milliseconds, with `per_second` 1000); "" for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < _LAST * per_second:
        return ""
    return datetime.fromtimestamp(value // per_second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(value: Any, per_second: int = 1) -> str:
    """A time as a source tells it: a text as it is, a number as the time it counts; "" for a number that is no time. Nine
    figures and more are a number in a text, too."""
    if isinstance(value, str):
        told = text_of(value)
        return since_1970(int(told), per_second) if _COUNTED.fullmatch(told) else told
    return since_1970(value, per_second)
