"""What the pages of harvest runs show, as plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harvesters.source import Source
from registry.harvesting.account import (
    BESIDE,
    CHANGED,
    CREATED,
    HELD,
    MISSING,
    OLDER,
    REFUSED,
    RETURNED,
    UNCHANGED,
    UNREADABLE,
    UNTOUCHED,
    WITHDRAWN,
    WORDS,
)
from registry.harvesting.causes import Cause, Fault, by_cause, faults_of, name_of, place_of
from registry.harvesting.digests import GIVEN_UP, SENT, Sending
from registry.harvesting.entered import Entered
from registry.harvesting.lease import is_dead
from registry.harvesting.pages import Pages, RunPage
from registry.harvesting.run_reading import RunReading, Some
from registry.harvesting.runs import DONE, GUARDED, RUNNING, Run
from registry.harvesting.trying import Trial
from registry.web import twins_showing
from registry.web.access import DECIDERS
from registry.web.here import keeper, language
from registry.web.run_changes import Named, told_changes
from registry.web.sessions import Here, signed_in
from registry.web.source_names import agency_name, is_of, known_sources, own_names, source_called, title_of
from registry.web.sources_showing import REFRESH, foreseen
from registry.workers.confine import Limits
from vocab.identifiers import is_ministry_dataset, key_of, record_of

Row = dict[str, Any]
LISTED = 50
SHOWN = 200
"""Datasets, errors and pages shown of each sort; the rest is counted, and all errors are in the table to download."""
NAMED_OF_A_CAUSE = 12
LOOKING = Limits(cpu=30, wall=60.0)
CUT = "cut"
MOVED = (CREATED, CHANGED, RETURNED, MISSING, WITHDRAWN, UNTOUCHED, OLDER)
SIGNS: Mapping[str, str] = {
    CREATED: "info",
    CHANGED: "ok",
    RETURNED: "info",
    MISSING: "late",
    WITHDRAWN: "plain",
    UNTOUCHED: "late",
    OLDER: "plain",
    HELD: "late",
    REFUSED: "late",
    UNREADABLE: "breach",
    UNCHANGED: "plain",
}
PLACES: Mapping[str, str] = {
    CREATED: "td", CHANGED: "td", HELD: "loi", REFUSED: "loi", UNREADABLE: "loi", UNCHANGED: "kd",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A run in a list."""

    run: Run
    title: str
    agency: str


@dataclass(frozen=True, slots=True)
class Which:
    """A record with errors: `key` opens its page in the run, "" when it has none; `said` is what is said of it alone."""

    title: str
    key: str
    page: int
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A cause of errors with whom it concerns."""

    slug: str
    word: str
    sign: str
    records: int
    reason: str
    article: str
    who: str
    mend: str
    which: tuple[Which, ...]
    more: int


def listed(slug: str) -> dict[str, Any]:
    """The newest runs that the signed-in may see, those under way first."""
    here = signed_in()
    known = known_sources()
    names = own_names(here, known) if here.role == "agency" and not slug else [slug]
    found = [run for name in names for run in keeper().runs.newest(LISTED, name)]
    is_strange = here.role == "agency" and slug and not is_of(source_called(slug, known), here)
    if is_strange:
        found = [run for run in found if _is_then(run, here)]
    newest = sorted(found, key=lambda run: (run.state != RUNNING, -run.id))[:LISTED]
    return {
        "lines": run_lines(newest),
        "slug": slug,
        # What another agency calls its source is nobody else's to know.
        "title": slug if is_strange and not found else title_of(slug, known),
        "refresh": REFRESH if any(state_of(run) == RUNNING for run in newest) else 0,
    }


def one(run: Run) -> dict[str, Any]:
    """A run whole."""
    reading, known = RunReading(keeper().engine), known_sources()
    pages, entered = Pages(keeper().engine).of(run.id), entered_of(run)
    account, state = run.account, state_of(run)
    moved = reading.named(run.id, MOVED, SHOWN)
    wrong, unreadable = reading.wrong(run.id, SHOWN), reading.unreadable(run.id, SHOWN)
    return {
        "run": run,
        "source": known.get(run.source),
        "title": title_of(run.source, known),
        "agency": _agency_name(run, known),
        "account_of": account,
        "boxes": [(word, SIGNS[word], getattr(account, word), PLACES[word]) for word in WORDS],
        "beside": [(word, count) for word in BESIDE if (count := getattr(account, word))],
        "moved": told_changes(_named(run, moved)),
        "moved_more": moved.more,
        "unchanged": reading.named(run.id, (UNCHANGED,), SHOWN),
        "causes": [_told(cause) for cause in by_cause(faults_of(wrong.rows, unreadable.rows))],
        "errors": wrong.total + unreadable.total,
        "twins": twins_showing.listed(() if run.state == RUNNING else keeper().twins.of_source(run.source)),
        "errors_more": wrong.more + unreadable.more,
        "pages": pages[:SHOWN],
        "pages_more": max(0, len(pages) - SHOWN),
        "kept": _kept(pages[:SHOWN]),
        "read": sum(page.read for page in pages),
        "announced": max((page.total for page in pages), default=-1),
        "next_url": run.next_url.partition("\n")[0],
        "digests": [_sending(sending) for sending in keeper().digests.of(run.id)],
        "refresh": REFRESH if state == RUNNING else 0,
        "is_cut": state == CUT,
        "waits": run.state == GUARDED and is_newest(run),
        "confirming": _confirming(run, entered),
        "decides": signed_in().role in DECIDERS,
        "may_decide": signed_in().role == "operator",
        "states": {"running": RUNNING, "done": DONE, "guarded": GUARDED},
    }


def _confirming(run: Run, entered: Entered | None) -> str:
    """Who confirms a run that waits, and when, as `run_confirming` tells it; "" for who may do it now, here."""
    if entered is None and keeper().source_book.former(run.source) is None:
        return "by-command"
    if signed_in().role not in DECIDERS:
        return "by-office"
    return "" if entered is not None and entered.may_run else "not-running"


def run_lines(runs: Sequence[Run]) -> list[Line]:
    """Runs as a list shows them; each source is looked for once."""
    known = known_sources()
    called = {slug: source_called(slug, known) for slug in {run.source for run in runs}}
    return [_line(run, called[run.source]) for run in runs]


def _line(run: Run, source: Source | None) -> Line:
    return Line(run, source.titles[language()], agency_name(source.agency)) if source else Line(run, run.source, "")


def state_of(run: Run) -> str:
    """A run's state as pages tell it: CUT for one whose process ended before it did, and that waits to be gone on with."""
    is_cut = run.state == RUNNING and is_dead(run.holder) and not keeper().harvests.is_busy(run.source)
    return CUT if is_cut else run.state


def replaying(run: Run, tried: Trial | None) -> dict[str, Any]:
    """What replaying a run would change."""
    return {"run": run, "title": title_of(run.source, known_sources()), **foreseen(tried)}


def is_own(run: Run, here: Here) -> bool:
    """Whether the run is of a source of the signed-in agency, or of its files; also one made when the source was its."""
    return is_of(source_called(run.source, known_sources()), here) or _is_then(run, here)


def _is_then(run: Run, here: Here) -> bool:
    """Whether the run's source was the signed-in agency's when the run began."""
    agency = keeper().words.agency(keeper().source_book.agency_at(run.source, run.started))
    return agency is not None and agency.iri == here.agency


def entered_of(run: Run) -> Entered | None:
    """The run's source as it is kept; None for one that was removed since, and for an agency's files."""
    return next((one for one in keeper().source_book.all() if one.slug == run.source), None)


def is_newest(run: Run) -> bool:
    """Whether the source was not harvested again since."""
    return all(one.id == run.id for one in keeper().runs.newest(1, run.source))


def _agency_name(run: Run, known: Mapping[str, Source]) -> str:
    source = source_called(run.source, known)
    return agency_name(source.agency) if source else ""


def _named(run: Run, some: Some) -> list[Named]:
    """The datasets with where they lead; the entry is told where the run wrote the last one."""
    iris = [row["iri"] for row in some.rows]
    public = public_of(iris)
    entries = keeper().ledger.last_acts(
        [record_of(iri) for iri in iris if not is_ministry_dataset(iri)], frozenset({"publish", "withdraw"})
    )
    found = []
    for row in some.rows:
        iri = row["iri"]
        entry = None if is_ministry_dataset(iri) else entries.get(record_of(iri))
        of_run = entry is not None and entry.actor == f"source:{run.source}" and run.started <= entry.at <= run.ended
        found.append(
            Named(
                row["word"],
                SIGNS.get(row["word"], "plain"),
                row["title"],
                "" if is_ministry_dataset(iri) else key_of(iri),
                iri[len(keeper().config.base) :] if iri in public else "",
                entry.seq if entry and of_run else 0,
            )
        )
    return found


def public_of(iris: Sequence[str]) -> frozenset[str]:
    """Which of these have a page that anybody may read."""
    records = {record_of(iri): iri for iri in iris if not is_ministry_dataset(iri)}
    now = keeper().ledger.currents_of(list(records))
    ministries = {iri for iri in iris if is_ministry_dataset(iri)}
    return frozenset({records[current.record] for current in now if current.state == "public"} | ministries)


def _told(cause: Cause) -> Told:
    lang, first = language(), cause.first
    of_one: dict[str, list[Fault]] = {}
    for fault in cause.faults:
        of_one.setdefault(fault.iri or f"{fault.page} {fault.identifier}", []).append(fault)
    named = tuple(of_one.values())[:NAMED_OF_A_CAUSE]
    return Told(
        cause.slug,
        cause.word,
        SIGNS[cause.word],
        cause.records,
        cause.reason(lang),
        first.article,
        name_of(cause.who, lang),
        first.mend(lang),
        tuple(_which(cause, faults) for faults in named),
        cause.records - len(named),
    )


def _which(cause: Cause, faults: Sequence[Fault]) -> Which:
    """The record, with what is said of it where each has a sentence of its own, else with the values that are wrong."""
    lang, first = language(), faults[0]
    key = key_of(first.iri) if first.iri and not is_ministry_dataset(first.iri) else ""
    said = (_value(fault) if cause.is_one_sentence else fault.reason(lang) for fault in faults)
    return Which(
        first.title or place_of(first.identifier, lang),
        key,
        0 if key else first.page,
        tuple(dict.fromkeys(text for text in said if text)),
    )


def _value(fault: Fault) -> str:
    """The value that is wrong, by its name where it has one; "" where it only names a part of the record."""
    is_web = fault.value.startswith(("http://", "https://"))
    label = keeper().words.label(fault.value, language()) if is_web else fault.value
    return "" if label.startswith(f"{keeper().config.base}/") else label


def _kept(pages: Iterable[RunPage]) -> frozenset[str]:
    """The digests of pages whose bytes are still here."""
    folder = keeper().directory.snapshots
    return frozenset(page.sha256 for page in pages if page.sha256 and (folder / page.sha256).is_file())


def _sending(sending: Sending) -> dict[str, Any]:
    sign = {SENT: "ok", GIVEN_UP: "breach"}.get(sending.state, "late")
    return {"of": sending, "sign": sign, "reason": sending.reason_en if language() == "en" else sending.reason_vi}
