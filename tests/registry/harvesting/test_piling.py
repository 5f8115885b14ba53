"""The pages of a run: none of a list comes twice, and together they stay within what the operator allows."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from registry.harvesting.pages import RunPage
from registry.harvesting.piling import Pile
from tests.registry.desk import Ticking

URL = "https://a.example/"


def test_a_list_whose_pages_are_all_one_is_not_gone_through(tmp_path: Path, clock: Ticking) -> None:
    pile, page = Pile(tmp_path, 1, 12, clock), RunPage(1, URL, sha256="a", came=50)
    pile.lay([page])
    assert pile.take(replace(page, sha256="b"), is_of_a_list=True) is None
    assert pile.take(replace(page, came=0), is_of_a_list=True) is None, "empty pages are alike"
    assert pile.take(page, is_of_a_list=False) is None, "many pages may lead to one"
    trouble = pile.take(page, is_of_a_list=True)
    assert trouble is not None and trouble.vi.startswith(URL) and trouble.en.startswith(URL)


def test_a_pile_that_grows_too_big_is_dropped_but_for_what_others_have(tmp_path: Path, clock: Ticking) -> None:
    for name, size in (("a", 1 << 20), ("b", 1), ("c", 7)):
        (tmp_path / name).write_bytes(b"x" * size)
    pile = Pile(tmp_path, 1, 12, clock)
    pages = [RunPage(number, URL, sha256=name) for number, name in enumerate("aab", 1)]
    assert [pile.take(page, is_of_a_list=False) is None for page in pages] == [True, True, False]
    pile.drop({"b"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "c"]


def test_pages_that_drip_for_half_a_day_are_not_waited_for(tmp_path: Path, clock: Ticking) -> None:
    pile = Pile(tmp_path, 1, 12, clock)
    assert pile.take(RunPage(1, URL), is_of_a_list=True) is None
    clock.now += timedelta(hours=12, seconds=1)
    trouble = pile.take(RunPage(2, URL), is_of_a_list=True)
    assert trouble is not None and "12" in trouble.vi and "12" in trouble.en
