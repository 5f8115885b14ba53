"""Web pages from outside: HTML to a tree, in time linear in its length, whatever the bytes.

The standard library's parser takes minutes over some pages of a few kilobytes, so tags are told apart here. What browsers
forgive is forgiven: tags that never end, paragraphs and list items without an end, an end without a beginning.
Elements nested over 200 deep are laid side by side; a page of more than half a million elements is refused.
"""

import re
from xml.etree.ElementTree import Element

from harvesters.errors import NotReadable
from harvesters.plain import unescaped
from harvesters.texts import clean, names_in

MAX_DEPTH = 200
MAX_ELEMENTS = 500_000
MAX_STEPS = 5_000
MAX_WORDS = 200_000
_MAX_ATTRIBUTES = 60
_TAG = re.compile(r"<(?:(/?)([A-Za-z][^\s/>]{0,60})|(!--|!|\?))")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""")
_END = re.compile(r"[^>]*>")
_VOID = names_in("area base br col embed hr img input link meta param source track wbr")
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.I)
    for name in ("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp")
}
_BLOCKS = names_in(
    """address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3
    h4 h5 h6 header hr main menu nav ol p pre section summary table ul"""
)
_APART = _BLOCKS | {"br", "li", "td", "th", "dd", "dt", "option"}
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "th": (frozenset({"td", "th"}), frozenset({"tr", "table"})),
    "option": (frozenset({"option"}), frozenset({"select", "datalist"})),
}
"""What the beginning of an element ends, and what it does not reach beyond."""


def read_markup(text: str) -> Element:
    """The tree of this page, under an element `page`; names of elements and attributes are in small letters.

    Raises NotReadable over the cap of elements.
    """
    return _Tree().grown(text)


def seen_words(element: Element) -> str:
    """The words in an element as a reader sees them, without scripts and styles; of very long ones the beginning."""
    pieces: list[str] = []
    silent = steps = length = 0
    waiting: list[tuple[Element, bool]] = [(element, False)]
    while waiting and steps < MAX_STEPS and length < MAX_WORDS:
        one, is_end = waiting.pop()
        steps += 1
        length += len(one.text or "") + len(one.tail or "")
        hushed = one.tag in ("script", "style")
        if is_end:
            silent -= hushed
            pieces.append(" " if one.tag in _APART else "")
            pieces.append("" if silent or one is element else one.tail or "")
            continue
        silent += hushed
        pieces.append(" " if one.tag in _APART else "")
        pieces.append("" if silent else one.text or "")
        waiting.append((one, True))
        waiting.extend((child, False) for child in reversed(one[:MAX_STEPS]))
    return " ".join(clean("".join(pieces)).split())


class _Tree:
    """A tree growing by tags."""

    def __init__(self) -> None:
        self._root = Element("page")
        self._open = [self._root]
        self._last: Element | None = None
        self._said: list[str] = []
        self._count = 0

    def grown(self, text: str) -> Element:
        at = 0
        while tag := _TAG.search(text, at):
            self._said.append(text[at : tag.start()])
            at = self._take(text, tag)
        self._said.append(text[at:])
        self._write()
        return self._root

    def _take(self, text: str, tag: re.Match[str]) -> int:
        """Takes one tag in; where the text goes on after it."""
        if tag[3]:
            mark = "-->" if tag[3] == "!--" else ">"
            end = text.find(mark, tag.end() - (2 if text.startswith("<!-->", tag.start()) else 0))
            return end + len(mark) if end >= 0 else len(text)
        name = tag[2].lower()
        if tag[1]:
            self._close(name)
            end = text.find(">", tag.end())
            return end + 1 if end >= 0 else len(text)
        attributes, at = _attributes(text, tag.end())
        self._begin(name, attributes)
        return self._raw(text, name, at) if name in _RAW else at

    def _raw(self, text: str, name: str, at: int) -> int:
        """An element whose content is no markup; `at` is where it begins."""
        end = _RAW[name].search(text, at)
        stop = end.start() if end else len(text)
        words = text[at:stop]
        self._last = self._open.pop()
        self._last.text = unescaped(words) if name in ("title", "textarea") else words
        return stop

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MAX_ELEMENTS:
            raise NotReadable(
                f"Trang có hơn {MAX_ELEMENTS} phần tử.", f"The page holds more than {MAX_ELEMENTS} elements."
            )
        if name in _ENDS:
            self._end_open(*_ENDS[name])
        elif name in _BLOCKS:
            self._end_open(frozenset({"p"}), frozenset({"button", "table", "td", "th", "li", "div", "section"}))
        self._write()
        element = Element(name, attributes)
        self._open[-1].append(element)
        self._last = element
        if name not in _VOID and (len(self._open) < MAX_DEPTH or name in _RAW):
            self._open.append(element)
            self._last = None

    def _end_open(self, names: frozenset[str], fences: frozenset[str]) -> None:
        """Closes the outermost open element of these names that stands inside the nearest fence."""
        found = 0
        for depth in range(len(self._open) - 1, 0, -1):
            tag = self._open[depth].tag
            if tag in fences:
                break
            if tag in names:
                found = depth
        if found:
            self._close_at(found)

    def _close(self, name: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == name:
                self._close_at(depth)
                return

    def _close_at(self, depth: int) -> None:
        self._write()
        self._last = self._open[depth]
        del self._open[depth:]

    def _write(self) -> None:
        """Writes the words since the last tag where they stand."""
        words = unescaped("".join(self._said))
        self._said.clear()
        if self._last is not None:
            self._last.tail = words
        else:
            self._open[-1].text = words


def _attributes(text: str, at: int) -> tuple[dict[str, str], int]:
    """The attributes of a tag, the first of each name; where the text goes on after the tag."""
    found: dict[str, str] = {}
    while one := _ATTRIBUTE.match(text, at):
        if len(found) < _MAX_ATTRIBUTES:
            value = next((group for group in one.groups()[1:] if group is not None), "")
            found.setdefault(one[1].lower(), unescaped(value))
        at = one.end()
        at += text.startswith("=", at)
    end = _END.match(text, at)
    return found, end.end() if end else len(text)
