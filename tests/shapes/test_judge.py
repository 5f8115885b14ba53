"""Measuring and judging together, as a worker does it."""

import pytest

from shapes.context import Context
from shapes.judge import judge
from shapes.library import Profile
from shapes.likeness.index import Index
from shapes.likeness.subject import subject_of_ministry
from shapes.rulebook import rulebook
from tests.shapes.conftest import BASE, Read
from vocab.description import describe
from vocab.identifiers import dataset_iri, mint_key
from vocab.lexicon import load_lexicon
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import DCT, REG

ROWS = load_ministry_datasets(BASE)
INDEX = Index.build(map(subject_of_ministry, ROWS), load_lexicon())


def test_each_description_gets_its_own_judgement(
    good: str, read: Read, context: Context, dataset: str, profiles: tuple[Profile, ...]
) -> None:
    row = ROWS[0]
    good = good.replace("Chất lượng nước biển tại bãi tắm", "Giờ mở cửa nhà hát tuồng")
    other = dataset_iri(BASE, mint_key("trung"))
    copy = good.replace(dataset, other).replace(
        'dct:title "Giờ mở cửa nhà hát tuồng"@vi', f'dct:title "{row.title_vi}"@vi'
    )
    copy = copy.replace("data-theme/ENVI", f"data-theme/{row.theme.rpartition('/')[2]}")
    records = {dataset: describe(dataset, read(good)), other: describe(other, read(copy))}
    judged = judge(records, rulebook(profiles, context), INDEX, True)
    assert judged[dataset].report.findings == ()
    assert judged[dataset].evidence == ()
    assert [f.rule for f in judged[other].report.violations] == ["overlap/duplicate-of-ministry"]
    assert judged[other].evidence[0].other == row.iri


@pytest.mark.parametrize("title", ["Danh sách", "Cơ sở dữ liệu trên địa bàn tỉnh", "…", "Thống kê", "a" * 501])
def test_a_title_without_a_matter_is_held_back_because_it_could_be_compared_with_nobodys_data(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...], dataset: str, title: str
) -> None:
    bland = good.replace("Chất lượng nước biển tại bãi tắm", title)
    found = judge({dataset: describe(dataset, read(bland))}, rulebook(profiles, context), INDEX, True)[dataset]
    (finding,) = [one for one in found.report.violations if one.rule == "overlap/not-compared"]
    assert finding.path == DCT.title.value
    assert "tên" in finding.message_vi and "title" in finding.message_en


def test_nobody_says_of_himself_that_he_was_not_compared(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...], dataset: str
) -> None:
    said = good.replace("a dcat:Dataset ;", f'a dcat:Dataset ; <{REG.notCompared.value}> "x"@vi, "x"@en ;', 1)
    assert said != good
    found = judge({dataset: describe(dataset, read(said))}, rulebook(profiles, context), INDEX, True)[dataset]
    assert "overlap/not-compared" not in {one.rule for one in found.report.findings}


def test_a_fault_in_a_defaulted_value_is_to_be_mended_at_the_source(
    good: str, read: Read, context: Context, profiles: tuple[Profile, ...], dataset: str
) -> None:
    record = {dataset: describe(dataset, read(good.replace("frequency/QUARTERLY", "frequency/ANNUAL")))}
    (plain,) = judge(record, rulebook(profiles, context), INDEX, False)[dataset].report.violations
    marked = judge(record, rulebook(profiles, context), INDEX, False, {dataset: {DCT.accrualPeriodicity.value}})
    (finding,) = marked[dataset].report.violations
    assert finding.defaulted
    assert not plain.defaulted
    assert finding.fix_vi.endswith(plain.fix_vi)
    assert "khai báo của nguồn" in finding.fix_vi
