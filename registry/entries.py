"""One act in the ledger, and the hash that ties it to the act before it.

The hash is SHA-256 over the row's columns, each written as a netstring (`length:bytes,`) in the order of `HASHED`, the
previous hash among them. The body enters only by its own SHA-256 (`digest_after`), so that it can be destroyed by law
and the chain still verifies.
"""

import hashlib
from dataclasses import dataclass

BODY_ACTS = frozenset({"publish", "transfer", "succeed", "import"})
"""Acts that carry the exact N-Quads of what they say."""
WORDED_ACTS = frozenset({"decide", "source"})
"""Acts whose free words are their body, so that the law can remove them and the chain still verifies."""
ENDING_ACTS = frozenset({"withdraw", "expunge"})
"""Acts after which a record is no longer public."""
MOVING_ACTS = BODY_ACTS | ENDING_ACTS
"""Acts that change what is public of a record."""
FED_ACTS = MOVING_ACTS - {"import"}
"""Those of them that change what the province tells of its own: a ministry's datasets are not handed on."""
KNOWN_ACTS = MOVING_ACTS | {"hold", "confirm"}
"""Acts that move a record's newest entry; the others (refused attempts, decisions, accounts) leave the record alone."""
ACTS = MOVING_ACTS | {"open", "hold", "refuse", "decide", "confirm", "account", "source", "switch-off", "switch-on"}

SOURCE_LOST_IT = "source"
"""The reason of a withdrawal by a source that no longer holds the record."""

GENESIS = "0" * 64
HASHED = (
    "seq",
    "at",
    "actor",
    "person",
    "act",
    "record",
    "digest_before",
    "digest_after",
    "dictionary",
    "reason",
    "previous",
)


@dataclass(frozen=True, slots=True)
class Act:
    """What someone asks the ledger to write down.

    `actor` is an account or a source, `person` the human at the account, `agency` the IRI of the responsible agency
    after the act. `expects` is the entry the actor last saw of this record (0: none yet); None asks for no check.
    """

    act: str
    record: str
    actor: str
    person: str = ""
    body: bytes | None = None
    fingerprint: str = ""
    agency: str = ""
    reason: str = ""
    expects: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger. Digests and hashes are hex SHA-256, "" where there is nothing; `at` is UTC text."""

    seq: int
    at: str
    actor: str
    person: str
    act: str
    record: str
    digest_before: str
    digest_after: str
    dictionary: int
    reason: str
    previous: str
    hash: str


def chained(values: tuple[int | str, ...]) -> str:
    """The hash of a row whose columns, in the order of HASHED, are `values`."""
    digest = hashlib.sha256()
    for value in values:
        text = str(value).encode()
        digest.update(b"%d:%s," % (len(text), text))
    return digest.hexdigest()


def link(entry: Entry) -> str:
    """The hash this entry ought to carry."""
    return chained(tuple(getattr(entry, name) for name in HASHED))
