"""Comparing goes by structure: the matter, the columns, the unit; what is the province's own makes an overlap of it."""

from dataclasses import replace

import pytest

from shapes.likeness import weights as w
from shapes.likeness.comparing import compare, grade_of
from tests.shapes.likeness.sides import LEXICON, RARITY, VEHICLES, held_against, names, side
from vocab.agencies import branches

CLINICS = side(
    "Cơ sở dữ liệu cơ sở khám bệnh, chữa bệnh",
    "Tên cơ sở, số giấy phép hoạt động, phạm vi chuyên môn, người chịu trách nhiệm chuyên môn, số giường bệnh",
    "cơ sở khám chữa bệnh;giấy phép hoạt động",
)


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Danh sách ô tô, mô tô đã đăng ký tại tỉnh", "Biển kiểm soát, tên chủ xe, số khung, số máy"),
        ("Registered motor vehicles", "Number plate, owner, make, chassis number"),
        ("Danh sach xe dang ky", "Bien so, chu xe, so khung, so may"),
    ],
)
def test_the_same_rows_with_the_same_columns_are_a_duplicate_in_other_words(title: str, description: str) -> None:
    found = held_against(title, description)
    assert found.label == "duplicate", found
    assert {"same-subject", "same-fields"} <= names(found)


def test_columns_of_ones_own_make_an_overlap_of_a_duplicate() -> None:
    found = held_against("Xe máy đăng ký được đổi mũ bảo hiểm", "Biển số, cỡ mũ, điểm phát, ngày phát, quà tặng")
    assert found.label == "overlap", found
    assert "own-fields" in names(found)


def test_a_title_that_names_totals_is_of_no_copy() -> None:
    found = held_against("Số lượng xe ô tô, mô tô đã đăng ký", "Biển kiểm soát, tên chủ xe, số khung, số máy")
    assert found.label == "overlap", found
    assert "aggregated" in names(found)


def test_a_namesake_with_a_matter_and_columns_of_its_own_is_no_overlap() -> None:
    found = held_against("Đăng ký xe đạp công cộng ở bãi biển", "Giờ mở cửa, lối vào, sức chứa, ghế ngồi")
    assert found.label == "none", found


def test_the_matter_s_name_over_columns_of_ones_own_is_no_overlap() -> None:
    found = held_against("Ô tô, mô tô đã đăng ký", "Thực đơn, món ăn, giờ mở cửa, ghế ngồi")
    assert found.label == "none", found
    known = held_against("Ô tô, mô tô đã đăng ký", "Biển số, món ăn, giờ mở cửa, ghế ngồi")
    assert known.label == "overlap", known


def test_what_is_ones_own_never_brings_a_score_below_an_overlap() -> None:
    found = held_against(
        "Kế hoạch khảo sát, đánh giá số lượng xe đăng ký theo huyện", "Huyện, số xe đăng ký, ý kiến, quà tặng"
    )
    own = sum(one.weight for one in found.features if one.against and one.name.startswith(("own", "aggregated")))
    assert own > w.DUPLICATE - w.OVERLAP
    assert (found.label, found.score) == ("overlap", w.OVERLAP)


def test_another_matter_of_the_same_words_is_nothing() -> None:
    assert held_against("Đăng ký phòng họp và lịch xe đạp cho du khách", "Phòng, giờ, người đặt").label == "none"
    assert held_against("Nhà kính trồng rau", "Chủ vườn, diện tích").label == "none"


def test_what_every_field_has_touches_nothing() -> None:
    assert held_against("Danh sách cá nhân, tổ chức", "Họ tên, địa chỉ, ngày, số quyết định", CLINICS).score == 0


def test_a_shared_theme_alone_is_nothing() -> None:
    mine = side("Giờ mở cửa nhà hát tuồng", "Nhà hát, giờ", theme="TRAN")
    other = side("Đăng ký xe", "Biển số", theme="TRAN")
    assert held_against(mine.titles[0][1], "Nhà hát, giờ", other).score == 0


def test_what_speaks_against_says_so_in_both_languages() -> None:
    found = held_against("Số lượng xe đăng ký theo huyện", "Huyện, số xe máy, số ô tô")
    (counted,) = [one for one in found.features if one.name == "aggregated"]
    assert counted.against and counted.vi and counted.en and counted.weight > 0


def test_evidence_is_what_comparing_found_with_features_in_order() -> None:
    found = held_against("Danh sách xe đăng ký", "Biển số, chủ xe")
    assert found.evidence
    assert found.evidence.other == VEHICLES.iri
    assert found.evidence.score == pytest.approx(found.score, abs=0.01)
    assert set(found.evidence.features) == set(found.features)
    assert [one.against for one in found.evidence.features] == sorted(one.against for one in found.evidence.features)


@pytest.mark.parametrize(
    ("title", "description", "trouble"),
    [
        ("", "Biển số, chủ xe", "there is no title"),
        ("Cơ sở dữ liệu quốc gia về", "Biển số, chủ xe", "the title is of general words only"),
        ("!!! ...", "Biển số, chủ xe", "there is no title"),
    ],
)
def test_a_title_that_says_nothing_is_compared_with_nothing_and_the_reason_is_told(
    title: str, description: str, trouble: str
) -> None:
    found = held_against(title, description)
    assert (found.label, found.score, found.features) == ("none", 0.0, ())
    assert [one.en for one in found.troubles] == [trouble]


def test_a_ministrys_dataset_without_a_description_is_no_candidate() -> None:
    found = held_against("Xe cơ giới đã đăng ký", "Biển số, chủ xe", side("Quản lý xe cơ giới"))
    assert found.label == "none"
    assert [one.vi for one in found.troubles] == ["thiếu mô tả"]


def test_a_record_without_a_description_is_compared_by_its_title() -> None:
    assert held_against("Đăng ký xe cơ giới, biển số, chủ xe").label != "none"


def test_grades_follow_the_score() -> None:
    assert [grade_of(score) for score in (0.0, w.OVERLAP, w.DUPLICATE, 1.0)] == [
        None,
        "overlap",
        "duplicate",
        "duplicate",
    ]


def test_one_branch_of_administration_tells_a_little_also_under_the_name_of_before() -> None:
    mine = side("Danh sách ô tô, mô tô đã đăng ký tại tỉnh", "Biển kiểm soát, tên chủ xe, số khung, số máy")
    kin = replace(mine, branches=branches("Sở Giao thông vận tải tỉnh Bình Định"))
    its = replace(VEHICLES, branches=branches("Bộ Công an") | branches("Bộ Giao thông vận tải"))
    apart, near = compare(mine, its, LEXICON, RARITY), compare(kin, its, LEXICON, RARITY)
    assert near.score == pytest.approx(apart.score + w.SAME_BRANCH)
    assert names(near) - names(apart) == {"same-branch"}
