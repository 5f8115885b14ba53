"""Citations in BibTeX and CSL-JSON."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.config import Config
from registry.feeds.citation import Cited, bibtex, cited, csl
from registry.feeds.plain import plain
from registry.words import Words
from tests.registry.records import BASE, current
from tests.walks.rich_datasets import rich

WORDS = Words.of(BASE)
CONFIG = Config(Path(), base=BASE, address="https://so.tinh.example")
DESCRIBED = rich(WORDS, BASE, 3)
FULL = plain(DESCRIBED, current(DESCRIBED), WORDS)


def of(title: str) -> Cited:
    return cited(replace(FULL, titles={"vi": title}), WORDS, CONFIG)


def test_what_is_cited() -> None:
    told = cited(FULL, WORDS, CONFIG)
    assert told.id.endswith(f"-2026-{FULL.key}")
    assert (told.title, told.year, told.language) == ("Giá đất theo đường phố, đợt 3", "2026", "vi")
    assert told.day == (2026, 10, 4)
    assert told.address == FULL.iri, "the permanent one, as cite-as says, wherever the site is reached today"
    assert cited(FULL, WORDS, CONFIG, "en").publisher == CONFIG.site_en


def test_without_days_title_and_agency_there_is_still_something_to_cite() -> None:
    bare = replace(FULL, titles={}, modified="hôm qua", issued="", publisher=None, publisher_iri="", version="")
    told = cited(bare, WORDS, CONFIG)
    assert (told.title, told.agency) == (FULL.key, CONFIG.site_vi)
    assert told.day == (2026, 10, 12), "the day when the ledger took it"


def test_vietnamese_letters_stay_and_what_latex_reads_is_escaped() -> None:
    written = bibtex(of(r"Đất 50% & «nước» {ở} _đây_ #1 $5 ~ ^ \end"))
    assert (
        r"title = {{Đất 50\% \& «nước» \textbraceleft{}ở\textbraceright{} \_đây\_ \#1 \$5 \textasciitilde{} "
        r"\textasciicircum{} \textbackslash{}end}}"
    ) in written


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_whatever_the_title_the_braces_match_and_json_is_json(title: str) -> None:
    told = of(title)
    depth = 0
    for sign in bibtex(told):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        assert depth >= 0
    assert depth == 0
    assert json.loads(csl(told))[0]["title"] == (" ".join(title.split()) or FULL.key)


def test_csl_is_a_list_of_one_dataset() -> None:
    (item,) = json.loads(csl(cited(FULL, WORDS, CONFIG)))
    assert (item["type"], item["issued"]) == ("dataset", {"date-parts": [[2026, 10, 4]]})
    assert item["author"][0]["literal"].startswith("Sở ")
    assert item["URL"] == FULL.iri


@pytest.mark.parametrize("day", ["2026", "2026-05", "2026-05-06T07:08:09Z"])
def test_a_day_as_far_as_it_is_known(day: str) -> None:
    told = cited(replace(FULL, modified=day), WORDS, CONFIG)
    assert told.day == tuple(map(int, re.findall(r"\d+", day[:10])))
    assert ("month" in bibtex(told)) == (len(told.day) > 1)
