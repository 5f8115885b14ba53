"""Rules change under a province that is served: it is judged anew though the keeper is killed, and nothing comes down."""

import json
import shutil
import time
from pathlib import Path

import pytest
import requests

from registry.clock import utc_now
from registry.ledger import Ledger
from registry.schema import connect
from registry.switches import SWITCHES, rule_of
from tests.walks.processes import Keeping, keeping, registry

OFF, WHY = "dcat-ap/distribution-recommended", "Trần Thị Bích, công văn 214/SKHCN"
PATIENCE = 100.0


def settled(served: Keeping) -> dict[str, object]:
    """Waits until nothing is judged any more."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        course = served.command("rejudging")
        if not course["is_running"]:
            return course
        time.sleep(0.1)
    raise AssertionError("the re-judging did not end")


def rules_of(data: Path) -> dict[str, object]:
    done = registry("audit", "--data", str(data), "--format", "json")
    return dict(json.loads(done.stdout)["rules"])


def spoken(rules: dict[str, object]) -> set[str]:
    kept = rules["kept"]
    assert isinstance(kept, list)
    return {row["rule"] for row in kept}


@pytest.mark.timeout(400)  # four starts of a keeper, on machines that are shared
def test_a_switch_a_kill_and_a_return(province: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(province, data)
    settings = (data / "registry.toml").read_text("utf-8")
    registry("audit", "--data", str(data), "--apply")
    before = rules_of(data)
    public = before["records"]
    assert OFF in spoken(before)
    (data / "registry.toml").write_text(f'{settings}rules_off = ["{OFF}"]\nrules_off_why = "{WHY}"\n', "utf-8")
    said = rules_of(data)
    assert said["judged"] == public and said["off"] == [OFF], "it is told beforehand"
    assert any(row["rule"] == OFF for row in said["mended"])  # type: ignore[attr-defined]
    served = Keeping(data).start()
    served.kill()
    served.restart()
    try:
        settled(served)
        after = rules_of(data)
        assert (after["judged"], after["records"]) == (0, public)
        assert OFF not in spoken(after)
        page = requests.get(f"{served.address}/audit/rules", timeout=30).text
        assert OFF in page and WHY in page
    finally:
        served.stop()
    (data / "registry.toml").write_text(settings, "utf-8")
    with keeping(data) as again:
        settled(again)
        returned = rules_of(data)
        assert returned["judged"] == 0 and OFF in spoken(returned)
    # What --apply changes is told, although by the time it is told nothing is stale any more.
    (data / "registry.toml").write_text(f'{settings}rules_off = ["{OFF}"]\nrules_off_why = "{WHY}"\n', "utf-8")
    applied = json.loads(registry("audit", "--data", str(data), "--apply", "--format", "json").stdout)["rules"]
    assert applied["judged"] == public and any(row["rule"] == OFF for row in applied["mended"])
    assert all(row["rule"] != OFF for row in applied["kept"]), "what is kept is what was found anew"
    assert rules_of(data)["judged"] == 0
    assert registry("verify", "--data", str(data)).returncode == 0
    engine = connect(data / "ledger.db")
    entries = Ledger(engine, utc_now).of_acts(SWITCHES)
    engine.dispose()
    assert [(entry.act, rule_of(entry.record)) for entry in entries] == [
        ("switch-off", OFF),
        ("switch-on", OFF),
        ("switch-off", OFF),
    ]
