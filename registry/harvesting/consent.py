"""What a person allows a run that would not do it by itself: bound to what that person was shown.

Too much that leaves at once waits for a person; who lets it go on allows just the records that the waiting run named. A
past run that is replayed passes over what its source has said otherwise since, unless a person wants it back.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from registry.harvesting.account import MISSING, UNTOUCHED, WITHDRAWN
from registry.harvesting.tables import settled
from vocab.identifiers import is_ministry_dataset, record_of

AT_ONCE, OLDER = "at-once", "older"
LET_GO = "let-go"
"""What a run decided of a record that its source holds no more and that was not public: counted nowhere."""


@dataclass(frozen=True, slots=True)
class Consent:
    """`confirms` is the run whose names of what would leave a person has seen and lets go, 0 for none; `allows` is
    "at-once", without the days of grace, or "older", that a replay brings older versions back, or ""."""

    confirms: int = 0
    allows: str = ""


NO_CONSENT = Consent()


def named_by(connection: Connection, run: int) -> frozenset[str]:
    """The records that a run named as leaving, or as not told of."""
    leaving = settled.c.word.in_((WITHDRAWN, MISSING, UNTOUCHED, LET_GO))
    iris = connection.execute(select(settled.c.iri).where(settled.c.run == run, leaving)).scalars()
    return frozenset(iri if is_ministry_dataset(iri) else record_of(iri) for iri in iris)
