"""CKAN's API as its own client asks it, and as harvesters do: ckanapi's RemoteCKAN, ckanext-harvest's questions, ours."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ValidationError

from registry.feeds.ckan import ACTIONS
from tests.walks.feeding import Feeding, feeding
from tests.walks.read_back import matched, originals, source_at, walked
from tests.walks.rich_datasets import all_rich
from vocab.namespaces import DCAT, DCT

SEARCH = "/api/3/action/package_search"


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    with feeding(tmp_path_factory.mktemp("ckan") / "data", all_rich) as there:
        yield there


@pytest.fixture(params=[False, True], ids=["POST", "GET"])
def remote(fed: Feeding, request: pytest.FixtureRequest) -> Iterator[RemoteCKAN]:
    with RemoteCKAN(fed.address, get_only=request.param) as client:
        yield client


def test_the_client_calls_every_action(remote: RemoteCKAN, fed: Feeding) -> None:
    names = remote.action.package_list()
    assert len(names) == len(originals(fed.keeper))
    one = remote.action.package_show(id=names[0])
    asked: dict[str, dict[str, Any]] = {
        "package_show": {"id": names[0]},
        "package_autocomplete": {"q": "dữ liệu"},
        "resource_show": {"id": next(r["id"] for n in names for r in remote.action.package_show(id=n)["resources"])},
        "organization_show": {"id": one["owner_org"], "include_datasets": True},
        "group_show": {"id": "heal"},
        "group_package_show": {"id": "heal"},
        "tag_show": {"id": remote.action.tag_list()[0]},
        "help_show": {"name": "package_show"},
    }
    for action in ACTIONS:
        assert remote.call_action(action, asked.get(action, {})) is not None, action
    shown = remote.action.organization_show(**asked["organization_show"])
    assert one["id"] in [package["id"] for package in shown["packages"]]


def test_its_errors_are_the_client_s_own(remote: RemoteCKAN) -> None:
    with pytest.raises(NotFound):
        remote.action.package_show(id="a" * 12)
    with pytest.raises(ValidationError) as fault:
        remote.action.package_search(rows="abc")
    assert "rows" in fault.value.error_dict
    with pytest.raises(NotAuthorized):
        remote.action.package_create(name="x")
    with pytest.raises(CKANAPIError):
        remote.action.package_dance()


def test_a_harvest_by_change_alone(fed: Feeding) -> None:
    """What ckanext-harvest asks: all by id, 100 at a time; later only what changed since."""

    def harvested(fq: str) -> list[str]:
        found: list[str] = []
        while True:
            asked: dict[str, str] = {"rows": "10", "start": str(len(found)), "sort": "id asc", "fq": fq}
            told = requests.get(fed.address + SEARCH, params=asked, timeout=30).json()["result"]
            if not told["results"]:
                assert len(found) == told["count"] and found == sorted(set(found))
                return found
            found += [package["id"] for package in told["results"]]

    assert harvested("") == sorted(originals(fed.keeper))
    assert harvested("metadata_modified:[2001-01-01T00:00:00.000000Z TO *]") == harvested("")
    assert harvested("metadata_modified:[2200-01-01T00:00:00Z TO *]") == []
    whose = requests.get(f"{fed.address}/api/3/action/organization_list", timeout=30).json()["result"]
    parts = [harvested(f"organization:{name}") for name in whose]
    assert sorted(one for part in parts for one in part) == harvested("")
    either = " OR ".join(f"organization:{name}" for name in whose[:2])
    assert harvested(either) == sorted(parts[0] + parts[1])


def test_our_own_harvester_reads_it_back(fed: Feeding) -> None:
    there = originals(fed.keeper)
    walk = walked(source_at("ckan", fed.address + SEARCH))
    assert not walk.unreadable
    back = {original.iri: record for original, record in matched(walk, there)}
    assert set(back) == {one.iri for one in there.values()}
    for original in there.values():
        record = back[original.iri]
        assert record.focus.value == original.iri
        for predicate in (DCT.title, DCT.description, DCAT.keyword, DCT.identifier, DCT.issued):
            said = {t.object.value for t in record.triples if t.subject == record.focus and t.predicate == predicate}
            assert {term.value for term in original.values(predicate)} <= said, (original.iri, predicate)
        files = [t for t in record.triples if t.subject == record.focus and t.predicate == DCAT.distribution]
        assert len(files) == len(original.distributions)


def test_the_data_set_is_not_needed_to_say_that_nothing_changed(fed: Feeding) -> None:
    address = f"{fed.address}{SEARCH}?rows=1000"
    first = requests.get(address, timeout=30)
    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Ledger-Position"] == again.headers["Ledger-Position"]


def test_where_it_is_found(fed: Feeding) -> None:
    told = requests.get(f"{fed.address}/api/3", timeout=30).json()
    assert told == {"version": 3} and requests.get(f"{fed.address}/api", timeout=30).json() == told
