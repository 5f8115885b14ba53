"""sh:pattern: what XPath writes is understood, what Python's `re` knows means the same, and what could stall is refused."""

import re
import subprocess
import sys
import unicodedata
import warnings

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shapes import patterns
from shapes.errors import NotJudged, ShapesRefused
from shapes.patterns import compile_pattern

MATCHES = [
    ("^https?://", "", "http://a", "ftp://a"),
    (r"^\p{Lu}\p{L}*$", "", "Đơn", "đơn"),
    (r"^\P{L}+$", "", "123 ", "12a"),
    (r"^\p{IsGreek}+$", "", "αβγ", "abc"),
    (r"^[\p{L}-[aeiou]]+$", "", "xyz", "xaz"),
    (r"^[a-z-[aeiou-[e]]]+$", "", "bed", "bad"),
    (r"^[^\d-[x]]+$", "", "abc", "axc"),
    (r"^\i\c*$", "", "đơn-vị.1", "1a"),
    (r"^[\I]$", "", "1", "a"),
    (r"^[\i-[:]][\c-[:]]*$", "", "NCName", "a:b"),
    ("^VÙNG$", "i", "vùng", "vung"),
    ("^b$", "m", "a\nb\nc", "a b"),
    ("a.b", "s", "a\nb", "ab"),
    ("a b # lời chú\n c", "x", "abc", "a b c"),
    ("[ ]a", "x", " a", "a"),
    ("a.b", "q", "xa.b", "acb"),
    ("(a+)+$", "q", "(a+)+$", "aaa"),
    (r"^\x41\u0042\U00000043$", "", "ABC", "abc"),
    (r"^[^]a]$", "", "b", "]"),
    (r"^[a\-z]+$", "", "a-z", "b"),
    (r"^\/\-\.$", "", "/-.", "/-x"),
    ("^a{,2}$", "", "aa", "aaa"),
    ("^{a}{$", "", "{a}{", "a"),
    (r"\bnước\b", "", "về nước sạch", "nướcs"),
    ("^(?!x)(?P<ten>.)(?=c)", "", "bc", "xc"),
    ("^a+?b??$", "", "aab", "b"),
    ("^.{1,1000}$", "", "x" * 1000, "x" * 1001),
    ("^ß$", "i", "ß", "ss"),
    ("", "", "", None),
    ("a|", "", "b", None),
]


@pytest.mark.parametrize(("pattern", "flags", "match", "other"), MATCHES)
def test_a_pattern_takes_one_text_and_not_another(pattern: str, flags: str, match: str, other: str | None) -> None:
    matches = compile_pattern(pattern, flags)
    assert matches(match)
    assert other is None or not matches(other)


REFUSED = [
    ("(a", "thiếu dấu )", "a ) is missing"),
    ("a)", "thừa dấu )", "a ) too many"),
    ("[a", "giữa chừng", "ends in the middle"),
    ("a\\", "giữa chừng", "ends in the middle"),
    ("*a", "không đứng sau gì cả", "nothing to repeat"),
    ("^*", "không đứng sau gì cả", "nothing to repeat"),
    ("a**", "liền nhau", "follows a quantifier"),
    ("a++", "liền nhau", "follows a quantifier"),
    ("a{1001}", "hơn 1000 lần", "more than 1000 times"),
    ("a{1,1001}", "hơn 1000 lần", "more than 1000 times"),
    ("a{" + "9" * 9000 + "}", "nhiều nhất là 4096", "at most 4096"),
    ("a{" + "9" * 4000 + "}", "hơn 1000 lần", "more than 1000 times"),
    ("a{2,1}", "ngược", "reversed"),
    ("[z-a]", "khoảng ký tự", "range of characters"),
    (r"[\w-z]", "khoảng ký tự", "range of characters"),
    ("[a-[b]c]", "phép trừ", "subtraction"),
    (r"\y", r"dấu thoát lạ \y", r"unknown escape \y"),
    (r"\x4", "mã ký tự", "code"),
    (r"\p{Foo}", r"\p{Foo}", r"unknown category \p{Foo}"),
    (r"\pL", "thiếu tên", "lacks a name"),
    (r"\p{IsNowhere}", "không dùng được", "cannot be used"),
    (r"(a)\1", "nhắc lại", "refers back"),
    ("(?P<x>a)(?P=x)", "nhắc lại", "refers back"),
    ("(?<=a)b", "nhìn ngược", "looks behind"),
    ("(?<!a)b", "nhìn ngược", "looks behind"),
    ("(?>a)", "nhóm lạ (?>", "unknown kind, (?>"),
    ("(?i)a", "nhóm lạ (?i", "unknown kind, (?i"),
    ("(" * 100 + ")" * 100, "lồng nhau", "nested too deeply"),
    ("(((){1000}){1000}){1000}", "quá lớn", "too large"),
    ("^(a+)+$", "treo máy", "stall"),
    (r"^([a-z]+\.?)+$", "treo máy", "stall"),
    (r"^(\w+\s?)*$", "treo máy", "stall"),
    ("(a|aa){1,1000}$", "treo máy", "stall"),
    ("^(?=(x+x+)+y)", "treo máy", "stall"),
]


@pytest.mark.parametrize(("pattern", "vi", "en"), REFUSED, ids=[pattern[:20] for pattern, _, _ in REFUSED])
def test_a_pattern_that_is_not_right_is_refused_with_a_sentence(pattern: str, vi: str, en: str) -> None:
    with pytest.raises(ShapesRefused) as refused:
        compile_pattern(pattern, "")
    assert vi in refused.value.vi
    assert en in refused.value.en
    assert refused.value.term == pattern


def test_an_unknown_flag_is_refused() -> None:
    with pytest.raises(ShapesRefused) as refused:
        compile_pattern("a", "ig")
    assert "“g”" in refused.value.vi
    assert refused.value.term == "ig"


def test_a_search_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "PATIENCE", 0.05)
    matches = compile_pattern("^" + ".*[ab]" * 8 + "$", "")  # not exponential, but a high power of the length
    with pytest.raises(NotJudged, match=r"> 0\.05 s"):
        matches("ab" * 20_000 + "!")


HIGH_POWERS = [
    "^(a+){2,10}b",
    "(a{1,10}){1,10}b",
    "^(a{1,99}){1,10}b",
    "^(?=(a+){2,10}b)",
    "(a|aa|aaa|aaaa|aaaaa){10}b",
]
SEARCH = """
import sys
from shapes import patterns
from shapes.errors import NotJudged
patterns.PATIENCE = 0.2
try:
    patterns.compile_pattern(sys.argv[1], "")("a" * int(sys.argv[2]))
except NotJudged:
    print("given up")
"""


@pytest.mark.parametrize("pattern", HIGH_POWERS)
@pytest.mark.parametrize("length", [60, 120])
def test_a_search_in_a_short_text_is_given_up_too(pattern: str, length: int) -> None:
    command = [sys.executable, "-c", SEARCH, pattern, str(length)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout == "given up\n"


def test_a_text_too_long_for_the_clock_to_be_looked_at_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "MOST_WORK", 100)
    matches = compile_pattern("^a{1,9}b$", "")
    assert not matches("a" * 11)
    with pytest.raises(NotJudged, match="> 11 "):
        matches("a" * 12)


COMPILING = """
import sys
from shapes.errors import ShapesRefused
from shapes.patterns import compile_pattern
letters = "|".join(map(chr, range(0x4E00, 0x4E00 + int(sys.argv[1]))))
try:
    print(compile_pattern(f"^(?:{letters})*$", "i")("\\u4e00\\u4e01"))
except ShapesRefused as refused:
    print(refused.en)
"""


@pytest.mark.parametrize(("letters", "said"), [(40, "True"), (100, "too large")])
def test_a_choice_of_many_letters_in_every_case_is_soon_told(letters: int, said: str) -> None:
    command = [sys.executable, "-c", COMPILING, str(letters)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    assert said in done.stdout


PIECES = st.sampled_from(
    ["a", "b", "B", "ê", "Ê", "1", " ", "_", "-", ".", r"\.", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", "[a-c]", "[^a-c]",
     "[^]b]", r"[\w.]", r"[^\s1]", "[b-]", "^", "$", r"\b", r"\B", "(?=a)", "(?!b)", "(a)", "(?:b|1)", "(a|bê|)", "{", "\n"]
)  # fmt: skip
COUNTS = st.sampled_from(["", "", "", "?", "*", "+", "{2}", "{1,3}", "{,2}", "{2,}", "*?", "+?", "??", "{1,2}?"])
BRANCHES = st.lists(st.tuples(PIECES, COUNTS).map("".join), max_size=5).map("".join)
PATTERNS = st.lists(BRANCHES, min_size=1, max_size=3).map("|".join)
TEXTS = st.text(st.sampled_from("abcBCêÊ1 _-.{}\n\r\x1cĐß½²٣").map(str), max_size=12) | st.text(max_size=8)


@settings(deadline=None)
@given(PATTERNS, st.sampled_from(["", "i", "m", "im", "s", "is"]), TEXTS)
def test_what_python_knows_means_the_same_here(pattern: str, flags: str, text: str) -> None:
    assume(all(unicodedata.category(character) != "Cn" for character in text))  # younger than Python's tables
    assume("\u0131" not in text)  # `re` also has the dotless i for an i
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            python = re.compile(pattern, sum(getattr(re, flag.upper()) for flag in flags))
        ours = compile_pattern(pattern, flags)
    except (re.error, FutureWarning, ShapesRefused):
        assume(False)
    assert ours(text) == (python.search(text) is not None)
