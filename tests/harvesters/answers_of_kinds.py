"""Reading an answer in tests: a value as JSON, read by a kind, and shown as the preview shows it."""

import json
from typing import Any

from harvesters.kinds import KINDS
from harvesters.preview import preview
from harvesters.source import Page


def read(kind: str, answer: Any, url: str = "") -> Page:
    """The page that a kind reads of a value."""
    return KINDS[kind].read(json.dumps(answer).encode(), "application/json", url)


def records(kind: str, answer: Any, url: str = "") -> list[dict[str, Any]]:
    """The records of a value as the preview shows them; nothing of it is unreadable."""
    found = preview(json.dumps(answer).encode(), "", url, kind)
    assert not found["unreadable"], found["unreadable"]
    listed: list[dict[str, Any]] = found["records"]
    return listed


def said(page: Page, property_name: str, record: int = 0) -> list[str]:
    """The values of a property in a record, whoever is the subject, by the property's last word."""
    triples = page.records[record].triples
    return [t.object.value for t in triples if t.predicate.value.endswith(property_name)]  # type: ignore[union-attr]


def slugs(page: Page) -> set[str]:
    """What a page and its records give notice of."""
    return {one.slug for one in page.notices} | {one.slug for record in page.records for one in record.notices}
