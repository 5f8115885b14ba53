"""Sizes of files in bytes, out of the numbers that programs write and the words that people do."""

import re
from decimal import Decimal

from pyoxigraph import Literal

from vocab.namespaces import XSD

_MOST = 10**18
_SIZE = re.compile(r"(\d[\d\s.,]{0,30}?)\s*(?:([kmgt]?)(i?)b(?:ytes?)?)?", re.I)
_FIGURES = re.compile(r"([\d.,]*?)(?:([.,])(\d+))?")
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def whole(text: str) -> int | None:
    """The whole part of a number as JSON and XML Schema write it (12, 12.0, 1.2E1); None for what is none or is negative."""
    try:
        number = Decimal(text.strip()) if len(text) <= 40 else Decimal(-1)
        return int(number) if 0 <= number < _MOST else None
    except ArithmeticError:
        return None


def bytes_in(text: str, kilo: int = 1000) -> int | None:
    """The bytes that people mean by a text ("1,5 MB", "1.234.567 byte", "12"); None for what is no size.

    `kilo` are the bytes of their KB; a KiB has 1,024. Three figures behind a point or a comma are thousands, except of
    megabytes and more: nobody tells thousandths of a byte.
    """
    said = _SIZE.fullmatch(text.strip())
    if said is None:
        return None
    power = _POWERS[(said[2] or "").lower()]
    figures = _FIGURES.fullmatch("".join(said[1].split()))
    if figures is None:
        return None
    above, mark, below = figures[1], figures[2] or "", figures[3] or ""
    if mark and (mark in above or (len(below) == 3 and power < 2 and above != "0")):
        above, below = above + below, ""
    number = Decimal(f"{re.sub('[.,]', '', above) or 0}.{below or 0}") * (1024 if said[3] else kilo) ** power
    return round(number) if number < _MOST and (power or number == int(number)) else None


def bytes_with_unit(text: str) -> int | None:
    """The same of a text that names its unit; a bare number may count anything else."""
    return bytes_in(text) if "b" in text.casefold() else None


def size_literal(count: int) -> Literal:
    """A number of bytes as DCAT wants it told."""
    return Literal(str(count), datatype=XSD.nonNegativeInteger)
