"""The dumps as people and programs meet them: page, files at lasting addresses, checksums, ranges, and VoID."""

import gzip
import hashlib
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.dumps import Dump
from tests.registry.web.site import HOST, HTML, Site
from vocab.namespaces import DCAT, RDF, SPDX, VOID

FILES = ("catalogue.nq.gz", "catalogue.trig.gz")
ORIGIN = f"http://{HOST}"


@pytest.fixture
def dump(site: Site) -> Dump:
    """The newest dump; it may have been made for another test."""
    site.keeper.dumps.make_now()
    newest = site.keeper.dumps.newest
    assert newest is not None
    return newest


@pytest.fixture
def empty(site: Site, dump: Dump, monkeypatch: pytest.MonkeyPatch) -> None:
    """As before the first dump."""
    monkeypatch.setattr(site.keeper.dumps, "kept", ())


def triples(data: bytes) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=RdfFormat.TURTLE)}


def test_the_page_says_what_when_and_how_to_load_it(client: FlaskClient, dump: Dump) -> None:
    for lang in ("vi", "en"):
        page = client.get(f"/dump?lang={lang}", headers=HTML)
        assert page.status_code == 200
        for file in dump.files:
            assert file.sha256 in page.text and f"/dump/{dump.name}/{file.name}" in page.text
        assert all(word in page.text for word in ("oxigraph load", "tdb2.tdbloader", "isql", "sha256sum -c"))


def test_the_footer_of_every_page_leads_there(client: FlaskClient) -> None:
    assert 'href="/dump"' in client.get("/", headers=HTML).text


def test_latest_leads_to_a_file_that_stays(client: FlaskClient, dump: Dump) -> None:
    for suffix, name in zip(("nq", "trig"), FILES, strict=True):
        led = client.get(f"/dump/latest.{suffix}.gz")
        assert (led.status_code, led.headers["Cache-Control"]) == (302, "no-cache")
        assert led.headers["Location"] == f"/dump/{dump.name}/{name}"
        answer = client.get(led.headers["Location"])
        assert (answer.status_code, answer.mimetype) == (200, "application/gzip")
        assert "immutable" in answer.headers["Cache-Control"] and answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Encoding" not in answer.headers and answer.headers["Ledger-Position"] == str(dump.position)
        file = dump.file(name)
        assert file and (hashlib.sha256(answer.data).hexdigest(), len(answer.data)) == (file.sha256, file.size)
        assert answer.headers["ETag"] == f'"{file.sha256}"'
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert client.get("/dump/latest.ttl.gz").status_code == 404


def test_a_load_is_resumed_and_one_that_is_there_not_repeated(client: FlaskClient, dump: Dump) -> None:
    there = f"/dump/{dump.name}/{FILES[0]}"
    whole = client.get(there).data
    part = client.get(there, headers={"Range": "bytes=1000-"})
    assert (part.status_code, part.data) == (206, whole[1000:])
    assert part.headers["Content-Range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    old = client.get(there, headers={"Range": "bytes=1000-", "If-Range": '"another"'})
    assert (old.status_code, len(old.data)) == (200, len(whole))
    assert client.get(there, headers={"Range": f"bytes={len(whole)}-"}).status_code == 416
    assert client.get(there, headers={"Range": "bytes=0-1,5-9"}).data == whole, "several at once are not served"
    head = client.head(there)
    assert (head.status_code, head.data, head.content_length) == (200, b"", len(whole))
    assert head.headers["Accept-Ranges"] == "bytes"
    assert client.get(there, headers={"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_what_is_no_dump_and_what_is_no_file_of_it_is_not_found(client: FlaskClient, dump: Dump) -> None:
    for there in (
        "0-000000000000/catalogue.nq.gz",
        f"{dump.name}/dump.json",
        f"{dump.name}/../{dump.name}/dump.json",
        "..%2f..%2fkeys/catalogue.nq.gz",
    ):
        assert client.get(f"/dump/{there}").status_code == 404, there


def test_a_file_that_was_just_deleted_is_not_found(
    site: Site, client: FlaskClient, dump: Dump, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.keeper.dumps, "kept", (replace(dump, path=dump.path / "gone"),))
    assert client.get(f"/dump/{dump.name}/{FILES[0]}").status_code == 404


def test_the_description_counts_names_and_sums_each_file(client: FlaskClient, site: Site, dump: Dump) -> None:
    answer = client.get("/dump", headers={"Accept": "*/*"})
    assert answer.mimetype == "text/turtle"
    found = triples(answer.data)
    whole = NamedNode(f"{site.keeper.config.base}/")
    assert Triple(whole, RDF.type, VOID.Dataset) in found
    for file in dump.files:
        node = NamedNode(f"{ORIGIN}/dump/{dump.name}/{file.name}")
        assert Triple(whole, VOID.dataDump, node) in found and Triple(whole, DCAT.distribution, node) in found
        assert {t.object.value for t in found if (t.subject, t.predicate) == (node, DCAT.byteSize)} == {str(file.size)}
    sums = {t.object.value for t in found if t.predicate == SPDX.checksumValue and isinstance(t.object, Literal)}
    assert sums == {file.sha256 for file in dump.files}
    said = {t.object.value for t in found if (t.subject, t.predicate) == (whole, VOID.triples)}
    nq = client.get(f"/dump/{dump.name}/{FILES[0]}").data
    # What two graphs say is one triple.
    held = {quad.triple for quad in parse(gzip.decompress(nq), format=RdfFormat.N_QUADS)}
    assert said == {str(len(held))} == {str(dump.statistics and dump.statistics.triples)}
    assert triples(client.get("/dump.ttl").data) == found
    assert client.get("/dump", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/dump.csv").status_code == 404


def test_the_checksums_are_those_of_the_files(client: FlaskClient, dump: Dump) -> None:
    led = client.get("/dump/SHA256SUMS")
    assert led.status_code == 302
    said = client.get(led.headers["Location"])
    assert said.mimetype == "text/plain"
    assert said.text == "".join(f"{file.sha256}  {file.name}\n" for file in dump.files)


def test_operators_see_how_far_the_newest_dump_goes(client: FlaskClient, dump: Dump) -> None:
    assert f"registry_dump_position {dump.position}\n" in client.get("/metrics").text


def test_void_is_where_programs_look_for_it(client: FlaskClient) -> None:
    led = client.get("/.well-known/void")
    assert (led.status_code, led.headers["Location"]) == (303, "/dump")


@pytest.mark.usefixtures("empty")
def test_before_the_first_dump_files_are_asked_for_again_later_and_the_page_says_so(client: FlaskClient) -> None:
    for there in ("latest.nq.gz", "latest.trig.gz", "SHA256SUMS"):
        answer = client.get(f"/dump/{there}")
        assert (answer.status_code, answer.mimetype) == (503, "text/plain")
        assert int(answer.headers["Retry-After"]) > 0 and "first one" in answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == "*", "a page of another site reads when to come back"
    assert "bản đầu tiên" in client.get("/dump?lang=vi", headers=HTML).text
    assert not any(t.predicate == VOID.dataDump for t in triples(client.get("/dump.ttl").data))


def test_pages_of_other_sites_may_load_them(client: FlaskClient, dump: Dump) -> None:
    for there in ("/dump", f"/dump/{dump.name}/{FILES[0]}"):
        answer = client.options(there)
        assert answer.status_code == 204 and "GET" in answer.headers["Access-Control-Allow-Methods"]
        assert {"If-Range", "Range"} <= set(answer.headers["Access-Control-Allow-Headers"].split(", ")), "and resume"
        assert "Content-Range" in answer.headers["Access-Control-Expose-Headers"]


def test_a_withdrawn_dataset_is_in_no_dump(site: Site, client: FlaskClient, dump: Dump) -> None:
    for file in dump.files:
        data = gzip.decompress(client.get(f"/dump/{dump.name}/{file.name}").data).decode()
        assert site.key("beds") in data
        assert site.key("gone") not in data, "it was withdrawn"
