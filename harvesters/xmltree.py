"""XML from outside: guarded before a tree is made of it, and the few questions that readers of records ask of a tree.

Refused: any DOCTYPE (entity bombs live there), elements nested over 64 deep, over two million elements, XML that is not
well-formed. Names are compared without their namespace, for the same standard is written under several.
"""

import re
from collections.abc import Callable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from harvesters.errors import NotReadable
from harvesters.formats import web_page
from harvesters.source import Notice
from harvesters.texts import clean, decode

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 64
MAX_ELEMENTS = 2_000_000
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_FGDC = re.compile(r"<metadata[\s>]")


def read_xml(data: bytes) -> tuple[Element, tuple[Notice, ...]]:
    """The root of this document, and what was mended in its bytes.

    Raises NotReadable as the top of this module says, and when the bytes are no XML, with what they are.
    """
    if len(data) > MAX_BYTES:
        raise NotReadable(
            f"Tệp dài {len(data) // 2**20} MiB, nhiều nhất chỉ được {MAX_BYTES // 2**20} MiB.",
            f"The document is {len(data) // 2**20} MiB long; at most {MAX_BYTES // 2**20} MiB is accepted.",
        )
    text, notices = decode(data)
    text = without_declaration(text).lstrip()
    if text[:1] in ("{", "["):
        raise NotReadable(
            "Đây là JSON, không phải XML: hãy thử --kind ckan, datajson hoặc json.",
            "This is JSON, not XML: try --kind ckan, datajson or json.",
        )
    if "<html" in text[:2000].lower():
        raise web_page(text)
    if text[:1] != "<":
        shown = text.partition("\n")[0].strip()[:60]
        raise NotReadable(
            f"Đây không phải XML: tệp bắt đầu bằng «{shown}».", f"This is no XML: it begins with “{shown}”."
        )
    guard(text)
    return ElementTree.fromstring(text), notices


def without_declaration(text: str) -> str:
    """The text without its XML declaration, whose encoding was answered when the bytes became text."""
    return _DECLARATION.sub("", text, count=1)


def guard(text: str, on_root: Callable[[str], None] | None = None) -> None:
    """One pass of expat over the text; `on_root` is told the local name of the outermost element.

    Raises NotReadable for what must not reach a parser that expands entities or builds trees.
    """
    _Guard(on_root, text).check(text)


class _Guard:
    """What one pass counts."""

    def __init__(self, on_root: Callable[[str], None] | None, text: str) -> None:
        self._on_root = on_root
        self._text = text
        self._depth = 0
        self._elements = 0

    def check(self, text: str) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            raise _not_well_formed(error) from error

    def _doctype(self, *_: object) -> None:
        if _FGDC.search(self._text[:5_000]) and "<idinfo" in self._text[:20_000]:
            raise fgdc()
        raise NotReadable(
            "XML có khai báo DOCTYPE: không nhận, vì nó có thể chứa mã phá hoại. Hãy xuất lại không có DOCTYPE.",
            "The XML declares a DOCTYPE, which is not accepted (it can hide an attack): export it without one.",
        )

    def _start(self, name: str, _: object) -> None:
        if self._depth == 0:
            self._begin(name.rpartition("}")[2])
        self._depth += 1
        self._elements += 1
        if self._depth > MAX_DEPTH:
            raise NotReadable(f"XML lồng quá {MAX_DEPTH} tầng.", f"The XML is nested more than {MAX_DEPTH} deep.")
        if self._elements > MAX_ELEMENTS:
            raise NotReadable(
                f"XML có hơn {MAX_ELEMENTS} phần tử.", f"The XML holds more than {MAX_ELEMENTS} elements."
            )

    def _begin(self, root: str) -> None:
        if root == "metadata" and "<idinfo" in self._text[:20_000]:
            raise fgdc()
        if self._on_root:
            self._on_root(root)

    def _end(self, _: str) -> None:
        self._depth -= 1


def fgdc() -> NotReadable:
    """The refusal of the one standard of descriptions that is refused by name."""
    return NotReadable(
        "Đây là siêu dữ liệu FGDC (CSDGM), chuẩn cũ của Hoa Kỳ mà hệ thống không đọc: hãy xuất theo ISO 19139.",
        "This is FGDC (CSDGM) metadata, a former American standard that is not read here: export it as ISO 19139.",
    )


def _not_well_formed(error: expat.ExpatError) -> NotReadable:
    said = expat.ErrorString(error.code)
    cut = error.code in (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS], 5, 3)
    why_vi = "tệp bị cắt cụt" if cut else "XML sai cú pháp"
    return NotReadable(
        f"{why_vi[:1].upper()}{why_vi[1:]} ở dòng {error.lineno}: {said}.",
        f"The XML is {'cut short' if cut else 'not well-formed'} at line {error.lineno}: {said}.",
        f"line {error.lineno}",
    )


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2]


def space(element: Element) -> str:
    """The namespace of an element's name."""
    return element.tag.rpartition("}")[0].removeprefix("{")


def children(element: Element, *names: str) -> list[Element]:
    """The elements just below that bear one of these names; all of them when none is given."""
    below = [child for child in element if isinstance(child.tag, str)]
    return [child for child in below if local(child.tag) in names] if names else below


def every(element: Element, *paths: str) -> list[Element]:
    """The elements at the end of each path of names; in a step `*` stands for any name, `a|b` for either."""
    ends: list[Element] = []
    for path in paths:
        found = [element]
        for step in path.split("/"):
            names = () if step == "*" else tuple(step.split("|"))
            found = [child for one in found for child in children(one, *names)]
        ends += found
    return ends


def first(element: Element, path: str) -> Element | None:
    """The first element at the end of a path."""
    return next(iter(every(element, path)), None)


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace, clean; "" when there is none."""
    plain = element.get(name)
    if plain is None:
        plain = next((value for key, value in element.items() if local(key) == name), "")
    return clean(plain).strip()


def words(element: Element | None) -> str:
    """All the text in an element, clean, with its spaces gathered."""
    return " ".join(clean(_inside(element)).split()) if element is not None else ""


def prose(element: Element | None) -> str:
    """All the text in an element, clean, with the lines as they were written and no margins."""
    if element is None:
        return ""
    lines = clean(_inside(element)).strip().splitlines()
    return "\n".join(" ".join(line.split()) for line in lines)


def _inside(element: Element) -> str:
    """The texts of an element and those below it in their order; a `br`, which some standards allow, ends a line."""
    if not len(element):
        return element.text or ""
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str):
            pieces.append("\n" if local(child.tag) == "br" else _inside(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def texts_at(element: Element, path: str) -> Iterator[str]:
    """The texts at the end of a path, the empty ones left out."""
    return filter(None, map(words, every(element, path)))
