"""What the page of the catalogue feed shows people: what is on it, what it may be narrowed to, in which forms it comes."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from registry.catalogue import Gone
from registry.clock import instant, local_day
from registry.feeds.catalogue import FeedPage
from registry.feeds.filters import AGENCY, LISTS, SINCE, THEME, Filters
from registry.feeds.tombstones import tombstones
from registry.rendering import FORMATS
from registry.web.here import keeper, language, words
from registry.web.showing import feed_rows, label
from registry.web.speech import day
from sparql.negotiation import GRAPHS, named
from vocab.identifiers import key_of
from vocab.vietnamese import collation_key


@dataclass(frozen=True, slots=True)
class Lost:
    """A record that is gone, as a list tells of it: the key of its page, what it was called and why it went ("" when that
    is not told), and since when."""

    key: str
    title: str
    since: str
    reason: str


def page(found: FeedPage) -> dict[str, Any]:
    """The page: the records, the forms in which programs get them, and the form that narrows them."""
    query = dict(found.filters.query)
    return {
        "page": found,
        "rows": feed_rows(found),
        "lost": _lost(found),
        "machine": [
            (offer.format, offer.media_type, _address(offer.format, query))
            for suffix in FORMATS
            if (offer := named(suffix, GRAPHS))
        ],
        "chosen": chosen(found.filters),
        "asked": {THEME: query.get(THEME, ""), AGENCY: query.get(AGENCY, ""), SINCE: _day(found.filters.since)},
        "choices": choices(language()),
        "links": keeper().config.links,
    }


def chosen(filters: Filters) -> list[str]:
    """What the reader chose, in words; none where nothing is left out."""
    query = dict(filters.query)
    names = [label(query[name]) for name in (THEME, AGENCY) if name in query]
    if not filters.since:
        return names
    return [*names, words().plain("feed.since_day", day=day(filters.since, language()))]


def choices(lang: str) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen: agencies of the province and themes, each with its name."""
    known = keeper().words
    agencies = [(one.iri, one.name(lang)) for one in known.agencies.all if one.kind != "bo"]
    themes = [(iri, known.label(iri, lang)) for name in reversed(LISTS) for iri in known.code_lists[name].by_iri]
    return {AGENCY: sorted(agencies, key=lambda one: collation_key(one[1])), THEME: themes}


def _address(suffix: str, query: dict[str, str]) -> str:
    there = url_for("feeds.catalogue_as", suffix=suffix)
    return f"{there}?{urlencode(query)}" if query else there


def _day(since: str) -> str:
    """The day in Vietnam of a moment, for the form's field."""
    return local_day(instant(since)).isoformat() if since else ""


def _lost(found: FeedPage) -> list[Lost]:
    if not found.gone:
        return []
    with keeper().engine.connect() as connection:
        told = tombstones(connection, found.gone, found.position)
    lang = language()
    return [
        Lost(key := key_of(one.record), _called(key), one.at, one.reasons.get(lang) or one.reasons.get("vi", ""))
        for one in told
    ]


def _called(key: str) -> str:
    """What a record is called that is gone, or was; "" for one whose words the law removed."""
    found = keeper().catalogue.shown(key)
    if isinstance(found, Gone):
        return found.title
    return found.description.title(language()) if found else ""
