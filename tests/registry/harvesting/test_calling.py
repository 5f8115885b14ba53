"""How sources are asked: again where that may help, later where they say so, by POST where they will not have GET."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from harvesters.answers import Limits
from harvesters.door import Body, Conditional, Refused, Snapshot, Unchanged
from harvesters.politeness import Politeness
from harvesters.source import Source
from registry.config import Config
from registry.harvesting.calling import Answer, Calls
from registry.harvesting.credentials import Credentials
from registry.harvesting.patience import Patience
from tests.harvesters import hostile
from tests.harvesters.hostile import Script, send, serving, turtle
from tests.registry.desk import Ticking

QUICK = Limits(connect=2, idle=0.4, total=0.8, wire_bytes=50_000, decoded_bytes=100_000)


class Waiting:
    """Waits without waiting; the clock moves along."""

    def __init__(self, clock: Ticking) -> None:
        self.clock = clock
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.clock.now += timedelta(seconds=seconds)
        return False


@pytest.fixture
def waiting(clock: Ticking) -> Waiting:
    return Waiting(clock)


@pytest.fixture
def calls(tmp_path: Path, engine: Engine, clock: Ticking, waiting: Waiting) -> Iterator[Calls]:
    credentials = Credentials(tmp_path / "credentials.toml")
    calls = Calls(Config(tmp_path), credentials, Patience(engine, clock), waiting, QUICK)
    calls.politeness = Politeness(0, 0)
    yield calls


def told(url: str, kind: str = "dcat") -> Source:
    return Source("nguon", kind, url, "gl-so-yt", {"vi": "x", "en": "x"}, allow_private=True)


def one_after_another(*scripts: Script) -> Script:
    """Another answer each time; the last one for ever."""
    left = list(scripts)

    def script(connection: socket.socket, path: str) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(connection, path)

    return script


def ask(calls: Calls, script: Script, tmp_path: Path, kind: str = "dcat") -> tuple[Answer, hostile.Hostile]:
    with serving({"/": script}) as server:
        return calls.fetch(told(server.url(), kind), server.url(), tmp_path / "answer"), server


@pytest.mark.parametrize("bad", [hostile.hang_up, hostile.chunk_cut, send(502, b""), send(503, b""), send(429, b"")])
def test_what_may_pass_is_tried_again(calls: Calls, bad: Script, tmp_path: Path, waiting: Waiting) -> None:
    answer, server = ask(calls, one_after_another(bad, bad, turtle()), tmp_path)
    assert isinstance(answer, Snapshot) and len(server.seen) == 3
    first, second = waiting.waited
    assert 0.25 <= first <= 0.5 <= second <= 1.0


@pytest.mark.parametrize(
    "bad", [send(404, b""), send(500, b""), send(403, b""), hostile.silent(1), hostile.packed(b"\0" * 5_000_000)]
)
def test_what_will_not_pass_is_asked_once(calls: Calls, bad: Script, tmp_path: Path) -> None:
    answer, server = ask(calls, one_after_another(bad, turtle()), tmp_path)
    assert isinstance(answer, Refused) and len(server.seen) == 1


def test_a_source_that_never_answers_is_asked_three_times(calls: Calls, tmp_path: Path) -> None:
    answer, server = ask(calls, hostile.hang_up, tmp_path)
    assert isinstance(answer, Refused) and answer.slug == "connection" and len(server.seen) == 3


def test_a_short_wait_that_is_asked_for_is_waited(calls: Calls, tmp_path: Path, waiting: Waiting) -> None:
    answer, server = ask(calls, one_after_another(send(503, b"", "Retry-After: 7"), turtle()), tmp_path)
    assert isinstance(answer, Snapshot) and len(server.seen) == 2
    assert [round(seconds) for seconds in waiting.waited] == [7]


def test_a_long_one_ends_it_and_the_host_is_left_alone_until_then(
    calls: Calls, tmp_path: Path, engine: Engine, clock: Ticking, waiting: Waiting
) -> None:
    with serving({"/": one_after_another(send(429, b"", "Retry-After: 600"), turtle())}) as server:
        answer = calls.fetch(told(server.url()), server.url(), tmp_path / "a")
        assert isinstance(answer, Refused) and answer.slug == "busy"
        assert 590 <= (answer.retry_after or 0) <= 600 and "không hỏi lại trước" in answer.reason_vi
        # Not after a restart either.
        again = replace(calls, patience=Patience(engine, clock))
        assert isinstance(again.fetch(told(server.url()), server.url(), tmp_path / "a"), Refused)
        assert len(server.seen) == 1 and not waiting.waited
        clock.now += timedelta(seconds=601)
        assert isinstance(calls.fetch(told(server.url()), server.url(), tmp_path / "a"), Snapshot)


def test_who_asks_for_patience_without_end_gets_it(calls: Calls, tmp_path: Path) -> None:
    answer, server = ask(calls, send(503, b"", "Retry-After: 5"), tmp_path)
    assert isinstance(answer, Refused) and answer.slug == "busy" and len(server.seen) == 3


def test_a_registry_that_stops_does_not_wait(calls: Calls, tmp_path: Path) -> None:
    stopping = replace(calls, pause=lambda seconds: True)
    answer, server = ask(stopping, send(503, b"", "Retry-After: 5"), tmp_path)
    assert isinstance(answer, Refused) and len(server.seen) == 1


def test_a_catalogue_that_will_not_have_get_is_asked_by_post(calls: Calls, tmp_path: Path) -> None:
    def only_post(connection: socket.socket, path: str) -> None:
        asked = server.seen[-1].startswith("POST")
        (send(200, b"<x/>", "Content-Type: application/xml") if asked else send(405, b""))(connection, path)

    with serving({"/csw": only_post}) as server:
        source = told(server.url("/csw"), "csw")
        url = server.url("/csw?service=CSW&request=GetRecords&startPosition=51")
        for _ in range(2):
            answer = calls.fetch(source, url, tmp_path / "a")
            assert isinstance(answer, Snapshot) and answer.url == url, "the next page is counted from it"
        assert [head.partition(" ")[0] for head in server.seen] == ["GET", "POST", "POST"]
        refused = calls.fetch(replace(source, kind="dcat", slug="x"), server.url("/csw"), tmp_path / "a")
        assert isinstance(refused, Refused) and refused.status == 405


def test_when_post_fails_too_the_first_refusal_is_told(calls: Calls, tmp_path: Path) -> None:
    answer, server = ask(calls, send(404, b""), tmp_path, "csw")
    assert isinstance(answer, Refused) and answer.status == 404 and len(server.seen) == 2


def test_secrets_are_for_the_sources_own_origin_alone(calls: Calls, tmp_path: Path) -> None:
    """A page's link to the next may lead elsewhere: there the source is asked without its secret."""
    path = tmp_path / "credentials.toml"
    path.write_text('[nguon]\nbearer = "canary"\n')
    path.chmod(0o600)
    with serving({"/": turtle()}) as own, serving({"/": turtle()}) as other:
        calls.config = replace(calls.config, allow_hosts=("127.0.0.1",))
        for server in (own, other):
            calls.fetch(told(own.url()), server.url(), tmp_path / "a")
    assert "Authorization: Bearer canary" in own.seen[0]
    assert "canary" not in other.seen[0]
    path.chmod(0o644)
    refused = calls.fetch(told(own.url()), own.url(), tmp_path / "a")
    assert isinstance(refused, Refused) and refused.slug == "credentials" and "0600" in refused.reason_en


def test_what_is_known_need_not_be_sent_again_for_a_week(calls: Calls, tmp_path: Path, clock: Ticking) -> None:
    def frozen(connection: socket.socket, path: str) -> None:
        is_known = "If-None-Match" in server.seen[-1]
        (send(304, b"") if is_known else turtle(hostile.TURTLE, 'ETag: "1"'))(connection, path)

    with serving({"/": frozen}) as server:

        def again() -> Answer:
            return calls.fetch(told(server.url()), server.url(), tmp_path / "a", Conditional('"1"'))

        assert isinstance(again(), Snapshot), "when it was whole last is not known"
        clock.now += timedelta(days=6)
        assert isinstance(again(), Unchanged) and 'If-None-Match: "1"' in server.seen[1]
        clock.now += timedelta(days=2)
        assert isinstance(again(), Snapshot), "a mark is believed for a week"


def test_a_document_is_sent_where_the_operator_allows_it(calls: Calls, tmp_path: Path) -> None:
    body = Body(b"{}", "application/json")
    with serving({"/": send(202, b"")}) as server:
        refused = calls.send(server.url(), tmp_path / "a", body)
        assert refused is not None and refused.slug == "private-address"
        calls.config = replace(calls.config, allow_hosts=(f"127.0.0.1:{server.port}",))
        assert calls.send(server.url(), tmp_path / "a", body) is None


def test_what_is_no_address_is_refused(calls: Calls, tmp_path: Path) -> None:
    for url in ("http://127.0.0.1:99999/", "nothing", "http://["):
        answer = calls.fetch(told("http://127.0.0.1/"), url, tmp_path / "a")
        assert isinstance(answer, Refused) and answer.reason_vi
