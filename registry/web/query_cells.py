"""The table of a SELECT's answer: each value as people read it, and beneath it, where that differs, as the machine wrote it.

Only the rows that are shown are read out of the answer, however long it is: a page is made in the keeper.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Any

from babel.numbers import format_decimal

from registry.web import speech
from registry.web.facts import link_of, shortened
from sparql.answering import rows as rows_in
from vocab.namespaces import XSD

PAGES = frozenset({"dataset", "record", "agency", "ministry-dataset", "change", "concept"})
"""The kinds of our own IRIs that have a page."""
NUMBERS = frozenset(XSD[name].value for name in ("integer", "decimal", "double", "float"))
GROUPED_FROM = 10_000
"""Smaller whole numbers are written without marks between thousands, for many of them are years."""
LONGEST_NUMBER = 24
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:Z|[+-]\d{2}:\d{2})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?")
_HEAD, _BINDINGS = '"head":', '"bindings":['
Binding = Mapping[str, Mapping[str, Any]]
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: `text` is read, `machine` is shown small beneath where it differs ("" where it does not).

    `kind` is number, day, moment, iri or ""; `value` is what a machine reads of a number or a day; `amount` is a number's
    size, where it can be measured. `href` leads to a page, to one of `ours` or elsewhere.
    """

    text: str
    machine: str = ""
    lang: str = ""
    kind: str = ""
    value: str = ""
    amount: float | None = None
    href: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows that are shown, and how many the answer has."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Of each column whether it holds numbers only: such a one is aligned to the right."""
        return tuple(_numeric([row[place] for row in self.rows]) for place in range(len(self.variables)))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the table: the language, the base of our IRIs, and the names of things by their IRIs."""

    lang: str
    base: str
    names: Names


def first_rows(body: bytes, most: int) -> tuple[tuple[str, ...], list[Binding]]:
    """The variables and the first rows of an answer in the JSON of this engine (head before results)."""
    text = body.decode("utf-8")
    decoder = json.JSONDecoder()
    head, at = decoder.raw_decode(text, text.index(_HEAD) + len(_HEAD))
    at = text.index(_BINDINGS, at) + len(_BINDINGS)
    found: list[Binding] = []
    while len(found) < most and text[at] != "]":
        row, at = decoder.raw_decode(text, at)
        found.append(row)
        at += text[at] == ","
    return tuple(head["vars"]), found


def iris_in(bindings: Iterable[Binding]) -> Iterator[str]:
    """Every IRI that stands in a cell, as often as it does."""
    return (value["value"] for row in bindings for value in row.values() if value["type"] == "uri")


def table(body: bytes, variables: tuple[str, ...], bindings: Iterable[Binding], reader: Reader) -> Table:
    rows = tuple(tuple(cell(row.get(name), reader) for name in variables) for row in bindings)
    return Table(variables, rows, rows_in(body, "json"))


def cell(value: Mapping[str, Any] | None, reader: Reader) -> Cell:
    """One value of SPARQL's JSON results (section 3.2.2); None is a variable without one."""
    if value is None:
        return Cell("")
    if value["type"] == "uri":
        return _iri(value["value"], reader)
    if value["type"] != "literal":
        return Cell(_written(value), kind="iri")
    return _literal(value["value"], value.get("xml:lang", ""), value.get("datatype", ""), reader)


def _iri(iri: str, reader: Reader) -> Cell:
    path = _page(iri, reader.base)
    machine = path or shortened(iri)
    name = reader.names.get(iri, "")
    elsewhere = "" if iri.startswith(f"{reader.base}/graph/") else link_of(iri)
    return Cell(name or machine, machine if name else "", kind="iri", href=path or elsewhere, ours=bool(path))


def _page(iri: str, base: str) -> str:
    """The path of our page about this IRI, "" when there is none."""
    if not iri.startswith(ours := f"{base}/id/"):
        return ""
    kind, _, rest = iri[len(ours) :].partition("/")
    return iri[len(base) :] if kind in PAGES and rest and (kind == "concept" or "/" not in rest) else ""


def _literal(text: str, lang: str, datatype: str, reader: Reader) -> Cell:
    if datatype in NUMBERS:
        return _number(text, reader.lang)
    if datatype in (XSD.date.value, XSD.dateTime.value) and (said := _time(text, reader.lang)):
        return Cell(said, text, kind="day" if _DAY.fullmatch(text) else "moment", value=text)
    return Cell(text, lang=lang, href=link_of(text) if datatype == XSD.anyURI.value else "")


def _number(text: str, lang: str) -> Cell:
    """With all its digits, marked as the reader's language does; one too long for that stays as it is."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return Cell(text, kind="number", value=text)
    if not amount.is_finite():
        return Cell(text, kind="number", value=text)
    said = text
    if len(text) <= LONGEST_NUMBER and abs(amount.adjusted()) < LONGEST_NUMBER:
        grouping = abs(amount) >= GROUPED_FROM
        said = format_decimal(amount, locale=lang, decimal_quantization=False, group_separator=grouping)
    size = float(amount)
    return Cell(said, kind="number", value=text, amount=size if isfinite(size) else None)


def _time(text: str, lang: str) -> str:
    """A day or an instant as the site writes them, "" for what is none."""
    try:
        if _DAY.fullmatch(text):
            return speech.day(text[:10], lang)
        return speech.moment(text, lang) if _MOMENT.fullmatch(text) else ""
    except (ValueError, OverflowError):
        return ""


def _written(value: Mapping[str, Any]) -> str:
    """A node without a name, or a triple, in a line of text."""
    if value["type"] == "triple":
        return f"<<( {' '.join(_written(value['value'][part]) for part in ('subject', 'predicate', 'object'))} )>>"
    if value["type"] == "bnode":
        return f"_:{value['value']}"
    return shortened(value["value"]) if value["type"] == "uri" else json.dumps(value["value"], ensure_ascii=False)


def _numeric(cells: list[Cell]) -> bool:
    said = [one for one in cells if one.text]
    return bool(said) and all(one.kind == "number" for one in said)
