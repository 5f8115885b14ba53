"""Single values as the forms of others write them: codes in place of our IRIs, moments in ISO 8601, boxes in degrees.

A value that has no such form is "" or None: whoever writes a form then leaves the field out.
"""

import re
from collections.abc import Iterable
from typing import Any
from typing import Literal as OneOf
from urllib.parse import quote

from registry.feeds.plain import Place, said
from registry.words import Words
from vocab.codelists import Concept

Box = tuple[str, str, str, str]
"""West, south, east, north, in degrees as they were written."""
Access = OneOf["public", "restricted public", "non-public"]

_MOMENT = re.compile(
    r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])"
    r"(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)?)?)?(?:Z|[+-][01]\d:[0-5]\d)?"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MOST_SIGNS = 4_000
"""Of a geometry that are read: a box needs its corners, not a coast line."""
_MEDIA_TYPE = re.compile(r"media-types/([\w.+-]+/[\w.+-]+)\Z", re.ASCII)
_ISO_639 = re.compile(r"iso639-1/([a-z]{2})\Z")
_REPEATING = re.compile(r"R/P[\dTYMWDHS.]+")
_CONTINUOUS = "R/PT1S"
_ACCESS: dict[str, Access] = {"PUBLIC": "public", "RESTRICTED": "restricted public"}
_SAFE = "!#$%&'()*+,/:;=?@[]~"
"""What may stand in a URI beside letters and digits (RFC 3986 section 2); a % has been encoded already."""


def moment(text: str) -> str:
    """A day, month, year or moment as it was written, when that is ISO 8601; else ""."""
    return text if _MOMENT.fullmatch(text) else ""


def interval(start: str, end: str) -> str:
    """A period as ISO 8601 writes it, an open end as `..` (ISO 8601-2); "" when neither end is told in ISO 8601."""
    ends = (moment(start), moment(end))
    return "/".join(one or ".." for one in ends) if any(ends) else ""


def media_type(iri: str) -> str:
    """The media type that an address of IANA names, "" for another's."""
    found = _MEDIA_TYPE.search(iri)
    return found[1] if found else ""


def form(iri: str, words: Words) -> str:
    """The short name of a file type: its code, or what it is called, or the end of an IRI that nobody knows."""
    return _code(iri, "file-type", words) or media_type(iri) or _tail(iri)


def usual_media_type(iri: str, words: Words) -> str:
    """The media type that files of a type go by, "" when there is no such."""
    concept = _concept(iri, "file-type", words)
    return next(filter(None, map(media_type, concept.matches if concept else ())), "")


def language(iri: str, words: Words) -> str:
    """The language's tag (BCP 47): of two letters where there is one."""
    concept = _concept(iri, "language", words)
    matches = concept.matches if concept else ()
    found = next(filter(None, (_ISO_639.search(match) for match in (*matches, iri))), None)
    return found[1] if found else _tail(iri).lower()


def frequency(iri: str, words: Words) -> str:
    """How often something changes as a repeating interval of ISO 8601, `irregular`, or "" when it cannot be told so."""
    concept = _concept(iri, "frequency", words)
    if concept is None:
        return ""
    if concept.code == "IRREG":
        return "irregular"
    repeating = next((one for one in concept.aliases if _REPEATING.fullmatch(one)), "")
    return repeating or (_CONTINUOUS if concept.code == "UPDATE_CONT" else "")


def access(iri: str, words: Words) -> Access:
    """How far the data may be had; a description that does not say is of data anyone may ask for."""
    code = _code(iri, "access-right", words) if iri else "PUBLIC"
    return _ACCESS.get(code, "non-public")


def licence(iri: str, words: Words) -> str:
    """The address under which the world knows a licence: Creative Commons' own before the European table's."""
    concept = _concept(iri, "licence", words)
    known = (match for match in concept.matches if "creativecommons.org/" in match) if concept else iter(())
    return next(known, iri)


def box(place: Place) -> Box | None:
    """The box around a place, from its box or, without one, its geometry or centre; None when nothing of it is in
    degrees."""
    for shape in (place.bbox, place.geometry, place.centroid):
        numbers = _NUMBER.findall(shape[:_MOST_SIGNS])
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        if pairs and len(numbers) % 2 == 0 and all(abs(float(x)) <= 180 and abs(float(y)) <= 90 for x, y in pairs):
            across, up = ([pair[axis] for pair in pairs] for axis in (0, 1))
            return min(across, key=float), min(up, key=float), max(across, key=float), max(up, key=float)
    return None


def place_name(place: Place, words: Words, lang: str = "vi") -> str:
    """What a place is called, "" when nobody knows."""
    if named := said(place.names, lang):
        return named
    label = words.label(place.iri, lang) if place.iri else ""
    return "" if label == place.iri else label


def labels(iris: Iterable[str], words: Words, lang: str = "vi") -> list[str]:
    """What these things are called, those that have a name."""
    return [label for iri in iris if (label := words.label(iri, lang)) != iri]


def uri(iri: str) -> str:
    """The IRI with nothing but what stands in a URI (RFC 3987 section 3.1): fit for a header, XML and BibTeX."""
    return quote(iri, safe=_SAFE, errors="replace")


def slim(node: dict[str, Any]) -> dict[str, Any]:
    """The same object of JSON without what says nothing: texts, lists and objects that are empty, and None."""
    told = {name: _slim(item) for name, item in node.items()}
    return {name: item for name, item in told.items() if item is not None and item not in ("", [], {})}


def linked(iri: str, base: str, links: str) -> str:
    """Where a thing of ours is found: its IRI under the address that is given out; another's IRI stays."""
    return links + iri.removeprefix(base) if iri.startswith(f"{base}/") else iri


def _slim(value: Any) -> Any:
    if isinstance(value, list):
        return [_slim(item) for item in value]
    return slim(value) if isinstance(value, dict) else value


def _concept(iri: str, scheme: str, words: Words) -> Concept | None:
    return words.code_lists[scheme].by_iri.get(iri)


def _code(iri: str, scheme: str, words: Words) -> str:
    concept = _concept(iri, scheme, words)
    return concept.code if concept else ""


def _tail(iri: str) -> str:
    return re.split("[/#:]", iri)[-1]
