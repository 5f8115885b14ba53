"""What is kept of harvest runs: the run itself, what it staged, what it could not read, and which record came whence.

A run stages every page with the address of the next in one transaction, so a run cut short goes on where it was.
The tables are in `tables`, pages in `pages`, who may write in `lease`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from registry.bulk import add
from registry.harvesting.account import Account
from registry.harvesting.consent import NO_CONSENT, Consent
from registry.harvesting.lease import demand
from registry.harvesting.origins import Origin, origins_at, origins_of
from registry.harvesting.pages import RunPage, keep_page
from registry.harvesting.staged_rows import stage_rows, stage_same_rows, staged_of, tell_again, versions
from registry.harvesting.staging import GONE, Staged, folded
from registry.harvesting.tables import origin, run, settled, staged, unreadable

Row = dict[str, Any]

RUNNING, DONE, FAILED, GUARDED, STOPPED = "running", "done", "failed", "guarded", "stopped"
SCHEDULE, PERSON, REPLAY, IMPORT = "schedule", "person", "replay", "import"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a run is made: `trigger` is schedule, person, replay or import; `by` names the person, "" for the clock."""

    trigger: str = PERSON
    by: str = ""


BY_HAND = Occasion()
IMPORTED = Occasion(IMPORT)


@dataclass(frozen=True, slots=True)
class Start:
    """How a run begins: the `way` its source is read, why, who holds the lease, which run it replays, what a person
    allows it. `is_new`: it goes on with none that was cut short."""

    way: str = ""
    occasion: Occasion = BY_HAND
    holder: str = ""
    replays: int = 0
    is_new: bool = False
    consent: Consent = NO_CONSENT

    def goes_on_with(self, cut: "Run") -> bool:
        """A cut run keeps what was allowed to it; one that was allowed something else is not gone on with."""
        is_allowed = self.consent in (NO_CONSENT, cut.consent)
        return not self.is_new and is_allowed and (cut.way, cut.replays) == (self.way, self.replays)


@dataclass(frozen=True, slots=True)
class Run:
    """One harvest run of one source.

    `state` is running (also after a stop of the keeper: the next harvest goes on with it), done, failed, stopped (a
    person ended it; nothing moved), or guarded (waiting for a person, because too much would vanish: its account and
    its names tell what would be; the run that `confirms` it reads the source anew, see `consent`). `counts` are the
    words of `account.Account`; `account` reads them. `notices` are what reading a ministry's catalogue left out or
    changed; whoever ran it is told, and they are not kept. `next_url` holds the addresses still to fetch, one a line:
    documents may lead to several. `way` is the digest of how the run reads; `replays` the run whose snapshots it
    reads, 0 for none. `holder` has the lease, whose last `heartbeat` is told.
    """

    id: int
    source: str
    state: str
    started: str
    ended: str
    next_url: str
    pages: int
    counts: dict[str, int]
    message_vi: str = ""
    message_en: str = ""
    trigger: str = PERSON
    by: str = ""
    way: str = ""
    replays: int = 0
    holder: str = ""
    heartbeat: str = ""
    stop_asked: str = ""
    confirms: int = 0
    allows: str = ""
    notices: tuple[Row, ...] = ()

    @property
    def account(self) -> Account:
        """What became of all that was read; it adds up."""
        return Account.of(self.counts)

    @property
    def consent(self) -> Consent:
        return Consent(self.confirms, self.allows)


class Runs:
    """Reads and writes the tables of runs."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def begin(
        self,
        source: str,
        first_url: str,
        at: str,
        start: Start | None = None,
    ) -> Run:
        """The source's run that was cut short, to go on with, or a new one. Raises LeaseLost.

        One that was read another way, or replayed another run, is not gone on with: it ends as stopped, by nobody.
        """
        start = start or Start()
        with self.engine.begin() as connection:
            demand(connection, source, start.holder)
            query = select(run).where(run.c.source == source, run.c.state == RUNNING).order_by(run.c.id.desc())
            for row in connection.execute(query).all():
                mine = replace(_run(row), holder=start.holder, heartbeat=at)
                if start.goes_on_with(mine):
                    connection.execute(update(run).where(run.c.id == row.id).values(holder=start.holder, heartbeat=at))
                    return mine
                finish(connection, mine, STOPPED, at, {}, *_OVERTAKEN)
            fresh = {
                "source": source,
                "state": RUNNING,
                "started": at,
                "ended": "",
                "next_url": first_url,
                "pages": 0,
                "counts": "{}",
                "message_vi": "",
                "message_en": "",
                **asdict(start.occasion),
                **asdict(start.consent),
                "way": start.way,
                "replays": start.replays,
                "holder": start.holder,
                "heartbeat": at,
            }
            done = connection.execute(insert(run).values(**fresh))
            number = done.inserted_primary_key
            return _run(connection.execute(select(run).where(run.c.id == (number[0] if number else 0))).one())

    def stage(
        self, this: Run, rows: Sequence[Staged], failures: Sequence[Row], next_url: str, page: RunPage | None = None
    ) -> Run:
        """Keeps a page, its records and the addresses of the next pages, in one transaction. Raises LeaseLost.

        Of two records of one dataset the later version stays; of the same version the first, and the other is told of.
        """
        number = this.pages + 1
        page = replace(page or RunPage(number, ""), number=number)
        with self.engine.begin() as connection:
            demand(connection, this.source, this.holder)
            fold = folded(versions(connection, this.id, rows), rows)
            stage_rows(connection, this.id, number, fold.kept)
            failures = [*failures, *fold.told]
            add(connection, unreadable, [{"run": this.id, "page": number, "cause": "", **row} for row in failures])
            counted = replace(
                page,
                unreadable=len(failures),
                repeated=fold.repeated + page.repeated,
                read=fold.records + len(failures) + page.refused + page.repeated,
                kept=len(fold.kept) if fold.is_plain and not page.repeated else -1,
            )
            return _advance(connection, this, counted, next_url)

    def stage_same(self, this: Run, page: RunPage, before: int, next_url: str) -> Run:
        """The same for a page that is word for word one of the run `before`, whose number it still bears: nothing of it
        is read again, its records are what they were. Raises LeaseLost."""
        number = this.pages + 1
        with self.engine.begin() as connection:
            demand(connection, this.source, this.holder)
            added = stage_same_rows(connection, this.id, this.source, number, page.sha256)
            tell_again(connection, before, page.number, this.id, number)
            counted = replace(page, number=number, repeated=page.kept - added)
            return _advance(connection, this, counted, next_url)

    def staged(self, this: Run) -> tuple[Staged, ...]:
        """What the run brought, by IRI, without what the source says is gone."""
        query = select(staged).where(staged.c.run == this.id, staged.c.mark != GONE).order_by(staged.c.iri)
        with self.engine.connect() as connection:
            return tuple(staged_of(row) for row in connection.execute(query))

    def gone(self, this: Run) -> frozenset[str]:
        """The records (their IRIs in the ledger) that the source itself says it no longer holds."""
        query = select(staged).where(staged.c.run == this.id, staged.c.mark == GONE)
        with self.engine.connect() as connection:
            return frozenset(staged_of(row).record for row in connection.execute(query))

    def unreadable(self, number: int) -> tuple[Row, ...]:
        """What a run could not read: position, reason_vi, reason_en, page (its number), cause (a slug)."""
        query = select(unreadable).where(unreadable.c.run == number).order_by(unreadable.c.id)
        with self.engine.connect() as connection:
            return tuple(dict(row._mapping) for row in connection.execute(query))

    def unreadable_of(self, number: int, page: int) -> tuple[Row, ...]:
        """The same of one page, as it is staged."""
        names = ("position", "reason_vi", "reason_en", "cause")
        return tuple({name: row[name] for name in names} for row in self.unreadable(number) if row["page"] == page)

    def settled(self, number: int) -> tuple[Row, ...]:
        """What the run decided of each record: iri, title, outcome, word (of `account`), findings (rows), identifier,
        page (its number), fingerprint. What did not change is told only where it was read to its end."""
        query = select(settled).where(settled.c.run == number).order_by(settled.c.outcome, settled.c.title)
        with self.engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple({**row._mapping, "findings": json.loads(row.findings)} for row in rows)

    def known(self, source: str) -> dict[str, str]:
        """Record IRI -> fingerprint last brought, of everything the source has brought and not yet taken away."""
        return {record: one.fingerprint for record, one in self.origins(source).items()}

    def origins(self, source: str) -> dict[str, Origin]:
        """The same with all that is kept of how the source said it."""
        with self.engine.connect() as connection:
            return {one.record: one for one in origins_of(connection, source)}

    def origin_of(self, record: str) -> Origin | None:
        """What is kept of one record that a source brought."""
        with self.engine.connect() as connection:
            return next(iter(origins_at(connection, [record])), None)

    def missing(self, source: str = "") -> tuple[Origin, ...]:
        """What sources (or one) no longer tell of and what is still public meanwhile, the longest missing first."""
        with self.engine.connect() as connection:
            found = origins_of(connection, source, is_missing=True)
        return tuple(sorted(found, key=lambda one: (one.missing_since, one.record)))

    def brought_by(self, source: str, sha256: str) -> int:
        """How many of a source's records were last read from the page of these bytes."""
        query = select(func.count()).select_from(origin).where(origin.c.source == source, origin.c.page == sha256)
        with self.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def stop_asked(self, number: int) -> str:
        """Who asked a run to stop; "" when nobody did."""
        with self.engine.connect() as connection:
            return str(connection.execute(select(run.c.stop_asked).where(run.c.id == number)).scalar() or "")

    def ask_to_stop(self, number: int, by: str) -> bool:
        """Has a run end before its next page; False when it runs no more. `by` names the person."""
        with self.engine.begin() as connection:
            running = (run.c.id == number) & (run.c.state == RUNNING)
            return bool(connection.execute(update(run).where(running).values(stop_asked=by)).rowcount)

    def end(self, this: Run, state: str, at: str, message_vi: str = "", message_en: str = "", **counts: int) -> Run:
        """Ends a run that moved nothing; what it staged is dropped. Raises LeaseLost."""
        with self.engine.begin() as connection:
            return finish(connection, this, state, at, counts, message_vi, message_en)

    def newest(self, limit: int = 50, source: str = "", state: str = "") -> tuple[Run, ...]:
        query = select(run).order_by(run.c.id.desc()).limit(limit)
        if source:
            query = query.where(run.c.source == source)
        if state:
            query = query.where(run.c.state == state)
        with self.engine.connect() as connection:
            return tuple(_run(row) for row in connection.execute(query))

    def one(self, number: int) -> Run | None:
        with self.engine.connect() as connection:
            row = connection.execute(select(run).where(run.c.id == number)).first()
        return None if row is None else _run(row)


def finish(
    connection: Connection,
    this: Run,
    state: str,
    at: str,
    counts: Mapping[str, int],
    message_vi: str = "",
    message_en: str = "",
) -> Run:
    """Writes the run's end and drops what it staged. Raises LeaseLost."""
    demand(connection, this.source, this.holder)
    number = connection.execute(
        select(func.count()).select_from(unreadable).where(unreadable.c.run == this.id)
    ).scalar_one()
    ended = replace(
        this,
        state=state,
        ended=at,
        counts={**counts, "unreadable": int(number)},
        message_vi=message_vi,
        message_en=message_en,
    )
    values = {
        "state": state,
        "ended": at,
        "counts": json.dumps(ended.counts),
        "message_vi": message_vi,
        "message_en": message_en,
    }
    connection.execute(update(run).where(run.c.id == this.id).values(**values))
    connection.execute(delete(staged).where(staged.c.run == this.id))
    return ended


def note(connection: Connection, this: Run, decisions: Iterable[Row]) -> None:
    """Keeps what was decided of each record."""
    add(connection, settled, [{"run": this.id, **row} for row in decisions])


def expunge(connection: Connection, record: str, iri: str) -> None:
    """Destroys what runs keep of a record, by law: staged versions, what was decided or could not be read of it, whence
    it came."""
    told = select(run.c.source, settled.c.identifier).join(run, run.c.id == settled.c.run).where(settled.c.iri == iri)
    told = told.where(settled.c.identifier != "")  # older versions did not keep it
    came = select(origin.c.source, origin.c.identifier).where(origin.c.record == record)
    for source, identifier in connection.execute(told.union(came)).all():
        at = unreadable.c.position
        is_its = or_(at.in_((identifier, identifier[:200])), at.endswith(f"({identifier})", autoescape=True))
        of_source = unreadable.c.run.in_(select(run.c.id).where(run.c.source == source))
        connection.execute(delete(unreadable).where(of_source, is_its))
    connection.execute(delete(staged).where(staged.c.iri == iri))
    connection.execute(delete(settled).where(settled.c.iri == iri))
    connection.execute(delete(origin).where(origin.c.record == record))


_OVERTAKEN = (
    "Đợt này bị ngắt giữa chừng và chưa đổi gì; từ đó cách đọc nguồn đã đổi, nên đợt sau đọc lại từ đầu ngay.",
    "This run was cut short and changed nothing; the source is read another way since, so the next run began anew at once.",
)


def _advance(connection: Connection, this: Run, page: RunPage, next_url: str) -> Run:
    keep_page(connection, this.id, page)
    connection.execute(update(run).where(run.c.id == this.id).values(next_url=next_url, pages=page.number))
    return replace(this, next_url=next_url, pages=page.number)


def _run(row: Any) -> Run:
    values = dict(row._mapping)
    return Run(**{**values, "counts": json.loads(values["counts"])})
