"""What is judged by: one digest that moves with every file and every day that matters, and with nothing else."""

import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from registry.jobs.bench import bench_for
from registry.standard import Standard, publishing_profiles, standard, turning_days
from shapes.errors import LibraryError
from tests.structure.project import ROOT
from vocab.agencies import load_agencies

BASE = "https://registry.example"
TODAY = date(2026, 11, 21)


def of(day: date = TODAY, off: tuple[str, ...] = (), folder: Path | None = None, base: str = BASE) -> Standard:
    return standard(base, day, publishing_profiles(base, day, folder), off, folder)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "shapes" / "rules", tmp_path / "rules")
    return tmp_path / "rules"


def test_a_copy_of_the_rules_is_the_same_standard_and_any_word_of_a_rule_another(copy: Path) -> None:
    assert of(folder=copy).digest == of().digest
    (copy / "province" / "r-contact.pass.ttl").unlink()
    assert of(folder=copy).digest == of().digest, "examples judge nobody"
    rule = copy / "province" / "r-contact.ttl"
    rule.write_text(rule.read_text("utf-8").replace("Phải có đầu mối", "Cần có đầu mối"), "utf-8")
    assert of(folder=copy).digest != of().digest


def test_a_rule_more_or_less_or_off_and_another_base_are_other_standards(copy: Path) -> None:
    seen = {of().digest, of(off=("province/r-contact",)).digest, of(base="https://other.example").digest}
    (copy / "province" / "r-contact.ttl").unlink()
    seen.add(of(folder=copy).digest)
    assert len(seen) == 4
    assert (
        of(off=("province/r-contact", "province/r-core")).digest
        == of(off=("province/r-core", "province/r-contact")).digest
    )


def test_profiles_that_the_folder_lacks_are_ours_and_none_at_all_is_refused(copy: Path, tmp_path: Path) -> None:
    shutil.rmtree(copy / "dcat-ap")
    assert of(folder=copy).digest == of().digest
    with pytest.raises(LibraryError, match="province"):
        of(folder=tmp_path)


def test_the_digest_turns_on_the_turning_days_and_on_no_other() -> None:
    turning = turning_days(BASE)
    assert date(2026, 1, 1) in turning, "Luật Bảo vệ dữ liệu cá nhân"
    changed = {agency.valid_from for agency in load_agencies(BASE).all} & set(turning)
    assert date(2025, 7, 1) in changed
    lately = [day for day in turning if date(2025, 6, 1) < day]
    spans = [(first, then - timedelta(days=1)) for first, then in pairwise([*lately, TODAY + timedelta(days=1)])]
    digests = [{of(day).digest for day in span} for span in spans]
    assert len(spans) > 2 and all(len(within) == 1 for within in digests)
    assert all(one != other for one, other in pairwise(digests))


def test_a_bench_serves_until_something_turns() -> None:
    def bench(day: str) -> object:
        return bench_for({"base": BASE, "day": day})

    assert bench("2026-11-21") is bench("2026-11-22") is bench("2026-02-01")
    assert bench("2025-12-31") is not bench("2026-01-01")


def test_a_standard_comes_back_as_it_went() -> None:
    one = of(off=("province/r-contact",))
    assert Standard.from_row(one.as_row()) == one
    contact = one.rule("province/r-contact")
    assert contact is not None and contact.is_off and contact.says("vi") and contact.says("en") != contact.says("vi")
    assert one.rule("province/none") is None
