"""A registry that feeds others: its datasets put straight into the ledger, its doors served over real HTTP on loopback.

Its IRIs stand under a base that nothing answers at; its links lead to where it is. So a door that takes the one for the
other is found out.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server as listening
from socket import socket

from werkzeug.serving import WSGIRequestHandler, make_server

from registry.clock import Clock, utc_now
from registry.config import Config, load_config
from registry.keeper import Keeper
from registry.web import create_app
from registry.words import Words
from tests.walks.rich_datasets import publish
from vocab.description import Description

BASE = "https://du-lieu.tinh.example"
PAGE = 10
"""Records on a page of the feed, so that a walk has several."""


@dataclass(frozen=True, slots=True)
class Feeding:
    """The keeper, and the address at which its doors are found."""

    keeper: Keeper
    address: str


@contextmanager
def feeding(
    data: Path, described: Callable[[Words, str], Iterable[Description]], clock: Clock = utc_now
) -> Iterator[Feeding]:
    """A keeper of its own in `data` that has published what `described` makes of its words and base, and a server."""
    door = listening(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{door.getsockname()[1]}"
    data.mkdir(exist_ok=True)
    keeper = Keeper.open(_config(data, address), clock)
    try:
        publish(keeper.ledger, described(keeper.words, BASE))
        keeper.follow()
        with _served(keeper, door):
            yield Feeding(keeper, address)
    finally:
        keeper.close()
        door.close()


def _config(data: Path, address: str) -> Config:
    return load_config(data, base=BASE, address=address, port=int(address.rpartition(":")[2]), page_size=PAGE)


@contextmanager
def _served(keeper: Keeper, door: socket) -> Iterator[None]:
    server = make_server("127.0.0.1", 0, create_app(keeper), threaded=True, request_handler=_Quiet, fd=door.fileno())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Quiet(WSGIRequestHandler):
    """Answers, keeps a connection for the next request, and writes no log."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:
        """Says nothing."""
