"""Generations are gathered, and who gathers them ends when told to."""

from pathlib import Path

import pytest

from registry import publishing
from registry.milestones import passing
from registry.publishing import Publisher
from sparql.generation import Generation
from sparql.store import Store
from tests.registry.desk import BASE


def test_who_is_told_to_stop_waits_for_no_pause_and_makes_nothing_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "SHORTEST_PAUSE", 1000.0)
    made: list[Generation] = []
    store = Store.open(tmp_path / "store", BASE)
    publisher = Publisher(store, tmp_path / "generations", lambda: None, made.append, passing)
    publisher.start()
    publisher.ask()
    publisher.stop()
    assert not publisher.is_alive
    assert len(made) == 1
    store.close()
