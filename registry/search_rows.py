"""What the search index takes of a public description: texts to be found by, values to count, what a hit shows.

Pure: a description, the words and its place in the ledger in, a plain value out; it may be made in another process.
Contacts are left out: nobody should be found in a catalogue by a person's name.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode

from registry.clock import instant, local_day
from registry.ledger import Current
from registry.search_conditions import moment
from registry.search_terms import findable, opened
from registry.words import Words
from vocab.agencies import Agencies, Agency
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCT, REG
from vocab.vietnamese import collation_key

FACETS = ("field", "theme", "agency", "format", "frequency", "licence", "year")
OTHER_FACETS = ("keyword",)
"""Counted only for those who ask for it: too many values for a page."""
LANGUAGES = ("vi", "en")
SUMMARY_LENGTH = 260
LONGEST_KEYWORD = 200
_ORDER_LENGTH = 400
_DAY_SHIFT = 40


@dataclass(frozen=True, slots=True)
class Indexed:
    """One record's row. `title`, `names`, `text` are searched in, `facets` counted, `order` and `newest` sorted by,
    `created` and `changed` (`search_conditions.moment`) too; `shown` is what a hit shows, as JSON."""

    record: str
    title: str
    names: str
    text: str
    facets: Mapping[str, tuple[str, ...]]
    order: str
    newest: int
    created: int
    changed: int
    shown: str


def indexed(description: Description, words: Words, current: Current) -> Indexed:
    """The row of a public description; `current` says when the ledger took it.

    The day shown and sorted by is dct:modified, else dct:issued, else the ledger's, and never after the ledger's: a
    date in the future would lead every list.
    """
    recorded = local_day(instant(current.modified))
    day = min(description.modified or description.issued or recorded, recorded)
    facets = _facets(description, day)
    return Indexed(
        record=description.record,
        title=_joined(map(opened, _texts(description, DCT.title))),
        names=_joined(map(opened, _names(description, words, facets))),
        text=_joined(map(findable, _body(description))),
        facets=facets,
        order=collation_key(description.title()[:_ORDER_LENGTH])[:_ORDER_LENGTH],
        newest=(day.toordinal() << _DAY_SHIFT) + current.seq,
        created=moment(instant(current.issued), current.body_seq),
        changed=moment(instant(current.modified), current.body_seq),
        shown=json.dumps(_shown(description, facets, day), ensure_ascii=False),
    )


def _shown(description: Description, facets: Mapping[str, tuple[str, ...]], day: date) -> dict[str, object]:
    return {
        "key": key_of(description.iri),
        "titles": _by_language(description, DCT.title),
        "summary": {lang: _shortened(text) for lang, text in _by_language(description, DCT.description).items()},
        "agency": description.publisher or "",
        "fields": description.fields,
        "themes": description.themes,
        "formats": facets["format"],
        "frequency": description.frequency or "",
        "licence": next(iter(facets["licence"]), ""),
        "modified": day.isoformat(),
    }


def _facets(description: Description, day: date) -> dict[str, tuple[str, ...]]:
    distributions = description.distributions
    return {
        "field": description.fields,
        "theme": description.themes,
        "agency": _known([description.publisher]),
        "format": _known(one.format or one.media_type for one in distributions),
        "frequency": _known([description.frequency]),
        "licence": _known([description.licence, *(one.licence for one in distributions)]),
        "year": (str(day.year),),
        "keyword": _known(word[:LONGEST_KEYWORD] for word in description.keywords),
    }


def _names(description: Description, words: Words, facets: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """What the record is called by, beside its title: keywords, identifiers, its agency now and before, its places in
    the code lists."""
    yield from description.keywords
    yield from description.identifiers
    if description.publisher:
        yield from _agency_names(description.publisher, words.agencies)
    for name in ("field", "theme", "format"):
        for iri in facets[name]:
            labels = (words.label(iri, lang) for lang in LANGUAGES)
            yield from dict.fromkeys(label for label in labels if label != iri)


def _agency_names(iri: str, agencies: Agencies) -> Iterator[str]:
    """Every name of the agency and of those it took over from: people search by the sign they remember."""
    agency = agencies.by_iri.get(iri)
    for one in _with_forerunners(agency, agencies) if agency else ():
        yield from dict.fromkeys(name for name in (one.name_vi, one.name_en, one.abbr, *one.aliases) if name)


def _with_forerunners(agency: Agency, agencies: Agencies) -> Iterator[Agency]:
    waiting, seen = [agency], {agency.id}
    while waiting:
        one = waiting.pop()
        yield one
        before = [other for other in agencies.all if one.id in other.successors and other.id not in seen]
        seen.update(other.id for other in before)
        waiting += before


def _body(description: Description) -> Iterator[str]:
    yield from _texts(description, DCT.description)
    for distribution in description.distributions:
        for predicate in (DCT.title, DCT.description):
            yield from _literals(description.values(predicate, distribution.node))
    yield from _texts(description, REG.columns)


def _by_language(description: Description, predicate: NamedNode) -> dict[str, str]:
    """The text in each of our languages that it is written in; one without any of them stands under ""."""
    found: dict[str, str] = {}
    for term in description.values(predicate):
        if isinstance(term, Literal):
            lang = (term.language or "").partition("-")[0].lower()
            found.setdefault(lang if lang in LANGUAGES else "", term.value)
    ours = {lang: found[lang] for lang in LANGUAGES if lang in found}
    return ours or found


def _texts(description: Description, predicate: NamedNode) -> tuple[str, ...]:
    return _literals(description.values(predicate))


def _literals(terms: Iterable[object]) -> tuple[str, ...]:
    return tuple(term.value for term in terms if isinstance(term, Literal))


def _known(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(texts)


def _shortened(text: str) -> str:
    """The beginning of a text, cut at a space."""
    line = " ".join(text.split())
    if len(line) <= SUMMARY_LENGTH:
        return line
    return line[:SUMMARY_LENGTH].rpartition(" ")[0].rstrip(",;:.") + "…"
