"""What the web tests hold in their hands: a site, its browsers, and a reader of forms."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode
from werkzeug.test import TestResponse

from registry.accounts import By, Role
from registry.authority import Actor
from registry.catalogue import Shown
from registry.keeper import Keeper
from registry.web import create_app
from tests.registry.descriptions import candidate, good, retitled, saying
from vocab.description import Description
from vocab.identifiers import key_of
from vocab.namespaces import DCT, REG

EVIL = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
ACCOUNTS = {
    "gl-so-yt": Role.AGENCY,
    "gl-so-tc": Role.AGENCY,
    "kiem-duyet": Role.REVIEWER,
    "van-hanh": Role.OPERATOR,
    "giam-sat": Role.AUDITOR,
}
HOST = "127.0.0.1:8080"
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


class Browser(FlaskClient):
    """A test client that asks under the site's own name."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        return super().open(*args, **{"base_url": f"http://{HOST}", "buffered": True, **more})


@dataclass
class Site:
    """A keeper, the application before it, and the datasets it holds by a test's name for them."""

    keeper: Keeper
    app: Flask
    named: Mapping[str, Description]

    def key(self, name: str) -> str:
        return key_of(self.named[name].iri)

    def public(self, key: str) -> Description:
        """The public description of this key."""
        shown = self.keeper.catalogue.shown(key)
        assert isinstance(shown, Shown)
        return shown.description

    def client(self, account: str = "") -> FlaskClient:
        """A browser; of somebody signed in when an account is named."""
        client = Browser(self.app, TestResponse, use_cookies=True)
        if account:
            client.set_cookie("session", self.session(account), domain="127.0.0.1")
        return client

    def session(self, account: str) -> str:
        """The token of a new session of an account."""
        found = self.keeper.accounts.find(account)
        assert found is not None
        return self.keeper.sessions.open(found, "Nguyễn Văn An")


def furnished(keeper: Keeper) -> Site:
    """Datasets of two agencies, a title that would be markup, a withdrawn one, an account of each kind."""
    words, base = keeper.words, keeper.config.base
    evil = saying(retitled(good(words, base, "evil"), EVIL), DCT.source, NamedNode("javascript:alert(1)"))
    evil = saying(evil, REG.columns, Literal("<img src=x onerror=alert(1)>"))
    named: dict[str, Description] = {
        "beds": good(words, base, "beds", title="Giường bệnh trống theo ngày"),
        "evil": evil,
        "gone": good(words, base, "gone", title="Tập sẽ thu hồi"),
        "prices": good(words, base, "prices", agency="gl-so-tc", title="Giá đất theo đường phố"),
    }
    keeper.intake.take([candidate(one) for one in named.values()])
    for name, role in ACCOUNTS.items():
        agency = name if role is Role.AGENCY else None
        keeper.accounts.open(name, role, agency, By("operator"))
    actor = Actor("gl-so-yt", "Nguyễn An", named["gone"].publisher or "")
    keeper.authority.withdraw(actor, named["gone"].record, "gộp vào tập khác", None)
    app = create_app(keeper)
    app.testing = True
    return Site(keeper, app, named)


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""
        self._select = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "input" and said.get("name") and said.get("type") != "checkbox":
            self.values[said["name"]] = said.get("value", "")
        elif tag == "textarea":
            self._area = said["name"]
            self.values[self._area] = ""
        elif tag == "select":
            self._select = said["name"]
            self.values[self._select] = ""
        elif tag == "option" and self._select and "selected" in said:
            self.values[self._select] = said["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.values[self._area] = re.sub(r"^\n", "", self.values[self._area])
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data


def told(answer: TestResponse) -> dict[str, Any]:
    """The JSON object of an answer."""
    return dict(json.loads(answer.data))


def inputs(answer: TestResponse) -> dict[str, str]:
    """Every input of a page's forms with what stands in it."""
    reader = _Inputs()
    reader.feed(answer.text)
    return reader.values


def token(client: FlaskClient, page: str = "/sign-in") -> str:
    """The form token that a page gives this browser."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', client.get(page, headers=HTML).text)
    assert found is not None
    return found[1]
