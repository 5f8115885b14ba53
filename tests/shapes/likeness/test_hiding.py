"""Nothing that somebody adds to a copy of a ministry's dataset hides it: length, keywords, other ministries' words, signs
that nobody sees, letters that only look Latin."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapes.likeness.index import Index, measure
from shapes.likeness.subject import Subject, subject_of_ministry
from tests.shapes.likeness.sides import LEXICON, held_against, side
from vocab.ministries import load_ministry_datasets

ROWS = load_ministry_datasets("http://127.0.0.1:1")
MINISTRIES = tuple(map(subject_of_ministry, ROWS))
INDEX = Index.build(MINISTRIES, LEXICON)
(DEVICES,) = (row for row in ROWS if row.id == "mds-068-ttb-yt")
OTHER_WORDS = sorted({word for row in ROWS if row is not DEVICES for word in row.keywords})
OTHER_TITLES = ". ".join(row.title_vi for row in ROWS if row is not DEVICES)
PARAPHRASE = "Danh sách thiết bị y tế đã được công bố và cấp số lưu hành"
BLAND = "Số liệu nội bộ của Sở"
CYRILLIC = str.maketrans("aeocpiy", "аеосріу")


def grades(subject: Subject) -> dict[str, str]:
    """The grade of each ministry's dataset that the subject resembles."""
    return {one.other: one.grade for one in measure(subject, INDEX)}


def mine(title: str, description: str, keywords: tuple[str, ...] = ()) -> Subject:
    return replace(side(title, description, iri="urn:mine"), keywords=keywords)


@pytest.mark.parametrize(
    "title",
    [
        f"{DEVICES.title_vi}, {'phần mở rộng ' * 40}",
        f"{PARAPHRASE}. {'phần mở rộng ' * 40}",
        "Bảng dữ liệu của Sở " * 160 + DEVICES.title_vi,
    ],
)
def test_a_title_of_any_length_is_compared_by_its_ends(title: str) -> None:
    assert grades(mine(title, DEVICES.description))[DEVICES.iri] == "duplicate"


def test_what_was_not_read_of_a_title_is_said() -> None:
    found = held_against("Đăng ký xe cơ giới " + "phần mở rộng " * 50, "Biển số, chủ xe")
    assert found.label == "duplicate"
    (trouble,) = found.troubles
    assert not trouble.hinders
    assert trouble.sentences[1].startswith("the title is longer than 500 characters: only its first")


@pytest.mark.parametrize("title", ["x" * 10_000, "abc xyz " * 1250])
def test_a_long_title_without_a_meaning_is_compared_with_nothing(title: str) -> None:
    found = held_against(title, "Biển số, chủ xe")
    assert (found.label, found.score, found.features) == ("none", 0.0, ())
    (trouble,) = found.troubles
    assert trouble.hinders
    assert trouble.sentences[1].startswith("not compared by matter: the title is longer than 500 characters")


@pytest.mark.parametrize("title", [DEVICES.title_vi, PARAPHRASE, BLAND])
@pytest.mark.parametrize("words", [OTHER_WORDS, [row.title_vi for row in ROWS if row is not DEVICES]])
def test_other_ministries_words_among_the_keywords_hide_no_copy(title: str, words: list[str]) -> None:
    plain = grades(mine(title, DEVICES.description))[DEVICES.iri]
    for stuffed in (words, words[::-1]):
        assert grades(mine(title, DEVICES.description, tuple(stuffed)))[DEVICES.iri] == plain


@given(st.sampled_from(MINISTRIES), st.sets(st.sampled_from(OTHER_WORDS), max_size=60), st.booleans())
def test_adding_keywords_takes_no_grade_away(row: Subject, words: set[str], is_bland: bool) -> None:
    titles = (("vi", BLAND),) if is_bland else row.titles[-1:]
    bare = Subject("urn:mine", titles=titles, descriptions=row.descriptions)
    before, after = grades(bare), grades(replace(bare, keywords=tuple(sorted(words))))
    for other, grade in before.items():
        assert after.get(other) in ("duplicate", grade)


@given(st.sampled_from(MINISTRIES), st.sets(st.sampled_from(OTHER_WORDS), max_size=40))
def test_no_more_keywords_lower_no_score(row: Subject, words: set[str]) -> None:
    bare = Subject("urn:mine", titles=row.titles[:1], descriptions=row.descriptions)
    before = {one.other: one.score for one in measure(bare, INDEX)}
    after = {one.other: one.score for one in measure(replace(bare, keywords=tuple(sorted(words))), INDEX)}
    assert all(after[other] >= score for other, score in before.items())


@pytest.mark.parametrize("order", [1, -1])
def test_other_ministries_titles_in_the_description_hide_no_namesake(order: int) -> None:
    spam = ". ".join(OTHER_TITLES.split(". ")[::order])
    assert DEVICES.iri in grades(mine(PARAPHRASE, spam))


@pytest.mark.parametrize(
    "sign", ["\u00ad", "\u200b", "\u2060", "\ufe0f", "\u034f", "\u3164", "\U000e0041", "\u0334"], ids=ascii
)
def test_signs_that_nobody_sees_hide_no_copy(sign: str) -> None:
    hidden = mine(sign.join(PARAPHRASE), sign.join(DEVICES.description))
    assert grades(hidden) == grades(mine(PARAPHRASE, DEVICES.description))


def test_letters_that_only_look_latin_hide_no_copy() -> None:
    disguised = mine(PARAPHRASE.translate(CYRILLIC), DEVICES.description.translate(CYRILLIC))
    assert grades(disguised) == grades(mine(PARAPHRASE, DEVICES.description))
