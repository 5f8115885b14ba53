"""However a text is written, it is the same dataset: case, Unicode form, tones, the order of lists, abbreviations."""

import csv
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapes.likeness.comparing import Comparison, compare
from shapes.likeness.subject import subject_of_row
from tests.shapes.likeness.sides import LEXICON, RARITY

PAIRS = Path(__file__).parents[1] / "pairs" / "tuned.csv"
with PAIRS.open(encoding="utf-8", newline="") as lines:
    ROWS = tuple(csv.DictReader(lines))
TEXTS = ("prov_title", "prov_description", "prov_keywords")
OLD_AND_NEW_TONES = (("òa", "oà"), ("óa", "oá"), ("ỏa", "oả"), ("õa", "oã"), ("ọa", "oạ"), ("ủy", "uỷ"), ("úy", "uý"))
ABBREVIATED = (
    ("ủy ban nhân dân", "UBND"),
    ("hợp tác xã", "HTX"),
    ("bảo hiểm xã hội", "BHXH"),
    ("bảo hiểm y tế", "BHYT"),
    ("thủ tục hành chính", "TTHC"),
    ("khu công nghiệp", "KCN"),
    ("giấy phép lái xe", "GPLX"),
    ("hộ kinh doanh", "HKD"),
)
LABELS = ("none", "overlap", "duplicate")
Row = dict[str, str]


def found(row: Row) -> Comparison:
    return compare(subject_of_row(row, "prov"), subject_of_row(row, "ministry"), LEXICON, RARITY)


@cache
def as_written(number: int) -> Comparison:
    return found(ROWS[number])


def rewritten(number: int, rewrite: Callable[[str], str]) -> Comparison:
    return found({name: rewrite(text) if name in TEXTS else text for name, text in ROWS[number].items()})


def unmarked(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(char for char in apart if unicodedata.category(char) != "Mn").replace("đ", "d").replace("Đ", "D")


def with_new_tones(text: str) -> str:
    for old, new in OLD_AND_NEW_TONES:
        text = text.replace(old, new)
    return text


def abbreviated(text: str) -> str:
    for phrase, short in ABBREVIATED:
        text = text.replace(phrase, short).replace(phrase.capitalize(), short)
    return text


any_pair = st.integers(0, len(ROWS) - 1)


@given(any_pair, st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
def test_case_makes_no_difference(number: int, rewrite: Callable[[str], str]) -> None:
    assert rewritten(number, rewrite).score == as_written(number).score


@given(any_pair, st.sampled_from(["NFD", "NFC", "NFKD"]))
def test_the_unicode_form_makes_no_difference(number: int, form: str) -> None:
    assert rewritten(number, lambda text: unicodedata.normalize(form, text)).score == as_written(number).score  # type: ignore[arg-type]


@given(any_pair)
def test_the_place_of_tones_makes_no_difference(number: int) -> None:
    assert rewritten(number, with_new_tones).score == as_written(number).score


@given(any_pair, st.randoms(use_true_random=False))
def test_the_order_of_lists_makes_no_difference(number: int, chance: object) -> None:
    def shuffled(text: str, joint: str) -> str:
        parts = [part.strip() for part in text.split(joint)]
        chance.shuffle(parts)  # type: ignore[attr-defined]
        return f"{joint} ".join(parts)

    row = ROWS[number]
    other = {
        **row,
        "prov_description": shuffled(row["prov_description"], ","),
        "prov_keywords": shuffled(row["prov_keywords"], ";"),
        "ministry_keywords": shuffled(row["ministry_keywords"], ";"),
    }
    assert found(other).score == pytest.approx(as_written(number).score, abs=0.002)


@given(any_pair)
def test_an_abbreviation_makes_no_difference(number: int) -> None:
    assert rewritten(number, abbreviated).score == pytest.approx(as_written(number).score, abs=0.002)


@given(any_pair)
def test_missing_marks_may_lower_a_grade_by_one_but_turn_none_over(number: int) -> None:
    before, after = as_written(number), rewritten(number, unmarked)
    assert abs(LABELS.index(before.label) - LABELS.index(after.label)) <= 1


@pytest.mark.parametrize("texts", [("prov_title",), ("prov_description",)])
def test_marks_that_are_missing_in_one_text_alone_seldom_change_a_grade(texts: tuple[str, ...]) -> None:
    """A title typed at another keyboard, a description pasted from a file without marks."""
    changed = []
    for number, row in enumerate(ROWS):
        half = found({name: unmarked(text) if name in texts else text for name, text in row.items()})
        assert {half.label, as_written(number).label} != {"none", "duplicate"}, row["pair_id"]
        if half.label != as_written(number).label:
            changed.append(row["pair_id"])
    assert len(changed) <= len(ROWS) // 20, changed


def test_missing_marks_seldom_change_a_grade_at_all() -> None:
    changed = [
        ROWS[number]["pair_id"]
        for number in range(len(ROWS))
        if rewritten(number, unmarked).label != as_written(number).label
    ]
    assert len(changed) <= len(ROWS) // 20, changed
