"""`data.json` by DCAT-US 1.1."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from harvesters.datajson import read_datajson
from registry.config import Config
from registry.feeds import datajson
from registry.feeds.plain import Contact, Plain, plain
from registry.words import Words
from tests.registry.records import BASE, current, description
from tests.walks.rich_datasets import all_rich
from vocab.namespaces import DCT

WORDS = Words.of(BASE)
LINKS = "https://so.tinh.example"
CONFIG = Config(Path(), base=BASE, address=LINKS)
FULL = [plain(one, current(one), WORDS) for one in all_rich(WORDS, BASE)]
CORPUS = Path(__file__).parents[4] / "shared/corpora/dev/dcat-us-datajson"
REQUIRED = {"title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier", "accessLevel"}
OF_AMERICA = {"bureauCode", "programCode", "describedBy"}
"""Codes of American bureaus; a dictionary of the data, which no description here leads to."""


def document(*plains: Plain) -> dict[str, Any]:
    return dict(json.loads(b"".join(datajson.written(plains, WORDS, CONFIG))))


def dataset(of: Plain) -> dict[str, Any]:
    return datajson.dataset(of, WORDS, CONFIG)


def test_the_catalogue_says_what_it_conforms_to() -> None:
    told = document(*FULL)
    assert told["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    assert told["describedBy"] == "https://project-open-data.cio.gov/v1.1/schema/catalog.json"
    assert told["@id"] == f"{LINKS}/data.json"
    assert len(told["dataset"]) == len(FULL)


def test_a_catalogue_of_nothing_is_well_formed() -> None:
    assert document()["dataset"] == []


def test_every_required_field_is_there_of_every_dataset() -> None:
    for node in document(*FULL)["dataset"]:
        assert set(node) >= REQUIRED
        assert node["keyword"] and all(isinstance(one, str) for one in node["keyword"])
        assert node["contactPoint"]["hasEmail"].startswith("mailto:")
        assert node["publisher"]["name"]


def test_the_fields_of_one() -> None:
    node = dataset(FULL[3])
    assert node["identifier"] == FULL[3].iri
    assert node["accessLevel"] == "public"
    assert node["spatial"] == "108.9,13.6,109.4,14.0"
    assert node["temporal"] == "2026-01-01/2026-09-30"
    assert node["accrualPeriodicity"].startswith("R/P")
    assert node["language"] == ["vi"]
    assert node["landingPage"] == FULL[3].landing[0]
    (csv,) = [one for one in node["distribution"] if one.get("downloadURL", "").endswith(".csv")]
    assert (csv["mediaType"], csv["format"]) == ("text/csv", "CSV")
    assert csv["checksum"]["algorithm"] == "sha256"


def test_an_agency_stands_under_those_above_it() -> None:
    publisher = datajson.publisher(FULL[3], WORDS)
    assert publisher["name"].startswith("Sở ")
    assert publisher["subOrganizationOf"]["name"].startswith("Ủy ban nhân dân")
    stranger = replace(FULL[3], publisher=None, publisher_iri="https://example.vn/ai")
    assert datajson.publisher(stranger, WORDS)["name"] == "https://example.vn/ai"


def test_what_is_not_said_is_made_up_of_what_is_known() -> None:
    bare = description("a", "Đất")
    node = dataset(replace(plain(bare, current(bare), WORDS), modified="hôm qua"))
    assert node["description"] == "Đất"
    assert node["keyword"] == [datajson.WITHOUT_THEME]
    assert node["modified"] == "2026-10-12T05:00:00.000000Z"
    assert node["landingPage"] == bare.iri.replace(BASE, LINKS)
    assert datajson.keywords(replace(FULL[0], keywords=((" ", "vi"),)), WORDS) == ["Y tế"]


def test_of_several_contacts_the_one_that_can_be_written_to() -> None:
    contacts = (Contact("Một", "", "", ""), Contact("Hai", "hai@example.vn", "+84256", ""))
    assert dataset(replace(FULL[0], contacts=contacts))["contactPoint"] == {
        "@type": "vcard:Contact",
        "fn": "Hai",
        "hasEmail": "mailto:hai@example.vn",
        "hasTelephone": "tel:+84256",
    }


@pytest.mark.parametrize("text", ["a\x00b\x1b\ufffe", "</script>\u2028", '"}],"dataset":[{'])
def test_no_text_breaks_the_file(text: str) -> None:
    odd = description("a", text)
    (node,) = document(plain(odd, current(odd), WORDS))["dataset"]
    assert not set(node["title"]) & set("\x00\x1b\ufffe")


def test_many_files_are_all_told() -> None:
    many = replace(FULL[0], files=FULL[0].files * 10_000)
    assert len(dataset(many)["distribution"]) >= 10_000


def test_our_own_harvester_reads_it_back() -> None:
    page = read_datajson(b"".join(datajson.written(FULL, WORDS, CONFIG)), "application/json", f"{LINKS}/data.json")
    assert (len(page.records), page.unreadable) == (len(FULL), ())
    for of, record in zip(FULL, page.records, strict=True):
        said = {(t.predicate, t.object) for t in record.triples if t.subject == record.focus}
        assert record.focus == NamedNode(of.iri)
        assert (DCT.title, Literal(of.titles["vi"])) in said
        assert (DCT.publisher, NamedNode(of.publisher_iri)) in said


def fields_of_real_files() -> Iterator[tuple[set[str], set[str]]]:
    """The fields of the datasets and of their files in the real catalogues of version 1.1."""
    for path in CORPUS.rglob("*.json"):
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict) and "v1.1" in str(found.get("conformsTo")):
            for one in found["dataset"]:
                files = one.get("distribution") or []
                yield set(one), {name for file in files for name in file}


@pytest.mark.skipif(not CORPUS.exists(), reason="no ../shared/corpora")
def test_ours_has_every_field_that_real_catalogues_use() -> None:
    ours = document(*FULL)["dataset"]
    theirs = list(fields_of_real_files())
    assert theirs
    assert set().union(*(names for names, _ in theirs)) - set().union(*ours) <= OF_AMERICA | {"isPartOf", "rights"}
    assert set().union(*(names for _, names in theirs)) <= {
        name for one in ours for f in one["distribution"] for name in f
    }
