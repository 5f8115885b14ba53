"""Results as plain JSON values, the same for the command line and for the operator's API."""

from typing import Any

from registry.decision import Decision
from registry.harvesting.runs import Run
from shapes.report import ShapeReport


def run_row(run: Run) -> dict[str, Any]:
    """A harvest run: where it stands, what became of all that was read, what it said.

    `notices` only in the answer to who ran it.
    """
    return {
        "id": run.id,
        "source": run.source,
        "state": run.state,
        "started": run.started,
        "ended": run.ended,
        "pages": run.pages,
        "counts": {"read": run.account.read, **run.account.as_counts},
        "message_vi": run.message_vi,
        "message_en": run.message_en,
        "notices": list(run.notices),
    }


def decision_row(decision: Decision) -> dict[str, Any]:
    """What was decided of a description, and what the rules said of it."""
    return {
        "iri": decision.iri,
        "title": decision.title,
        "outcome": decision.outcome.value,
        "findings": ShapeReport(decision.findings).as_rows(),
    }
