"""The profiles that the catalogue is told in: DCAT-AP, DCAT alone, or schema.org (W3C Content Negotiation by Profile).

DCAT-AP is the exact description. `dcat` leaves out what only DCAT-AP or this registry has a word for; `schema` says what
schema.org has words for.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from registry.config import Config
from registry.feeds.catalogue_view import lines
from registry.feeds.plain import plain
from registry.feeds.schema_org import dataset_graph, triples
from registry.ledger import Current
from registry.projection import record_quads
from registry.words import Words
from vocab.description import from_body
from vocab.identifiers import dataset_of
from vocab.namespaces import DCAT, DCATAP, REG, SCHEMA


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile by its short name (token) and its IRI; `others` are IRIs it is also asked for by."""

    name: str
    iri: str
    others: tuple[str, ...] = ()


DCAT_AP = Profile(
    "dcat-ap",
    DCATAP.iri,
    (
        "http://data.europa.eu/r5r",
        "https://semiceu.github.io/DCAT-AP/releases/3.0.1/",
        "https://semiceu.github.io/DCAT-AP/releases/3.0.1",
        "https://semiceu.github.io/DCAT-AP/releases/3.0.0/",
    ),
)
PLAIN_DCAT = Profile(
    "dcat",
    DCAT.iri,
    ("http://www.w3.org/ns/dcat", "https://www.w3.org/TR/vocab-dcat-3/", "https://www.w3.org/ns/dcat#"),
)
SCHEMA_ORG = Profile("schema", SCHEMA.iri, ("https://schema.org/", "http://schema.org", "https://schema.org"))
PROFILES = (DCAT_AP, PLAIN_DCAT, SCHEMA_ORG)
"""In the server's order among equals: the first is what nobody in particular gets."""

LONGEST = 4_000
"""Signs of an Accept-Profile header that are read."""
_ELEMENT = re.compile(
    r"\s*(?:<([^<>\s]*)>|\"([^\"<>\s]*)\"|([\w*.:/#-]+))\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?(?:;[^,]*)?",
    re.ASCII,
)
_OWN = re.compile(
    rb"^(?:\S+ <(?:%(ap)s|%(reg)s)[^<>]*> .*|\S+ \S+ <(?:%(ap)s|%(reg)s)[^<>]*> (?:<[^<>]*> )?\.)\n"
    % {b"ap": re.escape(DCATAP.iri.encode()), b"reg": re.escape(REG.iri.encode())},
    re.MULTILINE,
)
_BLANK = re.compile(rb"_:[0-9A-Za-z]+")
_SUBJECT = re.compile(rb"^(_:[0-9A-Za-z]+) .*\n", re.MULTILINE)


def named(name: str) -> Profile | None:
    """The profile of a short name or an IRI; None when there is none."""
    return next((one for one in PROFILES if name in (one.name, one.iri, *one.others)), None)


def chosen(accept: str) -> Profile | None:
    """The profile that an Accept-Profile header likes best: IRIs in angle brackets, or short names, with weights. An absent
    header, or one in which nothing can be read, accepts all; None when it accepts none of ours."""
    weights: dict[str, float] = {}
    for element in accept[:LONGEST].split(","):
        if read := _ELEMENT.fullmatch(element):
            weights.setdefault(read[1] or read[2] or read[3] or "", float(read[4] or 1))
    if not weights:
        return PROFILES[0]
    rest = weights.get("*", 0.0)
    weighed = {one: max((weights[name] for name in _names(one) if name in weights), default=rest) for one in PROFILES}
    best = max(PROFILES, key=lambda one: weighed[one])
    return best if weighed[best] > 0 else None


def without_own(body: bytes) -> bytes:
    """N-Triples or N-Quads without statements in words of DCAT-AP or of this registry, and without the nameless things that
    then nobody points to."""
    kept = _OWN.sub(b"", body)
    if kept == body:
        return body
    while orphans := _orphans(kept):
        kept = _SUBJECT.sub(lambda line: b"" if line[1] in orphans else line[0], kept)
    return kept


def quads_in(profile: Profile, current: Current, body: bytes, words: Words, config: Config) -> bytes:
    """What a profile tells of a record, as N-Quads; in schema.org nameless things bear the record's key."""
    if profile == SCHEMA_ORG:
        told = plain(from_body(dataset_of(current.record), body, "known"), current, words)
        said = lines(triples([dataset_graph(told, words, config)]))
        return said.replace(b" .\n", f" <{current.record}> .\n".encode())
    exact = body + record_quads(current, config.base)
    return without_own(exact) if profile == PLAIN_DCAT else exact


def _names(profile: Profile) -> Iterable[str]:
    return (profile.name, profile.iri, *profile.others)


def _orphans(lines: bytes) -> set[bytes]:
    """Nameless things of which something is said, and to which nothing points."""
    said = {subject[1] for subject in _SUBJECT.finditer(lines)}
    pointed = {label for line in lines.splitlines() for label in _BLANK.findall(line.partition(b"> ")[2])}
    return said - pointed
