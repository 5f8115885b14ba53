"""The desk: what is typed is kept, what is wrong is said at its field, what is another's is refused, nobody overwrites."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.entries import Entry
from tests.registry.web.site import HTML, Site, inputs, told

TITLE = "Quầy lễ tân theo xã"


def history(site: Site, key: str) -> tuple[Entry, ...]:
    return site.keeper.ledger.history(f"{site.keeper.config.base}/id/record/{key}")


def new(site: Site, client: FlaskClient) -> str:
    """The key of a fresh dataset's draft."""
    form = inputs(client.get("/desk", headers=HTML))
    answer = client.post("/desk/new", data={"form_token": form["form_token"]})
    assert answer.status_code == 303
    return answer.location.rpartition("/")[2]


def filled(site: Site, form: dict[str, str], **changed: str) -> dict[str, str]:
    """A form with everything that the rules ask for."""
    concept, eu = f"{site.keeper.config.base}/id/concept", "http://publications.europa.eu/resource/authority"
    values = {
        "dct_title.0.vi": TITLE,
        "dct_description.0.vi": "Địa chỉ, giờ mở cửa\nvà số điện thoại.",
        "reg_field.0": f"{concept}/field/y-te",
        "dct_accrualPeriodicity.0": f"{eu}/frequency/QUARTERLY",
        "dct_issued.0": "05/10/2026",
        "dct_identifier.0": "SYT-1",
        "dcat_contactPoint.0.vcard_fn.0": "Phòng Nghiệp vụ Y",
        "dcat_contactPoint.0.vcard_hasEmail.0": "nvy@example.vn",
        "dct_accessRights.0": f"{eu}/access-right/PUBLIC",
        "dct_license.0": f"{concept}/licence/khai-thac-du-lieu-mo",
        "reg_personalData.0": f"{concept}/personal-data/khong",
        "reg_secrecy.0": f"{concept}/secrecy/khong",
        "dct_spatial.0.skos_prefLabel.0.vi": "Toàn tỉnh",
        "dcat_distribution.0.dcat_accessURL.0": "https://syt.example.vn/tiem.csv",
        "dcat_distribution.0.dct_format.0": f"{eu}/file-type/CSV",
    }
    assert set(values) <= set(form)
    return {**form, **values, **changed}


def press(client: FlaskClient, key: str, button: str, form: dict[str, str]) -> TestResponse:
    return client.post(f"/desk/dataset/{key}", data={**form, "act": button}, headers=HTML)


def opened(client: FlaskClient, key: str) -> dict[str, str]:
    return inputs(client.get(f"/desk/dataset/{key}", headers=HTML))


@pytest.fixture
def official(site: Site) -> FlaskClient:
    return site.client("gl-so-yt")


@pytest.fixture
def published(site: Site, official: FlaskClient) -> str:
    """The key of a dataset that was described and published on the desk."""
    key = new(site, official)
    answer = press(official, key, "publish", filled(site, opened(official, key)))
    assert answer.status_code == 303, answer.text
    return key


def test_a_described_dataset_is_public_and_its_draft_is_gone(site: Site, official: FlaskClient, published: str) -> None:
    page = site.client().get(f"/id/dataset/{published}", headers=HTML).text
    assert TITLE in page and "nvy@example.vn" in page
    (entry,) = history(site, published)
    assert (entry.act, entry.actor, entry.person) == ("publish", "gl-so-yt", "Nguyễn Văn An")
    assert not [one for one in site.keeper.drafts.of_agency("gl-so-yt") if one.dataset.endswith(published)]
    assert TITLE in official.get("/desk", headers=HTML).text


def test_errors_stand_at_their_fields_with_what_was_typed(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(site, opened(official, key), **{"dct_license.0": "", "dct_issued.0": "31/02/2026"})
    answer = press(official, key, "publish", form)
    assert answer.status_code == 422
    assert re.search(r"<title>Lỗi: ", answer.text)
    assert 'href="#dct-license-0"' in answer.text and 'href="#dct-issued-0"' in answer.text
    kept = inputs(answer)
    assert kept["dct_issued.0"] == "31/02/2026" and kept["dct_title.0.vi"] == TITLE
    assert kept["dct_description.0.vi"] == "Địa chỉ, giờ mở cửa\nvà số điện thoại."
    assert not history(site, key)
    assert site.client().get(f"/id/dataset/{key}", headers=HTML).status_code == 404


def test_a_finding_on_a_row_stands_in_that_row(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(
        site,
        opened(official, key),
        **{"dcat_distribution.0.dcat_accessURL.0": "", "dcat_distribution.0.dct_title.0.vi": "Tệp"},
    )
    answer = press(official, key, "check", form)
    assert answer.status_code == 200
    assert 'href="#dcat-distribution-0-dcat-accessURL-0"' in answer.text


def test_checking_writes_nothing_but_the_draft(site: Site, official: FlaskClient) -> None:
    key, before = new(site, official), site.keeper.ledger.head()
    answer = press(official, key, "check", filled(site, opened(official, key)))
    assert answer.status_code == 200 and "Không còn chỗ nào phải sửa" in answer.text
    assert site.keeper.ledger.head() == before


def test_rows_are_added_and_taken_away_without_scripts(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(site, opened(official, key))
    more = press(official, key, "add:dcat_distribution", form)
    assert more.status_code == 200
    form = inputs(more)
    form["dcat_distribution.1.dcat_accessURL.0"] = "https://syt.example.vn/hai.csv"
    form = inputs(press(official, key, "remove:dcat_distribution.0", form))
    assert form["dcat_distribution.1.dcat_accessURL.0"] == "https://syt.example.vn/hai.csv"
    assert press(official, key, "publish", form).status_code == 303
    assert [one.access_url for one in site.public(key).distributions] == ["https://syt.example.vn/hai.csv"]


def test_an_edit_keeps_what_the_form_does_not_show(site: Site, official: FlaskClient) -> None:
    key = site.key("evil")
    before = set(site.named["evil"].triples)
    form = opened(official, key)
    form["dct_title.0.vi"] = "Tên mới an toàn"
    assert press(official, key, "publish", form).status_code == 303
    after = set(site.public(key).triples)
    changed = before ^ after
    assert len(changed) == 2 and all(triple.predicate.value.endswith("title") for triple in changed)
    form = opened(official, key)
    form["dct_title.0.vi"] = site.named["evil"].title()
    assert press(official, key, "publish", form).status_code == 303
    assert set(site.public(key).triples) == before


def test_a_form_sent_twice_is_one_publication(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(site, opened(official, key), **{"dct_title.0.vi": "Lịch khám lưu động"})
    assert press(official, key, "publish", form).status_code == 303
    again = press(official, key, "publish", form)
    assert again.status_code == 303 and "unchanged" in again.location
    assert len(history(site, key)) == 1


def test_a_draft_saved_twice_is_no_quarrel(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(site, opened(official, key))
    assert press(official, key, "draft", form).status_code == 303
    assert press(official, key, "draft", form).status_code == 303


def test_the_second_of_two_people_sees_both_texts_and_loses_nothing(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    colleague = site.client("gl-so-yt")
    mine, theirs = opened(official, key), opened(colleague, key)
    assert press(colleague, key, "draft", filled(site, theirs)).status_code == 303
    form = {**filled(site, mine), "dct_title.0.vi": "Tên khác hẳn"}
    answer = press(official, key, "draft", form)
    assert answer.status_code == 409
    assert TITLE in answer.text and "Tên khác hẳn" in answer.text
    kept = inputs(answer)
    assert press(official, key, "draft", kept).status_code == 303
    assert opened(official, key)["dct_title.0.vi"] == "Tên khác hẳn"


def test_a_publication_meanwhile_is_shown_before_mine_goes_over_it(
    site: Site, official: FlaskClient, published: str
) -> None:
    colleague = site.client("gl-so-yt")
    mine = opened(official, published)
    theirs = opened(colleague, published)
    assert (
        press(colleague, published, "publish", {**theirs, "dct_title.0.vi": "Bản của đồng nghiệp"}).status_code == 303
    )
    answer = press(official, published, "publish", {**mine, "dct_title.0.vi": "Bản của tôi"})
    assert answer.status_code == 412
    assert "Bản của đồng nghiệp" in answer.text and "Bản của tôi" in answer.text
    assert len(history(site, published)) == 2
    assert press(official, published, "publish", inputs(answer)).status_code == 303
    assert site.public(published).title() == "Bản của tôi"


def test_another_agencys_dataset_is_refused_and_written_down(site: Site, official: FlaskClient) -> None:
    key = site.key("prices")
    before = history(site, key)
    form = inputs(official.get("/desk", headers=HTML))
    answer = press(official, key, "publish", {"form_token": form["form_token"], "dct_title.0.vi": "chiếm"})
    assert answer.status_code == 403 and "khoản 4 Điều 4" in answer.text
    assert [entry.act for entry in history(site, key)[: -len(before)]] == ["refuse"]
    assert official.get(f"/desk/dataset/{key}", headers=HTML).status_code == 403
    assert official.get(f"/desk/dataset/{key}/withdraw", headers=HTML).status_code == 403


def test_another_agencys_draft_is_not_there(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    press(official, key, "draft", {**opened(official, key), "dct_title.0.vi": "Bản nháp kín"})
    other = site.client("gl-so-tc")
    assert other.get(f"/desk/dataset/{key}", headers=HTML).status_code == 404
    form = inputs(other.get("/desk", headers=HTML))
    for path in (f"/desk/dataset/{key}", f"/desk/dataset/{key}/draft"):
        assert other.post(path, data={"form_token": form["form_token"], "act": "draft"}).status_code == 404
    assert "Bản nháp kín" not in other.get("/desk", headers=HTML).text


@pytest.mark.parametrize("key", ["zzzzzzzzzzzz", "x", "..%2f..%2fx"])
def test_a_dataset_that_was_never_begun_is_not_there(official: FlaskClient, key: str) -> None:
    assert official.get(f"/desk/dataset/{key}", headers=HTML).status_code == 404
    form = inputs(official.get("/desk", headers=HTML))
    assert official.post(f"/desk/dataset/{key}", data={"form_token": form["form_token"]}).status_code == 404


def test_the_script_saves_the_draft_and_hears_of_others(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = {**opened(official, key), "dct_title.0.vi": "Đang gõ"}
    saved = official.post(f"/desk/dataset/{key}/draft", data=form)
    assert told(saved)["saved"] is True
    assert opened(official, key)["dct_title.0.vi"] == "Đang gõ"
    late = official.post(f"/desk/dataset/{key}/draft", data={**form, "dct_title.0.vi": "Muộn"})
    assert late.status_code == 409 and told(late)["saved"] is False
    assert opened(official, key)["dct_title.0.vi"] == "Đang gõ"


def test_what_a_stranger_adds_to_the_form_is_not_kept(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    odd = {
        "dct_publisher.0": "http://x/",
        "x": "y",
        "dcat_distribution.0.node": f"<{site.named['prices'].iri}>",
        "dcat_distribution.0.dct_title.0.vi": "Tệp",
    }
    press(official, key, "draft", {**opened(official, key), **odd})
    draft = site.keeper.drafts.of_dataset(f"{site.keeper.config.base}/id/dataset/{key}", "gl-so-yt")
    assert draft is not None
    assert "dct_publisher.0" not in draft.values and "x" not in draft.values
    assert draft.values["dcat_distribution.0.node"] == f"_:b{key}x0"


def test_confirming_counts_for_the_quarter_and_only_for_ones_own(site: Site, official: FlaskClient) -> None:
    form = inputs(official.get("/desk", headers=HTML))
    data = {"form_token": form["form_token"], "pick": [site.key("beds")]}
    assert official.post("/desk/confirm", data=data).status_code == 303
    assert history(site, site.key("beds"))[0].act == "confirm"
    nothing = official.post("/desk/confirm", data={"form_token": form["form_token"]})
    assert "nothing-picked" in nothing.location
    foreign = official.post("/desk/confirm", data={**data, "pick": [site.key("prices")]}, headers=HTML)
    assert foreign.status_code == 403


def test_withdrawing_needs_a_reason_and_leaves_a_page(site: Site, official: FlaskClient, published: str) -> None:
    address = f"/desk/dataset/{published}/withdraw"
    form = inputs(official.get(address, headers=HTML))
    assert official.post(address, data={"form_token": form["form_token"], "reason": " "}).status_code == 422
    assert site.client().get(f"/id/dataset/{published}", headers=HTML).status_code == 200
    data = {"form_token": form["form_token"], "reason": "Gộp vào tập khác"}
    assert official.post(address, data=data).status_code == 303
    page = site.client().get(f"/id/dataset/{published}", headers=HTML)
    assert page.status_code == 410 and "Gộp vào tập khác" in page.text
    assert official.post(address, data=data, headers=HTML).status_code == 404


def test_data_that_turns_out_secret_comes_down_at_once(site: Site, official: FlaskClient, published: str) -> None:
    form = opened(official, published)
    form["reg_secrecy.0"] = f"{site.keeper.config.base}/id/concept/secrecy/mat"
    answer = press(official, published, "publish", form)
    assert answer.status_code == 303 and "taken-down" in answer.location
    page = site.client().get(f"/id/dataset/{published}", headers=HTML)
    assert page.status_code == 410 and "Lý do" not in page.text


def test_discarding_leaves_the_public_version(site: Site, official: FlaskClient, published: str) -> None:
    form = {**opened(official, published), "dct_title.0.vi": "Thôi không sửa"}
    press(official, published, "draft", form)
    assert opened(official, published)["dct_title.0.vi"] == "Thôi không sửa"
    press(official, published, "discard", opened(official, published))
    assert opened(official, published)["dct_title.0.vi"] == TITLE


def test_the_form_is_in_english_too(site: Site, official: FlaskClient) -> None:
    page = official.get(f"/desk/dataset/{site.key('beds')}?lang=en", headers=HTML).text
    assert "Describe a dataset" in page and "Phải có" not in page and "(required)" in page


@pytest.mark.parametrize("text", ["x" * 61_000, "{{7*7}} <b>", "\ufeff\u202eabc", "  "])
def test_odd_texts_are_kept_as_they_were_typed(site: Site, official: FlaskClient, text: str) -> None:
    key = new(site, official)
    form = {**opened(official, key), "dct_description.0.vi": text}
    assert press(official, key, "draft", form).status_code == 303
    assert opened(official, key)["dct_description.0.vi"] == text


def test_a_session_that_ended_while_typing_costs_nothing(site: Site) -> None:
    client, ours = site.client("gl-so-yt"), {**HTML, "Origin": "http://127.0.0.1:8080"}
    key = new(site, client)
    form = {**opened(client, key), "dct_title.0.vi": "Gõ lâu quá", "act": "draft"}
    cookie = client.get_cookie("session", domain="127.0.0.1")
    assert cookie is not None
    site.keeper.sessions.close(cookie.value)
    ended = client.post(f"/desk/dataset/{key}", data=form, headers=ours)
    assert ended.status_code == 401 and inputs(ended)["dct_title.0.vi"] == "Gõ lâu quá"

    again = site.client("gl-so-yt")
    kept = inputs(ended)
    old = again.post(f"/desk/dataset/{key}", data=kept, headers=ours)
    assert old.status_code == 403 and inputs(old)["dct_title.0.vi"] == "Gõ lâu quá"
    assert again.post(f"/desk/dataset/{key}", data=inputs(old), headers=ours).status_code == 303
    assert opened(again, key)["dct_title.0.vi"] == "Gõ lâu quá"


@pytest.mark.parametrize("sent", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}])
def test_a_strangers_form_is_not_repeated(site: Site, official: FlaskClient, sent: dict[str, str]) -> None:
    answer = official.post(
        f"/desk/dataset/{site.key('beds')}", data={"dct_title.0.vi": "Cài vào"}, headers={**HTML, **sent}
    )
    assert answer.status_code == 403 and "Cài vào" not in answer.text
