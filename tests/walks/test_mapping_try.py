"""`registry mapping try` and `registry preview --mapping`, as people call them."""

import json
from pathlib import Path

import pytest

from tests.harvesters.test_json_mapping import MAPPING, RECORD
from tests.walks.processes import registry


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "cua-so.toml"
    path.write_text(MAPPING, "utf-8")
    return path


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    path = tmp_path / "tra-loi.json"
    second = {**RECORD, "ma": "a/2", "ten": "Suối"}
    path.write_text(json.dumps({"muc": [RECORD, second], "tong": 2}, ensure_ascii=False), "utf-8")
    return path


def test_each_record_stands_beside_its_result(mapping: Path, answer: Path) -> None:
    said = registry("mapping", "try", str(mapping), str(answer), "--records", "1")
    assert said.returncode == 0, said.stderr
    assert "API của Sở" in said.stdout and "record 1 (a/1)" in said.stdout and "record 2" not in said.stdout
    assert any('"ten": "Rừng"' in line and "│" in line for line in said.stdout.splitlines())
    told = json.loads(registry("mapping", "try", str(mapping), str(answer), "--format", "json").stdout)
    assert [row["result"]["title"] for row in told["records"]] == ["Rừng", "Suối"]
    assert told["records"][1]["taken"]["identifier"] == "a/2"


def test_a_preview_goes_by_a_mapping(mapping: Path, answer: Path) -> None:
    said = registry("preview", str(answer), "--kind", "json", "--mapping", str(mapping), "--format", "json")
    assert [record["title"] for record in json.loads(said.stdout)["records"]] == ["Rừng", "Suối"]
    assert registry("preview", str(answer), "--kind", "ckan", "--mapping", str(mapping)).returncode == 2


def test_what_is_of_no_use_is_told_in_both_languages(mapping: Path, answer: Path) -> None:
    said = registry("mapping", "try", "khong-co", str(answer))
    assert said.returncode == 1 and "khong-co" in said.stderr
    mapping.write_text(MAPPING.replace('identifier = "ma"', 'identifier = "ma["'), "utf-8")
    said = registry("mapping", "try", str(mapping), str(answer))
    assert said.returncode == 1 and "JMESPath" in said.stderr
