"""The suite's own law: nothing reaches past the loopback interface."""

import socket
from pathlib import Path

import pytest
import requests


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_the_network_is_cut(host: str) -> None:
    with pytest.raises(AssertionError, match="a test tried to reach"):
        socket.create_connection((host, 80), timeout=1)
    with pytest.raises(AssertionError):
        requests.get(f"http://[{host}]/" if ":" in host else f"http://{host}/", timeout=1)


def test_the_loopback_and_local_sockets_are_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    near, far = socket.socketpair()
    with near, far:
        near.send(b"x")
        assert far.recv(1) == b"x"
    with socket.socket(socket.AF_UNIX) as waiting, socket.socket(socket.AF_UNIX) as calling:
        waiting.bind(str(tmp_path / "s"))
        waiting.listen()
        calling.connect(str(tmp_path / "s"))
