"""Many records in one run: the same findings as alone, and nobody judged by another's words."""

from pathlib import Path

from pyoxigraph import RdfFormat, Triple, parse

from shapes.catalogue import validate_all
from shapes.context import Context
from shapes.graph import Graph
from shapes.library import Profile
from shapes.oracle import run
from shapes.record import validate as validate_one
from shapes.result import Result
from shapes.rulebook import rulebook
from shapes.validator import validate, validate_record
from sparql.questions import over
from tests.shapes.conftest import BASE, Read
from vocab.namespaces import EU

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
        assert together[key] == validate_one(triples, rulebook(profiles, context)), key
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


def test_nobody_is_judged_by_the_kind_another_gives_to_what_it_names(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    """Alone, the series is a bare address; beside a record that calls it a dataset it must not become a wrong one."""
    book = rulebook(profiles, context)
    member = read("<d1> a dcat:Dataset ; dcat:inSeries <d2> .")
    records = {
        "member": member,
        "series": read("<d2> a dcat:Dataset ."),
        "order": read(
            "<d3> a <Mine> . <Mine> rdfs:subClassOf dcat:Dataset . dcat:Distribution rdfs:subClassOf <Mine> ."
        ),
        "mine": read("<d4> a <Mine> ; dcat:distribution <d4f> . <d4f> a dcat:Distribution ."),
    }
    together = validate_all(records, book)
    for key, triples in records.items():
        assert together[key] == validate_one(triples, book), key


def test_new_names_of_blank_nodes_are_nobodys_before(read: Read, context: Context, profiles: Profiles) -> None:
    records = {
        "one": read("<d1> a dcat:Dataset ; dcat:distribution _:f, _:r1xf . _:r1xf a dcat:Distribution ."),
        "two": read("<d2> a dcat:Dataset ; dcat:distribution _:f . _:f a dcat:Distribution ."),
    }
    book = rulebook(profiles, context)
    together = validate_all(records, book)
    for key, triples in records.items():
        assert together[key] == validate_one(triples, book), key


def test_findings_are_only_about_what_the_record_describes(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    triples = read(good.replace("dct:title", "dct:titles"))
    described = {str(t.subject).strip("<>") for t in triples}
    assert {f.focus for f in validate_one(triples, rulebook(profiles, context)).findings} <= described


def test_every_fail_example_at_once_as_pyshacl_judges_it(context: Context, profiles: Profiles) -> None:
    """All examples in one catalogue, by the compiled rules and by the oracle: result for result the same."""
    data = [*context.axioms]
    for number, file in enumerate(sorted(Path("shapes/rules").glob("*/*.fail.ttl"))):
        quads = parse(path=str(file), format=RdfFormat.TURTLE, base_iri=f"{BASE}/{number}/", rename_blank_nodes=True)
        data += [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    rules = [rule for profile in profiles for rule in profile.rules]
    by_oracle = run(data, [triple for rule in rules for triple in rule.triples()])
    book = rulebook(profiles, context, over)
    graph = Graph(data, ask=over(data))
    by_columns = validate(book.shapes, graph)
    assert outline(by_columns) == outline(by_oracle)
    assert outline(validate_record(book.shapes, graph)) == outline(by_oracle)
    assert len(by_columns) > 100
    assert all(book.interpreter.finding(result).message_vi for result in by_columns)


def outline(results: list[Result]) -> list[tuple[str, ...]]:
    return sorted((str(r.focus), str(r.path), r.component, str(r.value), r.shape) for r in results)


def test_who_confirms_each_quarter_confirms_nobody_elses(
    good: str, read: Read, context: Context, profiles: Profiles, dataset: str
) -> None:
    """Both are annual, so both name one frequency: the value at fault is it, and the fault is of one alone."""
    annual = good.replace("frequency/QUARTERLY", "frequency/ANNUAL")
    confirmed = annual.replace("reg:columns", 'reg:quarterlyConfirmation "Công văn mỗi quý"@vi ; reg:columns')
    records = {"annual": read(annual), "confirmed": read(confirmed.replace(dataset, dataset[:-1] + "b"))}
    reports = validate_all(records, rulebook(profiles, context))
    (finding,) = reports["annual"].findings
    assert (finding.rule, finding.value) == ("province/r-freq", EU["frequency/ANNUAL"].value)
    assert reports["confirmed"].findings == ()
