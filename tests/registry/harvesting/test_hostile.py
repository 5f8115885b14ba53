"""Runs against a server that drips, lies, cuts, circles and leads astray: each ends within its limit with the reason on its
page, in both languages, and the mirror is what it was."""

import gzip
import html
import json
import logging
import socket
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from harvesters.answers import Limits
from harvesters.source import Source
from registry.accounts import By, Role
from registry.harvesting.fetching import KEPT_DAYS, LEFT_FOR
from registry.harvesting.runs import DONE, FAILED, GUARDED, RUNNING, Run
from registry.keeper import Keeper
from registry.web import create_app
from tests.harvesters import hostile
from tests.harvesters.hostile import Hostile, Script, redirect, send, serving
from tests.registry.web.site import Site

QUICK = Limits(connect=1, idle=0.4, total=1.0, wire_bytes=200_000, decoded_bytes=400_000)
SEARCH = "/api/3/action/package_search"
JSON = "Content-Type: application/json"
TURTLE = "Content-Type: text/turtle"


def package(number: int, **others: object) -> dict[str, object]:
    """One CKAN package of a subject that no ministry holds."""
    return {
        "id": f"p-{number}",
        "name": f"giay-phep-{number}",
        "title": f"Giấy phép biểu diễn nghệ thuật đợt {number}",
        "notes": f"Danh sách giấy phép biểu diễn nghệ thuật đã cấp trong đợt {number}",
        "resources": [{"id": f"r-{number}", "url": f"https://a.example/{number}.csv", "format": "CSV"}],
        **others,
    }


def search(packages: list[object], count: int | None = None) -> bytes:
    said = {"count": len(packages) if count is None else count, "results": packages}
    return json.dumps({"success": True, "result": said}, ensure_ascii=False).encode()


GOOD = search([package(number) for number in range(1, 6)])


def json_answer(body: bytes, *headers: str, length: int | None = None) -> Script:
    return send(200, body, JSON, *headers, length=length)


def turtle(*statements: str) -> Script:
    prefixes = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
        "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
    )
    return send(200, (prefixes + "\n".join(statements)).encode(), TURTLE)


def dataset(number: int) -> str:
    return (
        f"<https://a.example/d{number}> a dcat:Dataset ; dct:title 'Lễ hội làng số {number}'@vi ; "
        f"dct:description 'Lịch lễ hội của làng số {number}'@vi ."
    )


class Mirror:
    """A keeper that has harvested five datasets, and the server they came from; it may answer otherwise by now."""

    def __init__(self, keeper: Keeper, server: Hostile, scripts: dict[str, Script]) -> None:
        self.keeper = keeper
        self.server = server
        self._scripts = scripts
        keeper.accounts.open("van-hanh", Role.OPERATOR, None, By("operator"))
        self._operator = Site(keeper, create_app(keeper), {}).client("van-hanh")

    def run(self, script: Script, kind: str = "ckan", slug: str = "lay", **pages: Script) -> Run:
        """A run of the source, whose server answers so by now."""
        self.answers(script, **pages)
        return self.keeper.sync().harvest(self.source(kind, slug))

    def answers(self, script: Script, **pages: Script) -> None:
        """What the server answers from now on."""
        self._scripts.clear()
        self._scripts.update({SEARCH: script, "/": script, **{f"/{name}": page for name, page in pages.items()}})
        self.server.seen.clear()

    def source(self, kind: str = "ckan", slug: str = "lay") -> Source:
        titles = {"vi": "Nguồn", "en": "Source"}
        return Source(slug, kind, self.server.url("/"), "gl-so-vhttdl", titles, allow_private=True)

    def fails(self, script: Script, said: str, kind: str = "ckan", **pages: Script) -> None:
        """Such a run fails in time, with the reason, and changes nothing."""
        before, public = self.keeper.ledger.head(), self.keeper.ledger.counts()["public"]
        run = self.run(script, kind, **pages)
        assert run.state in (FAILED, GUARDED), run
        assert said and said in run.message_en and run.message_vi, run.message_en
        assert self.keeper.ledger.head() == before and self.keeper.ledger.counts()["public"] == public
        assert run.message_vi in self.page(run, "vi") and run.message_en in self.page(run, "en")

    def page(self, run: Run, lang: str) -> str:
        """What the operator reads on the page of a run."""
        answer = self._operator.get(f"/admin/runs/{run.id}?lang={lang}")
        assert answer.status_code == 200
        return html.unescape(answer.get_data(as_text=True))


@pytest.fixture(scope="module")
def mirror(shared_keeper: Keeper) -> Iterator[Mirror]:
    shared_keeper.calls.limits = QUICK
    shared_keeper.calls.backoff = 0.01
    scripts: dict[str, Script] = {}
    with serving(scripts) as server:
        mirror = Mirror(shared_keeper, server, scripts)
        run = mirror.run(json_answer(GOOD))
        assert run.state == DONE and run.account.created == 5, run
        yield mirror


def endless_chunks(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def many_headers(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n{}")


def after(good: Script, bad: Script) -> Script:
    """The first page is one thing; each further one another."""

    def script(connection: socket.socket, path: str) -> None:
        (good if "start=0" in path else bad)(connection, path)

    return script


def less_than_nothing(connection: socket.socket, path: str) -> None:
    """A chunk of −1 bytes: to read it is to read whatever comes, however long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n")
    while True:
        connection.sendall(b"x" * 65536)


HTML = b"<!doctype html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>"
BOMB = gzip.compress(b"[" * 30_000_000)
CASES: dict[str, tuple[Script, str]] = {
    "slow drip": (hostile.drip(5), "within 1 s"),
    "slow headers": (hostile.drip_head(5), "within 1 s"),
    "silence": (hostile.silent(2), "silent"),
    "endless body": (hostile.endless, "longer than"),
    "endless chunks": (endless_chunks, "longer than"),
    "a chunk of less than nothing": (less_than_nothing, "cut short"),
    "too many headers": (many_headers, "not HTTP"),
    "gzip bomb": (json_answer(BOMB, "Content-Encoding: gzip"), "once decompressed"),
    "gzip bomb in the body": (send(200, BOMB, "Content-Type: application/gzip"), "nested"),
    "gzip cut short": (hostile.packed(GOOD, keep=200), "cut short"),
    "gzip said and not done": (json_answer(GOOD, "Content-Encoding: gzip"), "damaged"),
    "shorter than it says": (json_answer(GOOD, length=len(GOOD) + 50), "cut short"),
    "longer than it says": (json_answer(GOOD, length=len(GOOD) - 50), "cut short"),
    "says it is huge": (json_answer(b"", length=10**12), "longer than"),
    "chunk cut": (hostile.chunk_cut, "cut short"),
    "cut without a length": (send(200, GOOD[:-90], JSON, length=-1), "cut short"),
    "connection reset": (hostile.hang_up, "broke"),
    "no HTTP": (hostile.rubbish, "not HTTP"),
    "redirect loop": (redirect(SEARCH), "more than 5 times"),
    "redirect to a private address": (redirect("http://10.0.0.1/x"), "internal address"),
    "redirect to metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "internal address"),
    "redirect to a file": (redirect("file:///etc/passwd"), "cannot be used"),
    "redirect to a neighbour": (redirect("http://127.0.0.1:1/"), "internal address"),
    "200 with an HTML error": (send(200, HTML, "Content-Type: text/html"), "Bad Gateway"),
    "HTML that says it is JSON": (json_answer(HTML), "web page"),
    "another type": (send(200, b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "Content-Type: application/json"), "UTF-8"),
    "an empty body": (json_answer(b""), "empty"),
    "an error of CKAN": (json_answer(b'{"success": false, "error": {"message": "down"}}'), "down"),
    "an empty catalogue": (json_answer(search([])), "if it truly holds none, remove it"),
    "no catalogue": (json_answer(b'{"hello": "world"}'), "no dataset"),
    "nothing but rubbish in it": (json_answer(search([1, None, "x"])), "describes no dataset"),
    "304 always": (send(304, b""), "not modified"),
    "500": (send(500, HTML), "HTTP 500"),
    "404": (send(404, HTML), "HTTP 404"),
    "second page missing": (after(json_answer(search([package(1)], 9)), send(500, b"")), "HTTP 500"),
    "second page unchanged unasked": (after(json_answer(search([package(1)], 9)), send(304, b"")), "not modified"),
    "second page elsewhere": (
        after(json_answer(search([package(1)], 9)), redirect("http://[64:ff9b::a00:1]/")),
        "internal address",
    ),
    "second page with fewer": (
        after(json_answer(search([package(1)], 9)), json_answer(search([package(2)], 2))),
        "3 would be withdrawn",
    ),
    "second page the first": (
        after(json_answer(search([package(1)], 9)), json_answer(search([package(1)], 9))),
        "does not turn its pages",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_answer_fails_the_run_and_leaves_the_mirror(mirror: Mirror, name: str) -> None:
    mirror.fails(*CASES[name])


def leading(to: str, number: int = 1) -> Script:
    return turtle(dataset(number), f"<> hydra:next <{to}> .")


def test_pages_that_go_round_in_a_circle(mirror: Mirror) -> None:
    mirror.fails(leading("/b"), "circle", "dcat", b=leading("/c", 2), c=leading("/b", 3))


def test_pages_of_rdf_that_do_not_turn(mirror: Mirror) -> None:
    """A kind whose answers count nothing: its entries are those that are told of."""
    mirror.fails(leading("/b"), "does not turn its pages", "dcat", b=leading("/b"))


def test_pages_without_end(mirror: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvesters.paging.MAX_PAGES", 5)

    def endless(connection: socket.socket, path: str) -> None:
        number = int(path.partition("p=")[2] or 0) + 1
        leading(f"/?p={number}", number)(connection, path)

    mirror.fails(endless, "more than 5 pages", "dcat")


def test_pages_that_would_fill_the_disk(mirror: Mirror) -> None:
    """The run ends when it is over what the operator allows it, and what it brought is swept after an hour."""
    folder = mirror.keeper.directory.snapshots
    kept = set(folder.iterdir())
    mirror.answers(json_answer(search([package(number) for number in range(1, 7)])))
    sync = mirror.keeper.sync()
    run = replace(sync, config=replace(sync.config, run_megabytes=0)).harvest(mirror.source())
    assert run.state == FAILED and "run_megabytes" in run.message_en and "run_megabytes" in run.message_vi
    oldest = time.time() - KEPT_DAYS * 86_400
    for path in set(folder.iterdir()) - kept:
        assert path.stat().st_mtime < oldest + LEFT_FOR, path
    assert all(path.stat().st_mtime > oldest + LEFT_FOR for path in kept)


def test_a_page_that_leads_to_a_private_address(mirror: Mirror) -> None:
    mirror.fails(leading("http://10.0.0.1/next"), "internal address", "dcat")


def test_a_web_page_in_place_of_the_second_page(mirror: Mirror) -> None:
    mirror.fails(leading("/b"), "Bad Gateway", "dcat", b=send(200, HTML, TURTLE))


def test_a_source_that_recovers_is_harvested(mirror: Mirror) -> None:
    left: list[Script] = [hostile.hang_up, hostile.chunk_cut]

    def flaky(connection: socket.socket, path: str) -> None:
        (left.pop() if left else json_answer(GOOD))(connection, path)

    run = mirror.run(flaky)
    assert run.state == DONE and run.account.unchanged == 5


def test_a_source_that_asks_for_patience_gets_it(mirror: Mirror) -> None:
    first = mirror.run(send(503, b"", "Retry-After: 900"))
    assert len(mirror.server.seen) == 1
    second = mirror.run(json_answer(GOOD))
    assert first.state == second.state == FAILED and "not to be asked again before" in second.message_en
    assert not mirror.server.seen, "the second run did not ask before its time"
    mirror.keeper.calls.patience.note(f"127.0.0.1:{mirror.server.port}", 0)


def test_a_wait_that_a_stop_cuts_short_is_taken_up_again(mirror: Mirror) -> None:
    calls = mirror.keeper.calls
    sync = mirror.keeper.sync()
    mirror.answers(send(503, b"", "Retry-After: 20"))
    stopping = replace(
        sync, calls=replace(calls, pause=lambda seconds: True), is_stopping=lambda: bool(mirror.server.seen)
    )
    cut = stopping.harvest(mirror.source())
    assert cut.state == RUNNING
    calls.patience.note(f"127.0.0.1:{mirror.server.port}", 0)
    again = mirror.run(json_answer(GOOD))
    assert (again.id, again.state) == (cut.id, DONE)


def test_of_two_records_under_one_identifier_the_first_is_kept_and_it_is_told(mirror: Mirror) -> None:
    twice = search([package(1), package(2), package(1, title="Tên khác"), *(package(n) for n in (3, 4, 5))])
    run = mirror.run(json_answer(twice))
    assert run.state == DONE and mirror.keeper.ledger.counts()["public"] == 5
    (told,) = mirror.keeper.runs.unreadable(run.id)
    assert "p-1" in told["reason_en"] and told["reason_en"] in mirror.page(run, "en")
    assert told["reason_vi"] in mirror.page(run, "vi")
    assert run.account.changed == 0


def test_one_bad_record_does_not_lose_the_good_ones(mirror: Mirror) -> None:
    poison = [package(7, title="x" * 70_000), {"id": ["a"], "name": {}}, 7, package(8, notes="\x00")]
    run = mirror.run(json_answer(search([package(6), *poison])), slug="doc")
    assert run.state == DONE, run.message_en
    assert run.account.created >= 1 and run.account.unreadable >= 2


def test_a_source_says_nothing_of_other_agencies_records(mirror: Mirror) -> None:
    """Neither by naming their address, nor in a graph of their name."""
    theirs = mirror.keeper.ledger.currents()[0].record
    foreign = theirs.replace("/id/record/", "/id/dataset/")
    body = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    <https://b.example/d> a dcat:Dataset ; dct:title "Sổ theo dõi lễ hội đường phố"@vi ;
        dct:description "Sổ theo dõi"@vi .
    <{foreign}> dct:title "Bị chiếm"@vi . <{theirs}> dct:title "Bị chiếm"@vi .
    <{foreign}> a dcat:Dataset ; dct:title "Bị chiếm"@vi .
    <{theirs}> {{ <{foreign}> dct:title "Bị chiếm"@vi . }}"""
    before = mirror.keeper.store.dump(theirs)
    run = mirror.run(send(200, body.encode(), "Content-Type: application/trig"), "dcat", "chiem")
    assert run.state == DONE and run.account.created == 1, run
    assert mirror.keeper.store.dump(theirs) == before
    (told,) = mirror.keeper.runs.unreadable(run.id)
    assert told["position"] == foreign and told["reason_vi"] in mirror.page(run, "vi")
    assert "Bị chiếm" not in str([mirror.keeper.ledger.body(one.body_seq) for one in mirror.keeper.ledger.currents()])


def test_a_secret_is_nowhere_to_be_found(mirror: Mirror, caplog: pytest.LogCaptureFixture) -> None:
    """The source gives it back in the body, in the next page's address and in a failing redirect."""
    path = mirror.keeper.directory.credentials
    path.write_text('[kin]\nbearer = "canary-in-header"\nquery = { key = "canary in query" }\n')
    path.chmod(0o600)
    next_page = '<> hydra:next </b?key=canary%20in%20query> . <> <https://a.example/p> "canary-in-header" .'
    leads_astray = redirect("http://10.0.0.1/?key=canary+in+query")
    with caplog.at_level(logging.DEBUG):
        run = mirror.run(turtle(dataset(1), next_page), "dcat", "kin", b=leads_astray)
    first, second = mirror.server.seen
    assert "Authorization: Bearer canary-in-header" in first and "key=canary+in+query" in first
    assert second.count("key=") == 1 and "key=canary+in+query" in second
    assert run.state == FAILED
    assert "canary" not in caplog.text + repr(run)
    kept = b"".join(file.read_bytes() for file in mirror.keeper.directory.snapshots.iterdir())
    assert b"canary" not in kept
    with sqlite3.connect(mirror.keeper.directory.database) as database:
        assert "canary" not in "\n".join(database.iterdump())
