"""Staged records as rows: what a worker wrote of the findings comes back as it was, also from an older version's rows."""

import json
from pathlib import Path

from sqlalchemy import update

from registry.harvesting.staged_rows import new_rows, stage_rows
from registry.harvesting.staging import Staged
from registry.harvesting.tables import staged
from registry.schema import connect, create
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
