"""The tables of quality points: every public dataset's, and sums by agency, by rating and by metric. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapes.quality import Quality
from vocab.identifiers import dataset_of, key_of
from vocab.quality import Metric, Rating


@dataclass(frozen=True, slots=True)
class QualityRow:
    """A public dataset's points, as they were measured of entry `seq`. `agency` is who answers for it now.

    `digest` moves with whatever they were measured from.
    """

    record: str
    titles: Mapping[str, str]
    agency: str
    seq: int
    digest: str
    quality: Quality

    @property
    def dataset(self) -> str:
        return dataset_of(self.record)

    @property
    def key(self) -> str:
        return key_of(self.record)

    def title(self, lang: str = "vi") -> str:
        return self.titles.get(lang) or next(iter(self.titles.values()), "")


@dataclass(frozen=True, slots=True)
class QualitySum:
    """The points of several datasets together; `not_known` is the mean of what could not be measured."""

    datasets: int
    mean: float
    not_known: float
    worst: int
    ratings: Mapping[Rating, int]


@dataclass(frozen=True, slots=True)
class AgencyQuality:
    """An agency's datasets together."""

    agency: str
    sum: QualitySum


@dataclass(frozen=True, slots=True)
class MetricCount:
    """In how many datasets a metric is met, missed and not known."""

    metric: Metric
    met: int
    missed: int
    not_known: int


@dataclass(frozen=True, slots=True)
class QualityTable:
    """All public datasets that were measured: together (None when there are none), by agency, by metric.

    Agencies with the least mean come first.
    """

    all: QualitySum | None
    agencies: tuple[AgencyQuality, ...]
    metrics: tuple[MetricCount, ...]
