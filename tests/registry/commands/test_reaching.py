"""How a command reaches the keeper that serves."""

import socket
from pathlib import Path

import pytest

from registry.commands.reaching import KeeperRefused, ask_keeper
from registry.directory import prepare


def test_a_keeper_that_is_not_done_in_time_is_said_to_go_on(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        address = f"http://127.0.0.1:{busy.getsockname()[1]}"
        with pytest.raises(KeeperRefused) as refused:
            ask_keeper(prepare(tmp_path), address, "harvest", {}, patience=0.1)
    assert "goes on" in refused.value.en and "vẫn làm tiếp" in refused.value.vi


def test_a_keeper_that_is_gone_is_said_not_to_be_reached(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with pytest.raises(KeeperRefused, match="cannot be reached"):
        ask_keeper(prepare(tmp_path), address, "harvest", {})
