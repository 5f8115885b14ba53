"""Every .rq file says what it is for, and no query on file, nor in a rule, is quadratic in Oxigraph."""

import pytest

from tests.structure.project import ROOT, package_files
from tests.structure.queries import exists_faults, header_faults, questions

GOOD = """# Purpose: the datasets of one agency.
# Parameters: ?agency (IRI), one agency.
# Columns: ?dataset (IRI), ?title (text).
SELECT ?dataset ?title ?agency WHERE { ?dataset dct:publisher ?agency ; dct:title ?title }
"""


def test_every_named_query_has_its_header() -> None:
    named = [path for path in package_files() if path.suffix == ".rq" and path.parent.name == "queries"]
    faults = [
        f"{path.relative_to(ROOT)}: {fault}" for path in named for fault in header_faults(path.read_text("utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_no_query_or_rule_is_quadratic() -> None:
    faults = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in package_files()
        if path.suffix in (".rq", ".ttl")
        for question in questions(path.name, path.read_text("utf-8"))
        for fault in exists_faults(question)
    ]
    assert not faults, "\n".join(faults)


def test_the_queries_inside_a_rule_are_read() -> None:
    rule = 'ex:r sh:sparql [ sh:select """ASK { FILTER EXISTS { ?a ex:p ?b ; ex:q "x" } }""" ; sh:order 1 ] .'
    assert [fault for question in questions("r.ttl", rule) for fault in exists_faults(question)]


def test_a_header_that_lacks_something_is_found() -> None:
    assert not list(header_faults(GOOD))
    for word in ("Purpose", "Parameters", "Columns"):
        assert list(header_faults(GOOD.replace(f"# {word}:", "#")))


@pytest.mark.parametrize(
    "group",
    [
        "{ ?a ex:p ?b . ?b ex:q ?c }",
        "{ ?a ex:p ?b ; ex:q ?c }",
        "{ ?a ex:p ?b , ?c }",
        "{ GRAPH ?g { ?a ex:p ?b . ?b ex:q 1.5 } }",
        "{ ?a ex:p [ ex:q ?c ] }",
        "{ ?a ex:p ?b FILTER(?b > 1) ?b ex:q ?c }",
        "{ { ?a ex:p ?b } UNION { ?a ex:q ?b } }",
        '{\n  ?a <http://x/#p> "a } b"@vi . # one\n  ?a ex:q ?c\n}',
    ],
)
def test_an_exists_over_two_patterns_is_found(group: str) -> None:
    assert list(exists_faults(f"SELECT ?a WHERE {{ ?a a ex:A FILTER NOT EXISTS {group} ?a ex:r ?d . ?d ex:s ?e }}"))
    assert list(exists_faults(f"ASK {{ ?a a ex:A . FILTER(exists {group}) }}"))


@pytest.mark.parametrize(
    "group",
    [
        "{ ?a ex:p ?b }",
        "{ ?a ex:p/ex:q.r ?b . }",
        "{ GRAPH ?g { ?a (ex:p|ex:q)+ 1.5 } }",
        "{ ?a ex:p ?b FILTER(?b > 1, ?b < 3) }",
        "{ ?a ex:p ?b . FILTER(lang(?b) = 'vi') }",
        "{ ?a <http://x.y/p;q,r> ?b # a . b ; c\n}",
    ],
)
def test_an_exists_over_one_pattern_is_left_alone(group: str) -> None:
    assert not list(exists_faults(f"SELECT ?a WHERE {{ ?a a ex:A ; ex:b ?c . FILTER NOT EXISTS {group} ?a ex:r ?d }}"))
