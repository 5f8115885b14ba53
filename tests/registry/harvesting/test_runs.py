"""What is kept of runs, and what the law takes out of it."""

from sqlalchemy import Engine, insert

from registry.clock import stamp
from registry.harvesting import runs
from registry.harvesting.pages import SAME, Pages, RunPage
from registry.harvesting.runs import DONE, Runs
from registry.harvesting.staging import Staged
from registry.harvesting.tables import origin
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


def page(number: int, sha256: str) -> RunPage:
    return RunPage(number, f"https://a.example/{number}", sha256=sha256)


def test_a_run_knows_which_of_its_bytes_others_have_met(engine: Engine, clock: Ticking) -> None:
    kept = Runs(engine)
    for slug, digests in (("so-y-te", "ab"), ("khac", "bc")):
        run = kept.begin(slug, "https://a.example/", stamp(clock()))
        for number, digest in enumerate(digests, 1):
            run = kept.stage(run, (), (), "", page(number, digest))
    assert Pages(engine).met_elsewhere(run.id, {"a", "b", "c", "d"}) == {"a", "b"}
    assert Pages(engine).met_elsewhere(run.id, ()) == frozenset()


def test_a_page_that_is_the_same_is_told_again_with_what_had_come_before_in_this_run(
    engine: Engine, clock: Ticking
) -> None:
    kept = Runs(engine)
    last = kept.begin("so-y-te", "https://a.example/", stamp(clock()))
    last = kept.end(kept.stage(last, (), [unread("a_2")], "", page(1, "a")), DONE, stamp(clock()))
    rows = [
        {"record": record_of(IRI.replace("aa", iri)), "source": source, "identifier": iri, "last_run": 1,
         "last_seen": "", "page": "a"}
        for iri, source in (("aa", "so-y-te"), ("bb", "so-y-te"), ("cc", "khac"))
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(origin), rows)
    run = kept.begin("so-y-te", "https://a.example/", stamp(clock()))
    run = kept.stage(run, [Staged.same(IRI, "aa", "Tên", "f", "")], (), "", page(1, "b"))
    kept.stage_same(run, RunPage(1, "https://a.example/2", state=SAME, sha256="a", read=3, kept=2), last.id, "")
    assert [row.identifier for row in kept.staged(run)] == ["aa", "bb"], "and nothing of another source"
    assert [(row["position"], row["page"]) for row in kept.unreadable(run.id)] == [("a_2", 2)]
    assert [one.repeated for one in Pages(engine).of(run.id)] == [0, 1]
