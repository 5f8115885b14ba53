"""A ruling holds until its day, for the evidence it was made on, and for what the dataset then said of itself."""

from datetime import date

import pytest

from shapes.rulings import Ruling, fits_still, mark_of

UNIT = ("same-unit", "Cùng đơn vị quan sát: thửa đất", False)
NEAR = ("near-title", "Tên giống 0,31: chung “tàu cá”", False)
AGAINST = ("aggregate", "Chỉ là số đếm", True)
DAY = date(2026, 11, 22)


def test_the_order_of_features_and_the_numbers_in_sentences_do_not_matter() -> None:
    shifted = (NEAR[0], NEAR[1].replace("0,31", "0,47"), False)
    assert mark_of("overlap", [UNIT, NEAR]) == mark_of("overlap", [shifted, UNIT])


@pytest.mark.parametrize(
    "features",
    [[UNIT], [UNIT, NEAR, AGAINST], [UNIT, (NEAR[0], NEAR[1], True)]],
    ids=["one is gone", "one more", "it speaks against now"],
)
def test_other_kinds_of_evidence_are_other_evidence_whatever_the_text(features: list[tuple[str, str, bool]]) -> None:
    seen, now = mark_of("overlap", [UNIT, NEAR]), mark_of("overlap", features)
    assert not fits_still(seen, now, is_same_text=True)
    assert not fits_still(seen, now, is_same_text=False)


def test_a_grade_that_rose_is_other_evidence() -> None:
    assert not fits_still(mark_of("overlap", [UNIT]), mark_of("duplicate", [UNIT]), is_same_text=True)


def test_new_words_of_evidence_count_only_when_the_text_changed() -> None:
    """The lexicon may word its sentences anew; a clerk who writes of another thing may not keep the ruling."""
    seen, now = mark_of("overlap", [UNIT]), mark_of("overlap", [(UNIT[0], "Cùng đơn vị quan sát: tàu cá", False)])
    assert fits_still(seen, now, is_same_text=True)
    assert not fits_still(seen, now, is_same_text=False)


@pytest.mark.parametrize("verdict", ["no-overlap", "delegated-copy", "exempt"])
def test_a_ruling_silences_to_the_end_of_its_day(verdict: str) -> None:
    mark = mark_of("duplicate", [UNIT])
    ruling = Ruling("http://r.example/id/ministry-dataset/a", verdict, DAY, 7, mark, "f")
    assert ruling.silences(DAY, mark, "f")
    assert not ruling.silences(date(2026, 11, 23), mark, "f")
    assert not ruling.silences(DAY, mark_of("duplicate", [UNIT, NEAR]), "f")


@pytest.mark.parametrize("verdict", ["merge", "withdraw"])
def test_what_ends_a_dataset_silences_nothing(verdict: str) -> None:
    ruling = Ruling("http://r.example/id/ministry-dataset/a", verdict)
    assert ruling.is_ending and not ruling.silences(DAY, "", "")
