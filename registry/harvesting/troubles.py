"""Why a run cannot begin, or cannot read a page again: the sentences."""

from harvesters.source import Source
from registry.harvesting.pages import RunPage
from registry.harvesting.vanishing import Trouble
from vocab.agencies import Agency


def no_agency(source: Source) -> Trouble:
    return Trouble(
        f"Nguồn {source.slug} khai cơ quan «{source.agency}» không có trong sổ cơ quan.",
        f"Source {source.slug} names the agency “{source.agency}”, which is not in the register.",
    )


def no_ministry(source: Source, agency: Agency) -> Trouble:
    return Trouble(
        f"Nguồn {source.slug}: «{source.agency}» ({agency.name_vi}) không phải bộ, ngành trung ương; danh mục của bộ chỉ "
        "nhập được dưới tên một bộ.",
        f"Source {source.slug}: “{source.agency}” ({agency.name('en')}) is no ministry; a ministry's catalogue is imported "
        "in the name of a ministry alone.",
    )


def nothing_kept(number: int) -> Trouble:
    return Trouble(
        f"Đợt {number} không phải của nguồn này, hoặc không lưu trang nào để đọc lại.",
        f"Run {number} is not of this source, or kept no page to read again.",
    )


def not_kept(page: RunPage) -> Trouble:
    return Trouble(
        f"Trang {page.number} ({page.url}) không còn được lưu: bản chụp giữ 90 ngày, hoặc đã bị xóa theo luật.",
        f"Page {page.number} ({page.url}) is kept no more: snapshots are for 90 days, or it was removed by law.",
    )
