"""A ruling holds until its day, for the evidence it was made on, and for what the two datasets then said of themselves."""

from datetime import date

import pytest

from shapes.evidence import Feature, Grade, graded
from shapes.likeness.subject import Subject
from shapes.marks import mark_of
from shapes.rulings import Ruling

LAND = "http://r.example/id/ministry-dataset/a"
DAY = date(2026, 11, 22)
SILENCING = ["no-overlap", "delegated-copy", "exempt"]


def mark(grade: Grade = "overlap", found: str = "same-unit", title: str = "Thửa đất") -> str:
    features = [Feature(found, 0.5, f"Giống: {found}", f"Alike: {found}")]
    return mark_of(graded(LAND, grade, 0.5, features), Subject("urn:x:mine", (("vi", title),)), Subject(LAND))


@pytest.mark.parametrize("verdict", SILENCING)
def test_a_ruling_silences_to_the_end_of_its_day(verdict: str) -> None:
    ruling = Ruling(LAND, verdict, DAY, 7, mark("duplicate"))
    assert ruling.silences(DAY, mark("duplicate"))
    assert not ruling.silences(date(2026, 11, 23), mark("duplicate"))


@pytest.mark.parametrize("verdict", SILENCING)
def test_it_silences_whatever_a_newer_measure_finds_in_the_same_texts(verdict: str) -> None:
    ruling = Ruling(LAND, verdict, None, 7, mark("duplicate"))
    assert ruling.silences(DAY, mark("duplicate", "same-fields")) and ruling.silences(DAY, mark("overlap"))


@pytest.mark.parametrize("verdict", SILENCING)
def test_it_does_not_silence_other_texts_in_which_other_things_are_found(verdict: str) -> None:
    ruling = Ruling(LAND, verdict, None, 7, mark())
    assert ruling.silences(DAY, mark(title="Thửa đất ở")), "the same is found in them"
    assert not ruling.silences(DAY, mark(found="same-fields", title="Thửa đất ở"))
    assert not ruling.silences(DAY, mark("duplicate", title="Thửa đất ở"))


def test_that_there_is_no_overlap_is_asked_again_of_what_is_a_duplicate_now() -> None:
    assert not Ruling(LAND, "no-overlap", None, 7, mark()).silences(DAY, mark("duplicate"))
    assert Ruling(LAND, "exempt", None, 7, mark()).silences(DAY, mark("duplicate"))


@pytest.mark.parametrize("verdict", ["merge", "withdraw"])
def test_what_ends_a_dataset_silences_nothing(verdict: str) -> None:
    ruling = Ruling(LAND, verdict)
    assert ruling.is_ending and not ruling.silences(DAY, "")
