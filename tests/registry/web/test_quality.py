"""The pages of quality points, their tables, and the block on the dataset's, the agency's and the desk's pages."""

import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from registry.web.drawing import squares
from tests.registry.web.site import HTML, Site, inputs, told
from vocab.identifiers import key_of


@pytest.fixture(autouse=True)
def measured(site: Site) -> None:
    site.keeper.publisher.wait(30)


def table(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/audit/quality.csv{query}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="quality.csv"'
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_points_are_open_to_everyone(client: FlaskClient, lang: str) -> None:
    page = client.get(f"/audit/quality?lang={lang}", headers=HTML)
    assert page.status_code == 200 and f'<html lang="{lang}">' in page.text
    assert "Giường bệnh trống theo ngày" in page.text
    assert {"vi": "Sở Y tế tỉnh Gia Lai", "en": "Department of Health"}[lang] in page.text


def test_page_csv_and_json_say_the_same(site: Site, client: FlaskClient) -> None:
    rows = table(client)
    said = told(client.get("/audit/quality.json"))
    assert {row["dataset"]: (int(row["points"]), int(row["not_known"])) for row in rows} == {
        one["dataset"]: (one["points"], one["not_known"]) for one in said["datasets"]
    }
    assert said["points"] == sum(metric["points"] for metric in said["metrics"]) == 405
    for one in said["datasets"]:
        known = [points for points in one["metrics"].values() if points is not None]
        assert sum(known) == one["points"]
    for row, one in zip(rows, said["datasets"], strict=True):
        assert row["dataset"] == one["dataset"]
        assert {slug: row[slug] for slug in one["metrics"]} == {
            slug: "" if points is None else str(points) for slug, points in one["metrics"].items()
        }
    public = {one.iri for name, one in site.named.items() if name != "gone"}
    assert public <= {row["dataset"] for row in rows} and site.named["gone"].iri not in {row["dataset"] for row in rows}
    assert sum(one["datasets"] for one in said["agencies"]) == len(rows)
    assert client.get("/audit/quality.json").headers["Access-Control-Allow-Origin"] == "*"


def test_what_nobody_looked_at_is_not_known_and_never_a_number(site: Site, client: FlaskClient) -> None:
    beds = next(row for row in table(client) if row["dataset"] == site.named["beds"].iri)
    assert (beds["access-answers"], beds["download-answers"]) == ("", "0"), "no download address, so none that answers"
    assert beds["dcat-ap"] == "30" and beds["not_known"] == "50"


def test_rows_are_chosen_by_agency_and_by_metric(site: Site, client: FlaskClient) -> None:
    agency = site.named["prices"].publisher or ""
    rows = table(client, f"?agency={key_of(agency)}")
    assert site.named["prices"].iri in {row["dataset"] for row in rows}
    assert {row["agency"] for row in rows} == {"Sở Tài chính tỉnh Gia Lai"}
    page = client.get(f"/audit/quality?agency={key_of(agency)}&missing=temporal", headers=HTML).text
    assert f"{len(rows)} tập chưa đạt chỉ tiêu “Khoảng thời gian”" in page
    assert "Giá đất theo đường phố" in page and "Giường bệnh trống" not in page
    assert f"quality.csv?agency={key_of(agency)}&amp;missing=temporal" in page
    assert {row["publisher"] for row in table(client)} == {"10"} and table(client, "?missing=publisher") == []
    assert "Không có tập dữ liệu nào như vậy" in client.get("/audit/quality?missing=publisher", headers=HTML).text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?agency=x", 400),
        ("?missing=x'", 400),
        ("?page=-1", 404),
        ("?page=999999", 404),
        ("?page=9999999999", 404),
        ("?agency=", 200),
    ],
)
def test_an_address_that_asks_for_what_is_not_there_is_refused(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/audit/quality{query}", headers=HTML).status_code == status


def test_markup_in_a_title_stays_text(client: FlaskClient) -> None:
    assert "<script>alert" not in client.get("/audit/quality", headers=HTML).text


def test_a_datasets_page_names_its_points_and_the_next_ones(site: Site, client: FlaskClient) -> None:
    page = client.get(f"/id/dataset/{site.key('beds')}", headers=HTML).text
    block = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page[page.index('id="diem"') : page.index('id="mayd"')]))
    assert "Điểm chất lượng: 255/405" in block
    assert "Nêu khoảng thời gian của dữ liệu: +20" in block
    assert "50 trên 405 điểm chưa biết" in block
    assert "Địa chỉ truy cập mở được: chưa biết (50 điểm)" in block


def test_an_agencys_page_has_the_mean_and_leads_to_each(site: Site, client: FlaskClient) -> None:
    agency = key_of(site.named["prices"].publisher or "")
    page = client.get(f"/id/agency/{agency}", headers=HTML).text
    assert "<b>255</b>/405" in page and f"/audit/quality?agency={agency}#tap" in page
    empty = next(one for one in site.keeper.words.agencies.all if not table(client, f"?agency={key_of(one.iri)}"))
    assert 'id="diem"' not in client.get(f"/id/agency/{key_of(empty.iri)}", headers=HTML).text


def test_the_overview_has_the_figure(client: FlaskClient) -> None:
    assert "điểm chất lượng trung bình, trên 405" in client.get("/audit", headers=HTML).text


@pytest.fixture
def desk(site: Site) -> Iterator[FlaskClient]:
    yield site.client("gl-so-yt")


def test_the_desk_says_what_a_draft_would_get_and_where_to_get_more(site: Site, desk: FlaskClient) -> None:
    address = f"/desk/dataset/{site.key('beds')}"
    opened = desk.get(address, headers=HTML)
    assert "Điểm chất lượng: 225/405" in opened.text, "the rules have not looked at it"
    assert "Bấm “Kiểm tra” để biết cả điểm" in opened.text
    target = re.search(r'<a href="#([\w-]+)">Nêu dung lượng tệp</a>', opened.text)
    assert target is not None and f'id="{target[1]}"' in opened.text
    sent = {**inputs(opened), "dcat_keyword.0.vi": "", "act": "check"}
    checked = desk.post(address, data=sent, headers=HTML)
    assert "Điểm chất lượng: 225/405" in checked.text, "thirty for the rules, thirty less without a keyword"
    assert re.search(r'<a href="#dcat-keyword[\w-]*">Thêm từ khóa</a>: <b class="nowrap">\+30</b>', checked.text)
    assert "Bấm “Kiểm tra” để biết cả điểm" not in checked.text
    desk.post(address, data={**inputs(checked), "act": "discard"}, headers=HTML)


def test_squares_are_full_hollow_or_empty_as_the_numbers_say() -> None:
    def drawn(*numbers: float) -> list[str]:
        return re.findall(r'class="(\w+)"', squares(*numbers))  # type: ignore[arg-type]

    assert drawn(0, 100) == ["off"] * 10
    assert drawn(100, 100) == ["on"] * 10
    assert drawn(20, 100, 80) == ["on"] * 2 + ["against"] * 8
    assert drawn(275, 405, 80) == ["on"] * 7 + ["against"] * 2 + ["off"]
    assert drawn(0, 0) == ["on"] * 10
