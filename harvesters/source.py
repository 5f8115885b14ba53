"""The values that pass through this package: a source, what it said and when, what was read of it.

A source's file is TOML, one `[[source]]` table each:

    [[source]]
    slug = "so-y-te"
    kind = "ckan"
    url = "https://data.example.vn/"
    agency = "gl-so-yt"
    title_vi = "API dữ liệu của Sở Y tế"
    title_en = "Open data API of the Department of Health"
    allow_private = false
    schedule = "daily 02:30"
    side = "province"
    credential = "so-y-te"
    notify = ["dulieu@example.vn"]

    [source.defaults]
    signed_by = "Nguyễn Văn A"
    signed_on = 2025-09-01
    values = { "http://purl.org/dc/terms/accessRights" = ["PUBLIC"] }
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, NamedNode, Triple

from harvesters.errors import BadSourceFile

Node = NamedNode | BlankNode
_SLUG = re.compile(r"[a-z0-9-]{1,80}")
_MAPPING = re.compile(r"[A-Za-z0-9_-]{1,80}")
PROVINCE, MINISTRY = "province", "ministry"
_KEYS = frozenset(
    {
        *("slug", "kind", "url", "agency", "title_vi", "title_en", "allow_private", "schedule", "side", "mapping"),
        *("credential", "notify", "defaults"),
    }
)
_DEFAULT_KEYS = frozenset({"signed_by", "signed_on", "values"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A repair that was made, or a thing that was not carried over: nothing is changed silently."""

    slug: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an agency declares, once and signed, of all its datasets: property IRI -> IRIs or texts."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    signed_by: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One agency API. `allow_private`: the operator lets it be on a private address or an unusual port.

    `side` is PROVINCE, or MINISTRY for a ministry's own catalogue: its datasets are for comparison, not for publishing.
    `mapping` is the text of the mapping file that a source of the kind json is read by. `credential` names what to show
    at the source's door in DIR/credentials.toml ("" for what stands there under the slug). `notify` are the mailboxes
    and https addresses that are told how each run ended.
    """

    slug: str
    kind: str
    url: str
    agency: str
    titles: Mapping[str, str]
    defaults: Defaults = field(default_factory=Defaults)
    allow_private: bool = False
    schedule: str = ""
    side: str = PROVINCE
    mapping: str = ""
    credential: str = ""
    notify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What an address answered: the decoded bytes lie in `path`; `links` are the Link header's, by relation."""

    url: str
    path: Path
    media_type: str
    sha256: str
    fetched_at: datetime
    status: int
    links: Mapping[str, str]
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Harvested:
    """One dataset as its source says it: the source's identifier, its node, its triples, what was repaired.

    `version` orders what one source says of one dataset at several times: of two in a run, the greater text stays.
    `raw` is what the record was made of, for whoever wants to see it (`harvesters.raw`): a parsed JSON value or an XML
    element, None where the triples themselves are what the source says. Not to be changed.
    """

    identifier: str
    focus: Node
    triples: tuple[Triple, ...]
    notices: tuple[Notice, ...] = ()
    version: str = ""
    raw: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Gone:
    """A dataset that the source says it no longer holds, and since which version."""

    identifier: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One record that could not be read, where it stood, and why; `cause` is a slug where the reason has one."""

    position: str
    reason_vi: str
    reason_en: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One document of a source: its records, what was not read, the next address, the total it claims.

    `more`: further addresses where a document leads to several (a sitemap, a tree); they may lead back to pages that
    were read, and to each other. `gone`: what the source says it no longer holds, whatever other pages of the run tell.
    `came` are the entries of the source's list that stand on the page, whatever became of them, and `skipped` those before
    them by its address, to be compared with the total (None: as many as are told of here). `repeated` records came word for
    word before on the page. `is_end`: the source says in so many words that its list ends here.
    """

    records: tuple[Harvested, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    next: str | None = None
    total: int | None = None
    notices: tuple[Notice, ...] = ()
    more: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    came: int | None = None
    skipped: int = 0
    repeated: int = 0
    is_end: bool = False

    @property
    def entries(self) -> int:
        """How many entries of the source's list stand on the page."""
        told = len(self.records) + len(self.unreadable) + len(self.gone) + self.repeated
        return told if self.came is None else self.came


def load_sources(data: bytes, mappings: Path | None = None) -> tuple[Source, ...]:
    """The sources of a TOML file (see the top of this module); `mappings` is the folder of the operator's mapping files.

    Raises BadSourceFile for what is not TOML, an unknown or missing key, a bad or repeated slug, a mapping that is not
    there.
    """
    sources = tuple(source_of(table, mappings, number) for number, table in enumerate(source_tables(data), 1))
    _refuse_repeats(sources)
    return sources


def source_tables(data: bytes) -> tuple[dict[str, Any], ...]:
    """The `[[source]]` tables of a TOML file, as they stand there. Raises BadSourceFile for what is no such file."""
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSourceFile("không phải TOML đúng", f"not valid TOML: {error}", "sources") from error
    _only(tables, frozenset({"source"}), "sources")
    listed = tables.get("source", [])
    if not isinstance(listed, list) or not all(isinstance(table, dict) for table in listed):
        raise BadSourceFile("cần các bảng [[source]]", "[[source]] tables are expected", "sources")
    return tuple(listed)


_TITLES = (("vi", ("title_vi", "title_en")), ("en", ("title_en", "title_vi")))
"""The keys of a source's title by language: one said in the other language tells more than the source's short name."""


def source_of(table: Mapping[str, Any], mappings: Path | None = None, number: int = 1) -> Source:
    """The source that one table tells of; `number` is its place, for one without a slug. Raises BadSourceFile."""
    where = f"source {table.get('slug') or number}"
    _only(table, _KEYS, where)
    slug = _text(table, "slug", where)
    if not _SLUG.fullmatch(slug):
        raise BadSourceFile("slug chỉ gồm a-z 0-9 -", "a slug holds a-z, 0-9 and - only", where)
    side = str(table.get("side", PROVINCE))
    if side not in (PROVINCE, MINISTRY):
        raise BadSourceFile("side là province hoặc ministry", "a side is province or ministry", where)
    if "mapping" in table and table.get("kind") != "json":
        raise BadSourceFile("chỉ loại json có mapping", "only the kind json has a mapping", where)
    return Source(
        slug=slug,
        kind=_text(table, "kind", where),
        url=_text(table, "url", where),
        agency=_text(table, "agency", where) if side == PROVINCE else str(table.get("agency", "")),
        titles=MappingProxyType(
            {lang: next((str(table[key]) for key in keys if table.get(key)), slug) for lang, keys in _TITLES}
        ),
        defaults=_defaults(table.get("defaults", {}), where),
        allow_private=table.get("allow_private") is True,
        schedule=str(table.get("schedule", "")),
        side=side,
        mapping=mapping_text(str(table["mapping"]), mappings, where) if "mapping" in table else "",
        credential=str(table.get("credential", "")),
        notify=_texts(table.get("notify", []), where),
    )


def mapping_text(name: str, folder: Path | None, where: str) -> str:
    """The mapping file of this name: the operator's in `folder`, else the one that comes with the program.

    Raises BadSourceFile when there is neither, or the name is a path.
    """
    stem = name.removesuffix(".toml")
    if _MAPPING.fullmatch(stem):
        bundled = files("harvesters").joinpath("mappings", f"{stem}.toml")
        for place in ((folder / f"{stem}.toml",) if folder else ()) + (bundled,):
            if place.is_file():
                return place.read_bytes().decode("utf-8", "replace")
    raise BadSourceFile(f"không có tệp ánh xạ «{name}»", f"there is no mapping file “{name}”", where)


def mapping_names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of the mapping files there are: the operator's in `folder`, and those that come with the program."""
    bundled = [Path(item.name) for item in files("harvesters").joinpath("mappings").iterdir()]
    own = list(folder.iterdir()) if folder and folder.is_dir() else []
    return tuple(sorted({path.stem for path in (*own, *bundled) if path.suffix == ".toml"}))


def _defaults(table: Any, where: str) -> Defaults:
    if not isinstance(table, dict):
        raise BadSourceFile("defaults phải là bảng", "defaults must be a table", where)
    _only(table, _DEFAULT_KEYS, where)
    values = table.get("values", {})
    if not isinstance(values, dict):
        raise BadSourceFile("values phải là bảng", "values must be a table", where)
    signed_on = table.get("signed_on")
    return Defaults(
        values=MappingProxyType({iri: _texts(value, where) for iri, value in values.items()}),
        signed_by=str(table.get("signed_by", "")),
        signed_on=_day(signed_on, where) if signed_on else None,
    )


def _day(value: Any, where: str) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as fault:
        raise BadSourceFile(
            "signed_on phải là một ngày, như 2026-10-12", "signed_on is a day, as 2026-10-12", where
        ) from fault


def _texts(value: Any, where: str) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise BadSourceFile("giá trị phải là chuỗi", "a value must be text", where)
    return tuple(texts)


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise BadSourceFile(f"thiếu khoá «{key}»", f"the key “{key}” is missing", where)
    return value


def _only(table: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    for key in table:
        if key not in keys:
            raise BadSourceFile(f"khoá lạ «{key}»", f"unknown key “{key}”", where)


def _refuse_repeats(sources: tuple[Source, ...]) -> None:
    seen: set[str] = set()
    for source in sources:
        if source.slug in seen:
            raise BadSourceFile("slug bị lặp", "the slug is repeated", f"source {source.slug}")
        seen.add(source.slug)
