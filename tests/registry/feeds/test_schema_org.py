"""Datasets in schema.org's words."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.schema_page import read_schema_org
from registry.config import Config
from registry.feeds import schema_org
from registry.feeds.plain import File, Plain, plain
from registry.words import Words
from tests.registry.records import BASE, about, current, description
from tests.walks.rich_datasets import rich
from vocab.description import Description
from vocab.namespaces import DCAT, DCT, RDF, SCHEMA, SKOS

WORDS = Words.of(BASE)
LINKS = "https://so.tinh.example"
CONFIG = Config(Path(), base=BASE, address=LINKS)


def told(of: Description) -> Plain:
    return plain(of, current(of), WORDS)


def graph(of: Plain) -> dict[str, Any]:
    return schema_org.dataset_graph(of, WORDS, CONFIG)


FULL = told(rich(WORDS, BASE, 3))


def test_what_a_search_engine_asks_for_is_there() -> None:
    node = graph(FULL)
    assert (node["@type"], node["@id"], node["url"]) == ("Dataset", FULL.iri, FULL.iri.replace(BASE, LINKS))
    assert node["name"] == "Giá đất theo đường phố, đợt 3"
    assert node["alternateName"] == "Subject 3 of the province"
    assert node["license"] == f"{BASE}/id/concept/licence/khai-thac-du-lieu-mo"
    assert node["isAccessibleForFree"] is True
    assert node["creator"]["@type"] == "GovernmentOrganization"
    assert node["publisher"]["contactPoint"]["email"] == "phong3@example.vn"
    assert node["temporalCoverage"] == "2026-01-01/2026-09-30"
    (place,) = [one for one in node["spatialCoverage"] if one.get("name") == "Quy Nhơn"]
    assert place["geo"] == {"@type": "GeoShape", "box": "13.6 108.9 14.0 109.4"}
    assert node["includedInDataCatalog"]["url"] == f"{LINKS}/"
    files = node["distribution"] if isinstance(node["distribution"], list) else [node["distribution"]]
    (csv,) = [file for file in files if file["contentUrl"].endswith(".csv")]
    assert csv["contentUrl"] == "https://so.example.vn/tai/3.csv"
    assert csv["url"] == "https://so.example.vn/tai/3"
    assert csv["encodingFormat"] == ["text/csv", "CSV"]
    assert (csv["contentSize"], csv["sha256"]) == (
        f"{next(file.size for file in FULL.files if file.size)} B",
        f"{3:064x}",
    )


def test_a_file_of_which_only_a_page_is_known_has_that_for_its_address() -> None:
    (file, *_) = FULL.files
    node = graph(replace(FULL, files=(replace(file, download="", access="https://so.example.vn/api"),)))
    assert node["distribution"]["contentUrl"] == "https://so.example.vn/api"
    assert "url" not in node["distribution"]


def test_the_least_that_can_be_said_still_has_a_name_and_a_description_long_enough() -> None:
    node = graph(replace(told(description("a", "")), titles={}, publisher=None))
    assert node["name"] == FULL.key or node["name"]
    assert len(node["description"]) >= schema_org.SHORTEST
    assert all(value not in ("", None, [], {}) for value in node.values())


def test_a_short_description_says_who_keeps_the_data_and_a_long_one_ends_at_a_word() -> None:
    short = schema_org.description(replace(FULL, descriptions={"vi": "Ngắn."}), WORDS, CONFIG)
    assert short.startswith("Ngắn. Tập dữ liệu «Giá đất theo đường phố, đợt 3» của Sở ")
    long = schema_org.description(replace(FULL, descriptions={"vi": "đất nước " * 900}), WORDS, CONFIG)
    assert len(long) <= schema_org.LONGEST
    assert long.endswith(("đất …", "nước …"))
    assert len(schema_org.description(replace(FULL, descriptions={"vi": "a" * 9000}), WORDS, CONFIG)) <= 5000


@pytest.mark.parametrize(
    "evil", ["</script><script>alert(1)</script>", "<!--<script>", "]]>&amp;\u2028\u2029", "\x00\x1b"]
)
def test_no_text_can_close_the_script_it_stands_in(evil: str) -> None:
    of = told(description("a", evil))
    written = schema_org.script(graph(of))
    assert not set(written) & set("<>&\u2028\u2029\x00\x1b")
    assert json.loads(written) == schema_org.document(graph(of))


def test_both_contexts_make_the_same_triples() -> None:
    node = graph(FULL)
    ours = schema_org.triples([node])
    (record,) = read_schema_org(json.dumps(schema_org.document(node)).encode(), "application/ld+json").records
    assert Triple(NamedNode(FULL.iri), RDF.type, SCHEMA.Dataset) in ours
    assert Triple(NamedNode(FULL.iri), SCHEMA.license, NamedNode(node["license"])) in ours
    assert Triple(record.focus, DCT.license, NamedNode(node["license"])) in record.triples


def test_the_triples_are_the_same_each_time_and_two_datasets_share_no_nameless_part() -> None:
    other = told(rich(WORDS, BASE, 4))
    assert schema_org.triples([graph(FULL)]) == schema_org.triples([graph(FULL)])
    parts = [
        {t.subject for t in schema_org.triples([graph(of)]) if isinstance(t.subject, BlankNode)} for of in (FULL, other)
    ]
    assert parts[0] and parts[1] and not parts[0] & parts[1]


def test_a_dataset_that_is_no_longer_public_says_so() -> None:
    node = schema_org.gone_graph(FULL.iri, "", "2026-10-12T05:00:00.000000Z")
    assert node == {
        "@type": "Dataset",
        "@id": FULL.iri,
        "creativeWorkStatus": "Withdrawn",
        "expires": "2026-10-12T05:00:00.000000Z",
    }


def test_our_own_harvester_reads_what_the_page_says() -> None:
    html = f'<html><body><script type="application/ld+json">{schema_org.script(graph(FULL))}</script></body></html>'
    page = read_schema_org(html.encode(), "text/html", f"{LINKS}/id/dataset/{FULL.key}")
    (record,) = page.records
    said = {(triple.predicate, triple.object) for triple in record.triples if triple.subject == record.focus}
    assert record.focus == NamedNode(FULL.iri)
    assert (DCT.title, Literal("Giá đất theo đường phố, đợt 3")) in said
    assert {term.value for predicate, term in said if predicate == DCT.publisher} == {FULL.publisher_iri}
    assert (DCT.identifier, Literal("GL-3")) in said
    places = {t.object.value for t in record.triples if t.predicate == SKOS.prefLabel}
    assert "Quy Nhơn" in places
    downloads = {t.object.value for t in record.triples if t.predicate == DCAT.downloadURL}
    assert downloads == {file.download or file.access for file in FULL.files}
    assert not page.unreadable


def test_a_page_bears_so_many_files_and_no_more() -> None:
    (file, *_) = FULL.files
    many = replace(FULL, files=(file,) * 10_000)
    assert len(graph(many)["distribution"]) == schema_org.MOST_FILES


def test_an_agency_nobody_knows_is_named_by_its_iri_alone() -> None:
    node = graph(replace(FULL, publisher=None, publisher_iri="https://example.vn/ai"))
    assert node["creator"] == {"@type": "GovernmentOrganization", "@id": "https://example.vn/ai"}


def test_what_is_no_date_and_what_nobody_knows_is_left_out() -> None:
    bare = File("", {}, {}, "", "", "", "", "", "", "", None, ("", ""), (), (), "", "")
    node = graph(replace(FULL, issued="hôm qua", frequency="", licence="https://example.vn/giay-phep", files=(bare,)))
    assert "datePublished" not in node
    assert node["license"] == "https://example.vn/giay-phep"
    assert "distribution" not in node


def test_the_catalogue_itself() -> None:
    node = schema_org.catalogue_graph(CONFIG, WORDS)
    assert (node["@type"], node["url"], node["@id"]) == ("DataCatalog", f"{LINKS}/", f"{BASE}/catalog")
    assert node["publisher"]["name"]


def test_an_odd_address_stays_what_it_is_in_json() -> None:
    odd = NamedNode("https://example.vn/đất%20'a'?q=(1)")
    of = told(description("a", "Đất", about("a", DCAT.landingPage, odd)))
    assert graph(of)["sameAs"] == odd.value
    assert any(triple.object == odd for triple in schema_org.triples([graph(of)]))
