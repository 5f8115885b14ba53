"""/data.json: everything public, of the newest state."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.authority import Actor
from registry.config import load_config
from registry.feeds.downloads import state_at
from registry.keeper import Keeper
from registry.web import create_app, datajson
from tests.registry.descriptions import candidate, good
from tests.registry.web.site import Browser, Site


def told(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/data.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return dict(json.loads(answer.data))


def identifiers(client: FlaskClient) -> set[str]:
    return {one["identifier"] for one in told(client)["dataset"]}


def make_file(site: Site) -> None:
    """Has the files of the newest state made now, as they are made behind the scenes."""
    keeper = site.keeper
    keeper.downloads.take(state_at(keeper.feed.position, keeper.config, keeper.words))
    keeper.downloads.make_now()


def test_it_holds_what_is_public_and_nothing_that_is_gone(site: Site, client: FlaskClient) -> None:
    there = {current.record.replace("/id/record/", "/id/dataset/") for current in site.keeper.ledger.currents("public")}
    assert identifiers(client) == there
    assert site.named["gone"].iri not in there


def test_who_has_it_gets_it_again_only_when_it_changed(site: Site, client: FlaskClient) -> None:
    first = client.get("/data.json")
    assert first.headers["Ledger-Position"].isdigit()
    assert first.headers["Last-Modified"]
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/data.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    new = good(site.keeper.words, site.keeper.config.base, "data-json")
    site.keeper.intake.take([candidate(new)])
    again = client.get("/data.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert new.iri in identifiers(client)


def test_it_goes_out_packed(client: FlaskClient) -> None:
    plain = client.get("/data.json")
    packed = client.get("/data.json", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_large_one_is_the_newest_file_and_nobody_waits_for_it(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = told(client)
    make_file(site)
    monkeypatch.setattr(datajson, "MOST_WAITED_FOR", 0)
    first = client.get("/data.json")
    assert json.loads(first.data) == drawn
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Content-Disposition" not in first.headers
    assert client.get("/data.json", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    packed = client.get("/data.json", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == first.data


def test_a_file_that_tells_of_what_was_withdrawn_since_is_not_given_out(
    site: Site, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, base = site.keeper.words, site.keeper.config.base
    taken = good(words, base, "data-json-gone")
    site.keeper.intake.take([candidate(taken)])
    make_file(site)
    monkeypatch.setattr(datajson, "MOST_WAITED_FOR", 0)
    site.keeper.authority.withdraw(Actor("gl-so-yt", "Nguyễn An", taken.publisher or ""), taken.record, "gộp", None)
    answer = client.get("/data.json")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, datajson.MADE_WITHIN)
    assert "data.json" in answer.text


@pytest.fixture
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("empty")))
    yield Browser(create_app(keeper))
    keeper.close()


def test_an_empty_registry_has_an_empty_catalogue(empty: FlaskClient) -> None:
    assert told(empty)["dataset"] == []
    assert empty.get("/sitemap.xml").status_code == 200
