"""What a kind of source is: how a run begins, how an answer is read. The table of them is `harvesters.kinds`."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from harvesters.errors import NotReadable
from harvesters.gathering import bounded
from harvesters.json_mapping import Authentication
from harvesters.source import Page, Source

MAX_OPENED = 64 * 2**20
_GZIP = b"\x1f\x8b"
_AS_GZIP = zlib.MAX_WBITS | 16
_PIECE = 4096
"""Packed bytes given to zlib at once: what stands behind the end of a member is copied, and members may be tiny."""
_ZEROS = re.compile(rb"\0*")


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

        Raises NotReadable as `read` does, for a packed file that is damaged, cut short or too large, and for too many
        records.
        """
        return bounded(self.read(opened(data), media_type, url))


def opened(data: bytes) -> bytes:
    """The bytes out of gzip, in which files are often kept (.json.gz, sitemap.xml.gz), of one member or several; bounded.

    What stands behind the last member and begins no other is passed over, as gzip itself does. Raises NotReadable for what
    is damaged, cut short or too large.
    """
    if not data.startswith(_GZIP):
        return data
    members: list[bytes] = []
    at, room = 0, MAX_OPENED
    while data.startswith(_GZIP, at):
        member, end = _member(data, at, room)
        members.append(member)
        room -= len(member)
        padded = _ZEROS.match(data, end)
        at = padded.end() if padded else end
    return b"".join(members)


def _member(data: bytes, at: int, room: int) -> tuple[bytes, int]:
    """One member of gzip, opened, and where the bytes behind it begin.

    Raises NotReadable when it is damaged, cut short, or longer than `room` bytes once opened.
    """
    unpacking = zlib.decompressobj(_AS_GZIP)
    pieces: list[bytes] = []
    while not unpacking.eof:
        packed = data[at : at + _PIECE]
        if not packed:
            raise NotReadable("Dữ liệu nén gzip bị cắt cụt.", "The gzip data is cut short.")
        try:
            piece = unpacking.decompress(packed, room + 1)
        except zlib.error as error:
            raise NotReadable("Dữ liệu nén gzip bị hỏng.", "The gzip data is damaged.") from error
        room -= len(piece)
        if room < 0:
            raise NotReadable(
                f"Tệp nén gzip mở ra dài hơn {MAX_OPENED // 2**20} MiB.",
                f"The gzip file is longer than {MAX_OPENED // 2**20} MiB once opened.",
            )
        pieces.append(piece)
        at += len(packed) - len(unpacking.unused_data)
    return b"".join(pieces), at
