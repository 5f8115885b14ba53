"""What the page of a check shows: the verdict, the findings by the thing they are about, how often each rule spoke."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from registry.checked import Checked
from registry.clock import local_day
from registry.report_forms import shown_value
from registry.web.access import AGENCY
from registry.web.facts import shortened
from registry.web.form_reading import slot
from registry.web.form_view import identifier
from registry.web.form_words import form_of
from registry.web.here import keeper, language
from registry.web.sessions import account
from shapes.fields import Field
from shapes.report import Finding
from vocab.identifiers import key_of

SIGNS = {"Warning": "late", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Line:
    """One finding: its badge, the part and the property it is about, what is said, and where it is mended ("" nowhere)."""

    sign: str
    severity: str
    part: str
    label: str
    message: str
    value: str
    fix: str
    article: str
    rule: str
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The findings about one thing; `focus` is its IRI."""

    name: str
    focus: str
    errors: tuple[Line, ...]
    remarks: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How often a rule spoke, and of what."""

    rule: str
    sign: str
    severity: str
    said: str
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A check as the page shows it. `errors` and `remarks` count all findings, `more` those that are not shown."""

    checked: Checked
    conforms: bool
    errors: int
    remarks: int
    more: int
    groups: tuple[Group, ...]
    tallies: tuple[Tally, ...]


def shown(row: Mapping[str, Any]) -> Shown:
    """The page's values from what a worker said (`registry.jobs.checking.check_upload`)."""
    checked = Checked.from_row(row)
    counts: Mapping[str, int] = row["counts"]
    lang = language()
    return Shown(
        checked,
        row["conforms"],
        counts["Violation"],
        sum(counts.values()) - counts["Violation"],
        row["more"],
        tuple(_group(checked, focus, findings) for focus, findings in checked.groups().items()),
        tuple(
            Tally(one["rule"], _sign(one["severity"]), one["severity"], one[lang], one["count"]) for one in row["rules"]
        ),
    )


def _group(checked: Checked, focus: str, findings: Sequence[Finding]) -> Group:
    lines = [(finding, _line(checked, focus, finding)) for finding in findings]
    errors = tuple(line for finding, line in lines if finding.is_violation)
    remarks = tuple(line for finding, line in lines if not finding.is_violation)
    return Group(checked.thing(focus).name(language()), "" if focus.startswith("_:") else focus, errors, remarks)


def _line(checked: Checked, whole: str, finding: Finding) -> Line:
    lang = language()
    part = "" if finding.focus == whole else checked.thing(finding.focus).name(lang) or finding.focus
    return Line(
        _sign(finding.severity),
        finding.severity,
        part,
        finding.label(lang) or shortened(finding.path or ""),
        finding.message(lang),
        shown_value(finding),
        finding.fix(lang),
        finding.article,
        finding.rule,
        _desk_address(whole, finding),
    )


def _sign(severity: str) -> str:
    return SIGNS.get(severity, "breach")


def _desk_address(whole: str, finding: Finding) -> str:
    """The field of the desk's form where this is mended, for the agency whose dataset it is; "" for anybody else."""
    here, base = account(), keeper().config.base
    if here is None or here.role != AGENCY or not whole.startswith(f"{base}/id/dataset/"):
        return ""
    current = keeper().catalogue.current(key_of(whole))
    if current is None or current.agency != here.agency:
        return ""
    fields = form_of(base, local_day(keeper().clock())).fields if finding.focus == whole else ()
    field = next((field for field in fields if field.path == finding.path), None)
    return url_for("desk.edit", key=key_of(whole)) + (f"#{_control(field)}" if field else "")


def _control(field: Field) -> str:
    """The id of a field's first control, or of its box when it is a nested thing."""
    name = identifier(slot(field))
    if field.kind == "nested":
        return name
    return f"{name}-0" + (f"-{field.languages[0]}" if field.languages else "")
