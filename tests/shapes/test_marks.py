"""A mark says what a ruling was made on: it stays with the texts, or with what is found in them."""

from dataclasses import replace

import pytest

from shapes.evidence import Feature, graded
from shapes.likeness.subject import Subject
from shapes.marks import PARTS, Mark, mark_of, moved

MINE = Subject("urn:mine", (("vi", "Tàu cá theo cảng"),), (("vi", "Số tàu"),), ("tàu cá",), ("AGRI",))
ITS = Subject("urn:its", (("vi", "Thủy sản"),), keywords=("thủy sản",), units=("unit/tau-ca",))
UNIT = Feature("same-unit", 0.5, "Cùng đơn vị quan sát: tàu cá", "Same unit: ships")
NEAR = Feature("title-share", 0.31, "Tên giống 0,31", "Title alike 0.31")


def mark(grade: str = "overlap", *features: Feature, mine: Subject = MINE, its: Subject = ITS) -> Mark:
    return Mark.read(mark_of(graded(ITS.iri, grade, 0.5, features or (UNIT, NEAR)), mine, its))  # type: ignore[arg-type]


def test_a_mark_is_read_as_it_was_written() -> None:
    text = mark_of(graded(ITS.iri, "overlap", 0.5, [UNIT]), MINE, ITS)
    assert str(Mark.read(text)) == text
    assert Mark.read(text).grade == "overlap" and len(Mark.read(text).its) == len(PARTS)


@pytest.mark.parametrize("text", ["", "abc", "a.b", "a.b.c.d.e", "..", "----"])
def test_what_is_no_mark_is_no_fault_and_fits_nothing(text: str) -> None:
    assert not Mark.read(text).is_still(mark())


def test_between_two_marks_of_nothing_no_part_has_moved() -> None:
    """As between the marks that an older version of the program wrote."""
    assert moved(Mark.read("abc.def").mine, Mark.read("abc.def").mine) == ()


def test_other_features_weights_and_numbers_of_the_same_two_texts_are_the_measures_own_matter() -> None:
    weighed = replace(NEAR, weight=0.9, vi="Tên giống 0,47")
    assert str(mark("overlap", weighed, UNIT)) == str(mark())
    for other in (mark("overlap", UNIT), mark("overlap", UNIT, replace(NEAR, against=True)), mark("duplicate", UNIT)):
        assert str(other) != str(mark()) and mark().is_still(other)


@pytest.mark.parametrize(
    ("mine", "its", "parts"),
    [
        (replace(MINE, titles=(("vi", "Tàu cá"),)), ITS, (("titles",), ())),
        (replace(MINE, keywords=("tàu", "cá"), theme=()), ITS, (("keywords", "theme"), ())),
        (MINE, replace(ITS, units=(), fields=("field/so-dang-ky",)), ((), ("units", "fields"))),
    ],
    ids=["its title", "two things", "the ministry's side"],
)
def test_other_texts_in_which_other_things_are_found_are_another_matter(
    mine: Subject, its: Subject, parts: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    now = mark("overlap", UNIT, mine=mine, its=its)
    assert not mark().is_still(now)
    assert (moved(mark().mine, now.mine), moved(mark().its, now.its)) == parts
    assert mark().is_still(mark(mine=mine, its=its)), "the same is found in them"


def test_a_new_period_and_another_agency_count_for_nothing() -> None:
    later = replace(MINE, period=("2026-10-01",), branches=frozenset({"x"}))
    assert mark().is_still(mark("duplicate", UNIT, mine=later))
    assert moved(mark().mine, mark(mine=later).mine) == ()


def test_only_a_rise_to_a_duplicate_is_one() -> None:
    low, high = mark("overlap"), mark("duplicate")
    assert low.has_become_a_duplicate(high)
    assert not any(one.has_become_a_duplicate(other) for one, other in ((high, low), (high, high), (low, low)))
