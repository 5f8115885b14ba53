"""CSV on the Web: the metadata of tables, read as datasets with their files and columns.

A group that says of itself what it is (a title, an identifier, a description) is one dataset, and its tables are its
files; else every table is a dataset. The common properties (`dc:title`, `dcat:keyword` ...) are JSON-LD.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.iris import UNKNOWN_BASE, base_of, resolve
from harvesters.jsonld import JsonLdReading, read_jsonld
from harvesters.source import Notice
from harvesters.texts import language_tag
from vocab.namespaces import DCAT, DCT, PREFIXES, REG

CONTEXT = "http://www.w3.org/ns/csvw"
_NAMES = ("title", "identifier", "description", "name", "label")
_PREFIXES = {
    **PREFIXES,
    "dc": PREFIXES["dct"],
    "dcterms": PREFIXES["dct"],
    "dc11": "http://purl.org/dc/elements/1.1/",
    "csvw": f"{CONTEXT}#",
}


def is_csvw(document: Any) -> bool:
    """Whether this JSON names the context of CSV on the Web."""
    context = mapping_of(document).get("@context") if isinstance(document, dict) else None
    first = context[0] if isinstance(context, list) and context else context
    return isinstance(first, str) and first.rstrip("#/") in (CONTEXT, CONTEXT.replace("http:", "https:"))


def read_csvw(document: Mapping[str, Any], url: str) -> JsonLdReading:
    """The datasets of this metadata as statements.

    Raises NotReadable when it names no table.
    """
    told = dict(document)
    context = told.pop("@context")
    settings = mapping_of(context[1:]) if isinstance(context, list) else {}
    base = resolve(base_of(url), text_of(settings.get("@base"))) or base_of(url)
    lang = language_tag(text_of(settings.get("@language"))) or ""
    graph = list(_datasets(told, base, lang))
    if not graph:
        raise NotReadable(
            "Siêu dữ liệu CSVW không nêu bảng nào (url hoặc tables).",
            "The CSVW metadata names no table (url or tables).",
        )
    prefixes: dict[str, Any] = {**_PREFIXES, "@language": lang} if lang else dict(_PREFIXES)
    try:
        return read_jsonld(json.dumps({"@context": prefixes, "@graph": graph}), base)
    except NotReadable as refusal:
        bare = [{key: value for key, value in one.items() if key.startswith("@") or "://" in key} for one in graph]
        reading = read_jsonld(json.dumps({"@context": prefixes, "@graph": bare}), base)
        reading.notices.append(
            Notice(
                "common-properties",
                f"Các thuộc tính chung (như dc:title) sai nên bị bỏ. {refusal.vi}",
                f"The common properties (as dc:title) are faulty and were left out. {refusal.en}",
            )
        )
        return reading


def _datasets(told: Mapping[str, Any], base: str, lang: str) -> Iterator[dict[str, Any]]:
    tables = [table for table in items_of(told.get("tables")) if isinstance(table, dict) and text_of(table.get("url"))]
    if not tables and text_of(told.get("url")):
        tables, told = [dict(told)], {}
    schema = told.get("tableSchema")
    if tables and any(_tail(key) in _NAMES for key in _common(told)):
        columns = [name for table in tables for name in _columns(table, schema, lang)]
        name = text_of(told.get("@id")) or text_of(told.get("id"))
        yield _dataset(_common(told), name, tables, columns, base)
        return
    for table in tables:
        common = {**_common(told), **_common(table)}
        name = text_of(table.get("@id")) or text_of(table.get("url"))
        yield _dataset(common, name, [table], list(_columns(table, schema, lang)), base)


def _dataset(
    common: dict[str, Any], name: str, tables: Sequence[Mapping[str, Any]], columns: list[str], base: str
) -> dict[str, Any]:
    title = [] if any(_tail(key) in ("title", "name") for key in common) else [_stem(name)]
    files = [_file(text_of(table.get("url")), _common(table) if len(tables) > 1 else {}, base) for table in tables]
    listed = [*items_of(common.pop("dcat:distribution", None)), *filter(None, files)]
    made: dict[str, Any] = {**common, "@type": [DCAT.Dataset.value], DCAT.distribution.value: listed}
    address = resolve(base, name) if name and not name.startswith("_:") else None
    made["@id"] = f"{address}#dataset" if address and tables[0].get("url") == name else address or base
    if base == UNKNOWN_BASE and address and address.startswith(UNKNOWN_BASE):
        made[DCT.identifier.value] = name
    if title and title[0]:
        made[DCT.title.value] = title
    if columns:
        made[REG.columns.value] = {"@value": "; ".join(dict.fromkeys(columns))[:8000]}
    return made


def _file(url: str, common: Mapping[str, Any], base: str) -> dict[str, Any] | None:
    """The file of a table; None when it has no address."""
    address = resolve(base, url)
    if not address:
        return None
    link = {"@id": address}
    ending = address.partition("?")[0].lower().rpartition(".")[2]
    mime = "text/tab-separated-values" if ending in ("tsv", "tab") else "text/csv"
    return {
        **common,
        "@type": [DCAT.Distribution.value],
        DCAT.accessURL.value: link,
        DCAT.downloadURL.value: link,
        DCAT.mediaType.value: {"@value": mime},
    }


def _common(told: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of other vocabularies: prefixed names and addresses."""
    return {
        key: value
        for key, value in told.items()
        if ":" in key and not key.startswith("@") and (key.partition(":")[0] in _PREFIXES or "://" in key)
    }


def _columns(table: Mapping[str, Any], schema: Any, lang: str) -> Iterator[str]:
    told = mapping_of(table.get("tableSchema")) or mapping_of(schema)
    for column in items_of(told.get("columns")):
        one = mapping_of(column)
        if one.get("virtual") is not True and (name := _titled(one.get("titles"), lang) or text_of(one.get("name"))):
            yield name


def _titled(value: Any, lang: str) -> str:
    """The first of a column's titles, in the document's tongue where there are several."""
    if isinstance(value, dict):
        value = value.get(lang) or value.get("vi") or next(iter(value.values()), "")
    return next(filter(None, map(text_of, items_of(value))), "")


def _tail(key: str) -> str:
    return key.replace("#", "/").replace(":", "/").rpartition("/")[2]


def _stem(name: str) -> str:
    """A file's name without its folders and ending: what a table without a title is called."""
    return name.partition("?")[0].rstrip("/").rpartition("/")[2].rpartition(".")[0].replace("_", " ") or name
