"""The pages of the ministries' datasets: all there is to say of one, long lists in pages, and its RDF."""

from collections.abc import Iterator

import pytest
import rdflib
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode

from registry.config import load_config
from registry.entries import Act
from registry.keeper import Keeper
from registry.ministry_documents import ministry_source, snapshot_of
from registry.web import create_app
from registry.web.ministry_showing import FIRST_ROWS, ROWS_SHOWN, Asked
from tests.registry.descriptions import good, saying
from tests.registry.web.site import HTML, Site
from vocab.identifiers import key_of
from vocab.ministries import MinistryDataset
from vocab.namespaces import DCT, REG, XSD

MANY = ROWS_SHOWN + 5
HEAD = "id,title_vi,title_en,owner,modified,frequency,shared,units,landing_page\n"


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """A keeper with many rows of one owner that no register knows, and one row that says a lot."""
    folder = tmp_path_factory.mktemp("ministries")
    keeper = Keeper.open(load_config(folder / "data"))
    many = "".join(f"m-{n},Sổ {n:03},,Viện Nhiều,,,,,\n" for n in range(MANY))
    told = (
        "t-1,Sổ hồ chứa <b>,Reservoirs,Bộ Giao thông vận tải,2026-10-15,hàng quý,không,cá nhân,https://bo.example.vn/\n"
    )
    path = folder / "brought.csv"
    path.write_text(HEAD + many + told, "utf-8")
    source = ministry_source({"source": "bo", "kind": "csv", "url": path.as_uri(), "agency": ""})
    assert keeper.harvests.bring(source, snapshot_of(path, source.url)).counts["created"] == MANY + 1
    yield keeper
    keeper.close()


@pytest.fixture(scope="module")
def client(keeper: Keeper) -> FlaskClient:
    return Site(keeper, create_app(keeper), {}).client()


def row_of(keeper: Keeper, code: str) -> MinistryDataset:
    return next(keeper.ministries[one.iri] for one in keeper.ministries.summaries if one.id == code)


def page_of(client: FlaskClient, row: MinistryDataset, lang: str = "vi") -> str:
    answer = client.get(f"/id/ministry-dataset/{key_of(row.iri)}?lang={lang}", headers=HTML)
    assert answer.status_code == 200
    return answer.text


def test_a_page_says_all_there_is_and_who_took_over(keeper: Keeper, client: FlaskClient) -> None:
    row = row_of(keeper, "t-1")
    vi, en = page_of(client, row), page_of(client, row, "en")
    for text in (
        "Sổ hồ chứa &lt;b&gt;",
        "Bộ Giao thông vận tải",
        "đến 28/02/2025",
        "Nay là:",
        "15/10/2026",
        "Hằng quý",
    ):
        assert text in vi, text
    for text in ("Reservoirs", "Ministry of Transport", "15 Oct 2026", "Quarterly", "person", "https://bo.example.vn/"):
        assert text in en, text
    assert "soạn để trình diễn" not in vi, "nothing in it was made up"


def test_what_was_composed_says_so_in_both_languages_and_in_rdf(keeper: Keeper, client: FlaskClient) -> None:
    row = row_of(keeper, "mds-004-gplx")
    assert "soạn để trình diễn" in page_of(client, row) and "made up for the demonstration" in page_of(
        client, row, "en"
    )
    answer = client.get(f"/id/ministry-dataset/{key_of(row.iri)}", headers={"Accept": "text/turtle"})
    told = rdflib.Graph().parse(data=answer.data, format="turtle")
    node = rdflib.URIRef(row.iri)
    assert told.value(node, rdflib.URIRef(REG.factsAttestation.value)) == rdflib.Literal("composed")
    owners = list(told.objects(node, rdflib.PROV.qualifiedAttribution))
    assert owners and all(told.value(owner, rdflib.PROV.agent) for owner in owners)


def test_an_imported_row_is_handed_out_exactly_as_it_lies_in_the_ledger(keeper: Keeper, client: FlaskClient) -> None:
    row = row_of(keeper, "t-1")
    answer = client.get(f"/id/ministry-dataset/{key_of(row.iri)}", headers={"Accept": "application/n-triples"})
    body = keeper.ministries.body(row.iri)
    assert body is not None
    said = {line.rsplit(f" <{row.iri}> .", 1)[0] for line in body.decode().splitlines()}
    assert {line.removesuffix(" .") for line in answer.text.splitlines()} == said


def test_long_lists_have_pages_and_short_ones_stand_whole(keeper: Keeper, client: FlaskClient) -> None:
    whole = client.get("/ministries", headers=HTML).text
    assert whole.count(">Sổ 0") + whole.count(">Sổ 1") == FIRST_ROWS
    (holding,) = [one for one in keeper.ministries.by_owner if one.owner == "Viện Nhiều"]
    assert f"owner={holding.key}" in whole
    first = client.get(f"/ministries?owner={holding.key}", headers=HTML).text
    assert "Sổ 000" in first and f"Sổ {ROWS_SHOWN - 1:03}" in first and f"Sổ {ROWS_SHOWN:03}" not in first
    second = client.get(f"/ministries?owner={holding.key}&page=2&lang=en", headers=HTML).text
    assert f"Sổ {MANY - 1:03}" in second and "All ministries" in second
    beyond = client.get(f"/ministries?owner={holding.key}&page=400", headers=HTML)
    assert beyond.status_code == 200 and f"Sổ {MANY - 1:03}" in beyond.text


@pytest.mark.parametrize("query", ["owner=nobody", "owner=%00", "owner=" + "x" * 500])
def test_an_owner_that_is_none_is_404(client: FlaskClient, query: str) -> None:
    assert client.get(f"/ministries?{query}", headers=HTML).status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "²", "x", "", "99999999"])
def test_an_odd_page_number_is_the_first_or_the_last(page: str) -> None:
    assert 1 <= Asked.read({"page": page, "owner": "a"}).page <= 500


@pytest.mark.parametrize(
    ("synced", "vi", "en"),
    [
        ("2026-10-20", "Theo kịp bộ, ngành", "In step with the ministry"),
        ("2025-01-01", "Chậm so với bộ, ngành", "Lags behind the ministry"),
        ("", "Chưa rõ có theo kịp không", "Not known whether in step"),
    ],
)
def test_declared_reuse_is_in_step_lagging_or_unknown(
    keeper: Keeper, client: FlaskClient, synced: str, vi: str, en: str
) -> None:
    row = row_of(keeper, "t-1")
    ours = saying(good(keeper.words, keeper.config.base, f"reuse-{synced}"), DCT.source, NamedNode(row.iri))
    if synced:
        ours = saying(ours, REG.lastSynced, Literal(synced, datatype=XSD.date))
    keeper.ledger.append(
        [Act("publish", ours.record, "gl-so-yt", "An", ours.body(), ours.fingerprint, ours.publisher or "")]
    )
    keeper.rejudging.run()
    assert vi in page_of(client, row) and en in page_of(client, row, "en")
