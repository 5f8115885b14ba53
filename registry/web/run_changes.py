"""What a run changed in a dataset, by property: the version it wrote held against the one before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from registry.web.facts import property_name
from registry.web.here import keeper, language
from registry.web.showing import speaker
from registry.workers.confine import Limits
from registry.workers.errors import WorkerError
from vocab.identifiers import dataset_iri, record_of

COMPARED = 40
"""Datasets whose versions are compared for one page; the others are named alone."""
COMPARING = Limits(cpu=20, wall=20.0)
LONGEST = 60
BODIES = frozenset({"publish", "transfer"})


@dataclass(frozen=True, slots=True)
class Named:
    """A dataset of a run: `href` leads to its public page, "" when it has none; `seq` is the ledger entry that the run
    wrote, 0 for none; `key` opens the dataset's page in the run, "" for a ministry's row; `changed` are the properties
    that say something else than before, with the new value where it is a single one."""

    word: str
    sign: str
    title: str
    key: str
    href: str
    seq: int
    changed: tuple[tuple[str, str], ...] = ()


def told_changes(rows: Sequence[Named]) -> list[Named]:
    """The rows, those that the run changed with what is different; a worker that fails leaves them as they are."""
    pairs = [pair for row in rows if row.seq and row.word == "changed" if (pair := _pair(row))][:COMPARED]
    if not pairs:
        return list(rows)
    try:
        told = keeper().workers.run("what_changed", {"pairs": pairs}, COMPARING)["changes"]
    except WorkerError:
        return list(rows)
    return [replace(row, changed=_in_words(told.get(_iri(row), {}))) for row in rows]


def _pair(row: Named) -> dict[str, str] | None:
    """The dataset's body as the run wrote it, and the one before; None when either is not there."""
    ledger, iri = keeper().ledger, _iri(row)
    history = [entry.seq for entry in ledger.history(record_of(iri)) if entry.act in BODIES]
    before = max((seq for seq in history if seq < row.seq), default=0)
    bodies = ledger.bodies([row.seq, before]) if before and row.seq in history else {}
    if len(bodies) < 2:
        return None
    return {"iri": iri, "before": bodies[before].decode(), "after": bodies[row.seq].decode()}


def _iri(row: Named) -> str:
    return dataset_iri(keeper().config.base, row.key)


def _in_words(changed: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Each property by its name, with its new value when it is short."""
    known = speaker(language())
    named = []
    for iri, value in changed.items():
        said = known.thing(value) or value
        named.append((property_name(known, iri), said if len(said) <= LONGEST else ""))
    return tuple(named)
