"""The national portal harvests the whole catalogue, page by page, in each syntax, and reads it back; then, day by day, only
what changed."""

from collections.abc import Iterator

import pyoxigraph
import pytest
import rdflib
import requests
from pyoxigraph import NamedNode, RdfFormat

from registry.authority import Actor
from registry.clock import utc_now
from registry.ledger import Ledger
from registry.schema import connect
from tests.registry.desk import Ticking
from tests.walks.feeding import BASE, Feeding, feeding
from tests.walks.processes import Keeping
from tests.walks.rich_datasets import publish, rich
from vocab.namespaces import ADMS, AS, DCAT, FOAF, HYDRA, RDF

SYNTAXES = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/n-triples": RdfFormat.N_TRIPLES,
}
Triples = set[tuple[str, str, str]]


def pages(address: str, accept: str) -> list[requests.Response]:
    """Every page, by following hydra:next as a harvester does."""
    got: list[requests.Response] = []
    url: str | None = f"{address}/catalog"
    while url:
        answer = requests.get(url, headers={"Accept": accept}, timeout=60)
        assert answer.status_code == 200 and len(got) < 50
        got.append(answer)
        url = following(answer, SYNTAXES[accept])
    return got


def following(answer: requests.Response, syntax: RdfFormat) -> str | None:
    said = [quad.object for quad in pyoxigraph.parse(answer.content, format=syntax) if quad.predicate == HYDRA.next]
    assert len(said) < 2
    linked = answer.links.get("next", {}).get("url")
    assert linked == (said[0].value if said else None), "Hydra and the Link header say the same"
    return linked


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph")  # rdflib's own JSON-LD parser still makes one
@pytest.mark.parametrize("accept", SYNTAXES)
def test_every_page_is_harvested_and_read_by_another_parser(served: Keeping, accept: str) -> None:
    got = pages(served.address, accept)
    graph = rdflib.Graph()
    for answer in got:
        assert answer.headers["Content-Type"].startswith(accept)
        formats = {"text/turtle": "turtle", "application/rdf+xml": "xml", "application/ld+json": "json-ld"}
        graph.parse(data=answer.content, format=formats.get(accept, "nt"))
    datasets = set(graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset))
    engine = connect(served.data / "ledger.db")
    public = {current.record.replace("/id/record/", "/id/dataset/") for current in Ledger(engine, utc_now).currents()}
    engine.dispose()
    assert {str(node) for node in datasets} == public
    assert len(public) >= 60
    for dataset in datasets:
        assert list(graph.subjects(rdflib.URIRef(FOAF.primaryTopic.value), dataset)), "each has its CatalogRecord"


def test_the_feed_says_what_the_ledger_holds_to_the_letter(served: Keeping) -> None:
    """Lexical forms and blank labels: what the ledger holds is what goes out."""
    lines = {line for answer in pages(served.address, "application/n-triples") for line in answer.text.splitlines()}
    engine = connect(served.data / "ledger.db")
    ledger = Ledger(engine, utc_now)
    bodies = ledger.bodies([current.body_seq for current in ledger.currents()])
    engine.dispose()
    for body in bodies.values():
        for quad in pyoxigraph.parse(body, format=RdfFormat.N_QUADS):
            assert f"{quad.triple} ." in lines


def test_two_records_with_one_anonymous_contact_each_keep_their_own(served: Keeping) -> None:
    for accept, syntax in SYNTAXES.items():
        owners: dict[str, set[str]] = {}
        for answer in pages(served.address, accept):
            for quad in pyoxigraph.parse(answer.content, format=syntax):
                if quad.predicate == DCAT.contactPoint and not isinstance(quad.object, NamedNode):
                    owners.setdefault(f"{answer.url} {quad.object}", set()).add(str(quad.subject))
        assert owners and all(len(datasets) == 1 for datasets in owners.values()), accept


def test_an_unchanged_page_is_not_sent_again(served: Keeping) -> None:
    first = requests.get(f"{served.address}/catalog.ttl", timeout=60)
    again = requests.get(f"{served.address}/catalog.ttl", headers={"If-None-Match": first.headers["ETag"]}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")


def test_a_dataset_answers_in_each_syntax_at_its_permanent_address(served: Keeping) -> None:
    page = requests.get(f"{served.address}/catalog", headers={"Accept": "text/turtle"}, timeout=60)
    dataset = next(
        quad.subject.value
        for quad in pyoxigraph.parse(page.content, format=RdfFormat.TURTLE)
        if quad.predicate == RDF.type and quad.object == DCAT.Dataset
    )
    here = served.address + dataset[dataset.index("/id/") :]
    for accept, syntax in SYNTAXES.items():
        answer = requests.get(here, headers={"Accept": accept}, timeout=60)
        assert answer.headers["Content-Type"].startswith(accept)
        assert any(
            quad.subject.value == dataset
            for quad in pyoxigraph.parse(answer.content, format=syntax)
            if isinstance(quad.subject, NamedNode)
        )
    page = requests.get(here, headers={"Accept": "text/html"}, timeout=60)
    assert page.headers["Content-Type"].startswith("text/html") and "Accept" in page.headers["Vary"]


def test_a_walk_goes_on_after_the_keeper_was_started_again(served: Keeping) -> None:
    """The token that leads on names a position of the ledger, and nothing that a process remembers."""
    settings = served.data / "registry.toml"
    served.stop()
    settings.write_text(settings.read_text("utf-8") + "page_size = 40\n", "utf-8")
    served.restart()
    before = pages(served.address, "application/n-triples")
    assert len(before) > 1
    served.stop()
    served.restart()
    again = requests.get(before[1].url, headers={"Accept": "application/n-triples"}, timeout=60)
    assert (again.status_code, again.content) == (200, before[1].content)


COUNT, CHANGED, WITHDRAWN = 120, 100, 2


@pytest.fixture(scope="module")
def clock() -> Ticking:
    return Ticking()


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory, clock: Ticking) -> Iterator[Feeding]:
    data = tmp_path_factory.mktemp("fed") / "data"
    with feeding(data, lambda words, base: [rich(words, base, number) for number in range(COUNT)], clock) as found:
        yield found


def walked(url: str, **headers: str) -> list[requests.Response]:
    """The answers from this address on, redirects among them, by the Link header."""
    got: list[requests.Response] = []
    leads: str | None = url
    while leads:
        answer = requests.get(leads, headers=headers, timeout=60)
        assert answer.status_code == 200, answer.text[:300]
        got += [*answer.history, answer]
        leads = answer.links.get("next", {}).get("url")
    return got


def test_the_portals_first_days(fed: Feeding, clock: Ticking) -> None:
    """All of it; the next day one question tells that nothing changed; then a hundred changes cost three at most; and who
    comes with last month's token is told where to begin again."""
    whole = walked(f"{fed.address}/catalog.nt")
    held = {line.split()[0] for answer in whole for line in answer.text.splitlines() if "dcat#Dataset>" in line}
    assert len(held) == COUNT
    tag, position = whole[0].headers["ETag"], int(whole[0].headers["Ledger-Position"])

    clock.forward(days=1)
    again = requests.get(f"{fed.address}/catalog.nt", headers={"If-None-Match": tag}, timeout=60)
    assert (again.status_code, again.content) == (304, b"")

    since = clock().isoformat().replace("+00:00", "Z")
    words = fed.keeper.words
    publish(fed.keeper.ledger, [rich(words, BASE, number, subject="Số liệu mới") for number in range(CHANGED)])
    gone = [rich(words, BASE, number) for number in range(COUNT - WITHDRAWN, COUNT)]
    for one in gone:
        actor = Actor("gl-so-yt", "Nguyễn An", one.publisher or "")
        fed.keeper.authority.withdraw(actor, one.record, "gộp vào tập khác", None)
    fed.keeper.follow()
    news = walked(f"{fed.address}/changes.nq?since={position}")
    assert len(news) <= 3
    bodies = [answer.content for answer in news if answer.status_code == 200]
    told = [quad for body in bodies for quad in pyoxigraph.parse(body, format=RdfFormat.N_QUADS)]
    updated = {quad.subject for quad in told if (quad.predicate, quad.object) == (RDF.type, AS.Update)}
    deleted = {quad.subject for quad in told if (quad.predicate, quad.object) == (RDF.type, AS.Delete)}
    of = {quad.subject: str(quad.object) for quad in told if quad.predicate == AS.object}
    assert len({of[one] for one in updated}) == CHANGED
    assert {of[one] for one in deleted} == {f"<{one.iri}>" for one in gone}
    reasons = [quad for quad in told if quad.graph_name in deleted and quad.predicate == ADMS.versionNotes]
    assert len(reasons) >= WITHDRAWN and any("gộp vào tập khác" in quad.object.value for quad in reasons)

    narrowed = walked(f"{fed.address}/catalog.nt?modified-since={since}")
    lines = {line for answer in narrowed for line in answer.text.splitlines()}
    described = {line.split()[0] for line in lines if "dcat#Dataset>" in line}
    assert described == {of[one] for one in updated}
    for one in gone:
        assert any(line.startswith(f"<{one.record}> {ADMS.status}") for line in lines), "what was withdrawn is listed"

    clock.forward(days=30)
    late = requests.get(whole[1].url, timeout=60)
    assert late.status_code == 410
    assert late.links["first"]["url"] == f"{fed.address}/catalog.nt"
