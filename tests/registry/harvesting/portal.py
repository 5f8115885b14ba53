"""A CKAN portal on loopback whose packages a test can change, remove, double and hide."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from harvesters.source import Source
from tests.loopback import Quiet, answering

Package = dict[str, Any]


def package(number: int, **more: Any) -> Package:
    """A plain package that becomes public; the same number gives the same."""
    said: Package = {
        "id": f"goi-{number:05}",
        "name": f"goi-{number:05}",
        "title": f"Ghế đá công viên, khu số {number}",
        "notes": f"Vị trí ghế đá trong công viên, khu số {number}.",
        "type": "dataset",
        "state": "active",
        "license_title": "Điều khoản khai thác dữ liệu mở của cơ quan nhà nước",
        "maintainer": "Phòng Quản lý",
        "maintainer_email": "dulieu@soyte.gialai.example",
        "metadata_modified": "2026-10-02T08:00:00.000000",
        "tags": [{"name": "công viên"}],
        "groups": [{"name": "do-thi", "title": "Đô thị"}],
        "extras": [
            {"key": "frequency", "value": "hằng quý"},
            {"key": "issued", "value": "2026-01-05"},
            {"key": "access_rights", "value": "công khai"},
            {"key": "language", "value": "vi"},
        ],
        "resources": [
            {"id": f"tep-{number}", "name": "CSV", "url": f"https://data.example/{number}.csv", "format": "CSV"}
        ],
    }
    return {**said, **more}


class Portal:
    """Serves `packages`, `rows` a page. `asked` are the addresses that were asked, `unchanged` those answered 304.

    `raw`, unless empty, is answered in place of them. `on_page` is told of each page before it is answered; `status`
    other than 200 is answered to everything. `counted` is the count that is told, 0 for the true one.
    """

    def __init__(self, packages: list[Package], rows: int = 4) -> None:
        self.packages = packages
        self.rows = rows
        self.status = 200
        self.has_etags = False
        self.media_type = "application/json"
        self.raw = b""
        self.counted = 0
        self.asked: list[str] = []
        self.unchanged: list[str] = []
        self.on_page: Callable[[int], object] = lambda number: None

    def answer(self, path: str, condition: str) -> tuple[int, bytes, str]:
        """The status, the body, the ETag."""
        self.asked.append(path)
        self.on_page(len(self.asked))
        if self.status != 200:
            return self.status, b"", ""
        if self.raw:
            return 200, self.raw, ""
        start = int(parse_qs(urlsplit(path).query).get("start", ["0"])[0])
        shown = self.packages[start : start + self.rows]
        told = {"count": self.counted or len(self.packages), "results": shown}
        body = json.dumps({"success": True, "result": told}).encode()
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if self.has_etags else ""
        if etag and etag == condition:
            self.unchanged.append(path)
            return 304, b"", etag
        return 200, body, etag


@contextmanager
def portal(packages: list[Package], rows: int = 4) -> Iterator[tuple[Portal, str]]:
    """A portal that answers until the block ends, and its address."""
    told = Portal(packages, rows)

    class Handler(Quiet):
        def do_GET(self) -> None:
            status, body, etag = told.answer(self.path, self.headers.get("If-None-Match", ""))
            self.say(body, told.media_type if status == 200 else "", status, **({"ETag": etag} if etag else {}))

    with answering(Handler) as address:
        yield told, f"{address}/"


def source_at(url: str, slug: str, **more: Any) -> Source:
    """The portal as a source of the health department."""
    return Source(slug, "ckan", url, "gl-so-yt", {"vi": "Nguồn mẫu", "en": "Sample"}, allow_private=True, **more)
