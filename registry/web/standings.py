"""How a dataset stands in the quarter that is due, in words and a sign."""

from dataclasses import dataclass
from datetime import date

from registry import freshness
from registry.audit_tables import FreshnessRow, FreshnessTable
from registry.freshness import State
from registry.quarter import Quarter, Window
from registry.web.here import keeper, language, words

SIGNS = {
    State.ON_TIME: "ok",
    State.CONFIRMED: "ok",
    State.NOT_DUE: "plain",
    State.LATE: "late",
    State.MISSING: "breach",
}
DONE = (State.ON_TIME, State.CONFIRMED, State.LATE)


@dataclass(frozen=True, slots=True)
class Standing:
    """A dataset in a quarter, as a page says it: the sign and the words of its badge, and the day it was due."""

    quarter: Quarter
    state: State
    sign: str
    say: str
    due: date


@dataclass(frozen=True, slots=True)
class Figures:
    """A quarter in numbers: datasets in all, those brought up to date, those still open."""

    quarter: Quarter
    window: Window
    total: int
    done: int
    open: int
    is_over: bool


def standing_of(dataset: str) -> Standing | None:
    """How the dataset of this IRI stands in the quarter that is due now; None when it is not counted in it."""
    table = keeper().audit.freshness()
    row = next((row for row in table.rows if row.dataset == dataset), None)
    return spoken(table.quarter, row.standing) if row else None


def standings(table: FreshnessTable, rows: tuple[FreshnessRow, ...]) -> dict[str, Standing]:
    """The standings of these rows, by the dataset's IRI."""
    return {row.dataset: spoken(table.quarter, row.standing) for row in rows}


def spoken(quarter: Quarter, standing: freshness.Standing) -> Standing:
    """The standing in the reader's words."""
    late = standing.state in (State.LATE, State.MISSING) and standing.days_late
    said = words()("state.days", state=named(standing.state), n=standing.days_late) if late else named(standing.state)
    return Standing(quarter, standing.state, SIGNS[standing.state], str(said), standing.due)


def named(state: State) -> str:
    """What the vocabulary calls a state, in the reader's language: the one name it has anywhere."""
    return keeper().words.label(f"{keeper().config.base}/id/concept/freshness/{state.value}", language())


def figures() -> Figures:
    """The quarter that is due now, in numbers."""
    table = keeper().audit.freshness()
    done = sum(table.counts[state] for state in DONE)
    window = table.quarter.window(keeper().config.update_due_day)
    return Figures(table.quarter, window, len(table.rows), done, len(table.rows) - done, table.today > window.due)
