"""Past runs: which one waits for a person, and which was the last to read all of its source."""

import pytest
from sqlalchemy import Engine, update

from registry.harvesting.consent import NO_CONSENT, Consent
from registry.harvesting.past import consent_to, is_newest, to_confirm
from registry.harvesting.runs import (
    DONE,
    FAILED,
    GUARDED,
    IMPORTED,
    REPLAY,
    RUNNING,
    STOPPED,
    Occasion,
    Run,
    Runs,
    Start,
)
from registry.harvesting.tables import run

AT = "2026-11-20T00:00:00.000000Z"
REPLAYED = Start(occasion=Occasion(REPLAY), replays=1, is_new=True)
FILED = Start(occasion=IMPORTED, is_new=True)


@pytest.fixture
def runs(engine: Engine) -> Runs:
    return Runs(engine)


def ended(runs: Runs, state: str = DONE, start: Start | None = None, source: str = "so", **counts: int) -> Run:
    """A run of the source that has ended so."""
    return runs.end(runs.begin(source, "", AT, start or Start(is_new=True)), state, AT, **counts)


def test_the_last_run_that_came_to_its_end_waits_when_it_named_what_would_leave(runs: Runs) -> None:
    assert to_confirm(runs, "so") is None and consent_to(runs, "so") == NO_CONSENT
    guarded = ended(runs, GUARDED)
    for state, start in ((FAILED, None), (STOPPED, None), (DONE, REPLAYED), (GUARDED, REPLAYED)):
        ended(runs, state, start)
        assert to_confirm(runs, "so") == runs.one(guarded.id), "it did not come to an end by itself"
    assert consent_to(runs, "so", "at-once") == Consent(guarded.id, "at-once")
    ended(runs, DONE)
    assert to_confirm(runs, "so") is None
    left = ended(runs, DONE, untouched=2)
    assert to_confirm(runs, "so") == runs.one(left.id) and to_confirm(runs, "khac") is None


@pytest.mark.parametrize(
    ("state", "start", "source", "is_last"),
    [
        (DONE, None, "so", False),
        (DONE, None, "khac", True),
        (FAILED, None, "so", True),
        (DONE, REPLAYED, "so", True),
        (DONE, FILED, "so", True),
    ],
)
def test_the_last_run_is_that_after_which_none_asked_the_source(
    runs: Runs, state: str, start: Start | None, source: str, is_last: bool
) -> None:
    past = ended(runs)
    ended(runs, state, start, source)
    assert is_newest(runs, past) is is_last


def test_what_did_not_read_all_of_its_source_is_not_its_last_run(runs: Runs, engine: Engine) -> None:
    for start in (REPLAYED, FILED):
        assert not is_newest(runs, ended(runs, DONE, start))
    cut = ended(runs, FAILED)
    with engine.begin() as connection:
        connection.execute(update(run).where(run.c.id == cut.id).values(next_url="https://a.example/2"))
    found = runs.one(cut.id)
    assert found is not None and not is_newest(runs, found)


@pytest.mark.parametrize(
    ("cut", "now", "goes_on"),
    [
        (Start(), Start(), True),
        (Start("way"), Start("way"), True),
        (Start("way"), Start("other"), False),
        (Start(), Start(is_new=True), False),
        (Start(consent=Consent(7)), Start(), True),
        (Start(consent=Consent(7)), Start(consent=Consent(7)), True),
        (Start(), Start(consent=Consent(7)), False),
        (Start(consent=Consent(7)), Start(consent=Consent(7, "at-once")), False),
        (Start(replays=1), Start(), False),
    ],
)
def test_a_run_that_was_cut_short_goes_on_as_it_was_allowed_to(
    runs: Runs, cut: Start, now: Start, goes_on: bool
) -> None:
    first, second = runs.begin("so", "", AT, cut), runs.begin("so", "", AT, now)
    assert (second.id == first.id) is goes_on
    assert second.consent == (cut if goes_on else now).consent
    before = runs.one(first.id)
    assert before is not None and before.state == (RUNNING if goes_on else STOPPED)
