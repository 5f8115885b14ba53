"""What a mapping file's fields are called, and how each is written down: two tables, name -> how.

A field's value may be a text, a list, an object of texts by language, or, where one is named, an object with parts.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode

from harvesters.checksums import draft_checksum
from harvesters.draft import items_of, mapping_of, text_of
from harvesters.iris import web
from harvesters.places import draft_place
from harvesters.record_draft import RecordDraft
from harvesters.source import Node
from harvesters.tongues import tag_of
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF, REG

Write = Callable[[RecordDraft, Any], None]
WritePart = Callable[[RecordDraft, Any, Node], object]
DATES = frozenset({"issued", "modified", "created", "temporal", "last_synced"})
"""Fields that hold dates, in whichever form the mapping names."""


def _text(predicate: NamedNode) -> Write:
    return lambda draft, value: draft.text(predicate, value)


def _terms(predicate: NamedNode) -> Write:
    return lambda draft, value: draft.terms(predicate, value)


def _date(predicate: NamedNode) -> Write:
    return lambda draft, value: draft.date(predicate, value)


def _page(predicate: NamedNode) -> Write:
    def write(draft: RecordDraft, value: Any) -> None:
        draft.page(predicate, value)

    return write


def _labelled(predicate: NamedNode, kind: NamedNode) -> Write:
    return lambda draft, value: draft.labelled(predicate, kind, value)


def _agent(predicate: NamedNode, draft: RecordDraft, value: Any) -> None:
    """A name, or {"name", "mail", "url", "iri"}; several of either."""
    for item in items_of(value):
        told = mapping_of(item)
        if told:
            mail, url, iri = (text_of(told.get(key)) for key in ("mail", "url", "iri"))
            draft.agent(predicate, told.get("name"), mail, url, iri if web(iri) else "")
        else:
            draft.agent(predicate, text_of(item))


def _contact(draft: RecordDraft, value: Any) -> None:
    """A mailbox or a name, or {"name", "mail", "phone", "url"}."""
    for item in items_of(value):
        told = mapping_of(item) or {"mail" if "@" in text_of(item) else "name": item}
        draft.contacts(told.get("name"), told.get("mail"), text_of(told.get("phone")), text_of(told.get("url")))


def _keywords(draft: RecordDraft, value: Any) -> None:
    """Keywords as texts, or as {"label", "lang"} each; or texts by language."""
    for item in items_of(value):
        told = mapping_of(item)
        tag = tag_of(text_of(told.get("lang")))
        label = told.get("label", item)
        draft.text(DCAT.keyword, {tag: label} if tag else label)


def _checksum(draft: RecordDraft, value: Any, part: Node) -> None:
    """A checksum as a text, or as {"value", "algorithm"}."""
    told = mapping_of(value) or {"value": value}
    draft_checksum(draft, text_of(told.get("value")), text_of(told.get("algorithm")), part)


def _version(draft: RecordDraft, value: Any) -> None:
    draft.text(DCAT.version, text_of(value))


def _columns(draft: RecordDraft, value: Any) -> None:
    draft.columns(mapping_of(item).get("name") or text_of(item) for item in items_of(value))


DATASET_FIELDS: Mapping[str, Write] = MappingProxyType(
    {
        "title": _text(DCT.title),
        "description": lambda draft, value: draft.text(DCT.description, value),
        "keyword": _keywords,
        "theme": _terms(DCAT.theme),
        "language": _terms(DCT.language),
        "frequency": _terms(DCT.accrualPeriodicity),
        "access_rights": _terms(DCT.accessRights),
        "type": _terms(DCT.type),
        "subject": _terms(DCT.subject),
        "license": lambda draft, value: draft.licence(value),
        "rights": lambda draft, value: draft.rights(value),
        "conforms_to": _labelled(DCT.conformsTo, DCT.Standard),
        "provenance": _labelled(DCT.provenance, DCT.ProvenanceStatement),
        "issued": _date(DCT.issued),
        "modified": _date(DCT.modified),
        "created": _date(DCT.created),
        "temporal": lambda draft, value: draft.periods(value),
        "spatial": draft_place,
        "publisher": partial(_agent, DCT.publisher),
        "creator": partial(_agent, DCT.creator),
        "contributor": partial(_agent, DCT.contributor),
        "contact": _contact,
        "landing_page": _page(DCAT.landingPage),
        "documentation": _page(FOAF.page),
        "source": _page(DCT.source),
        "related": _page(DCT.relation),
        "other_identifier": lambda draft, value: draft.other_identifier(value),
        "version": _version,
        "version_notes": _text(ADMS.versionNotes),
        "legislation": _page(DCATAP.applicableLegislation),
        "columns": _columns,
        "field": _terms(REG.field),
        "personal_data": _terms(REG.personalData),
        "secrecy": _terms(REG.secrecy),
        "core_data": _terms(REG.coreData),
        "sync_mode": _terms(REG.syncMode),
        "last_synced": _date(REG.lastSynced),
    }
)


def _part_page(predicate: NamedNode) -> WritePart:
    def write(draft: RecordDraft, value: Any, part: Node) -> None:
        draft.page(predicate, value, part)

    return write


DISTRIBUTION_FIELDS: Mapping[str, WritePart] = MappingProxyType(
    {
        "title": lambda draft, value, part: draft.text(DCT.title, value, part),
        "description": lambda draft, value, part: draft.text(DCT.description, value, part),
        "access_url": _part_page(DCAT.accessURL),
        "download_url": _part_page(DCAT.downloadURL),
        "format": lambda draft, value, part: draft.terms(DCT["format"], value, part),
        "media_type": lambda draft, value, part: draft.terms(DCAT.mediaType, value, part),
        "byte_size": lambda draft, value, part: draft.size(value, part),
        "license": lambda draft, value, part: draft.licence(value, part),
        "rights": lambda draft, value, part: draft.rights(value, part),
        "language": lambda draft, value, part: draft.terms(DCT.language, value, part),
        "status": lambda draft, value, part: draft.terms(ADMS.status, value, part),
        "issued": lambda draft, value, part: draft.date(DCT.issued, value, part),
        "modified": lambda draft, value, part: draft.date(DCT.modified, value, part),
        "documentation": _part_page(FOAF.page),
        "checksum": _checksum,
    }
)
