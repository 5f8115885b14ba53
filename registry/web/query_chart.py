"""Bars for an answer that names things and counts them, drawn on the server as SVG; the table beneath says the same.

Drawn twice, for a wide place and for a narrow one, so that the letters keep their size; the style sheet shows one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from registry.web.query_cells import Cell, Table

FEWEST, MOST = 2, 30
"""With fewer rows there is nothing to compare, more are no picture any more."""
_WIDE, _ROW, _LETTERS = 640, 30, 34
_LABELS = 262
"""Where the bars begin in the wide picture; so many letters stand before."""
_SLIM, _SLIM_ROW, _SLIM_LETTERS = 350, 48, 46
_FIGURES = 78
"""Room behind the longest bar for its number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: what it is about, how much, and that as it is written."""

    label: str
    amount: float
    written: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The column that names, the column that counts, and a bar for each row in the order of the answer."""

    label: str
    number: str
    bars: tuple[Bar, ...]

    @property
    def greatest(self) -> tuple[Bar, ...]:
        most = max(bar.amount for bar in self.bars)
        return tuple(bar for bar in self.bars if bar.amount == most)


def bars_of(table: Table) -> Bars | None:
    """What there is to draw: one column of numbers, none below zero, and one that names each row by itself.

    None when a chart would say nothing: too few or too many rows, two columns of numbers or none, numbers all alike,
    names that repeat.
    """
    columns = list(zip(*table.rows, strict=True))
    numbers = [place for place, numeric in enumerate(table.numeric) if numeric]
    if not FEWEST <= len(table.rows) <= MOST or len(table.rows) < table.total or len(numbers) != 1:
        return None
    label = _naming(columns)
    amounts = [cell.amount for cell in columns[numbers[0]]]
    known = [amount for amount in amounts if amount is not None]
    if label is None or len(known) < len(amounts) or min(known) < 0 or min(known) == max(known):
        return None
    written = (cell.text for cell in columns[numbers[0]])
    bars = tuple(map(Bar, (cell.text for cell in columns[label]), known, written))
    return Bars(table.variables[label], table.variables[numbers[0]], bars)


def drawn(chart: Bars, named_by: str) -> Markup:
    """Both pictures; `named_by` is the id of the words that stand for them."""
    most = max(bar.amount for bar in chart.bars)
    wide = Markup("").join(_wide_rows(chart.bars, most))
    slim = Markup("").join(_slim_rows(chart.bars, most))
    axis = Markup('<path class="axis" d="M{x} 0V{y}"/>').format(x=_LABELS, y=len(chart.bars) * _ROW)
    return _picture("wide", _WIDE, len(chart.bars) * _ROW, named_by, axis + wide) + _picture(
        "slim", _SLIM, len(chart.bars) * _SLIM_ROW, named_by, slim
    )


def _naming(columns: Sequence[Sequence[Cell]]) -> int | None:
    """The first column of words that differ in every row; one of IRIs only when there is no other."""
    for kinds in (("",), ("iri", "day", "moment")):
        for place, cells in enumerate(columns):
            said = {cell.text for cell in cells if cell.text and cell.kind in kinds}
            if len(said) == len(cells):
                return place
    return None


def _wide_rows(bars: Sequence[Bar], most: float) -> Iterator[Markup]:
    for row, bar in enumerate(bars):
        width = bar.amount / most * (_WIDE - _LABELS - _FIGURES)
        yield Markup(
            '<text x="{to}" y="{y}" text-anchor="end">{label}</text>'
            '<rect class="f1" x="{at}" y="{top}" width="{w:.1f}" height="20"/><text x="{end:.1f}" y="{y}">{n}</text>'
        ).format(
            to=_LABELS - 10,
            y=row * _ROW + 20,
            label=_short(bar.label, _LETTERS),
            at=_LABELS,
            top=row * _ROW + 6,
            w=width,
            end=_LABELS + width + 8,
            n=bar.written,
        )


def _slim_rows(bars: Sequence[Bar], most: float) -> Iterator[Markup]:
    for row, bar in enumerate(bars):
        width = bar.amount / most * (_SLIM - _FIGURES)
        yield Markup(
            '<text x="0" y="{y}">{label}</text>'
            '<rect class="f1" x="0" y="{top}" width="{w:.1f}" height="16"/><text x="{end:.1f}" y="{below}">{n}</text>'
        ).format(
            y=row * _SLIM_ROW + 14,
            label=_short(bar.label, _SLIM_LETTERS),
            top=row * _SLIM_ROW + 21,
            w=width,
            end=width + 8,
            below=row * _SLIM_ROW + 34,
            n=bar.written,
        )


def _picture(kind: str, width: int, height: int, named_by: str, drawing: Markup) -> Markup:
    return Markup(
        '<svg class="{kind}" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{named}">{drawing}</svg>'
    ).format(kind=kind, w=width, h=height, named=named_by, drawing=drawing)


def _short(label: str, letters: int) -> str:
    return label if len(label) <= letters else label[: letters - 1].rstrip() + "…"
