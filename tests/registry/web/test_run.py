"""A run's page: what changed by name, what did not come through and how to mend it, raw beside mapped; each to its own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, insert

from registry.accounts import By
from registry.harvesting import tables
from registry.harvesting.entered import Verb
from registry.harvesting.runs import DONE
from tests.registry.harvesting.test_causes import finding
from tests.registry.web.ran import ANSWER, OTHER, SLUG, THEME, Ran, harvested, run_row
from tests.registry.web.site import HTML, Site, token
from tests.registry.web.states import begun_by_command, cut_short
from vocab.identifiers import dataset_iri, record_iri


@pytest.fixture(scope="session")
def ran(site: Site) -> Ran:
    return harvested(site)


def test_the_account_adds_up_and_every_change_is_named(ran: Ran) -> None:
    page = ran.site.client("van-hanh").get(f"/admin/runs/{ran.done}", headers=HTML).text
    assert "Nhận 18 bản ghi, 2 chưa vào được sổ" in page and "theo lịch" in page
    for count, word in ((1, "mới"), (1, "thay đổi"), (14, "không đổi"), (1, "bị giữ lại"), (1, "không đọc được")):
        assert f"<b>{count}</b>{word}" in page
    assert "Giá đất theo đường phố" in page and "Cấp dự báo cháy rừng" in page
    assert "nguồn không còn, đang chờ" in page.lower()


def test_each_cause_says_who_mends_it_and_how_and_nothing_of_a_source_is_markup(ran: Ran) -> None:
    page = ran.site.client("giam-sat").get(f"/admin/runs/{ran.done}", headers=HTML).text
    assert "Thiếu ngày ban hành." in page and "<b>Cơ quan:</b> Điền ngày ban hành." in page
    assert "Tên trống." in page and "kết quả 17" in page
    assert "<b>trống</b>" not in page and "&lt;b&gt;trống" in page
    assert "2 mục &lt;b&gt;harvest&lt;/b&gt; được bỏ qua." in page, "what was left out of a page stands beside it"


def test_everything_that_is_wrong_with_a_record_stands_beside_it(ran: Ran) -> None:
    number = run_row(ran.site, DONE, counts='{"held": 1}')
    twice = [finding("overlap/duplicate", message_vi=f"Trùng với “{name}”.") for name in ("Bộ A", "Bộ B")]
    row = {"run": number, "iri": dataset_iri(ran.site.keeper.config.base, "t" * 12), "title": "Trùng hai lần",
           "outcome": "held", "word": "held", "identifier": "t", "page": 1, "fingerprint": ""}  # fmt: skip
    with ran.site.keeper.engine.begin() as connection:
        connection.execute(insert(tables.settled).values(**row, findings=json.dumps(twice)))
    page = ran.site.client("gl-so-yt").get(f"/desk/runs/{number}", headers=HTML).text
    assert "Trùng với “Bộ A”." in page and "Trùng với “Bộ B”." in page and page.count("Trùng hai lần") == 1


def test_who_reviews_or_audits_finds_the_way_in_and_out(ran: Ran) -> None:
    auditor = ran.site.client("giam-sat")
    audit = auditor.get("/audit", headers=HTML).text
    for path in ("/admin/runs", "/admin/sources"):
        page = auditor.get(path, headers=HTML).text
        assert f'href="{path}"' in audit
        crumbs = page.partition('<nav class="crumbs')[2].partition("</nav>")[0]
        assert 'href="/audit"' in crumbs and 'aria-current="true">Giám sát' in page


def test_raw_and_mapped_stand_side_by_side_with_the_findings(ran: Ran) -> None:
    page = ran.site.client("kiem-duyet").get(f"/admin/runs/{ran.done}/dataset/{ran.key}", headers=HTML).text
    assert "&#34;title&#34;: &#34;Giường bệnh &lt;b&gt;trống&lt;/b&gt;&#34;" in page
    assert "<code>resources[0].url</code>" in page and "<code>notes</code>" in page
    assert "Không dùng" in page and "không ai biết" in page
    assert "Thiếu ngày ban hành." in page and "<code>&lt;i&gt;x&lt;/i&gt;</code>" in page and "<i>x</i>" not in page
    remark = page.partition("Lưu ý</h2>")[2].partition("</section>")[0]
    assert "Y tế</p>" in remark and THEME not in remark, "codes are told by their names"


def test_of_a_dataset_that_left_its_source_the_sources_last_words_are_shown(ran: Ran) -> None:
    run = run_row(ran.site, DONE)
    iri = dataset_iri(ran.site.keeper.config.base, ran.key)
    row = {
        "run": run,
        "iri": iri,
        "title": "Giường bệnh",
        "outcome": "withdrawn",
        "word": "withdrawn",
        "findings": "[]",
    }
    with ran.site.keeper.engine.begin() as connection:
        connection.execute(insert(tables.settled).values(identifier="g-1", page=0, fingerprint="", **row))
    page = ran.site.client("kiem-duyet").get(f"/admin/runs/{run}/dataset/{ran.key}", headers=HTML).text
    assert "Dưới đây là nội dung nguồn ghi lần cuối" in page and f'href="/admin/runs/{ran.done}"' in page
    assert "<code>resources[0].url</code>" in page and f'href="/admin/runs/{ran.done}/page/1"' in page


def test_a_page_that_is_no_longer_kept_says_so(ran: Ran) -> None:
    client = ran.site.client("van-hanh")
    page = client.get(f"/admin/runs/{ran.done}/dataset/{ran.site.key('beds')}", headers=HTML)
    assert page.status_code == 200 and "đã hết hạn giữ" in page.text
    assert client.get(f"/admin/runs/{ran.done}/page/2").status_code == 404


def test_the_raw_page_is_saved_and_never_shown(ran: Ran) -> None:
    answer = ran.site.client("van-hanh").get(f"/admin/runs/{ran.done}/page/1")
    assert answer.data == ANSWER and answer.content_type == "application/octet-stream"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_table_of_errors_holds_every_one_by_cause(ran: Ran) -> None:
    client = ran.site.client("gl-so-yt")
    lines = client.get(f"/desk/runs/{ran.done}/errors.csv").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and lines[0].startswith("nguyên nhân,") and "province/r-own" in lines[1]
    assert client.get(f"/desk/runs/{ran.done}/errors.csv?lang=en").data.decode("utf-8-sig").startswith("cause,")


def test_an_agency_sees_the_runs_of_its_own_sources_alone(ran: Ran) -> None:
    own, other = ran.site.client("gl-so-yt"), ran.site.client("gl-so-tc")
    listed = own.get("/desk/runs", headers=HTML).text
    assert f"/desk/runs/{ran.done}" in listed and f"/desk/runs/{ran.guarded}" not in listed
    assert own.get(f"/desk/runs/{ran.done}/dataset/{ran.key}", headers=HTML).status_code == 200
    for path in ("", "/errors.csv", f"/dataset/{ran.key}", "/page/1"):
        assert other.get(f"/desk/runs/{ran.done}{path}", headers=HTML).status_code == 404, path
        assert other.get(f"/admin/runs/{ran.done}{path}", headers=HTML).status_code == 403, path
    asked = other.get(f"/desk/runs?source={SLUG}", headers=HTML).text
    assert f"/desk/runs/{ran.done}" not in asked and "API gl-so-yt" not in asked, "nor what it is called"
    assert "API gl-so-yt" in own.get(f"/desk/runs?source={SLUG}", headers=HTML).text


def test_who_took_a_dataset_over_is_told_that_its_old_source_still_sends_it(ran: Ran) -> None:
    book, keeper = ran.site.keeper.source_book, ran.site.keeper
    record = record_iri(keeper.config.base, ran.site.key("beds"))
    now = keeper.ledger.current(record)
    assert now is not None
    row = {"record": record, "source": OTHER, "identifier": "g-9", "last_run": 1, "last_seen": now.modified}
    with keeper.engine.begin() as connection:
        connection.execute(insert(tables.origin).values(**row))
    own = keeper.words.agency(now.agency)
    assert own is not None
    desk = ran.site.client(own.id)
    told = "vẫn gửi 1 tập nay do cơ quan của ông, bà phụ trách"
    assert told not in desk.get("/desk", headers=HTML).text, "a source that is paused sends nothing"
    book.set_state(OTHER, Verb.RESUME, By("operator"))
    assert told in desk.get("/desk", headers=HTML).text
    assert told not in ran.site.client("gl-so-tc").get("/desk", headers=HTML).text
    book.set_state(OTHER, Verb.PAUSE, By("operator"))
    with keeper.engine.begin() as connection:
        connection.execute(delete(tables.origin).where(tables.origin.c.record == record))


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**20 - 1])
def test_a_number_that_no_run_has_is_not_found(ran: Ran, number: int) -> None:
    operator, own = ran.site.client("van-hanh"), ran.site.client("gl-so-yt")
    assert own.get(f"/desk/runs/{number}", headers=HTML).status_code == 404
    for path in ("", "/errors.csv", "/page/1"):
        assert operator.get(f"/admin/runs/{number}{path}", headers=HTML).status_code == 404, path
    assert operator.get(f"/admin/runs/{ran.done}/page/{number}", headers=HTML).status_code == 404


def test_what_an_agency_brought_as_a_file_is_its_own_too(ran: Ran) -> None:
    number = run_row(ran.site, DONE, "file:gl-so-yt", trigger="import", counts='{"created": 1}')
    own = ran.site.client("gl-so-yt")
    assert "Tệp của cơ quan" in own.get(f"/desk/runs/{number}", headers=HTML).text
    for path in ("/desk/runs", "/desk/runs?source=file:gl-so-yt"):
        assert f'href="/desk/runs/{number}"' in own.get(path, headers=HTML).text
    assert ran.site.client("gl-so-tc").get(f"/desk/runs/{number}", headers=HTML).status_code == 404
    assert ran.site.client("giam-sat").get("/admin/runs/999999", headers=HTML).status_code == 404


def test_a_run_under_way_tells_how_far_it_is_and_loads_itself_anew(ran: Ran) -> None:
    page = ran.site.client("van-hanh").get(f"/admin/runs/{ran.running}?lang=en", headers=HTML).text
    assert f'<meta http-equiv="refresh" content="4;url=/admin/runs/{ran.running}">' in page, "a notice is told once"
    assert "https://data.example.vn/z</code>" in page
    assert "The source announces 40 records." in page
    assert "Being harvested" in page and 'value="stop"' in page
    assert 'value="stop"' not in ran.site.client("gl-so-yt").get(f"/desk/runs/{ran.running}", headers=HTML).text


@contextmanager
def going(site: Site, slug: str) -> Iterator[None]:
    """A source that is paused may run for as long as the block lasts."""
    site.keeper.source_book.set_state(slug, Verb.RESUME, By("operator"))
    yield
    site.keeper.source_book.set_state(slug, Verb.PAUSE, By("operator"))


def test_a_run_that_failed_or_waits_says_why_and_who_may_confirm(ran: Ran) -> None:
    operator, agency = ran.site.client("van-hanh"), ran.site.client("gl-so-tc")
    assert "Nguồn im lặng quá lâu." in operator.get(f"/admin/runs/{ran.failed}", headers=HTML).text
    with going(ran.site, OTHER):
        waiting = operator.get(f"/admin/runs/{ran.guarded}", headers=HTML).text
        source = operator.get(f"/admin/sources/{OTHER}", headers=HTML).text
    assert source.count("Chờ người xác nhận") >= 2 and "không thành" not in source, "waiting is no failure"
    assert "Nguồn nay chỉ còn 2 tập trên 20." in waiting and f"/admin/runs/{ran.guarded}/confirm" in waiting
    assert 'name="at_once"' in waiting
    for path in (f"/admin/runs/{ran.guarded}", f"/admin/sources/{OTHER}"):
        for person in (operator, ran.site.client("kiem-duyet")):
            page = person.get(path, headers=HTML).text
            assert "/confirm" not in page and "Khi đơn vị vận hành cho nguồn chạy" in page, "no button that is refused"
    assert "/confirm" not in agency.get(f"/desk/runs/{ran.guarded}", headers=HTML).text
    assert agency.post(f"/admin/runs/{ran.guarded}/confirm").status_code == 403
    auditor = ran.site.client("giam-sat")
    assert auditor.post(f"/admin/runs/{ran.guarded}/confirm").status_code == 403
    form = {"form_token": token(operator, f"/admin/runs/{ran.guarded}")}
    told = operator.post(f"/admin/runs/{ran.failed}/confirm", data=form)
    assert told.status_code == 303 and told.location.endswith("told=source-not-now"), "only what waits can be confirmed"


def test_a_run_that_a_command_began_is_confirmed_by_the_command(ran: Ran) -> None:
    number = begun_by_command(ran.site)
    for person in ("van-hanh", "kiem-duyet", "giam-sat"):
        page = ran.site.client(person).get(f"/admin/runs/{number}", headers=HTML).text
        assert "chạy lại lệnh đó với --confirm" in page and "/confirm" not in page, "no source of that name is kept"
        assert "chưa được duyệt" not in page


def test_a_source_that_may_not_run_offers_no_replaying_of_its_runs(ran: Ran) -> None:
    operator, replay = ran.site.client("van-hanh"), f"/admin/runs/{ran.guarded}/replay"
    assert replay not in operator.get(f"/admin/sources/{OTHER}", headers=HTML).text, "it would lead to nothing"
    assert operator.get(replay, headers=HTML).status_code == 404
    with going(ran.site, OTHER):
        assert f'href="{replay}"' in operator.get(f"/admin/sources/{OTHER}", headers=HTML).text
        assert operator.get(replay, headers=HTML).status_code == 200


def test_the_page_of_a_source_leads_to_the_run_that_waits(ran: Ran) -> None:
    for person, door in (("van-hanh", "admin"), ("gl-so-tc", "desk")):
        page = ran.site.client(person).get(f"/{door}/sources/{OTHER}", headers=HTML).text
        notice = page.partition('class="notice late"')[2].partition("</div>")[0]
        assert f'href="/{door}/runs/{ran.guarded}"' in notice, "where the datasets are named"


def test_a_run_that_was_cut_short_says_that_it_waits_and_offers_nothing_to_stop(ran: Ran) -> None:
    number = cut_short(ran.site)
    page = ran.site.client("van-hanh").get(f"/admin/runs/{number}", headers=HTML).text
    assert "<h1>Bị ngắt, chờ chạy tiếp</h1>" in page and "http-equiv" not in page and 'value="stop"' not in page
    listed = ran.site.client("van-hanh").get(f"/admin/sources/{SLUG}", headers=HTML).text
    assert "Bị ngắt, chờ chạy tiếp" in listed
