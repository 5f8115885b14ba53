"""The mapping of a JSON API: a TOML file that says where its records lie and what their fields mean.

    title_vi = "API của Sở Tài nguyên"
    title_en = "API of the Department of Natural Resources"
    fits = "type(items) == 'array'"            # optional: whether a document is of this API
    records = "items"                          # the records, over the document
    identifier = "id"                          # over a record, as all that follows
    iri = "links.self"                         # optional

    [page]
    style = "offset"                           # page | offset | cursor | link
    parameter = "start"
    size = 100
    size_parameter = "limit"
    total = "count"                            # over the document; `next` for the styles cursor and link

    [fields]
    title = "name"
    contact = "{name: contact.name, mail: contact.mail}"

    [[distributions]]
    each = "files"                             # over a record; without it, the record itself
    fields = { title = "label", download_url = "href", format = "type" }

    [constants]                                # said where the fields gave nothing
    language = "vi"

    [codes.frequency]                          # what the source writes = what is meant
    "hằng năm" = "ANNUAL"

    [dates]
    forms = ["%d/%m/%Y", "epoch-seconds"]

    [authentication]                           # how the source's secret is carried; the secret is elsewhere
    style = "header"                           # header | query | bearer | basic
    parameter = "X-Api-Key"                    # of the styles header and query
    credential = "land-api"                    # whose it is in DIR/credentials.toml; without it, the source's slug

Expressions are JMESPath. An expression over a record sees `_source` besides: {"url", "site"}, where it came from.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from harvesters.errors import BadMapping
from harvesters.json_expressions import Expression
from harvesters.json_fields import DATASET_FIELDS, DISTRIBUTION_FIELDS

STYLES = ("page", "offset", "cursor", "link")
CARRIERS = ("header", "query", "bearer", "basic")
_KEYS = frozenset(
    {
        *("title_vi", "title_en", "fits", "records", "identifier", "iri"),
        *("page", "fields", "distributions", "constants", "codes", "dates", "authentication"),
    }
)
_PAGE_KEYS = frozenset({"style", "parameter", "first", "size", "size_parameter", "total", "next"})
_CARRYING_KEYS = frozenset({"style", "parameter", "prefix", "credential"})
MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Paging:
    """How the API's pages are asked for, and how an answer tells that there is another."""

    style: str = ""
    parameter: str = ""
    first: int = 0
    size: int = 0
    size_parameter: str = ""
    total: Expression | None = None
    next: Expression | None = None


@dataclass(frozen=True, slots=True)
class Authentication:
    """How a secret goes along with each request, and under which name it is kept; the secret itself is not here."""

    style: str
    parameter: str = ""
    prefix: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Where distributions lie in a record, and what their fields are."""

    fields: Mapping[str, Expression]
    each: Expression | None = None


@dataclass(frozen=True, slots=True)
class JsonMapping:
    """One mapping file, its expressions compiled."""

    name: str
    titles: Mapping[str, str]
    records: Expression
    identifier: Expression
    fields: Mapping[str, Expression]
    iri: Expression | None = None
    fits: Expression | None = None
    distributions: tuple[Part, ...] = ()
    paging: Paging = field(default_factory=Paging)
    constants: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    date_forms: tuple[str, ...] = ()
    authentication: Authentication | None = None


def load_mapping(data: bytes, name: str) -> JsonMapping:
    """The mapping in these bytes; `name` is what troubles are told under.

    Raises BadMapping for what is not TOML, an unknown or missing key, an unknown field, a faulty expression.
    """
    if len(data) > MAX_BYTES:
        raise BadMapping("tệp quá lớn", "the file is too large", name)
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMapping("không phải TOML đúng", f"not valid TOML: {error}", name) from error
    _only(said, _KEYS, name)
    titles = {lang: str(said.get(f"title_{lang}") or name) for lang in ("vi", "en")}
    return JsonMapping(
        name=name,
        titles=MappingProxyType(titles),
        records=_needed(said, "records", name),
        identifier=_needed(said, "identifier", name),
        fields=_fields(said.get("fields"), DATASET_FIELDS, f"{name}: fields"),
        iri=_expression(said, "iri", name),
        fits=_expression(said, "fits", name),
        distributions=tuple(
            _part(table, f"{name}: distributions {number}")
            for number, table in enumerate(_tables(said.get("distributions"), f"{name}: distributions"), 1)
        ),
        paging=_paging(said.get("page"), f"{name}: page"),
        constants=_constants(said.get("constants"), f"{name}: constants"),
        codes=_codes(said.get("codes"), f"{name}: codes"),
        date_forms=_forms(said.get("dates"), f"{name}: dates"),
        authentication=_authentication(said.get("authentication"), f"{name}: authentication"),
    )


def _part(table: Mapping[str, Any], where: str) -> Part:
    _only(table, frozenset({"each", "fields"}), where)
    return Part(
        _fields(table.get("fields"), DISTRIBUTION_FIELDS, f"{where}: fields"), _expression(table, "each", where)
    )


def _paging(said: Any, where: str) -> Paging:
    if said is None:
        return Paging()
    table = _table(said, where)
    _only(table, _PAGE_KEYS, where)
    style, parameter = table.get("style"), str(table.get("parameter", ""))
    if style not in STYLES:
        raise BadMapping(f"style là một trong: {', '.join(STYLES)}", f"a style is one of: {', '.join(STYLES)}", where)
    if style != "link" and not parameter:
        raise BadMapping("thiếu khoá «parameter»", "the key “parameter” is missing", where)
    following = _expression(table, "next", where)
    if style in ("cursor", "link") and following is None:
        raise BadMapping("thiếu khoá «next»", "the key “next” is missing", where)
    return Paging(
        style=style,
        parameter=parameter,
        first=_count(table, "first", where) if "first" in table else int(style == "page"),
        size=_count(table, "size", where),
        size_parameter=str(table.get("size_parameter", "")),
        total=_expression(table, "total", where),
        next=following,
    )


def _authentication(said: Any, where: str) -> Authentication | None:
    if said is None:
        return None
    table = _table(said, where)
    _only(table, _CARRYING_KEYS, where)
    style = table.get("style")
    if style not in CARRIERS:
        raise BadMapping(
            f"style là một trong: {', '.join(CARRIERS)}", f"a style is one of: {', '.join(CARRIERS)}", where
        )
    told = {key: str(table.get(key, "")) for key in ("parameter", "prefix", "credential")}
    if style == "bearer":
        return Authentication("header", "Authorization", "Bearer ", told["credential"])
    if style != "basic" and not told["parameter"]:
        raise BadMapping("thiếu khoá «parameter»", "the key “parameter” is missing", where)
    return Authentication(style, **told)


def _fields(said: Any, known: Mapping[str, object], where: str) -> Mapping[str, Expression]:
    table = _table(said or {}, where)
    _only(table, frozenset(known), where)
    return MappingProxyType({key: Expression(_text(table, key, where), f"{where}: {key}") for key in table})


def _constants(said: Any, where: str) -> Mapping[str, Any]:
    table = _table(said or {}, where)
    _only(table, frozenset(DATASET_FIELDS), where)
    return MappingProxyType(dict(table))


def _codes(said: Any, where: str) -> Mapping[str, Mapping[str, str]]:
    lists = _table(said or {}, where)
    _only(lists, frozenset({*DATASET_FIELDS, *DISTRIBUTION_FIELDS}), where)
    return MappingProxyType(
        {
            key: MappingProxyType({text.casefold(): str(meant) for text, meant in _table(table, where).items()})
            for key, table in lists.items()
        }
    )


def _forms(said: Any, where: str) -> tuple[str, ...]:
    table = _table(said or {}, where)
    _only(table, frozenset({"forms"}), where)
    forms = table.get("forms", [])
    if not isinstance(forms, list) or not all(isinstance(form, str) and form for form in forms):
        raise BadMapping("forms là danh sách chuỗi", "forms is a list of texts", where)
    return tuple(forms)


def _needed(table: Mapping[str, Any], key: str, where: str) -> Expression:
    return Expression(_text(table, key, where), f"{where}: {key}")


def _expression(table: Mapping[str, Any], key: str, where: str) -> Expression | None:
    return _needed(table, key, where) if key in table else None


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise BadMapping(f"thiếu khoá «{key}», hoặc không phải chuỗi", f"“{key}” is missing, or no text", where)
    return value


def _count(table: Mapping[str, Any], key: str, where: str) -> int:
    value = table.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 100_000:
        raise BadMapping(f"«{key}» là số nguyên, 0 đến 100000", f"“{key}” is a whole number, 0 to 100,000", where)
    return value


def _table(said: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise BadMapping("phải là bảng", "must be a table", where)
    return said


def _tables(said: Any, where: str) -> list[Mapping[str, Any]]:
    listed = said if isinstance(said, list) else [] if said is None else [said]
    return [_table(table, where) for table in listed]


def _only(table: Mapping[str, Any], keys: frozenset[str], where: str) -> None:
    for key in table:
        if key not in keys:
            known = ", ".join(sorted(keys))
            raise BadMapping(f"khoá lạ «{key}»; có: {known}", f"unknown key “{key}”; there are: {known}", where)
