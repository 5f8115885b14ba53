"""Every rule file does what it says: its pass example is silent, its fail example speaks, in two languages."""

from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from shapes.context import Context, load_context
from shapes.library import PROFILES, Profile, load_profile
from shapes.record import validate
from shapes.report import ShapeReport
from shapes.rule import Rule
from shapes.rulebook import rulebook

BASE = "http://127.0.0.1:8080"
DAY = date(2026, 11, 21)
RULES = Path("shapes/rules")
PROFILE = {name: load_profile(name, BASE, DAY) for name in PROFILES}
EVERY_RULE = [pytest.param(PROFILE[name], rule, id=rule.name) for name in PROFILES for rule in PROFILE[name].rules]


@pytest.fixture(scope="module")
def context() -> Context:
    return load_context(BASE, DAY)


def judged(profile: Profile, rule: Rule, kind: str, context: Context) -> ShapeReport:
    """The report of one rule alone on its example."""
    file = RULES / profile.name / f"{rule.slug}.{kind}.ttl"
    quads = parse(path=str(file), format=RdfFormat.TURTLE, base_iri=BASE + "/")
    triples = [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]
    alone = Profile(profile.name, BASE, DAY, (rule,), profile.digest, profile.names)
    return validate(triples, rulebook([alone], context))


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


def test_every_rule_file_has_both_examples() -> None:
    for name in PROFILES:
        for rule in PROFILE[name].rules:
            for kind in ("pass", "fail"):
                assert (RULES / name / f"{rule.slug}.{kind}.ttl").is_file(), f"{rule.name}: no {kind} example"


def test_there_are_at_least_ten_province_rules_and_an_empty_seat_for_dcat_vn() -> None:
    assert len(PROFILE["province"].rules) >= 10
    assert PROFILE["dcat-vn"].rules == ()
