"""Small records for tests: a description by its parts, a ledger that holds some, and a clock that stands still."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.entries import Act
from registry.ledger import Current, Ledger
from registry.schema import connect, create
from vocab.description import Description, describe
from vocab.identifiers import agency_iri, dataset_iri, mint_key, record_of
from vocab.namespaces import DCAT, DCT, RDF, REG, VCARD, XSD

BASE = "https://registry.example"
NOON = datetime(2026, 10, 12, 5, tzinfo=UTC)


def noon() -> datetime:
    return NOON


def description(name: str, title: str, *extra: Triple, english: str = "", agency: str = "gl-so-yt") -> Description:
    """A description of the dataset whose key `name` mints: a title, a publisher, one anonymous contact."""
    iri = dataset_iri(BASE, mint_key(name))
    dataset, contact = NamedNode(iri), BlankNode("c")
    triples = [
        Triple(dataset, RDF.type, DCAT.Dataset),
        Triple(dataset, DCT.title, Literal(title, language="vi")),
        Triple(dataset, DCT.publisher, NamedNode(agency_iri(BASE, agency))),
        Triple(dataset, DCAT.contactPoint, contact),
        Triple(contact, VCARD.fn, Literal(f"Liên hệ {name}")),
        *extra,
    ]
    if english:
        triples.append(Triple(dataset, DCT.title, Literal(english, language="en")))
    return describe(iri, triples)


def about(name: str, predicate: NamedNode, value: NamedNode | Literal) -> Triple:
    """One more thing said of the dataset whose key `name` mints."""
    return Triple(NamedNode(dataset_iri(BASE, mint_key(name))), predicate, value)


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def in_field(name: str, code: str) -> Triple:
    return about(name, REG.field, NamedNode(f"{BASE}/id/concept/field/{code}"))


def publish(description: Description) -> Act:
    return Act(
        "publish",
        description.record,
        "bd-so-yt",
        "An",
        description.body(),
        description.fingerprint,
        description.publisher or "",
    )


def current(description: Description, seq: int = 1) -> Current:
    at = "2026-10-12T05:00:00.000000Z"
    place = (description.record, seq, seq, "", description.fingerprint, "public")
    return Current(*place, description.publisher or "", at, at)


def new_ledger(folder: Path, descriptions: Iterable[Description] = ()) -> Ledger:
    """A ledger in the folder; its engine is the caller's to dispose of."""
    engine = connect(folder / "ledger.db")
    create(engine)
    ledger = Ledger(engine, noon)
    ledger.append([publish(one) for one in descriptions])
    return ledger


def record(name: str) -> str:
    return record_of(dataset_iri(BASE, mint_key(name)))
