"""`registry check` as it is typed: files and shapes of every kind, what is said of them, and how it ends.

0: every file conforms. 1: some file does not, or cannot be read. 2: the shapes, or the command, cannot be used.
"""

import csv
import io
import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from tests.walks.processes import registry
from vocab.namespaces import RDF, SH

PREFIXES = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://x.example/> . "
    "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
)
DATA = PREFIXES + "ex:a a ex:T ; ex:p 'một' ; ex:q [ ex:r 5 ] .\n"
DATASET = "<http://example.vn/d> a <http://www.w3.org/ns/dcat#Dataset> .\n"


def written(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


REFUSED = {
    "not-closed": ("ex:S a sh:NodeShape ;\n sh:property [ sh:path\n", 4, "cut short"),
    "one-slip": ("ex:S a sh:NodeShape .\nex:P x y z .\n", 3, "syntax error"),
    "unknown": ("ex:S a sh:NodeShape ;\n sh:property [ sh:path ex:p ; sh:mincount 1 ] .\n", 3, "mincount"),
    "circle": ("ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:in _:l .\n_:l rdf:first 1 ; rdf:rest _:l .\n", 3, "circle"),
    "javascript": ("# sh:js is named here only\nex:S a sh:NodeShape ;\n sh:js [ sh:jsFunctionName 'f' ] .\n", 4, "sh:js"),
    "evil": ("ex:S sh:targetClass ex:T ;\n sh:property [ sh:path ex:p ; sh:pattern '^(a+)+$' ] .\n", 3, "stall"),
    "javascript-beside-sparql": (
        "ex:S sh:targetClass ex:T ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ex:no ?v }' ] ;\n"
        " sh:js [ sh:jsFunctionName 'f' ] .\n", 3, "sh:js",
    ),
    "evil-beside-sparql": (
        "ex:S sh:targetClass ex:T ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ex:no ?v }' ] .\n"
        "ex:P sh:path ex:p ; sh:pattern '^(a+)+$' .\n", 3, "stall",
    ),
    "imports": ("<http://x.example/all> owl:imports <http://x.example/other.ttl> .\n", 2, "owl:imports"),
    "web-page": ("<html><title>Trang</title></html>", 0, "Trang"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_shapes_that_cannot_be_used_are_refused_with_file_and_line(tmp_path: Path, name: str) -> None:
    text, line, said = REFUSED[name]
    shapes = written(tmp_path, f"{name}.ttl", text if name == "web-page" else PREFIXES + text)
    done = registry("check", written(tmp_path, "data.ttl", DATA), "--shapes", shapes, "--format", "json")
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False), done.stderr
    vi, en = done.stderr.splitlines()
    place = f"{shapes}:{line}: " if line else f"{shapes}: "
    assert vi.startswith(place) and en.startswith(place) and vi != en
    assert said in en


def test_shapes_that_are_not_there_are_refused_too(tmp_path: Path) -> None:
    done = registry("check", written(tmp_path, "data.ttl", DATA), "--shapes", str(tmp_path / "none.ttl"))
    assert done.returncode == 2 and done.stderr.count("none.ttl") >= 2


def test_two_ways_of_judging_at_once_are_a_misuse(tmp_path: Path) -> None:
    data = written(tmp_path, "data.ttl", DATA)
    assert registry("check", data, "--shapes", data, "--profile", "dcat-ap").returncode == 2


def test_a_dangling_shape_is_named_and_counts_as_empty(tmp_path: Path) -> None:
    text = f"{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:Nowhere .\n"
    shapes = written(tmp_path, "shapes.ttl", text)
    files = [written(tmp_path, name, DATA) for name in ("one.ttl", "two.ttl")]
    done = registry("check", *files, "--shapes", shapes, "--format", "json")
    assert done.returncode == 0 and json.loads(done.stdout) == {"conforms": True, "findings": []}
    assert done.stderr.count(f"{shapes}: ") == 2 and "http://x.example/Nowhere" in done.stderr, "once for both files"


def test_what_is_not_compiled_is_judged_by_pyshacl_and_that_is_said(tmp_path: Path) -> None:
    select = "SELECT $this WHERE { $this <http://x.example/p> ?v }"
    text = f"{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:sparql [ sh:message 'so' ; sh:select '{select}' ] .\n"
    done = registry("check", written(tmp_path, "d.ttl", DATA), "--shapes", written(tmp_path, "s.ttl", text))
    assert done.returncode == 1 and "pySHACL" in done.stderr and "sh:sparql" in done.stderr


def test_findings_of_foreign_shapes_are_in_their_own_words_and_severities(tmp_path: Path) -> None:
    text = f"""{PREFIXES}ex:S a sh:NodeShape ; sh:targetClass ex:T ; sh:property ex:P , ex:Q .
        ex:P sh:path ( ex:q ex:r ) ; sh:maxInclusive 4 ; sh:severity ex:Grave ; sh:message "zu groß"@de .
        ex:Q sh:path ex:p ; sh:name "tên"@vi , "name"@en ; sh:minCount 2 ; sh:severity sh:Info .
    """
    data, shapes = written(tmp_path, "d.ttl", DATA), written(tmp_path, "s.ttl", text)
    done = registry("check", data, "--shapes", shapes, "--format", "json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["conforms"]) == (1, False)
    grave, info = said["findings"]
    assert (grave["severity"], grave["message_vi"], grave["value"]) == ("http://x.example/Grave", "zu groß", "5")
    assert grave["path"] == "<http://x.example/q>/<http://x.example/r>"
    assert (info["severity"], info["message_vi"]) == ("Info", "“tên” phải có ít nhất 2 giá trị.")
    turtle = registry("check", data, "--shapes", shapes, "--format", "turtle").stdout
    quads = list(parse(turtle.encode(), format=RdfFormat.TURTLE))
    lists = [quad.object for quad in quads if quad.predicate == RDF.first]
    assert [term.value for term in lists] == ["http://x.example/q", "http://x.example/r"]
    assert {quad.object.value for quad in quads if quad.predicate == SH.sourceShape} == {
        "http://x.example/P", "http://x.example/Q",
    }  # fmt: skip


def test_even_a_remark_of_foreign_shapes_spoils_conformance_as_the_w3c_says(tmp_path: Path) -> None:
    text = (
        f"{PREFIXES}ex:S sh:targetClass ex:T ; sh:property [ sh:path ex:z ; sh:minCount 1 ; sh:severity sh:Info ] .\n"
    )
    done = registry("check", written(tmp_path, "d.ttl", DATA), "--shapes", written(tmp_path, "s.ttl", text))
    assert done.returncode == 1 and "chưa đạt" in done.stdout


def test_a_file_without_a_dataset_is_told_to_programs_too(tmp_path: Path) -> None:
    file = written(tmp_path, "d.ttl", "<urn:x:a> <urn:x:p> <urn:x:b> .\n")
    done = registry("check", file, "--format", "json")
    said = json.loads(done.stdout)
    (finding,) = said["findings"]
    assert (done.returncode, said["conforms"]) == (0, True)
    assert (finding["rule"], finding["severity"]) == ("checking/nothing-to-judge", "Info")
    assert "không có gì để xét" in registry("check", file).stdout


def test_what_the_form_requires_is_marked_where_it_only_warns(tmp_path: Path) -> None:
    done = registry("check", written(tmp_path, "d.ttl", DATASET), "--profile", "province")
    assert "trên biểu mẫu: bắt buộc" in done.stdout


def test_a_file_that_is_not_there_stops_no_other(tmp_path: Path) -> None:
    there, missing = written(tmp_path, "d.ttl", DATASET), str(tmp_path / "không.ttl")
    done = registry("check", missing, there, str(tmp_path), "--profile", "dcat-ap", "--format", "json")
    said = json.loads(done.stdout)
    found = {file: [one for one in said["findings"] if one["file"] == file] for file in (missing, there, str(tmp_path))}
    assert done.returncode == 1 and not said["conforms"] and len(found[there]) > 1
    (gone,), (folder,) = found[missing], found[str(tmp_path)]
    assert gone["rule"] == folder["rule"] == "reading/not-readable"
    assert "không có tệp này" in gone["message_vi"] and "no such file" in gone["message_en"]
    assert "là thư mục" in folder["message_vi"] and "directory" not in folder["message_vi"]


def test_several_shapes_are_joined_and_a_refusal_names_its_file(tmp_path: Path) -> None:
    data = written(tmp_path, "data.ttl", DATA)
    texts = (f"{PREFIXES}ex:{name} a sh:NodeShape ; sh:targetClass ex:T ; sh:property _:b . "
             f"_:b sh:path ex:{name} ; sh:minCount 1 .\n" for name in ("no", "none"))  # fmt: skip
    one, two = (written(tmp_path, f"{number}.ttl", text) for number, text in enumerate(texts))
    said = json.loads(registry("check", data, "--shapes", one, "--shapes", two, "--format", "json").stdout)
    assert {finding["path"] for finding in said["findings"]} == {"http://x.example/no", "http://x.example/none"}
    text = f"{PREFIXES}# here\nex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:mincount 1 ] .\n"
    for refused in (
        written(tmp_path, "bad.ttl", text),
        written(tmp_path, "cut.ttl", f"{PREFIXES}\nex:S a sh:NodeShape ;\n sh:property [\n"),
    ):
        done = registry("check", data, "--shapes", one, "--shapes", refused)
        assert done.returncode == 2 and all(line.startswith(f"{refused}:") for line in done.stderr.splitlines())


# Data


HOSTILE = {
    "huge decimal": (
        "<urn:x:d> a <http://www.w3.org/ns/dcat#Distribution> ; <http://www.w3.org/ns/dcat#byteSize> "
        '"1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
        "dcat-ap/distribution-file",
    ),
    "ten thousand values": (
        f"{DATASET}<http://example.vn/d> <http://purl.org/dc/terms/title> "
        + ", ".join(f'"{number}"@vi' for number in range(10_000)) + " .",
        "dcat-ap/dataset-description",
    ),
    "days that are none": (
        f"{DATASET}<http://example.vn/d> <http://purl.org/dc/terms/issued> "
        '"2026-13-45"^^<http://www.w3.org/2001/XMLSchema#date> , "+1e9"^^<http://www.w3.org/2001/XMLSchema#gYear> .',
        "dcat-ap/dataset-dates",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_are_judged(tmp_path: Path, name: str) -> None:
    text, rule = HOSTILE[name]
    done = registry("check", written(tmp_path, "d.ttl", text), "--profile", "dcat-ap", "--format", "json")
    assert done.returncode == 1, done.stderr
    assert rule in {finding["rule"] for finding in json.loads(done.stdout)["findings"]}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("cut.ttl", "@prefix dcat: <http://www.w3", "line 1"),
        ("empty.ttl", "", "empty"),
        ("plain.json", '{"title": "x"}', "JSON"),
        ("bomb.rdf", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "DOCTYPE"),
    ],
)
def test_a_file_without_rdf_is_an_outcome_with_one_finding(tmp_path: Path, name: str, text: str, said: str) -> None:
    done = registry("check", written(tmp_path, name, text), "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert done.returncode == 1 and finding["rule"] == "reading/not-readable" and said in finding["message_en"]


def test_a_statement_that_is_lost_spoils_the_file_and_the_rest_is_judged(tmp_path: Path) -> None:
    file = written(tmp_path, "d.ttl", f"{DATASET}<urn:x:e> <urn:x:p> <urn:x:q> <urn:x:r> .\n{DATASET}")
    said = json.loads(registry("check", file, "--profile", "dcat-ap", "--format", "json").stdout)
    assert said["findings"][0]["rule"] == "reading/not-readable" and "line 2" in said["findings"][0]["message_en"]
    assert "dcat-ap/dataset-title" in {finding["rule"] for finding in said["findings"]}


def test_a_title_that_cannot_be_compared_is_said_as_on_the_form(tmp_path: Path) -> None:
    titles = ("Danh sách", "…", "a" * 10_000, "Danh sách trạm y tế")
    files = [
        written(
            tmp_path, f"{number}.ttl", f'{DATASET}<http://example.vn/d> <http://purl.org/dc/terms/title> "{title}"@vi .'
        )
        for number, title in enumerate(titles)
    ]
    said = json.loads(registry("check", *files, "--format", "json").stdout)
    found = {finding["file"] for finding in said["findings"] if finding["rule"] == "overlap/not-compared"}
    assert found == set(files[:3])


def test_several_files_are_one_answer_in_which_each_finding_says_its_file(tmp_path: Path) -> None:
    files = [written(tmp_path, name, DATASET) for name in ("một.ttl", "hai.ttl")]
    said = json.loads(registry("check", *files, "--profile", "dcat-ap", "--format", "json").stdout)
    assert not said["conforms"] and {finding["file"] for finding in said["findings"]} == set(files)
    table = registry("check", *files, "--profile", "dcat-ap", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert len(rows) == len(said["findings"]) and {row["file"] for row in rows} == set(files)
    turtle = registry("check", *files, "--profile", "dcat-ap", "--format", "turtle").stdout
    quads = list(parse(turtle.encode(), format=RdfFormat.TURTLE))
    assert sum(quad.object == SH.ValidationReport for quad in quads) == 2


def test_an_empty_profile_says_that_it_asked_nothing(tmp_path: Path) -> None:
    done = registry("check", written(tmp_path, "d.ttl", DATASET), "--profile", "dcat-vn")
    assert done.returncode == 0 and "dcat-vn" in done.stderr and "nothing was checked" in done.stderr
