"""Where and when: two datasets of places or years that have nothing in common have no row in common."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.likeness import weights as w
from shapes.likeness.comparing import compare
from shapes.likeness.extent import coincides, meets, places, years
from shapes.likeness.phrases import Text
from shapes.likeness.subject import subject_of_description
from tests.shapes.likeness.sides import LEXICON, RARITY, VEHICLES, names, side
from vocab.description import describe
from vocab.namespaces import DCAT, DCT, RDF, SKOS

YEAR = st.integers(1990, 2040)
SPAN = st.tuples(YEAR, YEAR).map(lambda ends: (min(ends), max(ends)))
PLACES = st.frozensets(st.sampled_from(sorted(one.key for one in LEXICON.of_scheme("place"))), max_size=3)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Xe đăng ký mới năm 2023", (2023, 2023)),
        ("Xe đăng ký mới giai đoạn 2016-2020", (2016, 2020)),
        ("Xe đăng ký mới 2016 – 2020, bổ sung 2022", (2016, 2022)),
        ("Xe đăng ký theo Thông tư 24/2023/TT-BCA", None),
        ("Xe đăng ký theo Nghị định 2019/QĐ", None),
        ("Xe có dung tích 2.000 và 12000 cm3", None),
        ("Xe đăng ký mới", None),
    ],
)
def test_a_title_names_years(title: str, found: tuple[int, int] | None) -> None:
    assert years(side(title)) == found


def test_a_declared_period_goes_before_the_years_of_the_title() -> None:
    said = replace(side("Kế hoạch ban hành năm 2020"), period=("2021-01-01", "2025-12-31", "không rõ"))
    assert years(said) == (2021, 2025)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Danh sách chợ tại thị xã An Nhơn và huyện Phù Cát", {"place/549", "place/548"}),
        ("danh sach cho tai thi xa an nhon", {"place/549"}),
        ("Di tích thời Tây Sơn", set()),
        ("Trạm đo ở K'Bang", {"place/625"}),
        ("Tàu cá hoạt động ở Thái Bình Dương", set()),
    ],
)
def test_a_text_names_places(text: str, found: set[str]) -> None:
    assert places([Text.read(text, LEXICON)]) == found


def test_a_record_names_its_place_by_the_label_of_its_coverage() -> None:
    dataset, node = NamedNode("http://127.0.0.1:1/id/dataset/abcdefghijkl"), BlankNode()
    record = [
        Triple(dataset, RDF.type, DCAT.Dataset),
        Triple(dataset, DCT.spatial, node),
        Triple(node, SKOS.prefLabel, Literal("Thị xã An Nhơn", language="vi")),
        Triple(dataset, DCT.spatial, Literal("Phù Cát")),
    ]
    assert sorted(subject_of_description(describe(dataset.value, record)).space) == ["Phù Cát", "Thị xã An Nhơn"]


@given(one=PLACES, other=PLACES)
def test_who_meets_is_met(one: frozenset[str], other: frozenset[str]) -> None:
    assert bool(meets(one, other, LEXICON)) == bool(meets(other, one, LEXICON))
    assert meets(one, one, LEXICON) == sorted(one)


@given(one=SPAN, other=SPAN)
def test_two_spans_coincide_when_they_have_a_year_in_common(one: tuple[int, int], other: tuple[int, int]) -> None:
    shared = set(range(one[0], one[1] + 1)) & set(range(other[0], other[1] + 1))
    assert coincides(one, other) == bool(shared)


def test_the_province_lies_in_its_region_and_the_old_one_in_the_new() -> None:
    assert meets(frozenset({"place/52"}), frozenset({"place/64"}), LEXICON) == ["place/52"]
    assert meets(frozenset({"place/540"}), frozenset({"place/r4"}), LEXICON)
    assert not meets(frozenset({"place/540"}), frozenset({"place/r6"}), LEXICON)


@pytest.mark.parametrize(
    ("mine", "its", "feature", "change"),
    [
        ("tại Quy Nhơn", "tỉnh Bình Định", "same-space", w.SAME_SPACE),
        ("tại Quy Nhơn", "vùng đồng bằng sông Cửu Long", "other-space", -w.OTHER_SPACE),
        ("năm 2023", "giai đoạn 2021-2025", "same-time", w.SAME_TIME),
        ("năm 2019", "giai đoạn 2021-2025", "other-time", -w.OTHER_TIME),
    ],
)
def test_where_and_when_count_only_when_both_say_it(mine: str, its: str, feature: str, change: float) -> None:
    columns = "Biển kiểm soát, tên chủ xe, số khung, số máy"
    near = side(f"Danh sách ô tô, mô tô đã đăng ký {mine}", columns)
    there = replace(VEHICLES, titles=(("vi", f"Đăng ký phương tiện giao thông cơ giới {its}"),))
    silent = compare(near, VEHICLES, LEXICON, RARITY)
    said = compare(near, there, LEXICON, RARITY)
    assert not {feature} & names(silent)
    assert names(said) >= {feature}
    assert said.score == pytest.approx(silent.score + change, abs=0.015)
