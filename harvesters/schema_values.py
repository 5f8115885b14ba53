"""Values as schema.org writes them, told in DCAT's way: periods, boxes, points."""

import re

from pyoxigraph import Literal

from harvesters.places import WKT, box_of, number_of

LASTING = re.compile(r"/\s*P")
"""In a period whose end is told by its length: without that it would never end."""
_NUMBERS = re.compile(r"-?\d{1,3}(?:\.\d{1,15})?")
_YEARS = re.compile(r"(-?\d{4,6})\s*[-–—]\s*(-?\d{4,6})")


def ends_of(text: str) -> tuple[str, str] | None:
    """The two ends of a period written as one text, an open one as ""; None when it is no period."""
    if years := _YEARS.fullmatch(text.strip()):
        return years[1], years[2]
    start, sign, end = (part.strip() for part in text.partition("/"))
    if not start[:5].lstrip("-")[:1].isdigit() and start not in ("", ".."):
        return None
    end = end if sign else start
    return ("" if start == ".." else start, "" if end == ".." or end.startswith("P") else end)


def box_in(text: str) -> Literal | None:
    """A box that schema.org writes as two corners, latitude first: "10.0 106.0 11.0 107.0"."""
    numbers = _NUMBERS.findall(text[:400])
    if len(numbers) != 4:
        return None
    south, west, north, east = numbers
    return box_of(west, south, east, north)


def outline_in(text: str) -> Literal | None:
    """The outline that schema.org writes as corners, latitude first, as WKT; None when it is none."""
    numbers = [number_of(word) for word in re.split(r"[\s,]+", text[:20_000].strip())]
    pairs = [
        (lon, lat) for lat, lon in zip(numbers[::2], numbers[1::2], strict=False) if lon is not None and lat is not None
    ]
    if len(pairs) < 4 or len(numbers) != 2 * len(pairs) or pairs[0] != pairs[-1]:
        return None
    if any(abs(lon) > 180 or abs(lat) > 90 for lon, lat in pairs):
        return None
    return Literal(f"POLYGON(({', '.join(f'{_degrees(lon)} {_degrees(lat)}' for lon, lat in pairs)}))", datatype=WKT)


def point_at(latitude: str, longitude: str) -> Literal | None:
    """A point in degrees as WKT."""
    lat, lon = number_of(latitude), number_of(longitude)
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    return Literal(f"POINT({lon:.6f} {lat:.6f})", datatype=WKT)


def _degrees(number: float) -> str:
    """A number of degrees to a tenth of a metre."""
    return f"{number:.6f}".rstrip("0").rstrip(".")
