"""What becomes of records that a source no longer holds: two keys and a time of grace. Pure.

A record leaves only after a complete run without an error, and only when little of the source leaves at once; else a
person must confirm. Even then it stays public for the days of grace, marked as missing, unless its source says in so
many words that it is gone, or the person who confirmed has seen it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.clock import instant
from registry.harvesting.origins import Origin


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a run cannot go on."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Guard:
    """How much may leave at once without a person: `most` identifiers, and `least` per cent of the last good count must
    still be there. A record that is missing stays public for `grace_days`."""

    grace_days: int = 7
    least: int = 80
    most: int = 50


WITHDRAWN = ("sẽ bị rút", "would be withdrawn")
MARKED = ("sẽ bị đánh dấu là không còn", "would be marked as gone")


NOTHING_READ = Trouble(
    "Không đọc được tập dữ liệu nào: danh mục rỗng, hoặc mọi dòng đều không đọc được. Không có gì thay đổi.",
    "No dataset was read: the catalogue is empty, or none of its rows can be read. Nothing has changed.",
)


@dataclass(frozen=True, slots=True)
class Vanishing:
    """The fate of what is absent: `withdrawn` now; `missing`, and still public; those `untouched`, for the run cannot
    tell whether they are there."""

    withdrawn: tuple[Origin, ...] = ()
    missing: tuple[Origin, ...] = ()
    untouched: tuple[Origin, ...] = ()


def shrinking(
    known: int, present: int, gone: int, fate: tuple[str, str] = WITHDRAWN, guard: Guard | None = None
) -> Trouble | None:
    """Why a run should not take away so much by itself; None when it may. `fate` is what happens to what is gone.

    `known` is the last good count, `present` what is there now of it, `gone` what left since.
    """
    guard = guard or Guard()
    if not known or not gone:
        return None
    if present and present * 100 >= known * guard.least and gone <= guard.most:
        return None
    return Trouble(
        f"Nguồn nay chỉ còn {present} tập trên {known}; {gone} tập {fate[0]}. Chờ người phụ trách xác nhận.",
        f"The source now holds {present} of {known} datasets; {gone} {fate[1]}. Waiting for a person.",
    )


def vanished(
    absent: Sequence[Origin],
    said_gone: Collection[str],
    now: datetime,
    guard: Guard,
    *,
    is_sound: bool,
    confirmed: bool,
) -> Vanishing:
    """What becomes of the `absent`; `said_gone` are the records whose end the source itself told of.

    `is_sound`: the run read all of the source without an error, and within the guard.
    """
    if confirmed:
        return Vanishing(withdrawn=tuple(absent))
    if not is_sound:
        waiting = [one for one in absent if one.missing_since]
        return Vanishing(missing=tuple(waiting), untouched=tuple(one for one in absent if not one.missing_since))
    over = [one for one in absent if one.record in said_gone or _is_over(one, now, guard)]
    ending = {one.record for one in over}
    return Vanishing(tuple(over), tuple(one for one in absent if one.record not in ending))


def _is_over(one: Origin, now: datetime, guard: Guard) -> bool:
    """Whether the grace has run out; one that only just went missing has all of it."""
    since = instant(one.missing_since) if one.missing_since else now
    return now - since >= timedelta(days=guard.grace_days)
