"""Each finding at the field of the form that it is about, and no fault said twice.

A finding on a choice or a chain of properties belongs to the first of them that is a field at its node.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from registry.web.form_reading import Problem, Values, slot
from shapes.fields import Field
from shapes.report import Finding
from vocab.namespaces import SH

Place = tuple[str, str]
"""A node as findings call it, and the property of a field: "" when the finding is about the node as a whole."""
_STEP = re.compile(r"<([^<>]+)>")
_ABSENCE = SH.MinCountConstraintComponent.value


def places_of(findings: Iterable[Finding], fields: Sequence[Field], dataset: str) -> list[tuple[Place, Finding]]:
    """The findings with their places on the form of this dataset."""
    top = frozenset(field.path for field in fields)
    inner = frozenset(field.path for outer in fields for field in _within(outer))
    return [((one.focus, _field_of(one, top if one.focus == dataset else inner)), one) for one in findings]


def said_once(
    placed: Iterable[tuple[Place, Finding]],
    problems: Iterable[Problem],
    fields: Sequence[Field],
    values: Values,
    dataset: str,
) -> list[tuple[Place, Finding]]:
    """Without those that miss a value where one was typed that could not be read: that is said there already."""
    unread = {_place_of(problem.name.split("."), fields, values, dataset, "") for problem in problems}
    return [(place, one) for place, one in placed if one.component != _ABSENCE or place not in unread]


def _field_of(finding: Finding, known: AbstractSet[str]) -> str:
    path = finding.path or ""
    return next((step for step in _STEP.findall(path) if step in known), "") if "<" in path else path


def _within(field: Field) -> Iterable[Field]:
    return chain(field.fields, *(_within(inner) for inner in field.fields))


def _place_of(name: Sequence[str], fields: Sequence[Field], values: Values, focus: str, before: str) -> Place:
    field = next(one for one in fields if slot(one) == name[0])
    if field.kind != "nested":
        return focus, field.path
    row = f"{before}{name[0]}.{name[1]}"
    node = values.get(f"{row}.node", "").strip("<>")
    return _place_of(name[2:], field.fields, values, node or row, f"{row}.")
