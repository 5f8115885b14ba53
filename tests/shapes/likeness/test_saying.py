"""What sentences of evidence say: in the words of the description, so that whoever wrote it finds them there."""

from dataclasses import replace

import pytest

from shapes.likeness.comparing import compare
from tests.shapes.likeness.sides import LEXICON, RARITY, VEHICLES, held_against, side


def said(title: str, description: str) -> dict[str, str]:
    """The Vietnamese sentence of each feature, by name."""
    return {one.name: one.vi for one in held_against(title, description).features}


def test_parts_of_a_description_are_said_as_they_are_written() -> None:
    found = said("Danh sách ô tô đã đăng ký tại tỉnh", "Biển kiểm soát, Số GPLX; Lý do cấp lại, Quỹ bảo trì, Số KHUNG")
    assert "“Biển kiểm soát”" in found["same-fields"] and "“Số KHUNG”" in found["same-fields"]
    assert found["same-fields"].startswith("Phần mô tả cũng là nội dung của tập kia: ")
    assert "“Quỹ bảo trì”" in found["own-fields"]
    assert found["own-fields"].startswith("Phần mô tả không có ở tập kia: ")


def test_the_word_before_the_last_of_a_list_is_not_said() -> None:
    found = held_against("Xe máy đăng ký được đổi mũ bảo hiểm", "Biển số, cỡ mũ, và phương án phát, quà and giấy khen")
    (own,) = [one for one in found.features if one.name == "own-fields"]
    assert own.vi == "Phần mô tả không có ở tập kia: “cỡ mũ”, “phương án phát”, “quà”"
    assert own.en == "Parts of the description that the other does not have: “cỡ mũ”, “phương án phát”, “quà”"


def test_a_name_of_a_column_without_marks_is_said_as_it_stands() -> None:
    found = said("Danh sach xe dang ky", "Bien so, chu xe, so khung, so may, mau son")
    assert "“Bien so”" in found["same-fields"]


def test_names_of_columns_beside_a_description_have_their_strokes() -> None:
    mine = side("Xe máy đăng ký được đổi mũ bảo hiểm", "Biển số, cỡ mũ", iri="urn:mine")
    mine = replace(mine, descriptions=(*mine.descriptions, ("", "so khung;co mu;ngay phat;bien so")))
    found = {one.name: one.vi for one in compare(mine, VEHICLES, LEXICON, RARITY).features}
    assert found["same-fields"] == "Phần mô tả cũng là nội dung của tập kia: “Biển số”, “so_khung”"
    assert found["own-fields"] == "Phần mô tả không có ở tập kia: “cỡ mũ”, “ngay_phat”"


@pytest.mark.parametrize(
    ("title", "beginning"),
    [
        ("Danh sách ô tô, mô tô đã đăng ký", "Cả tên gọi nói về"),
        ("Đăng ký xe máy và nhà kính trồng rau", "Một phần tên gọi (50%) nói về"),
    ],
)
def test_how_much_of_a_title_is_the_others_matter_is_said_in_words(title: str, beginning: str) -> None:
    found = said(title, "Biển kiểm soát, tên chủ xe, số khung, số máy")
    assert found["title-share"].startswith(beginning) and "nội dung của tập kia" in found["title-share"]


def test_words_that_are_no_concept_are_spelled_as_they_were() -> None:
    other = side("Hoa giấy kỳ lạ vùng Phủ Lý", "thỏa thuận ký kết")
    found = held_against("Thỏa thuận Ký kết Hòa bình", "ký kết thỏa thuận", other)
    (same,) = [one for one in found.features if one.name == "same-subject"]
    assert "“Ký kết”" in same.vi and "“Thỏa thuận”" in same.en
