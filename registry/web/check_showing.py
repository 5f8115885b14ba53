"""What the page of a check shows: the verdict, the findings by the thing they are about, how often each rule spoke."""

from collections.abc import Iterable, Mapping, Sequence
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
from registry.web.here import keeper, language, words
from registry.web.sessions import account
from shapes.fields import Field
from shapes.report import Finding
from vocab.identifiers import key_of

SIGNS = {"Warning": "late", "Info": "info"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is said: of which property, the sentence, the value it is about, where it is mended ("" nowhere)."""

    label: str
    message: str
    value: str
    href: str


@dataclass(frozen=True, slots=True)
class Item:
    """What one rule says of one part: its points, and once for all of them how to mend them and by which article.

    `is_required`: on the form it would stop publication.
    """

    sign: str
    severity: str
    part: str
    rule: str
    fix: str
    article: str
    points: tuple[Point, ...]
    is_required: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The findings about one thing; `focus` is its IRI, "" when it has none. `remarked` counts the remarks."""

    name: str
    focus: str
    errors: tuple[Item, ...]
    remarks: tuple[Item, ...]
    remarked: int


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
    desk = _desk(focus)
    errors = [finding for finding in findings if finding.is_violation]
    remarks = [finding for finding in findings if not finding.is_violation]
    return Group(
        checked.thing(focus).name(language()),
        "" if focus.startswith("_:") else focus,
        _items(checked, focus, errors, desk),
        _items(checked, focus, remarks, desk),
        len(remarks),
    )


def _items(checked: Checked, whole: str, findings: Iterable[Finding], desk: Mapping[str, str]) -> tuple[Item, ...]:
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.focus, finding.rule, finding.severity, finding.fix_vi), []).append(finding)
    return tuple(_item(checked, whole, found, desk) for found in alike.values())


def _item(checked: Checked, whole: str, findings: Sequence[Finding], desk: Mapping[str, str]) -> Item:
    one, lang = findings[0], language()
    is_part = one.focus != whole
    part = checked.thing(one.focus).name(lang) or one.focus if is_part else ""
    points = tuple(dict.fromkeys(_point(finding, is_part, desk) for finding in findings))
    return Item(
        _sign(one.severity), one.severity, part, one.rule, one.fix(lang), one.article, points, checked.requires(one)
    )


def _point(finding: Finding, is_part: bool, desk: Mapping[str, str]) -> Point:
    path = finding.path or ""
    label = finding.label(language()) or _property(path)
    href = desk.get("" if is_part else path, desk.get("", ""))
    return Point(label, finding.message(language()), shown_value(finding), href)


def _property(path: str) -> str:
    """What a property without a name in the rules is called on the dataset's page; "" for none, and for a longer path."""
    slug = shortened(path).replace(":", "_")
    if words().has(f"fact.{slug}"):
        return words().plain(f"fact.{slug}")
    return keeper().words.label(path, language()) if path and "<" not in path else ""


def _sign(severity: str) -> str:
    return SIGNS.get(severity, "breach")


def _desk(whole: str) -> Mapping[str, str]:
    """Where the agency whose dataset this is mends it: by property its field on the desk's form, under "" the form itself.

    Nothing for anybody else.
    """
    here, base = account(), keeper().config.base
    if here is None or here.role != AGENCY or not whole.startswith(f"{base}/id/dataset/"):
        return {}
    current = keeper().catalogue.current(key_of(whole))
    if current is None or current.agency != here.agency:
        return {}
    form = url_for("desk.edit", key=key_of(whole))
    fields = form_of(base, local_day(keeper().clock())).fields
    return {"": form, **{field.path: f"{form}#{_control(field)}" for field in fields}}


def _control(field: Field) -> str:
    """The id of a field's first control, or of its box when it is a nested thing."""
    name = identifier(slot(field))
    if field.kind == "nested":
        return name
    return f"{name}-0" + (f"-{field.languages[0]}" if field.languages else "")
