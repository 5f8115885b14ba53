"""Where and when as Dublin Core writes it in one text."""

import pytest

from harvesters.dcmi import draft_coverage, draft_spatial, draft_temporal
from harvesters.iris import node
from harvesters.record_draft import RecordDraft
from vocab.namespaces import DCAT, DCT, RDF, SKOS


def draft() -> RecordDraft:
    place = node("https://so.example/d")
    assert place is not None
    return RecordDraft(place)


def told(drafted: RecordDraft) -> dict[object, str]:
    """The values by property, without classes and what hangs where."""
    passed_over = (RDF.type, DCT.spatial, DCT.temporal)
    rest = (triple for triple in drafted.triples() if triple.predicate not in passed_over)
    return {triple.predicate: getattr(triple.object, "value", "") for triple in rest}


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2000-2010", "2000", "2010"), ("2000 - 2010", "2000", "2010"), ("2001", "2001", "2001"),
        ("2000-01-01/2001-06-30", "2000-01-01", "2001-06-30"), ("2000/..", "2000", None),
        ("03/2024", "2024-03", "2024-03"), ("05/03/2024", "2024-03-05", "2024-03-05"),
        ("name=Thời kỳ đổi mới; start=1986-12; end=2000; scheme=W3C-DTF;", "1986-12", "2000"), ("start=1999;", "1999", None),
    ],
)  # fmt: skip
def test_coverage_may_be_a_period(text: str, start: str, end: str | None) -> None:
    drafted = draft()
    draft_coverage(drafted, text)
    said = told(drafted)
    assert (said[DCAT.startDate], said.get(DCAT.endDate), said.get(SKOS.prefLabel)) == (start, end, None)


@pytest.mark.parametrize(
    "text", ["Việt Nam", "Thế kỷ 20", "10 tỉnh", "20/10 đường Láng", "a=b", "start=sớm; end=muộn", "8000", "2024/P1Y"]
)
def test_coverage_in_other_words_is_a_place(text: str) -> None:
    drafted = draft()
    draft_coverage(drafted, text)
    assert told(drafted) == {SKOS.prefLabel: text}


def test_boxes_and_points_are_places_with_a_name() -> None:
    drafted = draft()
    draft_spatial(drafted, "name=Hà Nội; northlimit=21.4; southlimit=20.5; westlimit=105.3; eastlimit=106.1; units=x")
    box = "POLYGON((105.3 20.5, 106.1 20.5, 106.1 21.4, 105.3 21.4, 105.3 20.5))"
    assert told(drafted) == {DCAT.bbox: box, SKOS.prefLabel: "Hà Nội"}
    drafted = draft()
    draft_spatial(drafted, "east=105.8; north=21; name=Hồ Gươm")
    assert told(drafted) == {DCAT.centroid: "POINT(105.800000 21.000000)", SKOS.prefLabel: "Hồ Gươm"}


def test_what_stands_as_a_period_and_is_none_stays_for_the_rules() -> None:
    drafted = draft()
    draft_temporal(drafted, "mùa mưa")
    assert told(drafted) == {DCAT.startDate: "mùa mưa"}
