"""Store and index follow the ledger part by part, and whoever looks sees all of it or nothing."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from registry import views
from registry.config import load_config
from registry.entries import Act
from registry.ledger import Current, Ledger
from registry.search import Search, Wanted
from registry.views import Projected, Views, project_here
from registry.words import Words
from sparql.errors import StoreTorn
from sparql.store import Store
from tests.registry.records import BASE, description, new_ledger, publish, record

NAMES = [f"so-{number}" for number in range(5)]


class Following:
    """Views of a ledger, with what their parts were; it breaks over one of these."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        config = load_config(folder / "data", base=BASE)
        self.words = Words.of(BASE)
        self.search, self.store = Search.open(folder / "index"), Store.open(folder / "store", BASE)
        self.views = Views(config, ledger, self.store, self.search, self.words, self.project)
        self.parts: list[int] = []
        self.breaks_at = 0

    def project(self, currents: tuple[Current, ...], bodies: Mapping[int, bytes]) -> Projected:
        self.parts.append(len(currents))
        if len(self.parts) == self.breaks_at:
            raise OSError("no memory")
        return project_here(currents, bodies, BASE, self.words)

    def seen(self) -> tuple[int, int, int]:
        """How many records the index finds and the store holds, and where the views stand."""
        graphs = set(self.store.graphs()) & {record(name) for name in NAMES}
        return self.search.find(Wanted()).total, len(graphs), self.views.position


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = new_ledger(tmp_path, [description(name, f"Sổ {name}") for name in NAMES])
    yield ledger
    ledger.engine.dispose()


@pytest.fixture
def following(tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Following]:
    monkeypatch.setattr(views, "PART", 2)
    made = Following(tmp_path, ledger)
    yield made
    made.search.close()
    made.store.close()


def broken(work: Callable[[], object]) -> str:
    """What an OSError said. Nothing of it stays: a store is opened anew only when nobody holds the old one."""
    try:
        work()
    except OSError as fault:
        return str(fault)
    return ""


def test_many_records_are_followed_in_parts_and_seen_at_once(following: Following, ledger: Ledger) -> None:
    assert following.seen() == (0, 0, 0)
    assert following.views.follow() == ledger.head().seq
    assert following.parts == [2, 2, 1] and following.seen() == (5, 5, 5)
    gone = [Act("withdraw", record(name), "bd-so-yt", "An", reason="thử") for name in NAMES[:3]]
    ledger.append([*gone, publish(description(NAMES[4], "Tên mới"))])
    following.views.follow()
    assert following.seen() == (2, 2, 9)
    assert "Tên mới".encode() in following.store.dump(record(NAMES[4]))


def test_a_part_that_breaks_leaves_what_was_seen_and_the_next_time_brings_it_all(
    following: Following, ledger: Ledger, tmp_path: Path
) -> None:
    following.breaks_at = 3
    assert broken(following.views.follow) == "no memory"
    assert following.search.find(Wanted()).total == 0 and following.views.position == 0
    with pytest.raises(StoreTorn):
        following.store.backup(tmp_path / "copy")
    following.breaks_at = 0
    following.views.follow()
    assert following.seen() == (5, 5, ledger.head().seq)


def test_made_anew_they_hold_the_same(following: Following) -> None:
    following.views.follow()
    before, dump = following.seen(), following.store.dump(record(NAMES[0]))
    following.views.refill()
    assert following.seen() == before and following.store.dump(record(NAMES[0])) == dump
    following.views.remake()
    assert following.seen() == before and following.store.dump(record(NAMES[0])) == dump
