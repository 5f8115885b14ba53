"""For whoever watches over the keeper: is it there, can it serve, and some numbers. No names, no secrets."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import cast

from flask import Blueprint, Response, current_app, jsonify

from registry.web.here import keeper

health = Blueprint("health", __name__)
READINESS = "registry.web.readiness"
REMEMBERED = 2.0
METRIC = "registry_{name}{labels} {value}\n"


@dataclass(slots=True)
class Readiness:
    """What the last try of an application's keeper said; one try at a time, and none while it is fresh."""

    _said: Mapping[str, str] = field(default_factory=dict)
    _until: float = 0.0
    _trying: threading.Lock = field(default_factory=threading.Lock)

    def of(self, probe: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
        """The answer of a moment ago, or that of a new try; while one runs, the answer before it when there is one."""
        if self._trying.acquire(blocking=not self._said):
            try:
                if monotonic() >= self._until:
                    self._said = probe()
                    self._until = monotonic() + REMEMBERED
            finally:
                self._trying.release()
        return self._said


@health.get("/health/live")
def live() -> Response:
    """The process answers."""
    return _fresh(jsonify(status="live"))


@health.get("/health/ready")
def ready() -> Response:
    """A real ledger write, a store read, a worker, a generation: each by name; 503 when one does not do its part.

    What went wrong is in the log, not here: anyone may ask, so what the last try said holds for a moment.
    """
    found = cast(Readiness, current_app.extensions[READINESS]).of(keeper().probe)
    parts = {part: said == "ok" for part, said in found.items()}
    answer = _fresh(jsonify(status="ready" if all(parts.values()) else "not ready", parts=parts))
    answer.status_code = 200 if all(parts.values()) else 503
    return answer


@health.get("/metrics")
def metrics() -> Response:
    """Gauges in the text form that Prometheus reads."""
    lines = (METRIC.format(name=name, labels=labels, value=value) for name, labels, value in _measures())
    return _fresh(Response("".join(lines), content_type="text/plain; version=0.0.4; charset=utf-8"))


def _measures() -> Iterator[tuple[str, str, int]]:
    here = keeper()
    yield "ledger_entries", "", here.ledger.head().seq
    yield "view_position", "", here.views.position
    yield "dump_position", "", here.dumps.newest.position if here.dumps.newest else 0
    for state, count in here.ledger.counts().items():
        yield "records", f'{{state="{state}"}}', count
    for state, count in here.queries.standing().items():
        yield "query_workers", f'{{state="{state}"}}', count
    for state, count in here.harvests.standing().items():
        yield "sources", f'{{state="{state}"}}', count


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
