"""Dates, in the ways that people and programs here write them."""

import pytest

from harvesters.dates import dated, in_utc
from vocab.namespaces import XSD

DAY, TIME, MONTH, YEAR, NONE = XSD.date, XSD.dateTime, XSD.gYearMonth, XSD.gYear, XSD.string


@pytest.mark.parametrize(
    ("text", "value", "datatype"),
    [
        ("2024-03-05", "2024-03-05", DAY), ("05/03/2024", "2024-03-05", DAY), ("5-3-2024", "2024-03-05", DAY),
        ("31.12.2024", "2024-12-31", DAY), ("2024-1-5", "2024-01-05", DAY), ("2024/01/05", "2024-01-05", DAY),
        ("ngày 5 tháng 3 năm 2024", "2024-03-05", DAY), ("Tháng 3/2024", "2024-03", MONTH), ("03/2024", "2024-03", MONTH),
        ("tháng 12 năm 2024", "2024-12", MONTH), ("năm 2024", "2024", YEAR), ("2024", "2024", YEAR),
        ("2024-03-05 08:30", "2024-03-05T08:30:00", TIME), ("5/3/2024 08:30:15", "2024-03-05T08:30:15", TIME),
        ("2024-03-05T08:30:00.5+0700", "2024-03-05T08:30:00.5+07:00", TIME),
        ("2024-03-05T08:30:00+07", "2024-03-05T08:30:00+07:00", TIME),
        ("2024-03-05 08:30:00 UTC", "2024-03-05T08:30:00Z", TIME),
        ("2024-03-05T08:30:00,25Z", "2024-03-05T08:30:00.25Z", TIME), ("20240305", "2024-03-05", DAY),
        ("20240305T083000Z", "2024-03-05T08:30:00Z", TIME), ("20240230", "20240230", NONE), ("99990101", "99990101", NONE),
        ("Tue, 05 Mar 2024 08:30:00 GMT", "2024-03-05T08:30:00Z", TIME), ("March 5, 2024", "2024-03-05", DAY),
        ("5 Sept. 2024", "2024-09-05", DAY), ("5 Mars 2024", "5 Mars 2024", NONE), ("31 Feb 2024", "31 Feb 2024", NONE),
        ("Tue, 03/05/2024 - 08:30", "2024-03-05T08:30:00", TIME), ("Tue, 05/03/2024 - 08:30", "2024-03-05T08:30:00", TIME),
        ("Date changed  Thu, 06/19/2014 - 13:28", "2014-06-19T13:28:00", TIME),
        ("Mon, 03/05/2024 - 08:30", "Mon, 03/05/2024 - 08:30", NONE), ("Fri, 01/10/2025", "2025-01-10", DAY),
        ("Tue, 01/07/2025", "Tue, 01/07/2025", NONE),
        ("2024-03-05T25:00", "2024-03-05T25:00", NONE), ("2024-03-05T24:00:00Z", "2024-03-05T24:00:00Z", TIME),
        ("2024-03-05 08:30:00+25:00", "2024-03-05 08:30:00+25:00", NONE),
        ("12/31/2024", "12/31/2024", NONE), ("2024-13-45", "2024-13-45", NONE), ("31-02-2024", "31-02-2024", NONE),
        ("13/2024", "13/2024", NONE), ("Quý I/2025", "Quý I/2025", NONE), ("5/3-2024", "5/3-2024", NONE), ("", "", NONE),
    ],
)  # fmt: skip
def test_what_is_a_day_of_the_calendar_is_typed(text: str, value: str, datatype: object) -> None:
    said = dated(text)
    assert (said.value, said.datatype) == (value, datatype)


@pytest.mark.parametrize(
    ("text", "value"),
    [("２０２４", "2024"), ("٢٠٢٤-٠٣-٠٥", "2024-03-05"), ("ngày ５ tháng ３ năm ２０２４", "2024-03-05")],
)
def test_figures_of_other_scripts_are_the_same_figures(text: str, value: str) -> None:
    said = dated(text)
    assert said.value == value and said.datatype in (DAY, YEAR)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2024-03-05T08:30:00.123456", "2024-03-05T08:30:00.123456Z"),
        ("2024-03-05T08:30:00", "2024-03-05T08:30:00Z"),
        ("2024-03-05T08:30:00+07:00", "2024-03-05T08:30:00+07:00"),
        ("2024-03-05", "2024-03-05"),
        ("Tue, 03/05/2024 - 08:30", "Tue, 03/05/2024 - 08:30"),
    ],
)
def test_a_program_that_tells_times_in_utc_without_saying_so_is_understood(text: str, value: str) -> None:
    assert in_utc(text) == value
