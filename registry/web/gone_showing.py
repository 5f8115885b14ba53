"""What is told of a dataset that is no longer public: since when, why, which version was the last, what to use instead."""

from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from registry.catalogue import Gone
from registry.feeds.tombstones import LEFT_ITS_SOURCE, WITHDRAWN
from registry.harvesting.twin_rulings import Ruling
from registry.web.case_showing import ended_by, instead_of
from registry.web.here import keeper
from registry.web.rdf import RECORD_SUFFIXES
from registry.web.showing import href_of, name_of
from registry.web.texts import LANGUAGES, Texts, texts
from vocab.identifiers import dataset_of
from vocab.namespaces import ADMS, DCAT, DCT, PROV, RDF, XSD


@dataclass(frozen=True, slots=True)
class Stays:
    """The copy that stays of a dataset that was brought twice."""

    iri: str
    title: str
    href: str


def page(found: Gone, lang: str) -> dict[str, Any]:
    """The page. Why the dataset came down is not said when the law forbids it."""
    ruling = _twin_ruling(found)
    return {
        "gone": found,
        "title": found.title or texts(lang)("gone.nameless"),
        "reason": _why(found, ruling, texts(lang)),
        "stays": _stays(ruling) if ruling else None,
        "ruled": ended_by(found.current.record),
        "iri": dataset_of(found.current.record),
        "machine": RECORD_SUFFIXES,
    }


def tombstone(found: Gone) -> tuple[Triple, ...]:
    """What machines are told: that it was a dataset, since when it is none and why, its last version by the number of its
    entry in the ledger, and what to use instead."""
    node = NamedNode(dataset_of(found.current.record))
    ended = Literal(found.entry.at, datatype=XSD.dateTime)
    ruling = _twin_ruling(found)
    triples = [
        Triple(node, RDF.type, DCAT.Dataset),
        Triple(node, ADMS.status, WITHDRAWN),
        Triple(node, DCT.modified, ended),
        Triple(node, PROV.invalidatedAtTime, ended),
        *_last_version(node, found),
    ]
    notes = {lang: _notes(found, ruling, texts(lang)) for lang in LANGUAGES}
    if notes["en"] == notes["vi"]:
        del notes["en"]  # an official's own words
    triples += [Triple(node, ADMS.versionNotes, Literal(text, language=lang)) for lang, text in notes.items() if text]
    if instead := dataset_of(ruling.first) if ruling else instead_of(found.current.record):
        triples.append(Triple(node, DCT.isReplacedBy, NamedNode(instead)))
    return (*triples, *_title(node, found))


def _last_version(node: NamedNode, found: Gone) -> tuple[Triple, ...]:
    """The last version, a thing of its own: its day is not the dataset's."""
    if found.last is None:
        return ()
    last = NamedNode(f"{node.value}#version-{found.last.seq}")
    return (
        Triple(node, ADMS.last, last),
        Triple(last, DCAT.isVersionOf, node),
        Triple(last, DCAT.version, Literal(str(found.last.seq))),
        Triple(last, DCT.issued, Literal(found.last.at, datatype=XSD.dateTime)),
    )


def _title(node: NamedNode, found: Gone) -> tuple[Triple, ...]:
    return (Triple(node, DCT.title, Literal(found.title, language="vi")),) if found.title else ()


def _notes(found: Gone, ruling: Ruling | None, sentences: Texts) -> str:
    why = _why(found, ruling, sentences)
    if ruling is None:
        return why
    return f"{sentences.plain('gone.copy')} {name_of(dataset_of(ruling.first))}. {why}"


def _why(found: Gone, ruling: Ruling | None, sentences: Texts) -> str:
    if found.left_its_source:
        return LEFT_ITS_SOURCE[sentences.lang]
    if found.removed_by_law:
        return ""
    return ruling.reason if ruling else found.entry.reason


def _twin_ruling(found: Gone) -> Ruling | None:
    """The ruling that this was a copy, when that took it down."""
    return None if found.removed_by_law else keeper().twins.ruling_behind(found.entry)


def _stays(ruling: Ruling) -> Stays:
    iri = dataset_of(ruling.first)
    return Stays(iri, name_of(iri), href_of(iri))
