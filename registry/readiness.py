"""Readiness: whether every part of a keeper does its work, found out by having it done."""

from collections.abc import Callable, Mapping

from sqlalchemy import delete, insert
from sqlalchemy.exc import SQLAlchemyError

from registry import schema
from registry.clock import stamp
from registry.errors import RegistryError
from registry.ledger import Ledger
from registry.publishing import Publisher
from registry.views import Views
from registry.workers.errors import WorkerError
from registry.workers.pool import Workers
from registry.workers.query_pool import QueryPool
from sparql.errors import SparqlError


class Behind(RegistryError):
    """The views have not seen all of the ledger."""

    def __init__(self, position: int, head: int) -> None:
        super().__init__(
            f"Kho và chỉ mục mới đến bút toán {position}, sổ đã đến {head}.",
            f"The views stand at entry {position}, the ledger at {head}.",
        )


class Probes:
    """Tries a keeper's parts for real."""

    def __init__(
        self, ledger: Ledger, views: Views, workers: Workers, queries: QueryPool, publisher: Publisher
    ) -> None:
        self._ledger = ledger
        self._views = views
        self._workers = workers
        self._queries = queries
        self._publisher = publisher

    def run(self) -> Mapping[str, str]:
        """A ledger write, a store read, a worker, a query's generation: part -> "ok" or what is wrong."""
        return {
            "ledger": _tried(self._write),
            "store": _tried(lambda: self._views.store.position),
            "workers": _tried(self._employ),
            "sparql": "ok" if self._queries.generation and self._publisher.is_alive else "no new generations",
            "views": _tried(self._demand_followed),
        }

    def demand_workers(self) -> None:
        """Both zygotes must be ready, the one that judges with its rules read: a door behind which nothing can be judged
        stays shut. Raises NotPrepared, ChildProcessError."""
        _ = self._workers.jobs

    def _demand_followed(self) -> None:
        """The views must have seen the newest act that moves a record; other acts are nothing to them."""
        newest = self._ledger.newest(1)
        if newest and self._views.position < newest[0].seq:
            raise Behind(self._views.position, newest[0].seq)

    def _employ(self) -> None:
        self.demand_workers()
        self._workers.run("echo", {"said": 1})

    def _write(self) -> None:
        """A real, durable write beside the ledger; the chain itself is not for probes."""
        with self._ledger.engine.begin() as connection:
            connection.execute(delete(schema.probe))
            connection.execute(insert(schema.probe).values(at=stamp(self._ledger.clock())))


def _tried(probe: Callable[[], object]) -> str:
    """ "ok", or what went wrong."""
    try:
        probe()
    except (SQLAlchemyError, SparqlError, WorkerError, Behind, OSError) as fault:
        return type(fault).__name__
    return "ok"
