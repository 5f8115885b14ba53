"""Strict reading, and the repairs that are told."""

import unicodedata

import pytest

from harvesters.errors import NotReadable
from harvesters.reading import Reading, read_rdf

HEAD = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dct: <http://purl.org/dc/terms/> .\n"
ONE = '<https://a.example/1> a dcat:Dataset ; dct:title "Một"@vi .\n'
TWO = '<https://a.example/2> a dcat:Dataset ; dct:title "Hai"@vi .\n'
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/"'


def read(text: str, media_type: str = "", base: str = "https://a.example/") -> Reading:
    return read_rdf(text.encode(), media_type, base)


def slugs(reading: Reading) -> set[str]:
    return {notice.slug for notice in reading.notices}


def refusal(text: str | bytes, media_type: str = "") -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read_rdf(text if isinstance(text, bytes) else text.encode(), media_type, "https://a.example/")
    assert caught.value.vi and caught.value.en
    return caught.value


def test_good_turtle_has_no_notices() -> None:
    reading = read(HEAD + ONE)
    assert len(reading.triples) == 2
    assert reading.notices == () and reading.unreadable == ()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("\ufeff" + HEAD + ONE, "bom"),
        (HEAD.replace("> .\n", ">\n", 1) + ONE, "mended-directive"),
        (HEAD + "<https://a.example/b c> dct:title 'x' .", "mended-iri"),
        ("<https://a.example/1> dct:title 'x' .", "mended-prefix"),
        (HEAD + "<https://a.example/1> dct:title 'x'@vi_VN , 'y'@muchtoolonglanguage .", "mended-tag"),
        (HEAD + "GRAPH <https://a.example/g> { <https://a.example/1> dct:title 'x' }", "named-graphs"),
    ],
)
def test_plain_slips_are_mended_and_told(text: str, slug: str) -> None:
    reading = read(text)
    assert slug in slugs(reading)
    assert reading.unreadable == ()
    assert reading.triples


def test_a_slip_inside_a_text_is_left_alone() -> None:
    title = "@prefix x: <y z> nothing @vi_VN # not a comment"
    reading = read(HEAD + f"<https://a.example/b c> dct:title '''{title}''' .")
    assert reading.triples[0].object.value == title  # type: ignore[union-attr]


def test_one_broken_statement_does_not_lose_the_others() -> None:
    reading = read(HEAD + ONE + "<https://a.example/bad> dct:title [ .\n" + TWO)
    assert {str(t.subject) for t in reading.triples} == {"<https://a.example/1>", "<https://a.example/2>"}
    assert [one.position for one in reading.unreadable] == ["line 4"]


def test_too_many_broken_statements_are_refused() -> None:
    refusal(HEAD + ONE + "<https://a.example/bad> <> .\n" * 40)


@pytest.mark.parametrize("cut", [10, 25, 40, 55])
def test_a_turtle_that_ends_in_the_middle_is_refused(cut: int) -> None:
    whole = HEAD + ONE + TWO
    assert "line" in refusal(whole[: len(HEAD + ONE) + cut]).position


NODE = 'rdf:about="https://a.example/1"'


@pytest.mark.parametrize(
    ("node", "inner"),
    [
        ('rdf:about="https://a.example/b c"', "<dct:title>x</dct:title>"),
        ('rdf:nodeID="http://n/1"', "<dct:title>x</dct:title>"),
        (NODE, '<dct:relation rdf:resource="https://a.example/2">x</dct:relation>'),
        (NODE, '<dct:title xml:lang="toolonglanguage">x</dct:title>'),
        (NODE, '<dct:title xml:lang="">x</dct:title>'),
        (NODE, '<dct:title xml:lang="vi_VN">x</dct:title>'),
    ],
)
def test_rdfxml_slips_are_mended(node: str, inner: str) -> None:
    reading = read(f"<rdf:RDF {RDF}><rdf:Description {node}>{inner}</rdf:Description></rdf:RDF>")
    assert len(reading.triples) == 1
    assert len(reading.notices) == 1


def test_one_broken_node_of_rdfxml_does_not_lose_the_others() -> None:
    node = '<rdf:Description rdf:about="https://a.example/{}"><dct:title>{}</dct:title></rdf:Description>'
    bad = '<rdf:Description rdf:about="https://a.example/3" rdf:ID="x y"><dct:title>3</dct:title></rdf:Description>'
    reading = read(f"<rdf:RDF {RDF}>{node.format(1, 'a')}{bad}{node.format(2, 'b')}</rdf:RDF>")
    assert len(reading.triples) == 2
    assert [one.position for one in reading.unreadable] == ["https://a.example/3"]


BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&c;</rdf:RDF>"""


@pytest.mark.parametrize("data", [BOMB.encode(), BOMB.replace('"1.0"', '"1.0" encoding="utf-8"').encode()])
def test_a_doctype_is_refused(data: bytes) -> None:
    assert "DOCTYPE" in refusal(data).vi


def test_a_doctype_in_another_encoding_is_refused() -> None:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        refusal(BOMB.encode(encoding))


def test_a_doctype_inside_a_text_is_a_text() -> None:
    inner = "<dct:title><![CDATA[<!DOCTYPE html><p>]]></dct:title>"
    text = f'<rdf:RDF {RDF}><rdf:Description rdf:about="https://a.example/1">{inner}</rdf:Description></rdf:RDF>'
    assert len(read(text).triples) == 1


def test_deep_nesting_is_refused_before_a_parser_sees_it() -> None:
    assert "64" in refusal("[" * 100_000).vi
    assert "64" in refusal('{"@id":' * 500 + '"x"' + "}" * 500).vi
    assert "64" in refusal(f"<rdf:RDF {RDF}>" + "<rdf:Description><dct:relation>" * 500).vi
    refusal("<<( <a:a> <a:b> " * 20_000)


def test_a_web_page_is_called_one() -> None:
    said = refusal("<!DOCTYPE html>\n<html><head><title>Lỗi 500</title></head></html>", "text/turtle")
    assert "trang web" in said.vi and "Lỗi 500" in said.vi


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('<csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"/>', "csw"),
        ('<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"></OAI-PMH>', "oai-pmh"),
        ('{"success": true, "result": {}}', "ckan"),
        ('[{"resources": [], "name": "x"}]', "ckan"),
        ('{"nhits": 1, "datasets": []}', "opendatasoft"),
    ],
)
def test_another_kind_is_named(text: str, kind: str) -> None:
    assert f"--kind {kind}" in refusal(text).vi


def test_an_unknown_remote_context_is_named_and_never_fetched() -> None:
    said = refusal('{"@context": "http://169.254.169.254/context.jsonld", "@id": "https://a.example/1"}')
    assert "http://169.254.169.254/context.jsonld" in said.vi


def test_a_scoped_remote_context_is_not_fetched_either() -> None:
    refusal('{"@context": {"t": {"@id": "https://a.example/t", "@context": "http://127.0.0.1/x"}}, "t": {"@id": "x"}}')


@pytest.mark.parametrize(
    "address",
    [
        "https://schema.org/",
        "http://schema.org",
        "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        "https://raw.githubusercontent.com/DOI-DO/dcat-us/main/context/dcat-us-3.0.jsonld",
        "https://www.w3.org/ns/hydra/context.jsonld",
        "https://www.w3.org/ns/dcat.jsonld",
        "https://semiceu.github.io/DCAT-AP/releases/3.0.0/context/dcat-ap.jsonld",
    ],
)
def test_the_bundle_knows_this_context(address: str) -> None:
    text = f'{{"@context": ["{address}"], "@id": "https://a.example/1", "title": "x", "name": "y"}}'
    assert read(text).triples


def test_a_bad_iri_in_jsonld_is_mended_not_dropped() -> None:
    text = (
        '[{"@id": "https://a.example/b c", "http://purl.org/dc/terms/title": [{"@value": "x", "@language": "vi_VN"}]}]'
    )
    reading = read(text)
    assert str(reading.triples[0]).startswith("<https://a.example/b%20c>")
    assert slugs(reading) == {"mended-iri", "mended-tag"}


def test_text_is_nfc_without_invisible_characters() -> None:
    title = unicodedata.normalize("NFD", "Bệnh viện") + "\\u200B\\u0008"
    reading = read(HEAD + f'<https://a.example/1> dct:title "{title}"@vi .')
    assert reading.triples[0].object.value == "Bệnh viện"  # type: ignore[union-attr]
    assert reading.triples[0].object.language == "vi"  # type: ignore[union-attr]


def test_long_numbers_do_no_harm() -> None:
    digits = "9" * 5000
    assert read(HEAD + f"<https://a.example/1> dct:extent {digits} .").triples
    refusal(f'{{"@id": "https://a.example/1", "n": {digits}}}')


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ('<https://a.example/1> <https://a.example/p> "x" <https://a.example/g> .', "application/n-quads"),
        ("<urn:a> <urn:b> <urn:c> .", "application/n-triples"),
        ("[ a <https://a.example/C> ] .", "text/turtle"),
        ("[ a <https://a.example/C> ] .", ""),
        ("{ <urn:a> <urn:b> <urn:c> }", "application/trig"),
        ("<a> <b> <c> .", "text/html"),
        ('[{"@id": "urn:a", "urn:b": "c"}]', "text/plain"),
    ],
)
def test_the_words_decide_the_syntax(text: str, media_type: str) -> None:
    assert read(text, media_type).triples


@pytest.mark.parametrize(
    "bad",
    [
        '{"@id": 5, "@type": "dcat:Dataset"}',
        '{"@id": "https://a.example/2", "@type": 5}',
        '{"@id": "https://a.example/2", "dct:title": {"@value": {"a": 1}}}',
        '{"@id": "http://[bad", "dct:title": "x"}',
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        '{"@context": CTX, "@graph": [GOOD, BAD]}',
        '{"@context": CTX, "@id": "https://a.example/c", "dcat:dataset": [GOOD, BAD]}',
    ],
)
def test_one_bad_node_of_jsonld_does_not_lose_the_others(frame: str, bad: str) -> None:
    context = '{"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"}'
    good = '{"@id": "https://a.example/1", "@type": "dcat:Dataset", "dct:title": "x"}'
    reading = read(frame.replace("CTX", context).replace("GOOD", good).replace("BAD", bad))
    assert "<https://a.example/1>" in {str(triple.subject) for triple in reading.triples}
    assert len(reading.unreadable) == 1


def test_texts_by_language_are_read_though_the_context_does_not_declare_them() -> None:
    context = '"@context": "https://www.w3.org/ns/dcat.jsonld", "@id": "https://a.example/1", "@type": "Dataset"'
    reading = read(
        f'{{{context}, "title": {{"vi": "Một", "en": ["One", "A"], "none": "1"}}, "keyword": [{{"vi": "x"}}, "y"]}}'
    )
    said = {str(triple.object) for triple in reading.triples}
    assert {'"Một"@vi', '"One"@en', '"A"@en', '"1"', '"x"@vi', '"y"'} <= said
    assert slugs(reading) == {"language-map"}


def test_an_address_under_id_is_no_indonesian() -> None:
    context = '"@context": {"@vocab": "http://www.w3.org/ns/dcat#", "id": "@id"}'
    reading = read(
        f'{{{context}, "id": "https://a.example/1", "@type": "Dataset", "keyword": {{"id": "https://a.example/k"}}}}'
    )
    assert "<https://a.example/k>" in {str(triple.object) for triple in reading.triples} and not reading.notices


def test_a_declared_map_and_a_described_thing_stay_what_they_are() -> None:
    context = '"@context": {"t": {"@id": "http://purl.org/dc/terms/title", "@container": "@language"}}'
    declared = context.replace('"t"', '"title"')
    assert not slugs(read(f'{{{declared}, "@id": "https://a.example/1", "title": {{"vi": "Một"}}}}'))
    thing = '"http://purl.org/dc/terms/description": {"@id": "https://a.example/2", "vi": "x"}'
    assert not slugs(read(f'{{{context}, "@id": "https://a.example/1", {thing}}}'))
