"""Finding datasets in RDF, and cutting out what belongs to each."""

import pytest

from harvesters.closure import MAX_TRIPLES
from harvesters.dcat import read_dcat
from harvesters.errors import NotReadable
from harvesters.preview import preview
from harvesters.source import Page
from tests.harvesters.test_reading import HEAD, refusal

URL = "https://a.example/catalog.ttl"


def read(body: str, url: str = URL) -> Page:
    return read_dcat((HEAD + "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n" + body).encode(), "text/turtle", url)


def identifiers(page: Page) -> list[str]:
    return [record.identifier for record in page.records]


def test_typed_untyped_and_series_are_found() -> None:
    page = read("""
        <c> a dcat:Catalog ; dcat:dataset <1>, <2>, <9> .
        <1> a dcat:Dataset . <2> dct:title "không có lớp"@vi . <3> a dcat:DatasetSeries . <s> a dcat:DataService .
    """)
    assert sorted(identifiers(page)) == [f"https://a.example/{n}" for n in (1, 2, 3)]
    assert {notice.slug for notice in page.notices} == {"services", "undescribed"}


def test_a_catalogue_is_no_dataset_even_when_it_says_so() -> None:
    assert identifiers(read("<c> a dcat:Catalog, dcat:Dataset ; dcat:dataset <1> . <1> a dcat:Dataset .")) == [
        "https://a.example/1"
    ]


def test_each_dataset_gets_its_own_parts_and_nobody_elses() -> None:
    page = read("""
        <1> a dcat:Dataset ; dcat:distribution [ dct:title "a" ; dct:license <l> ] ; dct:relation <2> ;
            dcat:contactPoint <k> .
        <2> a dcat:Dataset ; dcat:distribution [ dct:title "b" ] ; dcat:contactPoint <k> .
        <k> foaf:name "chung" . <l> dct:title "giấy phép" . <3> dct:title "của ai đó" .
        <r> a dcat:CatalogRecord ; foaf:primaryTopic <1> ; dct:modified "2026-01-01" .
    """)
    first, second = ({str(t.object) for t in record.triples} for record in page.records)
    assert {'"a"', '"chung"', '"giấy phép"', '"2026-01-01"'} <= first
    assert '"b"' not in first and '"của ai đó"' not in first
    assert {'"b"', '"chung"'} <= second and '"a"' not in second


def test_a_nameless_dataset_is_known_by_what_it_says() -> None:
    page = read('[ a dcat:Dataset ; dct:identifier "X-1" ] . [ a dcat:Dataset ; dct:title "t" ] . [ a dcat:Dataset ] .')
    assert sorted(identifiers(page)) == ["#3", "X-1", "t"]


def test_a_ring_of_nodes_ends() -> None:
    page = read("<1> a dcat:Dataset ; dct:spatial _:a . _:a dct:isPartOf _:b . _:b dct:hasPart _:a .")
    assert len(page.records[0].triples) == 4


def test_a_record_over_the_cap_is_left_out_and_the_others_stay() -> None:
    many = ", ".join(f'"{n}"' for n in range(MAX_TRIPLES + 1))
    page = read(f"<1> a dcat:Dataset ; dcat:keyword {many} . <2> a dcat:Dataset .")
    assert identifiers(page) == ["https://a.example/2"]
    assert page.unreadable[0].position == "https://a.example/1"


def test_an_overlong_address_is_left_out_with_a_notice() -> None:
    page = read(f"<1> a dcat:Dataset ; dcat:landingPage <https://a.example/{'x' * 3000}> .")
    assert [notice.slug for notice in page.records[0].notices] == ["long-iri"]


def test_a_catalogue_that_only_names_datasets_says_so() -> None:
    page = read("<c> a dcat:Catalog ; dcat:dataset <1>, <2> .")
    assert page.records == ()
    assert [one.position for one in page.unreadable] == ["https://a.example/1", "https://a.example/2"]


def test_rdf_about_something_else_is_refused() -> None:
    with pytest.raises(NotReadable) as refused:
        read("<p> a foaf:Person ; foaf:name 'A' .")
    assert "foaf:Person (1)" in refused.value.vi


def test_schema_org_is_told_in_dcat() -> None:
    text = """{"@context": "https://schema.org/", "@type": "Dataset", "@id": "https://a.example/1", "name": "Tên",
        "distribution": {"@type": "DataDownload", "contentUrl": "https://a.example/1.csv"},
        "publisher": {"@type": "Organization", "name": "Sở Y tế"}}"""
    page = read_dcat(text.encode(), "application/ld+json", URL)
    predicates = {triple.predicate.value.rpartition("/")[2] for triple in page.records[0].triples}
    assert {"title", "dcat#distribution", "dcat#downloadURL", "publisher", "name"} <= predicates


HYDRA = """@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
@prefix ldp: <http://www.w3.org/ns/ldp#> .
<1> a dcat:Dataset .
"""


def test_the_next_page_is_found_in_each_vocabulary() -> None:
    after = "https://a.example/catalog.ttl?page=2"
    for told in (
        "<c> hydra:view <?page=1> . <?page=1> hydra:next <?page=2> .",
        "<?page=1> a hydra:PagedCollection ; hydra:nextPage <?page=2> ; hydra:totalItems 12 .",
        '<?page=1> hydra:nextPage "https://a.example/catalog.ttl?page=2" .',
        "<> ldp:nextPage <?page=2> .",
    ):
        assert read(HYDRA + told, URL + "?page=1").next == after


def test_the_view_of_this_page_wins_over_another() -> None:
    told = "<?page=1> hydra:next <?page=2> . <?page=2> hydra:next <?page=3> ."
    assert read(HYDRA + told, URL + "?page=2").next == URL + "?page=3"


def test_a_page_that_names_itself_is_the_last() -> None:
    assert read(HYDRA + "<?page=2> hydra:next <?page=2> .", URL + "?page=2").next is None


def test_bad_bytes_are_refused() -> None:
    assert refusal(b"\xff\xfe\x00")


def test_a_link_to_nowhere_is_left_out() -> None:
    xml = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"
    xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about="https://a.example/1"><dct:title>x</dct:title>
    <dcat:landingPage rdf:resource=""/><dct:license rdf:resource=" "/></dcat:Dataset></rdf:RDF>"""
    jsonld = """{"@context": "https://www.w3.org/ns/dcat.jsonld", "@id": "https://a.example/1", "@type": "Dataset",
    "title": "x", "landingPage": "", "license": {"@id": ""}}"""
    for text in (xml, jsonld):
        page = read_dcat(text.encode(), "", URL)
        assert not any(URL in str(triple.object) for triple in page.records[0].triples)
        (told,) = [notice for notice in page.notices if notice.slug == "empty-link"]
        assert told.vi.startswith("2 liên kết")


def test_a_document_may_still_speak_of_itself() -> None:
    xml = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"
    xmlns:dcat="http://www.w3.org/ns/dcat#"><dcat:Dataset rdf:about=""><dct:title>x</dct:title></dcat:Dataset></rdf:RDF>"""
    assert read_dcat(xml.encode(), "", URL).records[0].identifier == URL


def test_what_can_only_be_downloaded_is_reached_there_too() -> None:
    data = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
        <https://a.example/d> a dcat:Dataset ; dcat:distribution <https://a.example/1>, <https://a.example/2> .
        <https://a.example/1> a dcat:Distribution ; dcat:downloadURL <https://a.example/x.csv> .
        <https://a.example/2> a dcat:Distribution ; dcat:accessURL <https://a.example/p> ;
            dcat:downloadURL <https://a.example/y.csv> ."""
    found = preview(data.encode(), "", "", "dcat")["records"][0]
    assert {one["access_url"] for one in found["distributions"]} == {"https://a.example/x.csv", "https://a.example/p"}
    assert [notice["slug"] for notice in found["notices"]] == ["access-url"]


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("<?p=1> <http://www.w3.org/ns/ldp#nextPage> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .", None),
        ("<?p=1> <https://www.w3.org/ns/hydra/core#next> <?p=2> .", "https://a.example/c?p=2"),
    ],
)
def test_the_last_page_and_names_under_https_are_known(said: str, after: str | None) -> None:
    text = f"<d> a <http://www.w3.org/ns/dcat#Dataset> . {said}"
    assert read_dcat(text.encode(), "text/turtle", "https://a.example/c?p=1").next == after
