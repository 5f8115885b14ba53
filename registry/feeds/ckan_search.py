"""package_search: CKAN's question to a question of our one search, and the facets of the answer in CKAN's form.

Words mean what they mean on the page of datasets, so both count the same. Whatever cannot be answered truly is refused
with the parameter's name, never passed over in silence.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from registry.feeds.ckan_asked import Asked, flag, number, text, texts
from registry.feeds.ckan_names import FACET_NAMES, facet_of, name_of, title_of
from registry.feeds.ckan_query import Range, Value, condition_of, names_field
from registry.feeds.ckan_refusals import NotUnderstood, Refused, invalid
from registry.search import Wanted
from registry.search_conditions import EVERYTHING, NOTHING, AllOf, Condition, Is, Says, Within
from registry.words import Words
from vocab.identifiers import key_of, record_iri

MOST_ROWS, ROWS = 1000, 10
FACET_LIMIT, MOST_IN_FACET = 50, 100_000
SORTS: Mapping[str, tuple[str, bool]] = {
    "score": ("relevance", False),
    "id": ("record", True),
    "name": ("record", True),
    "title": ("title", True),
    "title_string": ("title", True),
    "metadata_created": ("created", True),
    "metadata_modified": ("changed", False),
    "modified": ("modified", False),
    "extras_modified": ("modified", False),
}
"""Our orders by CKAN's fields, and whether ours rises."""
USUAL_SORT = "score desc, metadata_modified desc"
MOMENTS = {"metadata_created": "created", "metadata_modified": "changed"}
NAMES = frozenset({"id", "name", "uri", "guid"})
ALWAYS: Mapping[str, str] = {
    "type": "dataset",
    "dataset_type": "dataset",
    "entity_type": "package",
    "state": "active",
    "private": "false",
    "capacity": "public",
}
"""What CKAN's clients ask for and all of ours are."""
FIELDS = tuple(sorted({*FACET_NAMES, "owner_org", *MOMENTS, *NAMES, *ALWAYS, "text"}))
_DAY_FORMS = ("%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
_LEAST_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Meanings:
    """What fields mean here. `called` gives the values of a facet of ours by what they are called, in lower case."""

    base: str
    called: Callable[[str], Mapping[str, tuple[str, ...]]]

    def condition(self, field: str, value: Value) -> Condition:
        """What `field:value` means. Raises NotUnderstood."""
        if field in MOMENTS:
            return _moments(MOMENTS[field], value)
        if isinstance(value, Range):
            raise NotUnderstood(
                f"trường {field} không tìm theo khoảng được", f"the field {field} cannot be searched by a range"
            )
        if facet := facet_of(field):
            return Is(facet, self.values(facet, value))
        name = field.removeprefix("extras_")
        if name in NAMES:
            return Is("record", (record_iri(self.base, key_of(value)),))
        if name in ALWAYS:
            return EVERYTHING if value.lower() == ALWAYS[name] else NOTHING
        if name == "text":
            return Says(value)
        known = ", ".join(FIELDS)
        raise NotUnderstood(
            f"không biết trường «{field[:60]}»; các trường tìm được: {known}",
            f"the field «{field[:60]}» is not known; these can be searched: {known}",
        )

    def values(self, facet: str, wanted: str) -> tuple[str, ...]:
        """The values of a facet that are called so; a keyword is as it is written."""
        return (wanted,) if facet == "keyword" else self.called(facet).get(wanted.casefold(), ())

    def is_field(self, name: str) -> bool:
        """Whether something can be asked of a field of that name."""
        return bool(facet_of(name)) or name in {*MOMENTS, *NAMES, *ALWAYS, "text"}


def wanted(asked: Asked, meanings: Meanings) -> Wanted:
    """The search that package_search's parameters ask for. Raises Refused."""
    for name in asked:
        if name.startswith(("ext_", "extras")) and asked[name]:
            raise invalid(name, "Chưa hỗ trợ tham số này", "This parameter is not supported")
    words, conditions = _question(text(asked, "q"), meanings)
    for name in ("fq", "fq_list"):
        conditions += [_condition(name, said, meanings) for said in texts(asked, name)]
    sort, backwards = _sort(text(asked, "sort"), bool(words))
    return Wanted(
        q=words,
        sort=sort,
        backwards=backwards,
        size=number(asked, "rows", ROWS, MOST_ROWS),
        start=number(asked, "start", 0),
        where=conditions[0] if len(conditions) == 1 else AllOf(tuple(conditions)),
        counted=tuple(dict.fromkeys(map(facet_of, facet_fields(asked)))),
        most=MOST_IN_FACET,
    )


def facet_fields(asked: Asked) -> tuple[str, ...]:
    """CKAN's names of the facets to count. Raises Refused."""
    if not flag(asked, "facet", True):
        return ()
    fields = tuple(dict.fromkeys(one for said in texts(asked, "facet.field") for one in said.replace(",", " ").split()))
    for field in fields:
        if not facet_of(field):
            known = ", ".join(FACET_NAMES)
            raise invalid(
                "facet.field",
                f"Không đếm được theo «{field[:60]}»; đếm được theo: {known}",
                f"Cannot count by «{field[:60]}»; what can be counted: {known}",
            )
    return fields


def facets(
    fields: Iterable[str], counts: Mapping[str, tuple[tuple[str, int], ...]], asked: Asked, words: Words
) -> tuple[dict[str, Any], dict[str, Any]]:
    """`facets` and `search_facets` of an answer: the commonest first, as many as `facet.limit` says (-1: all)."""
    limit, least = _limit(asked), number(asked, "facet.mincount", 1)
    plain, told = {}, {}
    for field in fields:
        facet = facet_of(field)
        items: dict[str, dict[str, Any]] = {}
        for value, count in counts.get(facet, ()):
            name = name_of(facet, value, words)
            item = items.setdefault(name, {"name": name, "display_name": title_of(facet, value, words), "count": 0})
            item["count"] += count
        shown = [item for item in items.values() if item["count"] >= least][:limit]
        plain[field] = {item["name"]: item["count"] for item in shown}
        told[field] = {"title": field, "items": shown}
    return plain, told


def sort_said(asked: Asked) -> str:
    """The order in force, as CKAN says it back."""
    return text(asked, "sort") or USUAL_SORT


def _limit(asked: Asked) -> int:
    if str(asked.get("facet.limit")).strip() == "-1":
        return MOST_IN_FACET
    return number(asked, "facet.limit", FACET_LIMIT, MOST_IN_FACET)


def _question(q: str, meanings: Meanings) -> tuple[str, list[Condition]]:
    """The words that are sought, or the condition that a `q` with fields states."""
    if q in ("", "*", "*:*"):
        return "", []
    if not names_field(q, meanings.is_field):
        return q, []
    condition = _condition("q", q, meanings)
    if isinstance(condition, Says):
        return condition.words, []
    return "", [condition]


def _condition(name: str, said: str, meanings: Meanings) -> Condition:
    try:
        return condition_of(said, meanings.condition)
    except NotUnderstood as fault:
        raise _search_fault(name, fault) from fault


def _search_fault(name: str, fault: NotUnderstood) -> Refused:
    return invalid(name, f"Không hiểu điều kiện: {fault.vi}", f"The condition is not understood: {fault.en}")


def _sort(said: str, has_words: bool) -> tuple[str, bool]:
    """Our order and whether it is turned; of several that are asked for the first counts, ties keep the index's."""
    field, _, way = said.partition(",")[0].strip().partition(" ")
    way = way.strip().lower()
    if not said:
        field, way = "score", "desc"
    if field not in SORTS or way not in ("", "asc", "desc") or (field == "score" and way == "asc"):
        known = ", ".join(SORTS)
        raise invalid(
            "sort",
            f"Không sắp xếp được theo «{said[:80]}»; sắp xếp được theo: {known}",
            f"Cannot sort by «{said[:80]}»; what can be sorted by: {known}",
        )
    if field == "score" and not has_words:
        field = "metadata_modified"
    sort, is_rising = SORTS[field]
    return sort, (way != "desc") != is_rising if sort != "relevance" else False


def _moments(field: str, value: Value) -> Condition:
    if isinstance(value, str):
        at = _moment(value)
        return Within(field, at, at)
    low = _moment(value.low) if value.low else None
    high = _moment(value.high) if value.high else None
    try:
        low = low + _LEAST_STEP if low and not value.has_low else low
        return Within(field, low, high - _LEAST_STEP if high and not value.has_high else high)
    except OverflowError:
        return NOTHING  # beyond the last moment there is, or before the first


def _moment(said: str) -> datetime:
    """A moment as CKAN's clients write it: ISO 8601, in UTC, with or without its Z. Raises NotUnderstood."""
    for form in _DAY_FORMS:
        try:
            return datetime.strptime(said.removesuffix("Z").removesuffix("+00:00"), form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise NotUnderstood(
        f"«{said[:40]}» không phải thời điểm như 2026-01-31T00:00:00Z hoặc *",
        f"«{said[:40]}» is no moment such as 2026-01-31T00:00:00Z, nor *",
    )
