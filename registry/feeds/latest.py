"""The newest changes as people read them: whose, of what, and why; of an agency, of a theme, page by page.

A theme stands in the descriptions, so changes are looked through for it, a bounded number for each page: such a page may
hold fewer than were asked for and still lead on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.feeds.catalogue_view import publishers
from registry.feeds.change_rows import Change, newest, oldest
from registry.feeds.change_writing import reasons
from registry.feeds.filters import Filters
from registry.feeds.plain import clean
from registry.ledger import Ledger
from registry.words import Words
from vocab.description import from_body
from vocab.identifiers import dataset_of, key_of

EXAMINED = 400
"""Changes that are looked through for a theme at once."""
BEYOND = 1 << 62
"""More than any entry's number."""
LONGEST = 300
"""Signs of a description that are told."""
VERBS: Mapping[str, tuple[str, str]] = {
    "Create": ("Công bố", "Published"),
    "Update": ("Cập nhật", "Updated"),
    "transfer": ("Chuyển giao", "Transferred"),
    "withdraw": ("Thu hồi", "Withdrawn"),
    "expunge": ("Xóa theo luật", "Removed by law"),
}
NAMELESS = ("Tập dữ liệu {key}", "Dataset {key}")


@dataclass(frozen=True, slots=True)
class Told:
    """A change in a language. `verb` says what was done; `agency` who answered for the dataset, `summary` the reason of an
    ending or the beginning of the description: "" where it may not be told or there is none."""

    change: Change
    key: str
    verb: str
    title: str
    agency: str
    summary: str


@dataclass(frozen=True, slots=True)
class Window:
    """Some changes, newest first. `older` and `newer` are the entries before and after which the next ones are found, 0
    where there are none."""

    rows: tuple[Change, ...]
    bodies: Mapping[int, bytes]
    older: int = 0
    newer: int = 0

    @property
    def position(self) -> int:
        """The newest entry that it shows, 0 for none."""
        return max((change.seq for change in self.rows), default=0)


def window(ledger: Ledger, filters: Filters, size: int, before: int = 0, after: int = 0) -> Window:
    """The newest changes, those before an entry, or those next after one; never more than `size`."""
    looked_through = EXAMINED if filters.theme else size
    with ledger.engine.connect() as connection:
        if after:
            rows = oldest(connection, after, looked_through + 1, filters.agency)
        else:
            rows = newest(connection, before or BEYOND, looked_through + 1, filters.agency)
    seen = rows[:looked_through]
    bodies = ledger.bodies(sorted({change.words for change in seen} - {0}))
    shown = [change for change in seen if _fits(bodies.get(change.words, b""), filters)][:size]
    # The last one that was shown, or else looked at, is where the next page begins.
    is_full = len(shown) == size
    reached = (shown[-1] if is_full else seen[-1]).seq if seen else 0
    goes_on = bool(seen) and (len(rows) > len(seen) or reached != seen[-1].seq)
    if after:
        return Window(tuple(reversed(shown)), bodies, older=after + 1, newer=reached if goes_on else 0)
    return Window(tuple(shown), bodies, older=reached if goes_on else 0, newer=before - 1 if before > 1 else 0)


def told(change: Change, body: bytes, words: Words, lang: str) -> Told:
    """A change in a language, from the description that tells of it (b"": there is none)."""
    key = key_of(change.record)
    place = 0 if lang == "vi" else 1
    verb = VERBS.get(change.act) or VERBS["Create" if change.is_new else "Update"]
    why = {reason.language: reason.value for reason in reasons(change)}
    summary = why.get(lang) or next(iter(why.values()), "")
    if not body:
        return Told(change, key, verb[place], NAMELESS[place].format(key=key), "", clean(summary))
    description = from_body(dataset_of(change.record), body, "known")
    agency = next((words.label(iri, lang) for iri in publishers(body)), "")
    text = summary or ("" if change.is_ending else description.description(lang))
    short = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    return Told(change, key, verb[place], clean(description.title(lang)), clean(agency), clean(short))


def _fits(body: bytes, filters: Filters) -> bool:
    if not filters.theme:
        return True
    return f"<{filters.theme_property}> <{filters.theme}>".encode() in body
