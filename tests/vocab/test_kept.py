"""What is kept on disk is used only as it was written and for what it was made from; nothing depends on it."""

import sys
from pathlib import Path

import pytest

from vocab.kept import kept

MADE = {"words": ("đất", "nhà"), "near": frozenset({"thửa"})}


class Making:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> dict[str, object]:
        self.times += 1
        return dict(MADE)


@pytest.fixture(autouse=True)
def beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiled modules lie beside their sources, wherever this run of the tests keeps its own."""
    monkeypatch.setattr(sys, "pycache_prefix", None)


@pytest.fixture
def making() -> Making:
    return Making()


def the_file(folder: Path) -> Path:
    [path] = folder.rglob("*.kept")
    return path


def test_it_is_made_once(making: Making, tmp_path: Path) -> None:
    assert [kept("words", "1", making, tmp_path) for _ in range(3)] == [MADE] * 3
    assert making.times == 1


def test_it_is_kept_where_compiled_modules_are_kept(
    making: Making, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "not" / "there" / "yet"))
    assert [kept("words", "1", making, tmp_path / "code") for _ in range(2)] == [MADE] * 2
    assert making.times == 1
    assert the_file(tmp_path / "not")


def test_other_sources_make_it_anew(making: Making, tmp_path: Path) -> None:
    for sources in ("1", "2", "2"):
        kept("words", sources, making, tmp_path)
    assert making.times == 2


def test_other_code_makes_it_anew(making: Making, tmp_path: Path) -> None:
    kept("words", "1", making, tmp_path)
    (tmp_path / "reading.py").write_text("JOINT = 1\n")
    kept("words", "1", making, tmp_path)
    assert making.times == 2


@pytest.mark.parametrize("part", [slice(0), slice(10), slice(-1), slice(1, None)], ids=str)
def test_what_is_cut_short_is_made_anew(part: slice, making: Making, tmp_path: Path) -> None:
    kept("words", "1", making, tmp_path)
    whole = the_file(tmp_path).read_bytes()
    the_file(tmp_path).write_bytes(whole[part])
    assert kept("words", "1", making, tmp_path) == MADE
    assert making.times == 2
    assert the_file(tmp_path).read_bytes() == whole


def test_what_somebody_else_wrote_is_made_anew(making: Making, tmp_path: Path) -> None:
    kept("words", "1", making, tmp_path)
    the_file(tmp_path).write_bytes(bytes(32) + b"\xe9\xff\xff\xff\x7f" * 100)
    assert kept("words", "1", making, tmp_path) == MADE


def test_where_nothing_can_be_written_it_is_made_each_time(making: Making, tmp_path: Path) -> None:
    (tmp_path / "__pycache__").write_text("no directory")
    assert [kept("words", "1", making, tmp_path) for _ in range(2)] == [MADE] * 2
    assert making.times == 2


def test_nothing_is_left_of_a_write_that_fails(making: Making, tmp_path: Path) -> None:
    kept("words", "1", making, tmp_path)
    place = the_file(tmp_path)
    place.unlink()
    place.mkdir()
    assert kept("words", "1", making, tmp_path) == MADE
    assert list(place.parent.iterdir()) == [place]
