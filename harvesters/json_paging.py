"""The pages of an API that a mapping file describes: by number, by offset, by a cursor, by a link."""

from typing import Any

from harvesters.draft import text_of
from harvesters.gathering import count_of
from harvesters.iris import is_web, resolve
from harvesters.json_expressions import Expression, ExpressionFailed
from harvesters.json_mapping import Paging
from harvesters.paging import query_number, with_query


def first_of(paging: Paging, url: str) -> str:
    """The address of the first page."""
    more: dict[str, int | str] = {}
    if paging.size and paging.size_parameter:
        more[paging.size_parameter] = query_number(url, paging.size_parameter, paging.size)
    if paging.style in ("page", "offset"):
        more[paging.parameter] = query_number(url, paging.parameter, paging.first)
    return with_query(url, **more) if more else url


def claimed(paging: Paging, answer: Any) -> int | None:
    """What the API claims to hold in all."""
    return count_of(_said(paging.total, answer))


def next_of(paging: Paging, answer: Any, url: str, got: int) -> str | None:
    """The address of the page after this one; None on the last, and for a file."""
    if not is_web(url) or got == 0 or not paging.style:
        return None
    if paging.style in ("cursor", "link"):
        said = text_of(_said(paging.next, answer))
        return _followed(paging, said, url) if said else None
    here = query_number(url, paging.parameter, paging.first)
    size, total = _size(paging, url), claimed(paging, answer)
    behind = skipped_by(paging, url, got)
    more = behind + got < total if total is not None else got >= (size or 1)
    step = 1 if paging.style == "page" else got
    return with_query(url, **{paging.parameter: here + step}) if more else None


def skipped_by(paging: Paging, url: str, got: int) -> int:
    """How many records come before a page of this address that holds `got`; 0 where a cursor or a link leads on."""
    if not is_web(url) or paging.style not in ("page", "offset"):
        return 0
    before = query_number(url, paging.parameter, paging.first) - paging.first
    return max(before * (_size(paging, url) or got) if paging.style == "page" else before, 0)


def _size(paging: Paging, url: str) -> int:
    return query_number(url, paging.size_parameter, paging.size) if paging.size_parameter else paging.size


def _followed(paging: Paging, said: str, url: str) -> str | None:
    return with_query(url, **{paging.parameter: said}) if paging.style == "cursor" else resolve(url, said)


def _said(expression: Expression | None, answer: Any) -> Any:
    try:
        return expression.of(answer) if expression else None
    except ExpressionFailed:
        return None
