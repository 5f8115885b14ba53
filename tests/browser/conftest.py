"""A real browser before a real server: the application under waitress on loopback, Chromium without a network."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, sync_playwright

from tests.conftest import ROOT, miss
from tests.registry.web.serving import serving
from tests.registry.web.site import Site

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of the web tests, answering at its own address."""
    with serving(tmp_path_factory.mktemp("served")) as site:
        yield site


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
            context.add_cookies(
                [{"name": "session", "value": served.session(account), "url": served.keeper.config.base}]
            )
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
