"""The parts of a dataset in DCAT's words as JSON: distributions, agents and contacts, periods, texts in languages."""

from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from harvesters.checksums import draft_checksum
from harvesters.draft import Draft, items_of, mapping_of, text_of
from harvesters.jsontext import opened
from harvesters.record_draft import RecordDraft, address_in, label_of
from harvesters.source import Node
from harvesters.texts import names_in
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF

_AGENTS = {"publisher": DCT.publisher, "creator": DCT.creator, "contributor": DCT.contributor}
_TERMS = {
    "language": DCT.language,
    "status": ADMS.status,
    "availability": DCATAP.availability,
    "compressFormat": DCAT.compressFormat,
    "packageFormat": DCAT.packageFormat,
}
# What is read by the functions below, or says nothing of the data.
_KNOWN = names_in(
    """@id @type title description accessURL downloadURL format formats mediaType license rights byteSize issued modified
    describedBy describedByType conformsTo checksum field identifier dataset_identifier type
    accessService"""
)


def spoken(value: Any) -> Any:
    """A text as Draft takes it: JSON-LD's {"@value", "@language"} becomes a text by its language."""
    if isinstance(value, list):
        spoken_by: dict[str, list[Any]] = {}
        for item in value:
            if isinstance(item, dict) and "@value" in item:
                spoken_by.setdefault(text_of(item.get("@language")), []).append(item["@value"])
        return _unspecified(spoken_by) if spoken_by else value
    if isinstance(value, dict) and "@value" in value:
        return _unspecified({text_of(value.get("@language")): [value["@value"]]})
    if isinstance(value, dict):
        return value if not (words := label_of(value)) else words
    return value


def _unspecified(spoken_by: dict[str, list[Any]]) -> Any:
    """Texts by language; when one of them tells none, they are all told without."""
    return [item for items in spoken_by.values() for item in items] if "" in spoken_by else spoken_by


def people(draft: RecordDraft, said: Mapping[str, Any]) -> None:
    """Publisher, creator, contributor and contacts."""
    for key, predicate in _AGENTS.items():
        for agent in items_of(said.get(key)):
            _agent(draft, predicate, agent)
    contacts = items_of(said.get("contactPoint"))
    for contact in contacts:
        told = mapping_of(contact)
        mails = told.get("hasEmail") or told.get("email") or said.get("mbox")
        mails = address_in(told) if isinstance(mails, dict) else mails
        name = spoken(told.get("fn") or told.get("name")) or text_of(told.get("organization-name")) or text_of(contact)
        phone = told.get("hasTelephone") or told.get("tel")
        draft.contacts(name, mails, text_of(phone), text_of(told.get("hasURL")) or text_of(told.get("url")))
    if not contacts:
        draft.contacts(said.get("person"), said.get("mbox"))


def _agent(draft: Draft, predicate: NamedNode, agent: Any) -> None:
    told = mapping_of(agent)
    if not told:
        draft.agent(predicate, text_of(agent))
        return
    name = spoken(told.get("name") or told.get("prefLabel") or told.get("altLabel"))
    mail = text_of(told.get("mbox")) or text_of(told.get("email"))
    draft.agent(predicate, name, mail, text_of(told.get("homepage")), text_of(told.get("@id")))


def draft_distribution(draft: RecordDraft, said: Mapping[str, Any]) -> list[Any]:
    """One distribution; the names of the columns it tells of."""
    part = draft.part(DCAT.distribution, DCAT.Distribution, iri=_own(said))
    draft.text(DCT.title, spoken(said.get("title")), part)
    draft.text(DCT.description, spoken(said.get("description")), part)
    downloads = said.get("downloadURL")
    if not draft.page(DCAT.accessURL, said.get("accessURL"), part):
        draft.page(DCAT.accessURL, downloads, part)
    draft.page(DCAT.downloadURL, downloads, part)
    _form(draft, said, part)
    draft.licence(said.get("license"), part)
    draft.rights(said.get("rights"), part)
    draft.size(said.get("byteSize"), part)
    draft.date(DCT.issued, said.get("issued"), part)
    draft.date(DCT.modified, said.get("modified"), part)
    for key, predicate in _TERMS.items():
        draft.terms(predicate, said.get(key), part)
    draft.page(FOAF.page, said.get("describedBy"), part)
    _conformance(draft, said, part)
    checksum = mapping_of(said.get("checksum"))
    algorithm = checksum.get("algorithm")
    named = text_of(algorithm) or address_in(mapping_of(algorithm)) or label_of(mapping_of(algorithm))
    draft_checksum(draft, text_of(checksum.get("checksumValue")), named, part)
    resolutions = _draft_resolutions(draft, said, part)
    _services(draft, said, part)
    known = (_KNOWN, _TERMS, resolutions)
    unplaced = (key for key, value in said.items() if value and not any(key in names for names in known))
    draft.leave(f"distribution.{key}" for key in unplaced if not key.startswith("%"))  # those are DKAN's references
    return [_column(item) for item in items_of(said.get("field"))]


def _draft_resolutions(draft: Draft, said: Mapping[str, Any], part: Node) -> frozenset[str]:
    """How fine a distribution is in space and time; the fields that could be read."""
    ways = {"spatialResolutionInMeters": draft.decimal, "temporalResolution": draft.duration}
    return frozenset(key for key, write in ways.items() if write(DCAT[key], said.get(key), part))


def _own(said: Mapping[str, Any]) -> str:
    iri = text_of(said.get("@id"))
    return "" if iri.startswith("_:") else iri


def _form(draft: RecordDraft, said: Mapping[str, Any], part: Node) -> None:
    form = text_of(said.get("format")) or label_of(mapping_of(said.get("format")))
    for listed in items_of(said.get("formats")):
        form = form or text_of(mapping_of(listed).get("value")) or label_of(mapping_of(listed)) or text_of(listed)
    bare = form.partition(";")[0].strip()
    mime = said.get("mediaType") or (bare if "/" in bare and "://" not in bare else "")
    draft.terms(DCAT.mediaType, mime, part)
    draft.link(DCT["format"], bare, part)


def _conformance(draft: Draft, said: Mapping[str, Any], part: Node) -> None:
    for item in items_of(said.get("conformsTo")):
        draft.address(DCT.conformsTo, text_of(item) or address_in(mapping_of(item)), part)


def _services(draft: RecordDraft, said: Mapping[str, Any], part: Node) -> None:
    """The services that give access to a distribution."""
    for told in map(mapping_of, items_of(said.get("accessService"))):
        endpoints = [text_of(item) or address_in(mapping_of(item)) for item in items_of(told.get("endpointURL"))]
        title = spoken(told.get("title"))
        if title or any(endpoints):
            service = draft.part(DCAT.accessService, DCAT.DataService, part, _own(told))
            draft.text(DCT.title, title or endpoints, service)
            draft.page(DCAT.endpointURL, endpoints, service)
            draft.address(DCAT.endpointDescription, told.get("endpointDescription"), service)


def _column(value: Any) -> str:
    """A column's name: what the Argentine profile calls its title, or `name` in others."""
    told = mapping_of(opened(value))
    return text_of(told.get("title")) or text_of(told.get("name")) or text_of(value)
