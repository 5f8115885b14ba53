"""The next page of a source, and the guard that no run goes round in circles.

Hydra in both vocabularies (`hydra:view`/`hydra:next` and the older `hydra:nextPage`), LDP (`ldp:nextPage`), and the
`Link` header of RFC 8288.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pyoxigraph import Literal, NamedNode

from harvesters.closure import Heap
from harvesters.iris import base_of, is_web, resolve
from vocab.namespaces import HYDRA, LDP, RDF

MAX_PAGES = 1000
MAX_BRANCHES = 5000
"""Pages of one run where documents lead to several others."""
_NEXT = (HYDRA.next, HYDRA.nextPage, LDP.nextPage)
_LINK = re.compile(r'<([^<>]*)>((?:\s*;\s*[\w*]+\s*(?:=\s*(?:"[^"]*"|[^\s;,"]+))?)*)')
_REL = re.compile(r'rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.I)


@dataclass(frozen=True, slots=True)
class PageLoop:
    """The source's pages lead back to one already read, or have no end; the run fails, the mirror stays."""

    url: str
    reason_vi: str
    reason_en: str


def next_page(heap: Heap, url: str) -> str | None:
    """The address of the page after this one, as the document says it; None on the last, which LDP marks by rdf:nil."""
    said = [pair for predicate in _NEXT for pair in heap.objects(predicate)]
    here = base_of(url).partition("#")[0]
    own = [
        target for subject, target in said if isinstance(subject, NamedNode) and subject.value.partition("#")[0] == here
    ]
    for target in own or [target for _, target in said]:
        if isinstance(target, NamedNode | Literal) and target != RDF.nil:
            following = resolve(base_of(url), target.value)
            if following and following != url:
                return following
    return None


def total_items(heap: Heap) -> int | None:
    """What the source claims to hold in all (hydra:totalItems); never trusted, only compared."""
    for _, target in heap.objects(HYDRA.totalItems):
        if isinstance(target, Literal) and target.value.isascii() and target.value.isdigit():
            return int(target.value[:12])
    return None


def links(header: str, url: str) -> dict[str, str]:
    """The targets of a Link header by relation, made absolute; what is no http(s) address is left out."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(header[:8192]):
        relation = _REL.search(parameters)
        address = resolve(url, target) if relation else None
        if relation and address:
            for name in (relation[1] or relation[2] or "").lower().split():
                found.setdefault(name, address)
    return found


def following(said: str | None, links: Mapping[str, str], url: str, seen: frozenset[str]) -> str | PageLoop | None:
    """The next address to fetch: the document's own word, else the Link header's; None at the end.

    A page that was read before, or the thousand-and-first, is a PageLoop.
    """
    target = said or links.get("next")
    if target is None or target == url:
        return None
    if target in seen:
        return PageLoop(
            target,
            f"Các trang của nguồn quay vòng: «{target}» đã được đọc.",
            f"The source's pages go round in a circle: “{target}” was already read.",
        )
    if len(seen) >= MAX_PAGES:
        return PageLoop(
            target,
            f"Nguồn có hơn {MAX_PAGES} trang: có lẽ các trang không bao giờ hết.",
            f"The source has more than {MAX_PAGES} pages: they probably never end.",
        )
    return target


def ahead(
    said: str | None,
    more: Sequence[str],
    links: Mapping[str, str],
    url: str,
    seen: frozenset[str],
    waiting: Sequence[str] = (),
) -> tuple[str, ...] | PageLoop:
    """The addresses still to fetch after this page, the next one first; `waiting` are those that earlier pages left.

    Where a page leads to several, they may lead to each other: what was read is not read again. Where every page leads
    to one, that is a PageLoop, as `following` says.
    """
    if not more and not waiting:
        target = following(said, links, url, seen)
        return target if isinstance(target, PageLoop) else (target,) if target else ()
    first = said or links.get("next")
    targets = (*waiting, *((first,) if first else ()), *more)
    found = tuple(target for target in dict.fromkeys(targets) if target != url and target not in seen)
    if len(found) + len(seen) > MAX_BRANCHES:
        return PageLoop(
            url,
            f"Nguồn dẫn đến hơn {MAX_BRANCHES} trang, nhiều hơn một lần thu thập được đọc.",
            f"The source leads to more than {MAX_BRANCHES} pages, more than one run may read.",
        )
    return found


def with_query(url: str, **values: int | str) -> str:
    """The address with these query parameters set; the others stay."""
    parts = urlsplit(url)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in values]
    added = [(key, str(value)) for key, value in values.items()]
    return urlunsplit(parts._replace(query=urlencode(kept + added), fragment=""))


def query_number(url: str, name: str, otherwise: int) -> int:
    """A whole number among the query parameters of an address."""
    if not is_web(url):
        return otherwise
    text = dict(parse_qsl(urlsplit(url).query)).get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
