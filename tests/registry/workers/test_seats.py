"""Seats: bulk work never takes the last one, people go first, queues are bounded and shown."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from registry.workers.errors import WorkerBusy
from registry.workers.seats import Seat, Seats


@pytest.fixture
def seats() -> Seats:
    return Seats(bulk=2, queue=3)


@pytest.fixture
def taken() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def take(seats: Seats, taken: ExitStack, seat: Seat, patience: float = 0.0) -> None:
    taken.enter_context(seats.take(seat, "job", patience))


def test_bulk_work_leaves_one_seat_for_people(seats: Seats, taken: ExitStack) -> None:
    take(seats, taken, "bulk")
    take(seats, taken, "bulk")
    with pytest.raises(WorkerBusy):
        take(seats, taken, "bulk")
    take(seats, taken, "people")
    with pytest.raises(WorkerBusy) as busy:
        take(seats, taken, "people", 0.01)
    assert busy.value.waited >= 0.01 and busy.value.vi


def test_people_may_take_every_seat(seats: Seats, taken: ExitStack) -> None:
    for _ in range(3):
        take(seats, taken, "people")
    with pytest.raises(WorkerBusy):
        take(seats, taken, "bulk")


def test_a_seat_comes_free_when_its_work_fails(seats: Seats) -> None:
    for _ in range(5):
        with pytest.raises(ValueError, match="this"), seats.take("bulk", "job", 0.0):
            raise ValueError("this")
    assert seats.standing()["bulk"].working == 0


def test_people_go_before_bulk_and_each_kind_in_the_order_of_coming() -> None:
    seats, order = Seats(bulk=1, queue=9), list[str]()

    def work(seat: Seat, name: str) -> None:
        with seats.take(seat, name, 30.0):
            order.append(name)

    waiting: list[threading.Thread] = []
    with seats.take("people", "first", 0.0), seats.take("people", "second", 0.0):
        for seat, name in (("bulk", "b1"), ("bulk", "b2"), ("people", "p1"), ("people", "p2")):
            waiting.append(threading.Thread(target=work, args=(seat, name)))
            waiting[-1].start()
            while sum(queue.waiting for queue in seats.standing().values()) < len(waiting):
                pass
    for thread in waiting:
        thread.join()
    assert order.index("p1") < order.index("b1") < order.index("b2")
    assert order.index("p1") < order.index("p2")


def test_the_queue_is_bounded_and_shown(seats: Seats, taken: ExitStack) -> None:
    for _ in range(3):
        take(seats, taken, "people")
    threads = [threading.Thread(target=lambda: _wait(seats)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while seats.standing()["people"].waiting < 3:
        pass
    with pytest.raises(WorkerBusy) as busy:
        take(seats, taken, "people", 30.0)
    assert (busy.value.waiting, busy.value.waited) == (3, 0.0)
    standing = seats.standing()["people"]
    assert (standing.working, standing.waiting) == (3, 3) and standing.longest_wait > 0
    taken.close()
    for thread in threads:
        thread.join()
    assert seats.standing()["people"].working == 0


def _wait(seats: Seats) -> None:
    with seats.take("people", "waiting", 30.0):
        pass
