"""Every rule file does what it says: its pass example is silent, its fail example speaks, in two languages."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from shapes.context import Context, load_context
from shapes.foreign import judge
from shapes.library import PROFILES, Profile, load_profile
from shapes.oracle import run
from shapes.record import validate
from shapes.report import Finding, ShapeReport
from shapes.result import Result
from shapes.rule import Rule
from shapes.rulebook import rulebook
from sparql.questions import over
from tests.shapes.conftest import read_turtle
from vocab.agencies import load_agencies
from vocab.identifiers import agency_iri
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import REG, XSD

BASE = "http://127.0.0.1:8080"
DAY = date(2026, 11, 21)
RULES = Path("shapes/rules")
PROFILE = {name: load_profile(name, BASE, DAY) for name in PROFILES}
EVERY_RULE = [pytest.param(PROFILE[name], rule, id=rule.name) for name in PROFILES for rule in PROFILE[name].rules]


@pytest.fixture(scope="module")
def context() -> Context:
    return load_context(BASE, DAY)


def example(profile: Profile, rule: Rule, kind: str) -> list[Triple]:
    file = RULES / profile.name / f"{rule.slug}.{kind}.ttl"
    return [quad.triple for quad in parse(path=str(file), format=RdfFormat.TURTLE, base_iri=BASE + "/")]


def judged(profile: Profile, rule: Rule, kind: str, context: Context) -> ShapeReport:
    """The report of one rule alone on its example."""
    alone = Profile(profile.name, BASE, DAY, (rule,), profile.names)
    return validate(example(profile, rule, kind), rulebook([alone], context))


def among_all(profile: Profile, rule: Rule, context: Context) -> tuple[Finding, ...]:
    """What one rule finds in its fail example where every profile is loaded, as on the pages."""
    names = (Profile(other.name, BASE, DAY, (), other.names) for other in PROFILE.values() if other is not profile)
    alone = Profile(profile.name, BASE, DAY, (rule,), profile.names)
    return validate(example(profile, rule, "fail"), rulebook([alone, *names], context)).findings


def told(results: Iterable[Result]) -> Counter[tuple[str, ...]]:
    return Counter((str(r.focus), str(r.path), r.component, str(r.value), r.shape) for r in results)


@pytest.mark.parametrize(("profile", "rule"), EVERY_RULE)
def test_the_pass_example_is_silent(profile: Profile, rule: Rule, context: Context) -> None:
    assert judged(profile, rule, "pass", context).findings == ()


@pytest.mark.parametrize(("profile", "rule"), EVERY_RULE)
def test_the_fail_example_speaks_as_the_rule_does(profile: Profile, rule: Rule, context: Context) -> None:
    findings = judged(profile, rule, "fail", context).findings
    assert {finding.rule for finding in findings} == {rule.name}
    assert rule.severity in {finding.severity for finding in findings}
    for finding in findings:
        assert finding.scope == rule.scope
        assert finding.article
        assert finding.path
        for text in (finding.message_vi, finding.message_en, finding.fix_vi, finding.fix_en):
            assert text.strip()
            assert "{" not in text
        assert finding.message_vi != finding.message_en


@pytest.mark.parametrize(("profile", "rule"), EVERY_RULE)
def test_every_finding_says_what_it_is_about_and_its_sentences_are_whole(
    profile: Profile, rule: Rule, context: Context
) -> None:
    for finding in among_all(profile, rule, context):
        for lang, broken in (("vi", "phải là ;"), ("en", "must be ;")):
            assert finding.label(lang).strip(), finding.path
            assert broken not in finding.message(lang)
            assert finding.message(lang).rstrip(".") not in finding.fix(lang)
            assert finding.fix(lang).rstrip(".").casefold() not in finding.message(lang).casefold()
        assert finding.value != finding.focus


@pytest.mark.parametrize(("profile", "rule"), EVERY_RULE)
def test_pyshacl_says_the_same_of_both_examples(profile: Profile, rule: Rule, context: Context) -> None:
    for kind in ("pass", "fail"):
        data = example(profile, rule, kind)
        whole = [*data, *context.about(data), *context.axioms]
        results = judge(whole, rule.triples(), over)
        assert results.by_pyshacl is None
        assert told(results.results) == told(run(whole, rule.triples()))


def test_every_rule_file_has_both_examples() -> None:
    for name in PROFILES:
        for rule in PROFILE[name].rules:
            for kind in ("pass", "fail"):
                assert (RULES / name / f"{rule.slug}.{kind}.ttl").is_file(), f"{rule.name}: no {kind} example"


def test_there_are_at_least_ten_province_rules_and_an_empty_seat_for_dcat_vn() -> None:
    assert len(PROFILE["province"].rules) >= 10
    assert PROFILE["dcat-vn"].rules == ()


def said_of(text: str, context: Context, slug: str) -> tuple[Finding, ...]:
    """What one rule of the province says of a dataset that says what `text` says."""
    rule = PROFILE["province"].rule(slug)
    assert rule
    alone = Profile("province", BASE, DAY, (rule,), {})
    return validate(read_turtle(f"<id/dataset/d> a dcat:Dataset ; {text} ."), rulebook([alone], context)).findings


def placed(*names: str) -> str:
    return "dct:spatial " + " , ".join(f'[ a dct:Location ; skos:prefLabel "{name}"@vi ]' for name in names)


def test_every_commune_ward_and_district_of_the_register_is_known_to_lie_in_the_province(context: Context) -> None:
    kinds = ("xa", "phuong", "ubnd-huyen", "ubnd-thi-xa", "ubnd-thanh-pho")
    agencies = [agency for agency in load_agencies(BASE).by_id.values() if agency.kind in kinds]
    assert len(agencies) > 60
    for names in (
        [agency.name_vi for agency in agencies],
        [agency.name_vi.removesuffix(", tỉnh Gia Lai").removeprefix("Ủy ban nhân dân ") for agency in agencies],
    ):
        assert said_of(placed(*names), context, "r-spatial") == ()


@pytest.mark.parametrize(
    "elsewhere",
    ["Hà Nội", "thành phố Hồ Chí Minh", "TP.HCM, không rõ", "tỉnh Kon Tum", "Việt Nam", "cả nước", "Khánh Hoà", "HUẾ"],
)
def test_a_place_elsewhere_is_refused_and_one_unknown_remarked_on(elsewhere: str, context: Context) -> None:
    (finding,) = said_of(placed(elsewhere), context, "r-spatial")
    assert finding.severity == ("Warning" if "không rõ" in elsewhere else "Violation")


def test_the_list_of_databases_binds_once_it_is_loaded(context: Context) -> None:
    agency = NamedNode(agency_iri(BASE, "gl-so-yt"))
    dataset = f"dct:publisher <{agency.value}>"
    assert said_of(dataset, context, "r-catalog") == ()
    fact = Triple(agency, REG.listLoaded, Literal("true", datatype=XSD.boolean))
    loaded = replace(context, known={**context.known, agency: (*context.known[agency], fact)})
    assert len(said_of(dataset, loaded, "r-catalog")) == 1
    assert said_of(f'{dataset} ; reg:catalogueEntry "12"', loaded, "r-catalog") == ()


def test_an_agency_known_to_run_a_system_should_give_an_api(context: Context) -> None:
    plain, running = (f"dct:publisher <{agency_iri(BASE, agency)}>" for agency in ("gl-so-yt", "gl-so-nnmt"))
    assert said_of(plain, context, "r-api") == ()
    assert len(said_of(running, context, "r-api")) == 1
    assert said_of(f"{running} ; dcat:distribution [ dcat:accessService <s> ]", context, "r-api") == ()


def test_reused_data_of_a_ministry_state_their_synchronisation_or_are_held_on_form_and_harvest_alike(
    context: Context,
) -> None:
    row = load_ministry_datasets(BASE)[0]
    (finding,) = said_of(f"dct:source <{row.iri}>", context, "r-sync")
    assert finding.severity == "Violation" and finding.holds
    rule = PROFILE["province"].rule("r-sync")
    assert rule and not rule.soft_for_harvest


def test_the_way_of_synchronising_is_one_of_the_list(context: Context) -> None:
    reuse = f'dct:source <{load_ministry_datasets(BASE)[0].iri}> ; reg:lastSynced "2026-10-05"^^xsd:date ; reg:syncMode'
    for listed in ("nen-tang", "api"):
        assert said_of(f"{reuse} <id/concept/sync-mode/{listed}>", context, "r-sync") == ()
    for other in ("<https://example.org/ftp>", "<id/concept/licence/khong-co>"):
        (finding,) = said_of(f"{reuse} {other}", context, "r-sync")
        assert finding.holds and "danh mục" in finding.message_vi
