"""`registry preview` as it is called: a kind of another package, and documents that only lead to others."""

import json
from pathlib import Path

import pytest

from registry.commands.checking import document
from registry.errors import RegistryError
from tests.harvesters.hostile import send, serving
from tests.harvesters.test_foreign_kinds import installed
from tests.walks.processes import registry

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://a.example/1</loc></url><url><loc>https://a.example/2</loc></url></urlset>"""


def test_a_kind_of_another_package_reaches_into_the_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(installed(tmp_path)), prepend=":")
    (tmp_path / "stations.txt").write_text("Trạm mưa\nTrạm gió\n")
    done = registry("preview", str(tmp_path / "stations.txt"), "--kind", "tram", "--format", "json")
    assert [one["title"] for one in json.loads(done.stdout)["records"]] == ["Trạm mưa", "Trạm gió"], done.stderr


def test_a_sitemap_is_in_order_and_says_that_it_leads_on(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_text(SITEMAP)
    done = registry("preview", str(tmp_path / "sitemap.xml"), "--kind", "schema-org", "--format", "json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["next"], said["more"]) == (0, "https://a.example/1", 1)
    assert "dẫn đến 2 trang" in said["unreadable"][0]["reason"]


@pytest.mark.parametrize(("status", "needs"), [(401, True), (403, True), (404, False)])
def test_a_source_that_asks_who_we_are_needs_a_credential(status: int, needs: bool) -> None:
    with serving({"/": send(status, b"")}) as server, pytest.raises(RegistryError) as refusal:
        document(server.url(), allow_private=True)
    assert f"HTTP {status}" in refusal.value.vi
    assert ("credentials.toml" in refusal.value.vi, "registry source try" in refusal.value.en) == (needs, needs)
