"""Signing in, out, and setting a password by a link that works once."""

import pytest
from flask.testing import FlaskClient

from registry.accounts import By
from tests.registry.web.site import HTML, Site, token

PHRASE = "cây bàng trước cổng ủy ban cũ"


def sent(client: FlaskClient, **values: str) -> dict[str, str]:
    return {"form_token": token(client), **values}


@pytest.fixture(scope="module")
def known(site: Site) -> str:
    """An account whose password is PHRASE."""
    secret = site.keeper.accounts.invite("gl-so-yt", By("operator"))
    site.keeper.accounts.set_password(secret, PHRASE)
    return "gl-so-yt"


def test_the_right_password_opens_the_desk_and_the_old_cookie_is_dead(site: Site, known: str) -> None:
    client = site.client(known)
    before = client.get_cookie("session", domain="127.0.0.1")
    client.delete_cookie("session", domain="127.0.0.1")
    visitor = client.get("/sign-in", headers=HTML)
    assert visitor.status_code == 200
    planted = client.get_cookie("visit", domain="127.0.0.1")
    answer = client.post("/sign-in", data=sent(client, account=known, password=PHRASE, person="Lê Thị Bình"))
    assert (answer.status_code, answer.location) == (303, "/desk")
    after = client.get_cookie("session", domain="127.0.0.1")
    assert before and after and planted and after.value not in (before.value, planted.value)
    assert client.get_cookie("visit", domain="127.0.0.1") is None
    assert "Lê Thị Bình" in client.get("/desk", headers=HTML).text


def test_signing_in_again_closes_the_session_before(site: Site, known: str) -> None:
    client = site.client(known)
    old = client.get_cookie("session", domain="127.0.0.1")
    assert old
    data = {"form_token": token(client, "/desk"), "account": known, "password": PHRASE, "person": "An"}
    assert client.post("/sign-in", data=data).status_code == 303
    assert site.keeper.sessions.find(old.value) is None


def test_signing_out_ends_the_session_here(site: Site, known: str) -> None:
    client = site.client(known)
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie
    assert client.post("/sign-out", data={"form_token": token(client, "/desk")}).status_code == 303
    assert site.keeper.sessions.find(cookie.value) is None
    assert client.get("/desk", headers=HTML).status_code == 303


def test_a_wrong_password_keeps_what_was_typed_but_not_the_password(site: Site, known: str) -> None:
    client = site.client()
    answer = client.post("/sign-in", data=sent(client, account=known, password="sai rồi nhé bạn ơi", person="An"))
    assert answer.status_code == 403
    assert answer.text.count("sai rồi") == 0
    assert f'value="{known}"' in answer.text and "<title>Lỗi: " in answer.text
    unknown = client.post("/sign-in", data=sent(client, account="khong-co", password="x", person="An"))
    assert unknown.status_code == 403
    assert "Tên tài khoản hoặc mật khẩu không đúng" in answer.text and "Tên tài khoản hoặc" in unknown.text


def test_nobody_signs_in_without_a_name(site: Site, known: str) -> None:
    client = site.client()
    answer = client.post("/sign-in", data=sent(client, account=known, password=PHRASE, person=" "))
    assert answer.status_code == 403 and "họ tên người thao tác" in answer.text


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("/desk/dataset/x", "/desk/dataset/x"), ("//evil.example", "/desk"), ("https://evil.example/", "/desk")],
)
def test_where_one_goes_on_to(site: Site, known: str, wanted: str, there: str) -> None:
    client = site.client()
    data = sent(client, account=known, password=PHRASE, person="An", next=wanted)
    assert client.post("/sign-in", data=data).location == there


def test_a_page_that_needs_an_account_is_gone_on_to_after_signing_in(client: FlaskClient) -> None:
    answer = client.get("/desk?told=draft", headers=HTML)
    assert answer.location == "/sign-in?next=/desk%3Ftold%3Ddraft"
    assert 'name="next" value="/desk?told=draft"' in client.get(answer.location, headers=HTML).text
    assert client.get("/desk").status_code == 401


def test_a_link_sets_a_password_once(site: Site) -> None:
    client = site.client()
    secret = site.keeper.accounts.invite("gl-so-tc", By("operator"))
    page = f"/set-password/{secret}"
    assert client.get(page, headers=HTML).status_code == 200
    weak = client.post(page, data={"form_token": token(client, page), "password": "matkhau2026"})
    assert weak.status_code == 422 and "ít nhất 15 ký tự" in weak.text
    done = client.post(page, data={"form_token": token(client, page), "password": PHRASE, "person": "An"})
    assert done.status_code == 303
    assert client.get(page, headers=HTML).status_code == 410
    late = client.post(page, data={"form_token": token(client), "password": PHRASE})
    assert late.status_code == 410


def test_a_closed_account_is_out_at_once(site: Site) -> None:
    client = site.client("giam-sat")
    assert client.get("/audit", headers=HTML).status_code == 200
    site.keeper.accounts.set_active("giam-sat", False, By("operator"), "thử")
    try:
        assert client.post("/sign-out", data={}).status_code == 401
    finally:
        site.keeper.accounts.set_active("giam-sat", True, By("operator"), "thử")


def test_who_has_to_wait_is_told_how_long(site: Site) -> None:
    client = site.client()
    data = sent(client, account="gl-so-nv", password="sai", person="An")
    answers = [client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": "10.9.9.9"}) for _ in range(20)]
    late = next(answer for answer in answers if answer.status_code == 429)
    assert int(late.headers["Retry-After"]) >= 1
