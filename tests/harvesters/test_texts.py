"""Bytes to clean text."""

import unicodedata

import pytest

from harvesters.errors import NotReadable
from harvesters.texts import clean, counted, decode


def test_nfd_becomes_nfc() -> None:
    title = "Bệnh viện Đa khoa tỉnh Bình Định"
    assert clean(unicodedata.normalize("NFD", title)) == title


def test_what_nobody_sees_is_removed() -> None:
    assert clean("a\x00b\u200bc\u202ed\x85e\ud800f\n\tg") == "abcdef\n\tg"


def test_what_a_refusal_repeats_of_a_source_is_one_line_of_what_is_seen() -> None:
    refusal = NotReadable("Trang «a\n\nb\u202ec»", "Page “a\r\nb\u200b\x00c”")
    assert (refusal.vi, refusal.en) == ("Trang «a bc»", "Page “a bc”")


def test_a_byte_order_mark_is_a_notice() -> None:
    text, notices = decode(b"\xef\xbb\xbfhello")
    assert text == "hello"
    assert [notice.slug for notice in notices] == ["bom"]


def test_stray_marks_of_an_old_editor_are_mended() -> None:
    text, notices = decode(
        "Dữ liệu ".encode() + b"\x93m\xf4i tr\xb0\xf6ng\x94".replace(b"\xf4", b"o").replace(b"\xf6", b"o")
    )
    assert text.startswith("Dữ liệu “moi tr°ong”")
    assert [notice.slug for notice in notices] == ["stray-bytes"]


@pytest.mark.parametrize(
    "data",
    [
        "Dữ liệu".encode("utf-16")[:-1],
        "Dữ liệu".encode("utf-16-le"),
        "Dữ liệu".encode("utf-32"),
        "Dữ liệu đất đai của tỉnh".encode("cp1258", "ignore"),
    ],
)
def test_other_encodings_are_refused_with_advice(data: bytes) -> None:
    with pytest.raises(NotReadable) as refusal:
        decode(data)
    assert "UTF-8" in refusal.value.vi


@pytest.mark.parametrize("data", ["Dữ liệu".encode("utf-16"), b"\xfe\xff" + "Dữ liệu".encode("utf-16-be")])
def test_utf_16_is_read_where_it_says_so(data: bytes) -> None:
    text, notices = decode(data)
    assert text == "Dữ liệu" and [notice.slug for notice in notices] == ["encoding"]


def test_declared_latin_xml_is_converted() -> None:
    text, notices = decode('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"))
    assert "é" in text
    assert notices[0].slug == "encoding"


@pytest.mark.parametrize("data", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(NotReadable):
        decode(data)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00"]
)
def test_a_file_of_an_office_program_is_called_one(data: bytes) -> None:
    with pytest.raises(NotReadable) as refusal:
        decode(data)
    assert "«sheet»" in refusal.value.vi and "CSV" in refusal.value.vi
    assert "“sheet”" in refusal.value.en and "CSV" in refusal.value.en


def test_an_empty_file_is_called_so_wherever_it_came_from() -> None:
    with pytest.raises(NotReadable) as refusal:
        decode(b"\xef\xbb\xbf \n")
    assert "rỗng" in refusal.value.vi and "nguồn" not in refusal.value.vi
    assert "empty" in refusal.value.en and "source" not in refusal.value.en


def test_one_is_counted_as_one() -> None:
    assert counted(1, "field was", "fields were") == "1 field was"
    assert counted(0, "field was", "fields were") == "0 fields were"
    assert counted(2, "field was", "fields were") == "2 fields were"


def test_the_code_page_of_vietnamese_windows_is_read_where_it_is_declared() -> None:
    text, notices = decode(
        "<?xml version='1.0' encoding='windows-1258'?><a>Tên đất</a>".encode("cp1258", "ignore") + b"\xea\xcc"
    )
    assert "Tên" in text and [notice.slug for notice in notices] == ["encoding"]
