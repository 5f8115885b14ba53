"""Checking the chain: every row against its hash, every body against its digest, the heads, the newest states."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import zstandard
from sqlalchemy import Engine, select

from registry import schema
from registry.clock import utc_now
from registry.entries import BODY_ACTS, ENDING_ACTS, GENESIS, KNOWN_ACTS, Entry, link
from registry.heads import SignedHead
from registry.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as the ledger's rules demand; `seq` is the entry it was found at."""

    seq: int
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were read, and what was wrong with them, first fault first."""

    entries: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        return not self.faults


def verify(engine: Engine, heads: Iterable[SignedHead] = ()) -> Verdict:
    """Reads the whole ledger and holds it against itself, and against `heads` that were kept elsewhere.

    A head kept outside finds what the ledger alone cannot show: a chain rewritten as a whole, or with its tail cut.
    """
    ledger = Ledger(engine, utc_now)
    faults = list(_chain_faults(ledger))
    hashes = {entry.seq: entry.hash for entry in ledger.stream()}
    faults += _head_faults(hashes, heads)
    faults += _body_faults(ledger)
    faults += _state_faults(engine, ledger)
    last = max(hashes, default=0)
    return Verdict(len(hashes), hashes.get(last, GENESIS), tuple(faults))


def _chain_faults(ledger: Ledger) -> Iterator[Fault]:
    seq, previous, at = 0, GENESIS, ""
    for entry in ledger.stream():
        if entry.seq != seq + 1:
            yield Fault(
                seq + 1,
                f"Thiếu bút toán {seq + 1}: sau {seq} là {entry.seq}.",
                f"Entry {seq + 1} is missing: {seq} is followed by {entry.seq}.",
            )
        elif entry.previous != previous:
            yield Fault(
                entry.seq,
                f"Bút toán {entry.seq} không nối với bút toán trước nó.",
                f"Entry {entry.seq} does not follow from the one before it.",
            )
        if link(entry) != entry.hash:
            yield Fault(
                entry.seq,
                f"Bút toán {entry.seq} đã bị sửa: mã băm không khớp nội dung.",
                f"Entry {entry.seq} was changed: its hash does not fit its content.",
            )
        if entry.at < at:
            yield Fault(
                entry.seq,
                f"Thời gian của bút toán {entry.seq} lùi lại.",
                f"The time of entry {entry.seq} goes backwards.",
            )
        seq, previous, at = entry.seq, entry.hash, entry.at


def _head_faults(hashes: dict[int, str], heads: Iterable[SignedHead]) -> Iterator[Fault]:
    for head in heads:
        if not head.is_genuine():
            yield Fault(
                head.seq,
                f"Chữ ký của mã niêm ngày {head.day} không đúng.",
                f"The signature of the head of {head.day} is wrong.",
            )
        elif head.seq not in hashes:
            yield Fault(
                head.seq,
                f"Sổ bị cắt đuôi: ngày {head.day} đã có bút toán {head.seq}, nay không còn.",
                f"The tail was cut: on {head.day} there was entry {head.seq}, now there is none.",
            )
        elif hashes[head.seq] != head.hash:
            yield Fault(
                head.seq,
                f"Sổ đã bị viết lại: bút toán {head.seq} không còn mang mã niêm ngày {head.day}.",
                f"The ledger was rewritten: entry {head.seq} no longer carries the head of {head.day}.",
            )


def _body_faults(ledger: Ledger) -> Iterator[Fault]:
    removed = {entry.record: entry.seq for entry in ledger.of_acts(frozenset({"expunge"}))}
    batch: list[Entry] = []
    for entry in ledger.stream():
        if entry.act in BODY_ACTS:
            batch.append(entry)
        if len(batch) == 200:
            yield from _bodies_of(ledger, batch, removed)
            batch = []
    yield from _bodies_of(ledger, batch, removed)


def _bodies_of(ledger: Ledger, entries: list[Entry], removed: dict[str, int]) -> Iterator[Fault]:
    try:
        bodies = ledger.bodies([entry.seq for entry in entries])
    except (zstandard.ZstdError, KeyError):
        # One is damaged: read them singly to name it.
        if len(entries) > 1:
            for entry in entries:
                yield from _bodies_of(ledger, [entry], removed)
            return
        bodies = {entries[0].seq: b""}
    for entry in entries:
        if entry.seq not in bodies:
            if entry.seq > removed.get(entry.record, 0):
                yield Fault(
                    entry.seq,
                    f"Mất nội dung của bút toán {entry.seq}.",
                    f"The body of entry {entry.seq} is lost.",
                )
        elif hashlib.sha256(bodies[entry.seq]).hexdigest() != entry.digest_after:
            yield Fault(
                entry.seq,
                f"Nội dung của bút toán {entry.seq} đã bị sửa.",
                f"The body of entry {entry.seq} was changed.",
            )


def _state_faults(engine: Engine, ledger: Ledger) -> Iterator[Fault]:
    """The table of newest states must say what the chain says."""
    told: dict[str, tuple[int, str]] = {}
    for entry in ledger.stream():
        if entry.act in KNOWN_ACTS:
            ended = entry.act in ENDING_ACTS
            told[entry.record] = (entry.seq, "" if ended else entry.digest_after)
    table = schema.current.c
    with engine.connect() as connection:
        kept = {
            row.record: (row.seq, row.digest)
            for row in connection.execute(select(table.record, table.seq, table.digest))
        }
    for record in sorted(told.keys() | kept.keys()):
        if told.get(record) != kept.get(record):
            seq = max(told.get(record, (0, ""))[0], kept.get(record, (0, ""))[0])
            yield Fault(
                seq,
                f"Trạng thái hiện tại của {record} không khớp với sổ.",
                f"The newest state of {record} is not what the ledger says.",
            )
