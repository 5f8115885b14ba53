"""A site at an address of its own on loopback, for whoever needs a real server before it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waitress import create_server

from registry.config import load_config
from registry.keeper import Keeper
from tests.registry.web.site import Site, furnished


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """The site of the web tests, answering at its base until the block ends."""
    sites: list[Site] = []
    # The port must be known before there is a site, for it is part of every IRI.
    server = create_server(lambda *request: sites[0].app(*request), host="127.0.0.1", port=0, threads=4)
    port = server.effective_port
    keeper = Keeper.open(load_config(folder, base=f"http://127.0.0.1:{port}", port=port))
    sites.append(furnished(keeper))
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    thread.start()
    keeper.publisher.wait(30)
    try:
        yield sites[0]
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(5)
        keeper.close()
