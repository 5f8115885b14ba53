"""What the rules said of each public version when it was judged last: kept beside the ledger, with the rules' digest.

A report is of one version (`seq`) under one standard (`rules`); when either is no longer what is in force, it is stale
and the record is judged again. Each finding keeps the day from which it has been found without a break.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    and_,
    case,
    delete,
    distinct,
    func,
    or_,
    select,
)
from sqlalchemy import inspect as inspected

from registry import schema
from registry.bulk import add, among
from registry.ledger import Current
from registry.portions import AT_ONCE, portions
from shapes.report import Finding
from shapes.rule import RANK

_FIELDS = tuple(one.name for one in fields(Finding))
_VALUES = attrgetter(*_FIELDS)
_PLACE = ("rule", "severity", "focus", "path", "component", "term")
_MARK: Callable[[Finding], tuple[str | None, ...]] = attrgetter(*_PLACE)
_ENCODER = json.JSONEncoder(ensure_ascii=False)
Dated = tuple[Finding, str]
"""A finding, and the day (ISO) from which it has been found without a break."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in the version `seq` of a record. `rules` is the digest of what it was judged by, `is_form` says
    that it was judged as a person's own words, `title` names it on pages."""

    record: str
    seq: int
    rules: str
    is_form: bool
    title: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule speaks: in how many datasets, with which severity, and since when at the earliest and latest."""

    rule: str
    severity: str
    records: int
    findings: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class AgencyCount:
    """In how many of an agency's public datasets something is found: violations, and what is less."""

    agency: str
    records: int
    violating: int
    remarked: int


@dataclass(frozen=True, slots=True)
class Found:
    """A public dataset in which something was found, and since when each thing was."""

    record: str
    agency: str
    title: str
    findings: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings are asked for: of one rule, one agency, one severity; "" for all."""

    rule: str = ""
    agency: str = ""
    severity: str = ""


ALL = Wanted()


class Reports:
    """Reads the reports of what is public now; `keep` is the one who writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def exist(self) -> bool:
        """Whether the database knows reports; one that an older version wrote does not yet."""
        return bool(inspected(self._engine).has_table(schema.report.name))

    def of(self, record: str) -> tuple[Finding, ...]:
        """What was found in the public version of a record, worst first."""
        found = self.found(Wanted(), 1, record=record)
        return tuple(finding for finding, _ in found[0].findings) if found else ()

    def of_records(self, records: Sequence[str]) -> dict[str, Report]:
        """The newest report of each record, stale or not, where there is one."""
        table = schema.report
        reports: dict[str, Report] = {}
        if not self.exist:
            return reports
        with self._engine.connect() as connection:
            for row in connection.execute(select(table).where(among(table.c.record, records))):
                findings = tuple(finding for finding, _ in _read(row.findings))
                reports[row.record] = Report(row.record, row.seq, row.rules, row.is_form, row.title, findings)
        return reports

    def stale(self, rules: str, after: str = "", limit: int = AT_ONCE) -> tuple[Current, ...]:
        """Public records beyond `after`, by IRI, whose version in force was not judged by these rules."""
        now = schema.current
        query = _stale(select(now), rules).where(now.c.record > after).order_by(now.c.record).limit(limit)
        with self._engine.connect() as connection:
            return tuple(Current(*row) for row in connection.execute(query).all())

    def left(self, rules: str) -> int:
        """How many public records were not judged by these rules."""
        with self._engine.connect() as connection:
            return int(connection.execute(_stale(select(func.count()), rules)).scalar_one())

    def by_rule(self, wanted: Wanted = ALL) -> tuple[RuleCount, ...]:
        """The rules that speak, the worst and most frequent first."""
        rows = schema.finding.c
        records = func.count().label("records")
        query = (
            _public(rows.rule, rows.severity, records, func.sum(rows.number), func.min(rows.first), func.max(rows.last))
            .where(*_wanted(wanted))
            .group_by(rows.rule, rows.severity)
            .order_by(_rank(), records.desc(), rows.rule)
        )
        with self._engine.connect() as connection:
            return tuple(RuleCount(*row) for row in connection.execute(query).all())

    def by_agency(self, wanted: Wanted = ALL) -> tuple[AgencyCount, ...]:
        """The agencies in whose datasets something is found, most violations first."""
        rows, now = schema.finding.c, schema.current.c
        violating = _records_where(rows.severity == "Violation").label("violating")
        remarked = _records_where(rows.severity != "Violation").label("remarked")
        query = (
            _public(now.agency, func.count(distinct(rows.record)), violating, remarked)
            .where(*_wanted(wanted))
            .group_by(now.agency)
            .order_by(violating.desc(), remarked.desc(), now.agency)
        )
        with self._engine.connect() as connection:
            return tuple(AgencyCount(*row) for row in connection.execute(query).all())

    def of_agency(self, agency: str) -> AgencyCount | None:
        """The same for one agency; None when nothing is found in what it answers for."""
        return next(iter(self.by_agency(Wanted(agency=agency))), None)

    def count(self, wanted: Wanted = ALL) -> int:
        """In how many public datasets such findings are."""
        with self._engine.connect() as connection:
            query = _public(func.count(distinct(schema.finding.c.record))).where(*_wanted(wanted))
            return int(connection.execute(query).scalar_one())

    def found(self, wanted: Wanted, limit: int, offset: int = 0, record: str = "") -> tuple[Found, ...]:
        """The datasets with such findings, by agency and title, each with only these findings."""
        rows, now, report = schema.finding.c, schema.current.c, schema.report.c
        where = [*_wanted(wanted), *([rows.record == record] if record else [])]
        query = (
            _public(rows.record, now.agency, report.title, report.findings)
            .where(*where)
            .distinct()
            .order_by(now.agency, report.title, rows.record)
            .limit(limit)
            .offset(offset)
        )
        with self._engine.connect() as connection:
            datasets = connection.execute(query).all()
        return tuple(
            Found(
                row.record, row.agency, row.title, tuple(one for one in _read(row.findings) if _is_wanted(one, wanted))
            )
            for row in datasets
        )


def keep(connection: Connection, reports: Sequence[Report], at: str, day: str) -> None:
    """Makes these the records' reports, written at `at` on the local day `day` (ISO), from which new findings count."""
    for some in portions(reports):
        before = _since(connection, [one.record for one in some])
        drop(connection, [one.record for one in some])
        dated = {one.record: _dated(one.findings, before.get(one.record, {}), day) for one in some}
        add(connection, schema.report, [_report_row(one, dated[one.record], at) for one in some])
        add(connection, schema.finding, [row for one in some for row in _counted(one.record, dated[one.record])])


def drop(connection: Connection, records: Sequence[str]) -> None:
    """Takes the reports of these records away."""
    for table in (schema.report, schema.finding):
        connection.execute(delete(table).where(among(table.c.record, records)))


def mark(finding: Finding) -> tuple[str | None, ...]:
    """The same for two findings that say the same thing of the same place."""
    return _MARK(finding)


def _dated(findings: Iterable[Finding], before: Mapping[tuple[str | None, ...], str], day: str) -> list[Dated]:
    return [(finding, before.get(mark(finding), day) if before else day) for finding in findings]


def _since(connection: Connection, records: Sequence[str]) -> dict[str, dict[tuple[str | None, ...], str]]:
    """Since when what these records' reports hold has been found."""
    rows = schema.report.c
    found = connection.execute(select(rows.record, rows.findings).where(among(rows.record, records)))
    return {row.record: _since_when(row.findings) for row in found}


def _since_when(written: str) -> dict[tuple[str | None, ...], str]:
    """By each finding's mark the day since which it is found; no finding is made for it."""
    if not written:
        return {}
    said = json.loads(written)
    if not set(_PLACE) <= set(said["fields"]):
        return {}
    place = itemgetter(*(said["fields"].index(name) + 1 for name in _PLACE))
    return {place(row): row[0] for row in said["rows"]}


def _report_row(report: Report, dated: Iterable[Dated], at: str) -> dict[str, Any]:
    return {
        "record": report.record,
        "seq": report.seq,
        "rules": report.rules,
        "is_form": report.is_form,
        "title": report.title,
        "at": at,
        "findings": _written(dated),
    }


def _counted(record: str, dated: Iterable[Dated]) -> Iterable[dict[str, Any]]:
    spoken: dict[tuple[str, str], list[str]] = {}
    for finding, since in dated:
        spoken.setdefault((finding.rule, finding.severity), []).append(since)
    for (rule, severity), days in spoken.items():
        yield {
            "record": record,
            "rule": rule,
            "severity": severity,
            "number": len(days),
            "first": min(days),
            "last": max(days),
        }


def _written(dated: Iterable[Dated]) -> str:
    """The findings as rows under one head, so that a reader knows which field is which."""
    rows = [(since, *_VALUES(finding)) for finding, since in dated]
    return _ENCODER.encode({"fields": _FIELDS, "rows": rows}) if rows else ""


def _read(written: str) -> list[Dated]:
    """What `_written` wrote; fields that a finding has no more are passed over."""
    if not written:
        return []
    said = json.loads(written)
    known = [(place, name) for place, name in enumerate(said["fields"], 1) if name in _FIELDS]
    return [(Finding(**{name: row[place] for place, name in known}), row[0]) for row in said["rows"]]


def _is_wanted(dated: Dated, wanted: Wanted) -> bool:
    finding = dated[0]
    return wanted.rule in ("", finding.rule) and wanted.severity in ("", finding.severity)


def _public(*columns: Any) -> Select[Any]:
    """A question to the findings of what is public now, in the version that is in force."""
    now, report, rows = schema.current, schema.report, schema.finding
    return (
        select(*columns)
        .select_from(rows)
        .join(report, report.c.record == rows.c.record)
        .join(now, and_(now.c.record == rows.c.record, now.c.body_seq == report.c.seq))
        .where(now.c.state == "public")
    )


def _stale(query: Select[Any], rules: str) -> Select[Any]:
    now, report = schema.current, schema.report
    return (
        query.select_from(now)
        .outerjoin(report, report.c.record == now.c.record)
        .where(
            now.c.state == "public",
            or_(report.c.record.is_(None), report.c.seq != now.c.body_seq, report.c.rules != rules),
        )
    )


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    agency = [schema.current.c.agency == wanted.agency] if wanted.agency else []
    return [*agency, *_of_finding(wanted)]


def _of_finding(wanted: Wanted) -> list[ColumnElement[bool]]:
    rows = schema.finding.c
    asked = ((rows.rule, wanted.rule), (rows.severity, wanted.severity))
    return [column == value for column, value in asked if value]


def _records_where(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(distinct(schema.finding.c.record)).filter(condition)


def _rank() -> ColumnElement[int]:
    """Violations before warnings before the rest."""
    return case(RANK, value=schema.finding.c.severity)
