"""Staged records as rows: what a worker wrote of the findings comes back as it was, also from an older version's rows."""

import json
from pathlib import Path

from sqlalchemy import select, update

from registry import reports, schema
from registry.entries import Act
from registry.harvesting.staged_rows import drop_held, new_rows, stage_rows
from registry.harvesting.staging import Staged
from registry.harvesting.tables import staged
from registry.ledger import Ledger
from registry.reports import Report
from registry.schema import connect, create
from tests.registry.desk import Ticking
from tests.registry.test_overlap_reading import file, hold, measure, publish, record
from vocab.identifiers import dataset_iri, mint_key

IRI = dataset_iri("https://x.example", mint_key("one"))
FINDINGS = '[{"rule": "một/hai", "severity": "Violation"}]'


def test_findings_come_back_as_they_were_written_also_by_an_older_version(tmp_path: Path) -> None:
    engine = connect(tmp_path / "ledger.db")
    create(engine)
    row = {"iri": IRI, "identifier": "1", "title": "Một", "fingerprint": "f", "body": b"", "findings": FINDINGS}
    with engine.begin() as connection:
        stage_rows(connection, 1, 1, [Staged.of(row, evidence=[])])
        (now,) = new_rows(connection, 1, "", 10)
        older = {"evidence": [], "findings": json.loads(FINDINGS)}
        connection.execute(update(staged).values(findings="", said=json.dumps(older)))
        (before,) = new_rows(connection, 1, "", 10)
    engine.dispose()
    assert now.findings == FINDINGS and json.loads(before.findings) == json.loads(FINDINGS)
    assert now.said == before.said == {"evidence": []}


def test_a_held_version_that_goes_takes_what_was_measured_of_it_along(ledger: Ledger) -> None:
    brought, written, decided = record("nguồn"), record("người"), record("vụ việc")
    for name, actor in (("nguồn", "source:x"), ("người", "gl-so-yt"), ("vụ việc", "source:x")):
        publish(ledger, name)
        hold(ledger.engine, name)
        measure(ledger.engine, name)
        (entry,) = ledger.append([Act("hold", record(name), actor, "")])
        with ledger.engine.begin() as connection:
            reports.keep(connection, [Report(record(name), 1, "r", False, name, ())], entry.at, "2026-09-20")
            connection.execute(update(schema.held).where(schema.held.c.record == record(name)).values(seq=entry.seq))
    file(ledger.engine, "vụ việc", Ticking()())
    with ledger.engine.begin() as connection:
        drop_held(connection, [brought, written, decided])
        for table in (schema.held, schema.overlap):
            assert set(connection.execute(select(table.c.record)).scalars()) == {written, decided}, "a case is about it"
        judged_by = dict(connection.execute(select(schema.report.c.record, schema.report.c.rules)).all())
    assert judged_by == {brought: "", written: "r", decided: "r"}, "the public version is measured and judged again"
