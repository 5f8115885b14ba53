"""What the desk's pages show, as plain values."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry import discarding
from registry.authority import Actor
from registry.case_moves import VIOLATING
from registry.catalogue import Held, Shown
from registry.clock import local_day
from registry.drafts import Draft
from registry.freshness import State
from registry.harvesting.origins import still_sent
from registry.ledger import Current
from registry.overlap_cases import Case, CaseState, Kind
from registry.web import case_showing
from registry.web.added_showing import added
from registry.web.desk_next import next_step
from registry.web.desk_work import AWAITING, RULED_OUT, Work
from registry.web.form_findings import Place, places_of, said_once
from registry.web.form_reading import rows, slot
from registry.web.form_view import Said, View, control_of, placed, said_of, troubles
from registry.web.form_words import lists_of
from registry.web.here import keeper, language, words
from registry.web.quality_showing import points
from registry.web.showing import name_of, stays_until
from registry.web.source_names import agency_name, agency_of, known_sources
from registry.web.source_names import title_of as title_of_source
from registry.web.standings import Figures, Standing, spoken
from shapes.fields import Field
from shapes.quality import complies
from shapes.report import Finding, ShapeReport
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of, key_of, record_of
from vocab.vietnamese import collation_key

URGENT = (State.MISSING, State.LATE, State.NOT_DUE, State.CONFIRMED, State.ON_TIME)
SOURCE = "source:"
SPOKEN_CASES = frozenset({CaseState.OPEN, CaseState.DECIDED})
DATASETS_SHOWN = 50
"""With cases, on one desk; the others are on the page of overlaps."""
TITLE_SLOTS = ("dct_title.0.vi", "dct_title.0.en")


@dataclass(frozen=True, slots=True)
class Duty:
    """A dataset on the desk: where it stands, and what to do next. `case` is the number of the open case that it is held
    for, or that it was public before, "" without one."""

    key: str
    title: str
    state: str
    modified: date | None
    standing: Standing | None
    next: str
    errors: int
    is_public: bool
    case: str


@dataclass(frozen=True, slots=True)
class InCases:
    """A dataset of the agency with its open cases, what each is about, and how many days the most urgent has left."""

    title: str
    cases: tuple[tuple[Case, str], ...]
    left: int
    days_left: int


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of two texts of the same form."""

    label: str
    other: str
    mine: str


def mine(actor: Actor) -> dict[str, Any]:
    """The agency's desk."""
    table = keeper().audit.freshness()
    standings = {row.dataset: spoken(table.quarter, row.standing) for row in table.of_agency(actor.agency)}
    drafts = {draft.dataset: draft for draft in keeper().drafts.of_agency(_agency_id(actor))}
    held = {one.record: one for one in keeper().catalogue.all_held(actor.agency)}
    cases = [case for case in keeper().cases.of_agency(actor.agency) if case.state in SPOKEN_CASES]
    ended = {place for one in held.values() for place in _ruled_out(one)}
    holding = {case.record: case.number for case in cases if _holds(case, ended)}
    missing = {one.record: stays_until(one) for one in keeper().runs.missing()}
    duties = [
        _duty(one, standings, drafts, held, holding.get(one.record, ""), missing.get(one.record))
        for one in _currents(actor)
        # Of what was never public and is held no more there is nothing left to do.
        if one.state != "held" or one.record in held or dataset_of(one.record) in drafts
    ]
    known = {duty.key for duty in duties}
    return {
        "duties": sorted((duty for duty in duties if duty.state != "withdrawn"), key=_pressing),
        "withdrawn": [duty for duty in duties if duty.state == "withdrawn"],
        "drafts": [_draft_row(draft) for draft in drafts.values() if key_of(draft.dataset) not in known],
        "states": State,
        "quarter": _figures(standings.values()),
        "today": local_day(keeper().clock()),
        "held": sum(duty.state == "held" or duty.errors > 0 for duty in duties),
        **_cases(cases, {duty.key: duty.title for duty in duties}),
        "agency": key_of(actor.agency),
        "foreign": _sent_by_others(actor),
    }


def _sent_by_others(actor: Actor) -> list[tuple[str, str, int]]:
    """Sources of other agencies that still send datasets of this one, which are refused: title, agency, how many."""
    known = known_sources()
    others = [one.slug for one in keeper().source_book.running() if agency_of(one.source) not in ("", actor.agency)]
    with keeper().engine.connect() as connection:
        found = still_sent(connection, actor.agency, others)
    return [(title_of_source(slug, known), agency_name(known[slug].agency), count) for slug, count in found.items()]


def form_page(work: Work, refused: bool, focus: str) -> dict[str, Any]:
    """The form with its texts, its findings, and where it stands; the cursor in the row or field named `focus`."""
    fields = work.form.fields
    found = said_once(places_of(work.findings, fields, work.iri), work.problems, fields, work.values, work.iri)
    findings: dict[Place, list[Finding]] = {}
    for place, finding in found:
        findings.setdefault(place, []).append(finding)
    problems = {problem.name: problem for problem in work.problems}
    view = View(words(), lists_of(keeper().words), work.values, problems, findings, work.iri)
    parts = view.parts(work.form.groups)
    there = placed(parts)
    loose = (finding for _, finding in found if (finding.rule, finding.focus) not in there)
    lines = troubles(parts, loose, language())
    held = None if work.is_checked else keeper().catalogue.held(work.key)
    return {
        "work": work,
        "parts": parts,
        "errors": [line for line in lines if line.is_error],
        "remarks": [line for line in lines if not line.is_error],
        "refused": refused,
        "tangle": getattr(work.tangle, language(), "") if work.tangle else "",
        "title": title_of(work.values) or words()("desk.nameless"),
        "held": _held_lines(held),
        "discard": held is not None and may_discard(held),
        "source": _source_of(work.iri),
        "added": added(work),
        "waiting": _waiting(work) if refused else (),
        "focus": control_of(parts, focus),
        "is_public": work.current is not None and work.current.state == "public",
        "points": points(keeper().quality.of(work.stated, _compliance(work)), parts),
    }


def _waiting(work: Work) -> tuple[str, ...]:
    """The numbers of the dataset's open cases with ministries, which a reviewer decides."""
    cases = keeper().cases.of_record(record_of(work.iri))
    return tuple(case.number for case in cases if case.is_open and case.kind == Kind.MINISTRY)


def _compliance(work: Work) -> bool | None:
    """Whether what was checked keeps DCAT-AP; None while it has not been checked."""
    return complies(ShapeReport(work.findings)) if work.is_checked and work.tangle is None else None


def comparison(work: Work, other: Mapping[str, str], person: str, at: str, version: int) -> dict[str, Any]:
    """Two texts of one form, field by field where they differ."""
    return {
        "work": work,
        "title": title_of(work.values) or words()("desk.nameless"),
        "pairs": [pair for pair in _pairs(work.form.fields, other, work.values, "") if pair.other != pair.mine],
        "person": person,
        "at": at,
        "version": version,
    }


def public_one(key: str) -> dict[str, Any]:
    """A public dataset of the agency, for the page that withdraws it."""
    found = keeper().catalogue.shown(key)
    return {"key": key, "title": found.description.title(language()) if isinstance(found, Shown) else key}


def may_discard(held: Held) -> bool:
    """Whether the agency may give up a version that its source brought."""
    known, brought = keeper().runs.origin_of(held.record), keeper().ledger.entry(held.seq)
    is_removed = brought is not None and keeper().source_book.former(brought.actor.removeprefix(SOURCE)) is not None
    is_there = known is not None and not known.missing_since and not is_removed
    return discarding.may_discard(held, brought, is_there)


def title_of(values: Mapping[str, str]) -> str:
    """The title that a form's texts give, in the reader's language if there is one."""
    slots = TITLE_SLOTS if language() == "vi" else TITLE_SLOTS[::-1]
    return next((values[name].strip() for name in slots if values.get(name, "").strip()), "")


def _currents(actor: Actor) -> tuple[Current, ...]:
    return keeper().ledger.of_agency(actor.agency)


def _duty(
    current: Current,
    standings: Mapping[str, Standing],
    drafts: Mapping[str, Draft],
    held: Mapping[str, Held],
    case: str,
    leaves: datetime | None,
) -> Duty:
    dataset = dataset_of(current.record)
    waiting = held.get(current.record)
    holding = [finding.rule for finding in waiting.findings if finding.holds] if waiting else []
    errors = len(holding)
    described = _described(current, waiting)
    standing = standings.get(dataset)
    is_public = current.state == "public"
    draft = drafts.get(dataset)
    return Duty(
        key_of(dataset),
        (title_of(draft.values) if draft and not described else "")
        or (described.title(language()) if described else "")
        or words().plain("desk.nameless"),
        "held" if waiting and not is_public else current.state,
        described.modified if described else None,
        standing,
        next_step(holding, draft is not None, standing, is_public, bool(case) and AWAITING.issuperset(holding), leaves),
        errors,
        is_public,
        case,
    )


def _described(current: Current, waiting: Held | None) -> Description | None:
    """What is public, else what is held back, else what was public."""
    if waiting and current.state != "public":
        return waiting.description
    body = keeper().ledger.body(current.body_seq) if current.body_seq else None
    return from_body(dataset_of(current.record), body, "known") if body else None


def _ruled_out(held: Held) -> Iterable[tuple[str, str]]:
    """The pairs for which a version is held that was ruled to be merged or withdrawn."""
    return ((held.record, finding.value or "") for finding in held.findings if finding.rule == RULED_OUT)


def _holds(case: Case, ended: Container[tuple[str, str]]) -> bool:
    """Whether a dataset waits for the ruling on this case: a duplicate, or `ended` anew."""
    is_of_a_duplicate = case.kind == Kind.MINISTRY and case.grade == VIOLATING
    return case.is_open and (is_of_a_duplicate or (case.record, case.other) in ended)


def _cases(known: Sequence[Case], titles: Mapping[str, str]) -> dict[str, Any]:
    """The agency's open cases of overlap by dataset, what is due first on top; then those that were decided."""
    of_dataset: dict[str, list[Case]] = {}
    for case in known:
        if case.is_open:
            own = case.record if key_of(case.record) in titles else case.other_record
            of_dataset.setdefault(own, []).append(case)
    urgent = sorted(of_dataset, key=lambda own: (min(case.due for case in of_dataset[own]), own))
    decided = [case for case in known if not case.is_open]
    return {
        "cases": [_in_cases(own, of_dataset[own], titles) for own in urgent[:DATASETS_SHOWN]],
        "decided": case_showing.listed(decided[:DATASETS_SHOWN], titles),
        "more": max(len(urgent), len(decided)) > DATASETS_SHOWN,
        "waiting": sum(map(len, of_dataset.values())),
        "decided_total": len(decided),
    }


def _in_cases(own: str, cases: Sequence[Case], titles: Mapping[str, str]) -> InCases:
    listed = sorted(cases, key=lambda case: (case.due, case.number))
    left = listed[0].days_left(local_day(keeper().clock()))
    title = titles.get(key_of(own)) or listed[0].title or words().plain("desk.nameless")
    return InCases(title, tuple((case, _other_name(case, own)) for case in listed), left, abs(left))


def _other_name(case: Case, own: str) -> str:
    """What the case compares the agency's own dataset with."""
    is_first = own == case.record
    return name_of(case.other) if is_first else name_of(dataset_of(case.record), case.title)


def _draft_row(draft: Draft) -> dict[str, Any]:
    title = title_of(draft.values) or words()("desk.nameless")
    return {"key": key_of(draft.dataset), "title": title, "saved": draft.saved, "person": draft.person}


def _figures(standings: Iterable[Standing]) -> Any:
    counts = dict.fromkeys(State, 0)
    for standing in standings:
        counts[standing.state] += 1
    table = keeper().audit.freshness()
    window = table.quarter.window(keeper().config.update_due_day)
    total = sum(counts.values())
    still = counts[State.MISSING] + counts[State.NOT_DUE]
    figures = Figures(table.quarter, window, total, total - still, still, table.today > window.due)
    return {"sum": figures, "updated": counts[State.ON_TIME] + counts[State.LATE], "confirmed": counts[State.CONFIRMED]}


def _source_of(iri: str) -> str:
    """What the source is called that last brought this dataset; "" for one of our own."""
    acts = keeper().ledger.history(record_of(iri))
    slug = next((act.actor.removeprefix(SOURCE) for act in acts if act.actor.startswith(SOURCE)), "")
    return title_of_source(slug, known_sources()) if slug else ""


def _held_lines(held: Held | None) -> tuple[Said, ...]:
    return tuple(said_of((finding for finding in held.findings if finding.holds), language())) if held else ()


def _pairs(fields: Sequence[Field], other: Mapping[str, str], mine: Mapping[str, str], before: str) -> Iterable[Pair]:
    for field in fields:
        stem = before + slot(field)
        label = field.name[language()]
        if field.kind == "nested":
            for number in sorted({*rows(other, stem), *rows(mine, stem)}):
                for pair in _pairs(field.fields, other, mine, f"{stem}.{number}."):
                    yield Pair(f"{label} {number + 1}, {pair.label}", pair.other, pair.mine)
        else:
            yield Pair(label, _texts(field, other, stem), _texts(field, mine, stem))


def _texts(field: Field, values: Mapping[str, str], stem: str) -> str:
    """All texts of a field, codes by their names, one a line."""
    names = (f"{stem}.{number}{f'.{lang}' if lang else ''}" for number in rows(values, stem) for lang in _langs(field))
    texts = (values.get(name, "").strip() for name in names)
    return "\n".join(keeper().words.label(text, language()) if field.kind == "code" else text for text in texts if text)


def _langs(field: Field) -> tuple[str, ...]:
    return field.languages or ("",)


def _pressing(duty: Duty) -> tuple[int, int, str]:
    place = URGENT.index(duty.standing.state) if duty.standing else len(URGENT)
    return (0 if duty.errors else 1, place, collation_key(duty.title))


def _agency_id(actor: Actor) -> str:
    agency = keeper().words.agency(actor.agency)
    return agency.id if agency else ""
