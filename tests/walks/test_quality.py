"""A clerk raises a description's points step by step; page, table, JSON and SPARQL say the same all the way."""

import csv
import io
import re
import time

import requests

from registry.config import load_config
from registry.demo.logins import Login
from tests.walks.people import Page, Person
from tests.walks.processes import Keeping
from tests.walks.test_auditor import select
from tests.walks.test_staff import begin, clerk, fill

Known = dict[str, tuple[int, int]]
SAID = re.compile(r"Điểm chất lượng: (\d+)/405")
DQV = "PREFIX dqv: <http://www.w3.org/ns/dqv#>\n"
TITLE = "Lịch tiêm chủng lưu động của trạm y tế"


def by_sparql(served: Keeping) -> Known:
    """Dataset -> its points and those not known, as the store has them."""
    query = (
        "SELECT ?dataset ?points ?unknown { ?m dqv:computedOn ?dataset ; dqv:value ?points ; reg:notKnown ?unknown }"
    )
    return {row["dataset"]: (int(row["points"]), int(row["unknown"])) for row in select(served, DQV + query)}


def by_table(served: Keeping) -> Known:
    """The same as the table has it."""
    text = requests.get(f"{served.address}/audit/quality.csv", timeout=60).content.decode("utf-8-sig")
    return {row["dataset"]: (int(row["points"]), int(row["not_known"])) for row in csv.DictReader(io.StringIO(text))}


def agreed(served: Keeping, dataset: str = "", points: int = 0) -> Known:
    """What table and store both say, once both have followed (and give this dataset these points)."""
    for _ in range(150):
        table = by_table(served)
        if (not dataset or table.get(dataset, (0, 0))[0] == points) and table == by_sparql(served):
            return table
        time.sleep(0.2)
    raise AssertionError(f"{dataset}: table {by_table(served).get(dataset)}, store {by_sparql(served).get(dataset)}")


def points_on(page: Page) -> int:
    said = SAID.search(page.text)
    assert said is not None, page.text
    return int(said[1])


def test_table_store_and_json_agree_on_every_public_dataset(served: Keeping) -> None:
    table = agreed(served)
    said = requests.get(f"{served.address}/audit/quality.json", timeout=60).json()
    assert {one["dataset"]: (one["points"], one["not_known"]) for one in said["datasets"]} == table
    datasets = select(served, "SELECT ?d { ?record <http://xmlns.com/foaf/0.1/primaryTopic> ?d }")
    assert set(table) == {row["d"] for row in datasets} and len(table) > 50
    query = """SELECT ?agency ?mean { ?m dqv:isMeasurementOf ?q ; dqv:computedOn ?agency ; dqv:value ?mean
               FILTER(STRENDS(STR(?q), "/quality/mean")) }"""
    means = {row["agency"]: float(row["mean"]) for row in select(served, DQV + query)}
    assert means == {one["agency"]: one["mean"] for one in said["agencies"]}


def test_a_clerk_raises_the_points_and_sees_it_before_and_after_publishing(
    served: Keeping, logins: dict[str, Login]
) -> None:
    person, base = clerk(served, logins["gl-so-yt"]), load_config(served.data).base
    page = begin(person)
    key = page.url.rsplit("/", 1)[1]
    dataset, edit = f"{base}/id/dataset/{key}", f"/desk/dataset/{key}"
    form = page.form(edit)
    fill(form, base, **{"dct_title.0.vi": TITLE})
    checked = person.press(page, form, ("act", "check"))
    drafted = points_on(checked)
    assert 'Thêm từ khóa</a>: <b class="nowrap">+30</b>' in checked.text
    published = person.press(checked, checked.form(edit), ("act", "publish"))
    assert published.status == 200
    # An address was typed, so fifty points wait for somebody to try it.
    assert agreed(served, dataset, drafted)[dataset] == (drafted, 50)
    page = person.open(edit)
    assert points_on(page) == drafted - 30, "what the rules say of this text is not known before they look"
    form = page.form(edit)
    form.set("dcat_keyword.0.vi", "tiêm chủng")
    raised = person.press(page, form, ("act", "check"))
    assert points_on(raised) == drafted + 30
    assert person.press(raised, raised.form(edit), ("act", "publish")).status == 200
    assert agreed(served, dataset, drafted + 30)[dataset] == (drafted + 30, 50)
    assert points_on(Person(served.address).open(f"/id/dataset/{key}")) == drafted + 30
    agency = re.search(r"/id/agency/(\w+)", Person(served.address).open(f"/id/dataset/{key}").text)
    assert agency is not None
    assert TITLE in Person(served.address).open(f"/audit/quality?agency={agency[1]}&missing=temporal").text
    assert TITLE not in Person(served.address).open(f"/audit/quality?agency={agency[1]}&missing=keyword").text


def test_what_is_withdrawn_has_no_points_any_more(served: Keeping, logins: dict[str, Login]) -> None:
    person = clerk(served, logins["gl-so-yt"])
    dataset = next(iri for iri, _ in sorted(agreed(served).items()) if _is_mine(person, iri))
    key = dataset.rpartition("/")[2]
    page = person.open(f"/desk/dataset/{key}/withdraw")
    form = page.forms[-1]
    form.set("reason", "thử")
    assert person.press(page, form).status == 200
    assert dataset not in by_table(served), "at once"
    assert dataset not in agreed(served)


def _is_mine(person: Person, dataset: str) -> bool:
    return person.open(f"/desk/dataset/{dataset.rpartition('/')[2]}/withdraw").status == 200
