"""The pages of a run: none of a list comes twice, and together they stay within what the operator allows."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from registry.harvesting.fetching import LEFT_FOR, meet, sweep
from registry.harvesting.pages import RunPage
from registry.harvesting.piling import Pile
from registry.harvesting.vanishing import Trouble
from tests.registry.desk import Ticking

URL = "https://a.example/"


def test_a_list_whose_pages_are_all_one_is_not_gone_through(tmp_path: Path, clock: Ticking) -> None:
    pile, page = Pile(tmp_path, 1, 12, clock), RunPage(1, URL, sha256="a", came=50)
    pile.lay([page])
    assert pile.take(replace(page, sha256="b")) is None
    assert pile.take(replace(page, came=0)) is None, "empty pages are alike"
    trouble = pile.take(page)
    assert trouble is not None and trouble.vi.startswith(URL) and trouble.en.startswith(URL)


def test_where_a_page_leads_to_several_the_last_of_them_too_may_be_like_another(tmp_path: Path, clock: Ticking) -> None:
    page = RunPage(1, URL, sha256="a", came=1)
    for is_cut_short in (False, True):
        pile = Pile(tmp_path, 1, 12, clock)
        leading = RunPage(1, URL, sha256="m", more=(f"{URL}2",))
        pile.lay([leading]) if is_cut_short else pile.take(leading)
        assert [pile.take(page), pile.take(page)] == [None, None]


def test_a_pile_that_grows_too_big_is_left_but_for_what_others_have(
    tmp_path: Path, clock: Ticking, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, size in (("a", 1 << 20), ("b", 1), ("c", 7), ("d", 1)):
        (tmp_path / name).write_bytes(b"x" * size)
    pile = Pile(tmp_path, 1, 12, clock)
    pages = [RunPage(number, URL, sha256=name) for number, name in enumerate("aabd", 1)]
    assert [pile.has_room_for(page) for page in pages] == [True] * 4
    assert [pile.take(page) is None for page in pages[:2]] == [True, True]
    assert [pile.has_room_for(page) for page in pages] == [True, True, False, False]
    assert [pile.take(page) is None for page in pages[2:]] == [False, False]
    pile.drop(lambda digests: {"b"} & set(digests))
    sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 4, "another run may be at reading them still"
    meet(tmp_path / "d")  # as one that was does once it has
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + LEFT_FOR + 1)
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c", "d"]


def test_pages_that_drip_for_half_a_day_are_not_waited_for(tmp_path: Path, clock: Ticking) -> None:
    pile = Pile(tmp_path, 1, 12, clock)
    assert pile.in_time((URL,)) == (URL,)
    clock.now += timedelta(hours=12, seconds=1)
    trouble = pile.in_time((URL,))
    assert isinstance(trouble, Trouble) and "12" in trouble.vi and "12" in trouble.en
    assert pile.in_time(()) == (), "all was read, however late"
    circle = Trouble("vòng tròn", "circle")
    assert pile.in_time(circle) is circle, "what is wrong with the pages is said, however late"
