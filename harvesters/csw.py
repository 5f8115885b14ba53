"""CSW 2.0.2 and 3.0 (OGC Catalogue Service): the answers of GetRecords and GetRecordById, and their pages.

A catalogue is asked for ISO 19139 unless the operator's address says otherwise. Its counts are compared, never
believed: a page ends where its records end, and records that were announced and did not come are said.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from harvesters.errors import NotReadable
from harvesters.iris import is_web
from harvesters.origins import Origin
from harvesters.payloads import Envelope, is_payload, read_payload
from harvesters.sifting import Outcome, sifted
from harvesters.source import Notice, Page, Source, Unreadable
from harvesters.xmlkinds import refuse_other, server_said
from harvesters.xmltree import attribute, children, first, local, read_xml

PAGE = 50
GMD = "http://www.isotc211.org/2005/gmd"
_ANSWERS = frozenset({"GetRecordsResponse", "GetRecordByIdResponse"})
_ASKED = {
    "service": "CSW",
    "version": "2.0.2",
    "request": "GetRecords",
    "resultType": "results",
    "elementSetName": "full",
    "typeNames": "gmd:MD_Metadata",
    "outputSchema": GMD,
    "startPosition": "1",
    "maxRecords": str(PAGE),
}
"""What is asked for when the address does not say it."""


def csw_url(source: Source) -> str:
    """The first page of GetRecords at a catalogue's address, whatever of its question the address holds already."""
    parts = urlsplit(source.url.partition("#")[0])
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    lowered = {key.casefold(): value for key, value in said.items()}
    if lowered.get("request", "").casefold() in ("getrecords", "getrecordbyid"):
        fixed = {key: value for key, value in _ASKED.items() if key in ("startPosition", "maxRecords")}
    else:
        said = {key: value for key, value in said.items() if key.casefold() not in ("request", "service")}
        lowered.pop("request", None)
        lowered.pop("service", None)
        fixed = _ASKED
    if "outputschema" in lowered:
        fixed = {key: value for key, value in fixed.items() if key != "typeNames"}
    added = {key: value for key, value in fixed.items() if key.casefold() not in lowered}
    return urlunsplit(parts._replace(query=urlencode({**said, **added})))


def read_csw(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer.

    Raises NotReadable when it is no answer with records: an error, the service's capabilities, other XML.
    """
    root, notices = read_xml(data)
    if local(root.tag) == "Envelope":
        inner = first(root, "Body/*")
        root = inner if inner is not None else root
    if local(root.tag) == "Capabilities":
        raise NotReadable(
            "Đây là bản kê khả năng của dịch vụ CSW, không có bản ghi: hãy dùng địa chỉ GetRecords.",
            "These are the capabilities of the CSW, without records: use its GetRecords address.",
        )
    if local(root.tag) == "ExceptionReport":
        raise server_said(root)
    if local(root.tag) not in _ANSWERS:
        raise refuse_other(root, "csw")
    payloads = list(_payloads(root))
    counts = _Counts.of(root, url, len(payloads))
    page = sifted(_outcomes(payloads, Origin(url, lambda identifier: _asked_for(url, identifier))))
    return replace(
        page,
        unreadable=(*page.unreadable, *counts.missing()),
        next=counts.next(url),
        total=counts.matched,
        notices=(*notices, *page.notices, *counts.notices()),
        came=counts.entries(),
        skipped=counts.skipped(),
    )


def _payloads(root: Element) -> Iterator[Element]:
    """The descriptions of an answer, in its results or beside them; whatever else stands there is reported."""
    for child in children(root):
        if local(child.tag) == "SearchResults":
            yield from children(child)
        elif is_payload(child) or local(child.tag) != "SearchStatus":
            yield child


def _outcomes(payloads: list[Element], origin: Origin) -> Iterator[tuple[str, Outcome]]:
    for number, payload in enumerate(payloads, 1):
        yield from read_payload(payload, Envelope(f"record {number}", origin, of_csw=True))


def _asked_for(url: str, identifier: str) -> str:
    """The address at which the catalogue gives this one record."""
    parts = urlsplit(url)
    said = parse_qsl(parts.query, keep_blank_values=True)
    asked = {key: _ASKED[key] for key in ("service", "version")}
    ours = {key.casefold() for key in (*_ASKED, "id", "resumptionToken")}
    schema = next((value for key, value in said if key.casefold() == "outputschema"), GMD)
    kept = [(key, value) for key, value in said if key.casefold() not in ours and "constraint" not in key.casefold()]
    asked |= {"request": "GetRecordById", "elementSetName": "full", "outputSchema": schema, "id": identifier}
    return urlunsplit(parts._replace(query=urlencode([*kept, *asked.items()]), fragment=""))


@dataclass(frozen=True, slots=True)
class _Counts:
    """What an answer says of its numbers, and how many records truly came."""

    matched: int | None
    returned: int | None
    following: int | None
    start: int | None
    came: int

    @classmethod
    def of(cls, root: Element, url: str, came: int) -> "_Counts":
        results = first(root, "SearchResults")
        if results is None:
            return cls(None, None, None, None, came)
        names = ("numberOfRecordsMatched", "numberOfRecordsReturned", "nextRecord")
        matched, returned, following = (_number(attribute(results, name)) for name in names)
        asked = {key.casefold(): value for key, value in parse_qsl(urlsplit(url).query)} if is_web(url) else {}
        start = _number(asked.get("startposition", "1")) if asked else None
        return cls(matched, returned, following, start, came)

    def next(self, url: str) -> str | None:
        """The page after this one; none where nothing came, or nothing is said to follow."""
        following = self._following()
        if following is None or self.came == 0:
            return None
        if not is_web(url):
            return None
        parts = urlsplit(url)
        said = [
            (key, value)
            for key, value in parse_qsl(parts.query, keep_blank_values=True)
            if key.casefold() != "startposition"
        ]
        return urlunsplit(parts._replace(query=urlencode([*said, ("startPosition", str(following))]), fragment=""))

    def _following(self) -> int | None:
        """The position of the next record: the answer's word, but where its other numbers say that more must come."""
        said = self.following or 0
        if self.matched is not None and said > self.matched:
            return None
        if said and (self.start is None or said > self.start):
            return said
        reached = (self.start or 0) + max(self.came, self.returned or 0)
        if self.start is not None and self.matched is not None and reached <= self.matched:
            return reached
        return None

    def skipped(self) -> int:
        """How many records come before the answer's."""
        return max((self.start or 1) - 1, 0)

    def entries(self) -> int:
        """How much of the list this answer is: all the rest where no record is said to follow, for GeoNetwork counts
        records that it does not show."""
        came = max(self.came, self.returned or 0)
        return max(came, (self.matched or 0) - self.skipped()) if self.following == 0 else came

    def missing(self) -> Iterator[Unreadable]:
        """Records that the answer counts and does not hold."""
        lost = (self.returned or 0) - self.came
        if lost > 0:
            yield Unreadable(
                "SearchResults",
                f"Trả lời ghi có {self.returned} bản ghi nhưng chỉ chứa {self.came}.",
                f"The answer says that it returns {self.returned} records, but holds {self.came}.",
            )

    def notices(self) -> Iterator[Notice]:
        """Numbers that cannot be true together, and answers that count without showing."""
        if self.matched and not self.came and not self.returned:
            yield Notice(
                "hits",
                f"Trả lời đếm {self.matched} bản ghi mà không đưa bản ghi nào: hãy hỏi resultType=results.",
                f"The answer counts {self.matched} records and gives none: ask for resultType=results.",
            )
        is_more = self.returned is not None and self.returned < self.came
        is_past = self.matched is not None and (self.following or 0) > self.matched + 1
        is_few = self.matched is not None and self.came > self.matched
        if is_more or is_past or is_few:
            yield Notice(
                "counts",
                f"Các con số của trả lời không khớp (khớp {self.matched}, trả về {self.returned}, "
                f"tiếp theo {self.following}, thực có {self.came}); chỉ số bản ghi thực có được tin.",
                f"The numbers of the answer disagree (matched {self.matched}, returned {self.returned}, "
                f"next {self.following}, present {self.came}); only the records present are believed.",
            )


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
