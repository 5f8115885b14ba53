"""A sheet (CSV) of a ministry's databases: one row each, columns by their names in Vietnamese or English.

Several values in a cell are separated by semicolons. A row without a code or a title, or with the code of a row before,
is not read, and said with its line; a column that is not known is left out, and said once.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from harvesters.dates import dated
from harvesters.draft import Draft, text_of
from harvesters.errors import NotReadable
from harvesters.fitting import MAX_LITERAL
from harvesters.iris import web
from harvesters.source import Harvested, Notice, Page, Unreadable
from harvesters.tables import delimiter_of, rows_of, text_of_table
from vocab.namespaces import DCAT, DCT, RDF, REG, SKOS
from vocab.vietnamese import fold

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "ma", "ma so", "identifier"),
    "title_vi": ("title_vi", "ten", "ten co so du lieu", "ten tap du lieu", "title"),
    "title_en": ("title_en", "ten tieng anh"),
    "owner": ("owner", "chu quan", "co quan chu quan", "bo", "publisher"),
    "former_owner": ("former_owner", "chu quan truoc day", "chu quan cu"),
    "description": ("description", "mo ta"),
    "theme": ("theme", "chu de"),
    "keywords": ("keywords", "tu khoa"),
    "aliases_vi": ("aliases_vi", "ten khac"),
    "aliases_en": ("aliases_en", "ten khac tieng anh"),
    "units": ("units", "don vi quan sat"),
    "key_fields": ("key_fields", "truong khoa"),
    "shared": ("shared", "chia se"),
    "modified": ("modified", "cap nhat", "ngay cap nhat"),
    "frequency": ("frequency", "tan suat", "tan suat cap nhat"),
    "legal_source": ("legal_source", "can cu", "can cu phap ly"),
    "landing_page": ("landing_page", "dia chi", "trang"),
    "source": ("source", "nguon"),
    "source_status": ("source_status", "muc xac thuc"),
}
"""Column -> the headings it is known by, folded."""
_LISTED = {
    "keywords": (DCAT.keyword, "vi"),
    "aliases_vi": (SKOS.altLabel, "vi"),
    "aliases_en": (SKOS.altLabel, "en"),
    "units": (REG.observationUnit, "vi"),
    "key_fields": (REG.keyField, "vi"),
    "former_owner": (REG.formerOwner, "vi"),
}
_SAID = {
    "title_vi": (DCT.title, "vi"),
    "title_en": (DCT.title, "en"),
    "description": (DCT.description, "vi"),
    "theme": (DCAT.theme, ""),
    "frequency": (DCT.accrualPeriodicity, ""),
    "shared": (REG.shared, ""),
    "legal_source": (REG.legalSource, ""),
    "source_status": (REG.attestation, ""),
}


def read_ministry_sheet(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The databases that a sheet lists.

    Raises NotReadable when it is no table, has no column for the code or the title, or holds an unreadable cell.
    """
    text, notices = text_of_table(data)
    rows = rows_of(text, delimiter_of(text))
    heading = next(rows, None)
    if heading is None:
        raise NotReadable("Bảng không có dòng nào.", "The sheet has no row.")
    columns = _columns(heading[1])
    records: list[Harvested] = []
    unreadable: list[Unreadable] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        told = {name: text_of(cells[place]) for name, place in columns.items() if place < len(cells)}
        outcome = _record(told, line)
        if isinstance(outcome, Unreadable):
            unreadable.append(outcome)
        elif (first := lines.setdefault(outcome.identifier, line)) != line:
            unreadable.append(_again(outcome.identifier, line, first))
        else:
            records.append(outcome)
    return Page(tuple(records), tuple(unreadable), None, len(records), (*notices, *_left_out(heading[1], columns)))


def _columns(heading: Sequence[str]) -> dict[str, int]:
    """Column -> its place, the first of that name."""
    known = {writing: name for name, writings in COLUMNS.items() for writing in writings}
    found: dict[str, int] = {}
    for place, cell in enumerate(heading):
        if name := known.get(_folded(cell)):
            found.setdefault(name, place)
    missing = [name for name in ("id", "title_vi") if name not in found]
    if "title_en" in found and "title_vi" in missing:
        missing.remove("title_vi")
    if missing:
        raise NotReadable(
            f"Bảng thiếu cột {', '.join(missing)}. Các cột được biết: {', '.join(COLUMNS)}.",
            f"The sheet lacks the column {', '.join(missing)}. Known columns: {', '.join(COLUMNS)}.",
        )
    return found


def _folded(cell: str) -> str:
    text = cell.strip().casefold()
    return text if "_" in text else fold(text)


def _left_out(heading: Sequence[str], columns: Mapping[str, int]) -> Iterator[Notice]:
    strange = [cell.strip() for place, cell in enumerate(heading) if place not in columns.values() and cell.strip()]
    if strange:
        named = ", ".join(strange)[:500]
        yield Notice("columns", f"Các cột không dùng: {named}.", f"Columns left out: {named}.")


def _record(told: Mapping[str, str], line: int) -> Harvested | Unreadable:
    code = told.get("id", "")
    if not code:
        return Unreadable(f"line {line}", "Dòng không có mã.", "The row has no code.")
    if not (told.get("title_vi") or told.get("title_en")):
        return Unreadable(f"line {line} ({code[:80]})", "Dòng không có tên.", "The row has no title.")
    if any(len(cell.encode()) > MAX_LITERAL for cell in told.values()):
        return Unreadable(f"line {line} ({code[:80]})", "Ô quá dài.", "A cell is too long.")
    node = NamedNode(f"urn:ministry-dataset:{quote(code[:200], safe='')}")
    return Harvested(code, node, _draft(node, told, code), tuple(_no_addresses(told)), raw=told)


def _again(code: str, line: int, first: int) -> Unreadable:
    return Unreadable(
        f"line {line} ({code[:80]})",
        f"Mã này đã có ở dòng {first}: mỗi tập dữ liệu cần một mã riêng.",
        f"This code stands in line {first} already: each dataset needs a code of its own.",
    )


def _no_addresses(told: Mapping[str, str]) -> Iterator[Notice]:
    """What stands in the cells for addresses and is none."""
    for part in (*_listed(told.get("landing_page", "")), told.get("source", "")):
        if part and not web(part):
            yield Notice(
                "address",
                f"«{part[:200]}» không phải địa chỉ http: không dùng.",
                f"“{part[:200]}” is no http address: not used.",
            )


def _draft(node: NamedNode, told: Mapping[str, str], code: str) -> tuple[Triple, ...]:
    draft = Draft(node)
    draft.say(RDF.type, DCAT.Dataset)
    draft.say(DCT.identifier, Literal(code))
    for name, (predicate, lang) in _SAID.items():
        draft.text(predicate, told.get(name), lang=lang)
    for name, (predicate, lang) in _LISTED.items():
        draft.text(predicate, _listed(told.get(name, "")), lang=lang)
    draft.agent(DCT.publisher, told.get("owner"))
    draft.address(DCAT.landingPage, _listed(told.get("landing_page", "")))
    if modified := told.get("modified"):
        draft.say(DCT.modified, dated(modified))
    draft.address(DCT.isReferencedBy, told.get("source"))
    return draft.triples()


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
