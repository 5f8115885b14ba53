"""What staff add to a harvested record, by the desk's form, against a real source: it outlives every run of the source."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import Engine, func, select

from harvesters.source import Defaults, Source
from harvesters.supplement import Addition
from registry.accounts import By, Role
from registry.catalogue import Shown
from registry.commands.twinning import found, ruled
from registry.entries import Act, Entry
from registry.harvesting.consent import AT_ONCE, OLDER, Consent
from registry.harvesting.curated import (
    Curated,
    Layer,
    curated,
    expunge,
    in_step,
    keep,
    mark_of,
    note_outdone,
    statement_of,
)
from registry.harvesting.runs import DONE, GUARDED, Run
from registry.keeper import Keeper
from registry.ledger import Ledger
from registry.web import create_app
from tests.registry.harvesting.portal import Portal, package, portal, source_at
from tests.registry.web.site import HTML, Site, inputs
from vocab.description import Description
from vocab.identifiers import key_of, record_iri
from vocab.namespaces import DCAT, DCT, REG, VCARD

SLUG = "cong-vien"
DEFAULTS = {
    REG.personalData.value: ("khong",),
    REG.secrecy.value: ("khong",),
    REG.coreData.value: ("khong",),
    DCT.spatial.value: ("Quy Nhơn",),
}
ENGLISH = "dct_title.0.en"


class Park:
    """A source of one dataset, the desk of its agency, and what becomes of the dataset."""

    def __init__(self, keeper: Keeper, told: Portal, url: str) -> None:
        self.keeper, self.portal = keeper, told
        self.source: Source = source_at(url, SLUG, defaults=Defaults(DEFAULTS, "Nguyễn An"))
        keeper.accounts.open("gl-so-yt", Role.AGENCY, "gl-so-yt", By("operator"))
        self.site = Site(keeper, create_app(keeper), {})
        self.desk: FlaskClient = self.site.client("gl-so-yt")
        self.run()
        self.record = keeper.ledger.currents()[0].record
        self.key = key_of(self.record)

    def run(self, **said: Any) -> Run:
        """The source says what it says now, and is harvested."""
        if said:
            self.portal.packages = [{**self.portal.packages[0], **said}]
        run = self.keeper.sync().harvest(self.source)
        assert run.state == DONE, run.message_en
        return run

    def let_go(self) -> None:
        """The source is harvested, and a person lets go at once what it holds no more."""
        assert self.keeper.sync().harvest(self.source).state == GUARDED
        consent = self.keeper.harvests.consent(SLUG, True, AT_ONCE)
        assert self.keeper.sync().harvest(self.source, consent=consent).state == DONE

    @property
    def public(self) -> Description:
        return self.site.public(self.key)

    def press(self, key: str = "", **typed: str) -> None:
        """Types into the form of a dataset, this one without a key, and publishes."""
        address = f"/desk/dataset/{key or self.key}"
        form = inputs(self.desk.get(address, headers=HTML))
        answer = self.desk.post(address, data={**form, **typed, "act": "publish"}, headers=HTML)
        assert answer.status_code == 303, answer.text

    def added(self) -> list[str]:
        return [one.addition.triple.object.value for one in self.keeper.adding.added(self.record)]  # type: ignore[union-attr]

    def remove(self, number: int, key: str = "") -> str:
        address = f"/desk/dataset/{key or self.key}"
        form = inputs(self.desk.get(address, headers=HTML))
        data = {"form_token": form["form_token"]}
        return self.desk.post(f"{address}/added/{number}/remove", data=data, headers=HTML).location


@pytest.fixture(scope="module")
def park(shared_keeper: Keeper) -> Iterator[Park]:
    with portal([package(1)]) as (told, url):
        yield Park(shared_keeper, told, url)


def test_what_is_added_outlives_runs_changes_replays_and_the_source_goes_on(park: Park) -> None:
    park.press(**{ENGLISH: "Stone benches, area 1", "dcat_keyword.1.vi": "ghế đá"})
    assert set(park.added()) == {"Stone benches, area 1", "ghế đá"}
    park.press(
        **{
            "dcat_contactPoint.0.vcard_hasTelephone.0": "02563 123 456",
            "dcat_distribution.1.dcat_accessURL.0": "https://data.example/ban-do",
            "dcat_distribution.1.dct_title.0.vi": "Bản đồ ghế đá",
        }
    )
    assert {"https://data.example/ban-do", "Bản đồ ghế đá", "02563 123 456"} <= set(park.added())
    page = park.desk.get(f"/desk/dataset/{park.key}", headers=HTML).text
    assert "Phần do cán bộ bổ sung" in page and "Nguyễn Văn An" in page
    public = park.site.client().get(f"/id/dataset/{park.key}", headers=HTML).text
    assert "Có phần do cán bộ của cơ quan bổ sung" in public

    again = park.run()
    assert again.counts["unchanged"] == 1 and park.public.title("en") == "Stone benches, area 1"

    changed = park.run(maintainer="Phòng Công viên", notes="Mô tả mới của nguồn, dài hơn bản cũ một chút.")
    assert changed.counts["changed"] == 1 and changed.counts["held"] == 0
    assert park.public.description().startswith("Mô tả mới")
    assert park.public.title("en") == "Stone benches, area 1" and "ghế đá" in park.public.keywords

    assert {one.title() for one in park.public.distributions} == {"CSV", "Bản đồ ghế đá"}
    (contact,) = park.public.values(DCAT.contactPoint)
    said = {str(term) for path in (VCARD.fn, VCARD.hasTelephone) for term in park.public.values(path, contact)}  # type: ignore[arg-type]
    assert said == {'"Phòng Công viên"@vi', '"02563 123 456"'}, "the source's new name, the agency's own number"

    park.keeper.sync().replay(park.source, again.id, Consent(allows=OLDER))
    assert park.public.title("en") == "Stone benches, area 1"
    marked = park.public.values(REG.addedByAgency, NamedNode(park.record))
    assert set(marked) == {DCT.title, DCAT.keyword, DCAT.contactPoint, DCAT.distribution}


def test_what_is_withdrawn_and_comes_back_has_its_additions(park: Park) -> None:
    before, kept = park.public.title("en"), park.portal.packages
    park.portal.packages = [package(9)]
    park.let_go()
    gone = park.keeper.ledger.current(park.record)
    assert gone is not None and gone.state == "withdrawn"
    park.portal.packages = kept
    park.let_go()
    assert park.public.title("en") == before


def test_where_the_sources_own_word_was_changed_a_person_chooses_and_additions_stay(park: Park) -> None:
    park.portal.packages = park.portal.packages[:1]
    park.press(**{"dct_title.0.vi": "Ghế đá, tên do cán bộ đặt", "dcat_keyword.2.vi": "nghỉ chân"})
    assert "nghỉ chân" in park.added() and "Ghế đá, tên do cán bộ đặt" not in park.added()
    assert park.run().counts["held"] == 0, "the source says what it said"
    run = park.run(notes="Nguồn lại đổi mô tả, cán bộ phải chọn.")
    assert run.counts["held"] == 1 and park.public.title() == "Ghế đá, tên do cán bộ đặt"
    held = park.keeper.catalogue.held(park.key)
    assert held is not None and "nghỉ chân" in held.description.keywords
    assert park.remove(park.keeper.adding.added(park.record)[0].id).endswith("told=added-waits")
    park.press()
    assert park.public.description().startswith("Nguồn lại đổi") and "nghỉ chân" in park.public.keywords
    run = park.run(notes="Từ nay nguồn lại được cập nhật thẳng.")
    assert run.counts["held"] == 0 and park.public.description().startswith("Từ nay")


def test_an_addition_is_taken_away_by_its_button(park: Park) -> None:
    park.run(title_translated={"vi": "Ghế đá công viên, khu số 1", "en": "Benches, said by the source"})
    assert park.public.title("en") == "Stone benches, area 1", "the addition stays in its place"
    assert "Benches, said by the source" in park.desk.get(f"/desk/dataset/{park.key}", headers=HTML).text
    english = next(one for one in park.keeper.adding.added(park.record) if one.source_says)
    assert park.remove(english.id).endswith("told=added-removed")
    assert "Stone benches, area 1" not in park.added() and park.public.title("en") == park.public.title("vi")
    park.run()
    assert park.public.title("en") == "Benches, said by the source", "the same page is read anew"
    assert park.remove(english.id).endswith("told=added-gone")


def test_a_portal_that_gathers_from_agencies_brings_a_copy_and_a_person_rules(park: Park) -> None:
    copied = package(1, id="ban-sao", organization={"name": "syt", "title": "Sở Y tế tỉnh Gia Lai"})
    with portal([copied]) as (_, url):
        other = replace(source_at(url, "cong-tong-hop", defaults=park.source.defaults), agency="gl-so-tc")
        assert park.keeper.sync().harvest(other).state == DONE
    (row,) = found(park.keeper)
    assert row["first"].endswith(park.key) and (row["reason"], row["copy_source"]) == ("publisher", "cong-tong-hop")
    assert "title-file" in row["kinds"] and row["ruling"] is None
    copy = key_of(row["copy"])
    assert ruled(park.keeper, copy, park.key, "withdraw-copy", "Sở Y tế là nơi gốc.", "Trần Vận Hành")["seq"] > 0
    assert found(park.keeper) == [] and park.site.client().get(f"/id/dataset/{copy}", headers=HTML).status_code == 410


def test_what_a_public_record_lacked_before_is_not_held_against_an_addition(park: Park) -> None:
    """A source without declared defaults states little; its records are public all the same, with warnings."""
    with portal([package(20, extras=[], maintainer="", maintainer_email="")]) as (told, url):
        bare = source_at(url, "it-loi")
        assert park.keeper.sync().harvest(bare).counts["created"] == 1
        key = key_of(next(iter(park.keeper.runs.known("it-loi"))))
        park.press(key, **{ENGLISH: "Benches that say little"})
        assert park.site.public(key).title("en") == "Benches that say little"
        shown = park.keeper.catalogue.shown(key)
        assert isinstance(shown, Shown) and shown.remarks and not any(one.holds for one in shown.remarks)
        told.packages[0]["notes"] = "Nguồn đổi mô tả, bản bổ sung vẫn còn."
        run = park.keeper.sync().harvest(bare)
        assert run.counts["changed"] == 1 and park.site.public(key).title("en") == "Benches that say little"
        form = inputs(park.desk.get(f"/desk/dataset/{key}", headers=HTML))
        emptied = {**form, "dct_identifier.0": "", "act": "publish"}
        answer = park.desk.post(f"/desk/dataset/{key}", data=emptied, headers=HTML)
        assert answer.status_code == 422 and park.site.public(key).identifiers, (
            "what the edit itself leaves out is held"
        )
        park.desk.post(f"/desk/dataset/{key}", data={**form, "act": "discard"}, headers=HTML)
        (kept,) = park.keeper.adding.added(record_iri(park.keeper.config.base, key))
        assert park.remove(kept.id, key).endswith("told=added-removed")


def test_the_law_takes_the_layer_away(park: Park) -> None:
    park.keeper.removal.remove(park.record, "operator", "An; Bình", "Điều 8")
    with park.keeper.engine.connect() as connection:
        for table in (curated, in_step):
            mine = select(func.count()).select_from(table).where(table.c.record == park.record)
            assert connection.execute(mine).scalar_one() == 0


RECORD = record_iri("https://registry.example", "aaaaaaaaaaaa")
IRI = "https://registry.example/id/dataset/aaaaaaaaaaaa"


def addition(text: str, is_only: bool = False) -> Addition:
    return Addition(Triple(NamedNode(IRI), DCAT.keyword, Literal(text, language="vi")), is_only)


def laid(ledger: Ledger, *additions: Addition, is_in_step: bool = True) -> Entry:
    """A version by a person, and its layer."""
    act = Act("publish", RECORD, "gl-so-yt", "An", b"", "f", "https://a.example/1")
    layer = Layer(RECORD, additions, is_in_step)
    (entry,) = ledger.append([act], lambda connection, entries: keep(connection, layer, entries[0]))
    return entry


def test_a_layer_is_named_by_what_it_says_in_whatever_order() -> None:
    one, two = ({"statement": "a", "is_only": False}, {"statement": "b", "is_only": True})
    assert mark_of([one, two]) == mark_of([two, one]) != mark_of([one]) and mark_of([]) == ""
    assert mark_of([one]) != mark_of([{**one, "is_only": True}])


def test_a_record_follows_its_source_as_long_as_it_was_read_with_the_layer_that_it_has(ledger: Ledger) -> None:
    kept = Curated(ledger.engine)
    first = laid(ledger, addition("ghế"))
    then = mark_of(kept.rows([RECORD])[IRI])
    assert kept.following({RECORD: first}, {}) == kept.following({RECORD: first}, {RECORD: then}) == {RECORD}
    assert kept.following({RECORD: first}, {RECORD: ""}) == set(), "read before anything was added"
    second = laid(ledger, addition("ghế"), addition("đá"))
    assert kept.following({RECORD: second}, {RECORD: then}) == set(), "read before the second was added"
    assert kept.following({RECORD: first}, {}) == set(), "a version of long ago"
    third = laid(ledger, addition("đá"), is_in_step=False)
    assert kept.following({RECORD: third}, {}) == set() and not kept.is_in_step(RECORD, third)


def test_who_added_first_is_kept_and_what_a_source_says_now_is_what_it_said_last(
    ledger: Ledger, engine: Engine
) -> None:
    kept, words = Curated(engine), (addition("ghế"), addition("đá"))
    first = laid(ledger, words[0])
    laid(ledger, *words)
    assert [one.seq for one in kept.of(RECORD)] == [first.seq, first.seq + 1]
    for outdone in (words[0], words[1]):
        with engine.begin() as connection:
            note_outdone(connection, RECORD, [{"statement": statement_of(outdone), "text": "bàn"}])
        assert [one.addition for one in kept.of(RECORD) if one.source_says] == [outdone]
    with engine.begin() as connection:
        expunge(connection, RECORD)
        for table in (curated, in_step):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == 0
