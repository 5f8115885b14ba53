"""The page of overlaps and its files: who sees what, what filters choose, what the map counts, what a sheet holds."""

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, update

from registry import schema
from registry.accounts import By
from registry.case_moves import Brought, bring, open_again
from registry.clock import local_day, stamp
from registry.config import load_config
from registry.keeper import Keeper
from registry.overlap_cases import Case
from registry.proposed_rulings import Proposed
from registry.reports import Report, keep
from registry.rulings import Decided
from registry.web import overlap_showing
from registry.web.showing import UNDER_REVIEW
from shapes.report import Finding
from tests.registry.web.site import EVIL, HTML, Site, furnished
from vocab.description import Description
from vocab.identifiers import key_of, ministry_dataset_iri
from vocab.namespaces import DCT

SENTENCE = "=Cùng nội dung: thuốc"
LIKE = {"name": "same-subject", "weight": 0.55, "vi": SENTENCE, "en": "Same matter: medicines\x0b"}
UNLIKE = {"name": "aggregated", "weight": 0.2, "vi": "Số tổng hợp", "en": "Totals", "against": True}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, with three pairs besides: one waits, one is decided, one belongs to a version that is held back."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("overlap")))
    try:
        site = furnished(keeper)
        with keeper.engine.begin() as connection:
            connection.execute(schema.overlap.delete())
            connection.execute(schema.case.delete())
        file(site, "beds", "mds-066-duoc", "duplicate", 0.8)
        decide(site, file(site, "prices", "mds-045-thuy-san", "overlap", 0.4))
        file(site, "evil", "mds-050-thuy-loi", "duplicate", 0.9)
        hold(site, "evil")
        yield site
    finally:
        keeper.close()


def file(site: Site, name: str, ministry: str, grade: str, score: float) -> Case:
    """Something is measured of a dataset, and its case opened, as intake would."""
    keeper, said = site.keeper, site.named[name]
    other = ministry_dataset_iri(keeper.config.base, ministry)
    row = {"record": said.record, "ministry": other, "grade": grade, "score": score, "seq": 1}
    evidence = {"ministry": other, "grade": grade, "score": score, "features": [LIKE, UNLIKE]}
    with keeper.engine.begin() as connection:
        connection.execute(insert(schema.overlap), [{**row, "evidence": json.dumps([LIKE, UNLIKE])}])
        brought = Brought(said.record, said.title(), said.fingerprint, (evidence,))
        bring(connection, [brought], stamp(keeper.clock()), 30)
    (case,) = keeper.cases.of_record(said.record)
    return case


def decide(site: Site, case: Case) -> None:
    typed = Proposed("no-overlap", "Chỉ là số đếm.", "regulation-4-3")
    decided = site.keeper.deciding.read(case, typed)
    assert isinstance(decided, Decided)
    site.keeper.deciding.decide(case, decided, By("kiem-duyet", "Lan"))


def hold(site: Site, name: str) -> None:
    said = site.named[name]
    row = {"record": said.record, "seq": 1, "agency": said.publisher, "fingerprint": "f", "title": "Bản đang bị giữ"}
    with site.keeper.engine.begin() as connection:
        connection.execute(insert(schema.held), [{**row, "body": said.body(), "findings": "[]", "at": "x"}])


def looks(text: str) -> list[str]:
    """The titles of the pairs on a page."""
    found = re.findall(r'<h3 id="ho-\d+">(.*?)</h3>', text)
    return [re.sub("<[^>]+>", "", one) for one in found]


def test_a_stranger_sees_what_is_public_and_the_most_urgent_first(site: Site) -> None:
    page = site.client().get("/audit/overlap", headers=HTML).text
    assert looks(page) == ["Giường bệnh trống theo ngày", "Giá đất theo đường phố"]
    assert "Bản đang bị giữ" not in page and "1 hồ sơ chồng lấn chờ quyết định" in page
    assert "Không chồng lấn" in page, "what was decided"
    assert "trùng lặp, mức 0,8" in page and "Cùng nội dung: thuốc" in page and "Điều cho thấy khác nhau" in page


def test_whoever_is_signed_in_sees_what_is_held_and_may_open_the_cases(site: Site) -> None:
    page = site.client("giam-sat").get("/audit/overlap", headers=HTML).text
    assert html.unescape(looks(page)[0]) == EVIL, "the title that is public, not that of the version held back"
    assert "Bản đang bị giữ" not in page and "Chỉ hiện cho người đã đăng nhập" in page
    assert len(re.findall('href="/audit/case/2026|href="/audit/case/', page)) == 3
    stranger = site.client().get("/audit/overlap", headers=HTML).text
    assert len(re.findall('href="/audit/case/', stranger)) == 1, "strangers read what is decided of what is public"
    agency = site.client("gl-so-yt").get("/audit/overlap", headers=HTML).text
    for number in re.findall('href="/audit/case/([^"]+)"', agency):
        assert site.client("gl-so-yt").get(f"/audit/case/{number}", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"grade": "overlap"}, ["Giá đất theo đường phố"]),
        ({"state": "decided"}, ["Giá đất theo đường phố"]),
        ({"state": "open"}, ["Giường bệnh trống theo ngày"]),
        ({"state": "overdue"}, []),
        ({"state": "closed"}, []),
        ({"kind": "agency"}, []),
        ({"kind": "ministry", "q": "GIUONG BENH"}, ["Giường bệnh trống theo ngày"]),
        ({"q": "thủy sản"}, ["Giá đất theo đường phố"]),
        ({"q": "<script>"}, []),
    ],
)
def test_filters_choose_pairs(site: Site, query: dict[str, str], titles: list[str]) -> None:
    answer = site.client().get("/audit/overlap", query_string=query, headers=HTML)
    assert answer.status_code == 200 and looks(answer.text) == titles
    assert ("Không có cặp nào khớp" in answer.text) == (not titles)


def test_agency_and_ministry_choose_too_and_the_map_leads_there(site: Site) -> None:
    page = site.client().get("/audit/overlap", headers=HTML).text
    prices = site.named["prices"].publisher or ""
    assert f'href="?agency={key_of(prices)}#cap"' in page
    for address in re.findall(r'<td class="c[01]"><a href="(\?[^"#]+)#cap"', page):
        led = site.client().get(f"/audit/overlap{address.replace('&amp;', '&')}", headers=HTML)
        assert len(looks(led.text)) == 1
    assert len(re.findall(r'<td class="c1">', page)) == 1 and len(re.findall(r'<td class="c0">', page)) == 1


@pytest.mark.parametrize(
    "query",
    [{"grade": "none"}, {"state": "x"}, {"kind": "x"}, {"agency": "khong-co"}, {"ministry": "../x"}],
)
def test_what_nobody_knows_is_refused(site: Site, query: dict[str, str]) -> None:
    for path in ("/audit/overlap", "/audit/overlap.csv", "/audit/overlap.xlsx"):
        answer = site.client().get(path, query_string=query, headers=HTML)
        assert answer.status_code == 400 and f'<a href="{path}">' in answer.text
    assert site.client().get("/audit/overlap", query_string={"page": "9"}, headers=HTML).status_code == 404
    assert site.client().get("/audit/overlap.pdf", headers=HTML).status_code == 404


def test_many_pairs_are_paged(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap_showing, "ROWS_SHOWN", 1)
    first = site.client().get("/audit/overlap?kind=ministry", headers=HTML).text
    assert looks(first) == ["Giường bệnh trống theo ngày"] and "kind=ministry&amp;page=2" in first
    second = site.client().get("/audit/overlap?kind=ministry&page=2", headers=HTML).text
    assert looks(second) == ["Giá đất theo đường phố"]


def test_csv_has_one_feature_a_line_and_no_formula(site: Site) -> None:
    answer = site.client().get("/audit/overlap.csv?lang=vi")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="overlap.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["title"], row["feature"], row["against"]) for row in rows] == [
        ("Giường bệnh trống theo ngày", "same-subject", ""),
        ("Giường bệnh trống theo ngày", "aggregated", "yes"),
        ("Giá đất theo đường phố", "same-subject", ""),
        ("Giá đất theo đường phố", "aggregated", "yes"),
    ]
    first, last = rows[0], rows[-1]
    assert first["evidence"] == f"'{SENTENCE}" and first["state"] == "open" and first["score"] == "0.8"
    assert first["ministry"] == "Bộ Y tế" and first["ministry_title"] == "Cơ sở dữ liệu dược quốc gia"
    assert (last["verdict"], last["state"]) == ("no-overlap", "decided") and int(last["ruling_entry"]) > 0
    assert (last["past_verdict"], last["past_entry"]) == ("", "")
    inside = site.client("giam-sat").get("/audit/overlap.csv").data.decode("utf-8-sig")
    held = site.named["evil"].iri
    assert held in inside and held not in answer.text


def sheets(site: Site, query: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet of an XLSX file, by their heads."""
    book = load_workbook(io.BytesIO(site.client().get(f"/audit/overlap.xlsx?{query}").data))
    found = {}
    for sheet in book:
        head, *lines = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, head), line, strict=True)) for line in lines]
    return found


def test_xlsx_has_sheets_for_pairs_evidence_and_the_map_in_words(site: Site) -> None:
    answer = site.client().get("/audit/overlap.xlsx?lang=en&grade=duplicate")
    assert answer.content_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    english = sheets(site, "lang=en&grade=duplicate")
    assert list(english) == ["Overlaps", "Evidence", "Map"]
    (said,) = english["Overlaps"]
    assert (said["Measured"], said["Score (0 to 1)"], said["State"]) == ("duplicate", 0.8, "Waiting for a ruling")
    due = said["To be decided by"]
    assert isinstance(due, datetime) and due.date() > local_day(site.keeper.clock())
    assert [(row["Shows"], row["Evidence"]) for row in english["Evidence"]] == [
        ("alike", "Same matter: medicines"),
        ("different", "Totals"),
    ]
    assert english["Map"] == [{"Agency": "Department of Health, Gia Lai Province", "Ministry of Health": 1, "Total": 1}]
    (vietnamese,) = sheets(site, "lang=vi&grade=overlap")["Cặp chồng lấn"]
    assert (vietnamese["Máy đo"], vietnamese["Tình trạng"]) == ("chồng lấn một phần", "Đã quyết định")
    assert vietnamese["Kết luận đang có hiệu lực"] == "Không chồng lấn"
    assert vietnamese["Bên kia là"] == "dữ liệu của bộ, ngành"


def test_every_sheet_is_wide_enough_keeps_its_head_in_sight_and_can_be_filtered(site: Site) -> None:
    book = load_workbook(io.BytesIO(site.client().get("/audit/overlap.xlsx?lang=vi").data))
    for sheet, frozen in zip(book, ("A2", "A2", "B2"), strict=True):
        assert sheet.freeze_panes == frozen and sheet.auto_filter.ref == sheet.dimensions
        widths = [one.width for one in sheet.column_dimensions.values()]
        assert min(widths) >= 13 and max(widths) >= 40
    assert book.worksheets[0]["J2"].number_format == "dd/mm/yyyy"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_a_ruling_of_a_case_that_is_open_again_is_past(site: Site) -> None:
    keeper, said = site.keeper, site.named["prices"]
    (case,) = keeper.cases.of_record(said.record)
    with keeper.engine.begin() as connection:
        open_again(connection, case, keeper.cases.rulings_of(case.number)[0], stamp(keeper.clock()), 30)
    try:
        rows = list(
            csv.DictReader(io.StringIO(site.client().get("/audit/overlap.csv?q=thuy+san").data.decode("utf-8-sig")))
        )
        found = {(row["state"], row["verdict"], row["ruling_entry"], row["past_verdict"]) for row in rows}
        assert found == {("open", "", "", "no-overlap")} and int(rows[0]["past_entry"]) > 0
        (pair,) = sheets(site, "lang=vi&q=thuy+san")["Cặp chồng lấn"]
        assert pair["Kết luận đang có hiệu lực"] is None
        assert pair["Kết luận trước, nay không còn hiệu lực"] == "Không chồng lấn"
        page = site.client("giam-sat").get("/audit/overlap?q=thuy+san", headers=HTML).text
        assert "Kết luận trước, nay không còn hiệu lực: Không chồng lấn" in page
    finally:
        decide(site, keeper.cases.of_record(said.record)[0])


def test_an_empty_table_is_a_file_too(site: Site) -> None:
    rows = site.client().get("/audit/overlap.csv?state=closed").data.decode("utf-8-sig").splitlines()
    assert len(rows) == 1 and rows[0].startswith("dataset,title,agency,ministry_dataset")
    book = load_workbook(io.BytesIO(site.client().get("/audit/overlap.xlsx?state=closed").data))
    assert [sheet.max_row for sheet in book] == [1, 1, 1]


def test_strangers_who_ask_without_end_keep_nobody_out_who_is_signed_in(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = site.keeper.workers.run
    seen: list[str | int] = []

    def interrupted(job: str, *how: Any) -> dict[str, Any]:
        if job == "overlap_file" and not seen:
            seen.append(job)
            for name in ("", "giam-sat"):
                seen.append(site.client(name).get("/audit/overlap.csv?state=closed").status_code)
        return run(job, *how)

    monkeypatch.setattr(site.keeper.workers, "run", interrupted)
    assert site.client().get("/audit/overlap.csv").status_code == 200
    assert seen == ["overlap_file", 503, 200]


def test_a_score_has_two_decimals_in_either_language(site: Site) -> None:
    for lang, said in (("vi", "mức 0,80"), ("en", "score 0.80")):
        assert said in site.client().get(f"/audit/overlap?grade=duplicate&lang={lang}", headers=HTML).text
    (case,) = site.keeper.cases.of_record(site.named["beds"].record)
    for lang, said in (("vi", "mức 0,80."), ("en", "at 0.80.")):
        page = site.client("giam-sat").get(f"/audit/case/{case.number}?lang={lang}", headers=HTML).text
        assert said in page


def test_the_overview_counts_what_waits(site: Site) -> None:
    page = site.client().get("/audit", headers=HTML).text
    assert re.search(r'href="/audit/overlap\?state=open">1<', page)
    assert re.search(r'href="/audit/overlap\?state=overdue">0<', page)


def test_whatever_counts_pairs_leads_to_as_many(site: Site) -> None:
    """An overdue case waits too: the figures of both pages and the rows behind them agree."""
    (case,) = site.keeper.cases.of_record(site.named["beds"].record)
    rows = schema.case.c
    late = update(schema.case).where(rows.number == case.number)
    with site.keeper.engine.begin() as connection:
        connection.execute(late.values(due="2020-01-01", version=case.version + 1))
    try:
        for account in ("", "giam-sat"):
            client = site.client(account)
            told = re.findall(r'href="(/audit/overlap\?state=\w+)">(\d+)<', client.get("/audit", headers=HTML).text)
            page = client.get("/audit/overlap", headers=HTML).text
            counted = re.findall(r'href="(/audit/overlap\?state=\w+)#cap">.*?</a> (\d+)</li>', page)
            assert len(told) == 2 and len(counted) == 3
            for address, number in (*told, *counted):
                assert f'<h2 id="cap">{number} cặp' in client.get(address, headers=HTML).text, address
    finally:
        with site.keeper.engine.begin() as connection:
            connection.execute(late.values(due=case.due, version=case.version + 2))


def test_a_map_wider_than_the_screen_says_so_and_can_be_reached_by_keys(site: Site) -> None:
    page = site.client().get("/audit/overlap", headers=HTML).text
    assert "kéo ngang để xem đủ các cột" in page
    assert '<div class="scroll" role="region" aria-labelledby="bd-c" tabindex="0"><table class="heat crossing">' in page


def test_the_page_of_a_dataset_says_what_was_ruled_and_nothing_of_what_is_held(site: Site) -> None:
    prices = site.client().get(f"/id/dataset/{site.key('prices')}", headers=HTML).text
    assert "Người thẩm định đã kết luận: <b>Không chồng lấn</b>" in prices and 'class="notice info"' in prices
    assert "Có thể chồng lấn" not in prices.partition('<div class="meta">')[2].partition("</div>")[0]
    beds = site.client().get(f"/id/dataset/{site.key('beds')}", headers=HTML).text
    assert 'class="notice breach"' in beds and "đã kết luận" not in beds
    assert "Cùng nội dung: thuốc" in beds
    assert "Cùng nội dung: thuốc" not in site.client().get(f"/id/dataset/{site.key('evil')}", headers=HTML).text


def test_the_page_of_a_ministrys_dataset_says_what_was_ruled_and_nothing_of_what_is_held(site: Site) -> None:
    def related(ministry: str) -> str:
        iri = ministry_dataset_iri(site.keeper.config.base, ministry)
        page = site.client().get(f"/id/ministry-dataset/{key_of(iri)}", headers=HTML).text
        return page.partition("Tập của tỉnh có liên quan")[2]

    assert "Trùng với dữ liệu" in related("mds-066-duoc")
    fishery = related("mds-045-thuy-san")
    assert "Không chồng lấn" in fishery and "Có thể chồng lấn" not in fishery
    assert site.key("evil") not in related("mds-050-thuy-loi")


def test_the_page_of_a_published_duplicate_says_that_it_stays_and_leads_to_its_case(site: Site) -> None:
    """What the page says must be true: a repair is saved, so nothing "cannot be published until it is mended"."""
    keeper, beds = site.keeper, site.named["beds"]
    (case,) = keeper.cases.of_record(beds.record)
    found = Finding(
        UNDER_REVIEW, "duty", "Violation", beds.iri, DCT.source.value, "c", case.other, "Nay trùng", "Now", "", "Khai", ""
    )  # fmt: skip
    holding = replace(found, rule="province/x", scope="record", value=None)
    with keeper.engine.begin() as connection:
        connection.execute(update(schema.case).where(schema.case.c.number == case.number).values(was_public=True))
    for findings, is_blocked in (((found,), False), ((found, holding), True)):
        tell(site, beds, findings)
        for account, href in (("gl-so-yt", f"/audit/case/{case.number}"), ("", f"/audit/overlap?q={case.number}")):
            page = site.client(account).get(f"/id/dataset/{site.key('beds')}", headers=HTML).text
            assert page.count(f'<a href="{href}">Hồ sơ {case.number}</a>') == 2
            assert page.count(f'<a href="{href}">Hồ sơ {case.number}</a> chờ quyết định, hạn cuối ngày') == 1
            assert "bản đã công bố được giữ nguyên và vẫn sửa được" in page
            assert "Trong lúc chờ, tập vẫn công khai" in page
            assert ("chưa công bố được" in page) == is_blocked
    page = site.client().get(f"/audit/overlap?q={case.number}", headers=HTML).text
    assert looks(page) == ["Giường bệnh trống theo ngày"]


def tell(site: Site, said: Description, findings: tuple[Finding, ...]) -> None:
    """The rules' report on a public version."""
    keeper, current = site.keeper, site.keeper.ledger.current(said.record)
    assert current is not None
    told = Report(said.record, current.body_seq, keeper.rejudging.standard().digest, True, said.title(), findings)
    with keeper.engine.begin() as connection:
        keep(connection, [told], stamp(keeper.clock()), local_day(keeper.clock()).isoformat())


def test_what_is_ruled_on_is_judged_anew(site: Site) -> None:
    """A remark that the ruling silences must not stay."""
    record, keeper = site.named["prices"].record, site.keeper
    keeper.rejudging.wait(30)
    keeper.rejudging.run()
    decide(site, keeper.cases.of_record(record)[0])
    stale = keeper.rejudging.reports.stale(keeper.rejudging.standard().digest)
    assert record in {current.record for current in stale}
