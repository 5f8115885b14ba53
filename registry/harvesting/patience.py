"""Which hosts asked to be left alone, and until when (Retry-After); kept in the database, so that a restart forgets none."""

from datetime import datetime, timedelta

from sqlalchemy import Column as C
from sqlalchemy import Engine, String, Table, Text, select
from sqlalchemy.dialects.sqlite import insert as upsert

from registry import schema
from registry.clock import Clock, instant, stamp

patience = Table(
    "patience",
    schema.metadata,
    C("host", Text, primary_key=True),
    C("until", String(27), nullable=False),
)


class Patience:
    """Reads and writes the table above; hosts are "name:port"."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self.clock = clock

    def until(self, host: str) -> datetime | None:
        """When the host may be asked again; None when it may be asked now."""
        with self.engine.connect() as connection:
            said = connection.execute(select(patience.c.until).where(patience.c.host == host)).scalar()
        when = instant(said) if said else None
        return when if when and when > self.clock() else None

    def left(self, host: str) -> float:
        """Seconds until then; 0 when it may be asked now."""
        when = self.until(host)
        return (when - self.clock()).total_seconds() if when else 0.0

    def note(self, host: str, seconds: int) -> None:
        """The host asks for so many seconds of peace."""
        said = stamp(self.clock() + timedelta(seconds=seconds))
        statement = upsert(patience).values(host=host, until=said)
        with self.engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["host"], set_={"until": said}))
