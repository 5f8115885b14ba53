"""Opening what a keeper stands on: the ledger's database, the store; and by the settings the limits of queries, the mail."""

import logging
import shutil
from collections.abc import Callable

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from registry.config import Config
from registry.directory import Directory
from registry.errors import DataError
from registry.mail import Mail
from registry.schema import connect, create
from registry.workers.query_pool import QueryLimits
from sparql.answering import AnswerCaps
from sparql.errors import SparqlError
from sparql.store import Store

SHORT_TURN = 2.0
"""Seconds a question may have the worker that is kept for short ones, while all others are busy."""
log = logging.getLogger(__name__)


def opened_ledger(directory: Directory) -> Engine:
    """The ledger's database with all its tables. Raises DataError when it is damaged or none."""
    engine = connect(directory.database)
    try:
        create(engine)
    except DatabaseError as fault:
        raise DataError(
            f"Tệp sổ {directory.database} hỏng hoặc không phải cơ sở dữ liệu: {fault.orig}. Hãy khôi phục bản sao lưu.",
            f"The ledger {directory.database} is damaged or no database: {fault.orig}. Restore a backup.",
        ) from fault
    return engine


def opened_store(directory: Directory, base: str) -> Store:
    """The store; one that cannot be opened is put aside, for it can be made anew from the ledger."""
    try:
        return Store.open(directory.store, base)
    except SparqlError as fault:
        log.warning("the store cannot be opened (%s); it is made anew from the ledger", fault)
        shutil.rmtree(directory.path / "store.damaged", ignore_errors=True)
        directory.store.rename(directory.path / "store.damaged")
        return Store.open(directory.store, base)


def query_limits(config: Config) -> QueryLimits:
    """What one SPARQL query may take, from the settings."""
    return QueryLimits(
        workers=config.query_workers,
        seconds=config.query_seconds,
        cpu=config.query_seconds + 2,
        memory=config.query_megabytes << 20,
        queue=max(1, config.threads // 2 - config.query_workers - 1),  # the other half answers everybody else
        short=SHORT_TURN,
        parallel=config.query_parallel,
        budget=config.query_budget_seconds,
    )


def answer_caps(config: Config) -> AnswerCaps:
    """How much one SPARQL answer may hold, from the settings."""
    dump = f"{config.links}/dump"
    return AnswerCaps(config.result_megabytes << 20, config.result_rows, dump, config.query_megabytes << 20)


def mail_of(config: Config, login: Callable[[], tuple[str, str] | None]) -> Mail:
    """The way letters go out, from the settings; `login` reads who we are at the server."""
    return Mail(config.mail_host, config.mail_port, config.mail_from, config.mail_security, login)
