"""The columns of a sheet of datasets, by the names that offices give them in Vietnamese and English.

Headings are compared folded: without marks, capitals, underscores and what stands in brackets.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vocab.vietnamese import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "ordinal": ("stt", "tt", "so tt", "so thu tu", "no", "thu tu", "row"),
    "id": (
        "id", "ma", "ma so", "ma dinh danh", "ma du lieu", "ma tap du lieu", "ma bo du lieu", "ma cua co quan",
        "ma co so du lieu", "ky hieu", "identifier", "code", "dataset id", "dataset code", "uid", "uuid",
    ),
    "title_vi": (
        "title vi", "title", "ten", "ten tap du lieu", "ten bo du lieu", "ten du lieu", "ten co so du lieu",
        "ten danh muc du lieu", "ten du lieu mo", "tap du lieu", "bo du lieu", "co so du lieu", "tieu de", "name",
        "dataset", "dataset name", "dataset title", "ten tap", "ten tieng viet", "ten tap du lieu mo", "danh muc du lieu",
        "ten bo du lieu mo", "ten thong tin", "ten dataset", "ten csdl", "csdl",
    ),
    "title_en": ("title en", "ten tieng anh", "english title", "english name", "ten tap du lieu tieng anh"),
    "description": (
        "description", "mo ta", "mo ta du lieu", "mo ta tom tat", "mo ta noi dung", "noi dung", "dien giai", "tom tat",
        "gioi thieu", "abstract", "notes", "noi dung du lieu", "summary", "mo ta chi tiet", "description vi", "desc",
    ),
    "description_en": ("description en", "mo ta tieng anh", "english description"),
    "publisher": (
        "publisher", "co quan", "don vi", "co quan cong bo", "co quan cung cap", "don vi cung cap", "co quan chu quan",
        "co quan chu tri", "don vi chu tri", "co quan quan ly", "don vi quan ly", "co quan chu tri cung cap",
        "co quan don vi", "co quan phu trach", "don vi phu trach", "chu quan", "don vi chu quan", "organization",
        "organisation", "agency", "owner", "so nganh", "don vi cong bo", "don vi chia se", "co quan chia se",
        "nguon cung cap", "department", "don vi cung cap du lieu", "co quan don vi cung cap",
    ),
    "theme": (
        "theme", "themes", "chu de", "nhom", "nhom du lieu", "category", "topic", "chuyen de", "nhom chu de",
    ),
    "field": ("field", "linh vuc", "nganh", "field linh vuc", "nganh linh vuc", "linh vuc du lieu", "sector"),
    "keywords": ("keywords", "keyword", "tu khoa", "tags", "tag", "the", "nhan"),
    "frequency": (
        "frequency", "tan suat", "tan suat cap nhat", "chu ky cap nhat", "dinh ky cap nhat", "dinh ky", "update frequency",
        "update frequency vi", "update frequency eu", "ky cap nhat", "thoi gian cap nhat", "chu ky", "muc do cap nhat",
    ),
    "license": (
        "license", "licence", "giay phep", "giay phep su dung", "dieu kien su dung", "dieu khoan su dung", "ban quyen",
        "license id",
    ),
    "issued": (
        "issued", "ngay ban hanh", "ngay cong bo", "ngay phat hanh", "release date", "date issued", "publication date",
        "ngay tao", "thoi gian cong bo", "ngay dang",
    ),
    "modified": (
        "modified", "ngay cap nhat", "cap nhat", "cap nhat lan cuoi", "ngay cap nhat gan nhat", "last updated", "updated",
        "last modified", "modification date", "ngay sua", "ngay sua doi", "lan cap nhat cuoi", "cap nhat gan nhat",
    ),
    "landing_page": (
        "landing page", "trang gioi thieu", "trang", "trang web", "website", "link", "lien ket", "url", "duong dan",
        "dia chi", "duong link", "address", "web", "dia chi lien ket", "source url", "dia chi trang", "link du lieu",
        "duong dan du lieu", "lien ket du lieu", "homepage", "page",
    ),
    "download": (
        "download", "download url", "downloadurl", "dia chi tai ve", "lien ket tai", "lien ket tai ve", "tai ve",
        "tai xuong", "tep", "tep du lieu", "file", "file url", "link tai", "duong dan tai", "link tai ve", "csv url",
    ),
    "access": (
        "access", "access url", "accessurl", "dia chi truy cap", "api", "dia chi api", "endpoint", "link api", "api url",
        "duong dan truy cap", "lien ket truy cap", "dich vu",
    ),
    "format": (
        "format", "formats", "dinh dang", "dinh dang du lieu", "kieu tep", "loai tep", "dinh dang tep", "file format",
    ),
    "size": ("size", "dung luong", "kich thuoc", "kich co", "byte size", "file size", "kich thuoc tep"),
    "contact": (
        "contact", "lien he", "nguoi lien he", "dau moi", "dau moi lien he", "can bo phu trach", "can bo dau moi",
        "nguoi phu trach", "contact name", "contact point", "thong tin lien he", "don vi lien he",
    ),
    "email": ("email", "e mail", "thu dien tu", "contact email", "hop thu", "dia chi email", "mail"),
    "phone": ("phone", "dien thoai", "so dien thoai", "telephone", "sdt", "contact phone"),
    "spatial": (
        "spatial", "pham vi dia ly", "pham vi khong gian", "dia ban", "khu vuc", "spatial coverage", "don vi hanh chinh",
        "pham vi dia ban", "coverage", "location",
    ),
    "temporal": ("temporal", "khoang thoi gian", "pham vi thoi gian", "giai doan", "temporal coverage", "ky du lieu"),
    "start": ("start", "start date", "tu ngay", "bat dau", "temporal start", "tu nam"),
    "end": ("end", "end date", "den ngay", "ket thuc", "temporal end", "den nam"),
    "language": ("language", "ngon ngu"),
    "access_rights": (
        "access rights", "quyen truy cap", "muc do truy cap", "che do cong khai", "muc do cong khai", "access level",
        "che do truy cap", "accessrights", "pham vi truy cap", "hinh thuc truy cap",
    ),
    "columns": (
        "columns", "fields", "cac truong", "truong du lieu", "cac truong du lieu", "cot", "cac cot", "thuoc tinh",
        "cau truc", "cac truong thong tin", "truong thong tin", "cau truc du lieu", "danh sach truong",
    ),
    "personal": ("personal data", "du lieu ca nhan", "co du lieu ca nhan"),
    "secrecy": ("secrecy", "do mat", "muc do mat", "cap do mat"),
    "legal": ("legal basis", "can cu phap ly", "applicable legislation", "van ban ap dung"),
    "version": ("version", "phien ban"),
    "documentation": ("documentation", "tai lieu", "tai lieu huong dan", "docs"),
}  # fmt: skip
"""Column -> the headings it is known by, folded."""
_BY_WRITING = {writing: name for name, writings in COLUMNS.items() for writing in writings}
_LIKE = (
    (re.compile(r"(ten|danh muc) (cac )?(tap|bo|co so|loai)? ?du lieu"), "title_vi"),
    (re.compile(r".*\b(tai ve|tai xuong|download)\b"), "download"),
    (re.compile(r".*\bapi\b"), "access"),
    (re.compile(r"(tan suat|chu ky|dinh ky)\b"), "frequency"),
    (re.compile(r"(ngay|thoi gian|thoi diem) cap nhat"), "modified"),
    (re.compile(r"(ngay|thoi gian|thoi diem) (cong bo|ban hanh|dang tai)"), "issued"),
    (re.compile(r"mo ta\b"), "description"),
    (
        re.compile(r"(co quan|don vi)\b.*\b(cung cap|chu quan|chu tri|quan ly|cong bo|chia se|thuc hien|phu trach)"),
        "publisher",
    ),
    (re.compile(r"linh vuc\b"), "field"),
    (re.compile(r"dinh dang\b"), "format"),
    (re.compile(r"(duong dan|duong link|lien ket|link|url)\b"), "landing_page"),
    (re.compile(r"tu khoa\b"), "keywords"),
    (re.compile(r"giay phep\b"), "license"),
)
"""What a longer heading begins with or holds, tried in this order where no heading names the column outright."""
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_UNIT = re.compile(r"\b(kib|mib|gib|kb|mb|gb)\b")
_WITHIN = 30
"""A heading stands among the first rows: above it are titles of the document."""
_COUNTING = re.compile(r"\(?\d{1,2}\)?|[A-Z]|\(?\d{1,2}\)?\s*=.*")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the headings stand: the row's place in the list, column -> its place, the headings that are not known."""

    row: int
    places: Mapping[str, int]
    strange: tuple[str, ...]
    cells: tuple[str, ...]

    def unit_of(self, name: str) -> str:
        """The unit of bytes that a column's heading names, for all the numbers below it; "" for none."""
        place = self.places.get(name)
        said = _UNIT.search(self.cells[place]) if place is not None else None
        return said[1] if said else ""


def heading_of(rows: Sequence[tuple[int, Sequence[str]]]) -> Heading | None:
    """The row of headings: the one that names most columns, a title among two or more; None when there is none."""
    best: Heading | None = None
    for number, (_, cells) in enumerate(rows[:_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if name := column_of(cell):
                places.setdefault(name, place)
        for place, cell in enumerate(cells):
            if place not in places.values() and (name := _like(cell)):
                places.setdefault(name, place)
        names_title = "title_vi" in places or "title_en" in places
        if names_title and len(places) >= 2 and (best is None or len(places) > len(best.places)):
            known = set(places.values())
            strange = [cell.strip() for at, cell in enumerate(cells) if at not in known and cell.strip()]
            best = Heading(number, places, tuple(strange), told_alike(cells))
    return best


def told_alike(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a row without margins and capitals, to compare rows by."""
    return tuple(cell.strip().casefold() for cell in cells)


def column_of(cell: str) -> str:
    """The column that a heading names; "" for none."""
    if len(cell) > 120:
        return ""
    whole = fold(_spaced(cell))
    if found := _BY_WRITING.get(whole):
        return found
    return _BY_WRITING.get(fold(_spaced(_BRACKETS.sub(" ", cell))), "")


def _like(cell: str) -> str:
    if len(cell) > 60 or column_of(cell):
        return ""
    folded = fold(_spaced(cell))
    return next((name for pattern, name in _LIKE if pattern.match(folded)), "")


def is_counting(cells: Sequence[str]) -> bool:
    """Whether a row only numbers the columns, as forms do below their headings: (1) (2) (3), A B 1 2."""
    said = [cell.strip() for cell in cells if cell.strip()]
    return len(said) >= 2 and all(_COUNTING.fullmatch(cell) for cell in said) and len(set(said)) == len(said)


def _spaced(cell: str) -> str:
    """The words of a heading apart: `downloadUrl`, `download_url`, `download-url` and "Download URL" are one."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cell.strip())
    return re.sub(r"[_\s/:*.-]+", " ", apart).strip()
