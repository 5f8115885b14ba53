"""Lexical forms by XML Schema 1.1: a table of what is one and what is not; the calendar; rdflib where it agrees."""

from datetime import date

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from shapes.lexical import check_of, is_lexical
from vocab.namespaces import RDF, XSD

FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "boolean": (("true", "false", "0", "1"), ("TRUE", "yes", "", "10", " true")),
    "decimal": (("1", "+1.", "-.5", "0.10", "1" * 5000), (".", "1e5", "1E999999999", "INF", "1,5", "", "１")),
    "integer": (("0", "-0", "+12", "9" * 5000), ("1.0", "", "-", "1 ", "٣", "1_000")),
    "nonNegativeInteger": (("0", "-0", "+5", "0" * 30 + "7", "9" * 5000), ("-5", "-" + "9" * 5000, "12.0", "")),
    "positiveInteger": (("1", "0001"), ("0", "-1", "-0")),
    "nonPositiveInteger": (("0", "-1"), ("1",)),
    "negativeInteger": (("-1", "-" + "0" * 40 + "1"), ("0", "-0", "1")),
    "long": (("9223372036854775807", "-9223372036854775808"), ("9223372036854775808", "-9223372036854775809")),
    "int": (("2147483647", "-2147483648"), ("2147483648",)),
    "short": (("32767", "-32768"), ("32768", "-32769")),
    "byte": (("127", "-128", "+" + "0" * 25 + "127"), ("128", "-129")),
    "unsignedLong": (("18446744073709551615",), ("18446744073709551616", "-1")),
    "unsignedInt": (("4294967295",), ("4294967296",)),
    "unsignedShort": (("65535",), ("65536",)),
    "unsignedByte": (("255", "0"), ("256", "-1")),
    "double": (("1e5", "1.E-3", ".5", "INF", "-INF", "+INF", "NaN", "1E999999999"), ("inf", "nan", "1e", "e5", "0x1p3", "")),
    "float": (("1", "-1.5E+10"), ("1f", "Infinity")),
    "date": (
        ("2024-02-29", "2026-11-21Z", "2026-11-21+07:00", "-0004-02-29", "0000-02-29", "12024-01-31", "2000-02-29"),
        ("2023-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "26-01-01", "2026-1-1",
         "2026-11-21+14:30", "2026-11-21+7:00", "01/02/2026", "02026-01-01", "2026-11-21T00:00:00"),
    ),
    "dateTime": (
        ("2026-11-21T08:00:00", "2026-11-21T08:00:00.5Z", "2026-12-31T24:00:00", "2026-12-31T24:00:00.000-14:00"),
        ("2026-11-21", "2026-11-21T8:00:00", "2026-11-21T25:00:00", "2026-11-21T24:00:01", "2026-11-21T08:60:00",
         "2026-11-21T08:00:60", "2026-11-21 08:00:00", "2026-11-21T08:00", "2026-11-21T08:00:00."),
    ),
    "dateTimeStamp": (("2026-11-21T08:00:00Z",), ("2026-11-21T08:00:00",)),
    "time": (("08:00:00", "24:00:00", "23:59:59.999+07:00"), ("8:00:00", "24:00:01", "08:00", "08:00:00z")),
    "gYear": (("2026", "-0001", "12026Z"), ("26", "20260x", "012026")),
    "gYearMonth": (("2026-11", "2026-12Z"), ("2026-13", "2026-00", "2026")),
    "gMonthDay": (("--02-29", "--12-31Z"), ("--02-30", "--04-31", "02-01", "--13-01", "--01-00")),
    "gMonth": (("--11", "--01+07:00"), ("11", "--13", "--11--")),
    "gDay": (("---31", "---01Z"), ("---32", "---00", "31")),
    "duration": (
        ("P1Y", "P1Y2M3DT4H5M6.7S", "-P1D", "PT0S", "P0Y", "PT1M"),
        ("P", "PT", "P1YT", "1Y", "P1H", "PT1Y", "P-1Y", "P1M1Y", "PT.5S", "PT1.S", "+P1D", "p1y"),
    ),
    "yearMonthDuration": (("P1Y", "P1M", "-P1Y2M"), ("P1D", "P", "PT1M")),
    "dayTimeDuration": (("P1D", "PT1M", "P1DT0.5S"), ("P1Y", "P1M", "P")),
    "hexBinary": (("", "0F", "ff00"), ("0", "0G", "0F ")),
    "base64Binary": (
        ("", "TWFu", "TWE=", "TQ==", "T W F u", "TWFuTWE=", "TQ= ="),
        ("T", "TWF", "TWF=", "TR==", "TWE", " TWFu", "TWFu ", "T  WFu", "====", "TWFu="),
    ),
    "language": (("vi", "vi-VN", "x-klingon"), ("", "vi_VN", "abcdefghi", "vi-", "-vi")),
    "string": (("", "bất kỳ\n\t", "\u200b"), ("\x00", "\x1b", "\ufffe", "\ud800")),
    "anyURI": (("", "http://a/", "khong phai IRI"), ("\x00",)),
    "normalizedString": (("a  b ",), ("a\nb", "a\tb", "\r")),
    "token": (("", "a b c"), (" a", "a ", "a  b", "a\tb", "a" * 60 + "\t")),
    "NMTOKEN": (("-a.1:", "1"), ("", "a b")),
    "Name": ((":a", "Đơn-vị"), ("1a", "-a", "")),
    "NCName": (("a1",), (":a", "a:b", "")),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_forms_of_the_specification_are_told_from_others(name: str) -> None:
    right, wrong = FORMS[name]
    check = check_of(XSD[name])
    assert [text for text in right if not check(text)] == []
    assert [text for text in wrong if check(text)] == []


def test_any_text_is_a_form_of_a_datatype_that_is_not_known() -> None:
    assert is_lexical(RDF.HTML, "<b>")
    assert is_lexical(NamedNode("urn:date"), "never")
    assert is_lexical(XSD.unheardOf, "")


@settings(deadline=None)
@given(st.dates())
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    assert is_lexical(XSD.date, day.isoformat())
    assert is_lexical(XSD.dateTime, f"{day.isoformat()}T23:59:59Z")


@settings(deadline=None)
@given(st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_one_when_the_calendar_knows_it(year: int, month: int, day: int) -> None:
    try:
        date(year, month, day)
        known = True
    except ValueError:
        known = False
    assert is_lexical(XSD.date, f"{year:04}-{month:02}-{day:02}") == known


AGREED = ("integer", "boolean", "nonNegativeInteger", "byte", "unsignedByte", "positiveInteger", "decimal", "hexBinary")
"""Datatypes of which rdflib judges the texts below as the specification does (it would take 0e0 for a decimal)."""
TEXTS = st.from_regex(r"[+-]?[0-9]{1,4}(\.[0-9]{0,2})?|true|false|[0-9a-df]{2,4}", fullmatch=True)


@settings(deadline=None)
@given(st.sampled_from(AGREED), TEXTS)
def test_rdflib_agrees_on_plain_numbers(name: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rdflib.term.logger.disabled", True)  # it prints a stack trace for each ill-typed literal
        ill_typed = rdflib.Literal(text, datatype=rdflib.XSD[name], normalize=False).ill_typed
    assert is_lexical(XSD[name], text) == (not ill_typed)
