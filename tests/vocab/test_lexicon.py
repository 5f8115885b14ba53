"""The lexicon: whole, matched longest first, with marks before without, and the same for every way to write a text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab.lexicon import OF_ANY_RECORD, Concept, Lexicon, load_lexicon, scheme_of
from vocab.wording import wording

LEXICON = load_lexicon()
SCHEMES = {"unit", "field", "subject", "kind", "place", "filler"}


def small(**labels: tuple[str, ...]) -> Lexicon:
    """A lexicon of subjects with these Vietnamese labels."""
    concepts = {
        f"subject/{slug}": Concept(f"subject/{slug}", {"vi": texts}, frozenset(), frozenset())
        for slug, texts in labels.items()
    }
    return Lexicon(concepts, "")


def found(lexicon: Lexicon, text: str) -> list[str]:
    return [match.concept.removeprefix("subject/") for match in lexicon.concepts(text)]


def test_every_concept_is_whole_and_points_to_concepts_that_exist() -> None:
    assert len(LEXICON) > 1000
    assert {scheme_of(concept.key) for concept in LEXICON.all} == SCHEMES
    for concept in LEXICON.all:
        assert concept.label("vi") and concept.label("en")
        assert all(other in LEXICON for other in concept.related | concept.broader), concept.key
        assert concept.key not in concept.related | concept.broader


@pytest.mark.parametrize("scheme", sorted(SCHEMES - {"filler"}))
def test_every_label_finds_its_concept(scheme: str) -> None:
    for concept in LEXICON.of_scheme(scheme):
        for text in concept.labels["vi"]:
            assert concept.key in {match.concept for match in LEXICON.concepts(text)}, text


def test_nothing_is_wider_than_itself() -> None:
    for concept in LEXICON.all:
        above = LEXICON.above(concept.key)
        assert not any(concept.key in LEXICON.above(wide) for wide in above - {concept.key}), concept.key


def test_the_longest_term_wins_and_others_may_stand_beside_it() -> None:
    lexicon = small(gas=("khí nhà kính",), house=("nhà kính",), inventory=("kiểm kê khí",))
    assert found(lexicon, "Nhà kính trồng rau") == ["house"]
    assert found(lexicon, "Kiểm kê khí nhà kính") == ["inventory", "gas"]


def test_marks_tell_words_apart_unless_a_text_has_none() -> None:
    lexicon = small(archive=("lưu trữ",), lodging=("lưu trú",))
    assert found(lexicon, "Cơ sở lưu trú") == ["lodging"]
    assert sorted(found(lexicon, "Co so luu tru")) == ["archive", "lodging"]
    assert found(lexicon, "Cơ sở luu tru") == []
    assert not any(match.accented for match in lexicon.concepts("luu tru"))


def test_one_syllable_is_not_read_without_its_marks() -> None:
    lexicon = small(tax=("thuế",))
    assert found(lexicon, "nợ thuế") == ["tax"]
    assert found(lexicon, "no thue") == []


def test_an_abbreviation_is_its_words() -> None:
    lexicon = small(licence=("giấy phép lái xe",), plate=("BKS",))
    assert found(lexicon, "Số GPLX") == ["licence"]
    assert found(lexicon, "BKS, chủ xe") == ["plate"]


@given(st.sampled_from(LEXICON.of_scheme("subject")), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_case_and_form_make_no_difference(concept: Concept, form: str, upper: bool) -> None:
    text = concept.labels["vi"][-1]
    written = unicodedata.normalize(form, text.upper() if upper else text)  # type: ignore[arg-type]
    assert concept.key in {match.concept for match in LEXICON.concepts(written)}


@given(st.text(max_size=300))
def test_any_text_has_words_and_matches_inside_them(text: str) -> None:
    said = wording(text)
    assert len(said.words) == len(said.folded)
    for match in LEXICON.matches(said):
        assert 0 <= match.start < match.end <= len(said.words)
    assert all(0 < place < len(said.words) for place in said.breaks)


def test_a_part_ends_at_a_comma_and_at_and() -> None:
    said = wording("Họ tên, ngày sinh và nơi ở; quê")
    assert [said.words[place] for place in said.breaks] == ["ngày", "và", "quê"]


def test_english_plurals_and_i_for_y_are_one_word() -> None:
    assert wording("vehicles").words == wording("vehicle").words
    assert wording("facilities").words == wording("facility").words
    assert wording("kỹ sư, quý").words == wording("kĩ sư, quí").words


def test_the_digest_is_of_all_that_decides_how_words_are_read() -> None:
    assert len(LEXICON.digest) == 64
    assert load_lexicon() is LEXICON


def test_without_marks_what_any_record_has_goes_before_what_sounds_alike() -> None:
    concepts = {
        "field/address": Concept("field/address", {"vi": ("địa chỉ",)}, frozenset(), frozenset({OF_ANY_RECORD})),
        OF_ANY_RECORD: Concept(OF_ANY_RECORD, {"vi": ("trường chung",)}, frozenset(), frozenset()),
        "subject/gazetteer": Concept("subject/gazetteer", {"vi": ("địa chí",)}, frozenset(), frozenset()),
    }
    lexicon = Lexicon(concepts, "")
    assert [match.concept for match in lexicon.concepts("dia chi")] == ["field/address"]
    assert [match.concept for match in lexicon.concepts("địa chí")] == ["subject/gazetteer"]
