"""What the page of overlaps shows, as plain values in the reader's language."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from registry import overlap_reading
from registry.clock import local_day
from registry.overlap_cases import CaseState, Features, Kind
from registry.overlap_table import (
    DUPLICATE,
    GRADES,
    PROVINCE,
    Cell,
    OverlapRow,
    State,
    Wanted,
    chosen,
    counted,
    crossing,
)
from registry.web.access import OFFICE
from registry.web.asked import demand, demand_page, page_number
from registry.web.evidence_showing import Reason, reason
from registry.web.here import keeper, language, remembered, words
from registry.web.sessions import account
from vocab.identifiers import key_of
from vocab.vietnamese import collation_key, nfc

ROWS_SHOWN = 25
LONGEST_WORDS = 200
BADGES = {
    State.OVERDUE: "breach",
    State.OPEN: "late",
    State.UNFILED: "plain",
    State.DECIDED: "ok",
    State.DECLARED: "info",
    State.CLOSED: "plain",
}
UNSETTLED = frozenset({State.OVERDUE, State.OPEN, State.UNFILED})
CROSSED = ("kind", "grade", "state", "q")
"""Filters that the map obeys too; by agency and ministry it leads on."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which overlaps the address asks for; `agency` and `ministry` are keys, `page` from 1."""

    agency: str = ""
    ministry: str = ""
    kind: str = ""
    grade: str = ""
    state: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: "MultiDict[str, str]") -> "Chosen":
        """What these address arguments ask for. Raises UnknownFilter, NotFound."""
        agency, ministry, kind, grade, state = (
            arguments.get(name, "") for name in ("agency", "ministry", "kind", "grade", "state")
        )
        demand("agency", agency, _agency(agency) in keeper().words.agencies.by_iri)
        demand("ministry", ministry, _agency(ministry) in keeper().words.agencies.by_iri)
        demand("kind", kind, kind in set(Kind))
        demand("grade", grade, grade in GRADES)
        demand("state", state, state in set(State))
        q = nfc(arguments.get("q", "")).strip()[:LONGEST_WORDS]
        return cls(agency, ministry, kind, grade, state, q, page_number(arguments))

    @property
    def wanted(self) -> Wanted:
        agency, ministry = (_agency(key) if key else "" for key in (self.agency, self.ministry))
        return Wanted(agency, ministry, self.kind, self.grade, self.state, self.q)

    def arguments(self) -> dict[str, str]:
        """The filters, for the addresses of the same rows in other forms."""
        said = asdict(self)
        return {name: said[name] for name in ("agency", "ministry", *CROSSED) if said[name]}

    def address(self) -> str:
        """The query part of the address of this page."""
        return f"?{urlencode(self.arguments() | ({'page': str(self.page)} if self.page > 1 else {}))}"

    def at(self, page: int) -> "Chosen":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two datasets: its title, our page of it ("" when the reader may not open one), who answers for it."""

    title: str
    href: str
    owner: str


@dataclass(frozen=True, slots=True)
class Look:
    """A pair on the page. `days` are those left or overdue; `case_href` is "" for a case that the reader may not read;
    `past` is the verdict of a ruling that holds no longer."""

    mine: Side
    other: Side
    is_of_ministry: bool
    is_public: bool
    grade: str
    grade_sign: str
    score: float
    state: State
    sign: str
    days: int
    case: str
    case_href: str
    verdict: str
    until: str
    past: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how it is called."""

    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of the map: its counts, its tint, and the address of its rows."""

    cell: Cell
    tint: str
    href: str


def page(asked: Chosen) -> dict[str, Any]:
    """The page of overlaps."""
    seen, today = visible(), local_day(keeper().clock())
    rows = chosen(seen, asked.wanted, today, _label)
    last = max(-(-len(rows) // ROWS_SHOWN), 1)
    demand_page(asked.page, last)
    shown = rows[(asked.page - 1) * ROWS_SHOWN : asked.page * ROWS_SHOWN]
    evidence = overlap_reading.features(keeper().ledger, shown)
    crossed = chosen(seen, replace(asked.wanted, agency="", ministry=""), today, _label)
    states = {**counted(seen, today), **_waiting(seen, today)}
    return {
        "asked": asked,
        "any": any(row.state(today) is not State.CLOSED for row in seen),
        "states": [(state, BADGES[state], states[state]) for state in State if states[state]],
        "waiting": states[State.OPEN],
        "overdue": states[State.OVERDUE],
        "map": _map(crossed, asked, today),
        "total": len(rows),
        "rows": [_look(row, evidence.get((row.record, row.other), ()), today) for row in shown],
        "last": last,
        "choices": _choices(seen),
    }


def visible() -> tuple[OverlapRow, ...]:
    """Every pair that the reader may know of: those with a version held back are for the signed in."""
    course = keeper().rejudging.course
    now = (keeper().ledger.head().seq, course.rules, course.total, course.done, overlap_reading.moves(keeper().ledger))
    rows = remembered("overlap", now, keeper().audit.overlaps)
    return rows if account() is not None else tuple(row for row in rows if row.is_public)


def figures() -> dict[str, int]:
    """For the overview: what waits for a ruling, and what is past its day."""
    states = _waiting(visible(), local_day(keeper().clock()))
    return {"waiting": states[State.OPEN], "overdue": states[State.OVERDUE]}


def _waiting(rows: Iterable[OverlapRow], today: date) -> dict[State, int]:
    """How many rows the filter of each of these states shows: what is overdue waits too."""
    counts = counted(rows, today)
    return {State.OPEN: counts[State.OPEN] + counts[State.OVERDUE], State.OVERDUE: counts[State.OVERDUE]}


def _choices(rows: Iterable[OverlapRow]) -> dict[str, list[Choice]]:
    """The agencies and ministries that occur, by name."""
    seen = tuple(rows)
    beside = {row.other_agency for row in seen if not row.is_of_ministry}
    return {
        "agency": _named({row.agency for row in seen} | beside),
        "ministry": _named({row.other_agency for row in seen if row.is_of_ministry and row.other_agency}),
    }


def _named(iris: Iterable[str]) -> list[Choice]:
    return sorted((Choice(key_of(iri), _label(iri)) for iri in iris), key=lambda one: collation_key(one.said))


def _look(row: OverlapRow, features: Features, today: date) -> Look:
    state, filed, ruling, past = row.state(today), row.filed, row.in_force(today), row.past(today)
    days = abs((filed.due - today).days) if filed and state in (State.OPEN, State.OVERDUE) else 0
    is_warned = row.grade == DUPLICATE and state in UNSETTLED
    return Look(
        Side(row.title(language()) or row.key, _href("pages.dataset", row.dataset, row.is_public), _label(row.agency)),
        _other(row),
        row.is_of_ministry,
        row.is_public,
        row.grade,
        "breach" if is_warned else "plain",
        row.score,
        state,
        BADGES[state],
        days,
        filed.number if filed else "",
        url_for("cases.case", number=filed.number) if filed and _may_read(row) else "",
        ruling.verdict if ruling else "",
        ruling.until if ruling else "",
        past.verdict if past else "",
        tuple(reason(feature) for feature in features),
    )


def _other(row: OverlapRow) -> Side:
    title = row.other_title(language()) or key_of(row.other)
    owner = _label(row.other_agency) if row.other_agency else ""
    if row.is_of_ministry:
        return Side(title, _href("pages.ministry_dataset", row.other, row.other in keeper().words.ministries), owner)
    return Side(title, _href("pages.dataset", row.other, row.is_public), owner)


def _href(endpoint: str, iri: str, is_there: bool) -> str:
    return url_for(endpoint, key=key_of(iri)) if is_there else ""


def _may_read(row: OverlapRow) -> bool:
    """As `case_showing.may_see`, of a row; `is_public` says what `overlap_reading.readable_by_all` does."""
    here = account()
    if here is not None and (here.role in OFFICE or (here.agency and here.agency in (row.agency, row.other_agency))):
        return True
    return row.is_public and row.filed is not None and row.filed.state == CaseState.DECIDED


def _map(rows: Iterable[OverlapRow], asked: Chosen, today: date) -> dict[str, Any]:
    """Which agency meets which ministry: a table of boxes, each leading to its rows."""
    found = crossing(rows, today, _label)
    return {
        "columns": [_column(iri, asked) for iri in found.columns],
        "rows": [
            {
                "name": _label(agency),
                "href": _rows_of(asked, agency=key_of(agency)),
                "boxes": [_box(cell, asked, agency, meets) for cell, meets in zip(cells, found.columns, strict=True)],
                "sum": _tinted(total, ""),
            }
            for agency, cells, total in found.rows
        ],
        "sums": [_tinted(cell, "") for cell in found.sums],
        "total": _tinted(found.total, ""),
    }


def _column(iri: str, asked: Chosen) -> dict[str, str]:
    if iri == PROVINCE:
        inside = words().plain("overlap.inside")
        return {"short": inside, "name": inside, "href": _rows_of(asked, kind=Kind.AGENCY.value)}
    if not iri:
        unknown = words().plain("overlap.unknown_owner")
        return {"short": unknown, "name": unknown, "href": ""}
    agency = keeper().words.agency(iri)
    return {
        "short": (agency.abbr if agency else "") or _label(iri),
        "name": _label(iri),
        "href": _rows_of(asked, ministry=key_of(iri)),
    }


def _box(cell: Cell, asked: Chosen, agency: str, meets: str) -> Box:
    if meets == PROVINCE:
        return _tinted(cell, _rows_of(asked, agency=key_of(agency), kind=Kind.AGENCY.value))
    ministry = {"ministry": key_of(meets)} if meets else {"kind": Kind.MINISTRY.value}
    return _tinted(cell, _rows_of(asked, agency=key_of(agency), **ministry))


def _tinted(cell: Cell, href: str) -> Box:
    tint = "c3" if cell.overdue else "c1" if cell.waiting else "c0" if cell.total else ""
    return Box(cell, tint, href if cell.total else "")


def _rows_of(asked: Chosen, **more: str) -> str:
    kept = {name: value for name, value in asked.arguments().items() if name in CROSSED}
    return f"?{urlencode(kept | more)}#cap"


def _agency(key: str) -> str:
    return f"{keeper().config.base}/id/agency/{key}"


def _label(iri: str) -> str:
    return keeper().words.label(iri, language())
