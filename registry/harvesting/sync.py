"""One harvest run: bring each page, read, map and judge it in a worker, stage it; then move all of it in one go.

Readers see the old catalogue or the new, never one between. A page that fails, or a total that is not reached, fails
the run and moves nothing; nothing is withdrawn on an error, and not without a person when too much would vanish.
A ministry's catalogue goes the same way to another end: `registry.ministry_imports`.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import NamedNode
from sqlalchemy import Connection

from harvesters.door import Refused, Unchanged, fetch
from harvesters.kinds import kind_for
from harvesters.mapping import key_for
from harvesters.ministry_mapping import MINISTRY_KIND
from harvesters.paging import PageLoop, ahead
from harvesters.source import MINISTRY, Harvested, Snapshot, Source
from registry.clock import Clock, local_day, stamp
from registry.config import Config
from registry.decision import Decision, Outcome
from registry.entries import Act
from registry.errors import NotYours, Removed, Stale
from registry.harvesting import runs
from registry.harvesting.origins import see, unsee
from registry.harvesting.runs import Run, Runs
from registry.harvesting.shrinking import Trouble, shrinking
from registry.harvesting.staging import Staged
from registry.intake import Candidate, Intake, Judged
from registry.jobs.carrying import source_row
from registry.ledger import Ledger
from registry.ministry_imports import Forecast, MinistryImports, told_once
from registry.standing import Standing
from registry.summaries import decision_row
from registry.words import Words
from registry.workers.confine import Limits
from registry.workers.errors import WorkerError
from shapes.report import Finding, ShapeReport
from vocab.agencies import Agency
from vocab.identifiers import dataset_iri, record_iri, record_of
from vocab.namespaces import REG

MOVES = 3
"""Times a run tries to move its records while people act on them."""
READING = Limits(cpu=20, wall=60.0, nice=5)
JUDGING = Limits(cpu=300, wall=600.0, nice=10)

Row = dict[str, Any]
_LASTING = frozenset({400, 401, 403, 404, 405, 406, 410, 451, 500})
"""What a server answers of one page; anything else (too busy, out of reach) is about all of them."""
Work = Callable[..., Row]
Progress = Callable[[Run, str], None]


@dataclass(frozen=True, slots=True)
class _Read:
    """What a page brought: records as they are staged, what could not be read, the pages after it, one a line, and of a
    ministry's page the notices on the whole of it."""

    rows: tuple[Staged, ...]
    failures: tuple[dict[str, Any], ...]
    next_url: str
    notices: tuple[Row, ...] = ()

    def after(self, before: Mapping[str, tuple[str, str]]) -> "_Read":
        """The page with each dataset that did not come `before` once; what else tells of one of them is said."""
        rows, told = told_once(self.rows, before)
        return replace(self, rows=tuple(rows), failures=(*self.failures, *told))


@dataclass(frozen=True, slots=True)
class _OfThePage(Trouble):
    """A trouble with one page alone."""


@dataclass
class Sync:
    """Harvests sources. `work` runs a job in a worker; `is_stopping` says that the run should pause where it is."""

    config: Config
    clock: Clock
    ledger: Ledger
    intake: Intake
    words: Words
    work: Work
    ministries: MinistryImports
    is_stopping: Callable[[], bool] = lambda: False
    ministries_file: Callable[[], str] = lambda: ""

    @property
    def runs(self) -> Runs:
        return Runs(self.ledger.engine)

    def harvest(self, source: Source, progress: Progress = lambda run, url: None, confirmed: bool = False) -> Run:
        """Runs the source to its end, or goes on with the run that was cut short; returns how it ended.

        `confirmed`: a person has seen that much would vanish, and wants it so.
        """
        if trouble := self._agency_trouble(source):
            return self._fail(self.runs.begin(source.slug, "", self._now()), trouble)
        run = self.runs.begin(source.slug, kind_for(source).first_url(source), self._now())
        seen: set[str] = set()
        while run.next_url:
            if self.is_stopping():
                return run
            url, *waiting = run.next_url.split("\n")
            seen.add(url)
            progress(run, url)
            page = self._page(source, url, frozenset(seen), waiting)
            if isinstance(page, Trouble):
                return self._fail(run, page)
            if source.side == MINISTRY:
                page = page.after(self.runs.brought(run))
            run = replace(run, notices=(*run.notices, *page.notices))
            run = self.runs.stage(run, page.rows, page.failures, page.next_url)
        return self._end(source, run, confirmed)

    def bring(self, source: Source, document: Snapshot, confirmed: bool = False, whole: bool = True) -> Run:
        """The same with one document that is already here, in place of what the source's address would answer.

        Without `whole` the document is one of many: what it does not tell of is not taken for gone.
        """
        run = self.runs.begin(source.slug, "", self._now())
        page = self._agency_trouble(source) or self._read(source, document, frozenset())
        if isinstance(page, Trouble):
            return self._fail(run, page)
        if source.side == MINISTRY:
            # A document is whole by itself, whatever one before it had staged when it was cut short.
            page = page.after({})
            run = replace(run, notices=page.notices)
        return self._end(source, self.runs.stage(run, page.rows, page.failures, ""), confirmed, whole)

    def rehearse(self, source: Source, document: Snapshot | None = None) -> tuple[Forecast, list[Row]] | Trouble:
        """What a run of a ministry's catalogue would do, and what could not be read; nothing is staged or moved."""
        rows: list[Staged] = []
        failures: list[Row] = []
        notices: list[Row] = []
        if trouble := self._agency_trouble(source):
            return trouble
        url = "" if document else kind_for(source).first_url(source)
        seen: set[str] = set()
        while url or document:
            here, *waiting = url.split("\n")
            seen.add(here)
            page = (
                self._read(source, document, frozenset())
                if document
                else self._page(source, here, frozenset(seen), waiting)
            )
            if isinstance(page, Trouble):
                return page
            page = page.after({row.iri: (row.identifier, row.fingerprint) for row in rows})
            rows += page.rows
            failures += page.failures
            notices += page.notices
            document, url = None, page.next_url if url else ""
        return self.ministries.forecast(source, rows, len(failures), notices), failures

    def _end(self, source: Source, run: Run, confirmed: bool, whole: bool = True) -> Run:
        for _ in range(MOVES - 1):
            try:
                return self._move(source, run, confirmed, whole)
            except (Stale, NotYours, Removed):
                # Somebody acted on one of the records just now: look again at what is theirs.
                continue
        return self._move(source, run, confirmed, whole)

    def _agency_trouble(self, source: Source) -> Trouble | None:
        """Why the agency cannot answer for the source; a ministry's catalogue needs none, and takes a ministry alone."""
        if source.side == MINISTRY and not source.agency:
            return None
        agency = self.words.agency(source.agency)
        if agency is None or (source.side == MINISTRY and agency.id != source.agency):
            return _no_agency(source)
        return _no_ministry(source, agency) if source.side == MINISTRY and agency.kind != MINISTRY_KIND else None

    def _page(self, source: Source, url: str, seen: frozenset[str], waiting: Sequence[str] = ()) -> _Read | Trouble:
        """Fetches one page, has it read, mapped and judged; of a scattered source, a page that fails is passed over."""
        snapshot = self._fetch(source, url)
        page = snapshot if isinstance(snapshot, Trouble) else self._read(source, snapshot, seen, waiting)
        if isinstance(page, _OfThePage) and len(seen) > 1 and kind_for(source).is_scattered(source):
            row = {"position": url, "reason_vi": page.vi, "reason_en": page.en}
            return _Read((), (row,), "\n".join(target for target in waiting if target not in seen))
        return page

    def _read(
        self, source: Source, snapshot: Snapshot, seen: frozenset[str], waiting: Sequence[str] = ()
    ) -> _Read | Trouble:
        try:
            read = self.work(
                "read_page",
                {
                    "data": snapshot.path.read_bytes(),
                    "media_type": snapshot.media_type,
                    "url": snapshot.url,
                    "kind": source.kind,
                    "side": source.side,
                    "mapping": source.mapping,
                },
                READING,
                "bulk",
            )
            if refused := read.get("refused"):
                return _OfThePage(f"{snapshot.url}: {refused['vi']}", f"{snapshot.url}: {refused['en']}")
            if source.side == MINISTRY:
                rows = self.ministries.mapped(source, read["records"])
            else:
                rows, failures = self._settled(source, read)
                read["unreadable"] += failures
        except WorkerError as fault:
            return Trouble(fault.vi, fault.en)
        further = ahead(read["next"], read["more"], snapshot.links, snapshot.url, seen, waiting)
        if isinstance(further, PageLoop):
            return Trouble(further.reason_vi, further.reason_en)
        notices = tuple(read["notices"]) if source.side == MINISTRY else ()
        return _Read(tuple(rows), tuple(read["unreadable"]), "\n".join(further), notices)

    def _settled(self, source: Source, read: dict[str, Any]) -> tuple[list[Staged], list[dict[str, Any]]]:
        """The records of a page, mapped and judged, and those that could not be mapped."""
        barred = self._barred(read["records"], source)
        read["records"] = [row for row in read["records"] if row["identifier"] not in barred]
        said = self._settled_page(source, read)
        kept = ("findings", "evidence", "notices")
        versions = {row["identifier"]: row["version"] for row in read["records"] if row.get("version")}
        rows = [
            Staged.of(
                row,
                rules=said["rules"],
                **{name: row[name] for name in kept},
                **({"version": versions[row["identifier"]]} if row["identifier"] in versions else {}),
            )
            for row in said["records"]
        ]
        return [*rows, *(self._gone(source, **one) for one in read["gone"])], said["unreadable"]

    def _gone(self, source: Source, identifier: str, version: str) -> Staged:
        return Staged.gone(dataset_iri(self.config.base, _key(source, identifier)), identifier, version)

    def _settled_page(self, source: Source, read: dict[str, Any]) -> dict[str, Any]:
        agency, day = self.words.agency(source.agency), local_day(self.clock())
        datasets = [dataset_iri(self.config.base, _key(source, row["identifier"])) for row in read["records"]]
        payload = {
            "base": self.config.base,
            "day": day.isoformat(),
            "source": source_row(source),
            "agency": agency.iri if agency else "",
            "records": read["records"],
            "previous": self._previous(source, read["records"]),
            "rules_off": list(self.config.rules_off),
            "decided": Standing(self.ledger).rows(datasets, day),
            "ministries": self.ministries_file(),
        }
        return self.work("settle_page", payload, JUDGING, "bulk")

    def _previous(self, source: Source, rows: list[dict[str, Any]]) -> dict[str, str]:
        """Record IRI -> the public body that blank nodes are matched to."""
        records = [record_iri(self.config.base, _key(source, row["identifier"])) for row in rows]
        currents = [current for current in self.ledger.currents_of(records) if current.body_seq]
        bodies = self.ledger.bodies([current.body_seq for current in currents])
        return {current.record: bodies[current.body_seq].decode() for current in currents if current.body_seq in bodies}

    def _fetch(self, source: Source, url: str) -> Snapshot | Trouble:
        """Brings the page into DIR/snapshots, under the SHA-256 of its bytes."""
        folder = self.config.data / "snapshots"
        folder.mkdir(exist_ok=True)
        target = folder / f"coming-{os.getpid()}-{hashlib.sha256(url.encode()).hexdigest()[:16]}"
        answer = fetch(url, target, allowed=lambda host, port, _: self._is_allowed(source, host, port))
        if isinstance(answer, Refused):
            kind = _OfThePage if answer.status in _LASTING else Trouble
            return kind(f"{url}: {answer.reason_vi}", f"{url}: {answer.reason_en}")
        if isinstance(answer, Unchanged):
            return Trouble(f"{url}: trả lời 304 dù không hỏi có điều kiện.", f"{url}: answered 304 unasked.")
        kept = folder / answer.sha256
        target.replace(kept)
        return replace(answer, path=kept)

    def _is_allowed(self, source: Source, host: str, port: int) -> bool:
        """Whether a private address may be reached: the operator named it, or the source itself lies just there."""
        own = urlsplit(source.url)
        own_port = own.port or (443 if own.scheme == "https" else 80)
        at_home = source.allow_private and (host, port) == (own.hostname, own_port)
        return at_home or bool({host, f"{host}:{port}"} & set(self.config.allow_hosts))

    def _move(self, source: Source, run: Run, confirmed: bool, whole: bool) -> Run:
        """Moves what was staged into the ledger, all in one transaction, and ends the run."""
        if source.side == MINISTRY:
            return self.ministries.move(source, run, confirmed)
        staged = self.runs.staged(run)
        failures = len(self.runs.unreadable(run.id))
        known = self.runs.known(source.slug)
        present = {record_of(row.iri) for row in staged}
        # A record that could not be read may well be one we know: then none is taken for gone.
        gone = [] if failures or not whole else sorted(set(known) - present)
        trouble = shrinking(len(known), len(present), len(gone)) if whole else None
        if trouble and not confirmed:
            return self.runs.end(run, runs.GUARDED, self._now(), trouble.vi, trouble.en)
        seen = {current.record: current.seq for current in self.ledger.currents_of(sorted(present))}
        by_hand = self._by_hand(present | set(gone))
        settled = [row for row in staged if not _is_seen(row, by_hand, known)]
        judged = [
            self._judged(source, row, record_of(row.iri) in by_hand, seen.get(record_of(row.iri), 0)) for row in settled
        ]
        withdrawals = self._withdrawals(source, sorted(set(gone) - by_hand))
        at = self._now()
        ended = run

        def beside(connection: Connection, decisions: tuple[Decision, ...]) -> None:
            nonlocal ended
            see(connection, source.slug, run.id, staged, at)
            unsee(connection, gone)
            runs.note(connection, run, (_decision_row(decision) for decision in decisions))
            counts = {outcome.value: 0 for outcome in Outcome}
            for decision in decisions:
                counts[decision.outcome.value] += 1
            counts[Outcome.UNCHANGED.value] += len(staged) - len(settled)
            counts["withdrawn"] = len(withdrawals)
            ended = runs.finish(connection, run, runs.DONE, at, counts)

        self.intake.settle(judged, withdrawals, beside)
        return ended

    def _withdrawals(self, source: Source, gone: list[str]) -> list[Act]:
        """The acts that withdraw what the source no longer holds, of its own agency's records alone."""
        agency = self.words.agency(source.agency)
        return [
            Act("withdraw", current.record, f"source:{source.slug}", agency=current.agency, reason="source")
            for current in self.ledger.currents_of(gone)
            if current.state == "public" and agency is not None and current.agency == agency.iri
        ]

    def _by_hand(self, records: set[str]) -> set[str]:
        """The records whose last version or withdrawal is a person's: a source does not undo what people did."""
        last = self.ledger.last_acts(sorted(records), frozenset({"publish", "withdraw"}))
        return {record for record, entry in last.items() if not entry.actor.startswith("source:")}

    def _barred(self, rows: list[dict[str, Any]], source: Source) -> set[str]:
        """The identifiers of records that were removed by law: nothing of them is staged."""
        records = {record_iri(self.config.base, _key(source, row["identifier"])): row["identifier"] for row in rows}
        states = self.ledger.currents_of(list(records))
        return {records[current.record] for current in states if current.state == "expunged"}

    def _judged(self, source: Source, row: Staged, is_by_hand: bool, seen: int) -> Judged:
        agency = self.words.agency(source.agency)
        candidate = Candidate(
            row.iri,
            row.body,
            row.fingerprint,
            row.title,
            agency.iri if agency else "",
            f"source:{source.slug}",
            expects=seen,
        )
        found = ShapeReport.from_rows(row.said["findings"]).findings
        conflict = (_edited_by_hand(row.iri),) if is_by_hand else ()
        return Judged(candidate, (*conflict, *found), tuple(row.said["evidence"]), row.said.get("rules", ""))

    def _fail(self, run: Run, trouble: Trouble) -> Run:
        return self.runs.end(run, runs.FAILED, self._now(), trouble.vi, trouble.en)

    def _now(self) -> str:
        return stamp(self.clock())


def _is_seen(row: Staged, by_hand: set[str], known: dict[str, str]) -> bool:
    """Whether people went on from what the source still says: then it brings nothing new."""
    record = record_of(row.iri)
    return record in by_hand and known.get(record) == row.fingerprint


def _edited_by_hand(iri: str) -> Finding:
    """Both the source and a person changed it: the source's version waits, a person chooses."""
    return Finding(
        rule="registry/edited-by-hand",
        scope="record",
        severity="Violation",
        focus=iri,
        path=None,
        component=REG["editedByHand"].value,
        value=None,
        message_vi="Cán bộ đã sửa, giữ hoặc rút tập này sau lần thu thập trước, và nguồn cũng đã đổi: cần người chọn.",
        message_en="A person edited, held or withdrew this dataset since the last harvest, and the source changed too.",
        article="",
        fix_vi="Mở bản của nguồn trong bàn làm việc: công bố nó, hoặc giữ bản sửa tay và bỏ bản này.",
        fix_en="Open the source's version at the desk: publish it, or keep the edited version and drop this one.",
    )


def _no_agency(source: Source) -> Trouble:
    return Trouble(
        f"Nguồn {source.slug} khai cơ quan «{source.agency}» không có trong sổ cơ quan.",
        f"Source {source.slug} names the agency “{source.agency}”, which is not in the register.",
    )


def _no_ministry(source: Source, agency: Agency) -> Trouble:
    return Trouble(
        f"Nguồn {source.slug}: «{source.agency}» ({agency.name_vi}) không phải bộ, ngành trung ương; danh mục của bộ chỉ "
        "nhập được dưới tên một bộ.",
        f"Source {source.slug}: “{source.agency}” ({agency.name('en')}) is no ministry; a ministry's catalogue is imported "
        "in the name of a ministry alone.",
    )


def _decision_row(decision: Decision) -> dict[str, Any]:
    said = decision_row(decision)
    return {**said, "findings": json.dumps(said["findings"], ensure_ascii=False)}


def _key(source: Source, identifier: str) -> str:
    return key_for(source, Harvested(identifier, NamedNode(source.url), ()))
