"""A secret that a source gives back is taken out, in whichever way it is written there."""

import base64
import gzip
import html
import json
from urllib.parse import quote, quote_plus

import pytest

from harvesters.kind import opened
from harvesters.secrets import HIDDEN, Secrets
from harvesters.texts import WIDE

TOKEN = "SEKRET+/=key\"e9 <b>&'\\é"
WRITTEN = (
    TOKEN,
    json.dumps(TOKEN),
    json.dumps(TOKEN, ensure_ascii=False).replace("/", "\\/"),
    json.dumps(json.dumps(TOKEN)),
    json.dumps(TOKEN).replace("&", "\\u0026").replace("=", "\\u003d").replace("+", "\\u002B").replace("<", "\\u003C"),
    html.escape(TOKEN),
    html.escape(TOKEN).replace("&#x27;", "&#39;").replace("=", "&#61;"),
    quote(TOKEN, safe=""),
    quote(TOKEN).lower().replace("sekret", "SEKRET"),
    quote_plus(TOKEN),
    quote(quote(TOKEN, safe=""), safe=""),
)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_secret_is_hidden_however_it_is_written(written: str) -> None:
    secrets = Secrets({"X-Api-Key": TOKEN})
    assert "SEKRET" in written
    assert "SEKRET" not in secrets.hidden(f"a {written} b") and HIDDEN in secrets.hidden(written)
    body = secrets.hidden_in(f'{{"a": "{written}", "b": 1}}'.encode())
    assert b"SEKRET" not in body and b"e9" not in body and body.endswith(b'", "b": 1}')


@pytest.mark.parametrize("written", WRITTEN)
def test_a_secret_is_hidden_in_a_packed_body_and_in_utf_16(written: str) -> None:
    secrets, body = Secrets({"X-Api-Key": TOKEN}), f'{{"a": "{written}"}}'
    for packed in (gzip.compress(body.encode()), body.encode("utf-16"), gzip.compress(body.encode("utf-16"))):
        clean = opened(secrets.hidden_in(packed))
        text = clean.decode("utf-16" if clean.startswith(WIDE) else "utf-8")
        assert "SEKRET" not in text and HIDDEN in text
    for kept in (gzip.compress(b"nothing secret"), gzip.compress(body.encode())[:-9], b"\xff\xfea"):
        assert secrets.hidden_in(kept) == kept


def test_the_parts_of_a_header_are_secret_too() -> None:
    basic = base64.b64encode(b"ten:mat-khau/1").decode()
    secrets = Secrets({"Authorization": f"Basic {basic}"})
    for part in (f"Basic {basic}", basic, "mat-khau/1", "mat-khau%2F1"):
        assert HIDDEN in secrets.hidden(part)
    assert Secrets({"Authorization": "Bearer abcdefgh=="}).hidden("abcdefgh\\u003d\\u003d") == HIDDEN
    assert Secrets({"X-Plan": "Basic abcde"}).hidden("a Basic abcde b abcde") == f"a {HIDDEN} b {HIDDEN}"


def test_a_long_body_of_almost_the_secret_is_gone_through() -> None:
    """Were beginnings of the secret tried over and over, this would not end within the limit of a test."""
    secrets, body = Secrets({"X-Api-Key": "+/=\\&" * 8}), b'{"a": "\\\\\\\\+/=&amp;%2f"}' * 100_000
    assert secrets.hidden_in(body) == body


def test_nothing_is_hidden_where_there_is_no_secret() -> None:
    assert Secrets().hidden("a") == "a" and Secrets({"A": "ngan"}).hidden_in(b"ngan") == b"ngan"
