"""CKAN's action API, reading: what each action answers. Writing ones are known and refused.

`Ckan.answer(action, parameters)` gives the `result` of CKAN's envelope as JSON, or raises `Refused`. Lists come from the
one search that the pages ask, packages from the ledger.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.catalogue import Catalogue, Gone
from registry.clock import Clock, local_day
from registry.config import Config
from registry.feeds import ckan_lists, ckan_search
from registry.feeds.ckan_asked import Asked, demanded, flag, number, one_of, text, texts
from registry.feeds.ckan_names import by_writing
from registry.feeds.ckan_package import Site, key_in, resource, resource_id, tag
from registry.feeds.ckan_reading import Packages, Run, as_json
from registry.feeds.ckan_refusals import Refused, forbidden, not_found
from registry.feeds.ckan_writing import WRITING
from registry.feeds.plain import Plain, clean, said
from registry.ledger import Ledger
from registry.search import Search, Wanted
from registry.search_conditions import Is
from registry.words import Words
from vocab.identifiers import is_key, key_of, record_iri
from vocab.terms import vocabulary_digest

VERSION = 1
"""Goes up when the same question would be answered otherwise."""
LIKE = "2.11"
"""The version of CKAN whose answers these are shaped after."""
ALL_VALUES = 100_000
LOOKED_THROUGH = 20
"""Datasets in whose identifiers a text is sought that is no key and no IRI."""
SUGGESTED = 10


Counts = Mapping[str, int]
Named = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Parts:
    """What the actions read from."""

    config: Config
    words: Words
    clock: Clock
    ledger: Ledger
    catalogue: Catalogue
    search: Search


class Ckan:
    """The actions over one registry."""

    def __init__(self, parts: Parts, run: Run) -> None:
        self._of = parts
        self._site = Site(parts.config.links, parts.words)
        self._packages = Packages(parts.ledger, parts.config.data, parts.config.base, self._site, run)
        self._counted: tuple[int, Mapping[str, Counts]] = (-1, {})
        self._named: tuple[int, Mapping[str, Named]] = (-1, {})

    @property
    def position(self) -> int:
        """The ledger entry that answers show."""
        return self._of.search.position

    def tag(self, action: str, asked: Asked) -> str:
        """A name for the answer that changes whenever the answer may (an ETag without quotes)."""
        config, head = self._of.config, self._of.ledger.head().seq
        state = (VERSION, head, self.position, vocabulary_digest(), local_day(self._of.clock()).isoformat())
        names = (config.base, config.links, config.site_vi, config.site_en)
        told = json.dumps([action, asked, *state, *names], sort_keys=True, default=str)
        return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]

    def knows(self, action: str) -> bool:
        """Whether there is such an action, be it one that is refused."""
        return action in ACTIONS or action in WRITING

    def answer(self, action: str, asked: Asked) -> bytes:
        """What an action answers, as JSON. Raises Refused, KeyError for an action that is not known, WorkerError."""
        if action in WRITING:
            raise forbidden(
                "chỉ đọc; dữ liệu của danh mục do các cơ quan cập nhật trên bàn làm việc của mình",
                "this API is for reading; agencies keep the catalogue up to date on their desks",
            )
        return as_json(ACTIONS[action](self, asked))

    def ends_walk(self, action: str, asked: Asked) -> bool:
        """Whether who has this answer, and those before it, has every dataset."""
        if action not in _WALKED or any(set(texts(asked, name)) - {"*:*"} for name in ("q", "fq", "fq_list")):
            return False
        name, usual = _WALKED[action]
        size = number(asked, name, usual, ckan_search.MOST_ROWS)
        start = number(asked, "start", number(asked, "offset", (number(asked, "page", 1) - 1) * size))
        return start + size >= self._of.search.listed(Wanted(size=0, counted=())).total

    def package_list(self, asked: Asked) -> list[str]:
        """The names of all datasets, in their order: limit, offset."""
        records = self._of.ledger.public_records()
        start = number(asked, "offset", 0)
        limit = number(asked, "limit", len(records), len(records))
        return [key_of(record) for record in records[start : start + limit]]

    def package_show(self, asked: Asked) -> bytes:
        """One dataset: id is its key, its IRI, or an identifier of its agency."""
        record = self._record(demanded(asked, "id", "name_or_id"))
        return self._packages.listed([record])[1:-1]

    def package_search(self, asked: Asked) -> dict[str, Any]:
        """Datasets found: q, fq, rows, start, sort, facet.field, facet.limit."""
        meanings = ckan_search.Meanings(self._of.config.base, self._called)
        found = self._of.search.listed(ckan_search.wanted(asked, meanings))
        plain, told = ckan_search.facets(ckan_search.facet_fields(asked), found.facets, asked, self._of.words)
        return {
            "count": found.total,
            "sort": ckan_search.sort_said(asked),
            "facets": plain,
            "results": self._packages.listed(found.records),
            "search_facets": told,
        }

    def current_package_list_with_resources(self, asked: Asked) -> bytes:
        """Datasets whole, the last changed first: limit (1000 at most), offset, or page from 1."""
        size = number(asked, "limit", ckan_search.MOST_ROWS, ckan_search.MOST_ROWS)
        page = number(asked, "page", 0)
        start = (page - 1) * size if page else number(asked, "offset", 0)
        found = self._of.search.listed(Wanted(sort="changed", size=size, start=start, counted=()))
        return self._packages.listed(found.records)

    def package_autocomplete(self, asked: Asked) -> list[dict[str, str]]:
        """Datasets whose titles or names hold words: q, limit."""
        words = demanded(asked, "q")
        found = self._of.search.find(Wanted(words, size=number(asked, "limit", SUGGESTED, 100), counted=()))
        titles = [(hit.key, clean(said(hit.titles))) for hit in found.hits]
        match = {"match_field": "title"}
        return [{"name": key, "title": title, **match, "match_displayed": f"{title} ({key})"} for key, title in titles]

    def resource_show(self, asked: Asked) -> dict[str, Any]:
        """One resource, by its id."""
        name = demanded(asked, "id")
        found = self._plain(record_iri(self._of.config.base, key)) if (key := key_in(name)) else None
        for position in range(len(found.files) if found else 0):
            if found and resource_id(found, position) == name:
                return resource(found, position, self._site)
        raise one_of("tài nguyên", "resource", name)

    def organization_list(self, asked: Asked) -> list[Any]:
        """The agencies: all_fields, sort, limit, offset, organizations, include_dataset_count."""
        return ckan_lists.listed(map(self._organisation, self._organisations()), asked)

    def organization_show(self, asked: Asked) -> dict[str, Any]:
        """One agency, by its name, title or IRI: include_datasets."""
        name = demanded(asked, "id")
        iri = ckan_lists.called(self._organisations(), "agency", name, self._of.words)
        if not iri:
            raise one_of("cơ quan", "organization", name)
        return ckan_lists.shown(self._organisation(iri), self._within("agency", iri, asked))

    def group_list(self, asked: Asked) -> list[Any]:
        """The data themes: all_fields, sort, limit, offset, groups."""
        return ckan_lists.listed(map(self._group, ckan_lists.themes(self._of.words)), asked)

    def group_show(self, asked: Asked) -> dict[str, Any]:
        """One data theme, by its code or IRI: include_datasets."""
        iri = self._theme(demanded(asked, "id"))
        return ckan_lists.shown(self._group(iri), self._within("theme", iri, asked))

    def group_package_show(self, asked: Asked) -> bytes:
        """The datasets of a data theme: id, limit."""
        iri = self._theme(demanded(asked, "id"))
        return self._of_facet("theme", iri, number(asked, "limit", ckan_search.MOST_ROWS, ckan_search.MOST_ROWS))

    def tag_list(self, asked: Asked) -> list[Any]:
        """All keywords: query (a part of them), all_fields."""
        if vocabulary := text(asked, "vocabulary_id"):
            raise one_of("bộ từ vựng", "vocabulary", vocabulary)
        part = text(asked, "query").casefold()
        names = sorted({clean(name) for name in self._counts("keyword") if part in name.casefold()})
        return [tag(name) for name in names] if flag(asked, "all_fields") else names

    def tag_show(self, asked: Asked) -> dict[str, Any]:
        """One keyword, by itself: include_datasets."""
        name = demanded(asked, "id")
        known = self._counts("keyword")
        value = name if name in known else next((one for one in known if name in (clean(one), tag(one)["id"])), "")
        if not value:
            raise one_of("từ khóa", "tag", name)
        packages = self._within("keyword", value, asked)
        return {**tag(value), **({} if packages is None else {"packages": packages})}

    def license_list(self, asked: Asked) -> list[Any]:
        """The licences of the code list."""
        return ckan_lists.licences(self._of.words)

    def status_show(self, asked: Asked) -> dict[str, Any]:
        """What this site is."""
        config = self._of.config
        return {
            "ckan_version": LIKE,
            "site_url": config.links,
            "site_title": config.site_vi,
            "site_description": config.site_en,
            "locale_default": "vi",
            "error_emails_to": None,
            "extensions": [],
        }

    def site_read(self, asked: Asked) -> bool:
        """Everybody may read."""
        return True

    def help_show(self, asked: Asked) -> str:
        """What an action does, in a sentence: name."""
        name = demanded(asked, "name")
        if name not in ACTIONS:
            raise one_of("hàm", "action", name)
        return str(ACTIONS[name].__doc__)

    def nothing(self, asked: Asked) -> list[Any]:
        """Nothing of the kind is kept here, or nothing that everybody may see."""
        return []

    def _record(self, name: str) -> str:
        """The IRI of the public record called so. Raises Refused."""
        base = self._of.config.base
        is_ours = name.startswith((f"{base}/id/dataset/", f"{base}/id/record/"))
        key = name if is_key(name) else key_of(name) if is_ours else ""
        if not key:
            return self._identified(name)
        found = self._of.ledger.current(record_iri(base, key))
        if found is None or found.state in ("held", "event", "ministry"):
            raise one_of("tập dữ liệu", "dataset", name)
        if found.state != "public":
            raise self._gone(key)
        return found.record

    def _identified(self, identifier: str) -> str:
        """The record with an identifier of its agency's: among those that are found by it."""
        found = self._of.search.listed(Wanted(identifier, size=LOOKED_THROUGH, counted=()))
        for record in found.records:
            told = self._plain(record)
            if told and identifier in told.identifiers:
                return record
        raise one_of("tập dữ liệu", "dataset", identifier)

    def _gone(self, key: str) -> Refused:
        found = self._of.catalogue.shown(key)
        page = f"{self._of.config.links}/id/dataset/{key}"
        if isinstance(found, Gone) and found.removed_by_law:
            return not_found(
                f"tập dữ liệu {key} đã bị gỡ bỏ theo pháp luật, xem {page}",
                f"the dataset {key} was removed by law, see {page}",
            )
        return not_found(
            f"tập dữ liệu {key} đã thu hồi, lý do ở {page}", f"the dataset {key} was withdrawn, why is told at {page}"
        )

    def _plain(self, record: str) -> Plain | None:
        current = self._of.ledger.current(record)
        return None if current is None or current.state != "public" else self._packages.one(current)

    def _theme(self, name: str) -> str:
        iri = ckan_lists.called(ckan_lists.themes(self._of.words), "theme", name, self._of.words)
        if not iri:
            raise one_of("nhóm", "group", name)
        return iri

    def _organisations(self) -> list[str]:
        return ckan_lists.organisations(self._of.words, self._counts("agency"), local_day(self._of.clock()))

    def _organisation(self, iri: str) -> dict[str, Any]:
        return ckan_lists.organisation(iri, self._of.words, self._counts("agency").get(iri, 0))

    def _group(self, iri: str) -> dict[str, Any]:
        return ckan_lists.group(iri, self._of.words, self._counts("theme").get(iri, 0))

    def _within(self, facet: str, value: str, asked: Asked) -> bytes | None:
        is_wanted = flag(asked, "include_datasets")
        return self._of_facet(facet, value, ckan_search.MOST_ROWS) if is_wanted else None

    def _of_facet(self, facet: str, value: str, most: int) -> bytes:
        wanted = Wanted(where=Is(facet, (value,)), sort="title", size=most, counted=())
        return self._packages.listed(self._of.search.listed(wanted).records)

    def _counts(self, facet: str) -> Counts:
        """The values of a facet that there are, with their datasets; counted once for a position of the index."""
        now = self._of.search.position
        kept = self._counted[1] if self._counted[0] == now else {}
        if facet not in kept:
            found = self._of.search.listed(Wanted(size=0, counted=(facet,), most=ALL_VALUES))
            kept = {**kept, facet: dict(found.facets[facet])}
            self._counted = (now, kept)
        return kept[facet]

    def _called(self, facet: str) -> Named:
        """The same values by what they are called."""
        now = self._of.search.position
        kept = self._named[1] if self._named[0] == now else {}
        if facet not in kept:
            kept = {**kept, facet: by_writing(facet, self._counts(facet), self._of.words)}
            self._named = (now, kept)
        return kept[facet]


_WALKED = {
    "package_search": ("rows", ckan_search.ROWS),
    "current_package_list_with_resources": ("limit", ckan_search.MOST_ROWS),
}
"""The actions by which a catalogue is walked through, by what the size of a page is called and what it is unless said."""
Action = Callable[[Ckan, Asked], Any]
ACTIONS: Mapping[str, Action] = {
    "package_list": Ckan.package_list,
    "package_show": Ckan.package_show,
    "package_search": Ckan.package_search,
    "package_autocomplete": Ckan.package_autocomplete,
    "current_package_list_with_resources": Ckan.current_package_list_with_resources,
    "resource_show": Ckan.resource_show,
    "organization_list": Ckan.organization_list,
    "organization_show": Ckan.organization_show,
    "group_list": Ckan.group_list,
    "group_show": Ckan.group_show,
    "group_package_show": Ckan.group_package_show,
    "tag_list": Ckan.tag_list,
    "tag_show": Ckan.tag_show,
    "license_list": Ckan.license_list,
    "status_show": Ckan.status_show,
    "site_read": Ckan.site_read,
    "help_show": Ckan.help_show,
    "vocabulary_list": Ckan.nothing,
    "organization_list_for_user": Ckan.nothing,
    "group_list_authz": Ckan.nothing,
    "resource_view_list": Ckan.nothing,
}
