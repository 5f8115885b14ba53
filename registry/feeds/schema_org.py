"""A dataset in schema.org's words, as search engines read them: what stands in each page as JSON-LD.

After Google's guide to structured data for datasets: a name, a description of 50 to 5,000 signs, addresses of files. What
schema.org has no word for stays away; DCAT is the form that loses nothing.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from pyoxigraph import RdfFormat, Triple, parse

from registry.config import Config
from registry.feeds import values
from registry.feeds.plain import Contact, File, Place, Plain, said
from registry.words import Words
from vocab.agencies import Agency
from vocab.identifiers import key_of
from vocab.namespaces import SCHEMA

Node = dict[str, Any]

REMOTE_CONTEXT = "https://schema.org/"
"""The context as search engines know it; a reader of RDF has to fetch it."""
_ADDRESSES = ("contentUrl", "isBasedOn", "isPartOf", "license", "mainEntityOfPage", "sameAs", "url")
CONTEXT: Mapping[str, Any] = {"@vocab": SCHEMA.iri, **{name: {"@type": "@id"} for name in _ADDRESSES}}
"""The same in short and by itself, so that JSON-LD can be read without the network; it makes the same triples."""
SHORTEST, LONGEST = 50, 5_000
"""Signs of a description that Google takes."""
MOST_COLUMNS = 200
MOST_FILES = 1_000
"""A page has to bear them all beside its text."""


def dataset_graph(of: Plain, words: Words, config: Config) -> Node:
    """The dataset as a node of JSON-LD, without a context: see `document`."""
    agency = _agency(of.publisher_iri, of.publisher, words, config)
    node: Node = {
        "@type": "Dataset",
        "@id": of.iri,
        "url": values.linked(of.iri, config.base, config.links),
        "name": said(of.titles) or of.key,
        "alternateName": [text for text in (said(of.titles, "en"),) if text != said(of.titles)],
        "description": description(of, words, config),
        "identifier": list(of.identifiers) or [of.iri],
        "version": of.version,
        "sameAs": list(of.landing),
        "keywords": [text for text, _ in of.keywords if text.strip()],
        "about": [_term(iri, words) for iri in (*of.themes, *of.fields)],
        "inLanguage": [values.language(iri, words) for iri in of.languages],
        "datePublished": values.moment(of.issued),
        "dateModified": values.moment(of.modified),
        "temporalCoverage": [text for one in of.periods if (text := values.interval(one.start, one.end))],
        "spatialCoverage": [told for place in of.places if (told := _place(place, words))],
        "license": values.licence(of.licence, words),
        "isAccessibleForFree": True if values.access(of.access_rights, words) == "public" else None,
        "conditionsOfAccess": words.label(of.access_rights) if of.access_rights else "",
        "creator": agency,
        "publisher": {**agency, "contactPoint": [told for one in of.contacts if (told := _contact(one))]},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": config.site_vi, "url": f"{config.links}/"},
        "isBasedOn": list(of.sources),
        "isPartOf": list(of.series),
        "variableMeasured": list(of.columns[:MOST_COLUMNS]),
        "distribution": [_download(file, of, words) for file in of.files[:MOST_FILES] if file.download or file.access],
    }
    return _single(values.slim(node))


def catalogue_graph(config: Config, words: Words) -> Node:
    """The whole catalogue as a node: what stands in the home page."""
    agency = words.agency(config.publisher)
    node: Node = {
        "@type": "DataCatalog",
        "@id": f"{config.base}/catalog",
        "url": f"{config.links}/",
        "name": config.site_vi,
        "alternateName": config.site_en,
        "description": f"{config.site_vi}, {config.province_vi}: danh mục dữ liệu mở của các cơ quan nhà nước.",
        "inLanguage": ["vi", "en"],
        "publisher": _agency(agency.iri, agency, words, config) if agency else None,
    }
    return _single(values.slim(node))


def gone_graph(iri: str, title: str, ended: str) -> Node:
    """A dataset that is no longer public, since the moment `ended`; removed by law it has no title."""
    node = {"@type": "Dataset", "@id": iri, "name": title, "creativeWorkStatus": "Withdrawn", "expires": ended}
    return _single(values.slim(node))


def document(nodes: Node | list[Node], context: object = REMOTE_CONTEXT) -> Node:
    """One node, or several, under a context; the context stands first."""
    return {"@context": context, **(nodes if isinstance(nodes, dict) else {"@graph": nodes})}


def script(node: Node) -> str:
    """The JSON-LD for a script element of a page: no text in it can close the element or open a comment."""
    written = json.dumps(document(node), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written


def triples(nodes: Iterable[Node]) -> tuple[Triple, ...]:
    """What the nodes say in RDF; parts without a name are labelled by the node they belong to, the same each time."""
    written = json.dumps(document([_labelled(node) for node in nodes], CONTEXT), ensure_ascii=False)
    return tuple(quad.triple for quad in parse(written.encode(), format=RdfFormat.JSON_LD))


def description(of: Plain, words: Words, config: Config) -> str:
    """What the dataset says of itself; where that is too short for a search engine, with who keeps it and of what it is."""
    own = said(of.descriptions).strip()
    if len(own) > LONGEST:
        return f"{own[: LONGEST - 2].rpartition(' ')[0] or own[: LONGEST - 2]} …"
    if len(own) >= SHORTEST:
        return own
    keeper = of.publisher.name_vi if of.publisher else ""
    more = (
        f"Tập dữ liệu «{said(of.titles) or of.key}»" + (f" của {keeper}." if keeper else "."),
        f"Đăng ký tại {config.site_vi}, {config.province_vi}.",
    )
    return " ".join(filter(None, (own, *more)))


def _agency(iri: str, agency: Agency | None, words: Words, config: Config) -> Node:
    node: Node = {"@type": "GovernmentOrganization", "@id": iri}
    if agency is None:
        return node
    above = words.agency(agency.parent) if agency.parent else None
    return {
        **node,
        "name": agency.name_vi,
        "alternateName": agency.name_en,
        "url": values.linked(iri, config.base, config.links),
        "parentOrganization": {"@type": "GovernmentOrganization", "@id": above.iri, "name": above.name_vi}
        if above
        else None,
    }


def _term(iri: str, words: Words) -> Node:
    label = words.label(iri)
    return {"@type": "DefinedTerm", "@id": iri, "name": "" if label == iri else label}


def _contact(of: Contact) -> Node | None:
    told = {"name": of.name, "email": of.email, "telephone": of.phone, "url": of.page}
    return {"@type": "ContactPoint", **told} if any(told.values()) else None


def _place(of: Place, words: Words) -> Node | None:
    box = values.box(of)
    name = values.place_name(of, words)
    if not (box or name or of.iri):
        return None
    place: Node = {"@type": "Place", "@id": of.iri, "name": name}
    if box and box[:2] == box[2:]:
        return {**place, "geo": {"@type": "GeoCoordinates", "latitude": box[1], "longitude": box[0]}}
    west, south, east, north = box or ("",) * 4
    return {**place, "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"} if box else None}


def _download(of: File, dataset: Plain, words: Words) -> Node:
    """A file; one of which only the page is told has that as the address of its bytes too: without it search engines pass
    the file over."""
    form = values.form(of.format, words) if of.format else ""
    algorithm, sum = of.checksum
    return {
        "@type": "DataDownload",
        "@id": of.iri,
        "name": said(of.titles),
        "description": said(of.descriptions),
        "contentUrl": of.download or of.access,
        "url": of.access if of.access != (of.download or of.access) else "",
        "encodingFormat": [text for text in (values.media_type(of.media_type), form) if text],
        "contentSize": "" if of.size is None else f"{of.size} B",
        "sha256": sum if algorithm == "sha256" else "",
        "datePublished": values.moment(of.issued),
        "dateModified": values.moment(of.modified),
        "inLanguage": [values.language(iri, words) for iri in of.languages],
        "license": values.licence(of.licence, words) if of.licence != dataset.licence else "",
    }


def _single(node: Node) -> Node:
    """The same with each list of one as that one."""

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return told(value[0]) if len(value) == 1 else [told(item) for item in value]
        return _single(value) if isinstance(value, dict) else value

    return {name: told(value) for name, value in node.items()}


def _labelled(node: Node) -> Node:
    """The node with a label for each part that has no IRI of its own."""
    numbers = count()

    def told(value: Any) -> Any:
        if isinstance(value, list):
            return [told(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            "@id": f"_:b{key_of(node['@id'])}s{next(numbers)}",
            **{name: told(item) for name, item in value.items()},
        }

    return {name: told(value) for name, value in node.items()}
