"""What a run's pages say of what they do not tell of, as it is kept: who may leave, who waits, and when nothing was read."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import Engine, insert

from harvesters.source import Source
from registry.harvesting.consent import AT_ONCE, Consent
from registry.harvesting.landing import Landing, Verdict
from registry.harvesting.origins import Origin
from registry.harvesting.pages import RunPage
from registry.harvesting.runs import DONE, Run, Runs, Start
from registry.harvesting.staging import DUPLICATE, NOT_ITS_OWN, Staged
from registry.harvesting.tables import origin, settled
from registry.harvesting.vanishing import Guard
from registry.intake import Intake
from registry.ledger import Ledger
from registry.words import Words
from tests.registry.desk import BASE, Ticking
from vocab.identifiers import dataset_iri, mint_key, record_of

SOURCE = Source("so-y-te", "ckan", "https://a.example/", "gl-so-yt", {"vi": "Nguồn", "en": "Source"})
NAMES = [f"goi-{number}" for number in range(10)]
LOST = "2026-11-01T00:00:00.000000Z"
RAN = "2026-11-20T00:00:00.000000Z"


def iri(name: str) -> str:
    return dataset_iri(BASE, mint_key(name))


def records(*names: str) -> set[str]:
    return {record_of(iri(name)) for name in names}


def staged(name: str) -> Staged:
    return Staged.same(iri(name), name, name, "f", "raw")


def unread(position: str, cause: str = "") -> dict[str, str]:
    return {"position": position, "reason_vi": "hỏng", "reason_en": "broken", "cause": cause}


def known(engine: Engine, missing: Sequence[str] = ()) -> None:
    """The source has brought ten records, of which these are missing since long."""
    rows = [
        {"record": record_of(iri(name)), "source": SOURCE.slug, "identifier": name, "last_run": 1, "last_seen": LOST,
         "missing_since": LOST if name in missing else ""}
        for name in NAMES
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(origin), rows)


Reading = Callable[..., Run]


@pytest.fixture
def read(engine: Engine) -> Reading:
    def made(
        *rows: Staged, failures: Sequence[dict[str, str]] = (), refused: int = 0, start: Start | None = None
    ) -> Run:
        """A run that has read these."""
        runs = Runs(engine)
        run = runs.begin(SOURCE.slug, "", RAN, start)
        return runs.stage(run, rows, failures, "", RunPage(0, SOURCE.url, refused=refused))

    return made


@pytest.fixture
def landing(ledger: Ledger, clock: Ticking) -> Landing:
    intake = Intake(ledger, lambda some: (), lambda: None)
    return Landing(clock, ledger, intake, Words.of(BASE), Guard())


def fate(verdict: Verdict) -> tuple[set[str], set[str], set[str]]:
    """The records that are withdrawn, missing, untouched."""

    def named(origins: Sequence[Origin]) -> set[str]:
        return {one.record for one in origins}

    found = verdict.vanishing
    return named(found.withdrawn), named(found.missing), named(found.untouched)


def test_nothing_was_read_where_nothing_was_told_of(landing: Landing, read: Reading) -> None:
    fresh = Start(is_new=True)
    assert landing._is_empty(read(start=fresh))
    assert landing._is_empty(read(start=fresh, failures=[unread("1")]))
    assert not landing._is_empty(read(staged("goi-1"), start=fresh))
    assert not landing._is_empty(read(Staged.gone(iri("goi-1"), "goi-1", ""), start=fresh)), "its end was told of"
    assert not landing._is_empty(read(start=fresh, refused=1)), "what the law removed was there"


@pytest.mark.parametrize(
    ("failure", "lost"),
    [
        (unread("goi-1", DUPLICATE), "missing"),
        (unread("goi-1", NOT_ITS_OWN), "missing"),
        (unread("goi-1", "page"), "untouched"),
        (unread("result 3"), "untouched"),
    ],
)
def test_what_says_nothing_against_a_run_hinders_nothing(
    landing: Landing, read: Reading, engine: Engine, failure: dict[str, str], lost: str
) -> None:
    known(engine)
    expected = records("goi-9")
    verdict = landing._verdict(SOURCE, read(*map(staged, NAMES[:9]), failures=[failure]))
    assert verdict.guard is None
    assert fate(verdict) == ((set(), expected, set()) if lost == "missing" else (set(), set(), expected))


def test_what_could_not_be_read_is_not_absent(landing: Landing, read: Reading, engine: Engine) -> None:
    known(engine)
    run = read(*map(staged, NAMES[:8]), failures=[unread("result 9 (goi-8)")])
    assert fate(landing._verdict(SOURCE, run)) == (set(), set(), records("goi-9"))


def test_who_was_missing_before_counts_neither_as_leaving_nor_as_there(
    landing: Landing, read: Reading, engine: Engine
) -> None:
    known(engine, missing=NAMES[4:])
    verdict = landing._verdict(SOURCE, read(*map(staged, NAMES[:4])))
    assert verdict.guard is None and fate(verdict) == (records(*NAMES[4:]), set(), set())
    fewer = landing._verdict(SOURCE, read(*map(staged, NAMES[:3]), start=Start(is_new=True)))
    assert fewer.guard is not None and "3 tập trên 4" in fewer.guard.vi


@pytest.mark.parametrize("allows", ["", AT_ONCE])
def test_what_a_person_has_seen_by_name_leaves_and_whatever_else_waits(
    landing: Landing, read: Reading, engine: Engine, allows: str
) -> None:
    known(engine)
    waited = read(*map(staged, NAMES[:5]))
    named = [
        {"run": waited.id, "iri": iri(name), "title": name, "outcome": "missing", "findings": "[]", "word": "missing"}
        for name in NAMES[5:]
    ]
    with engine.begin() as connection:
        connection.execute(insert(settled), named)
    Runs(engine).end(waited, DONE, RAN)
    start = Start(consent=Consent(waited.id, allows), is_new=True)
    verdict = landing._verdict(SOURCE, read(*map(staged, NAMES[:5]), start=start))
    leaving = records(*NAMES[5:])
    assert verdict.guard is None
    assert fate(verdict) == ((leaving, set(), set()) if allows else (set(), leaving, set()))
    more = landing._verdict(SOURCE, read(*map(staged, NAMES[:4]), start=start))
    assert more.guard is not None and f"đợt {waited.id}" in more.guard.vi and f"run {waited.id}" in more.guard.en
    assert "4 tập trên 10; 6 tập không còn, 0 tập đang công khai" in more.guard.vi


def test_beside_errors_only_what_was_named_leaves_and_nobody_is_asked(
    landing: Landing, read: Reading, engine: Engine
) -> None:
    known(engine, missing=["goi-9"])
    run = read(*map(staged, NAMES[:2]), failures=[unread("result 3")])
    verdict = landing._verdict(SOURCE, run)
    assert verdict.guard is None and fate(verdict) == (set(), records("goi-9"), records(*NAMES[2:9]))
