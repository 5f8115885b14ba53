"""What a run staged, moved into the ledger: all of it in one transaction, with the account of what became of each.

Readers see the old catalogue or the new. Nothing moves when nothing was read, or when too much would leave at once.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from harvesters.source import Source
from registry.clock import Clock, stamp
from registry.decision import Decision, Outcome
from registry.entries import SOURCE_LOST_IT, Act
from registry.harvesting import runs
from registry.harvesting.account import (
    CHANGED,
    CREATED,
    HELD,
    MISSING,
    REFUSED,
    RETURNED,
    UNCHANGED,
    WITHDRAWN,
    Account,
)
from registry.harvesting.curated import Curated, note_outdone
from registry.harvesting.origins import Origin, absent_from, miss, origins_at, see, see_again, unsee
from registry.harvesting.pages import Counted, counted
from registry.harvesting.runs import Run, Runs
from registry.harvesting.staged_rows import count_of, new_rows, same_to_tell
from registry.harvesting.staging import DUPLICATE, NEW, NOT_ITS_OWN, SAME, Row, Staged
from registry.harvesting.twins import note_named
from registry.harvesting.vanishing import NOTHING_READ, Guard, Trouble, Vanishing, shrinking, vanished
from registry.intake import Candidate, Intake, Judged
from registry.ledger import Current, Ledger
from registry.summaries import decision_row
from registry.words import Words
from shapes.report import Finding, ShapeReport
from vocab.identifiers import dataset_of
from vocab.namespaces import REG

AT_ONCE = 500
"""Records that are settled at once; the memory of a run does not grow with its pages."""
_HARMLESS = frozenset({DUPLICATE, NOT_ITS_OWN})
"""Causes that say nothing against the completeness of a run."""


@dataclass(frozen=True)
class Landing:
    """Ends runs."""

    clock: Clock
    ledger: Ledger
    intake: Intake
    words: Words
    guard: Guard

    def land(self, source: Source, run: Run, confirmed: bool, whole: bool) -> Run:
        """Moves what was staged into the ledger and ends the run. `whole`: it is all that the source holds.

        `confirmed`: a person has seen that much would leave, and wants it so.
        """
        standing = self._standing(source, run, confirmed, whole)
        if isinstance(standing, Trouble):
            state = runs.FAILED if standing == NOTHING_READ else runs.GUARDED
            return Runs(self.ledger.engine).end(run, state, stamp(self.clock()), standing.vi, standing.en)
        return _Move(self, source, run, standing).go()

    def _standing(self, source: Source, run: Run, confirmed: bool, whole: bool) -> Vanishing | Trouble:
        """What becomes of what is absent, or why the run cannot go on."""
        with self.ledger.engine.connect() as connection:
            present = count_of(connection, run.id, NEW) + count_of(connection, run.id, SAME)
            absent = absent_from(connection, source.slug, run.id) if whole else []
            refused = counted(connection, run.id).refused
        kept = Runs(self.ledger.engine)
        unread = [row for row in kept.unreadable(run.id) if row["cause"] not in _HARMLESS]
        said_gone = kept.gone(run)
        if not present and not refused and not said_gone and (unread or not absent or not whole):
            return NOTHING_READ
        positions = [row["position"] for row in unread]
        absent = [one for one in absent if not _stands_at(one.identifier, positions)]
        known = len(kept.known(source.slug))
        newly = [one for one in absent if not one.missing_since]
        trouble = shrinking(known, known - len(absent), len(newly), guard=self.guard)
        if trouble and not confirmed and not unread:
            return trouble
        told = {"is_sound": not unread, "confirmed": confirmed}
        return vanished(absent, said_gone, self.clock(), self.guard, **told)

    def by_hand(self, records: Sequence[str], read_with: dict[str, str] | None = None) -> set[str]:
        """The records whose last version or withdrawal is a person's, and does not follow the source any more: a source
        does not undo what people did. `read_with` names the curated layer that each was read with in this run."""
        last = self.ledger.last_acts(sorted(records), frozenset({"publish", "withdraw"}))
        mine = {record: entry for record, entry in last.items() if not entry.actor.startswith("source:")}
        return set(mine) - Curated(self.ledger.engine).following(mine, read_with or {})

    def judged(self, source: Source, row: Staged, is_by_hand: bool, seen: int) -> Judged:
        """The staged record as a candidate, with what the rules said of it; `seen` is the entry it was settled against."""
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
        found = ShapeReport.from_rows(row.said.get("findings", [])).findings
        conflict = (_edited_by_hand(row.iri),) if is_by_hand else ()
        return Judged(candidate, (*conflict, *found), tuple(row.said.get("evidence", ())), row.said.get("rules", ""))


@dataclass
class _Move:
    """One move, while its transaction lasts."""

    landing: Landing
    source: Source
    run: Run
    vanishing: Vanishing
    counts: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, Staged] = field(default_factory=dict)
    _idle: list[Staged] = field(default_factory=list)
    _before: dict[str, Current] = field(default_factory=dict)
    _came_back: set[str] = field(default_factory=set)
    _ended: Run | None = None

    def go(self) -> Run:
        withdrawals = self._withdrawals()
        self.landing.intake.settle_slices(
            self._slices(), self._told, withdrawals, lambda connection: self._end(connection, withdrawals)
        )
        assert self._ended is not None
        return self._ended

    def _slices(self) -> Iterator[list[Judged]]:
        """What is new, judged, some at a time; beside it what each was before."""
        after = ""
        while rows := self._next(after):
            after = rows[-1].iri
            records = [row.record for row in rows]
            read_with = {row.record: str(row.said.get("layer", "")) for row in rows}
            by_hand = self.landing.by_hand(records, read_with)
            with self.landing.ledger.engine.connect() as connection:
                known = {one.record: one for one in origins_at(connection, records)}
            self._idle = [row for row in rows if _is_seen(row, by_hand, known)]
            idle = {row.iri for row in self._idle}
            self._rows = {row.iri: row for row in rows if row.iri not in idle}
            self._before = {one.record: one for one in self.landing.ledger.currents_of(records)}
            self._came_back = {record for record in records if self._has_returned(record, known, by_hand)}
            yield [self._judged(row, by_hand) for row in self._rows.values()]

    def _next(self, after: str) -> list[Staged]:
        with self.landing.ledger.engine.connect() as connection:
            return new_rows(connection, self.run.id, after, AT_ONCE)

    def _judged(self, row: Staged, by_hand: set[str]) -> Judged:
        before = self._before.get(row.record)
        return self.landing.judged(self.source, row, row.record in by_hand, before.seq if before else 0)

    def _has_returned(self, record: str, known: dict[str, Origin], by_hand: set[str]) -> bool:
        before = self._before.get(record)
        was_missing = record in known and bool(known[record].missing_since)
        was_withdrawn = before is not None and before.state == "withdrawn" and record not in by_hand
        return was_missing or was_withdrawn

    def _told(self, connection: Connection, decisions: tuple[Decision, ...]) -> None:
        """Keeps what became of a slice."""
        at = stamp(self.landing.clock())
        see(connection, self.source.slug, self.run.id, [*self._rows.values(), *self._idle], at)
        for row in self._rows.values():
            if row.said.get("layer"):
                note_outdone(connection, row.record, row.said.get("outdone", ()))
        note_named(connection, {row.record: str(row.said.get("named", "")) for row in self._rows.values()})
        self._count(UNCHANGED, len(self._idle))
        noted = [self._decided(decision) for decision in decisions]
        noted += [_row_of(row, UNCHANGED, RETURNED) for row in self._idle if row.record in self._came_back]
        self._count(RETURNED, len(self._came_back))
        runs.note(connection, self.run, noted)

    def _decided(self, decision: Decision) -> Row:
        row = self._rows[decision.iri]
        word = word_of(decision.outcome, self._before.get(row.record))
        self._count(word)
        said = decision_row(decision)
        told = {**said, "findings": json.dumps(said["findings"], ensure_ascii=False)}
        return {**told, "identifier": row.identifier, "page": row.page, "fingerprint": row.fingerprint, "word": word}

    def _end(self, connection: Connection, withdrawals: Sequence[Act]) -> None:
        """What is said again, what is absent, the account, the end of the run."""
        at = stamp(self.landing.clock())
        agency = self.landing.words.agency(self.source.agency)
        self._tell_same(connection, agency.iri if agency else "")
        see_again(connection, self.run.id, at)
        gone = {act.record for act in withdrawals}
        left = [one for one in self.vanishing.withdrawn if one.record in gone]
        absent = [*((one, WITHDRAWN) for one in left), *((one, MISSING) for one in self.vanishing.missing)]
        runs.note(connection, self.run, (_absent_row(one, word) for one, word in absent))
        unsee(connection, [one.record for one in self.vanishing.withdrawn])
        miss(connection, [one.record for one in self.vanishing.missing], at)
        self._count(WITHDRAWN, len(left))
        self._count(MISSING, len(self.vanishing.missing))
        self._ended = self._finished(connection, at)

    def _tell_same(self, connection: Connection, agency: str) -> None:
        noted = []
        told = same_to_tell(connection, self.run.id, agency)
        for one in told:
            word = REFUSED if one.is_foreign else HELD if one.held is not None else UNCHANGED
            self._count(word)
            self._count(RETURNED, int(one.was_missing))
            noted.append(_row_of(one.row, word, RETURNED if word == UNCHANGED else word, one.held or "[]"))
        self._count(UNCHANGED, count_of(connection, self.run.id, SAME) - len(told))
        runs.note(connection, self.run, noted)

    def _finished(self, connection: Connection, at: str) -> Run:
        told: Counted = counted(connection, self.run.id)
        self._count(REFUSED, told.refused)
        self.counts |= {"unreadable": told.unreadable, "repeated": told.repeated}
        account = Account.of(self.counts, told.read - told.repeated)
        return runs.finish(connection, self.run, runs.DONE, at, account.as_counts)

    def _withdrawals(self) -> list[Act]:
        """The acts that withdraw what the source no longer holds, of its own agency's records alone."""
        records = [one.record for one in self.vanishing.withdrawn]
        agency = self.landing.words.agency(self.source.agency)
        by_hand = self.landing.by_hand(records)
        return [
            Act("withdraw", current.record, f"source:{self.source.slug}", agency=current.agency, reason=SOURCE_LOST_IT)
            for current in self.landing.ledger.currents_of(records)
            if current.state == "public"
            and current.record not in by_hand
            and agency is not None
            and current.agency == agency.iri
        ]

    def _count(self, word: str, number: int = 1) -> None:
        self.counts[word] = self.counts.get(word, 0) + number


def word_of(outcome: Outcome, before: Current | None) -> str:
    """An outcome in a word of the account: what gets public is created, or changed where it was public `before`."""
    if outcome in (Outcome.PUBLISHED, Outcome.REMARKED):
        return CHANGED if before is not None and before.state == "public" else CREATED
    return _WORDS[outcome]


_WORDS = {
    Outcome.UNCHANGED: UNCHANGED,
    Outcome.HELD: HELD,
    Outcome.TAKEN_DOWN: HELD,
    Outcome.REFUSED: REFUSED,
    Outcome.BARRED: REFUSED,
}


def _stands_at(identifier: str, positions: Sequence[str]) -> bool:
    """Whether a record is among what could not be read: it is there, then, whatever it says."""
    return any(position == identifier or position.endswith(f"({identifier})") for position in positions)


def _row_of(row: Staged, outcome: str, word: str, findings: str = "[]") -> Row:
    """What is kept of a record on which nothing was decided anew."""
    told = {"identifier": row.identifier, "page": row.page, "fingerprint": row.fingerprint, "word": word}
    return {"iri": row.iri, "title": row.title, "outcome": outcome, "findings": findings, **told}


def _absent_row(one: Origin, word: str) -> Row:
    told = {"identifier": one.identifier, "page": 0, "fingerprint": one.fingerprint, "word": word}
    title = one.title or one.identifier
    return {"iri": dataset_of(one.record), "title": title, "outcome": word, "findings": "[]", **told}


def _is_seen(row: Staged, by_hand: set[str], known: dict[str, Origin]) -> bool:
    """Whether people went on from what the source still says: then it brings nothing new."""
    return row.record in by_hand and row.record in known and known[row.record].fingerprint == row.own


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
