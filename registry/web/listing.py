"""A search as its address says it, and the addresses that lead on from it: without a filter, sorted, the next page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

FACETS = ("field", "theme", "agency", "format", "frequency", "licence", "year")
SORTS = ("relevance", "modified", "title")
LONGEST_QUERY = 200
LAST_PAGE = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """What is searched: `q` the words, `filters` the chosen values of each facet, `page` from 1."""

    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: "MultiDict[str, str]") -> "Listing":
        """The search that these address arguments ask for; what is not known is passed over."""
        filters = tuple((name, value) for name in FACETS for value in arguments.getlist(name) if value)
        sort = arguments.get("sort", "")
        page = arguments.get("page", "1")
        return cls(
            arguments.get("q", "").strip()[:LONGEST_QUERY],
            tuple(dict.fromkeys(filters)),
            sort if sort in SORTS else "",
            min(max(int(page), 1), LAST_PAGE) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    @property
    def order(self) -> str:
        """The sort in force: by relevance when words are searched, else the newest first."""
        return self.sort or ("relevance" if self.q else "modified")

    def chosen(self) -> Mapping[str, tuple[str, ...]]:
        """The chosen values by facet."""
        return {
            name: tuple(v for n, v in self.filters if n == name) for name in dict.fromkeys(n for n, _ in self.filters)
        }

    def address(self) -> str:
        """The query part of this search's address, "?" with nothing after it when all is asked."""
        pairs = [("q", self.q)] if self.q else []
        pairs += self.filters
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return f"?{urlencode(pairs)}"

    def without(self, name: str, value: str) -> "Listing":
        return replace(self, filters=tuple(pair for pair in self.filters if pair != (name, value)), page=1)

    def unfiltered(self) -> "Listing":
        return replace(self, filters=(), page=1)

    def sorted_by(self, sort: str) -> "Listing":
        return replace(self, sort=sort, page=1)

    def at(self, page: int) -> "Listing":
        return replace(self, page=page)
