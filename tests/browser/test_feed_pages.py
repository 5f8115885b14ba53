"""The pages that tell of the feeds, by keyboard alone, in the dark, on a narrow screen and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.test_browser import WIDE, faults
from tests.registry.web.site import Site

pytestmark = pytest.mark.browser

PAGES = {
    "narrowed": "/catalog?agency=gl-so-yt&modified-since=2020-01-01",
    "changes": "/changes?agency=gl-so-yt",
    "downloads": "/downloads",
    "dataset": "/id/dataset/beds",
    "gone": "/id/dataset/gone",
    "consumers": "/admin/consumers",
}
STOPS = """
[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
    .map((e, place) => e.dataset.place = place).length
"""
FOCUSED = """
(() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e)
    const isSeen = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2
        && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.left >= 0 && box.left < innerWidth
    return [Number(e.dataset.place ?? -1), isSeen ? '' : e.outerHTML.slice(0, 120)]
})()
"""


def walked(page: Page, most: int) -> list[int]:
    """The places that Tab comes to until it leaves the page; whoever looks must see where the focus is."""
    places: list[int] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        place, unseen = page.evaluate(FOCUSED)
        if place < 0 or (places and place < places[-1]):
            break
        assert not unseen
        places += [place] if places[-1:] != [place] else []  # a field of a date is three stops and a button
    return places


@pytest.mark.parametrize("name", PAGES)
def test_tab_comes_to_everything_in_order_and_out_again(visit: Open, served: Site, axe: str, name: str) -> None:
    path, _, key = PAGES[name].partition("/id/dataset/")
    path = f"/id/dataset/{served.key(key)}" if key else path
    page = visit(path, width=360, account="van-hanh" if name == "consumers" else "", scheme="dark")
    stops = page.evaluate(STOPS)
    assert walked(page, stops + 10) == list(range(stops))
    assert not page.locator("script:not([type='application/ld+json'])").count(), "without scripts it is the same page"
    assert not faults(page, axe)
    assert not page.evaluate(WIDE)


def test_the_catalogue_is_narrowed_by_keyboard_alone_and_without_scripts(visit: Open) -> None:
    page = visit("/catalog?lang=en", "en", scripts=False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#agency")).to_be_focused()
    page.keyboard.type("Department of Health, Gia Lai")
    page.keyboard.press("Tab")
    page.keyboard.type("Health")
    page.keyboard.press("Tab")
    page.keyboard.type("01012020")
    page.keyboard.press("Enter")
    expect(page.locator("main h2").first).to_have_text(
        "Health, Department of Health, Gia Lai Province, changed since 1 Jan 2020"
    )
    expect(page.locator("main .listing").last).to_contain_text("Tập sẽ thu hồi")


def test_an_address_that_leads_to_a_door_is_seen_to_be_a_link(visit: Open) -> None:
    lines = "codes => codes.map(code => getComputedStyle(code).textDecorationLine)"
    assert visit("/").eval_on_selector_all("main a > code", lines) == ["underline"] * 3
