"""Organisations, groups, tags and licences as CKAN lists them: our agencies, the data themes, keywords, code list.

Organisations are the province's agencies of today and whoever answers for a public dataset. Groups are the data themes
alone: the regulation's own fields of activity are the extra `reg_field`, for a package's groups are read as themes.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from registry.feeds.ckan_asked import Asked, flag, number, text, texts
from registry.feeds.ckan_names import LICENCE, writings_of
from registry.feeds.ckan_package import group_within, is_open, organisation_within
from registry.feeds.ckan_refusals import invalid
from registry.feeds.values import licence
from registry.words import Words
from vocab.agencies import Agency

Row = dict[str, Any]
Counts = Mapping[str, int]
"""Public datasets by IRI."""
_MINISTRY = "bo"
_SORTS = {"name": False, "title": False, "id": False, "package_count": True, "packages": True}
"""What lists can be sorted by, and whether they fall unless it is said."""


def organisations(words: Words, counts: Counts, today: date) -> list[str]:
    """The IRIs of the agencies that are organisations."""
    ours = [one.iri for one in words.agencies.all if one.kind != _MINISTRY and one.is_active(today)]
    return list(dict.fromkeys([*ours, *sorted(counts)]))


def themes(words: Words) -> list[str]:
    """The IRIs of all groups."""
    return [concept.iri for concept in words.code_lists["data-theme"].concepts]


def organisation(iri: str, words: Words, count: int) -> Row:
    """One organisation as lists show it, with what it is besides in extras."""
    found = _extras(iri, words.agency(iri))
    return _listed_as(organisation_within(iri, words), count, found)


def group(iri: str, words: Words, count: int) -> Row:
    """One group as lists show it: a data theme."""
    spoken = {lang: words.label(iri, lang) for lang in ("vi", "en")}
    more = {"title_translated": spoken, "type": "group", "is_organization": False, "approval_status": "approved"}
    return _listed_as({**group_within(iri, words), **more, "state": "active", "image_url": ""}, count, (("uri", iri),))


def shown(row: Row, packages: bytes | None = None) -> Row:
    """The same as `organization_show` and `group_show` tell it; `packages` is a JSON list."""
    more: Row = {"users": [], "tags": [], "groups": []}
    return {**row, **more, **({} if packages is None else {"packages": packages})}


def listed(rows: Iterable[Row], asked: Asked) -> list[Any]:
    """The rows chosen, sorted and cut as CKAN does; their names alone unless `all_fields`."""
    chosen = {one.casefold() for name in ("organizations", "groups") for one in texts(asked, name)}
    found = [row for row in rows if not chosen or row["name"].casefold() in chosen]
    by, is_falling = _sort(asked)
    found.sort(key=lambda row: (row[by], row["name"]), reverse=is_falling)
    is_whole = flag(asked, "all_fields")
    start = number(asked, "offset", 0)
    limit = number(asked, "limit", len(found), len(found))
    some = found[start : start + limit]
    if not is_whole:
        return [row["name"] for row in some]
    leaving = set() if flag(asked, "include_extras") else {"extras"}
    leaving |= set() if flag(asked, "include_dataset_count", True) else {"package_count"}
    return [{key: value for key, value in row.items() if key not in leaving} for row in some]


def called(iris: Iterable[str], facet: str, name: str, words: Words) -> str:
    """The IRI among these that is called so, "" when none is."""
    said = name.casefold()
    return next((iri for iri in iris if said in writings_of(facet, iri, words)), "")


def licences(words: Words) -> list[Row]:
    """The licences of the code list, in CKAN's form."""
    return [_licence(concept.iri, concept.code, words) for concept in words.code_lists[LICENCE].concepts]


def _licence(iri: str, code: str, words: Words) -> Row:
    is_free = is_open(iri, words)
    return {
        "id": code,
        "title": words.label(iri),
        "title_translated": {lang: words.label(iri, lang) for lang in ("vi", "en")},
        "url": licence(iri, words),
        "status": "active",
        "domain_content": False,
        "domain_data": True,
        "domain_software": False,
        "family": "",
        "is_generic": code.endswith("khong-neu-ten"),
        "is_okd_compliant": is_free,
        "is_osi_compliant": False,
        "maintainer": "",
        "od_conformance": "approved" if is_free else "not reviewed",
        "osd_conformance": "not reviewed",
    }


def _listed_as(within: Row, count: int, extras: Iterable[tuple[str, str]]) -> Row:
    return {
        "created": "",
        **within,
        "display_name": within["title"],
        "image_display_url": "",
        "num_followers": 0,
        "package_count": count,
        "extras": [{"key": key, "value": value, "state": "active"} for key, value in extras if value],
    }


def _extras(iri: str, agency: Agency | None) -> Iterable[tuple[str, str]]:
    yield "uri", iri
    if agency is not None:
        yield "abbreviation", agency.abbr
        yield "kind", agency.kind
        yield "parent", agency.parent or ""
        yield "valid_from", agency.valid_from.isoformat() if agency.valid_from else ""
        yield "valid_to", agency.valid_to.isoformat() if agency.valid_to else ""
        yield "successors", " ".join(agency.successors)


def _sort(asked: Asked) -> tuple[str, bool]:
    said = text(asked, "sort") or text(asked, "order_by") or "name asc"
    by, _, way = said.partition(",")[0].strip().partition(" ")
    way = way.strip().lower()
    if by not in _SORTS or way not in ("", "asc", "desc"):
        known = ", ".join(_SORTS)
        raise invalid(
            "sort",
            f"Không sắp xếp được theo «{said[:80]}»; sắp xếp được theo: {known}",
            f"Cannot sort by «{said[:80]}»; what can be sorted by: {known}",
        )
    return ("package_count" if by == "packages" else by), _SORTS[by] if not way else way == "desc"
