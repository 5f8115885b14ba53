"""Which form of an answer suits a request (RFC 9110 section 12), for everything here that negotiates.

`choose(accept, offers)` returns the offer the client likes best, in the server's order among equals, or None when it
likes none (406). The tables say which media types and file suffixes each form goes by.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 4_000
"""Signs of an Accept header that are read: a header of 200 kB took a second."""
_SPLIT = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_ANY = re.compile(r"^\s*\*(?=\s*(?:;|$))")
"""A lone `*`, which old clients send for everything."""
_PARAMETER = re.compile(r';\s*([\w!#$%&\'*+.^`|~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;"]*)')
_RANGE = re.compile(r"\s*([\w!#$%&'*+.^`|~-]+)/([\w!#$%&'*+.^`|~-]+)\s*(;.*)?", re.DOTALL)
_WEIGHT = re.compile(r"(?:0?\.[0-9]+|0\.?|1(?:\.0*)?)")
"""More than the RFC's three digits, and `.2` without its nought: the header that Java sends when told nothing."""
_IGNORED = frozenset({"charset", "profile"})
"""Parameters that do not tell two of our forms apart: every text is UTF-8, and JSON-LD comes in one profile."""
_ALWAYS_SO = frozenset({("header", "present")})
"""Parameters that are true of every form they go with: our tables of text say their variables first."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One form we can give: `format` is its short name and file suffix, `media_type` what it goes by."""

    format: str
    media_type: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def content_type(self) -> str:
        """The Content-Type header: text says its charset, XML and JSON state it themselves."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...]
    weight: float

    def precision(self, offer: Offer) -> int:
        """How closely the range names the offer, 0 when it does not (RFC 9110 section 12.5.1)."""
        kind, _, subkind = offer.media_type.partition("/")
        if (self.type, self.subtype) == ("*", "*"):
            return 1
        if self.type != kind or self.subtype not in ("*", subkind):
            return 0
        if self.subtype == "*":
            return 2
        if not set(self.parameters) <= set(offer.parameters):
            return 0
        return 3 + len(self.parameters)


HTML = (Offer("html", "text/html"), Offer("html", "application/xhtml+xml"))
RESULTS = (
    Offer("json", "application/sparql-results+json"),
    Offer("xml", "application/sparql-results+xml"),
    Offer("csv", "text/csv"),
    Offer("tsv", "text/tab-separated-values"),
    Offer("json", "application/json"),
    Offer("xml", "application/xml"),
    Offer("xml", "text/xml"),
)
GRAPHS = (
    Offer("ttl", "text/turtle"),
    Offer("nt", "application/n-triples"),
    Offer("rdf", "application/rdf+xml"),
    Offer("jsonld", "application/ld+json"),
    Offer("trig", "application/trig"),
    Offer("nq", "application/n-quads"),
    Offer("ttl", "application/x-turtle"),
    Offer("nt", "text/plain"),
    Offer("jsonld", "application/json"),
    Offer("rdf", "application/xml"),
    Offer("rdf", "text/xml"),
)


OTHER_NAMES = {
    "json": ("jsonld",),
    "json-ld": ("jsonld",),
    "n3": ("ttl",),
    "ntriples": ("nt",),
    "n-triples": ("nt",),
    "n-quads": ("nq",),
    "rdf+xml": ("rdf",),
    "rdfxml": ("rdf",),
    "srj": ("json",),
    "srx": ("xml",),
    "turtle": ("ttl",),
    "xml": ("rdf",),
}
"""What clients call our forms (SPARQLWrapper sends `format=xml` with every CONSTRUCT), where it is no name of ours."""


def choose(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    """The offer with the greatest weight, the first of these in the order given; None when each has weight 0.

    An absent or empty header accepts all; an element that cannot be read is passed over, and all beyond LONGEST signs.
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = _ranges(accept[:LONGEST])
    weighed = [(_weight(ranges, offer), -place) for place, offer in enumerate(offers)]
    weight, place = max(weighed)
    return offers[-place] if weight > 0 else None


def named(format: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer a file suffix or a `format=` parameter names, or a whole media type does, or a name it goes by elsewhere.

    A `+` that was not encoded arrives as a space.
    """
    asked = format.strip().lower().replace(" ", "+")
    names = (asked, *OTHER_NAMES.get(asked, ()))
    return next((each for name in names for each in offers if name in (each.format, each.media_type)), None)


def _weight(ranges: Sequence[_Range], offer: Offer) -> float:
    """The weight the most precise matching range gives the offer; the greater among equally precise ones."""
    fitting = [(each.precision(offer), each.weight) for each in ranges if each.precision(offer)]
    return max(fitting)[1] if fitting else 0.0


def _ranges(accept: str) -> list[_Range]:
    read = (_range(element) for element in _SPLIT.findall(accept))
    return [each for each in read if each is not None]


def _range(element: str) -> _Range | None:
    matched = _RANGE.fullmatch(_ANY.sub("*/*", element))
    if matched is None:
        return None
    weight = 1.0
    parameters: list[tuple[str, str]] = []
    for name, value in _PARAMETER.findall(matched[3] or ""):
        if name.lower() == "q":
            if not _WEIGHT.fullmatch(value):
                return None
            weight = float(value)
            break  # what follows the weight extends the header and says nothing of the form
        said = (name.lower(), value.strip('"').lower())
        if said[0] not in _IGNORED and said not in _ALWAYS_SO:
            parameters.append(said)
    return _Range(matched[1].lower(), matched[2].lower(), tuple(parameters), weight)
