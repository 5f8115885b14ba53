"""What a run staged, settled record by record: written into the ledger, or only foreseen; with the account of it all.

Readers see the old catalogue or the new, for all of it is one transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
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
    OLDER,
    REFUSED,
    RETURNED,
    UNCHANGED,
    UNTOUCHED,
    WITHDRAWN,
    Account,
)
from registry.harvesting.consent import LET_GO
from registry.harvesting.consent import OLDER as BRINGS_OLDER
from registry.harvesting.curated import Curated, note_outdone
from registry.harvesting.origins import Origin, miss, origins_at, see, see_again, unsee
from registry.harvesting.pages import Counted, Pages, counted
from registry.harvesting.runs import Run
from registry.harvesting.staged_rows import count_of, drop_held, findings_of_held, new_rows, same_to_tell
from registry.harvesting.staging import SAME, Row, Staged
from registry.harvesting.twins import note_named
from registry.harvesting.vanishing import Trouble, Vanishing, left_untouched
from registry.intake import Candidate, Intake, Judged
from registry.ledger import Current, Ledger
from registry.words import Words
from shapes.report import Finding, ShapeReport
from vocab.identifiers import dataset_of
from vocab.namespaces import REG

AT_ONCE = 500
"""Records that are settled at once; the memory of a run does not grow with its pages."""


@dataclass(frozen=True)
class Settling:
    """What settles records: the ledger and the intake, and the agencies' names."""

    clock: Clock
    ledger: Ledger
    intake: Intake
    words: Words

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
        found = ShapeReport.from_text(row.findings).findings
        conflict = (_edited_by_hand(row.iri),) if is_by_hand else ()
        return Judged(candidate, (*conflict, *found), tuple(row.said.get("evidence", ())), row.said.get("rules", ""))


@dataclass
class Move:
    """The settling of one run, while its transaction lasts; `past` is the run whose older pages it replays, 0 for none."""

    settling: Settling
    source: Source
    run: Run
    vanishing: Vanishing
    past: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    _rows: dict[str, Staged] = field(default_factory=dict)
    _idle: list[Staged] = field(default_factory=list)
    _held: dict[str, str] = field(default_factory=dict)
    _older: list[Staged] = field(default_factory=list)
    _before: dict[str, Current] = field(default_factory=dict)
    _by_hand: set[str] = field(default_factory=set)
    _came_back: set[str] = field(default_factory=set)
    _ended: Run | None = None

    def go(self) -> Run:
        """Writes it all into the ledger, and the end of the run."""
        withdrawals = self._withdrawals()
        self.settling.intake.settle_slices(
            self._slices(), self._told, withdrawals, lambda connection: self._end(connection, withdrawals)
        )
        assert self._ended is not None
        return self._ended

    def wait(self, why: Trouble) -> Run:
        """Writes down what would become of it all, and that the run waits for a person; nothing moves."""
        noted: list[Row] = []
        for judged in self._slices():
            outcomes = self.settling.intake.foresee(judged)
            noted += self._noted([_foreseen(each, outcome) for each, outcome in zip(judged, outcomes, strict=True)])
        withdrawals = self._withdrawals()

        def beside(connection: Connection) -> Run:
            runs.note(connection, self.run, noted)
            self._tell_beside(connection, withdrawals)
            counts = self._counted(connection)
            return runs.finish(connection, self.run, runs.GUARDED, self._now(), counts, why.vi, why.en)

        return self.settling.ledger.beside(beside)

    def _now(self) -> str:
        return stamp(self.settling.clock())

    def _slices(self) -> Iterator[list[Judged]]:
        """What is new, judged, some at a time; beside it what each was before."""
        after = ""
        shas = {page.number: page.sha256 for page in Pages(self.settling.ledger.engine).of(self.run.id)}
        while rows := self._next(after):
            after = rows[-1].iri
            records = [row.record for row in rows]
            read_with = {row.record: str(row.said.get("layer", "")) for row in rows}
            by_hand = self._by_hand = self.settling.by_hand(records, read_with)
            with self.settling.ledger.engine.connect() as connection:
                known = {one.record: one for one in origins_at(connection, records)}
            self._older = [row for row in rows if self._is_older(row, known.get(row.record), shas)]
            older = {row.iri for row in self._older}
            self._idle = [row for row in rows if row.iri not in older and _is_seen(row, by_hand, known)]
            idle = {row.iri for row in self._idle}
            with self.settling.ledger.engine.connect() as connection:
                self._held = findings_of_held(connection, [row.record for row in self._idle])
            self._rows = {row.iri: row for row in rows if row.iri not in older | idle}
            self._before = {one.record: one for one in self.settling.ledger.currents_of(records)}
            settled = [row.record for row in rows if row.iri not in older]
            self._came_back = {record for record in settled if self._has_returned(record, known, by_hand)}
            yield [self._judged(row, by_hand) for row in self._rows.values()]

    def _next(self, after: str) -> list[Staged]:
        with self.settling.ledger.engine.connect() as connection:
            return new_rows(connection, self.run.id, after, AT_ONCE)

    def _is_older(self, row: Staged, known: Origin | None, shas: Mapping[int, str]) -> bool:
        """Whether the source has said something else of it since, or took it away: a replay does not undo that."""
        if not self.past or self.run.allows == BRINGS_OLDER:
            return False
        return is_older(row, known, self.past, shas.get(row.page, ""))

    def _judged(self, row: Staged, by_hand: set[str]) -> Judged:
        before = self._before.get(row.record)
        return self.settling.judged(self.source, row, row.record in by_hand, before.seq if before else 0)

    def _has_returned(self, record: str, known: dict[str, Origin], by_hand: set[str]) -> bool:
        before = self._before.get(record)
        was_missing = record in known and bool(known[record].missing_since) and not self.past
        was_withdrawn = before is not None and before.state == "withdrawn" and record not in by_hand
        return was_missing or was_withdrawn

    def _told(self, connection: Connection, decisions: tuple[Decision, ...]) -> None:
        """Keeps what became of a slice."""
        seen = [*self._rows.values(), *self._idle]
        see(connection, self.source.slug, self.run.id, seen, self._now(), is_past=bool(self.past))
        for row in self._rows.values():
            if row.said.get("layer"):
                note_outdone(connection, row.record, row.said.get("outdone", ()))
        note_named(connection, {row.record: str(row.said.get("named", "")) for row in self._rows.values()})
        runs.note(connection, self.run, self._noted(decisions))

    def _noted(self, decisions: Sequence[Decision]) -> list[Row]:
        """What is kept of a slice, counted."""
        told = [row for row in self._idle if row.record in self._held]
        self._count(HELD, len(told))
        self._count(UNCHANGED, len(self._idle) - len(told) + len(self._older))
        self._count(OLDER, len(self._older))
        noted = [self._decided(decision) for decision in decisions]
        noted += [_row_of(row, OLDER, OLDER) for row in self._older]
        noted += [_row_of(row, HELD, HELD, self._held[row.record]) for row in told]
        back = [row for row in self._idle if row.record in self._came_back and row.record not in self._held]
        noted += [_row_of(row, UNCHANGED, RETURNED) for row in back]
        self._count(RETURNED, len(self._came_back))
        return noted

    def _decided(self, decision: Decision) -> Row:
        row = self._rows[decision.iri]
        word = word_of(decision.outcome, self._before.get(row.record))
        self._count(word)
        # What nobody added to is passed on as the worker wrote it.
        is_added_to = row.record in self._by_hand
        findings = ShapeReport(decision.findings).as_text() if is_added_to else row.findings
        return _row_of(row, decision.outcome.value, word, findings)

    def _end(self, connection: Connection, withdrawals: Sequence[Act]) -> None:
        """What is said again, what is absent, the account, the end of the run."""
        at, over = self._now(), [one.record for one in self.vanishing.withdrawn]
        self._tell_beside(connection, withdrawals)
        if not self.past:
            see_again(connection, self.run.id, at)
        drop_held(connection, over)
        unsee(connection, over)
        miss(connection, [one.record for one in self.vanishing.missing], at)
        counts = self._counted(connection)
        why = left_untouched(len(self.vanishing.untouched), counts["unreadable"]) or Trouble("", "")
        self._ended = runs.finish(connection, self.run, runs.DONE, at, counts, why.vi, why.en)

    def _tell_beside(self, connection: Connection, withdrawals: Sequence[Act]) -> None:
        """What is said again, and what is absent, by name."""
        agency = self.settling.words.agency(self.source.agency)
        self._tell_same(connection, agency.iri if agency else "")
        gone = {act.record for act in withdrawals}
        fate = self.vanishing
        absent = [(one, WITHDRAWN if one.record in gone else LET_GO) for one in fate.withdrawn]
        absent += [(one, MISSING) for one in fate.missing] + [(one, UNTOUCHED) for one in fate.untouched]
        runs.note(connection, self.run, (_absent_row(one, word) for one, word in absent))
        for _, word in absent:
            self._count(word)

    def _tell_same(self, connection: Connection, agency: str) -> None:
        noted = []
        told = same_to_tell(connection, self.run.id, agency)
        for one in told:
            word = REFUSED if one.is_foreign else HELD if one.held is not None else UNCHANGED
            has_returned = one.was_missing and not self.past
            self._count(word)
            self._count(RETURNED, int(has_returned))
            noted.append(
                _row_of(one.row, word, RETURNED if word == UNCHANGED and has_returned else word, one.held or "[]")
            )
        self._count(UNCHANGED, count_of(connection, self.run.id, SAME) - len(told))
        runs.note(connection, self.run, noted)

    def _counted(self, connection: Connection) -> dict[str, int]:
        told: Counted = counted(connection, self.run.id)
        self._count(REFUSED, told.refused)
        self.counts |= {"unreadable": told.unreadable, "repeated": told.repeated}
        return Account.of(self.counts, told.read - told.repeated).as_counts

    def _withdrawals(self) -> list[Act]:
        """The acts that withdraw what the source no longer holds, of its own agency's records alone."""
        records = [one.record for one in self.vanishing.withdrawn]
        agency = self.settling.words.agency(self.source.agency)
        by_hand = self.settling.by_hand(records)
        return [
            Act("withdraw", current.record, f"source:{self.source.slug}", agency=current.agency, reason=SOURCE_LOST_IT)
            for current in self.settling.ledger.currents_of(records)
            if current.state == "public"
            and current.record not in by_hand
            and agency is not None
            and current.agency == agency.iri
        ]

    def _count(self, word: str, number: int = 1) -> None:
        self.counts[word] = self.counts.get(word, 0) + number


def is_older(row: Staged, known: Origin | None, past: int, sha256: str) -> bool:
    """Whether what a past run's page said of a record is not what its source said last; `sha256` names that page."""
    if known is None:
        return True
    return known.last_run > past and known.page != sha256 and known.fingerprint != row.own


def _foreseen(judged: Judged, outcome: Outcome) -> Decision:
    return Decision(judged.candidate.iri, judged.candidate.title, outcome, judged.findings, None)


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


def _row_of(row: Staged, outcome: str, word: str, findings: str = "[]") -> Row:
    """What is kept of what became of a record."""
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
