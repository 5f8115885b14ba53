"""The change feed: what replaying it gives, what never changes of it, what law and secrecy take out, and its tree."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad
from rdflib import Dataset as Foreign

from registry.entries import Act
from registry.feeds import change_rows, change_tree
from registry.feeds.changes import BadSince
from tests.registry.feeds.changing import READERS, Stream, kind_of, members, object_of, payload, read
from tests.registry.records import BASE, about, description, record
from vocab.identifiers import dataset_iri, dataset_of, mint_key
from vocab.namespaces import ADMS, AS, DCAT, DCT, LDES, RDF, TREE, XSD

PAGE = change_rows.PAGE


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three changes, nodes of two."""
    monkeypatch.setattr(change_rows, "PAGE", 3)
    monkeypatch.setattr(change_tree, "MOST", 2)


def of(name: str) -> str:
    return dataset_iri(BASE, mint_key(name))


def kinds(stream: Stream) -> list[tuple[str, str]]:
    """Every activity by class and dataset, in order."""
    found = []
    for page in stream.pages():
        quads = stream.quads(page)
        found += [(kind_of(quads, one), object_of(quads, one)) for one in members(quads)]
    return found


def canonical(document: bytes, format: str) -> str:
    dataset = Dataset(read(document, format))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def test_each_act_is_an_activity_about_its_dataset(tmp_path: Path) -> None:
    stream = Stream(tmp_path, description("a", "Đất"), description("b", "Nước"))
    stream.publish(description("a", "Đất đai"))
    stream.withdraw("a")
    stream.ledger.append(
        [Act("confirm", record("b"), "x"), Act("refuse", record("b"), "x"), Act("hold", record("c"), "x")]
    )
    stream.publish(description("a", "Đất đai"))
    assert kinds(stream) == [
        ("Create", of("a")),
        ("Create", of("b")),
        ("Update", of("a")),
        ("Delete", of("a")),
        ("Create", of("a")),
    ]


def test_what_was_never_public_does_not_come_down(tmp_path: Path) -> None:
    stream = Stream(tmp_path, description("a", "Đất"))
    stream.ledger.append([Act("hold", record("h"), "x"), Act("withdraw", record("h"), "x", reason="r")])
    stream.withdraw("a")
    stream.withdraw("a")
    stream.expunge("h")
    body = description("m", "Bộ").body()
    stream.ledger.append([Act("import", f"{BASE}/id/ministry-dataset/{mint_key('m')}", "x", body=body)])
    stream.ledger.append([Act("withdraw", f"{BASE}/id/ministry-dataset/{mint_key('m')}", "x", reason="r")])
    assert kinds(stream) == [("Create", of("a")), ("Delete", of("a"))]


def test_a_payload_is_the_exact_description_in_the_activitys_graph(tmp_path: Path) -> None:
    size = about("a", DCAT.byteSize, Literal("0042", datatype=XSD.nonNegativeInteger))
    one = description("a", "Đất", size, about("a", DCT.title, Literal("5.10", datatype=XSD.decimal)))
    stream = Stream(tmp_path, one, description("b", "Nước"))
    stream.publish(description("a", "Bản sau"))
    for format in READERS:
        quads = stream.quads(stream.page(), format)
        first, _, third = members(quads)
        said = Dataset(Quad(s, p, o) for s, p, o in payload(quads, first))  # type: ignore[arg-type]
        held = Dataset(Quad(t.subject, t.predicate, t.object) for t in one.triples)
        publisher = [q for q in said if "agency" in str(q.subject) or "publishertype" in str(q.subject)]
        for quad in publisher:
            said.remove(quad)
        for each in (said, held):
            each.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        assert set(said) == set(held), format
        assert not {s for s, _, _ in payload(quads, first)} & {o for _, _, o in payload(quads, third)} - {
            q.subject for q in publisher
        } - {NamedNode(of("a"))}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_two_readers_find_the_same_in_every_syntax(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rdflib.NORMALIZE_LITERALS", False)
    odd = about("a", DCT.description, Literal('Dòng\n"hai" _:b <x> .\\ \x01\ufffe', language="vi"))
    stream = Stream(tmp_path, description("a", "Đất", odd), description("b", "Nước"))
    stream.publish(description("a", "Đất đai"))
    stream.withdraw("b")
    for node in (stream.changes.root("trig"), stream.page()):
        expected = canonical(stream.written(node, "nq"), "nq")
        for format, name in (("trig", "trig"), ("jsonld", "json-ld"), ("nq", "nquads")):
            document = stream.written(node, format)
            assert b"\x01" not in document and "\ufffe".encode() not in document
            assert canonical(document, format) == expected, format
            foreign = Foreign()
            foreign.parse(data=document, format=name)
            again = foreign.serialize(format="nquads").encode()
            assert canonical(again, "nq") == expected, format


def test_the_root_tells_what_the_stream_is_and_what_is_kept(tmp_path: Path) -> None:
    stream = Stream(tmp_path, description("a", "Đất"), links="https://portal.example/data")
    said = {(q.predicate, q.object) for q in stream.quads(stream.changes.root("trig"))}
    root = NamedNode("https://portal.example/data/changes.trig")
    assert {
        (RDF.type, LDES.EventStream),
        (LDES.timestampPath, AS.published),
        (LDES.versionOfPath, AS.object),
        (LDES.versionDeleteObject, AS.Delete),
        (TREE.view, root),
        (TREE.node, NamedNode("https://portal.example/data/changes/1.trig")),
        (LDES.retentionPolicy, NamedNode(f"{root.value}#retention")),
        (LDES.startingFrom, Literal("2026-10-12T05:00:00.000000Z", datatype=XSD.dateTime)),
    } <= said
    assert any(str(thing).endswith("/ledger/head>") for _, thing in said)
    quads = stream.quads(stream.page())
    assert members(quads)[0].value == f"{BASE}/id/activity/1"


def test_an_empty_ledger_has_a_root_and_no_pages(tmp_path: Path) -> None:
    stream = Stream(tmp_path)
    root = stream.changes.root("trig")
    assert (root.position, root.relations) == (0, ())
    assert stream.quads(root)
    assert stream.changes.node("1") is None
    assert stream.changes.since("0", "trig") == root.here


ACTS = st.lists(
    st.lists(
        st.tuples(st.sampled_from(["publish", "withdraw", "secret", "expunge", "confirm"]), st.integers(0, 4)),
        max_size=5,
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25)
@given(ACTS)
def test_replaying_gives_the_public_catalogue_and_closed_pages_stay(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str, int]]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(change_rows, "PAGE", 3)
        patched.setattr(change_tree, "MOST", 2)
        stream = Stream(tmp_path_factory.mktemp("replay"))
        closed: dict[str, bytes] = {}
        version = 0
        for batch in batches:
            takes_out = False
            for act, number in batch:
                version += 1
                now = stream.ledger.current(record(f"r{number}"))
                if act == "publish" and not (now and now.state == "expunged"):
                    stream.publish(description(f"r{number}", f"Bản {version}"))
                elif act == "withdraw" and now and now.state == "public":
                    stream.withdraw(f"r{number}", f"lý do {version}")
                elif act == "secret" and now and now.state == "public":
                    stream.withdraw(f"r{number}", "")
                    takes_out = True
                elif act == "expunge" and now:
                    stream.expunge(f"r{number}")
                    takes_out = True
                elif act == "confirm" and now:
                    stream.ledger.append([Act("confirm", record(f"r{number}"), "x")])
            public: dict[str, int] = {}
            for page in stream.pages():
                quads, written = stream.quads(page), stream.written(page)
                for one in members(quads):
                    assert any(q.predicate == AS.published and q.subject == one for q in quads)
                    if kind_of(quads, one) == "Delete":
                        public.pop(object_of(quads, one), None)
                    else:
                        public[object_of(quads, one)] = int(one.value.rpartition("/")[2])
                        assert payload(quads, one)
                if not takes_out and page.here in closed:
                    assert written == closed[page.here]
                if page.is_closed:
                    closed[page.here] = written
            assert public == {dataset_of(one.record): one.body_seq for one in stream.ledger.currents("public")}
        stream.ledger.engine.dispose()


@pytest.mark.usefixtures("small")
def test_the_tree_leads_to_every_page_and_no_node_to_too_many(tmp_path: Path) -> None:
    stream = Stream(tmp_path)
    for number in range(26):
        stream.publish(description(f"n{number}", f"Tập {number}"))
    met, waiting = [], [stream.changes.root("trig")]
    while waiting:
        node = waiting.pop()
        assert len(node.relations) <= 2
        met += [change.seq for change in node.changes]
        for relation in node.relations:
            name = relation.address.rpartition("/")[2].removesuffix(".trig")
            below = stream.changes.node(name, "trig")
            assert below is not None and below.here == relation.address
            assert below.is_closed == bool(relation.last_at)
            waiting.append(below)
    assert sorted(met) == [change.seq for page in stream.pages() for change in page.changes]
    assert len(met) == len(set(met)) == 26
    assert (
        stream.changes.node("1-6") is None and stream.changes.node("9-1") is None and stream.changes.node("10") is None
    )


@pytest.mark.usefixtures("small")
def test_changes_of_one_moment_on_two_pages_are_missed_by_nobody(tmp_path: Path) -> None:
    stream = Stream(tmp_path, *(description(f"n{n}", "Cùng lúc") for n in range(8)))
    at = stream.page().changes[0].at
    bounds = [(r.first_at, r.last_at) for n in ("1-1", "1-2") if (one := stream.changes.node(n)) for r in one.relations]
    assert bounds == [(at, at), (at, at), (at, "")]
    there = stream.changes.since(at[:19] + "Z", "nq")
    assert isinstance(there, str) and there.endswith("/changes/1.nq")


@pytest.mark.usefixtures("small")
def test_whoever_knows_a_position_reads_on_from_its_page(tmp_path: Path) -> None:
    stream = Stream(tmp_path, *(description(f"n{n}", f"Tập {n}") for n in range(7)))
    stream.ledger.append([Act("confirm", record("n0"), "x")])
    names = []
    for position in range(9):
        there = stream.changes.since(str(position))
        assert isinstance(there, str)
        names.append(int(there.rpartition("/")[2]))
    assert names == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert isinstance(stream.changes.since("9"), BadSince)


def test_a_hundred_changes_lie_on_two_pages_at_most(tmp_path: Path) -> None:
    stream = Stream(tmp_path, *(description(f"n{n}", f"Tập {n}") for n in range(130)))
    reached = stream.ledger.head().seq
    stream.publish(*(description(f"n{n}", f"Sửa {n}") for n in range(100)))
    there = stream.changes.since(str(reached))
    assert isinstance(there, str)
    first = int(there.rpartition("/")[2])
    met = [
        change.seq for number in (first, first + 1) for change in stream.page(number).changes if change.seq > reached
    ]
    assert len(met) == 100 and stream.page(first + 1).next == ""


def test_what_the_law_removes_leaves_the_pages_and_the_activity_stays(tmp_path: Path) -> None:
    stream = Stream(tmp_path, description("a", "Bí mật nhà nước"), description("b", "Nước"))
    before = stream.page()
    assert "Bí mật".encode() in stream.written(before)
    stream.expunge("a")
    after = stream.page()
    assert after.etag != before.etag
    assert "Bí mật".encode() not in stream.written(after)
    assert kinds(stream) == [("Delete", of("a")), ("Create", of("b")), ("Delete", of("a"))]
    said = stream.quads(after)
    notes = {t for _, p, t in payload(said, members(said)[0]) if p == ADMS.versionNotes}
    assert Literal("Removed by law.", language="en") in notes
    assert "quyết định 12" not in stream.written(after).decode()


def test_what_came_down_for_secrecy_is_handed_on_no_more(tmp_path: Path) -> None:
    stream = Stream(tmp_path, description("a", "Số điện thoại công dân"))
    stream.withdraw("a", "")
    assert "Số điện thoại".encode() not in stream.written(stream.page())
    stream.publish(description("a", "Số liệu gộp"))
    written = stream.written(stream.page()).decode()
    assert "Số điện thoại" not in written and "Số liệu gộp" in written
    assert [kind for kind, _ in kinds(stream)] == ["Delete", "Delete", "Create"]


def test_a_dataset_of_ten_thousand_distributions_goes_out_whole(tmp_path: Path) -> None:
    many = [about("a", DCAT.distribution, NamedNode(f"{BASE}/id/distribution/d{n}")) for n in range(10_000)]
    stream = Stream(tmp_path, description("a", "Nhiều tệp", *many))
    for format in READERS:
        quads = stream.quads(stream.page(), format)
        assert sum(quad.predicate == DCAT.distribution for quad in quads) == 10_000
