"""A public description in plain words: what CKAN, DCAT-US, schema.org, Dublin Core and a table can say of it.

Pure: a description, the words and its place in the ledger in, a plain value out, so that a worker can do the many. IRIs
stay IRIs here; whoever writes a form for people names them with `Words.label`. Texts may hold any character but those that
XML 1.0 forbids, which became U+FFFD: old data hold some, and no form of ours may break on them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from registry.ledger import Current
from registry.words import Words
from vocab.agencies import Agency
from vocab.description import Description, Distribution, Node, Term
from vocab.identifiers import key_of
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, LOCN, RDFS, REG, SKOS, SPDX, VCARD

Texts = Mapping[str, str]
"""Texts by language tag in lower case, "" for none; the first of a language counts."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MAIL, _PHONE = "mailto:", "tel:"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask; each "" where it is not said. `email` and `phone` are bare, without `mailto:` or `tel:`."""

    name: str
    email: str
    phone: str
    page: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where the data are about: an IRI, a name, or a geometry as it was written (WKT or GeoJSON); "" where unsaid."""

    iri: str
    names: Texts
    bbox: str
    centroid: str
    geometry: str


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when, as written (xsd:date, dateTime, gYear ...); "" for an open end."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class File:
    """A distribution. `iri` is "" when it has none of its own; IRIs and addresses "" where unsaid, `size` in bytes.

    `checksum` is the algorithm's name in lower case (sha256) and the hex value, ("", "") for none.
    """

    iri: str
    titles: Texts
    descriptions: Texts
    access: str
    download: str
    format: str
    media_type: str
    licence: str
    issued: str
    modified: str
    size: int | None
    checksum: tuple[str, str]
    conforms: tuple[str, ...]
    languages: tuple[str, ...]
    status: str
    availability: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the law wants declared of a dataset, each an IRI, "" where unsaid."""

    personal_data: str
    secrecy: str
    core_data: str
    sync_mode: str


@dataclass(frozen=True, slots=True)
class Plain:
    """One dataset. IRIs "" where unsaid; days as written; `publisher` is None for an agency nobody knows, whose IRI is then
    `publisher_iri`. `recorded` and `changed` are when the ledger first and last took it, UTC."""

    key: str
    iri: str
    titles: Texts
    descriptions: Texts
    publisher_iri: str
    publisher: Agency | None
    contacts: tuple[Contact, ...]
    keywords: tuple[tuple[str, str], ...]
    """Text and language tag, in their order."""
    themes: tuple[str, ...]
    fields: tuple[str, ...]
    languages: tuple[str, ...]
    identifiers: tuple[str, ...]
    issued: str
    modified: str
    frequency: str
    licence: str
    access_rights: str
    version: str
    landing: tuple[str, ...]
    pages: tuple[str, ...]
    sources: tuple[str, ...]
    conforms: tuple[str, ...]
    series: tuple[str, ...]
    places: tuple[Place, ...]
    periods: tuple[Period, ...]
    provenance: tuple[Texts, ...]
    columns: tuple[str, ...]
    """What the columns or fields of the data are called."""
    types: tuple[str, ...]
    related: tuple[str, ...]
    legislation: tuple[str, ...]
    version_notes: Texts
    time_step: str
    """The finest step in time, as xsd:duration writes it."""
    metres: str
    """The finest step in space."""
    declared: Declared
    files: tuple[File, ...]
    recorded: str
    changed: str


def plain(of: Description, current: Current, words: Words) -> Plain:
    """What the description says, in plain words."""
    publisher = of.publisher or current.agency
    return Plain(
        key=key_of(of.iri),
        iri=of.iri,
        titles=texts(of.values(DCT.title)),
        descriptions=texts(of.values(DCT.description)),
        publisher_iri=publisher,
        publisher=words.agency(publisher),
        contacts=tuple(_contact(of, node) for node in _nodes(of.values(DCAT.contactPoint))),
        keywords=tuple(dict.fromkeys(_keywords(of))),
        themes=of.themes,
        fields=of.fields,
        languages=_iris(of.values(DCT.language)),
        identifiers=tuple(clean(text) for text in of.identifiers),
        issued=_text(of, DCT.issued),
        modified=_text(of, DCT.modified),
        frequency=of.frequency or "",
        licence=of.licence or next((file.licence for file in of.distributions if file.licence), ""),
        access_rights=of.access_rights or "",
        version=_text(of, DCAT.version),
        landing=of.landing_pages,
        pages=_iris(of.values(FOAF.page)),
        sources=of.sources,
        conforms=_iris(of.values(DCT.conformsTo)),
        series=_iris(of.values(DCAT.inSeries)),
        places=tuple(_place(of, node) for node in _nodes(of.values(DCT.spatial))),
        periods=tuple(_period(of, node) for node in _nodes(of.values(DCT.temporal))),
        provenance=tuple(texts(of.values(RDFS.label, node)) for node in _nodes(of.values(DCT.provenance))),
        columns=tuple(_columns(of)),
        types=_iris(of.values(DCT.type)),
        related=_iris(of.values(DCT.relation)),
        legislation=_iris(of.values(DCATAP.applicableLegislation)),
        version_notes=texts(of.values(ADMS.versionNotes)),
        time_step=_text(of, DCAT.temporalResolution),
        metres=_text(of, DCAT.spatialResolutionInMeters),
        declared=Declared(*(_iri(of, name) for name in (REG.personalData, REG.secrecy, REG.coreData, REG.syncMode))),
        files=tuple(_file(of, one) for one in of.distributions),
        recorded=current.issued,
        changed=current.modified,
    )


def texts(terms: Iterable[Term]) -> dict[str, str]:
    """Literals by their language."""
    found: dict[str, str] = {}
    for term in terms:
        if isinstance(term, Literal):
            found.setdefault((term.language or "").lower(), clean(term.value))
    return found


def said(of: Texts, lang: str = "vi") -> str:
    """The text for a reader of a language: that, else Vietnamese, English, without language, any; "" for none."""
    best = (of.get(one) for one in (lang, "vi", "en", ""))
    return next((text for text in best if text), next(iter(of.values()), ""))


def clean(text: str) -> str:
    """Text in which every character that XML 1.0 forbids is U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text)


def _file(of: Description, one: Distribution) -> File:
    node = one.node
    return File(
        iri=node.value if isinstance(node, NamedNode) else "",
        titles=texts(of.values(DCT.title, node)),
        descriptions=texts(of.values(DCT.description, node)),
        access=one.access_url or "",
        download=one.download_url or "",
        format=one.format or "",
        media_type=one.media_type or "",
        licence=one.licence or "",
        issued=_text(of, DCT.issued, node),
        modified=_text(of, DCT.modified, node),
        size=one.byte_size,
        checksum=next((_checksum(of, sum) for sum in _nodes(of.values(SPDX.checksum, node))), ("", "")),
        conforms=_iris(of.values(DCT.conformsTo, node)),
        languages=_iris(of.values(DCT.language, node)),
        status=_iri(of, ADMS.status, node),
        availability=_iri(of, DCATAP.availability, node),
    )


def _checksum(of: Description, node: Node) -> tuple[str, str]:
    algorithm = of.value(SPDX.algorithm, node)
    name = algorithm.value.rpartition("_")[2].lower() if isinstance(algorithm, NamedNode) else ""
    value = _text(of, SPDX.checksumValue, node)
    return (name, value) if name and value else ("", "")


def _contact(of: Description, node: Node) -> Contact:
    return Contact(
        name=clean(of.text(VCARD.fn, subject=node) or of.text(VCARD["organization-name"], subject=node)),
        email=_bare(of.value(VCARD.hasEmail, node), _MAIL),
        phone=_bare(_number(of, of.value(VCARD.hasTelephone, node)), _PHONE),
        page=_bare(of.value(VCARD.hasURL, node), ""),
    )


def _number(of: Description, term: Term | None) -> Term | None:
    """A telephone is written at once, or as a node with the number as its value (vCard ontology, section 2)."""
    nested = of.value(VCARD.hasValue, term) if term is not None and not isinstance(term, Literal) else None
    return nested or term


def _place(of: Description, node: Node) -> Place:
    names = texts((*of.values(SKOS.prefLabel, node), *of.values(RDFS.label, node)))
    iri = node.value if isinstance(node, NamedNode) else ""
    return Place(iri, names, *(_text(of, name, node) for name in (DCAT.bbox, DCAT.centroid, LOCN.geometry)))


def _period(of: Description, node: Node) -> Period:
    return Period(_text(of, DCAT.startDate, node), _text(of, DCAT.endDate, node))


def _keywords(of: Description) -> Iterator[tuple[str, str]]:
    for term in of.values(DCAT.keyword):
        if isinstance(term, Literal):
            yield clean(term.value), (term.language or "").lower()


def _columns(of: Description) -> Iterator[str]:
    """The names, which reg:columns writes into one text with semicolons."""
    for term in of.values(REG.columns):
        yield from filter(None, (clean(name).strip() for name in term.value.split(";")))


def _text(of: Description, predicate: NamedNode, subject: Node | None = None) -> str:
    return clean(of.text(predicate, subject=subject))


def _iri(of: Description, predicate: NamedNode, subject: Node | None = None) -> str:
    return next(iter(_iris(of.values(predicate, subject))), "")


def _bare(term: Term | None, scheme: str) -> str:
    return "" if term is None else clean(term.value).removeprefix(scheme)


def _nodes(terms: Iterable[Term]) -> Iterator[Node]:
    return (term for term in terms if not isinstance(term, Literal))


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.value for term in terms if isinstance(term, NamedNode))
