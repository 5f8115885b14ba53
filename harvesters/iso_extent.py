"""Where and when a geographic dataset is: ISO 19115's extents as places and periods."""

from xml.etree.ElementTree import Element

from pyoxigraph import Literal

from harvesters.draft import Draft
from harvesters.iso_words import Tongues, anchor
from harvesters.places import box_of
from harvesters.tongues import Words, tell
from harvesters.xmltree import attribute, every, first, words
from vocab.namespaces import DCAT, DCT, SKOS

_SIDES = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
_MOST = 50
"""Places of one dataset: a list of every commune belongs into the data."""


def draft_extents(draft: Draft, identification: Element, tongues: Tongues) -> None:
    """The places and periods of all extents, each once."""
    extents = every(identification, "extent/*")
    for extent in extents:
        _draft_places(draft, extent, tongues)
    for when in [when for extent in extents for when in every(extent, "temporalElement/*/extent/*")][:_MOST]:
        start, end = _begin(when), _end(when)
        draft.period(start, end)


def _draft_places(draft: Draft, extent: Element, tongues: Tongues) -> None:
    names = tongues.all(extent, "description")
    boxes = dict.fromkeys(filter(None, map(_box, every(extent, "geographicElement/EX_GeographicBoundingBox")[:_MOST])))
    for number, box in enumerate(boxes):
        place = draft.part(DCT.spatial, DCT.Location)
        draft.say(DCAT.bbox, box, place)
        if number == 0:
            tell(draft, SKOS.prefLabel, names, place)
    if names and not boxes:
        _draft_named(draft, names)
    for code in every(extent, "geographicElement/EX_GeographicDescription/geographicIdentifier/*/code")[:_MOST]:
        if address := anchor(code):
            draft.address(DCT.spatial, address)
        else:
            _draft_named(draft, tongues.words(code))


def _draft_named(draft: Draft, names: Words) -> None:
    if names:
        tell(draft, SKOS.prefLabel, names, draft.part(DCT.spatial, DCT.Location))


def _box(told: Element) -> Literal | None:
    return box_of(*(words(first(told, side)).replace(",", ".") for side in _SIDES))  # many write a comma


def _begin(when: Element) -> str:
    return _moment(when, "beginPosition", "begin/TimeInstant/timePosition")


def _end(when: Element) -> str:
    return _moment(when, "endPosition", "end/TimeInstant/timePosition")


def _moment(when: Element, *paths: str) -> str:
    """A position in time; an instant is its own begin and end, and what is said to be unknown or now is none."""
    for path in (*paths, "timePosition"):
        told = first(when, path)
        if told is not None and not attribute(told, "indeterminatePosition") and (text := words(told)):
            return text
    return ""
