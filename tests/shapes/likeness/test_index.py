"""The index finds what comparing would find, without comparing with everything."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shapes.likeness.comparing import compare
from shapes.likeness.index import BY_TEXT, MOST, Index, measure
from shapes.likeness.subject import subject_of_ministry
from tests.shapes.likeness.sides import LEXICON, RARITY, VEHICLES, side
from vocab.ministries import load_ministry_datasets

MINISTRIES = tuple(map(subject_of_ministry, load_ministry_datasets("http://127.0.0.1:1")))
INDEX = Index.build(MINISTRIES, LEXICON)


@given(st.sampled_from(MINISTRIES), st.sampled_from(MINISTRIES))
def test_measuring_by_the_index_is_comparing(mine: object, other: object) -> None:
    asked = replace(mine, iri="urn:mine", identifiers=(), addresses=(), titles=mine.titles[:1])  # type: ignore[type-var, attr-defined]
    by_index = {one.other: one for one in measure(asked, INDEX)}  # type: ignore[arg-type]
    alone = compare(asked, other, LEXICON, RARITY).evidence  # type: ignore[arg-type]
    if alone and (other.iri in by_index or len(by_index) < MOST):  # type: ignore[attr-defined]
        assert by_index[other.iri] == alone  # type: ignore[attr-defined]
    if not alone:
        assert other.iri not in by_index  # type: ignore[attr-defined]


def test_evidence_depends_on_the_two_alone() -> None:
    mine = side("Xe đăng ký", "Biển số, chủ xe", iri="urn:mine")
    alone = measure(mine, Index.build([VEHICLES], LEXICON))
    among = measure(mine, Index.build([*MINISTRIES, VEHICLES], LEXICON))
    assert [one for one in among if one.other == VEHICLES.iri] == list(alone)


def test_nothing_is_like_itself() -> None:
    assert measure(VEHICLES, Index.build([VEHICLES], LEXICON)) == ()


def test_the_duplicates_come_first_and_then_the_likest() -> None:
    found = measure(side("Đăng ký xe, sổ hộ tịch", "Biển số, chủ xe, khai sinh", iri="urn:mine"), INDEX)
    assert list(found) == sorted(found, key=lambda one: (one.grade != "duplicate", -one.score, one.other))


def test_no_more_are_compared_than_anybody_decides_on() -> None:
    many = [replace(VEHICLES, iri=f"{VEHICLES.iri[:-2]}{n:02}") for n in range(MOST * 2)]
    index = Index.build(many, LEXICON)
    assert len(measure(side("Xe đăng ký", "Biển số, chủ xe", iri="urn:mine"), index)) == BY_TEXT
    assert len(measure(side("Xe đăng ký", "Biển số, chủ xe", "biển số", iri="urn:mine"), index)) == MOST


@given(st.text(max_size=2000), st.text(max_size=2000), st.lists(st.text(max_size=30), max_size=5))
def test_any_text_is_measured(title: str, description: str, keywords: list[str]) -> None:
    for one in measure(side(title, description, ";".join(keywords), iri="urn:mine"), INDEX):
        assert 0 < one.score <= 1
        assert one.features
