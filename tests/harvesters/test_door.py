"""The door against a server that lies, drips, cuts and leads astray: each ends in a value, within its limit."""

import gzip
import hashlib
import socket
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvesters.answers import Limits
from harvesters.door import Body, Conditional, Refused, Snapshot, Unchanged, fetch
from harvesters.secrets import Secrets
from tests.harvesters import hostile
from tests.harvesters.hostile import TURTLE, send, serving, turtle

QUICK = Limits(connect=2, idle=0.4, total=0.8, wire_bytes=50_000, decoded_bytes=100_000)


def loopback(host: str, port: int, address: str) -> bool:
    return address == "127.0.0.1"


def ask(
    script: hostile.Script, target: Path, path: str = "/", limits: Limits = QUICK, **others: object
) -> Snapshot | Unchanged | Refused:
    with serving({"/": script}) as server:
        return fetch(server.url(path), target, limits, loopback, **others)  # type: ignore[arg-type]


def refused(script: hostile.Script, target: Path) -> Refused:
    outcome = ask(script, target)
    assert isinstance(outcome, Refused), outcome
    assert outcome.reason_vi and outcome.reason_en
    assert not target.exists(), "a refused answer leaves nothing behind"
    return outcome


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "answer"


def test_a_good_answer_becomes_a_snapshot(target: Path) -> None:
    script = turtle(TURTLE, 'ETag: "1"', "Last-Modified: yesterday", 'Link: </next>; rel="next"')
    outcome = ask(script, target)
    assert isinstance(outcome, Snapshot)
    assert target.read_bytes() == TURTLE
    assert outcome.sha256 == hashlib.sha256(TURTLE).hexdigest()
    assert outcome.media_type == "text/turtle"
    assert (outcome.etag, outcome.last_modified, outcome.status) == ('"1"', "yesterday", 200)
    assert outcome.links["next"].endswith("/next")


def test_gzip_is_opened(target: Path) -> None:
    outcome = ask(hostile.packed(TURTLE), target)
    assert isinstance(outcome, Snapshot)
    assert target.read_bytes() == TURTLE


def test_gzip_of_two_members_is_opened_whole(target: Path) -> None:
    twice = gzip.compress(TURTLE) + gzip.compress(TURTLE)
    assert isinstance(ask(send(200, twice, "Content-Encoding: gzip"), target), Snapshot)
    assert target.read_bytes() == TURTLE * 2


@pytest.mark.parametrize(
    ("script", "slug"),
    [
        (hostile.packed(TURTLE * 50, keep=60), "cut-short"),
        (send(200, b"not gzip", "Content-Encoding: gzip"), "gzip"),
        (send(200, b"x", "Content-Encoding: br"), "encoding"),
        (send(200, gzip.compress(gzip.compress(TURTLE)), "Content-Encoding: gzip, gzip"), "encoding"),
        (hostile.packed(b"\0" * 5_000_000), "too-large"),
        (send(200, TURTLE, length=len(TURTLE) + 10), "cut-short"),
        (send(200, b"", length=10**9), "too-large"),
        (hostile.chunk_cut, "cut-short"),
        (hostile.endless, "too-large"),
        (hostile.drip(5), "deadline"),
        (hostile.drip_head(5), "deadline"),
        (hostile.silent(3), "idle"),
        (hostile.rubbish, "connection"),
        (hostile.hang_up, "connection"),
        (send(304, b""), "status"),
        (send(404, b"no"), "status"),
        (send(500, b"no"), "status"),
        (send(302, b""), "redirects"),
    ],
)
def test_a_bad_answer_is_refused(script: hostile.Script, slug: str, target: Path) -> None:
    assert refused(script, target).slug == slug


@pytest.mark.parametrize("size", ["-1", "-5", "-ffff"])
def test_a_chunk_of_less_than_nothing_is_not_read_to_the_end_of_the_stream(size: str, target: Path) -> None:
    """http.client takes −1 for "all there is", and would hold it in memory whatever the caps say."""
    sent: list[int] = []

    def script(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size.encode() + b"\r\n")
        for _ in range(1000):
            connection.sendall(b"x" * 65536)
            sent.append(1)

    assert refused(script, target).slug == "cut-short"
    assert len(sent) < 500


def test_marks_that_no_request_could_bear_are_not_kept(target: Path) -> None:
    answer = turtle(TURTLE, 'ETag: "\x01"', "Last-Modified: " + "x" * 2000)
    outcome = ask(answer, target)
    assert isinstance(outcome, Snapshot)
    assert (outcome.etag, outcome.last_modified) == (None, None)


def test_a_busy_source_says_when_to_return(target: Path) -> None:
    outcome = refused(send(429, b"", "Retry-After: 120"), target)
    assert (outcome.slug, outcome.status, outcome.retry_after) == ("busy", 429, 120)
    assert refused(send(503, b"", "Retry-After: 999999"), target).retry_after == 3600
    assert refused(send(503, b"", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"), target).retry_after == 0
    for no_time in ("soon", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "Mon, 01 Jan 2026 00:00:00 +99999999999"):
        assert refused(send(503, b"", f"Retry-After: {no_time}"), target).retry_after is None


def test_unchanged_is_only_believed_when_asked(target: Path) -> None:
    outcome = ask(send(304, b""), target, conditional=Conditional(etag='"1"'))
    assert isinstance(outcome, Unchanged)


def test_the_condition_is_sent(target: Path) -> None:
    with serving({"/": turtle()}) as server:
        fetch(server.url(), target, QUICK, loopback, Conditional('"1"', "then"))
    assert 'If-None-Match: "1"' in server.seen[0]
    assert "If-Modified-Since: then" in server.seen[0]


def test_redirects_are_followed_by_hand_and_counted(target: Path) -> None:
    scripts = {"/a": hostile.redirect("/b", 301), "/b": hostile.redirect("c", 308), "/c": turtle()}
    scripts["/loop"] = hostile.redirect("/loop")
    with serving(scripts) as server:
        found = fetch(server.url("/a"), target, QUICK, loopback)
        assert isinstance(found, Snapshot)
        assert found.url == server.url("/c")
        endless = fetch(server.url("/loop"), target, QUICK, loopback)
    assert isinstance(endless, Refused)
    assert endless.slug == "redirects"
    assert len(server.seen) == 3 + QUICK.redirects + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost:1/",
        "http://127.0.0.2:1/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.1.1.1]/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "data:text/plain,x",
        "javascript:alert(1)",
        "http://user:secret@127.0.0.1/",
    ],
)
def test_a_redirect_leads_nowhere_it_may_not(location: str, target: Path) -> None:
    with serving({"/": hostile.redirect(location)}) as server:
        outcome = fetch(server.url(), target, QUICK, lambda host, port, address: host == "127.0.0.1")
    assert isinstance(outcome, Refused)
    assert outcome.slug in ("private-address", "bad-address", "userinfo")
    assert len(server.seen) == 1


def test_private_addresses_need_the_operator(target: Path) -> None:
    with serving({"/": turtle()}) as server:
        outcome = fetch(server.url(), target, QUICK)
    assert isinstance(outcome, Refused)
    assert outcome.slug == "private-address"
    assert server.seen == []


def test_the_checked_address_is_the_one_called(target: Path) -> None:
    """A name that resolves to another address the second time (rebinding) gains nothing: it is resolved once."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("10.0.0.1",)

    with serving({"/": turtle()}) as server:
        url = f"http://nguon.example:{server.port}/"
        outcome = fetch(url, target, QUICK, loopback, resolver=resolver)
    assert isinstance(outcome, Snapshot)
    assert asked == ["nguon.example"]
    assert f"Host: nguon.example:{server.port}" in server.seen[0]


def test_every_address_of_a_name_must_pass(target: Path) -> None:
    outcome = fetch("http://nguon.example/", target, QUICK, resolver=lambda host, port: ("93.184.216.34", "127.0.0.1"))
    assert isinstance(outcome, Refused)
    assert outcome.slug == "private-address"


def test_secrets_stay_at_the_first_origin(target: Path) -> None:
    with serving({"/there": turtle()}) as other:
        with serving({"/": hostile.redirect(other.url("/there")), "/same": turtle()}) as first:
            outcome = fetch(first.url(), target, QUICK, loopback, secrets=Secrets({"Authorization": "canary"}))
        assert isinstance(outcome, Snapshot)
        assert "canary" in first.seen[0]
        assert "canary" not in other.seen[0]


def test_secrets_in_the_query_go_over_the_wire_and_into_nothing_else(target: Path) -> None:
    """The source gives the secret back wherever it can: in the body, the Link header, the tag, and a redirect."""
    secrets = Secrets(query={"key": "canary & word"})
    body = b'{"next": "/?page=2&key=canary+%26+word", "said": "canary & word"}'
    told = send(200, body, 'Link: </?key=canary%20%26%20word>; rel="next"', 'ETag: "canary & word"')
    with serving({"/": told, "/hop": hostile.redirect("/?key=canary+%26+word&a=1")}) as server:
        for path in ("/", "/hop"):
            outcome = fetch(server.url(path), target, QUICK, loopback, secrets=secrets)
            assert isinstance(outcome, Snapshot)
            assert "canary" not in repr(outcome) + repr(secrets) and b"canary" not in target.read_bytes()
            assert outcome.sha256 == hashlib.sha256(target.read_bytes()).hexdigest()
        assert "key=canary+%26+word" in server.seen[0]
        assert server.seen[2].count("key=") == 1, "what the redirect gave back is not sent twice"


def test_a_refusal_tells_no_secret(target: Path) -> None:
    with serving({"/": hostile.redirect("http://10.0.0.1/?key=canarybird")}) as server:
        outcome = fetch(server.url(), target, QUICK, loopback, secrets=Secrets(query={"key": "canarybird"}))
    assert isinstance(outcome, Refused)
    assert "canarybird" not in repr(outcome)


def test_a_document_is_sent_by_post_and_not_carried_on(target: Path) -> None:
    body = Body(b"<x/>", "application/xml", {"X-Signature": "abc"})
    with serving({"/": send(204, b""), "/hop": hostile.redirect("/", 307)}) as server:
        assert isinstance(fetch(server.url(), target, QUICK, loopback, body=body), Snapshot)
        outcome = fetch(server.url("/hop"), target, QUICK, loopback, body=body)
    assert isinstance(outcome, Refused) and outcome.slug == "redirects"
    assert server.seen[0].startswith("POST / ") and "X-Signature: abc" in server.seen[0]
    assert len(server.seen) == 2


def test_the_time_is_up_in_the_middle_of_tls_too(target: Path) -> None:
    to_its_end: list[bool] = []

    def drip(connection: socket.socket, path: str) -> None:
        hostile.drip_tls(connection, path)
        to_its_end.append(True)

    with hostile.speaking(drip) as server:
        outcome = fetch(server.url().replace("http:", "https:"), target, QUICK, loopback)
        assert isinstance(outcome, Refused) and outcome.slug == "deadline"
        assert not to_its_end, "it was cut, or left behind"


def test_addresses_that_do_not_answer_share_the_time(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may have many addresses; each may cost no more than what is left."""
    tried: list[Any] = []
    connect = socket.create_connection

    def counting(address: tuple[str, int], *rest: Any) -> socket.socket:
        tried.append(address)
        return connect(address, *rest)

    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", port))
        limits = replace(QUICK, connect=0.3, total=0.5)
        monkeypatch.setattr(socket, "create_connection", counting)
        outcome = fetch(
            f"http://nhieu.example:{port}/", target, limits, loopback, resolver=lambda h, p: ("127.0.0.1",) * 20
        )
        assert 1 <= len(tried) <= 3
        for filler in fillers:
            filler.close()
    assert isinstance(outcome, Refused) and outcome.slug in ("deadline", "connect")


def test_the_body_of_a_redirect_is_not_read(target: Path) -> None:
    """It may be endless."""
    sent = []

    def flood(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 302 X\r\nLocation: /good\r\n\r\n")
        for _ in range(400):
            connection.sendall(b"x" * 65536)
            sent.append(65536)

    with serving({"/": flood, "/good": turtle()}) as server:
        assert isinstance(fetch(server.url(), target, QUICK, loopback), Snapshot)
    assert sum(sent) < 20_000_000


def test_a_redirect_to_no_address_is_refused(target: Path) -> None:
    assert refused(hostile.redirect("http://[half"), target).slug == "bad-address"


def test_no_proxy_and_no_netrc_of_the_machine_is_used(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    assert isinstance(ask(turtle(), target), Snapshot)


def test_an_unknown_host_is_a_refusal(target: Path) -> None:
    def nowhere(host: str, port: int) -> tuple[str, ...]:
        raise OSError("no such name")

    outcome = fetch("http://khong-co.example/", target, QUICK, resolver=nowhere)
    assert isinstance(outcome, Refused)
    assert outcome.slug == "unknown-host"
