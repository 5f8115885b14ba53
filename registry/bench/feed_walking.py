"""A portal that walks through the catalogue over HTTP: one client, one connection, page after page as the answers lead."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from registry.bench.probing import Answer, Client, Question

RECORD = b"<http://www.w3.org/ns/dcat#CatalogRecord> ."
"""What N-Triples say once for each record."""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk that came to its end: seconds, pages, bytes as they were sent; seconds of the slowest page."""

    seconds: float
    pages: int
    size: int
    slowest: float


def walked(client: Client, first: Question) -> Walk:
    """Walks from a first page to the last. Raises BenchFault when a page is not answered."""
    started = time.perf_counter()
    answers = [(answer.seconds, len(answer.body)) for answer in pages(client, first)]
    seconds = time.perf_counter() - started
    return Walk(seconds, len(answers), sum(size for _, size in answers), max(each for each, _ in answers))


def pages(client: Client, first: Question) -> Iterator[Answer]:
    """The answers of a walk. Raises BenchFault."""
    question = first
    while True:
        answer = client.ask(question)
        yield answer
        if not answer.next:
            return
        question = replace(question, path=answer.next)


def told(answers: list[Answer]) -> int:
    """How many public records pages in N-Triples tell."""
    return sum(answer.body.count(RECORD) for answer in answers)
