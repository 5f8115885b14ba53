"""One CKAN package to triples: the plain fields, `extras`, the multilingual twins (`title_translated`), and the fields
that the common schemas of ckanext-dcat and ckanext-scheming add. What has no place in DCAT is named in a notice.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import Any
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode

from harvesters.ckan_fields import DATES, LABELLED, LINKS, TEXTS, field_of, left_out, separated, worded
from harvesters.ckan_resource import draft_resource
from harvesters.dates import in_utc, is_dated
from harvesters.draft import items_of, mapping_of, text_of
from harvesters.iris import UNKNOWN_BASE, is_web, mend, node, web
from harvesters.jsontext import opened
from harvesters.places import draft_shape
from harvesters.record_draft import RecordDraft, ends_in
from harvesters.source import Harvested
from vocab.identifiers import mint_key
from vocab.namespaces import ADMS, DCAT, DCT, EU, FOAF, LOCN, RDF, SKOS

_NO_LICENCE = frozenset({"notspecified", "none", "not specified", "license not specified"})


def draft_package(said: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this package describes; `url` is the address of the API that gave it."""
    told = _with_extras(said)
    is_series = "series" in text_of(told.get("type"))
    draft = RecordDraft(_focus(told, url), DCAT.DatasetSeries if is_series else DCAT.Dataset)
    draft.text(DCT.title, worded(told, "title"))
    draft.text(DCT.description, worded(told, "notes") or told.get("description"))
    draft.text(DCT.identifier, _identifiers(told))
    _simple_fields(draft, told)
    _words(draft, told)
    _licence(draft, told)
    _agents(draft, told)
    _places_and_times(draft, told)
    _pages(draft, told, url)
    _record_dates(draft, told)
    site = site_of(url) if is_web(url) else ""
    resources = [one for one in items_of(told.get("resources")) if isinstance(one, dict)] or _listed_apart(told)
    there = [one for one in resources if text_of(one.get("state")) != "deleted"]
    for one in there:
        draft_resource(draft, one, site)
    return draft.harvested(identifier_of(said), left_out(told), said)


_APART = ("format", "name", "description")


def _listed_apart(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Resources as the search of version 2 gives them: a list of addresses, others of what they have."""
    addresses = items_of(told.get("res_url"))
    others = (items_of(told.get(f"res_{key}"))[: len(addresses)] for key in _APART)
    return [dict(zip(("url", *_APART), listed, strict=True)) for listed in zip_longest(addresses, *others)]


def identifier_of(said: Mapping[str, Any]) -> str:
    """What CKAN knows this package by: its id, else its name, else another identifier it gives."""
    for key in ("id", "name", "identifier", "unique_id", "uri"):
        if text := text_of(said.get(key)):
            return text
    return mint_key(json.dumps(said, sort_keys=True, default=str))


def _with_extras(said: Mapping[str, Any]) -> dict[str, Any]:
    """The package's own fields over its extras; an extra that holds JSON is opened."""
    extras = said.get("extras")
    pairs = (
        extras.items()
        if isinstance(extras, dict)
        else [(item.get("key"), item.get("value")) for item in items_of(extras) if isinstance(item, dict)]
    )
    extra = {str(key): opened(value) for key, value in pairs}
    for key in [key for key in extra if not key.isascii()]:
        name = field_of(key, extra[key])
        if not extra.get(name) and not said.get(name):
            extra[name] = extra.pop(key)
    return {**extra, **{key: value for key, value in said.items() if value or value == 0}}


def _focus(told: Mapping[str, Any], url: str) -> NamedNode:
    """The dataset's IRI: the one it states, else its page on the portal."""
    stated = node(text_of(told.get("uri")))
    if stated:
        return stated
    name = text_of(told.get("id")) or text_of(told.get("name")) or identifier_of(told)
    return NamedNode(mend(f"{site_of(url)}dataset/{quote(name[:200], safe='')}"))


@lru_cache(maxsize=16)
def site_of(url: str) -> str:
    """The portal's root, from the address of its API."""
    if not is_web(url):
        return UNKNOWN_BASE
    parts = urlsplit(url)
    path = re.sub(r"(/api(/\d+)?/.*|/data\.json|/catalog\.json|/[^/]*\.\w+)$", "/", parts.path) or "/"
    return f"{parts.scheme}://{parts.netloc}{path if path.endswith('/') else path + '/'}"


def _identifiers(told: Mapping[str, Any]) -> list[str]:
    stated = [text_of(told.get(key)) for key in ("identifier", "guid", "unique_id")]
    return [next(filter(None, stated), "") or identifier_of(told)]


def _simple_fields(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    for predicate, keys in LINKS.items():
        if value := _first(told, keys):
            draft.link(predicate, separated(value))
    for predicate, keys in TEXTS.items():
        if predicate != DCT.identifier and (value := _first(told, keys)):
            draft.text(predicate, value)
    for predicate, keys in DATES.items():
        if value := _first(told, keys):
            draft.date(predicate, value)
    for predicate, (kind, keys) in LABELLED.items():
        if value := _first(told, keys):
            draft.labelled(predicate, kind, value)
    for other in items_of(told.get("alternate_identifier")):
        if text := text_of(other):
            draft.text(SKOS.notation, text, draft.part(ADMS.identifier, ADMS.Identifier))
    if told.get("private") is True and not told.get("access_rights"):
        draft.say(DCT.accessRights, EU["access-right/NON_PUBLIC"])


def _first(told: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    for key in keys:
        if value := told.get(key):
            return value
    return None


def _words(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    translated, keywords = told.get("tags_translated"), told.get("keywords")
    spoken = keywords if isinstance(keywords, dict) else {}
    if isinstance(translated, dict) and any(translated.values()):
        draft.text(DCAT.keyword, translated)
    else:
        known = {text_of(word) for words in spoken.values() for word in items_of(words)}
        tags = [_named(tag) for tag in items_of(told.get("tags") or ([] if spoken else keywords))]
        draft.text(DCAT.keyword, [tag for tag in tags if tag not in known])
    draft.text(DCAT.keyword, spoken)
    themes = items_of(told.get("theme") or told.get("themes"))
    groups = [_named(group) for group in items_of(told.get("groups"))]
    draft.link(DCAT.theme, [_named(theme) for theme in themes] + groups)


def _named(thing: Any) -> str:
    """The words of a tag, group or theme: as text, or as an object with a title or name."""
    if not isinstance(thing, dict):
        return text_of(thing)
    words = (text_of(thing.get(key)) for key in ("display_name", "title", "name"))
    return next(filter(None, words), "")


def _licence(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    address = web(text_of(told.get("license_url"))) or web(text_of(told.get("license")))
    if address:
        draft.say(DCT.license, NamedNode(address))
        return
    for key in ("license_id", "license", "license_title"):
        text = text_of(told.get(key))
        if text and text.lower() not in _NO_LICENCE:
            draft.link(DCT.license, text)


def _agents(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    publisher = mapping_of(told.get("publisher")) or _gathered(told, "publisher")
    organisation = mapping_of(told.get("organization"))
    if publisher:
        _agent(draft, DCT.publisher, publisher)
    elif organisation:
        draft.agent(DCT.publisher, organisation.get("title") or organisation.get("name"))
    else:
        draft.agent(DCT.publisher, text_of(told.get("publisher")) or text_of(told.get("organization")))
    for creator in _people(told, "creator") or _people(told, "author"):
        _agent(draft, DCT.creator, creator)
    for contributor in items_of(told.get("contributor")):
        _agent(draft, DCT.contributor, mapping_of(contributor))
    _contacts(draft, told)


def _people(told: Mapping[str, Any], role: str) -> list[Mapping[str, Any]]:
    stated: list[Mapping[str, Any]] = [item for item in items_of(told.get(role)) if isinstance(item, dict)]
    if stated:
        return stated
    gathered = _gathered(told, role) or {"name": told.get(role), "email": told.get(f"{role}_email")}
    return [gathered] if text_of(gathered.get("name")) else []


def _gathered(told: Mapping[str, Any], role: str) -> Mapping[str, Any]:
    """An agent spread over `publisher_name`, `publisher_email` ... or their `dcat_` forms."""
    if not text_of(told.get(f"{role}_name") or told.get(f"dcat_{role}_name")):
        return {}
    return {key: told.get(f"{role}_{key}") or told.get(f"dcat_{role}_{key}") for key in ("name", "email", "url", "uri")}


def _agent(draft: RecordDraft, predicate: NamedNode, told: Mapping[str, Any]) -> None:
    draft.agent(
        predicate,
        worded(told, "name"),
        text_of(told.get("email")),
        text_of(told.get("url")),
        text_of(told.get("uri")) or text_of(told.get("identifier")),
    )


_CONTACTS = (
    ("contact_name", "contact_email", "contact_phone"),
    ("contact_point", "contact_point", ""),
    ("", "contact-email", "contact-phone"),
    ("maintainer", "maintainer_email", "maintainer_phone"),
    ("author", "author_email", "author_phone"),
)


def _contacts(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    stated = [item for item in items_of(told.get("contact")) if isinstance(item, dict)]
    for contact in stated:
        name, mail, phone, url = worded(contact, "name"), *map(text_of, map(contact.get, ("email", "telephone", "url")))
        draft.contact(name, mail, phone, url)
    if stated:
        return
    for name, mail, phone in _CONTACTS:
        if told.get(name) or told.get(mail):
            draft.contacts(told.get(name), told.get(mail), text_of(told.get(phone)))
            return
    draft.leave(phone for _, _, phone in _CONTACTS if phone and told.get(phone))  # of nobody


def _places_and_times(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    _times(draft, told)
    for place in items_of(told.get("spatial_coverage")):
        _place(draft, place)
    draft.address(DCT.spatial, told.get("spatial_uri"))
    draft.labelled(DCT.spatial, DCT.Location, told.get("spatial_text"))
    for key, part in (("spatial", "geom"), ("spatial_bbox", "bbox"), ("spatial_centroid", "centroid")):
        if told.get(key):
            geometry = opened(told[key])
            _place(draft, {part: geometry} if isinstance(geometry, dict) else geometry)
    draft.decimal(DCAT.spatialResolutionInMeters, told.get("spatial_resolution_in_meters"))
    if not draft.duration(DCAT.temporalResolution, told.get("temporal_resolution")) and told.get("temporal_resolution"):
        draft.leave(["temporal_resolution"])


def _times(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    """The periods that are covered: beside a start and an end of their own, words without a date are left out."""
    covered = [item for item in items_of(told.get("temporal_coverage")) if any(_said_in(item))]
    start = _first(told, ("temporal_start", "temporal_coverage_from", "temporal_coverage-from"))
    end = _first(told, ("temporal_end", "temporal_coverage_to", "temporal_coverage-to"))
    if start or end:
        with_date = [item for item in covered if any(is_dated(text_of(day)) for day in ends_in(item))]
        draft.leave(["temporal_coverage"] if len(with_date) < len(covered) else ())
        covered = with_date
    draft.periods(covered)
    if not covered:
        draft.period(*(next(iter(items_of(value)), "") for value in (start, end)))


def _said_in(period: Any) -> Iterable[Any]:
    return period.values() if isinstance(period, dict) else [text_of(period)]


_GEOJSON = NamedNode("https://www.iana.org/assignments/media-types/application/vnd.geo+json")
_GEOMETRIES = {
    "geom": LOCN.geometry,
    "bbox": DCAT.bbox,
    "centroid": DCAT.centroid,
}


def _place(draft: RecordDraft, told: Any) -> None:
    if not isinstance(told, dict):
        if draft_shape(draft, told):
            return
        draft.labelled(DCT.spatial, DCT.Location, told)
        return
    place = draft.part(DCT.spatial, DCT.Location, iri=text_of(told.get("uri")))
    draft.text(SKOS.prefLabel, told.get("text"), place)
    for key, predicate in _GEOMETRIES.items():
        if isinstance(told.get(key), dict):
            written = json.dumps(told[key], ensure_ascii=False)
            draft.say(predicate, Literal(written, datatype=_GEOJSON), place)


def _pages(draft: RecordDraft, told: Mapping[str, Any], url: str) -> None:
    draft.page(FOAF.page, told.get("documentation"))
    if not draft.page(DCAT.landingPage, text_of(told.get("url"))) and is_web(url) and text_of(told.get("name")):
        draft.address(DCAT.landingPage, f"{site_of(url)}dataset/{text_of(told['name'])}")


def _record_dates(draft: RecordDraft, told: Mapping[str, Any]) -> None:
    """When the portal wrote its record, in UTC as CKAN does: dates of the catalogue record, never of the data."""
    created, modified = (in_utc(text_of(told.get(key))) for key in ("metadata_created", "metadata_modified"))
    if created or modified:
        record = NamedNode(f"{draft.focus.value}#record")
        draft.say(RDF.type, DCAT.CatalogRecord, record)
        draft.say(FOAF.primaryTopic, draft.focus, record)
        draft.date(DCT.issued, created, record)
        draft.date(DCT.modified, modified, record)
