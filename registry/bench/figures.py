"""From samples to a table of ratios; nothing here takes a time or opens a file."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PERCENT = 95


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement beside its floor, both in `unit`. `allowed` is the largest ratio that is good, `needed` the
    smallest, None for any."""

    name: str
    measured: float
    floor: float
    unit: str
    samples: int
    allowed: float | None = None
    needed: float | None = None

    @property
    def ratio(self) -> float:
        """How many times the floor; infinite above a floor of zero."""
        return self.measured / self.floor if self.floor else math.inf

    @property
    def is_good(self) -> bool:
        is_small = self.allowed is None or self.ratio <= self.allowed
        return is_small and (self.needed is None or self.ratio >= self.needed)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures side by side, all in `unit`: row -> a value under each of `columns`, None where there is none."""

    title: str
    columns: tuple[str, ...]
    unit: str
    rows: Mapping[str, tuple[float | None, ...]]

    def as_text(self) -> str:
        """The table as fixed-width text."""
        title = f"{self.title}, {self.unit}"
        width = max(map(len, (*self.rows, title)))
        wide = [max(len(column), 8) for column in self.columns]
        lines = [(title, self.columns)]
        lines += [(name, tuple("-" if one is None else f"{one:.1f}" for one in row)) for name, row in self.rows.items()]
        return "\n".join(
            "  ".join((f"{name:<{width}}", *(f"{cell:>{size}}" for cell, size in zip(cells, wide, strict=True))))
            for name, cells in lines
        )

    def as_json(self) -> dict[str, object]:
        rows = [{"name": name, **dict(zip(self.columns, row, strict=True))} for name, row in self.rows.items()]
        return {"title": self.title, "unit": self.unit, "rows": rows}


@dataclass(frozen=True, slots=True)
class Report:
    """A bench's table: what was measured, against what, and the lines; `beside` says more of the same."""

    title: str
    measured: str
    floor: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    beside: tuple[Table, ...] = ()

    @property
    def is_good(self) -> bool:
        return all(line.is_good for line in self.lines)

    def as_text(self) -> str:
        """The table as fixed-width text, a ratio a line."""
        names = [line.name for line in self.lines]
        width = max(map(len, (*names, self.title)), default=0)
        heads = (self.measured, self.floor)
        columns = [max(len(head), 12) for head in heads]
        rows = [_row(width, columns, self.title, *heads, "ratio", "samples")]
        rows += [_row(width, columns, line.name, *_shown(line), _times(line), str(line.samples)) for line in self.lines]
        tables = (f"\n{table.as_text()}\n" for table in self.beside)
        return "\n".join((*rows, *tables, *self.notes)) + "\n"

    def as_json(self) -> dict[str, object]:
        return {
            "title": self.title,
            "good": self.is_good,
            "lines": [
                {
                    "name": line.name,
                    "unit": line.unit,
                    self.measured: line.measured,
                    self.floor: line.floor,
                    "ratio": line.ratio if math.isfinite(line.ratio) else None,
                    "allowed": line.allowed,
                    "needed": line.needed,
                    "samples": line.samples,
                }
                for line in self.lines
            ],
            "notes": list(self.notes),
            "tables": [table.as_json() for table in self.beside],
        }


def percentile(samples: Sequence[float], percent: int = PERCENT) -> float:
    """The smallest sample that `percent` of all do not exceed (nearest rank). Raises ValueError without samples."""
    if not samples:
        raise ValueError("no samples")
    rank = math.ceil(len(samples) * percent / 100)
    return sorted(samples)[max(rank, 1) - 1]


def middle(samples: Sequence[float]) -> float:
    """The median, as a sample that occurred."""
    return percentile(samples, 50)


def compared(
    busy: Mapping[str, Sequence[float]], idle: Mapping[str, Sequence[float]], allowed: float
) -> tuple[Line, ...]:
    """For each name, the 95th percentile of busy against idle; samples in seconds, lines in milliseconds."""
    return tuple(
        Line(
            name,
            percentile(busy[name]) * 1000,
            percentile(idle[name]) * 1000,
            "ms",
            len(busy[name]),
            allowed,
        )
        for name in idle
    )


def _shown(line: Line) -> tuple[str, str]:
    return f"{line.measured:.2f} {line.unit}", f"{line.floor:.2f} {line.unit}"


def _times(line: Line) -> str:
    if line.is_good:
        return f"{line.ratio:.2f}"
    is_large = line.allowed is not None and line.ratio > line.allowed
    return f"{line.ratio:.2f}  > {line.allowed:g}" if is_large else f"{line.ratio:.2f}  < {line.needed:g}"


def _row(width: int, columns: Sequence[int], name: str, *cells: str) -> str:
    measured, floor, ratio, samples = cells
    return f"{name:<{width}}  {measured:>{columns[0]}}  {floor:>{columns[1]}}  {ratio:>8}  {samples:>8}".rstrip()
