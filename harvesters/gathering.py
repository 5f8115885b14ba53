"""The records of one page gathered one by one: one that cannot be read never loses the others.

Every kind that reads lists hands over its outcomes here, so that caps, repeated identifiers and what was left out are
told alike.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from harvesters.errors import NotReadable
from harvesters.fitting import fit
from harvesters.raw import raw_bytes
from harvesters.source import Harvested, Notice, Page, Unreadable
from harvesters.texts import counted

MAX_RECORDS = 25_000
"""Of one page: what becomes of them, some 35 kB each, the keeper has in memory at once."""
MAX_UNREADABLE = 1000
DUPLICATE = "duplicate"
"""Cause of what is told of a second record of one identifier that differs from the first."""


def gathered(outcomes: Iterable[tuple[str, Harvested | Unreadable]]) -> Page:
    """The page of the records within the caps, the first of each identifier; the rest as unreadable, at its position, but
    for what is said again word for word, which is counted.

    Of what is unreadable the first thousand are named, the others counted. Raises NotReadable over MAX_RECORDS.
    """
    records: dict[str, Harvested] = {}
    unreadable: list[Unreadable] = []
    drafted = more = repeated = 0
    for position, outcome in outcomes:
        kept = outcome
        if isinstance(outcome, Harvested):
            drafted += 1
            first = records.get(outcome.identifier)
            if first is not None and _is_same(first, outcome):
                repeated += 1
                continue
            kept = fit(outcome, position) if first is None else _repeated(outcome.identifier, position)
        if drafted > MAX_RECORDS:
            raise _too_many()
        if isinstance(kept, Harvested):
            records[kept.identifier] = kept
        elif len(unreadable) < MAX_UNREADABLE:
            unreadable.append(kept)
        else:
            more += 1
    return Page(tuple(records.values()), (*unreadable, *_more(more)), repeated=repeated)


def bounded(page: Page) -> Page:
    """The page of whatever kind within the caps; of what is unreadable the first thousand are named.

    Raises NotReadable over MAX_RECORDS, those that are gone among them.
    """
    if len(page.records) + len(page.gone) > MAX_RECORDS:
        raise _too_many()
    if len(page.unreadable) <= MAX_UNREADABLE + 1:  # one more tells of the others
        return page
    named = page.unreadable[:MAX_UNREADABLE]
    return replace(page, unreadable=(*named, *_more(len(page.unreadable) - len(named))))


def _more(count: int) -> tuple[Unreadable, ...]:
    if not count:
        return ()
    return (
        Unreadable(
            "…",
            f"Còn {count} mục nữa không đọc được; chỉ nêu {MAX_UNREADABLE} mục đầu.",
            f"{counted(count, 'more item', 'more items')} could not be read; only the first {MAX_UNREADABLE} are named.",
        ),
    )


def _too_many() -> NotReadable:
    return NotReadable(
        f"Tài liệu có hơn {MAX_RECORDS // 1000}.000 bản ghi; hãy dùng địa chỉ có chia trang, hoặc chia thành nhiều tệp.",
        f"The document holds more than {MAX_RECORDS:,} records; use an address that gives pages, or divide it into files.",
    )


def _is_same(first: Harvested, again: Harvested) -> bool:
    """Whether a source says the same of a record twice, however far apart; white space around it says nothing."""
    same = fit(again, "") if first.raw is None else again
    return (
        isinstance(same, Harvested)
        and first.version == same.version
        and raw_bytes(first).strip() == raw_bytes(same).strip()
    )


def _repeated(identifier: str, position: str) -> Unreadable:
    shown = identifier[:200]
    return Unreadable(
        position,
        f"Mã «{shown}» đã có ở bản ghi trước trong cùng trang; bản ghi lặp không được dùng.",
        f"The identifier “{shown}” came before on this page; the repeated record is not used.",
        DUPLICATE,
    )


def not_carried(names: Iterable[object]) -> tuple[Notice, ...]:
    """The fields that hold something and have no place in the description, in one notice."""
    rest = sorted({str(name)[:80] for name in names})
    if not rest:
        return ()
    shown = ", ".join(rest[:12]) + (" …" if len(rest) > 12 else "")
    return (
        Notice(
            "not-carried",
            f"Không chuyển được {len(rest)} trường: {shown}.",
            f"{counted(len(rest), 'field was', 'fields were')} not carried over: {shown}.",
        ),
    )


def not_data(shown: Counter[str]) -> tuple[Notice, ...]:
    """The items that only show the data of others, by their type, in one notice."""
    if not shown:
        return ()
    listed = ", ".join(f"{kind[:40]} ({count})" for kind, count in shown.most_common(6))
    return (
        Notice(
            "not-data",
            f"Bỏ qua {shown.total()} mục chỉ trình bày dữ liệu của mục khác: {listed}.",
            f"{counted(shown.total(), 'item', 'items')} left out that only show the data of others: {listed}.",
        ),
    )


def services_left_out(count: int) -> tuple[Notice, ...]:
    """The data services of a catalogue that belong to no distribution, in one notice."""
    if not count:
        return ()
    said = counted(count, "data service", "data services")
    return (
        Notice(
            "services",
            f"Tệp có {count} dịch vụ dữ liệu; chỉ dịch vụ gắn với một phân phối được giữ lại.",
            f"The document has {said}; only those of a distribution are kept.",
        ),
    )


def count_of(*said: object) -> int | None:
    """The first of these that is a count: what a source claims to hold in all."""
    counts = (value for value in said if isinstance(value, int) and not isinstance(value, bool))
    return next((count for count in counts if count >= 0), None)


def no_dataset_here(position: str) -> Unreadable:
    """The refusal of one item of a list that describes no dataset."""
    return Unreadable(position, "Không phải mô tả của một bộ dữ liệu.", "Not the description of a dataset.")
