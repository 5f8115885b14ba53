"""One source for form, check and report: a property added to a shape file is in all three, and no code was changed.

The program runs in processes of its own, in a folder where a copy of `shapes/` stands before the installed one; in that
copy one rule file has one more property.
"""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from tests.shapes.conftest import BASE, PREFIXES
from vocab.namespaces import SH

PATH = "https://example.org/def#visitors"
LABEL = {"vi": "Số lượt người xem", "en": "Number of visitors"}
MESSAGE = {"vi": "Thiếu “Số lượt người xem”.", "en": "“Number of visitors” is missing."}
RULE = Path("shapes/rules/province/r-quality.ttl")
SHAPE = "<#shape> a sh:NodeShape ;\n    sh:targetClass dcat:Dataset ;\n"
PROPERTY = f"""    sh:property [
        sh:path <{PATH}> ;
        sh:name "{LABEL["vi"]}"@vi, "{LABEL["en"]}"@en ;
        sh:description "Đếm trong quý"@vi, "Counted over the quarter"@en ;
        sh:minCount 1 ;
        sh:datatype <http://www.w3.org/2001/XMLSchema#integer> ;
        sh:severity sh:Violation ;
        sh:group <rules/groups#content> ;
        sh:order 13 ;
    ] ;
"""
ASK_THE_FORM = """
import datetime, json
from registry.web.form_words import form_of
for group in form_of("{base}", datetime.date(2026, 11, 21)).groups:
    for field in group.fields:
        if field.path == "{path}":
            print(json.dumps([group.slug, field.name, field.help, field.kind, field.required]))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the program runs: with a copy of `shapes/` in which one rule file has one more property."""
    place = tmp_path_factory.mktemp("changed")
    shutil.copytree("shapes", place / "shapes", ignore=shutil.ignore_patterns("__pycache__"))
    text = (place / RULE).read_text(encoding="utf-8")
    assert text.count(SHAPE) == 1
    (place / RULE).write_text(text.replace(SHAPE, SHAPE + PROPERTY), encoding="utf-8")
    return place


@pytest.fixture
def file(folder: Path, good: str) -> Path:
    """A description that breaks no rule of ours, as a file."""
    path = folder / "good.ttl"
    path.write_text(f"@base <{BASE}/> .\n{PREFIXES}{good}", encoding="utf-8")
    return path


def ran(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What a Python with the changed copy before the installed package says."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )


def checked(folder: Path, file: Path, form: str) -> str:
    done = ran(folder, "-m", "registry", "check", str(file), "--profile", "province", "--format", form)
    assert done.returncode == 1, done.stderr
    return done.stdout


def test_the_form_asks_for_it(folder: Path) -> None:
    done = ran(folder, "-c", ASK_THE_FORM.format(base=BASE, path=PATH))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        "content",
        LABEL,
        {"vi": "Đếm trong quý", "en": "Counted over the quarter"},
        "number",
        "mandatory",
    ]


def test_the_check_misses_it_with_label_sentence_and_article(folder: Path, file: Path) -> None:
    (finding,) = json.loads(checked(folder, file, "json"))["findings"]
    assert (finding["rule"], finding["path"], finding["severity"]) == ("province/r-quality", PATH, "Violation")
    assert (finding["message_vi"], finding["message_en"]) == (MESSAGE["vi"], MESSAGE["en"])
    assert "51/2022" in finding["article"]


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_report_for_people_names_it(folder: Path, file: Path, form: str) -> None:
    said = checked(folder, file, form)
    assert LABEL["vi"] in said and MESSAGE["vi"] in said


def test_the_report_as_a_table_names_it(folder: Path, file: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(checked(folder, file, "csv").removeprefix("\ufeff")))
    assert {LABEL["vi"], MESSAGE["vi"], MESSAGE["en"]} <= set(row.values())


def test_the_report_as_rdf_names_it(folder: Path, file: Path) -> None:
    triples = list(parse(checked(folder, file, "turtle").encode(), format=RdfFormat.TURTLE))
    assert PATH in {triple.object.value for triple in triples if triple.predicate == SH.resultPath}
    assert {triple.object.value for triple in triples if triple.predicate == SH.resultMessage} == set(MESSAGE.values())


def test_without_the_property_the_same_file_conforms(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "registry", "check", str(file), "--profile", "province", "--format", "json"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {"conforms": True, "findings": []}
