"""Records that are read well and yet are no dataset of the source: told apart, counted, and said once for each cause.

They are not unreadable: a source that names what it has deleted, what serves its datasets, or what shows them, is in
good order, and its run is a whole one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from harvesters.gathering import gathered
from harvesters.source import Gone, Harvested, Notice, Page, Unreadable

DELETED, SERVICE_OF_OTHERS, NOT_A_DATASET = "deleted", "service-of-others", "not-dataset"
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
    NOT_A_DATASET: (
        "{0} mục không phải bộ dữ liệu, được bỏ qua: {1}.",
        "Entries that are no datasets, passed over: {0}: {1}.",
    ),
}


@dataclass(frozen=True, slots=True)
class Aside:
    """A record that is set aside, and why: a key of the table above.

    `named` is the identifier of what is deleted ("" where none is told), or what it is that is no dataset.
    """

    cause: str
    named: str = ""


Outcome = Harvested | Unreadable | Aside


def sifted(outcomes: Iterable[tuple[str, Outcome]]) -> Page:
    """The records of a page, what could not be read, what is gone, and a notice for each cause of setting aside."""
    aside: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def kept() -> Iterator[tuple[str, Harvested | Unreadable]]:
        for position, outcome in outcomes:
            if isinstance(outcome, Aside):
                aside[outcome.cause][outcome.named] += 1
            elif isinstance(outcome, Unreadable):
                yield position, replace(outcome, position=outcome.position or position)
            else:
                yield position, outcome

    page = gathered(kept())
    there = {record.identifier for record in page.records}
    gone = tuple(Gone(name) for name in aside[DELETED] if name and name not in there)
    told = tuple(_told(cause, names) for cause, names in aside.items() if names)
    return replace(page, notices=told, gone=gone)


def _told(cause: str, names: Counter[str]) -> Notice:
    vi, en = _SAID[cause]
    shown = ", ".join(f"{name[:40]} ({count})" for name, count in names.most_common(6))
    more = " …" if len(names) > 6 else ""
    return Notice(cause, vi.format(names.total(), shown + more), en.format(names.total(), shown + more))
