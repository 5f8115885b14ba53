"""What a run of a source would bring: fetched, read, mapped and judged as a run does, and nothing of it kept.

The forecast names what would be created, changed, withdrawn or held, as of now. The last one of each source is kept in
memory only, for the page that asked for it.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from harvesters.errors import HarvestError
from harvesters.source import Source
from registry.clock import Clock, stamp
from registry.decision import Outcome
from registry.errors import RegistryError
from registry.harvesting.account import CHANGED, CREATED, MISSING, UNREADABLE, WITHDRAWN
from registry.harvesting.runs import Run
from registry.harvesting.settling import word_of
from registry.harvesting.vanishing import Trouble, Vanishing
from registry.intake import Judged
from registry.ledger import Current
from registry.workers.errors import WorkerError

log = logging.getLogger(__name__)
Row = dict[str, Any]
Told = Callable[[int, str], None]
"""Told of each page: its number and its address, before it is fetched."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record would be held: a rule and its sentences, and nothing else of the finding, for a forecast may be long."""

    rule: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one record: a word of the account, its title, and what holds it if it is held."""

    word: str
    iri: str
    title: str
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run would do. `guard` says why it would wait for a person before it takes so much away."""

    rows: tuple[Foreseen, ...]
    failures: tuple[Row, ...]
    pages: int
    guard: Trouble | None = None

    @property
    def counts(self) -> Mapping[str, int]:
        """By word, the unreadable among them."""
        return {**Counter(row.word for row in self.rows), UNREADABLE: len(self.failures)}

    def as_row(self) -> Row:
        """As JSON; the findings of what is held by their rules and sentences."""
        rows = [
            {
                "word": row.word,
                "iri": row.iri,
                "title": row.title,
                "findings": [{"rule": one.rule, "vi": one.vi, "en": one.en} for one in row.reasons],
            }
            for row in self.rows
        ]
        guard = {"vi": self.guard.vi, "en": self.guard.en} if self.guard else None
        return {
            "counts": dict(self.counts),
            "pages": self.pages,
            "records": rows,
            "unreadable": list(self.failures),
            "guard": guard,
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """A trying of a source: how far it has come, and what it found (`forecast` or `trouble`) once it is over."""

    slug: str
    started: str
    page: int = 0
    url: str = ""
    forecast: Forecast | None = None
    trouble: Trouble | None = None

    @property
    def is_over(self) -> bool:
        return self.forecast is not None or self.trouble is not None


AT_ONCE = 2
"""Tryings of one agency's sources that go on at once."""
Try = Callable[[Source, Told, Run | None], Forecast | Trouble]
"""Tries a source, or the replaying of a past run of it."""


@dataclass
class Trials:
    """Tries sources, one trying of each at a time, and remembers the last one.

    A few of an agency's go on at once, the others wait: whoever proposes many that drip holds up nobody else.
    """

    attempt: Try
    clock: Clock
    _places: dict[str, threading.BoundedSemaphore] = field(default_factory=dict)
    _trials: dict[str, Trial] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, slug: str, past: Run | None = None) -> Trial | None:
        """The last trying of a source, or of replaying its run `past`, or the one under way."""
        with self._lock:
            return self._trials.get(_name(slug, past))

    def start(self, source: Source, past: Run | None = None) -> Trial:
        """Tries a source, or replaying its run `past`, in a thread of its own; the trying that is under way, if there is
        one."""
        name = _name(source.slug, past)
        with self._lock:
            if (there := self._trials.get(name)) and not there.is_over:
                return there
            if past:
                self._forget_replays(source.slug)
            begun = self._trials[name] = Trial(name, stamp(self.clock()))
            place = self._places.setdefault(source.agency, threading.BoundedSemaphore(AT_ONCE))
        aside = threading.Thread(target=self._go, args=(source, past, begun, place), name=f"trying {name}", daemon=True)
        try:
            aside.start()
        except RuntimeError:  # no thread is to be had: it is over, so that it can be tried again
            log.exception("the trying of %s could not begin", name)
            self._put(replace(begun, trouble=STOPPED))
        return begun

    def _go(self, source: Source, past: Run | None, begun: Trial, place: threading.BoundedSemaphore) -> None:
        found: Forecast | Trouble = STOPPED
        try:
            with place:
                found = self.attempt(source, lambda page, url: self._put(replace(begun, page=page, url=url)), past)
        except (RegistryError, HarvestError, WorkerError) as fault:
            found = Trouble(fault.vi, fault.en)
        except (SQLAlchemyError, OSError):
            log.exception("the trying of %s broke off", begun.slug)
        finally:
            over = replace(begun, forecast=found) if isinstance(found, Forecast) else replace(begun, trouble=found)
            self._put(over)

    def _forget_replays(self, slug: str) -> None:
        """Of a source's past runs the last that was tried is remembered: forecasts may be long."""
        over = [name for name, trial in self._trials.items() if name.startswith(f"{slug} ") and trial.is_over]
        for name in over:
            del self._trials[name]

    def _put(self, trial: Trial) -> None:
        with self._lock:
            self._trials[trial.slug] = trial


def _name(slug: str, past: Run | None) -> str:
    return f"{slug} {past.id}" if past else slug


STOPPED = Trouble(
    "Việc thử dừng giữa chừng vì một lỗi của chương trình; nhật ký có chi tiết. Chưa có gì thay đổi; hãy thử lại.",
    "The trying broke off for a fault of this program; the log has the details. Nothing has changed; try again.",
)


def foreseen(
    judged: Sequence[Judged], outcomes: Sequence[Outcome], currents: Mapping[str, Current]
) -> tuple[Foreseen, ...]:
    """What would become of each judged record, given what the intake would decide and what stands in the ledger."""
    return tuple(
        Foreseen(
            word_of(outcome, currents.get(each.candidate.record)),
            each.candidate.iri,
            each.candidate.title,
            tuple(_reason(one.rule, one.message_vi, one.message_en) for one in each.findings if one.holds),
        )
        for each, outcome in zip(judged, outcomes, strict=True)
    )


@lru_cache(maxsize=1024)
def _reason(rule: str, vi: str, en: str) -> Reason:
    """The same for all records of which the same is said."""
    return Reason(rule, vi, en)


def leaving(fate: Vanishing) -> tuple[Foreseen, ...]:
    """What the source has brought before and holds no more: withdrawn, or missing for the days of grace."""
    told = [(one, WITHDRAWN) for one in fate.withdrawn] + [(one, MISSING) for one in fate.missing]
    return tuple(Foreseen(word, one.record, one.title or one.identifier) for one, word in told)


def of_ministry(
    outcomes: Sequence[tuple[Row, str]], failures: Sequence[Row], guard: Trouble | None, pages: int = 0
) -> Forecast:
    """The forecast of a ministry's catalogue: its rows come, are renewed, or are marked as gone; none is published."""
    rows = (Foreseen(_MINISTRY_WORDS.get(outcome, outcome), row["iri"], row["title"]) for row, outcome in outcomes)
    return Forecast(tuple(rows), tuple(failures), pages, guard)


_MINISTRY_WORDS = {"imported": CREATED, "renewed": CHANGED, "gone": MISSING}
