"""The log of who takes what: counted exactly, bounded, and without a word about persons."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert
from sqlalchemy.exc import OperationalError

from registry import schema
from registry.clock import stamp
from registry.feeds import consumers as log
from registry.feeds.consumers import Consumer, Consumers, Taken, consumer_of, together

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
PORTAL = Consumer("name", "data.gov.vn")


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def on(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def consumers(engine: Engine, watch: Watch) -> Consumers:
    return Consumers(engine, watch)


def entered(engine: Engine, seq: int, at: datetime, act: str = "publish") -> None:
    names = ("actor", "person", "record", "digest_before", "digest_after", "reason", "previous", "hash")
    with engine.begin() as connection:
        row = {"seq": seq, "at": stamp(at), "act": act, "dictionary": 0, **dict.fromkeys(names, "")}
        connection.execute(insert(schema.entry), row)


@pytest.mark.parametrize(
    ("name", "agent", "who"),
    [
        ("data.gov.vn", "curl/8.5.0", ("name", "data.gov.vn")),
        ("", "curl/8.5.0", ("program", "curl")),
        ("Cổng Dữ liệu", "python-requests/2.32", ("program", "python-requests")),
        ("a" * 41, "", ("program", "-")),
        ("", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/130.0", ("program", "Mozilla")),
        ("", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", ("program", "Googlebot")),
        ("", "\x00\r\n", ("program", "-")),
        ("", "x" * 5000, ("program", "x" * 80)),
        ("203.0.113.7", "203.0.113.7", ("program", "-")),
        ("0912-345-678", "2001:db8::1", ("program", "-")),
        ("", "nguyen.van.a@example.org", ("program", "-")),
        ("", "Mozilla/5.0 (compatible; nguyen.van.a@example.org)", ("program", "Mozilla")),
        ("7-zip", "curl", ("name", "7-zip")),
    ],
)
def test_a_consumer_is_known_by_its_own_name_or_its_programs(name: str, agent: str, who: tuple[str, str]) -> None:
    assert consumer_of(name, agent) == who


@given(st.text(max_size=120), st.text(max_size=120))
def test_whatever_is_sent_becomes_a_short_name_of_plain_signs(name: str, agent: str) -> None:
    kind, said = consumer_of(name, agent)
    assert kind in (log.NAMED, log.PROGRAM) and 0 < len(said) <= 80 and said.isascii() and said.isprintable()


def test_answers_are_counted_and_written_once_a_minute(consumers: Consumers, watch: Watch) -> None:
    consumers.count(PORTAL, "dcat", 1000, 7)
    watch.on(seconds=2)
    consumers.count(PORTAL, "dcat", 500, 7, is_last=True)
    consumers.failed(PORTAL, "dcat")
    assert consumers.all() == ()
    consumers.flush()
    watch.on(minutes=1)
    consumers.count(PORTAL, "dcat", 0, 9)
    consumers.flush()
    (one,) = consumers.all()
    walked = stamp(NOW + timedelta(seconds=2))
    first, last = stamp(NOW), stamp(NOW + timedelta(seconds=62))
    assert one == Taken(*PORTAL, "dcat", 4, 1, 1500, first, last, 9, 7, 1, walked, "2026-11-22")


def test_up_to_date_is_who_ended_a_walk_before_the_next_change(
    engine: Engine, consumers: Consumers, watch: Watch
) -> None:
    entered(engine, 5, NOW - timedelta(hours=1))
    entered(engine, 6, NOW + timedelta(seconds=20))
    entered(engine, 7, NOW + timedelta(seconds=21), "refuse")
    consumers.count(PORTAL, "dcat", 1, 5, is_last=True)
    consumers.flush()
    assert consumers.all()[0].up_to_date == "2026-11-22"
    watch.on(days=1)
    consumers.count(PORTAL, "dcat", 1, 5, is_last=True)
    consumers.flush()
    assert (consumers.all()[0].walks, consumers.all()[0].up_to_date) == (2, "2026-11-22")
    assert consumers.behind([0, 5, 6, 7]) == {0: 2, 5: 1, 6: 0, 7: 0}


def test_new_names_beyond_a_days_measure_are_counted_together(
    engine: Engine, consumers: Consumers, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_NEW", 3)
    consumers.flush()
    for number in range(10):
        consumers.count(Consumer("program", f"bot{number}"), "dcat", 1)
    consumers.flush()
    again = Consumers(engine, watch)  # a restart opens no new measure
    again.count(Consumer("program", "bot0"), "dcat", 1)
    again.count(Consumer("program", "bot11"), "dcat", 1)
    again.flush()
    told = {one.name: one.requests for one in again.all()}
    assert told == {"bot0": 2, "bot1": 1, "bot2": 1, "": 8}
    watch.on(days=2)
    again.flush()
    again.count(Consumer("program", "bot11"), "dcat", 1)
    again.flush()
    assert "bot11" in {one.name for one in again.all()}


def test_who_walks_an_older_state_again_keeps_what_it_reached(consumers: Consumers, watch: Watch) -> None:
    for position in (9, 5):
        consumers.count(PORTAL, "dcat", 1, position, is_last=True)
        consumers.flush()
        watch.on(minutes=1)
    (one,) = consumers.all()
    assert (one.reached, one.walks, one.walked) == (9, 2, stamp(NOW + timedelta(minutes=1)))


def test_a_days_new_names_at_every_door_do_not_drive_out_who_is_known(consumers: Consumers, watch: Watch) -> None:
    consumers.count(PORTAL, "dcat", 1, 5, is_last=True)
    consumers.flush()
    for number in range(10_000):
        consumers.count(Consumer("name", f"flood{number // 9}"), f"door{number % 9}", 1)
        if number % 1000 == 0:
            watch.on(minutes=1)
            consumers.flush()
    consumers.flush()
    names = [one.name for one in consumers.all()]
    assert PORTAL.name in names and len(names) <= log.MOST_NEW + 9


def test_who_was_not_seen_for_longest_goes_first(
    consumers: Consumers, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "MOST_KEPT", 2)
    for number in range(4):
        watch.on(minutes=1)
        consumers.count(Consumer("program", f"bot{number}"), "dcat", 1)
        consumers.flush()
    assert [one.name for one in consumers.all()] == ["bot3", "bot2"]
    watch.on(days=401)
    consumers.flush()
    assert consumers.all() == ()


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=2, max_size=6), st.integers(1, 5))
def test_it_does_not_matter_when_counts_are_put_together(answers: list[tuple[int, bool]], cut: int) -> None:
    times = (stamp(NOW + timedelta(seconds=number)) for number in count())
    told = [
        Taken("name", "a", "dcat", 1, 0, 3, at, at, position, *((position, 1, at) if is_last else (0, 0, "")))
        for (position, is_last), at in zip(answers, times, strict=False)
    ]

    def whole(some: list[Taken]) -> Taken:
        first, *others = some
        for one in others:
            first = together(first, one)
        return first

    cut = min(cut, len(told) - 1)
    assert whole(told) == together(whole(told[:cut]), whole(told[cut:]))


def test_what_could_not_be_written_is_written_the_next_time(consumers: Consumers, engine: Engine) -> None:
    consumers.count(PORTAL, "dcat", 1)
    with engine.begin() as connection:
        log.consumption.drop(connection)
    with pytest.raises(OperationalError):
        consumers.flush()
    consumers.count(PORTAL, "dcat", 2)
    with engine.begin() as connection:
        log.consumption.create(connection)
    consumers.flush()
    assert (consumers.all()[0].requests, consumers.all()[0].size) == (2, 3)
