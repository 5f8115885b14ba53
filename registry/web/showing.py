"""What the public pages show, as plain values: read from the catalogue and the words, named in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import url_for
from pyoxigraph import RdfFormat, Triple, parse

from registry.catalogue import Gone, OverlapRow, Shown
from registry.clock import instant, local_day
from registry.entries import FED_ACTS, Entry
from registry.feeds.catalogue import FeedPage
from registry.harvesting.origins import Origin
from registry.overlap_cases import CaseState
from registry.overlap_reading import overlapping
from registry.projection import record_quads
from registry.rulings import Ruling
from registry.search import Found, Hit, Wanted
from registry.web.evidence_showing import reason
from registry.web.facts import Speaker, facts
from registry.web.here import keeper, language, remembered
from registry.web.listing import FACETS, Listing
from registry.web.quality_showing import of_public
from registry.web.rdf import RECORD_SUFFIXES
from registry.web.standings import Standing, figures, standing_of
from registry.web.texts import texts
from shapes.report import Finding
from vocab.description import from_body
from vocab.identifiers import dataset_of, key_of
from vocab.ministries import MinistryDataset
from vocab.namespaces import PREFIXES
from vocab.vietnamese import collation_key

FIRST_CHOICES = 7
LONGEST_SUMMARY = 240
SIGNS = {"publish": "ok", "transfer": "info", "succeed": "info", "withdraw": "plain", "expunge": "plain"}
UNDER_REVIEW = "overlap/duplicate-under-review"


@dataclass(frozen=True, slots=True)
class Change:
    """One act of the ledger on a page: the sign of its badge, and what it was about."""

    entry: Entry
    sign: str
    key: str
    title: str
    agency: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: as it stands in the address, in words, how many it would leave, whether it is chosen."""

    value: str
    said: str
    count: int
    on: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet's choices, the most frequent `first`, chosen ones among them."""

    name: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A dataset in a list."""

    key: str
    title: str
    agency: str = ""
    frequency: str = ""
    modified: date | None = None
    standing: Standing | None = None
    grade: str = ""


def home(newest: int) -> dict[str, Any]:
    """What the home page shows; `newest` is how many acts of the ledger. Made once for each state of the ledger."""
    here = keeper()
    state = (here.ledger.head().seq, here.views.position, local_day(here.clock()), language())
    return remembered(f"home {language()}", state, lambda: _home(newest))


def _home(newest: int) -> dict[str, Any]:
    found = keeper().search.find(Wanted("", {}, "modified", 1, 1))
    fields = [(value, label(value), count) for value, count in found.facets.get("field", ())]
    return {
        "total": found.total,
        "fields": [(name, count) for _, name, count in fields],
        "field_links": fields,
        "agencies": len(found.facets.get("agency", ())),
        "held": keeper().ledger.counts().get("held", 0),
        "overlaps": overlapping(keeper().ledger),
        "quarter": figures(),
        "newest": changes(keeper().ledger.newest(newest, FED_ACTS)),
    }


def changes(entries: Iterable[Entry]) -> list[Change]:
    """Acts as the pages list them; a record that is gone by law has no title."""
    return [_change(entry) for entry in entries]


def listed(listing: Listing, size: int) -> dict[str, Any]:
    """A search's results and facets."""
    found = keeper().search.find(Wanted(listing.q, listing.chosen(), listing.order, listing.page, size))
    return {
        "found": found,
        "hits": [_hit(hit) for hit in found.hits],
        "facets": tuple(_facets(found, listing)),
        "chosen": [(name, value, label(value)) for name, value in listing.filters],
        "last": -(-found.total // size),
    }


def dataset(key: str, shown: Shown, lang: str) -> dict[str, Any]:
    """The page of a public dataset."""
    described = shown.description
    agency = keeper().words.agency(shown.current.agency)
    overlaps = _overlaps(shown, lang)
    return {
        "key": key,
        "shown": shown,
        "d": described,
        "title": described.title(lang) or key,
        "paragraphs": [text for text in described.description(lang).splitlines() if text.strip()],
        "missing": _missing(shown.current.record),
        "agency": {"name": agency.name(lang), "key": key_of(agency.iri)} if agency else None,
        "facts": facts(described, speaker(lang)),
        "standing": standing_of(described.iri),
        "overlaps": overlaps,
        "suspected": sorted({row["grade"] for row in overlaps if not row["ruling"]}),
        "remarks": _by_weight(shown.remarks),
        "points": of_public(shown),
        "history": shown.history,
        "machine": RECORD_SUFFIXES,
    }


def _missing(record: str) -> dict[str, Any] | None:
    """Since when a dataset's source tells of it no more, and until when it stays public; None for all others."""
    known = keeper().runs.origin_of(record)
    if known is None or not known.missing_since:
        return None
    return {"since": instant(known.missing_since), "until": stays_until(known)}


def stays_until(missing: Origin) -> datetime:
    """Until when what its source tells of no more stays public."""
    return instant(missing.missing_since) + timedelta(days=keeper().config.grace_days)


def graph(shown: Shown) -> tuple[Triple, ...]:
    """The record's triples: the exact description, and what the ledger knows of it."""
    known = parse(record_quads(shown.current, keeper().config.base), format=RdfFormat.N_QUADS)
    return (*shown.description.triples, *(quad.triple for quad in known))


def feed_rows(page: FeedPage) -> list[Row]:
    """The datasets on a page of the feed, by title."""
    bodies = keeper().ledger.bodies([current.body_seq for current in page.records])
    described = (
        from_body(dataset_of(one.record), bodies[one.body_seq], "known")
        for one in page.records
        if one.body_seq in bodies
    )
    rows = (Row(key_of(one.iri), one.title(language()), label(one.publisher or "")) for one in described)
    return sorted(rows, key=by_title)


def label(iri: str) -> str:
    """The name of a concept, an agency or a ministry's dataset in the reader's language."""
    return keeper().words.label(iri, language())


def name_of(iri: str, known: str = "") -> str:
    """The title of a dataset of the province or of a ministry, in the reader's language. Of one that has no public version
    the title that its case has `known` last, else its key."""
    if iri in keeper().words.ministries:
        return label(iri)
    shown = keeper().catalogue.shown(key_of(iri))
    title = shown.description.title(language()) if isinstance(shown, Shown) else shown.title if shown else ""
    return title or known or key_of(iri)


def href_of(iri: str) -> str:
    """Our page of a dataset of the province or of a ministry."""
    endpoint = "pages.ministry_dataset" if iri in keeper().words.ministries else "pages.dataset"
    return url_for(endpoint, key=key_of(iri))


def speaker(lang: str) -> Speaker:
    """How facts are named here: properties by the translations, then by the vocabulary; things by the words."""
    sentences, known = texts(lang), keeper().words

    def property(iri: str) -> str:
        slug = f"fact.{_prefixed(iri)}"
        return sentences.plain(slug) if sentences.has(slug) else _known(known.label(iri, lang), iri)

    return Speaker(lang, keeper().config.base, property, lambda iri: _known(known.label(iri, lang), iri))


def _known(label: str, iri: str) -> str:
    return "" if label == iri else label


def _prefixed(iri: str) -> str:
    return next((f"{p}_{iri[len(start) :]}" for p, start in PREFIXES.items() if iri.startswith(start)), "")


def _change(entry: Entry) -> Change:
    key = key_of(entry.record) if "/id/record/" in entry.record else ""
    shown = keeper().catalogue.shown(key) if key else None
    sign = SIGNS.get(entry.act, "plain")
    if shown is None:
        return Change(entry, sign, "", label(entry.record) if not key else "", "")
    title = shown.title if isinstance(shown, Gone) else shown.description.title(language())
    return Change(entry, sign, key, title, label(shown.current.agency))


def _hit(hit: Hit) -> dict[str, Any]:
    lang = language() if hit.titles.get(language()) else "vi"
    return {
        "key": hit.key,
        "lang": lang,
        "title": hit.marked.get(lang) or hit.titles.get(lang) or hit.key,
        "summary": _shortened(hit.summary.get(language()) or hit.summary.get("vi") or ""),
        "agency": label(hit.agency),
        "fields": [label(field) for field in hit.fields],
        "formats": [label(form) for form in hit.formats],
        "frequency": label(hit.frequency) if hit.frequency else "",
        "modified": hit.modified,
    }


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SUMMARY else text[:LONGEST_SUMMARY].rpartition(" ")[0] + " …"


def _facets(found: Found, listing: Listing) -> Iterator[Facet]:
    for name in FACETS:
        on = listing.chosen().get(name, ())
        choices = [Choice(value, label(value), count, value in on) for value, count in found.facets.get(name, ())]
        choices += [Choice(value, label(value), 0, True) for value in on if value not in {c.value for c in choices}]
        choices.sort(key=lambda choice: (not choice.on, -choice.count, collation_key(choice.said)))
        if choices:
            first = max(FIRST_CHOICES, len(on))
            yield Facet(name, tuple(choices[:first]), tuple(choices[first:]))


def _by_weight(found: Iterable[Finding]) -> dict[str, list[Finding]]:
    """What rules say of a public version, by what it means: it keeps a new version from being published, a case waits for
    a ruling, a duty of the agency that blocks nothing, or a remark."""
    weights: dict[str, list[Finding]] = {"holding": [], "reviewed": [], "owed": [], "remarked": []}
    for finding in found:
        weights[_weight(finding)].append(finding)
    return weights


def _weight(finding: Finding) -> str:
    if finding.rule == UNDER_REVIEW:
        return "reviewed"
    if finding.holds:
        return "holding"
    return "owed" if finding.is_violation else "remarked"


def ruled(record: str) -> dict[str, Ruling]:
    """What was decided of a record, by the dataset it was compared with: of each decided case the newest ruling."""
    decided = (case for case in keeper().cases.of_record(record) if case.state == CaseState.DECIDED)
    newest = ((case.other, keeper().cases.rulings_of(case.number)[:1]) for case in decided)
    return {other: rulings[0] for other, rulings in newest if rulings}


def _overlaps(shown: Shown, lang: str) -> list[dict[str, Any]]:
    """What the public version looks like, and what was decided of it."""
    rulings = ruled(shown.current.record) if shown.overlaps else {}
    return [_overlap(row, lang, rulings.get(row.ministry)) for row in shown.overlaps]


def _overlap(row: OverlapRow, lang: str, ruling: Ruling | None) -> dict[str, Any]:
    ministry = keeper().words.ministries.get(row.ministry)
    return {
        "grade": row.grade,
        "ministry": row.ministry,
        "ruling": ruling,
        "sign": "info" if ruling else "breach" if row.grade == "duplicate" else "late",
        "title": ministry.title(lang) if ministry else row.ministry,
        "owner": owner(ministry) if ministry else "",
        "href": url_for("pages.ministry_dataset", key=key_of(row.ministry)),
        "reasons": [reason(feature) for feature in row.features],
    }


def owner(ministry: MinistryDataset) -> str:
    """The ministry of today that keeps a dataset, in the reader's language."""
    agency = keeper().words.agency(ministry.owner_id)
    return agency.name(language()) if agency else ministry.owner


def by_title(row: Row) -> str:
    """The place of a dataset in Vietnamese order."""
    return collation_key(row.title)
