"""Both languages say the same things, every sentence is used, every sentence used is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import Markup

import registry.web
from registry.web.texts import LANGUAGES, UnknownText, slugs, texts

WEB = Path(registry.web.__file__).parent
SAID = re.compile(r"""\b(?:t|texts\(\w+\)|words\(\)|sentences)(?:\.plain)?\(\s*f?['"]([\w.-]+)['"]""")
OF = re.compile(r"""\b(?:t|words\(\))\.of\(\s*['"]([\w.-]+)['"]""")
GROUPS_IN_CODE = {"problem", "fact", "class", "word", "told", "state", "overlap_file", "graph"}
"""Groups whose slugs are put together in Python from a status, a property, a class, an act, a column or a graph."""


def sources() -> Iterator[str]:
    for pattern in ("*.py", "templates/*.html"):
        yield from (path.read_text("utf-8") for path in sorted(WEB.glob(pattern)))


def used() -> set[str]:
    found = {slug for text in sources() for slug in SAID.findall(text)}
    chosen = {
        slug
        for text in sources()
        for pair in re.findall(r"'([\w.-]+)' if [\w. ]+ else '([\w.-]+)'", text)
        for slug in pair
        if "." in slug
    }
    return found | chosen


def groups() -> set[str]:
    return {group for text in sources() for group in OF.findall(text)} | GROUPS_IN_CODE


def test_both_languages_have_the_same_sentences() -> None:
    assert slugs("vi") == slugs("en")
    for slug in texts("vi").by_slug:
        holes = [set(re.findall(r"\{(\w+)\}", texts(lang).by_slug[slug])) for lang in LANGUAGES]
        assert holes[0] == holes[1], slug


def test_every_sentence_that_is_used_is_there() -> None:
    missing = {slug for slug in used() if slug not in slugs("vi")}
    assert not missing


def test_every_sentence_that_is_there_is_used() -> None:
    idle = {slug for slug in slugs("vi") - used() if slug.partition(".")[0] not in groups()}
    assert not idle


def test_no_sentence_holds_markup() -> None:
    assert not [slug for lang in LANGUAGES for slug, text in texts(lang).by_slug.items() if re.search(r"[<>]", text)]


def test_what_is_put_in_is_escaped_unless_it_is_markup() -> None:
    assert texts("vi")("list.title_for", q="<b>") == "Tìm “&lt;b&gt;”"
    assert texts("en")("gone.reason", reason=Markup("<b>x</b>")) == "Reason: <b>x</b>"


def test_counts_choose_their_form() -> None:
    assert texts("en")("list.found", n=1, total="1") == "1 dataset"
    assert texts("en")("list.found", n=0, total="0") == "0 datasets"


def test_a_missing_sentence_is_a_fault_and_a_name_that_is_data_is_said_as_it_is() -> None:
    with pytest.raises(UnknownText):
        texts("vi")("no.such")
    assert texts("vi").of("act", "<odd>") == "&lt;odd&gt;"
