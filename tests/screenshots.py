"""Photographs every page of the demonstration at two widths, in both languages, into ./screenshots.

    python -m tests.screenshots [--url http://127.0.0.1:8080 --data DIR] [--only NAME]

Without --url a keeper of its own is started on a fresh demonstration and ended afterwards, and the states that the
demonstration is never in are photographed before another. Look at the pictures: no test knows what is ugly.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from tests.rare_pages import rare_pages
from tests.registry.web.serving import serving
from tests.registry.web.site import Site

OUT = Path("screenshots")
WIDTHS = {1280: 900, 390: 844}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUERIES = {
    "chart": "SELECT ?field (COUNT(?d) AS ?n) { ?d reg:field ?field } GROUP BY ?field ORDER BY DESC(?n)",
    "mixed": "SELECT * { ?d a dcat:Dataset ; dct:modified ?on ; reg:field ?field ; dct:publisher ?agency } LIMIT 8",
    "first": "SELECT ?s ?p ?o { ?s ?p ?o }",
    "empty": "SELECT ?x { ?x a dcat:Nothing }",
    "error": "SELECT ?tap WHERE {\n  ?tap a dcat:Dataset ;\n       foo:title ?ten .\n}",
    "yes": "ASK { ?s a dcat:Dataset }",
    "graph": "CONSTRUCT { ?d dct:title ?t } { ?d a dcat:Dataset ; dct:title ?t } LIMIT 5",
    "long": "ASK {}\n# " + "đ" * 1000,
}
"""What the page of queries is asked for its pictures, one for each of its states."""
PUBLIC = {
    "home": "/",
    "datasets": "/datasets",
    "search": "/datasets?q=nuoc",
    "nothing-found": "/datasets?q=zzzzzz",
    "agencies": "/agencies",
    "ministries": "/ministries",
    "terms": "/def",
    "catalogue": "/catalog",
    "catalogue-since": "/catalog?agency=gl-so-yt&modified-since=2026-01-01",
    "catalogue-nothing": "/catalog?agency=gl-so-yt&theme=TRAN",
    "catalogue-refused": "/catalog?theme=zzz",
    "catalogue-no-page": "/catalog?page=x",
    "changes": "/changes",
    "changes-of-agency": "/changes?agency=gl-so-yt",
    "changes-old": "/changes/1",
    "dump": "/dump",
    "downloads": "/downloads",
    "sparql": "/sparql",
    **{f"sparql-{name}": f"/sparql?{urlencode({'query': text})}" for name, text in QUERIES.items()},
    "sparql-examples": "/sparql/examples",
    "sparql-example": "/sparql/examples/most-late",
    "sparql-programs": "/sparql/programs",
    "check": "/check",
    "audit": "/audit",
    "freshness": "/audit/freshness",
    "overlap": "/audit/overlap",
    "overlap-chosen": "/audit/overlap?grade=duplicate&state=open",
    "overlap-nothing": "/audit/overlap?q=zzzzzz",
    "rules": "/audit/rules",
    "findings": "/audit/rules?rule=province/r-api",
    "quality": "/audit/quality",
    "sign-in": "/sign-in",
    "not-found": "/nowhere",
}


def main() -> int:
    """Photograph; 0 when every page came."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--url", help="photograph a registry that runs already")
    asked.add_argument("--data", type=Path, help="its data directory, for the logins")
    asked.add_argument("--only", default="", help="pages whose name holds this")
    wanted = asked.parse_args()
    OUT.mkdir(exist_ok=True)
    if wanted.url:
        photograph(wanted.url, wanted.data, wanted.only)
        return 0
    with demonstration() as (address, data):
        photograph(address, data, wanted.only)
    with tempfile.TemporaryDirectory(prefix="so-dang-ky-pictures-") as place, serving(Path(place)) as site:
        photograph_rare(site, wanted.only)
    return 0


@contextmanager
def demonstration() -> Iterator[tuple[str, Path]]:
    """The address and data directory of a demonstration that runs until the block ends."""
    with tempfile.TemporaryDirectory(prefix="so-dang-ky-pictures-") as place:
        data = Path(place) / "data"
        command = [sys.executable, "-m", "registry", "demo"]
        served = subprocess.Popen([*command, "--data", str(data), "--port", "0"], stdout=subprocess.DEVNULL)
        try:
            yield _address(served, data / "keeper.json"), data
        finally:
            served.terminate()
            served.wait(30)


def photograph(address: str, data: Path | None, only: str) -> None:
    """Every page whose name holds `only`, in both languages and widths."""
    with sync_playwright() as player:
        for shots in _cameras(player.chromium.launch(executable_path=_browser(), args=["--no-sandbox"]), address, only):
            shots.public()
            if data:
                shots.desk(*_login(data))
                shots.case(_login(data, "kiem-duyet"))
                shots.sources(_login(data), _login(data, "van-hanh"))


def photograph_rare(site: Site, only: str) -> None:
    """Every state that the demonstration is never in."""
    address, pages = site.keeper.config.base, rare_pages(site)
    tokens = {name: site.session(name) for name, _ in pages.values() if name}
    with sync_playwright() as player:
        for shots in _cameras(player.chromium.launch(executable_path=_browser(), args=["--no-sandbox"]), address, only):
            for name, (account, path) in pages.items():
                shots.of(tokens.get(account, ""))
                shots.at(name, path)


def _cameras(browser: Browser, address: str, only: str) -> Iterator["Shots"]:
    """One for each language and width; the browser is closed after the last."""
    for lang in ("vi", "en"):
        for width, height in WIDTHS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale=lang, reduced_motion="reduce"
            )
            yield Shots(context.new_page(), address, lang, width, only)
            context.close()
    browser.close()


class Shots:
    """Takes pictures of one width in one language."""

    def __init__(self, page: Page, address: str, lang: str, width: int, only: str) -> None:
        self.page, self.address, self.lang, self.width, self.only = page, address, lang, width, only

    def public(self) -> None:
        for name, path in PUBLIC.items():
            self.at(name, path)
        self.go("/datasets")
        self.at("dataset", self.first(".results h3 a"))
        self.go("/audit/freshness")
        self.at("agency", self.first("#cq-c ~ tbody th a"))
        self.go("/ministries")
        self.at("ministry-dataset", self.first("main li a"))
        self.go("/sparql")
        self.at("sparql-result", self.first("aside li a"))
        self.check()

    def check(self) -> None:
        """The example judged, one that conforms, and nothing at all."""
        self.go("/check?sample=1")
        self.page.click("main form button[type=submit]")
        self.take("check-report")
        self.page.fill("#text", "")
        self.page.click("main form button[type=submit]")
        self.take("check-refused")
        self.go("/datasets")
        dataset = self.page.request.get(f"{self.address}{self.first('.results h3 a')}.ttl").text()
        self.go("/check")
        self.page.fill("#text", dataset)
        self.page.click("main form button[type=submit]")
        self.take("check-good")

    def desk(self, account: str, password: str, person: str) -> None:
        self.sign_in(account, password, person)
        self.take("desk")
        self.go(self.first("table th a"))
        self.take("desk-edit")
        self.page.click(".finish button[value=check]")
        self.take("desk-check")

    def case(self, reviewer: tuple[str, str, str]) -> None:
        """A case that waits, as the agency sees it and as the reviewer does, and a decision that cannot be written."""
        self.go("/desk")
        case = self.first("a[href^='/audit/case/']")
        self.at("case-agency", case)
        self.page.click("header form button")
        self.sign_in(*reviewer)
        self.go(case)
        self.take("case")
        self.page.fill("#until", "31/02/2027")
        self.page.click(".sheet button[type=submit]")
        self.take("case-wrong")
        self.runs()

    def runs(self) -> None:
        """The runs, one of them, and a dataset of it that is held."""
        self.at("runs", "/admin/runs")
        self.go("/admin/runs")
        self.go(self.first("main table th a"))
        self.take("run")
        self.at("run-record", self.first("#loi ~ .scroll li a"))
        self.at("twins", "/audit/twins")

    def sources(self, agency: tuple[str, str, str], operator: tuple[str, str, str]) -> None:
        """An agency's proposal that is no source yet; the operator's sources, one of them, its trying, its forms."""
        self.page.click("header form button")
        self.sign_in(*agency)
        self.at("sources-own", "/desk/sources")
        self.go("/desk/sources/new")
        self.page.fill("#title_vi", "API của Sở")
        self.page.click("main form button[type=submit]")
        self.take("source-wrong")
        self.page.click("header form button")
        self.sign_in(*operator)
        self.at("admin", "/admin")
        self.at("consumers", "/admin/consumers")
        self.at("sources", "/admin/sources")
        there = "/admin/sources/so-y-te"
        self.go(there)
        self.take("source")
        self.replay(self.first("main table th a"))
        for name in ("edit", "defaults", "move", "remove"):
            self.at(f"source-{name}", f"{there}/{name}")
        self.go(there)
        self.page.click("form[action$='/try'] button")
        self.take("source-trying")
        self.page.wait_for_selector(".sum", timeout=60_000)
        self.take("source-try")

    def replay(self, run: str) -> None:
        """The question whether a run is to be read again, before and after what that would change is known."""
        self.go(f"{run}/replay")
        self.take("replay-asked")
        self.page.click(".actions button[value=try]")
        self.page.wait_for_selector(".sum", timeout=60_000)
        self.take("replay-shown")

    def of(self, session: str) -> None:
        """Whoever has this session is signed in from now on; nobody with ""."""
        self.page.context.clear_cookies()
        if session:
            self.page.context.add_cookies([{"name": "session", "value": session, "url": self.address}])

    def sign_in(self, account: str, password: str, person: str) -> None:
        self.go("/sign-in")
        self.page.fill("#account", account)
        self.page.fill("#person", person)
        self.page.fill("#password", password)
        self.page.click("main button[type=submit]")

    def first(self, selector: str) -> str:
        return str(self.page.locator(selector).first.get_attribute("href"))

    def at(self, name: str, path: str) -> None:
        if self.only in name:
            self.go(path)
            self.take(name)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}{'&' if '?' in path else '?'}lang={self.lang}")

    def take(self, name: str) -> None:
        if self.only in name:
            self.page.screenshot(path=OUT / f"{name}-{self.lang}-{self.width}.png", full_page=True)


def _address(served: "subprocess.Popen[bytes]", notice: Path) -> str:
    """Where the keeper answers, once it says so; raises RuntimeError when it ended or two minutes went by."""
    for _ in range(1200):
        if notice.exists() and (said := notice.read_text("ascii")):
            return str(json.loads(said)["address"])
        if served.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the demonstration did not start")


def _login(data: Path, wanted: str = "") -> tuple[str, str, str]:
    """The login of an account, without a name the first that the file tells of."""
    lines = (data / "first-logins.txt").read_text("utf-8").splitlines()
    logins = (line.split("\t") for line in lines if line and not line.startswith("#"))
    account, password, person, *_ = next(fields for fields in logins if wanted in ("", fields[0]))
    return account, password, person


def _browser() -> str:
    for name in filter(None, (os.environ.get("CHROMIUM"), *BROWSERS)):
        if found := shutil.which(name):
            return found
    raise SystemExit("no Chromium on this machine (install one, or name it in CHROMIUM)")


if __name__ == "__main__":
    sys.exit(main())
