"""Turning a source's pages: what a page is that was opened or came, and which address follows it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from harvesters.paging import PageLoop, ahead
from harvesters.source import Snapshot
from registry.harvesting.pages import Row, RunPage
from registry.harvesting.reading import ReadPage
from registry.harvesting.vanishing import Trouble


@dataclass(frozen=True, slots=True)
class Came:
    """A page that came: `read`, or word for word that of the run `before`, so that nothing of it need be read."""

    page: RunPage
    read: ReadPage | None = None
    before: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A page that was fetched, and what it says in the source's own words; `said` is None where it is word for word that
    of the run `before`."""

    page: RunPage
    snapshot: Snapshot
    said: Row | Trouble | None = None
    before: int = 0


def fresh(page: RunPage) -> Row:
    """What a page that is the same as before brings of its own."""
    names = ("url", "final_url", "links", "etag", "last_modified", "fetched_at")
    return {name: getattr(page, name) for name in names}


def noticed(page: RunPage, said: Row | Trouble) -> RunPage:
    """The page with what was left out of it as a whole, or mended in it."""
    return page if isinstance(said, Trouble) else replace(page, notices=tuple(said["notices"]))


def further_after(page: RunPage, seen: set[str], waiting: Sequence[str]) -> tuple[str, ...] | Trouble:
    """The addresses still to fetch after this page."""
    further = ahead(page.next_url or None, page.more, page.links, page.final_url or page.url, frozenset(seen), waiting)
    return Trouble(further.reason_vi, further.reason_en) if isinstance(further, PageLoop) else further


def next_after(opened: Opened | Trouble, seen: set[str], waiting: Sequence[str]) -> str:
    """The address that will be fetched after this page, if all goes well; "" for none."""
    if isinstance(opened, Trouble) or isinstance(opened.said, Trouble):
        return ""
    page = opened.page
    if opened.said is not None:
        page = replace(page, next_url=opened.said["next"] or "", more=tuple(opened.said["more"]))
    further = further_after(page, seen, waiting)
    return "" if isinstance(further, Trouble) else next(iter(further), "")
