"""OAI-PMH 2.0: ListRecords and GetRecord with Dublin Core, DataCite, ISO 19139 or DCAT in them, and their pages.

A repository's errors are said in its own words and in plain ones. Records that it marks as deleted are gone. A list of
identifiers, sets or formats describes no dataset and is refused with the verb to use.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

from harvesters.errors import NotReadable
from harvesters.iris import is_web, web
from harvesters.origins import Origin
from harvesters.payloads import Envelope, is_payload, read_payload
from harvesters.sifting import DELETED, Aside, Outcome, sifted
from harvesters.source import Notice, Page, Source, Unreadable
from harvesters.xmlkinds import refuse_other
from harvesters.xmltree import attribute, children, every, first, local, read_xml, words

_ERRORS = {
    "badArgument": ("địa chỉ hỏi sai tham số", "the address asks with wrong arguments"),
    "badResumptionToken": (
        "mã trang tiếp theo không còn hiệu lực: cần đọc lại từ đầu",
        "the token of the next page is no longer valid: read again from the beginning",
    ),
    "badVerb": ("địa chỉ thiếu hoặc sai động từ (verb)", "the verb of the address is missing or wrong"),
    "cannotDisseminateFormat": (
        "nguồn không có định dạng mô tả này: hãy chọn metadataPrefix khác",
        "the source lacks this format of description: choose another metadataPrefix",
    ),
    "idDoesNotExist": ("nguồn không có mã này", "the source has no such identifier"),
    "noMetadataFormats": ("bản ghi không có định dạng mô tả nào", "the record has no format of description"),
    "noSetHierarchy": ("nguồn không chia thành tập (set)", "the source has no sets"),
}
_NOTHING = Notice(
    "no-records-match",
    "Nguồn báo không có bản ghi nào khớp với địa chỉ hỏi (noRecordsMatch).",
    "The source says that no record matches what the address asks for (noRecordsMatch).",
)
_LISTS = {
    "ListIdentifiers": ("danh sách mã, không có mô tả", "a list of identifiers without descriptions"),
    "ListSets": ("danh sách các tập (set)", "a list of sets"),
    "ListMetadataFormats": ("danh sách định dạng", "a list of formats"),
    "Identify": ("phần tự giới thiệu của nguồn", "the source's account of itself"),
}


def oai_url(source: Source) -> str:
    """The first page of ListRecords at a repository's address; a prefix or a set that it names is kept."""
    parts = urlsplit(source.url.partition("#")[0])
    said = dict(parse_qsl(parts.query, keep_blank_values=True))
    if said.get("verb") in ("ListRecords", "GetRecord"):
        return source.url.partition("#")[0]
    asked = {"verb": "ListRecords"} | {key: value for key, value in said.items() if key != "verb"}
    asked.setdefault("metadataPrefix", "oai_dc")
    return urlunsplit(parts._replace(query=urlencode(asked)))


def read_oai_pmh(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer, of one `record` taken out of it, or of one bare description.

    Raises NotReadable for an error of the repository, for lists without descriptions, for other XML.
    """
    root, notices = read_xml(data)
    if local(root.tag) != "OAI-PMH" and not is_payload(root) and local(root.tag) != "record":
        raise refuse_other(root, "oai-pmh")
    base = _base(root, url)
    nothing = _nothing_matches(root)
    records = _records(root)
    if not records and not nothing:
        _refuse_list(root)
    origin = Origin(base, lambda identifier: _asked_for(base, identifier, _prefix(root, url)))
    page = sifted(_outcomes(records, origin))
    token = first(root, "ListRecords/resumptionToken")
    told = (*notices, *page.notices, *nothing)
    is_end = token is not None and not words(token)
    return replace(page, next=_next(token, base), total=_total(token), notices=told, came=len(records), is_end=is_end)


def _records(root: Element) -> list[Element]:
    if local(root.tag) == "OAI-PMH":
        return every(root, "ListRecords|GetRecord/record")
    return [root]


def _outcomes(records: list[Element], origin: Origin) -> Iterator[tuple[str, Outcome]]:
    for number, record in enumerate(records, 1):
        identifier = words(first(record, "header/identifier"))
        position = f"record {number} ({identifier[:120]})" if identifier else f"record {number}"
        yield from _record(record, Envelope(position, origin, identifier))


def _record(record: Element, envelope: Envelope) -> Iterator[tuple[str, Outcome]]:
    header = first(record, "header")
    if header is not None and attribute(header, "status").casefold() == "deleted":
        yield envelope.position, Aside(DELETED, envelope.known_as)
    elif is_payload(record):
        yield from read_payload(record, envelope)
    elif payloads := every(record, "metadata/*"):
        yield from read_payload(payloads[0], envelope)
    else:
        yield (
            envelope.position,
            Unreadable("", "Bản ghi không có phần mô tả.", "The record holds no description."),
        )


def _nothing_matches(root: Element) -> tuple[Notice, ...]:
    """The notice that nothing matches, where the repository says so; raises NotReadable for its other errors."""
    errors = children(root, "error") if local(root.tag) == "OAI-PMH" else []
    for error in errors:
        name = attribute(error, "code")
        if name == "noRecordsMatch":
            return (_NOTHING,)
        vi, en = _ERRORS.get(name, ("lỗi không rõ", "an unknown error"))
        said = f" ({words(error)[:300]})" if words(error) else ""
        raise NotReadable(f"Nguồn OAI-PMH báo lỗi {name}: {vi}{said}.", f"The source answers {name}: {en}{said}.")
    return ()


def _refuse_list(root: Element) -> None:
    verb = next((local(child.tag) for child in children(root) if local(child.tag) in _LISTS), "")
    vi, en = _LISTS.get(verb, ("", ""))
    if verb:
        raise NotReadable(f"Đây là {vi}: hãy dùng verb=ListRecords.", f"This is {en}: use verb=ListRecords.")
    if first(root, "ListRecords|GetRecord") is None:
        raise NotReadable("Trả lời OAI-PMH không có gì bên trong.", "The OAI-PMH answer is empty.")


def _base(root: Element, url: str) -> str:
    """The repository's address: where the answer came from, else where it says that it was asked."""
    asked = url if is_web(url) else web(words(first(root, "request"))) or ""
    return asked.partition("#")[0].partition("?")[0]


def _prefix(root: Element, url: str) -> str:
    """The format that was asked for, by the answer's own word or by the address."""
    request = first(root, "request")
    said = attribute(request, "metadataPrefix") if request is not None else ""
    asked = dict(parse_qsl(urlsplit(url).query)) if is_web(url) else {}
    return said or asked.get("metadataPrefix", "oai_dc")


def _asked_for(base: str, identifier: str, prefix: str) -> str:
    return f"{base}?{urlencode({'verb': 'GetRecord', 'metadataPrefix': prefix, 'identifier': identifier})}"


def _next(token: Element | None, base: str) -> str | None:
    """The page after this one: a token stands alone beside the verb."""
    said = words(token)
    if not said or not is_web(base):
        return None
    return f"{base}?{urlencode({'verb': 'ListRecords', 'resumptionToken': said})}"


def _total(token: Element | None) -> int | None:
    said = attribute(token, "completeListSize") if token is not None else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 12 else None
