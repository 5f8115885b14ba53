"""An answer of any JSON API read by its mapping file: records, their fields, their distributions, the next page.

An expression that does not suit a record costs that record the field, with a notice; never the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from harvesters.draft import items_of, text_of
from harvesters.errors import NotReadable
from harvesters.gathering import gathered, no_dataset_here
from harvesters.iris import is_web, node
from harvesters.json_answer import json_answer, nothing_here
from harvesters.json_expressions import Expression, ExpressionFailed
from harvesters.json_fields import DATASET_FIELDS, DATES, DISTRIBUTION_FIELDS
from harvesters.json_mapping import JsonMapping, Part, load_mapping
from harvesters.json_paging import claimed, next_of, skipped_by
from harvesters.moments import since_1970
from harvesters.record_draft import RecordDraft, focus_of
from harvesters.source import Harvested, Notice, Page, Unreadable
from vocab.namespaces import DCAT, DCT

_EPOCHS = {"epoch-seconds": 1, "epoch-milliseconds": 1000}
_EMPTY: tuple[Any, ...] = (None, "", [], {})


@cache
def bundled_mappings() -> Mapping[str, JsonMapping]:
    """The mappings that come with the program, by name."""
    folder = files("harvesters").joinpath("mappings")
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return {
        name.removesuffix(".toml"): load_mapping(folder.joinpath(name).read_bytes(), name.removesuffix(".toml"))
        for name in found
    }


def read_json(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer, by whichever bundled mapping it fits.

    Raises NotReadable when it is no JSON, or fits none.
    """
    answer, notices = json_answer(data, "API")
    for mapping in bundled_mappings().values():
        if mapping.fits and _try(mapping.fits, answer) is True:
            used = Notice(
                "mapping",
                f"Được đọc bằng ánh xạ có sẵn «{mapping.name}» ({mapping.titles['vi']}).",
                f"Read by the bundled mapping “{mapping.name}” ({mapping.titles['en']}).",
            )
            return _page(answer, mapping, url, (*notices, used))
    names = ", ".join(bundled_mappings())
    raise nothing_here(
        answer,
        f"JSON không hợp với ánh xạ có sẵn nào ({names}); nguồn cần một tệp ánh xạ riêng",
        f"The JSON fits none of the bundled mappings ({names}); the source needs a mapping file of its own",
    )


def read_mapped(mapping: JsonMapping, data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one answer by this mapping.

    Raises NotReadable when it is no JSON, or `records` finds no list of objects in it.
    """
    answer, notices = json_answer(data, mapping.titles["vi"])
    return _page(answer, mapping, url, notices)


def records_of(answer: Any, mapping: JsonMapping) -> list[Any]:
    """What the mapping takes for records in a document. Raises NotReadable when it finds none to take."""
    try:
        listed = mapping.records.of(answer)
    except ExpressionFailed as fault:
        raise NotReadable(
            f"Biểu thức records («{mapping.records.text}») không hợp với trả lời: {fault}.",
            f"The expression records (“{mapping.records.text}”) does not suit the answer: {fault}.",
        ) from fault
    if isinstance(listed, dict):
        return [listed]
    if not isinstance(listed, list):
        raise nothing_here(
            answer,
            f"Biểu thức records («{mapping.records.text}») không tìm thấy danh sách nào trong trả lời",
            f"The expression records (“{mapping.records.text}”) finds no list in the answer",
        )
    return listed


def _page(answer: Any, mapping: JsonMapping, url: str, notices: tuple[Notice, ...]) -> Page:
    listed = records_of(answer, mapping)
    came = len(listed)
    return replace(
        gathered(outcomes(listed, mapping, url)),
        next=next_of(mapping.paging, answer, url, came),
        total=claimed(mapping.paging, answer),
        notices=notices,
        came=came,
        skipped=skipped_by(mapping.paging, url, came),
    )


def outcomes(listed: list[Any], mapping: JsonMapping, url: str) -> Iterator[tuple[str, Harvested | Unreadable]]:
    """What becomes of each record, in their order, with its position."""
    for number, item in enumerate(listed, 1):
        position = f"record {number}"
        if not isinstance(item, dict) or not item:
            yield position, no_dataset_here(position)
            continue
        record = seen_by_expressions(item, url)
        identifier = text_of(_try(mapping.identifier, record))
        if not identifier:
            yield position, _nameless(position, mapping)
            continue
        read = _Reading(mapping, record, url).harvested(identifier)
        yield f"{position} ({identifier[:80]})", replace(read, raw=item)


def _nameless(position: str, mapping: JsonMapping) -> Unreadable:
    said = mapping.identifier.text
    return Unreadable(
        position,
        f"Bản ghi không có mã: biểu thức identifier («{said}») không cho giá trị nào.",
        f"The record has no identifier: the expression identifier (“{said}”) gives nothing.",
    )


def seen_by_expressions(item: Mapping[str, Any], url: str) -> dict[str, Any]:
    """A record as expressions see it: with `_source`, which tells where it came from; "" for a file."""
    parts = urlsplit(url) if is_web(url) else None
    told = {"url": url, "site": f"{parts.scheme}://{parts.netloc}"} if parts else {"url": "", "site": ""}
    return {**item, "_source": told}


def _try(expression: Expression | None, value: Any) -> Any:
    try:
        return expression.of(value) if expression else None
    except ExpressionFailed:
        return None


class _Reading:
    """One record being read by its mapping."""

    def __init__(self, mapping: JsonMapping, record: Mapping[str, Any], url: str) -> None:
        self._mapping = mapping
        self._record = record
        self._url = url
        self._failed: dict[str, str] = {}

    def harvested(self, identifier: str) -> Harvested:
        mapping = self._mapping
        iri = node(text_of(_try(mapping.iri, self._record)))
        draft = RecordDraft(iri or focus_of(identifier, self._url))
        draft.text(DCT.identifier, identifier)
        for name, write in DATASET_FIELDS.items():
            value = self._value(name, mapping.fields.get(name), self._record, name)
            if value in _EMPTY:
                value = mapping.constants.get(name)
            if value not in _EMPTY:
                write(draft, value)
        for number, part in enumerate(mapping.distributions, 1):
            self._distributions(draft, part, f"distributions {number}")
        for notice in self._notices():
            draft.notice(notice)
        return draft.harvested(identifier)

    def _distributions(self, draft: RecordDraft, part: Part, where: str) -> None:
        items = items_of(self._raw(part.each, self._record, f"{where}: each")) if part.each else [self._record]
        for item in items[:500]:
            values = {
                name: self._value(name, expression, item, f"{where}: {name}")
                for name, expression in part.fields.items()
            }
            reached = values.get("access_url") or values.get("download_url")
            if reached in _EMPTY and values.get("title") in _EMPTY:
                continue
            node_of_part = draft.part(DCAT.distribution, DCAT.Distribution)
            for name, value in {**values, "access_url": reached}.items():
                if value not in _EMPTY:
                    DISTRIBUTION_FIELDS[name](draft, value, node_of_part)

    def _value(self, name: str, expression: Expression | None, over: Any, where: str) -> Any:
        value = self._raw(expression, over, where)
        if name in DATES:
            value = _dated(value, self._mapping.date_forms)
        codes = self._mapping.codes.get(name)
        return _coded(value, codes) if codes else value

    def _raw(self, expression: Expression | None, over: Any, where: str) -> Any:
        if expression is None:
            return None
        try:
            return expression.of(over)
        except ExpressionFailed as fault:
            self._failed.setdefault(where, str(fault))
            return None

    def _notices(self) -> Iterator[Notice]:
        if self._failed:
            where, fault = next(iter(self._failed.items()))
            more = f" (+{len(self._failed) - 1})" if len(self._failed) > 1 else ""
            yield Notice(
                "mapping-fault",
                f"Biểu thức của «{where}»{more} không hợp với bản ghi này nên trường bị bỏ: {fault}.",
                f"The expression of “{where}”{more} does not suit this record, so the field is left out: {fault}.",
            )


def _coded(value: Any, codes: Mapping[str, str]) -> Any:
    """What is meant by what the source writes; what the list does not know stays as it is."""
    if isinstance(value, list):
        return [_coded(item, codes) for item in value]
    return codes.get(text_of(value).casefold(), value) if text_of(value) else value


def _dated(value: Any, forms: tuple[str, ...]) -> Any:
    """Dates in the mapping's forms as ISO 8601; what fits none stays as it is."""
    if isinstance(value, dict):
        return {key: _dated(item, forms) for key, item in value.items()}
    if isinstance(value, list):
        return [_dated(item, forms) for item in value]
    for form in forms:
        if moment := _moment(value, form):
            return moment
    return value


def _moment(value: Any, form: str) -> str:
    if form in _EPOCHS:
        return since_1970(value, _EPOCHS[form])
    try:
        said = datetime.strptime(text_of(value), form)  # noqa: DTZ007  # a form may say no zone
    except (ValueError, TypeError):
        return ""
    timed = any(sign in form for sign in ("%H", "%I", "%T", "%X", "%c"))
    return said.isoformat() if timed else said.date().isoformat()
