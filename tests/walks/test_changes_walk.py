"""The change feed before clients that nobody here wrote, and before our own harvester: npm's ldes-client and the kind
ldes, over real HTTP."""

import json
import shutil
import subprocess
from collections.abc import Iterator

import pytest
import requests
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from registry.authority import Actor
from tests.registry.feeds.changing import kind_of, members, read
from tests.structure.project import ROOT
from tests.walks.feeding import BASE, Feeding, feeding
from tests.walks.read_back import AGENCY, differences, mapped, matched, originals, source_at, stripped, told_of, walked
from tests.walks.rich_datasets import COUNT, all_rich, publish, rich
from vocab.identifiers import key_of
from vocab.namespaces import TREE

CLIENTS = ROOT / "tests/clients"
WITHDRAWN, REMOVED = 4, 5


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    """A registry with datasets of all kinds, of which one was changed, one withdrawn, one removed by law."""
    with feeding(tmp_path_factory.mktemp("changing") / "data", all_rich) as found:
        keeper = found.keeper
        publish(keeper.ledger, [rich(keeper.words, BASE, 3, subject="Ghế đá công viên")])
        withdrawn = rich(keeper.words, BASE, WITHDRAWN)
        keeper.authority.withdraw(
            Actor(AGENCY, "An", withdrawn.publisher or ""), withdrawn.record, "gộp vào tập khác", None
        )
        keeper.ledger.expunge(rich(keeper.words, BASE, REMOVED).record, "van-hanh", "An", "quyết định")
        keeper.follow()
        yield found


def pages(fed: Feeding, suffix: str = "trig") -> list[set[Quad]]:
    """Every page that the root leads to."""
    root = read(requests.get(f"{fed.address}/changes.{suffix}", timeout=60).content, suffix)
    addresses = sorted({q.object.value for q in root if q.predicate == TREE.node})
    return [set(read(requests.get(one, timeout=60).content, suffix)) for one in addresses]


def test_ldes_client_walks_the_whole_feed_and_finds_every_member(fed: Feeding) -> None:
    expected = {
        one.value: {q for q in page if one in (q.subject, q.graph_name)} for page in pages(fed) for one in members(page)
    }
    for order, address in (("ascending", "/changes"), ("none", "/changes.nq")):
        *told, end = client_walk(f"{fed.address}{address}", order)
        assert end["pages"] > 0
        assert {one["id"] for one in told} == set(expected) and len(told) == len(expected)
        for one in told:
            said = set(parse(one["said"], format=RdfFormat.N_QUADS))
            assert len(said) == len(expected[one["id"]]), one["id"]
            assert kind_of(said, NamedNode(one["id"])) == kind_of(expected[one["id"]], NamedNode(one["id"]))
        if order == "ascending":
            times = [one["timestamp"] for one in told]
            assert times == sorted(times)


def client_walk(address: str, *more: str) -> list[dict[str, object]]:
    """What ldes-client prints of a stream: its members, then how many pages it fetched."""
    node = shutil.which("node")
    if node is None or not (CLIENTS / "node_modules/ldes-client").exists():
        pytest.skip("node or ldes-client is not here: make clients")
    command = [node, "walk-stream.mjs", address, *more]
    done = subprocess.run(command, cwd=CLIENTS, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_our_own_harvester_reads_it_back_with_what_was_deleted(fed: Feeding) -> None:
    there = originals(fed.keeper)
    for suffix in ("trig", "jsonld", "nq"):
        walk = walked(source_at("ldes", f"{fed.address}/changes.{suffix}"))
        assert walk.unreadable == ()
        newest = {str(record.focus.value): record for record in sorted(walk.records, key=lambda one: one.version)}
        gone = {one.identifier for one in walk.gone}
        assert {key_of(name) for name in newest if name not in gone} == set(there)
        assert {key_of(name) for name in gone} == {
            key_of(rich(fed.keeper.words, BASE, n).iri) for n in (WITHDRAWN, REMOVED)
        }
        agency = fed.keeper.words.agency(AGENCY)
        assert agency is not None and len(there) == COUNT - 2
        unequal = {}
        for original, record in matched(walk, there):
            back = stripped(told_of(original, mapped(record, walk.source, BASE, agency.iri), BASE), BASE)
            ours = stripped(original, BASE)
            if back.fingerprint != ours.fingerprint:
                unequal[key_of(original.iri)] = differences(ours, back)
        assert unequal == {}


def test_who_came_late_asks_three_times_at_most_and_who_has_all_once(fed: Feeding) -> None:
    page = requests.get(f"{fed.address}/changes/1.nq", timeout=60)
    position = page.headers["Ledger-Position"]
    with requests.Session() as session:
        answer = session.get(f"{fed.address}/changes.nq", params={"since": position}, timeout=60)
        assert len(answer.history) == 1 and answer.status_code == 200
        again = session.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=60)
        assert again.status_code == 304
