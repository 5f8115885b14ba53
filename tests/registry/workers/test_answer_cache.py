"""Remembered answers: of one generation, within a number of bytes, the least used forgotten first."""

from registry.workers.answer_cache import AROUND, AnswerCache
from sparql.answering import Answer


def of(size: int) -> Answer:
    return Answer("text/csv; charset=utf-8", b"x" * (100 * size))


def room(tens: int) -> int:
    """As much as so many answers of size ten take."""
    return tens * (1_000 + AROUND)


def test_an_answer_is_remembered_for_its_generation_only() -> None:
    cache = AnswerCache(room(100))
    cache.put(1, "question", of(10))
    assert cache.get(1, "question") == of(10)
    assert cache.get(2, "question") is None
    cache.put(2, "question", of(20))
    cache.put(3, "question", of(30))
    cache.keep_only(2)
    assert cache.get(1, "question") is None and cache.get(3, "question") is None
    assert cache.get(2, "question") == of(20)


def test_the_least_used_goes_first_when_the_room_is_full() -> None:
    cache = AnswerCache(room(10))
    for name in "abcdefghij":
        cache.put(1, name, of(10))
    assert cache.get(1, "a")
    cache.put(1, "k", of(10))
    assert cache.get(1, "b") is None
    assert cache.get(1, "a") and cache.get(1, "k")


def test_an_answer_that_would_push_out_many_is_not_remembered() -> None:
    cache = AnswerCache(room(8))
    cache.put(1, "ten", of(10))
    cache.put(1, "eleven", of(11))
    assert cache.get(1, "ten") and cache.get(1, "eleven") is None


def test_putting_an_answer_twice_counts_it_once() -> None:
    cache = AnswerCache(room(8))
    for _ in range(20):
        cache.put(1, "same", of(10))
    for name in "abcdefg":
        cache.put(1, name, of(10))
    assert cache.get(1, "same")


def test_small_answers_take_room_too() -> None:
    cache = AnswerCache(100 * AROUND)
    for number in range(200):
        cache.put(1, number, of(0))
    assert cache.get(1, 99) is None and cache.get(1, 100) == of(0)
