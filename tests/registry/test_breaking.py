"""What would break is told beforehand, by rule, agency and dataset, and nothing is kept of it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from registry.breaking import Forecaster, Told
from registry.clock import utc_now
from registry.config import load_config
from registry.entries import Act
from registry.errands import BadRules
from registry.keeper import Keeper
from registry.ledger import Ledger
from registry.schema import connect
from tests.registry.descriptions import candidate, good, without
from tests.structure.project import ROOT
from tests.walks.processes import keeping, registry
from vocab.identifiers import dataset_of
from vocab.namespaces import DCT, REG

NEW_RULE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix reg: <https://w3id.org/so-dang-ky/def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<#rule> a reg:Rule ; reg:slug "r-landing" ; reg:scope "record" ; sh:severity sh:Violation ;
    sh:message "Phải có trang giới thiệu."@vi , "There must be a landing page."@en ;
    reg:mend "Ghi trang giới thiệu."@vi , "Give the landing page."@en ;
    reg:basis [ reg:article "Điều 99" ; reg:inForceFrom "2022-08-16"^^xsd:date ] ; reg:shape <#shape> .
<#shape> a sh:NodeShape ; sh:targetClass dcat:Dataset ;
    sh:property [ sh:path dcat:landingPage ; sh:minCount 1 ;
        sh:message "Thiếu trang giới thiệu."@vi , "The landing page is missing."@en ] .
"""


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the rules with one more and one less."""
    folder = tmp_path / "rules"
    shutil.copytree(ROOT / "shapes" / "rules" / "province", folder / "province")
    (folder / "province" / "r-landing.ttl").write_text(NEW_RULE, "utf-8")
    (folder / "province" / "r-personal-flag.ttl").unlink()
    return folder


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("filled") / "data"))
    names = ("a", "b", "c")
    described = [good(keeper.words, keeper.config.base, name) for name in names]
    keeper.intake.take([candidate(one) for one in described[:2]])
    keeper.intake.take([candidate(without(described[2], REG.personalData))])
    yield keeper
    keeper.close()


class Counting:
    """Hears how long the work is, and how far it is."""

    def __init__(self) -> None:
        self.length = self.done = 0

    def begun(self, length: int) -> Told:
        self.length = length
        return self.more

    def more(self, number: int) -> None:
        self.done += number


def forecaster(keeper: Keeper) -> Forecaster:
    return Forecaster(keeper.ledger, keeper.words, keeper.errands)


def test_a_new_rule_breaks_and_a_dropped_one_mends(filled: Keeper, rules: Path) -> None:
    before = filled.rejudging.reports.by_rule()
    heard = Counting()
    found = forecaster(filled).of_folder(str(rules), heard.begun)
    assert (heard.length, heard.done) == (3, 3)
    assert (found.records, found.judged, found.first) == (3, 3, 0)
    assert found.breaks_by_rule() == {"province/r-landing": 3}
    assert list(found.breaks_by_agency().values()) == [3]
    assert found.mended_by_rule() == {"province/r-personal-flag": 1}
    assert {change.title for change in found.broken} == {f"Giường bệnh {name}" for name in "abc"}
    assert found.standard.rule("province/r-landing") is not None
    assert filled.rejudging.reports.by_rule() == before, "nothing is kept"


def test_the_same_rules_elsewhere_change_nothing_and_nobody_is_judged(filled: Keeper, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "shapes" / "rules", tmp_path / "same")
    found = forecaster(filled).of_folder(str(tmp_path / "same"), Counting().begun)
    assert (found.judged, found.changes) == (0, ())
    assert forecaster(filled).of_today(Counting().begun).judged == 0


@pytest.mark.parametrize("spoilt", ["<#rule> a", NEW_RULE.replace("reg:shape", "reg:shapes")])
def test_rules_that_cannot_be_read_are_refused_with_their_file(filled: Keeper, rules: Path, spoilt: str) -> None:
    (rules / "province" / "r-landing.ttl").write_text(spoilt, "utf-8")
    with pytest.raises(BadRules) as refusal:
        forecaster(filled).of_folder(str(rules), Counting().begun)
    assert "province/r-landing.ttl" in refusal.value.vi and "province/r-landing.ttl" in refusal.value.en


def test_a_folder_without_a_single_profile_is_refused(filled: Keeper, tmp_path: Path) -> None:
    with pytest.raises(BadRules, match="province"):
        forecaster(filled).of_folder(str(tmp_path), Counting().begun)


def test_a_change_of_words_alone_breaks_nothing(filled: Keeper, rules: Path) -> None:
    (rules / "province" / "r-landing.ttl").unlink()
    shutil.copy(ROOT / "shapes/rules/province/r-personal-flag.ttl", rules / "province")
    rule = rules / "province" / "r-contact.ttl"
    rule.write_text(rule.read_text("utf-8").replace("There must be a contact", "There has to be a contact"), "utf-8")
    found = forecaster(filled).of_folder(str(rules), Counting().begun)
    assert (found.judged, found.changes) == (3, ())


def audited(data: Path, *more: str) -> tuple[int, dict[str, object], str]:
    done = registry("audit", "--data", str(data), "--format", "json", *more)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)["rules"] if done.stdout else {}, done.stderr


def test_the_command_tells_then_applies_then_has_nothing_to_do(tmp_path: Path, rules: Path) -> None:
    data = tmp_path / "data"
    keeper = Keeper.open(load_config(data))
    one = without(good(keeper.words, keeper.config.base, "a"), DCT.title)
    keeper.ledger.append(
        [Act("publish", one.record, "gl-so-yt", "An", one.body(), one.fingerprint, one.publisher or "")]
    )
    keeper.close()
    code, said, _ = audited(data)
    breaks = said["breaks"]
    assert isinstance(breaks, dict)
    assert code == 1 and (said["judged"], said["first"], breaks["records"], said["kept"]) == (1, 1, 1, [])
    assert breaks["by_dataset"][0]["dataset"] == dataset_of(one.record)
    assert any("title" in row["rule"] for row in breaks["by_rule"])
    assert all(row["vi"] and row["en"] for row in breaks["by_rule"])
    _, said, _ = audited(data, "--apply")
    assert said["judged"] == 1 and said["kept"], "what it did, not what is left"
    _, said, _ = audited(data)
    assert said["judged"] == 0 and said["kept"]
    _, said, _ = audited(data, "--what-if", str(rules))
    assert [row["rule"] for row in said["breaks"]["by_rule"]] == ["province/r-landing"]  # type: ignore[index]
    text_form = registry("audit", "--data", str(data), "--what-if", str(rules)).stdout
    assert "province/r-landing: Phải có trang giới thiệu. / There must be a landing page." in text_form


def test_what_is_written_wrongly_ends_with_2(tmp_path: Path) -> None:
    for arguments in (("--apply", "--what-if", str(tmp_path)), ("--what-if", str(tmp_path / "missing"))):
        done = registry("audit", "--data", str(tmp_path), *arguments)
        assert done.returncode == 2 and "Traceback" not in done.stderr


def test_bad_rules_end_with_1_and_name_the_file(tmp_path: Path, rules: Path) -> None:
    Keeper.open(load_config(tmp_path / "data")).close()
    (rules / "province" / "r-landing.ttl").write_text("<#rule> a", "utf-8")
    done = registry("audit", "--data", str(tmp_path / "data"), "--what-if", str(rules))
    assert done.returncode == 1 and "province/r-landing.ttl:1" in done.stderr and "Traceback" not in done.stderr


def test_a_directory_from_before_reports_is_read_and_not_touched(tmp_path: Path) -> None:
    data = tmp_path / "data"
    keeper = Keeper.open(load_config(data))
    keeper.intake.take([candidate(without(good(keeper.words, keeper.config.base, "a"), REG.personalData))])
    keeper.close()
    engine = connect(data / "ledger.db")
    with engine.begin() as connection:
        for table in ("report", "finding"):
            connection.execute(text(f"DROP TABLE {table}"))
    _, said, _ = audited(data)
    assert (said["judged"], said["first"], said["kept"]) == (1, 1, [])
    with engine.connect() as connection:
        tables = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    engine.dispose()
    assert not {"report", "finding"} & tables


def test_a_running_keeper_applies_for_the_command(tmp_path: Path) -> None:
    data = tmp_path / "data"
    keeper = Keeper.open(load_config(data, base="http://127.0.0.1:8080"))
    described = [good(keeper.words, keeper.config.base, name) for name in "abc"]
    keeper.ledger.append(
        [
            Act("publish", one.record, "gl-so-yt", "An", one.body(), one.fingerprint, one.publisher or "")
            for one in described
        ]
    )
    keeper.close()
    with keeping(data) as served:
        _, said, troubles = audited(data, "--apply")
        assert said["judged"] == 0 and not troubles
        course = served.command("rejudging")
        assert course["is_running"] is False and course["rules"] == said["digest"]
    engine = connect(data / "ledger.db")
    ledger = Ledger(engine, utc_now)
    assert len(ledger.currents("public")) == 3 and ledger.head().seq >= 3
    engine.dispose()
