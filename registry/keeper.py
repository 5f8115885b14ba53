"""The keeper: the one process that owns ledger and store, put together from its parts.

`Keeper.open` starts the zygotes first, then opens the database, the store and the index, replays what the views missed,
and makes a generation for SPARQL. Outside bytes, strangers' queries and long work go to workers; the keeper's threads
only move them.
"""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from sqlalchemy.exc import SQLAlchemyError

from harvesters.source import Source
from registry.accounts import Accounts, By
from registry.audit import Audit
from registry.audit_graphs import AuditGraphs, Drawings
from registry.authority import Authority
from registry.catalogue import Catalogue
from registry.chores import chores_of
from registry.clock import Clock, utc_now
from registry.config import Config
from registry.deciding import Deciding
from registry.directory import Directory, hold, prepare
from registry.drafts import Drafts
from registry.dump_making import PATIENCE as DUMP_PATIENCE
from registry.dump_making import Dumps, of_generation
from registry.errands import LONG_READING, Errands, workers_for
from registry.errors import RegistryError
from registry.feeds.catalogue import Feed
from registry.feeds.changes import Changes
from registry.feeds.ckan import Ckan, Parts
from registry.feeds.consumers import Consumers
from registry.feeds.downloads import state_at
from registry.feeds.pieces import PIECES
from registry.harvesting.adding import Adding
from registry.harvesting.calling import Calls
from registry.harvesting.credentials import Credentials
from registry.harvesting.digests import Digests
from registry.harvesting.harvests import Harvests
from registry.harvesting.moving import Moving
from registry.harvesting.patience import Patience
from registry.harvesting.rehearsing import foresee
from registry.harvesting.runs import Runs
from registry.harvesting.sources import Sources
from registry.harvesting.sync import Sync
from registry.harvesting.trying import Trials
from registry.harvesting.twins import Twins
from registry.heads import SignedHead, Signer
from registry.housekeeping import Housekeeping
from registry.intake import Intake
from registry.jobs.writing_downloads import of_catalogue
from registry.ledger import Ledger
from registry.memory import Memory
from registry.milestones import Reached, passing
from registry.ministry_following import MinistryFollowing
from registry.ministry_imports import MinistryImports
from registry.ministry_rows import FOLDER, MinistryRows, newest_file
from registry.opening import answer_caps, mail_of, opened_ledger, opened_store, query_limits
from registry.overlap_cases import Cases
from registry.pairing import Pairing
from registry.public_checks import PublicChecks
from registry.publishing import Publisher
from registry.quality import Qualities
from registry.quality_graph import QualityGraph
from registry.readiness import Probes
from registry.rejudging import Rejudging
from registry.removal import Removal
from registry.search import Search, SearchFault
from registry.sessions import Sessions
from registry.standing import Standing
from registry.switches import demand_known, note_switches, unguarded
from registry.transfers import Transfers
from registry.views import Views
from registry.words import Words
from registry.workers.confine import Limits
from registry.workers.errors import WorkerError
from registry.workers.query_pool import QueryPool
from sparql.errors import SparqlError
from sparql.generation import Generation
from sparql.holding import let_go
from vocab.namespaces import DCT

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
        read_beforehand = newest_file(config.data / FOLDER)
        self.workers = workers_for(config)
        self.queries = QueryPool(self.workers.light, query_limits(config), answer_caps(config))
        self.engine = opened_ledger(directory)
        self.ledger = Ledger(self.engine, clock, reached)
        self.ministries = MinistryRows(self.ledger, config.base, config.data)
        self.ministry_following = MinistryFollowing(self.ministries, self.workers, self._stopping, read_beforehand)
        self.words = Words.of(config.base, self.ministries)
        self.catalogue = Catalogue(self.ledger, config)
        self.store = opened_store(directory, config.base)
        self.search = Search.open(directory.index)
        self.standing = Standing(self.ledger)
        self.errands = Errands(self.workers, config, clock, self.words, self.standing, lambda: self.ministries.file)
        self.checks = PublicChecks(self.errands, config.threads // 4)
        self.views = Views(config, self.ledger, self.store, self.search, self.words, self.errands.project, reached)
        self.cases = Cases(self.engine)
        self.intake = Intake(self.ledger, self.errands.judge, self.follow, config.overlap_days)
        self.deciding = Deciding(
            self.ledger, self.intake, self.cases, self.words, config.overlap_days, config.base, self._identified
        )
        self.authority = Authority(self.ledger, self.intake)
        self.accounts = Accounts(self.ledger, clock, self.words.agencies)
        self.sessions = Sessions(self.engine, clock, config.session_idle_minutes, config.session_hours)
        self.drafts = Drafts(self.engine, clock)
        self.feed = Feed(self.ledger, config, self.words, clock, lambda: self.downloads.beside(PIECES))
        self.changes = Changes(self.ledger, config, self.words)
        self.memory = Memory()
        self.consumers = Consumers(self.engine, clock)
        self.audit = Audit(self.ledger, self.words, config, clock)
        reading = Parts(config, self.words, clock, self.ledger, self.catalogue, self.search)
        self.ckan = Ckan(reading, self.errands.packages)
        self.quality = Qualities(
            self.ledger, config.base, lambda job, payload: self.workers.run(job, payload, LONG_READING)
        )
        self.quality_graph = QualityGraph(self.quality, self.words, self.views)
        drawings = Drawings(self.ledger, self.views, config.base, lambda: self.errands.day, self.errands.audit_graphs)
        self.audit_graphs = AuditGraphs(drawings, self.quality, self.quality_graph, lambda: self.publisher.ask())
        self.runs = Runs(self.engine)
        self.adding = Adding(self.ledger)
        self.calls = Calls(
            config, Credentials(directory.credentials), Patience(self.engine, clock), self._stopping.wait
        )
        self.transfers = Transfers(self.ledger, self.catalogue, self.intake, self.drafts, self.words)
        self.source_book = Sources(self.ledger, directory, self.words.code_lists)
        self.harvests = Harvests(self.sync, self.source_book.running, self.runs, clock)
        self.digests = Digests(
            self.runs,
            self._known_sources,
            mail_of(config, self.calls.credentials.mail_login),
            self.calls,
            clock,
            config.links,
            config.data,
            config.digests,
        )
        self.trials = Trials(lambda source, told, past: foresee(self.sync(), source, told, past), clock)
        self.moving = Moving(self.ledger, self.source_book, self.transfers, clock, config.base)
        self.rejudging = Rejudging(
            self.ledger,
            self.errands,
            self.words,
            self._stopping.is_set,
            self.audit_graphs.judged_anew,
            term=config.overlap_days,
        )
        self.twins = Twins(self.ledger, self.errands.twin_signs, self.source_book.all, self._stopping.is_set)
        self.pairing = Pairing(
            self.ledger, self.errands.neighbours, config.overlap_days, self._stopping.is_set, self.twins.couples
        )
        self.signer = Signer(directory.keys)
        self.unguarded = unguarded(config)
        self.publisher = Publisher(
            self.store, directory.generations, self.audit_graphs.refresh, self._switch, self._reached
        )
        self.dumps = Dumps(
            directory.dumps,
            of_generation(self._dump_aside),
            clock,
            self.ledger.last_withdrawal,
        )
        self.downloads = Dumps(
            directory.downloads, of_catalogue(self._dump_aside, config), clock, self.ledger.last_withdrawal
        )
        self._probes = Probes(self.ledger, self.views, self.workers, self.queries, self.publisher)
        self.removal = Removal(
            self.ledger,
            self.views,
            self.publisher,
            directory.snapshots,
            self.ministry_following.forget,
            self._forget_dumps,
            self._forget_pages,
        )
        self._house = Housekeeping(chores_of(self), self._stopping)

    @classmethod
    def open(cls, config: Config, clock: Clock = utc_now, reached: Reached = passing) -> "Keeper":
        """A keeper on a data directory, its views in step with the ledger, ready to answer.

        Raises DataError when the directory cannot be used, InUse when another keeper holds it, ConfigError when the
        settings switch off a rule that is not there, NotPrepared when the rules cannot be judged by.
        """
        demand_known(config)
        directory = prepare(config.data)
        lock = hold(directory)
        try:
            keeper = cls(config, clock, directory, lock, reached)
        except BaseException:
            lock.close()
            raise
        try:
            keeper._begin()
        except BaseException:
            keeper.close()
            raise
        return keeper

    def close(self) -> None:
        """Finishes what runs, flushes, and lets the directory go. Safe to call twice."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self.dumps.stop()
        self.downloads.stop()
        self.publisher.stop()
        self.queries.close()
        self.workers.close()
        self.rejudging.wait(30)
        self.pairing.wait(30)
        self.dumps.wait(30)
        self.downloads.wait(30)
        self.store.flush()
        self.store.close()
        self.search.close()
        self._close_log()
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
        """Brings the views along and has a generation made soon.

        What is in the ledger is done, whatever the views do: their troubles are logged, and they are tried again every
        minute and at the next act.
        """
        try:
            self.views.follow()
        except (WorkerError, SparqlError, RegistryError, SQLAlchemyError, OSError):
            log.exception("the views did not follow the ledger; they will")
        self.publisher.ask()

    def close_account(self, name: str, by: By, reason: str) -> None:
        """Shuts an account and ends its sessions at once. Raises UnknownAccount."""
        self.accounts.set_active(name, False, by, reason)
        self.sessions.close_all(name)

    def sources(self) -> tuple[Source, ...]:
        """The agency APIs that may run. Raises BadSourceFile when DIR/sources.toml cannot be taken over."""
        self.source_book.demand_readable()
        return tuple(one.source for one in self.source_book.running())

    def _known_sources(self) -> Mapping[str, Source]:
        """Every source by its name, also one that may not run now."""
        return {one.slug: one.source for one in self.source_book.all()}

    def sync(self) -> Sync:
        """One who harvests, with this keeper's parts."""
        return Sync(
            self.config,
            self.clock,
            self.ledger,
            self.intake,
            self.words,
            self.workers.run,
            self.imports(),
            self.calls,
            self._stopping.is_set,
            lambda: self.ministries.file,
            lambda: self.rejudging.standard().digest,
        )

    def imports(self) -> MinistryImports:
        """One who brings ministries' catalogues in, with this keeper's parts."""
        return MinistryImports(
            self.config, self.clock, self.ledger, self.words, self.workers.run, self._ministries_moved
        )

    def rebuild(self) -> int:
        """Makes store and index anew from the ledger, graph by graph; returns the position they stand at."""
        self.views.found()
        position = self.views.refill()
        self.audit_graphs.forget()
        return position

    def probe(self) -> Mapping[str, str]:
        """What readiness means, tried for real: part -> "ok" or what is wrong."""
        return self._probes.run()

    def _switch(self, generation: Generation) -> None:
        """Questions are asked of this copy from now on, and it is dumped when its turn comes."""
        self.queries.switch(generation)
        self.dumps.take(generation)
        self.downloads.take(state_at(self.feed.position, self.config, self.words))

    def _dump_aside(self, job: str, payload: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
        return self.workers.run(job, payload, limits, "bulk", DUMP_PATIENCE)

    def _forget_pages(self) -> None:
        self.feed.forget()
        self.changes.forget()
        self.memory.forget()

    def _forget_dumps(self) -> None:
        self.dumps.forget()
        self.downloads.forget()

    def _close_log(self) -> None:
        try:
            self.consumers.flush()
        except SQLAlchemyError:
            log.exception("who took what in the last minute could not be written down")

    def _begin(self) -> None:
        note_switches(self.ledger, self.config)
        if self.unguarded:
            log.warning("rules that keep closed data from the public are switched off: %s", ", ".join(self.unguarded))
        head = self.ledger.head().seq
        if self.store.position > head or self.search.position > head:
            # The ledger was replaced by an older one: what stands beyond it is not true any more.
            log.warning("views stand beyond the ledger; they are made anew")
            self.views.remake()
        self.ministry_following.take_over()
        self.views.found()
        try:
            self.views.follow()
        except SearchFault as fault:
            # A writer that was killed can leave files behind that the next one stumbles over.
            log.warning("the search index is made anew: %s", fault)
            self.search.clear()
            self.views.follow()
        self._probes.demand_workers()
        let_go(self.directory.generations)
        self.dumps.start()
        self.downloads.start()
        self.publisher.start()
        self.removal.finish()
        self.rejudging.start()
        self._house.start()

    def _ministries_moved(self) -> None:
        """Rows of the ministries moved: pages, store and judging take them over, and what is public is measured again."""
        self.ministry_following.take_over()
        self.follow()
        self.rejudging.start()

    def _identified(self, identifier: str) -> tuple[str, ...]:
        """Whatever the store knows by an identifier of its own."""
        return self.views.nodes(DCT.identifier, identifier)

    def tidy(self) -> None:
        """Does at once what is due once a minute."""
        self._house.once()
