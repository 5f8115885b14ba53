"""Words out of markup."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.plain import is_marked_up, plain


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Không có gì", "Không có gì"),
        ("a < b và c > d", "a < b và c > d"),
        ("<tên cột> là khoá", "<tên cột> là khoá"),
        ("xem <https://x.example/>", "xem <https://x.example/>"),
        ("<p>Một</p><p>Hai</p>", "Một\nHai"),
        ("Một<br>Hai<BR/>Ba", "Một\nHai\nBa"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<b>Đất</b>&nbsp;<i>đai</i>", "Đất đai"),
        ("<a href='x'>trang</a>", "trang"),
        ("<td>1</td><td>2</td>", "1 2"),
        ("R&amp;D", "R&D"),
        ("<style>p { color: red }</style><p>x</p>", "x"),
        ("<script>if (a < b) { x() }</script>y", "y"),
        ("a<!-- <p>ẩn</p> -->b<p>c", "ab\nc"),
        ("<p>một\n  dòng</p>", "một dòng"),
    ],
)
def test_the_words_stay(text: str, words: str) -> None:
    assert plain(text) == words


@given(text=st.text(max_size=80))
def test_what_has_no_markup_and_no_reference_is_left_alone(text: str) -> None:
    if "<" not in text and "&" not in text:
        assert plain(text) == text


@given(text=st.text(alphabet="<>/!-pbr &;#x1a\n", max_size=60))
def test_words_have_no_known_tag_left_or_were_written_as_references(text: str) -> None:
    if "&" not in text:
        assert not is_marked_up(plain(text)) or "<!--" in text or "<<" in text or "><" in text


@pytest.mark.parametrize("piece", ["<", "<p", "<p ", "<!--", "<script>", "&", "&#", "</", "<p>", "< p>", "\n ", "<li>"])
def test_hostile_text_takes_no_longer_than_its_length(piece: str) -> None:
    begun = time.process_time()
    plain(piece * 200_000 + "<p>")
    assert time.process_time() - begun < 5
