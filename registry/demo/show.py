"""What `registry demo` does between opening the keeper and serving: load, start the sample APIs, harvest them, tell how.

The samples are threads of this process on loopback, so nothing outlives it. They take the ports they had before when
those are free, so that a second showing harvests the same addresses and finds nothing changed.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

from harvesters.source import load_sources
from registry.demo.agency_apis import first_address, serve
from registry.demo.judging import rule
from registry.demo.load import Loaded, load_province
from registry.demo.logins import FILE, Login, read_logins
from registry.demo.sources import sources_text
from registry.harvesting.runs import DONE, Run
from registry.keeper import Keeper
from registry.overlap_cases import CaseState

SAMPLES = {"so-y-te": "ckan", "so-nong-nghiep-va-moi-truong": "dcat"}
"""The sources of the demonstration, by slug, and their kinds."""
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands ready to be looked at."""

    loaded: Loaded
    addresses: tuple[str, ...]
    runs: tuple[Run, ...]
    logins: tuple[Login, ...]

    def farewell(self, links: str) -> str:
        """The addresses and the logins, for the terminal."""
        lines = [
            "",
            f"Trang chủ / home           {links}/",
            f"SPARQL                     {links}/sparql",
            f"Danh mục DCAT / feed       {links}/catalog",
            f"Giám sát / audit           {links}/audit",
            f"Đăng nhập / sign in        {links}/sign-in",
            *(f"API mẫu / sample API       {address}" for address in self.addresses),
            "",
            f"Tài khoản (cũng ở {FILE}) / logins (also in {FILE}):",
            *(f"  {one.account:<14} {one.password}   {one.person}, {one.office}" for one in self.logins),
            "",
            "Ctrl-C để dừng / to stop",
        ]
        return "\n".join(lines)


@contextmanager
def prepare_demo(keeper: Keeper, say: Say) -> Iterator[Shown]:
    """Loads what is missing, starts the sample APIs until the block ends, and harvests them.

    Raises WorkerError when the rules cannot be asked, BadSourceFile when DIR/sources.toml was broken by hand.
    """
    say("Nạp danh mục của tỉnh / loading the province …")
    loaded = load_province(keeper)
    say(
        f"  {loaded.public} tập công khai, {loaded.held} tập bị giữ, {loaded.transfers} lần bàn giao"
        f" / {loaded.public} public, {loaded.held} held, {loaded.transfers} transfers"
    )
    with ExitStack() as running:
        ports = _former_ports(keeper)
        servers = {slug: running.enter_context(_sample(kind, ports.get(slug, 0))) for slug, kind in SAMPLES.items()}
        addresses = {slug: first_address(SAMPLES[slug], server.server_port) for slug, server in servers.items()}
        _tell_sources(keeper, addresses)
        runs = tuple(_harvests(keeper, say))
        # What was loaded as of former days is judged by today's rules too.
        say(f"Xét lại theo quy tắc hôm nay / judged by today's rules: {keeper.rejudging.run().done}")
        made = rule(keeper)
        waiting = len(keeper.cases.all(CaseState.OPEN))
        say(f"Hồ sơ chồng lấn: {waiting} chờ, {len(made)} vừa quyết định / {waiting} cases wait, {len(made)} ruled on")
        keeper.publisher.wait(30)
        yield Shown(loaded, tuple(addresses.values()), runs, read_logins(keeper.directory.path / FILE))


@contextmanager
def _sample(kind: str, port: int) -> Iterator[ThreadingHTTPServer]:
    """A sample API answering in a thread; any free port when the wished one is taken."""
    try:
        server = serve(kind, port)
    except OSError:
        server = serve(kind, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name=f"sample-{kind}")
    thread.daemon = True
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _former_ports(keeper: Keeper) -> dict[str, int]:
    return {source.slug: urlsplit(source.url).port or 0 for source in keeper.sources() if source.slug in SAMPLES}


def _tell_sources(keeper: Keeper, addresses: dict[str, str]) -> None:
    """Writes the sample sources down; in a file that is there already only their addresses change."""
    path = keeper.directory.sources
    if not path.exists():
        path.write_text(sources_text(addresses["so-y-te"], addresses["so-nong-nghiep-va-moi-truong"]), "utf-8")
        return
    text = path.read_text("utf-8")
    for source in load_sources(text.encode()):
        if source.slug in addresses:
            text = text.replace(f'"{source.url}"', f'"{addresses[source.slug]}"')
    path.write_text(text, "utf-8")


def _harvests(keeper: Keeper, say: Say) -> Iterator[Run]:
    for source in keeper.sources():
        if source.slug in SAMPLES:
            say(f"Thu thập / harvesting {source.titles['vi']} …")
            run = keeper.sync().harvest(source)
            counts = ", ".join(f"{name} {number}" for name, number in run.counts.items() if number)
            say(f"  {counts or '0'}" if run.state == DONE else f"  {run.message_vi} / {run.message_en}")
            yield run
