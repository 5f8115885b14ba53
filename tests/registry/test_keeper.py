"""The keeper's life: one at a time, gaps replayed, views thrown away and made anew, words removed by law."""

import shutil
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from registry.accounts import By, Role
from registry.clock import utc_now
from registry.config import load_config
from registry.directory import prepare
from registry.entries import Act
from registry.errors import ConfigError, DataError, InUse, RegistryError
from registry.keeper import Keeper
from registry.ledger import Current, Ledger
from registry.schema import connect
from registry.search import Wanted
from registry.verification import verify
from registry.views import Projected
from tests.registry.descriptions import candidate, good, retitled


def filled(path: Path, number: int = 5) -> None:
    keeper = Keeper.open(load_config(path))
    keeper.intake.take([candidate(good(keeper.words, keeper.config.base, str(i))) for i in range(number)])
    keeper.close()


def test_a_second_keeper_on_the_same_directory_is_refused(keeper: Keeper) -> None:
    with pytest.raises(InUse) as refusal:
        Keeper.open(keeper.config)
    assert "pid" in refusal.value.vi and refusal.value.pid > 0


def test_a_directory_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    prepare(tmp_path / "data")
    (tmp_path / "data" / "format").write_text("99\n")
    with pytest.raises(DataError, match="newer version"):
        Keeper.open(load_config(tmp_path / "data"))


def test_a_directory_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(DataError, match=r"thesis\.doc"):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


def test_a_broken_ledger_file_gets_a_sentence_and_is_not_touched(tmp_path: Path) -> None:
    prepare(tmp_path / "data")
    (tmp_path / "data" / "ledger.db").write_bytes(b"this is no database, it is a letter" * 100)
    with pytest.raises(DataError, match="damaged"):
        Keeper.open(load_config(tmp_path / "data"))
    assert (tmp_path / "data" / "ledger.db").read_bytes().startswith(b"this is no")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 'red'\n", "colour"),
        ("port = 'eighty'\n", "port"),
        ("base = 'ftp://x'\n", "base"),
        ("page_size = true\n", "page_size"),
        ("rules_off = [1]\n", "rules_off"),
        ("port = \n", "registry.toml"),
        ("counts_from = 'someday'\n", "counts_from"),
        ("host = '0.0.0.0'\n", "0.0.0.0"),
    ],
)
def test_a_broken_setting_is_named_in_both_languages(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "registry.toml").write_text(text)
    with pytest.raises(ConfigError) as refusal:
        load_config(tmp_path)
    assert named in refusal.value.vi and named in refusal.value.en


def test_what_the_views_missed_is_replayed_at_the_start(tmp_path: Path) -> None:
    filled(tmp_path / "data", 3)
    engine = connect(tmp_path / "data" / "ledger.db")
    ledger = Ledger(engine, utc_now)
    (first, *_) = ledger.currents()
    ledger.append([Act("withdraw", first.record, "operator")])
    engine.dispose()
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert keeper.views.position == keeper.ledger.head().seq == 4
        assert keeper.store.dump(first.record) == b""
    finally:
        keeper.close()


def test_an_index_whose_writer_was_killed_in_mid_commit_is_made_anew(tmp_path: Path) -> None:
    """The killed writer's file of deletions lies there, its commit does not: the next writer cannot write that file."""
    filled(tmp_path / "data", 3)
    shutil.copytree(tmp_path / "data" / "index", tmp_path / "before")
    keeper = Keeper.open(load_config(tmp_path / "data"))
    gone = keeper.ledger.currents()[0]
    keeper.ledger.append([Act("withdraw", gone.record, "operator", agency=gone.agency)])
    keeper.follow()
    keeper.close()
    for path in (tmp_path / "before").iterdir():
        shutil.copy(path, tmp_path / "data" / "index" / path.name)
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert keeper.search.find(Wanted()).total == 2
        assert keeper.search.position == keeper.ledger.head().seq
    finally:
        keeper.close()


@pytest.mark.parametrize("lost", ["store", "index", "generations"])
def test_a_lost_view_is_made_anew(tmp_path: Path, lost: str) -> None:
    filled(tmp_path / "data")
    keeper = Keeper.open(load_config(tmp_path / "data"))
    before = keeper.store.digest()
    keeper.close()
    shutil.rmtree(tmp_path / "data" / lost)
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert keeper.store.digest() == before
        assert keeper.search.position == keeper.ledger.head().seq
    finally:
        keeper.close()


def test_a_damaged_store_is_put_aside_and_made_anew(tmp_path: Path) -> None:
    filled(tmp_path / "data")
    (tmp_path / "data" / "store" / "CURRENT").write_text("nonsense")
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert len([graph for graph in keeper.store.digest() if "/id/record/" in graph]) == 5
    finally:
        keeper.close()


def test_rebuild_gives_a_store_equal_graph_by_graph(tmp_path: Path) -> None:
    filled(tmp_path / "data")
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        keeper.intake.take([candidate(retitled(good(keeper.words, keeper.config.base, "1"), "Tên khác"))])
        assert keeper.publisher.wait(30), "the audit's graphs come with the generation"
        before = keeper.store.digest()
        keeper.rebuild()
        assert keeper.publisher.wait(30)
        assert keeper.store.digest() == before
    finally:
        keeper.close()


def test_views_beyond_an_older_ledger_are_thrown_away(tmp_path: Path) -> None:
    filled(tmp_path / "data", 2)
    shutil.copytree(tmp_path / "data", tmp_path / "older")
    keeper = Keeper.open(load_config(tmp_path / "data"))
    keeper.intake.take([candidate(good(keeper.words, keeper.config.base, "late"))])
    late = good(keeper.words, keeper.config.base, "late").record
    keeper.close()
    for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
        (tmp_path / "data" / name).unlink(missing_ok=True)
        if (tmp_path / "older" / name).exists():
            shutil.copy(tmp_path / "older" / name, tmp_path / "data" / name)
    keeper = Keeper.open(load_config(tmp_path / "data"))
    try:
        assert keeper.store.dump(late) == b""
        assert keeper.views.position == keeper.ledger.head().seq
    finally:
        keeper.close()


def test_words_removed_by_law_are_in_no_file_any_more(tmp_path: Path) -> None:
    secret = "Danh sách tuyệt đối không được công bố"
    keeper = Keeper.open(load_config(tmp_path / "data"))
    one = retitled(good(keeper.words, keeper.config.base, "secret"), secret)
    keeper.intake.take([candidate(one), candidate(good(keeper.words, keeper.config.base, "other"))])
    keeper.publisher.wait(30)
    at = keeper.feed.position
    keeper.memory.of("data.json", at, lambda: keeper.errands.data_json())
    keeper.removal.remove(one.record, "operator", "An; Bình", "Điều 8 khoản 2")
    try:
        assert keeper.memory.of("data.json", at, lambda: b"anew") == b"anew", "nor does a page remember them"
        assert verify(keeper.engine).sound
        assert secret not in str(keeper.store.digest())
        assert keeper.store.dump(one.record) == b""
    finally:
        keeper.close()
    needle = secret.encode()
    found = [path for path in (tmp_path / "data").rglob("*") if path.is_file() and needle in path.read_bytes()]
    assert found == []


def test_a_removal_cut_short_is_finished_at_the_next_start(tmp_path: Path) -> None:
    """As when the power fails right after the ledger's commit."""
    secret = "Danh sách phải quên đi"
    keeper = Keeper.open(load_config(tmp_path / "data"))
    one = retitled(good(keeper.words, keeper.config.base, "secret"), secret)
    keeper.intake.take([candidate(one)])
    keeper.publisher.wait(30)
    keeper.removal.write_down(one.record, "operator", "An; Bình", "Điều 8")
    keeper.close()
    keeper = Keeper.open(load_config(tmp_path / "data"))
    keeper.close()
    needle = secret.encode()
    assert [path for path in (tmp_path / "data").rglob("*") if path.is_file() and needle in path.read_bytes()] == []


def test_searchers_see_the_catalogue_all_through_a_removal(keeper: Keeper) -> None:
    words, base = keeper.words, keeper.config.base
    keeper.intake.take([candidate(good(words, base, str(number))) for number in range(8)])
    seen: set[int] = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.add(keeper.search.find(Wanted()).total)

    watcher = threading.Thread(target=watch)
    watcher.start()
    keeper.removal.remove(good(words, base, "3").record, "operator", "An; Bình", "Điều 8")
    done.set()
    watcher.join()
    assert seen <= {8, 7}


def test_an_act_that_moves_no_record_leaves_the_keeper_ready(keeper: Keeper) -> None:
    keeper.accounts.open("giam-sat", Role.AUDITOR, None, By("operator"))
    assert keeper.probe()["views"] == "ok"


def test_only_a_record_that_is_there_can_be_removed_by_law(keeper: Keeper) -> None:
    with pytest.raises(RegistryError, match="knows no record"):
        keeper.removal.remove(f"{keeper.config.base}/id/record/aaaaaaaaaaaa", "operator", "An; Bình", "Điều 8")
    assert keeper.ledger.head().seq == 0


def test_what_lies_in_the_directory_is_nobody_elses_business(keeper: Keeper) -> None:
    assert keeper.directory.path.stat().st_mode & 0o077 == 0


def test_readiness_tries_each_part(keeper: Keeper) -> None:
    assert set(keeper.probe().values()) == {"ok"}


def test_the_days_head_is_kept_and_signed(keeper: Keeper) -> None:
    keeper.intake.take([candidate(good(keeper.words, keeper.config.base, "x"))])
    keeper.tidy()
    (path,) = (keeper.directory.heads).iterdir()
    assert path.suffix == ".json"


def test_following_ends_though_somebody_goes_on_writing(keeper: Keeper) -> None:
    described = good(keeper.words, keeper.config.base, "khong-ngung")
    keeper.intake.take([candidate(described)])
    here, numbers = keeper.views.project, iter(range(50))

    def and_one_more(currents: tuple[Current, ...], bodies: Mapping[int, bytes]) -> Projected:
        act = Act("confirm", described.record, "bd-so-yt", "An", reason=f"lần {next(numbers)}")
        keeper.ledger.append([act])
        return here(currents, bodies)

    keeper.views.project = and_one_more
    keeper.intake.take([candidate(retitled(described, "tên mới"))])
    assert keeper.views.position == keeper.ledger.head().seq - 1, "the one more is followed by whoever wrote it"
    assert keeper.views.follow() == keeper.ledger.head().seq - 1
