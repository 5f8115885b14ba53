"""What is kept of runs, and what the law takes out of it."""

from sqlalchemy import Engine

from registry.clock import stamp
from registry.harvesting import runs
from registry.harvesting.runs import DONE, Runs
from tests.registry.desk import Ticking
from vocab.identifiers import dataset_iri, record_of

IRI = dataset_iri("https://a.example", "aaaaaaaaaaaa")


def unread(position: str) -> dict[str, str]:
    return {"position": position, "reason_vi": "hỏng", "reason_en": "broken"}


def test_the_law_takes_what_a_records_own_source_told_of_it_and_nothing_of_others(
    engine: Engine, clock: Ticking
) -> None:
    kept, told = Runs(engine), {}
    for slug in ("so-y-te", "khac"):
        run = kept.begin(slug, "https://a.example/", stamp(clock()))
        run = kept.stage(run, (), [unread("a_1"), unread("result 3 (a_1)"), unread("result 4 (ab1)")], "")
        told[slug] = kept.end(run, DONE, stamp(clock())).id
    row = {"iri": IRI, "title": "Tên", "outcome": "unchanged", "findings": "[]", "identifier": "a_1"}
    first = kept.one(told["so-y-te"])
    with engine.begin() as connection:
        assert first is not None
        runs.note(connection, first, [row])
        runs.expunge(connection, record_of(IRI), IRI)
    assert not kept.settled(told["so-y-te"])
    assert [one["position"] for one in kept.unreadable(told["so-y-te"])] == ["result 4 (ab1)"]
    assert len(kept.unreadable(told["khac"])) == 3
