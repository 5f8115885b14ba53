"""One table says who may do what: every route is in it, and every role meets every route as it says."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.web.access import ACCESS, EVERYONE, SIGNED_IN, TOKEN
from registry.web.sessions import FORMLESS
from tests.registry.web.site import ACCOUNTS, HTML, Site, token, told

ARGUMENTS = {
    "suffix": "ttl",
    "name": "field/y-te",
    "dump": "0-000000000000",
    "file": "khong-co",
    "secret": "x",
    "command": "nothing",
    "filename": "registry.css",
    "number": "1999-001",
    "run": 1,
    "place": 1,
    "slug": "khong-co",
    "addition": "1",
    "action": "status_show",
    "seq": 1,
    "form": "csv",
    "other": "b" * 12,
}
SAFE = {"GET", "HEAD", "OPTIONS"}
ROLES = {role.value: name for name, role in ACCOUNTS.items() if name != "gl-so-tc"}


def routes(site: Site) -> list[tuple[str, str, set[str]]]:
    """Every endpoint with an address of it and its methods."""
    found: list[tuple[str, str, set[str]]] = []
    for rule in site.app.url_map.iter_rules():
        keys: dict[str, Any] = {"key": site.key("beds"), **ARGUMENTS}
        if rule.endpoint == "pages.agency":
            keys["key"] = "a" * 12
        with site.app.test_request_context(base_url="http://127.0.0.1:8080"):
            address = site.app.url_for(rule.endpoint, **{name: keys[name] for name in rule.arguments})
        found.append((rule.endpoint, address.removeprefix("http://127.0.0.1:8080"), set(rule.methods or ())))
    return found


def test_every_route_has_its_entry_and_every_entry_its_route(site: Site) -> None:
    assert {rule.endpoint for rule in site.app.url_map.iter_rules()} == set(ACCESS)


def test_a_visitor_is_sent_to_sign_in_or_refused(site: Site) -> None:
    client = site.client()
    for endpoint, address, methods in routes(site):
        allowed = ACCESS[endpoint]
        if allowed == EVERYONE:
            continue
        method = "GET" if "GET" in methods else "POST"
        answer = client.open(address, method=method, headers=HTML)
        assert answer.status_code == (303 if method == "GET" else 401), (endpoint, answer.status_code)
        if method == "GET":
            assert answer.location.startswith("/sign-in?next=/")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_meets_each_page_as_the_table_says(site: Site, role: str) -> None:
    client = site.client(ROLES[role])
    for endpoint, address, methods in routes(site):
        if "GET" not in methods or ACCESS[endpoint] == TOKEN:
            continue
        status = client.get(address, headers=HTML).status_code
        if role in ACCESS[endpoint] or ACCESS[endpoint] == EVERYONE:
            assert status not in (401, 403, 405, 500), (endpoint, status)
        else:
            assert status == 403, (endpoint, status)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_no_page_leads_anybody_where_he_may_not_go(site: Site, role: str) -> None:
    client = site.client(ROLES[role])
    for page in ("/", "/audit", "/audit/overlap", "/ministries"):
        links = set(re.findall(r'href="(/[^"#]*)"', client.get(page, headers=HTML).text))
        refused = {link for link in links if client.get(link.replace("&amp;", "&"), headers=HTML).status_code == 403}
        assert not refused, page


@pytest.mark.parametrize("role", ["", *sorted(ROLES)])
def test_nothing_is_changed_without_a_form_of_ours(site: Site, role: str) -> None:
    """Also after a request that needed no cookie: no answer of one request opens another."""
    client = site.client(ROLES.get(role, ""))
    client.post("/sparql", data={"query": "ASK {}"})
    before = site.keeper.ledger.head().seq
    for endpoint, address, methods in routes(site):
        if methods <= SAFE or endpoint in FORMLESS:
            continue
        answer = client.post(address, data={}, headers=HTML)
        assert answer.status_code in (401, 403), (endpoint, answer.status_code)
        answer = client.post(address, data={"form_token": "0" * 64}, headers=HTML)
        assert answer.status_code in (401, 403), (endpoint, answer.status_code)
    assert site.keeper.ledger.head().seq == before


@pytest.mark.parametrize("role", sorted(ROLES))
def test_each_role_sends_the_forms_of_its_own_alone(site: Site, role: str) -> None:
    client = site.client(ROLES[role])
    form = {"form_token": token(client, "/")}
    before = site.keeper.ledger.head().seq
    for endpoint, address, methods in routes(site):
        if methods <= SAFE or endpoint in FORMLESS or ACCESS[endpoint] & {role, *EVERYONE, *TOKEN}:
            continue
        assert client.post(address, data=form, headers=HTML).status_code == 403, endpoint
    assert site.keeper.ledger.head().seq == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_sent_from_elsewhere_is_refused_even_with_its_token(site: Site, headers: dict[str, str]) -> None:
    client = site.client("gl-so-yt")
    given = token(client, "/desk")
    assert client.post("/desk/new", data={"form_token": given}, headers=headers).status_code == 403


def test_a_token_of_another_session_is_refused(site: Site) -> None:
    one, other = site.client("gl-so-yt"), site.client("gl-so-yt")
    assert one.post("/desk/new", data={"form_token": token(other, "/desk")}).status_code == 403


def test_the_operators_token_opens_the_commands_and_a_cookie_does_not(site: Site) -> None:
    address = "/admin/api/account"
    values = {"name": "kiem-duyet", "role": "reviewer"}
    secret = site.keeper.directory.operator_token.read_text("utf-8").strip()
    operator = site.client("van-hanh")
    assert operator.post(address, json=values).status_code == 401
    for wrong in ("", "Bearer", "Bearer x", f"Basic {secret}", f"Bearer {secret}x"):
        assert operator.post(address, json=values, headers={"Authorization": wrong}).status_code == 401
    answer = site.client().post(address, json=values, headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    assert "/set-password/" in told(answer)["link"]


def test_reading_pages_changes_nothing(site: Site) -> None:
    """Every page is read as every role; the ledger and the drafts stay as they were."""
    before = site.keeper.ledger.head(), site.keeper.drafts.of_agency("gl-so-yt")
    clients: list[FlaskClient] = [site.client(name) for name in ("", *ROLES.values())]
    for _, address, methods in routes(site):
        if "GET" in methods:
            for client in clients:
                client.get(address, headers=HTML)
    assert (site.keeper.ledger.head(), site.keeper.drafts.of_agency("gl-so-yt")) == before


def test_roles_are_those_of_the_accounts() -> None:
    assert {role.value for role in ACCOUNTS.values()} == SIGNED_IN
