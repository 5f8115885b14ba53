"""Harvest runs against the sample agency APIs: all or nothing, resumed where cut, guarded against vanishing."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyoxigraph import NamedNode
from sqlalchemy import insert, select, update

from harvesters.source import Source
from registry.authority import Actor
from registry.demo.agency_apis import first_address, serve
from registry.entries import Act, Entry
from registry.harvesting.runs import DONE, FAILED, GUARDED, RUNNING
from registry.harvesting.sync import Sync
from registry.harvesting.tables import origin
from registry.intake import Judged
from registry.keeper import Keeper
from registry.schema import current
from tests.registry.descriptions import retitled, saying
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of, key_of, mint_key
from vocab.namespaces import DCT


@pytest.fixture(params=["ckan", "dcat"])
def source(request: pytest.FixtureRequest) -> Iterator[Source]:
    server = serve(request.param, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield Source(
        f"sample-{request.param}",
        request.param,
        first_address(request.param, server.server_port),
        "gl-so-yt" if request.param == "ckan" else "gl-so-nnmt",
        {"vi": "Nguồn mẫu", "en": "Sample"},
        allow_private=True,
    )
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_run_brings_what_the_source_holds_and_says_what_became_of_each(keeper: Keeper, source: Source) -> None:
    run = keeper.sync().harvest(source)
    assert run.state == DONE, run.message_en
    read = sum(number for name, number in run.counts.items() if name not in ("withdrawn",))
    assert read >= 12
    public = run.counts["published"] + run.counts["remarked"]
    assert public >= 6 and run.counts["held"] >= 1
    assert keeper.ledger.counts()["public"] == public
    held = [row for row in keeper.runs.settled(run.id) if row["outcome"] == "held"]
    assert all(any(finding["severity"] == "Violation" for finding in row["findings"]) for row in held)


def test_a_second_run_changes_nothing(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    before = keeper.ledger.head()
    again = keeper.sync().harvest(source)
    assert again.state == DONE and again.counts["published"] + again.counts["remarked"] == 0
    assert keeper.ledger.head() == before


@pytest.mark.parametrize("source", ["dcat"], indirect=True)
def test_a_run_that_is_stopped_goes_on_where_it_was(keeper: Keeper, source: Source) -> None:
    pages: list[str] = []
    sync = keeper.sync()
    stopped = Sync(**{**vars(sync), "is_stopping": lambda: len(pages) >= 1})
    cut = stopped.harvest(source, lambda run, url: pages.append(url))
    assert cut.state == RUNNING and cut.pages == 1
    assert keeper.ledger.head().seq == 0, "nothing is public before the whole run is there"
    done = keeper.sync().harvest(source, lambda run, url: pages.append(url))
    assert done.state == DONE and done.id == cut.id
    assert len(pages) == len(set(pages)), "no page was fetched twice"


def test_a_source_that_does_not_answer_fails_the_run_and_the_mirror_stays(
    keeper: Keeper, source: Source, tmp_path: Path
) -> None:
    keeper.sync().harvest(source)
    before = keeper.ledger.head()
    broken = Source(source.slug, source.kind, "http://127.0.0.1:9/", source.agency, source.titles, allow_private=True)
    run = keeper.sync().harvest(broken)
    assert run.state == FAILED and run.message_vi and run.message_en
    assert keeper.ledger.head() == before


def test_an_emptied_source_waits_for_a_person(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    public = keeper.ledger.counts()["public"]
    server = serve(source.kind, 0, 2)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    shrunk = Source(
        source.slug,
        source.kind,
        first_address(source.kind, server.server_port),
        source.agency,
        source.titles,
        allow_private=True,
    )
    try:
        guarded = keeper.sync().harvest(shrunk)
        assert guarded.state == GUARDED
        assert keeper.ledger.counts()["public"] == public
        confirmed = keeper.sync().harvest(shrunk, confirmed=True)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert confirmed.state == DONE and confirmed.counts["withdrawn"] == public


def test_a_record_removed_by_law_is_not_brought_back_by_its_source(keeper: Keeper, source: Source) -> None:
    run = keeper.sync().harvest(source)
    public = keeper.ledger.currents()[0]
    body = keeper.ledger.body(public.body_seq)
    assert body is not None
    title = from_body(dataset_of(public.record), body).title()
    keeper.removal.remove(public.record, "operator", "An; Bình", "Điều 8")
    assert title not in str(keeper.runs.settled(run.id))
    again = keeper.sync().harvest(source)
    assert again.state == DONE
    now = keeper.ledger.current(public.record)
    assert now is not None and now.state == "expunged"
    assert title not in str(keeper.runs.settled(again.id))
    assert keeper.store.dump(public.record) == b""


def test_a_source_of_an_unknown_agency_is_not_asked(keeper: Keeper, source: Source) -> None:
    run = keeper.sync().harvest(replace(source, agency="so-ma"))
    assert run.state == FAILED and "so-ma" in run.message_vi and run.pages == 0


def test_a_private_address_is_refused_unless_the_operator_allows_it(keeper: Keeper, source: Source) -> None:
    closed = Source(source.slug, source.kind, source.url, source.agency, source.titles)
    run = keeper.sync().harvest(closed)
    assert run.state == FAILED
    assert keeper.ledger.head().seq == 0


def first_public(keeper: Keeper) -> Description:
    current = keeper.ledger.currents()[0]
    body = keeper.ledger.body(current.body_seq)
    assert body is not None
    return from_body(dataset_of(current.record), body, current.fingerprint)


def clerk(keeper: Keeper, one: Description) -> Actor:
    return Actor("so", "An", one.publisher or "")


def test_what_a_person_withdrew_the_source_does_not_bring_back(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    one = first_public(keeper)
    keeper.authority.withdraw(clerk(keeper, one), one.record, "sai số liệu", None)
    again = keeper.sync().harvest(source)
    now = keeper.ledger.current(one.record)
    assert now is not None and now.state == "withdrawn"
    assert again.counts["published"] + again.counts["remarked"] == 0


def test_what_a_person_edited_stays_edited_while_the_source_says_the_same(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    one = first_public(keeper)
    edited = retitled(one, "Tên do cán bộ đặt")
    keeper.authority.publish(clerk(keeper, one), replace_form(keeper.authority.check(clerk(keeper, one), edited, None)))
    keeper.sync().harvest(source)
    assert first_public(keeper).title() == "Tên do cán bộ đặt"


def test_when_both_changed_the_sources_version_waits_for_a_person(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    one = first_public(keeper)
    edited = retitled(one, "Tên do cán bộ đặt")
    keeper.authority.publish(clerk(keeper, one), replace_form(keeper.authority.check(clerk(keeper, one), edited, None)))
    with keeper.engine.begin() as connection:
        # As if the source had said something else the last time.
        connection.execute(update(origin).where(origin.c.record == one.record).values(fingerprint="other"))
    run = keeper.sync().harvest(source)
    assert first_public(keeper).title() == "Tên do cán bộ đặt"
    held = keeper.catalogue.held(key_of(one.iri))
    assert held is not None and held.findings[0].rule == "registry/edited-by-hand"
    assert run.counts["held"] >= 1
    before = keeper.ledger.head()
    keeper.sync().harvest(source)
    assert keeper.ledger.head() == before, "told once"


def replace_form(judged: Judged) -> Judged:
    """The same without what the form alone demands, for the samples state no flags."""
    return replace(judged, findings=tuple(finding for finding in judged.findings if not finding.holds))


def test_a_source_neither_changes_nor_withdraws_what_was_transferred(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    one = first_public(keeper)
    heir = keeper.words.agency("gl-so-tc")
    assert heir is not None
    moved = saying(one, DCT.publisher, NamedNode(heir.iri))
    act = Act("transfer", one.record, "operator", "", moved.body(), moved.fingerprint, heir.iri)
    keeper.ledger.append([act])
    run = keeper.sync().harvest(source)
    now = keeper.ledger.current(one.record)
    assert now is not None and (now.agency, now.fingerprint) == (heir.iri, moved.fingerprint)
    assert run.counts["refused"] == 1


def test_a_source_that_leads_elsewhere_on_this_machine_is_not_followed(keeper: Keeper, source: Source) -> None:
    """A permission for a source's own address is none for its neighbours."""
    elsewhere = keeper.calls.is_allowed(source, "127.0.0.1", 1)
    port = urlsplit(source.url).port
    assert port is not None and keeper.calls.is_allowed(source, "127.0.0.1", port) and not elsewhere


def test_what_a_person_does_while_a_run_moves_is_not_overwritten(keeper: Keeper, source: Source) -> None:
    """The clerk publishes between the run's look at the ledger and its move: the run looks again."""
    keeper.sync().harvest(source)
    one = first_public(keeper)
    with keeper.engine.begin() as connection:
        connection.execute(update(origin).where(origin.c.record == one.record).values(fingerprint="other"))
        # As if the source's own version had been another one, so that this run wants to publish.
        connection.execute(update(current).where(current.c.record == one.record).values(fingerprint="other"))
    sync = keeper.sync()
    looked = keeper.ledger.last_acts
    edited = retitled(one, "Tên sửa giữa chừng")

    def meanwhile(records: Sequence[str], acts: frozenset[str]) -> dict[str, Entry]:
        found = looked(records, acts)
        if keeper.ledger.head().seq == before.seq:
            judged = replace_form(keeper.authority.check(clerk(keeper, one), edited, None))
            keeper.authority.publish(clerk(keeper, one), judged)
        return found

    before = keeper.ledger.head()
    keeper.ledger.last_acts = meanwhile  # type: ignore[method-assign]  # only to act at this very moment
    run = sync.harvest(source)
    assert run.state == DONE
    assert first_public(keeper).title() == "Tên sửa giữa chừng"


def test_many_gone_under_new_names_wait_for_a_person_too(keeper: Keeper, source: Source) -> None:
    keeper.sync().harvest(source)
    with keeper.engine.begin() as connection:
        rows = connection.execute(select(origin)).all()
        for number, row in enumerate(rows):
            fresh = {**row._mapping, "record": f"{keeper.config.base}/id/record/{mint_key(str(number))}"}
            connection.execute(insert(origin).values(fresh))
    run = keeper.sync().harvest(source)
    assert run.state == GUARDED and "12" in run.message_vi
