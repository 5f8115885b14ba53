"""The reviewer of the demonstration rules on a few cases of overlap, so that some wait and some are decided.

What a ruling is on stands in `WISHES`: the dataset, and which ministry's dataset it looks like. A pair that the measure
does not find is passed over, and so is one that was ruled on already, whatever became of its case: loading twice changes
nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from registry.accounts import By
from registry.clock import local_day
from registry.demo.logins import OFFICES
from registry.demo.province import rows
from registry.keeper import Keeper
from registry.overlap_cases import Case
from registry.proposed_rulings import Proposed
from registry.rulings import Basis, Decided, Ruling, Verdict
from vocab.identifiers import ministry_dataset_iri, record_of

REVIEWER = "kiem-duyet"
EXEMPT_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Wish:
    """A ruling that the demonstration makes: on a dataset of the catalogue of 2022 and a ministry's, by their ids."""

    dataset: str
    ministry: str
    verdict: Verdict
    basis: Basis
    reason: str


WISHES = (
    Wish(
        "bd-ds-024",
        "mds-050-thuy-loi",
        Verdict.EXEMPT,
        Basis.REGULATION,
        "Số đo hằng ngày tại trạm của tỉnh, bộ chưa thu. Cho công bố đến khi trạm nối vào cơ sở dữ liệu của bộ.",
    ),
    Wish(
        "bd-ds-019",
        "mds-045-thuy-san",
        Verdict.NO_OVERLAP,
        Basis.REGULATION,
        "Chỉ là số đếm theo cảng và theo nghề, không có từng tàu, không có chủ tàu.",
    ),
    Wish(
        "bd-ds-068",
        "mds-066-duoc",
        Verdict.NO_OVERLAP,
        Basis.REGULATION,
        "Lịch trực đêm do sở xếp, bộ không giữ. Tên nhà thuốc chỉ để người dân tìm đến.",
    ),
)
WANTED = 2
"""So many rulings are made, of the wishes that find their case open."""


def rule(keeper: Keeper) -> tuple[Ruling, ...]:
    """Makes the rulings that are still to be made, and gives them."""
    known = {row.id: record_of(row.iri(keeper.config.base)) for row in rows()}
    cases = [(wish, _case(keeper, known[wish.dataset], wish.ministry)) for wish in WISHES]
    found = [(wish, case, keeper.cases.rulings_of(case.number)) for wish, case in cases if case is not None]
    wanted = WANTED - sum(bool(made) for _, _, made in found)
    waiting = [(wish, case) for wish, case, made in found if not made and case.is_open]
    return tuple(_decide(keeper, wish, case) for wish, case in waiting[: max(wanted, 0)])


def _case(keeper: Keeper, record: str, ministry: str) -> Case | None:
    other = ministry_dataset_iri(keeper.config.base, ministry)
    return next((case for case in keeper.cases.of_record(record) if case.other == other), None)


def _decide(keeper: Keeper, wish: Wish, case: Case) -> Ruling:
    until = local_day(keeper.clock()) + EXEMPT_FOR if wish.verdict is Verdict.EXEMPT else None
    typed = Proposed(wish.verdict.value, wish.reason, wish.basis.value, until.isoformat() if until else "")
    decided = keeper.deciding.read(case, typed)
    if not isinstance(decided, Decided):
        raise ValueError(decided[0].en)
    return keeper.deciding.decide(case, decided, By(REVIEWER, OFFICES[REVIEWER][1]))
