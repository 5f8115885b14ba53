"""What the page of a case shows, as plain values: the two records side by side, the evidence, what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from flask import url_for
from pyoxigraph import Literal, NamedNode

from registry.catalogue import Shown
from registry.clock import instant, local_day
from registry.deciding import Overtaken, Proposed, Trouble
from registry.ledger import Current
from registry.overlap_cases import Case, CaseState, Kind
from registry.overlap_reading import readable_by_all
from registry.precedents import Precedents
from registry.rulings import Basis, Ruling, Verdict
from registry.web.evidence_showing import reason
from registry.web.here import keeper, language, words
from registry.web.sessions import Here, account
from registry.web.showing import label
from registry.web.speech import day
from shapes.likeness.gist import gist_of
from shapes.likeness.subject import subject_of_description
from vocab.description import Description
from vocab.identifiers import dataset_of, key_of, record_of
from vocab.lexicon import load_lexicon
from vocab.ministries import MinistryDataset
from vocab.namespaces import DCT, PROV, REG, SKOS
from vocab.vietnamese import collation_key, fold

SIMILAR_SHOWN = 5
READERS = frozenset({"reviewer", "auditor", "operator"})


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


@dataclass(frozen=True, slots=True)
class Settled:
    """A ruling as the page tells it, with the names of its datasets."""

    ruling: Ruling
    day: date
    dataset: str
    other: str
    instead: Said


ROWS = ("owner", "description", "unit", "columns", "keywords", "theme", "space", "frequency", "modified", "source")
SIGNIFICANT = frozenset({"unit", "columns", "keywords", "theme"})
"""Rows in which one thing in common is worth a tint."""


def may_see(case: Case, here: Here | None) -> bool:
    """Who may read a case: those who review and audit, the agencies concerned, and everybody once it is decided and
    nothing of its datasets is held back."""
    if here is not None and _is_party(case, here):
        return True
    records = _records(case)
    return case.state == CaseState.DECIDED and readable_by_all(keeper().ledger, records).issuperset(records)


def _is_party(case: Case, here: Here) -> bool:
    """Whether the signed-in reads all of a case: who reviews and audits, and the agencies concerned."""
    return here.role in READERS or is_concerned(case, here)


def is_concerned(case: Case, here: Here) -> bool:
    """Whether the signed-in agency answers for one of the two datasets."""
    return bool(here.agency) and here.agency in _agencies(case)


def page(
    case: Case,
    typed: Proposed | None = None,
    troubles: Sequence[Trouble] = (),
    overtaken: Overtaken | None = None,
    said: str = "",
    unsaid: bool = False,
) -> dict[str, Any]:
    """The page; with what was `typed` when it could not be written down, and what happened meanwhile."""
    here, today = account(), local_day(keeper().clock())
    rulings = tuple(map(settled, keeper().cases.rulings_of(case.number)))
    mine, other = _own_side(case), _other_side(case)
    return {
        "case": case,
        "mine": mine,
        "other": other,
        "rows": [row for row in _rows(mine, other) if row.mine or row.other],
        "reasons": [reason(feature) for feature in case.features],
        "changed": [one.en if language() == "en" else one.vi for one in case.changed],
        "rulings": rulings,
        "statements": keeper().cases.statements(case.number) if here is not None and _is_party(case, here) else (),
        "similar": _similar(case),
        "left": case.days_left(today),
        "days_left": abs(case.days_left(today)),
        "is_reviewer": here is not None and here.role == "reviewer",
        "is_concerned": here is not None and is_concerned(case, here),
        "is_between_agencies": case.kind == Kind.AGENCY,
        "has_been_public": keeper().catalogue.shown(key_of(case.record)) is not None,
        "verdicts": tuple(Verdict),
        "bases": tuple(Basis),
        "typed": typed or Proposed(),
        "troubles": {trouble.field: trouble.en if language() == "en" else trouble.vi for trouble in troubles},
        "overtaken": overtaken,
        "meanwhile": settled(overtaken.ruling) if overtaken and overtaken.ruling else None,
        "said": said,
        "unsaid": unsaid,
    }


def listed(cases: Iterable[Case], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """Cases in a list: what they are about (`titles` by key where the reader's are known), until when, what was decided."""
    today = local_day(keeper().clock())
    return [
        {
            "case": case,
            "title": titles.get(key_of(case.record)) or case.title or words()("desk.nameless"),
            "other": name_of(case.other),
            "left": case.days_left(today),
            "days_left": abs(case.days_left(today)),
            "ruling": next(iter(keeper().cases.rulings_of(case.number)), None),
        }
        for case in cases
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits, on the page of its dataset: where the reader may read of it ("" for nowhere), until when.

    `stays`: the dataset was public before it came to duplicate, and what is mended in it is saved meanwhile.
    """

    number: str
    href: str
    due: date
    is_late: bool
    stays: bool


def waiting(shown: Shown) -> dict[str, Waiting]:
    """The open cases of a public dataset with ministries' datasets, by the IRI of that other one."""
    cases = keeper().cases.of_record(shown.current.record)
    return {case.other: _waiting(case, shown) for case in cases if case.is_open and case.kind == Kind.MINISTRY}


def _waiting(case: Case, shown: Shown) -> Waiting:
    href = url_for("audit.overlap", q=case.number) if shown.held is None else ""
    if may_see(case, account()):
        href = url_for("cases.case", number=case.number)
    is_late = case.is_overdue(local_day(keeper().clock()))
    return Waiting(case.number, href, date.fromisoformat(case.due), is_late, case.was_public)


def settled(ruling: Ruling) -> Settled:
    """The ruling with names that people know."""
    instead = ruling.target or ruling.other
    case = keeper().cases.find(ruling.case)
    names = (name_of(dataset_of(ruling.record), case.title if case else ""), name_of(ruling.other))
    return Settled(ruling, local_day(instant(ruling.at)), *names, Said(name_of(instead), href_of(instead)))


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


def ended_by(record: str) -> Settled | None:
    """The ruling that took a record down, if one did: it says where to look instead."""
    newest = (one for case in keeper().cases.of_record(record) for one in keeper().cases.rulings_of(case.number)[:1])
    return next((settled(one) for one in newest if one.standing.is_ending and one.record == record), None)


def instead_of(record: str) -> str:
    """The dataset (IRI) to use instead of one that a ruling took down, "" when none did."""
    ended = ended_by(record)
    return (ended.ruling.target or ended.ruling.other) if ended else ""


def _records(case: Case) -> tuple[str, ...]:
    return (case.record, case.other_record) if case.other_record else (case.record,)


def _currents(case: Case) -> tuple[Current | None, ...]:
    return tuple(keeper().ledger.current(record) for record in _records(case))


def _agencies(case: Case) -> frozenset[str]:
    return frozenset(one.agency for one in _currents(case) if one is not None)


def _own_side(case: Case) -> Side:
    return _described(case.record, case.title)


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
    is_own = here is not None and (here.role in READERS or (current is not None and here.agency == current.agency))
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


def _rows(mine: Side, other: Side) -> list[Row]:
    return [_row(slug, mine.rows.get(slug, ()), other.rows.get(slug, ())) for slug in ROWS]


def _row(slug: str, mine: tuple[Said, ...], other: tuple[Said, ...]) -> Row:
    common = {fold(one.text) for one in mine} & {fold(one.text) for one in other}
    return Row(slug, mine, other, bool(common) and slug in SIGNIFICANT)


def _similar(case: Case) -> list[Settled]:
    """What was decided of the like, as far as the reader may open it."""
    alike = Precedents(keeper().ledger, keeper().words).of(case)
    return [settled(one) for one in islice(filter(_may_open, alike), SIMILAR_SHOWN)]


def _may_open(ruling: Ruling) -> bool:
    case = keeper().cases.find(ruling.case)
    return case is not None and may_see(case, account())
