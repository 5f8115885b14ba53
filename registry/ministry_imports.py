"""What becomes of a ministry's catalogue: its datasets go into the ledger for comparison; nothing of it is published.

What was there and is no longer told of stays, marked with the day: the province may have built on it. An empty answer
marks nothing, and much less than before waits for a person, as with the agencies' sources.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize
from sqlalchemy import Connection

from harvesters.source import Source
from registry.clock import Clock, local_day, stamp
from registry.config import Config
from registry.entries import Act
from registry.harvesting import runs
from registry.harvesting.account import CHANGED, CREATED, WITHDRAWN, Account
from registry.harvesting.consent import named_by
from registry.harvesting.origins import see, unsee
from registry.harvesting.runs import Run, Runs
from registry.harvesting.staging import Staged
from registry.harvesting.vanishing import MARKED, NOTHING_READ, Trouble, shrinking
from registry.jobs.carrying import put_back, set_apart, source_row
from registry.ledger import Current, Ledger
from registry.ministry_notices import noticed
from registry.ministry_rows import STATE
from registry.words import Words
from registry.workers.confine import Limits
from vocab.identifiers import is_ministry_dataset
from vocab.namespaces import REG, XSD

IMPORTED, RENEWED, UNCHANGED, GONE = "imported", "renewed", "unchanged", "gone"
MAPPING = Limits(cpu=600, wall=900.0, nice=10)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What bringing these records does: the acts, what is said of each record, what no longer is there.

    `outcomes` are pairs of a row {"iri", "title"} and an outcome; `trouble` says why it should wait for a person, or that
    nothing was read. `notices` are what was left out of the records or changed in them.
    """

    acts: tuple[Act, ...]
    outcomes: tuple[tuple[Row, str], ...]
    gone: tuple[str, ...]
    trouble: Trouble | None
    notices: tuple[Row, ...]

    @property
    def counts(self) -> dict[str, int]:
        counts = dict.fromkeys((IMPORTED, RENEWED, UNCHANGED, GONE), 0)
        for _, outcome in self.outcomes:
            counts[outcome] += 1
        return counts


@dataclass
class MinistryImports:
    """Maps a ministry's records in a worker (`work`), and moves them; `changed` hears that rows moved."""

    config: Config
    clock: Clock
    ledger: Ledger
    words: Words
    work: Callable[..., Row]
    changed: Callable[[], object] = lambda: None

    def mapped(self, source: Source, records: Sequence[Row]) -> list[Staged]:
        """What `read_page` read, in our words. Raises WorkerError."""
        rows, triples = set_apart(records, "triples")
        payload = {"base": self.config.base, "source": source_row(source), "records": rows, "triples": triples}
        said = self.work("map_ministry_page", payload, MAPPING, "bulk")
        return [Staged.of(row, notices=row["notices"]) for row in put_back(said["records"], "body", said["bodies"])]

    def forecast(
        self, source: Source, staged: Sequence[Staged], failures: int, notices: Sequence[Row] = ()
    ) -> Forecast:
        """What bringing all these records of a source, and no others, would do; nothing is written.

        `notices` are of the documents that held them.
        """
        known = {iri for iri in Runs(self.ledger.engine).known(source.slug) if is_ministry_dataset(iri)}
        present = {row.iri: row for row in staged}
        # A record that could not be read may well be one we know, and an empty answer is a fault: then none is gone.
        missing = [] if failures or not present else sorted(known - set(present))
        now = {current.record: current for current in self.ledger.currents_of(sorted({*present, *missing}))}
        acts: list[Act] = []
        outcomes: list[tuple[Row, str]] = []
        for row in present.values():
            current = now.get(row.iri)
            if current and current.state not in (STATE, "held"):
                outcomes.append(({"iri": row.iri, "title": row.title}, UNCHANGED))  # removed by law, and stays so
                continue
            outcome = _outcome(row, current)
            outcomes.append(({"iri": row.iri, "title": row.title}, outcome))
            if outcome != UNCHANGED:
                acts.append(self._act(source, row.iri, row.body, row.fingerprint, current))
        there = {iri: now[iri] for iri in missing if iri in now and now[iri].state == STATE}
        bodies = self.ledger.bodies([current.body_seq for current in there.values()])
        for iri, current in there.items():
            body = self._marked(iri, bodies.get(current.body_seq, b""))
            acts.append(self._act(source, iri, body, current.fingerprint, current))
            outcomes.append(({"iri": iri, "title": self.words.label(iri)}, GONE))
        trouble = shrinking(len(known), len(present), len(known - set(present)), MARKED) if present else NOTHING_READ
        return Forecast(tuple(acts), tuple(outcomes), tuple(missing), trouble, noticed(notices, staged))

    def move(self, source: Source, run: Run) -> Run:
        """Writes what was staged into the ledger, in one transaction, and ends the run. Raises Stale.

        What a person allowed stands in the run: what else would be marked as gone waits again.
        """
        kept = Runs(self.ledger.engine)
        staged = kept.staged(run)
        forecast = self.forecast(source, staged, len(kept.unreadable(run.id)), run.notices)
        run, at = replace(run, notices=forecast.notices), stamp(self.clock())
        if not staged:
            return kept.end(run, runs.FAILED, at, NOTHING_READ.vi, NOTHING_READ.en)
        if forecast.trouble and not self._is_allowed(run, forecast):
            return self._wait(run, forecast, forecast.trouble, at)
        ended = run

        def beside(connection: Connection, _: object = ()) -> None:
            nonlocal ended
            see(connection, source.slug, run.id, staged, at)
            unsee(connection, forecast.gone)
            ended = runs.finish(connection, run, runs.DONE, at, Account.of(forecast.counts).as_counts)

        if forecast.acts:
            self.ledger.append(forecast.acts, beside)
            self.changed()
        else:
            self.ledger.beside(beside)
        return ended

    def _is_allowed(self, run: Run, forecast: Forecast) -> bool:
        """Whether a person has seen the names of all that would be marked."""
        with self.ledger.engine.connect() as connection:
            return bool(run.confirms) and set(forecast.gone) <= named_by(connection, run.confirms)

    def _wait(self, run: Run, forecast: Forecast, why: Trouble, at: str) -> Run:
        """Ends the run with what it would do, by name, for a person to look at."""
        words = {IMPORTED: CREATED, RENEWED: CHANGED, UNCHANGED: UNCHANGED, GONE: WITHDRAWN}
        rows = [
            {**row, "outcome": outcome, "word": words[outcome], "findings": "[]"} for row, outcome in forecast.outcomes
        ]

        def beside(connection: Connection) -> Run:
            runs.note(connection, run, rows)
            return runs.finish(connection, run, runs.GUARDED, at, Account.of(forecast.counts).as_counts, why.vi, why.en)

        return self.ledger.beside(beside)

    def _act(self, source: Source, iri: str, body: bytes, fingerprint: str, current: Current | None) -> Act:
        agency = self.words.agency(source.agency) if source.agency else None
        return Act(
            "import",
            iri,
            f"source:{source.slug}",
            body=body,
            fingerprint=fingerprint,
            agency=agency.iri if agency else "",
            expects=current.seq if current else 0,
        )

    def _marked(self, iri: str, body: bytes) -> bytes:
        """The body with the mark that the ministry's catalogue tells of it no more."""
        node, day = NamedNode(iri), local_day(self.clock()).isoformat()
        mark = serialize([Quad(node, REG.goneSince, Literal(day, datatype=XSD.date), node)], format=RdfFormat.N_QUADS)
        return b"".join(sorted([*body.splitlines(keepends=True), mark or b""]))


def forecast_row(forecast: Forecast, unreadable: Sequence[Mapping[str, Any]]) -> Row:
    """A forecast as JSON, for the command line."""
    trouble = forecast.trouble
    return {
        "counts": {**forecast.counts, "unreadable": len(unreadable)},
        "records": [{**row, "outcome": outcome} for row, outcome in forecast.outcomes],
        "unreadable": list(unreadable),
        "notices": list(forecast.notices),
        "message_vi": trouble.vi if trouble else "",
        "message_en": trouble.en if trouble else "",
    }


def _outcome(row: Staged, current: Current | None) -> str:
    if current is None or not current.body_seq:
        return IMPORTED
    return UNCHANGED if hashlib.sha256(row.body).hexdigest() == current.digest else RENEWED
