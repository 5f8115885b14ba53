"""`/audit`: who is late this quarter, and what looks like a ministry's data; as pages, and as CSV of the same rows."""

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request

from registry.audit_tables import FreshnessTable, OverlapRow
from registry.freshness import State
from registry.quarter import BadQuarter, Quarter
from registry.web.csvfiles import table as csv_table
from registry.web.here import keeper, language
from registry.web.quality_showing import mean
from registry.web.rules_showing import violating
from registry.web.sessions import account
from registry.web.standings import figures, named, standings
from vocab.identifiers import key_of

audit = Blueprint("audit", __name__)
QUARTERS_BACK = 8
ROWS_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Look:
    """A dataset that looks like a ministry's, as the page shows it."""

    key: str
    title: str
    agency: str
    ministry: str
    ministry_key: str
    owner: str
    grade: str
    features: tuple[object, ...]
    is_public: bool


@audit.get("/audit")
def overview() -> str:
    """The figures, and the ways to their rows."""
    rows = _overlaps()
    return render_template(
        "audit.html",
        quarter=figures(),
        duplicates=sum(row.grade == "duplicate" for row in rows),
        overlaps=sum(row.grade != "duplicate" for row in rows),
        sums=[(one, key_of(one.agency)) for one in keeper().audit.freshness().late_agencies[:10]],
        held=keeper().ledger.counts().get("held", 0),
        states=State,
        entries=keeper().ledger.head().seq,
        violating=violating(),
        points=mean(keeper().quality.sum()),
    )


@audit.get("/audit/freshness")
def freshness() -> str:
    """A quarter by agency, then by dataset."""
    table = _table()
    return render_template(
        "audit_freshness.html",
        table=table,
        quarters=_quarters(),
        rows=table.rows[:ROWS_SHOWN],
        standing=standings(table, table.rows[:ROWS_SHOWN]),
        states=State,
        sums=[(one, key_of(one.agency)) for one in table.sums],
    )


@audit.get("/audit/freshness.csv")
def freshness_csv() -> Response:
    """The quarter's rows: one dataset a line."""
    table = _table()
    head = ("dataset", "title", "agency", "quarter", "state", "state_code", "due", "day", "days_late", "entry")
    rows = (
        (
            row.dataset,
            row.title(language()),
            keeper().words.label(row.agency, language()),
            str(table.quarter),
            named(row.standing.state),
            row.standing.state.value,
            row.standing.due.isoformat(),
            row.standing.day.isoformat() if row.standing.day else "",
            row.standing.days_late,
            row.standing.seq or "",
        )
        for row in table.rows
    )
    return csv_table(f"freshness-{table.quarter}", head, rows)


@audit.get("/audit/overlap")
def overlap() -> str:
    """Every measured overlap with its evidence, duplicates first; versions held back are for those signed in."""
    rows = [_look(row) for row in _overlaps()]
    return render_template("audit_overlap.html", rows=rows)


@audit.get("/audit/overlap.csv")
def overlap_csv() -> Response:
    """The same, one feature of evidence a line."""
    head = (
        "dataset",
        "title",
        "agency",
        "ministry_dataset",
        "ministry_title",
        "grade",
        "feature",
        "weight",
        "evidence",
    )
    rows = (
        (
            row.dataset,
            row.title,
            keeper().words.label(row.agency, language()),
            row.ministry,
            keeper().words.label(row.ministry, language()),
            row.grade,
            feature["name"],
            feature["weight"],
            feature[language()],
        )
        for row in _overlaps()
        for feature in row.features
    )
    return csv_table("overlap", head, rows)


def _table() -> FreshnessTable:
    """The table of the quarter that `?quarter=` names, else of the one that is due; 404 for what is no quarter."""
    asked = request.args.get("quarter")
    try:
        quarter = Quarter.parse(asked) if asked else None
    except BadQuarter:
        abort(404)
    if quarter is not None and quarter not in _quarters():
        abort(404)
    return keeper().audit.freshness(quarter)


def _quarters() -> list[Quarter]:
    """The quarters that can be looked at: the one that runs, the one that is due, and those before."""
    found = [keeper().audit.quarter().next, keeper().audit.quarter()]
    while len(found) < QUARTERS_BACK:
        found.append(found[-1].previous)
    return found


def _overlaps() -> tuple[OverlapRow, ...]:
    return tuple(row for row in keeper().audit.overlaps() if row.is_public or account() is not None)


def _look(row: OverlapRow) -> Look:
    ministry = keeper().words.ministries.get(row.ministry)
    owner = keeper().words.agency(ministry.owner_id) if ministry else None
    return Look(
        key_of(row.dataset),
        row.title,
        keeper().words.label(row.agency, language()),
        keeper().words.label(row.ministry, language()),
        key_of(row.ministry),
        owner.name(language()) if owner else "",
        row.grade,
        tuple(row.features),
        row.is_public,
    )
