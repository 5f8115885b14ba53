"""What would break: what is public, judged by a new standard and held against what was found before; nothing is kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from registry.errands import JUDGED_AT_ONCE, Errands
from registry.intake import Candidate
from registry.ledger import Current, Ledger
from registry.portions import portions
from registry.rejudging import gathered, judged_again
from registry.reports import Reports, mark
from registry.standard import Standard
from registry.words import Words
from shapes.report import Finding

Told = Callable[[int], object]
"""Hears how many more records are done."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a new standard changes for one public dataset: findings that come, and rules' findings that go.

    `is_first`: it has no report yet, so that all that is found counts as coming.
    """

    record: str
    agency: str
    title: str
    is_first: bool
    coming: tuple[Finding, ...]
    going: tuple[Finding, ...]

    @property
    def breaks(self) -> tuple[Finding, ...]:
        """The violations that come."""
        return tuple(finding for finding in self.coming if finding.is_violation)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What judging by `standard` would change: of `records` public ones, `judged` were judged anew, the others' reports
    are by this standard already."""

    standard: Standard
    records: int
    judged: int
    changes: tuple[Change, ...]

    @property
    def first(self) -> int:
        return sum(change.is_first for change in self.changes)

    @property
    def broken(self) -> tuple[Change, ...]:
        """The datasets that would newly fail."""
        return tuple(change for change in self.changes if change.breaks)

    def breaks_by_rule(self) -> dict[str, int]:
        """Rule -> datasets that would newly fail it, most first."""
        return _counted({finding.rule for finding in change.breaks} for change in self.changes)

    def breaks_by_agency(self) -> dict[str, int]:
        """Agency -> its datasets that would newly fail, most first."""
        return _counted({change.agency} for change in self.broken)

    def remarks_by_rule(self) -> dict[str, int]:
        """Rule -> datasets that it would newly remark on, most first."""
        return _counted({one.rule for one in change.coming if not one.is_violation} for change in self.changes)

    def mended_by_rule(self) -> dict[str, int]:
        """Rule -> datasets in which a finding of it would be gone, most first."""
        return _counted({finding.rule for finding in change.going} for change in self.changes)


@dataclass(frozen=True)
class Forecaster:
    """Judges what is public by rules that are not kept yet."""

    ledger: Ledger
    words: Words
    errands: Errands

    @property
    def reports(self) -> Reports:
        return Reports(self.ledger.engine)

    def of_today(self, begun: Callable[[int], Told]) -> Forecast:
        """What would change by the standard of today: the records whose reports are stale. `begun` hears how many."""
        standard = self.errands.standard()
        stale = self._stale(standard)
        changes = self._changes(stale, standard, "", {}, begun(len(stale)))
        return Forecast(standard, self._public(), len(stale), tuple(changes))

    def of_folder(self, folder: str, begun: Callable[[int], Told]) -> Forecast:
        """What would change if the profiles in a folder stood in place of ours. Raises BadRules."""
        ours, theirs = self.errands.standard(), self.errands.standard(folder)
        everything = self.ledger.currents("public") if ours.digest != theirs.digest else ()
        unreported = {current.record: current for current in self._stale(ours)} if everything else {}
        told = begun(len(everything) + len(unreported))
        before = self._by_ours(tuple(unreported.values()), ours, told)
        changes = self._changes(everything, theirs, folder, before, told)
        return Forecast(theirs, self._public(), len(everything), tuple(changes))

    def _by_ours(self, currents: Sequence[Current], ours: Standard, told: Told) -> dict[str, tuple[Finding, ...]]:
        found: dict[str, tuple[Finding, ...]] = {}
        for some in portions(currents, JUDGED_AT_ONCE):
            for judged in judged_again(self._gathered(some), ours.digest, self.errands.judge_again):
                found[judged.candidate.record] = judged.findings
            told(len(some))
        return found

    def _changes(
        self,
        currents: Sequence[Current],
        standard: Standard,
        folder: str,
        before: Mapping[str, tuple[Finding, ...]],
        told: Told,
    ) -> Iterator[Change]:
        """`before` says what was found in those whose kept reports do not count."""
        judge = partial(self.errands.judge_again, folder=folder)
        for some in portions(currents, JUDGED_AT_ONCE):
            reports = self.reports.of_records([one.record for one in some])
            known = {**{record: report.findings for record, report in reports.items()}, **before}
            for judged in judged_again(self._gathered(some), standard.digest, judge):
                change = _change(judged.candidate, known.get(judged.candidate.record), judged.findings)
                if change.coming or change.going or change.is_first:
                    yield change
            told(len(some))

    def _gathered(self, currents: Sequence[Current]) -> list[Candidate]:
        return gathered(self.ledger, self.reports, self.words, currents)

    def _stale(self, standard: Standard) -> tuple[Current, ...]:
        everything = self._public()
        return self.reports.stale(standard.digest, limit=everything) if self.reports.exist else self.ledger.currents()

    def _public(self) -> int:
        return self.ledger.counts().get("public", 0)


def _change(candidate: Candidate, before: Sequence[Finding] | None, after: Sequence[Finding]) -> Change:
    old = {mark(finding): finding for finding in before or ()}
    new = {mark(finding): finding for finding in after}
    coming = tuple(finding for found, finding in new.items() if found not in old)
    going = tuple(finding for found, finding in old.items() if found not in new)
    return Change(candidate.record, candidate.agency, candidate.title, before is None, coming, going)


def _counted(names: Iterable[set[str]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for some in names:
        for name in some:
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
