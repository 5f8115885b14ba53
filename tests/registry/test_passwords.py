"""Which passwords are taken, and how they are kept."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.passwords import (
    GUESSABLE,
    MAX_LENGTH,
    MIN_LENGTH,
    REPEATED,
    TOO_LONG,
    TOO_SHORT,
    Keeping,
    left_over,
    names_of,
    weakness,
)
from vocab.agencies import load_agencies

NAMES = names_of(load_agencies("https://registry.example").all)
LONG = "con đò cũ qua sông Kôn mỗi sớm mai sương mù giăng kín lối về nhà ngoại thương nhớ "


@pytest.mark.parametrize(
    "password",
    [
        "mật khẩu dài bằng tiếng Việt",
        "hoa giấy nở trước sân trường",
        "correct horse battery staple",
        "x9#kQ!v2L@w8Rz%m",
        "kệ sách gỗ mít 2026 Bình Định",
        (LONG * 4)[:MAX_LENGTH],
    ],
)
def test_a_long_phrase_is_taken(password: str) -> None:
    assert weakness(password, NAMES) is None


@pytest.mark.parametrize(
    "password",
    [
        "SoNoiVuBinhDinh2026",
        "Sở Nội vụ tỉnh Bình Định",
        "opendata@binhdinh",
        "OpenData-BinhDinh-2026!",
        "dulieumobinhdinh",
        "matkhau1234567890",
        "Matkhau@BinhDinh2026",
        "passwordpassword",
        "Passw0rd-Passw0rd",
        "qwertyuiopasdfghjkl",
        "12345678901234567890",
        "abcdefghijklmnopqrstuvwxyz",
        "zyxwvutsrqponmlk",
        "2024 2025 2026 2027",
        "UBND tỉnh Gia Lai 2025",
        "Department of Health",
        "So Y te tinh Gia Lai",
        "admin-admin-admin-1",
        "quynhonquynhonquynhon",
        "Department of Finance 1",
        "gl-so-khcn-gl-so-khcn",
        "anhyeuemanhyeuem2026",
    ],
)
def test_what_anybody_would_guess_first_is_refused_with_the_reason(password: str) -> None:
    assert weakness(password, NAMES) == GUESSABLE
    assert "dễ đoán" in GUESSABLE.vi and "guessed" in GUESSABLE.en


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaaaaaa", "abababababababab", "                    ", "1 1 1 1 1 1 1 1 1"]
)
def test_few_different_characters_are_refused(password: str) -> None:
    assert weakness(password) == REPEATED


def test_the_bounds_count_characters_of_the_composed_form() -> None:
    phrase = "đèn kéo quân êm"
    assert len(phrase) == MIN_LENGTH and weakness(phrase) is None
    assert weakness(phrase[:-1]) == TOO_SHORT
    decomposed = unicodedata.normalize("NFD", phrase[:-1])
    assert len(decomposed) > MIN_LENGTH and weakness(decomposed) == TOO_SHORT
    assert weakness((LONG * 4)[: MAX_LENGTH + 1]) == TOO_LONG


@given(st.text(min_size=0, max_size=300))
def test_any_text_has_an_answer(password: str) -> None:
    found = weakness(password)
    assert found is None or (found.vi and found.en)


def test_what_is_left_over() -> None:
    assert left_over("binhdinh2026") == ""
    assert left_over("muaxuanbinhdinh") == "muaxuan"


def test_a_password_is_one_in_both_spellings_of_unicode() -> None:
    keeping = Keeping(passes=1, kibibytes=8)
    stored = keeping.hash(unicodedata.normalize("NFD", "mật khẩu dài bằng tiếng Việt"))
    assert keeping.fits(stored, unicodedata.normalize("NFC", "mật khẩu dài bằng tiếng Việt"))
    assert not keeping.fits(stored, "mat khau dai bang tieng Viet")
    assert not keeping.fits(stored, "mật khẩu dài bằng tiếng Việt ")


def test_what_is_stored_is_argon2id_with_its_own_salt() -> None:
    keeping = Keeping()
    one, two = keeping.hash("con đò cũ qua sông"), keeping.hash("con đò cũ qua sông")
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$") and one != two
    assert keeping.fits(one, "con đò cũ qua sông") and keeping.fits(two, "con đò cũ qua sông")
    assert not keeping.is_old(one)
    assert keeping.is_old(Keeping(passes=1, kibibytes=8).hash("con đò cũ qua sông"))


def test_nothing_fits_where_nothing_is_stored_or_it_is_damaged() -> None:
    keeping = Keeping(passes=1, kibibytes=8)
    assert not keeping.fits("", "nobody has this password")
    assert not keeping.fits("$argon2id$broken", "anything")
    assert not keeping.fits("", "x" * 1_000_000)
