"""What the pages of agencies and of their reorganisations show, as plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.clock import local_day
from registry.search import Found, Hit, Wanted
from registry.web.here import keeper, language
from registry.web.listing import Listing
from registry.web.quality_showing import of_agency
from registry.web.showing import Row, label
from registry.web.standings import Standing, standings
from vocab.agencies import Agency, Change
from vocab.identifiers import dataset_iri, key_of
from vocab.vietnamese import collation_key

ROWS_SHOWN = 100


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


def agency(found: Agency, listing: Listing) -> dict[str, Any]:
    """One agency's page: a page of its datasets, and the line of its succession."""
    datasets = _datasets_of(found.iri, listing.page)
    last = -(-datasets.total // ROWS_SHOWN)
    if listing.page > max(last, 1):
        listing = Listing(page=last)
        datasets = _datasets_of(found.iri, last)
    known = keeper().words.agencies
    parent = known.by_id.get(found.parent) if found.parent else None
    return {
        "a": found,
        "judged": keeper().rejudging.reports.of_agency(found.iri),
        "kind": label(f"{keeper().config.base}/id/concept/agency-kind/{found.kind}"),
        "parent": body(parent) if parent else None,
        "heirs": [body(heir) for heir in known.heirs(found.id) if heir.id != found.id],
        "rows": _dataset_rows(found.iri, datasets.hits),
        "total": datasets.total,
        "listing": Listing(page=listing.page),
        "last": last,
        "agency_key": key_of(found.iri),
        "points": of_agency(found.iri),
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


def change_of(key: str) -> Change | None:
    iri = f"{keeper().config.base}/id/change/{key}"
    return next((one for one in keeper().words.agencies.changes if one.iri == iri), None)


def change(found: Change) -> dict[str, Any]:
    """One act of reorganisation."""
    known = keeper().words.agencies.by_id
    return {"c": found, "origin": body(known[found.origin]), "results": [body(known[one]) for one in found.results]}


def body(agency: Agency, count: int = 0) -> Body:
    kind = label(f"{keeper().config.base}/id/concept/agency-kind/{agency.kind}")
    return Body(
        agency.iri, key_of(agency.iri), agency.name(language()), kind, count, agency.valid_from, agency.valid_to
    )


def _datasets_of(agency: str, page: int) -> Found:
    return keeper().search.find(Wanted("", {"agency": (agency,)}, "title", page, ROWS_SHOWN))


def _dataset_rows(agency: str, hits: Iterable[Hit]) -> list[Row]:
    """The datasets found, with how they stand in the quarter."""
    table = keeper().audit.freshness()
    standing = standings(table, table.of_agency(agency))
    return [_dataset_row(hit, standing.get(dataset_iri(keeper().config.base, hit.key))) for hit in hits]


def _dataset_row(hit: Hit, standing: Standing | None) -> Row:
    return Row(
        hit.key,
        hit.titles.get(language()) or next(iter(hit.titles.values()), hit.key),
        frequency=label(hit.frequency) if hit.frequency else "",
        modified=date.fromisoformat(hit.modified) if hit.modified else None,
        standing=standing,
    )


def _succession(found: Agency) -> list[Agency]:
    """The agency among those before it and after it, newest first."""
    known = keeper().words.agencies
    before = [one for one in known.all if found.id in one.successors]
    after = [known.by_id[one] for one in found.successors]
    return [*after, found, *sorted(before, key=lambda one: collation_key(one.name_vi))]


def _by_name(row: Body) -> str:
    return collation_key(row.name)
