"""A ministry's catalogue in a keeper: rows in the ledger, seen by pages, store and judging, never handed on as ours."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import Literal, NamedNode

from harvesters.source import MINISTRY, Snapshot, Source
from registry.accounts import By
from registry.commands import main
from registry.config import load_config
from registry.entries import Act
from registry.errors import RegistryError, Removed
from registry.harvesting.rehearsing import Rehearsing
from registry.harvesting.runs import DONE, FAILED, GUARDED, Run
from registry.harvesting.staging import Staged
from registry.harvesting.vanishing import NOTHING_READ, Trouble
from registry.keeper import Keeper
from registry.ministry_documents import ministry_source, slug_for, snapshot_of
from registry.ministry_notices import MOST_OF_A_KIND, MOST_RECORDS, noticed
from registry.ministry_rows import FOLDER, imported_rows, known_rows, newest_file
from registry.overlap_cases import CaseState
from registry.proposed_rulings import Proposed
from registry.rulings import Decided
from registry.standard import publishing_profiles, standard
from registry.verification import verify
from registry.words import Words
from tests.registry.descriptions import candidate, good, retitled, saying
from vocab.identifiers import is_ministry_dataset, key_of, ministry_dataset_iri, new_key
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import DCAT, DCT

DAY = date(2026, 11, 20)
HEAD = "id,title_vi,owner,keywords\n"
ROWS = {f"n-{number}": f"Sổ thử nghiệm số {number} về cầu vượt" for number in range(1, 11)}


@dataclass
class Bring:
    """Brings sheets as one catalogue, of a name that no other test uses."""

    keeper: Keeper
    folder: Path
    slug: str

    def __call__(self, text: str, slug: str = "", confirmed: bool = False, agency: str = "") -> Run:
        source, document = self.document(text, slug, agency)
        return self.keeper.harvests.bring(source, document, self.keeper.harvests.consent(source.slug, confirmed))

    def document(self, text: str, slug: str = "", agency: str = "") -> tuple[Source, Snapshot]:
        """The text as a catalogue's document, and the source that it is of."""
        path = self.folder / "brought"
        path.write_text(text, "utf-8")
        source = ministry_source({"source": slug or self.slug, "kind": "csv", "url": path.as_uri(), "agency": agency})
        return source, snapshot_of(path, source.url)

    def iri(self, code: str, slug: str = "") -> str:
        return ministry_dataset_iri(self.keeper.config.base, f"{slug or self.slug} {code}")


def sheet(rows: dict[str, str]) -> str:
    return HEAD + "".join(f"{code},{title},Bộ Xây dựng,\n" for code, title in rows.items())


@pytest.fixture
def bring(shared_keeper: Keeper, tmp_path: Path) -> Bring:
    """For tests that do not mind what others left in the registry."""
    return Bring(shared_keeper, tmp_path, f"bo-{new_key()}")


@pytest.fixture
def alone(keeper: Keeper, tmp_path: Path) -> Bring:
    """For tests that count everything."""
    return Bring(keeper, tmp_path, "bo-xay-dung")


def graphs(keeper: Keeper) -> set[str]:
    return set(keeper.store.graphs())


def test_rows_come_into_ledger_pages_words_and_store(bring: Bring) -> None:
    keeper = bring.keeper
    before = len(keeper.ministries)
    run = bring(sheet(ROWS))
    assert (run.state, run.counts["created"], run.counts["unreadable"]) == (DONE, 10, 0)
    iri = bring.iri("n-1")
    (entry,) = keeper.ledger.history(iri)
    assert (entry.act, entry.actor) == ("import", f"source:{bring.slug}") and is_ministry_dataset(iri)
    current = keeper.ledger.current(iri)
    assert current is not None and current.state == "ministry"
    assert len(keeper.ministries) == before + 10 and before >= len(load_ministry_datasets(keeper.config.base))
    assert keeper.words.ministries[iri].title() == ROWS["n-1"] == keeper.words.label(iri)
    assert iri in graphs(keeper) and ROWS["n-1"] in keeper.words.ministry_titles()
    assert verify(keeper.engine).sound


def test_nothing_of_it_is_published_or_handed_on(alone: Bring) -> None:
    keeper = alone.keeper
    before = keeper.feed.page()
    alone(sheet(ROWS))
    assert keeper.ledger.counts() == {"ministry": 10}
    assert keeper.ledger.public_count(keeper.ledger.head().seq) == 0
    owner = keeper.words.agency("vn-bo-xay-dung")
    assert owner is not None and keeper.ledger.of_agency(owner.iri) == ()
    assert keeper.catalogue.shown(key_of(alone.iri("n-1"))) is None
    assert keeper.feed.page() == before


def test_the_same_again_writes_nothing_and_a_change_one_entry(bring: Bring) -> None:
    keeper = bring.keeper
    bring(sheet(ROWS))
    head = keeper.ledger.head().seq
    assert bring(sheet(ROWS)).counts["unchanged"] == 10 and keeper.ledger.head().seq == head
    run = bring(sheet({**ROWS, "n-2": "Tên mới"}))
    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 9)
    assert keeper.ledger.head().seq == head + 1
    assert keeper.words.label(bring.iri("n-2")) == "Tên mới"


def test_what_vanishes_is_kept_and_marked_and_may_come_back(bring: Bring) -> None:
    keeper = bring.keeper
    bring(sheet(ROWS))
    iri = bring.iri("n-3")
    rest = {code: title for code, title in ROWS.items() if code != "n-3"}
    assert bring(sheet(rest)).counts["withdrawn"] == 1
    gone = keeper.words.ministries[iri]
    assert gone.gone is not None and gone.title() == ROWS["n-3"]
    assert iri in graphs(keeper) and iri in keeper.ministries.imported
    assert bring(sheet(rest)).counts["withdrawn"] == 0
    assert bring(sheet(ROWS)).counts["changed"] == 1
    assert keeper.words.ministries[iri].gone is None


@pytest.mark.parametrize(
    ("text", "state"),
    [(HEAD, FAILED), (sheet({"n-1": ROWS["n-1"]}), GUARDED), (sheet({"n-1": "", "n-2": ""}), FAILED)],
    ids=["empty", "smaller", "unreadable"],
)
def test_an_empty_or_much_smaller_answer_wipes_nothing(bring: Bring, text: str, state: str) -> None:
    keeper = bring.keeper
    bring(sheet(ROWS))
    head = keeper.ledger.head().seq
    run = bring(text)
    assert run.state == state and run.message_vi and run.message_en
    assert keeper.ledger.head().seq == head


def test_a_person_may_say_that_much_is_gone_but_an_empty_answer_marks_nothing(bring: Bring) -> None:
    bring(sheet(ROWS))
    assert bring(HEAD, confirmed=True).state == FAILED
    assert not any(bring.keeper.words.ministries[bring.iri(code)].gone for code in ROWS)
    few = sheet({"n-1": ROWS["n-1"]})
    assert bring(few, confirmed=True).state == GUARDED, "nobody has seen yet what would be gone"
    assert bring(few, confirmed=True).counts["withdrawn"] == 9


def test_a_row_that_cannot_be_read_makes_no_other_gone(bring: Bring) -> None:
    bring(sheet(ROWS))
    nine = {code: title for code, title in ROWS.items() if code != "n-3"}
    run = bring(sheet(nine) + "n-3,,Bộ Xây dựng,\n")
    assert (run.state, run.counts["withdrawn"], run.counts["unreadable"]) == (DONE, 0, 1)


def test_of_two_records_that_are_one_dataset_the_first_counts_and_the_second_is_told(bring: Bring) -> None:
    keeper = bring.keeper
    ours = load_ministry_datasets(keeper.config.base)[3]
    run = bring(
        f"{HEAD}n-1,{ours.title_vi},{ours.owner},một\n{ours.id},Tên khác,{ours.owner},hai\nn-2,Sổ,{ours.owner},\n"
    )
    assert (run.state, run.counts["created"], run.counts["unreadable"]) == (DONE, 2, 1)
    assert keeper.words.label(ours.iri) == ours.title_vi and "một" in keeper.ministries[ours.iri].keywords
    (told,) = keeper.runs.unreadable(run.id)
    assert told["position"] == ours.id and "n-1" in told["reason_vi"] and "n-1" in told["reason_en"]


def test_another_catalogue_takes_nothing_away_from_this_one(bring: Bring) -> None:
    keeper = bring.keeper
    bring(sheet(ROWS))
    other = f"{bring.slug}-khac"
    assert bring(sheet({"m-1": "Sổ khác"}), slug=other).counts["withdrawn"] == 0
    assert {bring.iri("n-1"), bring.iri("m-1", other)} <= keeper.ministries.imported


@pytest.mark.parametrize("text", ["", "not a sheet", "tên\nx\n"])
def test_a_document_that_is_none_fails_with_sentences(bring: Bring, text: str) -> None:
    keeper = bring.keeper
    head = keeper.ledger.head().seq
    run = bring(text)
    assert run.state == FAILED and run.message_vi and run.message_en
    assert keeper.ledger.head().seq == head


def test_an_unknown_ministry_fails_before_anything_is_read(shared_keeper: Keeper) -> None:
    source = Source("x", "csv", "file:///nowhere", "no-such-ministry", {}, side=MINISTRY)
    assert shared_keeper.harvests.run(source).state == FAILED


@pytest.mark.parametrize("text", [HEAD, sheet({"n-1": "", "n-2": ""})])
def test_a_first_catalogue_of_which_nothing_is_read_fails_and_moves_nothing(bring: Bring, text: str) -> None:
    head = bring.keeper.ledger.head().seq
    run = bring(text)
    assert run.state == FAILED and "Không đọc được tập dữ liệu nào" in run.message_vi
    assert "No dataset was read" in run.message_en and bring.keeper.ledger.head().seq == head
    said = Rehearsing(bring.keeper.sync()).of_a_ministry(*bring.document(text))
    assert isinstance(said, tuple) and said[0].trouble == NOTHING_READ


def test_a_department_of_the_province_brings_no_ministrys_catalogue_in_rehearsal_either(bring: Bring) -> None:
    run = bring(sheet(ROWS), agency="gl-so-xd")
    assert run.state == FAILED and "gl-so-xd" in run.message_vi and "is no ministry" in run.message_en
    said = Rehearsing(bring.keeper.sync()).of_a_ministry(*bring.document(sheet(ROWS), agency="gl-so-xd"))
    assert isinstance(said, Trouble) and "không phải bộ" in said.vi
    source = Source("x", "csv", "file:///nowhere", "gl-so-xd", {}, side=MINISTRY)
    assert "gl-so-xd" in bring.keeper.harvests.run(source).message_vi


def test_what_was_left_out_of_rows_is_told_once_for_each_cause_with_the_rows(bring: Bring) -> None:
    head = "id,title_vi,owner,description,modified,shared,note\n"
    rows = [f"n-{number},Sổ cầu vượt số {number},Bộ Xây dựng,Tên cầu,2026-13-45,maybe,x\n" for number in range(12)]
    run = bring("".join((head, *rows, "n-99,Cơ sở dữ liệu về,Bộ Xây dựng,,,,\n")))
    assert run.counts["created"] == 13
    assert {one["slug"] for one in run.notices} == {"columns", "modified", "shared", "matter"}
    (day,) = (one for one in run.notices if one["slug"] == "modified")
    assert day["count"] == 12 and len(day["records"]) == MOST_RECORDS and "n-0" in day["records"]
    matter = [one for one in run.notices if one["slug"] == "matter"]
    assert all(one["records"] == ["n-99"] for one in matter)
    assert any("Không so nội dung được: " in one["vi"] and "Not compared by matter: " in one["en"] for one in matter)
    said = Rehearsing(bring.keeper.sync()).of_a_ministry(*bring.document("".join((head, *rows))))
    assert isinstance(said, tuple) and {"modified", "shared"} <= {one["slug"] for one in said[0].notices}


def test_of_many_causes_of_one_kind_some_are_told_and_the_others_counted() -> None:
    notices = [{"slug": "modified", "vi": f"«{number}»", "en": f"“{number}”"} for number in range(MOST_OF_A_KIND + 5)]
    *told, more = noticed([], [Staged("urn:x", "n-1", "Sổ", "f", b"", {"notices": notices})])
    assert len(told) == MOST_OF_A_KIND and "5" in more["vi"] and "5 more" in more["en"]


def test_the_command_tells_notices_and_reasons_in_both_languages(tmp_path: Path) -> None:
    data, path = tmp_path / "data", tmp_path / "bo.csv"
    with closing(Keeper.open(load_config(data))):
        pass
    path.write_text("id,title_vi,owner,modified\nn-1,Sổ cầu vượt,Bộ Công an,hôm qua\n", "utf-8")

    def command(place: Path, *more: str) -> Result:
        told = ("import-ministries", str(place), "--kind", "csv", "--agency", "vn-bo-xay-dung", "--data", str(data))
        return CliRunner().invoke(main, [*told, *more])

    for done in (command(path, "--dry-run"), command(path)):
        assert (
            done.exit_code == 0 and "«hôm qua» ở cột ngày cập nhật không phải một ngày. (1 bản ghi: n-1)" in done.stdout
        )
        assert (
            "“hôm qua” in the column modified is no day. (1 record: n-1)" in done.stdout
            and "«Bộ Công an»" in done.stdout
        )
    said = json.loads(command(path, "--dry-run", "--format", "json").stdout)
    assert {"modified", "owner", "matter"} == {one["slug"] for one in said["notices"]}
    missing, folder = command(tmp_path / "none.csv"), command(tmp_path)
    assert missing.exit_code == folder.exit_code == 1
    assert "không có tệp này" in missing.stderr and "là thư mục" in folder.stderr
    path.write_text(HEAD, "utf-8")
    assert command(path, "--dry-run", "--source", "khac").exit_code == 1


def test_a_row_removed_by_law_does_not_come_back(bring: Bring) -> None:
    keeper = bring.keeper
    bring(sheet(ROWS))
    iri = bring.iri("n-1")
    keeper.ledger.expunge(iri, "operator", "An, Bình", "court order")
    keeper.follow()
    run = bring(sheet(ROWS))
    assert run.state == DONE and run.counts["created"] == 0
    assert keeper.ledger.bodies([entry.seq for entry in keeper.ledger.history(iri)]) == {}
    with pytest.raises(Removed):
        keeper.ledger.append([Act("import", iri, "source:x", body=b"<a:b> <a:c> <a:d> <a:e> .\n")])


def test_the_law_removes_a_row_with_all_that_was_found_of_it_and_ours_counts_again(tmp_path: Path) -> None:
    config, secret = load_config(tmp_path / "data"), "Xyzzyplugh"
    ours = load_ministry_datasets(config.base)[3]
    with closing(Keeper.open(config)) as keeper:
        alone = Bring(keeper, tmp_path, "bo")
        alone(f"{HEAD}{ours.id},{ours.title_vi} {secret},{ours.owner},{secret}\nn-1,Sổ cầu vượt,Bộ Xây dựng,\n")
        for name in ("one", "two"):
            copied = retitled(good(keeper.words, config.base, name), ours.title_vi)
            copied = saying(copied, DCT.description, Literal(f"{ours.description}. {name}", language="vi"))
            keeper.intake.take([candidate(saying(copied, DCAT.theme, NamedNode(ours.theme)))])
        assert len(keeper.catalogue.all_held()) == 2
        before = [case for case in keeper.cases.all() if case.other == ours.iri]
        decided = keeper.deciding.read(before[0], Proposed("no-overlap", f"Không phải {secret}.", "regulation-4-3"))
        assert isinstance(decided, Decided) and len(before) == 2
        keeper.deciding.decide(before[0], decided, By("kiem-duyet", "Lê Văn B"))
        keeper.publisher.wait(30)
        keeper.removal.remove(keeper.removal.named(key_of(ours.iri)), "operator", "An, Bình", "Điều 8")
        assert keeper.words.label(ours.iri) == ours.title_vi and ours.iri in graphs(keeper)
        assert keeper.ministries.imported == {alone.iri("n-1")}
        with pytest.raises(RegistryError):
            keeper.removal.named("aaaaaaaaaaaa")
    files = [path for path in config.data.rglob("*") if path.is_file()]
    assert [path for path in files if secret.casefold().encode() in path.read_bytes().lower()] == []
    with closing(Keeper.open(config)) as keeper:
        assert verify(keeper.engine).sound
        removed = [keeper.cases.find(case.number) for case in before]
        assert {case.state for case in removed if case} == {CaseState.REMOVED}
        keeper.tidy()
        assert keeper.rejudging.wait(120)
        again = [case for case in keeper.cases.all(CaseState.OPEN) if case.other == ours.iri]
        assert len(again) == 2 and not {case.number for case in again} & {case.number for case in before}
        found = [finding for one in keeper.catalogue.all_held() for finding in one.findings if finding.holds]
        assert found and all(ours.title_vi in finding.message_vi for finding in found)


def test_a_removal_of_a_row_that_is_cut_short_breaks_nothing_and_is_finished_at_the_next_start(tmp_path: Path) -> None:
    """As when the power fails, or no worker can be had, right after the ledger's commit."""
    config = load_config(tmp_path / "data")
    ours = load_ministry_datasets(config.base)[3]
    with closing(Keeper.open(config)) as keeper:
        alone = Bring(keeper, tmp_path, "bo")
        alone(f"{HEAD}{ours.id},Tên phải quên đi,{ours.owner},\nn-1,Tên cũng phải quên đi,Bộ Xây dựng,\n")
        for iri in (ours.iri, alone.iri("n-1")):
            keeper.removal.write_down(iri, "operator", "An, Bình", "Điều 8")
        assert keeper.words.ministries.get(alone.iri("n-1")) is None
        assert keeper.words.label(ours.iri) == ours.title_vi
    with closing(Keeper.open(config)) as keeper:
        assert keeper.ministries.imported == frozenset() and not keeper.removal.finish()
    files = [path for path in config.data.rglob("*") if path.is_file()]
    assert [path for path in files if "phải quên đi".encode() in path.read_bytes()] == []


def test_judging_measures_against_imported_rows_and_what_was_public_is_measured_anew(alone: Bring) -> None:
    keeper = alone.keeper
    known, coming = (good(keeper.words, keeper.config.base, name) for name in ("one", "two"))
    title = "Danh sách nhà máy thủy điện tích năng"
    (taken,) = keeper.intake.take([candidate(retitled(known, title))])
    assert taken.entry is not None
    before = keeper.rejudging.standard().digest
    alone(HEAD + f"n-1,Cơ sở dữ liệu {title.lower()},Bộ Công Thương,\n")
    iri = alone.iri("n-1")
    assert keeper.rejudging.standard().digest != before
    assert keeper.rejudging.wait(120)
    keeper.rejudging.start()
    assert keeper.rejudging.wait(120)
    (measured,) = [row for row in keeper.catalogue.overlaps(known.record) if row.ministry == iri]
    shown = keeper.ledger.current(known.record)
    assert shown is not None and shown.state == "public", "nothing comes down by it"
    (judged,) = keeper.intake.check([candidate(retitled(coming, title))])
    assert iri in [row["ministry"] for row in judged.evidence]
    assert keeper.catalogue.overlaps(ministry=iri) == (measured,)


def test_the_store_rebuilt_holds_the_same_graphs(alone: Bring) -> None:
    """One of the rows is the program's own, told anew by its ministry."""
    keeper = alone.keeper
    ours = load_ministry_datasets(keeper.config.base)[3]
    alone(HEAD + f"{ours.id},Tên do bộ đặt,{ours.owner},\n" + "n-1,Sổ A,Bộ Xây dựng,\n")
    before = keeper.store.digest()
    assert keeper.words.label(ours.iri) == "Tên do bộ đặt"
    keeper.rebuild()
    assert keeper.store.digest() == before
    keeper.views.remake()
    assert keeper.store.digest() == before


def test_a_keeper_opened_again_knows_the_rows_and_its_workers_have_read_them(tmp_path: Path) -> None:
    config = load_config(tmp_path / "data")
    first = Keeper.open(config)
    try:
        Bring(first, tmp_path, "bo")(sheet(ROWS))
        digest, file = first.rejudging.standard().digest, first.ministries.file
    finally:
        first.close()
    again = Keeper.open(config)
    try:
        assert (again.rejudging.standard().digest, again.ministries.file) == (digest, file)
        assert len(again.ministries.imported) == 10
    finally:
        again.close()
    beside = Words.on(config.base, config.data)
    assert {row.title() for row in beside.ministries.values()} >= set(ROWS.values())


def test_rows_are_read_by_workers_from_one_file_of_which_few_are_kept(alone: Bring) -> None:
    keeper = alone.keeper
    folder = keeper.config.data / FOLDER
    assert newest_file(folder) == "" and keeper.ministries.file == ""
    for number in range(1, 5):
        alone(sheet({**ROWS, "n-1": f"Lần {number}"}))
        assert newest_file(folder) == keeper.ministries.file
    assert len(list(folder.iterdir())) == 2
    titles = {row.title() for row in known_rows(keeper.config.base, keeper.ministries.file)}
    assert "Lần 4" in titles and "Lần 3" not in titles
    said = imported_rows(str(keeper.config.data), keeper.config.base)
    assert keeper.ministries.file.endswith(f"{said['digest']}.nq") and len(said["summaries"]) == len(keeper.ministries)


def test_rows_by_owner_are_in_vietnamese_order(bring: Bring) -> None:
    keeper = bring.keeper
    bring(HEAD + "n-1,Đường,Cục Á,\nn-2,Áo,Cục Á,\nn-3,Dao,Cục Á,\n")
    (holding,) = [one for one in keeper.ministries.by_owner if one.owner == "Cục Á"]
    assert [row.title() for row in holding.rows] == ["Áo", "Dao", "Đường"]
    names = [one.owner for one in keeper.ministries.by_owner]
    assert names.index("Bộ Công an") < names.index("Bộ Y tế") < names.index("Cục Á")


def test_the_standard_moves_with_the_rows_alone(tmp_path: Path) -> None:
    config = load_config(tmp_path / "data")
    from_rows = [
        standard(config.base, DAY, publishing_profiles(config.base, DAY), (), None, rows).digest
        for rows in ("", "a", "b", "a")
    ]
    assert len(set(from_rows)) == 3 and from_rows[1] == from_rows[3]


@pytest.mark.parametrize(
    ("place", "slug"),
    [
        ("/tmp/Danh mục Bộ Y tế.csv", "danh-muc-bo-y-te"),
        ("https://data.boyte.example.vn/catalog.ttl", "data-boyte-example-vn"),
        ("???", "ministry"),
    ],
)
def test_a_document_that_nobody_names_is_called_after_its_place(place: str, slug: str) -> None:
    assert slug_for(place) == slug


def test_rows_of_a_source_can_be_forecast_without_a_trace(bring: Bring, tmp_path: Path) -> None:
    keeper = bring.keeper
    bring(sheet(ROWS))
    head, runs = keeper.ledger.head().seq, len(keeper.runs.newest())
    path = tmp_path / "next.csv"
    path.write_text(sheet({"n-1": "Khác", "n-11": "Mới", **{k: v for k, v in ROWS.items() if k > "n-2"}}), "utf-8")
    source = ministry_source({"source": bring.slug, "kind": "csv", "url": path.as_uri(), "agency": ""})
    said = Rehearsing(keeper.sync()).of_a_ministry(source, snapshot_of(path, source.url))
    assert isinstance(said, tuple)
    forecast, failures = said
    assert not failures and forecast.trouble is None
    assert {name: number for name, number in forecast.counts.items() if number} == {
        "imported": 1, "renewed": 1, "unchanged": 7, "gone": 2,
    }  # fmt: skip
    assert (keeper.ledger.head().seq, len(keeper.runs.newest())) == (head, runs)
