"""Many records in one run: the same findings as alone, and nobody judged by another's words."""

from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from shapes.catalogue import validate_all
from shapes.context import Context
from shapes.findings import Interpreter
from shapes.library import Profile
from shapes.oracle import run
from shapes.record import validate
from shapes.relevance import relevant_shapes
from shapes.result import Result
from shapes.rule import Rule
from shapes.rulebook import rulebook
from tests.shapes.conftest import BASE, Read

Profiles = tuple[Profile, ...]


def test_together_as_alone(good: str, read: Read, context: Context, profiles: Profiles, dataset: str) -> None:
    records = {
        "good": read(good),
        "no format": read(good.replace("dct:format", "dct:formats").replace(dataset, dataset[:-1] + "a")),
        "annual": read(good.replace("QUARTERLY", "ANNUAL").replace(dataset, dataset[:-1] + "b")),
        "empty": [],
    }
    together = validate_all(records, rulebook(profiles, context))
    assert list(together) == list(records)
    for key, triples in records.items():
        assert together[key] == validate(triples, rulebook(profiles, context)), key
    assert together["good"].findings == together["empty"].findings == ()


def test_equal_blank_labels_stay_apart(read: Read, context: Context, profiles: Profiles) -> None:
    one = read("<d1> a dcat:Dataset ; dcat:distribution _:f . _:f a dcat:Distribution ; dcat:accessURL <f1> .")
    two = read("<d2> a dcat:Dataset ; dcat:distribution _:f . _:f a dcat:Distribution .")
    reports = validate_all({"one": one, "two": two}, rulebook(profiles, context))
    wanting = {
        key: [f for f in r.violations if f.rule == "dcat-ap/distribution-access-url"] for key, r in reports.items()
    }
    assert wanting["one"] == []
    assert [f.focus for f in wanting["two"]] == ["_:f"]


def test_nobody_is_judged_by_what_another_says(read: Read, context: Context, profiles: Profiles) -> None:
    """Both describe one agent; the one that gives it no name is told so though the other gives one."""
    named = read('<d1> a dcat:Dataset . <http://x.example/a> a foaf:Agent ; foaf:name "A" .')
    nameless = read("<d2> a dcat:Dataset . <http://x.example/a> a foaf:Agent .")
    reports = validate_all({"named": named, "nameless": nameless}, rulebook(profiles, context))
    assert not [f for f in reports["named"].violations if f.rule == "dcat-ap/agent-name"]
    assert [f for f in reports["nameless"].violations if f.rule == "dcat-ap/agent-name"]


def test_findings_are_only_about_what_the_record_describes(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    triples = read(good.replace("dct:title", "dct:titles"))
    described = {str(t.subject).strip("<>") for t in triples}
    assert {f.focus for f in validate(triples, rulebook(profiles, context)).findings} <= described


def test_leaving_out_idle_shapes_changes_no_result(context: Context, profiles: Profiles) -> None:
    """Every fail example at once, with all shapes and with those that can speak."""
    data = [*context.axioms]
    for number, file in enumerate(sorted(Path("shapes/rules").glob("*/*.fail.ttl"))):
        quads = parse(path=str(file), format=RdfFormat.TURTLE, base_iri=f"{BASE}/{number}/")
        data += [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    rules = [rule for profile in profiles for rule in profile.rules]
    whole = run(data, [triple for rule in rules for triple in all_of(rule)])
    spared = run(data, relevant_shapes(rules, data))
    assert outline(whole) == outline(spared)
    assert len(whole) > 100
    interpreter = Interpreter(profiles, context)
    assert all(interpreter.finding(result).message_vi for result in spared)


def all_of(rule: Rule) -> list[Triple]:
    return [
        Triple(subject, predicate, term)  # type: ignore[arg-type]
        for subject, said in rule.facts.items()
        for predicate, terms in said.items()
        for term in terms
    ]


def outline(results: list[Result]) -> list[tuple[str, ...]]:
    return sorted((str(r.focus), str(r.path), r.component, str(r.value), r.shape) for r in results)
