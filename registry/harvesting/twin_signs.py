"""By what one dataset that was brought twice is known, and which of two copies stands first. Pure.

A sign is a kind and a text; two public records with a sign in common are twins, unless they are editions of one dataset
or of one series. The originating agency's copy stands first; nothing is merged.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from vocab.description import Description
from vocab.identifiers import record_of
from vocab.namespaces import DCAT, DCT
from vocab.vietnamese import fold, title_key

MEASURE = "1"
"""Moves when signs are read otherwise than before: all are then read again."""
ORIGIN, IDENTIFIER, PAGE, TITLE_PAGE, TITLE_FILE, CONTENT = (
    "origin",
    "identifier",
    "page",
    "title-page",
    "title-file",
    "content",
)
KINDS = (ORIGIN, IDENTIFIER, TITLE_PAGE, TITLE_FILE, CONTENT, PAGE)
"""Every kind of sign, the strongest first."""
LEAST_SAID = 60
"""A description shorter than this many letters is too easily another dataset's too."""
_GLOBAL = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)|(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
)
_NUMBERS = re.compile(r"\b(?:nam|quy|thang|year|quarter|month)?\s*\d+\b")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Twin:
    """One of two copies, as precedence sees it.

    `agency` answers for it, `named` is the agency that its source names as the publisher ("" when that is not another),
    `source` brought it ("" for one described on the desk), `is_home`: its pages lie where its source lies. `names` are
    what it is called elsewhere, `reused` what it says it is drawn from; `issued` is a ledger stamp.
    """

    record: str
    agency: str
    named: str
    source: str
    is_home: bool
    names: frozenset[str]
    reused: frozenset[str]
    issued: str


def signs(description: Description) -> Iterator[tuple[str, str]]:
    """The signs of a record: (kind, text), long texts as their digests."""
    titles = sorted({_key(text) for text in _titles(description)} - {""})
    origins = _origins(description)
    yield from ((ORIGIN, origin) for origin in sorted(origins))
    yield from ((IDENTIFIER, one) for one in sorted(set(filter(None, map(_global, description.identifiers)))))
    pages = sorted({address for page in description.landing_pages if (address := _address(page))})
    yield from ((PAGE, page) for page in pages)
    yield from ((TITLE_PAGE, _digest(title, page)) for title in titles for page in pages)
    files = {url for one in description.distributions for url in (one.download_url, one.access_url) if url}
    yield from (
        (TITLE_FILE, _digest(title, one)) for title in titles for one in sorted(filter(None, map(_address, files)))
    )
    said = " ".join(fold(description.description()).split())
    if len(said) >= LEAST_SAID:
        yield from ((CONTENT, _digest(title, said)) for title in titles)


def facts(description: Description) -> Row:
    """What precedence and kinship need of a record, as JSON."""
    origins = _origins(description)
    return {
        "title": description.title(),
        "names": sorted({description.iri, *origins, *description.landing_pages}),
        "hosts": sorted({urlsplit(one).netloc.lower() for one in (*origins, *description.landing_pages)} - {""}),
        "reused": sorted(description.sources),
        "undated": sorted({_undated(text) for text in _titles(description)} - {""}),
        "dated": sorted({_key(text) for text in _titles(description)} - {""}),
        "series": sorted(_iris(description, DCAT.inSeries)),
        "kin": sorted({*_iris(description, DCT.isVersionOf), *_iris(description, DCT.hasVersion)}),
    }


def are_twins(one: Row, other: Row, kinds: frozenset[str], is_one_source: bool) -> bool:
    """Whether two records (`facts`) with signs of these kinds in common are one dataset, and not two of a family."""
    if kinds & {ORIGIN, IDENTIFIER}:
        return True
    if set(one["series"]) & set(other["series"]) or _is_version(one, other) or _are_editions(one, other):
        return False
    # A page that leads to several datasets of one portal tells nothing of one of them.
    return kinds != {PAGE} or not is_one_source


def first_of(one: Twin, other: Twin) -> tuple[Twin, Twin, str]:
    """The one that stands first, its copy, and why: declared, publisher, own-source or earlier."""
    for first, copy in ((one, other), (other, one)):
        if copy.reused & first.names and not first.reused & copy.names:
            return first, copy, "declared"
    for first, copy in ((one, other), (other, one)):
        if copy.named and copy.named == first.agency and first.named != copy.agency:
            return first, copy, "publisher"
    for first, copy in ((one, other), (other, one)):
        if first.is_home and not copy.is_home:
            return first, copy, "own-source"
    first, copy = sorted((one, other), key=lambda each: (each.issued, each.record))
    return first, copy, "earlier"


def is_home(hosts: frozenset[str], source_url: str) -> bool:
    """Whether a record's pages lie on the host that its source lies on."""
    return urlsplit(source_url).netloc.lower() in hosts - {""}


@lru_cache(maxsize=4096)
def _key(title: str) -> str:
    return title_key(title)


def _titles(description: Description) -> tuple[str, ...]:
    return tuple(str(getattr(term, "value", "")) for term in description.values(DCT.title))


def _origins(description: Description) -> set[str]:
    return _iris(description, DCT.source, NamedNode(record_of(description.iri)))


def _iris(description: Description, predicate: NamedNode, subject: NamedNode | None = None) -> set[str]:
    return {term.value for term in description.values(predicate, subject) if isinstance(term, NamedNode)}


def _global(text: str) -> str:
    """An identifier that is one's own all over the world (a DOI, a UUID, an IRI with a path), in one spelling; "" for a
    source's own number."""
    plain = text.strip().lower()
    if found := _GLOBAL.fullmatch(plain):
        return str(found[1] or found[2]).rstrip("/")
    return _address(text)


def _address(url: str) -> str:
    """An address without scheme and final slash; "" for the root of a host, which is a portal's."""
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/")
    if parts.scheme not in ("http", "https") or not (path or parts.query):
        return ""
    return f"{parts.netloc.lower()}{path}{'?' + parts.query if parts.query else ''}"


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _undated(title: str) -> str:
    return " ".join(_NUMBERS.sub(" ", _key(title)).split())


def _is_version(one: Row, other: Row) -> bool:
    return bool(set(one["kin"]) & set(other["names"]) or set(other["kin"]) & set(one["names"]))


def _are_editions(one: Row, other: Row) -> bool:
    """Whether the titles differ in their years and numbers alone."""
    return bool(set(one["undated"]) & set(other["undated"])) and not set(one["dated"]) & set(other["dated"])
