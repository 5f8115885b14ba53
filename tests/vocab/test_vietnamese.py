"""Vietnamese text: the ten points that the normaliser must know (folding, tones, abbreviations, titles, order)."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocab.abbreviations import abbreviations
from vocab.vietnamese import (
    collation_key,
    expand,
    fold,
    nfc,
    one_i,
    place_tones,
    stop_phrases,
    title_key,
)

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
SYLLABLES = (
    "trường", "học", "đất", "đai", "thuế", "thuê", "giá", "gia", "lưu", "trữ", "trú", "hòa", "thủy", "khỏe", "quý",
    "quỳ", "kỹ", "lý", "Mỹ", "Quy", "Nhơn", "giếng", "già", "khuỷu", "rừng", "nghề", "di", "sản", "y", "tế", "số",
    "2021", "2025", "vệ", "sinh", "đường", "bộ", "doanh", "nghiệp", "được", "quyết", "ngoáo", "yêu", "thuở",
)  # fmt: skip
unhurried = settings(deadline=None)  # a busy machine is no fault of the text's
syllables = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8).map(" ".join)
vietnamese = st.text(alphabet=LETTERS + LETTERS.upper() + " -,0123456789", max_size=40)
old_and_new = (("o", "a"), ("o", "e"), ("u", "y"))


def as_new_style(text: str) -> str:
    """The same words with hoà, khoẻ, thuỷ for hòa, khỏe, thủy."""
    for tone in "\u0300\u0301\u0303\u0309\u0323":
        for first, second in old_and_new:
            old, new = nfc(first + tone) + second, first + nfc(second + tone)
            text = " ".join(w[: -len(old)] + new if w.endswith(old) else w for w in text.split(" "))
    return text


@unhurried
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@unhurried
@given(st.text(max_size=60))
def test_placing_tones_twice_is_placing_them_once(text: str) -> None:
    assert place_tones(place_tones(text)) == place_tones(text)


@unhurried
@given(st.text(max_size=60))
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    apart = unicodedata.normalize("NFD", text)
    assert nfc(apart) == nfc(text)
    for view in (fold, place_tones, title_key, collation_key, expand):
        assert view(apart) == view(nfc(text))


@unhurried
@given(vietnamese)
def test_capitals_do_not_matter_when_folded(text: str) -> None:
    assert fold(text.upper()) == fold(text.lower()) == fold(text)


@unhurried
@given(syllables)
def test_a_title_has_one_key_however_it_is_written(text: str) -> None:
    key = title_key(text)
    assert title_key(text.upper()) == key
    assert title_key(as_new_style(text)) == key
    assert title_key(fold(text)) == key
    assert title_key(key) == key


@unhurried
@given(syllables, st.sampled_from(sorted(" ".join(words) for words in stop_phrases())))
def test_a_stop_phrase_before_or_after_changes_no_key(text: str, phrase: str) -> None:
    assert title_key(f"{phrase} {text}") == title_key(text) == title_key(f"{text} {phrase}")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Ðảm bảo", "dam bao"),
        ("ĐẤT ĐAI", "dat dai"),
        ("  Thửa–đất/ĐT.638 ", "thua dat dt 638"),
        ("quý 3\u00a0năm 2022", "quy 3 nam 2022"),
        ("đất\u00adđai", "datdai"),
        ("", ""),
        ("— …", ""),
    ],
)
def test_what_folding_gives(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("Thuỷ sản", "Thủy sản"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("chất lựơng", "chất lượng"),
        ("qúy", "quý"),
        ("quỳ", "quỳ"),
        ("gìa", "già"),
        ("gì", "gì"),
        ("cuả", "của"),
        ("tóan", "toán"),
        ("Hoài Nhơn", "Hoài Nhơn"),
        ("khuỷu", "khuỷu"),
        ("Ðường", "Đường"),
        ("café résumé", "café résumé"),
    ],
)
def test_where_the_tone_stands(written: str, placed: str) -> None:
    assert place_tones(written) == placed


@pytest.mark.parametrize(("one", "other"), [("kỹ", "kĩ"), ("lý", "lí"), ("Quy Nhơn", "Qui Nhơn"), ("Mỹ", "Mĩ")])
def test_i_and_y_are_one_in_keys(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)
    assert one_i(fold(one)) == one_i(fold(other))


def test_i_and_y_stay_apart_where_they_sound_apart() -> None:
    assert one_i("thuy tay hay quyen") == "thuy tay hay quyen"


@pytest.mark.parametrize(
    ("written", "opened"),
    [
        ("CSDL đất đai", "cơ sở dữ liệu đất đai"),
        ("csdl đất đai", "cơ sở dữ liệu đất đai"),
        ("Sở GD&ĐT", "Sở giáo dục và đào tạo"),
        ("Sở GDĐT", "Sở giáo dục và đào tạo"),
        ("Sở LĐ - TB & XH", "Sở lao động - thương binh và xã hội"),
        ("Sở KH & ĐT", "Sở kế hoạch và đầu tư"),
        ("Sở KH&ÐT", "Sở kế hoạch và đầu tư"),
        ("P.C.C.C", "phòng cháy, chữa cháy"),
        ("TP. Quy Nhơn", "thành phố Quy Nhơn"),
        ("TP.Quy Nhơn", "thành phố Quy Nhơn"),
        ("Sở TP", "Sở Tư pháp"),
        ("an toàn TP", "an toàn thực phẩm"),
        ("ĐT.638", "đường tỉnh 638"),
        ("tuyến ĐT638", "tuyến đường tỉnh 638"),
        ("xúc tiến ĐT", "xúc tiến đầu tư"),
        ("QL19", "quốc lộ 19"),
        ("QL nhà nước", "quản lý nhà nước"),
        ("DS trường học", "danh sách trường học"),
        ("điều tra DS", "điều tra dân số"),
        ("TT y tế", "trung tâm y tế"),
        ("TT số 01", "thông tư số 01"),
        ("xã, phường, TT", "xã, phường, thị trấn"),
        ("kết quả KT", "kết quả kiểm tra"),
        ("phát triển KT", "phát triển kinh tế"),
    ],
)
def test_abbreviations_are_opened_by_their_neighbours(written: str, opened: str) -> None:
    readings = expand(written)
    assert readings[0] == opened
    assert readings[-1] == nfc(written)


def test_what_no_neighbour_explains_stays() -> None:
    assert expand("số liệu TT") == ("số liệu TT",)


def test_without_abbreviations_there_is_one_reading() -> None:
    assert expand("Di tích lịch sử") == ("Di tích lịch sử",)


@pytest.mark.parametrize("spelling", sorted(abbreviations()))
def test_each_abbreviation_is_opened_or_ambiguous(spelling: str) -> None:
    meanings = abbreviations()[spelling]
    assert len(meanings) == 1 or all(m.before or m.after or m.usual for m in meanings)
    if len(meanings) == 1:
        assert expand(spelling)[0] == meanings[0].phrase


def test_no_meaning_leans_on_a_stop_phrase() -> None:
    """Else a title's key would change with a phrase that says nothing."""
    stops = [" " + fold(" ".join(words)) for words in stop_phrases()]
    leaning = [
        (spelling, phrase)
        for spelling, meanings in abbreviations().items()
        for meaning in meanings
        for phrase in meaning.before
        if any(stop.endswith(" " + phrase) or f" {phrase}".endswith(stop) for stop in stops)
    ]
    assert leaning == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CSDL quốc gia về dân cư", "Cơ sở dữ liệu Quốc gia về Dân cư"),
        ("CSDLQG về dân cư", "DÂN CƯ"),
        ("Danh sách HTX trên địa bàn tỉnh Bình Định", "Hợp tác xã"),
        ("DS cơ sở KCB, tỉnh Bình Định", "Cơ sở khám bệnh - chữa bệnh"),
        ("Giáo dục nghề nghiệp", "GDNN"),
    ],
)
def test_titles_of_one_subject_share_a_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thu nhập hộ nghèo 2021", "Thu nhập hộ nghèo 2022"),
        ("Vệ sinh môi trường", "Sinh môi trường"),
        ("Hộ tịch", "Hộ nghèo"),
    ],
)
def test_titles_of_other_subjects_do_not(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


def test_a_title_of_stop_phrases_keeps_them() -> None:
    assert title_key("Cơ sở dữ liệu quốc gia") == "co so du lieu quoc gia"
    assert title_key("…") == ""


def test_the_vietnamese_order() -> None:
    ordered = [
        "2 quý", "an", "ăn", "ân", "ba", "bà", "bả", "bã", "bá", "bạ", "bà con", "ca", "Ca", "cá", "da", "đa", "đất",
        "e", "ê", "o", "ô", "ơ", "u", "ư", "y tế",
    ]  # fmt: skip
    assert sorted(ordered, key=collation_key) == ordered


@unhurried
@given(st.text(max_size=30), st.text(max_size=30))
def test_order_keys_sort_alike_as_bytes(one: str, other: str) -> None:
    """A database compares UTF-8 bytes, Python code points: both must agree."""
    keys = collation_key(one), collation_key(other)
    as_bytes = tuple(key.encode() for key in keys)
    assert (keys[0] < keys[1]) == (as_bytes[0] < as_bytes[1])
