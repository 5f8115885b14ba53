"""Judging what is public anew, when the rules, the code lists or the day have changed what it is judged by.

Records go in slices to a worker and back into reports, each slice in one transaction: a run that is cut short goes on
where it was, for what it has done is no longer stale. What moved meanwhile was judged as it moved and is left alone.
Nothing comes down by it: a public version that now violates a rule stays up and is shown with its finding.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from registry import case_moves, reports, schema
from registry.clock import stamp
from registry.config import OVERLAP_DAYS
from registry.errands import JUDGED_AT_ONCE, Errands
from registry.errors import RegistryError
from registry.intake import Candidate, Judged, brought, overlap_rows
from registry.ledger import Current, Ledger
from registry.overlap_cases import CaseState
from registry.reports import Report, Reports
from registry.standard import Standard
from registry.words import Words
from registry.workers.errors import JobFailed, WorkerDied, WorkerError, WorkerTimeout
from shapes.report import Finding
from vocab.identifiers import dataset_of
from vocab.namespaces import REG

NOT_JUDGED = "registry/not-judged"
log = logging.getLogger(__name__)

Judge = Callable[[Sequence[Candidate]], Sequence[Judged]]


class RulesFail(RegistryError):
    """Not one of many descriptions could be judged: it is the rules that fail, not the descriptions."""


@dataclass(frozen=True, slots=True)
class Course:
    """How the re-judging goes: how many records it found stale, how many of them are done, what stopped it.

    `vi` and `en` say why it does not go on by itself; "" when nothing is wrong.
    """

    rules: str = ""
    total: int = 0
    done: int = 0
    is_running: bool = False
    vi: str = ""
    en: str = ""


@dataclass
class Rejudging:
    """Judges stale records anew, one run at a time.

    `is_stopping` says that a run should pause where it is; `changed` hears that a run has written reports; `term` is how
    many days a reviewer has for a case of overlap.
    """

    ledger: Ledger
    errands: Errands
    words: Words
    is_stopping: Callable[[], bool] = lambda: False
    changed: Callable[[], object] = lambda: None
    at_once: int = JUDGED_AT_ONCE
    term: int = OVERLAP_DAYS
    course: Course = Course()
    _standard: tuple[tuple[str, str], Standard] | None = None
    _running: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    @property
    def reports(self) -> Reports:
        return Reports(self.ledger.engine)

    def standard(self) -> Standard:
        """What is judged by today. Raises WorkerError, BadRules."""
        now = (self.errands.day, self.errands.ministries_file())
        if self._standard is None or self._standard[0] != now:
            self._standard = (now, self.errands.standard())
        return self._standard[1]

    def run(self) -> Course:
        """Judges every stale record, or goes on with the run before. Raises WorkerError, BadRules, RulesFail."""
        with self._running:
            rules = self.standard().digest
            self.course = Course(rules, self.reports.left(rules), is_running=True)
            try:
                for currents in self._slices(rules):
                    if self.is_stopping():
                        break
                    self._renew(currents, rules)
                    self.course = replace(self.course, done=self.course.done + len(currents))
            finally:
                self.course = replace(self.course, is_running=False)
                if self.course.done:
                    self.changed()
            return self.course

    def start(self) -> None:
        """Starts a run in a thread of its own, unless one is at it or the rules are known to fail."""
        if not self._is_at_it():
            self._thread = threading.Thread(target=self._run_aside, name="re-judging", daemon=True)
            self._thread.start()

    def start_anew(self) -> None:
        """Starts a run although the last one gave up."""
        if not self._is_at_it():
            self.course = Course()
        self.start()

    def now(self) -> Course:
        """How it goes, from the moment it was started."""
        return replace(self.course, is_running=self.course.is_running or self._is_at_it())

    def wait(self, seconds: float) -> bool:
        """Waits for the run in its thread; False when it takes longer."""
        if self._thread is not None:
            self._thread.join(seconds)
        return not self._is_at_it()

    def _run_aside(self) -> None:
        try:
            if not self.is_stopping() and self._has_public() and not self._gave_up():
                self.run()
        except RulesFail as fault:
            # Tried again when the rules or the day change, at the next start, or when somebody asks.
            log.exception("the rules fail; nothing is judged anew")
            self.course = replace(self.course, vi=fault.vi, en=fault.en)
        except (WorkerError, RegistryError, SQLAlchemyError, OSError):
            if not self.is_stopping():
                log.exception("re-judging stopped; it goes on in a minute")

    def _is_at_it(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _has_public(self) -> bool:
        return bool(self.ledger.currents("public", limit=1))

    def _gave_up(self) -> bool:
        return bool(self.course.vi) and self.course.rules == self.standard().digest

    def _slices(self, rules: str) -> Iterator[tuple[Current, ...]]:
        after = ""
        while currents := self.reports.stale(rules, after, self.at_once):
            yield currents
            after = currents[-1].record

    def _renew(self, currents: Sequence[Current], rules: str) -> None:
        judged = judged_again(
            gathered(self.ledger, self.reports, self.words, currents), rules, self.errands.judge_again, self.is_stopping
        )
        seqs = {current.record: current.body_seq for current in currents}
        opened = self.ledger.beside(lambda connection: self._keep(connection, judged, seqs))
        if opened:
            self._renew([current for current in currents if current.record in opened], rules)

    def _keep(self, connection: Connection, judged: Sequence[Judged], seqs: dict[str, int]) -> frozenset[str]:
        """Writes the reports of the records that did not move since they were read.

        Gives those for which a case has just opened. They are stale still: beside an open case the rules say that what is
        mended is saved, without it that it is held.
        """
        now, held = schema.current.c, schema.held.c
        query = select(now.record, now.body_seq).where(now.record.in_(seqs), now.state == "public")
        public = {record for record, seq in connection.execute(query) if seq == seqs[record]}
        there = [one for one in judged if one.candidate.record in public]
        at = stamp(self.errands.clock())
        reports.keep(connection, [_report(one, seqs) for one in there], at, self.errands.day)
        # Of a record with a version held back, the table tells what that version looks like.
        waiting = set(connection.execute(select(held.record).where(held.record.in_(seqs))).scalars())
        measured = [one for one in there if not _is_unjudged(one)]
        _renew_overlaps(connection, [one for one in measured if one.candidate.record not in waiting], seqs)
        told = [brought(one, is_again=True, is_one_of_two=one.candidate.record in waiting) for one in measured]
        before = _in_open_cases(connection, seqs)
        case_moves.bring(connection, told, at, self.term)
        opened = _in_open_cases(connection, seqs) - before
        report = schema.report
        connection.execute(update(report).where(report.c.record.in_(opened)).values(rules=""))
        return opened


def _in_open_cases(connection: Connection, records: Iterable[str]) -> frozenset[str]:
    """Those of these records that were public before they came to duplicate, and whose case is open."""
    rows = schema.case.c
    query = select(rows.record).where(rows.record.in_(records), rows.state == CaseState.OPEN.value, rows.was_public)
    return frozenset(connection.execute(query).scalars())


def gathered(ledger: Ledger, known: Reports, words: Words, currents: Sequence[Current]) -> list[Candidate]:
    """The public versions of these records as candidates; those without a body are left out."""
    bodies = ledger.bodies([current.body_seq for current in currents])
    before = known.of_records([current.record for current in currents])
    typed = _typed(ledger, words, [current.record for current in currents if current.record not in before])
    found: list[Candidate] = []
    for current in currents:
        if current.body_seq in bodies:
            report = before.get(current.record)
            is_form = report.is_form if report else current.record in typed
            title = report.title if report and report.seq == current.body_seq else ""
            place = (dataset_of(current.record), bodies[current.body_seq], current.fingerprint, title, current.agency)
            found.append(Candidate(*place, actor="", is_form=is_form))
    return found


def judged_again(
    candidates: Sequence[Candidate], rules: str, judge: Judge, is_stopping: Callable[[], bool] = lambda: False
) -> list[Judged]:
    """What the rules say of each; one that breaks the judging itself gets a finding that says so, the others go on.

    Raises RulesFail when none of several could be judged.
    """
    judged: list[Judged] = []
    ordered = sorted(candidates, key=lambda one: one.is_form)
    for _, some in groupby(ordered, key=lambda one: one.is_form):
        judged += _with_care(list(some), rules, judge, is_stopping)
    if len(judged) > 1 and all(map(_is_unjudged, judged)):
        raise RulesFail(
            "Bộ quy tắc không xét được bản mô tả nào; xem nhật ký của máy.",
            "The rules could not judge a single description; see the log.",
        )
    return judged


def _with_care(
    candidates: list[Candidate], rules: str, judge: Judge, is_stopping: Callable[[], bool]
) -> Iterable[Judged]:
    try:
        return judge(candidates)
    except (WorkerDied, WorkerTimeout, JobFailed) as fault:
        if is_stopping():
            raise
        if len(candidates) == 1:
            log.warning("%s could not be judged: %s", candidates[0].iri, fault.en)
            return [Judged(candidates[0], (_not_judged(candidates[0].iri, fault),), rules=rules)]
    middle = len(candidates) // 2
    halves = (candidates[:middle], candidates[middle:])
    return [one for half in halves for one in _with_care(half, rules, judge, is_stopping)]


def _not_judged(iri: str, fault: WorkerError) -> Finding:
    return Finding(
        rule=NOT_JUDGED,
        scope="catalogue",
        severity="Warning",
        focus=iri,
        path=None,
        component=REG["notJudged"].value,
        value=None,
        message_vi=f"Không xét được bản mô tả này theo bộ quy tắc hiện hành. {fault.vi}",
        message_en=f"This description could not be judged by the rules in force. {fault.en}",
        article="",
        fix_vi="Cán bộ vận hành xem nhật ký của máy.",
        fix_en="The operator finds more in the log.",
    )


def _is_unjudged(judged: Judged) -> bool:
    return any(finding.rule == NOT_JUDGED for finding in judged.findings)


def _typed(ledger: Ledger, words: Words, records: Sequence[str]) -> frozenset[str]:
    """The records whose last version an agency's own account published, not a source or an operator."""
    last = ledger.last_acts(records, frozenset({"publish"}))
    return frozenset(record for record, entry in last.items() if words.agency(entry.actor) is not None)


def _report(judged: Judged, seqs: dict[str, int]) -> Report:
    one = judged.candidate
    return Report(one.record, seqs[one.record], judged.rules, one.is_form, one.title, judged.findings)


def _renew_overlaps(connection: Connection, judged: Sequence[Judged], seqs: dict[str, int]) -> None:
    records = [one.candidate.record for one in judged]
    connection.execute(delete(schema.overlap).where(schema.overlap.c.record.in_(records)))
    rows: list[dict[str, Any]] = [row for one in judged for row in overlap_rows(one, seqs[one.candidate.record])]
    if rows:
        connection.execute(insert(schema.overlap), rows)
