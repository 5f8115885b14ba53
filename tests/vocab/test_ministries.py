"""The ministries' datasets: all rows whole, owners in the register of agencies, themes in the code list."""

from collections import Counter
from datetime import date

import pytest
from pyoxigraph import RdfFormat, parse

from vocab.agencies import load_agencies
from vocab.codelists import code_lists
from vocab.identifiers import ministry_dataset_iri
from vocab.lexicon import load_lexicon
from vocab.ministries import MinistryDataset, load_ministry_datasets, rows_of
from vocab.namespaces import PREFIXES
from vocab.sheets import Sheet
from vocab.vietnamese import title_key

BASE = "https://registry.example"
ROWS = load_ministry_datasets(BASE)
AGENCIES = load_agencies(BASE)
THEMES = code_lists(BASE)["data-theme"].by_iri


def test_there_are_118_of_them_in_order() -> None:
    assert len(ROWS) == 118
    assert [row.id for row in ROWS] == sorted({row.id for row in ROWS})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_is_whole(row: MinistryDataset) -> None:
    assert row.iri == ministry_dataset_iri(BASE, row.id)
    assert row.title_vi and row.title_en and row.description and row.keywords
    assert row.title() == row.title_vi and row.title("en") == row.title_en
    assert row.theme in THEMES
    assert row.identifiers == (row.id,)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_owners_are_ministries_and_former_owners_others(row: MinistryDataset) -> None:
    owner = AGENCIES.by_id[row.owner_id]
    assert (owner.name_vi, owner.kind, owner.valid_to) == (row.owner, "bo-nganh", None)
    assert bool(row.former_owner) == bool(row.former_owner_id)
    if row.former_owner:
        former = AGENCIES.by_id[row.former_owner_id]
        assert (former.name_vi, former.kind) == (row.former_owner, "bo-nganh")
        assert former != owner


def test_titles_have_keys_of_their_own() -> None:
    keys = Counter(title_key(row.title_vi) for row in ROWS)
    assert "" not in keys
    assert [key for key, times in keys.items() if times > 1] == []


def test_addresses_are_of_one_dataset_each() -> None:
    addresses = Counter(address for row in ROWS for address in row.sources)
    assert addresses and max(addresses.values()) == 1
    assert all(address.startswith("https://") for address in addresses)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_owners_follow_one_another(row: MinistryDataset) -> None:
    now, *before = row.owners
    assert (now.agency_id, now.name, now.until) == (row.owner_id, row.owner, None)
    assert [one.agency_id for one in before] == ([row.former_owner_id] if row.former_owner else [])
    for one in before:
        last = one.until or date.max
        assert one.is_of(last) and not now.is_of(last)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_composed_facts_say_so_and_point_into_the_lists(row: MinistryDataset) -> None:
    lexicon = load_lexicon()
    facts = (row.units, row.key_fields, row.aliases, row.frequency, row.modified, row.shared)
    assert row.facts_composed or not any(facts)
    assert all(f"unit/{slug}" in lexicon for slug in row.units)
    assert all(f"field/{slug}" in lexicon for slug in row.key_fields)
    assert not row.frequency or row.frequency in code_lists(BASE)["frequency"].by_iri


def test_walks_can_show_what_is_shared_what_is_not_and_what_nobody_said() -> None:
    assert {row.shared for row in ROWS} == {True, False, None}
    assert any(row.modified is None for row in ROWS)


def test_a_row_is_read_from_any_triples_however_little_they_say() -> None:
    (told, bare) = _read("""
        <id/ministry-dataset/a> a reg:MinistryDataset .
        <id/ministry-dataset/b> a reg:MinistryDataset ; dct:identifier "b" ; dct:title "Tên"@vi, "Name"@en, "Autre"@fr ;
            skos:altLabel "khác"@vi, "other"@en, "bare" ; reg:ownerName "Viện A" ; dct:modified "2026-05-06T07:08:09Z" ;
            reg:shared false ; reg:goneSince "2026-06-01" ; dcat:distribution <id/ministry-dataset/b#distribution-1> .
        <id/ministry-dataset/b#distribution-1> dcat:accessURL <https://example.org/api> .""")
    assert (bare.id, bare.title(), bare.owners, bare.shared, bare.modified) == (bare.iri, "", (), None, None)
    assert (told.title(), told.title("en")) == ("Tên", "Name")
    assert (told.aliases_vi, told.aliases_en) == (("khác", "bare"), ("other",))
    assert (told.owner, told.owner_id, told.former_owner) == ("Viện A", "", "")
    assert (told.modified, told.shared, told.gone) == (date(2026, 5, 6), False, date(2026, 6, 1))
    assert told.sources == ("https://example.org/api",)


def test_an_ended_ministry_owned_it_to_its_end() -> None:
    ended = next(agency for agency in AGENCIES.all if agency.kind == "bo-nganh" and agency.valid_to)
    (row,) = _read(f"<id/ministry-dataset/c> a reg:MinistryDataset ; dct:publisher <{ended.iri}> .")
    assert [(one.agency_id, one.until) for one in row.owners] == [(ended.id, ended.valid_to)]


def test_a_bad_date_or_truth_value_is_no_date_and_none() -> None:
    (row,) = _read('<id/ministry-dataset/d> a reg:MinistryDataset ; dct:modified "soon" ; reg:shared "maybe" .')
    assert (row.modified, row.shared) == (None, None)


def _read(text: str) -> tuple[MinistryDataset, ...]:
    prefixes = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("dcat", "dct", "reg", "skos"))
    quads = parse(prefixes + text, format=RdfFormat.TURTLE, base_iri=f"{BASE}/")
    return rows_of(Sheet(quad.triple for quad in quads), AGENCIES)


def test_rows_say_what_they_rest_on() -> None:
    assert sum(not row.composed for row in ROWS) == 20
    assert any(row.referenced_by for row in ROWS)
