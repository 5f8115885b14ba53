"""The whole catalogue as people and programs load it: page, DCAT, lasting addresses, packed and plain, ranges, checksums."""

import gzip
import hashlib
import json

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from registry.dumps import Dump
from tests.registry.web.site import HOST, HTML, Site
from vocab.namespaces import DCAT, SPDX

ORIGIN = f"http://{HOST}"
GZIP = {"Accept-Encoding": "gzip"}


@pytest.fixture(scope="module")
def dump(site: Site) -> Dump:
    site.keeper.downloads.make_now()
    newest = site.keeper.downloads.newest
    assert newest is not None
    return newest


def test_the_page_names_every_file_in_both_languages(client: FlaskClient, dump: Dump) -> None:
    for lang in ("vi", "en"):
        page = client.get(f"/downloads?lang={lang}", headers=HTML)
        assert page.status_code == 200
        for file in dump.files:
            assert f"/downloads/{dump.name}/{file.plain_name}" in page.text
            assert (file.unpacked_sha256 or file.sha256) in page.text
        assert page.text.index("catalogue.xlsx") < page.text.index("catalogue.ttl"), "people first"
    assert 'href="/downloads"' in client.get("/", headers=HTML).text
    assert 'href="/downloads"' in client.get("/catalog", headers=HTML).text


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("csv", "catalogue.csv"),
        ("csv?lang=en", "catalogue.en.csv"),
        ("csv.gz?lang=en", "catalogue.en.csv.gz"),
        ("xlsx", "catalogue.xlsx"),
        ("nq.gz", "catalogue.nq.gz"),
        ("data.json", "data.json"),
    ],
)
def test_latest_leads_to_a_file_that_stays(client: FlaskClient, dump: Dump, asked: str, name: str) -> None:
    led = client.get(f"/downloads/latest.{asked}")
    assert (led.status_code, led.headers["Cache-Control"]) == (302, "no-cache")
    assert led.headers["Location"] == f"/downloads/{dump.name}/{name}"


@pytest.mark.parametrize("asked", ["exe", "xlsx.gz", "csv?lang=fr", "gz", ""])
def test_what_no_file_is_made_of_is_not_found(client: FlaskClient, dump: Dump, asked: str) -> None:
    assert client.get(f"/downloads/latest.{asked}").status_code == 404
    assert client.get(f"/downloads/{dump.name}/catalogue.exe").status_code == 404
    assert client.get("/downloads/1-000000000000/catalogue.csv").status_code == 404


def test_every_file_is_what_its_checksum_says_packed_and_plain(client: FlaskClient, dump: Dump) -> None:
    sums = dict(
        reversed(line.split("  ")) for line in client.get(f"/downloads/{dump.name}/SHA256SUMS").text.splitlines()
    )
    assert len(sums) == 2 * len(dump.files) - 2
    for name, told in sums.items():
        there = f"/downloads/{dump.name}/{name}"
        plain = client.get(there)
        assert hashlib.sha256(plain.data).hexdigest() == told and "Content-Encoding" not in plain.headers
        assert plain.headers["Ledger-Position"] == str(dump.position) and "immutable" in plain.headers["Cache-Control"]
        packed = client.get(there, headers=GZIP)
        coded = packed.headers.get("Content-Encoding") == "gzip"
        assert coded == (name in {file.plain_name for file in dump.files if file.unpacked_sha256})
        assert hashlib.sha256(gzip.decompress(packed.data) if coded else packed.data).hexdigest() == told
        if coded:
            assert packed.headers["ETag"] != plain.headers["ETag"] and "Accept-Encoding" in packed.headers["Vary"]


def test_a_load_is_resumed_and_one_that_is_there_not_repeated(client: FlaskClient, dump: Dump) -> None:
    for name, more in (("catalogue.ttl.gz", {}), ("catalogue.ttl", GZIP), ("catalogue.ttl", {})):
        there = f"/downloads/{dump.name}/{name}"
        whole = client.get(there, headers=more)
        part = client.get(there, headers={**more, "Range": "bytes=100-", "If-Range": whole.headers["ETag"]})
        assert (part.status_code, part.data) == (206, whole.data[100:])
        several = client.get(there, headers={**more, "Range": "bytes=0-1,5-6"})
        assert (several.status_code, several.data) == (200, whole.data)
        assert client.get(there, headers={**more, "Range": f"bytes={len(whole.data)}-"}).status_code == 416
    for more in ({}, GZIP):
        head = client.head(there, headers=more)
        assert (head.status_code, head.data) == (200, b"") and head.content_length
        assert client.get(there, headers={**more, "If-None-Match": head.headers["ETag"]}).status_code == 304


def test_programs_read_what_there_is(client: FlaskClient, site: Site, dump: Dump) -> None:
    answer = client.get("/downloads", headers={"Accept": "*/*"})
    assert answer.mimetype == "text/turtle"
    found = {quad.triple for quad in parse(answer.data, format=RdfFormat.TURTLE)}
    whole = NamedNode(f"{site.keeper.config.base}/catalog")
    for file in dump.files:
        assert Triple(whole, DCAT.distribution, NamedNode(f"{ORIGIN}/downloads/{dump.name}/{file.name}")) in found
    assert {one.object.value for one in found if one.predicate == SPDX.checksumValue} == {
        file.sha256 for file in dump.files
    }
    assert client.get("/downloads.ttl", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    manifest = json.loads(client.get(f"/downloads/{dump.name}/manifest.json").data)
    assert manifest["position"] == dump.position and len(manifest["files"]) == len(dump.files)
    assert manifest["datasets"] == dump.counts["datasets"]


def test_before_the_first_file_one_is_told_when_to_come_again(
    client: FlaskClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.keeper.downloads, "kept", ())
    answer = client.get("/downloads/latest.csv")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert client.get("/downloads", headers=HTML).status_code == 200
    assert client.get("/downloads.ttl").status_code == 200
