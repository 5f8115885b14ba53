"""CKAN packages as portals really give them, as many as are asked for, always the same: full ones and bare ones, dates in
four spellings, Markdown, translations, extras, organisations, maps, one to six resources.

A few in a hundred have a fault that holds them back, so that a bench pays for findings as a harvest does.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any
from uuid import UUID

Package = dict[str, Any]
WORKS = (
    "Danh sách", "Hiện trạng", "Kết quả kiểm tra", "Số lượt phục vụ", "Kế hoạch bảo trì", "Giá dịch vụ niêm yết",
    "Sản lượng", "Diện tích", "Vị trí", "Bảng tổng hợp", "Thống kê", "Nhật ký vận hành",
)  # fmt: skip
MATTERS = (
    "trạm bơm", "chợ dân sinh", "hồ chứa nước", "đường liên xã", "nhà văn hóa thôn", "điểm trường mầm non", "vườn ươm",
    "bến thuyền", "cơ sở giết mổ tập trung", "điểm thu gom chất thải nguy hại", "trạm y tế xã", "cây xanh đô thị",
    "rừng phòng hộ", "tàu cá", "làng nghề", "hợp tác xã nông nghiệp", "điểm sạt lở", "cột đo mưa tự động",
)  # fmt: skip
PLACES = (
    "Pleiku", "An Khê", "Ayun Pa", "Chư Păh", "Chư Prông", "Đak Đoa", "Đức Cơ", "Ia Grai", "Kbang", "Kông Chro",
    "Krông Pa", "Mang Yang", "Phú Thiện", "Quy Nhơn", "Hoài Nhơn", "Phù Cát", "Tuy Phước", "Vĩnh Thạnh",
)  # fmt: skip
GROUPS = ("Y tế", "Nông nghiệp", "Giáo dục", "Giao thông", "Môi trường", "Tổ chức khác")
FORMATS = (
    ("CSV", "text/csv"), ("XLSX", None), ("JSON", "application/json"), ("GeoJSON", "application/geo+json"),
    ("PDF", "application/pdf"), ("SHP", "application/zip"), ("xls", ""), (".csv", None), ("CSV", ""),
)  # fmt: skip
FREQUENCIES = (
    "hằng quý",
    "hằng quý",
    "hằng tháng",
    "monthly",
    "QUARTERLY",
    "quarterly",
    "R/P1M",
    "daily",
    "weekly",
    "",
)
RARELY = ("hằng năm", "annual", "không định kỳ")
LICENCES = ("cc-by", "vn-open", "odc-by", "notspecified", "other-open")
SENTENCES = (
    "Số liệu do các phòng chuyên môn tổng hợp từ báo cáo của cấp xã, mỗi dòng là một đơn vị.",
    "Phạm vi thu thập là toàn bộ địa bàn; những điểm chưa có tọa độ được để trống.",
    "Cột *ghi_chu* nêu lý do khi giá trị khác kỳ trước quá 10 %.",
    "Dữ liệu được kiểm tra hai lần trước khi công bố, xem [quy trình](https://data.example.vn/quy-trinh).",
    "Từ năm 2024 đơn vị tính đổi từ nghìn đồng sang triệu đồng.",
    "Không chứa dữ liệu cá nhân; địa chỉ chỉ ghi đến cấp thôn, tổ dân phố.",
)
COLUMNS = ("ma", "ten", "xa_phuong", "kinh_do", "vi_do", "nam", "gia_tri", "don_vi_tinh", "tinh_trang", "ghi_chu")
_SMALL = 1 << 20


def package(number: int, site: str, edition: int = 0) -> Package:
    """The package of this number on the portal at `site`; another `edition` of it says another day and another text."""
    chance = Random(f"{number} of 2026")
    work, matter, place = chance.choice(WORKS), chance.choice(MATTERS), chance.choice(PLACES)
    year = chance.randrange(2016, 2026)
    title = f"{work} {matter} tại {place} năm {year}, đợt {number}"
    name = f"bo-du-lieu-{number:06d}"
    said: Package = {
        "id": _identifier(chance),
        "name": name,
        "title": title if chance.random() > 0.01 else "",
        "notes": _notes(chance, title, edition),
        "type": "dataset",
        "state": "active",
        "private": False,
        "isopen": chance.random() < 0.5,
        "url": f"https://du-lieu.example.vn/{name}" if chance.random() < 0.4 else "",
        "version": "1.2" if chance.random() < 0.1 else None,
        "author": "Phòng Kế hoạch - Tài chính" if chance.random() < 0.5 else "",
        "author_email": "ke-hoach@so.example.vn" if chance.random() < 0.3 else None,
        "maintainer": f"Bộ phận dữ liệu {number % 40}",
        "maintainer_email": f"du-lieu-{number % 40}@so.example.vn",
        "license_id": chance.choice(LICENCES),
        "license_title": "Điều khoản khai thác dữ liệu mở của cơ quan nhà nước",
        "owner_org": _identifier(Random(number % 25)),
        "organization": _organisation(number % 25),
        "creator_user_id": _identifier(Random(number % 7)),
        "metadata_created": f"{year}-03-{1 + number % 28:02d}T08:{number % 60:02d}:11.482913",
        "metadata_modified": f"2026-{1 + (number + edition) % 9:02d}-{1 + number % 28:02d}T17:02:45.001372",
        "num_tags": 3,
        "tags": [_tag(word, chance) for word in (matter, place, work)[: chance.randrange(1, 4)]],
        "groups": [_group(chance)] if chance.random() < 0.7 else [],
        "extras": _extras(chance, year, place),
        "relationships_as_object": [],
        "relationships_as_subject": [],
    }
    if chance.random() < 0.2:
        said["title_translated"] = {"vi": title, "en": f"Dataset {number} on {place}, {year}"}
    said["resources"] = [
        _resource(said["id"], title, index, year, site, chance) for index in range(chance.choice((1, 1, 2, 2, 3, 6)))
    ]
    return {**said, "num_resources": len(said["resources"])}


def answers(site: str, numbers: Iterable[int], edition: int = 0) -> Iterator[bytes]:
    """The packages of these numbers as JSON texts."""
    return (json.dumps(package(number, site, edition), ensure_ascii=False).encode() for number in numbers)


def _identifier(chance: Random) -> str:
    return str(UUID(int=chance.getrandbits(128), version=4))


def _notes(chance: Random, title: str, edition: int) -> str:
    told = chance.sample(SENTENCES, chance.randrange(1, len(SENTENCES)))
    bare = chance.random() < 0.01
    again = f" Bản sửa thứ {edition}." if edition else ""
    return (
        "" if bare else f"{title}. {' '.join(told)}{again}\r\n\r\n- Nguồn: báo cáo định kỳ.\r\n- Liên hệ: xem bên dưới."
    )


def _organisation(number: int) -> Package:
    return {
        "id": _identifier(Random(number)),
        "name": f"don-vi-{number}",
        "title": f"Chi cục, trung tâm số {number}",
        "type": "organization",
        "description": "Đơn vị trực thuộc",
        "image_url": "",
        "created": "2019-05-06T09:12:33.190412",
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
    }


def _tag(word: str, chance: Random) -> Package:
    return {"display_name": word, "id": _identifier(chance), "name": word, "state": "active", "vocabulary_id": None}


def _group(chance: Random) -> Package:
    title = chance.choice(GROUPS)
    return {"display_name": title, "description": "", "id": _identifier(chance), "name": "nhom", "title": title}


def _extras(chance: Random, year: int, place: str) -> list[Package]:
    said: Mapping[str, str] = {
        "frequency": chance.choice(RARELY if chance.random() < 0.04 else FREQUENCIES),
        "issued": chance.choice((f"{year}-02-01", f"01/02/{year}", f"{year}", f"{year}-02-01T07:30:00+07:00")),
        "modified": f"2026-0{chance.randrange(1, 10)}-1{chance.randrange(10)}",
        "access_rights": "công khai",
        "language": "vi",
        "temporal_start": f"{year}-01-01",
        "temporal_end": f"{year}-12-31",
        "reg_columns": "; ".join(chance.sample(COLUMNS, chance.randrange(3, len(COLUMNS)))),
        "spatial_text": place,
        "spatial": json.dumps({"type": "Point", "coordinates": [round(108 + chance.random(), 5), 13.98]}),
        "harvest_source_title": "Cổng cũ",
        "theme": json.dumps(["http://publications.europa.eu/resource/authority/data-theme/ENVI"]),
    }
    kept = sorted(chance.sample(list(said), chance.randrange(6, len(said) + 1)))
    return [{"key": key, "value": said[key]} for key in kept]


def _resource(owner: str, title: str, index: int, year: int, site: str, chance: Random) -> Package:
    form, mime = ("Tệp nén", None) if chance.random() < 0.01 else chance.choice(FORMATS)
    identifier = _identifier(chance)
    return {
        "id": identifier,
        "package_id": owner,
        "name": f"{title} ({form})" if chance.random() < 0.9 else None,
        "description": "Tệp dữ liệu, mã UTF-8, có dòng tiêu đề." if chance.random() < 0.5 else "",
        "format": form,
        "mimetype": mime,
        "mimetype_inner": None,
        "url": f"{site}/dataset/{owner}/resource/{identifier}/download/tep-{index}.{form.lower().strip('.')}",
        "url_type": chance.choice(("upload", None, "")),
        "size": chance.choice((None, chance.randrange(1000, _SMALL))),
        "hash": "",
        "cache_url": None,
        "position": index,
        "created": f"{year}-03-04T10:20:30.405060",
        "last_modified": chance.choice((None, "2026-05-06T07:08:09.101112")),
        "metadata_modified": "2026-05-06T07:08:09.101112",
        "resource_type": None,
        "state": "active",
        "datastore_active": chance.random() < 0.3,
    }
