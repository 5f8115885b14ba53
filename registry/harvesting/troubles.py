"""Why a run cannot begin, cannot read a page again, or goes on without one: the sentences."""

from typing import Any

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


def superseded(number: int) -> Trouble:
    return Trouble(
        f"Đợt {number} không phải đợt thu thập gần nhất của danh mục bộ, ngành này: đọc lại đợt đó sẽ ghi bản cũ đè lên "
        "bản mới. Chỉ đọc lại được đợt gần nhất đã xong.",
        f"Run {number} is not the last one that read this ministry's catalogue: reading it again would write older rows "
        "over newer ones. Only the last run that is done can be replayed.",
    )


def not_turned(page: RunPage) -> Trouble:
    return Trouble(
        f"{page.url}: trang này giống hệt một trang trước của cùng đợt; nguồn không lật trang, nên không biết đã đọc hết "
        "chưa. Không có gì thay đổi.",
        f"{page.url}: this page is word for word an earlier one of the same run; the source does not turn its pages, so "
        "nobody knows whether all was read. Nothing has changed.",
    )


def too_big(most: int) -> Trouble:
    """`most` in MiB."""
    return Trouble(
        f"Các trang của đợt này đã quá {most} MiB (thiết đặt run_megabytes); các trang đó được dọn sau một giờ. Không có gì "
        "thay đổi.",
        f"The pages of this run are over {most} MiB (setting run_megabytes); they go after an hour. Nothing has changed.",
    )


def too_much_to_try(records: int, megabytes: int) -> Trouble:
    """`megabytes` in MiB."""
    return Trouble(
        f"Nguồn có nhiều hơn {records} bản ghi, hoặc các trang của nó quá {megabytes} MiB: lớn hơn mức có thể chạy thử. "
        "Đợt thu thập thật không bị giới hạn này. Chưa có gì thay đổi.",
        f"The source has more than {records} records, or pages over {megabytes} MiB: more than can be tried. A run has no "
        "such limit. Nothing has changed.",
    )


def too_long(hours: int) -> Trouble:
    return Trouble(
        f"Đợt này đã lấy trang hơn {hours} giờ (thiết đặt run_hours). Không có gì thay đổi.",
        f"This run has fetched pages for over {hours} hours (setting run_hours). Nothing has changed.",
    )


def passed_over(url: str, why: Trouble) -> dict[str, Any]:
    """What is told of a page among many that did not come, or cannot be read."""
    return {"position": url, "reason_vi": why.vi, "reason_en": why.en, "cause": "page"}
