"""What the commands about sources do, the same whether a running keeper does it for them or they open the directory.

Each takes and gives plain JSON values; the operator is who acts, with a person's name when the command gives one.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from harvesters.errors import BadSourceFile
from harvesters.source import Source, source_tables
from registry.accounts import By
from registry.clock import local_day
from registry.decision import Decision
from registry.errors import RegistryError
from registry.harvesting.consent import AT_ONCE, NO_CONSENT, OLDER, Consent
from registry.harvesting.entered import Entered, State, Verb
from registry.harvesting.runs import PERSON, Occasion, Run
from registry.harvesting.sayings import Said, canonical, verb_of
from registry.harvesting.scheduling import schedule_of
from registry.harvesting.sources import UnknownSource
from registry.harvesting.trying import Forecast
from registry.harvesting.vetting import demand_source
from registry.summaries import decision_row

if TYPE_CHECKING:
    from registry.keeper import Keeper

Row = dict[str, Any]
Values = Mapping[str, Any]
Progress = Callable[[Run, str], None]
OPERATOR = "operator"
LINE = Occasion(PERSON, OPERATOR)


class BadCommand(RegistryError):
    """What was sent with a command cannot be used."""


class WouldNotRun(RegistryError):
    """A trying that came to no end; the sentences say why."""


def harvest(keeper: "Keeper", values: Values, progress: Progress = lambda run, url: None) -> list[Run]:
    """Runs the sources {"sources": names, [] for all}, or replays the run {"replay": number}.

    With "confirm", what a source's last run named may leave, with "at_once" without grace; of a replay "confirm" brings
    back what the source has said otherwise since.
    Raises BadSourceFile, UnknownSource, NotNow for one that may not run.
    """
    confirmed = values.get("confirm") is True
    if (number := values.get("replay")) is not None:
        source, run = _past(keeper, int(number))
        consent = Consent(allows=OLDER) if confirmed else NO_CONSENT
        return [keeper.harvests.replay(source, run.id, consent, OPERATOR)]
    known = {source.slug: source for source in keeper.sources()}
    wanted = list(values.get("sources") or known)
    for slug in wanted:
        if slug not in known:
            raise _not_running(keeper, slug)
    allows = AT_ONCE if values.get("at_once") is True else ""
    allowed = {slug: keeper.harvests.consent(slug, confirmed, allows) for slug in wanted}
    return [keeper.harvests.run(known[slug], progress, allowed[slug], LINE) for slug in wanted]


def foresee(keeper: "Keeper", values: Values) -> Row:
    """What runs of {"sources": names} would bring, by name, or replaying the run {"replay": number}: {"forecasts": [...]}.

    Raises WouldNotRun.
    """
    if (number := values.get("replay")) is not None:
        source, run = _past(keeper, int(number))
        return {"forecasts": [{"source": source.slug, **_foreseen(keeper, source, run)}]}
    names = list(values.get("sources") or [source.slug for source in keeper.sources()])
    found = [keeper.source_book.one(slug).source for slug in names]
    return {"forecasts": [{"source": source.slug, **_foreseen(keeper, source)} for source in found]}


def act(keeper: "Keeper", values: Values) -> Row:
    """One act on sources: {"verb", ...}. Raises BadCommand for an unknown verb, and whatever the act raises."""
    work = VERBS.get(str(values.get("verb", "")))
    if work is None:
        raise BadCommand(f"Việc là một trong: {', '.join(VERBS)}.", f"A verb is one of: {', '.join(VERBS)}.")
    return work(keeper, values)


def source_row(keeper: "Keeper", one: Entered) -> Row:
    """A source as JSON: what it says, its state, how it stands with its schedule."""
    how = keeper.harvests.standing_of(one) if one.may_run else None
    return {
        "slug": one.slug,
        "state": one.state.value,
        "said": _plain(one.said),
        "next": how.next.isoformat() if how and how.next else None,
        "missed": how.missed.isoformat() if how and how.missed else None,
        "failing": bool(how and how.is_failing),
        "filed": one.is_filed,
        "at": one.at,
        "by": ", ".join(part for part in (one.by.account, one.by.person) if part),
        "trouble_vi": one.trouble.vi if one.trouble else "",
        "trouble_en": one.trouble.en if one.trouble else "",
    }


def _add(keeper: "Keeper", values: Values) -> Row:
    said = dict(values.get("said") or {})
    _demand(keeper, said)
    return source_row(keeper, keeper.source_book.enter(said, State.APPROVED, _by(values), _why(values)))


def _load(keeper: "Keeper", values: Values) -> Row:
    """Enters or changes every source of a file; all are looked at before any is written."""
    tables = source_tables(str(values.get("text", "")).encode())
    for said in tables:
        _demand(keeper, said)
    known = {one.slug for one in keeper.source_book.all()}
    rows = [
        keeper.source_book.change(str(said["slug"]), said, _by(values))
        if said["slug"] in known
        else keeper.source_book.enter(said, State.APPROVED, _by(values))
        for said in tables
    ]
    return {"sources": [source_row(keeper, one) for one in rows]}


def _list(keeper: "Keeper", values: Values) -> Row:
    found = keeper.source_book.all()
    trouble = keeper.source_book.trouble
    return {
        "sources": [source_row(keeper, one) for one in found],
        "file_vi": trouble.vi if trouble else "",
        "file_en": trouble.en if trouble else "",
    }


def _show(keeper: "Keeper", values: Values) -> Row:
    one = keeper.source_book.one(_slug(values))
    acts = [
        {"verb": verb_of(entry)[0], "why": verb_of(entry)[1], "at": entry.at, "by": entry.actor, "person": entry.person}
        for entry in keeper.source_book.history(one.slug)
    ]
    return {**source_row(keeper, one), "acts": acts}


def _try(keeper: "Keeper", values: Values) -> Row:
    return _foreseen(keeper, keeper.source_book.one(_slug(values)).source)


def _state(verb: Verb) -> Callable[["Keeper", Values], Row]:
    def work(keeper: "Keeper", values: Values) -> Row:
        return source_row(keeper, keeper.source_book.set_state(_slug(values), verb, _by(values), _why(values)))

    return work


def _schedule(keeper: "Keeper", values: Values) -> Row:
    schedule = schedule_of(str(values.get("schedule", "")))
    before = keeper.source_book.one(_slug(values))
    said = {name: value for name, value in before.said.items() if name != "schedule"}
    said |= {"schedule": str(schedule)} if schedule else {}
    return source_row(keeper, keeper.source_book.change(before.slug, said, _by(values), Verb.SCHEDULE, _why(values)))


def _move(keeper: "Keeper", values: Values) -> Row:
    try:
        day = date.fromisoformat(str(values.get("day", "")))
    except ValueError as fault:
        raise BadCommand("“day” phải là một ngày, như 2026-11-01.", "“day” is a day, as 2026-11-01.") from fault
    to, act_of_law = str(values.get("to", "")), str(values.get("legal_act", ""))
    moved = keeper.moving.move(_slug(values), to, day, act_of_law, _by(values))
    return {**source_row(keeper, moved.source), "records": [_decided(one) for one in moved.decisions]}


def _remove(keeper: "Keeper", values: Values) -> Row:
    number = keeper.moving.remove(_slug(values), _by(values), _why(values), values.get("withdraw") is True)
    return {"slug": _slug(values), "withdrawn": number}


VERBS: Mapping[str, Callable[["Keeper", Values], Row]] = {
    "add": _add,
    "load": _load,
    "list": _list,
    "show": _show,
    "try": _try,
    "approve": _state(Verb.APPROVE),
    "pause": _state(Verb.PAUSE),
    "resume": _state(Verb.RESUME),
    "schedule": _schedule,
    "move": _move,
    "remove": _remove,
}


def _past(keeper: "Keeper", number: int) -> tuple[Source, Run]:
    """A past run and its source. Raises BadCommand, UnknownSource."""
    run = keeper.runs.one(number) if 0 < number < 1 << 63 else None
    if run is None:
        raise BadCommand(f"Không có đợt thu thập {number}.", f"There is no run {number}.")
    return keeper.source_book.one(run.source).source, run


def _foreseen(keeper: "Keeper", source: Source, past: Run | None = None) -> Row:
    found = keeper.trials.attempt(source, lambda page, url: None, past)
    if not isinstance(found, Forecast):
        raise WouldNotRun(found.vi, found.en)
    return found.as_row()


def _not_running(keeper: "Keeper", slug: str) -> RegistryError | BadSourceFile:
    """Why a source of this name cannot be run."""
    try:
        one = keeper.source_book.one(slug)
    except UnknownSource as unknown:
        return unknown
    return one.trouble or BadCommand(
        f"Nguồn “{slug}” chưa được duyệt hoặc đang tạm ngừng.", f"Source “{slug}” is not approved, or is paused."
    )


def _demand(keeper: "Keeper", said: Said) -> None:
    day = local_day(keeper.clock())
    demand_source(said, keeper.words, day, keeper.directory.mappings)


def _decided(decision: Decision) -> Row:
    row = decision_row(decision)
    return {name: row[name] for name in ("iri", "title", "outcome")}


def _plain(said: Said) -> Row:
    """What a source says, days as texts."""
    return dict(json.loads(canonical(said)))


def _slug(values: Values) -> str:
    return str(values.get("slug", ""))


def _why(values: Values) -> str:
    return re.sub(r"\s+", " ", str(values.get("why") or "")).strip()


def _by(values: Values) -> By:
    return By(OPERATOR, str(values.get("person") or ""))
