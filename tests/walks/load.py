"""A mixed load on a keeper: clerks, the operator, harvests and readers, each noting what it was told is saved."""

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import requests

from registry.demo.agency_apis import first_address, serve
from registry.demo.logins import Login
from tests.walks.people import Person
from tests.walks.processes import Keeping

SOURCE = """
[[source]]
slug = "tai-thu"
kind = "ckan"
url = "{url}"
agency = "gl-so-yt"
title_vi = "Nguồn thử tải"
title_en = "Load source"
allow_private = true
"""


@dataclass
class Acknowledged:
    """What was told to somebody as done: it must be there after any crash."""

    confirmed: list[str] = field(default_factory=list)
    """Keys of datasets whose confirmation was answered, one for each time."""
    titles: list[tuple[str, str]] = field(default_factory=list)
    """(key, title) of publications."""
    accounts: list[str] = field(default_factory=list)
    runs: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.confirmed) + len(self.titles) + len(self.accounts) + len(self.runs)


class Load:
    """Threads that act until told to stop; a refused connection only means that the keeper is gone."""

    def __init__(self, keeper: Keeping, login: Login, keys: tuple[str, ...], seed: int) -> None:
        self.keeper = keeper
        self.login = login
        self.keys = keys
        self.told = Acknowledged()
        self.faults: list[str] = []
        self._numbers = itertools.count(1)
        self._chance = random.Random(seed)
        self._clerks = [Person(keeper.address), Person(keeper.address)]

    def sign_in(self) -> None:
        for clerk in self._clerks:
            arrived = clerk.sign_in(self.login.account, self.login.password, self.login.person)
            assert arrived.status == 200, arrived.text

    @contextmanager
    def running(self, rest: float = 0.0) -> Iterator[None]:
        """The load, for as long as the block lasts; each rests so many seconds after an act."""
        stop = threading.Event()
        acts = (
            lambda: self._confirm(self._clerks[0]),
            lambda: self._publish(self._clerks[1]),
            self._open_account,
            self._harvest,
            self._read,
        )
        threads = [threading.Thread(target=self._repeat, args=(act, stop, rest)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join(120)

    def _repeat(self, act: Callable[[], None], stop: threading.Event, rest: float) -> None:
        while not stop.is_set():
            try:
                act()
                stop.wait(rest)
            except requests.RequestException:
                stop.wait(0.02)
            except (AssertionError, StopIteration, KeyError) as fault:
                self.faults.append(repr(fault)[:500])
                return

    def _confirm(self, clerk: Person) -> None:
        desk = clerk.open("/desk")
        assert desk.status == 200, desk.text[:300]
        form = desk.form("/desk/confirm")
        key = self._chance.choice(self.keys)
        token = [pair for pair in form.fields if pair[0] == "form_token"]
        form.fields = [*token, ("pick", key)]
        done = clerk.press(desk, form)
        assert done.status == 200, done.text[:300]
        self.told.confirmed.append(key)

    def _publish(self, clerk: Person) -> None:
        key = self._chance.choice(self.keys)
        page = clerk.open(f"/desk/dataset/{key}")
        assert page.status == 200, page.text[:300]
        form = page.form(f"/desk/dataset/{key}")
        title = f"Tên sửa lần {next(self._numbers)} của {key}"
        form.set("dct_title.0.vi", title)
        done = clerk.press(page, form, ("act", "publish"))
        if done.status == 200 and done.url.rpartition("/")[2].startswith("desk"):
            self.told.titles.append((key, title))
        else:
            # Somebody confirmed in between: the clerk is shown both, and nothing is lost.
            assert done.status in (409, 412), f"{done.status} {done.url} {done.title}"
            clerk.press(done, done.forms[-1], ("act", "discard"))

    def _open_account(self) -> None:
        name = f"kt-{self.login.account}-{next(self._numbers)}"
        self.keeper.command("account", name=name, role="auditor")
        self.told.accounts.append(name)

    def _harvest(self) -> None:
        with source(self.keeper, 30 + next(self._numbers) % 7):
            said = self.keeper.command("harvest", sources=["tai-thu"], confirm=True)
        for run in said["runs"]:  # type: ignore[attr-defined]
            if run["state"] == "done":
                self.told.runs.append(run["id"])

    def _read(self) -> None:
        for path in (
            "/",
            "/datasets?q=y te",
            "/catalog.ttl",
            "/audit",
            f"/id/dataset/{self._chance.choice(self.keys)}",
        ):
            answer = requests.get(self.keeper.address + path, timeout=60)
            assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
        query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
        answer = requests.get(f"{self.keeper.address}/sparql", params={"query": query}, timeout=60)
        assert answer.status_code in (200, 503), answer.text


@contextmanager
def source(keeper: Keeping, datasets: int) -> Iterator[None]:
    """An agency API with so many datasets, entered in the keeper's sources."""
    server = serve("ckan", 0, datasets)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    path = keeper.data / "sources.toml"
    coming = path.with_suffix(".coming")
    coming.write_text(SOURCE.format(url=first_address("ckan", server.server_port)), "utf-8")
    coming.replace(path)
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
