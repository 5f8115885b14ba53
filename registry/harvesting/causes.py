"""Why records of a run did not come through, gathered by cause, each with who mends it and how. Pure: rows in, values out.

A held record may have several causes and stands under each; a record that could not be read, or that is not its
source's to change, has one.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.harvesting.account import HELD, REFUSED, UNREADABLE
from shapes.report import Finding, ShapeReport

Row = Mapping[str, Any]
AGENCY = "agency"
"""Who mends a cause: the agency, at its source or at its desk; also where another must agree, it is the one who asks."""
_TOLD = re.compile(r"[«“\"][^«»“”\"]{0,300}[»”\"]|\b\d[\d.,:/-]*")
_PLACES: Mapping[str, str] = {
    "result": "kết quả",
    "record": "bản ghi",
    "line": "dòng",
    "item": "mục",
    "row": "dòng",
    "page": "trang",
    "script": "đoạn mã",
    "dataflow": "luồng dữ liệu",
    "document": "tài liệu",
}
_PLACE = re.compile(rf"(?:(?<=^)|(?<=, ))(?:{'|'.join(_PLACES)})(?= \d|$)")
_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one record; `word` is the record's place in the account, `page` the number of the fetched page
    it stood on (0 when not known), `property` the IRI of what is concerned, `key` the dataset's key ("" when it has
    none here)."""

    word: str
    cause: str
    who: str
    identifier: str
    title: str
    iri: str
    page: int
    property_vi: str
    property_en: str
    value: str
    vi: str
    en: str
    mend_vi: str
    mend_en: str
    article: str

    def reason(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi

    def mend(self, lang: str) -> str:
        return self.mend_en if lang == "en" else self.mend_vi

    def property(self, lang: str) -> str:
        return self.property_en if lang == "en" else self.property_vi


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause with what it did: `records` counts each record once."""

    slug: str
    word: str
    who: str
    records: int
    faults: tuple[Fault, ...]

    @property
    def first(self) -> Fault:
        return self.faults[0]

    @property
    def is_one_sentence(self) -> bool:
        """Whether the same is said of every record."""
        return len({fault.vi for fault in self.faults}) == 1

    def reason(self, lang: str) -> str:
        """What is said of every record; where the sentences differ, the first without its names and numbers."""
        said = self.first.reason(lang)
        return said if self.is_one_sentence else _TOLD.sub("…", said)


def place_of(position: str, lang: str) -> str:
    """Where in a source's answer a record stood: what readers write in English, in the reader's language."""
    return position if lang == "en" else _PLACE.sub(lambda found: _PLACES[found[0]], position)


def faults_of(settled: Iterable[Row], unreadable: Iterable[Row]) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of the rows: of `Runs.settled` what is held or refused, of
    `Runs.unreadable` everything."""
    found: list[Fault] = []
    for row in settled:
        if row["outcome"] in _HELD:
            found += _held(row)
        elif row["outcome"] in _NOT_ITS_OWN:
            found.append(_refused(row))
    return (*found, *(_unread(row) for row in unreadable))


def by_cause(faults: Iterable[Fault]) -> tuple[Cause, ...]:
    """The causes: what could not be read last, else the most frequent first, alike ones in the order of their names."""
    gathered: dict[tuple[str, str], list[Fault]] = {}
    for fault in faults:
        gathered.setdefault((fault.word, fault.cause), []).append(fault)
    causes = [_cause(word, slug, found) for (word, slug), found in gathered.items()]
    return tuple(sorted(causes, key=lambda one: (_WORDS.index(one.word), -one.records, one.slug)))


def _cause(word: str, slug: str, faults: Sequence[Fault]) -> Cause:
    records = len({fault.iri or (fault.identifier, fault.page) for fault in faults})
    return Cause(slug, word, faults[0].who, records, tuple(faults))


def _held(row: Row) -> list[Fault]:
    findings = ShapeReport.from_rows(row["findings"]).findings
    holding = [finding for finding in findings if finding.holds]
    return [_of_finding(row, finding) for finding in holding] or [_held_unsaid(row)]


def _of_finding(row: Row, finding: Finding) -> Fault:
    return Fault(
        HELD,
        finding.rule,
        AGENCY,
        row.get("identifier", ""),
        row["title"],
        row["iri"],
        row.get("page", 0),
        finding.label_vi or finding.path or "",
        finding.label_en or finding.path or "",
        finding.value or "",
        finding.message_vi,
        finding.message_en,
        finding.fix_vi,
        finding.fix_en,
        finding.article,
    )


def _held_unsaid(row: Row) -> Fault:
    return _plain(
        HELD,
        row,
        "held",
        AGENCY,
        "Bản mới đang bị giữ lại từ trước và chưa được sửa.",
        "The new version has been held back since before, and nothing was mended.",
        "Mở bản bị giữ ở bàn làm việc để xem lý do.",
        "Open the held version at the desk to see why.",
    )


def _refused(row: Row) -> Fault:
    return _plain(REFUSED, row, row["outcome"], *_NOT_ITS_OWN[row["outcome"]])


_NOT_ITS_OWN: Mapping[str, tuple[str, str, str, str, str]] = {
    "refused": (
        AGENCY,
        "Tập dữ liệu này nay thuộc cơ quan khác: nguồn không được sửa hay rút nó.",
        "This dataset is another agency's by now: the source may neither change nor withdraw it.",
        "Nếu tập vẫn do cơ quan này quản lý, đề nghị chuyển giao lại; nếu không, bỏ tập khỏi nguồn.",
        "If the dataset still belongs to this agency, ask for a transfer; otherwise drop it from the source.",
    ),
    "barred": (
        AGENCY,
        "Bản ghi đã được xóa theo luật: không có gì của nó được lấy lại.",
        "The record was removed by law: nothing of it is taken in again.",
        "Bỏ bản ghi này khỏi nguồn.",
        "Drop this record from the source.",
    ),
}


_HELD = ("held", "taken-down")
NOT_THROUGH = (*_HELD, *_NOT_ITS_OWN)
"""The outcomes of datasets that did not come through."""


def _plain(word: str, row: Row, cause: str, who: str, vi: str, en: str, mend_vi: str, mend_en: str) -> Fault:
    return Fault(
        word,
        cause,
        who,
        row.get("identifier", ""),
        row["title"],
        row["iri"],
        row.get("page", 0),
        "",
        "",
        "",
        vi,
        en,
        mend_vi,
        mend_en,
        "",
    )


def _unread(row: Row) -> Fault:
    cause = row.get("cause") or slug_of(row["reason_en"])
    mend_vi, mend_en = _MENDS.get(cause, _AT_THE_SOURCE)
    return Fault(
        UNREADABLE,
        cause,
        AGENCY,
        row["position"],
        "",
        "",
        row.get("page", 0),
        "",
        "",
        "",
        row["reason_vi"],
        row["reason_en"],
        mend_vi,
        mend_en,
        "",
    )


_AT_THE_SOURCE = (
    "Sửa bản ghi này ở nguồn; đợt thu thập sau sẽ đọc lại.",
    "Mend this record at the source; the next run reads it again.",
)
_MENDS: Mapping[str, tuple[str, str]] = {
    "page": (
        "Mở trang này ở nguồn: sửa lỗi của trang, hoặc bỏ nó khỏi danh sách của nguồn nếu nó không còn.",
        "Open this page at the source: mend it, or take it off the source's list if it is no more.",
    ),
    "duplicate": (
        "Cho mỗi tập dữ liệu một mã riêng ở nguồn; bản ghi đứng trước đã được dùng.",
        "Give each dataset an identifier of its own at the source; the record that came first was used.",
    ),
    "short": (
        "Kiểm tra ở nguồn vì sao danh sách ngắn hơn con số nguồn báo; chừng nào còn thiếu, không tập nào bị coi là đã mất.",
        "See at the source why the list is shorter than the number it tells; until then no dataset is taken for gone.",
    ),
    "not-its-own": (
        "Bỏ bản ghi này khỏi nguồn: nó là của chính sổ đăng ký.",
        "Drop this record from the source: it is this registry's own.",
    ),
}
"""What to do about a cause that the next reading alone does not mend."""
_WORDS = (HELD, REFUSED, UNREADABLE)


def slug_of(reason: str) -> str:
    """A name for a cause that was told in words alone: the sentence without what is different in each record.

    Of 40 letters at most.
    """
    return _SLUG.sub("-", _TOLD.sub(" ", reason).lower()).strip("-")[:40].strip("-") or "unknown"


HEAD: Mapping[str, tuple[str, ...]] = {
    "vi": (
        "nguyên nhân", "số bản ghi cùng nguyên nhân", "kết quả", "mã ở nguồn", "tập dữ liệu", "địa chỉ", "trang",
        "thuộc tính", "giá trị", "lý do", "cách sửa", "ai sửa", "căn cứ",
    ),
    "en": (
        "cause", "records of this cause", "outcome", "identifier at the source", "dataset", "address", "page",
        "property", "value", "reason", "how to mend", "who mends", "article",
    ),
}  # fmt: skip
_NAMES: Mapping[str, tuple[str, str]] = {
    HELD: ("bị giữ lại", "held"),
    REFUSED: ("không được nhận", "refused"),
    UNREADABLE: ("không đọc được", "unreadable"),
    AGENCY: ("cơ quan", "the agency"),
}


def name_of(word: str, lang: str) -> str:
    """An outcome, or who mends, in words."""
    return _NAMES[word][lang == "en"]


def table(causes: Iterable[Cause], lang: str, named: Callable[[str, str], str]) -> tuple[tuple[object, ...], ...]:
    """The rows below HEAD: every fault of every cause, cause by cause; nothing is left out. `named` gives the name of an
    IRI in a language, and everything else as it is."""
    return tuple(_table_row(cause, fault, lang, named) for cause in causes for fault in cause.faults)


def _table_row(cause: Cause, fault: Fault, lang: str, named: Callable[[str, str], str]) -> tuple[object, ...]:
    return (
        cause.slug,
        cause.records,
        name_of(fault.word, lang),
        place_of(fault.identifier, lang) if fault.word == UNREADABLE else fault.identifier,
        fault.title,
        fault.iri,
        fault.page or "",
        fault.property(lang),
        named(fault.value, lang),
        fault.reason(lang),
        fault.mend(lang),
        name_of(fault.who, lang),
        fault.article,
    )
