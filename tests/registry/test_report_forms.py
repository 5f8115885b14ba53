"""The faces of a report: the same findings in each, nothing of a document taken for markup, a formula or a column."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from pyoxigraph import RdfFormat, parse

from registry.checked import Checked, Thing, Told, nothing_to_judge
from registry.report_forms import FORMS, media_type, shown_value, verdict
from shapes.report import Finding, ShapeReport
from vocab.namespaces import SH

EVIL = '=1+1"<script>alert(1)</script>\n& «x»'
ONE = Finding(
    rule="p/r",
    scope="record",
    severity="Violation",
    focus="http://x.example/d",
    path="http://purl.org/dc/terms/title",
    component=SH.MaxLengthConstraintComponent.value,
    value=EVIL,
    message_vi="Tên quá dài.",
    message_en="The title is too long.",
    article="Điều 1",
    fix_vi="Rút ngắn.",
    fix_en="Shorten it.",
    label_vi="Tên",
    label_en="Title",
    term='"x"',
)
PART = replace(ONE, severity="Warning", focus="_:b1", value=None, term="", message_vi=EVIL)
THINGS = {
    "http://x.example/d": Thing("tập dữ liệu", "dataset", "Giá đất", ""),
    "_:b1": Thing("bản phân phối", "distribution", EVIL, "http://x.example/d"),
}
CHECKED = Checked("tệp.ttl", ShapeReport((ONE, PART)), THINGS, (Told("Đã sửa.", "Mended."),), 12)


def test_what_a_worker_says_is_read_back_the_same() -> None:
    assert Checked.from_row(CHECKED.as_row()) == CHECKED


def test_parts_stand_under_the_thing_they_belong_to() -> None:
    assert CHECKED.groups() == {"http://x.example/d": (ONE, PART)}
    assert CHECKED.thing("_:b1").name("en").startswith("Distribution “=1+1")
    assert CHECKED.thing("http://nobody.example").name("vi") == ""


def test_the_verdict_counts_what_was_found() -> None:
    assert verdict(CHECKED) == ("chưa đạt, 1 lỗi, 1 cảnh báo", "does not conform, violations: 1, warnings: 1")
    assert verdict(Checked("x", ShapeReport(()))) == ("đạt", "conforms")
    assert verdict(Checked("x", ShapeReport(()), is_read=False)) == ("không đọc được", "cannot be read")


def test_json_is_as_the_design_fixes_it() -> None:
    said = json.loads(FORMS["json"]((CHECKED,)))
    assert list(said) == ["conforms", "findings"] and said["conforms"] is False
    assert list(said["findings"][0]) == [
        "rule", "severity", "focus", "path", "component", "value", "message_vi", "message_en", "article",
    ]  # fmt: skip
    both = json.loads(FORMS["json"]((CHECKED, replace(CHECKED, name="hai.ttl"))))
    assert {finding["file"] for finding in both["findings"]} == {"tệp.ttl", "hai.ttl"}


def test_csv_has_a_row_a_finding_and_no_formula() -> None:
    text = FORMS["csv"]((CHECKED,))
    assert text.startswith("\ufefffile,")
    first, second = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    assert first["value"] == f"'{EVIL}" and second["message_vi"] == f"'{EVIL}"
    assert (first["file"], first["thing"], first["label_en"]) == ("tệp.ttl", "Tập dữ liệu “Giá đất”", "Title")


def test_the_page_stands_by_itself_and_holds_no_markup_of_the_document() -> None:
    page = FORMS["html"]((CHECKED,))
    assert "<script" not in page and not re.search(r"\ssrc=|\shref=|url\(", page)
    assert "&lt;script&gt;" in page and page.count("<li") == 2
    assert all(text in page for text in ("Tên quá dài.", "The title is too long.", "Điều 1", "Rút ngắn."))


def test_text_says_everything_in_both_languages() -> None:
    text = FORMS["text"]((CHECKED,))
    for said in (
        "chưa đạt, 1 lỗi",
        "✗ p/r · Tên",
        "Tên quá dài.",
        "The title is too long.",
        "Cách sửa: Rút ngắn.",
        "Điều 1",
    ):
        assert said in text


def test_rdf_holds_a_report_for_each_document() -> None:
    quads = list(parse(FORMS["turtle"]((CHECKED, CHECKED)).encode(), format=RdfFormat.TURTLE))
    assert sum(quad.predicate == SH.result for quad in quads) == 4
    assert sum(quad.predicate == SH.conforms for quad in quads) == 2


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"value": "abc"}, "abc"),
        ({"value": "abc", "message_vi": "đang ghi: abc"}, ""),
        ({"value": "http://x.example/d"}, ""),
        ({"value": "line 4", "term": ""}, ""),
        ({"value": None}, ""),
        ({"value": "x" * 1000}, "x" * 299 + "…"),
    ],
)
def test_a_value_is_shown_where_it_says_more_than_the_sentence(changes: dict[str, str], shown: str) -> None:
    assert shown_value(replace(ONE, **changes)) == shown


def test_every_face_has_its_media_type() -> None:
    assert {form: media_type(form).partition(";")[0] for form in FORMS} == {
        "text": "text/plain",
        "json": "application/json",
        "csv": "text/csv",
        "html": "text/html",
        "turtle": "text/turtle",
    }


def test_what_would_stop_publication_on_the_form_is_marked() -> None:
    checked = replace(CHECKED, required=frozenset({"p/r"}))
    assert FORMS["text"]((checked,)).count("trên biểu mẫu: bắt buộc / on the form: required") == 1, "the warning only"
    assert FORMS["html"]((checked,)).count("trên biểu mẫu: bắt buộc") == 1
    assert Checked.from_row(checked.as_row()) == checked


def test_a_document_in_which_nothing_is_judged_is_not_praised() -> None:
    checked = Checked("tệp.ttl", ShapeReport((nothing_to_judge("file:///x"),)))
    assert verdict(checked) == ("không có gì để xét", "nothing to judge")
    for form, face in FORMS.items():
        assert "checking/nothing-to-judge" in face((checked,)), form
