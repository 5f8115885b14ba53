"""Checking the chain: every row against its hash, every body against its digest, the heads, the newest states."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import zstandard
from sqlalchemy import Engine, func, inspect, select

from registry import rulings, schema
from registry.clock import utc_now
from registry.currents import moved
from registry.entries import BODY_ACTS, GENESIS, KNOWN_ACTS, WORDED_ACTS, Act, Entry, link
from registry.heads import SignedHead
from registry.ledger import Current, Ledger
from registry.portions import portions
from vocab.description import from_body
from vocab.identifiers import dataset_of


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


def verify(engine: Engine, heads: Iterable[SignedHead] = (), key: str = "", seen: int = 0) -> Verdict:
    """Reads the whole ledger and holds it against itself, and against `heads` that were kept elsewhere.

    A head kept outside finds what the ledger alone cannot show: a chain rewritten as a whole, or with its tail cut.
    `key` is the public key (hex) that heads must be signed with, "" for any; `seen` is the highest entry that a view
    has applied: a ledger that ends before it has lost its tail.
    """
    ledger = Ledger(engine, utc_now)
    faults = list(_chain_faults(ledger))
    hashes = {entry.seq: entry.hash for entry in ledger.stream()}
    last = max(hashes, default=0)
    faults += _head_faults(hashes, heads, key)
    faults += _tail_faults(engine, last, seen)
    damaged = tuple(_body_faults(ledger))
    faults += damaged
    faults += _state_faults(engine, ledger, frozenset(fault.seq for fault in damaged))
    if not damaged:
        faults += _ruling_faults(engine, ledger)
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


def _tail_faults(engine: Engine, last: int, seen: int) -> Iterator[Fault]:
    """What stands beside the ledger, and the views made from it, may not know entries that it lacks."""
    there = inspect(engine).get_table_names()
    with engine.connect() as connection:
        for table in (one for one in (schema.held, schema.report, schema.overlap, schema.ruling) if one.name in there):
            seen = max(seen, connection.execute(select(func.max(table.c.seq))).scalar_one_or_none() or 0)
    if seen > last:
        yield Fault(
            last + 1,
            f"Sổ bị cắt đuôi: nơi khác đã thấy bút toán {seen}, sổ chỉ còn đến {last}.",
            f"The tail was cut: entry {seen} was seen elsewhere, the ledger ends at {last}.",
        )


def _head_faults(hashes: dict[int, str], heads: Iterable[SignedHead], key: str) -> Iterator[Fault]:
    for head in heads:
        if head.seq == 0:
            continue  # signed on a day when nothing had been written yet
        if key and head.key != key:
            yield Fault(
                head.seq,
                f"Mã niêm ngày {head.day} không do khóa của sổ này ký.",
                f"The head of {head.day} was not signed with this registry's key.",
            )
        elif not head.is_genuine():
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
        if entry.act in BODY_ACTS | WORDED_ACTS:
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
            other = rulings.told(entry).get("other", "")
            if not rulings.removed_by_law(entry.record, other, entry.seq, removed):
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


def _state_faults(engine: Engine, ledger: Ledger, damaged: frozenset[int]) -> Iterator[Fault]:
    """The table of newest states must say what the chain and the bodies say, those that are not `damaged`."""
    told = _told(ledger)
    with engine.connect() as connection:
        kept = {row.record: Current(*row) for row in connection.execute(select(schema.current))}
        held = connection.execute(select(schema.held.c.record, schema.held.c.agency))
        heirs = {row.record: row.agency for row in held}
    wrong = [record for record in sorted(told.keys() | kept.keys()) if not _agree(told.get(record), kept.get(record))]
    right = [kept[record] for record in sorted(told.keys() & kept.keys()) if record not in wrong]
    readable = [current for current in right if current.state == "public" and current.body_seq not in damaged]
    wrong += _misread(ledger, readable, heirs)
    for record in wrong:
        seq = max(state.seq for state in (told.get(record), kept.get(record)) if state)
        yield Fault(
            seq,
            f"Trạng thái hiện tại của {record} không khớp với sổ.",
            f"The newest state of {record} is not what the ledger says.",
        )


def _ruling_faults(engine: Engine, ledger: Ledger) -> Iterator[Fault]:
    """The table of rulings, which rules obey, must say what the `decide` entries say."""
    there = inspect(engine).has_table(schema.ruling.name)
    with engine.connect() as connection:
        rows = connection.execute(select(schema.ruling)).all() if there else ()
    kept = {one.seq: one for one in map(rulings.read, rows)}
    told = {one.seq: one for one in rulings.from_ledger(ledger)}
    for seq in sorted(kept.keys() | told.keys()):
        if kept.get(seq) != told.get(seq):
            yield Fault(
                seq,
                f"Quyết định ở bút toán {seq} không khớp với sổ.",
                f"The ruling of entry {seq} is not what the ledger says.",
            )


def _told(ledger: Ledger) -> dict[str, Current]:
    """Each record's state as the chain tells it; fingerprint and agency, which only bodies tell, are left empty."""
    told: dict[str, Current] = {}
    for entry in ledger.stream():
        if entry.act in KNOWN_ACTS:
            act = Act(entry.act, entry.record, entry.actor, body=b"" if entry.act in BODY_ACTS else None)
            told[entry.record] = moved(act, entry, told.get(entry.record))
    return told


def _agree(told: Current | None, kept: Current | None) -> bool:
    return told is not None and kept is not None and told == replace(kept, fingerprint="", agency="")


def _misread(ledger: Ledger, currents: list[Current], heirs: Mapping[str, str]) -> Iterator[str]:
    """The records whose fingerprint or agency is not what their body says.

    A transfer whose version is held back has changed who answers for the record (`heirs`), not yet what is public of it.
    """
    for some in portions(currents, 200):
        bodies = ledger.bodies([current.body_seq for current in some])
        for current in some:
            if current.body_seq in bodies:
                description = from_body(dataset_of(current.record), bodies[current.body_seq])
                agencies = (description.publisher, heirs.get(current.record))
                if description.fingerprint != current.fingerprint or current.agency not in agencies:
                    yield current.record
