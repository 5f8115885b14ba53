"""What the page of the rules shows, as plain values in the reader's language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from registry.entries import Entry
from registry.errors import RegistryError
from registry.rejudging import NOT_JUDGED
from registry.reports import AgencyCount, Found, RuleCount, Wanted
from registry.standard import Binding, Standard
from registry.switches import OFF, SWITCHES, rule_of
from registry.web.asked import demand, demand_page, page_number
from registry.web.here import keeper, language, remembered
from registry.workers.errors import WorkerError
from shapes.report import Finding
from shapes.rule import RANK
from vocab.identifiers import key_of

ROWS_SHOWN = 100
SIGNS = {"Violation": "breach", "Warning": "late", "Info": "info"}
OWN = frozenset({NOT_JUDGED, "registry/edited-by-hand"})
"""Rules that come from no file."""
_NAME = re.compile(r"[a-z][a-z-]{0,30}/[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which findings the address asks for: of a rule, an agency (its key), a severity; `page` from 1."""

    rule: str = ""
    agency: str = ""
    severity: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: "MultiDict[str, str]") -> "Chosen":
        """What these address arguments ask for. Raises UnknownFilter, NotFound."""
        rule, agency, severity = (arguments.get(name, "") for name in ("rule", "agency", "severity"))
        demand("rule", rule, _is_known(rule))
        demand("agency", agency, _agency(agency) in keeper().words.agencies.by_iri)
        demand("severity", severity, severity in RANK)
        return cls(rule, agency, severity, page_number(arguments))

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.rule, _agency(self.agency) if self.agency else "", self.severity)

    def arguments(self) -> dict[str, str]:
        """The filters, for the addresses of the same rows in other forms."""
        filters = (("rule", self.rule), ("agency", self.agency), ("severity", self.severity))
        return {name: value for name, value in filters if value}

    def address(self) -> str:
        """The query part of the address of this page."""
        return f"?{urlencode(self.arguments() | ({'page': str(self.page)} if self.page > 1 else {}))}"

    def at(self, page: int) -> "Chosen":
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule that speaks: its sentence, its article, in how many datasets, since when at the latest."""

    name: str
    says: str
    article: str
    severity: str
    sign: str
    records: int
    last: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency and its datasets in which something is found."""

    key: str
    name: str
    violating: int
    remarked: int


@dataclass(frozen=True, slots=True)
class Line:
    """One finding of a dataset."""

    finding: Finding
    sign: str
    since: str


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """A dataset and what is found in it."""

    key: str
    title: str
    agency: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SwitchRow:
    """A rule that was switched off or on."""

    entry: Entry
    rule: str
    is_off: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What is found in everything public."""

    rules: tuple[RuleCount, ...]
    agencies: tuple[AgencyCount, ...]
    violating: int
    records: int


def page(chosen: Chosen) -> dict[str, Any]:
    """The page of what the rules find."""
    reports, standard, sums = keeper().rejudging.reports, _standard(), _sums()
    wanted = chosen.wanted
    total = reports.count(wanted)
    last = max(-(-total // ROWS_SHOWN), 1)
    demand_page(chosen.page, last)
    spoken = reports.by_rule(Wanted(agency=wanted.agency)) if wanted.agency else sums.rules
    agencies = reports.by_agency(Wanted(rule=wanted.rule)) if wanted.rule else sums.agencies
    found = reports.found(wanted, ROWS_SHOWN, (chosen.page - 1) * ROWS_SHOWN) if chosen.arguments() else ()
    return {
        "chosen": chosen,
        "public": keeper().ledger.counts().get("public", 0),
        "violating": sums.violating,
        "any": sums.records,
        "rules": [_rule_row(row, standard) for row in spoken],
        "agencies": [_agency_row(row) for row in agencies],
        "silent": _silent(standard, {row.rule for row in sums.rules}),
        "unguarded": keeper().unguarded,
        "off": [rule for rule in standard.rules if rule.is_off] if standard else [],
        "asked": standard.rule(chosen.rule) if standard and chosen.rule else None,
        "rows": [_dataset_row(row) for row in found],
        "total": total,
        "last": last,
        "switches": _switches(),
        "digest": standard.digest if standard else "",
        "left": reports.left(standard.digest) if standard else 0,
        "course": keeper().rejudging.now(),
    }


def _is_known(rule: str) -> bool:
    """Whether there is, or was, such a rule; where no worker can say, any name may be one."""
    standard = _standard()
    if standard is None:
        return _NAME.fullmatch(rule) is not None
    return standard.rule(rule) is not None or rule in OWN or any(row.rule == rule for row in _sums().rules)


def violating() -> int:
    """How many public datasets violate a rule."""
    return _sums().violating


def _sums() -> Sums:
    """The sums, counted anew when the ledger or the re-judging moved."""
    course, reports = keeper().rejudging.course, keeper().rejudging.reports

    def count() -> Sums:
        return Sums(
            reports.by_rule(), reports.by_agency(), reports.count(Wanted(severity="Violation")), reports.count()
        )

    return remembered("rules", (keeper().ledger.head(), course.rules, course.total, course.done), count)


def _standard() -> Standard | None:
    """What is judged by; None when no worker can say it just now."""
    try:
        return keeper().rejudging.standard()
    except (WorkerError, RegistryError, OSError):
        return None


def _silent(standard: Standard | None, spoken: set[str]) -> list[Binding]:
    """The rules that bind and find nothing."""
    return [rule for rule in standard.rules if rule.name not in spoken and not rule.is_off] if standard else []


def _rule_row(row: RuleCount, standard: Standard | None) -> RuleRow:
    rule = standard.rule(row.rule) if standard else None
    says, article = (rule.says(language()), rule.article) if rule else ("", "")
    return RuleRow(row.rule, says, article, row.severity, SIGNS.get(row.severity, "breach"), row.records, row.last)


def _agency_row(row: AgencyCount) -> AgencyRow:
    return AgencyRow(key_of(row.agency), keeper().words.label(row.agency, language()), row.violating, row.remarked)


def _dataset_row(row: Found) -> DatasetRow:
    lines = tuple(Line(finding, SIGNS.get(finding.severity, "breach"), since) for finding, since in row.findings)
    return DatasetRow(key_of(row.record), row.title, keeper().words.label(row.agency, language()), lines)


def _switches() -> list[SwitchRow]:
    """Every switching, newest first."""
    entries: Iterable[Entry] = reversed(keeper().ledger.of_acts(SWITCHES))
    return [SwitchRow(entry, rule_of(entry.record), entry.act == OFF) for entry in entries]


def _agency(key: str) -> str:
    return f"{keeper().config.base}/id/agency/{key}"
