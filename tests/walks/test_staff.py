"""A clerk of the health department signs in, errs, mends, publishes, and finds it in the feed and in SPARQL."""

import time
from collections.abc import Callable

import pytest
import requests

from registry.clock import utc_now
from registry.config import load_config
from registry.demo.logins import Login
from registry.entries import Entry
from registry.ledger import Ledger
from registry.schema import connect
from tests.walks.people import Form, Page, Person
from tests.walks.processes import Keeping

TITLE = "Điểm phát thuốc lao miễn phí theo trạm y tế"
EU = "http://publications.europa.eu/resource/authority"


def history(served: Keeping, key: str) -> tuple[Entry, ...]:
    engine = connect(served.data / "ledger.db")
    try:
        base = load_config(served.data).base
        return Ledger(engine, utc_now).history(f"{base}/id/record/{key}")
    finally:
        engine.dispose()


def clerk(served: Keeping, login: Login) -> Person:
    person = Person(served.address)
    arrived = person.sign_in(login.account, login.password, login.person)
    assert (arrived.status, arrived.url) == (200, f"{served.address}/desk")
    return person


def begin(person: Person) -> Page:
    desk = person.open("/desk")
    return person.press(desk, desk.form("/desk/new"))


def fill(form: Form, base: str, **changed: str) -> None:
    """Fills in what the rules demand, in the words of the form's fields."""
    concept = f"{base}/id/concept"
    values = {
        "dct_title.0.vi": TITLE,
        "dct_description.0.vi": "Địa chỉ và giờ phát thuốc ở từng trạm.",
        "reg_field.0": f"{concept}/field/y-te",
        "dcat_theme.0": f"{EU}/data-theme/HEAL",
        "dct_accrualPeriodicity.0": f"{EU}/frequency/QUARTERLY",
        "dct_issued.0": "05/10/2026",
        "dct_modified.0": "06/10/2026",
        "dct_identifier.0": "SYT-2026-77",
        "dcat_contactPoint.0.vcard_fn.0": "Phòng Nghiệp vụ Y",
        "dcat_contactPoint.0.vcard_hasEmail.0": "nvy@example.vn",
        "dct_accessRights.0": f"{EU}/access-right/PUBLIC",
        "dct_license.0": f"{concept}/licence/khai-thac-du-lieu-mo",
        "reg_personalData.0": f"{concept}/personal-data/khong",
        "reg_secrecy.0": f"{concept}/secrecy/khong",
        "reg_coreData.0": f"{concept}/core-data/khong",
        "dct_spatial.0.skos_prefLabel.0.vi": "Toàn tỉnh",
        "dcat_distribution.0.dct_title.0.vi": "Tệp CSV",
        "dcat_distribution.0.dcat_accessURL.0": "https://syt.example.vn/thuoc-lao.csv",
        "dcat_distribution.0.dct_format.0": f"{EU}/file-type/CSV",
        **changed,
    }
    for name, value in values.items():
        form.set(name, value)


def until(check: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether it comes true within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if check():
            return True
        time.sleep(0.1)
    return False


def in_sparql(served: Keeping, key: str) -> bool:
    query = f"ASK {{ ?d a <http://www.w3.org/ns/dcat#Dataset> FILTER(STRENDS(STR(?d), '{key}')) }}"
    answer = requests.get(
        f"{served.address}/sparql",
        params={"query": query},
        headers={"Accept": "application/sparql-results+json"},
        timeout=60,
    )
    return bool(answer.json()["boolean"])


def in_feed(served: Keeping, key: str) -> bool:
    url: str | None = f"{served.address}/catalog.nt"
    while url:
        answer = requests.get(url, timeout=60)
        if f"/id/dataset/{key}>".encode() in answer.content:
            return True
        url = answer.links.get("next", {}).get("url")
    return False


def test_a_violation_is_shown_at_its_field_mended_published_and_found(
    served: Keeping, logins: dict[str, Login]
) -> None:
    person, base = clerk(served, logins["gl-so-yt"]), load_config(served.data).base
    page = begin(person)
    key = page.url.rsplit("/", 1)[1]
    form = page.form(f"/desk/dataset/{key}")
    fill(form, base, **{"dct_license.0": "", "dct_modified.0": "31/02/2026"})
    refused = person.press(page, form, ("act", "publish"))
    assert refused.status == 422 and refused.title.startswith("Lỗi: ")
    assert "31/02/2026" in refused.text, "what was typed is shown again as typed"
    assert TITLE in refused.text
    assert not in_sparql(served, key) and not history(served, key)

    form = refused.form(f"/desk/dataset/{key}")
    fill(form, base)
    done = person.press(refused, form, ("act", "publish"))
    assert done.status == 200 and done.url.startswith(f"{served.address}/desk"), done.text
    (entry,) = (entry for entry in history(served, key) if entry.act == "publish")
    assert (entry.actor, entry.person) == ("gl-so-yt", logins["gl-so-yt"].person)

    shown = Person(served.address).open(f"/id/dataset/{key}")
    assert shown.status == 200 and TITLE in shown.text
    assert f"/id/dataset/{key}" in Person(served.address).open("/datasets?q=phat thuoc lao").text, "found without marks"
    assert in_feed(served, key)
    assert until(lambda: in_sparql(served, key))


def test_a_form_sent_twice_writes_one_entry(served: Keeping, logins: dict[str, Login]) -> None:
    person, base = clerk(served, logins["gl-so-yt"]), load_config(served.data).base
    page = begin(person)
    key = page.url.rsplit("/", 1)[1]
    form = page.form(f"/desk/dataset/{key}")
    fill(form, base, **{"dct_title.0.vi": "Lịch khám lưu động vùng cao"})
    first = person.press(page, form, ("act", "publish"))
    second = person.press(page, form, ("act", "publish"))
    assert first.status == 200 and second.status in (200, 409), second.text
    assert len([entry for entry in history(served, key) if entry.act == "publish"]) == 1


def test_a_draft_is_kept_and_seen_by_nobody_else(served: Keeping, logins: dict[str, Login]) -> None:
    person, base = clerk(served, logins["gl-so-yt"]), load_config(served.data).base
    page = begin(person)
    key = page.url.rsplit("/", 1)[1]
    form = page.form(f"/desk/dataset/{key}")
    canary = "Bản nháp Hải Âu chưa công bố"
    fill(form, base, **{"dct_title.0.vi": canary, "dct_description.0.vi": ""})
    person.press(page, form, ("act", "draft"))
    again = clerk(served, logins["gl-so-yt"]).open(f"/desk/dataset/{key}")
    assert canary in again.text
    stranger = Person(served.address)
    assert stranger.open(f"/id/dataset/{key}").status == 404
    for path in ("/datasets?q=Hải Âu", "/catalog.nt", "/", "/audit", "/audit/overlap"):
        assert "Hải Âu chưa" not in stranger.open(path).text, path
    other = clerk(served, logins["gl-so-tc"]).open(f"/desk/dataset/{key}")
    assert "Hải Âu" not in other.text


def test_an_agency_writing_to_anothers_dataset_gets_403_and_a_row_in_the_ledger(
    served: Keeping, logins: dict[str, Login]
) -> None:
    owner, base = clerk(served, logins["gl-so-yt"]), load_config(served.data).base
    page = begin(owner)
    key = page.url.rsplit("/", 1)[1]
    form = page.form(f"/desk/dataset/{key}")
    fill(form, base, **{"dct_title.0.vi": "Ghế đá dùng chung của trạm"})
    owner.press(page, form, ("act", "publish"))
    intruder = clerk(served, logins["gl-so-tc"])
    own = begin(intruder)
    stolen = own.form("/desk/dataset/")
    stolen.action = f"/desk/dataset/{key}"
    fill(stolen, base, **{"dct_title.0.vi": "Chiếm lấy"})
    answer = intruder.press(own, stolen, ("act", "publish"))
    assert answer.status == 403 and "cơ quan" in answer.text
    newest = history(served, key)[0]
    assert (newest.act, newest.actor) == ("refuse", "gl-so-tc")
    assert "Ghế đá dùng chung" in Person(served.address).open(f"/id/dataset/{key}").text


@pytest.mark.parametrize("forgery", ["no-token", "foreign-origin"])
def test_a_form_from_elsewhere_changes_nothing(served: Keeping, logins: dict[str, Login], forgery: str) -> None:
    person = clerk(served, logins["gl-so-yt"])
    page = person.open("/desk")
    form = page.form("/desk/new")
    fields = dict(form.fields)
    headers = {"Origin": served.address}
    if forgery == "no-token":
        fields.pop("form_token")
    else:
        headers = {"Origin": "https://evil.example"}
    answer = person.web.post(f"{served.address}/desk/new", data=fields, headers=headers, timeout=60)
    assert answer.status_code == 403
