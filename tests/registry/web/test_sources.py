"""Sources on their pages: an agency proposes, tries and signs; the operator approves, schedules, runs, moves, removes."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from registry.accounts import By
from registry.clock import ZONE, stamp
from registry.commands.sourcing import put_forecast
from registry.config import load_config
from registry.demo.agency_apis import first_address, serve
from registry.errors import RegistryError
from registry.harvesting.entered import State, Verb, table
from registry.harvesting.lease import Lease
from registry.harvesting.runs import DONE, GUARDED
from registry.harvesting.sources import MOST_PROPOSED
from registry.harvesting.trying import Forecast, Foreseen, Trial
from registry.harvesting.vetting import NoSource
from registry.keeper import Keeper
from registry.source_commands import act, foresee, harvest
from registry.web.sources_reading import Typed, declared, not_declarable, said_of, slug_of
from shapes.report import Finding
from tests.registry.descriptions import good
from tests.registry.web.site import HTML, Site, furnished, inputs, token
from tests.registry.web.states import held
from tests.registry.web.states import told as brought
from vocab.codelists import code_lists
from vocab.identifiers import key_of

BY = By("van-hanh", "An")
SLUG = "api-so-y-te"
TYPED = {"title_vi": "API Sở Y tế", "kind": "ckan", "every": "weekly", "weekday": "mon", "time": "02:30"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of this module's own: what it harvests is in nobody's way."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("office")))
    try:
        yield furnished(keeper)
    finally:
        keeper.close()


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    server = serve("ckan", 0, 6)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield first_address("ckan", server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


def send(client: FlaskClient, path: str, page: str, **data: str) -> TestResponse:
    return client.post(path, data={"form_token": token(client, page), **data}, headers=HTML)


def wait_for(is_so: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_source_lives_from_its_proposal_to_its_end(
    office: Site, api: str, capsys: pytest.CaptureFixture[str]
) -> None:
    agency, other, operator = office.client("gl-so-yt"), office.client("gl-so-tc"), office.client("van-hanh")
    book, keeper = office.keeper.source_book, office.keeper
    wrong = send(agency, "/desk/sources/new", "/desk/sources/new", **{**TYPED, "weekday": ""}, url="ftp://x")
    assert wrong.status_code == 422 and "https://" in wrong.text and "API Sở Y tế" in wrong.text
    assert "Hằng tuần thì chọn thứ" in wrong.text and "weekly mon" not in wrong.text, "no grammar of a file in a form"
    assert book.all() == ()
    sent = send(
        agency, "/desk/sources/new", "/desk/sources/new", **TYPED, url=api, allow_private="1", agency="gl-so-tc"
    )
    assert sent.location == f"/desk/sources/{SLUG}?told=source-proposed"
    (keeper.directory.path / "credentials.toml").touch(0o600)
    (keeper.directory.path / "credentials.toml").write_text('[de-danh]\nbearer = "x"\n', "utf-8")
    kept = {**TYPED, "url": api, "slug": "de-danh"}
    assert send(agency, "/desk/sources/new", "/desk/sources/new", **kept).status_code == 422
    (keeper.directory.path / "credentials.toml").write_text(f'[{SLUG}]\nbearer = "x"\n', "utf-8")
    lured = {**TYPED, "url": "https://elsewhere.example/"}
    moved = send(agency, f"/desk/sources/{SLUG}/edit", f"/desk/sources/{SLUG}/edit", **lured)
    assert moved.status_code == 422 and "nhờ đơn vị vận hành đổi địa chỉ" in moved.text
    (keeper.directory.path / "credentials.toml").write_text("", "utf-8")
    entered = book.one(SLUG)
    assert (entered.state, entered.source.agency, entered.source.allow_private) == (State.PROPOSED, "gl-so-yt", False)
    assert other.get(f"/desk/sources/{SLUG}", headers=HTML).status_code == 404

    # The operator lets the address be private, has it tried, and approves it.
    form = {**TYPED, "url": api, "agency": "gl-so-yt", "allow_private": "1"}
    send(operator, f"/admin/sources/{SLUG}/edit", "/admin/sources", **form)
    send(agency, f"/desk/sources/{SLUG}/try", f"/desk/sources/{SLUG}")
    wait_for(lambda: (trial := keeper.trials.of(SLUG)) and trial.is_over)
    tried = agency.get(f"/desk/sources/{SLUG}/try", headers=HTML).text
    assert "Sẽ thêm" in tried and "http-equiv" not in tried
    assert keeper.runs.newest(source=SLUG) == () and not list(keeper.directory.snapshots.glob("*"))
    assert "chờ duyệt" in operator.get("/admin", headers=HTML).text

    def approve(seen: str) -> str:
        answer = send(operator, door, f"/admin/sources/{SLUG}", act="approve", why="đã thử", seen=seen)
        return answer.location.partition("told=")[2]

    # Approved is what the operator read: a proposal that its agency changes meanwhile is looked at again.
    door, read = f"/admin/sources/{SLUG}/act", book.one(SLUG).version
    assert f'name="seen" value="{read}"' in operator.get(f"/admin/sources/{SLUG}", headers=HTML).text
    edit = f"/desk/sources/{SLUG}/edit"
    assert "source-changed" in send(agency, edit, edit, **TYPED, url=api, notify="dulieu@soyte.example").location
    stale = send(operator, f"/admin/sources/{SLUG}/edit", "/admin/sources", **{**form, "time": "04:00"}, seen=read)
    assert stale.status_code == 409 and "đã được người khác sửa" in stale.text and 'value="04:00"' in stale.text
    assert f'name="seen" value="{book.one(SLUG).version}"' in stale.text, "who saves again has been told"
    assert approve(read) == approve("") == "source-moved-on" and book.one(SLUG).state == State.PROPOSED
    assert approve(book.one(SLUG).version) == "source-approve"
    assert book.one(SLUG).may_run
    assert agency.get(f"/desk/sources/{SLUG}/edit", headers=HTML).status_code == 403, "no longer the agency's to change"

    # What the command shows is what the page showed.
    foreseen = act(keeper, {"verb": "try", "slug": SLUG})
    put_forecast(foreseen)
    assert foreseen["counts"]["created"] >= 3 and "+ created: " in capsys.readouterr().out

    # It runs, in a thread of its own; what the agency declares is read into every record by the next run.
    def run(**button: str) -> dict[str, int]:
        before = len(keeper.runs.newest(source=SLUG, state=DONE))
        send(operator, f"/admin/sources/{SLUG}/act", f"/admin/sources/{SLUG}", **{"act": "run", **button})
        wait_for(
            lambda: len(keeper.runs.newest(source=SLUG, state=DONE)) > before and not keeper.harvests.is_busy(SLUG)
        )
        return keeper.runs.newest(1, SLUG)[0].counts

    first = run()
    assert first["created"] >= 3

    # A past run is read again once the person has seen what that would change.
    past = keeper.runs.newest(1, SLUG)[0].id
    (told,) = foresee(keeper, {"replay": past})["forecasts"]
    assert told["source"] == SLUG and told["counts"]["unchanged"] >= first["created"], "by the command, too"
    page = f"/admin/runs/{past}/replay"
    send(operator, page, page, act="replay")
    assert not keeper.runs.newest(1, SLUG)[0].replays, "nobody has seen yet what it would change"
    wait_for(lambda: "http-equiv" not in operator.get(page, headers=HTML).text)
    shown = operator.get(page, headers=HTML).text
    assert "không đổi" in shown and 'value="replay"' in shown and 'name="older"' not in shown
    send(operator, page, page, act="replay")
    wait_for(lambda: keeper.runs.newest(1, SLUG)[0].replays and not keeper.harvests.is_busy(SLUG))
    assert keeper.runs.newest(1, SLUG)[0].counts["unchanged"] >= first["created"]
    unreachable = {"contact": "không phải địa chỉ", "secrecy": "rất mật", "spatial": "x" * 2001}
    refused = send(agency, f"/desk/sources/{SLUG}/defaults", f"/desk/sources/{SLUG}/defaults", **unreachable)
    assert refused.status_code == 422 and refused.text.count('class="error"') == 3
    assert refused.text.count("Quá dài: nhiều nhất 2.000 ký tự.") == 2
    assert 'value="không phải địa chỉ"' in refused.text and not book.one(SLUG).source.defaults.values
    signed = send(agency, f"/desk/sources/{SLUG}/defaults", f"/desk/sources/{SLUG}/defaults", secrecy="khong")
    assert "source-signed" in signed.location
    assert book.one(SLUG).source.defaults.signed_by.startswith("Nguyễn")
    assert run()["changed"] >= 1

    # By a legal act it moves, with its datasets; the next run keeps who answered for them before.
    nothing = send(operator, f"/admin/sources/{SLUG}/move", f"/admin/sources/{SLUG}/move", heir="gl-so-tc", day="x")
    assert nothing.status_code == 422
    told = {"heir": "gl-so-tc", "day": "01/11/2026", "legal_act": "QĐ 9/QĐ-UBND"}
    past = keeper.runs.newest(1, SLUG)[0].id
    moved = send(operator, f"/admin/sources/{SLUG}/move", f"/admin/sources/{SLUG}/move", **told)
    assert "source-moved" in moved.location
    heir = keeper.words.agency("gl-so-tc")
    public = [one for one in keeper.ledger.currents_of(sorted(keeper.runs.known(SLUG))) if one.state == "public"]
    assert heir is not None and public and {one.agency for one in public} == {heir.iri}
    run()
    body = keeper.ledger.body(keeper.ledger.currents_of([public[0].record])[0].body_seq) or b""
    assert b"wasAttributedTo" in body and "QĐ 9/QĐ-UBND" in body.decode()
    again = run()
    assert (again["created"], again["changed"]) == (0, 0), "what the transfer signed stays as it is"
    assert agency.get(f"/desk/sources/{SLUG}", headers=HTML).status_code == 404
    late = keeper.runs.newest(1, SLUG)[0].id
    assert [agency.get(f"/desk/runs/{number}", headers=HTML).status_code for number in (past, late)] == [200, 404], (
        "who had the source reads its own runs on"
    )
    listed = agency.get(f"/desk/runs?source={SLUG}", headers=HTML).text
    assert f"/desk/runs/{past}" in listed and f"/desk/runs/{late}" not in listed
    page = operator.get(f"/admin/sources/{SLUG}", headers=HTML).text
    for words in ("Đề nghị", "Duyệt", "Ký khai báo mặc định", "Chuyển cho cơ quan khác", "QĐ 9/QĐ-UBND", "đã thử"):
        assert words in page
    history = page.partition('class="story"')[2]
    assert "<del>Sở Y tế tỉnh Gia Lai</del> → " in history and "Độ mật" in history, "what each act changed"

    # It is removed with its datasets.
    remove = f"/admin/sources/{SLUG}/remove"
    unsaid = send(operator, remove, remove, withdraw="1")
    assert unsaid.status_code == 422 and 'name="withdraw" value="1" checked' in unsaid.text
    long = send(operator, remove, remove, why="x" * 2001)
    assert long.status_code == 422 and "x" * 2001 in long.text
    assert send(operator, remove, remove, why="dừng API", withdraw="1").location == "/admin/sources?told=source-removed"
    assert book.all() == () and "withdrawn" in {one.state for one in keeper.ledger.currents_of([public[0].record])}
    tombstone = office.client().get(f"/id/dataset/{key_of(public[0].record)}", headers=HTML)
    assert (
        tombstone.status_code == 410
        and "dừng API" in tombstone.text
        and "Nguồn của cơ quan không" not in tombstone.text
    )
    heirs, number = office.client("gl-so-tc"), keeper.runs.newest(1, SLUG)[0].id
    assert heirs.get(f"/desk/runs/{number}", headers=HTML).status_code == 200, "its runs stay its agency's to see"
    for client, door in ((heirs, "desk"), (operator, "admin")):
        page = client.get(f"/{door}/sources/{SLUG}", headers=HTML).text
        assert "đã được bỏ" in page and "dừng API" in page
    assert agency.get(f"/desk/sources/{SLUG}", headers=HTML).status_code == 404
    assert office.client().get(f"/desk/sources/{SLUG}", headers=HTML).location.startswith("/sign-in")
    for deed in ("confirm", "replay"):
        answer = send(operator, f"/admin/runs/{number}/{deed}", "/admin/sources", act=deed)
        assert answer.status_code == 404, f"nothing to {deed} of a source that is no more"

    # Its name opens its runs, so that no other agency may take it for a source of its own.
    taken = send(agency, "/desk/sources/new", "/desk/sources/new", **TYPED, slug=SLUG, url=api)
    assert taken.status_code == 422 and "cơ quan khác" in taken.text and book.all() == ()
    assert agency.get(f"/desk/runs/{number}", headers=HTML).status_code == 404
    assert send(heirs, "/desk/sources/new", "/desk/sources/new", **TYPED, slug=SLUG, url=api).status_code == 303
    book.remove(SLUG, BY, "thử xong")


def test_the_reviewer_reads_and_changes_nothing(office: Site) -> None:
    said = {"slug": "xem", "kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}
    office.keeper.source_book.enter(said, State.APPROVED, BY)
    question = office.client("van-hanh").get("/admin/sources/xem/remove", headers=HTML).text
    assert "Không có tập nào từ nguồn này" in question and 'name="withdraw"' not in question, "nothing to withdraw"
    reviewer = office.client("kiem-duyet")
    page = reviewer.get("/admin/sources/xem", headers=HTML)
    assert page.status_code == 200 and not re.search(r"<form(?![^>]*sign-out)", page.text)
    assert send(reviewer, "/admin/sources/xem/act", "/admin/sources", act="pause").status_code == 403


def test_what_is_signed_is_what_the_signer_read(office: Site) -> None:
    book, agency, path = office.keeper.source_book, office.client("gl-so-yt"), "/desk/sources/ky/defaults"
    book.enter({"slug": "ky", "kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}, State.APPROVED, BY)
    read = inputs(agency.get(path, headers=HTML))["seen"]
    assert "source-signed" in send(agency, path, path, core="khong", seen=read).location
    late = send(agency, path, path, secrecy="khong", seen=read)
    assert late.status_code == 409 and "đã được người khác sửa" in late.text and 'href="/desk/sources/ky"' in late.text
    assert len(book.one("ky").source.defaults.values) == 1, "what another person signed meanwhile stays"
    typed = inputs(late)
    assert typed["secrecy"] == "khong" and typed["seen"] == book.one("ky").version, "who signs again has been told"
    book.remove("ky", BY, "thử xong")


def test_a_fault_leads_to_where_it_can_be_mended(office: Site) -> None:
    book, path = office.keeper.source_book, "/admin/sources/cu/edit"
    said = {"slug": "cu", "kind": "ckan", "url": "https://x.example/", "agency": "bd-so-nv"}
    book.enter(said, State.APPROVED, BY)
    refused = send(office.client("van-hanh"), path, path, **said, title_en="x" * 2001, credential="y" * 2001).text
    summary, _, form = refused.partition("<h1>")
    assert 'href="/admin/sources/cu/move"' in summary and "không còn hoạt động" in summary, (
        "the form asks for no agency"
    )
    for name in ("title_en", "credential"):
        assert f'href="#{name}"' in summary and f'id="{name}-e"' in form
    book.remove("cu", BY, "thử xong")


def test_an_agency_with_many_proposals_is_not_sent_to_find_another_name(office: Site) -> None:
    book, new = office.keeper.source_book, "/desk/sources/new"
    said = {"kind": "ckan", "url": "https://x.example/", "agency": "gl-so-tc"}
    for number in range(MOST_PROPOSED):
        book.enter({**said, "slug": f"nhieu-{number}"}, State.PROPOSED, BY)
    refused = send(office.client("gl-so-tc"), new, new, **TYPED, url="https://x.example/")
    assert refused.status_code == 422 and "nguồn chờ duyệt; hãy đợi" in refused.text
    assert 'class="error"' not in refused.text, "no field of the form is to blame"
    for number in range(MOST_PROPOSED):
        book.remove(f"nhieu-{number}", BY, "thử xong")


def test_who_removes_a_source_is_told_how_many_of_its_datasets_are_public(office: Site) -> None:
    keeper = office.keeper
    keeper.source_book.enter(
        {"slug": "bo", "kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}, State.APPROVED, BY
    )
    waiting = good(keeper.words, keeper.config.base, "never-public", title="Bị giữ từ đầu")
    why = Finding("x/y", "record", "Violation", waiting.iri, None, "", None, "thiếu", "missing", "", "", "")
    held(office, waiting, [why])
    for described in (office.named["beds"], waiting):
        brought(office, described.record, "bo")
    question = office.client("van-hanh").get("/admin/sources/bo/remove", headers=HTML).text
    assert "1 tập từ nguồn này vẫn công khai" in question and "1 tập bị giữ lại, chưa từng công khai" in question
    keeper.source_book.remove("bo", BY, "thử xong")


def test_a_proposal_that_waits_is_something_to_look_at(office: Site) -> None:
    book, operator = office.keeper.source_book, office.client("van-hanh")
    said = {"kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}
    book.enter({**said, "slug": "duyet"}, State.APPROVED, BY)
    book.enter({**said, "slug": "cho"}, State.PROPOSED, BY)
    page, well = operator.get("/admin/sources", headers=HTML).text, "không có gì phải xem lại"
    assert "chờ duyệt" in page and well not in page
    book.remove("cho", BY, "thử xong")
    assert well in operator.get("/admin/sources", headers=HTML).text
    book.remove("duyet", BY, "thử xong")


def test_what_its_source_tells_of_no_more_is_a_change_that_a_trying_foretells(office: Site) -> None:
    keeper = office.keeper
    keeper.source_book.enter(
        {"slug": "mat", "kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}, State.APPROVED, BY
    )
    lost = Foreseen("missing", "https://x.example/id/dataset/1", "Tập đã mất")
    keeper.trials._put(Trial("mat", stamp(keeper.clock())))
    waiting = office.client("kiem-duyet").get("/admin/sources/mat/try", headers=HTML).text
    assert "chờ việc thử khác" in waiting and "trang 0" not in waiting
    keeper.trials._put(Trial("mat", stamp(keeper.clock()), forecast=Forecast((lost,), (), 1)))
    for lang, said in (("vi", "1 tập nguồn không còn giữ"), ("en", "no longer at the source: 1")):
        page = office.client("kiem-duyet").get(f"/admin/sources/mat/try?lang={lang}", headers=HTML).text
        assert said in page.partition("<h1>")[2].partition("</h1>")[0] and "Tập đã mất" in page


def test_the_commands_do_what_the_pages_do(office: Site) -> None:
    keeper = office.keeper
    with pytest.raises(NoSource) as refusal:
        act(keeper, {"verb": "add", "said": {"slug": "lenh", "kind": "ckan", "url": "x", "agency": "gl-so-yt"}})
    assert [fault.field for fault in refusal.value.faults] == ["url"]
    text = '[[source]]\nslug = "lenh"\nkind = "ckan"\nurl = "https://x.example/"\nagency = "gl-so-yt"\n'
    (row,) = act(keeper, {"verb": "load", "text": text, "person": "An"})["sources"]
    assert (row["state"], row["next"], row["by"]) == ("approved", None, "operator, An")
    told = act(keeper, {"verb": "schedule", "slug": "lenh", "schedule": "monthly 5  02:30"})
    assert told["said"]["schedule"] == "monthly 5 02:30" and "T02:30:00+07:00" in told["next"]
    assert act(keeper, {"verb": "load", "text": text})["sources"][0]["next"] is None, "the file says no schedule"
    act(keeper, {"verb": "pause", "slug": "lenh", "why": "bảo  trì"})
    assert act(keeper, {"verb": "show", "slug": "lenh"})["acts"][0]["why"] == "bảo trì"
    for asked in ({"sources": ["lenh"]}, {"sources": ["khong-co"]}, {"replay": 999}, {"replay": 10**20}):
        with pytest.raises(RegistryError):
            harvest(keeper, asked)
    with pytest.raises(RegistryError):
        act(keeper, {"verb": "paint", "slug": "lenh"})
    act(keeper, {"verb": "remove", "slug": "lenh", "why": "thử xong"})
    assert "lenh" not in [row["slug"] for row in act(keeper, {"verb": "list"})["sources"]]


def test_a_run_under_way_is_followed_and_stopped_without_a_script(office: Site) -> None:
    keeper, operator = office.keeper, office.client("van-hanh")
    said = {"slug": "chay", "kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}
    keeper.source_book.enter(said, State.APPROVED, BY)
    run = keeper.runs.begin("chay", "https://x.example/1", stamp(keeper.clock()))
    with Lease(keeper.engine, keeper.clock, "chay"):
        page = operator.get("/admin/sources/chay", headers=HTML).text
        assert 'http-equiv="refresh"' in page and "Dừng đợt đang chạy" in page
        answer = send(operator, "/admin/sources/chay/act", "/admin/sources", act="run")
        assert answer.location.endswith("told=source-not-now")
        send(operator, "/admin/sources/chay/act", "/admin/sources", act="stop")
        assert "đã yêu cầu dừng" in operator.get("/admin/sources/chay", headers=HTML).text
    keeper.runs.end(run, GUARDED, stamp(keeper.clock()))
    page = operator.get("/admin/sources/chay", headers=HTML).text
    assert "http-equiv" not in page and f'action="/admin/runs/{run.id}/confirm"' in page, "just that run is confirmed"
    keeper.runs.end(
        keeper.runs.begin("chay", "https://x.example/1", stamp(keeper.clock())), GUARDED, stamp(keeper.clock())
    )
    answer = send(operator, f"/admin/runs/{run.id}/confirm", "/admin/sources")
    assert answer.location.endswith("told=source-not-now"), "other names may wait by now"
    assert not keeper.harvests.is_busy("chay") and len(keeper.runs.newest(source="chay")) == 2
    with Lease(keeper.engine, keeper.clock, "chay"):
        page = operator.get("/admin/sources/chay", headers=HTML).text
        assert 'http-equiv="refresh"' in page and "Nguồn đang bận" in page and "Đang thu thập" not in page


def test_a_missed_run_is_an_alarm_on_the_operators_page(office: Site) -> None:
    keeper, operator = office.keeper, office.client("van-hanh")
    earlier = keeper.clock().astimezone(ZONE) - timedelta(hours=2)
    said = {
        "slug": "lo",
        "kind": "ckan",
        "url": "https://x.example/",
        "agency": "gl-so-yt",
        "schedule": f"daily {earlier:%H:%M}",
    }
    keeper.source_book.enter(said, State.APPROVED, BY)
    with keeper.engine.begin() as connection:
        connection.execute(update(table).where(table.c.slug == "lo").values(since=stamp(earlier - timedelta(days=1))))
    for path in ("/admin", "/admin/sources", "/admin/sources/lo"):
        assert "Lỡ đợt" in operator.get(path, headers=HTML).text, path
    keeper.source_book.set_state("lo", Verb.PAUSE, BY)


def test_a_paused_source_is_not_run_by_a_button_of_an_older_page(office: Site) -> None:
    keeper, operator = office.keeper, office.client("van-hanh")
    said = {"slug": "nghi", "kind": "ckan", "url": "https://x.example/", "agency": "gl-so-yt"}
    keeper.source_book.enter(said, State.APPROVED, BY)
    keeper.source_book.set_state("nghi", Verb.PAUSE, BY)
    answer = send(operator, "/admin/sources/nghi/act", "/admin/sources", act="run")
    assert answer.location.endswith("told=source-not-now")
    assert keeper.runs.newest(source="nghi") == ()


def test_the_metrics_count_the_sources(office: Site) -> None:
    metrics = office.client().get("/metrics").text
    assert 'registry_sources{state="missed"} 0' in metrics and 'registry_sources{state="approved"}' in metrics


def test_what_is_typed_is_what_a_source_says() -> None:
    typed = Typed.sent(
        {**TYPED, "url": " https://x.example/ ", "notify": "a@b.vn\r\nhttps://x.example/", "agency": "a"}
    )
    said = said_of(typed, {})
    assert said == {
        "slug": "api-so-y-te",
        "title_vi": "API Sở Y tế",
        "kind": "ckan",
        "url": "https://x.example/",
        "agency": "a",
        "notify": ["a@b.vn", "https://x.example/"],
        "schedule": "weekly mon 02:30",
    }
    again = Typed.of({**said, "allow_private": True})
    assert said_of(again, said) == {**said, "allow_private": True}
    kept = said_of(typed, {**said, "allow_private": True, "credential": "x"}, agency="b")
    assert (kept["allow_private"], kept["credential"], kept["agency"]) == (True, "x", "b"), "not the agency's to say"
    other = said_of(typed, {**said, "allow_private": True, "credential": "x", "url": "https://y.example/"}, agency="b")
    assert not {"allow_private", "credential"} & set(other), "what was allowed of one address, not of another"


def test_a_declaration_keeps_what_the_form_does_not_show_and_takes_away_what_is_emptied() -> None:
    before = {"slug": "x", "defaults": {"values": {"urn:other": ["y"], "http://purl.org/dc/terms/license": ["z"]}}}
    day = date(2026, 10, 12)
    said = declared({"access": "PUBLIC"}, before, "An", day)
    assert said["defaults"] == {
        "values": {"urn:other": ["y"], "http://purl.org/dc/terms/accessRights": ["PUBLIC"]},
        "signed_by": "An",
        "signed_on": "2026-10-12",
    }
    assert "defaults" not in declared({}, {"slug": "x"}, "An", day)


def test_what_the_form_has_no_room_for_may_stay_as_it_was_declared() -> None:
    """The operator's file may say two languages; the form has one field."""
    language, access = "http://purl.org/dc/terms/language", "http://purl.org/dc/terms/accessRights"
    before, lists = {language: ["vi", "en"]}, code_lists("https://example.vn")
    form = {"language": "vi; en", "access": "PUBLIC"}
    assert not_declarable(form, lists, before) == frozenset()
    said = declared(form, {"slug": "x", "defaults": {"values": before}}, "An", date(2026, 10, 12))
    assert said["defaults"]["values"] == {**before, access: ["PUBLIC"]}
    assert not_declarable({"language": "vi; fr"}, lists, before) == {"language"}
    assert not_declarable({"spatial": "x" * 2001}, lists, before) == {"spatial"}, "no later edit could be saved"


@pytest.mark.parametrize(("title", "slug"), [("API Sở Y tế", "api-so-y-te"), ("Đường  bộ/2", "duong-bo-2"), ("…", "")])
def test_a_short_name_is_made_of_a_title(title: str, slug: str) -> None:
    assert slug_of(title) == slug
