"""What a kind of source is: how a run begins, how an answer is read. The table of them is `harvesters.kinds`."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from io import BytesIO

from harvesters.errors import NotReadable
from harvesters.json_mapping import Authentication
from harvesters.source import Page, Source

MAX_OPENED = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: `first_url` says where a run begins, `read` makes a Page of (bytes, media type, address).

    `read` raises NotReadable for an answer that holds nothing of its kind. `is_scattered`: each dataset has a page of its
    own, so one that is not there or not readable costs a run that dataset, not all of them. `posted` is what to send by POST
    where a server refuses to be asked by GET: the address, the body and its media type. `authentication` says how a
    secret is carried, where a mapping does.
    """

    name: str
    first_url: Callable[[Source], str]
    read: Callable[[bytes, str, str], Page]
    label_vi: str
    label_en: str
    is_scattered: Callable[[Source], bool] = lambda source: False
    posted: Callable[[str], tuple[str, bytes, str]] | None = None
    authentication: Authentication | None = None

    def page(self, data: bytes, media_type: str = "", url: str = "") -> Page:
        """What `read` makes of these bytes; a file that was packed with gzip is opened first.

        Raises NotReadable as `read` does, and for a packed file that is damaged, cut short or too large.
        """
        return self.read(_opened(data), media_type, url)


def _opened(data: bytes) -> bytes:
    """The bytes out of gzip, in which files are often kept (.json.gz, sitemap.xml.gz), of one member or several; bounded."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        opened = GzipFile(fileobj=BytesIO(data)).read(MAX_OPENED + 1)
    except EOFError as error:
        raise NotReadable("Dữ liệu nén gzip bị cắt cụt.", "The gzip data is cut short.") from error
    except (BadGzipFile, zlib.error) as error:
        raise NotReadable("Dữ liệu nén gzip bị hỏng.", "The gzip data is damaged.") from error
    if len(opened) > MAX_OPENED:
        raise NotReadable(
            f"Tệp nén gzip mở ra dài hơn {MAX_OPENED // 2**20} MiB.",
            f"The gzip file is longer than {MAX_OPENED // 2**20} MiB once opened.",
        )
    return opened
