"""Whether a source gave as much as it says it holds: a list that was cut short must not be taken for all of it.

The last total counts, for a source may lose records while it is read. Where the pages lead to several others there is no
one list, and a page that did not come is told of by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, insert, select, update

from registry.harvesting.pages import LOST, Pages, RunPage
from registry.harvesting.tables import run_page, unreadable
from registry.harvesting.vanishing import Trouble

Row = dict[str, Any]

SHORT = "short"
"""Cause of what is told of a list that ended by the source's own word before its total was reached."""


@dataclass(frozen=True, slots=True)
class Short:
    """A list with fewer entries (`came`) than the source says it has (`total`); `is_end`: it says that this was all."""

    total: int
    came: int
    is_end: bool

    @property
    def trouble(self) -> Trouble:
        """Why the run must not go on."""
        return Trouble(
            f"Nguồn báo có {self.total} bản ghi nhưng chỉ đưa {self.came} rồi hết trang: danh sách bị cắt giữa chừng. "
            "Không có gì thay đổi; lần sau đọc lại từ đầu.",
            f"The source says that it holds {self.total} records, gave {self.came} and no further page: the list was cut "
            "short. Nothing has changed; the next run reads it all anew.",
        )

    @property
    def as_unread(self) -> Row:
        """The same as one thing that could not be read, where it need not stop the run."""
        return {
            "position": "",
            "reason_vi": f"Nguồn báo có {self.total} bản ghi, chỉ đưa {self.came} rồi nói là hết.",
            "reason_en": f"The source says that it holds {self.total} records, gave {self.came} and says that is all.",
            "cause": SHORT,
        }


def short_in(pages: Sequence[RunPage]) -> Short | None:
    """What a run's pages lack by their own count; None when they lack nothing, or count nothing."""
    told = [page for page in pages if page.total >= 0]
    if not told or any(page.more or page.state == LOST for page in pages):
        return None
    last, there = told[-1], sum(page.came for page in pages) + pages[0].skipped
    return Short(last.total, there, bool(last.is_end)) if there < last.total else None


def shortfall(engine: Engine, run: int) -> Short | None:
    """The same of a run's pages as they are kept."""
    return short_in(Pages(engine).of(run))


def cut_short(engine: Engine, run: int) -> Trouble | None:
    """Why a run that asked the source itself must not go on. Where the source says that its list ends here, its count is
    no more than an estimate (OAI-PMH 3.5): that is told, and only nothing is taken for gone."""
    pages = Pages(engine).of(run)
    short = short_in(pages)
    if short and not short.is_end:
        return short.trouble
    if short:
        _tell(engine, run, pages[-1].number, short)
    return None


def _tell(engine: Engine, run: int, page: int, short: Short) -> None:
    """Counts what is lacking as one thing that could not be read, once: then nothing is taken for gone."""
    of_run = unreadable.c.run == run
    with engine.begin() as connection:
        if connection.execute(select(unreadable.c.id).where(of_run, unreadable.c.cause == SHORT)).first():
            return
        connection.execute(insert(unreadable).values(run=run, page=page, **short.as_unread))
        mine = (run_page.c.run == run) & (run_page.c.number == page)
        counts = {"read": run_page.c.read + 1, "unreadable": run_page.c.unreadable + 1, "kept": -1}
        connection.execute(update(run_page).where(mine).values(**counts))
