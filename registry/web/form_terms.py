"""One term as a person types it, and back: 12/10/2026, 3.400, a code's name, an address without its mailto.

Every way out has its way back. What a field cannot show (another language, a nested thing where text is asked) gives
None and is left alone by whoever reads the form.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode

from harvesters import texts
from shapes.fields import Field
from vocab.codelists import CodeList
from vocab.description import Term
from vocab.namespaces import DCAT, XSD

_DAY = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4})")
_YEAR = re.compile(r"\d{4}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[. \u00a0]\d{3})+")
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"[+-]?\d{1,18}(?:[.,]\d{1,12})?")
_SCHEME = re.compile(r"(?:https?|mailto|tel|urn|doi|ftp):", re.IGNORECASE)
_TEXTS = frozenset({"text", "long", "langtext"})
_WHOLES = frozenset({XSD.integer.value, XSD.nonNegativeInteger.value})
_BETWEEN = re.compile(r"[,;\n]")
_LISTED = frozenset({DCAT.keyword.value})
"""Properties whose values people type in one line, with commas between."""
LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class Unread:
    """Why a text is no value for its field: the slug of a sentence."""

    slug: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What fields may choose from: code lists by name, and for addresses the names that stand for one."""

    codes: Mapping[str, CodeList]
    names: Mapping[str, Mapping[str, str]]

    def named(self, field: Field) -> Mapping[str, str]:
        """Name -> IRI for a field of addresses; empty when it takes any."""
        return self.names.get(field.path, {})


def clean(text: str) -> str:
    """A text as it is kept and compared: NFC, one kind of line end, nothing that nobody sees, nothing around it."""
    return texts.clean(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def several(field: Field, text: str) -> list[str]:
    """The values that a text (clean) holds: one, but of keywords as many as commas, semicolons or lines part."""
    if field.path not in _LISTED:
        return [text] if text else []
    return [one for part in _BETWEEN.split(text) if (one := part.strip())]


def shown(field: Field, term: Term, lang: str = "") -> str | None:
    """The term as the field's input shows it, in the slot for `lang`; None when it is not shown there."""
    if isinstance(term, BlankNode) or field.kind == "nested":
        return None
    if field.languages:
        return _in_language(field, term, lang)
    if field.kind in _TEXTS:
        return clean(_one_line(field, term.value)) or None
    if isinstance(term, NamedNode):
        return _name_of(field, term.value) if field.kind in ("code", "iri") else None
    if field.kind in ("date", "number"):
        return _written_day(term.value.strip()) if field.kind == "date" else term.value.strip() or None
    return None


def read(field: Field, text: str, lang: str, lists: Lists) -> Term | Unread:
    """The term that `text` (clean, not empty) means in this field, or why it means none."""
    if len(text) > LONGEST_TEXT:
        return Unread("long")
    if field.languages:
        return Literal(text, language=lang)
    match field.kind:
        case "date":
            return _day(field, text)
        case "number":
            return _number(field, text)
        case "code":
            return _code(field, text, lists)
        case "iri":
            return _address(lists.named(field).get(text, text))
        case _:
            return Literal(text, datatype=NamedNode(field.datatype)) if field.datatype else Literal(text)


def _in_language(field: Field, term: Term, lang: str) -> str | None:
    """Its own language's slot shows a text; the first one also shows a text that says no language."""
    if not isinstance(term, Literal):
        return None
    spoken = (term.language or "").partition("-")[0].lower()
    is_here = spoken == lang or (not term.language and term.datatype == XSD.string and lang == field.languages[0])
    return clean(_one_line(field, term.value)) or None if is_here else None


def _one_line(field: Field, text: str) -> str:
    return text if field.kind == "long" else " ".join(text.splitlines())


def _name_of(field: Field, iri: str) -> str:
    return iri.removeprefix("mailto:") if field.kind == "iri" and "@" in iri else iri


def _written_day(lexical: str) -> str | None:
    """dd/mm/yyyy for a day, mm/yyyy for a month, else the lexical form as it is."""
    if found := _ISO_DAY.fullmatch(lexical[:10]):
        return f"{found[3]}/{found[2]}/{found[1]}"
    if found := re.fullmatch(r"(\d{4})-(\d{2})", lexical):
        return f"{found[2]}/{found[1]}"
    return lexical or None


def _day(field: Field, text: str) -> Literal | Unread:
    if found := _ISO_DAY.fullmatch(text):
        return _date(found[1], found[2], found[3])
    if found := _DAY.fullmatch(text):
        return _date(found[3], found[2], found[1])
    if field.datatype == XSD.date.value:
        return Unread("date")
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return Literal(f"{found[2]}-{int(found[1]):02}", datatype=XSD.gYearMonth)
    return Literal(text, datatype=XSD.gYear) if _YEAR.fullmatch(text) else Unread("date")


def _date(year: str, month: str, day: str) -> Literal | Unread:
    try:
        return Literal(date(int(year), int(month), int(day)).isoformat(), datatype=XSD.date)
    except ValueError:
        return Unread("day")


def _number(field: Field, text: str) -> Literal | Unread:
    plain = re.sub(r"[. \u00a0]", "", text) if _GROUPED.fullmatch(text) else text
    datatype = NamedNode(field.datatype) if field.datatype else XSD.decimal
    if datatype.value in _WHOLES:
        is_right = _WHOLE.fullmatch(plain) and not (datatype == XSD.nonNegativeInteger and plain.startswith("-"))
        return Literal(str(int(plain)), datatype=datatype) if is_right else Unread("whole")
    return Literal(plain.replace(",", "."), datatype=datatype) if _DECIMAL.fullmatch(plain) else Unread("number")


def _code(field: Field, text: str, lists: Lists) -> NamedNode | Unread:
    known = lists.codes.get(field.code_list or "")
    found = known.find(text) if known else None
    return NamedNode(found.iri) if found else Unread("code")


def _address(text: str) -> NamedNode | Unread:
    address = f"mailto:{text}" if "@" in text and not _SCHEME.match(text) and "/" not in text else text
    if not _SCHEME.match(address) or ("://" not in address and address.lower().startswith(("http", "ftp"))):
        return Unread("address")
    try:
        return NamedNode(address)
    except ValueError:
        return Unread("address")
