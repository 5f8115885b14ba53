"""The scheme by which descriptions are given points: dimensions, metrics and ratings, from `terms/quality.ttl`.

How a metric is measured is not said here (shapes/quality.py knows); how many points it is worth is said only here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from vocab.namespaces import DQV, REG, SKOS
from vocab.sheets import Sheet, read

OPEN_FORMATS, READABLE_FORMATS = "khong-doc-quyen", "may-doc-duoc"


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is measured, worth `points` when it is met. `dimension` is the IRI of the one it belongs to."""

    iri: str
    slug: str
    dimension: str
    points: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """Metrics that together say one kind of quality."""

    iri: str
    slug: str
    metrics: tuple[Metric, ...]

    @property
    def points(self) -> int:
        return sum(metric.points for metric in self.metrics)


@dataclass(frozen=True, slots=True)
class Rating:
    """What a number of points is called; `least` is the smallest that is called so."""

    iri: str
    slug: str
    least: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """All of it. `ratings` run from the best down; `formats` are the file types of each group, by the group's code."""

    base: str
    dimensions: tuple[Dimension, ...]
    metrics: tuple[Metric, ...]
    ratings: tuple[Rating, ...]
    formats: Mapping[str, frozenset[str]]

    @property
    def points(self) -> int:
        """The most that a description can have."""
        return sum(metric.points for metric in self.metrics)

    @property
    def total(self) -> str:
        """The IRI of the metric whose value is a dataset's sum of points."""
        return f"{self.base}/id/concept/quality/total"

    @property
    def mean(self) -> str:
        """The IRI of the metric whose value is the mean over an agency's datasets."""
        return f"{self.base}/id/concept/quality/mean"

    def rating(self, points: float) -> Rating:
        return next(rating for rating in self.ratings if points >= rating.least)


@lru_cache(maxsize=8)
def quality_scheme(base: str) -> Scheme:
    """The scheme of the registry at `base`. Raises BadTermsFile."""
    sheet = Sheet(read("quality", base))
    metrics = tuple(_metric(sheet, iri) for iri in sheet.subjects(DQV.Metric) if sheet.iri(iri, DQV.inDimension))
    dimensions = tuple(
        Dimension(iri, sheet.text(iri, SKOS.notation), tuple(metric for metric in metrics if metric.dimension == iri))
        for iri in sheet.subjects(DQV.Dimension)
    )
    return Scheme(base, dimensions, metrics, _ratings(base), _formats(base))


def _metric(sheet: Sheet, iri: str) -> Metric:
    return Metric(
        iri, sheet.text(iri, SKOS.notation), sheet.iri(iri, DQV.inDimension) or "", int(sheet.text(iri, REG.points))
    )


def _ratings(base: str) -> tuple[Rating, ...]:
    sheet = Sheet(read("quality-rating", base))
    found = (
        Rating(iri, sheet.text(iri, SKOS.notation), int(sheet.text(iri, REG.points)))
        for iri in sheet.subjects(SKOS.Concept)
    )
    return tuple(sorted(found, key=lambda rating: -rating.least))


def _formats(base: str) -> dict[str, frozenset[str]]:
    sheet = Sheet(read("file-type", base))
    return {iri.rpartition("/")[2]: frozenset(sheet.iris(iri, SKOS.member)) for iri in sheet.subjects(SKOS.Collection)}
