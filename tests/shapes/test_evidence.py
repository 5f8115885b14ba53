"""Why a dataset looks like a ministry's: what is the same is said, graded, and judged by the rules."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from shapes.context import Context
from shapes.evidence import Evidence
from shapes.library import Profile
from shapes.likeness.index import Index, measure
from shapes.likeness.subject import address, subject_of_description, subject_of_ministry
from shapes.record import validate
from shapes.rulebook import rulebook
from tests.shapes.conftest import BASE, read_turtle
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, mint_key
from vocab.lexicon import load_lexicon
from vocab.ministries import MinistryDataset, load_ministry_datasets
from vocab.namespaces import REG

ROWS = load_ministry_datasets(BASE)
INDEX = Index.build(map(subject_of_ministry, ROWS), load_lexicon())
ROW = next(row for row in ROWS if row.id == "mds-001-dan-cu")
WITH_ADDRESS = next(row for row in ROWS if row.sources)
IRI = dataset_iri(BASE, mint_key("evidence"))
SOCIETY = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
ENERGY = "http://publications.europa.eu/resource/authority/data-theme/ENER"


def described(title: str = "Một việc chẳng giống ai", more: str = "", theme: str = ROW.theme) -> Description:
    text = f'<{IRI}> a dcat:Dataset ; dct:title "{title}"@vi ; dcat:theme <{theme}> {more} .'
    return describe(IRI, read_turtle(text))


def measured(description: Description) -> tuple[Evidence, ...]:
    return measure(subject_of_description(description), INDEX)


def against(description: Description, row: MinistryDataset = ROW) -> Evidence | None:
    return next((item for item in measured(description) if item.other == row.iri), None)


def names(evidence: Evidence | None) -> list[str]:
    return [feature.name for feature in evidence.features] if evidence else []


def test_nothing_alike_is_no_evidence() -> None:
    assert measured(described()) == ()


@pytest.mark.parametrize(
    "more",
    [f'; dct:identifier "{ROW.id.upper()}"', f'; adms:identifier [ skos:notation " {ROW.id} " ]'],
)
def test_the_same_identifier_is_a_duplicate(more: str) -> None:
    found = against(described(more=more))
    assert found
    assert (found.grade, found.score, names(found)) == ("duplicate", 1.0, ["same-identifier"])


def test_the_same_address_is_a_duplicate() -> None:
    url = WITH_ADDRESS.sources[0].replace("https://", "http://www.").rstrip("/") + "/"
    for more in (f"; dcat:landingPage <{url}>", f"; dcat:distribution [ dcat:accessURL <{url}> ]"):
        found = against(described(more=more), WITH_ADDRESS)
        assert found
        assert (found.grade, names(found)) == ("duplicate", ["same-address"])


@pytest.mark.parametrize("theme", [ROW.theme, ENERGY])
def test_the_same_title_is_a_duplicate_however_it_is_written_and_whatever_its_theme(theme: str) -> None:
    for title in (
        ROW.title_vi,
        unicodedata.normalize("NFD", ROW.title_vi).upper(),
        "CSDLQG về dân cư",
        "Dữ liệu dân cư tỉnh Bình Định",
    ):
        found = against(described(title, theme=theme))
        assert found, title
        assert found.grade == "duplicate"
        assert "same-title" in names(found)


def test_sentences_come_in_two_languages_and_the_weightiest_first() -> None:
    found = against(described(ROW.title_vi, f'; dct:identifier "{ROW.id}"'))
    assert found
    assert names(found)[0] == "same-identifier"
    weights = [feature.weight for feature in found.features if not feature.against]
    assert weights == sorted(weights, reverse=True)
    assert all(feature.vi and feature.en and 0 < feature.weight <= 1 for feature in found.features)


def test_evidence_becomes_triples_without_nameless_nodes() -> None:
    found = against(described(ROW.title_vi))
    assert found
    triples = found.triples(IRI)
    assert not any("_:" in str(triple.subject) + str(triple.object)[:2] for triple in triples)
    assert [t.object for t in triples if t.predicate == REG.grade] == [Literal("duplicate")]
    assert [t.predicate for t in triples if t.object.value == ROW.iri] == [REG.withMinistryDataset]  # type: ignore[union-attr]
    assert triples == found.triples(IRI)


def test_an_overlap_with_another_agency_names_it_as_such() -> None:
    triples = Evidence(f"{BASE}/id/dataset/abc", "overlap", 0.4, ()).triples(IRI)
    assert REG.withDataset in {triple.predicate for triple in triples}
    assert REG.withMinistryDataset not in {triple.predicate for triple in triples}


@pytest.mark.parametrize("relation", ["dct:source", "dct:isPartOf"])
def test_a_duplicate_is_a_violation_unless_the_reuse_is_declared(
    relation: str, context: Context, profiles: tuple[Profile, ...]
) -> None:
    for declared, expected in ((False, ["Violation"]), (True, [])):
        description = described(ROW.title_vi, f"; {relation} <{ROW.iri}>" if declared else "")
        evidence = [t for item in measured(description) for t in item.triples(IRI)]
        report = validate([*description.triples, *evidence], rulebook(profiles, context))
        found = [f for f in report.findings if f.rule == "overlap/duplicate-of-ministry"]
        found = [f for f in found if f.value == ROW.iri]
        assert [f.severity for f in found] == expected
        for finding in found:
            assert ROW.title_vi in finding.message_vi
            assert ROW.owner in finding.message_vi
            assert ROW.title_en in finding.message_en
            assert finding.scope == "pair"
            assert finding.path == "http://purl.org/dc/terms/source"


@given(st.sampled_from(ROWS), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_every_row_is_found_by_its_own_title(row: MinistryDataset, form: str, upper: bool) -> None:
    title = unicodedata.normalize(form, row.title_vi.upper() if upper else row.title_vi)  # type: ignore[arg-type]
    found = against(described(title.replace('"', ""), theme=row.theme or SOCIETY), row)
    assert found
    assert "same-title" in names(found)


@given(st.text())
def test_any_text_has_an_address_or_is_refused_quietly(text: str) -> None:
    try:
        assert isinstance(address(text), str)
    except ValueError:
        assert "[" in text or "]" in text or not text.isascii()
