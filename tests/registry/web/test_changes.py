"""The change feed over HTTP: forms, headers, what is refused and how; the page and the Atom feed that people read."""

import re

import feedparser
import pytest
from flask.testing import FlaskClient

from tests.registry.feeds.changing import kind_of, members, object_of, read
from tests.registry.web.site import HTML, Site
from vocab.identifiers import key_of
from vocab.namespaces import TREE

TRIG = {"Accept": "application/trig"}


def pages_of(client: FlaskClient) -> list[str]:
    """The paths of all pages, as the root tells them."""
    said = read(client.get("/changes.trig").data)
    return sorted({quad.object.value.partition("8080")[2] for quad in said if quad.predicate == TREE.node})


def test_the_stream_comes_in_every_syntax_that_keeps_graphs_apart(client: FlaskClient) -> None:
    for suffix, kind in (
        ("trig", "application/trig"),
        ("jsonld", "application/ld+json"),
        ("nq", "application/n-quads"),
    ):
        for path in ("/changes", "/changes/1"):
            answer = client.get(f"{path}.{suffix}")
            assert (answer.status_code, answer.mimetype) == (200, kind)
            assert client.get(path, headers={"Accept": kind}).mimetype == kind
            assert set(read(answer.data, suffix))
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert int(answer.headers["Ledger-Position"]) > 0
    assert client.get("/changes").mimetype == "application/trig"
    assert client.head("/changes/1.trig").status_code == 200


def test_a_page_of_another_site_may_ask_with_a_long_accept_and_for_what_is_new(client: FlaskClient) -> None:
    for path in ("/changes", "/changes.trig", "/changes/1.trig", "/changes.atom", "/id/activity/1.trig"):
        answer = client.options(path)
        assert answer.status_code == 204 and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert {"Accept", "If-None-Match"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", "))


@pytest.mark.parametrize("path", ["/changes", "/changes/1", "/changes.ttl", "/changes.rdf", "/changes/1.nt"])
def test_what_cannot_carry_named_graphs_is_refused_with_a_sentence(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Accept": "text/turtle, application/rdf+xml"})
    assert answer.status_code == 406
    assert "TriG" in answer.text and "named graph" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/changes/0", "/changes/9999", "/changes/2-1", "/changes/x", "/changes/1-", "/changes.csv", "/changes/1.csv"),
        *("/id/activity/0", "/id/activity/99999", "/id/activity/x", "/changes/999999999999", "/changes/01"),
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers=TRIG).status_code == 404


@pytest.mark.parametrize("since", ["x", "99999999", "2026-13-01", "-1", "1" * 40, "2026-11-01T25:00:00Z", "٥"])
def test_a_bad_since_is_refused_with_a_sentence(client: FlaskClient, since: str) -> None:
    answer = client.get("/changes", query_string={"since": since})
    assert answer.status_code == 400
    assert "since" in answer.text or "ledger has no entry" in answer.text


@pytest.mark.parametrize("since", ["0", "2026-01-01", "2020-01-01T00:00:00+07:00", "2999-01-01"])
def test_since_leads_to_a_page_in_the_same_form(client: FlaskClient, since: str) -> None:
    answer = client.get("/changes.nq", query_string={"since": since})
    assert answer.status_code == 303
    there = answer.headers["Location"].partition("8080")[2]
    assert re.fullmatch(r"/changes/\d+\.nq", there)
    assert client.get(there).status_code == 200


def test_nothing_new_is_one_request_without_a_body(client: FlaskClient) -> None:
    for path in ("/changes.trig", "/changes/1.trig"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-cache"
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_withdrawal_is_told_with_its_reason(site: Site, client: FlaskClient) -> None:
    said = {quad for path in pages_of(client) for quad in read(client.get(path).data)}
    gone = site.named["gone"].iri
    kinds = [kind_of(said, one) for one in members(said) if object_of(said, one) == gone]
    assert kinds == ["Create", "Delete"]
    assert any(quad.object.value == "gộp vào tập khác" for quad in said)


def test_an_activity_has_an_address_of_its_own(site: Site, client: FlaskClient) -> None:
    said = set(read(client.get(pages_of(client)[0]).data))
    first = members(said)[0]
    path = first.value.partition("8080")[2]
    alone = client.get(path, headers=TRIG)
    assert {quad for quad in said if first in (quad.subject, quad.graph_name)} <= set(read(alone.data))
    assert client.get(path, headers=HTML).mimetype == "text/html"
    assert client.get(f"{path}.jsonld").mimetype == "application/ld+json"
    assert client.get(f"{path}.ttl").status_code == 406


def test_people_read_what_changed_in_both_languages(site: Site, client: FlaskClient) -> None:
    page = client.get("/changes", headers=HTML)
    assert "Giá đất theo đường phố" in page.text and "Thu hồi" in page.text
    assert "<script>alert" not in page.text
    assert 'type="application/atom+xml"' in page.text and "/ledger/head" in page.text
    assert "Withdrawn" in client.get("/changes?lang=en", headers=HTML).text
    agency = key_of(site.named["prices"].publisher or "")
    chosen = client.get(f"/changes?agency={agency}", headers=HTML).text
    assert "Giá đất theo đường phố" in chosen and "Giường bệnh" not in chosen
    assert client.get("/changes/1", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "query", ["agency=nobody", "theme=x", "before=x", "after=-1", "agency=a&agency=b", "before=" + "1" * 30]
)
def test_bad_filters_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/changes?{query}", headers=HTML).status_code == 400
    assert client.get(f"/changes.atom?{query}").status_code == 400


def test_feedparser_reads_the_atom_feed(site: Site, client: FlaskClient) -> None:
    answer = client.get("/changes.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = feedparser.parse(answer.data)
    assert not feed.bozo and feed.version == "atom10" and feed.feed.language == "vi"
    titles = {entry.title for entry in feed.entries}
    assert "Thu hồi: Tập sẽ thu hồi" in titles and "Công bố: Giá đất theo đường phố" in titles
    gone = next(entry for entry in feed.entries if entry.title == "Thu hồi: Tập sẽ thu hồi")
    assert gone.summary == "gộp vào tập khác" and gone.link.endswith(f"/id/dataset/{site.key('gone')}")
    assert all("/id/activity/" in entry.id and entry.updated for entry in feed.entries)
    assert [entry.updated for entry in feed.entries] == sorted((entry.updated for entry in feed.entries), reverse=True)
    assert "không còn" not in " ".join(entry.summary for entry in feed.entries)
    english = feedparser.parse(client.get("/changes.atom?lang=en").data)
    assert english.feed.language == "en" and any(entry.title.startswith("Withdrawn") for entry in english.entries)
    again = client.get("/changes.atom", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_is_called_by_what_it_was_narrowed_to_and_a_change_alone_by_its_entry(client: FlaskClient) -> None:
    seq = re.search(r"/id/activity/(\d+)", client.get("/changes", headers=HTML).text)
    assert seq is not None
    page = client.get("/changes?agency=gl-so-yt&theme=TRAN", headers=HTML).text
    assert "<title>Giao thông, Sở Y tế tỉnh Gia Lai · Thay đổi của danh mục" in page
    assert "Không có thay đổi nào khớp." in page and "Chưa có thay đổi nào" not in page
    page = client.get(f"/id/activity/{seq[1]}", headers=HTML).text
    assert f"<title>Bút toán {seq[1]} · Thay đổi của danh mục" in page and f"<h1>Bút toán {seq[1]}</h1>" in page
    page = client.get("/catalog?modified-since=2020-01-01", headers=HTML).text
    assert "<title>Thay đổi từ ngày 01/01/2020 · Danh mục DCAT-AP" in page


def test_every_page_leads_to_the_feed_of_changes(site: Site, client: FlaskClient) -> None:
    agency = key_of(site.named["prices"].publisher or "")
    for path in ("/", f"/id/dataset/{site.key('beds')}", f"/id/agency/{agency}"):
        assert "/changes.atom" in client.get(path, headers=HTML).text, path
    assert f"/changes.atom?agency={agency}" in client.get(f"/id/agency/{agency}", headers=HTML).text
