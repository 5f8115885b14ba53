"""What a record is by now, and what an act makes of it. Pure: the ledger folds its entries with this, and so does whoever
checks it."""

import hashlib
from dataclasses import dataclass, replace

from registry.bodies import DICTIONARY_ID
from registry.entries import BODY_ACTS, ENDING_ACTS, WORDED_ACTS, Act, Entry, chained
from registry.errors import NotYours, Removed


@dataclass(frozen=True, slots=True)
class Current:
    """What a record is now. `seq` is its newest entry, `body_seq` the one whose body is in force.

    `digest` is the SHA-256 of that body, "" when none is in force. `state` is public, withdrawn, expunged, held (never
    yet public), event (an act of reorganisation, not a dataset), or ministry (a ministry's dataset, not ours).
    """

    record: str
    seq: int
    body_seq: int
    digest: str
    fingerprint: str
    state: str
    agency: str
    issued: str
    modified: str


def demand_allowed(act: Act, before: Current | None) -> None:
    """What the law removed stays removed, and only a transfer changes hands. Raises Removed, NotYours."""
    if before is None or act.act not in ("publish", "transfer", "hold", "import"):
        return
    if before.state == "expunged":
        raise Removed(act.record)
    if act.act == "publish" and before.agency and act.agency != before.agency:
        raise NotYours(act.actor, act.record)


def entry_of(act: Act, digest_before: str, seq: int, at: str, previous: str) -> Entry:
    """The act as entry `seq` of the chain, after one whose hash is `previous`."""
    if (act.body is not None) != (act.act in BODY_ACTS | WORDED_ACTS):
        raise ValueError(f"a {act.act} entry and its body do not go together")
    after = "" if act.act in ENDING_ACTS else digest_before
    if act.body is not None:
        after = hashlib.sha256(act.body).hexdigest()
    dictionary = DICTIONARY_ID if act.body is not None else 0
    who = (act.actor, act.person, act.act, act.record)
    values = (seq, at, *who, digest_before, after, dictionary, act.reason, previous)
    return Entry(*values, chained(values))


def moved(act: Act, entry: Entry, before: Current | None) -> Current:
    """What the record is after the act."""
    agency = act.agency or (before.agency if before else "")
    if before is None:
        before = Current(act.record, 0, 0, "", "", "held", agency, "", "")
    now = replace(before, seq=entry.seq, agency=agency)
    if act.act in ENDING_ACTS:
        return replace(now, state=_ENDED[act.act], digest="", fingerprint="", modified=entry.at)
    if act.act in BODY_ACTS:
        return replace(
            now,
            body_seq=entry.seq,
            digest=entry.digest_after,
            fingerprint=act.fingerprint,
            state=_CARRIED.get(act.act, "public"),
            issued=before.issued or entry.at,
            modified=entry.at,
        )
    return now


_CARRIED = {"succeed": "event", "import": "ministry"}
_ENDED = {"withdraw": "withdrawn", "expunge": "expunged"}
