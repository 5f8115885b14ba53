"""`registry demo` and `registry serve`."""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click
from waitress import create_server

from registry import milestones
from registry.clock import utc_now
from registry.commands.speaking import data_option, fail, sentences
from registry.config import Config, is_loopback_base, load_config, write_settings
from registry.demo.show import prepare_demo
from registry.directory import announce, prepare
from registry.keeper import Keeper
from registry.web import create_app
from registry.web.safety import server_limit

_MOST_HEAPS = -8
"""M_ARENA_MAX of glibc's malloc.h."""
SWITCHING = 0.001
"""Seconds after which a thread that reckons lets another one go on. A request takes some twenty turns: with Python's own
five milliseconds it waits a tenth of a second beside a harvest."""


@click.command()
@data_option
@click.option("--host", help="Address to listen on; by default the setting of that name.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; by default the setting of that name.")
def serve(data: Path, host: str | None, port: int | None) -> None:
    """Serve a registry until it is told to stop (Ctrl-C or SIGTERM)."""
    _be_private()
    _share_heaps()
    with sentences(), _listening(data, host, port) as door:
        config = _configured(data, host, door.getsockname()[1])
        keeper = _open(config)
        _answer(keeper, door, lambda: click.echo(f"Sổ phục vụ tại / serving at {config.links}/"))


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="REGISTRY_DATA",
    default=Path("demo-data"),
    show_default=True,
    metavar="DIR",
    help="Data directory (or set REGISTRY_DATA).",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="Port to listen on.")
@click.option("--no-serve", is_flag=True, help="Load and harvest, then end.")
def demo(data: Path, port: int, no_serve: bool) -> None:
    """Load the demonstration province, harvest two sample agency APIs, and serve it all."""
    _be_private()
    # What does not serve takes no port from anybody; one that is free names a new registry that was given none.
    with sentences(), _listening(data, None, 0 if no_serve else port) as door:
        config = _configured(data, None, (no_serve and port) or door.getsockname()[1])
        keeper = _open(config)
        try:
            with prepare_demo(keeper, click.echo) as shown:
                if no_serve:
                    keeper.close()
                else:
                    _answer(keeper, door, lambda: click.echo(shown.farewell(config.links)))
        finally:
            keeper.close()


def _share_heaps() -> None:
    """Has all threads share two heaps, where the C library can: with a heap each, what one page of a harvest needed for a
    moment stays with every thread that handled one (measured: 500 MB in place of 340)."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_MOST_HEAPS, 2)


def _be_private() -> None:
    """Nothing this process writes is for other users of the machine: drafts, password hashes, keys."""
    os.umask(0o077)


def _listening(data: Path, host: str | None, port: int | None) -> socket.socket:
    """The socket, taken before anything else so that a busy port costs nothing."""
    config = load_config(data)
    chosen = (host or config.host, config.port if port is None else port)
    family = socket.AF_INET6 if ":" in chosen[0] else socket.AF_INET
    try:
        return socket.create_server(chosen, family=family)
    except OSError as fault:
        fail(
            f"Không lắng nghe được ở {chosen[0]}:{chosen[1]}: {fault.strerror}. Hãy chọn cổng khác bằng --port.",
            f"Cannot listen on {chosen[0]}:{chosen[1]}: {fault.strerror}. Choose another port with --port.",
        )


def _configured(data: Path, host: str | None, port: int) -> Config:
    """The settings for this run. A new directory remembers the address it was born at as its permanent base."""
    here = f"http://{host or '127.0.0.1'}:{port}"
    directory = prepare(data)
    if is_loopback_base(here):
        write_settings(directory.path, {"base": here, "port": port})
    config = load_config(data, host=host, port=port)
    if config.is_loopback and config.links != here and not config.address:
        # The same data at another port: names stay, links lead to where we are.
        return load_config(data, host=host, port=port, address=here)
    return config


def here(config: Config, door: socket.socket) -> str:
    """Where commands on this machine reach the keeper: not the public address, which may lead through a proxy."""
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::") else config.host
    return f"http://[{host}]:{door.getsockname()[1]}" if ":" in host else f"http://{host}:{door.getsockname()[1]}"


def _open(config: Config) -> Keeper:
    return Keeper.open(config, utc_now, milestones.from_environment(os.environ))


def _answer(keeper: Keeper, door: socket.socket, greet: Callable[[], None]) -> None:
    """Serves until SIGTERM or Ctrl-C; what runs is finished, what is stored is flushed."""
    server = create_server(
        create_app(keeper),
        sockets=[door],
        threads=keeper.config.threads,
        ident=None,
        # Proxies are believed only as the settings say, by the application itself.
        clear_untrusted_proxy_headers=False,
        max_request_body_size=server_limit(keeper.config),
        channel_timeout=120,
    )
    signal.signal(signal.SIGTERM, _stop)
    sys.setswitchinterval(SWITCHING)
    announce(keeper.directory, here(keeper.config, door))
    greet()
    sys.stdout.flush()
    try:
        server.run()
    finally:
        server.close()
        keeper.close()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
