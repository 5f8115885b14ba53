"""The audit's pages and tables, the operator's page and commands, and what watches the keeper."""

import csv
import io
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from registry.cells import harmless
from registry.web import create_app
from tests.registry.web.site import HTML, Site, told


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["/audit", "/audit/freshness", "/audit/overlap"])
def test_the_audit_is_open_to_everyone(client: FlaskClient, path: str, lang: str) -> None:
    page = client.get(f"{path}?lang={lang}", headers=HTML)
    assert page.status_code == 200 and f'<html lang="{lang}">' in page.text


def test_freshness_is_there_by_quarter_and_as_csv(site: Site, client: FlaskClient) -> None:
    quarter = site.keeper.audit.quarter()
    page = client.get(f"/audit/freshness?quarter={quarter}", headers=HTML)
    assert "Giường bệnh trống theo ngày" in page.text
    answer = client.get(f"/audit/freshness.csv?quarter={quarter}")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    beds = next(row for row in rows if row["dataset"] == site.named["beds"].iri)
    assert beds["quarter"] == str(quarter) and beds["agency"] == "Sở Y tế tỉnh Gia Lai"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="freshness-{quarter}.csv"'


@pytest.mark.parametrize("quarter", ["2026-Q9", "x", "1901-Q1", "9998-Q4", "2026-Q3'"])
def test_what_is_no_quarter_of_ours_is_404(client: FlaskClient, quarter: str) -> None:
    assert client.get("/audit/freshness", query_string={"quarter": quarter}, headers=HTML).status_code == 404
    assert client.get("/audit/freshness.csv", query_string={"quarter": quarter}).status_code == 404


def test_the_overlap_table_has_its_head(client: FlaskClient) -> None:
    answer = client.get("/audit/overlap.csv")
    assert answer.data.decode("utf-8-sig").startswith("dataset,title,agency,ministry_dataset")


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\tx", "\rx", "＝x", "\0x"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Giá = 5") == "Giá = 5"
    assert harmless(-5) == -5
    assert harmless(None) == ""


def test_the_operator_sees_sources_runs_and_accounts(site: Site) -> None:
    page = site.client("van-hanh").get("/admin", headers=HTML)
    assert page.status_code == 200
    assert "gl-so-yt" in page.text and "kiem-duyet" in page.text


@pytest.mark.parametrize(
    ("command", "sent", "status"),
    [
        ("nothing", {}, 404),
        ("account", {"name": 5, "role": "agency"}, 400),
        ("account", {"name": "gl-so-yt", "role": "king"}, 400),
        ("account", {"name": "khong-co-co-quan", "role": "agency"}, 409),
        ("harvest", {"sources": "x"}, 400),
        ("harvest", {"sources": ["x"]}, 409),
        ("expunge", {"key": "x", "person": "A; B", "reason": "y"}, 400),
        ("account", ["x"], 400),
        ("account", {"name": "gl-so-yt", "role": "reviewer"}, 409),
        ("no-such-command", {}, 404),
    ],
)
def test_bad_commands_are_refused_with_both_sentences(site: Site, command: str, sent: object, status: int) -> None:
    secret = site.keeper.directory.operator_token.read_text("utf-8").strip()
    answer = site.client().post(
        f"/admin/api/{command}",
        json=sent,
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert told(answer)["vi"] and told(answer)["en"] and told(answer)["vi"] != told(answer)["en"]


@pytest.mark.parametrize("sent", [b"{", b"[" * 5000, b'{"name": "\\ud800", "role": "agency"}', b"\xff", b""])
def test_what_is_no_json_is_refused_in_json(site: Site, sent: bytes) -> None:
    secret = site.keeper.directory.operator_token.read_text("utf-8").strip()
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    answer = site.client().post("/admin/api/account", data=sent, headers=headers)
    assert (answer.status_code, answer.mimetype) == (400, "application/json")
    assert "JSON" in told(answer)["vi"] or "JSON" in told(answer)["en"] or "chữ" in told(answer)["vi"]


def test_a_refused_token_is_said_in_json(site: Site) -> None:
    answer = site.client().post("/admin/api/rebuild", json={}, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (401, "application/json")


def test_readiness_is_not_tried_anew_for_everyone_who_asks(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []
    keeper = site.keeper
    real = keeper.probe

    def probe() -> Mapping[str, str]:
        tried.append(1)
        return real()

    monkeypatch.setattr(keeper, "probe", probe)
    client = create_app(keeper).test_client()
    answers = [client.get("/health/ready", base_url="http://127.0.0.1:8080") for _ in range(20)]
    assert {answer.status_code for answer in answers} == {200}
    assert len(tried) <= 2


def test_a_harvest_of_no_sources_and_a_rebuild_answer(site: Site) -> None:
    secret = site.keeper.directory.operator_token.read_text("utf-8").strip()
    headers = {"Authorization": f"Bearer {secret}"}
    assert site.client().post("/admin/api/harvest", json={}, headers=headers).json == {"runs": []}
    assert told(site.client().post("/admin/api/rebuild", json={}, headers=headers))["position"] > 0
    broken = site.client().post("/admin/api/rebuild", data="{", content_type="application/json", headers=headers)
    assert broken.status_code == 400


def test_health_says_what_works(site: Site, client: FlaskClient) -> None:
    assert client.get("/health/live").json == {"status": "live"}
    site.keeper.publisher.wait(30)
    ready = client.get("/health/ready")
    assert (ready.status_code, told(ready)["status"]) == (200, "ready")
    assert all(told(ready)["parts"].values())
    metrics = client.get("/metrics").text
    assert f"registry_ledger_entries {site.keeper.ledger.head().seq}\n" in metrics


def test_a_broken_file_of_sources_is_told_to_the_operator_in_its_own_words(site: Site) -> None:
    path = site.keeper.directory.sources
    before = path.read_bytes() if path.exists() else None
    path.write_text("[[source]]\ncolour = 'red'\n", "utf-8")
    try:
        answer = site.client("van-hanh").get("/admin", headers=HTML)
    finally:
        path.unlink()
        if before is not None:
            path.write_bytes(before)
    assert answer.status_code == 200 and "colour" in answer.text
