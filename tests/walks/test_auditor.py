"""The auditor sees who is late and what overlaps: by page, by SPARQL, on the command line, and all three agree."""

import csv
import io
import json
import re
from pathlib import Path
from urllib.parse import quote, urljoin

import requests
from markupsafe import escape
from openpyxl import load_workbook

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


def paged(person: Person, path: str) -> str:
    """The text of a list's page and of all that follow it."""
    texts, page = [], person.open(path)
    while True:
        texts.append(page.text)
        if "Trang sau" not in page.links:
            return "".join(texts)
        page = person.open(urljoin(page.url, page.links["Trang sau"]))


def signed_in(served: Keeping, login: Login) -> Person:
    person = Person(served.address)
    person.sign_in(login.account, login.password, login.person)
    return person


def test_overlaps_come_with_their_evidence_by_page_by_sparql_and_as_files(served: Keeping) -> None:
    rows = select(
        served,
        """SELECT DISTINCT ?dataset ?title ?score ?sentence WHERE {
            ?o a reg:Overlap ; reg:ofDataset ?dataset ; reg:grade ?grade ; reg:score ?score ; reg:evidence ?e .
            ?e reg:sentence ?sentence FILTER(LANG(?sentence) = "vi")
            ?dataset dct:title ?title FILTER(LANG(?title) = "vi") }""",
    )
    assert rows and all(0 < float(row["score"]) <= 1 for row in rows)
    page = paged(Person(served.address), "/audit/overlap")
    for row in rows:
        assert str(escape(row["title"])) in page and str(escape(row["sentence"])) in page
    kept = requests.get(f"{served.address}/audit/overlap.csv?lang=vi", timeout=60).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(kept)))
    assert {line["dataset"] for line in lines} == {row["dataset"] for row in rows}
    book = load_workbook(io.BytesIO(requests.get(f"{served.address}/audit/overlap.xlsx", timeout=60).content))
    assert book.worksheets[0].max_row - 1 == len({(line["dataset"], line["ministry_dataset"]) for line in lines})


def test_the_map_the_filters_and_the_graph_count_the_same(served: Keeping) -> None:
    rows = select(
        served,
        """SELECT ?agency ?ministry (COUNT(?o) AS ?pairs) WHERE {
            ?o a reg:Overlap ; dct:publisher ?agency ; reg:withMinistryDataset/dct:publisher ?ministry }
            GROUP BY ?agency ?ministry ORDER BY DESC(?pairs)""",
    )
    assert rows
    for row in rows[:5]:
        agency, ministry = (row[name].rpartition("/")[2] for name in ("agency", "ministry"))
        page = Person(served.address).open(f"/audit/overlap?agency={agency}&ministry={ministry}&kind=ministry")
        assert f"{int(row['pairs'])} cặp dữ liệu giống nhau" in page.text


def test_rulings_are_found_by_sparql_and_on_their_pages(served: Keeping, logins: dict[str, Login]) -> None:
    decided = signed_in(served, logins["giam-sat"]).open("/audit/overlap?state=decided")
    numbers = set(re.findall(r"/audit/case/(\d{4}-\d+)", decided.text))
    assert numbers, "the demonstration's reviewer ruled on some"
    rows = select(
        served,
        """SELECT ?number ?verdict ?entry WHERE {
            ?case a reg:Case ; dct:identifier ?number ; reg:caseState "decided" ; reg:ruling ?ruling .
            ?ruling reg:verdict ?verdict ; reg:entry ?entry }""",
    )
    assert {row["number"] for row in rows} <= numbers
    for row in rows:
        assert Person(served.address).open(f"/audit/case/{row['number']}").status == 200


def test_a_held_duplicate_is_seen_by_the_auditor_and_by_no_stranger(served: Keeping, logins: dict[str, Login]) -> None:
    """The sample APIs bring copies of ministry databases; they are held, with the evidence and a case."""
    duplicate = "Hệ thống thông tin giám sát bệnh truyền nhiễm"
    asked = f"/audit/overlap?q={quote(duplicate)}&grade=duplicate"
    seen = signed_in(served, logins["giam-sat"]).open(asked)
    assert f"{duplicate}</h3>" in seen.text and "Chỉ hiện cho người đã đăng nhập" in seen.text
    case = re.search(r"/audit/case/\d{4}-\d+", seen.text)
    assert case and signed_in(served, logins["giam-sat"]).open(case[0]).status == 200
    stranger = Person(served.address)
    assert f"{duplicate}</h3>" not in stranger.open(asked).text
    assert "/sign-in" in stranger.open(case[0]).url
    kept = requests.get(f"{served.address}/audit/overlap.csv?q={quote(duplicate)}&grade=duplicate", timeout=60)
    assert not list(csv.DictReader(io.StringIO(kept.content.decode("utf-8-sig"))))


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
