"""What CKAN's names are for our things: an organisation's, a group's, a format's, a licence's; and what they may be
called by when they are asked for.

Each facet of the search has the name that CKAN gives it in FACET_NAMES.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.feeds.plain import clean
from registry.feeds.values import form
from registry.words import Words
from vocab.identifiers import key_of

FACET_NAMES: Mapping[str, str] = {
    "organization": "agency",
    "groups": "theme",
    "tags": "keyword",
    "res_format": "format",
    "license_id": "licence",
    "frequency": "frequency",
    "reg_field": "field",
}
"""Our facets by CKAN's names for them; the last two are extras."""
ALSO_CALLED: Mapping[str, str] = {
    "owner_org": "organization",
    "publisher_uri": "organization",
    "theme": "groups",
    "vocab_theme": "groups",
}
LICENCE = "licence"
_LISTS = {
    "theme": "data-theme",
    "licence": "licence",
    "frequency": "frequency",
    "field": "field",
    "format": "file-type",
}


def name_of(facet: str, value: str, words: Words) -> str:
    """CKAN's name for a value of one of our facets."""
    if facet == "agency":
        return agency_name(value, words)
    if facet == "theme":
        return theme_name(value, words)
    if facet == "format":
        return form_name(value, words)
    if facet == "licence":
        concept = words.code_lists[LICENCE].by_iri.get(value)
        return concept.code if concept else value
    return clean(value)


def title_of(facet: str, value: str, words: Words) -> str:
    """What people call the value."""
    if facet in ("keyword", "format"):
        return name_of(facet, value, words)
    return words.label(value)


def writings_of(facet: str, value: str, words: Words) -> frozenset[str]:
    """Every way in which a value may be asked for: by CKAN's name, our IRI, its code, its title; in lower case."""
    found = {name_of(facet, value, words), value, key_of(value), words.label(value), words.label(value, "en")}
    if facet in _LISTS and (concept := words.code_lists[_LISTS[facet]].by_iri.get(value)):
        found.add(concept.code)
    return frozenset(map(str.casefold, found))


def by_writing(facet: str, values: Iterable[str], words: Words) -> dict[str, tuple[str, ...]]:
    """The values by every way in which they may be asked for; several may be called alike."""
    found: dict[str, tuple[str, ...]] = {}
    for value in values:
        for writing in writings_of(facet, value, words):
            found[writing] = (*found.get(writing, ()), value)
    return found


def agency_name(iri: str, words: Words) -> str:
    """An organisation's name: the agency's short id, or a key made from the IRI of one that nobody knows."""
    agency = words.agency(iri)
    return agency.id if agency else key_of(iri)


def theme_name(iri: str, words: Words) -> str:
    """A group's name: the theme's code in lower case, for CKAN has no other names."""
    concept = words.code_lists[_LISTS["theme"]].by_iri.get(iri)
    return concept.code.lower() if concept else key_of(iri)


def form_name(iri: str, words: Words) -> str:
    """A format's name, CSV; also for a media type that is one of the formats."""
    if not iri:
        return ""
    concept = words.code_lists[_LISTS["format"]].find(iri)
    return concept.code if concept else form(iri, words)


def facet_of(field: Any) -> str:
    """Our facet for a field of CKAN's, whichever of its names is used; "" for none."""
    name = str(field).removeprefix("extras_")
    return FACET_NAMES.get(ALSO_CALLED.get(name, name), "")
