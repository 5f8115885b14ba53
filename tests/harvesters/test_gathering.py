"""Records gathered one by one: caps, repeats, and a bounded list of what could not be read."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from harvesters import gathering
from harvesters.dcat import read_dcat
from harvesters.errors import NotReadable
from harvesters.gathering import DUPLICATE, MAX_UNREADABLE, bounded, count_of, gathered, no_dataset_here, not_carried
from harvesters.kinds import kind_of
from harvesters.source import Harvested, Page
from vocab.namespaces import DCT

FOCUS = NamedNode("https://x.example/1")


def record(identifier: str, text: str = "x") -> Harvested:
    return Harvested(identifier, FOCUS, (Triple(FOCUS, DCT.title, Literal(text)),))


@given(identifiers=st.lists(st.sampled_from("abcd"), max_size=12))
def test_each_outcome_is_a_record_or_is_told_of(identifiers: list[str]) -> None:
    found = gathered((f"#{number}", record(one)) for number, one in enumerate(identifiers))
    assert [one.identifier for one in found.records] == list(dict.fromkeys(identifiers))
    assert len(found.records) + len(found.unreadable) + found.repeated == len(identifiers)


def test_a_record_over_a_cap_is_refused_alone() -> None:
    found = gathered([("#1", record("a", "x" * 70_000)), ("#2", record("b"))])
    assert [one.identifier for one in found.records] == ["b"]
    assert found.unreadable[0].position == "#1" and "70000" in found.unreadable[0].reason_vi


def test_long_addresses_go_with_a_notice() -> None:
    far = Harvested("a", FOCUS, (Triple(FOCUS, DCT.source, NamedNode("https://x.example/" + "x" * 3000)),))
    (kept,) = gathered([("#1", far)]).records
    assert not kept.triples and kept.notices[0].slug == "long-iri"


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "JavaScript:x", "vbscript:x", "data:text/html,x"])
def test_what_is_no_address_but_a_program_or_data_goes_with_a_notice(iri: str) -> None:
    far = Harvested("a", FOCUS, (Triple(FOCUS, DCT.source, NamedNode(iri)), Triple(FOCUS, DCT.title, Literal(iri))))
    (kept,) = gathered([("#1", far)]).records
    assert len(kept.triples) == 1 and kept.notices[0].slug == "no-address"
    text = f"<{FOCUS.value}> a <http://www.w3.org/ns/dcat#Dataset> ; <http://www.w3.org/ns/dcat#landingPage> <{iri}> ."
    (read,) = read_dcat(text.encode(), "text/turtle", FOCUS.value).records
    assert len(read.triples) == 1 and read.notices[0].slug == "no-address"


def test_only_the_first_thousand_of_what_is_unreadable_are_named() -> None:
    many = [(f"#{n}", no_dataset_here(f"#{n}")) for n in range(MAX_UNREADABLE + 50)]
    found = gathered([*many, ("last", record("a"))])
    assert (len(found.records), len(found.unreadable)) == (1, MAX_UNREADABLE + 1)
    assert "50" in found.unreadable[-1].reason_vi


def test_a_page_of_too_many_records_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "MAX_RECORDS", 3)
    with pytest.raises(NotReadable):
        gathered((str(number), record(str(number))) for number in range(6))


def test_what_a_page_of_any_kind_may_hold_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    many = Page(unreadable=tuple(no_dataset_here(f"#{n}") for n in range(MAX_UNREADABLE + 50)))
    assert len(bounded(many).unreadable) == MAX_UNREADABLE + 1 and "50" in bounded(many).unreadable[-1].reason_en
    monkeypatch.setattr(gathering, "MAX_RECORDS", 3)
    turtle = "".join(f"<https://a.example/{n}> a <http://www.w3.org/ns/dcat#Dataset> ." for n in range(4))
    with pytest.raises(NotReadable, match="more than 3 records"):
        kind_of("dcat").page(turtle.encode(), "text/turtle", "https://a.example/")


def test_fields_left_out_are_named_once() -> None:
    assert not_carried([]) == ()
    (notice,) = not_carried(["b", "a", "b"])
    assert "2" in notice.vi and "a, b" in notice.en


@pytest.mark.parametrize(("said", "count"), [((), None), ((True, "3", None, -1, 4), 4), ((0, 4), 0), ((2.5,), None)])
def test_a_count_is_a_whole_number(said: tuple[object, ...], count: int | None) -> None:
    assert count_of(*said) == count


def test_what_is_said_again_word_for_word_is_counted_and_what_differs_is_told_as_a_double() -> None:
    first = Harvested("a", FOCUS, (), raw={"id": "a", "title": "x"})
    other = Harvested("a", FOCUS, (), raw={"id": "a", "title": "y"})
    found = gathered([("#1", first), ("#2", replace(first, raw={"title": "x", "id": "a"})), ("#3", other)])
    assert (found.records, found.repeated) == ((first,), 1)
    assert [(one.position, one.cause) for one in found.unreadable] == [("#3", DUPLICATE)]
