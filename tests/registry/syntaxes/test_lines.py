"""Lines taken apart by hand against the engine that wrote them: every literal, name and mark is what it was."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from registry.syntaxes.lines import MOST, SHORT, Remembered, Unusual, by_subject, literal, marked, short, unescaped
from vocab.namespaces import PREFIXES, XSD

NODE, PREDICATE = NamedNode("http://e/s"), NamedNode("http://e/p")


def line(*terms: NamedNode | BlankNode | Literal) -> bytes:
    return (serialize([Triple(NODE, PREDICATE, term) for term in terms], format=RdfFormat.N_TRIPLES) or b"").strip()


def object_of(term: NamedNode | BlankNode | Literal) -> bytes:
    return line(term).removesuffix(b" .").split(b" ", 2)[2]


@settings(max_examples=100)
@given(st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("\\\"\n\r\t\x00\x7f\ufffe'")))
def test_a_literal_is_read_as_it_was_written(text: str) -> None:
    for term in (Literal(text), Literal(text, language="vi-vn"), Literal(text, datatype=XSD.date)):
        said, mark = literal(object_of(term))
        language, datatype = marked(mark)
        assert unescaped(said).decode() == term.value
        assert language.decode() == (term.language or "")
        assert datatype.decode() == (str(XSD.date) if term.datatype == XSD.date else "")


def test_what_is_no_plain_literal_is_left_to_an_engine() -> None:
    with pytest.raises(Unusual):
        literal(b"<<( <a:b> <a:c> <a:d> )>>")
    with pytest.raises(Unusual):
        marked(b"@ar--rtl")


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://purl.org/dc/terms/title", "dct:title"),
        ("http://www.w3.org/ns/dcat#", None),
        ("http://www.w3.org/ns/dcat#a/b", None),
        ("http://www.w3.org/ns/dcat#1a", None),
        ("http://www.w3.org/ns/dcatx#a", None),
        ("http://elsewhere/title", None),
    ],
)
def test_a_name_is_made_short_only_where_every_reader_makes_it_long_again(iri: str, name: str | None) -> None:
    assert short(f"<{iri}>".encode()) == (name or f"<{iri}>").encode()
    assert SHORT[f"<{iri}>".encode()] == short(f"<{iri}>".encode())
    assert iri.startswith(tuple(PREFIXES.values())) or name is None


def test_lines_are_gathered_by_their_subject() -> None:
    lines = [b"<a:a> <a:p> 1", b"<a:a> <a:q> 2", b"_:b <a:p> 3"]
    assert list(by_subject(lines)) == [(b"<a:a>", [b"<a:p> 1", b"<a:q> 2"]), (b"_:b", [b"<a:p> 3"])]
    assert list(by_subject([])) == []


def test_a_memory_never_grows_beyond_its_bound() -> None:
    memory = Remembered(bytes.upper)
    for number in range(MOST + 10):
        assert memory[b"x%d" % number] == b"X%d" % number
    assert 0 < len(memory) <= MOST
