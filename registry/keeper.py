"""The keeper: the one process that owns ledger and store, put together from its parts.

`Keeper.open` starts the zygotes first, then opens the database, the store and the index, replays what the views missed,
and makes a generation for SPARQL. Outside bytes, strangers' queries and long work go to workers; the keeper's threads
only move them.
"""

import logging
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from sqlalchemy import Engine, delete, insert
from sqlalchemy.exc import DatabaseError, SQLAlchemyError

from harvesters.errors import HarvestError
from harvesters.source import Source, load_sources
from registry import schema
from registry.accounts import Accounts
from registry.audit import Audit
from registry.authority import Authority
from registry.catalogue import Catalogue
from registry.clock import Clock, stamp, utc_now
from registry.config import Config
from registry.directory import Directory, hold, prepare
from registry.drafts import Drafts
from registry.errands import Errands
from registry.errors import DataError, RegistryError
from registry.feed import Feed
from registry.harvests import Harvests
from registry.heads import SignedHead, Signer, keep_head
from registry.intake import Intake
from registry.ledger import Ledger
from registry.milestones import Reached, passing
from registry.publishing import Publisher
from registry.runs import Runs
from registry.schema import connect, create
from registry.search import Search
from registry.sessions import Sessions
from registry.sync import Sync
from registry.views import Views
from registry.words import Words
from registry.workers.errors import WorkerError
from registry.workers.pool import Workers
from registry.workers.query_pool import QueryLimits, QueryPool
from sparql.errors import SparqlError
from sparql.store import Store
from vocab.identifiers import dataset_of

KEPT_GENERATIONS = 2
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seal:
    """From which ledger entry, and when, a page was drawn; `hash` is that entry's."""

    seq: int
    hash: str
    at: str


class Keeper:
    """Everything a page or a command needs. Make it with `Keeper.open`, end it with `close`."""

    def __init__(self, config: Config, clock: Clock, directory: Directory, lock: IO[str], reached: Reached) -> None:
        self.config = config
        self.clock = clock
        self.directory = directory
        self._lock = lock
        self._reached = reached
        self._stopping = threading.Event()
        self.workers = Workers(
            "registry.jobs.light:JOBS",
            "registry.jobs.heavy:JOBS",
            "prepare",
            environment={"REGISTRY_BASE": config.base},
        )
        self.queries = QueryPool(self.workers.light, query_limits(config))
        self.engine = _database(directory)
        self.ledger = Ledger(self.engine, clock, reached)
        self.words = Words.of(config.base)
        self.catalogue = Catalogue(self.ledger, config)
        self.store = _store(directory, config.base)
        self.search = Search.open(directory.index)
        self.errands = Errands(self.workers, config, clock, self.words)
        self.views = Views(config, self.ledger, self.store, self.search, self.words, self.errands.project, reached)
        self.intake = Intake(self.ledger, self.errands.judge, self.follow)
        self.authority = Authority(self.ledger, self.intake)
        self.accounts = Accounts(self.ledger, clock, self.words.agencies)
        self.sessions = Sessions(self.engine, clock, config.session_idle_minutes, config.session_hours)
        self.drafts = Drafts(self.engine, clock)
        self.feed = Feed(self.ledger, config, self.words, clock)
        self.audit = Audit(self.ledger, self.words, config, clock)
        self.runs = Runs(self.engine)
        self.harvests = Harvests(self.sync, self.sources, self.runs, clock)
        self.signer = Signer(directory.keys)
        self._audited = (-1, "")
        self.publisher = Publisher(
            self.store, directory.generations, self._refresh_audit, self.queries.switch, self._reached
        )
        self._housekeeper = threading.Thread(target=self._keep_house, name="housekeeping", daemon=True)

    @classmethod
    def open(cls, config: Config, clock: Clock = utc_now, reached: Reached = passing) -> "Keeper":
        """A keeper on a data directory, its views in step with the ledger, ready to answer.

        Raises DataError when the directory cannot be used, InUse when another keeper holds it.
        """
        directory = prepare(config.data)
        lock = hold(directory)
        try:
            keeper = cls(config, clock, directory, lock, reached)
        except BaseException:
            lock.close()
            raise
        keeper._begin()
        return keeper

    def close(self) -> None:
        """Finishes what runs, flushes, and lets the directory go. Safe to call twice."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self.publisher.stop()
        self.queries.close()
        self.workers.close()
        self.store.flush()
        self.store.close()
        self.search.close()
        self.engine.dispose()
        self.directory.notice.unlink(missing_ok=True)
        self._lock.close()

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def seal(self) -> Seal:
        """The newest entry, for the foot of a page."""
        head = self.ledger.head()
        return Seal(head.seq, head.hash, head.at)

    def signed_head(self) -> SignedHead:
        """The newest entry, signed for today: whoever keeps it can show later what was in the ledger by now."""
        return self.signer.sign(self.ledger.head(), self.errands.day)

    def follow(self) -> None:
        """Brings the views along and has a generation made soon."""
        self.views.follow()
        self.publisher.ask()

    def sources(self) -> tuple[Source, ...]:
        """The agency APIs the operator has put down in DIR/sources.toml. Raises BadSourceFile."""
        path = self.directory.sources
        return load_sources(path.read_bytes()) if path.exists() else ()

    def sync(self) -> Sync:
        """One who harvests, with this keeper's parts."""
        return Sync(
            self.config,
            self.clock,
            self.ledger,
            self.intake,
            self.words,
            self.workers.run,
            self._stopping.is_set,
        )

    def rebuild(self) -> int:
        """Makes store and index anew from the ledger, graph by graph; returns the position they stand at."""
        self.views.found()
        position = self.views.refill()
        self._audited = (-1, "")
        self.publisher.ask()
        return position

    def expunge(self, record: str, account: str, person: str, reason: str) -> None:
        """Removes a record's words by law from all that is kept here: bodies, drafts, snapshots, index, generations.

        Backups on other disks are the operator's to replace; the note in the ledger says when and why. Raises
        RegistryError when the ledger knows no such record.
        """
        if self.ledger.current(record) is None:
            raise RegistryError(f"Sổ không có bản ghi {record}.", f"The ledger knows no record {record}.")
        self.ledger.expunge(record, account, person, reason)
        self.runs.expunge(record, dataset_of(record))
        self.drafts.expunge(dataset_of(record))
        self.feed.forget()
        # A snapshot holds a whole page of its source; the next run brings a new one.
        shutil.rmtree(self.directory.snapshots, ignore_errors=True)
        self.store.clear()
        self.search.clear()
        self.rebuild()
        for _ in range(KEPT_GENERATIONS):
            # Each new generation pushes out an old one, until none is left that held the words.
            self.publisher.ask()
            self.publisher.wait(60)

    def probe(self) -> Mapping[str, str]:
        """What readiness means, tried for real: a ledger write, a store read, a worker, a query's generation.

        Gives part -> "ok" or what is wrong.
        """
        return {
            "ledger": _tried(self._probe_ledger),
            "store": _tried(lambda: self.store.position),
            "workers": _tried(lambda: self.workers.run("echo", {"said": 1})),
            "sparql": "ok" if self.queries.generation else "no generation yet",
            "views": "ok" if self._is_followed() else "behind the ledger",
        }

    def _begin(self) -> None:
        head = self.ledger.head().seq
        if self.store.position > head or self.search.position > head:
            # The ledger was replaced by an older one: what stands beyond it is not true any more.
            log.warning("views stand beyond the ledger; they are made anew")
            self.store.clear()
            self.search.clear()
        self.views.found()
        self.views.follow()
        self.publisher.start()
        self._housekeeper.start()

    def _refresh_audit(self) -> None:
        """Brings the freshness and overlap graphs up to the ledger and the day, if either moved."""
        now = (self.ledger.head().seq, self.errands.day)
        if now != self._audited:
            self.views.put(self.errands.audit_graphs())
            self._audited = now

    def tidy(self) -> None:
        """What is due once a minute: the day's signed head, the audit graphs of a new day."""
        keep_head(self.engine, self.directory.heads, self.signed_head())
        if self._audited[1] != self.errands.day:
            self.publisher.ask()

    def _keep_house(self) -> None:
        while not self._stopping.wait(60):
            try:
                self.tidy()
                self.harvests.run_due()
            except (SQLAlchemyError, OSError, RegistryError, HarvestError):
                log.exception("housekeeping failed; it is tried again in a minute")

    def _is_followed(self) -> bool:
        """Whether the views have seen the newest act that moves a record; other acts are nothing to them."""
        newest = self.ledger.newest(1)
        return not newest or self.views.position >= newest[0].seq

    def _probe_ledger(self) -> None:
        """A real, durable write beside the ledger; the chain itself is not for probes."""
        with self.engine.begin() as connection:
            connection.execute(delete(schema.probe))
            connection.execute(insert(schema.probe).values(at=stamp(self.clock())))


def query_limits(config: Config) -> QueryLimits:
    """What one SPARQL query may take, from the settings."""
    return QueryLimits(
        workers=config.query_workers,
        seconds=config.query_seconds,
        cpu=config.query_seconds + 2,
        memory=config.query_megabytes << 20,
    )


def _database(directory: Directory) -> Engine:
    engine = connect(directory.database)
    try:
        create(engine)
    except DatabaseError as fault:
        raise DataError(
            f"Tệp sổ {directory.database} hỏng hoặc không phải cơ sở dữ liệu: {fault.orig}. Hãy khôi phục bản sao lưu.",
            f"The ledger {directory.database} is damaged or no database: {fault.orig}. Restore a backup.",
        ) from fault
    return engine


def _store(directory: Directory, base: str) -> Store:
    """The store; one that cannot be opened is put aside, for it can be made anew from the ledger."""
    try:
        return Store.open(directory.store, base)
    except SparqlError as fault:
        log.warning("the store cannot be opened (%s); it is made anew from the ledger", fault)
        shutil.rmtree(directory.path / "store.damaged", ignore_errors=True)
        directory.store.rename(directory.path / "store.damaged")
        return Store.open(directory.store, base)


def _tried(probe: Callable[[], object]) -> str:
    """ "ok", or what went wrong."""
    try:
        probe()
    except (SQLAlchemyError, SparqlError, WorkerError, OSError) as fault:
        return type(fault).__name__
    return "ok"
