"""Runs whose pages lead to several others: a stream read from its end, a sitemap; the latest word on a dataset stays."""

import json

import pytest
from sqlalchemy import Engine

from harvesters.source import Source
from registry.harvesting.runs import DONE, FAILED, Runs
from registry.harvesting.staging import Staged
from registry.keeper import Keeper
from tests.harvesters.hostile import Script, send, serving, turtle
from vocab.identifiers import mint_key

HEAD = """@prefix ldes: <https://w3id.org/ldes#> . @prefix tree: <https://w3id.org/tree#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix as: <https://www.w3.org/ns/activitystreams#> .
"""


def staged(identifier: str, title: str, version: str = "") -> Staged:
    said = {"version": version} if version else {}
    iri = f"https://registry.example/id/dataset/{mint_key(identifier)}"
    return Staged(iri, identifier, title, title, title.encode(), said)


def test_of_two_versions_the_later_stays_whichever_comes_last(engine: Engine) -> None:
    runs = Runs(engine)
    run = runs.begin("s", "https://a.example/1\nhttps://a.example/2", "2026-01-01T00:00:00.000000Z")
    pages = [
        [staged("a", "mới", "2024-03"), staged("b", "cũ", "2024-01"), staged("c", "một"), staged("d", "x", "2024-01")],
        [staged("a", "cũ", "2024-02"), staged("b", "mới", "2024-02"), staged("c", "hai")],
        [Staged.gone(staged("a", "").iri, "a", "2024-01"), Staged.gone(staged("d", "").iri, "d", "2024-05")],
        [staged("d", "trước khi xoá", "2024-04")],
    ]
    for rows in pages:
        run = runs.stage(run, rows, [], "")
    assert {row.identifier: row.title for row in runs.staged(run)} == {"a": "mới", "b": "mới", "c": "một"}
    (told,) = runs.unreadable(run.id)
    assert (told["position"], told["cause"], told["page"]) == ("c", "duplicate", 2)


def version(name: str, title: str, at: str) -> str:
    return (
        f'<{name}#{at}> a dcat:Dataset ; dct:isVersionOf <{name}> ; dct:title "{title}"@vi ; '
        f'dct:created "{at}"^^xsd:dateTime .\n'
    )


def page(members: str, leads: str, *said: str) -> Script:
    relations = " ".join(f"<> tree:relation [ tree:node </{lead}> ] ." for lead in leads.split())
    stream = "</luong> a ldes:EventStream ; ldes:versionOfPath dct:isVersionOf ; ldes:timestampPath dct:created"
    return turtle(f"{HEAD}{stream} ; tree:member {members} .\n{relations}\n{''.join(said)}".encode())


@pytest.mark.timeout(300)
def test_a_stream_is_read_from_its_end_page_by_page(shared_keeper: Keeper) -> None:
    new, old = "2024-05-01T00:00:00Z", "2024-01-01T00:00:00Z"
    gone = f'</c#x> a as:Delete ; dct:isVersionOf </c> ; dct:created "{new}"^^xsd:dateTime .'
    scripts = {
        "/luong": page(f"</a#{new}>, </c#x>", "1 2", version("/a", "Mới", new), gone),
        "/1": page(f"</a#{old}>, </c#{old}>", "luong 2", version("/a", "Cũ", old), version("/c", "Đã xoá", old)),
        "/2": page(f"</b#{old}>", "luong 1", version("/b", "Khác", old)),
    }
    with serving(scripts) as server:
        source = Source("luong", "ldes", server.url("/luong"), "gl-so-yt", {}, allow_private=True)
        run = shared_keeper.sync().harvest(source)
        asked = [head.split(" ")[1] for head in server.seen]
    assert run.state == DONE, run.message_en
    assert sorted(asked) == ["/1", "/2", "/luong"] and run.pages == 3
    assert sorted(row["title"] for row in shared_keeper.runs.settled(run.id)) == ["Khác", "Mới"]


@pytest.mark.timeout(300)
def test_a_sitemap_leads_to_pages_and_a_missing_one_costs_only_itself(shared_keeper: Keeper) -> None:
    def html(value: object) -> Script:
        told = json.dumps(value, ensure_ascii=False)
        return send(200, f'<html><script type="application/ld+json">{told}</script></html>'.encode())

    dataset = {"@context": "https://schema.org", "@type": "Dataset", "description": "Mô tả"}
    scripts: dict[str, Script] = {
        "/1": html({**dataset, "name": "Một"}),
        "/2": html({**dataset, "name": "Hai"}),
        "/chao": send(200, b"<html><title>x</title></html>", "Content-Type: text/html"),
    }
    with serving(scripts) as server:
        listed = "".join(f"<url><loc>{server.url(path)}</loc></url>" for path in scripts)
        scripts["/sitemap.xml"] = send(200, f"<urlset>{listed}</urlset>".encode())
        source = Source("trang", "schema-org", server.url("/sitemap.xml"), "gl-so-yt", {}, allow_private=True)
        run = shared_keeper.sync().harvest(source)
        del scripts["/2"]
        again = shared_keeper.sync().harvest(source)
        del scripts["/sitemap.xml"]
        without = shared_keeper.sync().harvest(source)
    assert run.state == DONE and run.pages == 4, run.message_en
    assert sorted(row["title"] for row in shared_keeper.runs.settled(run.id)) == ["Hai", "Một"]
    assert again.state == DONE and again.counts["withdrawn"] == 0, again.message_en
    (lost,) = shared_keeper.runs.unreadable(again.id)
    assert lost["position"].endswith("/2") and "404" in lost["reason_vi"]
    assert without.state == FAILED and "404" in without.message_en


@pytest.mark.timeout(300)
def test_what_a_stream_calls_deleted_leaves_without_grace(shared_keeper: Keeper) -> None:
    old, new = "2024-01-01T00:00:00Z", "2024-05-01T00:00:00Z"
    names = [f"/d{number}" for number in range(6)]
    members = [version(name, f"Tập {name[1:]}", old) for name in names]
    gone = f'</d0#x> a as:Delete ; dct:isVersionOf </d0> ; dct:created "{new}"^^xsd:dateTime .'
    listed = ", ".join(f"<{name}#{old}>" for name in names)
    scripts = {"/luong": page(listed, "", *members)}
    with serving(scripts) as server:
        source = Source("luong-xoa", "ldes", server.url("/luong"), "gl-so-yt", {}, allow_private=True)
        first = shared_keeper.sync().harvest(source)
        scripts["/luong"] = page(f"{listed}, </d0#x>", "", *members, gone)
        second = shared_keeper.sync().harvest(source)
    assert (first.state, first.account.read) == (DONE, 6), first.message_en
    assert (second.state, second.account.read, second.account.missing) == (DONE, 5, 0), second.message_en
    assert len(shared_keeper.runs.known(source.slug)) == 5, "it is waited for no more"
