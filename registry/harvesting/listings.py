"""Whether a source gave as much as it says it holds: a list that was cut short must not be taken for all of it.

The last total counts, for a source may lose records while it is read. Where the pages lead to several others there is no
one list, and a page that did not come is told of by itself.
"""

from dataclasses import dataclass

from sqlalchemy import Engine, func, insert, select, update

from registry.harvesting.pages import LOST
from registry.harvesting.tables import run_page, unreadable
from registry.harvesting.vanishing import Trouble

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


def shortfall(engine: Engine, run: int) -> Short | None:
    """What a run's pages lack by their own count; None when they lack nothing, or count nothing."""
    of_run = run_page.c.run == run
    last = select(run_page.c.total, run_page.c.is_end).where(of_run, run_page.c.total >= 0)
    branching = select(func.count()).where(of_run, (run_page.c.more != "[]") | (run_page.c.state == LOST))
    came = select(func.coalesce(func.sum(run_page.c.came), 0)).where(of_run)
    skipped = select(func.coalesce(func.sum(run_page.c.skipped), 0)).where(of_run, run_page.c.number == 1)
    with engine.connect() as connection:
        told = connection.execute(last.order_by(run_page.c.number.desc()).limit(1)).first()
        if told is None or connection.execute(branching).scalar_one():
            return None
        there = int(connection.execute(came).scalar_one()) + int(connection.execute(skipped).scalar_one())
    return Short(told.total, there, bool(told.is_end)) if there < told.total else None


def cut_short(engine: Engine, run: int) -> Trouble | None:
    """Why a run that asked the source itself must not go on. Where the source says that its list ends here, its count is
    no more than an estimate (OAI-PMH 3.5): that is told, and only nothing is taken for gone."""
    short = shortfall(engine, run)
    if short and not short.is_end:
        return short.trouble
    if short:
        _tell(engine, run, short)
    return None


def _tell(engine: Engine, run: int, short: Short) -> None:
    """Counts what is lacking as one thing that could not be read, once: then nothing is taken for gone."""
    of_run = unreadable.c.run == run
    with engine.begin() as connection:
        if connection.execute(select(unreadable.c.id).where(of_run, unreadable.c.cause == SHORT)).first():
            return
        number = connection.execute(select(func.max(run_page.c.number)).where(run_page.c.run == run)).scalar_one()
        row = {
            "position": "",
            "reason_vi": f"Nguồn báo có {short.total} bản ghi, chỉ đưa {short.came} rồi nói là hết.",
            "reason_en": f"The source says that it holds {short.total} records, gave {short.came} and says that is all.",
        }
        connection.execute(insert(unreadable).values(run=run, page=number, cause=SHORT, **row))
        mine = (run_page.c.run == run) & (run_page.c.number == number)
        counts = {"read": run_page.c.read + 1, "unreadable": run_page.c.unreadable + 1, "kept": -1}
        connection.execute(update(run_page).where(mine).values(**counts))
