"""How much a generation holds, for its VoID description: counted once, in a worker, in proportion to its size."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pyoxigraph import Store as Engine

from sparql.queries import named


@dataclass(frozen=True, slots=True)
class Statistics:
    """Different triples of all graphs, different subjects and objects, graphs; things by class IRI, triples by property IRI.

    `position` is the ledger's.
    """

    position: int
    triples: int = 0
    subjects: int = 0
    objects: int = 0
    graphs: int = 0
    classes: tuple[tuple[str, int], ...] = ()
    properties: tuple[tuple[str, int], ...] = ()

    def as_row(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Statistics":
        """What `as_row` gave. Raises TypeError, KeyError, ValueError for anything else."""
        counted = {
            name: tuple((str(iri), int(number)) for iri, number in row[name]) for name in ("classes", "properties")
        }
        return cls(**{**row, **counted})


def count(engine: Engine, position: int) -> Statistics:
    """The statistics of a generation that shows the ledger up to `position`."""
    (totals,) = named("totals").run(engine)
    properties = tuple((row["property"], int(row["triples"])) for row in named("properties").run(engine))
    return Statistics(
        position,
        sum(triples for _, triples in properties),
        int(totals["subjects"]),
        int(totals["objects"]),
        sum(1 for _ in engine.named_graphs()),
        tuple((row["class"], int(row["things"])) for row in named("classes").run(engine)),
        properties,
    )
