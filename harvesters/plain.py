"""Words out of the markup that portals put into their texts: tags go, paragraphs and list items become lines.

Every pass is linear in the length of the text, whatever the text. What only looks like a tag (`<tên cột>`) stays.
"""

import html
import re

from harvesters.texts import names_in

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]{0,15})(?:[\s/][^<>]*)?>")
_BLOCKS = names_in(
    """address article blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol
    p pre section table tr ul"""
)
_INLINE = names_in(
    """a abbr acronym b bdi bdo big caption center cite code col colgroup del dfn dir em figcaption font i img ins kbd
    label mark meta o q s samp small span strike strong style script sub sup tbody td tfoot th thead time title tt u var
    wbr body head html link button iframe"""
)
_SILENT = frozenset({"script", "style", "head", "title"})
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8}\d?);")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINES = re.compile(r"[ ]?\n[\n ]*")


def is_marked_up(text: str) -> bool:
    """Whether an HTML tag stands in this text."""
    return "<" in text and any(_is_html(tag[2]) for tag in _TAG.finditer(text))


def plain(text: str) -> str:
    """The words of a text that may be HTML; a text without markup stays as it was, but for character references."""
    if not is_marked_up(text):
        return without_references(text)
    words = unescaped("".join(_pieces(_without_comments(text))))
    return _LINES.sub("\n", _SPACES.sub(" ", words)).strip()


def without_references(text: str) -> str:
    """The text with its whole character references made characters; what lacks the semicolon is part of an address."""
    return _ENTITY.sub(lambda found: unescaped(found[0]), text) if "&" in text else text


def unescaped(text: str) -> str:
    """The text with its character references made characters; a number of thousands of digits is none."""
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:
        return text


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    at, silenced = 0, ""
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if not _is_html(name) or (silenced and name != silenced):
            continue
        if not silenced:
            pieces.append(_SPACES.sub(" ", text[at : tag.start()].replace("\n", " ").replace("\r", " ")))
            pieces.append(_left(name, bool(tag[1])))
        silenced = "" if tag[1] or name not in _SILENT else name
        at = tag.end()
    if not silenced:
        pieces.append(text[at:].replace("\n", " ").replace("\r", " "))
    return pieces


def _left(name: str, is_end: bool) -> str:
    """What a tag leaves behind between the words."""
    if name == "li" and not is_end:
        return "\n- "
    if name in ("td", "th") and is_end:
        return " "
    return "\n" if name in _BLOCKS else ""


def _is_html(name: str) -> bool:
    return name.lower() in _BLOCKS or name.lower() in _INLINE


def _without_comments(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join((*kept, text[at:]))
