"""Turns: one at a time, and in the order of asking, however greedy the others are."""

import signal
import threading
import time
from collections.abc import Iterator

import pytest

from registry.turns import Turns

BOUND = 20


def test_a_thread_that_takes_it_again_at_once_does_not_starve_another() -> None:
    turns, stop, taken = Turns(), threading.Event(), []

    def greedy() -> None:
        while not stop.is_set():
            with turns:
                taken.append(None)
                time.sleep(0.001)

    threads = [threading.Thread(target=greedy) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        waits = []
        for _ in range(20):
            before = len(taken)
            with turns:
                waits.append(len(taken) - before)
    finally:
        stop.set()
        for thread in threads:
            thread.join(BOUND)
    assert max(waits) <= 2 * len(threads), "only those who had asked before go before"


def test_one_at_a_time_and_none_is_forgotten() -> None:
    turns, inside, most, done = Turns(), [0], [0], []

    def work(number: int) -> None:
        for _ in range(200):
            with turns:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0)
                inside[0] -= 1
        done.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(BOUND)
    assert most == [1]
    assert sorted(done) == list(range(8))


def test_an_error_inside_hands_it_on() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    with turns:
        pass


@pytest.fixture
def interruptible() -> Iterator[None]:
    """An interrupt is an interrupt also where the tests were started behind the scenes, with interrupts turned off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_while_waiting_leaves_the_queue_whole() -> None:
    turns, held, leave, after = Turns(), threading.Event(), threading.Event(), threading.Event()
    main = threading.get_ident()

    def hold() -> None:
        with turns:
            held.set()
            threading.Timer(0.2, signal.pthread_kill, (main, signal.SIGINT)).start()
            leave.wait(BOUND)

    def wait() -> None:
        with turns:
            after.set()

    holder, waiter = threading.Thread(target=hold), threading.Thread(target=wait)
    holder.start()
    assert held.wait(BOUND)
    with pytest.raises(KeyboardInterrupt), turns:
        pass
    waiter.start()
    leave.set()
    assert after.wait(BOUND), "the turn went to somebody who had given up"
    holder.join(BOUND)
    waiter.join(BOUND)
