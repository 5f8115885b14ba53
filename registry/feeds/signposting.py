"""FAIR Signposting (signposting.org/FAIR): links by which a program finds its way from a dataset's page without reading it.

Level 1 is the Link header (RFC 8288), kept short; level 2 a set of all links (RFC 9264). Every target is a URI in ASCII, so
no IRI of old data can end the header or begin another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from registry.config import Config
from registry.feeds import citation, values
from registry.feeds.plain import Plain
from registry.words import Words

LINKSET = "application/linkset+json"
MOST_BYTES = 5_000
"""Of a Link header: servers and proxies refuse more than 8,000 of all headers together."""
MOST_ITEMS = 50
SCHEMA = "https://schema.org/"
_REACHED = ("http://", "https://", "ftp://")
"""What a program may follow: old data hold javascript: and file: too."""
RDF_FORMS = (
    ("ttl", "text/turtle"),
    ("rdf", "application/rdf+xml"),
    ("jsonld", "application/ld+json"),
    ("nt", "application/n-triples"),
)
CITING_FORMS = (("bib", citation.BIBTEX), ("csl.json", citation.CSL))


@dataclass(frozen=True, slots=True)
class Link:
    """Where it leads (a URI in ASCII), as what, and to which media type, "" where unknown."""

    target: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        return f'<{self.target}>; rel="{self.relation}"' + (f'; type="{self.media_type}"' if self.media_type else "")


def of_page(of: Plain, words: Words, config: Config) -> tuple[Link, ...]:
    """The links of a dataset's page, the most needed first, its files last."""
    page = _page(of, config)
    first = [
        Link(values.uri(of.iri), "cite-as"),
        Link(f"{SCHEMA}Dataset", "type"),
        Link(f"{SCHEMA}AboutPage", "type"),
        *(Link(f"{page}.{suffix}", "describedby", media_type) for suffix, media_type in (*RDF_FORMS, *CITING_FORMS)),
        Link(f"{page}.linkset.json", "linkset", LINKSET),
        Link(values.uri(of.publisher_iri), "author"),
        Link(f"{config.links}/catalog", "collection"),
    ]
    if of.licence:
        first.append(Link(values.uri(values.licence(of.licence, words)), "license"))
    items = (Link(values.uri(f.download or f.access), "item", values.media_type(f.media_type)) for f in of.files)
    return (*first, *(link for link in items if link.target.startswith(_REACHED)))


def of_description(of: Plain, config: Config) -> tuple[Link, ...]:
    """The links of the dataset's RDF: what it describes, and by which address that is to be cited."""
    page = _page(of, config)
    return (
        Link(values.uri(of.iri), "cite-as"),
        Link(page, "describes", "text/html"),
        Link(f"{page}.linkset.json", "linkset", LINKSET),
    )


def header(links: Iterable[Link]) -> str:
    """The links as one header, as many as there is room for; of the files the first."""
    told: list[str] = []
    room, items = MOST_BYTES, 0
    for link in links:
        items += link.relation == "item"
        written = str(link)
        if items <= MOST_ITEMS and len(written) + 2 <= room:
            told.append(written)
            room -= len(written) + 2
    return ", ".join(told)


def linkset(of: Plain, words: Words, config: Config) -> dict[str, Any]:
    """All links of the page and of each of its descriptions (RFC 9264 section 4.2)."""
    page = _page(of, config)
    about = [Link(values.uri(of.iri), "cite-as"), Link(page, "describes", "text/html")]
    forms = (suffix for suffix, _ in (*RDF_FORMS, *CITING_FORMS))
    return {
        "linkset": [
            _context(page, of_page(of, words, config)),
            *(_context(f"{page}.{suffix}", about) for suffix in forms),
        ]
    }


def _context(anchor: str, links: Sequence[Link]) -> dict[str, Any]:
    targets: dict[str, list[dict[str, str]]] = {}
    for link in links:
        kind = {"type": link.media_type} if link.media_type else {}
        targets.setdefault(link.relation, []).append({"href": link.target, **kind})
    return {"anchor": anchor, **targets}


def _page(of: Plain, config: Config) -> str:
    return values.uri(values.linked(of.iri, config.base, config.links))
