"""The auditor sees who is late and what overlaps: by page, by SPARQL, on the command line, and all three agree."""

import json
from pathlib import Path

import requests

from registry.clock import local_day, utc_now
from registry.demo.logins import Login
from registry.quarter import Quarter
from tests.walks.people import Person
from tests.walks.processes import Keeping, registry

QUERIES = Path(__file__).parents[2] / "sparql" / "examples"
PREFIXES = "PREFIX reg: <https://w3id.org/so-dang-ky/def#> PREFIX dct: <http://purl.org/dc/terms/>\n"


def select(served: Keeping, query: str) -> list[dict[str, str]]:
    answer = requests.get(
        f"{served.address}/sparql",
        params={"query": PREFIXES + query},
        headers={"Accept": "application/sparql-results+json"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
    rows = answer.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def test_late_agencies_are_the_same_by_page_by_sparql_and_on_the_command_line(served: Keeping) -> None:
    # The quarter before the one that fell due last: whatever today is, its days are over.
    quarter = Quarter.of(local_day(utc_now())).previous.previous
    done = registry("audit", "--data", str(served.data), "--quarter", str(quarter), "--format", "json")
    said = json.loads(done.stdout)
    late = {row["iri"] for row in said["agencies"] if row["late"]}
    assert late and done.returncode == 1
    rows = select(
        served,
        f"""SELECT DISTINCT ?agency WHERE {{
            ?f a reg:Freshness ; reg:quarter "{said["quarter"]}" ; dct:publisher ?agency ; reg:state ?state .
            FILTER(STRENDS(STR(?state), "/tre") || STRENDS(STR(?state), "/thieu")) }}""",
    )
    assert {row["agency"] for row in rows} == late
    page = Person(served.address).open(f"/audit/freshness?quarter={said['quarter']}").text
    for row in said["agencies"]:
        if row["late"]:
            assert row["agency"] in page


def test_overlaps_come_with_their_evidence(served: Keeping) -> None:
    rows = select(
        served,
        """SELECT ?dataset ?ministry ?grade ?sentence WHERE {
            ?o a reg:Overlap ; reg:ofDataset ?dataset ; reg:withMinistryDataset ?ministry ; reg:grade ?grade ;
               reg:evidence ?e . ?e reg:sentence ?sentence FILTER(LANG(?sentence) = "vi") }""",
    )
    assert rows and all(row["sentence"] for row in rows)
    page = Person(served.address).open("/audit/overlap").text
    titles = select(
        served,
        """SELECT ?title WHERE { ?o a reg:Overlap ; reg:ofDataset ?d . ?d dct:title ?title FILTER(LANG(?title) = "vi") }""",
    )
    for row in titles:
        assert row["title"].replace("&", "&amp;") in page


def test_a_held_duplicate_is_seen_by_the_auditor_and_by_no_stranger(served: Keeping, logins: dict[str, Login]) -> None:
    """The sample APIs bring copies of ministry databases; they are held, with the evidence."""
    stranger = Person(served.address).open("/audit/overlap").text
    auditor = Person(served.address)
    login = logins["giam-sat"]
    auditor.sign_in(login.account, login.password, login.person)
    seen = auditor.open("/audit/overlap").text
    duplicate = "Hệ thống thông tin giám sát bệnh truyền nhiễm"
    assert duplicate in seen
    assert "giữ lại" in seen
    assert len(seen) > len(stranger)


def test_the_auditor_changes_nothing(served: Keeping, logins: dict[str, Login]) -> None:
    auditor = Person(served.address)
    login = logins["giam-sat"]
    auditor.sign_in(login.account, login.password, login.person)
    assert auditor.open("/desk").status == 403


def test_every_example_query_of_the_page_runs(served: Keeping) -> None:
    for path in sorted(QUERIES.glob("*.rq")):
        answer = requests.get(f"{served.address}/sparql", params={"query": path.read_text("utf-8")}, timeout=60)
        assert answer.status_code == 200, f"{path.name}: {answer.text}"


def test_the_ledger_verifies_also_against_its_signed_head(served: Keeping, tmp_path: Path) -> None:
    done = registry("verify", "--data", str(served.data), "--format", "json")
    assert done.returncode == 0 and json.loads(done.stdout)["sound"]
