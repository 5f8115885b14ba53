"""The background graphs: whole, neutral in their IRIs, the same wherever the registry lives, and quick to make."""

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, parse

from vocab import sheets
from vocab.errors import BadTermsFile
from vocab.letters import fold
from vocab.namespaces import PROV, REG, SKOS
from vocab.sheets import Sheet, file_names, read
from vocab.terms import agencies_graph, background, vocabulary_digest, vocabulary_graph

BASE = "https://registry.example"
GRAPHS = background(BASE)
PLACES = ("binh dinh", "gia lai", "quy nhon", "pleiku", "an nhon", "hoai nhon", "tay son", "phu my")


def test_every_graph_is_there_and_holds_its_own_quads() -> None:
    assert {vocabulary_graph(BASE), agencies_graph(BASE)} <= set(GRAPHS)
    assert len(GRAPHS) == 2 + 118
    for iri, data in GRAPHS.items():
        quads = list(parse(data, RdfFormat.N_QUADS))
        assert quads
        assert {quad.graph_name for quad in quads} == {NamedNode(iri)}


def test_nothing_is_lost_between_the_files_and_the_graphs() -> None:
    written = {triple for name in file_names() for triple in read(name, BASE)}
    stored = {quad.triple for data in GRAPHS.values() for quad in parse(data, RdfFormat.N_QUADS)}
    assert stored == written


def test_ministry_datasets_are_not_counted_among_the_provinces() -> None:
    for iri in GRAPHS:
        if "/ministry-dataset/" in iri:
            types = re.findall(rb"<([^>]*)> <[^>]*#type> <([^>]*)>", GRAPHS[iri])
            assert [kind.decode() for place, kind in types if place == iri.encode()] == [REG.MinistryDataset.value]
            assert {kind.decode() for place, kind in types if place != iri.encode()} <= {PROV.Attribution.value}


def test_no_iri_of_ours_names_a_place_or_an_agency() -> None:
    ours = {term for data in GRAPHS.values() for term in re.findall(r"<" + BASE + r"/([^>]*)>", data.decode())}
    for path in ours:
        if path.startswith("id/concept/"):
            assert not any(place in fold(path) for place in PLACES), path
        else:
            assert re.fullmatch(r"id/(agency|change|ministry-dataset)/[a-z2-7]{12}(#owner-\d)?|graph/[a-z]+", path), (
                path
            )


def test_another_address_gives_the_same_words_there() -> None:
    elsewhere = background("http://127.0.0.1:8080")
    moved = {iri.replace("http://127.0.0.1:8080", BASE): data for iri, data in elsewhere.items()}
    assert {i: d.replace(b"http://127.0.0.1:8080", BASE.encode()) for i, d in moved.items()} == GRAPHS


def test_an_address_with_a_path_keeps_it() -> None:
    assert all("/so-dang-ky/" in iri for iri in background("https://data.example/so-dang-ky"))


def test_files_of_terms_have_no_blank_nodes() -> None:
    for name in file_names():
        assert not any(isinstance(t.object, BlankNode) or isinstance(t.subject, BlankNode) for t in read(name, BASE))


def test_what_is_pointed_to_inside_the_registry_exists() -> None:
    triples = [quad.triple for data in GRAPHS.values() for quad in parse(data, RdfFormat.N_QUADS)]
    known = {triple.subject for triple in triples if isinstance(triple.subject, NamedNode)}
    pointed = {t.object for t in triples if isinstance(t.object, NamedNode) and t.object.value.startswith(BASE)}
    assert pointed - known == set()


def test_terms_of_ours_that_files_use_are_defined() -> None:
    sheet = Sheet(read("registry", BASE))
    defined = set(sheet.all_subjects())
    for name in file_names():
        for triple in read(name, BASE):
            for term in (triple.predicate, triple.object):
                assert term not in REG or str(term)[1:-1] in defined, f"{name}: {term}"


def test_every_concept_is_of_a_scheme_that_exists() -> None:
    sheets = [Sheet(read(name, BASE)) for name in file_names()]
    schemes = {scheme for sheet in sheets for scheme in sheet.subjects(SKOS.ConceptScheme)}
    for sheet in sheets:
        for concept in sheet.subjects(SKOS.Concept):
            assert set(sheet.by_language(concept, SKOS.prefLabel)) == {"vi", "en"}, concept
            assert sheet.iri(concept, SKOS.inScheme) in schemes, concept


def test_the_digest_changes_with_any_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sheets, "TERMS", tmp_path)
    digests = []
    for name, text in (("a", ""), ("b", ""), ("b", "x"), ("a", "x")):
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
        vocabulary_digest.cache_clear()
        digests.append(vocabulary_digest())
    vocabulary_digest.cache_clear()
    assert len(set(digests)) == 4


def test_a_broken_file_is_named_with_its_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sheets, "TERMS", tmp_path)
    (tmp_path / "field.ttl").write_text('<a> a <b> .\n<c> <d> "unclosed .\n', encoding="utf-8")
    with pytest.raises(BadTermsFile) as caught:
        read("field", BASE)
    assert caught.value.name == "field"
    assert "field.ttl" in caught.value.vi and "line 2" in caught.value.en
