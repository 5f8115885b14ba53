"""The command line as an operator types it: what it says, how it ends, and that it goes through a running keeper."""

import json
import shutil
import socket
from pathlib import Path

import pytest
import requests

from registry.clock import utc_now
from registry.heads import Signer
from registry.ledger import Ledger
from registry.schema import connect
from tests.walks.people import Person
from tests.walks.processes import Keeping, keeping, registry

SAMPLES = Path(__file__).parents[1] / "registry"


def test_a_busy_port_gets_a_sentence_in_both_languages(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = registry("serve", "--data", str(tmp_path / "data"), "--port", port)
    assert done.returncode == 1
    assert port in done.stderr and "cổng" in done.stderr and "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_keeper_gets_a_sentence_and_the_first_goes_on(served: Keeping) -> None:
    done = registry("serve", "--data", str(served.data), "--port", "0")
    assert done.returncode == 1 and "pid" in done.stderr and "Traceback" not in done.stderr
    assert Person(served.address).open("/").status == 200


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("verify", "--data", "{here}"), 1, "registry demo"),
        (("preview", "missing.ttl", "--kind", "dcat"), 1, "missing.ttl"),
        (("preview", "missing.ttl", "--kind", "floppy"), 2, "floppy"),
        (("check", "missing.ttl"), 1, "missing.ttl"),
        (("check", "missing.ttl", "--profile", "dcat-mars"), 2, "dcat-mars"),
        (("harvest", "--data", "{here}"), 2, "--all"),
        (("audit", "--data", "{here}", "--quarter", "2026-Q5"), 1, "registry demo"),
        (("nonsense",), 2, "nonsense"),
    ],
)
def test_what_is_wrong_is_said_and_the_exit_code_tells_it(
    tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    done = registry(*(word.format(here=tmp_path) for word in arguments))
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr + done.stdout


def test_a_broken_setting_stops_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "registry.toml").write_text('colour = "red"\n')
    done = registry("serve", "--data", str(tmp_path), "--port", "0")
    assert done.returncode == 1 and done.stderr.count("colour") == 2, "in both languages"


def test_a_directory_of_a_newer_version_is_not_touched(province: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "format").write_text("7\n")
    shutil.copy(province / "ledger.db", data / "ledger.db")
    before = (data / "ledger.db").read_bytes()
    done = registry("serve", "--data", str(data), "--port", "0")
    assert done.returncode == 1 and "7" in done.stderr
    assert (data / "ledger.db").read_bytes() == before


def test_commands_that_write_go_through_the_running_keeper(served: Keeping) -> None:
    rebuilt = registry("rebuild", "--data", str(served.data))
    assert rebuilt.returncode == 0, rebuilt.stderr
    harvested = registry("harvest", "--data", str(served.data), "--all", "--format", "json")
    runs = json.loads(harvested.stdout)["runs"]
    # The sample APIs of the demonstration do not run here: each run says so, and the mirror stays.
    assert harvested.returncode == 1 and {run["state"] for run in runs} == {"failed"}
    assert all(run["message_vi"] and run["message_en"] for run in runs)
    link = registry("account", "--data", str(served.data), "kiem-toan-2", "--role", "auditor").stdout.strip()
    assert link.startswith(f"{served.address}/set-password/")
    page = Person(served.address).open(link)
    assert page.status == 200 and any(name == "password" for form in page.forms for name, _ in form.fields)
    closed = registry("account", "--data", str(served.data), "kiem-toan-2", "--close", "thôi việc")
    assert closed.returncode == 0, closed.stderr
    unknown = registry("account", "--data", str(served.data), "khong-co", "--close", "x")
    assert unknown.returncode == 1 and "khong-co" in unknown.stderr


def test_a_keeper_that_was_killed_leaves_no_ghost_behind(province: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(province, data)
    with keeping(data) as keeper:
        keeper.kill()
    done = registry("rebuild", "--data", str(data))
    assert done.returncode == 0, done.stderr


def test_the_published_head_can_be_kept_and_held_against_the_ledger(served: Keeping, tmp_path: Path) -> None:
    answer = requests.get(f"{served.address}/ledger/head", timeout=60)
    (tmp_path / "head.json").write_bytes(answer.content)
    assert registry("verify", "--data", str(served.data), "--head", str(tmp_path / "head.json")).returncode == 0


def test_verify_finds_a_ledger_that_was_rewritten_since_a_head_was_kept(province: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(province, data)
    engine = connect(data / "ledger.db")
    head = Signer(data / "keys").sign(Ledger(engine, utc_now).head(), "2026-11-21")
    (tmp_path / "head.json").write_text(head.as_json())
    assert registry("verify", "--data", str(data), "--head", str(tmp_path / "head.json")).returncode == 0
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entry SET person = 'Kẻ khác' WHERE seq = 3")
    engine.dispose()
    found = registry("verify", "--data", str(data), "--head", str(tmp_path / "head.json"), "--format", "json")
    assert found.returncode == 1
    assert min(fault["seq"] for fault in json.loads(found.stdout)["faults"]) == 3


def test_check_says_the_same_as_json_text_csv_and_turtle(tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text(
        '@prefix dcat: <http://www.w3.org/ns/dcat#> . <http://example.vn/d> a dcat:Dataset ; dcat:keyword "x" .\n'
    )
    said = json.loads(registry("check", str(file), "--profile", "dcat-ap", "--format", "json").stdout)
    assert not said["conforms"]
    keys = {"rule", "severity", "focus", "path", "component", "value", "message_vi", "message_en", "article"}
    assert all(set(finding) == keys for finding in said["findings"])
    for form in ("text", "csv", "turtle", "html"):
        done = registry("check", str(file), "--profile", "dcat-ap", "--format", form)
        assert done.returncode == 1 and "http://example.vn/d" in done.stdout


def test_check_with_shapes_of_ones_own_gives_those_shapes_findings(tmp_path: Path) -> None:
    (tmp_path / "data.ttl").write_text("<urn:x:a> a <urn:x:Thing> .\n")
    (tmp_path / "shapes.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <urn:x:Shape> a sh:NodeShape ; sh:targetClass <urn:x:Thing> ; "
        'sh:property [ sh:path <urn:x:name> ; sh:minCount 1 ; sh:message "a name is wanted" ] .\n'
    )
    done = registry("check", str(tmp_path / "data.ttl"), "--shapes", str(tmp_path / "shapes.ttl"), "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["focus"], finding["message_en"], finding["path"]) == ("urn:x:a", "a name is wanted", "urn:x:name")


def test_an_unreadable_file_is_an_outcome_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "bomb.rdf").write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
    for command in (("preview", "--kind", "dcat"), ("check",)):
        done = registry(*command, str(tmp_path / "bomb.rdf"), "--format", "json")
        assert done.returncode == 1 and "DOCTYPE" in done.stdout
        assert json.loads(done.stdout)


def test_the_demonstration_a_second_time_finds_nothing_to_change_and_takes_no_port(
    province: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(province, data)
    before = registry("verify", "--data", str(data), "--format", "json").stdout
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = registry("demo", "--no-serve", "--data", str(data), "--port", port)
    assert done.returncode == 0, done.stderr
    after = registry("verify", "--data", str(data), "--format", "json").stdout
    assert json.loads(after)["head"] == json.loads(before)["head"]
