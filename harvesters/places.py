"""Where a dataset is about, as JSON sources write it: a name, a box of four numbers, GeoJSON, Esri's envelope."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode

from harvesters.draft import Draft, items_of, mapping_of, text_of
from harvesters.iris import node
from harvesters.jsontext import opened
from harvesters.source import Node
from vocab.namespaces import DCAT, DCT, LOCN, SKOS

WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")
GEOJSON = NamedNode("https://www.iana.org/assignments/media-types/application/vnd.geo+json")
_SHAPES = frozenset({"Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"})
_PLAIN_NUMBER = re.compile(r"[+-]?\d{1,6}(\.\d{1,15})?")
_WEB_MERCATOR = frozenset({"102100", "3857", "102113", "900913"})
_IN_DEGREES = frozenset({"4326", "4258", "4269", "4756", "4979"})
"""Systems of degrees that differ by less than a box can tell; 4756 is VN-2000."""
_RADIUS = 6378137.0
"""The sphere of Web Mercator, in metres."""
_MAX_GEOMETRY = 32 * 1024
_WKT = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?\s*\([\d\s.,()eE+-]*\d[\s)]*\)", re.I)


def number_of(value: Any) -> float | None:
    """A finite number, or a text that is one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def box_of(west: Any, south: Any, east: Any, north: Any) -> Literal | None:
    """The box as WKT in degrees, longitude first; None when these are no four degrees, or all are nought."""
    numbers = [number_of(side) for side in (west, south, east, north)]
    w, s, e, n = (math.nan if number is None else number for number in numbers)
    if not (-180 <= w <= e <= 180 and -90 <= s <= n <= 90) or (w, s, e, n) == (0, 0, 0, 0):
        return None
    a, b, c, d = (_degrees(said, number) for said, number in zip((west, south, east, north), (w, s, e, n), strict=True))
    return Literal(f"POLYGON(({a} {b}, {c} {b}, {c} {d}, {a} {d}, {a} {b}))", datatype=WKT)


def draft_place(draft: Draft, value: Any) -> None:
    """Each place of a value: a name, "w,s,e,n", a GeoJSON or Esri object (or its text), a DCAT Location as an object."""
    for item in [value] if _is_box(value) else items_of(value):
        told = opened(item)
        if isinstance(told, dict):
            _draft_object(draft, told)
        elif draft_shape(draft, told):
            continue
        elif node(text := text_of(told)) and text.lower().startswith(("http:", "https:")):
            draft.address(DCT.spatial, text)
        elif isinstance(told, str) and text:
            draft.text(SKOS.prefLabel, text, draft.part(DCT.spatial, DCT.Location))


def draft_shape(draft: Draft, value: Any) -> bool:
    """Whether a value is a box ("w,s,e,n", four numbers, two corners) or a shape as WKT, which is then drafted."""
    if box := _box_said(value):
        draft_box(draft, box)
    elif shape := _shape_said(value):
        draft.say(LOCN.geometry, shape, draft.part(DCT.spatial, DCT.Location))
    else:
        return False
    return True


def _shape_said(value: Any) -> Literal | None:
    """A shape that is written as WKT in degrees, longitude first: WKT without a system means no other; else None."""
    is_shape = isinstance(value, str) and len(value) <= _MAX_GEOMETRY and _WKT.fullmatch(value.strip())
    corners = [corner.split() for corner in re.split("[(),]+", value)[1:] if corner.strip()] if is_shape else []
    return Literal(value.strip(), datatype=WKT) if corners and all(map(_is_corner, corners)) else None


def _is_corner(words: list[str]) -> bool:
    try:
        longitude, latitude, *_ = map(float, words)
    except ValueError:
        return False
    return abs(longitude) <= 180 and abs(latitude) <= 90


def draft_box(draft: Draft, box: Literal | None) -> None:
    """A place that is known by its box alone; nothing without one."""
    if box is not None:
        draft.say(DCAT.bbox, box, draft.part(DCT.spatial, DCT.Location))


def _draft_object(draft: Draft, told: Mapping[str, Any]) -> None:
    label = next(
        filter(None, map(told.get, ("prefLabel", "label", "title", "name", "text", "geographicIdentifier"))), ""
    )
    iri = text_of(told.get("@id")) or text_of(told.get("uri"))
    box = _envelope(told) or _box_said(told.get("bbox"))
    shape = _geometry(told)
    if not (label or node(iri) or box or shape):
        return
    place = draft.part(DCT.spatial, DCT.Location, iri=iri)
    draft.text(SKOS.prefLabel, label, place)
    if box:
        draft.say(DCAT.bbox, box, place)
    elif shape:
        draft.say(LOCN.geometry, shape, place)
    _wkt(draft, told, place)


def _wkt(draft: Draft, told: Mapping[str, Any], place: Node) -> None:
    """Shapes that are written as WKT, as DCAT's own Location has them."""
    for key, predicate in (("bbox", DCAT.bbox), ("centroid", DCAT.centroid), ("geometry", LOCN.geometry)):
        text = text_of(told.get(key))
        if text[:1].isalpha() and "(" in text[:40] and len(text) <= _MAX_GEOMETRY:
            draft.say(predicate, Literal(text, datatype=WKT), place)


def _geometry(told: Mapping[str, Any]) -> Literal | None:
    """A GeoJSON geometry: the object itself, a feature's, or what a Location calls its geometry."""
    for shape in (told, mapping_of(opened(told.get("geometry"))), mapping_of(opened(told.get("geom")))):
        if text_of(shape.get("type")) in _SHAPES and isinstance(shape.get("coordinates"), list):
            written = json.dumps({"type": shape["type"], "coordinates": shape["coordinates"]})
            is_sound = len(written) <= _MAX_GEOMETRY and "NaN" not in written and "Infinity" not in written
            return Literal(written, datatype=GEOJSON) if is_sound else None
    return None


def _envelope(told: Mapping[str, Any]) -> Literal | None:
    """Esri's {"xmin", "ymin", "xmax", "ymax"} in degrees or Web Mercator, or the hub's envelope of two corners."""
    system = mapping_of(told.get("spatialReference"))
    if "xmin" in told:
        sides = [told.get(side) for side in ("xmin", "ymin", "xmax", "ymax")]
        known = {text_of(system.get(key)) for key in ("wkid", "latestWkid")} - {""}
        if known & _WEB_MERCATOR:
            sides = [_longitude(sides[0]), _latitude(sides[1]), _longitude(sides[2]), _latitude(sides[3])]
        return box_of(*sides) if not known or known & (_IN_DEGREES | _WEB_MERCATOR) else None
    if told.get("type") == "envelope":
        return _box_said(told.get("coordinates"))
    return None


def _longitude(metres: Any) -> float | None:
    number = number_of(metres)
    return None if number is None else round(math.degrees(number / _RADIUS), 9)


def _latitude(metres: Any) -> float | None:
    number = number_of(metres)
    return None if number is None or abs(number) > 10**8 else math.degrees(math.atan(math.sinh(number / _RADIUS)))


def _box_said(value: Any) -> Literal | None:
    """A box written as "w,s,e,n", as four numbers, or as two corners."""
    sides = value.split(",") if isinstance(value, str) and value.count(",") == 3 else value
    if isinstance(sides, list) and len(sides) == 2 and all(isinstance(s, list) and len(s) == 2 for s in sides):
        sides = [*sides[0], *sides[1]]
    return box_of(*sides) if isinstance(sides, list) and len(sides) == 4 else None


def _is_box(value: Any) -> bool:
    return isinstance(value, list) and _box_said(value) is not None


def _degrees(said: Any, number: float) -> str:
    """The number of degrees: with the digits it was written with, when they are few; else to a tenth of a metre."""
    text = said.strip() if isinstance(said, str) else ""
    plain = text if _PLAIN_NUMBER.fullmatch(text) else f"{number:.6f}"
    whole, _, part = plain.partition(".")
    sign, digits, fraction = whole[:1] == "-", whole.lstrip("-+0") or "0", part.rstrip("0")
    return ("-" if sign and (digits != "0" or fraction) else "") + digits + ("." + fraction if fraction else "")
