"""Keys and IRIs: opaque, permanent, told apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab.identifiers import (
    dataset_iri,
    dataset_of,
    is_key,
    key_of,
    mint_key,
    new_key,
    record_iri,
    record_of,
)

BASE = "https://registry.example"


@given(st.lists(st.text(), max_size=4))
def test_the_same_parts_always_give_the_same_key(parts: list[str]) -> None:
    assert mint_key(*parts) == mint_key(*parts)
    assert is_key(mint_key(*parts))


def test_parts_do_not_run_together() -> None:
    assert mint_key("a", "bc") != mint_key("ab", "c")


def test_new_keys_differ() -> None:
    assert len({new_key() for _ in range(200)}) == 200


def test_record_and_dataset_name_each_other() -> None:
    key = mint_key("x")
    assert record_of(dataset_iri(BASE, key)) == record_iri(BASE, key)
    assert dataset_of(record_iri(BASE, key)) == dataset_iri(BASE, key)
    assert key_of(dataset_iri(BASE, key)) == key


@pytest.mark.parametrize("iri", ["https://other.example/x", f"{BASE}/id/dataset/UPPER", f"{BASE}/id/dataset/../x"])
def test_a_foreign_iri_is_no_dataset_of_ours(iri: str) -> None:
    with pytest.raises(ValueError, match="does not end"):
        record_of(iri)
