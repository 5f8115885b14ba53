"""A list that was cut short is not taken for the whole: totals against what came."""

import pytest
from sqlalchemy import Engine

from harvesters.kinds import KINDS
from registry.harvesting.listings import SHORT, cut_short
from registry.harvesting.pages import LOST, Pages, RunPage
from registry.harvesting.runs import Runs

URL = "https://a.example/"


def pages_of(engine: Engine, *pages: RunPage) -> int:
    """A run with these pages."""
    runs = Runs(engine)
    run = runs.begin("so-y-te", URL, "2026-11-01T00:00:00.000000Z")
    for page in pages:
        run = runs.stage(run, (), (), "", page)
    return run.id


@pytest.mark.parametrize(
    ("pages", "is_short"),
    [
        ((RunPage(0, URL, total=55, came=50), RunPage(0, URL, total=55)), True),
        ((RunPage(0, URL, total=55, came=50), RunPage(0, URL, total=55, came=5)), False),
        ((RunPage(0, URL, total=55, came=50), RunPage(0, URL, total=50)), False),
        ((RunPage(0, URL, total=50, came=50), RunPage(0, URL, total=55, came=4)), True),
        ((RunPage(0, URL, total=55, came=15, skipped=40),), False),
        ((RunPage(0, URL, came=50),), False),
        ((RunPage(0, URL, total=9, came=1, more=("https://a.example/2",)), RunPage(0, URL, came=1)), False),
        ((RunPage(0, URL, total=9, came=8), RunPage(0, URL, state=LOST)), False),
    ],
)
def test_the_last_total_is_held_against_all_that_came(
    engine: Engine, pages: tuple[RunPage, ...], is_short: bool
) -> None:
    trouble = cut_short(engine, pages_of(engine, *pages))
    assert (trouble is not None) == is_short and (trouble is None or "55" in trouble.vi)


def test_a_list_that_ends_by_its_own_word_is_short_by_an_estimate_and_told_once(engine: Engine) -> None:
    run = pages_of(engine, RunPage(0, URL, total=9, came=8, is_end=1))
    assert cut_short(engine, run) is None and cut_short(engine, run) is None
    (told,) = Runs(engine).unreadable(run)
    (page,) = Pages(engine).of(run)
    assert (told["cause"], page.unreadable, page.kept) == (SHORT, 1, -1) and "9" in told["reason_en"]


@pytest.mark.parametrize(
    ("kind", "data", "url"),
    [
        (
            "ckan",
            b'{"success": true, "result": {"count": 9, "results": []}}',
            "https://a.example/package_search?start=6",
        ),
        ("opendatasoft", b'{"total_count": 9, "results": []}', "https://a.example/catalog/datasets?offset=6"),
        ("socrata", b'{"resultSetSize": 9, "results": []}', "https://a.example/api/catalog/v1?offset=6"),
    ],
)
def test_an_empty_page_tells_how_far_it_was_asked(kind: str, data: bytes, url: str) -> None:
    page = KINDS[kind].page(data, "application/json", url)
    assert (page.total, page.entries, page.skipped, page.next) == (9, 0, 6, None)
