"""How much of a source may vanish at once before a person must say that it is so."""

from dataclasses import dataclass

SHRINK_SHARE = 0.2
"""A run that would take away more than this share of a source's records, and more than one, waits for a person."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a run cannot go on."""

    vi: str
    en: str


WITHDRAWN = ("sẽ bị rút", "would be withdrawn")
MARKED = ("sẽ bị đánh dấu là không còn", "would be marked as gone")


NOTHING_READ = Trouble(
    "Không đọc được tập dữ liệu nào: danh mục rỗng, hoặc mọi dòng đều không đọc được. Không có gì thay đổi.",
    "No dataset was read: the catalogue is empty, or none of its rows can be read. Nothing has changed.",
)


def shrinking(known: int, present: int, gone: int, fate: tuple[str, str] = WITHDRAWN) -> Trouble | None:
    """Why a run should not take away so much by itself; None when it may. `fate` is what happens to what is gone."""
    if not known or (present and gone <= max(1, known * SHRINK_SHARE)):
        return None
    return Trouble(
        f"Nguồn nay chỉ còn {present} tập trên {known}; {gone} tập {fate[0]}. Chờ người phụ trách xác nhận.",
        f"The source now holds {present} of {known} datasets; {gone} {fate[1]}. Waiting for a person.",
    )
