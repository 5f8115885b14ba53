"""What an import of a ministry's catalogue left out or changed: one notice for each cause, with the records it befell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from registry.harvesting.staging import Staged

MOST_OF_A_KIND = 20
MOST_RECORDS = 10

Row = dict[str, Any]


def noticed(of_pages: Iterable[Row], staged: Sequence[Staged]) -> tuple[Row, ...]:
    """{"slug", "vi", "en", "count", "records"} for each cause: in how many records, and the first of these by identifier.

    Of one kind at most MOST_OF_A_KIND causes are told, then how many more there are. What is said of a whole document
    has no records.
    """
    found: dict[tuple[str, str, str], list[str]] = {}
    for notice in of_pages:
        found.setdefault(_cause(notice), [])
    for row in staged:
        for cause in dict.fromkeys(map(_cause, row.said["notices"])):
            found.setdefault(cause, []).append(row.identifier)
    kinds: Counter[str] = Counter()
    told: list[Row] = []
    for (slug, vi, en), records in found.items():
        kinds[slug] += 1
        if kinds[slug] <= MOST_OF_A_KIND:
            shown = [record[:200] for record in sorted(records)[:MOST_RECORDS]]
            told.append({"slug": slug, "vi": vi, "en": en, "count": len(records), "records": shown})
    return (*told, *_more(kinds))


def _cause(notice: Row) -> tuple[str, str, str]:
    return notice["slug"], notice["vi"], notice["en"]


def _more(kinds: Counter[str]) -> Iterator[Row]:
    for slug, number in kinds.items():
        if (more := number - MOST_OF_A_KIND) > 0:
            vi, en = f"Còn {more} thông báo cùng loại ({slug}).", f"{more} more notices of this kind ({slug})."
            yield {"slug": slug, "vi": vi, "en": en, "count": 0, "records": []}
