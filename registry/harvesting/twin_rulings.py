"""What a person rules of two records that are one dataset: keep both, or withdraw the copy; dated, with a reason.

A ruling is one `decide` entry of the ledger on the copy; its free words are the entry's body, so that the law can remove
them. The table is made of these entries.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column as C
from sqlalchemy import Connection, Index, Integer, String, Table, Text, delete, insert, or_, select

from registry import schema
from registry.accounts import By
from registry.entries import Act, Entry
from registry.errors import RegistryError
from registry.intake import Intake
from registry.ledger import Ledger
from registry.rulings import LONGEST_REASON, canonical
from vocab.identifiers import dataset_of
from vocab.vietnamese import nfc

table = Table(
    "twin_ruling",
    schema.metadata,
    C("seq", Integer, primary_key=True, autoincrement=False),
    C("copy", Text, nullable=False),
    C("first", Text, nullable=False),
    C("verdict", String(16), nullable=False),
    C("account", Text, nullable=False),
    C("person", Text, nullable=False),
    C("reason", Text, nullable=False),
    C("at", String(27), nullable=False),
    Index("twin_ruling_pair", "copy", "first"),
)


class Verdict(StrEnum):
    """What a person can rule of two copies."""

    KEEP_BOTH = "keep-both"
    WITHDRAW_COPY = "withdraw-copy"


class BadRuling(RegistryError):
    """A ruling that cannot be written down; `field` is what is to be mended in it, "" when nothing in it is."""

    def __init__(self, vi: str, en: str, field: str = "") -> None:
        super().__init__(vi, en)
        self.field = field


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was ruled, by whom, when (a ledger stamp), in which entry."""

    seq: int
    copy: str
    first: str
    verdict: str
    account: str
    person: str
    reason: str
    at: str


def rule(ledger: Ledger, intake: Intake, copy: str, first: str, verdict: str, reason: str, by: By) -> Ruling:
    """Writes a ruling on two public records down, and with it the withdrawal of the copy where it says so.

    Raises BadRuling without a verdict or a reason, or when one of the two is public no more.
    """
    words = nfc(reason).strip()
    if verdict not in set(Verdict):
        raise BadRuling("Hãy chọn một kết luận.", "Choose a verdict.", "verdict")
    if not words or len(words) > LONGEST_REASON:
        raise BadRuling(
            f"Hãy ghi lý do, không quá {LONGEST_REASON} ký tự.",
            f"Give the reason, in {LONGEST_REASON} characters at most.",
            "reason",
        )
    public = {one.record for one in ledger.currents_of([copy, first]) if one.state == "public"}
    if copy == first or public != {copy, first}:
        raise BadRuling(
            "Một trong hai bản không còn công khai: không còn gì để kết luận.",
            "One of the two is public no more: there is nothing left to rule.",
        )
    said = canonical({"other": dataset_of(first), "twin": dataset_of(copy), "verdict": verdict})
    acts = [Act("decide", copy, by.account, by.person, body=words.encode(), reason=said)]
    if verdict == Verdict.WITHDRAW_COPY:
        # The tombstone tells the ruling itself (`ending`); these words are what the law leaves of it.
        acts.append(Act("withdraw", copy, by.account, by.person, reason=f"Bản sao của {dataset_of(first)}"))
    made: list[Ruling] = []

    def write(connection: Connection, entries: tuple[Entry, ...]) -> None:
        one = entries[0]
        ruling = Ruling(one.seq, copy, first, verdict, by.account, by.person, words, one.at)
        connection.execute(insert(table).values(**{name: getattr(ruling, name) for name in Ruling.__slots__}))
        made.append(ruling)

    ledger.append(acts, write)
    intake.follow()
    return made[0]


def rulings(connection: Connection) -> dict[frozenset[str], Ruling]:
    """The newest ruling on each two records."""
    rows = connection.execute(select(table).order_by(table.c.seq))
    return {frozenset((row.copy, row.first)): Ruling(*row) for row in rows}


def ending(connection: Connection, withdrawal: Entry) -> Ruling | None:
    """The ruling that took a record down by this entry: it stands right before it. None for any other withdrawal."""
    mine = (table.c.copy == withdrawal.record) & (table.c.seq == withdrawal.seq - 1)
    row = connection.execute(select(table).where(mine, table.c.verdict == Verdict.WITHDRAW_COPY)).first()
    return Ruling(*row) if row else None


def expunge(connection: Connection, record: str) -> None:
    """Destroys, by law, what was ruled of a record and another, with the words in the ledger."""
    mine = or_(table.c.copy == record, table.c.first == record)
    connection.execute(delete(schema.body).where(schema.body.c.seq.in_(select(table.c.seq).where(mine))))
    connection.execute(delete(table).where(mine))
