"""The one database: the ledger, and everything beside it that is not a description.

Each module declares its own tables on `metadata`; `connect` opens the file durably and `create` makes what is missing.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy import Column as C
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateColumn

from registry.entries import FED_ACTS
from registry.errors import DataError

DATABASE = "ledger.db"

metadata = MetaData()

entry = Table(
    "entry",
    metadata,
    C("seq", Integer, primary_key=True, autoincrement=False),
    C("at", String(27), nullable=False),
    C("actor", Text, nullable=False),
    C("person", Text, nullable=False),
    C("act", String(16), nullable=False),
    C("record", Text, nullable=False),
    C("digest_before", String(64), nullable=False),
    C("digest_after", String(64), nullable=False),
    C("dictionary", Integer, nullable=False),
    C("reason", Text, nullable=False),
    C("previous", String(64), nullable=False),
    C("hash", String(64), nullable=False),
    Index("entry_record", "record", "seq"),
)

IS_FED = entry.c.act.in_(bindparam("fed", sorted(FED_ACTS), expanding=True, literal_execute=True))
"""Whether an entry changes what the province tells of its own: what asks in just these words goes by an index that passes
over the others, thousands on end when a quarter's datasets are confirmed. Written out, for SQLite must recognise them."""
Index("entry_fed", entry.c.seq, sqlite_where=IS_FED)

# Bodies lie apart from their rows, so that one can be destroyed by law while the chain still verifies.
body = Table(
    "body",
    metadata,
    C("seq", Integer, primary_key=True, autoincrement=False),
    C("data", LargeBinary, nullable=False),
)

dictionary = Table(
    "dictionary",
    metadata,
    C("id", Integer, primary_key=True, autoincrement=False),
    C("data", LargeBinary, nullable=False),
)

# The newest state of each record; moves in the transaction that appends the entry.
current = Table(
    "current",
    metadata,
    C("record", Text, primary_key=True),
    C("seq", Integer, nullable=False),
    C("body_seq", Integer, nullable=False),
    C("digest", String(64), nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("state", String(12), nullable=False),
    C("agency", Text, nullable=False),
    C("issued", String(27), nullable=False),
    C("modified", String(27), nullable=False),
    Index("current_agency", "agency", "record"),
)

head = Table(
    "head",
    metadata,
    C("day", String(10), primary_key=True),
    C("seq", Integer, nullable=False),
    C("hash", String(64), nullable=False),
    C("at", String(27), nullable=False),
    C("signature", Text, nullable=False),
)

# A new version that a rule holds back; the last good one stays public meanwhile.
held = Table(
    "held",
    metadata,
    C("record", Text, primary_key=True),
    C("seq", Integer, nullable=False),
    C("agency", Text, nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("title", Text, nullable=False),
    C("body", LargeBinary, nullable=False),
    C("findings", Text, nullable=False),
    C("at", String(27), nullable=False),
)

# By which rules (their digest) the public version of a record, entry `seq`, was judged last; `is_form` as it came in.
report = Table(
    "report",
    metadata,
    C("record", Text, primary_key=True),
    C("seq", Integer, nullable=False),
    C("rules", String(64), nullable=False),
    C("is_form", Boolean, nullable=False),
    C("title", Text, nullable=False),
    C("at", String(27), nullable=False),
    C("findings", Text, nullable=False),
)

# Which rules speak in a report, how often, and the days since which: what pages count.
finding = Table(
    "finding",
    metadata,
    C("rule", Text, primary_key=True),
    C("severity", String(9), primary_key=True),
    C("record", Text, primary_key=True),
    C("number", Integer, nullable=False),
    C("first", String(10), nullable=False),
    C("last", String(10), nullable=False),
    Index("finding_record", "record"),
)

JUDGEMENTS = (report, finding)
"""What judging makes anew: dropped when an older version kept it otherwise."""

overlap = Table(
    "overlap",
    metadata,
    C("record", Text, primary_key=True),
    C("ministry", Text, primary_key=True),
    C("grade", String(12), nullable=False),
    C("score", Float, nullable=False, server_default=text("0")),
    C("evidence", Text, nullable=False),
    C("seq", Integer, nullable=False),
)

# What looks alike inside the province: two records, the lesser IRI first, measured as of the fingerprints named.
pair = Table(
    "pair",
    metadata,
    C("record", Text, primary_key=True),
    C("other", Text, primary_key=True),
    C("grade", String(12), nullable=False),
    C("score", Float, nullable=False),
    C("evidence", Text, nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("other_fingerprint", String(64), nullable=False),
    Index("pair_other", "other"),
)

# A pair that waits for a person, or did: `other` is a ministry dataset, or a dataset of the province (`other_record`).
case = Table(
    "case_",
    metadata,
    C("number", String(12), primary_key=True),
    C("record", Text, nullable=False),
    C("other", Text, nullable=False),
    C("other_record", Text, nullable=False),
    C("kind", String(8), nullable=False),
    C("state", String(8), nullable=False),
    C("grade", String(12), nullable=False),
    C("score", Float, nullable=False),
    C("title", Text, nullable=False),
    C("features", Text, nullable=False),
    C("mark", Text, nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("changed", Text, nullable=False),
    C("was_public", Boolean, nullable=False),
    C("opened", String(27), nullable=False),
    C("due", String(10), nullable=False),
    C("closed", String(27), nullable=False),
    # Grows with everything that a reviewer should see before deciding.
    C("version", Integer, nullable=False),
    Index("case_pair", "record", "other", unique=True),
    Index("case_other", "other_record"),
    Index("case_state", "state", "due"),
)

# What reviewers decided, one row a `decide` entry of the ledger, from which the table can be made anew.
ruling = Table(
    "ruling",
    metadata,
    C("seq", Integer, primary_key=True, autoincrement=False),
    C("case_number", String(12), nullable=False),
    C("record", Text, nullable=False),
    C("other", Text, nullable=False),
    C("verdict", String(16), nullable=False),
    C("until", String(10), nullable=False),
    C("basis", String(32), nullable=False),
    C("target", Text, nullable=False),
    C("mark", Text, nullable=False),
    C("fingerprint", String(64), nullable=False),
    C("account", Text, nullable=False),
    C("person", Text, nullable=False),
    C("reason", Text, nullable=False),
    C("at", String(27), nullable=False),
    Index("ruling_pair", "record", "other"),
    Index("ruling_case", "case_number"),
)

# What the agencies concerned say of a case.
statement = Table(
    "statement",
    metadata,
    C("id", Integer, primary_key=True),
    C("case_number", String(12), nullable=False),
    C("agency", Text, nullable=False),
    C("account", Text, nullable=False),
    C("person", Text, nullable=False),
    C("at", String(27), nullable=False),
    C("words", Text, nullable=False),
    Index("statement_case", "case_number"),
)

# Rulings after which a version that was held is still to be taken again.
retake = Table(
    "retake",
    metadata,
    C("record", Text, primary_key=True),
    C("seq", Integer, nullable=False),
)

# Removals by law whose words may still lie in views, generations or snapshots; empty when nothing is left to do.
destroying = Table("destroying", metadata, C("seq", Integer, primary_key=True, autoincrement=False))

# Readiness writes here, for real.
probe = Table("probe", metadata, C("at", String(27), primary_key=True))


WRITE_SECONDS = 60
"""How long one waits for another's transaction; a large run's may take a good part of that."""


def connect(path: Path) -> Engine:
    """An engine on the database file: write-ahead log, every commit on the disk before it returns.

    Nobody waits for a connection: one who writes must be able to read on, however many hold one and wait to write.
    Raises sqlalchemy.exc.DatabaseError at the first use when the file is not a database.
    """
    told = {"timeout": WRITE_SECONDS, "check_same_thread": False}
    engine = create_engine(f"sqlite:///{path}", connect_args=told, pool_size=15, max_overflow=-1)

    @event.listens_for(engine, "connect")
    def durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            # A body destroyed by law must not linger in free pages.
            "secure_delete = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def create(engine: Engine) -> None:
    """Makes the tables that are missing, and brings those that an older version wrote along; every step can be cut short.

    Raises DataError when a table lacks what nothing can supply.
    """
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS remark"))  # what was found, before there were reports
        if any(_lacking(connection, table) for table in JUDGEMENTS):
            for table in JUDGEMENTS:
                connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
        metadata.create_all(connection)
        for column in [column for table in metadata.sorted_tables for column in _lacking(connection, table)]:
            _add(connection, column)
        for index in [index for table in metadata.sorted_tables for index in table.indexes]:
            index.create(connection, checkfirst=True)  # those that an older version's tables lack


def has_scores(engine: Engine) -> bool:
    """Whether the table of overlaps keeps how alike two are; one that an older version wrote does not yet."""
    with engine.connect() as connection:
        return overlap.c.score not in set(_lacking(connection, overlap))


def _lacking(connection: Connection, table: Table) -> list[C[Any]]:
    """The columns that a table which is there, written by an older version, does not have yet."""
    there = inspect(connection)
    names = {column["name"] for column in there.get_columns(table.name)} if there.has_table(table.name) else None
    return [] if names is None else [column for column in table.columns if column.name not in names]


def _add(connection: Connection, column: C[Any]) -> None:
    if column.server_default is None:
        name = f"{column.table.name}.{column.name}"
        raise DataError(
            f"Sổ trong thư mục này do một phiên bản quá cũ ghi (thiếu {name}), phiên bản này không nâng cấp được. "
            "Hãy mở bằng phiên bản đã tạo ra nó; dữ liệu còn nguyên.",
            f"The ledger here was written by a version too much older (it lacks {name}) for this one to upgrade. "
            "Open it with the version that made it; nothing was lost.",
        )
    made = CreateColumn(column).compile(dialect=connection.dialect)
    connection.execute(text(f"ALTER TABLE {column.table.name} ADD COLUMN {made}"))
