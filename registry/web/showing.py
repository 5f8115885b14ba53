"""What the public pages show, as plain values: read from the catalogue and the words, named in the reader's language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.catalogue import Gone, OverlapRow, Shown
from registry.clock import local_day
from registry.entries import Entry
from registry.feed import FeedPage
from registry.projection import record_quads
from registry.search import Found, Hit, Wanted
from registry.web.facts import Speaker, facts
from registry.web.here import keeper, language, remembered
from registry.web.listing import FACETS, Listing
from registry.web.rdf import SUFFIXES
from registry.web.standings import Standing, figures, standing_of, standings
from registry.web.texts import texts
from vocab.agencies import Agency
from vocab.description import Term, from_body, pick
from vocab.identifiers import dataset_of, key_of
from vocab.namespaces import ADMS, DCAT, DCT, PREFIXES, RDF, RDFS, XSD
from vocab.terms import background as terms_background
from vocab.vietnamese import collation_key

FIRST_CHOICES = 7
LONGEST_SUMMARY = 240
SIGNS = {"publish": "ok", "transfer": "info", "succeed": "info", "withdraw": "plain", "expunge": "plain"}
WITHDRAWN = NamedNode("http://purl.org/adms/status/Withdrawn")


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


@dataclass(frozen=True, slots=True)
class Body:
    """An agency in a list."""

    iri: str
    key: str
    name: str
    kind: str = ""
    count: int = 0
    since: date | None = None
    until: date | None = None


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
        "overlaps": len({row.dataset for row in keeper().audit.overlaps() if row.is_public}),
        "quarter": figures(),
        "newest": changes(keeper().ledger.newest(newest)),
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
    return {
        "key": key,
        "shown": shown,
        "d": described,
        "title": described.title(lang) or key,
        "paragraphs": [text for text in described.description(lang).splitlines() if text.strip()],
        "agency": body(agency) if agency else None,
        "facts": facts(described, speaker(lang)),
        "standing": standing_of(described.iri),
        "overlaps": [_overlap(row, lang) for row in shown.overlaps],
        "remarks": shown.remarks,
        "history": shown.history,
        "machine": SUFFIXES,
    }


def graph(shown: Shown) -> tuple[Triple, ...]:
    """The record's triples: the exact description, and what the ledger knows of it."""
    known = parse(record_quads(shown.current, keeper().config.base), format=RdfFormat.N_QUADS)
    return (*shown.description.triples, *(quad.triple for quad in known))


def gone(found: Gone, lang: str) -> dict[str, Any]:
    """The page of a dataset that is no longer public. Why it came down is not said when the law forbids it."""
    return {
        "gone": found,
        "title": found.title or texts(lang)("gone.nameless"),
        "reason": "" if found.removed_by_law else found.entry.reason,
        "iri": dataset_of(found.current.record),
        "machine": SUFFIXES,
    }


def tombstone(found: Gone) -> tuple[Triple, ...]:
    """What machines are told of a withdrawn dataset: that it was one, and since when it is none."""
    node = NamedNode(dataset_of(found.current.record))
    triples = [
        Triple(node, RDF.type, DCAT.Dataset),
        Triple(node, ADMS.status, WITHDRAWN),
        Triple(node, DCT.modified, Literal(found.entry.at, datatype=XSD.dateTime)),
    ]
    return (*triples, Triple(node, DCT.title, Literal(found.title, language="vi"))) if found.title else tuple(triples)


def agencies() -> dict[str, Any]:
    """The agencies of today, and those that have ended."""
    counts = dict(keeper().search.find(Wanted("", {}, "modified", 1, 1)).facets.get("agency", ()))
    today = local_day(keeper().clock())
    provincial = [agency for agency in keeper().words.agencies.all if agency.kind != "bo"]
    rows = sorted((body(agency, counts.get(agency.iri, 0)) for agency in provincial), key=_by_name)
    return {
        "active": [row for row in rows if row.until is None or row.until >= today],
        "former": [row for row in rows if row.until and row.until < today],
    }


def agency_of(key: str) -> Agency | None:
    return keeper().words.agencies.by_iri.get(f"{keeper().config.base}/id/agency/{key}")


def agency(found: Agency) -> dict[str, Any]:
    """One agency's page: its datasets, and the line of its succession."""
    known = keeper().words.agencies
    parent = known.by_id.get(found.parent) if found.parent else None
    return {
        "a": found,
        "kind": label(f"{keeper().config.base}/id/concept/agency-kind/{found.kind}"),
        "parent": body(parent) if parent else None,
        "heirs": [body(heir) for heir in known.heirs(found.id) if heir.id != found.id],
        "rows": datasets_of(found.iri),
        "story": [body(one) for one in _succession(found)],
        "changes": [
            {
                "key": key_of(one.iri),
                "day": one.day,
                "said": ", ".join(known.by_id[to].name(language()) for to in one.results),
            }
            for one in known.changes
            if found.id == one.origin or found.id in one.results
        ],
    }


def datasets_of(agency: str) -> list[Row]:
    """The public datasets that an agency answers for, by title."""
    table = keeper().audit.freshness()
    standing = standings(table, table.of_agency(agency))
    currents = [current for current in keeper().ledger.of_agency(agency) if current.state == "public"]
    bodies = keeper().ledger.bodies([current.body_seq for current in currents])
    rows = (_dataset_row(one.record, bodies[one.body_seq], standing) for one in currents if one.body_seq in bodies)
    return sorted(rows, key=_by_title)


def feed_rows(page: FeedPage) -> list[Row]:
    """The datasets on a page of the feed, by title."""
    bodies = keeper().ledger.bodies([current.body_seq for current in page.records])
    described = (
        from_body(dataset_of(one.record), bodies[one.body_seq], "known")
        for one in page.records
        if one.body_seq in bodies
    )
    rows = (Row(key_of(one.iri), one.title(language()), label(one.publisher or "")) for one in described)
    return sorted(rows, key=_by_title)


def change_of(key: str) -> Any:
    iri = f"{keeper().config.base}/id/change/{key}"
    return next((one for one in keeper().words.agencies.changes if one.iri == iri), None)


def change(found: Any) -> dict[str, Any]:
    """One act of reorganisation."""
    known = keeper().words.agencies.by_id
    return {"c": found, "origin": body(known[found.origin]), "results": [body(known[one]) for one in found.results]}


def ministries() -> dict[str, Any]:
    """The ministries' datasets by ministry."""
    owners: dict[str, list[Row]] = {}
    for row in keeper().words.ministries.values():
        owners.setdefault(_owner(row), []).append(Row(key_of(row.iri), row.title(language())))
    return {
        "owners": [
            {"name": name, "rows": sorted(owners[name], key=_by_title)} for name in sorted(owners, key=collation_key)
        ],
        "total": len(keeper().words.ministries),
    }


def ministry_dataset_of(key: str) -> Any:
    return keeper().words.ministries.get(f"{keeper().config.base}/id/ministry-dataset/{key}")


def ministry_dataset(found: Any) -> dict[str, Any]:
    """A ministry's dataset, and ours that look like it."""
    rows = [row for row in keeper().catalogue.overlaps() if row.ministry == found.iri]
    return {"m": found, "owner": _owner(found), "overlaps": [_overlapping(row) for row in rows if _overlapping(row)]}


def concept(iri: str) -> dict[str, Any]:
    """A code list or one of its entries."""
    for one in keeper().words.code_lists.values():
        if one.scheme == iri:
            return _concept_page(iri, one.labels, {}, None, [_named(c.iri) for c in one.concepts])
        if found := one.by_iri.get(iri):
            return _concept_page(iri, found.labels, found.definitions, _named(one.scheme), [])
    return _concept_page(iri, {language(): label(iri)}, {}, None, [])


def terms() -> dict[str, Any]:
    """Our own terms, and the code lists."""
    return {
        "namespace": PREFIXES["reg"],
        "own": sorted(_own_terms(), key=lambda term: term["name"].lower()),
        "lists": [{**_named(one.scheme), "count": len(one.concepts)} for one in keeper().words.code_lists.values()],
    }


def background(graph_name: str, about: str = "") -> list[Triple]:
    """The triples of a graph of terms ("agencies", "vocabulary", or a graph's IRI); with `about`, that subject's only."""
    base = keeper().config.base
    iri = graph_name if graph_name.startswith(base) else f"{base}/graph/{graph_name}"
    quads = parse(terms_background(base).get(iri, b""), format=RdfFormat.N_QUADS)
    wanted = NamedNode(about) if about else None
    return [quad.triple for quad in quads if wanted is None or quad.subject == wanted]


def label(iri: str) -> str:
    return keeper().words.label(iri, language())


def body(agency: Agency, count: int = 0) -> Body:
    kind = label(f"{keeper().config.base}/id/concept/agency-kind/{agency.kind}")
    return Body(
        agency.iri, key_of(agency.iri), agency.name(language()), kind, count, agency.valid_from, agency.valid_to
    )


def speaker(lang: str) -> Speaker:
    """How facts are named here: properties by the translations, then by the vocabulary; things by the words."""
    sentences, known = texts(lang), keeper().words

    def property(iri: str) -> str:
        slug = f"fact.{_prefixed(iri)}"
        return str(sentences(slug)) if sentences.has(slug) else _known(known.label(iri, lang), iri)

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


def _overlap(row: OverlapRow, lang: str) -> dict[str, Any]:
    ministry = keeper().words.ministries.get(row.ministry)
    return {
        "grade": row.grade,
        "title": ministry.title(lang) if ministry else row.ministry,
        "owner": _owner(ministry) if ministry else "",
        "href": url_for("pages.ministry_dataset", key=key_of(row.ministry)),
        "features": row.features,
    }


def _overlapping(row: OverlapRow) -> Row | None:
    shown = keeper().catalogue.shown(key_of(row.record))
    return (
        Row(key_of(row.record), shown.description.title(language()), grade=row.grade)
        if isinstance(shown, Shown)
        else None
    )


def _owner(ministry: Any) -> str:
    agency = keeper().words.agency(ministry.owner_id)
    return agency.name(language()) if agency else str(ministry.owner)


def _dataset_row(record: str, stored: bytes, standing: Mapping[str, Standing]) -> Row:
    described = from_body(dataset_of(record), stored, "known")
    return Row(
        key_of(record),
        described.title(language()),
        frequency=label(described.frequency) if described.frequency else "",
        modified=described.modified,
        standing=standing.get(described.iri),
    )


def _succession(found: Agency) -> list[Agency]:
    """The agency among those before it and after it, newest first."""
    known = keeper().words.agencies
    before = [one for one in known.all if found.id in one.successors]
    after = [known.by_id[one] for one in found.successors]
    return [*after, found, *sorted(before, key=lambda one: collation_key(one.name_vi))]


def _concept_page(iri: str, labels: Any, definitions: Any, scheme: Any, concepts: list[Any]) -> dict[str, Any]:
    said = labels.get(language()) or labels.get("vi") or iri
    definition = definitions.get(language()) or definitions.get("vi") or ""
    return {
        "iri": iri,
        "label": said,
        "labels": labels,
        "definition": definition,
        "scheme": scheme,
        "concepts": concepts,
    }


def _named(iri: str) -> dict[str, Any]:
    base = keeper().config.base
    return {"label": label(iri), "href": iri[len(base) :] if iri.startswith(f"{base}/") else ""}


def _own_terms() -> Iterator[dict[str, str]]:
    ours = PREFIXES["reg"]
    comments: dict[str, list[Term]] = {}
    for triple in background("vocabulary"):
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(ours):
            said = comments.setdefault(triple.subject.value, [])
            if triple.predicate == RDFS.comment and isinstance(triple.object, Literal):
                said.append(triple.object)
    for iri, said in comments.items():
        if iri != ours:
            yield {"name": iri[len(ours) :], "label": label(iri), "comment": pick(said, language())}


def _named_all(agencies: Iterable[str]) -> str:
    return ", ".join(keeper().words.agencies.by_id[one].name(language()) for one in agencies)


def _by_title(row: Row) -> str:
    return collation_key(row.title)


def _by_name(row: Body) -> str:
    return collation_key(row.name)
