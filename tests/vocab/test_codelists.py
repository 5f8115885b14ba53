"""Code lists: complete in both languages, without doubt in what a writing means, true to the tables they come from."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse

from vocab.codelists import NAMES, CodeList, code_lists, labels
from vocab.namespaces import EU, REG
from vocab.sheets import file_names, read
from vocab.vietnamese import nfc

BASE = "https://registry.example"
IANA = "https://www.iana.org/assignments/media-types/"
LISTS = code_lists(BASE)
EU_TABLES = {
    "frequency": "frequencies.ttl",
    "file-type": "filetypes.ttl",
    "data-theme": "data-theme.ttl",
    "access-right": "access-right.ttl",
    "licence": "licences.ttl",
}

every_list = pytest.mark.parametrize("code_list", LISTS.values(), ids=NAMES)


@every_list
def test_every_concept_is_named_in_both_languages(code_list: CodeList) -> None:
    assert code_list.concepts or code_list.name == "shared-database"  # not at hand: its rules are silent until it is
    assert set(code_list.labels) == {"vi", "en"}
    for concept in code_list.concepts:
        assert concept.labels.keys() == {"vi", "en"}, concept.iri
        assert concept.definitions.keys() in ({"vi", "en"}, set()), concept.iri
        assert concept.code and concept.iri.endswith(concept.code)


@every_list
def test_codes_and_labels_are_unique(code_list: CodeList) -> None:
    for names in (
        [concept.code for concept in code_list.concepts],
        [concept.iri for concept in code_list.concepts],
        [concept.labels["vi"] for concept in code_list.concepts],
        [concept.labels["en"] for concept in code_list.concepts],
    ):
        assert [name for name, times in Counter(names).items() if times > 1] == []


@every_list
def test_every_writing_means_its_own_concept(code_list: CodeList) -> None:
    for concept in code_list.concepts:
        for writing in (concept.iri, concept.code, *concept.labels.values(), *concept.aliases, *concept.matches):
            assert code_list.find(writing) is concept, writing
            assert code_list.find(f" {writing.upper()} ") is concept or "://" in writing, writing


@pytest.mark.parametrize(
    ("name", "written", "code"),
    [
        ("frequency", "hằng quý", "QUARTERLY"),
        ("frequency", "Hàng Quý", "QUARTERLY"),
        ("frequency", "hang quy", "QUARTERLY"),
        ("frequency", "quarterly", "QUARTERLY"),
        ("frequency", "6 tháng", "ANNUAL_2"),
        ("frequency", "khi có phát sinh", "IRREG"),
        ("frequency", "R/P1Y", "ANNUAL"),
        ("frequency", "http://purl.org/cld/freq/daily", "DAILY"),
        ("frequency", "http://publications.europa.eu/resource/authority/frequency/MONTHLY", "MONTHLY"),
        ("file-type", "csv", "CSV"),
        ("file-type", ".CSV", "CSV"),
        ("file-type", "text/csv", "CSV"),
        ("file-type", "http://www.iana.org/assignments/media-types/text/csv", "CSV"),
        ("file-type", "arcgis-rest", "REST"),
        ("file-type", "ttl", "RDF_TURTLE"),
        ("media-type", "CSV", "text/csv"),
        ("media-type", "text/csv; charset=utf-8", "text/csv"),
        ("media-type", "text/csv", "text/csv"),
        ("media-type", "application/vnd.geo+json", "application/geo+json"),
        ("licence", "cc-by", "CC_BY_4_0"),
        ("licence", "CC-BY-SA-4.0", "CC_BYSA_4_0"),
        ("licence", "cc-zero", "CC0"),
        ("licence", "https://creativecommons.org/licenses/by/4.0/legalcode", "CC_BY_4_0"),
        ("licence", "http://creativecommons.org/publicdomain/zero/1.0/deed.nl", "CC0"),
        ("licence", "other-open", "mo-khong-neu-ten"),
        ("licence", "Điều khoản khai thác dữ liệu mở của cơ quan nhà nước", "khai-thac-du-lieu-mo"),
        ("language", "vi", "VIE"),
        ("language", "eng", "ENG"),
        ("language", "http://id.loc.gov/vocabulary/iso639-1/fr", "FRA"),
        ("access-right", "open", "PUBLIC"),
        ("data-theme", "môi trường", "ENVI"),
        ("field", "Tài nguyên và Môi trường", "tai-nguyen-moi-truong"),
        ("personal-data", "không", "khong"),
    ],
)
def test_what_sources_write_is_found(name: str, written: str, code: str) -> None:
    concept = LISTS[name].find(written)
    assert concept is not None and concept.code == code


@pytest.mark.parametrize(
    ("name", "written"),
    [("frequency", "bao giờ cũng được"), ("file-type", ""), ("licence", "notspecified"), ("language", "…")],
)
def test_what_means_nothing_is_not_found(name: str, written: str) -> None:
    """A source that says its licence is not specified has none: a value here would hide that from the rules."""
    assert LISTS[name].find(written) is None


def test_labels_are_said_in_the_language_asked_for() -> None:
    quarterly = EU["frequency/QUARTERLY"].value
    assert LISTS["frequency"].label(quarterly) == "hằng quý"
    assert LISTS["frequency"].label(quarterly, "en") == "quarterly"
    assert LISTS["frequency"].label(quarterly, "fr") == "hằng quý"
    assert LISTS["frequency"].label("https://elsewhere.example/x") == "https://elsewhere.example/x"


def test_labels_cover_concepts_terms_and_agencies() -> None:
    named = labels(BASE)
    for code_list in LISTS.values():
        for concept in code_list.concepts:
            assert named[concept.iri] == concept.labels
    assert named[REG.secrecy.value] == {"vi": "độ mật", "en": "secrecy"}
    assert len([iri for iri in named if "/id/agency/" in iri]) == 148


@pytest.mark.parametrize("name", file_names())
def test_files_of_terms_hold_only_composed_text(name: str) -> None:
    for triple in read(name, BASE):
        if isinstance(triple.object, Literal):
            assert triple.object.value == nfc(triple.object.value).strip()


@pytest.mark.parametrize("name", EU_TABLES)
def test_european_concepts_are_in_the_european_tables(name: str, shared: Path) -> None:
    tables = shared / "corpora/vocab/eu-authority-table"
    official = _in_use(tables / "ioggstream__dati-eu-authority-tables" / EU_TABLES[name], RdfFormat.TURTLE)
    used = {concept.iri for concept in LISTS[name].concepts if concept.iri.startswith(EU.iri)}
    assert used and used <= official


def test_languages_are_in_the_european_table(shared: Path) -> None:
    tables = shared / "corpora/vocab/eu-authority-table"
    official = _in_use(tables / "metadata101__dcat-ap/language.rdf", RdfFormat.RDF_XML)
    assert {concept.iri for concept in LISTS["language"].concepts} <= official


def test_media_types_are_registered(shared: Path) -> None:
    path = shared / "corpora/vocab/iana/GSA__datagov-harvester/iana_media_types.json"
    registered = set(json.loads(path.read_bytes())["values"])
    assert {c.iri.removeprefix(IANA) for c in LISTS["media-type"].concepts} <= registered


def _in_use(path: Path, form: RdfFormat) -> set[str]:
    """The IRIs that the table names and does not call deprecated."""
    found, deprecated = set(), set()
    for quad in parse(path=path, format=form):
        found.add(quad.subject.value)
        if quad.predicate.value.endswith("/deprecated") and quad.object.value == "true":
            deprecated.add(quad.subject.value)
    return found - deprecated


def test_a_long_text_names_nothing_and_is_not_looked_through() -> None:
    themes = LISTS["data-theme"]
    code = themes.concepts[0].code
    began = time.process_time()
    assert not themes.find("a" * 60_000) and not themes.find("http://" + "/" * 60_000 + "x")
    assert time.process_time() - began < 1, "ten seconds, when each letter was where a media type might begin"
    assert themes.find(f"  {code} ") is themes.concepts[0]
