"""The page of queries in Chromium: every state for axe, by keyboard alone, with scripts and without."""

import re
import shutil
import subprocess
import sys
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_browser import WIDE, faults
from tests.registry.web.site import Site

pytestmark = pytest.mark.browser

FAULTY = "SELECT ?tap WHERE {\n  ?tap a dcat:Dataset ;\n       foo:title ?ten .\n}"
STATES = {
    "start": "",
    "full": "SELECT ?p (COUNT(*) AS ?n) { ?s a dcat:Dataset ; ?p ?o } GROUP BY ?p ORDER BY DESC(?n) LIMIT 12",
    "first": "SELECT * { ?s ?p ?o }",
    "empty": "SELECT ?x { ?x a dcat:Nothing }",
    "error": FAULTY,
    "verdict": "ASK { ?s ?p ?o }",
    "graph": "DESCRIBE dcat:Dataset",
}
SEEN = [("full", lang, width) for lang in ("vi", "en") for width in (1280, 390)]
SEEN += [(name, *(("vi", 390), ("en", 1280))[place % 2]) for place, name in enumerate(STATES) if name != "full"]
SEEN += [("error", "en", 1280)]


def at(text: str) -> str:
    return f"/sparql?{urlencode({'query': text})}" if text else "/sparql"


def typed(page: Page, text: str) -> None:
    """The editor's text made this one, key by key."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


def inside(page: Page) -> bool:
    return bool(page.evaluate("document.activeElement.closest('.cm-editor') !== null"))


@pytest.mark.parametrize(("name", "lang", "width"), SEEN)
def test_axe_finds_nothing_in_any_state_and_nothing_is_too_wide(
    visit: Open, axe: str, name: str, lang: str, width: int
) -> None:
    page = visit(f"{at(STATES[name])}{'&' if STATES[name] else '?'}lang={lang}", lang, width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not faults(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not page.evaluate(WIDE)
    assert page.title().startswith(("Lỗi: ", "Error: ")) == (name == "error")
    said = [line for line in page.said if "status of 4" not in line]  # type: ignore[attr-defined]
    assert not said, "the console is quiet: no breach of the content security policy"


@pytest.mark.parametrize("name", ["full", "error"])
def test_axe_finds_nothing_in_the_dark(visit: Open, axe: str, name: str) -> None:
    page = visit(at(STATES[name]), scheme="dark")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert not faults(page, axe)


def test_from_the_skip_link_to_the_result_by_keyboard_alone(visit: Open) -> None:
    page = visit("/sparql")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(5):
        page.keyboard.press("Tab")
        if inside(page):
            break
    assert inside(page)
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT (41 + 1 AS ?x) {}")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not inside(page), "the editor is no trap"
    expect(page.locator("#format")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#kq")).to_be_focused()
    expect(page.locator("table.bindings td data")).to_have_text("42")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "CSV"


def test_control_and_enter_run_what_is_typed(visit: Open) -> None:
    page = visit("/sparql")
    typed(page, "ASK { ?s ?p ?o }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#kq")).to_have_text("Kết quả: đúng")


def test_a_thing_is_offered_by_its_name_with_marks_and_without(visit: Open, served: Site) -> None:
    concept = next(one for one in served.keeper.words.code_lists["field"].concepts if one.labels["vi"] == "Y tế")
    for lang, words in (("vi", "y te"), ("vi", "Y tế"), ("en", concept.labels["en"])):
        page = visit(f"/sparql?lang={lang}", lang)
        typed(page, f"SELECT * {{ ?d reg:field {words}")
        first = page.locator(".cm-tooltip-autocomplete li").first
        expect(first).to_contain_text(concept.labels[lang])
        page.wait_for_timeout(100)  # the editor takes no choice in the moment in which its list appears
        page.keyboard.press("Enter")
        assert page.input_value("#query") == f"SELECT * {{ ?d reg:field <{concept.iri}>}}"


@pytest.mark.parametrize(
    ("text", "offered", "hint"),
    [
        ("PREFIX dca", "dcat:", "http://www.w3.org/ns/dcat#"),
        ("SELECT * { ?d a dcat:Data", "dcat:Dataset", "tập dữ liệu · lớp"),
        ("SELECT * { ?d tan suat cap", "dct:accrualPeriodicity", "Tần suất cập nhật · thuộc tính"),
        ("SELECT * { ?d reg:daysL", "reg:daysLate", "thuộc tính"),
        ("SELECT ?coQuan { ?d dct:publisher ?co", "?coQuan", ""),
        ("SELECT * { ?d dct:publisher so y te", "Sở Y tế tỉnh", "cơ quan"),
        ("sele", "SELECT", ""),
    ],
)
def test_prefixes_terms_variables_and_agencies_are_offered(visit: Open, text: str, offered: str, hint: str) -> None:
    page = visit("/sparql")
    typed(page, text)
    listed = page.locator(".cm-tooltip-autocomplete li", has_text=offered).first
    expect(listed).to_contain_text(offered)
    expect(listed).to_contain_text(hint)


@pytest.mark.parametrize("text", ['SELECT * { ?d dct:title "so y te', "SELECT # so y te", "SELECT ?d { ?d dct:title"])
def test_nothing_is_offered_in_a_string_or_a_comment_or_where_all_is_typed(visit: Open, text: str) -> None:
    page = visit("/sparql")
    typed(page, text)
    page.wait_for_timeout(400)
    expect(page.locator(".cm-tooltip-autocomplete")).to_have_count(0)
    page.keyboard.press("Enter")
    assert "\n" in page.input_value("#query")


def test_the_fault_is_marked_in_the_editor_and_the_summary_leads_to_it(visit: Open) -> None:
    page = visit(at(FAULTY))
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".cm-lintRange-error")).to_have_text("foo:title")
    assert page.locator(".cm-line", has=page.locator(".cm-lintRange-error")).inner_text().strip() == "foo:title ?ten ."
    expect(page.locator(".cm-lint-marker-error")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert inside(page)
    page.keyboard.type("reg:x ")
    assert "       reg:x foo:title" in page.input_value("#query"), "the cursor stands before the fault"


def test_the_page_answers_refuses_and_takes_long_queries_without_scripts(visit: Open) -> None:
    page = visit("/sparql", scripts=False)
    page.fill("#query", FAULTY)
    page.click("text=Chạy truy vấn")
    expect(page.locator(".fault mark")).to_have_text("foo:title")
    page.click(".error-summary a")
    expect(page.locator("#loi")).to_be_focused()
    assert page.input_value("#query") == FAULTY
    page.fill("#query", "SELECT (41 + 1 AS ?x) {}\n#" + "đ" * 30_000)
    page.click("button:has-text('Chạy câu dài')")
    expect(page.locator("table.bindings td data")).to_have_text("42")
    assert page.url.endswith("/sparql#kq") and page.input_value("#query").endswith("đđđ")
    expect(page.locator("[data-copies]").first).to_be_hidden()
    with page.expect_download() as started:
        page.click("button[name=format][value=csv]")
    assert started.value.failure() is None


def test_a_long_query_goes_by_post_of_itself_and_a_short_one_into_the_address(visit: Open) -> None:
    page = visit(at("ASK {}\n# " + "đ" * 100))
    expect(page.locator("button:has-text('Chạy câu dài')")).to_be_hidden()
    for more, address in ((2_000, re.compile(r"/sparql#kq$")), (0, re.compile(r"\?query=ASK"))):
        page.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("ASK {}\n# " + "đ" * more)
        page.click("text=Chạy truy vấn")
        expect(page).to_have_url(address)
        expect(page.locator("#kq")).to_have_text("Kết quả: đúng")


def test_a_snippet_is_copied_and_that_is_told(visit: Open) -> None:
    page = visit(at(STATES["full"]))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("text=Chép câu này vào chương trình")
    for name in ("curl", "Python", "R"):
        page.click(f"button:has-text('đoạn {name}')")
        expect(page.locator("#copied")).to_have_text(f"Đã chép đoạn {name}")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(f"h3:text-is('{name}') + pre").text_content()


def test_the_snippets_run_and_give_the_rows_of_the_page(visit: Open) -> None:
    text = "SELECT ?x {\n  VALUES ?x { \"đường 'phố' $HOME `id` \\\\ %s\" }\n}"
    page = visit(at(text))
    wanted = page.locator("table.bindings td").inner_text()
    commands = {"#chep-2": [sys.executable, "-c"]} | ({"#chep-1": ["sh", "-c"]} if shutil.which("curl") else {})
    for place, command in commands.items():
        told = page.locator(place).text_content()
        assert told
        done = subprocess.run([*command, told], capture_output=True, text=True, check=True, timeout=60)
        assert wanted in done.stdout.replace("\\\\", "\\"), "a program prints a dictionary, where a backslash is two"


def test_an_example_is_found_by_its_words_without_marks(visit: Open) -> None:
    page = visit("/sparql")
    page.fill("#find-example", "chong lan")
    found = page.locator("#library li:visible")
    assert 0 < found.count() < page.locator("#library li").count()
    expect(page.locator("#library [role=status]")).to_have_text(f"{found.count()} câu mẫu")
    page.fill("#find-example", "zzzz")
    expect(page.locator("#library li:visible")).to_have_count(0)
    page.fill("#find-example", "")
    expect(page.locator("#library details[open]")).to_have_count(1)
