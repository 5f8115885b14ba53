"""Drafts: kept, each agency's own, never overwritten unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine

from registry.drafts import Draft, Drafts, Overtaken, expunge
from tests.registry.desk import BASE, Ticking
from vocab.identifiers import dataset_iri, mint_key

DATASET = dataset_iri(BASE, mint_key("test", "nháp"))
OTHER = dataset_iri(BASE, mint_key("test", "khác"))


@pytest.fixture
def drafts(engine: Engine, clock: Ticking) -> Drafts:
    return Drafts(engine, clock)


def test_a_draft_keeps_what_was_typed_and_what_is_not_shown(drafts: Drafts, engine: Engine, clock: Ticking) -> None:
    draft = drafts.open("gl-so-yt", DATASET, {"title": {"vi": "Nhà thuốc “đêm”"}}, "An", b"<s> <p> <o> .\n", 41)
    saved = drafts.save(draft.id, "gl-so-yt", 1, {"title": {"vi": "Nhà thuốc trực đêm"}, "n": ["a", None]}, "Bình")
    assert isinstance(saved, Draft)
    again = Drafts(engine, clock).find(draft.id, "gl-so-yt")
    assert again == saved and again is not None
    assert (again.version, again.person, again.body, again.expects) == (2, "Bình", b"<s> <p> <o> .\n", 41)
    assert again.values == {"title": {"vi": "Nhà thuốc trực đêm"}, "n": ["a", None]}


def test_opening_again_gives_the_same_draft(drafts: Drafts) -> None:
    first = drafts.open("gl-so-yt", DATASET, {"a": 1}, "An")
    assert drafts.open("gl-so-yt", DATASET, {"a": 2}, "Bình") == first
    assert drafts.of_dataset(DATASET, "gl-so-yt") == first


def test_an_agency_sees_its_own_only(drafts: Drafts) -> None:
    mine = drafts.open("gl-so-yt", DATASET, {"a": 1}, "An")
    theirs = drafts.open("gl-so-tc", DATASET, {"a": 2}, "Bình")
    assert mine.id != theirs.id and len(mine.id) == 32
    assert drafts.find(mine.id, "gl-so-tc") is None
    assert drafts.save(mine.id, "gl-so-tc", 1, {"a": 3}, "Bình") is None
    assert not drafts.drop(mine.id, "gl-so-tc")
    assert drafts.of_agency("gl-so-tc") == (theirs,)
    assert drafts.find(mine.id, "gl-so-yt") == mine


def test_who_saves_over_an_older_version_is_shown_the_newer(drafts: Drafts) -> None:
    draft = drafts.open("gl-so-yt", DATASET, {"a": 0}, "An")
    first = drafts.save(draft.id, "gl-so-yt", 1, {"a": 1}, "An")
    second = drafts.save(draft.id, "gl-so-yt", 1, {"a": 2}, "Bình")
    assert isinstance(second, Overtaken) and second.now == first
    assert "An" in second.vi and "nothing is lost" in second.en
    assert drafts.find(draft.id, "gl-so-yt") == first


def test_many_savings_at_once_lose_nothing(drafts: Drafts) -> None:
    draft = drafts.open("gl-so-yt", DATASET, {"n": 0}, "An")

    def count(_: int) -> None:
        seen = drafts.find(draft.id, "gl-so-yt")
        while seen is not None:
            answer = drafts.save(seen.id, "gl-so-yt", seen.version, {"n": seen.values["n"] + 1}, "An")
            if isinstance(answer, Draft):
                return
            seen = answer.now if answer else None

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(40)))
    end = drafts.find(draft.id, "gl-so-yt")
    assert end is not None and (end.values["n"], end.version) == (40, 41)


def test_dropping_and_expunging(drafts: Drafts, engine: Engine, clock: Ticking) -> None:
    one = drafts.open("gl-so-yt", DATASET, {}, "An")
    clock.forward(minutes=1)
    two = drafts.open("gl-so-yt", OTHER, {}, "An")
    assert drafts.of_agency("gl-so-yt") == (two, one)
    assert drafts.drop(one.id, "gl-so-yt") and not drafts.drop(one.id, "gl-so-yt")
    drafts.open("gl-so-tc", OTHER, {}, "Bình")
    with engine.begin() as connection:
        assert expunge(connection, OTHER) == 2
    assert drafts.of_agency("gl-so-yt") == ()


def test_a_draft_follows_a_transferred_dataset(drafts: Drafts) -> None:
    draft = drafts.open("bd-so-ct", DATASET, {"a": 1}, "An")
    assert drafts.hand_over(DATASET, "gl-so-ct")
    found = drafts.find(draft.id, "gl-so-ct")
    assert found is not None and found.values == {"a": 1}
    assert drafts.find(draft.id, "bd-so-ct") is None and not drafts.hand_over(DATASET, "gl-so-ct")
