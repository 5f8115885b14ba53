"""The page of a case: who may read it, how a reviewer decides, what two reviewers at once see, what an agency says."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import insert
from werkzeug.test import TestResponse

from registry import schema
from registry.case_moves import Brought, bring
from registry.clock import stamp
from registry.config import load_config
from registry.keeper import Keeper
from registry.overlap_cases import Case
from registry.removal import Removal
from registry.words import Words
from shapes.likeness.index import Index, measure
from shapes.likeness.subject import subject_of_description, subject_of_ministry
from tests.registry.descriptions import candidate, good, retitled, saying
from tests.registry.web.site import HTML, Site, furnished, inputs, token
from tests.registry.web.test_desk import filled, new, opened, press
from vocab.description import Description, describe
from vocab.identifiers import key_of
from vocab.lexicon import load_lexicon
from vocab.ministries import MinistryDataset, load_ministry_datasets
from vocab.namespaces import DCT, XSD

WHY = "Bộ giao tỉnh giữ bản sao, công văn số 12/BYT-CNTT <b>ngày 1/10</b>."


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("cases")))
    try:
        yield furnished(keeper)
    finally:
        keeper.close()


@cache
def alone(base: str) -> tuple[str, ...]:
    """The ministries' datasets (IRIs) under whose name a dataset is a duplicate of that one alone."""
    rows = sorted(load_ministry_datasets(base), key=lambda row: row.iri)
    index = Index.build(map(subject_of_ministry, rows), load_lexicon())
    words = Words.of(base)

    def likened(row: MinistryDataset) -> list[str]:
        subject = subject_of_description(good(words, base, "alone", title=row.title_vi))
        return [one.other for one in measure(subject, index) if one.grade == "duplicate"]

    return tuple(row.iri for row in rows if likened(row) == [row.iri])


def copied(site: Site, name: str, place: int) -> tuple[Description, Case]:
    """A dataset of the health department under the very name of a ministry's, which is held, and its case."""
    ministry = alone(site.keeper.config.base)[place]
    title = site.keeper.words.ministries[ministry].title_vi
    described = good(site.keeper.words, site.keeper.config.base, name, title=title)
    (decision,) = site.keeper.intake.take([candidate(described, is_form=True)])
    assert decision.outcome.value == "held"
    return described, beside(site, described.record, ministry)


def beside(site: Site, record: str, ministry: str) -> Case:
    """The case of a record with a ministry's dataset."""
    (case,) = (one for one in site.keeper.cases.of_record(record) if one.other == ministry)
    return case


def path(case: Case) -> str:
    return f"/audit/case/{case.number}"


def decide(client: FlaskClient, case: Case, seen: int | None = None, **typed: str) -> TestResponse:
    form = {
        "verdict": "delegated-copy",
        "reason": WHY,
        "basis": "ministry-paper",
        "until": "31/12/2099",
        "seen": str(case.version if seen is None else seen),
        "form_token": token(client, path(case)),
    }
    return client.post(path(case), data={**form, "until": "", **typed}, headers=HTML)


def test_an_open_case_is_for_reviewers_auditors_and_its_own_agency(site: Site) -> None:
    _, case = copied(site, "readers", 0)
    answers = {
        name: site.client(name).get(path(case), headers=HTML)
        for name in ("", "gl-so-tc", "gl-so-yt", "kiem-duyet", "giam-sat", "van-hanh")
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "": 303,
        "gl-so-tc": 403,
        "gl-so-yt": 200,
        "kiem-duyet": 200,
        "giam-sat": 200,
        "van-hanh": 200,
    }
    assert answers[""].location == f"/sign-in?next=/audit/case/{case.number}"
    assert [name for name, answer in answers.items() if 'name="verdict"' in answer.text] == ["kiem-duyet"]
    assert [name for name, answer in answers.items() if 'name="statement"' in answer.text] == ["gl-so-yt"]


def test_both_records_and_the_evidence_stand_on_the_page(site: Site) -> None:
    described, case = copied(site, "shown", 1)
    ministry = site.keeper.words.ministries[case.other]
    for lang, sentence in (("vi", "vi"), ("en", "en")):
        page = site.client("kiem-duyet").get(f"{path(case)}?lang={lang}", headers=HTML).text
        assert described.title() in page and f"/id/ministry-dataset/{key_of(case.other)}" in page
        assert all(str(feature[sentence]) in page.replace("&#34;", '"') for feature in case.features[:1])
        assert site.keeper.words.label(described.publisher or "", lang) in page
    assert ministry.title_vi in page and case.number in page


def test_there_is_no_case_of_another_number(site: Site) -> None:
    for number in ("1999-001", "x", "2" * 80, "2026-0001%0a"):
        answer = site.client("kiem-duyet").get(f"/audit/case/{number}", headers=HTML)
        assert answer.status_code == 404 and "Không có hồ sơ chồng lấn nào mang số này" in answer.text
        assert 'href="/audit/overlap"' in answer.text


def test_a_decision_is_written_and_the_held_version_is_public_by_itself(site: Site) -> None:
    described, case = copied(site, "decided", 2)
    reviewer = site.client("kiem-duyet")
    answer = decide(reviewer, case, until="31/12/2027")
    assert (answer.status_code, answer.location) == (303, f"{path(case)}?told=ruled")
    assert site.public(key_of(described.iri)).iri == described.iri
    entry = next(one for one in site.keeper.ledger.history(described.record) if one.act == "decide")
    assert (entry.actor, entry.person) == ("kiem-duyet", "Nguyễn Văn An")
    visitor = site.client().get(path(case), headers=HTML)
    assert visitor.status_code == 200, "what was decided of a public dataset is everybody's"
    assert "&lt;b&gt;ngày 1/10&lt;/b&gt;" in visitor.text and "31/12/2027" in visitor.text
    assert "Nguyễn Văn An" not in visitor.text and 'name="verdict"' not in visitor.text
    page = site.client().get(f"/id/dataset/{key_of(described.iri)}", headers=HTML).text
    assert f'href="{path(case)}"' in page and "Bản sao được ủy quyền" in page and "fingerprint" not in page


def test_what_is_missing_or_wrong_is_said_and_nothing_typed_is_lost(site: Site) -> None:
    _, case = copied(site, "wrong", 3)
    reviewer, before = site.client("kiem-duyet"), site.keeper.ledger.head().seq
    wrong = {
        "verdict": ("", "Hãy chọn một kết luận"),
        "reason": ("  ", "Hãy ghi lý do"),
        "basis": ("", "Hãy chọn căn cứ"),
        "until": ("31/02/2027", "Không có ngày như vậy"),
    }
    answer = decide(reviewer, case, **{name: text for name, (text, _) in wrong.items()})
    assert answer.status_code == 422 and "<title>Lỗi: " in answer.text
    assert all(said in answer.text for _, said in wrong.values())
    assert inputs(answer)["until"] == "31/02/2027"
    for typed, said in (("1/1/2020", "Ngày này đã qua"), ("31/12/9999", "Quá xa"), ("", "phải có ngày hết hạn")):
        answer = decide(reviewer, case, verdict="exempt", until=typed)
        assert answer.status_code == 422 and said in answer.text
        assert inputs(answer)["reason"] == WHY and inputs(answer)["basis"] == "ministry-paper"
        assert 'value="exempt" aria-describedby="verdict-3-h" checked' in answer.text
    assert site.keeper.ledger.head().seq == before


def test_the_second_reviewer_sees_both_decisions_and_may_write_hers(site: Site) -> None:
    _, case = copied(site, "twice", 4)
    reviewer = site.client("kiem-duyet")
    decide(reviewer, case, reason="Quyết định trước, 12/BYT-CNTT")
    late = decide(reviewer, case, verdict="no-overlap", reason="Quyết định sau")
    assert late.status_code == 409
    assert "Quyết định trước, 12/BYT-CNTT" in late.text and "Bản sao được ủy quyền" in late.text
    kept = inputs(late)
    assert (
        kept["reason"] == "Quyết định sau" and 'value="no-overlap" aria-describedby="verdict-1-h" checked' in late.text
    )
    assert [one.reason for one in site.keeper.cases.rulings_of(case.number)] == ["Quyết định trước, 12/BYT-CNTT"]
    again = decide(reviewer, case, int(kept["seen"]), verdict="no-overlap", reason=kept["reason"])
    assert again.status_code == 303
    assert [one.verdict for one in site.keeper.cases.rulings_of(case.number)] == ["no-overlap", "delegated-copy"]


def test_what_is_withdrawn_says_where_to_look_instead(site: Site) -> None:
    described, case = copied(site, "withdrawn", 5)
    reviewer = site.client("kiem-duyet")
    decide(reviewer, case)
    (now,) = (one for one in site.keeper.cases.of_record(described.record) if one.number == case.number)
    assert decide(reviewer, now, verdict="withdraw").status_code == 303
    address = f"/id/dataset/{key_of(described.iri)}"
    gone = site.client().get(address, headers=HTML)
    assert gone.status_code == 410 and f"/id/ministry-dataset/{key_of(case.other)}" in gone.text
    assert WHY not in gone.text
    machine = site.client().get(f"{address}.ttl")
    assert machine.status_code == 410 and f"isReplacedBy <{case.other}>" in machine.text
    assert site.client().get(path(case), headers=HTML).status_code == 303, "no public dataset, no public case"


def test_an_agency_says_its_view_and_finds_its_cases_on_the_desk(site: Site) -> None:
    _, case = copied(site, "stated", 6)
    agency = site.client("gl-so-yt")
    desk = agency.get("/desk", headers=HTML).text
    assert f'href="{path(case)}"' in desk
    form = {"form_token": token(agency, path(case))}
    empty = agency.post(f"{path(case)}/statement", data={**form, "statement": " "}, headers=HTML)
    assert empty.status_code == 422 and "<title>Lỗi: " in empty.text
    long = agency.post(f"{path(case)}/statement", data={**form, "statement": "dài " * 1500}, headers=HTML)
    assert long.status_code == 422 and inputs(long)["statement"].startswith("dài dài")
    said = agency.post(f"{path(case)}/statement", data={**form, "statement": "Sở tự đếm <i>từ sổ</i>."}, headers=HTML)
    assert (said.status_code, said.location) == (303, f"{path(case)}?told=stated")
    assert "Sở tự đếm &lt;i&gt;từ sổ&lt;/i&gt;." in site.client("kiem-duyet").get(path(case), headers=HTML).text
    other = site.client("gl-so-tc")
    form = {"form_token": token(other, "/desk"), "statement": "chen vào"}
    assert other.post(f"{path(case)}/statement", data=form, headers=HTML).status_code == 403
    decide(site.client("kiem-duyet"), case)
    assert "Sở tự đếm" not in site.client().get(path(case), headers=HTML).text, "a statement is not for the public"
    passing = other.get(path(case), headers=HTML)
    assert passing.status_code == 200 and "Sở tự đếm" not in passing.text, "nor for an agency not concerned"


def test_only_a_reviewer_decides(site: Site) -> None:
    _, case = copied(site, "others", 7)
    for name in ("gl-so-yt", "giam-sat", "van-hanh"):
        client = site.client(name)
        assert decide(client, case).status_code == 403
    assert site.keeper.cases.rulings_of(case.number) == ()


def test_what_was_decided_of_the_like_is_shown(site: Site) -> None:
    _, first = copied(site, "like-one", 8)
    decide(site.client("kiem-duyet"), first)
    _, second = copied(site, "like-two", 8)
    page = site.client("kiem-duyet").get(path(second), headers=HTML).text
    assert f'href="{path(first)}"' in page


def test_without_anything_decided_of_the_like_one_sentence_says_so(site: Site) -> None:
    _, case = copied(site, "like-none", 15)
    page = site.client("kiem-duyet").get(path(case), headers=HTML).text
    assert page.count("Quyết định trước đây về dữ liệu tương tự") == page.count("Chưa có quyết định nào.") == 1


def test_what_was_held_and_withdrawn_keeps_its_title(site: Site) -> None:
    described, case = copied(site, "like-held", 16)
    decide(site.client("kiem-duyet"), case, verdict="withdraw")
    _, second = copied(site, "like-later", 16)
    page = site.client("kiem-duyet").get(path(second), headers=HTML).text
    assert f'<a href="{path(case)}">{described.title()}</a>' in page
    assert f">{key_of(described.iri)}<" not in page


def test_what_ending_does_is_said_of_what_was_public_and_of_what_never_was(site: Site) -> None:
    described, case = copied(site, "never-public", 17)
    reviewer = site.client("kiem-duyet")
    address = f"/id/dataset/{key_of(described.iri)}"
    page = reviewer.get(path(case), headers=HTML).text
    assert "(404)" in page and "(410)" not in page and reviewer.get(address, headers=HTML).status_code == 404
    decide(reviewer, case)
    page = reviewer.get(path(case), headers=HTML).text
    assert "(410)" in page and "(404)" not in page


def test_the_headline_of_an_exemption_has_its_day(site: Site) -> None:
    described, case = copied(site, "exempt", 18)
    decide(site.client("kiem-duyet"), case, verdict="exempt", until="31/12/2027")
    for lang, said in (
        ("vi", "Chồng lấn, được miễn đến hết ngày 31/12/2027"),
        ("en", "Overlap, exempt until 31 Dec 2027"),
    ):
        client = site.client()
        page = client.get(f"{path(case)}?lang={lang}", headers=HTML).text
        headline = re.search("<h1>(.*?)</h1>", page)
        assert headline and headline[1].endswith(said)
        assert said in client.get(f"/id/dataset/{key_of(described.iri)}?lang={lang}", headers=HTML).text


def test_the_dataset_to_merge_into_is_asked_for_below_its_verdict_and_must_be_there(site: Site) -> None:
    _, case = copied(site, "merged", 19)
    reviewer = site.client("kiem-duyet")
    page = reviewer.get(path(case), headers=HTML).text
    choices = re.findall(r'value="(merge|withdraw)"|name="(target)"', page)
    assert [one or other for one, other in choices] == ["merge", "target", "withdraw"]
    answer = decide(reviewer, case, verdict="merge", target="khong-co")
    assert answer.status_code == 422 and inputs(answer)["target"] == "khong-co"
    assert decide(reviewer, case, verdict="no-overlap", target="khong-co").status_code == 303


def test_the_dataset_to_merge_into_is_found_by_its_agencys_own_identifier_unless_several_have_it(site: Site) -> None:
    words, base = site.keeper.words, site.keeper.config.base
    stays, twice, again = (
        saying(good(words, base, name, title=f"Sổ {name}"), DCT.identifier, Literal(identifier))
        for name, identifier in (("stays", "SYT/22"), ("twice", "SYT-23"), ("again", "SYT-23"))
    )
    site.keeper.intake.take([candidate(one) for one in (stays, twice, again)])
    _, case = copied(site, "merged-by-identifier", 24)
    reviewer = site.client("kiem-duyet")
    for lang, said in (
        ("vi", "Nhiều tập đang công khai cùng mang mã này"),
        ("en", "Several public datasets have this"),
    ):
        reviewer.get(f"{path(case)}?lang={lang}", headers=HTML)
        answer = decide(reviewer, case, verdict="merge", target="SYT-23")
        assert answer.status_code == 422 and said in answer.text and inputs(answer)["target"] == "SYT-23"
    assert decide(reviewer, case, verdict="merge", target="SYT/23").status_code == 422
    assert decide(reviewer, case, verdict="merge", target=" SYT/22 ").status_code == 303
    assert [one.target for one in site.keeper.cases.rulings_of(case.number)] == [stays.iri]


def test_a_case_of_something_removed_by_law_is_gone(site: Site) -> None:
    described, case = copied(site, "expunged", 9)
    removal: Removal = site.keeper.removal
    removal.remove(described.record, "operator", "Vận", "luật")
    answer = site.client("kiem-duyet").get(path(case), headers=HTML)
    assert answer.status_code == 410 and "đã bị xóa theo luật" in answer.text
    assert path(case) not in site.client("gl-so-yt").get("/desk", headers=HTML).text


def test_a_pair_of_two_agencies_is_read_and_stated_by_both_and_nothing_comes_down(site: Site) -> None:
    words, base = site.keeper.words, site.keeper.config.base
    title = "Lịch phiên chợ nông sản hữu cơ cuối tuần"
    pair = [good(words, base, f"pair-{agency}", agency=agency, title=title) for agency in ("gl-so-yt", "gl-so-tc")]
    site.keeper.intake.take([candidate(one) for one in pair])
    site.keeper.pairing.follow()
    (case,) = (one for one in site.keeper.cases.of_record(pair[0].record) if one.kind == "agency")
    for agency in ("gl-so-yt", "gl-so-tc"):
        client = site.client(agency)
        page = client.get(path(case), headers=HTML)
        assert page.status_code == 200 and "Hai tập dữ liệu của tỉnh có trùng nhau không?" in page.text
        form = {"form_token": token(client, path(case)), "statement": f"Lời của {agency}"}
        assert client.post(f"{path(case)}/statement", data=form, headers=HTML).status_code == 303
        assert f'href="{path(case)}"' in client.get("/desk", headers=HTML).text
    reviewer = site.client("kiem-duyet")
    shown = reviewer.get(path(case), headers=HTML).text
    assert "Lời của gl-so-yt" in shown and "Lời của gl-so-tc" in shown
    assert decide(reviewer, case, verdict="merge", target=pair[1].iri).status_code == 303
    assert all(site.public(key_of(one.iri)) for one in pair)
    assert site.client().get(path(case), headers=HTML).status_code == 200
    hold(site, pair[1])
    assert site.client().get(path(case), headers=HTML).status_code == 303, "one of the two is held back"


def hold(site: Site, said: Description) -> None:
    """A version of what is public is held back, as intake would hold it."""
    row = {"record": said.record, "seq": 1, "agency": said.publisher, "fingerprint": "f", "title": "Bản bị giữ"}
    with site.keeper.engine.begin() as connection:
        connection.execute(insert(schema.held), [{**row, "body": said.body(), "findings": "[]", "at": "x"}])


def test_what_was_measured_on_a_version_that_is_held_is_not_for_strangers(site: Site) -> None:
    first, case = copied(site, "kept-one", 10)
    decide(site.client("kiem-duyet"), case)
    _, like = copied(site, "kept-two", 10)
    decide(site.client("kiem-duyet"), like)
    assert site.client().get(path(case), headers=HTML).status_code == 200
    assert path(case) in site.client().get(path(like), headers=HTML).text
    hold(site, first)
    assert site.client().get(path(case), headers=HTML).status_code == 303
    assert path(case) not in site.client().get(path(like), headers=HTML).text
    assert path(case) in site.client("kiem-duyet").get(path(like), headers=HTML).text


def test_a_case_that_was_closed_is_not_decided(site: Site) -> None:
    described, case = copied(site, "closed", 11)
    reviewer = site.client("kiem-duyet")
    form = {"form_token": token(reviewer, path(case)), "verdict": "withdraw", "reason": WHY, "basis": "ministry-paper"}
    site.keeper.intake.take([candidate(retitled(described, "Lịch phiên chợ hoa cuối năm"), is_form=True)])
    now = site.keeper.cases.find(case.number)
    assert now is not None and now.state == "closed"
    for seen in (case.version, now.version):
        answer = reviewer.post(path(case), data={**form, "seen": str(seen)}, headers=HTML)
        assert answer.status_code == 409 and "đã đóng" in answer.text
        assert "ngày 1/10" in answer.text and 'name="verdict"' not in answer.text
    assert site.keeper.cases.rulings_of(case.number) == ()
    assert site.public(key_of(described.iri)).iri == described.iri


def test_what_one_row_is_about_is_read_from_the_text(site: Site) -> None:
    _, case = copied(site, "units", 12)
    for lang, note in (("vi", "(đọc từ tên và từ khóa)"), ("en", "(read from title and keywords)")):
        page = site.client("kiem-duyet").get(f"{path(case)}?lang={lang}", headers=HTML).text
        assert note in page


def test_days_and_titles_are_in_the_readers_language(site: Site) -> None:
    described, case = copied(site, "english", 14)
    dated = saying(described, DCT.modified, Literal("2026-08-16", datatype=XSD.date))
    title = Triple(NamedNode(described.iri), DCT.title, Literal("Said in English", language="en"))
    english = describe(described.iri, [*dated.triples, title], dated)
    site.keeper.intake.take([candidate(english, is_form=True)])
    for lang, name, day in (("vi", described.title(), "16/08/2026"), ("en", "Said in English", "16 Aug 2026")):
        client = site.client("gl-so-yt")
        desk = client.get(f"/desk?lang={lang}", headers=HTML).text
        assert f'<th scope="row">{name}</th><td><ul class="plain"><li><a href="{path(case)}">' in desk
        assert day in client.get(f"{path(case)}?lang={lang}", headers=HTML).text


def test_the_desk_says_once_what_its_cases_are(site: Site) -> None:
    copied(site, "desk", 13)
    page = site.client("gl-so-yt").get("/desk", headers=HTML).text
    assert re.findall(r"<(\w+)[^>]*?( class=\"hidden\")?>Hồ sơ chồng lấn của cơ quan<", page) == [
        ("h2", ""),
        ("caption", ' class="hidden"'),
    ]


def test_the_desk_has_one_line_for_each_dataset_with_its_open_cases_the_oldest_term_first(site: Site) -> None:
    described, first = copied(site, "desk-many", 20)
    ministry = alone(site.keeper.config.base)[21]
    slightly = {"ministry": ministry, "grade": "overlap", "score": 0.4, "features": []}
    again = {"ministry": first.other, "grade": "duplicate", "score": 0.9, "features": list(first.features)}
    brought = Brought(described.record, described.title(), described.fingerprint, (again, slightly))
    with site.keeper.engine.begin() as connection:
        bring(connection, [brought], stamp(site.keeper.clock()), 3)
    second = next(one for one in site.keeper.cases.of_record(described.record) if one.other == ministry)
    page = site.client("gl-so-yt").get("/desk", headers=HTML).text
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td><ul class="plain">(.*?)</ul>', page)
    assert len(rows) == len({title for title, _ in rows})
    assert rows[0][0] == described.title(), "it is due in three days"
    assert re.findall(r'href="/audit/case/([\d-]+)"', rows[0][1]) == [second.number, first.number]


def test_what_is_held_for_a_ruling_offers_its_case_and_nothing_to_mend(site: Site) -> None:
    described, case = copied(site, "desk-held", 22)
    for lang, said in (
        ("vi", "Khai nguồn dữ liệu, hoặc chờ quyết định"),
        ("en", "Declare the source, or await the ruling"),
    ):
        page = site.client("gl-so-yt").get(f"/desk?lang={lang}", headers=HTML).text
        (row,) = (row for row in page.split("<tr>") if f'/desk/dataset/{key_of(described.iri)}"' in row)
        assert said in row and f'href="{path(case)}"' in row


@pytest.mark.parametrize(
    ("pattern", "grade", "place"), [("{}", "duplicate", 25), ("Số {} theo xã", "overlap", 26)], ids=["copy", "totals"]
)
def test_what_was_withdrawn_and_is_described_anew_on_the_desk_is_held_with_a_case_of_its_own(
    site: Site, pattern: str, grade: str, place: int
) -> None:
    ministry = alone(site.keeper.config.base)[place]
    title = pattern.format(site.keeper.words.ministries[ministry].title_vi)
    first = good(site.keeper.words, site.keeper.config.base, f"ended-{grade}", title=title)
    site.keeper.intake.take([candidate(first, is_form=True)])
    reviewer, agency = site.client("kiem-duyet"), site.client("gl-so-yt")
    assert decide(reviewer, beside(site, first.record, ministry), verdict="withdraw").status_code == 303
    key = new(site, agency)
    answer = press(agency, key, "publish", filled(site, opened(agency, key), **{"dct_title.0.vi": title}))
    case = beside(site, f"{site.keeper.config.base}/id/record/{key}", ministry)
    assert case.is_open and case.grade == grade
    assert answer.status_code == 422 and path(case) in answer.text and "không công bố lại" in answer.text
    press(agency, key, "discard", inputs(answer))
    (row,) = (row for row in agency.get("/desk", headers=HTML).text.split("<tr>") if f'/desk/dataset/{key}"' in row)
    assert "Khai nguồn dữ liệu, hoặc chờ quyết định" in row and path(case) in row
    assert decide(reviewer, case, verdict="no-overlap").status_code == 303
    assert site.public(key).title() == title


def test_what_is_public_is_listed_under_its_public_title_while_a_rewrite_is_held(site: Site) -> None:
    described, case = copied(site, "desk-rewritten", 27)
    decide(site.client("kiem-duyet"), case)
    waiting = retitled(described, "Tên của bản viết lại")
    hold(site, waiting)
    page = site.client("gl-so-yt").get("/desk", headers=HTML).text
    assert described.title() in page and waiting.title() not in page
    form = site.client("gl-so-yt").get(f"/desk/dataset/{key_of(described.iri)}", headers=HTML).text
    both = form.partition("Bản bị giữ khác bản đang công khai ở")[2].partition("</table>")[0]
    assert described.title() in both and waiting.title() in both, "who chooses sees both, side by side"
    page = site.client("kiem-duyet").get(f"/audit/overlap?q={case.number}", headers=HTML).text
    assert described.title() in page and "Bản bị giữ" not in page and waiting.title() not in page


def test_decided_cases_stand_apart_on_the_desk(site: Site) -> None:
    _, case = copied(site, "desk-decided", 23)
    decide(site.client("kiem-duyet"), case, verdict="exempt", until="31/12/2027")
    page = site.client("gl-so-yt").get("/desk", headers=HTML).text
    waiting, _, decided = page.partition("hồ sơ đã quyết định</summary>")
    assert path(case) not in waiting and path(case) in decided
    assert "được miễn đến hết ngày 31/12/2027" in decided
