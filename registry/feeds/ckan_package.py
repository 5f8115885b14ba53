"""A dataset as CKAN writes it: the package, with its resources, tags, groups and extras.

The keys are CKAN's own (API guide, package_show), the extras those in which ckanext-dcat keeps what DCAT says and CKAN
has no field for; lists among them are JSON texts, as there. Texts of several languages stand beside in `title_translated`
and the like, as ckanext-fluent has them. A package's `id` and `name` are both the dataset's key.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from registry.feeds.ckan_names import LICENCE, agency_name, form_name, name_of, theme_name
from registry.feeds.plain import Contact, File, Place, Plain, Texts, clean, said
from registry.feeds.values import box, licence, media_type, place_name
from registry.words import Words
from vocab.identifiers import KEY_LENGTH, key_of, mint_key

Package = dict[str, Any]
_CLOSED = re.compile(r"CC_BY(NC|ND)\w*|han-che\b.*")
_OURS = re.compile(rf"([a-z2-7]{{{KEY_LENGTH}}})-[a-z2-7]{{{KEY_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class Site:
    """Where this registry is: `links` is the address that is given out."""

    links: str
    words: Words


def package(of: Plain, site: Site) -> Package:
    """The package of a dataset."""
    tags = tags_of(of)
    contact = next(iter(of.contacts), Contact("", "", "", ""))
    resources = [resource(of, position, site) for position in range(len(of.files))]
    return {
        "id": of.key,
        "name": of.key,
        "title": said(of.titles) or of.key,
        **_translated("title", of.titles),
        "notes": said(of.descriptions),
        **_translated("notes", of.descriptions),
        "url": next(iter(of.landing), f"{site.links}/id/dataset/{of.key}"),
        "type": "dataset",
        "state": "active",
        "private": False,
        "version": of.version,
        # Who answers for it is its organisation; an author would be read as dct:creator, which nobody said.
        "author": "",
        "author_email": "",
        "maintainer": contact.name,
        "maintainer_email": contact.email,
        "metadata_created": naive(of.recorded),
        "metadata_modified": naive(of.changed),
        "creator_user_id": None,
        **_licensed(of.licence, site.words),
        "owner_org": agency_name(of.publisher_iri, site.words),
        "organization": organisation_within(of.publisher_iri, site.words),
        "groups": [group_within(iri, site.words) for iri in of.themes],
        "tags": [tag(name) for name in tags],
        **_tags_translated(of),
        "num_tags": len(tags),
        "resources": resources,
        "num_resources": len(resources),
        "extras": [{"key": key, "value": value} for key, value in _extras(of, site) if value],
        "relationships_as_object": [],
        "relationships_as_subject": [],
    }


def resource(of: Plain, position: int, site: Site) -> Package:
    """One distribution of a dataset. Raises IndexError when it has none at that place."""
    file = of.files[position]
    algorithm, value = file.checksum
    return {
        "id": resource_id(of, position),
        "package_id": of.key,
        "name": said(file.titles),
        **_translated("name", file.titles),
        "description": said(file.descriptions),
        **_translated("description", file.descriptions),
        "url": file.download or file.access,
        "url_type": None,
        "format": form_name(file.format or file.media_type, site.words),
        "mimetype": media_type(file.media_type) or None,
        "mimetype_inner": None,
        "size": file.size,
        "hash": value,
        "created": naive(of.recorded),
        "last_modified": file.modified or None,
        "metadata_modified": naive(of.changed),
        "cache_url": None,
        "cache_last_updated": None,
        "position": position,
        "resource_type": None,
        "state": "active",
        "datastore_active": False,
        **{key: value for key, value in _more_of(file, algorithm) if value},
    }


def resource_id(of: Plain, position: int) -> str:
    """A resource's id: its package's key, then its own, so that it is found without a list of all resources."""
    iri = of.files[position].iri
    return f"{of.key}-{key_of(iri) if iri else mint_key(of.key, str(position))}"


def key_in(resource_id: str) -> str:
    """The key of the package that a resource's id names, "" for what is no id of ours."""
    found = _OURS.fullmatch(resource_id)
    return found[1] if found else ""


def organisation_within(iri: str, words: Words) -> Package:
    """The organisation inside a package: an agency by its IRI."""
    agency, name = words.agency(iri), agency_name(iri, words)
    spoken = {"vi": agency.name_vi, "en": agency.name_en} if agency else {}
    begun = agency.valid_from if agency else None
    return {
        "id": name,
        "name": name,
        "title": words.label(iri),
        **_translated("title", {lang: text for lang, text in spoken.items() if text}),
        "type": "organization",
        "description": "",
        "image_url": "",
        "created": f"{begun}T00:00:00" if begun else "",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def group_within(iri: str, words: Words) -> Package:
    """A group inside a package: one of the data themes."""
    name, title = theme_name(iri, words), words.label(iri)
    return {
        "id": name,
        "name": name,
        "title": title,
        "display_name": title,
        "description": "",
        "image_display_url": "",
    }


def tag(name: str) -> Package:
    """A keyword; all are free words, of no vocabulary."""
    return {"id": mint_key("tag", name), "name": name, "display_name": name, "state": "active", "vocabulary_id": None}


def tags_of(of: Plain) -> tuple[str, ...]:
    """A dataset's keywords, each once whatever its language."""
    return tuple(dict.fromkeys(text for text, _ in of.keywords if text))


def naive(moment: str) -> str:
    """A moment of the ledger as CKAN writes moments: in UTC and without saying so."""
    return moment.removesuffix("Z")


def is_open(iri: str, words: Words) -> bool:
    """Whether a licence lets everybody use the data for everything: not when its commerce or its changes are barred."""
    concept = words.code_lists[LICENCE].by_iri.get(iri)
    return concept is not None and not _CLOSED.fullmatch(concept.code)


def _licensed(iri: str, words: Words) -> Package:
    if not iri:
        return {"license_id": None, "license_title": None, "license_url": None, "isopen": False}
    return {
        "license_id": name_of("licence", iri, words),
        "license_title": words.label(iri),
        "license_url": licence(iri, words),
        "isopen": is_open(iri, words),
    }


def _extras(of: Plain, site: Site) -> Iterator[tuple[str, str]]:
    """What ckanext-dcat keeps in extras, in its names; `reg_...` is our regulation's own."""
    yield "uri", of.iri
    yield "guid", of.iri
    yield "identifier", next(iter(of.identifiers), "")
    yield "alternate_identifier", _listed(of.identifiers[1:])
    yield "issued", of.issued
    yield "modified", of.modified
    yield "frequency", of.frequency
    yield "theme", _listed(of.themes)
    yield "reg_field", _listed(of.fields)
    yield "reg_columns", "; ".join(of.columns)
    yield "language", _listed(of.languages)
    yield "access_rights", of.access_rights
    yield "publisher_uri", of.publisher_iri
    yield "publisher_name", of.publisher.name_vi if of.publisher else ""
    yield "conforms_to", _listed(of.conforms)
    yield "documentation", _listed(of.pages)
    yield "source", _listed(of.sources)
    yield "in_series", _listed(of.series)
    yield "dcat_type", next(iter(of.types), "")
    yield "related_resource", _listed(of.related)
    yield "applicable_legislation", _listed(of.legislation)
    yield "version_notes", said(of.version_notes)
    yield "temporal_resolution", of.time_step
    yield "spatial_resolution_in_meters", of.metres
    yield "reg_personal_data", of.declared.personal_data
    yield "reg_secrecy", of.declared.secrecy
    yield "reg_core_data", of.declared.core_data
    yield "reg_sync_mode", of.declared.sync_mode
    yield "provenance", "\n".join(filter(None, map(said, of.provenance)))
    yield from _contacts(of.contacts)
    yield from _times(of)
    for place in of.places[:1]:
        yield from _place(place, site.words)


def _contacts(of: tuple[Contact, ...]) -> Iterator[tuple[str, str]]:
    for first in of[:1]:
        yield "contact_name", first.name
        yield "contact_email", first.email
        yield "contact_phone", first.phone
    keys = {"name": "name", "email": "email", "phone": "telephone", "page": "url"}
    told = [{key: text for name, key in keys.items() if (text := getattr(one, name))} for one in of]
    if len(of) > 1 or any(one.page for one in of):
        yield "contact", json.dumps(told, ensure_ascii=False)


def _times(of: Plain) -> Iterator[tuple[str, str]]:
    for first in of.periods[:1]:
        yield "temporal_start", first.start
        yield "temporal_end", first.end
    if len(of.periods) > 1:
        told = [{"start": one.start, "end": one.end} for one in of.periods[1:]]
        yield "temporal_coverage", json.dumps(told)


def _place(of: Place, words: Words) -> Iterator[tuple[str, str]]:
    yield "spatial_uri", of.iri
    yield "spatial_text", place_name(of, words)
    if found := box(of):
        west, south, east, north = map(float, found)
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        yield "spatial", json.dumps({"type": "Polygon", "coordinates": [ring]})


def _more_of(file: File, algorithm: str) -> Iterator[tuple[str, str]]:
    yield "uri", file.iri
    yield "access_url", file.access
    yield "download_url", file.download
    yield "license", file.licence
    yield "issued", file.issued
    yield "modified", file.modified
    yield "hash_algorithm", algorithm
    yield "status", file.status
    yield "availability", file.availability
    yield "language", _listed(file.languages)
    yield "conforms_to", _listed(file.conforms)


def _translated(name: str, of: Texts) -> dict[str, Mapping[str, str]]:
    """A text by its languages, beside the text itself; nothing where none names its language."""
    spoken = {lang: text for lang, text in of.items() if lang}
    return {f"{name}_translated": spoken} if spoken else {}


def _tags_translated(of: Plain) -> dict[str, Mapping[str, list[str]]]:
    spoken: dict[str, list[str]] = {}
    for text, lang in of.keywords:
        if lang and text:
            spoken.setdefault(lang, []).append(text)
    return {"tags_translated": spoken} if sum(map(len, spoken.values())) == len(of.keywords) and spoken else {}


def _listed(texts: Iterable[str]) -> str:
    found = [clean(text) for text in texts]
    return json.dumps(found, ensure_ascii=False) if found else ""
