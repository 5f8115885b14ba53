"""Quality points of every public dataset: measured when a version or its report is new, kept beside the ledger.

Points depend on a description and on what the rules found in it, on nothing else, so a row says which entry and which
report it was measured from, and is measured again when either moved. Long measuring goes to a worker. The same rows are
pages and tables, and, by `quality_graph`, a graph of the store.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from registry.bulk import among
from registry.ledger import Ledger
from registry.quality_tables import AgencyQuality, MetricCount, QualityRow, QualitySum, QualityTable
from registry.schema import current, finding, metadata, report
from shapes.quality import DCAT_AP, MET, MISSED, NOT_KNOWN, Quality, Step, measure, yardstick
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of
from vocab.quality import Scheme
from vocab.terms import vocabulary_digest

MEASURE = "1"
"""Moves when shapes/quality.py measures otherwise than before: every dataset is then measured again."""
A_FEW = 20
"""Records measured in the keeper itself; more go to a worker."""
AT_ONCE = 1_000
WRITTEN_AT_ONCE, WRITTEN_IN_ONE_GO = 100, 500
STEPS_KEPT = 3

quality = Table(
    "quality",
    metadata,
    Column("record", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("judged", String(27), nullable=False),
    Column("standard", String(64), nullable=False),
    Column("titles", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("not_known", Integer, nullable=False),
    Column("marks", String(32), nullable=False),
    Column("steps", Text, nullable=False),
    Index("quality_total", "total", "record"),
)
"""What was measured of entry `seq` under the report of `judged` ("" for none), by `standard`: a digest of the scheme."""

Payload = dict[str, Any]
Question = Select[*tuple[Any, ...]]
Run = Callable[[str, Payload], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A record to be measured. `compliance` is None when no rule has looked at this version."""

    record: str
    seq: int
    judged: str
    compliance: bool | None


@dataclass
class Qualities:
    """Keeps the rows in step with ledger and reports, and reads them."""

    ledger: Ledger
    base: str
    run: Run
    moves: int = 0
    """How many rows moved since this object was made: what pages count from them stays the same while it does."""

    @property
    def scheme(self) -> Scheme:
        return yardstick(self.base).scheme

    def of(self, description: Description, compliance: bool | None) -> Quality:
        """The points of a description that need not be anywhere yet, measured now."""
        return measure(description, yardstick(self.base), compliance)

    def of_public(self, description: Description, seq: int) -> Quality:
        """The points of a public version, entry `seq`, measured now with what is kept of its report."""
        query = select(_is_breached(report.c.record)).where(report.c.record == description.record, report.c.seq == seq)
        with self.ledger.engine.connect() as connection:
            breached = connection.execute(query).scalar_one_or_none()
        return self.of(description, None if breached is None else not breached)

    def follow(self) -> int:
        """Measures what is new or was judged anew, and forgets what is public no more; how many rows moved."""
        gone = self._gone()
        self._forget(gone)
        moved = len(gone)
        while wanted := self._stale(AT_ONCE):
            rows = self._measured(wanted)
            written = self.ledger.beside(partial(_write, rows=rows))
            moved += written
            if written < len(wanted) or len(wanted) < AT_ONCE:
                # What moved meanwhile asks again by its own act: waiting for a busy registry to fall still would hold
                # up the generation.
                break
        self.moves += moved
        return moved

    def table(self) -> QualityTable:
        """All public datasets together, by agency and by metric."""
        with self.ledger.engine.connect() as connection:
            signs = connection.execute(_public(select(*_sign_counts(self.scheme)))).one()
        metrics = tuple(
            MetricCount(metric, *(int(number or 0) for number in signs[3 * at : 3 * at + 3]))
            for at, metric in enumerate(self.scheme.metrics)
        )
        return QualityTable(self.sum(), self.agencies(), metrics)

    def sum(self, agency: str = "") -> QualitySum | None:
        """The points of all public datasets together, or of an agency's; None when there are none."""
        with self.ledger.engine.connect() as connection:
            found = connection.execute(self._sums(self._filters(agency, ""))).one()
        return self._sum(found) if found.datasets else None

    def agencies(self) -> tuple[AgencyQuality, ...]:
        """The same by agency, those with the least mean first."""
        query = self._sums([], current.c.agency.label("agency")).group_by(current.c.agency)
        with self.ledger.engine.connect() as connection:
            found = connection.execute(query).all()
        sums = (AgencyQuality(row.agency, self._sum(row)) for row in found)
        return tuple(sorted(sums, key=lambda each: (each.sum.mean, each.agency)))

    def rows(
        self, agency: str = "", missing: str = "", limit: int | None = None, offset: int = 0
    ) -> tuple[QualityRow, ...]:
        """The datasets with fewest points first: of one agency, or those that miss the metric of this slug."""
        return self._rows(*self._filters(agency, missing), limit=limit, offset=offset)

    def of_records(self, records: Sequence[str]) -> tuple[QualityRow, ...]:
        """The rows of these records, those that are public and measured."""
        return self._rows(quality.c.record.in_(records))

    def digests(self) -> dict[str, str]:
        """By record, a digest of what its row was measured from."""
        query = _public(select(quality.c.record, quality.c.seq, quality.c.judged, quality.c.standard))
        with self.ledger.engine.connect() as connection:
            return {row.record: _digest(row.seq, row.judged, row.standard) for row in connection.execute(query)}

    def count(self, agency: str = "", missing: str = "") -> int:
        """How many rows `rows` would give."""
        query = _public(select(func.count()), *self._filters(agency, missing))
        with self.ledger.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def _filters(self, agency: str, missing: str) -> list[ColumnElement[bool]]:
        slugs = [metric.slug for metric in self.scheme.metrics]
        filters = [current.c.agency == agency] if agency else []
        return [*filters, _sign(slugs.index(missing)) == MISSED] if missing in slugs else filters

    def _stale(self, limit: int) -> list[Wanted]:
        judged = func.coalesce(report.c.at, "")
        query = (
            select(
                current.c.record,
                current.c.body_seq,
                judged.label("judged"),
                report.c.record,
                _is_breached(current.c.record),
            )
            .select_from(current)
            .outerjoin(report, and_(report.c.record == current.c.record, report.c.seq == current.c.body_seq))
            .outerjoin(quality, quality.c.record == current.c.record)
            .where(
                current.c.state == "public",
                or_(
                    quality.c.record.is_(None),
                    quality.c.seq != current.c.body_seq,
                    quality.c.judged != judged,
                    quality.c.standard != standard(),
                ),
            )
            .order_by(current.c.record)
            .limit(limit)
        )
        with self.ledger.engine.connect() as connection:
            found = connection.execute(query).all()
        return [
            Wanted(record, seq, at, None if reported is None else not breaks)
            for record, seq, at, reported, breaks in found
        ]

    def _gone(self) -> list[str]:
        public = select(current.c.record).where(current.c.state == "public")
        with self.ledger.engine.connect() as connection:
            return list(connection.execute(select(quality.c.record).where(quality.c.record.not_in(public))).scalars())

    def _forget(self, records: Sequence[str]) -> None:
        if records:
            with self.ledger.engine.begin() as connection:
                _delete(connection, records)

    def _measured(self, wanted: Sequence[Wanted]) -> list[Payload]:
        bodies = self.ledger.bodies([one.seq for one in wanted])
        records = [{**asdict(one), "body": bodies[one.seq].decode()} for one in wanted if one.seq in bodies]
        payload = {"base": self.base, "records": records}
        done = measure_many(payload) if len(records) <= A_FEW else self.run("measure", payload)
        return [{**row, "standard": standard()} for row in done["rows"]]

    def _rows(self, *filters: ColumnElement[bool], limit: int | None = None, offset: int = 0) -> tuple[QualityRow, ...]:
        query = _public(select(quality, current.c.agency), *filters).order_by(quality.c.total, quality.c.record)
        with self.ledger.engine.connect() as connection:
            found = connection.execute(query.limit(limit).offset(offset) if limit else query).all()
        return tuple(
            QualityRow(
                row.record,
                json.loads(row.titles),
                row.agency,
                row.seq,
                _digest(row.seq, row.judged, row.standard),
                Quality(self.scheme, row.marks, tuple(Step(*step) for step in json.loads(row.steps))),
            )
            for row in found
        )

    def _sums(self, filters: Sequence[ColumnElement[bool]], *columns: ColumnElement[str]) -> Question:
        least = [(rating.slug, rating.least) for rating in self.scheme.ratings]
        ratings = [
            func.sum(case((quality.c.total >= points, 1), else_=0)).label(f"at_least_{place}")
            for place, (_, points) in enumerate(least)
        ]
        return _public(
            select(
                *columns,
                func.count().label("datasets"),
                func.avg(quality.c.total).label("mean"),
                func.avg(quality.c.not_known).label("not_known"),
                func.min(quality.c.total).label("worst"),
                *ratings,
            ),
            *filters,
        )

    def _sum(self, row: Row[Any]) -> QualitySum:
        reached = [int(getattr(row, f"at_least_{place}")) for place in range(len(self.scheme.ratings))]
        counts = [here - above for here, above in zip(reached, [0, *reached], strict=False)]
        ratings = dict(zip(self.scheme.ratings, counts, strict=True))
        return QualitySum(row.datasets, float(row.mean), float(row.not_known), row.worst, ratings)


def standard() -> str:
    """The digest of what is measured by: points are measured anew when it moves."""
    return hashlib.sha256(f"{MEASURE} {vocabulary_digest()}".encode()).hexdigest()


def _digest(seq: int, judged: str, by: str) -> str:
    return f"{seq} {judged} {by[:12]}"


def measure_many(payload: Payload) -> Payload:
    """{"base", "records": [{"record", "seq", "judged", "compliance", "body"}]} -> {"rows"}: for a worker."""
    by = yardstick(payload["base"])
    rows = []
    for one in payload["records"]:
        described = from_body(dataset_of(one["record"]), one["body"].encode(), "known")
        found = measure(described, by, one["compliance"])
        titles = {lang: described.title(lang) for lang in ("vi", "en")}
        rows.append(
            {
                **{name: one[name] for name in ("record", "seq", "judged")},
                "titles": json.dumps(titles, ensure_ascii=False),
                "total": found.total,
                "not_known": found.not_known,
                "marks": found.marks,
                "steps": json.dumps([[step.slug, step.path, step.gain] for step in found.steps[:STEPS_KEPT]]),
            }
        )
    return {"rows": rows}


def expunge(connection: Connection, record: str) -> None:
    """Destroys what is kept of a record: its title."""
    connection.execute(delete(quality).where(quality.c.record == record))


def _public(query: Question, *filters: ColumnElement[bool]) -> Question:
    joined = query.select_from(quality).join(current, current.c.record == quality.c.record)
    return joined.where(current.c.state == "public", *filters)


def _is_breached(record: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a rule of DCAT-AP was found violated in this record."""
    return exists().where(
        finding.c.record == record, finding.c.severity == "Violation", finding.c.rule.startswith(DCAT_AP)
    )


def _sign(place: int) -> ColumnElement[str]:
    return func.substr(quality.c.marks, place + 1, 1)


def _sign_counts(scheme: Scheme) -> list[ColumnElement[int]]:
    return [
        func.sum(case((_sign(place) == sign, 1), else_=0))
        for place in range(len(scheme.metrics))
        for sign in (MET, MISSED, NOT_KNOWN)
    ]


def _write(connection: Connection, rows: Sequence[Payload]) -> int:
    """Writes the rows of versions that are still in force, so that nothing comes back that was destroyed meanwhile."""
    there = select(current.c.record, current.c.body_seq).where(current.c.state == "public")
    ours = among(current.c.record, [row["record"] for row in rows])
    in_force = {(found.record, found.body_seq) for found in connection.execute(there.where(ours))}
    kept = [row for row in rows if (row["record"], row["seq"]) in in_force]
    _delete(connection, [row["record"] for row in kept])
    if kept:
        connection.execute(insert(quality), kept)
    return len(kept)


def _delete(connection: Connection, records: Sequence[str]) -> None:
    connection.execute(delete(quality).where(among(quality.c.record, records)))
