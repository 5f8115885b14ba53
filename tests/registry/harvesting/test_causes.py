"""What did not come through is told by cause, with who mends it and how, and nothing is left out."""

from typing import Any

import pytest

from registry.harvesting.causes import AGENCY, HEAD, Cause, by_cause, faults_of, place_of, slug_of, table
from registry.words import Words
from shapes.report import Finding, ShapeReport


def finding(rule: str = "province/r-own", severity: str = "Violation", **more: Any) -> dict[str, Any]:
    said = {
        "rule": rule, "scope": "record", "severity": severity, "focus": "", "path": "http://purl.org/dc/terms/issued",
        "component": "", "value": None, "message_vi": "Thiếu ngày ban hành.", "message_en": "No date of issue.",
        "article": "Điều 4", "fix_vi": "Điền ngày ban hành.", "fix_en": "State the date of issue.",
    }  # fmt: skip
    return ShapeReport((Finding(**{**said, **more}),)).as_rows()[0]


def settled(number: int, outcome: str, *findings: dict[str, Any]) -> dict[str, Any]:
    iri = f"https://example.vn/id/dataset/{number}"
    return {"iri": iri, "title": f"Tập {number}", "outcome": outcome, "findings": list(findings), "identifier": f"m{number}",
            "page": 1}  # fmt: skip


def unread(position: str, reason: str, cause: str = "") -> dict[str, Any]:
    return {"position": position, "reason_vi": reason, "reason_en": reason, "page": 2, "cause": cause}


def causes_of(settled_rows: list[dict[str, Any]], unreadable: list[dict[str, Any]]) -> tuple[Cause, ...]:
    return by_cause(faults_of(settled_rows, unreadable))


def test_records_of_one_cause_stand_together_and_each_counts_once() -> None:
    twice = settled(2, "held", finding(), finding(value="x"))
    found = causes_of([settled(1, "held", finding("province/r-api")), twice, settled(3, "held", finding())], [])
    assert [(one.slug, one.records) for one in found] == [("province/r-own", 2), ("province/r-api", 1)]
    assert found[0].first.mend("vi") == "Điền ngày ban hành." and found[0].who == AGENCY


def test_a_cause_says_what_holds_for_all_of_its_records() -> None:
    said = [finding(message_vi=f"Trùng với “{name}” của Bộ Y tế.") for name in ("Tập A", "Tập B")]
    (cause,) = causes_of([settled(n, "held", one) for n, one in enumerate(said)], [])
    assert cause.reason("vi") == "Trùng với … của Bộ Y tế." and not cause.is_one_sentence
    (alike,) = causes_of([settled(n, "held", said[0]) for n in (1, 2)], [])
    assert alike.reason("vi") == "Trùng với “Tập A” của Bộ Y tế."


def test_a_remark_is_no_cause_and_what_came_through_has_none() -> None:
    rows = [settled(1, "remarked", finding(severity="Warning")), settled(2, "unchanged"), settled(3, "published")]
    assert causes_of(rows, []) == ()
    held = causes_of([settled(4, "held", finding(), finding("x/y", "Warning"))], [])
    assert [one.slug for one in held] == ["province/r-own"]


def test_a_version_that_is_still_held_without_a_word_is_told_all_the_same() -> None:
    assert [one.slug for one in causes_of([settled(1, "held")], [])] == ["held"]


def test_what_is_not_the_sources_own_is_the_agencys_to_ask_for_or_to_drop() -> None:
    found = causes_of([settled(1, "refused"), settled(2, "barred")], [])
    assert {one.slug: one.who for one in found} == {"refused": AGENCY, "barred": AGENCY}
    assert all(one.first.mend(lang) for one in found for lang in ("vi", "en"))


@pytest.mark.parametrize(
    ("position", "said"),
    [
        ("result 14 (ck-000)", "kết quả 14 (ck-000)"),
        ("line 5", "dòng 5"),
        ("document", "tài liệu"),
        ("record 2 (a), line 3", "bản ghi 2 (a), dòng 3"),
        ("item-5", "item-5"),
        ("https://x.example/line 5", "https://x.example/line 5"),
    ],
)
def test_where_a_record_stood_is_told_in_the_readers_language(position: str, said: str) -> None:
    assert place_of(position, "vi") == said and place_of(position, "en") == position


def test_what_could_not_be_read_is_gathered_by_its_cause_whatever_number_it_names() -> None:
    rows = [
        unread("result 3", "The record has 6001 triples; at most 5000 are accepted."),
        unread("result 9", "The record has 7777 triples; at most 5000 are accepted."),
        unread("result 12", "The identifier “a-1” came before on this page."),
        unread("page 2", "x", "too-big"),
    ]
    found = causes_of([], rows)
    assert [one.records for one in found] == [2, 1, 1]
    assert {one.slug for one in found} >= {"too-big"} and all(len(one.slug) <= 40 for one in found)
    assert all(fault.mend_vi and fault.mend_en for one in found for fault in one.faults)
    assert slug_of("«…»") == "unknown"


def test_the_table_holds_every_fault_under_one_head_in_both_languages() -> None:
    found = causes_of([settled(n, "held", finding()) for n in range(300)], [unread("x", "y")] * 2)
    for lang in ("vi", "en"):
        rows = table(found, lang, lambda value, _: value)
        assert len(rows) == 302 and {len(row) for row in rows} == {len(HEAD[lang])}
        assert rows[0][:3] == ("province/r-own", 300, "bị giữ lại" if lang == "vi" else "held")


def test_the_table_names_properties_and_values_in_the_readers_language() -> None:
    theme = "http://publications.europa.eu/resource/authority/data-theme/HEAL"
    found = causes_of([settled(1, "held", finding(label_vi="chủ đề", label_en="theme", value=theme))], [])
    words = Words.of("https://example.vn")
    for lang, said in (("vi", ("chủ đề", "Y tế")), ("en", ("theme", "Health"))):
        (row,) = table(found, lang, words.label)
        assert row[HEAD["en"].index("property") :][:2] == said
