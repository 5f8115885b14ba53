"""A copy of a ministry's data gets public by no route: form, harvest, import, transfer; each attempt gets its case."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from registry.clock import utc_now
from registry.config import load_config
from registry.harvesting.runs import Runs
from registry.ledger import Current, Ledger
from registry.overlap_cases import Case, Cases
from registry.schema import connect
from tests.loopback import Quiet, answering
from tests.walks.people import Page, Person
from tests.walks.processes import Keeping, registry
from tests.walks.test_staff import fill, in_feed, in_sparql
from vocab.identifiers import key_of, record_iri
from vocab.ministries import load_ministry_datasets

AGENCY, HEIR, PASSWORD = "gl-so-yt", "gl-so-tc", "hoa giấy nở trước sân trường"
ROW = next(one for one in load_ministry_datasets("http://any.example") if one.id == "mds-068-ttb-yt")
FEED = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix reg: <https://w3id.org/so-dang-ky/def#> .
<https://syt.example.vn/tap/{name}> a dcat:Dataset ; dct:identifier "{name}" ; dct:title "{title}"@vi ;
  dct:description "{description}"@vi ; dct:issued "2026-01-05"^^xsd:date ; dct:modified "2026-10-02"^^xsd:date ;
  dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/QUARTERLY> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/PUBLIC> ;
  dcat:theme <http://publications.europa.eu/resource/authority/data-theme/HEAL> ; dcat:keyword "y tế"@vi ;
  dct:license "khai-thac-du-lieu-mo" ; reg:field "y tế" ; reg:personalData "khong" ; reg:secrecy "khong" ;
  reg:coreData "khong" ; dct:spatial [ a dct:Location ; skos:prefLabel "Toàn tỉnh"@vi ] ;
  dcat:contactPoint [ a vcard:Organization ; vcard:fn "Phòng Nghiệp vụ Y"@vi ; vcard:hasEmail <mailto:nvy@example.vn> ] ;
  dcat:distribution [ a dcat:Distribution ; dct:title "Tệp CSV"@vi ; dcat:accessURL <https://syt.example.vn/{name}.csv> ;
    dct:format "CSV" ; dct:license "khai-thac-du-lieu-mo" ] .
"""


@dataclass
class Standing:
    """Where a dataset is, seen by everybody who might see it."""

    current: Current | None
    cases: tuple[Case, ...]

    @property
    def state(self) -> str:
        return self.current.state if self.current else ""


@pytest.fixture(scope="module")
def source() -> Iterator[str]:
    """An agency's API that tells of one dataset: a copy."""

    class Feed(Quiet):
        def do_GET(self) -> None:
            self.say(copy("thu-thap").encode(), "text/turtle")

    with answering(Feed) as address:
        yield f"{address}/catalog.ttl"


@pytest.fixture(scope="module")
def office(source: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A registry of its own, with that source and an account of the agency."""
    data = tmp_path_factory.mktemp("routes") / "data"
    data.mkdir()
    (data / "sources.toml").write_text(
        f'[[source]]\nslug = "so-y-te"\nkind = "dcat"\nurl = "{source}"\nagency = "{AGENCY}"\n'
        'title_vi = "Nguồn"\ntitle_en = "Source"\nallow_private = true\n',
        "utf-8",
    )
    served = Keeping(data).start()
    try:
        invited = Person(served.address)
        page = invited.open(str(served.command("account", name=AGENCY, role="agency")["link"]))
        form = page.forms[-1]
        form.action = page.url
        form.set("password", PASSWORD)
        form.set("person", "Nguyễn Thị An")
        assert invited.press(page, form).status == 200
        yield served
    finally:
        served.stop()


def copy(name: str) -> str:
    return FEED.format(name=name, title=ROW.title_vi, description=f"{ROW.description}. Bản của tỉnh.")


def standing(served: Keeping, key: str) -> Standing:
    engine = connect(served.data / "ledger.db")
    try:
        record = record_iri(load_config(served.data).base, key)
        return Standing(Ledger(engine, utc_now).current(record), Cases(engine).of_record(record))
    finally:
        engine.dispose()


def assert_waits(served: Keeping, key: str) -> None:
    """It is public nowhere, and its case waits for a person."""
    found = standing(served, key)
    assert found.state == "held"
    (case,) = (one for one in found.cases if one.other.endswith(key_of(ROW.iri)))
    assert case.is_open and not case.was_public and case.grade == "duplicate"
    assert Person(served.address).open(f"/id/dataset/{key}").status == 404
    assert not in_feed(served, key) and not in_sparql(served, key)
    assert f"/id/dataset/{key}" not in Person(served.address).open("/datasets").text


def imported(served: Keeping, folder: Path, name: str) -> tuple[int, str]:
    """Imports a copy by the command; its exit code, and the dataset's key."""
    file = folder / f"{name}.ttl"
    file.write_text(copy(name), "utf-8")
    done = registry("import", str(file), "--agency", AGENCY, "--data", str(served.data), "--format", "json")
    (row,) = json.loads(done.stdout)["records"]
    assert row["outcome"] == "held"
    assert [one["rule"] for one in row["findings"] if one["severity"] == "Violation"] == [
        "overlap/duplicate-of-ministry"
    ]
    return done.returncode, key_of(row["iri"])


def test_by_the_form(office: Keeping) -> None:
    person, base = Person(office.address), load_config(office.data).base
    person.sign_in(AGENCY, PASSWORD, "Nguyễn Thị An")
    desk = person.open("/desk")
    page = person.press(desk, desk.form("/desk/new"))
    key = page.url.rsplit("/", 1)[1]

    def pressed(page: Page, **changed: str) -> Page:
        form = page.form(f"/desk/dataset/{key}")
        fill(form, base, **{"dct_title.0.vi": ROW.title_vi, "dct_description.0.vi": ROW.description, **changed})
        return person.press(page, form, ("act", "publish"))

    refused = pressed(page)
    assert refused.status == 422 and ROW.title_vi in refused.text
    assert_waits(office, key)
    (case,) = (one for one in standing(office, key).cases if one.other.endswith(key_of(ROW.iri)))
    assert f"/audit/case/{case.number}" in refused.text, "the clerk is led to the case"
    again = pressed(refused)
    assert again.status == 422
    assert_waits(office, key)
    mode = f"{base}/id/concept/sync-mode/api"
    done = pressed(again, **{"dct_source.0": ROW.title_vi, "reg_syncMode.0": mode, "reg_lastSynced.0": "20/11/2026"})
    assert done.status == 200, done.text[done.text.find("error-summary") :][:3000]
    assert standing(office, key).state == "public"
    (case,) = (one for one in standing(office, key).cases if one.other.endswith(key_of(ROW.iri)))
    assert not case.is_open


def test_by_a_harvest(office: Keeping) -> None:
    runs = office.command("harvest", sources=["so-y-te"])["runs"]
    assert isinstance(runs, list)
    (run,) = runs
    assert run["counts"]["held"] == 1 and run["counts"]["created"] == 0
    engine = connect(office.data / "ledger.db")
    (row,) = Runs(engine).settled(int(run["id"]))
    engine.dispose()
    assert_waits(office, key_of(row["iri"]))


def test_by_an_import_through_the_keeper_and_past_it(office: Keeping, tmp_path: Path) -> None:
    code, key = imported(office, tmp_path, "qua-so")
    assert code == 1
    assert_waits(office, key)
    office.stop()
    code, beside = imported(office, tmp_path, "ngoai-so")
    assert code == 1
    office.restart()
    assert_waits(office, beside)


def test_by_a_transfer(office: Keeping, tmp_path: Path) -> None:
    _, key = imported(office, tmp_path, "chuyen-giao")
    done = registry(
        *("transfer", key, "--to", HEIR, "--day", "2026-11-01", "--legal-act", "QĐ 9/QĐ-UBND", "--person", "Bình"),
        *("--data", str(office.data)),
    )
    assert done.returncode == 1 and "overlap/duplicate-of-ministry" in done.stdout
    assert_waits(office, key)
    current = standing(office, key).current
    assert current is not None and current.agency.endswith(agency_key(office))


def test_what_is_imported_again_is_told_once(office: Keeping, tmp_path: Path) -> None:
    _, key = imported(office, tmp_path, "hai-lan")
    seq = standing(office, key).current
    imported(office, tmp_path, "hai-lan")
    assert standing(office, key).current == seq
    numbers = [case.number for case in standing(office, key).cases]
    assert len(numbers) == len(set(numbers))


def test_nobody_without_the_token_imports_or_transfers(office: Keeping) -> None:
    for command in ("import", "transfer"):
        answer = requests.post(f"{office.address}/admin/api/{command}", json={}, timeout=60)
        assert answer.status_code in (401, 403)


def agency_key(served: Keeping) -> str:
    page = Person(served.address).open("/agencies").text
    return page[: page.index(">Sở Tài chính")].rpartition("/")[2].partition('"')[0]
