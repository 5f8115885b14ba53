"""The probing client: it asks until it is told to stop, follows next links, and takes no error for an answer."""

from collections.abc import Iterator

import pytest

from registry.bench.probing import BenchFault, Client, Question, in_turn, walking, watched
from tests.loopback import Quiet, answering


class Pages(Quiet):
    """Three pages that lead on, one that hangs up after each answer, one that fails."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []  # noqa: RUF012 - one list for the one server of a test

    def do_GET(self) -> None:
        self.asked.append(f"{self.path} {self.headers['Accept']}")
        leads = {"/catalog": "/catalog?page=2", "/catalog?page=2": "/catalog?page=3"}.get(self.path)
        self.send_response(500 if self.path == "/broken" else 200)
        if leads:
            self.send_header("Link", f'<http://elsewhere/catalog>; rel="first", <http://x{leads}>; rel="next"')
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"abc")
        self.close_connection = self.path == "/hang-up"


@pytest.fixture
def address() -> Iterator[str]:
    Pages.asked = []
    with answering(Pages) as address:
        yield address


def after(count: int) -> object:
    left = iter(range(count))
    return lambda: next(left, None) is None


def test_an_answer_is_timed_to_its_last_byte_and_says_what_follows(address: str) -> None:
    client = Client(address)
    answer = client.ask(Question("/catalog", "text/turtle"))
    client.close()
    assert (answer.body, answer.next) == (b"abc", "/catalog?page=2")
    assert answer.seconds > 0
    assert Pages.asked == ["/catalog text/turtle"]


def test_a_walk_follows_the_pages_and_begins_again(address: str) -> None:
    samples = watched(address, {"feed": walking(Question("/catalog"))}, after(5))  # type: ignore[arg-type]
    assert len(samples["feed"]) == 6
    assert [line.split()[0] for line in Pages.asked] == ["/catalog", "/catalog?page=2", "/catalog?page=3"] * 2


def test_doors_are_asked_side_by_side_and_questions_in_turn(address: str) -> None:
    doors = {"a": in_turn([Question("/a"), Question("/b")]), "c": in_turn([Question("/hang-up")])}
    samples = watched(address, doors, after(6))  # type: ignore[arg-type]
    assert all(samples.values())
    own = [line.split()[0] for line in Pages.asked if not line.startswith("/hang-up")]
    assert own == ["/a", "/b", "/a", "/b", "/a", "/b"][: len(own)]


def test_an_error_is_no_sample(address: str) -> None:
    doors = {"good": in_turn([Question("/a")]), "bad": in_turn([Question("/broken")])}
    with pytest.raises(BenchFault, match="/broken answered 500"):
        watched(address, doors, lambda: False)


def test_nobody_there_is_told(address: str) -> None:
    with pytest.raises(BenchFault, match="does not answer"):
        Client("http://127.0.0.1:1").ask(Question("/"))
