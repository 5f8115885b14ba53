"""What the pages about sources show, as plain values; and what whoever is signed in may do there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from markupsafe import Markup

from harvesters.errors import BadMapping, BadSourceFile
from harvesters.json_mapping import load_mapping
from harvesters.kind import Kind
from harvesters.kinds import kinds
from harvesters.source import MINISTRY, PROVINCE, Source, mapping_names, mapping_text
from registry.clock import local_day
from registry.harvesting.account import MISSING, WITHDRAWN
from registry.harvesting.causes import place_of
from registry.harvesting.declaring import DECLARABLE
from registry.harvesting.entered import Entered, State
from registry.harvesting.pages import Pages
from registry.harvesting.runs import RUNNING, Run
from registry.harvesting.scheduling import EVERY, WEEKDAYS, WEEKLY, BadSchedule, Standing, schedule_of
from registry.harvesting.trying import Forecast, Trial
from registry.harvesting.vetting import LONGEST
from registry.web.form_terms import clean
from registry.web.form_words import form_of
from registry.web.here import keeper, language, words
from registry.web.sessions import signed_in
from registry.web.source_names import agency_name, is_of
from registry.web.sources_reading import Typed, joined
from vocab.agencies import Agency
from vocab.identifiers import record_iri
from vocab.vietnamese import collation_key

RUNS_SHOWN = 10
MANY = 1_000
"""Datasets from which on withdrawing or moving all of them takes longer than a page usually does."""
OPERATORS_OWN = frozenset({"agency", "credential", "side", "allow_private"})
"""What an agency's form does not ask."""
REFRESH = 4
"""Seconds after which a page with something under way asks for itself again."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What the signed-in may do to a source. An agency may propose its own, mend its proposal, try it, and sign what it
    declares; the operator may do all; who reviews or audits only reads."""

    may_edit: bool = False
    may_try: bool = False
    may_sign: bool = False
    may_decide: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A source in the list: its name, agency and kind, how it stands with its schedule, its last run."""

    entered: Entered
    title: str
    agency: str
    kind: str
    schedule: Markup
    standing: Standing
    last: Run | None


@dataclass(frozen=True, slots=True)
class Declared:
    """One declared default: the property's name, whether the form has it, its values in words."""

    name: str
    is_in_form: bool
    values: tuple[str, ...]


def rights(entered: Entered) -> Rights:
    here = signed_in()
    if here.role == "operator":
        return Rights(True, True, True, True)
    if here.role == "agency" and is_of(entered.source, here):
        return Rights(entered.state == State.PROPOSED, entered.source.side != MINISTRY, True)
    return Rights()


def listed() -> dict[str, Any]:
    """The sources that the signed-in may see: an agency its own, everybody else all."""
    here, book = signed_in(), keeper().source_book
    seen = [one for one in book.all() if here.role != "agency" or is_of(one.source, here)]
    lines = sorted((_line(one) for one in seen), key=_pressing)
    return {
        "lines": lines,
        "alarms": [line for line in lines if line.standing.is_alarming],
        "proposed": sum(line.entered.state == State.PROPOSED for line in lines),
        "broken": _in_words(book.trouble) if here.role != "agency" else "",
        "may_add": here.role in ("operator", "agency"),
        "may_approve": here.role == "operator",
        "is_agency": here.role == "agency",
    }


def one(entered: Entered) -> dict[str, Any]:
    """A source whole: what it is, how it stands, what is under way, its runs, every act on it."""
    runs = keeper().runs.newest(RUNS_SHOWN, entered.slug)
    is_busy = keeper().harvests.is_busy(entered.slug)
    last = runs[0] if runs else None
    running = last if last is not None and last.state == RUNNING and is_busy else None
    return {
        "entered": entered,
        "line": _line(entered, last),
        "rights": rights(entered),
        "states": State,
        "trouble": _in_words(entered.trouble),
        "is_busy": is_busy,
        "running": running,
        "so_far": sum(page.read for page in Pages(keeper().engine).of(running.id)) if running else 0,
        "refresh": REFRESH if is_busy else 0,
        "runs": runs,
        "declared": declared(entered),
        "trial": keeper().trials.of(entered.slug),
    }


def form(typed: Typed, entered: Entered | None) -> dict[str, Any]:
    """The form of a source, new or there already, with what may be chosen."""
    here, t = signed_in(), words()
    is_ministry = typed["side"] == MINISTRY or (entered is None and here.role == "operator")
    offered = kinds(MINISTRY if is_ministry else PROVINCE)
    return {
        "typed": typed,
        "entered": entered,
        "is_agency": here.role == "agency",
        "kinds": [(name, _label(kind)) for name, kind in offered.items()],
        "agencies": agencies_of_today(ministries=here.role == "operator"),
        "mappings": _mappings(),
        "every": [(name, t.of("every", name)) for name in EVERY],
        "weekdays": [(name, t.of("weekday", name)) for name in WEEKDAYS],
        "faults": {name: _in_words(fault) for name, fault in typed.faults.items()}
        | ({"schedule": t("source.schedule_fault")} if "schedule" in typed.faults else {}),
        "places": {name: _mended_at(name, entered, here.role == "agency") for name in typed.faults},
    }


def _mended_at(name: str, entered: Entered | None, is_agency: bool) -> str:
    """Where the fault of a field is mended: its control in the form, or another page; "" where the form has none."""
    if entered is not None and name == "defaults":
        return url_for(".defaults", slug=entered.slug)
    if entered is not None and name == "agency" and not is_agency and entered.state != State.PROPOSED:
        return url_for(".move", slug=entered.slug)
    if name in ("", "defaults") or (is_agency and name in OPERATORS_OWN) or (entered is not None and name == "slug"):
        return ""
    return "#every" if name == "schedule" else f"#{name}"


def _mappings() -> list[tuple[str, str]]:
    """The mapping files there are, each by its own title; one that cannot be read by its name."""
    folder = keeper().directory.mappings
    rows = []
    for name in mapping_names(folder):
        try:
            titles = load_mapping(mapping_text(name, folder, "").encode(), name).titles
        except (BadMapping, BadSourceFile):
            titles = {}
        rows.append((name, f"{titles[language()]} ({name})" if titles else name))
    return rows


def defaults_form(
    entered: Entered, typed: Mapping[str, str] | None = None, faults: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """What is declared of all datasets of a source, to be changed and signed; or the same as it was `typed`, with the
    names of the fields that cannot be meant so."""
    said = entered.source.defaults.values
    if typed is not None:
        said = {iri: (clean(typed.get(name, "")),) for name, (iri, _) in DECLARABLE.items()}
    return {
        "entered": entered,
        "title": title_of(entered),
        "fields": [_declarable(name, said) for name in DECLARABLE],
        "faults": faults,
        "longest": LONGEST,
        "others": [row for row in declared(entered) if not row.is_in_form],
        "signed_by": entered.source.defaults.signed_by,
        "signed_on": entered.source.defaults.signed_on,
    }


def trial(entered: Entered, tried: Trial | None) -> dict[str, Any]:
    """What a run would bring, by name; or how far the trying has come."""
    return {
        "entered": entered,
        "title": title_of(entered),
        "rights": rights(entered),
        **foreseen(tried),
    }


def foreseen(tried: Trial | None) -> dict[str, Any]:
    """What a trying found, by name; or how far it has come."""
    forecast = tried.forecast if tried else None
    counts = forecast.counts if forecast else {}
    return {
        "tried": tried,
        "forecast": forecast,
        "trouble": _in_words(tried.trouble) if tried and tried.trouble else "",
        "leaving": counts.get(WITHDRAWN, 0) + counts.get(MISSING, 0),
        "guard": _in_words(forecast.guard) if forecast and forecast.guard else "",
        "groups": _groups(forecast) if forecast else [],
        "unread": [_unread(row) for row in forecast.failures] if forecast else [],
        "refresh": REFRESH if tried and not tried.is_over else 0,
    }


def moving(entered: Entered) -> dict[str, Any]:
    """What would move along, and to whom it may go."""
    return {
        "entered": entered,
        "title": title_of(entered),
        "agencies": [row for row in agencies_of_today() if row[0] != entered.source.agency],
        "agency": agency_name(entered.source.agency),
        **_number(len(keeper().moving.keys_of(entered))),
    }


def removing(entered: Entered) -> dict[str, Any]:
    """How many datasets would stay public, or be withdrawn; and how many were held back before they ever were public."""
    records = [record_iri(keeper().config.base, key) for key in keeper().moving.keys_of(entered)]
    public = sum(one.state == "public" for one in keeper().ledger.currents_of(records))
    return {"entered": entered, "title": title_of(entered), "held": len(records) - public, **_number(public)}


def _number(number: int) -> dict[str, Any]:
    """How many datasets an act on a source concerns, and whether it takes long to do it to all."""
    return {"number": number, "is_long": number >= MANY}


def removed(former: Source) -> dict[str, Any]:
    """A source that is no more: what it was called, whose it was, its runs."""
    return {
        "slug": former.slug,
        "title": former.titles[language()],
        "agency": agency_name(former.agency),
        "runs": keeper().runs.newest(RUNS_SHOWN, former.slug),
    }


def declared(entered: Entered) -> list[Declared]:
    """The declared defaults in words."""
    known = {iri for iri, _ in DECLARABLE.values()}
    said = entered.source.defaults.values
    return [Declared(declarable_name(iri), iri in known, default_words(iri, texts)) for iri, texts in said.items()]


def default_words(iri: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Declared values, codes by their names."""
    codes = next((codes for known, codes in DECLARABLE.values() if known == iri), "")
    found = [keeper().words.code_lists[codes].find(text) if codes else None for text in texts]
    return tuple(
        (concept.labels.get(language()) or concept.labels["vi"]) if concept else text
        for concept, text in zip(found, texts, strict=True)
    )


def declarable_name(iri: str) -> str:
    """What the form of a dataset calls a property: what is declared of all is called the same."""
    fields = form_of(keeper().config.base, local_day(keeper().clock())).fields
    return next((one.name[language()] for one in fields if one.path == iri), iri)


def agencies_of_today(ministries: bool = False) -> list[tuple[str, str]]:
    """The agencies in office by name, each with its id."""
    today = local_day(keeper().clock())
    seen: Iterable[Agency] = keeper().words.agencies.active_at(today)
    rows = [(one.id, one.name(language())) for one in seen if ministries or one.kind != "bo"]
    return sorted(rows, key=lambda row: collation_key(row[1]))


def kind_name(source: Source) -> str:
    """What a source's kind is called; its own word for one that nobody knows by now."""
    kind = kinds(source.side).get(source.kind)
    return _label(kind) if kind else source.kind


def _label(kind: Kind) -> str:
    return kind.label_en if language() == "en" else kind.label_vi


def title_of(entered: Entered) -> str:
    return entered.source.titles[language()]


def schedule_words(text: str) -> Markup:
    """A schedule in a sentence; the text itself, marked, when it is none."""
    t = words()
    try:
        schedule = schedule_of(text)
    except BadSchedule:
        return t("schedule.unreadable", text=text)
    if schedule is None:
        return t("schedule.none")
    weekday = t.of("weekday", WEEKDAYS[schedule.day - 1]) if schedule.every == WEEKLY else ""
    return t.of("schedule", schedule.every, at=f"{schedule.at:%H:%M}", day=schedule.day, weekday=weekday)


def _line(entered: Entered, last: Run | None = None) -> Line:
    last = last or next(iter(keeper().runs.newest(1, entered.slug)), None)
    how = keeper().harvests.standing_of(entered) if entered.may_run else Standing()
    name = agency_name(entered.source.agency)
    return Line(
        entered, title_of(entered), name, kind_name(entered.source), schedule_words(entered.source.schedule), how, last
    )


def _pressing(line: Line) -> tuple[int, Any]:
    order = 0 if line.standing.is_alarming else 1 if line.entered.state == State.PROPOSED else 2
    return order, collation_key(line.title)


def _declarable(name: str, said: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    iri, codes = DECLARABLE[name]
    text = joined(said.get(iri, ()))
    concepts = keeper().words.code_lists[codes].concepts if codes else ()
    found = keeper().words.code_lists[codes].find(text) if codes and text else None
    return {
        "name": name,
        "label": declarable_name(iri),
        "text": found.code if found else text,
        "choices": [(one.code, one.labels.get(language()) or one.labels["vi"]) for one in concepts],
    }


def _groups(forecast: Forecast) -> list[tuple[str, list[Any]]]:
    order = ("created", "changed", "withdrawn", "missing", "older", "held", "refused", "unchanged")
    by_word: dict[str, list[Any]] = {word: [] for word in order}
    for row in forecast.rows:
        by_word[row.word].append(row)
    return [(word, sorted(rows, key=lambda row: collation_key(row.title))) for word, rows in by_word.items() if rows]


def _unread(row: Mapping[str, Any]) -> dict[str, str]:
    lang = language()
    return {"place": place_of(row["position"], lang), "reason": row["reason_en" if lang == "en" else "reason_vi"]}


def _in_words(trouble: Any) -> str:
    """The sentence of an error or a trouble in the reader's language, "" for none."""
    return str(getattr(trouble, language())) if trouble else ""
