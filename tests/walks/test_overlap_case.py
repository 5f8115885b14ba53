"""A dataset under a ministry's name is held; its agency says why it has it, a reviewer decides, and it is public by itself.

Then the machine is lost and comes back with case, statement and ruling; and the law takes their words away.
"""

import html
import re
from pathlib import Path

from registry.config import load_config
from registry.demo.logins import Login
from tests.walks.people import Page, Person
from tests.walks.processes import Keeping, keeping, registry
from tests.walks.test_backup_restore import verdict
from tests.walks.test_staff import begin, clerk, fill, history, in_sparql, until
from vocab.ministries import load_ministry_datasets

VIEW = "Sở đếm từ sổ của trạm y tế, Bộ chưa mở dữ liệu này."
WHY = "Bộ giao tỉnh giữ bản sao, công văn 15/BYT-CNTT, tháng 9."


def cases_on(desk: Page, title: str) -> list[str]:
    """The addresses of a dataset's open cases on its agency's desk."""
    row = (
        html.unescape(desk.text)
        .partition(f'<th scope="row">{title}</th><td><ul class="plain">')[2]
        .partition("</ul>")[0]
    )
    return re.findall(r'href="(/audit/case/[\d-]+)"', row)


def published(person: Person, base: str, title: str) -> tuple[str, Page]:
    """What the desk answers to the publication of a dataset under this title, and its key."""
    page = begin(person)
    key = page.url.rsplit("/", 1)[1]
    form = page.form(f"/desk/dataset/{key}")
    fill(form, base, **{"dct_title.0.vi": title})
    return key, person.press(page, form, ("act", "publish"))


def decide(person: Person, path: str, verdict: str, why: str = WHY, until: str = "") -> Page:
    """What the case answers to a reviewer's decision."""
    page = person.open(path)
    form = page.form(path)
    for name, text in (("reason", why), ("basis", "ministry-paper"), ("until", until)):
        form.set(name, text)
    return person.press(page, form, ("verdict", verdict))


def test_from_the_hold_to_the_ruling_and_beyond(served: Keeping, logins: dict[str, Login], tmp_path: Path) -> None:
    base = load_config(served.data).base
    title = next(row.title_vi for row in load_ministry_datasets(base))
    agency = clerk(served, logins["gl-so-yt"])
    key, held = published(agency, base, title)
    assert held.status == 422, "the form does not publish a ministry's data"
    stranger = Person(served.address)
    assert not in_sparql(served, key) and stranger.open(f"/id/dataset/{key}").status == 404

    waiting = cases_on(agency.open("/desk"), title)
    assert waiting and all("/sign-in" in stranger.open(path).url for path in waiting), "an open case is not public"
    page = agency.open(waiting[0])
    form = page.form("/statement")
    form.set("statement", VIEW)
    assert VIEW in agency.press(page, form).text

    reviewer = Person(served.address)
    reviewer.sign_in("kiem-duyet", logins["kiem-duyet"].password, logins["kiem-duyet"].person)
    late = reviewer.open(waiting[0])
    assert VIEW in late.text
    refused = decide(reviewer, waiting[0], "exempt", until="01/01/2020")
    assert refused.status == 422 and WHY in html.unescape(refused.text) and "01/01/2020" in refused.text
    for path in waiting:
        assert decide(reviewer, path, "delegated-copy", until="31/12/2030").status == 200
    assert until(lambda: in_sparql(served, key)), "what was held is public by itself"
    acts = [entry.act for entry in reversed(history(served, key))]
    assert acts == ["hold", *["decide"] * len(waiting), "publish"]
    shown = stranger.open(waiting[0])
    assert shown.status == 200 and WHY in html.unescape(shown.text) and VIEW not in shown.text

    form = late.form(waiting[0])
    form.set("reason", "Người thứ hai viết")
    form.set("basis", "regulation-4-3")
    second = reviewer.press(late, form, ("verdict", "withdraw"))
    assert second.status == 409 and WHY in html.unescape(second.text) and "Người thứ hai viết" in second.text
    assert stranger.open(f"/id/dataset/{key}").status == 200, "nothing came down by it"

    comes_back_on_another_machine(served, logins, waiting[0], tmp_path)
    the_law_takes_the_words(served, reviewer, key, waiting[0])


def comes_back_on_another_machine(served: Keeping, logins: dict[str, Login], case: str, place: Path) -> None:
    assert registry("backup", str(place / "backup"), "--data", str(served.data)).returncode == 0
    assert registry("restore", str(place / "backup"), "--data", str(place / "again")).returncode == 0
    assert verdict(place / "again") == verdict(served.data)
    with keeping(place / "again") as again:
        reviewer = Person(again.address)
        reviewer.sign_in("kiem-duyet", logins["kiem-duyet"].password, logins["kiem-duyet"].person)
        page = html.unescape(reviewer.open(case).text)
    assert VIEW in page and WHY in page and "31/12/2030" in page


def the_law_takes_the_words(served: Keeping, reviewer: Person, key: str, case: str) -> None:
    persons = ("--operator", "Trần Minh Khoa", "--reviewer", "Hoàng Thị Lan")
    removed = registry("expunge", key, "--yes", "--reason", "bí mật nhà nước", *persons, "--data", str(served.data))
    assert removed.returncode == 0, removed.stderr
    assert reviewer.open(case).status == 410
    assert verdict(served.data)["sound"] is True
    kept = b"".join(file.read_bytes() for file in served.data.glob("ledger.db*"))
    assert VIEW.encode() not in kept and WHY.encode() not in kept
