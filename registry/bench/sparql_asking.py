"""The ways in which the bench of SPARQL asks: in its own process, by the endpoint, of another engine."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, serialize

from registry.bench.probing import Answer, Client, Question
from registry.bench.sparql_catalogue import Asked
from sparql.generation import Generation
from vocab.namespaces import PREFIXES

Asking = Callable[[Asked], Answer]
IN_PROCESS, COLD, REPEATED, HARVEST, OTHER = "in process", "cold", "repeated", "harvest", "Virtuoso"
ALIVE, REMEMBERED, SWITCHED = "/health/live", "remembered", "switched"
"""The ways."""
LIVE = Question("/health/live")
"""The cheapest answer of a keeper: what a request costs before anything is asked."""


@dataclass(frozen=True, slots=True)
class Samples:
    """Seconds by way and question, in the order in which they came."""

    _held: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, way: str, name: str, seconds: float) -> None:
        self._held[way, name].append(seconds)

    def of(self, way: str, name: str) -> list[float]:
        """All of one question by one way, none when it was not asked so."""
        return self._held.get((way, name), [])

    def all_of(self, way: str, names: Sequence[str]) -> list[float]:
        """All of these questions by one way."""
        return [seconds for name in names for seconds in self.of(way, name)]

    def rounds(self, way: str, names: Sequence[str]) -> list[float]:
        """What these questions took together, round by round, when each was asked once a round."""
        return [sum(turn) for turn in zip(*(self.of(way, name) for name in names), strict=True)]


def in_process(newest: Callable[[], Generation]) -> Asking:
    """Asks the newest copy in this process and has the whole answer written, by the engine alone: the floor."""
    opened = lru_cache(maxsize=1)(lambda generation: generation.open())

    def ask(question: Asked) -> Answer:
        engine = opened(newest())
        began = time.perf_counter()
        found = engine.query(question.text, prefixes=PREFIXES)
        if isinstance(found, QueryTriples):
            written = serialize(found, format=RdfFormat.TURTLE, prefixes=PREFIXES)
        else:
            written = found.serialize(format=QueryResultsFormat.JSON)
        return Answer(time.perf_counter() - began, "", written or b"")

    return ask


def by_http(client: Client) -> Asking:
    """Asks an endpoint a question that is new to it."""
    return lambda question: client.ask(_request(question, question.made_new()))


def again(client: Client) -> Asking:
    """Asks an endpoint a new question twice; gives the second answer."""

    def ask(question: Asked) -> Answer:
        request = _request(question, question.made_new())
        client.ask(request)
        return client.ask(request)

    return ask


def the_same(client: Client, question: Asked) -> Callable[[], Answer]:
    """Asks one and the same text whenever it is called."""
    request = _request(question, question.made_new())
    return lambda: client.ask(request)


def _request(question: Asked, text: str) -> Question:
    return Question(f"/sparql?query={quote(text)}", question.accept)
