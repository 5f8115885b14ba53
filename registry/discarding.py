"""Giving up a version that a source brought and that rules hold back: a person of its agency drops it.

The ledger keeps who did so and when. What is public stays; a version that the source says anew is judged anew.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, delete, update

from registry import case_moves, schema
from registry.authority import Actor, Authority
from registry.bulk import among
from registry.case_moves import Brought
from registry.catalogue import Held
from registry.entries import Act, Entry
from registry.errors import Stale
from registry.rulings import canonical

EDITED_BY_HAND = "registry/edited-by-hand"
SOURCE = "source:"
_WORDS = "Cán bộ bỏ bản của nguồn đang bị giữ."


def may_discard(held: Held, brought: Entry | None, is_with_its_source: bool) -> bool:
    """Whether a held version can be given up: a source brought it (`brought` is its entry), and that source either holds
    the record no more, or has something else to say than people who went on from it."""
    if brought is None or not brought.actor.startswith(SOURCE):
        return False
    return not is_with_its_source or any(one.rule == EDITED_BY_HAND for one in held.findings)


def discard(authority: Authority, actor: Actor, held: Held, term: int) -> Entry:
    """Drops the held version; `term` is how many days a reviewer has for a case.

    Raises NotYours, and Stale when another version is held by now.
    """
    current = authority.demand(actor, held.record)
    said = canonical({"held": held.description.fingerprint, "verdict": "discard"})
    act = Act("decide", held.record, actor.account, actor.person, body=_WORDS.encode(), reason=said)
    is_public = current is not None and current.state == "public"
    (entry,) = authority.ledger.append([act], _dropping(held, is_public, term))
    return entry


def unmeasure(connection: Connection, records: Sequence[str]) -> None:
    """Forgets what was measured of held versions that go; the public ones of these records are measured and judged again."""
    connection.execute(delete(schema.overlap).where(among(schema.overlap.c.record, records)))
    connection.execute(update(schema.report).where(among(schema.report.c.record, records)).values(rules=""))


def _dropping(held: Held, is_public: bool, term: int) -> Callable[[Connection, Sequence[Entry]], None]:
    def drop(connection: Connection, entries: Sequence[Entry]) -> None:
        mine = (schema.held.c.record == held.record) & (schema.held.c.seq == held.seq)
        if not connection.execute(delete(schema.held).where(mine)).rowcount:
            raise Stale(held.record, held.seq, 0)
        unmeasure(connection, [held.record])
        if not is_public:
            case_moves.bring(connection, [Brought(held.record, held.title, "")], entries[0].at, term)

    return drop
