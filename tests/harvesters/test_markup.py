"""Web pages as trees: what browsers forgive is forgiven, and nothing takes longer than its length allows."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvesters.errors import NotReadable
from harvesters.markup import MAX_DEPTH, MAX_ELEMENTS, read_markup, seen_words

HOSTILE = (
    "<!--", "<a ", "<![CDATA[", "</", "</a ", "<script>", "&", '<a b="', "<a b='", "<?", "<!x", "<", "<title>", "<p>",
    "<script></scr", "<!-- --!", "<a/ / /", "<a a=b a =c", "<a =====", "<div>", "<li>", "x<!---->", "x</q>", "&#1",
    "<table><tr><td>", "<a " + " " * 50,
)  # fmt: skip


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>Một <b>hai</b><p>ba<br>bốn", "Một hai ba bốn"),
        ("<ul><li>x<li>y</ul>z", "x y z"),
        ("<b>a<script>var b</script>c<style>d</style>", "ac"),
        ("<table><tr><td>1<td>2<tr><td>3</table>", "1 2 3"),
        ("a<!-- b -->c<!-->d", "acd"),
        ("&lt;x&gt; &amp; &#7879; &#99999999999999999999;", "<x> & ệ \ufffd"),
        ("<P CLASS=x>chữ</P>", "chữ"),
        ("x < y và y > z", "x < y và y > z"),
        ("<title>Tên &amp; họ</title>", "Tên & họ"),
    ],
)
def test_words_are_what_a_reader_sees(page: str, words: str) -> None:
    assert seen_words(read_markup(page)) == words


def test_attributes_are_read_however_they_are_written() -> None:
    (element,) = read_markup("<a HREF=/x class='a b' title=\"&quot;c&quot;\" hidden href=/y data-x>").iter("a")
    assert element.attrib == {"href": "/x", "class": "a b", "title": '"c"', "hidden": "", "data-x": ""}


def test_scripts_are_kept_as_they_stand() -> None:
    (script,) = read_markup('<script type="x">a < b && "</p>" </SCRIPT><p>c').iter("script")
    assert script.text == 'a < b && "</p>" '


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_page_takes_long(piece: str) -> None:
    began = time.process_time()
    seen_words(read_markup(piece * 20_000))
    assert time.process_time() - began < 5


def test_depth_and_elements_have_an_end() -> None:
    page = read_markup("<div>" * 5000 + "x")
    depth, element = 0, page
    while len(element):
        depth, element = depth + 1, element[0]
    assert depth <= MAX_DEPTH
    with pytest.raises(NotReadable):
        read_markup("<b></b>" * (MAX_ELEMENTS + 1))


@given(st.text(alphabet="<>/!-ab='\" &;#1\n", max_size=60))
def test_any_text_is_some_page(text: str) -> None:
    seen_words(read_markup(text))
