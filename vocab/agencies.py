"""Agencies, dated: which ones were there on a day, and in which ones an ended one lives on.

An agency is never renamed or removed; it ends, and its org:ChangeEvent names its successors. Functions go many ways, so
an agency may have several.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from vocab.namespaces import DCT, FOAF, ORG, REG, SKOS
from vocab.sheets import Sheet, read
from vocab.vietnamese import expand, fold, one_i

_FIRST = date.min
# What a name says beside the branch, folded: the rank of the office before it, whose office it is behind it.
_RANK = re.compile(r"^(?:bo|so|ban|uy ban|tong cuc|chi cuc|cuc)\s+")
_OF_PLACE = re.compile(r"\s+(?:tinh|thanh pho|chi nhanh|viet nam|chinh phu)\b.*$")
_BETWEEN = re.compile(r",| - | và ")


@dataclass(frozen=True, slots=True)
class Agency:
    """A state agency in the time it existed. `kind` is a code, `parent` an id; dates are inclusive, None is open.

    `aliases` are short and former ways to write its name; `code` is the state's own number for it, "" when unknown.
    `specialised`: it is known to run a specialised database or management system.
    """

    id: str
    iri: str
    name_vi: str
    name_en: str
    abbr: str
    kind: str
    parent: str | None
    code: str
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    specialised: bool

    def name(self, lang: str = "vi") -> str:
        return self.name_en if lang == "en" else self.name_vi

    def is_active(self, at: date) -> bool:
        return (self.valid_from or _FIRST) <= at and (self.valid_to is None or at <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Change:
    """An act of reorganisation: on `day`, what `origin` did went to `results`, by the act named in `source_vi`."""

    id: str
    iri: str
    day: date
    origin: str
    results: tuple[str, ...]
    source_vi: str


@dataclass(frozen=True, slots=True)
class Agencies:
    """The register of agencies, ministries among them. `changes` are in the order of their days."""

    all: tuple[Agency, ...]
    changes: tuple[Change, ...]
    by_id: Mapping[str, Agency]
    by_iri: Mapping[str, Agency]
    by_writing: Mapping[str, tuple[Agency, ...]]

    def find(self, name: str, at: date | None = None) -> Agency | None:
        """The agency of that id, name, alias or abbreviation, active on day `at`; without a day, the latest.

        Several of one name on one day are none: "UBND tỉnh" says which only with a day.
        """
        if name in self.by_id:
            return self.by_id[name]
        named = next((self.by_writing[w] for w in _writings(name) if w in self.by_writing), ())
        day = at or max((agency.valid_to or date.max for agency in named), default=date.max)
        fitting = [agency for agency in named if agency.is_active(day)]
        return fitting[0] if len(fitting) == 1 else None

    def active_at(self, at: date) -> tuple[Agency, ...]:
        return tuple(agency for agency in self.all if agency.is_active(at))

    def heirs(self, agency_id: str) -> tuple[Agency, ...]:
        """The agencies at the ends of its succession, each once; itself when it has not ended, none when it ended
        without a successor. Raises KeyError for an unknown id."""
        agency = self.by_id[agency_id]
        if not agency.successors:
            return (agency,) if agency.valid_to is None else ()
        return tuple(dict.fromkeys(heir for successor in agency.successors for heir in self.heirs(successor)))


def branches(office: str) -> frozenset[str]:
    """The branches that an office looks after by its name, folded: {"y te"} for a ministry of health and its department."""
    parts = (_OF_PLACE.sub("", _RANK.sub("", fold(part))) for part in _BETWEEN.split(office))
    return frozenset(part for part in parts if part)


@lru_cache(maxsize=8)
def load_agencies(base: str) -> Agencies:
    """The province's agencies and the ministries. Raises BadTermsFile."""
    sheet = Sheet((*read("agencies", base), *read("ministries", base)))
    ids = {iri: sheet.text(iri, DCT.identifier) for iri in sheet.subjects(ORG.FormalOrganization)}
    agencies = tuple(_agency(sheet, iri, ids) for iri in ids)
    changes = [_change(sheet, iri, ids) for iri in sheet.subjects(ORG.ChangeEvent)]
    return Agencies(
        agencies,
        tuple(sorted(changes, key=lambda change: (change.day, change.id))),
        MappingProxyType({agency.id: agency for agency in agencies}),
        MappingProxyType({agency.iri: agency for agency in agencies}),
        MappingProxyType(_by_writing(agencies)),
    )


def _agency(sheet: Sheet, iri: str, ids: Mapping[str, str]) -> Agency:
    parent = sheet.iri(iri, ORG.subOrganizationOf)
    return Agency(
        id=ids[iri],
        iri=iri,
        name_vi=sheet.text(iri, FOAF.name, "vi"),
        name_en=sheet.text(iri, FOAF.name, "en"),
        abbr=sheet.text(iri, FOAF.nick),
        kind=(sheet.iri(iri, ORG.classification) or "").rpartition("/")[2],
        parent=ids[parent] if parent else None,
        code=sheet.text(iri, SKOS.notation),
        valid_from=_day(sheet.text(iri, REG.validFrom)),
        valid_to=_day(sheet.text(iri, REG.validTo)),
        successors=tuple(ids[successor] for successor in sheet.iris(iri, DCT.isReplacedBy)),
        aliases=sheet.texts(iri, SKOS.altLabel),
        specialised=sheet.text(iri, REG.specialisedSystem) == "true",
    )


def _change(sheet: Sheet, iri: str, ids: Mapping[str, str]) -> Change:
    return Change(
        id=sheet.text(iri, DCT.identifier),
        iri=iri,
        day=date.fromisoformat(sheet.text(iri, DCT.date)),
        origin=ids[sheet.iri(iri, ORG.originalOrganization) or ""],
        results=tuple(ids[result] for result in sheet.iris(iri, ORG.resultingOrganization)),
        source_vi=sheet.text(iri, DCT.source, "vi"),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _by_writing(agencies: Iterable[Agency]) -> dict[str, tuple[Agency, ...]]:
    found: dict[str, tuple[Agency, ...]] = {}
    for agency in agencies:
        unjointed = "".join(fold(agency.abbr).split())  # STN&MT is also written STNMT
        names = (agency.name_vi, agency.name_en, agency.abbr, unjointed, *agency.aliases)
        for writing in {one_i(fold(name)) for name in names if name}:
            found[writing] = (*found.get(writing, ()), agency)
    return found


def _writings(name: str) -> tuple[str, ...]:
    """How a name is looked up: as it is written, then with its abbreviations opened."""
    return tuple(one_i(fold(reading)) for reading in reversed(expand(name)))
