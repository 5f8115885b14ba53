"""Texts with their languages, as XML standards write them: three-letter codes, locales, one text in several tongues."""

import re
from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from harvesters.draft import Draft
from harvesters.source import Node
from harvesters.texts import language_tag
from harvesters.xmltree import LANG, prose

Words = tuple[tuple[str, str], ...]
"""(language tag or "", text) pairs."""

_TWO_LETTERS = {
    "ara": "ar", "bul": "bg", "cat": "ca", "ces": "cs", "chi": "zh", "cze": "cs", "dan": "da", "deu": "de",
    "dut": "nl", "ell": "el", "eng": "en", "est": "et", "eus": "eu", "fin": "fi", "fra": "fr", "fre": "fr",
    "ger": "de", "gle": "ga", "glg": "gl", "gre": "el", "hin": "hi", "hrv": "hr", "hun": "hu", "ice": "is",
    "ind": "id", "isl": "is", "ita": "it", "jpn": "ja", "khm": "km", "kor": "ko", "lao": "lo", "lav": "lv",
    "lit": "lt", "may": "ms", "mlt": "mt", "msa": "ms", "mya": "my", "nld": "nl", "nob": "nb", "nor": "no",
    "pol": "pl", "por": "pt", "ron": "ro", "rum": "ro", "rus": "ru", "slk": "sk", "slo": "sk", "slv": "sl",
    "spa": "es", "srp": "sr", "swe": "sv", "tha": "th", "tur": "tr", "ukr": "uk", "vie": "vi", "zho": "zh",
}  # fmt: skip
_ONLY_VIETNAMESE = re.compile("[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)


def tag_of(code: str) -> str:
    """The language tag of a code as ISO 639-2, ISO 639-1 or a locale writes it ("vie", "eng; USA"); else ""."""
    first = re.split(r"[;,\s]", code.strip(), maxsplit=1)[0]
    lowered = first.lower()
    if lowered in _TWO_LETTERS:
        return _TWO_LETTERS[lowered]
    return (language_tag(first) or "") if re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*", first) else ""


def spoken(text: str, tag: str) -> tuple[str, str]:
    """The text with its tag, but for Vietnamese that is declared as another language, by a form nobody filled in."""
    return ("vi" if tag != "vi" and _ONLY_VIETNAMESE.search(text) else tag), text


def tagged(props: list[Element]) -> Words:
    """The text of each element in the language that it is marked with."""
    found = (spoken(text, tag_of(prop.get(LANG, ""))) for prop in props if (text := prose(prop)))
    return tuple(dict.fromkeys(found))


def tell(draft: Draft, predicate: NamedNode, words: Words, of: Node | None = None) -> None:
    """Each text in its language."""
    for tag, text in words:
        draft.text(predicate, text, of, tag)
