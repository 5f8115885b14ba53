"""Records that are read well and yet are no dataset of the source: told apart, counted, and said once for each cause.

They are not unreadable: a source that names what it has deleted, or what serves its datasets, is in good order, and
its run is a whole one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from harvesters.gathering import Gathered, gathered
from harvesters.source import Harvested, Notice, Unreadable

DELETED, SERVICE_OF_OTHERS = "deleted", "service-of-others"
SERVICE_ALONE = Notice(
    "service",
    "Nguồn mô tả một dịch vụ mà không nêu bộ dữ liệu của nó: được ghi là bộ dữ liệu có dịch vụ ấy.",
    "The source describes a service and no dataset of it: it is recorded as a dataset that has this service.",
)
"""What is said of a service that is read after all, for nothing else describes its data."""
_SAID = {
    DELETED: (
        "{0} bản ghi được nguồn đánh dấu là đã xoá; chúng không còn là bộ dữ liệu của nguồn.",
        "Marked as deleted by the source, no longer among its datasets: {0}.",
    ),
    SERVICE_OF_OTHERS: (
        "{0} bản ghi mô tả dịch vụ của những bộ dữ liệu có bản ghi riêng; chúng không được ghi là bộ dữ liệu.",
        "Services over datasets that have records of their own, not taken for datasets: {0}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Aside:
    """A record that is set aside, and why: a key of the table above."""

    cause: str


Outcome = Harvested | Unreadable | Aside


def sifted(outcomes: Iterable[tuple[str, Outcome]]) -> tuple[Gathered, tuple[Notice, ...]]:
    """The records of a page and what could not be read, and a notice for each cause of setting aside."""
    causes: Counter[str] = Counter()

    def kept() -> Iterator[tuple[str, Harvested | Unreadable]]:
        for position, outcome in outcomes:
            if isinstance(outcome, Aside):
                causes[outcome.cause] += 1
            elif isinstance(outcome, Unreadable):
                yield position, Unreadable(outcome.position or position, outcome.reason_vi, outcome.reason_en)
            else:
                yield position, outcome

    found = gathered(kept())
    told = (
        Notice(cause, _SAID[cause][0].format(count), _SAID[cause][1].format(count)) for cause, count in causes.items()
    )
    return found, tuple(told)
