"""The report: worst first, kept as rows, read back the same, and said in RDF."""

from dataclasses import replace

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from shapes.paths import path_of, read_path, spelled_path
from shapes.report import FOREIGN, Finding, ShapeReport, sort_findings
from shapes.rule import facts_by_subject
from vocab.namespaces import RDF, SH, XSD

PATH = "http://purl.org/dc/terms/title"
MIN_COUNT = f"{SH.iri}MinCountConstraintComponent"


def finding(severity: str = "Violation", scope: str = "record", **other: str) -> Finding:
    return Finding(
        rule="p/r",
        scope=scope,
        severity=severity,  # type: ignore[arg-type]
        focus=other.get("focus", "http://x.example/d"),
        path=other.get("path", PATH),
        component=MIN_COUNT,
        value=other.get("value"),
        message_vi="Thiếu.",
        message_en="Missing.",
        article="Điều 1",
        fix_vi="Thêm.",
        fix_en="Add.",
        term=other.get("term", ""),
    )


def test_remarks_do_not_spoil_conformance() -> None:
    report = ShapeReport((finding("Warning"), finding("Info")))
    assert report.conforms
    assert len(report.remarks) == 2


def test_only_records_and_pairs_hold_a_publication() -> None:
    held = {scope: ShapeReport((finding(scope=scope),)).holds for scope in ("record", "pair", "duty", "catalogue")}
    assert held == {"record": True, "pair": True, "duty": False, "catalogue": False}
    assert not ShapeReport((finding("Warning"),)).holds


def test_the_worst_comes_first_and_order_is_stable() -> None:
    some = [finding("Info"), finding("Violation", focus="http://x.example/b"), finding("Violation"), finding("Warning")]
    assert sort_findings(some) == sort_findings(reversed(some))
    assert [f.severity for f in sort_findings(some)] == ["Violation", "Violation", "Warning", "Info"]


def test_rows_are_read_back_the_same() -> None:
    report = ShapeReport((finding(), finding("Warning", value="a", term='"a"@vi')))
    assert ShapeReport.from_rows(report.as_rows()) == report


def test_the_graph_says_what_the_report_says() -> None:
    literal = finding(value="5.10", term=f'"5.10"^^<{XSD.iri}decimal>')
    nameless = finding("Warning", focus="_:b1", path="<http://x.example/a>/<http://x.example/b>")
    triples = ShapeReport((literal, nameless)).as_graph()
    results = {t.subject for t in triples if t.predicate == RDF.type and t.object == SH.ValidationResult}
    assert len(results) == 2
    said = {(t.predicate, t.object) for t in triples}
    assert (SH.value, Literal("5.10", datatype=XSD.decimal)) in said
    assert (SH.focusNode, BlankNode("b1")) in said
    assert (SH.resultPath, NamedNode(PATH)) in said
    assert (SH.resultSeverity, SH.Warning) in said
    assert (SH.resultMessage, Literal("Thiếu.", language="vi")) in said


@pytest.mark.parametrize(
    "path",
    [
        "^<http://x.example/a>",
        "(<http://x.example/a>|<http://x.example/b>/<http://x.example/c>)",
        "<http://x.example/a>*/<http://x.example/b>+/(<http://x.example/c>?)?",
        PATH,
    ],
)
def test_a_path_of_several_steps_is_said_in_rdf_and_read_back(path: str) -> None:
    triples = ShapeReport((finding(path=path),)).as_graph()
    facts = facts_by_subject(triples)
    (node,) = [t.object for t in triples if t.predicate == SH.resultPath]
    assert isinstance(node, NamedNode | BlankNode)
    assert spelled_path(read_path(facts, node)) == spelled_path(path_of(path))


def test_several_reports_in_one_graph_share_no_node() -> None:
    one, other = (
        {t.subject for t in ShapeReport((finding(path="^<http://x.example/a>"),)).as_graph(name)} for name in ("a", "b")
    )
    assert one and other and not one & other


def test_what_foreign_shapes_find_spoils_conformance_whatever_its_severity() -> None:
    remark = replace(finding("Warning"), scope=FOREIGN, rule="http://x.example/Shape")
    own = replace(remark, severity="http://x.example/Grave")
    assert not ShapeReport((remark,)).conforms
    assert ShapeReport((own,)).violations and not ShapeReport((remark,)).violations
    said = {(t.predicate, t.object) for t in ShapeReport((own, remark)).as_graph()}
    assert (SH.resultSeverity, NamedNode("http://x.example/Grave")) in said
    assert (SH.sourceShape, NamedNode("http://x.example/Shape")) in said
    assert [one.severity for one in sort_findings((remark, own))] == ["http://x.example/Grave", "Warning"]


def test_a_literal_may_be_what_a_finding_is_about() -> None:
    triples = ShapeReport((finding(focus='"5"^^<http://www.w3.org/2001/XMLSchema#integer>'),)).as_graph()
    assert Literal("5", datatype=XSD.integer) in [t.object for t in triples if t.predicate == SH.focusNode]


def test_findings_are_there_by_rule() -> None:
    report = ShapeReport((finding(), finding("Warning"), replace(finding("Info"), rule="p/other")))
    assert {rule: len(found) for rule, found in report.by_rule().items()} == {"p/r": 2, "p/other": 1}
