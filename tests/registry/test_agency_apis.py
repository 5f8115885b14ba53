"""The two sample agency APIs: real processes on loopback, harvested through the real door."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harvesters.answers import Limits
from harvesters.door import Conditional, Refused, Snapshot, Unchanged, fetch
from harvesters.kinds import KINDS
from harvesters.mapping import key_for, map_record
from harvesters.paging import PageLoop, following
from harvesters.source import Harvested, Source
from registry.demo.agency_apis import serve
from registry.demo.samples import samples
from vocab.agencies import load_agencies
from vocab.description import Description
from vocab.identifiers import agency_iri
from vocab.ministries import load_ministry_datasets

BASE = "http://127.0.0.1:8080"
AGENCIES = {"ckan": "gl-so-yt", "dcat": "gl-so-nnmt"}


@contextmanager
def running(kind: str, *arguments: str) -> Iterator[str]:
    """The address of a sample API in a process of its own; it must end well on SIGTERM."""
    command = [sys.executable, "-m", "registry.demo.agency_apis", "--kind", kind, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            word, _, address = process.stdout.readline().strip().partition(" ")
            assert word == "ready"
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0


def source(kind: str, url: str) -> Source:
    return Source(f"mau-{kind}", kind, url, AGENCIES[kind], {"vi": "mẫu"}, allow_private=True)


def harvest(told: Source, target: Path) -> list[Harvested]:
    """Every record of every page, fetched through the door."""
    url: str | PageLoop | None = KINDS[told.kind].first_url(told)
    seen: set[str] = set()
    records: list[Harvested] = []
    while isinstance(url, str):
        snapshot = fetch(url, target, Limits(), lambda host, port, address: address == "127.0.0.1")
        assert isinstance(snapshot, Snapshot), snapshot
        page = KINDS[told.kind].read(target.read_bytes(), snapshot.media_type, snapshot.url)
        assert page.unreadable == ()
        records += page.records
        seen.add(url)
        url = following(page.next, snapshot.links, url, frozenset(seen))
    assert url is None
    return records


def described(told: Source, harvested: Harvested) -> Description:
    agency = agency_iri(BASE, told.agency)
    return map_record(harvested, base=BASE, source=told, agency_iri=agency, key=key_for(told, harvested))


@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_every_dataset_comes_through_the_door(kind: str, tmp_path: Path) -> None:
    with running(kind, "--port", "0") as address:
        told = source(kind, address)
        records = [described(told, one) for one in harvest(told, tmp_path / "page")]
    assert len(records) == len(samples(kind)) == 12
    assert [record for record in records if not record.title()] == [
        record for record in records if "tuyển dụng" in record.keywords or "xuất khẩu" in record.keywords
    ]
    for record in records:
        assert record.publisher == agency_iri(BASE, AGENCIES[kind])
        assert record.frequency and record.licence and record.access_rights and record.themes and record.distributions
        assert all(part.format for part in record.distributions)


@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_the_agencies_exist_and_one_title_is_a_ministrys(kind: str) -> None:
    assert AGENCIES[kind] in load_agencies(BASE).by_id
    ministry = {row.title_vi for row in load_ministry_datasets(BASE)}
    assert sum(sample.title_vi in ministry for sample in samples(kind)) == 1
    assert sorted(bool(sample.fault) for sample in samples(kind)).count(True) == 3


@pytest.mark.parametrize("kind", ["ckan", "dcat"])
def test_so_many_synthetic_datasets_always_the_same(kind: str, tmp_path: Path) -> None:
    with running(kind, "--port", "0", "--datasets", "1100") as address:
        told = source(kind, address)
        records = harvest(told, tmp_path / "page")
    assert len({record.identifier for record in records}) == 1100
    assert samples(kind, 50) == samples(kind, 50)
    assert len({sample.title_vi for sample in samples(kind, 1100)}) == 1100


def test_an_unchanged_answer_is_not_sent_again(tmp_path: Path) -> None:
    with running("dcat", "--port", "0") as address:
        first = fetch(address, tmp_path / "a", Limits(), lambda host, port, ip: True)
        assert isinstance(first, Snapshot)
        again = fetch(address, tmp_path / "b", Limits(), lambda host, port, ip: True, Conditional(first.etag))
    assert isinstance(again, Unchanged)


def test_ckans_errors_are_ckans(tmp_path: Path) -> None:
    with running("ckan", "--port", "0") as address:
        missing = fetch(
            f"{address}api/3/action/package_show?id=x", tmp_path / "a", Limits(), lambda host, port, ip: True
        )
        shown = fetch(
            f"{address}api/3/action/package_show?id=phong-kham-ngoai-gio",
            tmp_path / "b",
            Limits(),
            lambda host, port, ip: True,
        )
    assert isinstance(missing, Refused) and missing.status == 404
    assert isinstance(shown, Snapshot)
    assert len(KINDS["ckan"].read((tmp_path / "b").read_bytes(), "", shown.url).records) == 1


def test_a_busy_port_is_said_and_ends() -> None:
    with serve("ckan", 0) as server:
        command = [
            sys.executable,
            "-m",
            "registry.demo.agency_apis",
            "--kind",
            "ckan",
            "--port",
            str(server.server_port),
        ]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert ended.returncode == 1
    assert str(server.server_port) in ended.stdout
