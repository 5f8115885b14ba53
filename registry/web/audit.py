"""`/audit`: who is late this quarter, and what looks like a ministry's data; as pages, and as files of the same rows."""

from flask import Blueprint, Response, abort, render_template, request

from registry.audit_tables import FreshnessTable
from registry.freshness import State
from registry.overlap_files import SPOKEN
from registry.overlap_table import GRADES
from registry.overlap_table import State as Fate
from registry.quarter import BadQuarter, Quarter
from registry.web import overlap_showing
from registry.web.csvfiles import table as csv_table
from registry.web.here import keeper, language, words
from registry.web.quality_showing import mean
from registry.web.rules_showing import violating
from registry.web.sessions import account
from registry.web.standings import figures, named, standings
from vocab.identifiers import key_of

audit = Blueprint("audit", __name__)
QUARTERS_BACK = 8
ROWS_SHOWN = 300
FILES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OFFERED = (Fate.OPEN, Fate.OVERDUE, Fate.DECIDED, Fate.DECLARED, Fate.UNFILED, Fate.CLOSED)
"""What may have become of a pair, in the order in which the filter offers it."""


@audit.get("/audit")
def overview() -> str:
    """The figures, and the ways to their rows."""
    return render_template(
        "audit.html",
        quarter=figures(),
        overlaps=overlap_showing.figures(),
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
    """Every pair that looks alike, with its evidence and what became of it, the most urgent first; who meets whom.

    `?agency=`, `?ministry=`, `?kind=`, `?grade=`, `?state=` and `?q=` choose pairs; versions held back are for those
    signed in.
    """
    asked = overlap_showing.Chosen.read(request.args)
    return render_template("audit_overlap.html", **overlap_showing.page(asked), grades=GRADES, all_states=OFFERED)


@audit.get("/audit/overlap.<suffix>")
def overlap_file(suffix: str) -> Response:
    """The same pairs as CSV, a feature of evidence a line, in codes; or as XLSX: pairs, evidence and the map, in words."""
    if suffix not in FILES:
        abort(404)
    wanted = overlap_showing.Chosen.read(request.args).wanted
    said = words().groups("overlap", "overlap_file", *SPOKEN.values())
    document = keeper().errands.overlap_file(wanted, suffix, language(), said, account() is not None)
    answer = Response(document, content_type=FILES[suffix])
    answer.headers["Content-Disposition"] = f'attachment; filename="overlap.{suffix}"'
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


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
