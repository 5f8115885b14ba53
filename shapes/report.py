"""What the rules found in a record: an object first; JSON, RDF and form fields on demand."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal, get_args

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse
from pyoxigraph import Literal as RdfLiteral

from shapes.paths import path_of, path_triples
from shapes.rule import HOLDING_SCOPES, RANK
from vocab.namespaces import RDF, REG, SH, XSD

Severity = Literal["Violation", "Warning", "Info"]
FOREIGN = "foreign"
"""The scope of what somebody else's shapes found: they know no scopes, no articles and no mends."""
JSON_KEYS = (
    "rule", "severity", "focus", "path", "component", "value", "message_vi", "message_en", "article",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a rule says of one node.

    `rule` is `profile/slug`; of somebody else's shapes, the shape that spoke. `severity` is one of Severity, or the IRI
    of a severity of theirs. `focus` is an IRI, `_:label`, or in somebody else's data a literal in N-Triples form. `path`
    is the property's IRI, a SPARQL property path in angle-bracket form, or None. `component` is the IRI of the SHACL
    constraint component. `value` is the offending value's text (an IRI, `_:label`, or the literal's lexical form) or
    None; `term` is the same value in N-Triples form, or "". `defaulted`: the value was supplied by the source's declared
    defaults. `takes_down`: a Violation of this rule brings the public version down at once.
    """

    rule: str
    scope: str
    severity: str
    focus: str
    path: str | None
    component: str
    value: str | None
    message_vi: str
    message_en: str
    article: str
    fix_vi: str
    fix_en: str
    label_vi: str = ""
    label_en: str = ""
    term: str = ""
    takes_down: bool = False
    defaulted: bool = False

    @property
    def holds(self) -> bool:
        """Whether this finding keeps the version it is about from being published."""
        return self.severity == "Violation" and self.scope in HOLDING_SCOPES

    @property
    def is_violation(self) -> bool:
        """Neither a warning nor an info; a severity that somebody made up counts in full."""
        return self.severity not in ("Warning", "Info")

    def label(self, lang: str) -> str:
        """What the property is called, "" when it has no name."""
        return self.label_en if lang == "en" else self.label_vi

    def message(self, lang: str) -> str:
        return self.message_en if lang == "en" else self.message_vi

    def fix(self, lang: str) -> str:
        """How to mend it."""
        return self.fix_en if lang == "en" else self.fix_vi


FIELDS = tuple(field.name for field in fields(Finding))
_VALUES = attrgetter(*FIELDS)
_ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class ShapeReport:
    """The findings about one record, worst first."""

    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """No violation; remarks (Warning, Info) do not count, but for somebody else's shapes every result does."""
        return not any(finding.is_violation or finding.scope == FOREIGN for finding in self.findings)

    @cached_property
    def violations(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.is_violation)

    @property
    def remarks(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if not finding.is_violation)

    @property
    def holds(self) -> bool:
        """Whether the version may not be published."""
        return any(finding.holds for finding in self.findings)

    @property
    def takes_down(self) -> bool:
        """Whether the version that is public must come down at once (secrecy, personal or core data)."""
        return any(finding.takes_down for finding in self.violations)

    def by_field(self) -> dict[tuple[str, str], tuple[Finding, ...]]:
        """The findings by (focus, path); those without a path are under (focus, "")."""
        places: dict[tuple[str, str], list[Finding]] = {}
        for finding in self.findings:
            places.setdefault((finding.focus, finding.path or ""), []).append(finding)
        return {place: tuple(found) for place, found in places.items()}

    def by_rule(self) -> dict[str, tuple[Finding, ...]]:
        """The findings by rule, the rule of the worst first."""
        rules: dict[str, list[Finding]] = {}
        for finding in self.findings:
            rules.setdefault(finding.rule, []).append(finding)
        return {rule: tuple(found) for rule, found in rules.items()}

    def as_json(self) -> dict[str, Any]:
        """The form that `registry check --format json` prints (DESIGN section 6)."""
        return {
            "conforms": self.conforms,
            "findings": [{key: getattr(finding, key) for key in JSON_KEYS} for finding in self.findings],
        }

    def as_rows(self) -> list[dict[str, Any]]:
        """Every field of every finding, as plain values: to be kept, or sent between processes."""
        return [dict(zip(FIELDS, _VALUES(finding), strict=True)) for finding in self.findings]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> "ShapeReport":
        """The report that `as_rows` wrote."""
        return cls(tuple(Finding(**row) for row in rows))

    def as_text(self) -> str:
        """The rows as one text: so they are kept, and handed on where nobody looks into them."""
        return _ENCODER.encode(self.as_rows())

    @classmethod
    def from_text(cls, text: str) -> "ShapeReport":
        """The report that `as_text` wrote."""
        return cls.from_rows(json.loads(text))

    def as_graph(self, name: str = "") -> tuple[Triple, ...]:
        """The W3C validation report (SHACL section 3.6), with the rule's slug as `reg:rule`.

        Its nodes are labelled `report`, `result1` and so on after `name`, which tells several reports in one graph apart.
        """
        report = BlankNode(f"{name}report")
        triples = [
            Triple(report, RDF.type, SH.ValidationReport),
            Triple(report, SH.conforms, RdfLiteral(str(not self.findings).lower(), datatype=XSD.boolean)),
        ]
        for number, finding in enumerate(self.findings, 1):
            result = BlankNode(f"{name}result{number}")
            triples += [Triple(report, SH.result, result), *_result(result, finding)]
        return tuple(triples)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Worst first, then by rule, focus, path and value, so that two runs give the same list."""
    return tuple(
        sorted(findings, key=lambda f: (RANK.get(f.severity, 0), f.rule, f.focus, f.path or "", f.component, f.term))
    )


def _result(result: BlankNode, finding: Finding) -> Iterator[Triple]:
    is_ours = finding.severity in RANK
    yield Triple(result, RDF.type, SH.ValidationResult)
    yield Triple(result, SH.focusNode, _node(finding.focus))
    yield Triple(result, SH.resultSeverity, SH[finding.severity] if is_ours else NamedNode(finding.severity))
    yield Triple(result, SH.sourceConstraintComponent, NamedNode(finding.component))
    for message in _messages(finding):
        yield Triple(result, SH.resultMessage, message)
    if finding.scope == FOREIGN:
        yield Triple(result, SH.sourceShape, _node(finding.rule))
    else:
        yield Triple(result, REG.rule, RdfLiteral(finding.rule))
    if finding.path:
        node, triples = path_triples(path_of(finding.path), f"{result.value}path")
        yield Triple(result, SH.resultPath, node)
        yield from triples
    if finding.term:
        yield Triple(result, SH.value, _term(finding.term))


def _messages(finding: Finding) -> tuple[RdfLiteral, ...]:
    """In both languages; a message that somebody wrote in no language, or in one, is said once as it is."""
    if finding.message_vi == finding.message_en:
        return (RdfLiteral(finding.message_vi),)
    return (RdfLiteral(finding.message_vi, language="vi"), RdfLiteral(finding.message_en, language="en"))


def _node(text: str) -> NamedNode | BlankNode | RdfLiteral:
    if text.startswith('"'):
        return _term(text)
    return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text)


def _term(text: str) -> NamedNode | BlankNode | RdfLiteral:
    line = f"<urn:s> <urn:p> {text} ."
    quads = parse(line.encode(), format=RdfFormat.N_TRIPLES, rename_blank_nodes=False)
    value: NamedNode | BlankNode | RdfLiteral | Triple = next(iter(quads)).object
    if isinstance(value, Triple):
        raise ValueError(f"not a value: {text}")
    return value


def severity(name: str) -> Severity:
    """The severity of that name; raises ValueError for another."""
    if name not in get_args(Severity):
        raise ValueError(name)
    return name  # type: ignore[return-value]  # just looked up among its arguments
