"""What the two sample agency APIs tell of: written datasets of a health and an agriculture department, or synthetic ones.

The written ones lie in `agency_datasets.toml`; some have a fault on purpose, and say which.
"""

import random
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

_SUBJECTS = (
    "Danh sách điểm thu gom",
    "Kết quả kiểm tra định kỳ",
    "Lịch làm việc",
    "Số lượt phục vụ",
    "Giá dịch vụ niêm yết",
    "Hiện trạng trang thiết bị",
    "Kế hoạch bảo trì",
    "Mức độ hài lòng",
    "Số hồ sơ đã giải quyết",
    "Vị trí lắp đặt",
)
_MATTERS = (
    "trạm bơm",
    "nhà văn hóa thôn",
    "chợ dân sinh",
    "bến thuyền",
    "vườn ươm",
    "trạm cân",
    "điểm sơ chế nông sản",
    "hồ chứa nhỏ",
    "đường nội đồng",
    "tủ thuốc cộng đồng",
    "điểm nước sạch",
    "sân thể thao",
    "phòng đọc sách",
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One dataset of a sample API, as its agency knows it. `fault` says what is wrong with it on purpose."""

    name: str
    title_vi: str
    title_en: str
    description_vi: str
    keywords: tuple[str, ...]
    theme: str
    frequency: str
    issued: str
    modified: str
    formats: tuple[str, ...]
    columns: tuple[str, ...]
    fault: str = ""


def samples(kind: str, datasets: int | None = None) -> tuple[Sample, ...]:
    """The datasets of one sample API: the written ones, or so many synthetic ones, always the same."""
    if datasets is None:
        text = files("registry.demo").joinpath("agency_datasets.toml").read_text("utf-8")
        return tuple(_sample(table) for table in tomllib.loads(text)[kind])
    chance = random.Random(f"{kind} 2026")
    return tuple(_synthetic(kind, number, chance) for number in range(1, datasets + 1))


def _sample(table: Mapping[str, object]) -> Sample:
    # The tables of our own file have the fields of a Sample; a test reads each.
    lists = {"keywords", "formats", "columns"}
    return Sample(**{key: tuple(value) if key in lists else value for key, value in table.items()})  # type: ignore[arg-type]  # from our own file


def _synthetic(kind: str, number: int, chance: random.Random) -> Sample:
    subject, matter = chance.choice(_SUBJECTS), chance.choice(_MATTERS)
    month = chance.randint(1, 9)
    health = kind == "ckan"
    return Sample(
        name=f"bo-du-lieu-{number:05}",
        title_vi=f"{subject} {matter}, khu vực số {number}",
        title_en=f"Synthetic dataset {number}",
        description_vi=f"{subject} của {matter} tại khu vực số {number}; số liệu sinh ra để đo tốc độ.",
        keywords=(matter, f"khu vực {number % 58}"),
        theme="Y tế" if health else "AGRI",
        frequency="hằng quý" if health else "QUARTERLY",
        issued=f"2025-{month:02}-{chance.randint(1, 28):02}",
        modified=f"2026-10-{chance.randint(1, 15):02}",
        formats=("CSV", "JSON") if chance.random() < 0.5 else ("CSV",),
        columns=("ma", "ten", "gia_tri"),
    )
