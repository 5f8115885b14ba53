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


def test_a_single_question_goes_before_the_many_of_another() -> None:
    line = FairLine()
    places = [line.join(client) for client in "aaaab"]
    assert served(line, places) == ["a", "b", "a", "a", "a"]


def test_what_ended_no_longer_counts() -> None:
    line = FairLine()
    for _ in range(2):
        line.begun("a")
        line.ended("a")
    first, second = line.join("a"), line.join("b")
    assert line.is_next(first) and not line.is_next(second)


@given(some.lists(some.sampled_from("abc"), max_size=12))
def test_everybody_is_served_once_and_nobody_twice_before_another(clients: list[str]) -> None:
    line = FairLine()
    order = served(line, [line.join(client) for client in clients])
    assert sorted(order) == sorted(clients) and len(line) == 0
    waiting = {client: clients.count(client) for client in clients}
    taken = dict.fromkeys(clients, 0)
    for client in order:
        assert all(taken[client] <= taken[other] for other in clients if taken[other] < waiting[other])
        taken[client] += 1
