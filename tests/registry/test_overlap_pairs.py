"""Tables of pairs: read strictly, scored without their labels, and held against them by precision, recall and F1."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.commands import main
from registry.overlap_pairs import ANY, NEEDED, PairsUnreadable, evaluate, read_pairs, score

TUNED = Path(__file__).parents[1] / "shapes" / "pairs" / "tuned.csv"
UNSEEN = TUNED.with_name("unseen.csv")
"""Pairs of two authors who saw neither lexicon nor code; nothing is to be tuned by them, or they say nothing any more."""
DUPLICATE_F1, ANY_F1 = 0.90, 0.88
UNSEEN_DUPLICATE_F1 = 0.85


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["overlap", *map(str, arguments)])


def f1(table: Path) -> dict[str, float]:
    rows = read_pairs(table)
    measures = evaluate([row["label"] for row in rows], [one.found.label for one in score(rows)])
    return {one.label: one.f1 for one in measures}


def small(folder: Path, *rows: dict[str, str]) -> Path:
    """A table of these rows, in the columns of the tuned one."""
    with TUNED.open(encoding="utf-8", newline="") as lines:
        columns = csv.DictReader(lines).fieldnames or ()
    path = folder / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, columns)
        table.writeheader()
        table.writerows(rows)
    return path


def test_the_tuned_pairs_are_labelled_as_people_did() -> None:
    found = f1(TUNED)
    assert found["duplicate"] >= DUPLICATE_F1
    assert found[ANY] >= ANY_F1


def test_pairs_that_nobody_tuned_by_are_labelled_nearly_as_well() -> None:
    found = f1(UNSEEN)
    assert found["duplicate"] >= UNSEEN_DUPLICATE_F1
    assert found[ANY] >= ANY_F1


def test_the_development_pairs_are_labelled_as_people_did(shared: Path) -> None:
    table = shared / "data" / "overlap_dev.csv"
    if not table.exists():
        pytest.skip("no ../shared/data/overlap_dev.csv: its pairs are not scored")
    found = f1(table)
    assert found["duplicate"] >= DUPLICATE_F1
    assert found[ANY] >= ANY_F1


def test_scoring_looks_at_no_label() -> None:
    rows = read_pairs(TUNED)[:20]
    blind = [{**row, "label": "none", "kind": "x", "reason": row["prov_title"]} for row in rows]
    assert [one.as_row() for one in score(rows)] == [one.as_row() for one in score(blind)]


def test_a_score_is_written_for_each_pair_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run("score", TUNED, "--out", out).exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["pair_id"] for row in rows] == [row["pair_id"] for row in read_pairs(TUNED)]
    assert list(rows[0]) == ["pair_id", "label", "score", "evidence"]
    assert {row["label"] for row in rows} == {"none", "overlap", "duplicate"}
    assert all(0 <= float(row["score"]) <= 1 for row in rows)
    assert all(row["evidence"] for row in rows if row["label"] != "none")


def test_evaluating_prints_a_table_or_json() -> None:
    text = run("evaluate", TUNED)
    assert text.exit_code == 0
    assert [line.split()[0] for line in text.stdout.splitlines()] == ["label", "duplicate", "overlap", "none", ANY]
    said = json.loads(run("evaluate", TUNED, "--format", "json").stdout)
    assert said["pairs"] == len(read_pairs(TUNED))
    assert set(said["labels"][ANY]) == {"precision", "recall", "f1", "right", "given", "there"}


def test_measures_are_the_usual_ones() -> None:
    labels = ["duplicate", "duplicate", "overlap", "none", "none"]
    found = ["duplicate", "overlap", "overlap", "duplicate", "none"]
    by_label = {one.label: one for one in evaluate(labels, found)}
    assert (by_label["duplicate"].precision, by_label["duplicate"].recall) == (0.5, 0.5)
    assert (by_label["overlap"].precision, by_label["overlap"].recall) == (0.5, 1.0)
    assert (by_label[ANY].precision, by_label[ANY].recall) == (0.75, 1.0)
    assert by_label["duplicate"].f1 == 0.5
    assert evaluate([], [])[0].f1 == 0.0


def test_what_cannot_be_compared_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    whole = {"ministry_title": "Đăng ký xe", "ministry_description": "Biển số, chủ xe", "prov_description": "Biển số"}
    table = small(
        tmp_path,
        {**whole, "pair_id": "empty"},
        {**whole, "pair_id": "long", "prov_title": "abc xyz " * 1250},
        {**whole, "pair_id": "stops", "prov_title": "Cơ sở dữ liệu về"},
        {**whole, "pair_id": "bare", "prov_title": "Biển số xe", "ministry_description": ""},
    )
    out = tmp_path / "out.csv"
    done = run("score", table, "--out", out)
    assert done.exit_code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = {row["pair_id"]: row for row in csv.DictReader(file)}
    assert {row["label"] for row in rows.values()} == {"none"}
    assert "thiếu tên" in rows["empty"]["evidence"]
    assert "tên dài quá 500 ký tự mà không nói nội dung nào" in rows["long"]["evidence"]
    assert "từ chung" in rows["stops"]["evidence"]
    assert "thiếu mô tả" in rows["bare"]["evidence"]
    assert "bare: not compared by matter: there is no description" in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"pair_id,prov_title\n1,a\n", "lacks the columns: ministry_title"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"\xff\xfe\x00", "không phải UTF-8"),
        (b"pair_id,prov_title,ministry_title\n1,a," + b"x" * 140_000 + b"\n", "Ô ở dòng 2 dài quá 131072 ký tự"),
        (b"", "lacks the columns"),
        (b'pair_id,prov_title,ministry_title,label\n1,a,"b,none\n2,c,d,none\n', "breaks off"),
    ],
)
def test_a_table_that_is_none_is_refused_with_a_sentence(text: bytes, said: str, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    table.write_bytes(text)
    done = run("score", table, "--out", tmp_path / "out.csv")
    assert done.exit_code == 1
    assert said in done.stderr


def test_a_missing_table_or_folder_is_said_in_vietnamese(tmp_path: Path) -> None:
    table = small(tmp_path, {"pair_id": "1", "prov_title": "Sổ A", "ministry_title": "Sổ B"})
    missing, folder = run("score", tmp_path / "none.csv", "--out", "x.csv"), run("score", tmp_path, "--out", "x.csv")
    nowhere = run("score", table, "--out", tmp_path / "none" / "out.csv")
    assert missing.exit_code == folder.exit_code == nowhere.exit_code == 1
    for done, said in ((missing, "không có tệp này"), (folder, "là thư mục"), (nowhere, "không có tệp này")):
        assert said in done.stderr and "Errno" not in done.stderr


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_table_is_parted_as_spreadsheets_part_it(delimiter: str, tmp_path: Path) -> None:
    table = tmp_path / "pairs.csv"
    lines = (NEEDED, ("1", "Sổ A", "Sổ B; hai"))
    with table.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)
    assert read_pairs(table) == [dict(zip(NEEDED, lines[1], strict=True))]


def test_a_missing_table_and_a_strange_label_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PairsUnreadable, match="cannot be read"):
        read_pairs(tmp_path / "none.csv")
    with pytest.raises(PairsUnreadable, match="'maybe'"):
        evaluate(["maybe"], ["none"])
    with pytest.raises(PairsUnreadable, match="The pair in row 2 has no label"):
        evaluate(["none", " "], ["none", "none"])


def test_a_table_of_no_labels_cannot_be_evaluated(tmp_path: Path) -> None:
    done = run("evaluate", small(tmp_path))
    assert done.exit_code == 1
    assert "no labels" in done.stderr
