"""Why a dataset looks like a ministry's: exact likeness is graded duplicate, nearness overlap, all else nothing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal

from shapes.context import Context
from shapes.evidence import EXACT, Evidence, MinistryIndex, address, measure
from shapes.library import Profile
from shapes.record import validate
from shapes.rulebook import rulebook
from tests.shapes.conftest import BASE, read_turtle
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, mint_key
from vocab.ministries import MinistryDataset, load_ministry_datasets
from vocab.namespaces import REG

ROWS = load_ministry_datasets(BASE)
INDEX = MinistryIndex.build(ROWS)
ROW = next(row for row in ROWS if row.id == "mds-001-dan-cu")
WITH_ADDRESS = next(row for row in ROWS if row.sources)
IRI = dataset_iri(BASE, mint_key("evidence"))
SOCIETY = "http://publications.europa.eu/resource/authority/data-theme/SOCI"
ENERGY = "http://publications.europa.eu/resource/authority/data-theme/ENER"


def described(title: str = "Một việc chẳng giống ai", more: str = "", theme: str = ROW.theme) -> Description:
    text = f'<{IRI}> a dcat:Dataset ; dct:title "{title}"@vi ; dcat:theme <{theme}> {more} .'
    return describe(IRI, read_turtle(text))


def against(description: Description, row: MinistryDataset = ROW) -> Evidence | None:
    return next((item for item in measure(description, INDEX) if item.ministry_iri == row.iri), None)


def names(evidence: Evidence | None) -> list[str]:
    return [feature.name for feature in evidence.features] if evidence else []


def test_nothing_alike_is_no_evidence() -> None:
    assert measure(described(), INDEX) == ()


@pytest.mark.parametrize(
    "more",
    [f'; dct:identifier "{ROW.id.upper()}"', f'; adms:identifier [ skos:notation " {ROW.id} " ]'],
)
def test_the_same_identifier_is_a_duplicate(more: str) -> None:
    found = against(described(more=more))
    assert found
    assert (found.grade, names(found)) == ("duplicate", ["same-identifier"])


def test_the_same_address_is_a_duplicate() -> None:
    url = WITH_ADDRESS.sources[0].replace("https://", "http://www.").rstrip("/") + "/"
    for more in (f"; dcat:landingPage <{url}>", f"; dcat:distribution [ dcat:accessURL <{url}> ]"):
        found = against(described(more=more), WITH_ADDRESS)
        assert found
        assert (found.grade, names(found)) == ("duplicate", ["same-address"])


def test_the_same_title_within_a_theme_is_a_duplicate_however_it_is_written() -> None:
    for title in (
        ROW.title_vi,
        unicodedata.normalize("NFD", ROW.title_vi).upper(),
        "CSDLQG về dân cư",
        "Dữ liệu dân cư tỉnh Bình Định",
    ):
        found = against(described(title))
        assert found, title
        assert found.grade == "duplicate"
        assert "same-title" in names(found)


def test_the_same_title_in_another_theme_is_a_remark() -> None:
    found = against(described(ROW.title_vi, theme=ENERGY))
    assert found
    assert found.grade == "overlap"
    assert names(found)[0] == "same-title-other-theme"


def test_a_near_title_is_a_remark_only_within_its_theme() -> None:
    row = next(row for row in ROWS if row.id == "mds-003-dk-xe")
    title = "Đăng ký xe cơ giới theo huyện"
    found = against(described(title, theme=row.theme), row)
    assert found
    assert found.grade == "overlap"
    assert "near-title" in names(found)
    assert "near-title" not in names(against(described(title, theme=ENERGY), row))


def test_two_of_a_ministrys_keywords_are_a_remark_and_nested_ones_count_once() -> None:
    words = ROW.keywords[:2]
    assert names(against(described(f"Bảng {words[0]} và {words[1]} theo phường", theme=ENERGY))) == ["same-keywords"]
    assert against(described(f"Bảng {words[0]} theo phường", theme=ENERGY)) is None


def test_sentences_come_in_two_languages_and_the_weightiest_first() -> None:
    found = against(described(ROW.title_vi, f'; dct:identifier "{ROW.id}"'))
    assert found
    assert names(found)[0] == "same-identifier"
    weights = [feature.weight for feature in found.features]
    assert weights == sorted(weights, reverse=True)
    assert all(feature.vi and feature.en and 0 < feature.weight <= 1 for feature in found.features)


def test_evidence_becomes_triples_without_nameless_nodes() -> None:
    found = against(described(ROW.title_vi))
    assert found
    triples = found.triples(IRI)
    assert not any("_:" in str(triple.subject) + str(triple.object)[:2] for triple in triples)
    assert [t.object for t in triples if t.predicate == REG.grade] == [Literal("duplicate")]
    assert triples == found.triples(IRI)


@pytest.mark.parametrize("relation", ["dct:source", "dct:isPartOf"])
def test_a_duplicate_is_a_violation_unless_the_reuse_is_declared(
    relation: str, context: Context, profiles: tuple[Profile, ...]
) -> None:
    for declared, expected in ((False, ["Violation"]), (True, [])):
        description = described(ROW.title_vi, f"; {relation} <{ROW.iri}>" if declared else "")
        evidence = [t for item in measure(description, INDEX) for t in item.triples(IRI)]
        report = validate([*description.triples, *evidence], rulebook(profiles, context))
        found = [f for f in report.findings if f.rule == "overlap/duplicate-of-ministry"]
        assert [f.severity for f in found] == expected
        for finding in found:
            assert ROW.title_vi in finding.message_vi
            assert ROW.owner in finding.message_vi
            assert ROW.title_en in finding.message_en
            assert (finding.scope, finding.value) == ("pair", ROW.iri)
            assert finding.path == "http://purl.org/dc/terms/source"


@given(st.sampled_from(ROWS), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_every_row_is_found_by_its_own_title(row: MinistryDataset, form: str, upper: bool) -> None:
    title = unicodedata.normalize(form, row.title_vi.upper() if upper else row.title_vi)  # type: ignore[arg-type]
    found = against(described(title.replace('"', ""), theme=row.theme or SOCIETY), row)
    assert found
    assert any(name in EXACT for name in names(found))


@given(st.text())
def test_any_text_has_an_address_or_is_refused_quietly(text: str) -> None:
    try:
        assert isinstance(address(text), str)
    except ValueError:
        assert "[" in text or "]" in text or not text.isascii()
