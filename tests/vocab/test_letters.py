"""Letters that nobody sees are taken out, and letters that only look Latin are read as Latin."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab.letters import fold, latin, nfc, without_unseen
from vocab.wording import wording

TITLE = "Cơ sở dữ liệu trang thiết bị y tế"
UNSEEN = (
    *("\u00ad", "\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u180b", "\u180e", "\u180f", "\u200b", "\u200c"),
    *("\u200d", "\u202e", "\u2060", "\u2065", "\u206a", "\u3164", "\uffa0", "\ufe00", "\ufe0f", "\ufeff", "\ufff9"),
    *("\U0001d173", "\U000e0001", "\U000e0041", "\U000e0100", "\U000e0fff", "\x00", "\x7f", "\ud800", "\uffff"),
)
CYRILLIC = str.maketrans("aeocpiyxAEOCPTHKMBX", "аеосріухАЕОСРТНКМВХ")
GREEK = str.maketrans("oviuTHKMBNAE", "ονιυΤΗΚΜΒΝΑΕ")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


@pytest.mark.parametrize("sign", UNSEEN, ids=lambda sign: f"U+{ord(sign):04X}")
def test_what_nobody_sees_breaks_no_word(sign: str) -> None:
    assert without_unseen(sign.join(TITLE)) == TITLE
    for form in ("NFC", "NFD"):
        assert wording(sign.join(unicodedata.normalize(form, TITLE))) == wording(TITLE)
    if sign != "\u200b":  # there a line may break: who searches is to find both words
        assert fold(sign.join(TITLE)) == fold(TITLE)


def test_every_format_character_is_unseen() -> None:
    kept = [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    assert without_unseen("".join(map(chr, kept))) == ""


def test_what_is_seen_stays() -> None:
    for text in (TITLE, "a\tb\nc\r\n", "Đ/c: 12–14, № 5 “m²” … €", "Привет, κόσμε"):
        assert without_unseen(text) == text


@pytest.mark.parametrize("table", [CYRILLIC, GREEK, WIDE], ids=["Cyrillic", "Greek", "wide"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_that_only_look_latin_are_read_as_latin(table: dict[int, int], form: str) -> None:
    for text in (TITLE, TITLE.upper()):
        disguised = unicodedata.normalize(form, text).translate(table)  # type: ignore[arg-type]
        assert disguised != text
        assert wording(disguised) == wording(text)


def test_marks_that_no_letter_bears_break_no_word() -> None:
    assert wording("".join(char + "\u0334" for char in TITLE)) == wording(TITLE)


def test_words_of_another_script_stay_in_it() -> None:
    for text in ("Реестр медицинских изделий", "Μητρώο ιατρικών συσκευών", "医疗器械目录"):
        assert latin(text) == nfc(text)


@given(st.text(max_size=60))
def test_reading_as_latin_twice_is_reading_once(text: str) -> None:
    assert latin(latin(text)) == latin(text)
