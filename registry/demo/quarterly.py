"""Who did the duty of the last quarter in the demonstration: some in time, some late, some not at all.

The plan hangs on what is public and the day only; it is carried out once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode, Triple

from registry.demo.province import FIRST_DAY, period
from registry.quarter import Quarter
from vocab.agencies import Agencies, Agency
from vocab.description import Description, describe
from vocab.namespaces import DCT, XSD

PEOPLE = {
    "gl-so-yt": "Nguyễn Thị Thu Hà",
    "gl-so-tc": "Lê Quốc Bảo",
    "gl-so-nnmt": "Võ Thành Long",
    "gl-so-vhttdl": "Đặng Ngọc Mai",
    "gl-so-khcn": "Phạm Đức Huy",
    "gl-so-xd": "Bùi Anh Tuấn",
}
"""The agencies that have an account in the demonstration, and who sits there."""
DILIGENT = frozenset({"gl-so-yt", "gl-so-tc"})
SETTLED_AFTER = timedelta(days=10)
LATE, CONFIRMED, MISSED = 4, 5, 6
"""Places in a round of seven datasets; the earlier ones are in time."""


@dataclass(frozen=True, slots=True)
class Done:
    """One dataset brought up to date or confirmed: by which agency, by whom, over which ledger entry."""

    description: Description
    agency: Agency
    person: str
    seq: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What was done about a quarter."""

    quarter: Quarter
    updates: tuple[Done, ...]
    confirmations: tuple[Done, ...]


def last_settled(today: date) -> Quarter:
    """The newest quarter whose window closed some days ago: there all that can happen has happened."""
    quarter = Quarter.of(today).previous
    return quarter if today - quarter.window().due >= SETTLED_AFTER else quarter.previous


def plan(public: Mapping[str, tuple[Description, int]], agencies: Agencies, today: date) -> Plan:
    """What each agency with an account did about the last settled quarter, of what is public; an update once brought
    is not brought again."""
    quarter = last_settled(today)
    updates: list[Done] = []
    confirmations: list[Done] = []
    for name, person in PEOPLE.items():
        agency = agencies.by_id[name]
        own = [said for _, said in sorted(public.items()) if said[0].publisher == agency.iri]
        for place, (said, seq) in enumerate(own):
            turn = place % (LATE if name in DILIGENT else MISSED + 1)
            if turn == CONFIRMED:
                confirmations.append(Done(said, agency, person, seq))
            elif turn < CONFIRMED and said.modified == FIRST_DAY:
                day = _day(quarter, place, turn == LATE, today)
                updates.append(Done(updated(said, quarter, day), agency, person, seq))
    return Plan(quarter, tuple(updates), tuple(confirmations))


def updated(said: Description, quarter: Quarter, day: date) -> Description:
    """The description with the data of a quarter, brought in on `day`."""
    dataset = NamedNode(said.iri)
    old = set(said.values(DCT.temporal))
    kept = [
        triple
        for triple in said.triples
        if triple.subject not in old
        and not (triple.subject == dataset and triple.predicate in (DCT.modified, DCT.temporal))
    ]
    modified = Triple(dataset, DCT.modified, Literal(day.isoformat(), datatype=XSD.date))
    return describe(said.iri, [*kept, modified, *period(quarter, dataset)], said)


def _day(quarter: Quarter, place: int, is_late: bool, today: date) -> date:
    window = quarter.window()
    if is_late:
        return min(window.due + timedelta(days=2 + place), window.closes, today)
    return window.opens + timedelta(days=place * 4 % 15)
