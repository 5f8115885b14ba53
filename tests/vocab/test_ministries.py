"""The ministries' datasets: all rows whole, owners in the register of agencies, themes in the code list."""

from collections import Counter

import pytest

from vocab.agencies import load_agencies
from vocab.codelists import code_lists
from vocab.identifiers import ministry_dataset_iri
from vocab.ministries import MinistryDataset, load_ministry_datasets
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


def test_rows_say_what_they_rest_on() -> None:
    assert sum(not row.composed for row in ROWS) == 20
    assert any(row.referenced_by for row in ROWS)
