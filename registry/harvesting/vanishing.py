"""What becomes of records that a source no longer holds: two keys and a time of grace. Pure.

A record leaves only after a complete run without an error, and only when little of the source leaves at once; else a
person must confirm, by the names. Even then it stays public for the days of grace, marked as missing, unless its source
says in so many words that it is gone, or the person who confirmed wants it gone at once.
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


def nothing_read(known: int) -> Trouble:
    """Why an answer without a single dataset is a failure, of a source that has brought so many before."""
    if not known:
        return NOTHING_READ
    return Trouble(
        f"{NOTHING_READ.vi} Nguồn đã mang về {known} tập; nếu nguồn thật sự không còn gì, hãy gỡ nguồn và cho rút "
        "các tập đó.",
        f"{NOTHING_READ.en} The source has brought {known} datasets; if it truly holds none, remove it and have them "
        "withdrawn.",
    )


def stands_at(identifier: str, positions: Collection[str]) -> bool:
    """Whether a record is among what could not be read, by its position: it is there, then, whatever it says."""
    return any(position == identifier or position.endswith(f"({identifier})") for position in positions)


def left_untouched(number: int, unreadable: int) -> Trouble | None:
    """Why what a run was not told of counts neither as missing nor as there; None when there is nothing of it."""
    if not number:
        return None
    return Trouble(
        f"Nguồn không nói đến {number} tập đã mang về trước đây. Vì {unreadable} bản ghi không đọc được, chưa thể kết luận "
        "nguồn không còn giữ: các tập này vẫn như cũ.",
        f"The source does not tell of {number} datasets that it brought before. As {unreadable} records could not be read, "
        "nobody can say that it holds them no more: they stay as they are.",
    )


def shrinking(
    known: int,
    present: int,
    gone: int,
    fate: tuple[str, str] = WITHDRAWN,
    guard: Guard | None = None,
    public: int | None = None,
    confirmed: int = 0,
) -> Trouble | None:
    """Why a run should not take away so much by itself; None when it may. `fate` is what happens to what is gone.

    `known` is the last good count, `present` what is there now of it, `gone` what left since, `public` of them are public
    (None for all); `confirmed` is the run whose names a person had confirmed, when others are gone now.
    """
    guard = guard or Guard()
    if not known or not gone:
        return None
    if present and present * 100 >= known * guard.least and gone <= guard.most:
        return None
    leaving = gone if public is None else public
    vi = (
        f"{leaving} tập {fate[0]}"
        if leaving == gone
        else f"{gone} tập không còn, {leaving} tập đang công khai {fate[0]}"
    )
    en = f"{leaving} {fate[1]}" if leaving == gone else f"{gone} are gone, {leaving} that are public {fate[1]}"
    again_vi = f" Không đúng danh sách đã xác nhận ở đợt {confirmed}." if confirmed else ""
    again_en = f" These are not the ones that were confirmed of run {confirmed}." if confirmed else ""
    return Trouble(
        f"Nguồn nay chỉ còn {present} tập trên {known}; {vi}.{again_vi} Chờ người phụ trách xác nhận.",
        f"The source now holds {present} of {known} datasets; {en}.{again_en} Waiting for a person.",
    )


def vanished(
    absent: Sequence[Origin],
    said_gone: Collection[str],
    now: datetime,
    guard: Guard,
    *,
    is_sound: bool,
    allowed: Collection[str] = (),
    at_once: bool = False,
) -> Vanishing:
    """What becomes of the `absent`; `said_gone` are the records whose end the source itself told of.

    `is_sound`: the run read all of the source without an error. `allowed` are the records that a person lets go although
    much leaves or not all could be read; `at_once`: those without grace.
    """
    known = absent if is_sound else [one for one in absent if one.record in allowed]
    over = [
        one
        for one in known
        if one.record in said_gone or _is_over(one, now, guard) or (at_once and one.record in allowed)
    ]
    ending, sure = {one.record for one in over}, {one.record for one in known}
    unknown = [one for one in absent if one.record not in sure]
    missing = [one for one in absent if one.record not in ending and (one.record in sure or one.missing_since)]
    return Vanishing(tuple(over), tuple(missing), tuple(one for one in unknown if not one.missing_since))


def _is_over(one: Origin, now: datetime, guard: Guard) -> bool:
    """Whether the grace has run out; one that only just went missing has all of it."""
    since = instant(one.missing_since) if one.missing_since else now
    return now - since >= timedelta(days=guard.grace_days)
