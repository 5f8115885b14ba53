"""An operator backs the registry up while it serves, loses the machine, and brings it back on an empty one."""

import json
import re
import signal
from pathlib import Path

import pytest
import requests

from registry.demo.logins import Login
from tests.walks.people import Person
from tests.walks.processes import Keeping, keeping, registry


def whole_feed(keeper: Keeping) -> set[str]:
    """Every line of the catalogue as N-Triples, with the keeper's own address taken out."""
    lines: set[str] = set()
    url: str | None = f"{keeper.address}/catalog.nt"
    while url:
        answer = requests.get(url, timeout=60)
        assert answer.status_code == 200
        lines |= set(answer.text.replace(keeper.address, "HERE").splitlines())
        url = answer.links.get("next", {}).get("url")
    return lines


def counted(keeper: Keeping) -> str:
    """What SPARQL says of the records, from the store that was made anew."""
    query = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    answer = requests.get(
        f"{keeper.address}/sparql", params={"query": query}, headers={"Accept": "text/csv"}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return answer.text


def found(keeper: Keeping, words: str) -> list[str]:
    """The datasets on the first page of a search, by title: the index was made anew as well."""
    answer = requests.get(f"{keeper.address}/datasets", params={"q": words, "sort": "title"}, timeout=60)
    assert answer.status_code == 200
    return re.findall(r'href="(/id/dataset/[a-z2-7]{12})"', answer.text)


def verdict(data: Path) -> dict[str, object]:
    done = registry("verify", "--data", str(data), "--format", "json")
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(json.loads(done.stdout))


def test_the_registry_comes_back_on_an_empty_machine(served: Keeping, logins: dict[str, Login], tmp_path: Path) -> None:
    backup, restored = tmp_path / "backup", tmp_path / "new machine" / "data"
    made = registry("backup", str(backup), "--data", str(served.data))
    assert made.returncode == 0, made.stderr
    back = registry("restore", str(backup), "--data", str(restored))
    assert back.returncode == 0, back.stderr
    assert verdict(restored) == verdict(served.data)
    for view in ("store", "index", "generations"):
        assert not (restored / view).exists()
    with keeping(restored) as again:
        assert whole_feed(again) == whole_feed(served)
        assert counted(again) == counted(served)
        assert found(again, "y te") == found(served, "y te") != []
        login = next(iter(logins.values()))
        arrived = Person(again.address).sign_in(login.account, login.password, login.person)
        assert arrived.status == 200 and not arrived.url.endswith("/sign-in")


def test_a_backup_that_was_killed_is_no_backup_and_harms_nobody(served: Keeping, tmp_path: Path) -> None:
    for point in ("backup.before-copy", "backup.after-copy"):
        half = tmp_path / point
        killed = registry("backup", str(half), "--data", str(served.data), die_at=point)
        assert killed.returncode == -signal.SIGKILL
        refused = registry("restore", str(half), "--data", str(tmp_path / "restored"))
        assert refused.returncode == 1 and "MANIFEST.json" in refused.stderr
        assert not (tmp_path / "restored").exists()
    assert requests.get(f"{served.address}/health/ready", timeout=60).status_code == 200
    assert verdict(served.data)["sound"] is True
    assert registry("backup", str(tmp_path / "good"), "--data", str(served.data)).returncode == 0


@pytest.mark.parametrize("file", ["ledger.db", "format"])
def test_a_damaged_backup_is_refused_by_name_before_anything_is_written(
    served: Keeping, tmp_path: Path, file: str
) -> None:
    backup = tmp_path / "backup"
    assert registry("backup", str(backup), "--data", str(served.data)).returncode == 0
    data = bytearray((backup / file).read_bytes())
    data[len(data) // 2] ^= 1
    (backup / file).write_bytes(data)
    refused = registry("restore", str(backup), "--data", str(tmp_path / "restored"))
    assert refused.returncode == 1 and file in refused.stderr
    assert not (tmp_path / "restored").exists()


def test_nothing_is_restored_over_a_registry_that_is_there(served: Keeping, tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    assert registry("backup", str(backup), "--data", str(served.data)).returncode == 0
    refused = registry("restore", str(backup), "--data", str(served.data))
    assert refused.returncode == 1 and str(served.data) in refused.stderr
    again = registry("backup", str(backup), "--data", str(served.data))
    assert again.returncode == 1 and str(backup) in again.stderr
    assert requests.get(f"{served.address}/health/ready", timeout=60).status_code == 200
