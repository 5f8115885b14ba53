"""A page of the catalogue feed as a value, before it is written in a syntax; and what is said where there is none."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal as OneOf

from registry.feeds.filters import Filters
from registry.feeds.profiles import Profile
from registry.ledger import Current

TOKENS_LAST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What a page holds, before it is written in a syntax.

    `records` are the public records on it, each as it was at `position`, `gone` those (IRIs) that can only be told of as
    gone; `total` is how many the whole walk has, None when only reading all would tell. `here`, `first`, `previous` and
    `next` are addresses, `others` those of the same page in other profiles. `etag` is the content's digest (without quotes,
    the same for every syntax), `as_of` the time of entry `position`, `last_modified` that of the newest change to what is
    shown, both as the ledger stamps it, "" for none.
    """

    position: int
    total: int | None
    records: tuple[Current, ...]
    gone: tuple[str, ...]
    filters: Filters
    profile: Profile
    collection: str
    here: str
    first: str
    previous: str | None
    next: str | None
    others: tuple[tuple[Profile, str], ...]
    etag: str
    as_of: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class NoSuchPage:
    """A token that leads nowhere: `unknown` (never given out) or `expired`. `restart` is where a new walk begins."""

    kind: OneOf["unknown", "expired"]
    restart: str
    vi: str
    en: str


def unknown(restart: str) -> NoSuchPage:
    return NoSuchPage(
        "unknown",
        restart,
        f"Danh mục không có trang này. Hãy bắt đầu lại từ {restart}.",
        f"The catalogue has no such page. Start again from {restart}.",
    )


def expired(restart: str) -> NoSuchPage:
    return NoSuchPage(
        "expired",
        restart,
        f"Trang này thuộc một trạng thái cũ của danh mục, đã quá {TOKENS_LAST.days} ngày. Hãy bắt đầu lại từ {restart}.",
        f"This page belongs to a state of the catalogue that ended over {TOKENS_LAST.days} days ago. "
        f"Start again from {restart}.",
    )
