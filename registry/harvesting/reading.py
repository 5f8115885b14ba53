"""A page that was brought: read in a worker, compared with the last time, and what is new of it mapped and judged.

What the source says word for word as before, and is read as before, is only marked so; nothing more is done with it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode

from harvesters.mapping import key_for
from harvesters.source import MINISTRY, Harvested, Snapshot, Source
from registry.clock import Clock, local_day
from registry.config import Config
from registry.harvesting.comparing import same_way
from registry.harvesting.curated import Curated
from registry.harvesting.fetching import OfThePage
from registry.harvesting.origins import Origin, origins_at
from registry.harvesting.pages import RunPage
from registry.harvesting.runs import Runs
from registry.harvesting.staging import Staged
from registry.harvesting.vanishing import Trouble
from registry.jobs.carrying import put_back, set_apart, source_row
from registry.ledger import Ledger
from registry.ministry_imports import MinistryImports
from registry.standing import Standing
from registry.words import Words
from registry.workers.confine import Limits
from registry.workers.errors import WorkerError
from vocab.identifiers import dataset_iri, record_iri

READING = Limits(cpu=20, wall=60.0, nice=5)
JUDGING = Limits(cpu=300, wall=600.0, nice=10)
AT_ONCE, ABREAST = 250, 2
"""Records that one worker maps and judges, and how many workers do so at once, where there are seats."""
_SAID = ("evidence", "notices", "own", "layer", "outdone", "named")

Row = dict[str, Any]
Work = Callable[..., Row]
"""Runs a job in a worker: (name, payload, limits, seat). Raises WorkerError."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What a page brought: records as they are staged, what could not be read, where it leads to by its own word, how
    many records the law had removed, and of a ministry's page the notices on the whole of it; `listing` are the numbers of
    `RunPage` that the source's list is held to, `repeated` among them."""

    rows: tuple[Staged, ...]
    failures: tuple[Row, ...]
    next_url: str = ""
    more: tuple[str, ...] = ()
    refused: int = 0
    notices: tuple[Row, ...] = ()
    listing: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def told_of(self, page: RunPage) -> RunPage:
        """The page with what was read on it of itself."""
        return replace(page, next_url=self.next_url, more=self.more, refused=self.refused, **self.listing)


@dataclass(frozen=True)
class Reading:
    """Reads pages. `work` runs a job in a worker, `ministries_file` says where the imported rows of the ministries lie."""

    config: Config
    clock: Clock
    ledger: Ledger
    words: Words
    work: Work
    ministries: MinistryImports
    ministries_file: Callable[[], str] = lambda: ""

    def read(self, source: Source, snapshot: Snapshot, way: str = "") -> ReadPage | Trouble:
        """What the snapshot holds, mapped and judged; what was read the same `way` before, and is the same, only marked
        ("" compares nothing)."""
        read = self.opened(source, snapshot)
        return read if isinstance(read, Trouble) else self.settled(source, snapshot, read, way)

    def opened(self, source: Source, snapshot: Snapshot) -> Row | Trouble:
        """The first half: the snapshot's records in the source's words, as the job `read_page` gives them, each with its
        triples."""
        payload = {
            "data": snapshot.path.read_bytes(),
            "media_type": snapshot.media_type,
            "url": snapshot.url,
            "kind": source.kind,
            "side": source.side,
            "mapping": source.mapping,
        }
        try:
            read = self.work("read_page", payload, READING, "bulk")
            if refused := read.get("refused"):
                return OfThePage(f"{snapshot.url}: {refused['vi']}", f"{snapshot.url}: {refused['en']}")
        except WorkerError as fault:
            return Trouble(f"{snapshot.url}: {fault.vi}", f"{snapshot.url}: {fault.en}")
        return {**read, "records": put_back(read["records"], "triples", read["triples"])}

    def settled(self, source: Source, snapshot: Snapshot, read: Row, way: str = "") -> ReadPage | Trouble:
        """The second half: compared, mapped, judged."""
        try:
            if source.side == MINISTRY:
                return self._of_a_ministry(source, read)
            return self._settled(source, read, way)
        except WorkerError as fault:
            return Trouble(f"{snapshot.url}: {fault.vi}", f"{snapshot.url}: {fault.en}")

    def _of_a_ministry(self, source: Source, read: Row) -> ReadPage:
        """A ministry's records are rows for comparison: mapped, not judged."""
        rows = self.ministries.mapped(source, read["records"])
        ended = {one["identifier"]: one["version"] for one in read["gone"]}
        gone = [
            Staged.gone(one.record, one.identifier, ended[one.identifier])
            for one in (Runs(self.ledger.engine).origins(source.slug).values() if ended else ())
            if one.identifier in ended
        ]
        told, notices = _told(read["unreadable"]), tuple(read["notices"])
        return ReadPage((*rows, *gone), told, *_leads(read), notices=notices, listing=_listing(read))

    def _settled(self, source: Source, read: Row, way: str) -> ReadPage:
        """The records of a page: those said as before, the others mapped and judged, and those that cannot be mapped."""
        keys = {row["identifier"]: key_of_record(source, row["identifier"]) for row in read["records"]}
        barred = self._barred(keys)
        there = [row for row in read["records"] if row["identifier"] not in barred]
        raws = {row["identifier"]: same_way(row.get("raw", ""), way) for row in there}
        known = self._known(keys) if way else {}
        is_same = {name: bool(raw) and name in known and known[name].raw == raw for name, raw in raws.items()}
        same = [self._same(source, known[row["identifier"]], row) for row in there if is_same[row["identifier"]]]
        fresh = [row for row in there if not is_same[row["identifier"]]]
        rows, unmapped = self._judged(source, fresh, keys, raws) if fresh else ([], [])
        ended = [self._gone(source, **one) for one in read["gone"]]
        failures = (*_told(read["unreadable"]), *_told(unmapped))
        refused = len(read["records"]) - len(there)
        return ReadPage((*rows, *same, *ended), failures, *_leads(read), refused=refused, listing=_listing(read))

    def _judged(
        self, source: Source, fresh: Sequence[Row], keys: Mapping[str, str], raws: Mapping[str, str]
    ) -> tuple[list[Staged], list[Row]]:
        parts = [fresh[start : start + AT_ONCE] for start in range(0, len(fresh), AT_ONCE)]
        with ThreadPoolExecutor(ABREAST, "judging") as aside:
            told = list(aside.map(partial(self._settled_page, source, keys), parts))
        versions = {row["identifier"]: row["version"] for row in fresh if row.get("version")}
        rows = []
        for said in told:
            for row in put_back(said["records"], "body", said["bodies"]):
                kept = {name: row[name] for name in _SAID if row.get(name)}
                if version := versions.get(row["identifier"]):
                    kept["version"] = version
                rows.append(Staged.of(row, raw=raws[row["identifier"]], rules=said["rules"], **kept))
        return rows, [row for said in told for row in said["unreadable"]]

    def _settled_page(self, source: Source, keys: Mapping[str, str], fresh: Sequence[Row]) -> Row:
        agency, day = self.words.agency(source.agency), local_day(self.clock())
        records = [record_iri(self.config.base, keys[row["identifier"]]) for row in fresh]
        datasets = [dataset_iri(self.config.base, keys[row["identifier"]]) for row in fresh]
        rows, triples = set_apart(fresh, "triples")
        payload = {
            "base": self.config.base,
            "day": day.isoformat(),
            "source": source_row(source),
            "agency": agency.iri if agency else "",
            "records": rows,
            "triples": triples,
            "previous": self._previous(records),
            "curated": Curated(self.ledger.engine).rows(records),
            "rules_off": list(self.config.rules_off),
            "decided": Standing(self.ledger).rows(datasets, day),
            "ministries": self.ministries_file(),
        }
        return self.work("settle_page", payload, JUDGING, "bulk")

    def _previous(self, records: Sequence[str]) -> dict[str, str]:
        """Record IRI -> the public body that blank nodes are matched to."""
        currents = [current for current in self.ledger.currents_of(records) if current.body_seq]
        bodies = self.ledger.bodies([current.body_seq for current in currents])
        return {current.record: bodies[current.body_seq].decode() for current in currents if current.body_seq in bodies}

    def _barred(self, keys: Mapping[str, str]) -> Collection[str]:
        """The identifiers of records that were removed by law: nothing of them is staged."""
        records = {record_iri(self.config.base, key): identifier for identifier, key in keys.items()}
        states = self.ledger.currents_of(list(records))
        return {records[current.record] for current in states if current.state == "expunged"}

    def _known(self, keys: Mapping[str, str]) -> dict[str, Origin]:
        """By identifier, how the source said these records the last time."""
        records = [record_iri(self.config.base, key) for key in keys.values()]
        with self.ledger.engine.connect() as connection:
            return {one.identifier: one for one in origins_at(connection, records)}

    def _same(self, source: Source, before: Origin, row: Row) -> Staged:
        iri = dataset_iri(self.config.base, key_of_record(source, before.identifier))
        told = (before.identifier, before.title, before.fingerprint, before.raw)
        return Staged.same(iri, *told, row.get("version", ""))

    def _gone(self, source: Source, identifier: str, version: str) -> Staged:
        return Staged.gone(dataset_iri(self.config.base, key_of_record(source, identifier)), identifier, version)


def key_of_record(source: Source, identifier: str) -> str:
    """The key of a source's record; see `harvesters.mapping.key_for`."""
    return key_for(source, Harvested(identifier, NamedNode(source.url), ()))


def _told(failures: Sequence[Row]) -> tuple[Row, ...]:
    """What could not be read, as it is kept."""
    return tuple(
        {name: row.get(name, "") for name in ("position", "reason_vi", "reason_en", "cause")} for row in failures
    )


def _leads(read: Row) -> tuple[str, tuple[str, ...]]:
    return read["next"] or "", tuple(read["more"])


def _listing(read: Row) -> Mapping[str, int]:
    """What a page says of the whole list, and how much of it stands there."""
    total = -1 if read["total"] is None else int(read["total"])
    numbers = {name: int(read[name]) for name in ("came", "skipped", "repeated", "is_end")}
    return MappingProxyType({"total": total, **numbers})
