"""Where and when as Dublin Core's own schemes write it in one text: DCMI Period, DCMI Box, DCMI Point ("name=...; ...").

Its coverage says either, and most write a name, a year or two years there.
"""

from harvesters.dates import is_dated
from harvesters.iris import web
from harvesters.places import box_of
from harvesters.record_draft import RecordDraft
from harvesters.schema_values import LASTING, ends_of, point_at
from vocab.namespaces import DCAT, DCT, SKOS

_LAST_YEAR = "2100"
"""Four figures beyond it are more likely metres, or part of an address."""
_LIMITS = ("westlimit", "southlimit", "eastlimit", "northlimit")


def draft_coverage(draft: RecordDraft, text: str) -> None:
    """A place or a period, whichever the text is."""
    if not _is_period(draft, text):
        draft_spatial(draft, text)


def draft_temporal(draft: RecordDraft, text: str) -> None:
    """A period, or a text that stands where its start does."""
    if not _is_period(draft, text):
        start, _, end = text.partition("/")
        draft.period(start, end)


def draft_spatial(draft: RecordDraft, text: str) -> None:
    """A place by its address, its box, its point or its name."""
    if address := web(text):
        draft.address(DCT.spatial, address)
        return
    told = _fields(text)
    place = draft.part(DCT.spatial, DCT.Location)
    box = box_of(*(told.get(side) for side in _LIMITS))
    point = point_at(told.get("north", ""), told.get("east", ""))
    if box:
        draft.say(DCAT.bbox, box, place)
    elif point:
        draft.say(DCAT.centroid, point, place)
    draft.text(SKOS.prefLabel, told.get("name", "") if box or point else text, place)


def _is_period(draft: RecordDraft, text: str) -> bool:
    """Whether this text is a period, which is then drafted."""
    told = _fields(text)
    alone = (text, text) if is_dated(text) else ends_of(text) or ("", "")
    ends = (told.get("start", ""), told.get("end", "")) if told else alone
    is_told = any(ends) and all(is_dated(end) and end[:4] <= _LAST_YEAR for end in ends if end)
    if not is_told or LASTING.search(text):
        return False
    draft.period(*ends)
    return True


def _fields(text: str) -> dict[str, str]:
    """The components of a text as DCMI writes them, their names small; none for other texts."""
    parts = (part.partition("=") for part in text.split(";")[:20])
    return {name.strip().lower(): value.strip() for name, sign, value in parts if sign and value.strip()}
