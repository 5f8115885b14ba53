"""The questions and examples on file: each runs, projects what its header says, and finds what is there."""

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Store, parse

from sparql.errors import UnknownQuery
from sparql.queries import Example, examples, named, named_queries
from sparql.scanner import Caps, Scan, scan
from tests.sparql.merged import merge
from vocab.agencies import load_agencies
from vocab.identifiers import agency_iri, dataset_iri, record_iri
from vocab.namespaces import PREFIXES
from vocab.terms import background

BASE = "http://127.0.0.1:8080"
THEMES = {"finding", "freshness", "overlap", "duties", "quality", "agencies"}
VALUES = {"lang": "vi", "quarter": "2026-Q3"}


@pytest.fixture(scope="module")
def store() -> Store:
    """The vocabulary, the agencies, the ministries' datasets, and two records with their audit."""
    store = Store()
    for body in background(BASE).values():
        store.extend(parse(body, format=RdfFormat.N_QUADS))
    sample = (Path(__file__).parent / "sample.trig").read_text("utf-8")
    keys = {"KEY1": dataset_iri(BASE, "a" * 12), "KEY2": dataset_iri(BASE, "b" * 12)}
    keys |= {"RECORD1": record_iri(BASE, "a" * 12), "RECORD2": record_iri(BASE, "b" * 12)}
    keys |= {"AGENCY1": agency_iri(BASE, "bd-so-yt"), "AGENCY2": agency_iri(BASE, "bd-so-gddt")}
    for short, iri in keys.items():
        sample = sample.replace(f"<{short}>", f"<{iri}>")
    store.extend(parse(sample, format=RdfFormat.TRIG, base_iri=f"{BASE}/"))
    return merge(store)


def run(store: Store, name: str, **more: str) -> list[dict[str, str]]:
    query = named(name)
    values = {key: value for key, value in {**VALUES, **more}.items() if key in query.parameters}
    return [dict(row) for row in query.run(store, **values)]


@pytest.mark.parametrize("name", list(named_queries()))
def test_each_question_runs_in_both_languages_and_gives_the_columns_it_promises(store: Store, name: str) -> None:
    query = named(name)
    for lang in ("vi", "en"):
        found = run(store, name, lang=lang, agency=agency_iri(BASE, "bd-so-yt"))
        assert found, f"{name} finds nothing in the sample"
        assert set().union(*found) <= set(query.columns), "a column the header does not name"
        assert set(query.columns) == set().union(*found), "a column the sample never fills"
    assert query.purpose.endswith(".")


@pytest.mark.parametrize("name", list(named_queries()))
def test_each_question_is_within_the_caps_strangers_have(name: str) -> None:
    assert isinstance(scan(named(name).text, Caps()), Scan)


def test_lateness_is_told_by_dataset_and_by_agency(store: Store) -> None:
    late = run(store, "freshness")
    assert [(row["title"], row["state"], row.get("daysLate")) for row in late] == [
        ("Trường học", "tre", "12"),
        ("Cơ sở khám bệnh", "dung-han", None),
    ]
    agencies = run(store, "late-agencies")
    assert [(row["late"], row["missing"], row["worst"]) for row in agencies] == [("1", "0", "12")]
    assert agencies[0]["name"] == load_agencies(BASE).by_id["bd-so-gddt"].name("vi")
    assert run(store, "late-agencies", quarter="2026-Q1") == []


def test_an_overlap_brings_each_piece_of_its_evidence(store: Store) -> None:
    found = run(store, "overlaps")
    assert [(row["score"], row["feature"], row["weight"], row["against"], row["sentence"]) for row in found] == [
        ("0.9", "same-identifier", "1", "false", "Cùng mã."),
        ("0.9", "aggregated", "0.2", "true", "Số tổng hợp."),
        ("0.4", "same-subject", "0.4", "false", "Cùng nội dung."),
    ]
    assert found[0]["ministryTitle"] == "Cơ sở dữ liệu quốc gia về dân cư"


def test_a_case_comes_with_its_ruling_and_the_one_due_first_is_first(store: Store) -> None:
    found = run(store, "overlap-cases")
    assert [(row["number"], row["state"], row["due"], row.get("verdict"), row.get("until")) for row in found] == [
        ("2026-001", "open", "2026-10-01", None, None),
        ("2026-002", "decided", "2026-10-10", "exempt", "2027-01-01"),
        ("2026-003", "open", "2026-10-20", None, None),
    ]
    assert (found[2]["title"], found[2]["otherTitle"]) == ("Cơ sở khám bệnh", "Trường học")


FOUND = {
    "overlap-open-cases": [("2026-001", "2026-10-01"), ("2026-003", "2026-10-20")],
    "overlap-rulings": [("2026-002", "exempt", "2027-01-01", "Văn bản 12 của bộ.", "41")],
    "overlap-agency-meets-ministry": [("1", "0", "0"), ("1", "1", "1")],
    "overlap-in-step": [("lagging", "Trường học", "2026-08-01")],
    "overlap-in-the-province": [("Cơ sở khám bệnh", "Trường học", "0.35", "open")],
    "overlap-for-and-against": [
        ("0.9", "false", "Cùng mã.", "Nay trùng."),
        ("0.9", "true", "Số tổng hợp.", "Nay trùng."),
        ("0.4", "false", "Cùng nội dung.", None),
        ("0.35", "false", "Cùng nội dung.", None),
    ],
}
COLUMNS = {
    "overlap-open-cases": ("number", "due"),
    "overlap-rulings": ("number", "verdict", "until", "reason", "entry"),
    "overlap-agency-meets-ministry": ("pairs", "duplicates", "waiting"),
    "overlap-in-step": ("step", "title", "synced"),
    "overlap-in-the-province": ("title", "otherTitle", "score", "state"),
    "overlap-for-and-against": ("score", "against", "sentence", "ruleSays"),
}


@pytest.mark.parametrize("name", list(FOUND))
def test_the_auditors_examples_answer_what_they_say(store: Store, name: str) -> None:
    (example,) = (one for one in examples() if one.name == name)
    answer = store.query(example.text)
    assert isinstance(answer, QuerySolutions)
    rows = [tuple(row[column].value if row[column] else None for column in COLUMNS[name]) for row in answer]
    assert sorted(rows, key=str) == sorted(FOUND[name], key=str)


def test_what_is_cut_is_cut_at_the_same_place_in_every_store() -> None:
    for example in examples():
        if "\nLIMIT" in example.text:
            _, _, order = example.text.rpartition("ORDER BY ")
            assert "itle" in order, f"{example.name}: of many with the same number, which are shown is chance"


def test_counts_and_the_flag_that_nobody_stated(store: Store) -> None:
    assert run(store, "counts") == [{"datasets": "2", "distributions": "2", "agencies": "2", "overlaps": "3"}]
    assert {row.get("code"): row["datasets"] for row in run(store, "personal-data")} == {"co": "1", None: "1"}


def test_a_title_is_shown_in_another_language_when_there_is_no_other(store: Store) -> None:
    english = {row["title"] for row in run(store, "newest-changes", lang="en")}
    assert english == {"Schools", "Cơ sở khám bệnh"}


def test_limit_and_offset_page_through_the_rows(store: Store) -> None:
    query = named("succession")
    everything = query.run(store, lang="vi")
    assert query.run(store, limit=5, offset=3, lang="vi") == everything[3:8]


def test_a_value_stays_a_value(store: Store) -> None:
    hostile = '2026-Q3" } UNION { ?a ?b ?c } #'
    assert run(store, "freshness", quarter=hostile) == []
    with pytest.raises(ValueError, match="IRI"):
        run(store, "datasets-of-agency", agency="urn:a> ?p ?o } #")


def test_an_unknown_name_or_parameter_is_refused_with_what_there_is(store: Store) -> None:
    with pytest.raises(UnknownQuery) as refused:
        named("nope")
    assert "freshness" in refused.value.known
    for values in ({}, {"lang": "vi", "more": "x"}):
        with pytest.raises(UnknownQuery):
            named("formats").run(store, **values)


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_each_example_runs_and_is_described_in_both_languages(store: Store, example: Example) -> None:
    assert example.theme in THEMES
    assert all(example.titles[lang] and example.texts[lang].endswith(".") for lang in ("vi", "en"))
    assert example.titles["vi"] != example.titles["en"]
    seen = scan(example.text, Caps())
    assert isinstance(seen, Scan) and seen.form == example.form
    found = store.query(example.text)
    assert isinstance(found, QueryBoolean) == (example.form == "ASK")
    assert bool(found) if isinstance(found, QueryBoolean) else list(found), (
        "the sample holds something for every example"
    )


def test_every_theme_has_its_examples_and_no_two_are_called_the_same() -> None:
    assert all(count >= 4 for count in Counter(example.theme for example in examples()).values())
    for lang in ("vi", "en"):
        assert len({example.titles[lang] for example in examples()}) == len(examples())


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.name)
def test_each_example_declares_the_prefixes_it_uses_as_the_house_spells_them(example: Example) -> None:
    for line in example.text.splitlines():
        if line.startswith("PREFIX "):
            _, name, address = line.split()
            assert PREFIXES[name.removesuffix(":")] == address.strip("<>")
            assert example.text.count(name) > 1, f"{name} is declared and not used"
