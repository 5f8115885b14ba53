"""Which address follows a page, and what is kept of it; pure."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvesters.source import Snapshot
from registry.harvesting.pages import RunPage
from registry.harvesting.turning import Opened, fresh, further_after, next_after, noticed
from registry.harvesting.vanishing import Trouble

URL = "https://a.example/"
WRONG = Trouble("hỏng", "broken")
SNAPSHOT = Snapshot(URL, Path("x"), "text/turtle", "s", datetime(2026, 11, 1, tzinfo=UTC), 200, {})


def page(number: int = 1, *, leads: str = "", more: tuple[str, ...] = ()) -> RunPage:
    return RunPage(number, f"{URL}{number}", next_url=leads, more=more)


def test_the_pages_that_are_left_come_in_the_order_they_were_named() -> None:
    seen = {f"{URL}1"}
    assert further_after(page(leads=f"{URL}2"), seen, []) == (f"{URL}2",)
    assert further_after(page(), seen, []) == ()
    found = further_after(page(more=(f"{URL}3", f"{URL}1")), seen, [f"{URL}2"])
    assert isinstance(found, tuple) and set(found) == {f"{URL}2", f"{URL}3"}


def test_a_circle_is_a_trouble() -> None:
    found = further_after(page(2, leads=f"{URL}1"), {f"{URL}1", f"{URL}2"}, [])
    assert isinstance(found, Trouble) and "circle" in found.en


def test_a_page_that_was_moved_and_names_itself_is_not_asked_for_again() -> None:
    moved = RunPage(1, f"{URL}1", f"{URL}moved/1", more=(f"{URL}moved/1", f"{URL}moved/2"))
    assert further_after(moved, {moved.url}, []) == (f"{URL}moved/2",)
    linked = RunPage(1, f"{URL}1", links={"next": f"{URL}2"})
    assert further_after(linked, {linked.url}, []) == (f"{URL}2",), "the header leads on as well"


@pytest.mark.parametrize(
    ("said", "coming"),
    [
        ({"next": f"{URL}2", "more": [], "notices": []}, f"{URL}2"),
        ({"next": None, "more": [f"{URL}3"], "notices": []}, f"{URL}3"),
        ({"next": None, "more": [], "notices": []}, ""),
        (WRONG, ""),
    ],
)
def test_what_comes_next_is_known_before_a_page_is_judged(said: dict[str, object] | Trouble, coming: str) -> None:
    assert next_after(Opened(page(), SNAPSHOT, said), {f"{URL}1"}, []) == coming


def test_of_a_page_that_is_the_same_the_next_one_is_the_same_and_of_none_there_is_none() -> None:
    assert next_after(Opened(page(leads=f"{URL}2"), SNAPSHOT, before=1), {f"{URL}1"}, []) == f"{URL}2"
    assert next_after(Opened(page(leads=f"{URL}1"), SNAPSHOT, before=1), {f"{URL}1"}, []) == "", "a circle"
    assert next_after(WRONG, set(), [f"{URL}9"]) == ""


def test_a_page_that_is_the_same_has_marks_and_hour_of_its_own() -> None:
    now = RunPage(0, URL, f"{URL}x", etag="2", last_modified="b", fetched_at="now", links={"next": URL}, sha256="s")
    assert fresh(now) == {
        "url": URL,
        "final_url": f"{URL}x",
        "links": {"next": URL},
        "etag": "2",
        "last_modified": "b",
        "fetched_at": "now",
    }


def test_what_was_left_out_of_a_page_stands_with_it() -> None:
    notice = {"slug": "x", "vi": "bỏ", "en": "left out"}
    assert noticed(page(), {"notices": [notice]}).notices == (notice,)
    assert noticed(page(), WRONG) == page()
