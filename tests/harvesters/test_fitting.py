"""Texts become plain words in every kind alike: markup and character references are no words."""

import json

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from harvesters.fitting import fit
from harvesters.preview import preview
from harvesters.source import Harvested
from vocab.namespaces import DCT, RDF

FOCUS = NamedNode("https://a.example/d")
TITLE, TEXT = "Đường &amp; cầu", "<p>Mô <b>tả</b></p><p>R&amp;D</p>"
WORDS = ("Đường & cầu", "Mô tả\nR&D")
TURTLE = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://a.example/d> a dcat:Dataset ; dct:title "{TITLE}"@vi ; dct:description "{TEXT}"@vi ."""
XML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
xmlns:dct="http://purl.org/dc/terms/" xmlns:h="http://www.w3.org/1999/xhtml"><dcat:Dataset rdf:about="https://a.example/d">
<dct:title>Đường &amp;amp; cầu</dct:title><dct:description rdf:parseType="Literal"><h:p>Mô <h:b>tả</h:b></h:p><p>R&amp;D</p>
</dct:description></dcat:Dataset></rdf:RDF>"""
PART = {"url": "https://a.example/x.csv", "description": "<i>Bảng</i>"}
CASES = {
    "dcat": TURTLE,
    "ckan": json.dumps({"id": "1", "title": TITLE, "notes": TEXT, "resources": [PART]}),
    "schema-org": json.dumps(
        {"@context": "https://schema.org", "@type": "Dataset", "name": TITLE, "description": TEXT}
    ),
    "datajson": json.dumps({"dataset": [{"identifier": "1", "title": TITLE, "description": TEXT}]}),
}


@pytest.mark.parametrize(("kind", "data"), [*CASES.items(), ("dcat", XML)])
def test_the_words_stay_and_the_record_says_so(kind: str, data: str) -> None:
    (record,) = preview(data.encode(), "", "", kind)["records"]
    assert (record["title"], record["description"]) == WORDS
    assert [notice["slug"] for notice in record["notices"] if notice["slug"] == "markup"] == ["markup"]


@pytest.mark.parametrize("own", ["javascript:alert(1)", "about:blank", "https://a.example/" + "x" * 3000])
def test_a_record_whose_own_address_is_none_keeps_all_that_it_says(own: str) -> None:
    package = {"id": "1", "title": "Sổ lễ hội", "notes": "Mô tả", "extras": [{"key": "uri", "value": own}]}
    turtle = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <{own}> a dcat:Dataset ; dct:title "Sổ lễ hội"@vi ; dct:description "Mô tả"@vi ; dct:relation <{own}> ."""
    for kind, data in (("ckan", json.dumps(package)), ("dcat", turtle)):
        told = preview(data.encode(), "", "", kind)
        (record,) = told["records"]
        assert (record["title"], record["description"]) == ("Sổ lễ hội", "Mô tả"), kind
    assert "no-address" in [notice["slug"] for notice in record["notices"]]


def fitted(predicate: NamedNode, term: Literal) -> list[object]:
    found = fit(Harvested("a", FOCUS, (Triple(FOCUS, predicate, term),)), "#1")
    assert isinstance(found, Harvested)
    return [triple.object for triple in found.triples]


@pytest.mark.parametrize(
    ("predicate", "written", "kept"),
    [
        (DCT.title, Literal("a < b", language="vi"), Literal("a < b", language="vi")),
        (DCT.title, Literal("&lt;b&gt;", language="vi"), Literal("<b>", language="vi")),
        (DCT.description, Literal("https://x.example/?a=1&copy=2"), Literal("https://x.example/?a=1&copy=2")),
        (DCT.description, Literal("<tên cột>"), Literal("<tên cột>")),
        (DCT.identifier, Literal("a&amp;b<p>"), Literal("a&amp;b<p>")),
        (DCT.rights, Literal("<p>x</p>", datatype=RDF.HTML), Literal("x")),
    ],
)
def test_what_is_no_markup_stays(predicate: NamedNode, written: Literal, kept: Literal) -> None:
    assert fitted(predicate, written) == [kept]


def test_a_text_of_nothing_but_markup_is_none() -> None:
    assert fitted(DCT.description, Literal("<p><br/></p>")) == []


def test_a_record_that_fits_is_the_same() -> None:
    record = Harvested("a", FOCUS, (Triple(FOCUS, DCT.title, Literal("Một")),))
    assert fit(record, "#1") is record
