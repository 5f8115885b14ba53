"""Quality points: 405 in all, each metric met by what it asks for and by nothing less, more said never worth less."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.measurements import measurements, subjects
from shapes.quality import (
    MET,
    MISSED,
    NEEDS,
    NOT_KNOWN,
    OF_DATASET,
    OF_DISTRIBUTION,
    OF_EITHER,
    WAYS,
    Quality,
    complies,
    measure,
    yardstick,
)
from shapes.report import Finding, ShapeReport
from tests.shapes.conftest import BASE, GOOD, read_turtle
from vocab.codelists import code_lists
from vocab.description import Description
from vocab.identifiers import agency_iri, dataset_iri, mint_key
from vocab.namespaces import DCAT, DCT, DQV, EU, REG

BY = yardstick(BASE)
SCHEME = BY.scheme
IRI = dataset_iri(BASE, mint_key("bai-tam"))
NODE = NamedNode(IRI)
AGENCY = agency_iri(BASE, "gl-so-nnmt")
CSV, PDF, XLSX, SHP = (EU[f"file-type/{code}"] for code in ("CSV", "PDF", "XLSX", "SHP"))
TEXT_CSV = NamedNode("https://www.iana.org/assignments/media-types/text/csv")
LICENCE = NamedNode(f"{BASE}/id/concept/licence/khai-thac-du-lieu-mo")
PUBLIC = EU["access-right/PUBLIC"]
FILE = BlankNode("f")
SECOND = BlankNode("g")


def described(*said: tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal]) -> Description:
    """A description of these triples alone."""
    return Description(IRI, tuple(Triple(*one) for one in said), "")


def of_file(*said: tuple[NamedNode, NamedNode | Literal]) -> Description:
    """A dataset with one distribution, of which this is said."""
    return described((NODE, DCAT.distribution, FILE), *((FILE, path, value) for path, value in said))


def signs(quality: Quality) -> dict[str, str]:
    return {metric.slug: sign for metric, sign in quality.signs()}


def met(description: Description, compliance: bool | None = None, **answers: bool) -> set[str]:
    found = measure(description, BY, compliance, {f"https://example.vn/{name}": ok for name, ok in answers.items()})
    return {slug for slug, sign in signs(found).items() if sign == MET}


def test_the_scheme_is_that_of_the_european_portal() -> None:
    assert {one.slug: one.points for one in SCHEME.dimensions} == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert SCHEME.points == 405
    assert {metric.slug for metric in SCHEME.metrics} == set(NEEDS)
    assert len(SCHEME.metrics) == 23


@pytest.mark.parametrize(
    ("points", "rating"),
    [
        (0, "kem"),
        (120, "kem"),
        (121, "dat"),
        (220, "dat"),
        (221, "tot"),
        (350, "tot"),
        (351, "xuat-sac"),
        (405, "xuat-sac"),
    ],
)
def test_ratings_begin_and_end_where_the_portal_says(points: int, rating: str) -> None:
    assert SCHEME.rating(points).slug == rating


DATASET = [
    ("keyword", DCAT.keyword, Literal("hồ chứa", language="vi"), {"keyword"}),
    ("theme", DCAT.theme, EU["data-theme/ENVI"], {"theme"}),
    ("spatial", DCT.spatial, BlankNode("s"), {"spatial"}),
    ("temporal", DCT.temporal, BlankNode("t"), {"temporal"}),
    ("contact", DCAT.contactPoint, BlankNode("c"), {"contact"}),
    ("publisher", DCT.publisher, NamedNode(AGENCY), {"publisher"}),
    ("access rights of the list", DCT.accessRights, PUBLIC, {"access-rights", "access-rights-listed"}),
    ("access rights of nobody's list", DCT.accessRights, NamedNode("https://example.vn/open"), {"access-rights"}),
    ("licence of the dataset", DCT.license, LICENCE, {"licence", "licence-listed"}),
    ("licence of nobody's list", DCT.license, NamedNode("https://example.vn/licence"), {"licence"}),
    ("rights of the dataset", DCT.rights, Literal("x"), {"rights"}),
    ("issued", DCT.issued, Literal("2026-01-05"), {"issued"}),
    ("modified", DCT.modified, Literal("2026-01-05"), {"modified"}),
    ("an empty keyword", DCAT.keyword, Literal("  ", language="vi"), set()),
    ("a title, which is worth nothing", DCT.title, Literal("x"), set()),
]


@pytest.mark.parametrize(("path", "value", "gained"), [row[1:] for row in DATASET], ids=[row[0] for row in DATASET])
def test_what_a_dataset_says_meets_its_metrics_alone(path: NamedNode, value: Literal, gained: set[str]) -> None:
    assert met(described((NODE, path, value))) == gained


FORMATS = {"format", "format-open", "format-readable"}
DISTRIBUTION = [
    ("a download address", {DCAT.downloadURL: NamedNode("https://example.vn/a")}, {"download"}),
    ("an open format", {DCT.format: CSV}, FORMATS),
    ("a closed format that machines read", {DCT.format: XLSX}, {"format", "format-readable"}),
    ("a closed format that machines read too", {DCT.format: SHP}, {"format", "format-readable"}),
    ("a format for the eye", {DCT.format: PDF}, {"format"}),
    ("a format in words", {DCT.format: Literal("CSV")}, {"format"}),
    ("a media type alone", {DCAT.mediaType: TEXT_CSV}, {"media-type"}),
    ("both of their lists", {DCT.format: CSV, DCAT.mediaType: TEXT_CSV}, {*FORMATS, "media-type", "format-listed"}),
    ("one not of its list", {DCT.format: CSV, DCAT.mediaType: Literal("text/csv")}, {*FORMATS, "media-type"}),
    ("a licence of its own", {DCT.license: LICENCE}, {"licence", "licence-listed"}),
    ("rights of its own", {DCT.rights: Literal("x")}, {"rights"}),
    ("a size", {DCAT.byteSize: Literal("12")}, {"byte-size"}),
    ("days of its own", {DCT.issued: Literal("2026"), DCT.modified: Literal("2026")}, {"issued", "modified"}),
    ("a theme, which is the dataset's to say", {DCAT.theme: EU["data-theme/ENVI"]}, set()),
]


@pytest.mark.parametrize(("said", "gained"), [row[1:] for row in DISTRIBUTION], ids=[row[0] for row in DISTRIBUTION])
def test_what_a_distribution_says_meets_its_metrics_alone(said: dict[NamedNode, NamedNode], gained: set[str]) -> None:
    assert met(of_file(*said.items())) == gained


def test_what_only_a_distribution_can_say_is_not_the_datasets() -> None:
    said = ((NODE, path, Literal("x")) for path in OF_DISTRIBUTION.values())
    assert met(described(*said)) == set()


def test_of_several_distributions_the_best_one_counts_and_they_are_not_added_up() -> None:
    two = described(
        (NODE, DCAT.distribution, FILE),
        (NODE, DCAT.distribution, SECOND),
        (FILE, DCT.format, CSV),
        (SECOND, DCAT.downloadURL, NamedNode("https://example.vn/a")),
        (SECOND, DCAT.byteSize, Literal("5")),
    )
    assert met(two) == FORMATS


ANSWERS = [
    ({}, "?", "?"),
    ({"a": True}, "+", "?"),
    ({"a": False}, "-", "?"),
    ({"a": True, "d": True}, "+", "+"),
    ({"a": False, "d": False}, "-", "-"),
]


@pytest.mark.parametrize(("looked", "access", "download"), ANSWERS)
def test_whether_an_address_answers_is_known_once_somebody_looked(
    looked: dict[str, bool], access: str, download: str
) -> None:
    both = of_file(
        (DCAT.accessURL, NamedNode("https://example.vn/a")), (DCAT.downloadURL, NamedNode("https://example.vn/d"))
    )
    found = measure(both, BY, True, {f"https://example.vn/{name}": ok for name, ok in looked.items()})
    assert (signs(found)["access-answers"], signs(found)["download-answers"]) == (access, download)
    assert found.not_known == 50 * (access == NOT_KNOWN) + 30 * (download == NOT_KNOWN)


def test_an_address_that_is_not_there_cannot_answer_and_that_is_known() -> None:
    found = measure(of_file((DCT.format, CSV)), BY, True)
    assert signs(found)["access-answers"] == signs(found)["download-answers"] == MISSED
    assert found.not_known == 0


def finding(rule: str, severity: str) -> Finding:
    return Finding(rule, "record", severity, IRI, None, "", None, "", "", "", "", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ([], True),
        ([("dcat-ap/dataset-title", "Violation")], False),
        ([("dcat-ap/dataset-recommended", "Warning")], True),
        ([("province/r-field", "Violation")], True),
        ([("province/r-field", "Violation"), ("dcat-ap/checksum", "Violation")], False),
    ],
)
def test_only_violations_of_dcat_ap_break_compliance(findings: list[tuple[str, str]], said: bool) -> None:
    assert complies(ShapeReport(tuple(finding(*one) for one in findings))) is said


def test_compliance_is_not_known_before_the_rules_looked() -> None:
    assert signs(measure(described(), BY))["dcat-ap"] == NOT_KNOWN
    assert signs(measure(described(), BY, True))["dcat-ap"] == MET
    assert signs(measure(described(), BY, False))["dcat-ap"] == MISSED


def test_everything_said_and_every_address_answering_is_405() -> None:
    full = read_turtle(GOOD.format(dataset=IRI, agency=AGENCY))
    file = next(triple.subject for triple in full if triple.predicate == DCAT.accessURL)
    more = {
        DCAT.downloadURL: NamedNode("https://example.org/tep.csv"),
        DCAT.mediaType: TEXT_CSV,
        DCAT.byteSize: Literal("3400"),
        DCT.rights: Literal("x"),
        DCT.modified: Literal("2026-10-05"),
    }
    full += [Triple(file, path, value) for path, value in more.items()]
    answers = {"https://example.org/tep.csv": True, "https://example.org/bai-tam.csv": True}
    found = measure(Description(IRI, tuple(full), ""), BY, True, answers)
    assert (found.total, found.not_known, found.steps) == (405, 0, ())
    assert [found.of(one) for one in SCHEME.dimensions] == [100, 100, 110, 75, 20]
    unseen = measure(Description(IRI, tuple(full), ""), BY, True)
    assert (unseen.total, unseen.not_known, unseen.rating.slug) == (325, 80, "tot")


# What would raise them

PATHS = sorted(
    {*OF_DATASET.values(), *OF_DISTRIBUTION.values(), *OF_EITHER.values(), DCAT.accessURL, DCT.title}, key=str
)
VALUES = [
    *(CSV, PDF, TEXT_CSV, LICENCE, PUBLIC, NamedNode("https://example.vn/a"), NamedNode("https://example.vn/b")),
    *(Literal("x", language="vi"), Literal(" "), Literal("12")),
]
SUBJECTS: list[NamedNode | BlankNode] = [NODE, FILE, SECOND]
triples = some.builds(Triple, some.sampled_from(SUBJECTS), some.sampled_from(PATHS), some.sampled_from(VALUES))
links = some.sampled_from([Triple(NODE, DCAT.distribution, FILE), Triple(NODE, DCAT.distribution, SECOND)])
descriptions = some.lists(some.one_of(triples, links), max_size=30)
looks = some.dictionaries(some.sampled_from(["https://example.vn/a", "https://example.vn/b"]), some.booleans())
judged = some.sampled_from([None, True, False])


@given(descriptions, judged, looks)
def test_points_lie_between_0_and_405_and_add_up(
    said: list[Triple], compliance: bool | None, answers: dict[str, bool]
) -> None:
    found = measure(Description(IRI, tuple(said), ""), BY, compliance, answers)
    assert 0 <= found.total <= found.total + found.not_known <= 405
    assert found.total == sum(found.of(one) for one in SCHEME.dimensions)
    assert found.not_known == sum(found.not_known_of(one) for one in SCHEME.dimensions)
    assert all(step.gain > 0 and found.total + step.gain <= 405 for step in found.steps)


@given(descriptions, some.one_of(triples, links), judged, looks)
def test_saying_more_never_lowers_the_points(
    said: list[Triple], more: Triple, compliance: bool | None, answers: dict[str, bool]
) -> None:
    before = measure(Description(IRI, tuple(said), ""), BY, compliance, answers)
    after = measure(Description(IRI, (*said, more), ""), BY, compliance, answers)
    assert after.total >= before.total


@given(descriptions, looks, some.dictionaries(some.sampled_from(["https://example.vn/b"]), some.just(True)))
def test_an_answer_more_never_lowers_the_points(
    said: list[Triple], answers: dict[str, bool], more: dict[str, bool]
) -> None:
    description = Description(IRI, tuple(said), "")
    assert measure(description, BY, True, answers | more).total >= measure(description, BY, True, answers).total


GIVEN: dict[str, Callable[[], tuple[tuple[NamedNode, NamedNode | Literal], ...]]] = {
    "licence": lambda: ((DCT.license, LICENCE),),
    "licence-listed": lambda: ((DCT.license, LICENCE),),
    "access-rights": lambda: ((DCT.accessRights, PUBLIC),),
    "access-rights-listed": lambda: ((DCT.accessRights, PUBLIC),),
    "format": lambda: ((DCT.format, PDF),),
    "format-listed": lambda: ((DCT.format, PDF),),
    "media-type": lambda: ((DCAT.mediaType, TEXT_CSV),),
    "media-type-listed": lambda: ((DCAT.mediaType, TEXT_CSV),),
    "open-format": lambda: ((DCT.format, CSV),),
    "distribution": lambda: (
        (DCAT.downloadURL, NamedNode("https://example.vn/a")),
        (DCT.format, CSV),
        (DCAT.mediaType, TEXT_CSV),
    ),
}


@given(some.lists(triples.filter(lambda triple: triple.subject != SECOND), max_size=20), some.booleans(), judged)
def test_each_step_gains_exactly_what_it_promises(said: list[Triple], has_file: bool, compliance: bool | None) -> None:
    """The step is done, at the one distribution there is, and the points are counted again."""
    before = [*said, Triple(NODE, DCAT.distribution, FILE)] if has_file else said
    found = measure(Description(IRI, tuple(before), ""), BY, compliance)
    for step in found.steps:
        path = NamedNode(step.path)
        at = NODE if path in (*OF_DATASET.values(), *OF_EITHER.values()) else FILE
        values = GIVEN.get(step.slug, lambda path=path: ((path, Literal("x")),))()
        done = [*before, *(Triple(at, *value) for value in values)]
        if step.slug == "distribution":
            done = [triple for triple in done if triple.subject != FILE or (triple.predicate, triple.object) in values]
            done.append(Triple(NODE, DCAT.distribution, FILE))
        after = measure(Description(IRI, tuple(done), ""), BY, True if step.slug == "dcat-ap" else compliance)
        assert after.total == found.total + step.gain, step.slug


def test_the_cheapest_steps_come_first() -> None:
    found = measure(described((NODE, DCAT.distribution, FILE), (FILE, DCT.format, PDF)), BY, False)
    assert [(step.slug, step.gain) for step in found.steps[:4]] == [
        ("keyword", 30),
        ("theme", 30),
        ("licence", 30),
        ("spatial", 20),
    ]
    slugs = [step.slug for step in found.steps]
    assert slugs.index("spatial") < slugs.index("open-format"), "a field of the form costs less than a new file"
    assert ("dcat-ap", 30) in [(step.slug, step.gain) for step in found.steps]
    assert {step.path for step in found.steps} <= {way.path.value for way in WAYS}


def test_no_step_is_proposed_for_what_is_not_known() -> None:
    slugs = {step.slug for step in measure(described(), BY).steps}
    assert "dcat-ap" not in slugs
    assert not {"format", "media-type", "download", "byte-size", "open-format"} & slugs, "there is no distribution yet"
    assert "distribution" in slugs


# As data


def test_measurements_say_what_was_measured_and_nothing_of_what_was_not() -> None:
    found = measure(of_file((DCAT.accessURL, NamedNode("https://example.vn/a")), (DCT.format, CSV)), BY, True)
    graph = f"{BASE}/graph/quality"
    said = measurements(found, IRI, AGENCY, graph, "k")
    values = {
        triple.subject.value: int(triple.object.value)  # type: ignore[union-attr]
        for triple in said
        if triple.predicate == DQV.value
    }
    assert values.pop(f"{graph}#k") == found.total == 90
    assert values == {
        f"{graph}#k-{metric.slug}": metric.points if sign == MET else 0
        for metric, sign in found.signs()
        if sign != NOT_KNOWN
    }
    assert f"{graph}#k-access-answers" not in values
    assert [t.object.value for t in said if t.predicate == REG.notKnown] == ["50"]  # type: ignore[union-attr]
    assert {t.subject.value for t in said} <= set(subjects(SCHEME, graph, "k"))  # type: ignore[union-attr]


def test_the_groups_of_formats_are_of_the_list_and_never_say_that_a_closed_format_is_open() -> None:
    known = set(code_lists(BASE)["file-type"].by_iri)
    assert all(group <= known for group in SCHEME.formats.values())
    closed = {EU[f"file-type/{code}"].value for code in ("DOC", "DOCX", "XLS", "XLSX", "PPT", "RAR", "MDB", "DWG")}
    assert not closed & SCHEME.formats["khong-doc-quyen"]
    pictures = {EU[f"file-type/{code}"].value for code in ("PDF", "DOC", "PNG", "JPEG", "TIFF")}
    assert not pictures & SCHEME.formats["may-doc-duoc"]


def test_a_metric_without_a_way_to_measure_it_is_refused() -> None:
    unknown = replace(SCHEME, metrics=(replace(SCHEME.metrics[0], slug="beauty"),))
    with pytest.raises(KeyError, match="beauty"):
        measure(described(), replace(BY, scheme=unknown))
