"""Two keys and a time of grace; pure."""

from datetime import timedelta

import pytest

from registry.clock import stamp
from registry.harvesting.origins import Origin
from registry.harvesting.vanishing import Guard, left_untouched, shrinking, stands_at, vanished
from tests.registry.desk import Ticking

NOW = Ticking().now
GUARD = Guard()


def absent(name: str, days: float | None = None) -> Origin:
    """A record that is absent now, and has been missing for so many days already (None: since this run)."""
    since = "" if days is None else stamp(NOW - timedelta(days=days))
    return Origin(name, name, "f", 1, name, "", "", since)


@pytest.mark.parametrize(
    ("known", "present", "gone", "waits"),
    [
        (10, 10, 0, False),
        (10, 8, 2, False),
        (10, 7, 3, True),
        (5, 4, 1, False),
        (4, 3, 1, True),
        (1, 0, 1, True),
        (0, 0, 0, False),
        (1000, 950, 50, False),
        (1000, 949, 51, True),
        (10, 7, 0, False),
    ],
)
def test_little_may_leave_at_once(known: int, present: int, gone: int, waits: bool) -> None:
    trouble = shrinking(known, present, gone)
    assert (trouble is not None) is waits
    if trouble:
        assert str(gone) in trouble.vi and str(gone) in trouble.en


def test_the_settings_say_how_much() -> None:
    assert shrinking(10, 5, 5, guard=Guard(least=50)) is None
    assert shrinking(100, 95, 5, guard=Guard(most=4)) is not None


def test_what_waits_says_what_leaves_and_whose_names_were_confirmed() -> None:
    trouble = shrinking(10, 3, 7, public=6, confirmed=41)
    assert trouble is not None
    assert "7 tập không còn, 6 tập đang công khai" in trouble.vi and "đợt 41" in trouble.vi
    assert "7 are gone, 6 that are public" in trouble.en and "run 41" in trouble.en
    plain = shrinking(10, 3, 7, public=7)
    assert plain is not None and "công khai" not in plain.vi and "confirmed" not in plain.en


@pytest.mark.parametrize(
    ("position", "is_there"),
    [("goi-1", True), ("result 3 (goi-1)", True), ("result 3 (goi-11)", False), ("goi-11", False), ("result 1", False)],
)
def test_what_could_not_be_read_is_there_all_the_same(position: str, is_there: bool) -> None:
    assert stands_at("goi-1", ["result 2", position]) is is_there


def test_what_is_left_untouched_is_counted_with_what_could_not_be_read() -> None:
    trouble = left_untouched(3, 2)
    assert trouble is not None and left_untouched(0, 2) is None
    assert "3 tập" in trouble.vi and "2 bản ghi" in trouble.vi
    assert "3 datasets" in trouble.en and "2 records" in trouble.en


def names(origins: tuple[Origin, ...]) -> list[str]:
    return [one.record for one in origins]


def test_what_is_missing_waits_out_its_grace() -> None:
    rows = [absent("new"), absent("waiting", 6.9), absent("over", 7), absent("said")]
    fate = vanished(rows, {"said"}, NOW, GUARD, is_sound=True)
    assert names(fate.withdrawn) == ["over", "said"] and names(fate.missing) == ["new", "waiting"]
    assert fate.untouched == ()


def test_a_run_with_errors_takes_nothing_away() -> None:
    rows = [absent("new"), absent("over", 30), absent("said")]
    fate = vanished(rows, {"said"}, NOW, GUARD, is_sound=False)
    assert fate.withdrawn == () and names(fate.missing) == ["over"] and names(fate.untouched) == ["new", "said"]


def test_what_a_person_lets_go_keeps_its_grace_unless_at_once() -> None:
    rows = [absent("new"), absent("waiting", 1), absent("other")]
    allowed = {"new", "waiting"}
    fate = vanished(rows, (), NOW, GUARD, is_sound=False, allowed=allowed)
    assert (names(fate.withdrawn), names(fate.missing)) == ([], ["new", "waiting"])
    assert names(fate.untouched) == ["other"]
    fate = vanished(rows, (), NOW, GUARD, is_sound=True, allowed=allowed, at_once=True)
    assert (names(fate.withdrawn), names(fate.missing)) == (["new", "waiting"], ["other"])


def test_without_grace_what_is_gone_leaves_at_once() -> None:
    fate = vanished([absent("new")], (), NOW, Guard(grace_days=0), is_sound=True)
    assert names(fate.withdrawn) == ["new"]
