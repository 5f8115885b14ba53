"""`data.json`: the catalogue as DCAT-US 1.1 has it (Project Open Data Metadata Schema), which many portals read.

What is required there and not said here is made up of what is known: a keyword of the theme, a day of the ledger. What
1.1 has no word for and DCAT has is said in DCAT's word (`byteSize`, `checksum`, `version`), as the schema lets extensions
be; the codes of American bureaus and programmes are left out.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from registry.config import Config
from registry.feeds import values
from registry.feeds.plain import Contact, File, Plain, said
from registry.words import Words
from vocab.agencies import Agency

Node = dict[str, Any]

CONFORMS_TO = "https://project-open-data.cio.gov/v1.1/schema"
DESCRIBED_BY = f"{CONFORMS_TO}/catalog.json"
CONTEXT = f"{CONFORMS_TO}/catalog.jsonld"
MEDIA_TYPE = "application/json"
WITHOUT_THEME = "dữ liệu mở"
"""A keyword for a dataset without keyword, theme and field: none is not allowed."""
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_MOST_ABOVE = 4
"""Agencies above an agency that are told."""


def written(plains: Iterable[Plain], words: Words, config: Config) -> Iterator[bytes]:
    """The file in pieces, a dataset a line, in UTF-8: well-formed however many there are, none among them."""
    head = {
        "@context": CONTEXT,
        "@id": f"{config.links}/data.json",
        "@type": "dcat:Catalog",
        "conformsTo": CONFORMS_TO,
        "describedBy": DESCRIBED_BY,
    }
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "dataset": ['
    for number, of in enumerate(plains):
        yield (b",\n" if number else b"\n") + _json(dataset(of, words, config))
    yield b"\n]}\n"


def dataset(of: Plain, words: Words, config: Config) -> Node:
    """One dataset by the fields of DCAT-US 1.1."""
    title = said(of.titles) or of.key
    node: Node = {
        "@type": "dcat:Dataset",
        "identifier": of.iri,
        "otherIdentifier": list(of.identifiers),
        "title": title,
        "description": said(of.descriptions) or title,
        "keyword": keywords(of, words),
        "modified": values.moment(of.modified) or of.changed,
        "issued": values.moment(of.issued),
        "publisher": publisher(of, words),
        "contactPoint": _contact(of),
        "accessLevel": values.access(of.access_rights, words),
        "rights": words.label(of.access_rights) if of.access_rights else "",
        "license": values.licence(of.licence, words),
        "spatial": _spatial(of, words),
        "temporal": next((text for one in of.periods if (text := values.interval(one.start, one.end))), ""),
        "accrualPeriodicity": values.frequency(of.frequency, words),
        "language": [values.language(iri, words) for iri in of.languages],
        "theme": values.labels(of.themes, words),
        "conformsTo": next(iter(of.conforms), ""),
        "isPartOf": next(iter(of.series), ""),
        "landingPage": next(iter(of.landing), "") or values.linked(of.iri, config.base, config.links),
        "references": list(of.pages),
        "version": of.version,
        "distribution": [_distribution(file, of, words) for file in of.files],
    }
    return values.slim(node)


def keywords(of: Plain, words: Words) -> list[str]:
    """The keywords; without one what the themes or the fields are called: the list may not be empty."""
    own = [text.strip() for text, _ in of.keywords if text.strip()]
    return own or values.labels(of.themes, words) or values.labels(of.fields, words) or [WITHOUT_THEME]


def publisher(of: Plain, words: Words) -> Node:
    """The agency and those above it, the nearest first."""
    if of.publisher is None:
        return {"@type": "org:Organization", "name": of.publisher_iri}
    above: Agency | None = of.publisher
    line: list[Agency] = []
    while above is not None and above not in line and len(line) <= _MOST_ABOVE:
        line.append(above)
        above = words.agency(above.parent) if above.parent else None
    node: Node = {}
    for agency in reversed(line):
        over = {"subOrganizationOf": node} if node else {}
        node = {"@type": "org:Organization", "@id": agency.iri, "name": agency.name_vi, **over}
    return node


def _contact(of: Plain) -> Node:
    """One contact, of several the first with an address to write to; its name may be the publisher's."""
    best = min(of.contacts, key=lambda one: not one.email, default=Contact("", "", "", ""))
    name = best.name or (of.publisher.name_vi if of.publisher else "")
    return {
        "@type": "vcard:Contact",
        "fn": name,
        "hasEmail": f"mailto:{best.email}" if best.email else "",
        "hasTelephone": f"tel:{best.phone}" if best.phone else "",
        "hasURL": best.page,
    }


def _spatial(of: Plain, words: Words) -> str:
    """The first place with a box, as "west,south,east,north"; else the first name."""
    box = next(filter(None, map(values.box, of.places)), None)
    if box:
        return ",".join(box)
    return next(filter(None, (values.place_name(place, words) or place.iri for place in of.places)), "")


def _distribution(of: File, dataset: Plain, words: Words) -> Node:
    form = values.form(of.format, words) if of.format else ""
    algorithm, value = of.checksum
    return {
        "@type": "dcat:Distribution",
        "@id": of.iri,
        "title": said(of.titles),
        "description": said(of.descriptions),
        "accessURL": of.access,
        "downloadURL": of.download,
        "mediaType": values.media_type(of.media_type) or values.usual_media_type(of.format, words),
        "format": form,
        "license": values.licence(of.licence, words) if of.licence != dataset.licence else "",
        "conformsTo": next(iter(of.conforms), ""),
        "byteSize": of.size,
        "issued": values.moment(of.issued),
        "modified": values.moment(of.modified),
        "checksum": {"algorithm": algorithm, "checksumValue": value} if value else "",
    }


def _json(node: Node) -> bytes:
    return _WRITER.encode(node).encode()
