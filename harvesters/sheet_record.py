"""One row of a sheet as a dataset."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyoxigraph import NamedNode

from harvesters.dates import is_dated
from harvesters.draft import figures
from harvesters.iris import node, web
from harvesters.online import Online, draft_online, names_file
from harvesters.record_draft import RecordDraft, focus_of
from harvesters.sizes import bytes_in
from harvesters.source import Harvested, Notice
from harvesters.tongues import spoken
from vocab.namespaces import DCAT, DCT, FOAF, REG

_COMMA = r",(?=[!-~])(?![,;<>\"|]|https?://|www\.)"
"""One that stands between two characters may be of the address itself (`?fields=a,b`, `/thong-ke,12.html`)."""
_ADDRESS = re.compile(
    rf"https?://(?:[^\s;,<>\"|?]|(?<!\.\w\w)(?<!\.\w{{3}})(?<!\.\w{{4}}){_COMMA}){{3,2000}}"
    rf"(?:\?(?:[^\s;,<>\"|]|{_COMMA}){{0,2000}})?"
)
"""Behind the name of a host or file a comma begins something else ("https://a.vn/1.csv,2.csv")."""
_YEARS = re.compile(r"\b((?:\d{1,2}[/.-]){0,2}(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2])(?:-\d{2})?)?)\b")
_LABEL = r"(?:(?<![\w&-])(?<!và )(?<!& )(?:e-?mail|thư điện tử|điện thoại|sđt|đt|tel|phone)\b\s{0,9}[:.]?\s{0,9})?"
"""What announces a mailbox or telephone; "Sở GD&ĐT" and "GD và ĐT" are of education and training."""
_MAIL = re.compile(_LABEL + r"([^\s@<>;,:()]{1,128}@[^\s@<>;,:()]{1,200})", re.I)
_PHONE = re.compile(_LABEL + r"((?:\+|(?<!\d)\(?0)\d(?:[ ().-]{0,2}\d){7,11})(?!\d)", re.I)
_COUNTED = re.compile(r"[2-7]\d{4}(?:\.\d{1,15})?")
_DAY_0 = date(1899, 12, 30)
_KILO = 1024
"""Bytes of a KB in an office."""
_CODES = {"personal": REG.personalData, "secrecy": REG.secrecy, "access_rights": DCT.accessRights}
_BY_TITLE = Notice(
    "no-identifier",
    "Dòng không có mã: bộ dữ liệu được nhận ra bằng tên, đổi tên sẽ thành bộ dữ liệu khác.",
    "The row has no code: the dataset is known by its title, and a new title would make it another.",
)


@dataclass(slots=True)
class Row:
    """A dataset's row: where it stands, its cells by column, the section it stands under, rows that continue it."""

    position: str
    told: Mapping[str, str]
    section: str = ""
    more: list[Mapping[str, str]] = field(default_factory=list)

    def said(self) -> dict[str, object]:
        """All that the sheet says of the dataset, as a JSON value."""
        rest = {"section": self.section, "more": [dict(cells) for cells in self.more]}
        return {**self.told, **{name: value for name, value in rest.items() if value}}


def draft_row(row: Row, url: str) -> Harvested:
    """The dataset of a row."""
    told = row.told
    title = told.get("title_vi") or told.get("title_en", "")
    identifier = told.get("id") or title
    draft = RecordDraft(_focus(identifier, url))
    for name, tag in (("title_vi", ""), ("title_en", "en")):
        _say(draft, DCT.title, told.get(name, ""), tag)
    for name, tag in (("description", ""), ("description_en", "en")):
        _say(draft, DCT.description, told.get(name, ""), tag)
    draft.text(DCT.identifier, identifier)
    _draft_words(draft, row)
    for name, predicate in _CODES.items():
        draft.link(predicate, told.get(name))
    draft.licence(told.get("license"))
    _draft_days(draft, told)
    draft.agent(DCT.publisher, told.get("publisher"))
    _draft_contact(draft, told)
    _draft_where_and_when(draft, told)
    draft.text(DCAT.version, told.get("version"))
    draft.address(FOAF.page, _addresses(told.get("documentation", "")))
    for cells in (told, *row.more):
        _draft_access(draft, cells)
    if "id" not in told:
        draft.notice(_BY_TITLE)
    unplaced = [name for name in ("legal",) if told.get(name)]
    has_place = any(told.get(name) for name in ("download", "access", "landing_page"))
    unplaced += ["format"] if told.get("format") and not has_place else []
    is_sized = len(_files(told)) == 1 and bytes_in(told.get("size", ""), _KILO)
    unplaced += ["size"] if told.get("size") and not is_sized else []
    return draft.harvested(identifier, unplaced, row.said())


def _focus(identifier: str, url: str) -> NamedNode:
    own = node(identifier) if web(identifier) or identifier.lower().startswith("urn:") else None
    return own or focus_of(identifier.replace(":", "%3A"), url)


def _say(draft: RecordDraft, predicate: NamedNode, text: str, tag: str) -> None:
    if text:
        lang, words = (tag, text) if tag else spoken(text, "")
        draft.text(predicate, words, lang=lang)


def _draft_words(draft: RecordDraft, row: Row) -> None:
    for word in _parts(row.told.get("keywords", ""), r"[;,\n|]"):
        _say(draft, DCAT.keyword, word, "")
    themes = [theme for name in ("theme", "field") for theme in _parts(row.told.get(name, ""), r"[;\n|]")]
    for theme in themes or filter(None, [row.section]):
        draft.link(DCAT.theme, theme)
    for language in _parts(row.told.get("language", ""), r"[;,\n|]"):
        draft.link(DCT.language, language)
    draft.columns(_parts(row.told.get("columns", ""), r"[;,\n|]"))


def _parts(cell: str, separators: str) -> Iterator[str]:
    return filter(None, (part.strip(" \t-•*") for part in re.split(separators, cell)))


def _draft_days(draft: RecordDraft, told: Mapping[str, str]) -> None:
    """The dates of a row and how often it is renewed: under "Thời gian cập nhật" offices write the one or the other."""
    often, modified = told.get("frequency", ""), _day(told.get("modified", ""))
    is_day = is_dated(_day(often))
    draft.text(DCT.accrualPeriodicity, "" if is_day else often)
    draft.date(DCT.issued, _day(told.get("issued", "")))
    draft.date(DCT.modified, modified or (_day(often) if is_day else ""))


def _draft_contact(draft: RecordDraft, told: Mapping[str, str]) -> None:
    """Who is to be asked: beside columns of their own, a mailbox and a telephone may stand in the cell with the name."""
    said = told.get("contact", "")[:1000]
    mails = told.get("email") or " ".join(_MAIL.findall(said))
    phones = told.get("phone") or " / ".join(_PHONE.findall(said))
    name = _MAIL.sub(lambda found: " " if found[1] in mails else found[0], said)
    name = _PHONE.sub(lambda found: " " if figures(found[1]) in figures(phones) else found[0], name)
    name = " ".join(re.sub(r"[(<]\s*[)>]", " ", name).split()).strip(" -–,;:()<>/")
    draft.contacts(name or said or mails, mails, phones)


def _draft_where_and_when(draft: RecordDraft, told: Mapping[str, str]) -> None:
    for place in _parts(told.get("spatial", ""), r"[;\n|]"):
        draft.labelled(DCT.spatial, DCT.Location, place)
    start, end = told.get("start", ""), told.get("end", "")
    if not start and not end:
        years = _YEARS.findall(told.get("temporal", "")[:200])
        start, end = (years[0], years[-1]) if years else ("", "")
    draft.period(_day(start), _day(end))


def _day(cell: str) -> str:
    """What a cell says of a day; one that lost its form holds the number that spreadsheets count it by."""
    is_counted = _COUNTED.fullmatch(cell) is not None
    return (_DAY_0 + timedelta(days=int(cell[:5]))).isoformat() if is_counted else cell


def _draft_access(draft: RecordDraft, told: Mapping[str, str]) -> None:
    """The distributions of a row: what is to be downloaded, where it is asked for, and the pages about it."""
    forms = tuple(_parts(told.get("format", ""), r"[;,/\n|]"))
    downloads, accesses = _files(told), _addresses(told.get("access", ""))
    pages = [address for address in _addresses(told.get("landing_page", "")) if address not in downloads]
    size = bytes_in(told.get("size", ""), _KILO) if len(downloads) == 1 else None
    links = [Online(address, function="download", size=size) for address in downloads]
    links += [Online(address, function="order") for address in accesses]
    for page in pages[:1]:
        draft.say(DCAT.landingPage, NamedNode(page))
    if not links and forms:
        links = [Online(page, function="order", forms=(form,)) for page in pages[:1] for form in forms]
        forms = ()
    draft_online(draft, links, forms)
    for name in ("download", "access", "landing_page"):
        if told.get(name) and not _addresses(told[name]):
            draft.page(DCAT.landingPage, told[name])


def _files(told: Mapping[str, str]) -> list[str]:
    """Where a row's data are to be downloaded; in the column of links stand addresses of files as well."""
    linked = [address for address in _addresses(told.get("landing_page", "")) if names_file(address)]
    return list(dict.fromkeys([*_addresses(told.get("download", "")), *linked]))


def _addresses(cell: str) -> list[str]:
    found = (web(address.rstrip(".)")) for address in _ADDRESS.findall(cell[:20_000]))
    bare = [f"https://{cell}"] if re.fullmatch(r"www\.[\w.-]+(/[^\s;,]*)?", cell) else []
    return list(dict.fromkeys([*filter(None, found), *bare]))
