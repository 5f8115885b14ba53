"""The pages in Chromium: nothing for axe to say, nothing too wide, everything by keyboard, and all of it without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.accounts import By
from registry.harvesting.entered import State
from registry.harvesting.runs import DONE
from registry.overlap_cases import Case, CaseState
from tests.browser.conftest import Open
from tests.registry.descriptions import candidate, good
from tests.registry.web.ran import Ran, harvested, run_row
from tests.registry.web.site import Site

pytestmark = pytest.mark.browser

SEARCH = "/datasets?q=giuong"
QUERY = "/sparql?query=SELECT%20%2A%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20LIMIT%209"
RULES = "/audit/rules?severity=Warning"
MAIN = ("/", SEARCH, "dataset", "form", QUERY, "checked")
OTHERS = (
    *(
        "/datasets?q=zzzz",
        "/agencies",
        "agency",
        "/ministries",
        "/def",
        "/catalog",
        "/catalog?modified-since=2020-01-01",
        "/catalog?page=x",
        "/changes",
        "/dump",
        "/downloads",
        "/audit",
        "/audit/freshness",
    ),
    *(
        "/check",
        "unchecked",
        "/audit/overlap",
        "/audit/quality",
        "/audit/rules",
        RULES,
        "/sign-in",
        "gone",
        "evil",
        "/nowhere",
        "/id/concept/field",
    ),
    *("/sparql/examples", "/sparql/examples/on-time-rate", "/sparql/programs"),
    *("desk", "errors", "withdraw", "admin", "consumers"),
    *("case", "case-wrong", "case-agency", "run", "run-record", "source", "source-wrong", "source-defaults"),
)
EVERYWHERE = [(name, lang, width) for name in MAIN for lang in ("vi", "en") for width in (1280, 390)]
EVERYWHERE += [(name, *(("vi", 390), ("en", 1280))[place % 2]) for place, name in enumerate(OTHERS)]
RUNS: list[Ran] = []
WIDE = """
[...document.querySelectorAll('main *, header *, footer *')]
    .filter(e => !e.closest('.scroll, .hidden, pre, .cm-editor') && e.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(e => e.outerHTML.slice(0, 120))
"""
CONTROLS = """
[...document.querySelectorAll('main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)')]
    .filter(e => e.tabIndex >= 0 && e.offsetParent !== null)
    .filter(e => !e.closest('details:not([open]) > :not(summary)'))
    .filter(e => e.type !== 'radio' || e.form.elements[e.name][0] === e).length
"""
FOCUSED = """
(() => {
    const e = document.activeElement;
    if (!e || !e.closest('main')) return null;
    const style = getComputedStyle(e);
    e.dataset.reached = '1';
    return [style.outlineStyle, style.outlineWidth, e.outerHTML.slice(0, 90)];
})()
"""


def shown(visit: Open, served: Site, name: str, lang: str = "vi", width: int = 1280, scheme: str = "light") -> Page:
    """The page of this name, opened by whoever may see it."""
    agency = served.keeper.words.agency("gl-so-yt")
    assert agency is not None
    keys = {"dataset": "beds", "gone": "gone", "evil": "evil"}
    if name in keys:
        name = f"/id/dataset/{served.key(keys[name])}"
    elif name == "agency":
        name = agency.iri.removeprefix(served.keeper.config.base)
    elif name in ("desk", "form", "errors", "withdraw"):
        key = served.key("beds")
        path = {"desk": "/desk", "withdraw": f"/desk/dataset/{key}/withdraw"}.get(name, f"/desk/dataset/{key}")
        page = visit(f"{path}?lang={lang}", lang, width, "gl-so-yt", scheme)
        if name == "errors":
            page.fill("#dct-title-0-vi", "")
            page.fill("#dct-issued-0", "31/02/2026")
            page.click("button[value=check]")
        return page
    elif name in ("checked", "unchecked"):
        page = visit(f"/check?{'sample=1&' if name == 'checked' else ''}lang={lang}", lang, width, "", scheme)
        page.click("main form button[type=submit]")
        return page
    elif name.startswith("case"):
        account = "gl-so-yt" if name == "case-agency" else "kiem-duyet"
        page = visit(f"/audit/case/{waiting(served).number}?lang={lang}", lang, width, account, scheme)
        if name == "case-wrong":
            page.fill("#until", "31/02/2027")
            page.click(".sheet button[type=submit]")
        return page
    elif name.startswith("run"):
        one = ran(served)
        path = f"/desk/runs/{one.done}/dataset/{one.key}" if name == "run-record" else f"/desk/runs/{one.done}"
        return visit(f"{path}?lang={lang}", lang, width, "gl-so-yt", scheme)
    elif name.startswith("source"):
        account = "gl-so-yt" if name == "source-wrong" else "van-hanh"
        page = visit(f"{entered(served, name)}?lang={lang}", lang, width, account, scheme)
        if name == "source-wrong":
            page.click("main form button[type=submit]")
        return page
    elif name == "admin":
        return visit(f"/admin?lang={lang}", lang, width, "van-hanh", scheme)
    elif name == "consumers":
        return visit(f"/admin/consumers?lang={lang}", lang, width, "van-hanh", scheme)
    return visit(f"{name}{'&' if '?' in name else '?'}lang={lang}", lang, width, "", scheme)


def waiting(served: Site) -> Case:
    """A case that waits for a reviewer: of a dataset under the very name of a ministry's."""
    keeper = served.keeper
    if not keeper.cases.all(CaseState.OPEN):
        title = next(iter(keeper.words.ministries.values())).title_vi
        copied = good(keeper.words, keeper.config.base, "copied", title=title)
        keeper.intake.take([candidate(copied, is_form=True)])
    return keeper.cases.all(CaseState.OPEN)[0]


def entered(served: Site, name: str) -> str:
    """The path of a page about a source, which was proposed when it is first asked for."""
    book = served.keeper.source_book
    if not book.all():
        said = {
            "slug": "nguon",
            "kind": "ckan",
            "url": "https://x.example/",
            "agency": "gl-so-yt",
            "schedule": "daily 02:30",
        }
        book.enter(said, State.PROPOSED, By("gl-so-yt", "An"))
        run_row(served, DONE, "nguon", counts='{"created": 3}')
    paths = {"source-wrong": "/desk/sources/new", "source-defaults": "/admin/sources/nguon/defaults"}
    return paths.get(name, "/admin/sources/nguon")


def ran(served: Site) -> Ran:
    """Harvest runs of that site, put down when they are first asked for."""
    if not RUNS:
        RUNS.append(harvested(served))
    return RUNS[0]


def faults(page: Page, axe: str) -> list[str]:
    """What axe finds, one line a node."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})")
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:160]}"
            for one in found["violations"] for node in one["nodes"]]  # fmt: skip


@pytest.mark.parametrize(("name", "lang", "width"), EVERYWHERE)
def test_axe_finds_nothing_and_nothing_is_too_wide(
    visit: Open, served: Site, axe: str, name: str, lang: str, width: int
) -> None:
    page = shown(visit, served, name, lang, width)
    assert page.locator("html").get_attribute("lang") == lang
    assert not faults(page, axe)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert not page.evaluate(WIDE)
    said = [line for line in page.said if "status of 4" not in line]  # type: ignore[attr-defined]
    assert not said, "the console is quiet: no breach of the content security policy"


@pytest.mark.parametrize("name", ["/", SEARCH, "dataset", "errors", QUERY, "/audit/freshness", "checked", "case-wrong"])
def test_axe_finds_nothing_in_the_dark(visit: Open, served: Site, axe: str, name: str) -> None:
    assert not faults(shown(visit, served, name, scheme="dark"), axe)


@pytest.mark.parametrize("name", ["form", SEARCH, "desk", "checked", "case"])
def test_every_control_is_reached_by_keyboard_and_its_focus_is_seen(visit: Open, served: Site, name: str) -> None:
    page = shown(visit, served, name)
    wanted = page.evaluate(CONTROLS)
    unseen = []
    page.locator("#main").focus()
    for _ in range(wanted + 40):
        page.keyboard.press("Tab")
        seen = page.evaluate(FOCUSED)
        if seen and (seen[0] == "none" or seen[1] == "0px"):
            unseen.append(seen)
    assert not unseen
    assert page.evaluate("document.querySelectorAll('[data-reached]:not(.scroll)').length") >= wanted


def test_the_skip_link_comes_first(visit: Open) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_markup_in_a_title_does_nothing(visit: Open, served: Site) -> None:
    for path in (f"/id/dataset/{served.key('evil')}", "/datasets", "/", "/catalog", "/audit/freshness"):
        page = visit(path)
        assert not page.said  # type: ignore[attr-defined]
        assert page.evaluate("document.querySelectorAll('script:not([src], [type*=json]), img, [onerror]').length") == 0


def test_a_dataset_is_described_and_published_without_scripts(visit: Open, served: Site) -> None:
    page = visit("/desk", account="gl-so-yt", scripts=False)
    page.click("text=Ghi tập dữ liệu mới")
    page.fill("#dct-title-0-vi", "Ghế đá không cần mã lệnh")
    page.fill("#dct-description-0-vi", "Vị trí các ghế đá trong sân.")
    for name, label in (
        ("#reg-field-0", "Y tế"),
        ("#dct-accrualPeriodicity-0", "Hằng quý"),
        ("#dct-accessRights-0", "Công khai"),
        ("#reg-personalData-0", "Không có dữ liệu cá nhân"),
    ):
        page.select_option(name, label=label)
    page.select_option("#dct-license-0", index=1)
    page.fill("#dct-issued-0", "5/10/2026")
    page.fill("#dct-identifier-0", "SYT-9")
    page.fill("#dcat-contactPoint-0-vcard-fn-0", "Phòng Nghiệp vụ")
    page.fill("#dcat-contactPoint-0-vcard-hasEmail-0", "nv@example.vn")
    page.fill("#dct-spatial-0-skos-prefLabel-0-vi", "Toàn tỉnh")
    page.fill("#dcat-distribution-0-dcat-accessURL-0", "D:\\ghe-da.xlsx")
    page.click(".finish >> text=Công bố")
    expect(page).to_have_title(re.compile("^Lỗi: "))
    page.click(".error-summary a")
    assert page.input_value("#dcat-distribution-0-dcat-accessURL-0") == "D:\\ghe-da.xlsx"
    page.click("button[value='add:dcat_distribution']")
    expect(page.locator("#dcat-distribution-1-dcat-accessURL-0")).to_be_visible()
    expect(page.locator("#dcat-distribution-1-dct-title-0-vi")).to_be_focused()
    page.fill("#dcat-distribution-1-dcat-accessURL-0", "https://example.vn/hai.csv")
    page.click("button[value='remove:dcat_distribution.0']")
    page.click(".finish >> text=Công bố")
    expect(page.locator(".notice").first).to_contain_text("Đã công bố")
    page.click("text=Xem >> nth=0")
    assert page.locator("h1").count() == 1


def test_a_case_is_decided_without_scripts(visit: Open, served: Site) -> None:
    case = waiting(served)
    page = visit(f"/audit/case/{case.number}", account="kiem-duyet", scripts=False)
    expect(page.locator("#target")).to_be_hidden()
    page.click("text=Trùng lặp, gộp vào tập khác")
    expect(page.locator("#target")).to_be_visible()
    expect(page.locator("#until")).to_be_hidden()
    page.click("text=Chồng lấn, được miễn đến một ngày")
    page.fill("#reason", "Bộ chưa mở dữ liệu này cho tỉnh.")
    page.select_option("#basis", index=1)
    page.fill("#until", "1/1/2020")
    page.click("text=Ghi quyết định vào sổ")
    expect(page).to_have_title(re.compile("^Lỗi: "))
    page.click(".error-summary a")
    expect(page.locator("#until")).to_be_focused()
    assert page.input_value("#reason") == "Bộ chưa mở dữ liệu này cho tỉnh."
    page.fill("#until", "31/12/2028")
    page.click("text=Ghi quyết định vào sổ")
    expect(page.locator("main .notice").first).to_contain_text("Đã ghi quyết định vào sổ")
    expect(page.locator("h1")).to_contain_text("được miễn")


def test_a_description_is_checked_mended_and_checked_again_without_scripts(visit: Open) -> None:
    page = visit("/check", scripts=False)
    page.click("text=Điền một mô tả mẫu")
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_have_text(re.compile("^Chưa đạt: có "))
    expect(page.locator(".findings").first).to_contain_text("Thiếu “Địa chỉ truy cập”.")
    text = page.input_value("#text")
    for fault, mended in (
        ('"31/01/2026"', '"2026-01-31"'),
        ("ANNUAL", "QUARTERLY"),
        ('dcat:byteSize "3,4 MB"', "dcat:accessURL <https://example.vn/gia-dat.csv>"),
    ):
        text = text.replace(fault, mended)
    page.fill("#text", text)
    page.click("main form button[type=submit]")
    expect(page.locator("h1")).to_have_text("Đạt: không có chỗ nào phải sửa")


def test_a_file_is_chosen_and_its_report_taken_as_a_table(visit: Open, tmp_path: Path) -> None:
    file = tmp_path / "mô tả.ttl"
    file.write_text("<http://example.vn/d> a <http://www.w3.org/ns/dcat#Dataset> .", "utf-8")
    page = visit("/check")
    page.set_input_files("#file", file)
    page.select_option("#format", "csv")
    with page.expect_download() as started:
        page.click("main form button[type=submit]")
    assert started.value.suggested_filename == "report.csv"
    assert "dcat-ap/dataset-title" in Path(started.value.path()).read_text("utf-8-sig")


def test_the_query_page_works_without_scripts(visit: Open) -> None:
    page = visit("/sparql", scripts=False)
    page.fill("#query", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    page.click("text=Chạy truy vấn")
    expect(page.locator("table.bindings td")).to_be_visible()


def test_the_editor_sends_what_is_typed_in_it(visit: Open) -> None:
    page = visit("/sparql")
    editor = page.locator(".cm-content")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK { ?s ?p ?o }")
    page.click("text=Chạy truy vấn")
    expect(page.locator("#kq")).to_have_text("Kết quả: đúng")


def test_a_draft_is_saved_while_typing(visit: Open, served: Site) -> None:
    page = visit("/desk", account="gl-so-yt")
    page.click("text=Ghi tập dữ liệu mới")
    page.fill("#dct-title-0-vi", "Đang gõ dở")
    expect(page.locator("#saved")).to_have_text("Bản nháp vừa được lưu.", timeout=20_000)
    page.reload()
    assert page.input_value("#dct-title-0-vi") == "Đang gõ dở"
    page.fill("#dct-title-0-vi", "Gõ tiếp")
    page.click(".finish >> text=Lưu nháp")
    expect(page.locator("main .notice").first).to_contain_text("Đã lưu nháp")
