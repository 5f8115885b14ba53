"""The form as people meet it: rows of every field, findings where they belong, one fault once, long and odd texts."""

import re
from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple

from registry.clock import local_day
from registry.web.form_reading import slot
from registry.web.form_words import form_of
from registry.web.safety import DESK_BYTES, FORM_BYTES
from registry.workers.errors import Ending, WorkerBusy, WorkerTimeout
from tests.registry.descriptions import candidate, good, without
from tests.registry.web.site import HTML, Site, inputs
from tests.registry.web.test_desk import filled, new, opened, press
from vocab.description import describe
from vocab.namespaces import DCAT, DCT

LETTERS = "Số liệu quan trắc mực nước hồ chứa, đập dâng ở các xã miền núi. "


@pytest.fixture
def official(site: Site) -> FlaskClient:
    return site.client("gl-so-yt")


@pytest.fixture
def two_themes(site: Site) -> str:
    """The key of a published dataset with two themes and two identifiers."""
    described = good(site.keeper.words, site.keeper.config.base, "two-themes", title="Hai chủ đề")
    node = NamedNode(described.iri)
    theme = NamedNode("http://publications.europa.eu/resource/authority/data-theme/GOVE")
    more = [Triple(node, DCAT.theme, theme), Triple(node, DCT.identifier, Literal("SYT-22"))]
    site.keeper.intake.take([candidate(describe(described.iri, [*described.triples, *more], described))])
    return described.iri.rpartition("/")[2]


def test_a_dataset_with_two_values_in_one_field_opens(official: FlaskClient, two_themes: str) -> None:
    page = official.get(f"/desk/dataset/{two_themes}", headers=HTML)
    assert page.status_code == 200
    assert {"dcat_theme.0", "dcat_theme.1", "dct_identifier.1"} <= set(inputs(page))
    assert 'aria-label="Chủ đề 2"' in page.text


def test_every_field_of_many_values_takes_a_second_row(site: Site, official: FlaskClient) -> None:
    form = form_of(site.keeper.config.base, local_day(site.keeper.clock()))
    stems = [slot(field) for field in form.fields if field.many]
    for outer in form.fields:
        stems += [f"{slot(outer)}.0.{slot(inner)}" for inner in outer.fields if inner.many]
    key = new(site, official)
    answer = official.get(f"/desk/dataset/{key}", headers=HTML)
    for stem in stems:
        answer = press(official, key, f"add:{stem}", inputs(answer))
        assert answer.status_code == 200, stem
        assert any(name.startswith(f"{stem}.1") for name in inputs(answer)), stem


def test_a_row_that_was_added_has_the_cursor(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    for stem, control in (
        ("dcat_landingPage", "dcat-landingPage-1"),
        ("dcat_keyword", "dcat-keyword-1-vi"),
        ("dcat_distribution", "dcat-distribution-1-dct-title-0-vi"),
    ):
        page = press(official, key, f"add:{stem}", opened(official, key)).text
        assert re.findall(r'<\w+[^>]* id="([\w-]+)"[^>]* autofocus', page) == [control]
    page = press(official, key, "remove:dcat_landingPage.1", opened(official, key)).text
    assert re.findall(r'<\w+[^>]* id="([\w-]+)"[^>]* autofocus', page) == ["dcat-landingPage-0"]


def test_a_finding_on_a_choice_of_properties_stands_at_the_field_that_is_there(
    site: Site, official: FlaskClient
) -> None:
    key = new(site, official)
    page = press(official, key, "check", filled(site, opened(official, key), **{"dct_identifier.0": ""})).text
    assert re.search(r'<a href="#dct-identifier-0">Mã của cơ quan: Thiếu mã', page)
    form = filled(site, opened(official, key), **{"dcat_contactPoint.0.vcard_hasEmail.0": ""})
    page = press(official, key, "check", form).text
    assert re.search(r'<a href="#dcat-contactPoint-0-vcard-hasEmail-0">', page)


def test_what_cannot_be_read_is_one_fault(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(site, opened(official, key), **{"dct_issued.0": "hôm qua"})
    page = press(official, key, "publish", form).text
    assert "Ghi ngày theo dạng" in page and "Thiếu ngày ban hành" not in page
    assert "có 1 chỗ phải sửa" in page


def test_a_long_vietnamese_text_is_taken(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    long = (LETTERS * 1000)[:59_000].strip()
    texts = {"dct_description.0.vi": long, "dct_description.0.en": long, "reg_columns.0": long}
    assert len(quote_plus("".join(texts.values()))) > FORM_BYTES
    form = filled(site, opened(official, key), **texts)
    assert press(official, key, "draft", form).status_code == 303
    assert opened(official, key)["dct_description.0.vi"] == long


def test_what_is_too_long_is_told_with_the_limit_and_the_way_back(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    answer = press(official, key, "draft", {**opened(official, key), "dct_description.0.vi": "a" * DESK_BYTES})
    assert answer.status_code == 413
    assert "2 MiB" in answer.text and "Quay lại" in answer.text
    small = official.post("/desk/confirm", data={"x": "a" * FORM_BYTES}, headers=HTML)
    assert small.status_code == 413 and "256 KiB" in small.text


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\ufffe", "\u200b", "\u202e"])
def test_signs_that_nobody_sees_do_not_reach_the_ledger(site: Site, official: FlaskClient, sign: str) -> None:
    key = new(site, official)
    form = filled(site, opened(official, key), **{"dct_title.0.vi": f"Nước{sign} sa\u0323ch"})
    assert press(official, key, "publish", form).status_code == 303
    assert site.public(key).title() == "Nước sạch"


def test_keywords_typed_in_one_line_are_several(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    form = filled(
        site,
        opened(official, key),
        **{"dcat_keyword.0.vi": "tiêm chủng, vắc xin; trạm y tế ,", "dcat_keyword.0.en": "health"},
    )
    assert press(official, key, "publish", form).status_code == 303
    words = {str(term) for term in site.public(key).values(DCAT.keyword)}
    assert words == {'"tiêm chủng"@vi', '"vắc xin"@vi', '"trạm y tế"@vi', '"health"@en'}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_period_begins_before_it_ends(site: Site, official: FlaskClient, lang: str) -> None:
    key = new(site, official)
    days = {"dct_temporal.0.dcat_startDate.0": "1/2/2026", "dct_temporal.0.dcat_endDate.0": "3/4/2026"}
    empty = opened(official, key)
    shown = [name for name in empty if name.endswith("Date.0")] or list(days)
    form = inputs(press(official, key, "add:dct_temporal", empty)) | days
    assert press(official, key, "publish", filled(site, form)).status_code == 303
    page = official.get(f"/id/dataset/{key}?lang={lang}", headers=HTML).text
    first, last = ("01/02/2026", "03/04/2026") if lang == "vi" else ("1 Feb 2026", "3 Apr 2026")
    assert page.index(first) < page.index(last)
    again = [name for name in opened(official, key) if name.endswith("Date.0")]
    assert shown == again == list(days)


def test_a_dataset_removed_by_law_is_gone_from_the_desk(site: Site, official: FlaskClient) -> None:
    key = new(site, official)
    assert press(official, key, "publish", filled(site, opened(official, key))).status_code == 303
    form = opened(official, key)
    site.keeper.removal.remove(f"{site.keeper.config.base}/id/record/{key}", "operator", "A; B", "QĐ 1")
    assert official.get(f"/desk/dataset/{key}", headers=HTML).status_code == 410
    assert press(official, key, "publish", form).status_code == 410
    assert official.get(f"/desk/dataset/{key}/withdraw", headers=HTML).status_code == 410


@pytest.mark.parametrize("fault", [WorkerBusy("judge", 3, 1.0), WorkerTimeout("judge", 9, Ending())])
def test_a_busy_machine_asks_to_try_again(
    site: Site, official: FlaskClient, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    key = new(site, official)

    def refuse(*_: object) -> None:
        raise fault

    monkeypatch.setattr(site.keeper.authority, "check", refuse)
    answer = press(official, key, "check", filled(site, opened(official, key)))
    assert answer.status_code == 503 and int(answer.headers["Retry-After"]) > 0
    assert opened(official, key)["dct_title.0.vi"]


def test_a_harvested_dataset_says_whence_it_comes(site: Site, official: FlaskClient) -> None:
    described = good(site.keeper.words, site.keeper.config.base, "harvested", title="Từ nguồn")
    site.keeper.intake.take([candidate(described, actor="source:cong-y-te")])
    page = official.get(f"/desk/dataset/{described.iri.rpartition('/')[2]}", headers=HTML).text
    assert "cong-y-te" in page and "được giữ qua mọi đợt thu thập" in page
    own = official.get(f"/desk/dataset/{site.key('beds')}", headers=HTML).text
    assert "được giữ qua mọi đợt thu thập" not in own


def test_a_dataset_without_a_name_is_called_so(site: Site, official: FlaskClient) -> None:
    described = without(good(site.keeper.words, site.keeper.config.base, "unnamed"), DCT.title)
    site.keeper.intake.take([candidate(described)])
    page = official.get("/desk", headers=HTML).text
    assert '<span class="hidden">: </span>' not in page
    key = described.iri.rpartition("/")[2]
    assert re.search(rf'href="/desk/dataset/{key}">Tập dữ liệu chưa có tên<', page)
