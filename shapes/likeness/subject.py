"""What is compared: one side of a pair, as plain values, made of a description, of a ministry's row, or of a table's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode

from vocab.agencies import branches, load_agencies
from vocab.description import Description
from vocab.ministries import MinistryDataset
from vocab.namespaces import DCAT, DCT, LOCN, PROV, RDFS, REG, SKOS

Texts = tuple[tuple[str, str], ...]
_NAMES = (SKOS.prefLabel, RDFS.label, DCT.title, LOCN.geographicName)
_KIN = (DCAT.inSeries, DCT.isVersionOf, DCT.hasVersion, DCAT.prev, DCAT.previousVersion, DCT.replaces, DCT.isReplacedBy)


@dataclass(frozen=True, slots=True)
class Subject:
    """One dataset as far as likeness goes. Texts are pairs of language and text.

    `units` and `fields` are keys of the lexicon that somebody declared; `kin` are IRIs of records and series that it is
    of one family with; `branches` are what those who answer for it look after, former ones too. `period` are dates, `space`
    names of places.
    """

    iri: str
    titles: Texts = ()
    descriptions: Texts = ()
    keywords: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    branches: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    space: tuple[str, ...] = ()
    kin: frozenset[str] = frozenset()


def subject_of_description(description: Description) -> Subject:
    """The subject that a record of the province is."""
    urls = [*description.sources, *description.landing_pages]
    for distribution in description.distributions:
        urls += [url for url in (distribution.access_url, distribution.download_url) if url]
    return Subject(
        iri=description.iri,
        titles=_texts(description, DCT.title),
        descriptions=(*_texts(description, DCT.description), *_columns(description)),
        keywords=tuple(sorted(description.keywords)),
        theme=description.themes,
        identifiers=_plain(description.identifiers),
        addresses=_places(urls),
        branches=_branches(description),
        period=_period(description),
        space=tuple(_named_places(description)),
        kin=frozenset(
            term.value
            for path in (*_KIN, PROV.wasDerivedFrom, PROV.wasRevisionOf)
            for term in description.values(path)
            if isinstance(term, NamedNode)
        ),
    )


def subject_of_ministry(row: MinistryDataset) -> Subject:
    """The subject that a ministry's dataset is, its aliases among its titles."""
    titles = (
        ("vi", row.title_vi),
        ("en", row.title_en),
        *(("vi", alias) for alias in row.aliases_vi),
        *(("en", alias) for alias in row.aliases_en),
    )
    return Subject(
        iri=row.iri,
        titles=tuple((lang, title) for lang, title in titles if title),
        descriptions=(("vi", row.description),) if row.description else (),
        keywords=row.keywords,
        theme=(row.theme,) if row.theme else (),
        identifiers=_plain((row.id, *row.identifiers)),
        addresses=_places((row.iri, *row.sources)),
        branches=frozenset().union(*(branches(owner.name) for owner in row.owners)),
        units=tuple(f"unit/{slug}" for slug in row.units),
        fields=tuple(f"field/{slug}" for slug in row.key_fields),
    )


def subject_of_row(row: Mapping[str, str], side: str) -> Subject:
    """The subject of one side ("prov" or "ministry") of a table of pairs; what a table does not have is left empty."""
    said = {name.removeprefix(f"{side}_"): text or "" for name, text in row.items() if name.startswith(f"{side}_")}
    words = (word.strip() for word in said.get("keywords", "").split(";"))
    return Subject(
        iri=f"urn:pair:{side}:{said.get('id') or row.get('pair_id', '')}",
        titles=(("", said["title"]),) if said.get("title") else (),
        descriptions=(("", said["description"]),) if said.get("description") else (),
        keywords=tuple(sorted(word for word in words if word)),
        theme=(said["theme"],) if said.get("theme") else (),
        branches=branches(said.get("owner", "")),
    )


def address(url: str) -> str:
    """What makes two addresses the same place: host and path, without `www.`, scheme, query, fragment, last slash."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"


def _texts(description: Description, path: NamedNode) -> Texts:
    return tuple((term.language or "", term.value) for term in description.values(path) if isinstance(term, Literal))


def _branches(description: Description) -> frozenset[str]:
    base = description.iri.partition("/id/")[0]
    agency = load_agencies(base).by_iri.get(description.publisher or "")
    return branches(agency.name_vi) if agency else frozenset()


def _columns(description: Description) -> Texts:
    """The names of the columns as one more text; they are written without marks, with strokes for spaces."""
    names = (term.value.replace("_", " ") for term in description.values(REG.columns) if isinstance(term, Literal))
    return tuple(("", text) for text in names)


def _plain(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in (code.strip().casefold() for code in codes) if code))


def _places(urls: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for place in map(_place, urls) if place))


def _place(url: str) -> str:
    try:
        return address(url)
    except ValueError:
        return ""


def _named_places(description: Description) -> Iterator[str]:
    for node in description.values(DCT.spatial):
        if isinstance(node, Literal):
            yield node.value
            continue
        for path in _NAMES:
            yield from (term.value for term in description.values(path, node) if isinstance(term, Literal))


def _period(description: Description) -> tuple[str, ...]:
    nodes = [node for node in description.values(DCT.temporal) if isinstance(node, NamedNode | BlankNode)]
    ends = (
        term for node in nodes for path in (DCAT.startDate, DCAT.endDate) for term in description.values(path, node)
    )
    return tuple(term.value for term in ends if isinstance(term, Literal))
