"""Sources in the table: proposed, approved, paused, changed, taken from the operator's file; each act in the ledger."""

import json
from pathlib import Path

import pytest

from harvesters.errors import BadSourceFile
from registry.accounts import By
from registry.clock import stamp
from registry.directory import prepare
from registry.harvesting.entered import State, Verb
from registry.harvesting.sayings import verb_of
from registry.harvesting.sources import MOST_PROPOSED, NotNow, Sources, UnknownSource
from registry.ledger import Ledger
from registry.verification import verify
from tests.registry.desk import Ticking
from vocab.codelists import code_lists

AN, LE = By("van-hanh", "Nguyễn An"), By("gl-so-yt", "Trần Lê")
SAID = {
    "slug": "so-y-te",
    "kind": "ckan",
    "url": "https://data.example/",
    "agency": "gl-so-yt",
    "schedule": "daily 02:30",
}
FILE = """
[[source]]
slug = "so-y-te"
kind = "ckan"
url = "https://data.example/"
agency = "gl-so-yt"
[source.defaults]
signed_by = "Nguyễn Văn A"
signed_on = 2025-09-01
values = { "http://purl.org/dc/terms/license" = "vn-open" }
"""


@pytest.fixture
def sources(ledger: Ledger, tmp_path: Path) -> Sources:
    return Sources(ledger, prepare(tmp_path / "data"), code_lists("https://x.example"))


def write(sources: Sources, text: str) -> None:
    sources._directory.sources.write_text(text, "utf-8")


def acts(sources: Sources, slug: str = "so-y-te") -> list[tuple[str, str, str]]:
    return [(entry.actor, *verb_of(entry)) for entry in reversed(sources.history(slug))]


def test_a_proposed_source_does_not_run_until_the_operator_approves_it(sources: Sources, clock: Ticking) -> None:
    proposed = sources.enter(SAID, State.PROPOSED, LE)
    clock.forward(hours=1)
    assert (proposed.state, sources.running()) == (State.PROPOSED, ())
    approved = sources.set_state("so-y-te", Verb.APPROVE, AN, "đã thử")
    assert [one.slug for one in sources.running()] == ["so-y-te"]
    assert approved.since > proposed.at and approved.by == AN
    sources.set_state("so-y-te", Verb.PAUSE, AN)
    assert sources.running() == ()
    sources.set_state("so-y-te", Verb.RESUME, AN)
    assert acts(sources) == [
        ("gl-so-yt", "propose", ""),
        ("van-hanh", "approve", "đã thử"),
        ("van-hanh", "pause", ""),
        ("van-hanh", "resume", ""),
    ]
    for verb in (Verb.APPROVE, Verb.RESUME):
        with pytest.raises(NotNow):
            sources.set_state("so-y-te", verb, AN)


def test_what_is_changed_is_kept_in_the_ledger_with_its_words(sources: Sources, ledger: Ledger, clock: Ticking) -> None:
    entered = sources.enter(SAID, State.APPROVED, AN)
    clock.forward(hours=1)
    assert sources.change("so-y-te", SAID, AN) == entered, "nothing new, nothing written"
    signed = {**SAID, "defaults": {"values": {"urn:p": ["x"]}, "signed_by": "Trần Lê", "signed_on": "2026-10-12"}}
    changed = sources.change("so-y-te", signed, LE, Verb.SIGN)
    assert changed.source.defaults.values["urn:p"] == ("x",) and changed.since == entered.since
    later = sources.change("so-y-te", {**signed, "schedule": "weekly mon 03:00"}, AN, Verb.SCHEDULE)
    assert later.since > entered.since, "another schedule counts from now on"
    last = sources.history("so-y-te")[0]
    assert json.loads(ledger.body(last.seq) or b"")["schedule"] == "weekly mon 03:00"
    assert [verb for _, verb, _ in acts(sources)] == ["add", "sign", "schedule"]


def test_a_name_is_taken_once_and_a_removed_source_is_gone(sources: Sources) -> None:
    sources.enter(SAID, State.APPROVED, AN)
    with pytest.raises(NotNow):
        sources.enter(SAID, State.PROPOSED, LE)
    sources.remove("so-y-te", AN, "cơ quan dừng API")
    for asked in (sources.one, lambda slug: sources.remove(slug, AN, "x")):
        with pytest.raises(UnknownSource):
            asked("so-y-te")
    assert acts(sources)[-1] == ("van-hanh", "remove", "cơ quan dừng API")


@pytest.mark.parametrize(
    "wrong", [{"slug": "Sở"}, {"kind": ""}, {"agency": ""}, {"colour": "red"}, {"mapping": "gone"}]
)
def test_what_is_no_source_is_refused_and_nothing_is_written(sources: Sources, wrong: dict[str, str]) -> None:
    with pytest.raises(BadSourceFile):
        sources.enter({**SAID, **wrong}, State.APPROVED, AN)
    assert sources.all() == ()


def test_only_so_many_of_an_agencys_sources_wait_for_approval(sources: Sources) -> None:
    for number in range(MOST_PROPOSED):
        sources.enter({**SAID, "slug": f"so-{number}"}, State.PROPOSED, LE)
    with pytest.raises(NotNow):
        sources.enter(SAID, State.PROPOSED, LE)
    sources.enter({**SAID, "agency": "gl-so-tc"}, State.PROPOSED, LE)
    sources.set_state("so-0", Verb.APPROVE, AN)
    assert sources.enter({**SAID, "slug": "so-moi"}, State.PROPOSED, LE).state == State.PROPOSED


def test_the_operators_file_is_taken_over_when_it_says_something_new(sources: Sources) -> None:
    write(sources, FILE)
    (taken,) = sources.running()
    assert taken.is_filed and taken.source.defaults.signed_by == "Nguyễn Văn A"
    sources.change("so-y-te", {**taken.said, "title_vi": "Sở Y tế"}, AN)
    write(sources, "# chú thích\n" + FILE)
    assert sources.one("so-y-te").source.titles["vi"] == "Sở Y tế", "the file says nothing new of it"
    write(sources, FILE.replace("https://data.example/", "https://api.example/"))
    assert sources.one("so-y-te").source.url == "https://api.example/"
    assert acts(sources) == [("sources.toml", "add", ""), ("van-hanh", "change", ""), ("sources.toml", "change", "")]


def test_a_source_that_goes_from_the_file_pauses_and_one_paused_stays_so(sources: Sources) -> None:
    write(sources, FILE)
    assert sources.one("so-y-te").may_run
    sources.set_state("so-y-te", Verb.PAUSE, AN)
    write(sources, FILE.replace("https://data.example/", "https://api.example/"))
    assert sources.one("so-y-te").state == State.PAUSED
    with pytest.raises(NotNow):
        sources.remove("so-y-te", AN, "x")
    write(sources, "")
    gone = sources.one("so-y-te")
    assert (gone.state, gone.is_filed) == (State.PAUSED, False)
    write(sources, FILE)
    assert sources.one("so-y-te").state == State.APPROVED, "written down again by the operator"


def test_a_broken_file_is_told_and_the_sources_go_on_as_they_were(sources: Sources) -> None:
    write(sources, FILE)
    assert len(sources.running()) == 1
    write(sources, FILE + "colour = 1\n[[source]]\ncolour = 'red'\n")
    assert len(sources.running()) == 1 and sources.trouble is not None
    with pytest.raises(BadSourceFile):
        sources.demand_readable()
    write(sources, FILE)
    sources.demand_readable()


def test_a_source_whose_mapping_is_missing_does_not_run_and_the_others_do(sources: Sources) -> None:
    folder = sources._directory.mappings
    folder.mkdir()
    (folder / "rieng.toml").write_text('records = "x"\n', "utf-8")
    sources.enter({**SAID, "slug": "rieng", "kind": "json", "mapping": "rieng"}, State.APPROVED, AN)
    sources.enter(SAID, State.APPROVED, AN)
    (folder / "rieng.toml").unlink()
    assert [one.slug for one in sources.running()] == ["so-y-te"]
    assert sources.one("rieng").trouble is not None


def test_the_chain_verifies_with_acts_on_sources(sources: Sources, ledger: Ledger) -> None:
    write(sources, FILE)
    sources.all()
    assert verify(ledger.engine).sound


def test_a_declaration_in_the_file_that_cannot_be_meant_is_refused_as_the_form_refuses_it(sources: Sources) -> None:
    write(sources, FILE.replace("vn-open", "khong-co-giay-phep-nay"))
    assert sources.all() == () and sources.trouble is not None
    assert "so-y-te" in sources.trouble.vi and "khong-co-giay-phep-nay" in sources.trouble.vi
    write(sources, FILE)
    assert [one.slug for one in sources.all()] == ["so-y-te"] and sources.trouble is None


def test_the_name_of_a_removed_source_is_no_other_agencys(sources: Sources) -> None:
    sources.enter(SAID, State.APPROVED, AN)
    sources.remove("so-y-te", AN, "cơ quan dừng API")
    former = sources.former("so-y-te")
    assert former is not None and former.agency == "gl-so-yt" and sources.former("khac") is None
    with pytest.raises(NotNow):
        sources.enter({**SAID, "agency": "gl-so-tc"}, State.PROPOSED, LE)
    assert sources.enter(SAID, State.PROPOSED, LE).state == State.PROPOSED and sources.former("so-y-te") is None


def test_who_decides_on_a_source_decides_on_what_was_read_of_it(sources: Sources) -> None:
    read = sources.enter(SAID, State.PROPOSED, LE).version
    now = sources.change("so-y-te", {**SAID, "slug": "khac", "schedule": ""}, LE, seen=read)
    assert now.slug == "so-y-te", "it keeps its name"
    for late in (
        lambda: sources.change("so-y-te", SAID, AN, seen=read),
        lambda: sources.set_state("so-y-te", Verb.APPROVE, AN, seen=read),
    ):
        with pytest.raises(NotNow):
            late()
    approved = sources.set_state("so-y-te", Verb.APPROVE, AN, seen=now.version)
    assert approved.may_run and approved.version != now.version, "its state is part of what is read"


def test_whose_a_source_was_is_known_of_any_time(sources: Sources, clock: Ticking) -> None:
    before = stamp(clock())
    clock.forward(hours=1)
    first = sources.enter(SAID, State.APPROVED, AN).at
    clock.forward(hours=1)
    moved = sources.change("so-y-te", {**SAID, "agency": "gl-so-tc"}, AN, Verb.MOVE).at
    found = [sources.agency_at("so-y-te", at) for at in (before, first, moved, stamp(clock()))]
    assert found == ["", "gl-so-yt", "gl-so-tc", "gl-so-tc"]


def test_what_the_file_says_of_a_source_that_people_paused_runs_again_and_counts_from_when_it_did(
    sources: Sources, clock: Ticking
) -> None:
    sources.enter(SAID, State.APPROVED, AN)
    sources.set_state("so-y-te", Verb.PAUSE, AN)
    write(sources, FILE)
    taken = sources.one("so-y-te")
    assert taken.may_run, "the operator's file says that it may"
    clock.forward(hours=1)
    write(sources, FILE.replace("https://data.example/", "https://api.example/"))
    assert sources.one("so-y-te").since == taken.since
    write(sources, FILE.replace("[source.defaults]", 'schedule = "daily 03:00"\n[source.defaults]'))
    assert sources.one("so-y-te").since > taken.since, "another schedule"


def test_a_file_that_names_a_source_twice_is_refused_and_one_that_lacks_a_mapping_is_read_once_it_is_there(
    sources: Sources,
) -> None:
    write(sources, FILE + FILE)
    assert sources.all() == () and sources.trouble is not None and "so-y-te" in sources.trouble.vi
    write(sources, FILE.replace('kind = "ckan"', 'kind = "json"\nmapping = "rieng"'))
    assert sources.all() == () and sources.trouble is not None
    folder = sources._directory.mappings
    folder.mkdir()
    (folder / "rieng.toml").write_text('records = "x"\n', "utf-8")
    assert [one.slug for one in sources.running()] == ["so-y-te"] and sources.trouble is None
