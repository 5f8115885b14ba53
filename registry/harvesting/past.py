"""Past runs: which one a person may confirm, and which one was the last to read its source."""

from sqlalchemy import func, select

from registry.harvesting.consent import NO_CONSENT, Consent
from registry.harvesting.runs import DONE, GUARDED, IMPORT, Run, Runs
from registry.harvesting.tables import run

LOOKED_AT = 20
"""Runs of a source among which the last that came to its end is sought."""


def to_confirm(runs: Runs, source: str) -> Run | None:
    """The source's last run that came to an end by itself, when it named what would leave and a person may allow it."""
    ended = (one for one in runs.newest(LOOKED_AT, source) if one.state in (DONE, GUARDED) and not one.replays)
    last = next(ended, None)
    return last if last and (last.state == GUARDED or last.account.untouched) else None


def consent_to(runs: Runs, source: str, allows: str = "") -> Consent:
    """That what the source's last run named may leave; nothing, when no run waits."""
    waiting = to_confirm(runs, source)
    return Consent(waiting.id, allows) if waiting else NO_CONSENT


def is_newest(runs: Runs, past: Run) -> bool:
    """Whether a past run read all of its source, and no later one that asked the source did."""
    later = (run.c.source == past.source) & (run.c.id > past.id) & (run.c.state == DONE)
    query = select(func.count()).where(later, run.c.replays == 0, run.c.trigger != IMPORT)
    with runs.engine.connect() as connection:
        is_last = not connection.execute(query).scalar_one()
    return is_last and not past.next_url and past.trigger != IMPORT and not past.replays
