"""What is told of a record that is no longer public: since when, why as far as the law lets us say, what to use instead.

The words of a record that the law removed are gone, and why is not said; of all others the reason is public.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import Connection, select

from registry import schema
from registry.bulk import among
from registry.entries import ENDING_ACTS, SOURCE_LOST_IT, Entry
from registry.harvesting.twin_rulings import ending
from shapes.rulings import ENDING
from vocab.identifiers import dataset_of
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, PROV, RDF, XSD

WITHDRAWN = NamedNode("http://purl.org/adms/status/Withdrawn")
LEFT_ITS_SOURCE = {
    "vi": "Nguồn của cơ quan không còn tập dữ liệu này.",
    "en": "The agency's source no longer holds this dataset.",
}
REMOVED = {"vi": "Đã gỡ theo pháp luật.", "en": "Removed by law."}


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A record that is gone: by entry `seq`, since `at`; `reasons` by language, empty when there is none to tell;
    `instead` is the dataset to use, "" for none."""

    record: str
    seq: int
    at: str
    is_removed: bool
    reasons: Mapping[str, str]
    instead: str = ""


def tombstones(connection: Connection, records: Iterable[str], position: int) -> tuple[Tombstone, ...]:
    """What is to be told of these records: by the entry that ended each up to `position`, else by the first after it; none
    of a record that never ended."""
    rows = schema.entry
    query = select(rows).where(among(rows.c.record, list(records)), rows.c.act.in_(ENDING_ACTS)).order_by(rows.c.seq)
    found: dict[str, Entry] = {}
    for entry in (Entry(*row) for row in connection.execute(query)):
        # What the law removed since is told as removed, whatever was told before.
        if entry.record not in found or entry.seq <= position or entry.act == "expunge":
            found[entry.record] = entry
    return tuple(_tombstone(connection, entry) for entry in found.values())


def statements(of: Tombstone, base: str) -> Iterator[Triple]:
    """The record as the catalogue goes on telling of it: a dcat:CatalogRecord with the status Withdrawn (ADMS)."""
    record, ended = NamedNode(of.record), Literal(of.at, datatype=XSD.dateTime)
    yield Triple(NamedNode(f"{base}/catalog"), DCAT.record, record)
    yield Triple(record, RDF.type, DCAT.CatalogRecord)
    yield Triple(record, FOAF.primaryTopic, NamedNode(dataset_of(of.record)))
    yield Triple(record, DCT.modified, ended)
    yield Triple(record, ADMS.status, WITHDRAWN)
    yield Triple(record, PROV.invalidatedAtTime, ended)
    for lang, reason in of.reasons.items():
        yield Triple(record, ADMS.versionNotes, Literal(reason, language=lang))
    if of.instead:
        yield Triple(NamedNode(dataset_of(of.record)), DCT.isReplacedBy, NamedNode(of.instead))


def _tombstone(connection: Connection, entry: Entry) -> Tombstone:
    if entry.act == "expunge":
        return Tombstone(entry.record, entry.seq, entry.at, True, REMOVED)
    if entry.actor.startswith("source:") and entry.reason == SOURCE_LOST_IT:
        return Tombstone(entry.record, entry.seq, entry.at, False, LEFT_ITS_SOURCE)
    copy = ending(connection, entry)
    reason = copy.reason if copy else entry.reason
    instead = dataset_of(copy.first) if copy else _replacement(connection, entry)
    return Tombstone(entry.record, entry.seq, entry.at, False, {"vi": reason} if reason else {}, instead)


def _replacement(connection: Connection, entry: Entry) -> str:
    """What a ruling on an overlap named instead, when that ended the record; "" otherwise."""
    rows = schema.ruling.c
    query = select(rows.target, rows.other).where(
        rows.record == entry.record, rows.verdict.in_(ENDING), rows.seq < entry.seq
    )
    row = connection.execute(query.order_by(rows.seq.desc()).limit(1)).first()
    return (row.target or row.other) if row else ""
