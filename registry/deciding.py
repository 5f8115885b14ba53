"""A reviewer decides a case: the ruling goes into the ledger, and what follows from it is done.

A verdict that lets the dataset be has the version that was held taken in again; one that ends it takes the public
version down, in the same transaction. When a ruling's day is over, its case opens again by itself.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from registry import case_moves, overlap_cases, rulings, schema
from registry.accounts import By
from registry.clock import local_day, stamp
from registry.entries import Act, Entry
from registry.errors import RegistryError, Stale
from registry.intake import Candidate, Intake
from registry.ledger import Current, Ledger
from registry.overlap_cases import Case, Cases, CaseState, Kind
from registry.proposed_rulings import Proposed, Trouble, read
from registry.rulings import Decided, Ruling
from registry.words import Words
from registry.workers.errors import WorkerError
from vocab.description import from_body
from vocab.identifiers import dataset_iri, dataset_of, is_key, key_of, record_of

log = logging.getLogger(__name__)


class Overtaken(RegistryError):
    """The case moved on since the reviewer opened it: `ruling` is what was decided meanwhile, if anything was."""

    def __init__(self, case: Case, ruling: Ruling | None) -> None:
        if case.is_over:
            vi = f"Hồ sơ {case.number} đã đóng, không còn gì để quyết định. Chưa có gì được ghi."
            en = f"Case {case.number} is closed: there is nothing left to decide. Nothing was written."
        else:
            vi = f"Hồ sơ {case.number} đã thay đổi sau khi ông, bà mở. Chưa có gì được ghi."
            en = f"Case {case.number} changed after you opened it. Nothing was written."
        super().__init__(vi, en)
        self.case = case
        self.ruling = ruling


@dataclass(frozen=True)
class Deciding:
    """The one door for rulings, and for what time does to them.

    `identified` gives what in the store (IRIs) has an identifier of its agency's own.
    """

    ledger: Ledger
    intake: Intake
    cases: Cases
    words: Words
    term: int
    base: str
    identified: Callable[[str], Sequence[str]]

    @property
    def today(self) -> date:
        return local_day(self.ledger.clock())

    def read(self, case: Case, typed: Proposed) -> Decided | tuple[Trouble, ...]:
        """The decision that was typed, or everything that is wrong with it."""
        return read(case, typed, self._targets, self.today)

    def decide(self, case: Case, decided: Decided, by: By) -> Ruling:
        """Writes the ruling on a case as the reviewer saw it, and does what follows.

        Raises Overtaken when the case moved on since, or was over already; then nothing is written.
        """
        acts = [decided.act(by.account, by.person), *self._ending(case, decided, by)]
        made: list[Ruling] = []

        def write(connection: Connection, entries: tuple[Entry, ...]) -> None:
            _demand_unmoved(connection, case)
            ruling = rulings.ruling_of(entries[0], decided.reason.encode())
            assert ruling is not None
            rulings.keep(connection, [ruling])
            after = {"state": CaseState.DECIDED.value, "changed": "[]", "closed": ruling.at, "was_public": False}
            connection.execute(_case(case.number).values(**after, version=case.version + 1))
            _ask_again(connection, case, ruling.seq)
            _judge_again(connection, case)
            made.append(ruling)

        self.ledger.append(acts, write)
        self.intake.follow()
        self.take_again()
        return made[0]

    def take_again(self) -> int:
        """Takes in what was held before a ruling; how many were. What a worker fails at is tried again in a minute."""
        taken = 0
        for record, seq in self._waiting():
            try:
                self._take(record)
            except Stale:
                log.info("%s moved on before its held version was taken again", record)
            except (WorkerError, SQLAlchemyError):
                log.exception("the held version of %s could not be taken again yet", record)
                continue
            self._settled(record, seq)
            taken += 1
        return taken

    def age(self) -> None:
        """What time does: rulings end and their cases open again, cases of datasets that are gone are closed."""
        at = stamp(self.ledger.clock())
        self.ledger.beside(lambda connection: self._age(connection, at))

    def _age(self, connection: Connection, at: str) -> None:
        _close_gone(connection, at)
        cases, made, today = schema.case.c, schema.ruling.c, self.today.isoformat()
        ended = select(made.record).where(made.until != "", made.until < today)
        decided = select(schema.case).where(cases.state == CaseState.DECIDED.value, cases.record.in_(ended))
        for case in [overlap_cases.read(row) for row in connection.execute(decided)]:
            ruling = rulings.newest_of(connection, [case.record]).get((case.record, case.other))
            if ruling is not None and not ruling.standing.is_ending and not ruling.standing.is_in_force(self.today):
                case_moves.open_again(connection, case, ruling, at, self.term)
                _judge_again(connection, case)

    def _waiting(self) -> list[tuple[str, int]]:
        with self.ledger.engine.connect() as connection:
            rows = connection.execute(select(schema.retake).order_by(schema.retake.c.seq)).all()
        return [(row.record, row.seq) for row in rows]

    def _settled(self, record: str, seq: int) -> None:
        waiting = schema.retake.c
        done = delete(schema.retake).where(waiting.record == record, waiting.seq == seq)
        self.ledger.beside(lambda connection: connection.execute(done))

    def _take(self, record: str) -> None:
        with self.ledger.engine.connect() as connection:
            row = connection.execute(select(schema.held).where(schema.held.c.record == record)).first()
        brought, current = (self.ledger.entry(row.seq) if row else None), self.ledger.current(record)
        if row is None or brought is None or current is None:
            return
        candidate = Candidate(
            dataset_of(record),
            row.body,
            row.fingerprint,
            row.title,
            row.agency,
            brought.actor,
            brought.person,
            act="transfer" if self._changes_hands(current, row.agency) else "publish",
            expects=current.seq,
            is_form=self.words.agency(brought.actor) is not None and not self._is_harvested(record),
        )
        self.intake.take([candidate])

    def _is_harvested(self, record: str) -> bool:
        """Whether a source ever brought it: then what an edit of it does not touch is no violation of the edit."""
        return any(entry.actor.startswith("source:") for entry in self.ledger.history(record))

    def _changes_hands(self, current: Current, agency: str) -> bool:
        """Whether the public version is another agency's still: then what was held is a transfer."""
        body = self.ledger.body(current.body_seq) if current.state == "public" else None
        return body is not None and from_body(dataset_of(current.record), body, "known").publisher != agency

    def _ending(self, case: Case, decided: Decided, by: By) -> list[Act]:
        """Taking the public version down, when the verdict ends a dataset that is a ministry's already."""
        current = self.ledger.current(case.record)
        is_public = current is not None and current.state == "public"
        if not (decided.verdict.is_ending and is_public and case.kind == Kind.MINISTRY):
            return []
        return [Act("withdraw", case.record, by.account, by.person, reason=f"Hồ sơ chồng lấn {case.number}")]

    def _targets(self, text: str) -> tuple[str, ...]:
        """The ministry's or public datasets (IRIs) that an address, a key or an agency's own identifier names."""
        if text in self.words.ministries:
            return (text,)
        key = key_of(text) if "/" in text else text
        iri = dataset_iri(self.base, key) if is_key(key) else ""
        if iri and self._is_public(iri):
            return (iri,)
        ours = (one for one in self.identified(text) if one.startswith(dataset_iri(self.base, "")))
        return tuple(filter(self._is_public, ours))

    def _is_public(self, iri: str) -> bool:
        current = self.ledger.current(record_of(iri))
        return current is not None and current.state == "public"


def _demand_unmoved(connection: Connection, case: Case) -> None:
    row = connection.execute(select(schema.case).where(schema.case.c.number == case.number)).one()
    now = overlap_cases.read(row)
    if now.version != case.version or now.is_over:
        raise Overtaken(now, rulings.newest_of(connection, [case.record]).get((case.record, case.other)))


def _ask_again(connection: Connection, case: Case, seq: int) -> None:
    """Puts a version that is held down to be taken in again."""
    held = schema.held.c
    records = [case.record] if not case.other_record else [case.record, case.other_record]
    for record in connection.execute(select(held.record).where(held.record.in_(records))).scalars().all():
        connection.execute(delete(schema.retake).where(schema.retake.c.record == record))
        connection.execute(insert(schema.retake).values(record=record, seq=seq))


def _judge_again(connection: Connection, case: Case) -> None:
    """Marks what is public of a case to be judged anew, now with the ruling or without it."""
    report = schema.report.c
    connection.execute(
        update(schema.report).where(report.record.in_([case.record, case.other_record])).values(rules="")
    )


def _close_gone(connection: Connection, at: str) -> None:
    """Closes open cases of which a dataset is neither public nor waiting to be."""
    cases, now, held = schema.case.c, schema.current.c, schema.held.c
    public = select(now.record).where(now.state == "public")
    waiting = select(held.record)
    there = or_(cases.record.in_(public), cases.record.in_(waiting))
    other_there = or_(cases.other_record == "", cases.other_record.in_(public), cases.other_record.in_(waiting))
    gone = update(schema.case).where(cases.state == CaseState.OPEN.value, or_(~there, ~other_there))
    connection.execute(gone.values(state=CaseState.CLOSED.value, closed=at, version=cases.version + 1))


def _case(number: str) -> Any:
    return update(schema.case).where(schema.case.c.number == number)
