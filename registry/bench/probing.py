"""An HTTP client that asks one question after another and takes the time of each answer, to its last byte."""

import http.client
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from registry.errors import RegistryError

PAUSE = 0.02
"""Seconds between an answer and the next question: a reader, not a flood."""
PATIENCE = 120.0
_NEXT = re.compile(r'<([^<>]*)>;\s*rel="?next"?')


class BenchFault(RegistryError):
    """What was to be measured did not work, so its time says nothing."""


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask: the path with its query, the form and the coding wanted, and the ETag of what one has, "" for nothing."""

    path: str
    accept: str = "*/*"
    coding: str = "identity"
    has: str = ""

    @property
    def headers(self) -> dict[str, str]:
        told = {"Accept": self.accept, "Accept-Encoding": self.coding}
        return {**told, "If-None-Match": self.has} if self.has else told


@dataclass(frozen=True, slots=True)
class Answer:
    """How long it took in seconds, where the answer says the next page is ("" for none), the body, the ETag, and the
    status: 200, or 304 to who has it already."""

    seconds: float
    next: str
    body: bytes
    tag: str = ""
    status: int = 200


Asking = Callable[["Client"], Iterator[float]]
"""Asks for ever, and gives the seconds of each answer."""


@dataclass
class Client:
    """One connection to a registry at `address`, opened anew when the other side closes it."""

    address: str
    _line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def ask(self, question: Question) -> Answer:
        """Raises BenchFault when the answer is neither 200 nor, to who has it already, 304, or there is none."""
        started = time.perf_counter()
        try:
            answer = self._answer(question)
            body = answer.read()
        except (OSError, http.client.HTTPException) as fault:
            self.close()
            raise BenchFault(
                f"{self.address}{question.path} không trả lời: {fault!r}.",
                f"{self.address}{question.path} does not answer: {fault!r}.",
            ) from fault
        seconds = time.perf_counter() - started
        if answer.status != 200 and not (answer.status == 304 and question.has):
            raise BenchFault(
                f"{self.address}{question.path} trả lời {answer.status}, không đo được.",
                f"{self.address}{question.path} answered {answer.status}; there is nothing to measure.",
            )
        leads = _NEXT.search(answer.headers.get("Link", ""))
        return Answer(seconds, _path(leads[1]) if leads else "", body, answer.headers.get("ETag", ""), answer.status)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _answer(self, question: Question) -> http.client.HTTPResponse:
        """The answer's head; a connection that went stale between questions is opened once more."""
        for is_last in (False, True):
            line = self._line or http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
            self._line = line
            try:
                line.request("GET", question.path, headers=question.headers)
                return line.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
                if is_last:
                    raise
        raise AssertionError("the loop returns or raises")


def watched(address: str, doors: Mapping[str, Asking], until: Callable[[], bool]) -> dict[str, list[float]]:
    """Asks at every door, each in a thread of its own, as long as `until` says no; the samples in seconds by door.

    Every door gives one sample at least. Raises the BenchFault of a door that failed.
    """
    samples: dict[str, list[float]] = {name: [] for name in doors}
    faults: list[BenchFault] = []

    def watch(name: str, asking: Asking) -> None:
        client = Client(address)
        try:
            for seconds in asking(client):
                samples[name].append(seconds)
                if until() or faults:
                    return
                time.sleep(PAUSE)
        except BenchFault as fault:
            faults.append(fault)
        finally:
            client.close()

    threads = [threading.Thread(target=watch, args=door, name=f"probe {door[0]}") for door in doors.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return samples


def after(seconds: float) -> Callable[[], bool]:
    """Says yes once so many seconds have gone by from now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def in_turn(questions: list[Question]) -> Asking:
    """Asks the questions over and over."""

    def asking(client: Client) -> Iterator[float]:
        while True:
            for question in questions:
                yield client.ask(question).seconds

    return asking


def walking(first: Question) -> Asking:
    """Walks from page to page as the answers lead, and begins again at the end: a harvesting portal."""

    def asking(client: Client) -> Iterator[float]:
        path = first.path
        while True:
            answer = client.ask(Question(path, first.accept))
            yield answer.seconds
            path = answer.next or first.path

    return asking


def _path(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
