"""What a check found in one document, as a value: the report, what its nodes are called, and what was mended on the way."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from shapes.report import Finding, ShapeReport
from vocab.namespaces import REG

NOT_READABLE = "reading/not-readable"
NOTHING_TO_JUDGE = "checking/nothing-to-judge"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody sent: bytes, what they were called and said to be, by which profile ("" all), for which face."""

    data: bytes
    name: str
    media_type: str
    profile: str
    form: str


@dataclass(frozen=True, slots=True)
class Thing:
    """What a node of the document is: its kind, its title ("" for none), and the thing it is a part of ("" for none)."""

    kind_vi: str
    kind_en: str
    title: str
    of: str

    def name(self, lang: str) -> str:
        """Such as: Bản phân phối “Tệp CSV”."""
        kind = self.kind_en if lang == "en" else self.kind_vi
        kind = kind[:1].upper() + kind[1:]
        return f"{kind} “{self.title}”" if kind and self.title else kind or self.title


NAMELESS = Thing("", "", "", "")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence beside the findings: a repair made while reading; of the asker's shapes, a warning, or who judged."""

    vi: str
    en: str
    of_shapes: bool = False


@dataclass(frozen=True)
class Checked:
    """`name` is the document's; `things` are the nodes that findings are about, by focus; `is_read`: there was RDF in it.

    `required` are the rules whose warnings here would be violations on the form.
    """

    name: str
    report: ShapeReport
    things: Mapping[str, Thing] = field(default_factory=dict)
    told: tuple[Told, ...] = ()
    triples: int = 0
    is_read: bool = True
    required: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there was nothing in it that our rules are about."""
        return any(finding.rule == NOTHING_TO_JUDGE for finding in self.report.findings)

    def requires(self, finding: Finding) -> bool:
        """Whether this finding, a warning here, would stop publication on the form."""
        return finding.severity == "Warning" and finding.rule in self.required

    def thing(self, focus: str) -> Thing:
        return self.things.get(focus, NAMELESS)

    def whole(self, focus: str) -> str:
        """The focus of the thing that this one is a part of, itself when it is a part of none."""
        return self.thing(focus).of or focus

    def groups(self) -> dict[str, tuple[Finding, ...]]:
        """The findings by the whole thing that they are about, worst first."""
        found: dict[str, list[Finding]] = {}
        for finding in self.report.findings:
            found.setdefault(self.whole(finding.focus), []).append(finding)
        return {focus: tuple(findings) for focus, findings in found.items()}

    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity that occurs, and "Violation" always."""
        counts = {"Violation": len(self.report.violations)}
        for finding in self.report.remarks:
            counts[finding.severity] = counts.get(finding.severity, 0) + 1
        return counts

    def as_row(self) -> Row:
        """As a worker's answer: the long list as bytes, which travel without a limit of their own."""
        return {
            "name": self.name,
            "findings": json.dumps(self.report.as_rows(), ensure_ascii=False).encode(),
            "things": {focus: asdict(thing) for focus, thing in self.things.items()},
            "told": [asdict(one) for one in self.told],
            "triples": self.triples,
            "is_read": self.is_read,
            "required": sorted(self.required),
        }

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> "Checked":
        """What `as_row` wrote."""
        return cls(
            row["name"],
            ShapeReport.from_rows(json.loads(row["findings"])),
            {focus: Thing(**thing) for focus, thing in row["things"].items()},
            tuple(_told(row["told"])),
            row["triples"],
            row["is_read"],
            frozenset(row["required"]),
        )


def _told(rows: Iterable[Mapping[str, Any]]) -> Iterable[Told]:
    return (Told(**row) for row in rows)


def unread(vi: str, en: str, position: str, url: str) -> Finding:
    """The finding that a document, or at `position` a part of it, cannot be read."""
    return _of_document(NOT_READABLE, "Violation", url, "readable", position or None, (vi, en), ("", ""))


def nothing_to_judge(url: str) -> Finding:
    """The finding that nothing in the document is what our rules are about: it conforms, and that says nothing."""
    said = (
        "Trong nội dung này không có tập dữ liệu nào (dcat:Dataset), nên chưa có gì để xét.",
        "There is no dataset (dcat:Dataset) in this, so that there is nothing to judge.",
    )
    mend = (
        "Khai mỗi tập dữ liệu là một dcat:Dataset có IRI riêng.",
        "Describe each dataset as a dcat:Dataset with an IRI of its own.",
    )
    return _of_document(NOTHING_TO_JUDGE, "Info", url, "nothingToJudge", None, said, mend)


def _of_document(
    rule: str,
    severity: str,
    url: str,
    component: str,
    value: str | None,
    said: tuple[str, str],
    mend: tuple[str, str],
) -> Finding:
    return Finding(
        rule=rule,
        scope="record",
        severity=severity,
        focus=url,
        path=None,
        component=REG[component].value,
        value=value,
        message_vi=said[0],
        message_en=said[1],
        article="",
        fix_vi=mend[0],
        fix_en=mend[1],
    )
