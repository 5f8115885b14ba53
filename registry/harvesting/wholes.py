"""When each page that a source marks (ETag, Last-Modified) was last brought whole.

Some servers never change a mark: then "nothing changed" would be believed for ever. Once a week a page is asked for
without its mark (SECURITY requirement 64).
"""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import Column as C
from sqlalchemy import Engine, String, Table, select
from sqlalchemy.dialects.sqlite import insert as upsert

from registry import schema
from registry.clock import Clock, stamp

BELIEVED = timedelta(days=7)

whole = Table(
    "whole",
    schema.metadata,
    C("page", String(64), primary_key=True),
    C("at", String(27), nullable=False),
)


class Wholes:
    """Reads and writes the table above; a page is a source's slug and an address."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def is_recent(self, slug: str, url: str) -> bool:
        """Whether the page was brought whole within the week, so that its mark may be believed."""
        with self._engine.connect() as connection:
            said = connection.execute(select(whole.c.at).where(whole.c.page == _key(slug, url))).scalar()
        return said is not None and str(said) > stamp(self._clock() - BELIEVED)

    def note(self, slug: str, url: str) -> None:
        """The page was brought whole just now."""
        at = stamp(self._clock())
        statement = upsert(whole).values(page=_key(slug, url), at=at)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["page"], set_={"at": at}))


def _key(slug: str, url: str) -> str:
    return sha256(f"{slug} {url}".encode()).hexdigest()
