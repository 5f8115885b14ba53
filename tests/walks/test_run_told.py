"""A source is harvested for real: its agency reads by name what came and what did not, mends by it, and is written to."""

import csv
import io
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from click.testing import CliRunner

from registry.accounts import By, Role
from registry.commands import main
from registry.config import load_config
from registry.demo.agency_apis import first_address, serve
from registry.harvesting.entered import State
from registry.harvesting.pages import Pages
from registry.harvesting.runs import DONE, Run
from registry.keeper import Keeper
from registry.ministry_documents import laid_down, snapshot_of
from registry.web import create_app
from tests.registry.postbox import Postbox, postbox
from tests.registry.web.site import HTML, Site

MAILBOX, HOOK = "dulieu@example.vn", "https://example.vn/dot"


@dataclass(frozen=True)
class Walk:
    site: Site
    box: Postbox
    run: Run


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    server = serve("ckan", 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    said = {"slug": "kho-so-y-te", "kind": "ckan", "url": first_address("ckan", server.server_port), "agency": "gl-so-yt",
            "title_vi": "Kho dữ liệu Sở Y tế", "allow_private": True, "notify": [MAILBOX]}  # fmt: skip
    with postbox() as box:
        settings = {
            "mail_host": "127.0.0.1",
            "mail_port": box.port,
            "mail_from": "so@example.vn",
            "mail_security": "none",
        }
        keeper = Keeper.open(load_config(tmp_path_factory.mktemp("told"), **settings))
        try:
            keeper.accounts.open("gl-so-yt", Role.AGENCY, "gl-so-yt", By("operator"))
            source = keeper.source_book.enter(said, State.APPROVED, By("operator")).source
            yield Walk(Site(keeper, create_app(keeper), {}), box, keeper.harvests.run(source))
        finally:
            keeper.close()
            server.shutdown()
            thread.join()
            server.server_close()


def test_the_page_names_all_that_came_and_all_that_did_not(walk: Walk) -> None:
    run, client = walk.run, walk.site.client("gl-so-yt")
    assert run.state == DONE and run.account.held
    page = client.get(f"/desk/runs/{run.id}", headers=HTML).text
    names = [row["title"] for row in walk.site.keeper.runs.settled(run.id) if row["word"] in ("created", "held")]
    assert len(names) == run.account.created + run.account.held
    assert all(str(_escaped(name)) in page for name in names)
    assert f"<b>{run.account.read}</b>nhận được" in page


def test_a_held_record_is_shown_as_the_source_said_it_with_how_to_mend(walk: Walk) -> None:
    held = next(row for row in walk.site.keeper.runs.settled(walk.run.id) if row["word"] == "held")
    client = walk.site.client("gl-so-yt")
    page = client.get(f"/desk/runs/{walk.run.id}/dataset/{held['iri'].rpartition('/')[2]}", headers=HTML).text
    finding = next(one for one in held["findings"] if one["severity"] == "Violation")
    assert str(_escaped(finding["fix_vi"])) in page and "/desk/dataset/" in page
    assert held["identifier"] in page and "<code>notes</code>" in page and "resources[0].url" in page


def test_the_table_of_errors_is_the_same_by_page_and_by_command(walk: Walk) -> None:
    answer = walk.site.client("gl-so-yt").get(f"/desk/runs/{walk.run.id}/errors.csv")
    data = str(walk.site.keeper.config.data)
    written = CliRunner().invoke(main, ["harvest", "--data", data, "--errors", str(walk.run.id)])
    assert written.exit_code == 0 and answer.data.decode("utf-8-sig") == written.stdout_bytes.decode()
    rows = list(csv.reader(io.StringIO(written.stdout_bytes.decode())))
    assert len({row[5] for row in rows[1:] if row[2] == "bị giữ lại"}) == walk.run.account.held
    assert CliRunner().invoke(main, ["harvest", "--data", data, "--errors", "99999"]).exit_code != 0


def test_the_agency_is_written_to_and_what_cannot_be_told_stands_on_the_page(walk: Walk) -> None:
    keeper = walk.site.keeper
    assert keeper.digests.send_due() == 1
    said = str(walk.box.read().get_content())
    link = re.search(r"http://\S+/desk/runs/(\d+)", said)
    assert link is not None and int(link[1]) == walk.run.id
    assert f"Nhận {walk.run.account.read} bản ghi" in said and "Cách sửa" in said
    entered = keeper.source_book.one("kho-so-y-te")
    keeper.source_book.change(entered.slug, {**entered.said, "notify": [MAILBOX, HOOK]}, By("operator"))
    keeper.digests.send_due()
    page = walk.site.client("gl-so-yt").get(f"/desk/runs/{walk.run.id}", headers=HTML).text
    assert HOOK in page and "không gửi bản không ký" in page and "đã gửi" in page


def test_a_second_run_says_that_nothing_changed(walk: Walk) -> None:
    keeper = walk.site.keeper
    again = keeper.harvests.run(replace(keeper.source_book.one("kho-so-y-te").source))
    page = walk.site.client("gl-so-yt").get(f"/desk/runs/{again.id}", headers=HTML).text
    assert again.account.created == again.account.changed == 0
    assert f"{again.account.unchanged} tập không đổi" in page


def test_a_dataset_that_changed_is_told_with_what_is_different(walk: Walk) -> None:
    keeper = walk.site.keeper
    folder = keeper.directory.snapshots
    first = Pages(keeper.engine).of(walk.run.id)[0]
    said = json.loads((folder / first.sha256).read_bytes())
    for package in said["result"]["results"]:
        package["notes"] = "Mô tả mới, rõ hơn trước."
    changed = folder / "changed.json"
    changed.write_text(json.dumps(said))
    source = keeper.source_book.one("kho-so-y-te").source
    run = keeper.harvests.bring(source, laid_down(snapshot_of(changed, first.url), folder), whole=False)
    page = walk.site.client("gl-so-yt").get(f"/desk/runs/{run.id}", headers=HTML).text
    assert run.account.changed and page.count("Mô tả: Mô tả mới, rõ hơn trước.") == run.account.changed


def _escaped(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;").replace("'", "&#39;")
    )
