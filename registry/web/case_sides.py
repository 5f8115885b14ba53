"""The two records of a case side by side: what each says of itself, row by row, as far as the reader may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pyoxigraph import Literal, NamedNode

from registry.catalogue import Shown
from registry.overlap_cases import Case, Kind
from registry.web.access import OFFICE
from registry.web.here import keeper, language, words
from registry.web.sessions import account
from registry.web.showing import href_of, label, name_of
from registry.web.speech import day
from shapes.likeness.gist import gist_of
from shapes.likeness.subject import subject_of_description
from vocab.description import Description
from vocab.identifiers import dataset_of, key_of, record_of
from vocab.lexicon import load_lexicon
from vocab.ministries import MinistryDataset
from vocab.namespaces import DCT, PROV, REG, SKOS
from vocab.vietnamese import collation_key, fold

ROWS = ("owner", "description", "unit", "columns", "keywords", "theme", "space", "frequency", "modified", "source")
SIGNIFICANT = frozenset({"unit", "columns", "keywords", "theme"})
"""Rows in which one thing in common is worth a tint."""


@dataclass(frozen=True, slots=True)
class Said:
    """Some words on one side, where they lead ("" for nowhere), and how they came to be there ("" when declared)."""

    text: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records: its name, and what it says by the slug of a row."""

    title: str
    href: str
    rows: Mapping[str, tuple[Said, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the comparison; `same` when both sides say the same thing."""

    slug: str
    mine: tuple[Said, ...]
    other: tuple[Said, ...]
    same: bool


def sides(case: Case) -> tuple[Side, Side]:
    """The record that a case is about, and what it is compared with."""
    return _described(case.record, case.title), _other_side(case)


def rows(mine: Side, other: Side) -> list[Row]:
    """What either side says, row by row."""
    compared = (_row(slug, mine.rows.get(slug, ()), other.rows.get(slug, ())) for slug in ROWS)
    return [row for row in compared if row.mine or row.other]


def _other_side(case: Case) -> Side:
    ministry = keeper().words.ministries.get(case.other)
    if ministry is not None:
        return _of_ministry(ministry)
    return _described(case.other_record or record_of(case.other), "") if case.kind == Kind.AGENCY else _unknown(case)


def _unknown(case: Case) -> Side:
    return Side(key_of(case.other), "", {})


def _described(record: str, title: str) -> Side:
    """A record of the province as the reader may see it: the version that waits, else the public one."""
    key = key_of(record)
    held, shown = keeper().catalogue.held(key), keeper().catalogue.shown(key)
    public = shown.description if isinstance(shown, Shown) else None
    # What is held back is for its own agency and for those who review and audit, not for the other side of a pair.
    here, current = account(), keeper().ledger.current(record)
    is_own = here is not None and (here.role in OFFICE or (current is not None and here.agency == current.agency))
    described = held.description if held and is_own else public
    if described is None:
        return Side(title or key, href_of(dataset_of(record)), {})
    href = href_of(described.iri) if public is not None else ""
    return Side(described.title(language()) or key, href, _said_by(described))


def _said_by(described: Description) -> dict[str, tuple[Said, ...]]:
    lang = language()
    columns = [term.value for term in described.values(REG.columns) if isinstance(term, Literal)]
    return {
        "owner": _texts([*_publisher(described), *_former(described)]),
        "description": _texts([described.description(lang)]),
        "unit": _read_units(described),
        "columns": _texts(part.strip() for text in columns for part in text.split(";")),
        "keywords": _texts(described.keywords),
        "theme": _texts(label(theme) for theme in (*described.themes, *described.fields)),
        "space": _texts(_place(described, node) for node in described.values(DCT.spatial)),
        "frequency": _texts([label(described.frequency)] if described.frequency else []),
        "modified": _texts([day(described.modified, language())]),
        "source": tuple(Said(name_of(iri) if _is_ours(iri) else iri, _href(iri)) for iri in described.sources),
    }


def _read_units(described: Description) -> tuple[Said, ...]:
    """What one row is about, as measuring reads it from title and keywords; nobody declares it in the province."""
    told = replace(subject_of_description(described), descriptions=())
    base = keeper().config.base
    found = gist_of(told, load_lexicon()).units
    names = sorted({_concept(f"{base}/id/concept/lexicon-{key}") for key in found}, key=collation_key)
    note = words().plain("case.read")
    return tuple(Said(name, note=note if name == names[-1] else "") for name in names)


def _publisher(described: Description) -> list[str]:
    return [label(described.publisher)] if described.publisher else []


def _former(described: Description) -> list[str]:
    """The agencies that a dataset came from by a transfer."""
    former = (term.value for term in described.values(PROV.wasAttributedTo) if isinstance(term, NamedNode))
    return [words().plain("case.came_from", name=label(iri)) for iri in former]


def _of_ministry(ministry: MinistryDataset) -> Side:
    base = keeper().config.base
    owners = [_owner(one.agency_id, one.name, one.until) for one in ministry.owners] or [ministry.owner]
    concepts = {
        "unit": [f"{base}/id/concept/lexicon-unit/{slug}" for slug in ministry.units],
        "columns": [f"{base}/id/concept/lexicon-field/{slug}" for slug in ministry.key_fields],
    }
    rows = {
        "owner": _texts(owners),
        "description": _texts([ministry.description]),
        **{slug: _texts(_concept(iri) for iri in iris) for slug, iris in concepts.items()},
        "keywords": _texts(ministry.keywords),
        "theme": _texts([label(ministry.theme)] if ministry.theme else []),
        "space": _texts([words()("case.whole_country")]),
        "frequency": _texts([label(ministry.frequency)] if ministry.frequency else []),
        "modified": _texts([day(ministry.modified, language())]),
        "source": tuple(Said(url, url) for url in ministry.sources),
    }
    return Side(ministry.title(language()), href_of(ministry.iri), rows)


def _owner(agency_id: str, name: str, until: date | None) -> str:
    agency = keeper().words.agency(agency_id) if agency_id else None
    said = agency.name(language()) if agency else name
    return words().plain("case.former_owner", name=said, day=day(until, language())) if until else said


def _concept(iri: str) -> str:
    named = label(iri)
    return key_of(iri).replace("-", " ") if named == iri else named


def _place(described: Description, node: Any) -> str:
    if isinstance(node, NamedNode):
        return label(node.value)
    return described.text(SKOS.prefLabel, language(), node)


def _is_ours(iri: str) -> bool:
    return iri.startswith(f"{keeper().config.base}/id/")


def _href(iri: str) -> str:
    if _is_ours(iri):
        return href_of(iri)
    return iri if iri.startswith(("http://", "https://")) else ""


def _texts(texts: Iterable[str]) -> tuple[Said, ...]:
    return tuple(Said(text) for text in dict.fromkeys(map(str, texts)) if text)


def _row(slug: str, mine: tuple[Said, ...], other: tuple[Said, ...]) -> Row:
    common = {fold(one.text) for one in mine} & {fold(one.text) for one in other}
    return Row(slug, mine, other, bool(common) and slug in SIGNIFICANT)
