"""What a server's answer is worth: its status, its length, its compression, and how it failed.

Everything here is about bytes that already came through the door; nothing opens a connection.
"""

import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

MAX_RETRY_AFTER = 3600
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and bytes one fetch may take; the wire cap is before gunzip, the decoded cap after."""

    connect: float = 5.0
    idle: float = 10.0
    total: float = 120.0
    wire_bytes: int = 32 * 2**20
    decoded_bytes: int = 64 * 2**20
    redirects: int = 5


class Stopped(Exception):
    """A fetch ends here; carries the words of the refusal that the door returns."""

    def __init__(self, slug: str, vi: str, en: str, status: int | None = None, retry_after: int | None = None) -> None:
        super().__init__(en)
        self.slug = slug
        self.vi = vi
        self.en = en
        self.status = status
        self.retry_after = retry_after


Read = Callable[[int], bytes]


def decoded(headers: Mapping[str, str], read: Read, limits: Limits, deadline: float) -> Iterator[bytes]:
    """The body in pieces, gunzipped when it is gzip, each cap held; a body cut short is a stop."""
    encoding = headers.get("Content-Encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise Stopped(
            "encoding",
            f"Nguồn nén kiểu «{encoding[:40]}» dù chỉ được xin gzip.",
            f"The source compresses as “{encoding[:40]}” though only gzip was asked for.",
        )
    pieces = _wire(headers, read, limits, deadline)
    if "gzip" in encoding:
        pieces = _gunzipped(pieces)
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limits.decoded_bytes:
            raise _too_large(limits.decoded_bytes, "sau khi giải nén", "once decompressed")
        yield piece


def _wire(headers: Mapping[str, str], read: Read, limits: Limits, deadline: float) -> Iterator[bytes]:
    said = headers.get("Content-Length", "")
    if said.isascii() and said.isdigit() and int(said[:18]) > limits.wire_bytes:
        raise _too_large(limits.wire_bytes, "trên đường truyền", "on the wire")
    total = 0
    while piece := read(_CHUNK):
        total += len(piece)
        if total > limits.wire_bytes:
            raise _too_large(limits.wire_bytes, "trên đường truyền", "on the wire")
        if monotonic() > deadline:
            raise TimeoutError
        yield piece


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Strictly: every member must end, nothing may follow but another member."""
    opener = zlib.decompressobj(wbits=31)
    started = False
    try:
        for piece in pieces:
            waiting = piece
            while waiting:
                started = True
                opened = opener.decompress(waiting, _CHUNK)
                if opened:
                    yield opened
                waiting = opener.unconsumed_tail
                if opener.eof:
                    waiting = opener.unused_data
                    opener = zlib.decompressobj(wbits=31)
                    started = False
    except zlib.error as error:
        raise Stopped("gzip", "Dữ liệu nén gzip bị hỏng.", "The gzip data is damaged.") from error
    if started:
        raise cut_short()


def _too_large(cap: int, where_vi: str, where_en: str) -> Stopped:
    size = f"{cap // 2**20} MiB" if cap >= 2**20 else f"{cap} byte"
    return Stopped(
        "too-large",
        f"Câu trả lời dài hơn {size} {where_vi}.",
        f"The answer is longer than {size} {where_en}.",
    )


def cut_short() -> Stopped:
    return Stopped(
        "cut-short",
        "Câu trả lời bị cắt giữa chừng (ngắn hơn độ dài đã báo hoặc chưa kết thúc).",
        "The answer was cut short (shorter than it said, or without its end).",
    )


def status_stop(status: int, headers: Mapping[str, str]) -> Stopped:
    """The refusal that an HTTP status means."""
    wait = _retry_after(headers.get("Retry-After", ""))
    if status in (429, 503):
        later = f" sau {wait} giây" if wait else " sau"
        return Stopped(
            "busy",
            f"Nguồn đang bận (HTTP {status}); thử lại{later}.",
            f"The source is busy (HTTP {status}); try again {f'in {wait} s' if wait else 'later'}.",
            status,
            wait,
        )
    vi, en = _STATUSES.get(status, ("Nguồn trả lời lỗi", "The source answers an error"))
    return Stopped("status", f"{vi} (HTTP {status}).", f"{en} (HTTP {status}).", status, wait)


_STATUSES = {
    304: ("Nguồn nói «không đổi» dù chưa được hỏi vậy", "The source says “not modified” though it was not asked so"),
    401: ("Nguồn đòi đăng nhập", "The source asks for a login"),
    403: ("Nguồn không cho phép đọc", "The source does not allow reading"),
    404: ("Không có gì ở địa chỉ này", "There is nothing at this address"),
    410: ("Địa chỉ này đã bị gỡ bỏ", "This address has been removed"),
    500: ("Máy chủ của nguồn gặp sự cố", "The source's server has failed"),
}


def _retry_after(text: str) -> int | None:
    """Seconds to wait, from a number or a date, at most an hour."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), MAX_RETRY_AFTER)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0, int((when - datetime.now(UTC)).total_seconds())), MAX_RETRY_AFTER)
