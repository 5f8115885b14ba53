"""The ministries' side as an operator keeps it: catalogues come in, by hand and by harvest; the province is measured anew.

Every process is a real one: the keeper, the commands, and the ministries' sites on loopback.
"""

import json
import shutil
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import requests

from registry.words import Words
from tests.loopback import Quiet, answering
from tests.walks.people import Person
from tests.walks.processes import Keeping, keeping, registry

PATIENCE = 100.0
HEAD = "id,title_vi,title_en,owner,modified,frequency\n"
CKAN = "api/3/action/package_search"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder, and the address at which a ministry's web server hands it out."""
    folder = tmp_path / "site"
    (folder / CKAN).parent.mkdir(parents=True)
    with answering(partial(Silent, directory=str(folder))) as address:
        yield folder, address


class Silent(Quiet, SimpleHTTPRequestHandler):
    """Hands out files and keeps quiet about it."""


def import_from(served: Keeping, place: str, kind: str, *more: str) -> dict[str, Any]:
    arguments = ("import-ministries", place, "--kind", kind, "--data", str(served.data), "--format", "json", *more)
    done = registry(*arguments)
    assert "Traceback" not in done.stderr, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def titled(served: Keeping, title: str) -> str:
    """The path of the page of a ministry's dataset, as the list of all links to it; "" for none."""
    answer = requests.get(f"{served.address}/ministries", timeout=30)
    assert answer.status_code == 200
    before, sign, _ = answer.text.partition(f">{title}</a>")
    return before.rpartition('href="')[2].rstrip('"') if sign else ""


def asked(served: Keeping, query: str) -> list[dict[str, Any]]:
    answer = requests.get(
        f"{served.address}/sparql",
        params={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    return list(answer.json()["results"]["bindings"])


def settled(served: Keeping) -> None:
    """Waits until everything public was judged by what is known now."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        course = served.command("rejudging")
        if not course["is_running"] and course["total"] == course["done"]:
            return
        time.sleep(0.2)
    raise AssertionError("the re-judging did not end")


def overlapping(served: Keeping, iri: str) -> list[dict[str, Any]]:
    """What the store says of a ministry's dataset, once a generation holds it."""
    query = f"""
        PREFIX reg: <https://w3id.org/so-dang-ky/def#>
        SELECT ?dataset ?grade WHERE {{ ?o a reg:Overlap ; reg:withMinistryDataset <{iri}> ; reg:ofDataset ?dataset ;
            reg:grade ?grade }}"""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := asked(served, query):
            return found
        time.sleep(0.2)
    return []


@pytest.mark.timeout(400)
def test_catalogues_of_three_kinds_come_in_and_the_province_is_measured_anew(
    served: Keeping, site: tuple[Path, str], tmp_path: Path
) -> None:
    folder, address = site
    public = asked(served, "SELECT ?d ?t WHERE { GRAPH ?g { ?d a <http://www.w3.org/ns/dcat#Dataset> ; "
                           "<http://purl.org/dc/terms/title> ?t } }")  # fmt: skip
    dataset, title = public[0]["d"]["value"], public[0]["t"]["value"]
    path = tmp_path / "bo.csv"
    path.write_text(f"{HEAD}w-1,{json.dumps(title, ensure_ascii=False)},,Bộ Xây dựng,2026-10-01,hàng quý\n", "utf-8")

    forecast = import_from(served, str(path), "csv", "--dry-run")
    assert forecast["counts"]["imported"] == 1 and titled(served, title) == "", "a trial leaves no trace"

    assert import_from(served, str(path), "csv")["run"]["counts"]["created"] == 1
    page = titled(served, title)
    iri = f"{dataset.partition('/id/')[0]}{page}"
    turtle = requests.get(f"{served.address}{page}", headers={"Accept": "text/turtle"}, timeout=30)
    assert turtle.status_code == 200 and "goneSince" not in turtle.text and "2026-10-01" in turtle.text
    settled(served)
    assert dataset in [row["dataset"]["value"] for row in overlapping(served, iri)]
    still = requests.get(dataset.replace(dataset.partition("/id/")[0], served.address), timeout=30)
    assert still.status_code == 200, "what was public stays up"

    ferries = {
        "id": "w-2",
        "name": "w-2",
        "title": "Sổ bến phà liên tỉnh",
        "notes": "x",
        "resources": [],
        "organization": {"title": "Bộ Giao thông vận tải"},
    }
    (folder / CKAN).write_text(json.dumps({"success": True, "result": {"count": 1, "results": [ferries]}}), "utf-8")
    (folder / "catalog.ttl").write_text(
        '@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .'
        '<https://bo.example.vn/w-3> a dcat:Dataset ; dct:title "Sổ hải đăng"@vi ; dct:description "x"@vi .',
        "utf-8",
    )  # fmt: skip
    ckan = import_from(served, address, "ckan", "--allow-private", "--source", "bo-ckan")
    assert ckan["run"]["counts"]["created"] == 1
    dcat = import_from(
        served, f"{address}/catalog.ttl", "dcat", "--allow-private", "--source", "bo-dcat", "--agency", "vn-bo-xay-dung"
    )
    assert dcat["run"]["counts"]["created"] == 1
    ended = requests.get(f"{served.address}{titled(served, 'Sổ bến phà liên tỉnh')}?lang=vi", timeout=30).text
    assert "Bộ Giao thông vận tải" in ended and "Nay là:" in ended and "28/02/2025" in ended
    assert "Bộ Xây dựng" in requests.get(f"{served.address}{titled(served, 'Sổ hải đăng')}?lang=vi", timeout=30).text

    stranger = ("import-ministries", address, "--kind", "ckan", "--data", str(served.data), "--source", "kin")
    refused = registry(*stranger)
    assert refused.returncode == 1 and address in refused.stderr, (
        "a private address is not asked unless somebody lets it"
    )


@pytest.mark.timeout(400)
def test_a_ministrys_source_is_harvested_and_what_it_drops_is_kept(
    province: Path, site: tuple[Path, str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(province, data)
    folder, address = site
    rows = {f"s-{number}": f"Sổ tháp nước số {number}" for number in range(1, 7)}
    (data / "sources.toml").write_text(
        f'[[source]]\nslug = "bo"\nkind = "csv"\nurl = "{address}/bo.csv"\nside = "ministry"\nallow_private = true\n'
        'agency = "vn-bo-xay-dung"\n',
        "utf-8",
    )

    def harvested(there: dict[str, str], *more: str) -> dict[str, Any]:
        (folder / "bo.csv").write_text(
            HEAD + "".join(f"{code},{title},,,,\n" for code, title in there.items()), "utf-8"
        )
        done = registry("harvest", "bo", "--data", str(data), "--format", "json", *more)
        (run,) = json.loads(done.stdout)["runs"]
        return dict(run)

    assert harvested(rows)["counts"]["created"] == 6
    assert harvested({code: title for code, title in rows.items() if code != "s-6"})["counts"]["withdrawn"] == 1
    assert harvested({})["state"] == "failed", "an empty answer wipes nothing"
    assert harvested({"s-1": rows["s-1"]})["state"] == "guarded"
    with keeping(data) as served:
        kept = titled(served, rows["s-6"])
        page = requests.get(f"{served.address}{kept}?lang=vi", timeout=30).text
        assert "không còn nêu cơ sở dữ liệu này" in page
        assert all(titled(served, title) for title in rows.values())
        assert Person(served.address).open("/ministries?owner=vn-bo-xay-dung&page=1").status == 200
        assert requests.get(f"{served.address}/ministries?owner=nobody", timeout=30).status_code == 404
        served.stop()
    assert registry("verify", "--data", str(data)).returncode == 0
    assert set(rows.values()) <= {row.title() for row in Words.on(base_of(data), data).ministries.values()}


def base_of(data: Path) -> str:
    said = (data / "registry.toml").read_text("utf-8")
    return next(line.partition('"')[2].partition('"')[0] for line in said.splitlines() if line.startswith("base"))


@pytest.mark.parametrize(
    ("place", "kind", "said"),
    [
        ("missing.csv", "csv", "missing.csv"),
        ("{here}/empty.csv", "csv", ""),
        ("{here}/picture.csv", "csv", ""),
        ("{here}/empty.csv", "floppy", "floppy"),
    ],
)
def test_what_cannot_be_read_is_said_without_a_stack_of_lines(
    served: Keeping, tmp_path: Path, place: str, kind: str, said: str
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    done = registry("import-ministries", place.format(here=tmp_path), "--kind", kind, "--data", str(served.data))
    assert done.returncode == (2 if kind == "floppy" else 1)
    assert said in done.stderr and done.stderr.strip() and "Traceback" not in done.stderr
