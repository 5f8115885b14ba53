"""A mapping file tried on one answer: what each record said, what each expression took of it, what came of it."""

from collections.abc import Mapping
from typing import Any

from harvesters.json_answer import json_answer
from harvesters.json_expressions import ExpressionFailed
from harvesters.json_mapping import JsonMapping, load_mapping
from harvesters.json_paging import claimed, next_of
from harvesters.json_reading import outcomes, records_of, seen_by_expressions
from harvesters.preview import shown
from harvesters.source import Page, Unreadable


def tried(text: str, name: str, data: bytes, url: str) -> dict[str, Any]:
    """{"mapping", "found", "records": [{"position", "input", "taken", "result" or "reason_vi", "reason_en"}], "next",
    "total", "notices"}.

    `taken` is the value of each field's expression, or {"fault"} where it does not suit the record. Raises BadMapping
    for a mapping that is of no use, NotReadable for an answer in which it finds no records.
    """
    mapping = load_mapping(text.encode(), name)
    answer, notices = json_answer(data, mapping.titles["vi"])
    listed = records_of(answer, mapping)
    rows = []
    for item, (position, outcome) in zip(listed, outcomes(listed, mapping, url), strict=True):
        row: dict[str, Any] = {"position": position, "input": item, "taken": _taken(mapping, item, url)}
        if isinstance(outcome, Unreadable):
            row |= {"reason_vi": outcome.reason_vi, "reason_en": outcome.reason_en}
        else:
            row["result"] = shown(Page((outcome,)), "json")["records"][0]
        rows.append(row)
    page = shown(
        Page((), (), next_of(mapping.paging, answer, url, len(listed)), claimed(mapping.paging, answer), notices), ""
    )
    kept = {key: page[key] for key in ("next", "total", "notices")}
    return {"mapping": dict(mapping.titles), "found": len(listed), "records": rows, **kept}


def _taken(mapping: JsonMapping, item: Any, url: str) -> Mapping[str, Any]:
    if not isinstance(item, dict):
        return {}
    record = seen_by_expressions(item, url)
    taken: dict[str, Any] = {}
    for field, expression in {"identifier": mapping.identifier, **mapping.fields}.items():
        try:
            taken[field] = expression.of(record)
        except ExpressionFailed as fault:
            taken[field] = {"fault": str(fault)}
    return taken
