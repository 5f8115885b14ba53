"""What pages show of quality points, as plain values in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from registry.catalogue import Shown
from registry.quality_tables import AgencyQuality, MetricCount, QualityRow, QualitySum, QualityTable
from registry.web.asked import demand, demand_page, page_number
from registry.web.form_reading import slot_of
from registry.web.form_view import Part, control_of
from registry.web.here import keeper, language, remembered
from shapes.quality import MET, NOT_KNOWN, Quality, Step
from vocab.identifiers import key_of
from vocab.quality import Dimension, Rating
from vocab.vietnamese import collation_key

ROWS_SHOWN = 100
STEPS_SHOWN = 3
SIGNS = {"xuat-sac": "ok", "tot": "ok", "dat": "late", "kem": "breach"}
FILES = "dcat_distribution.0."
RULES = "dcat-ap"
"""The metric, and the step, that the rules decide on."""


@dataclass(frozen=True, slots=True)
class Line:
    """A metric on a page: its name, its points, how many are reached; `reached` is None when that is not known."""

    slug: str
    name: str
    points: int
    reached: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """A dimension on a page: what is reached of its points, and what is not known of them."""

    name: str
    points: int
    reached: int
    not_known: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """Something that would raise the points: what, by how many, and the id of the control where it is done ("" none)."""

    slug: str
    gain: int
    target: str


@dataclass(frozen=True, slots=True)
class Points:
    """A dataset's points on a page. `sign` and `rating` are those of its badge.

    Of what is not known, `unseen` points wait for somebody to try the addresses; `is_judged` says that the rules looked.
    """

    total: int
    most: int
    not_known: int
    unseen: int
    is_judged: bool
    sign: str
    rating: str
    shares: tuple[Share, ...]
    steps: tuple[Next, ...]


@dataclass(frozen=True, slots=True)
class Mean:
    """Several datasets' points on a page; `counts` how many there are of each rating, from the best down."""

    datasets: int
    mean: float
    most: int
    not_known: float
    worst: int
    sign: str
    rating: str
    counts: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which rows of the table the address asks for: an agency's (its key), those that miss a metric; `page` from 1."""

    agency: str = ""
    missing: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: "MultiDict[str, str]") -> "Chosen":
        """What these address arguments ask for. Raises UnknownFilter, NotFound."""
        agency, missing = (arguments.get(name, "") for name in ("agency", "missing"))
        demand("agency", agency, _agency(agency) in keeper().words.agencies.by_iri)
        demand("missing", missing, missing in {metric.slug for metric in keeper().quality.scheme.metrics})
        return cls(agency, missing, page_number(arguments))

    @property
    def agency_iri(self) -> str:
        return _agency(self.agency) if self.agency else ""

    def arguments(self) -> dict[str, str]:
        """The filters, for the addresses of the same rows in other forms."""
        return {name: value for name, value in (("agency", self.agency), ("missing", self.missing)) if value}

    def address(self) -> str:
        """The query part of the address of this page."""
        return f"?{urlencode(self.arguments() | ({'page': str(self.page)} if self.page > 1 else {}))}"

    def at(self, page: int) -> "Chosen":
        return replace(self, page=page)


def of_public(shown: Shown) -> Points:
    """The points of a public dataset."""
    return points(keeper().quality.of_public(shown.description, shown.current.body_seq))


def points(quality: Quality, parts: Sequence[Part] = ()) -> Points:
    """These points, with the next steps; of those that a form can do when there is one, each leading to its control."""
    rating = quality.rating
    unknown = {metric.slug: metric.points for metric, sign in quality.signs() if sign == NOT_KNOWN}
    steps = (_next(step, parts) for step in quality.steps)
    done_here = [step for step in steps if step.target or step.slug == RULES or not parts]
    return Points(
        quality.total,
        quality.scheme.points,
        quality.not_known,
        quality.not_known - unknown.get(RULES, 0),
        RULES not in unknown,
        SIGNS[rating.slug],
        _label(rating.iri),
        tuple(_share(quality, dimension) for dimension in quality.scheme.dimensions),
        tuple(done_here[:STEPS_SHOWN]),
    )


def mean(found: QualitySum | None) -> Mean | None:
    """Several datasets' points together."""
    if found is None:
        return None
    scheme = keeper().quality.scheme
    rating = scheme.rating(found.mean)
    return Mean(
        found.datasets,
        round(found.mean, 1),
        scheme.points,
        round(found.not_known, 1),
        found.worst,
        SIGNS[rating.slug],
        _label(rating.iri),
        tuple((SIGNS[each.slug], _label(each.iri), found.ratings[each]) for each in scheme.ratings),
    )


def of_agency(agency: str) -> Mean | None:
    """The points of an agency's public datasets together."""
    return mean(keeper().quality.sum(agency))


def page(chosen: Chosen) -> dict[str, Any]:
    """The page of all datasets' points."""
    table = _table()
    agencies = [_agency_row(each) for each in table.agencies]
    total = keeper().quality.count(chosen.agency_iri, chosen.missing)
    last = max(-(-total // ROWS_SHOWN), 1)
    demand_page(chosen.page, last)
    return {
        "all": mean(table.all),
        "agencies": sorted(agencies, key=lambda row: (row["sum"].mean, collation_key(row["name"]))),
        "metrics": [_metric_row(each) for each in table.metrics],
        "ratings": [(SIGNS[each.slug], _label(each.iri)) for each in keeper().quality.scheme.ratings],
        "rows": [_row(row) for row in rows(chosen, ROWS_SHOWN, (chosen.page - 1) * ROWS_SHOWN)],
        "total": total,
        "chosen": chosen,
        "missed": _label(_metric_iri(chosen.missing)) if chosen.missing else "",
        "last": last,
    }


def _table() -> QualityTable:
    """The sums of all rows, made once for each state of the ledger and of the rows."""
    state = (keeper().ledger.head().seq, keeper().quality.moves)
    return remembered("quality", state, keeper().quality.table)


def rows(chosen: Chosen, limit: int | None = None, offset: int = 0) -> tuple[QualityRow, ...]:
    """The rows that are asked for, those with fewest points first."""
    return keeper().quality.rows(chosen.agency_iri, chosen.missing, limit, offset)


def as_json(chosen: Chosen) -> dict[str, Any]:
    """The same for programs: points by metric, null where they are not known."""
    table, scheme = _table(), keeper().quality.scheme
    return {
        "points": scheme.points,
        "metrics": [
            {
                "metric": each.metric.iri,
                "slug": each.metric.slug,
                "label": {lang: keeper().words.label(each.metric.iri, lang) for lang in ("vi", "en")},
                "points": each.metric.points,
                "met": each.met,
                "missed": each.missed,
                "not_known": each.not_known,
            }
            for each in table.metrics
        ],
        "agencies": [
            {
                "agency": each.agency,
                "label": keeper().words.label(each.agency, language()),
                "datasets": each.sum.datasets,
                "mean": round(each.sum.mean, 1),
                "not_known": round(each.sum.not_known, 1),
                "worst": each.sum.worst,
                "ratings": {rating.slug: number for rating, number in each.sum.ratings.items()},
            }
            for each in table.agencies
        ],
        "datasets": [
            {
                "dataset": row.dataset,
                "title": row.title(language()),
                "agency": row.agency,
                "points": row.quality.total,
                "not_known": row.quality.not_known,
                "rating": row.quality.rating.slug,
                "metrics": by_metric(row.quality),
                "next": [{"step": step.slug, "property": step.path, "gain": step.gain} for step in row.quality.steps],
                "entry": row.seq,
            }
            for row in rows(chosen)
        ],
    }


def by_metric(quality: Quality) -> dict[str, int | None]:
    """The points of each metric by its slug, None for those that are not known."""
    return {
        metric.slug: None if sign == NOT_KNOWN else metric.points if sign == MET else 0
        for metric, sign in quality.signs()
    }


def _share(quality: Quality, dimension: Dimension) -> Share:
    reached = by_metric(quality)
    return Share(
        _label(dimension.iri),
        dimension.points,
        quality.of(dimension),
        quality.not_known_of(dimension),
        tuple(Line(one.slug, _label(one.iri), one.points, reached[one.slug]) for one in dimension.metrics),
    )


def _next(step: Step, parts: Sequence[Part]) -> Next:
    slot = slot_of(step.path)
    places = (control_of(parts, name) for name in (slot, FILES + slot))
    return Next(step.slug, step.gain, next(filter(None, places), ""))


def _row(row: QualityRow) -> dict[str, Any]:
    rating: Rating = row.quality.rating
    return {
        "key": row.key,
        "title": row.title(language()),
        "agency": row.agency,
        "total": row.quality.total,
        "not_known": row.quality.not_known,
        "sign": SIGNS[rating.slug],
        "rating": _label(rating.iri),
        "step": next(iter(row.quality.steps), None),
    }


def _agency_row(each: AgencyQuality) -> dict[str, Any]:
    return {"key": key_of(each.agency), "name": _label(each.agency), "sum": mean(each.sum)}


def _metric_row(each: MetricCount) -> dict[str, Any]:
    return {
        "dimension": _label(each.metric.dimension),
        "name": _label(each.metric.iri),
        "slug": each.metric.slug,
        "points": each.metric.points,
        "met": each.met,
        "missed": each.missed,
        "not_known": each.not_known,
    }


def _metric_iri(slug: str) -> str:
    return next(metric.iri for metric in keeper().quality.scheme.metrics if metric.slug == slug)


def _agency(key: str) -> str:
    return f"{keeper().config.base}/id/agency/{key}"


def _label(iri: str) -> str:
    return keeper().words.label(iri, language())


def csv_rows(chosen: Chosen) -> Iterable[tuple[object, ...]]:
    """One dataset a line, one metric a column, an empty cell where it is not known."""
    for row in rows(chosen):
        step = next(iter(row.quality.steps), None)
        yield (
            row.dataset,
            row.title(language()),
            _label(row.agency),
            row.quality.total,
            row.quality.not_known,
            _label(row.quality.rating.iri),
            row.quality.rating.slug,
            *by_metric(row.quality).values(),
            step.slug if step else "",
            step.gain if step else "",
            row.seq,
        )


def csv_head() -> tuple[str, ...]:
    """The names of the columns of `csv_rows`."""
    metrics = (metric.slug for metric in keeper().quality.scheme.metrics)
    return (
        *("dataset", "title", "agency", "points", "not_known", "rating", "rating_code"),
        *metrics,
        *("next", "gain", "entry"),
    )
