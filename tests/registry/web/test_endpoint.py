"""The SPARQL endpoint as HTTP: conditional requests, codings, other sites' pages, methods, whose account it is on."""

import gzip
from dataclasses import replace
from urllib.parse import quote, urlencode

import pytest
import zstandard
from flask.testing import FlaskClient

from registry.web.here import PROXY_TOLD
from registry.web.querying import client_of
from tests.registry.web.site import HTML, Site

ALL = "SELECT * { ?s ?p ?o } LIMIT 500"
JSON = {"Accept": "application/sparql-results+json"}


def at(query: str, **more: str) -> str:
    return f"/sparql?{urlencode({'query': query, **more})}"


def test_an_answer_tells_what_it_is_and_how_far_the_data_go(client: FlaskClient, site: Site) -> None:
    answer = client.get(at(ALL), headers=JSON)
    assert answer.status_code == 200
    tag, weak = answer.get_etag()
    assert tag and not weak
    assert answer.headers["Ledger-Position"] == str(site.keeper.queries.generation.position)  # type: ignore[union-attr]
    assert {"accept", "accept-encoding"} <= set(answer.vary.as_set())
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_who_holds_the_answer_is_told_so_and_no_worker_is_asked(client: FlaskClient, site: Site) -> None:
    query = at(f"{ALL} # conditional")
    tag = client.get(query, headers=JSON).headers["ETag"]
    site.keeper.queries._cache.keep_only(-1)
    again = client.get(query, headers={**JSON, "If-None-Match": f'"other", W/{tag}'})
    assert again.status_code == 304 and again.headers["ETag"] == tag and not again.data
    assert set(again.vary.as_set()) == {"accept", "accept-encoding"}, "as the answer itself: RFC 9110 section 15.4.5"
    assert len(site.keeper.queries._cache._answers) == 0, "nothing was asked to find that out"
    other = client.get(query, headers={"Accept": "text/csv", "If-None-Match": tag})
    assert other.status_code == 200 and other.headers["ETag"] != tag, "another form is another representation"


@pytest.mark.parametrize(
    "text", ["SELECT (NOW() AS ?now) {}", "SELECT (rand () AS ?x) {}", "SELECT (STRUUID() AS ?x) {}"]
)
def test_what_is_new_each_time_has_no_etag_and_is_not_remembered(client: FlaskClient, text: str) -> None:
    first, second = (client.get(at(text), headers=JSON) for _ in range(2))
    assert first.status_code == 200 and "ETag" not in first.headers
    assert first.data != second.data


@pytest.mark.parametrize(("coding", "read"), [("gzip", gzip.decompress), ("zstd", zstandard.decompress)])
def test_a_long_answer_comes_packed_when_asked_for(client: FlaskClient, coding: str, read: object) -> None:
    plain = client.get(at(ALL), headers=JSON)
    packed = client.get(at(ALL), headers={**JSON, "Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert len(packed.data) < len(plain.data) / 3 and read(packed.data) == plain.data  # type: ignore[operator]
    assert packed.headers["ETag"] != plain.headers["ETag"], "a strong ETag names exact bytes"
    held = {**JSON, "Accept-Encoding": coding, "If-None-Match": packed.headers["ETag"]}
    assert client.get(at(ALL), headers=held).status_code == 304
    assert "Content-Encoding" not in client.get(at("ASK {}"), headers={**JSON, "Accept-Encoding": coding}).headers


@pytest.mark.parametrize("address", ["/sparql", "/dump"])
def test_a_description_comes_packed_too(client: FlaskClient, address: str) -> None:
    plain = client.get(address, headers={"Accept": "text/turtle"})
    asks = {"Accept": "text/turtle", "Accept-Encoding": "gzip"}
    packed = client.get(address, headers=asks)
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == plain.data
    assert "accept-encoding" in plain.vary.as_set() and packed.headers["ETag"] != plain.headers["ETag"]
    assert client.get(address, headers={**asks, "If-None-Match": packed.headers["ETag"]}).status_code == 304


def test_head_tells_the_same_without_the_body(client: FlaskClient) -> None:
    got, head = client.get(at(ALL), headers=JSON), client.head(at(ALL), headers=JSON)
    assert head.status_code == 200 and head.data == b""
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == got.headers[name]


def test_a_post_is_answered_whatever_is_held(client: FlaskClient) -> None:
    tag = client.get(at(ALL), headers=JSON).headers["ETag"]
    answer = client.post("/sparql", data={"query": ALL}, headers={**JSON, "If-None-Match": tag})
    assert answer.status_code == 200 and answer.data


def test_a_browser_may_ask_for_a_page_of_another_site(client: FlaskClient) -> None:
    asks = {"Origin": "https://o-khac.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=asks)
    assert answer.status_code == 204
    assert "Content-Type" not in answer.headers and "cookie" not in answer.vary.as_set(), "nothing is sent"
    assert {"GET", "POST"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    refused = client.get(at("SELEC"), headers={**JSON, **asks})
    assert refused.status_code == 400 and refused.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused_with_those_that_may_be_used(client: FlaskClient, method: str) -> None:
    answer = client.open("/sparql", method=method, data="x", headers={"Accept": "application/json"})
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]
    assert answer.json is not None and answer.json["vi"] and answer.json["en"]


def test_a_fault_of_syntax_says_where_it_is(client: FlaskClient) -> None:
    answer = client.get(at("SELECT ?x {\n  ?x a dcta:Dataset\n}"), headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None and answer.json["line"] == 2 and answer.json["column"]


def test_page_and_protocol_are_told_apart_by_caches(client: FlaskClient) -> None:
    answer = client.get("/sparql", headers=HTML)
    assert answer.mimetype == "text/html" and "accept" in answer.vary.as_set()


def test_a_generation_made_anew_is_another_even_under_the_same_number(site: Site, client: FlaskClient) -> None:
    generation = site.keeper.queries.generation
    assert generation is not None and generation.mark.startswith(f"{generation.serial:08d}-at-{generation.position}-")
    assert client.get(at(ALL), headers=JSON).get_etag()[0].startswith(f"{generation.mark}-")  # type: ignore[union-attr]


def test_a_link_that_names_a_form_is_a_file_in_a_browser_too(client: FlaskClient) -> None:
    assert client.get(at(ALL, format="csv"), headers=HTML).mimetype == "text/csv"


def test_a_fault_is_told_whatever_is_held(client: FlaskClient) -> None:
    for held in ("*", '"a"'):
        answer = client.get(at("SELECT (<urn:f>(1) AS ?x) {}"), headers={**JSON, "If-None-Match": held})
        assert answer.status_code == 400 and b"urn:f" in answer.data


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:50123", "192.0.2.7"),
        ("[2001:db8:1:2::9]:50123", "2001:db8:1:2::/64"),
        ("không rõ", "không rõ"),
    ],
)
def test_whose_account_an_address_is_on(address: str, client: str) -> None:
    assert client_of(address) == client


def test_a_client_that_asks_too_much_gets_429_and_an_unbounded_one_does_not(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = site.keeper.queries._allowance
    assert share.begin("198.51.100.9") is None
    share.end("198.51.100.9", 1000.0)
    there = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.9"}}
    answer = client.get(f"/sparql?query={quote('ASK { ?a ?b 1 }')}", headers={"Accept": "application/json"}, **there)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 1
    assert answer.json is not None and "60" in answer.json["en"] and "60" in answer.json["vi"]
    monkeypatch.setattr(site.keeper, "config", replace(site.keeper.config, query_unbounded=("198.51.100.9",)))
    assert client.get(at("ASK { ?a ?b 1 }"), headers=JSON, **there).status_code == 200


def test_a_proxy_nobody_named_is_told_of_once(
    client: FlaskClient, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.app.extensions.pop(PROXY_TOLD, None)
    for number in range(3):
        client.get(at(f"ASK {{ ?a ?b {number} }}"), headers={**JSON, "X-Forwarded-For": "203.0.113.5"})
    (line,) = [one.getMessage() for one in caplog.records if "trusted_proxies" in one.getMessage()]
    assert line.startswith("127.0.0.1 ")


def test_a_part_is_marked_as_one_and_leads_to_the_whole(client: FlaskClient) -> None:
    numbers = " ".join(map(str, range(101)))
    text = f"SELECT * {{ VALUES ?a {{ {numbers} }} VALUES ?b {{ {numbers} }} }}"
    part = client.get(at(text, partial="1"), headers=JSON)
    assert (part.status_code, part.headers["X-Truncated"]) == (200, "rows")
    assert '/dump>; rel="alternate"' in part.headers["Link"]
    whole = client.get(at(text), headers=JSON)
    assert (whole.status_code, whole.headers["Link"]) == (413, part.headers["Link"])
    assert "X-Truncated" not in client.get(at("ASK {}", partial="1"), headers=JSON).headers
