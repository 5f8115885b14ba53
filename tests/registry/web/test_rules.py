"""The page of the rules: counts that add up, the way down to a dataset, and the same findings in every form."""

import csv
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from markupsafe import escape
from pyoxigraph import NamedNode, RdfFormat, parse

from registry.config import load_config
from registry.entries import Act
from registry.keeper import Keeper
from registry.reports import Wanted
from registry.web import create_app
from tests.registry.descriptions import candidate, good, retitled, without
from tests.registry.web.site import HTML, Browser, told
from vocab.identifiers import key_of
from vocab.namespaces import DCT, RDF, REG, SH

OFF = "province/r-contact"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    """Three datasets with something to remark, one of another agency that violates, and a rule switched off."""
    data = tmp_path_factory.mktemp("rules") / "data"
    keeper = Keeper.open(load_config(data, rules_off=(OFF,), rules_off_why="Lê Văn Thẩm, thông báo 5"))
    words, base = keeper.words, keeper.config.base
    harvested = [without(good(words, base, name), REG.personalData) for name in ("a", "b")]
    harvested.append(retitled(without(good(words, base, "c"), REG.personalData), "<i>c</i>"))
    keeper.intake.take([candidate(one) for one in harvested])
    bad = without(good(words, base, "bad", agency="gl-so-tc"), DCT.description)
    keeper.ledger.append([Act("publish", bad.record, "x", "", bad.body(), bad.fingerprint, bad.publisher or "")])
    keeper.follow()
    keeper.rejudging.run()
    yield keeper
    keeper.close()


@pytest.fixture(scope="module")
def client(judged: Keeper) -> FlaskClient:
    app = create_app(judged)
    app.testing = True
    return Browser(app)


def agency_key(keeper: Keeper, name: str) -> str:
    found = keeper.words.agency(name)
    assert found is not None
    return key_of(found.iri)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_tells_rules_agencies_and_switches(judged: Keeper, client: FlaskClient, lang: str) -> None:
    page = client.get(f"/audit/rules?lang={lang}", headers=HTML)
    assert page.status_code == 200
    for row in judged.rejudging.reports.by_rule():
        assert row.rule in page.text
    assert "Lê Văn Thẩm, thông báo 5" in page.text and OFF in page.text
    assert all(judged.words.label(row.agency, lang) in page.text for row in judged.rejudging.reports.by_agency())
    assert ("1 trên 4" if lang == "vi" else "1 of 4") in page.text


def test_a_dataset_that_violates_is_public_and_says_so(judged: Keeper, client: FlaskClient) -> None:
    (found,) = judged.rejudging.reports.found(Wanted(severity="Violation"), 10)
    page = client.get(f"/id/dataset/{key_of(found.record)}?lang=vi", headers=HTML)
    assert page.status_code == 200 and "<details open>" in page.text
    assert found.findings[0][0].message_vi in page.text
    number = sum(finding.is_violation for finding, _ in found.findings)
    assert f"<summary>{number} lỗi: bản mới chưa sửa thì chưa công bố được</summary>" in page.text
    assert page.text.count("<details open><summary>") == 1 and f"{number + 1} lưu ý" not in page.text


def test_each_count_leads_to_as_many_datasets(judged: Keeper, client: FlaskClient) -> None:
    for row in judged.rejudging.reports.by_rule():
        page = client.get("/audit/rules", query_string={"rule": row.rule, "severity": row.severity}, headers=HTML)
        assert page.text.count('class="look"') == row.records
    finance, health = (agency_key(judged, name) for name in ("gl-so-tc", "gl-so-yt"))
    for key, number in ((finance, 1), (health, 3)):
        page = client.get("/audit/rules", query_string={"agency": key}, headers=HTML)
        assert page.text.count('class="look"') == number
    assert f"agency={finance}" in client.get("/audit/rules", headers=HTML).text
    assert "<i>c</i>" not in client.get("/audit/rules?severity=Warning", headers=HTML).text


def test_an_agencys_page_leads_to_its_findings(judged: Keeper, client: FlaskClient) -> None:
    key = agency_key(judged, "gl-so-tc")
    page = client.get(f"/id/agency/{key}?lang=vi", headers=HTML)
    assert "Tập vi phạm: 1;" in page.text and f"/audit/rules?agency={key}" in page.text


@pytest.mark.parametrize(
    "asked",
    [
        {"rule": "province/no-such"},
        {"rule": "province/no-such", "page": "2"},
        {"rule": "'; DROP TABLE finding; --"},
        {"rule": "x" * 5000},
        {"agency": "nobody"},
        {"agency": "../x"},
        {"severity": "Catastrophe"},
    ],
)
def test_a_filter_that_nobody_knows_is_refused_with_a_sentence(client: FlaskClient, asked: dict[str, str]) -> None:
    for place in ("/audit/rules", "/audit/rules.json"):
        answer = client.get(place, query_string=asked, headers=HTML)
        name, value = next(iter(asked.items()))
        assert answer.status_code == 400 and f"{name}={escape(value[:80])}" in answer.text, answer.text


@pytest.mark.parametrize(
    "asked", ["page=0", "page=99999", "page=-1", "page=²", "page=x", "rule=province/r-contact&page=7"]
)
def test_a_page_that_is_not_there_is_not_found(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/audit/rules?{asked}", headers=HTML).status_code == 404
    assert client.get(f"/audit/quality?{asked.rpartition('&')[2]}", headers=HTML).status_code == 404


@pytest.mark.parametrize("asked", ["agency=nobody", "missing=nothing"])
def test_the_points_refuse_an_unknown_filter_too(client: FlaskClient, asked: str) -> None:
    for place in ("/audit/quality", "/audit/quality.csv", "/audit/quality.json"):
        answer = client.get(f"{place}?{asked}", headers=HTML)
        assert answer.status_code == 400 and asked in answer.text


def test_rules_that_come_from_no_file_are_known(client: FlaskClient) -> None:
    for rule in ("registry/not-judged", "registry/edited-by-hand", OFF):
        assert client.get("/audit/rules", query_string={"rule": rule}, headers=HTML).status_code == 200


def test_the_tables_say_what_the_page_says(judged: Keeper, client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/audit/rules.csv").data.decode("utf-8-sig"))))
    datasets = told(client.get("/audit/rules.json"))["datasets"]
    number = sum(row.findings for row in judged.rejudging.reports.by_rule())
    assert len(rows) == number == sum(len(one["findings"]) for one in datasets)
    assert {row["since"] for row in rows} == {judged.errands.day}
    assert {one["conforms"] for one in datasets} == {True, False}
    narrowed = told(client.get("/audit/rules.json?severity=Violation"))["datasets"]
    assert len(narrowed) == 1 and {one["severity"] for one in narrowed[0]["findings"]} == {"Violation"}
    assert json.dumps(narrowed[0]["findings"][0], ensure_ascii=False) in json.dumps(datasets, ensure_ascii=False)


@pytest.mark.parametrize(
    ("form", "syntax"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
        ("nt", RdfFormat.N_TRIPLES),
    ],
)
def test_the_reports_are_shacl_and_say_whose_they_are(
    judged: Keeper, client: FlaskClient, form: str, syntax: RdfFormat
) -> None:
    answer = client.get(f"/audit/rules.{form}")
    triples = list(parse(answer.data, format=syntax))
    results = [quad for quad in triples if quad.predicate == RDF.type and quad.object == SH.ValidationResult]
    assert len(results) == sum(row.findings for row in judged.rejudging.reports.by_rule())
    whose = {quad.object for quad in triples if quad.predicate == REG.ofDataset}
    assert len(whose) == 4 and all(isinstance(one, NamedNode) for one in whose)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_of_many_who_ask_at_once_some_are_told_to_come_again(judged: Keeper) -> None:
    app = create_app(judged)

    def ask(_: int) -> tuple[int, str]:
        answer = Browser(app).get("/audit/rules.ttl")
        return answer.status_code, answer.headers.get("Retry-After", "")

    with ThreadPoolExecutor(6) as threads:
        answers = set(threads.map(ask, range(12)))
    assert (200, "") in answers and answers <= {(200, ""), (503, "30")}


@pytest.mark.parametrize("form", ["xlsx", "html", "py", "csv.csv"])
def test_other_forms_are_404(client: FlaskClient, form: str) -> None:
    assert client.get(f"/audit/rules.{form}").status_code == 404
