"""The pages of one run, one on another as they come: a list's page may not come twice, and the pile may not grow too big.

A source that does not turn its pages, and one that makes up ever more of them, would else be asked without end: the first
would seem to hold one page alone, the second would fill the disk that the ledger lies on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from registry.harvesting.pages import RunPage
from registry.harvesting.vanishing import Trouble

MEBI = 20


@dataclass
class Pile:
    """Pages whose bytes lie in `folder`, at most so many megabytes (2**20 bytes) of them together."""

    folder: Path
    most: int
    digests: set[str] = field(default_factory=set)
    weight: int = 0
    """In bytes; a page that came twice weighs once."""

    @property
    def is_too_big(self) -> bool:
        return self.weight > self.most << MEBI

    def take(self, page: RunPage, *, is_of_a_list: bool) -> Trouble | None:
        """Lays a page on the pile; why the run must not go on, if so. `is_of_a_list`: each page leads to one next."""
        if is_of_a_list and page.came and page.sha256 in self.digests:
            return _stuck(page)
        self.lay([page])
        return self._too_big() if self.is_too_big else None

    def lay(self, pages: Iterable[RunPage]) -> None:
        """Lays pages on the pile that a run had read before it was cut short."""
        for page in pages:
            if page.sha256 and page.sha256 not in self.digests:
                self.digests.add(page.sha256)
                self.weight += self._size(page.sha256)

    def drop(self, wanted: Iterable[str]) -> None:
        """Removes the bytes of every page but those `wanted` by others, by their digests."""
        for digest in self.digests.difference(wanted):
            (self.folder / digest).unlink(missing_ok=True)

    def _size(self, digest: str) -> int:
        try:
            return (self.folder / digest).stat().st_size
        except FileNotFoundError:
            return 0  # swept since

    def _too_big(self) -> Trouble:
        return Trouble(
            f"Các trang của đợt này đã quá {self.most} MiB (thiết đặt run_megabytes); các trang đó không được giữ. Không có "
            "gì thay đổi.",
            f"The pages of this run are over {self.most} MiB (setting run_megabytes); they are not kept. Nothing has "
            "changed.",
        )


def _stuck(page: RunPage) -> Trouble:
    return Trouble(
        f"{page.url}: trang này giống hệt một trang trước của cùng đợt; nguồn không lật trang, nên không biết đã đọc hết "
        "chưa. Không có gì thay đổi.",
        f"{page.url}: this page is word for word an earlier one of the same run; the source does not turn its pages, so "
        "nobody knows whether all was read. Nothing has changed.",
    )
