"""Zygotes that the keepers of one test process share: a start of their own costs each two seconds of CPU.

The zygotes are those of the product and fork a child for each job as ever. What they read beforehand is for the base and
the choice of rules they are kept by, without any imported rows of ministries: a keeper that has such rows, or renews its
workers, gets a zygote of its own.
"""

import os
from contextlib import ExitStack

from registry.config import Config
from registry.errands import workers_for
from registry.ministry_rows import FOLDER, newest_file
from registry.workers.confine import Limits
from registry.workers.nursery import Child, Nursery
from registry.workers.pool import Workers
from registry.workers.seats import Seats


class Borrowed:
    """A nursery as one keeper sees it: its children end with it, the zygote stays."""

    def __init__(self, lent: Nursery) -> None:
        self._lent = lent
        self._children: list[Child] = []
        self._is_closed = False

    @property
    def pid(self) -> int:
        return self._lent.pid

    @property
    def jobs(self) -> frozenset[str]:
        return self._lent.jobs

    def fork(self, job: str, limits: Limits) -> Child:
        if self._is_closed:
            raise ChildProcessError("the workers are closed")
        child = self._lent.fork(job, limits)
        self._children = [*(one for one in self._children if not one.ended.is_set()), child]
        return child

    def close(self) -> None:
        self._is_closed = True
        for child in self._children:
            child.kill()
            child.ended.wait(5)


class Lender:
    """Keeps the zygotes, and makes workers on them."""

    def __init__(self) -> None:
        self._kept: dict[str, Workers] = {}
        self._ending = ExitStack()

    def workers_for(self, config: Config) -> Workers:
        """In the place of `registry.errands.workers_for`; what is read beforehand must be the same for all of a base."""
        if config.rules_off or newest_file(config.data / FOLDER):
            return workers_for(config)
        if config.base not in self._kept:
            self._kept[config.base] = self._ending.enter_context(workers_for(config))
        return Lent(self._kept[config.base], config)

    def close(self) -> None:
        self._ending.close()


class Lent(Workers):
    """Seats of its own before zygotes that are lent."""

    def __init__(self, lent: Workers, config: Config) -> None:
        self._lent, self._config = lent._nurseries, config
        self._nurseries = tuple(map(Borrowed, lent._nurseries))  # type: ignore[assignment]
        self.light = self._nurseries[0]
        self._seats = Seats(bulk=max(os.cpu_count() or 1, 3) - 1, queue=64)

    def renew(self) -> None:
        """What is read beforehand differs from now on: the judging zygote is this keeper's own."""
        light, heavy = self._nurseries
        if isinstance(heavy, Nursery):
            heavy.renew()
            return
        table, prepare, environment = self._lent[1]._command
        own = Nursery(table, *prepare, {**environment, "REGISTRY_MINISTRIES": str(self._config.data / FOLDER)})
        _ = own.jobs
        self._nurseries = (light, own)
