"""Exact quads in every syntax: other people's parsers read them, and read the same."""

import io
import string
from xml.parsers import expat

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from rdflib.compare import isomorphic

from registry.rendering import FORMATS, readable, rendered, without_graph
from vocab.namespaces import RDF, XSD

GRAPH = "https://registry.example/id/record/aaaaaaaaaaaa"
NODE = NamedNode("https://registry.example/id/dataset/aaaaaaaaaaaa")
# rdflib's own JSON-LD reader calls what rdflib has since renamed.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
TRIPLE_FORMATS = ("ttl", "rdf", "jsonld", "nt")
RDFLIB = {"ttl": "turtle", "rdf": "xml", "nt": "nt", "jsonld": "json-ld"}


def body(triples: list[Triple]) -> bytes:
    quads = (Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH)) for t in triples)
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def read(document: bytes, format: str) -> set[Triple]:
    return {quad.triple for quad in parse(document, format=FORMATS[format])}


LOCAL = st.text(string.ascii_letters + "_", min_size=1, max_size=8)
PREDICATES = LOCAL.map(lambda name: NamedNode(f"http://example.org/ns#{name}"))
IRIS = st.text(string.ascii_letters + string.digits + "/?&=;'()éđề", max_size=20).map(
    lambda tail: NamedNode(f"http://example.org/{tail}")
)
PLAIN = st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff", min_codepoint=0x20)
TEXTS = st.text(PLAIN | st.sampled_from("\t\n\r\\\"'<>&]é"), max_size=30)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["vi", "en", "vi-VN"])),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind),
        st.sampled_from(["01", "5.10", "1e0", "true", "2024-02-30", "", "x"]),
        st.sampled_from([XSD.integer, XSD.decimal, XSD.double, XSD.boolean, XSD.date, XSD.nonNegativeInteger]),
    ),
)
BLANKS = st.sampled_from([BlankNode(f"baaaaaaaaaaaax{n}") for n in range(3)])
TRIPLES = st.lists(
    st.builds(Triple, st.just(NODE) | BLANKS, PREDICATES, IRIS | LITERALS | BLANKS) | st.builds(
        Triple, st.just(NODE) | BLANKS, st.just(RDF.type), IRIS
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@settings(max_examples=150)
@given(TRIPLES)
def test_every_syntax_says_exactly_the_same(triples: list[Triple]) -> None:
    quads = body(triples)
    for format in TRIPLE_FORMATS:
        assert read(rendered(b"", {GRAPH: quads}, format), format) == set(triples), format
    assert rendered(b"", {GRAPH: quads}, "nq") == quads
    trig = rendered(b"", {GRAPH: quads}, "trig")
    assert {quad.graph_name for quad in parse(trig, format=RdfFormat.TRIG)} == {NamedNode(GRAPH)}
    assert read(trig, "trig") == set(triples)


WHOLE = st.text(PLAIN | st.sampled_from("\t\n\r\\\"'<>&]é"), max_size=30).map(Literal)
"""What rdflib reads without an opinion of its own: it rewrites numbers and dates."""


@settings(max_examples=60)
@given(st.lists(st.builds(Triple, st.just(NODE) | BLANKS, PREDICATES, WHOLE | BLANKS), min_size=1, max_size=6))
def test_another_parser_reads_the_same(triples: list[Triple]) -> None:
    graphs = {
        format: rdflib.Graph().parse(io.BytesIO(rendered(b"", {GRAPH: body(triples)}, format)), format=RDFLIB[format])
        for format in TRIPLE_FORMATS
    }
    for format, graph in graphs.items():
        assert isomorphic(graph, graphs["nt"]), format
    assert len(graphs["nt"]) == len(set(triples))


ANY = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("\x00\x0b\x1f\x7f\x85\ufffe\uffff\\u"))


@settings(max_examples=150)
@given(ANY)
def test_no_character_makes_a_document_unreadable(text: str) -> None:
    quads = body([Triple(NODE, NamedNode("http://example.org/p"), Literal(text))])
    wanted = "".join("\ufffd" if c in "\ufffe\uffff" or (c < " " and c not in "\t\n\r") else c for c in text)
    for format in FORMATS:
        document = rendered(b"", {GRAPH: quads}, format)
        assert {triple.object for triple in read(document, format)} == {Literal(wanted)}, format
        assert not any(byte < 0x20 and byte not in b"\t\n\r" for byte in document), format
    expat.ParserCreate().Parse(rendered(b"", {GRAPH: quads}, "rdf"), True)


def test_an_escaped_backslash_before_u_is_left_alone() -> None:
    line = rb'<a:b> <a:c> "\\u0000 \u0001 \\\u0002 \U00000003 \u00e9" .' + b"\n"
    assert readable(line) == rb'<a:b> <a:c> "\\u0000 %s \\%s %s \u00e9" .' % (("\ufffd".encode(),) * 3) + b"\n"


UNWRITABLE = ["http://e/1", "http://e/", "http://e/p(x)", "http://e/a‿b", "http://e/𐀀b", RDF.iri + "li", RDF.iri + "ID"]


@pytest.mark.parametrize("iri", UNWRITABLE)
def test_a_predicate_without_a_name_is_left_out_of_xml_alone(iri: str) -> None:
    quads = body([Triple(NODE, NamedNode(iri), Literal("x")), Triple(NODE, RDF.type, NamedNode("http://e/Kept"))])
    for format in TRIPLE_FORMATS:
        assert len(rdflib.Graph().parse(data=rendered(b"", {GRAPH: quads}, format), format=RDFLIB[format])) == (
            1 if format == "rdf" else 2
        )


@pytest.mark.parametrize("iri", [*UNWRITABLE, "http://e/Name", "http://e/đấtđai"])
def test_a_class_without_a_name_is_still_said(iri: str) -> None:
    quads = body([Triple(NODE, RDF.type, NamedNode(iri)), Triple(NODE, RDF.type, Literal("a"))])
    for format in ("ttl", "rdf"):
        read_by_rdflib = rdflib.Graph().parse(data=rendered(b"", {GRAPH: quads}, format), format=RDFLIB[format])
        assert {str(thing) for thing in read_by_rdflib.objects()} == {iri, "a"}


def test_the_graph_is_taken_off_the_end_only() -> None:
    line = f"<{GRAPH}> <a:p> <{GRAPH}> <{GRAPH}> .\n".encode()
    assert without_graph(line, GRAPH) == f"<{GRAPH}> <a:p> <{GRAPH}> .\n".encode()


def test_an_unknown_syntax_is_an_error() -> None:
    with pytest.raises(KeyError):
        rendered(b"", {}, "docx")


@pytest.mark.parametrize("format", FORMATS)
def test_what_only_an_engine_writes_is_left_to_one(format: str) -> None:
    """A triple as a term (RDF 1.2), and an IRI whose scheme is called like a prefix of ours."""
    odd = [Triple(NODE, NamedNode("http://e/p"), term) for term in (NamedNode("dct:title"), NamedNode("org:x/y"))]
    assert read(rendered(b"", {GRAPH: body(odd)}, format), format) == set(odd)
    if format != "jsonld":
        quoted = [Triple(NODE, NamedNode("http://e/p"), Triple(NODE, RDF.type, NODE))]
        assert read(rendered(b"", {GRAPH: body(quoted)}, format), format) == set(quoted)


@pytest.mark.parametrize("format", FORMATS)
def test_a_page_is_read_the_same_by_an_engine_and_by_rdflib(format: str) -> None:
    """Two records and a head that speak of one node, a class of ours, another, several, a literal for a class."""
    shared = [Triple(NODE, NamedNode("http://e/p"), Literal(text, language="vi")) for text in ("một", "<hai> & ba\r\n")]
    classes = [
        NamedNode("http://www.w3.org/ns/dcat#Dataset"),
        NamedNode("http://xmlns.com/foaf/0.1/Agent"),
        Literal("a"),
    ]
    typed = [Triple(NODE, RDF.type, thing) for thing in classes]
    head = serialize([*shared, *typed[:1]], format=RdfFormat.N_TRIPLES) or b""
    document = rendered(head, {GRAPH: body(typed + shared)}, format)
    assert read(document, format) == {*shared, *typed}
    if format in RDFLIB:
        assert len(rdflib.Graph().parse(io.BytesIO(document), format=RDFLIB[format])) == 5


def test_a_line_that_is_none_is_an_error() -> None:
    for wrong in (b"<a:s> <a:p> <a:o> <a:g> .\n", b"<a:s> <a:p> <a:o>"):
        with pytest.raises(SyntaxError):
            rendered(b"", {GRAPH: wrong}, "ttl")
