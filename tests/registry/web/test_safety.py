"""What every request passes and every answer carries, wherever it comes from (SECURITY.md 16-33, 46)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import registry.web
from registry.config import load_config
from registry.keeper import Keeper
from registry.web import create_app
from registry.web.safety import FORM_BYTES, POLICY, allowed_hosts, policy, same_site
from registry.web.sessions import local_path
from tests.registry.web.site import EVIL, HTML, Browser, Site, token, told

PAGES = (
    "/",
    "/datasets",
    "/agencies",
    "/ministries",
    "/def",
    "/catalog",
    "/sparql",
    "/audit",
    "/audit/freshness",
    "/audit/overlap",
    "/sign-in",
    "/id/concept/field",
    "/id/concept/field/y-te",
    "/nowhere",
    "/id/dataset/x",
)
DESK = ("/desk", "/desk/dataset/{beds}", "/desk/dataset/{beds}/withdraw")
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?! type=\"application/ld\+json\">)(?![^>]*\ssrc=)",
    re.I,
)
"""Data for search engines is no script: no browser runs it."""


def everywhere(site: Site) -> Iterator[tuple[str, TestResponse]]:
    """Every kind of page, as a visitor and as an official."""
    visitor, official = site.client(), site.client("gl-so-yt")
    keys = {name: site.key(name) for name in site.named}
    for lang in ("vi", "en"):
        for path in (*PAGES, *(f"/id/dataset/{key}" for key in keys.values())):
            yield path, visitor.get(f"{path}?lang={lang}", headers=HTML)
        for path in DESK:
            yield path, official.get(f"{path.format(**keys)}?lang={lang}", headers=HTML)
    yield "evil form", official.get(f"/desk/dataset/{keys['evil']}", headers=HTML)


def test_every_answer_carries_the_headers(site: Site) -> None:
    for path, answer in everywhere(site):
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        said = answer.headers["Content-Security-Policy"]
        assert re.sub(r" 'nonce-[\w-]+'", "", said) == POLICY, path
        assert ("nonce" in said) == path.startswith("/sparql")
        assert "Server" not in answer.headers
        assert answer.headers["Cache-Control"]


def test_no_page_holds_an_inline_script_or_style(site: Site) -> None:
    for path, answer in everywhere(site):
        markup = re.sub(r"<(pre|textarea)\b.*?</\1>", "", answer.text, flags=re.S)
        attributes = re.sub(r">[^<]*<", "><", markup)
        assert not INLINE.findall(re.sub(r'(value|content|aria-label)="[^"]*"', "", attributes)), path


def test_no_template_holds_an_inline_script_or_style_or_turns_escaping_off() -> None:
    for path in (Path(registry.web.__file__).parent / "templates").glob("*.html"):
        text = path.read_text("utf-8")
        assert not INLINE.findall(text), path.name
        assert "|safe" not in text and "autoescape" not in text


def test_what_a_description_says_is_only_text(site: Site) -> None:
    """A title that is markup, an address that is a script: on every page that shows them."""
    for path, answer in everywhere(site):
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert 'href="javascript' not in answer.text.lower(), path
    page = site.client().get(f"/id/dataset/{site.key('evil')}", headers=HTML).text
    assert "&lt;script&gt;alert(1)" in page
    assert "{{7*7}}" in page
    assert EVIL not in page


def test_no_page_holds_what_no_text_may_hold(client: FlaskClient) -> None:
    answer = client.get("/id/dataset/%00%1b%EF%BF%BFx", headers=HTML)
    assert answer.status_code == 404 and "\ufffd\ufffd\ufffdx" in answer.text
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", answer.text)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:8081", "127.0.0.1:8080.evil.example", "evil@127.0.0.1:8080", ""]
)
def test_a_foreign_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/", headers={**HTML, "Host": host})
    assert answer.status_code == 400
    assert host not in answer.text or not host or host in "127.0.0.1:8080"


def test_forwarded_headers_change_no_link(client: FlaskClient) -> None:
    sent = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"}
    for path in ("/", "/catalog.ttl", "/sparql", "/sign-in"):
        answer = client.get(path, headers={**HTML, **sent})
        assert "evil.example" not in answer.text
        assert "evil.example" not in str(answer.headers)


def test_hosts_are_those_of_the_settings(tmp_path: Path) -> None:
    config = load_config(tmp_path, base="https://dulieu.example.vn", address="https://so.example.vn:8443")
    here = "127.0.0.1:8080"  # where the command line on this machine reaches the keeper
    assert allowed_hosts(config) == {"dulieu.example.vn", "dulieu.example.vn:443", "so.example.vn:8443", here}


@pytest.mark.parametrize(("extra", "status"), [(-50, 403), (1, 413), (5_000_000, 413)])
def test_a_body_over_the_limit_is_refused_before_it_is_read(client: FlaskClient, extra: int, status: int) -> None:
    body = b"account=" + b"a" * (FORM_BYTES + extra - 8)
    answer = client.post("/sign-in", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status


def test_machines_and_people_get_errors_in_their_own_form(client: FlaskClient) -> None:
    assert told(client.get("/nowhere", headers={"Accept": "application/json"}))["status"] == 404
    assert client.get("/nowhere", headers={"Accept": "text/plain"}).mimetype == "text/plain"
    assert client.get("/nowhere", headers=HTML).mimetype == "text/html"
    assert client.get("/nowhere").mimetype == "text/html"
    assert client.get("/catalog.xyz").mimetype == "text/plain"
    assert client.post("/audit", headers=HTML).status_code == 405
    assert "GET" in client.post("/audit", headers=HTML).headers["Allow"]


def test_a_fault_of_ours_shows_its_name_and_nothing_else(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Exception):
        pass

    app = create_app(site.keeper)

    def fail() -> str:
        raise Broken("/secret/path SELECT token")

    app.view_functions["pages.ministries"] = fail
    answer = Browser(app, TestResponse).get("/ministries", headers=HTML)
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Broken" not in answer.text and "Traceback" not in answer.text
    found = re.search(r"<code>([0-9a-f]{12})</code>", answer.text)
    assert found and found[1] in caplog.text
    assert "Broken" in caplog.text


def test_cookies_keep_to_this_host_and_from_scripts(site: Site) -> None:
    cookies = site.client().get("/sign-in?lang=en", headers=HTML).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie
        assert "Secure" not in cookie and not cookie.startswith("__Host-"), "a loopback http base keeps neither"


@pytest.fixture(scope="module")
def behind_tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("tls"), base="https://dulieu.example.vn"))
    try:
        yield create_app(keeper).test_client()
    finally:
        keeper.close()


def test_over_https_cookies_are_bound_to_the_host(behind_tls: FlaskClient) -> None:
    answer = behind_tls.get("/sign-in", headers=HTML, base_url="https://dulieu.example.vn")
    assert answer.status_code == 200
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-visit=") and "Secure" in cookie and "Domain" not in cookie
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "",
        None,
        "desk",
        "/%0d%0a\x00",
        "///evil.example",
        "\\/evil",
        " /desk",
        "/desk\tx",
    ],
)
def test_only_paths_of_ours_are_gone_on_to(wanted: str | None) -> None:
    assert local_path(wanted) == "/"


def test_a_path_of_ours_is_gone_on_to() -> None:
    assert local_path("/desk?told=x") == "/desk?told=x"


@pytest.mark.parametrize(
    ("origin", "fetched", "is_ours"),
    [
        (None, None, True),
        ("https://a.example", None, True),
        ("https://a.example:444", None, False),
        ("http://a.example", None, False),
        ("null", None, False),
        (None, "same-origin", True),
        (None, "none", True),
        ("https://a.example", "cross-site", False),
    ],
)
def test_where_a_form_comes_from(origin: str | None, fetched: str | None, is_ours: bool) -> None:
    assert same_site(origin, fetched, ["https://a.example/base"]) is is_ours


def test_a_nonce_opens_styles_only() -> None:
    assert policy("abc") == POLICY.replace("style-src 'self'", "style-src 'self' 'nonce-abc'")
    assert "script-src 'self';" in policy("abc")


def test_a_forms_token_is_not_the_sessions(site: Site) -> None:
    client = site.client("gl-so-yt")
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie is not None
    assert token(client, "/desk") != cookie.value
