"""A real browser before a real server: the application under waitress on loopback, Chromium without a network."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright
from waitress import create_server

from registry.config import load_config
from registry.keeper import Keeper
from tests.conftest import ROOT, miss
from tests.registry.web.site import Site, furnished

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of the web tests, answering at its own address."""
    sites: list[Site] = []
    # The port must be known before there is a site, for it is part of every IRI.
    server = create_server(lambda *request: sites[0].app(*request), host="127.0.0.1", port=0, threads=4)
    port = server.effective_port
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("served"), base=f"http://127.0.0.1:{port}", port=port))
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


@pytest.fixture(scope="session")
def browser(chromium: str, vendored: object) -> Iterator[Browser]:
    with (
        sync_playwright() as player,
        closing(player.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])) as opened,
    ):
        yield opened


@pytest.fixture
def visit(browser: Browser, served: Site) -> Iterator[Open]:
    """Opens pages: `visit(path, lang, width, account, scheme, scripts)`; what the console says is in `page.said`."""
    contexts: list[BrowserContext] = []

    def opened(
        path: str, lang: str = "vi", width: int = 1280, account: str = "", scheme: str = "light", scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=served.keeper.config.base,
            viewport={"width": width, "height": 900},
            locale=lang,
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        if account:
            found = served.keeper.accounts.find(account)
            assert found is not None
            token = served.keeper.sessions.open(found, "Nguyễn Văn An")
            context.add_cookies([{"name": "session", "value": token, "url": served.keeper.config.base}])
        page = context.new_page()
        said: list[str] = []

        def refuse(dialog: Dialog) -> None:
            said.append(dialog.message)
            dialog.dismiss()

        page.said = said  # type: ignore[attr-defined]
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", refuse)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, from the built npm packages."""
    path = ROOT / "node_modules/axe-core/axe.min.js"
    if not path.exists():
        miss("axe-core is not installed: the accessibility tests are skipped (make assets)")
    return path.read_text("utf-8")
