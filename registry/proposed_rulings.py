"""A ruling as a reviewer types it, read into what can be written down, or into everything that is wrong with it. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from registry.overlap_cases import Case, Kind
from registry.rulings import LONGEST_REASON, Basis, Decided, Verdict
from vocab.identifiers import dataset_of
from vocab.vietnamese import nfc

LONGEST_RULING_YEARS = 10
_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DOCUMENT = re.compile(r"\d+\s?/\s?(?:\d{4}\s?/\s?)?[A-ZĐ]{2}")
"""A document's number, as 123/BCA-C06 or 07/2025/TT-BXD; no day and no fraction."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision as it was typed."""

    verdict: str = ""
    reason: str = ""
    basis: str = ""
    until: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a typed decision cannot be written down: the field, and what to do."""

    field: str
    vi: str
    en: str


def read(
    case: Case, typed: Proposed, targets_of: Callable[[str], Sequence[str]], today: date
) -> Decided | tuple[Trouble, ...]:
    """The decision that was typed on a case. `targets_of` gives the datasets (IRIs) that a text may name to merge into."""
    verdict = next((one for one in Verdict if one == typed.verdict), None)
    basis = next((one for one in Basis if one == typed.basis), None)
    until = day_of(typed.until) if typed.until.strip() else None
    targets = targets_of(typed.target.strip()) if verdict is Verdict.MERGE else ()
    troubles = [
        *([] if verdict else [_NO_VERDICT]),
        *_reason_troubles(typed.reason),
        *([] if basis else [_NO_BASIS]),
        *(_paper_troubles(case, basis, typed.reason) if verdict is Verdict.DELEGATED_COPY else []),
        *_day_troubles(verdict, typed.until, until, today),
        *(_target_troubles(case, targets) if verdict is Verdict.MERGE else []),
    ]
    if verdict is None or basis is None or troubles:
        return tuple(troubles)
    reason = nfc(typed.reason).strip()
    # What ends a dataset has no day on which it would be public again.
    last = None if verdict.is_ending else until
    pair = (case.number, case.record, case.other)
    return Decided(*pair, verdict, last, basis, "".join(targets), case.mark, case.fingerprint, reason)


def day_of(typed: str) -> date | None:
    """The day that was typed, as 31/12/2026 or 2026-12-31; None for what is no day."""
    text = typed.strip()
    vietnamese, iso = _DAY.fullmatch(text), _ISO_DAY.fullmatch(text)
    try:
        if vietnamese:
            return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1]))
        return date(int(iso[1]), int(iso[2]), int(iso[3])) if iso else None
    except ValueError:
        return None


def _day_troubles(verdict: Verdict | None, typed: str, until: date | None, today: date) -> list[Trouble]:
    if verdict is not None and verdict.is_ending:
        return []
    if not typed.strip():
        return [_NO_DAY] if verdict is Verdict.EXEMPT else []
    if until is None:
        return [_BAD_DAY]
    if until < today:
        return [_PAST]
    return [_TOO_FAR] if until.year > today.year + LONGEST_RULING_YEARS else []


def _reason_troubles(reason: str) -> list[Trouble]:
    if not reason.strip():
        return [_NO_REASON]
    return [_LONG_REASON] if len(reason) > LONGEST_REASON else []


def _paper_troubles(case: Case, basis: Basis | None, reason: str) -> list[Trouble]:
    """A copy is kept by a paper, whose number the reason names; where it is of a ministry's data, by the ministry's."""
    named = not reason.strip() or _DOCUMENT.search(reason)
    based = basis in (None, Basis.MINISTRY_PAPER) or case.kind != Kind.MINISTRY
    return [*([] if named else [_NO_NUMBER]), *([] if based else [_NO_PAPER])]


def _target_troubles(case: Case, targets: Sequence[str]) -> list[Trouble]:
    if len(targets) != 1:
        return [_SEVERAL if targets else _NO_TARGET]
    return [_ITSELF] if targets[0] == dataset_of(case.record) and case.kind == Kind.MINISTRY else []


_NO_VERDICT = Trouble("verdict", "Hãy chọn một kết luận.", "Choose a verdict.")
_NO_REASON = Trouble("reason", "Hãy ghi lý do: sổ ghi lý do bên cạnh kết luận.", "Give the reason: it is kept with it.")
_LONG_REASON = Trouble(
    "reason",
    f"Lý do dài quá {LONGEST_REASON} ký tự. Hãy viết gọn lại.",
    f"The reason is longer than {LONGEST_REASON} characters. Say it shorter.",
)
_NO_BASIS = Trouble("basis", "Hãy chọn căn cứ.", "Choose what the decision rests on.")
_NO_PAPER = Trouble(
    "basis",
    "Bản sao được ủy quyền phải dựa vào văn bản của bộ, ngành. Hãy chọn căn cứ đó, hoặc kết luận khác.",
    "A delegated copy must rest on a paper of the ministry. Choose that, or another verdict.",
)
_NO_NUMBER = Trouble(
    "reason",
    "Hãy nêu số văn bản giao giữ bản sao, ví dụ 123/BCA-C06.",
    "Name the number of the paper that delegates the copy, for example 123/BCA-C06.",
)
_NO_DAY = Trouble(
    "until",
    "Miễn trừ phải có ngày hết hạn. Hãy ghi ngày/tháng/năm.",
    "An exemption must have a last day. Write day/month/year.",
)
_BAD_DAY = Trouble(
    "until",
    "Không có ngày như vậy. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2027.",
    "There is no such day. Write day/month/year, for example 31/12/2027.",
)
_PAST = Trouble(
    "until",
    "Ngày này đã qua. Hãy ghi ngày từ hôm nay trở đi.",
    "This day is over. Write today or a later day.",
)
_TOO_FAR = Trouble(
    "until",
    f"Quá xa: một quyết định có giá trị nhiều nhất {LONGEST_RULING_YEARS} năm, hoặc để trống nếu không có hạn.",
    f"Too far: a decision holds for {LONGEST_RULING_YEARS} years at most; leave it empty for one without end.",
)
_NO_TARGET = Trouble(
    "target",
    "Hãy ghi mã của cơ quan hoặc địa chỉ của một tập đang công khai, hoặc địa chỉ dữ liệu của bộ, để gộp vào.",
    "Give the agency's identifier or the address of a public dataset, or the address of a ministry's, to merge into.",
)
_SEVERAL = Trouble(
    "target",
    "Nhiều tập đang công khai cùng mang mã này. Hãy ghi địa chỉ của tập nhận.",
    "Several public datasets have this identifier. Give the address of the one that stays.",
)
_ITSELF = Trouble(
    "target",
    "Không gộp một tập vào chính nó. Hãy ghi tập khác.",
    "A dataset cannot be merged into itself. Name another.",
)
