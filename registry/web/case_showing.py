"""What the page of a case shows, as plain values: who may read it, the evidence, what was decided of it and of the like."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from flask import url_for

from registry.catalogue import Shown
from registry.clock import instant, local_day
from registry.deciding import Overtaken
from registry.ledger import Current
from registry.overlap_cases import Case, CaseState, Kind
from registry.overlap_reading import readable_by_all
from registry.precedents import Precedents
from registry.proposed_rulings import Proposed, Trouble
from registry.rulings import Basis, Ruling, Verdict
from registry.web.access import OFFICE
from registry.web.case_sides import Said, rows, sides
from registry.web.evidence_showing import reason
from registry.web.here import keeper, language, words
from registry.web.sessions import Here, account
from registry.web.showing import href_of, name_of
from vocab.identifiers import dataset_of, key_of

SIMILAR_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Settled:
    """A ruling as the page tells it, with the names of its datasets."""

    ruling: Ruling
    day: date
    dataset: str
    other: str
    instead: Said


def may_see(case: Case, here: Here | None) -> bool:
    """Who may read a case: those who review and audit, the agencies concerned, and everybody once it is decided and
    nothing of its datasets is held back."""
    if here is not None and _is_party(case, here):
        return True
    records = _records(case)
    return case.state == CaseState.DECIDED and readable_by_all(keeper().ledger, records).issuperset(records)


def _is_party(case: Case, here: Here) -> bool:
    """Whether the signed-in reads all of a case: who reviews and audits, and the agencies concerned."""
    return here.role in OFFICE or is_concerned(case, here)


def is_concerned(case: Case, here: Here) -> bool:
    """Whether the signed-in agency answers for one of the two datasets."""
    return bool(here.agency) and here.agency in _agencies(case)


def page(
    case: Case,
    typed: Proposed | None = None,
    troubles: Sequence[Trouble] = (),
    overtaken: Overtaken | None = None,
    said: str = "",
    unsaid: bool = False,
) -> dict[str, Any]:
    """The page; with what was `typed` when it could not be written down, and what happened meanwhile."""
    here, today = account(), local_day(keeper().clock())
    rulings = tuple(map(settled, keeper().cases.rulings_of(case.number)))
    mine, other = sides(case)
    return {
        "case": case,
        "mine": mine,
        "other": other,
        "rows": rows(mine, other),
        "reasons": [reason(feature) for feature in case.features],
        "changed": [one.en if language() == "en" else one.vi for one in case.changed],
        "rulings": rulings,
        "statements": keeper().cases.statements(case.number) if here is not None and _is_party(case, here) else (),
        "similar": _similar(case),
        "left": case.days_left(today),
        "days_left": abs(case.days_left(today)),
        "is_reviewer": here is not None and here.role == "reviewer",
        "is_concerned": here is not None and is_concerned(case, here),
        "is_between_agencies": case.kind == Kind.AGENCY,
        "has_been_public": keeper().catalogue.shown(key_of(case.record)) is not None,
        "verdicts": tuple(Verdict),
        "bases": tuple(Basis),
        "typed": typed or Proposed(),
        "troubles": {trouble.field: trouble.en if language() == "en" else trouble.vi for trouble in troubles},
        "overtaken": overtaken,
        "meanwhile": settled(overtaken.ruling) if overtaken and overtaken.ruling else None,
        "said": said,
        "unsaid": unsaid,
    }


def listed(cases: Iterable[Case], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Cases in a list: what they are about (`titles` by key where the reader's are known), until when, what was decided."""
    today = local_day(keeper().clock())
    return [
        {
            "case": case,
            "title": titles.get(key_of(case.record)) or case.title or words()("desk.nameless"),
            "other": name_of(case.other),
            "left": case.days_left(today),
            "days_left": abs(case.days_left(today)),
            "ruling": next(iter(keeper().cases.rulings_of(case.number)), None),
        }
        for case in cases
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits, on the page of its dataset: where the reader may read of it ("" for nowhere), until when.

    `stays`: the dataset was public before it came to duplicate, and what is mended in it is saved meanwhile.
    """

    number: str
    href: str
    due: date
    is_late: bool
    stays: bool


def waiting(shown: Shown) -> dict[str, Waiting]:
    """The open cases of a public dataset with ministries' datasets, by the IRI of that other one."""
    cases = keeper().cases.of_record(shown.current.record)
    return {case.other: _waiting(case, shown) for case in cases if case.is_open and case.kind == Kind.MINISTRY}


def _waiting(case: Case, shown: Shown) -> Waiting:
    href = url_for("audit.overlap", q=case.number) if shown.held is None else ""
    if may_see(case, account()):
        href = url_for("cases.case", number=case.number)
    is_late = case.is_overdue(local_day(keeper().clock()))
    return Waiting(case.number, href, date.fromisoformat(case.due), is_late, case.was_public)


def settled(ruling: Ruling) -> Settled:
    """The ruling with names that people know."""
    instead = ruling.target or ruling.other
    case = keeper().cases.find(ruling.case)
    names = (name_of(dataset_of(ruling.record), case.title if case else ""), name_of(ruling.other))
    return Settled(ruling, local_day(instant(ruling.at)), *names, Said(name_of(instead), href_of(instead)))


def ended_by(record: str) -> Settled | None:
    """The ruling that took a record down, if one did: it says where to look instead."""
    newest = (one for case in keeper().cases.of_record(record) for one in keeper().cases.rulings_of(case.number)[:1])
    return next((settled(one) for one in newest if one.standing.is_ending and one.record == record), None)


def instead_of(record: str) -> str:
    """The dataset (IRI) to use instead of one that a ruling took down, "" when none did."""
    ended = ended_by(record)
    return (ended.ruling.target or ended.ruling.other) if ended else ""


def _records(case: Case) -> tuple[str, ...]:
    return (case.record, case.other_record) if case.other_record else (case.record,)


def _currents(case: Case) -> tuple[Current | None, ...]:
    return tuple(keeper().ledger.current(record) for record in _records(case))


def _agencies(case: Case) -> frozenset[str]:
    return frozenset(one.agency for one in _currents(case) if one is not None)


def _similar(case: Case) -> list[Settled]:
    """What was decided of the like, as far as the reader may open it."""
    alike = Precedents(keeper().ledger, keeper().words).of(case)
    return [settled(one) for one in islice(filter(_may_open, alike), SIMILAR_SHOWN)]


def _may_open(ruling: Ruling) -> bool:
    case = keeper().cases.find(ruling.case)
    return case is not None and may_see(case, account())
