"""What is said of a text with a slip in it: the place in the person's own text, and what would mend it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from sparql.refusal import Refusal
from sparql.scanner import Caps, Scan, scan
from sparql.syntax import syntax_refusal
from sparql.text_refusals import place_of
from vocab.namespaces import PREFIXES

BASE = "http://a/sparql"
HERE = "⟦"
"""Marks in a case the place that must be named; it is no part of the text."""


def said(marked: str) -> tuple[Refusal, int, int]:
    """What is said of a marked text, and the place that should be named. The engine must refuse the text."""
    text = marked.replace(HERE, "")
    with pytest.raises(SyntaxError):
        Store().query(text, base_iri=BASE, prefixes=PREFIXES)
    return syntax_refusal(text, BASE), *place_of(marked, marked.index(HERE))


@pytest.mark.parametrize(
    ("marked", "hint"),
    [
        ("SELECT * {\n  ?s ⟦dcta:title ?o }", "did you mean dct: (PREFIX dct: <http://purl.org/dc/terms/>)"),
        ("SELECT * { ?s ⟦dcterms:title ?o }", "add the line PREFIX dcterms: <http://purl.org/dc/terms/>"),
        ("PREFIX aaa: <urn:a#> SELECT * { ?s ⟦aab:x ?o }", "did you mean aaa: (PREFIX aaa: <urn:a#>)"),
        ("SELECT * { ?s ⟦qwxyz:title ?o }", "PREFIX qwxyz: <address>"),
        ("PREFIX dct: ⟦http://purl.org/dc/terms/\nASK {}", "with the colon and the < >"),
        ("PREFIX ⟦dct <http://purl.org/dc/terms/>\nASK {}", "with the colon and the < >"),
        ("SELECT * {\n  ?s dct:title ?t\n  ⟦?s dct:publisher ?p .\n}", "dot"),
        ("SELECT * {\n  ?s dct:title ?t .\n  OPTIONAL { ?s ?p ?o\n}⟦", "opened at line 1, column 10"),
        ("SELECT * {\n  OPTIONAL { ?s ?p ?o\n}\n⟦LIMIT 5", "opened at line 1, column 10"),
        ("SELECT * { ?s ?p ?o FILTER(!bound(?o) ⟦}", ") is missing for the ( opened at line 1, column 27"),
        ("SELECT * { ?s ?p ?o }\n⟦}", "closes nothing"),
        ("SELECT ?s⟦", "WHERE { ... } are missing"),
        ("SELECT ?s⟦  \n\n", "WHERE { ... } are missing"),
        ("SELECT ?s WHERE ⟦?s ?p ?o", "WHERE is followed by a group in { }"),
        ("SELECT * { ?s ?p ?o OPTIONAL ⟦?s ?q ?r }", "OPTIONAL is followed by a group in { }"),
        ("CONSTRUCT ⟦?s ?p ?o WHERE { ?s ?p ?o }", "template in { }"),
        ("SELECT * { ?s ?p ?o FILTER(?o =⟦= 1) }", "one ="),
        ("SELECT * { ?s ?p ?o FILTER(?o ⟦<> 1) }", "unlike is written !="),
        ("SELECT * { ?s ?p ?o FILTER(?o = 1 ⟦and ?s = 2) }", "write &&"),
        ("SELECT * { ?s ?p ?o FILTER(?o ⟦LIKE 'a%') }", "CONTAINS"),
        ("SELECT * { ?s ?p ?o FILTER(?o = 1 && ⟦) }", "&& is followed by a value"),
        ("SELECT * { ?s ?p ?o FILTER ⟦?o > 3 }", "goes in brackets ( )"),
        ("SELECT * { ?s ?p ⟦“chữ” }", "curved quote"),
        ("SELECT * ⟦｛ ?s ?p ?o ｝", "type {"),
        ("SELECT ⟦？s { ?s ?p ?o }", "type ?"),
        ("SELECT *\n{ ?s⟦\u00a0?p ?o }", "U+00A0"),
        ("SELECT * { ?s ⟦\u200b?p ?o }", "U+200B"),
        ("SELECT ?s⟦, ?o { ?s ?p ?o }", "without commas"),
        ("SELECT * { VALUES ?x { 1⟦, 2 } }", "VALUES are parted by spaces"),
        ("SELECT * { ?s ?p ?o } LIMIT 5⟦, 10", "LIMIT 10 OFFSET 5"),
        ("SELECT * { ?s ?p ?o } LIMIT ⟦ten", "whole number"),
        ("SELECT * { ?s ?p ?o } LIMIT 1 ⟦ORDER BY ?s", "the order is"),
        ("SELECT * { ?s ?p ?o } ORDER ⟦?s", "ORDER BY"),
        ("SELECT * { ?s ?p ?o FILTER(⟦contain(?o, 'x')) }", "did you mean CONTAINS?"),
        ("SELECT * { ?s ?p ?o } ORDER BY ⟦DSC(?s)", "did you mean DESC?"),
        ("SELECT * { ?s ?p ?o FILTER(⟦qqq(?o)) }", "no function qqq"),
        ("SELECT * { ?s ?p ?o FILTER(⟦CONCAT (?o) = '') }", "without a space: CONCAT(...)"),
        ("SELECT * ⟦WERE { ?s ?p ?o }", "did you mean WHERE?"),
        ("SELECT ⟦COUNT(?s) { ?s ?p ?o }", "(COUNT(?x) AS ?number)"),
        ("SELECT (COUNT(?s)⟦) { ?s ?p ?o }", "(COUNT(?x) AS ?number)"),
        ("SELECT (1 AS ?x) (COUNT(?s)⟦) { ?s ?p ?o }", "(COUNT(?x) AS ?number)"),
        ("SELECT (COUNT(*) AS ?a ⟦(MAX(?m) AS ?b) { ?n ?p ?m }", "“(” is not understood"),
        ("SELECT * { ?s ?p ?o }\n⟦(ORDER BY ?s", "“(” is not understood"),
        ("SELECT * { ?a ?b ?c FILTER(CONCAT('a', ?o) ⟦?o) }", "“?o” is not understood"),
        ("SELECT (MAX(?s) ⟦?m) { ?s ?p ?o }", "(COUNT(?x) AS ?number)"),
        ("SELECT ?a (COUNT(*) AS ?n) {\n?a ?b ?c }⟦", "GROUP BY"),
        ("SELECT * { { SELECT ?a (COUNT(*) AS ?n) { ?a ?b ?c } ⟦} }", "GROUP BY"),
        ("SELECT * {\n?a ?b ?c } GROUP BY ?a⟦", "name the variables"),
        ("SELECT ?a (1 AS ?a) {}⟦", "twice"),
        ("SELECT * { ?s ?p ?o BIND(1 AS ?s) ⟦}", "?s after AS is taken"),
        ("SELECT * { ?s ?p ⟦}", "a subject, a property and a value"),
        ("SELECT * { ?s a ⟦<http://a/x y> }", "without spaces"),
        ("SELECT * { ?s a ⟦Dataset }", "as dcat:Dataset"),
        ("SELECT * { _:a ?p ?o { ⟦_:a ?p ?o } }", "use a variable"),
        ("⟦@prefix a: <urn:a#> . SELECT * { ?s ?p ?o }", "without the @"),
        ("PREFIX a: <urn:a#> ⟦. SELECT * { ?s ?p ?o }", "the dot behind"),
        ("BASE <urn:a#> ⟦. SELECT * { ?s ?p ?o }", "the dot behind"),
        ("SELECT * { ?s a ⟦http://a/b }", "an address stands in < >"),
        ("SELECT * { ?s ?p ?o } ⟦FILTER(?o = 1)", "FILTER stands within the { } of WHERE"),
        ("SELECT * { ?s ?p ?o } ⟦OPTIONAL { ?s ?q ?r }", "OPTIONAL stands within the { } of WHERE"),
        ("SELECT * { ?s a 1 ⟦UNION ?s a 2 }", "two groups, each in { }"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?o DESC⟦", "DESC(?x)"),
        ("SELECT * { ?s ?p ?o } ORDER BY ?o DESC ⟦LIMIT 5", "DESC(?x)"),
        ("SELECT (GROUP_CONCAT(?o⟦, ',') AS ?all) { ?s ?p ?o }", "SEPARATOR"),
        ("SELECT * { ?s ?p ?o FILTER(?o IN ⟦1, 2) }", "list in brackets"),
        ("SELECT * { ?s ?p ?o FILTER(?o != ⟦NULL) }", "!BOUND(?x)"),
        ("SELECT * { ?s ?p ?o FILTER(⟦LENGTH(?o) > 3) }", "write STRLEN"),
        ("SELECT (COUNT(*) AS ⟦n) { ?s ?p ?o }", "AS is followed by a variable: AS ?n"),
        ("SELECT * { ?s ?p ?o BIND(LCASE(?o)⟦) }", "BIND(... AS ?x)"),
        ("SELECT * { ?s dct:title ⟦. ?s ?p ?o }", "a subject, a property and a value"),
        ("SELECT ⟦TOP 5 ?s { ?s ?p ?o }", "LIMIT 5"),
        ("SELECT DISTINCT ⟦{ ?s ?p ?o }", "expected here: $ ( * ?"),
        ("SELECT * { GRAPH ?g { ?s ?p ?o ⟦WHERE } }", "“WHERE” is not understood"),
    ],
)
def test_each_slip_is_named_at_its_place(marked: str, hint: str) -> None:
    given, line, column = said(marked)
    assert (given.line, given.column) == (line, column)
    assert hint in given.en
    assert f"dòng {line}, cột {column}: " in given.vi and f"line {line}, column {column}: " in given.en


QUERY = (
    "PREFIX e: <urn:>\nSELECT ?s (COUNT(DISTINCT ?o) AS ?n)\nFROM <urn:g>\nWHERE {\n  ?s a e:T ; e:p/e:q* ?o , 'x'@vi .\n"
    "  OPTIONAL { ?s e:r [ e:t 1.5 ] FILTER(BOUND(?o) && CONCAT('a', ?o) != \"b\" || ?o IN (1, 2)) }\n"
    "  { SELECT ?k { VALUES (?k ?l) { (1 UNDEF) } } } UNION { BIND(IF(?a < 5, 1, -2) AS ?z) }\n}\n"
    "GROUP BY ?s HAVING(COUNT(*) > 2)\nORDER BY DESC(?s) LIMIT 5 OFFSET 2\n"
)


def takes(text: str) -> bool:
    try:
        Store().query(text)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("at", range(len(QUERY)))
def test_a_foreign_sign_is_found_wherever_it_stands(at: int) -> None:
    """A sign that no query may hold, put between any two signs of a good one, is at fault itself or parts a word."""
    text = f"{QUERY[:at]}\\{QUERY[at:]}"
    if not isinstance(scan(text, Caps()), Scan) or takes(text):
        return  # the scanner refuses it within a string; in some names, and before some letters, it may stand
    given = syntax_refusal(text, None)
    assert given.line is not None and given.column is not None
    found = sum(len(each) + 1 for each in text.split("\n")[: given.line - 1]) + given.column - 1
    assert at - 25 < found <= at


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s " + "a" * 60_000 + ":x 1 }",
        "ASK { ?s " + "a" * 60_000 + " 1 }",
        "ASK { FILTER(" + "a" * 60_000 + "(1)) }",
        "SELECT * { " + "?s ?p ?o . " * 5_000,
        "SELECT * { ?s ?p 1" + ",1" * 25_000 + " ",
        "SELECT * {" + " ".join(f"BIND(1 AS ?x{at})" for at in range(900)) + " BIND(1 AS ?x0) }",
    ],
)
def test_what_is_said_of_a_long_text_is_short(text: str) -> None:
    given = syntax_refusal(text, BASE)
    assert len(given.vi) + len(given.en) < 600


@given(st.text(alphabet="{}()<>[].;,'\"?$:aA1=!&|^*/+- \nSELECTWHERE\\#@_%", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    given = syntax_refusal(f"SELECT * {{ {text}", BASE)
    assert given.status == 400 and given.line is not None and given.column is not None
