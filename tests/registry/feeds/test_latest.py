"""The newest changes for people: a theme's and an agency's, page by page either way, in words of either language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from registry.entries import SOURCE_LOST_IT, Act
from registry.feeds import latest
from registry.feeds.change_rows import Change
from registry.feeds.filters import Filters
from tests.registry.feeds.changing import WORDS, Stream
from tests.registry.records import BASE, about, description, record
from vocab.identifiers import agency_iri, mint_key
from vocab.namespaces import DCAT, DCT, EU

HEALTH = NamedNode(f"{EU.iri}data-theme/HEAL")
OF_HEALTH = Filters(theme=HEALTH.value, theme_property=DCAT.theme.value)
OF_OFFICE = Filters(agency=agency_iri(BASE, "gl-so-tc"))


@pytest.fixture
def stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stream]:
    """Twelve changes; every third is of health, every second of another office."""
    monkeypatch.setattr(latest, "EXAMINED", 4)
    made = Stream(tmp_path)
    for number in range(12):
        name = f"n{number}"
        theme = [] if number % 3 else [about(name, DCAT.theme, HEALTH)]
        made.publish(description(name, f"Tập {number}", *theme, agency="gl-so-tc" if number % 2 else "gl-so-yt"))
    yield made
    made.ledger.engine.dispose()


@pytest.mark.parametrize(
    ("filters", "entries"),
    [(Filters(), [*range(12, 0, -1)]), (OF_HEALTH, [10, 7, 4, 1]), (OF_OFFICE, [12, 10, 8, 6, 4, 2])],
)
@pytest.mark.parametrize("size", [1, 2, 5])
def test_who_goes_back_and_forth_meets_each_change_once(
    stream: Stream, filters: Filters, entries: list[int], size: int
) -> None:
    page = latest.window(stream.ledger, filters, size)
    assert page.newer == 0
    back = [page.rows]
    while page.older:
        page = latest.window(stream.ledger, filters, size, before=page.older)
        back.append(page.rows)
    forth: list[Change] = []
    page = latest.window(stream.ledger, filters, size, before=2)
    forth += page.rows
    while page.newer:
        page = latest.window(stream.ledger, filters, size, after=page.newer)
        forth[:0] = page.rows
    assert [one.seq for rows in back for one in rows] == entries
    assert [one.seq for one in forth] == entries
    assert all(len(rows) <= size for rows in back)


def told(stream: Stream, seq: int, lang: str) -> latest.Told:
    page = latest.window(stream.ledger, Filters(), 1, before=seq + 1)
    (change,) = page.rows
    return latest.told(change, page.bodies.get(change.words, b""), WORDS, lang)


def test_a_change_is_told_in_words_of_the_language(stream: Stream) -> None:
    long = about("n0", DCT.description, Literal("dài " * 100, language="vi"))
    stream.publish(description("n0", "Tập không", long))
    stream.ledger.append([Act("withdraw", record("n0"), "source:x", reason=SOURCE_LOST_IT)])
    new, changed, gone = (told(stream, seq, "vi") for seq in (1, 13, 14))
    assert (new.verb, changed.verb, gone.verb) == ("Công bố", "Cập nhật", "Thu hồi")
    assert (changed.title, changed.agency) == ("Tập không", "Sở Y tế tỉnh Gia Lai")
    assert changed.summary == f"{('dài ' * 75).rstrip()}…"
    assert told(stream, 14, "en").verb == "Withdrawn" and told(stream, 14, "en").agency not in ("", gone.agency)
    assert gone.summary and told(stream, 14, "en").summary and gone.summary != told(stream, 14, "en").summary


def test_of_what_the_law_removed_there_is_its_key_and_why(stream: Stream) -> None:
    stream.ledger.append([Act("withdraw", record("n0"), "source:x", reason=SOURCE_LOST_IT)])
    before = told(stream, 13, "en").summary
    stream.expunge("n0")
    for seq in (1, 13, 14):
        there = told(stream, seq, "en")
        assert (there.title, there.agency) == (f"Dataset {mint_key('n0')}", "")
        assert there.summary == told(stream, 14, "en").summary != before
