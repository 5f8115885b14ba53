"""One record: what is found, in whose words, by which law, on the form and from a harvest."""

import json

from pyoxigraph import Triple

from shapes.context import Context
from shapes.library import Profile
from shapes.record import validate
from shapes.report import JSON_KEYS, Finding, ShapeReport
from shapes.rulebook import rulebook
from tests.shapes.conftest import Read
from vocab.namespaces import DCAT, DCT, EU, REG

Profiles = tuple[Profile, ...]


def found(report: ShapeReport, slug: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule.endswith(f"/{slug}")]


def without(triples: list[Triple], *predicates: object) -> list[Triple]:
    return [triple for triple in triples if triple.predicate not in predicates]


def test_nothing_is_said_of_a_good_dataset(good: str, read: Read, context: Context, profiles: Profiles) -> None:
    report = validate(read(good), rulebook(profiles, context))
    assert report.findings == ()
    assert report.conforms
    assert not report.holds


def test_a_missing_title_is_a_sentence_with_its_article(
    good: str, read: Read, context: Context, profiles: Profiles, dataset: str
) -> None:
    report = validate(without(read(good), DCT.title), rulebook(profiles, context))
    (finding,) = [f for f in report.violations if f.focus == dataset]
    assert finding.message_vi == "Thiếu “Tên tập dữ liệu”."
    assert finding.message_en == "“Title” is missing."
    assert finding.article == "DCAT-AP 3.0.1, Dataset: title"
    assert finding.fix_vi
    assert (finding.rule, finding.scope, finding.path) == ("dcat-ap/dataset-title", "record", DCT.title.value)
    assert report.by_field()[dataset, DCT.title.value] == (finding,)


def test_what_sources_rarely_state_warns_on_a_harvest_and_stops_on_the_form(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    bare = without(
        read(good),
        DCT.license,
        DCT.accessRights,
        REG.personalData,
        DCT.spatial,
        DCAT.contactPoint,
        DCT.accrualPeriodicity,
    )
    form = validate(bare, rulebook(profiles, context))
    harvest = validate(bare, rulebook(profiles, context), form=False)
    soft = {"r-licence", "r-access", "r-personal-flag", "r-spatial-stated", "r-contact", "r-freq-stated"}
    for slug in soft:
        assert [f.severity for f in found(form, slug)] == ["Violation"], slug
        assert [f.severity for f in found(harvest, slug)] in (["Warning"], []), slug
    assert form.holds
    assert harvest.conforms


def test_one_lack_is_told_once(good: str, read: Read, context: Context, profiles: Profiles, dataset: str) -> None:
    """DCAT-AP recommends a contact, the province demands one: the demand speaks, not both."""
    report = validate(without(read(good), DCAT.contactPoint), rulebook(profiles, context))
    (finding,) = report.by_field()[dataset, DCAT.contactPoint.value]
    assert finding.rule == "province/r-contact"


def test_a_wrong_value_is_not_softened_on_a_harvest(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    annual = good.replace("frequency/QUARTERLY", "frequency/ANNUAL")
    (finding,) = found(validate(read(annual), rulebook(profiles, context), form=False), "r-freq")
    assert finding.severity == "Violation"
    assert finding.path == DCT.accrualPeriodicity.value
    assert finding.value == EU["frequency/ANNUAL"].value
    assert finding.term == f"<{finding.value}>"
    assert finding.label_en == "Frequency"
    confirmed = annual.replace("reg:columns", 'reg:quarterlyConfirmation "Công văn mỗi quý"@vi ; reg:columns')
    assert validate(read(confirmed), rulebook(profiles, context)).conforms


def test_secret_personal_and_core_data_come_down_at_once(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    cases = {
        "r-secret": good.replace("reg:columns", "reg:secrecy <id/concept/secrecy/mat> ; reg:columns"),
        "r-personal": good.replace("personal-data/khong", "personal-data/co"),
        "r-core": good.replace("core-data/khong", "core-data/cot-loi"),
    }
    for slug, text in cases.items():
        for form in (True, False):
            report = validate(read(text), rulebook(profiles, context), form=form)
            assert [f.severity for f in found(report, slug)] == ["Violation"], slug
            assert report.takes_down, slug
    unflagged = validate(without(read(good), REG.personalData), rulebook(profiles, context))
    assert unflagged.holds
    assert not unflagged.takes_down


def test_an_agency_that_ended_may_not_publish(good: str, read: Read, context: Context, profiles: Profiles) -> None:
    ended = next(iri for iri, facts in context.known.items() if is_ended(facts))
    text = read(good)
    moved = [Triple(t.subject, t.predicate, ended) if t.predicate == DCT.publisher else t for t in text]
    (finding,) = found(validate(moved, rulebook(profiles, context)), "r-own")
    assert "chuyển giao" in finding.message_vi


def is_ended(facts: tuple[Triple, ...]) -> bool:
    said = {(t.predicate, t.object) for t in facts}
    return any(o == REG.ProvincialAgency for _, o in said) and all(p != REG.inOffice for p, _ in said)


def test_a_province_rule_leaves_to_dcat_ap_what_dcat_ap_reports(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    """One fault, one voice: a title that is missing is not also a title without Vietnamese, and so on."""
    cases = {
        "r-meta6-title": without(read(good), DCT.title),
        "r-meta6-description": without(read(good), DCT.description),
        "r-freq": read(good.replace("frequency/QUARTERLY", "frequency/QUATERLY")),
        "r-openfmt": without(read(good), DCT["format"]),
        "r-field": read(good),
    }
    for slug, triples in cases.items():
        assert found(validate(triples, rulebook(profiles, context)), slug) == [], slug


def test_json_has_the_fixed_keys(good: str, read: Read, context: Context, profiles: Profiles) -> None:
    report = validate(without(read(good), DCT.title), rulebook(profiles, context))
    said = json.loads(json.dumps(report.as_json()))
    assert said["conforms"] is False
    assert [tuple(finding) for finding in said["findings"]] == [JSON_KEYS] * len(report.findings)


def test_odd_literals_are_judged_and_crash_nothing(good: str, read: Read, context: Context, profiles: Profiles) -> None:
    odd = (
        good.replace('"2026-01-15"^^xsd:date', '"2026-02-30"^^xsd:date')
        + """
        _:f dcat:byteSize "-5"^^xsd:nonNegativeInteger ; dcat:spatialResolutionInMeters "1e999999999"^^xsd:decimal .
    """
        + f'_:f dcat:temporalResolution "{"9" * 9000}"^^xsd:integer .'
    )
    report = validate(read(odd), rulebook(profiles, context))
    paths = {finding.path for finding in report.violations}
    assert {DCT.issued.value, DCAT.byteSize.value, DCAT.temporalResolution.value} <= paths


def test_a_finding_names_the_value_as_it_was_written(
    good: str, read: Read, context: Context, profiles: Profiles
) -> None:
    text = good + '_:f dcat:byteSize "05.10"^^xsd:decimal .'
    (finding,) = found(validate(read(text), rulebook(profiles, context)), "distribution-file")
    assert finding.value == "05.10"
    assert finding.term == '"05.10"^^<http://www.w3.org/2001/XMLSchema#decimal>'
