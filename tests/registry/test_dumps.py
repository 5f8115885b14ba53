"""Dumps on the disk: whole or none, named by what they hold, two kept, none that shows what is gone."""

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from registry import dump_making, dumps
from registry.clock import utc_now
from registry.dump_making import Dumps, of_generation
from registry.dumps import Dump
from registry.errors import RegistryError
from registry.jobs.dumping import dump_generation
from registry.keeper import Keeper
from registry.workers.confine import Limits
from registry.workers.errors import WorkerError
from sparql.generation import Generation, make, sweep
from sparql.store import Store
from tests.registry.descriptions import candidate, good, retitled
from tests.registry.desk import BASE
from tests.sparql.bodies import body, graph


class Catalogue:
    """A store that moves, and the dumps of its generations, made in this process."""

    def __init__(self, folder: Path) -> None:
        self.store = Store.open(folder / "store", BASE)
        self.folder = folder
        self.withdrawn = 0
        self.asked = 0
        self.dumps = self.opened()

    def opened(self) -> Dumps[Generation]:
        return Dumps(self.folder / "dumps", of_generation(self.run), utc_now, lambda: self.withdrawn)

    def run(self, job: str, payload: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
        self.asked += 1
        return dump_generation(dict(payload))

    def move(self, position: int) -> Generation:
        """A new version of the one record, in a generation of its own."""
        self.store.apply({graph(1): body(1, position)}, [], position)
        return make(self.store, self.folder / "generations", self.dumps.take)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = Catalogue(tmp_path)
    yield made
    made.dumps.stop()
    assert made.dumps.wait(10)
    made.store.close()


def names(catalogue: Catalogue) -> set[str]:
    return {path.name for path in (catalogue.folder / "dumps").iterdir()}


def test_a_dump_says_which_generation_it_shows_and_is_made_once(catalogue: Catalogue) -> None:
    assert catalogue.dumps.make_now() is None
    generation = catalogue.move(3)
    made = catalogue.dumps.make_now()
    assert made is not None and catalogue.dumps.newest == made
    assert (made.generation, made.position, made.number) == (generation.mark, 3, 1)
    assert made.name.startswith("3-") and [one.name for one in made.files] == ["catalogue.nq.gz", "catalogue.trig.gz"]
    assert made.statistics and made.statistics.triples == 23
    assert catalogue.dumps.make_now() is None, "that generation has its dump"


def test_the_same_content_is_the_same_dump_at_the_same_place(catalogue: Catalogue) -> None:
    catalogue.move(3)
    first = catalogue.dumps.make_now()
    again = make(catalogue.store, catalogue.folder / "generations", catalogue.dumps.take)
    second = catalogue.dumps.make_now()
    assert first and second and (second.name, second.generation, second.number) == (first.name, again.mark, 2)
    assert names(catalogue) == {first.name}
    assert dumps.taken_up(catalogue.folder / "dumps") == (second,)


def test_two_are_kept_but_none_that_shows_what_was_withdrawn_since(catalogue: Catalogue) -> None:
    made = []
    for position in (1, 2, 3):
        catalogue.move(position)
        made.append(catalogue.dumps.make_now())
    assert names(catalogue) == {one.name for one in made[1:] if one}
    catalogue.withdrawn = 4
    catalogue.move(4)
    last = catalogue.dumps.make_now()
    assert last and catalogue.dumps.kept == (last,) and names(catalogue) == {last.name}
    assert [one.number for one in (*made, last) if one] == [1, 2, 3, 4], "counted on, whatever is kept"


def test_a_dump_of_the_withdrawal_itself_is_kept_and_an_older_one_not_over_a_start(catalogue: Catalogue) -> None:
    made = []
    for position in (1, 2):
        catalogue.move(position)
        made.append(catalogue.dumps.make_now())
    catalogue.withdrawn = 2
    catalogue.move(3)
    made.append(catalogue.dumps.make_now())
    assert catalogue.dumps.kept == tuple(made[1:])
    catalogue.withdrawn = 3
    again = catalogue.opened()
    again.start()
    assert again.kept == (made[2],)
    again.stop()
    assert again.wait(10)


@pytest.mark.parametrize("point", ["dump.before-manifest", "dump.after-manifest", "dump.after-rename"])
def test_broken_off_at_any_point_the_last_good_dump_is_served_after_the_start(catalogue: Catalogue, point: str) -> None:
    catalogue.move(1)
    good = catalogue.dumps.make_now()
    assert good is not None
    catalogue.move(2)

    def reached(passed: str) -> None:
        if passed == point:
            raise KeyboardInterrupt

    catalogue.dumps.reached = reached
    with pytest.raises(KeyboardInterrupt):
        catalogue.dumps.make_now()
    again = catalogue.opened()
    again.start()
    assert good in again.kept
    assert names(catalogue) == {one.name for one in again.kept}, "nothing unfinished lies about"
    again.stop()
    assert again.wait(10)


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")])
def test_a_dump_with_a_file_missing_or_cut_is_none(catalogue: Catalogue, damage: Callable[[Path], object]) -> None:
    catalogue.move(1)
    made = catalogue.dumps.make_now()
    assert made is not None
    damage(made.path / "catalogue.trig.gz")
    assert dumps.taken_up(catalogue.folder / "dumps") == () and not names(catalogue)


def test_after_a_removal_by_law_no_old_dump_is_left_and_a_new_one_comes_at_once(catalogue: Catalogue) -> None:
    for position in (1, 2):
        catalogue.move(position)
        catalogue.dumps.make_now()
    old = names(catalogue)
    catalogue.dumps.start()
    catalogue.store.apply({}, [graph(1)], 3)
    make(catalogue.store, catalogue.folder / "generations", catalogue.dumps.take)
    catalogue.dumps.forget()
    assert wait_for(catalogue, 3)
    assert not old & names(catalogue)


def test_what_is_forgotten_is_dumped_anew(catalogue: Catalogue) -> None:
    catalogue.move(1)
    made = catalogue.dumps.make_now()
    catalogue.dumps.forget()
    assert made and catalogue.dumps.newest is None and not made.path.exists()
    again = catalogue.dumps.make_now()
    assert again and (again.name, again.number) == (made.name, 1)


def test_a_dump_rests_before_the_next_and_one_in_a_hurry_changes_nothing_of_that(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("GATHERING", 0.05), ("AFTER_START", 0.05), ("SHORTEST_PAUSE", 0.05), ("TIMES", 1e5)):
        monkeypatch.setattr(dump_making, name, value)
    catalogue.move(1)
    catalogue.dumps.start()
    assert wait_for(catalogue, 1)
    catalogue.move(2)
    time.sleep(0.3)
    assert catalogue.asked == 1
    catalogue.dumps.forget()
    assert wait_for(catalogue, 2)
    catalogue.move(3)
    time.sleep(0.3)
    assert catalogue.asked == 2


def test_a_new_registry_is_not_dumped_while_it_is_being_loaded(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump_making, "GATHERING", 0.0)
    catalogue.dumps.start()
    catalogue.move(1)
    time.sleep(0.3)
    assert catalogue.asked == 0


def wait_for(catalogue: Catalogue, position: int) -> bool:
    """Whether the dump of this position came soon."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        newest = catalogue.dumps.newest
        if newest is not None and newest.position == position:
            return True
        time.sleep(0.02)
    return False


def test_many_switches_come_to_one_dump_and_the_newest_is_dumped_in_the_end(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("GATHERING", 0.1), ("AFTER_START", 0.1), ("SHORTEST_PAUSE", 0.1), ("TIMES", 0.0)):
        monkeypatch.setattr(dump_making, name, value)
    for position in range(1, 5):
        catalogue.move(position)
    catalogue.dumps.start()
    assert wait_for(catalogue, 4) and catalogue.asked == 1
    for position in (5, 6):
        catalogue.move(position)
    assert wait_for(catalogue, 6)
    assert catalogue.asked in (2, 3), "one for both, or one for each where the machine is slow"


def test_a_generation_that_was_deleted_gives_way_to_the_newest(catalogue: Catalogue) -> None:
    gone = catalogue.move(1)
    catalogue.move(2)
    newest = catalogue.move(3)
    sweep(catalogue.folder / "generations")
    catalogue.dumps.take(gone)
    with pytest.raises(FileNotFoundError):
        catalogue.dumps.make_now()
    catalogue.dumps.take(newest)
    assert catalogue.dumps.make_now() is not None


def test_without_room_on_the_disk_there_is_no_dump_and_the_one_before_stays(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue.move(1)
    good = catalogue.dumps.make_now()
    monkeypatch.setattr(dump_making, "ROOM", 1 << 60)
    catalogue.move(2)
    with pytest.raises(RegistryError, match="disk"):
        catalogue.dumps.make_now()
    assert good and catalogue.dumps.kept == (good,) and names(catalogue) == {good.name}


def holds(dump: Dump, text: str) -> bool:
    """Whether some file of the dump has this text in it."""
    return any(text.encode() in gzip.decompress((dump.path / file.name).read_bytes()) for file in dump.files)


def test_what_a_keeper_removes_by_law_leaves_its_dumps_and_a_stop_leaves_none_half_made(keeper: Keeper) -> None:
    secret = "Danh sách không được công bố"
    one = retitled(good(keeper.words, keeper.config.base, "secret"), secret)
    keeper.intake.take([candidate(one), candidate(good(keeper.words, keeper.config.base, "other"))])
    assert keeper.publisher.wait(30)
    keeper.dumps.make_now()
    old = keeper.dumps.newest
    assert old and holds(old, secret)
    keeper.removal.remove(one.record, "operator", "An; Bình", "Điều 8 khoản 2")
    assert not old.path.exists() and old not in keeper.dumps.kept
    keeper.dumps.make_now()
    new = keeper.dumps.newest
    assert new and new.position > old.position and not holds(new, secret)
    keeper.publisher.make_now()  # the next one is begun, and ends with the keeper's workers
    making = threading.Thread(target=lambda: suppressed(keeper.dumps.make_now))
    making.start()
    keeper.close()
    making.join(30)
    kept = dumps.taken_up(keeper.directory.dumps)
    assert kept and {path.name for path in keeper.directory.dumps.iterdir()} == {one.name for one in kept}


def suppressed(make: Callable[[], object]) -> None:
    """Make it, whether the workers are there for it or are just being closed."""
    with suppress(WorkerError, OSError):
        make()
