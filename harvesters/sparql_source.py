"""The kind sparql: an endpoint asked by CONSTRUCT for its datasets with their parts, fifty at a time.

An address with a query of its own is taken as it is; where that names LIMIT and OFFSET, pages are followed by them. A
page is the last when it holds no dataset: endpoints cut long answers short without a word, so a page with fewer than
were asked for is no end.
"""

import re
from functools import cache
from importlib.resources import files
from urllib.parse import parse_qsl, urlsplit

from harvesters.dcat import page_of_reading
from harvesters.errors import NotReadable
from harvesters.iris import is_web
from harvesters.json_answer import json_answer
from harvesters.paging import with_query
from harvesters.reading import read_rdf
from harvesters.source import Page, Source, Unreadable
from harvesters.sparql_results import Table, table_of_json, table_of_xml
from harvesters.xmltree import local, read_xml

_LIMIT = re.compile(r"\bLIMIT\s+(\d{1,9})\b", re.I)
_OFFSET = re.compile(r"\bOFFSET\s+(\d{1,12})\b", re.I)
_HEADINGS = re.compile(rb"\?\w{1,60}(?:\t\?\w{1,60}){1,9}\r?\n|\w{1,60}(?:,\w{1,60}){1,9}\r?\n")
"""How results of SELECT begin as TSV and as CSV."""
_FAULT = re.compile(rb"Virtuoso \w{1,20} Error[^\r\n]{0,200}")
_STRINGS = re.compile(r'"[^"\n]*"|<[^<>\s]*>')


def sparql_url(source: Source) -> str:
    """The first page: the address as it is when it holds a query, else with ours."""
    address = source.url.partition("#")[0]
    if _query_of(address):
        return address
    return with_query(address, query=_ours())


@cache
def _ours() -> str:
    """Our query, without what it says to its reader."""
    text = files("harvesters").joinpath("queries", "datasets.rq").read_text("utf-8")
    return " ".join(line.strip() for line in text.splitlines() if not line.startswith("#"))


def read_sparql(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer of an endpoint.

    Raises NotReadable when it is neither RDF nor rows of subject, predicate and object, or the first page is empty.
    """
    limit, offset = _window(url)
    if offset and not data.strip():
        return Page()
    if table := _table(data, media_type):
        page = page_of_reading(table.reading(), url)
        cut = (_cut(limit),) if limit and len(table.rows) >= limit else ()
        return Page(page.records, (*page.unreadable, *cut), None, page.total, page.notices)
    reading = read_rdf(data, media_type, url)
    if offset and not reading.triples:
        return Page()
    page = page_of_reading(reading, url)
    following = _following(url, limit, offset) if page.records or page.unreadable else page.next
    return Page(page.records, page.unreadable, following, page.total, page.notices)


def _table(data: bytes, media_type: str) -> Table | None:
    """The rows of a result of SELECT; None when the answer is something else."""
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{") and b'"head"' in data[:20_000]:
        return table_of_json(*json_answer(data, "SPARQL"))
    if start.startswith(b"<") and b"sparql-results" in start:
        root, _ = read_xml(data)
        return table_of_xml(root) if local(root.tag) == "sparql" else None
    if said := _FAULT.match(start):
        words = said[0].decode("utf-8", "replace")
        raise NotReadable(f"Điểm truy vấn báo lỗi: {words}", f"The endpoint answers an error: {words}")
    bare = media_type.partition(";")[0].strip().lower()
    if bare in ("text/csv", "text/tab-separated-values") or _HEADINGS.match(start):
        raise NotReadable(
            "Đây là kết quả SELECT dạng CSV hoặc TSV, không phải RDF: hãy dùng câu hỏi CONSTRUCT.",
            "These are results of SELECT as CSV or TSV, not RDF: ask with CONSTRUCT.",
        )
    return None


def _following(url: str, limit: int, offset: int | None) -> str | None:
    """The address of the next page; None where the query has no LIMIT and OFFSET."""
    query = _query_of(url)
    if not limit or offset is None or not is_web(url):
        return None
    found = _last(_OFFSET, query)
    if found is None:
        return None
    start, end = found.span(1)
    return with_query(url, query=f"{query[:start]}{offset + limit}{query[end:]}")


def _window(url: str) -> tuple[int, int | None]:
    """LIMIT and OFFSET of the query in an address, 0 and None where it names none."""
    query = _query_of(url)
    limit, offset = _last(_LIMIT, query), _last(_OFFSET, query)
    return int(limit[1]) if limit else 0, int(offset[1]) if offset else None


def _last(pattern: re.Pattern[str], query: str) -> re.Match[str] | None:
    """The last match outside of texts and addresses, whose letters are counted all the same."""
    bare = _STRINGS.sub(lambda found: " " * len(found[0]), query)
    found = None
    for match in pattern.finditer(bare):
        found = match
    return found


def _query_of(url: str) -> str:
    return dict(parse_qsl(urlsplit(url).query)).get("query", "") if is_web(url) else ""


def _cut(limit: int) -> Unreadable:
    return Unreadable(
        f"LIMIT {limit}",
        "Kết quả SELECT chạm giới hạn LIMIT: có thể còn câu chưa được trả về. Hãy dùng câu hỏi CONSTRUCT có chia trang.",
        "The result of SELECT reaches its LIMIT: statements may be missing. Ask with CONSTRUCT in pages.",
    )
