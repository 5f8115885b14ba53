"""What the pages of the ministries' datasets show, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.catalogue import Shown
from registry.ministry_rows import Holding
from registry.rulings import Ruling
from registry.web.here import keeper, language
from registry.web.listing import LAST_PAGE
from registry.web.showing import label, owner, ruled
from registry.web.term_showing import background
from vocab.agencies import Agency
from vocab.cadence import Step, step
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.ministries import MinistryDataset, Ownership
from vocab.namespaces import DCT, REG

FIRST_ROWS = 30
"""So many rows of each ministry stand on the page of all; more have pages of their own."""
ROWS_SHOWN = 100
_LEXICON = {"unit": "lexicon-unit", "field": "lexicon-field"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are asked for: those of one owner, or all; `page` from 1."""

    owner: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "Asked":
        page = arguments.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
        return cls(arguments.get("owner", "")[:100], min(max(number, 1), LAST_PAGE))

    def address(self) -> str:
        return f"?{urlencode({'owner': self.owner, 'page': self.page})}"

    def at(self, page: int) -> "Asked":
        return Asked(self.owner, page)


@dataclass(frozen=True, slots=True)
class Ours:
    """A public dataset of the province that looks like a ministry's; `step` where it declares to reuse that one, `ruling`
    where it was decided what the likeness means."""

    key: str
    title: str
    grade: str
    step: Step | None
    ruling: Ruling | None


def ministries(asked: Asked) -> dict[str, Any] | None:
    """The ministries' datasets by ministry, or a page of one ministry's; None for a ministry that has none."""
    known = keeper().ministries
    shown = {"total": len(known), "asked": asked, "last": 1, "whole": asked.owner == ""}
    if not asked.owner:
        return shown | {"owners": [_holding(one, 0, FIRST_ROWS) for one in known.by_owner]}
    one = next((one for one in known.by_owner if one.key == asked.owner), None)
    if one is None:
        return None
    last = -(-len(one.rows) // ROWS_SHOWN)
    asked = asked.at(min(asked.page, last))
    start = (asked.page - 1) * ROWS_SHOWN
    return shown | {"owners": [_holding(one, start, ROWS_SHOWN)], "asked": asked, "last": last}


def dataset_of(key: str) -> MinistryDataset | None:
    return keeper().ministries.get(f"{keeper().config.base}/id/ministry-dataset/{key}")


def triples(found: MinistryDataset) -> list[Triple]:
    """All that is said of it, with its parts: as it was imported, else as the program has it."""
    body = keeper().ministries.body(found.iri)
    if body is None:
        return background(found.iri)
    return [quad.triple for quad in parse(body, format=RdfFormat.N_QUADS)]


def dataset(found: MinistryDataset) -> dict[str, Any]:
    """A ministry's dataset, and ours that look like it or say that they reuse it."""
    rows = (_ours(overlap.record, overlap.grade, found) for overlap in keeper().catalogue.overlaps(ministry=found.iri))
    return {
        "m": found,
        "owner": owner(found) or found.owner,
        "owners": [_owned(one) for one in found.owners],
        "units": [_concept("unit", slug) for slug in found.units],
        "fields": [_concept("field", slug) for slug in found.key_fields],
        "overlaps": [row for row in rows if row],
    }


def _holding(one: Holding, start: int, size: int) -> dict[str, Any]:
    agency = keeper().words.agency(one.owner_id)
    rows = [
        {"key": key_of(row.iri), "title": row.title(language()) or row.id, "is_gone": row.is_gone}
        for row in one.rows[start : start + size]
    ]
    return {"key": one.key, "name": _name(agency, one.owner), "rows": rows, "count": len(one.rows)}


def _owned(one: Ownership) -> dict[str, Any]:
    """An owner by its days; of an ended one also who took over from it."""
    known = keeper().words.agencies
    agency = known.by_id.get(one.agency_id)
    heirs = known.heirs(agency.id) if agency and agency.valid_to else ()
    return {
        "name": _name(agency, one.name),
        "key": key_of(agency.iri) if agency else "",
        "since": one.since,
        "until": one.until,
        "heirs": [heir.name(language()) for heir in heirs],
    }


def _name(agency: Agency | None, name: str) -> str:
    return agency.name(language()) if agency else name


def _concept(scheme: str, slug: str) -> str:
    return label(f"{keeper().config.base}/id/concept/{_LEXICON[scheme]}/{slug}")


def _ours(record: str, grade: str, found: MinistryDataset) -> Ours | None:
    shown = keeper().catalogue.shown(key_of(record))
    if not isinstance(shown, Shown):
        return None
    said = shown.description
    here = _step(said, found)
    # What was measured last is of the version that is held back, and not for everybody.
    if shown.held is not None and here is None:
        return None
    return Ours(key_of(record), said.title(language()), grade, here, ruled(record).get(found.iri))


def _step(said: Description, found: MinistryDataset) -> Step | None:
    reused = (*said.values(DCT.source), *said.values(DCT.isPartOf))
    if NamedNode(found.iri) not in reused:
        return None
    days = [_day(term.value) for term in said.values(REG.lastSynced) if isinstance(term, Literal)]
    return step(next(iter(days), None), found.modified, found.frequency)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
