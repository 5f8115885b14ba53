"""The line before the workers: who has least under way goes first, among equals who came first; nobody is forgotten."""

from hypothesis import given
from hypothesis import strategies as some

from registry.workers.fair_line import FairLine, Place


def served(line: FairLine, places: list[Place]) -> list[str]:
    """The order in which those who wait are served when nobody's question ends meanwhile."""
    order = []
    while places:
        (place,) = [one for one in places if line.is_next(one)]
        places.remove(place)
        line.leave(place)
        line.begun(place.client)
        order.append(place.client)
    return order


def joined(line: FairLine, *places: Place) -> list[Place]:
    for place in places:
        line.join(place)
    return list(places)


def test_a_single_question_goes_before_the_many_of_another() -> None:
    line = FairLine(9)
    assert served(line, joined(line, *map(Place, "aaaab"))) == ["a", "b", "a", "a", "a"]


def test_what_ended_no_longer_counts() -> None:
    line = FairLine(9)
    for _ in range(2):
        line.begun("a")
        line.ended("a")
    first, second = joined(line, Place("a"), Place("b"))
    assert line.is_next(first) and not line.is_next(second)


@given(some.lists(some.sampled_from("abc"), max_size=12))
def test_everybody_is_served_once_and_nobody_twice_before_another(clients: list[str]) -> None:
    line = FairLine(12)
    order = served(line, joined(line, *map(Place, clients)))
    assert sorted(order) == sorted(clients) and len(line) == 0
    waiting = {client: clients.count(client) for client in clients}
    taken = dict.fromkeys(clients, 0)
    for client in order:
        assert all(taken[client] <= taken[other] for other in clients if taken[other] < waiting[other])
        taken[client] += 1


def test_who_used_less_lately_goes_first() -> None:
    line = FairLine(9)
    assert served(line, joined(line, Place("a", 30.0), Place("b", 2.0), Place("c"))) == ["c", "b", "a"]


def test_a_question_that_had_its_short_turn_waits_for_a_long_one() -> None:
    line = FairLine(9)
    long, new = joined(line, Place("a", is_long=True), Place("b", 5.0))
    assert line.is_next(long) and not line.is_next(new)
    assert line.is_next(new, short_only=True) and not line.is_next(long, short_only=True)
    line.leave(new)
    assert not line.is_next(long, short_only=True)


def test_a_full_line_puts_out_who_would_be_served_last() -> None:
    line = FairLine(2)
    first, greedy, last = joined(line, Place("a", 1.0), Place("b", 50.0), Place("c", 1.0))
    line.shorten()
    assert [one.is_out for one in (first, greedy, last)] == [False, True, False]
    assert not line.is_next(greedy)
    line.leave(greedy)
    (late,) = joined(line, Place("d", 1.0))
    line.shorten()
    assert late.is_out and not first.is_out, "among equals who came last"


def test_less_under_way_counts_before_less_used() -> None:
    line = FairLine(9)
    line.begun("a")
    busy, idle = joined(line, Place("a"), Place("b", 50.0))
    assert line.is_next(idle) and not line.is_next(busy)


def test_who_was_put_out_is_served_no_more_and_puts_out_nobody_else() -> None:
    line = FairLine(1)
    first, second = joined(line, Place("a", 1.0), Place("b", 2.0))
    line.shorten()
    line.shorten()
    assert (first.is_out, second.is_out) == (False, True)
    line.leave(first)
    assert not line.is_next(second)


def test_of_who_has_nothing_under_way_nothing_is_kept() -> None:
    line = FairLine(9)
    line.begun("a")
    line.ended("a")
    assert not line._under_way, "strangers' addresses would gather for ever"


def test_a_line_full_of_one_clients_questions_lets_another_in() -> None:
    """The workers are busy with somebody else's: the many have nothing under way, and used nothing yet."""
    line = FairLine(3)
    *many, single = joined(line, *map(Place, "aaab"))
    line.shorten()
    assert [one.is_out for one in many] == [False, False, True] and not single.is_out
    assert line.is_next(many[0])
    line.leave(many[0])
    assert line.is_next(many[1]) and not line.is_next(single), (
        "its next is as good as the first of another, and came first"
    )
