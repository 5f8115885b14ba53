"""A form loses nothing: what it shows comes back as it was, what it does not show stays, an edit changes one thing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.web.form_reading import known_names, read_form, rows, slot, values_of, with_row, without_row
from registry.web.form_terms import Lists
from shapes.fields import Field, form
from shapes.library import load_profile
from vocab.codelists import code_lists
from vocab.description import Description, describe
from vocab.identifiers import dataset_iri, record_of
from vocab.namespaces import DCAT, DCT, FOAF, PROV, RDF, REG, SPDX, VCARD, XSD

BASE = "http://127.0.0.1:8080"
KEY = "abcdefghijkl"
IRI = dataset_iri(BASE, KEY)
DATASET = NamedNode(IRI)
DAY = date(2026, 10, 12)


@pytest.fixture(scope="module")
def fields() -> tuple[Field, ...]:
    profiles = [load_profile(name, BASE, DAY) for name in ("dcat-ap", "province", "overlap")]
    return tuple(field for group in form(BASE, profiles) for field in group.fields)


LISTS = Lists(code_lists(BASE), {DCT.source.value: {"Cơ sở dữ liệu mẫu": f"{BASE}/id/ministry-dataset/{KEY}"}})

LITERALS = st.one_of(
    st.builds(Literal, st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)),
    st.builds(Literal, st.text("aăâđêôơư \n\t", max_size=9), language=st.sampled_from(["vi", "en", "fr", "vi-VN"])),
    st.builds(
        Literal,
        st.sampled_from(["2022-08-16", "2022-08", "2022", "31/02", "2022-08-16T10:00:00Z", "5.10", "0003"]),
        datatype=st.sampled_from([XSD.date, XSD.dateTime, XSD.gYear, XSD.decimal, XSD.nonNegativeInteger]),
    ),
)
IRIS = st.sampled_from(
    ["http://example.org/a", "mailto:a@example.org", "tel:+84", "urn:x:1", f"{BASE}/id/concept/field/y-te"]
).map(NamedNode)
BLANKS = st.sampled_from([BlankNode(f"b{KEY}x{number}") for number in range(4)])
PREDICATES = st.sampled_from(
    [
        DCT.title, DCT.description, DCAT.keyword, DCT.issued, DCT.modified, DCT.license, REG.field, DCT.source,
        DCAT.distribution, DCAT.contactPoint, DCAT.accessURL, DCAT.byteSize, VCARD.fn, VCARD.hasEmail, DCT.temporal,
        DCAT.startDate, DCT.identifier, FOAF.page, PROV.wasGeneratedBy, RDF.type, SPDX.checksum, SPDX.checksumValue,
    ]
)  # fmt: skip
TRIPLES = st.lists(
    st.builds(Triple, st.one_of(st.just(DATASET), BLANKS), PREDICATES, st.one_of(LITERALS, IRIS, BLANKS)), max_size=25
)


def browsed(values: dict[str, str]) -> dict[str, str]:
    """The values as a browser sends them back: line ends of the wire."""
    return {name: text.replace("\n", "\r\n") for name, text in values.items()}


@given(triples=TRIPLES)
def test_a_form_sent_back_untouched_changes_nothing(fields: tuple[Field, ...], triples: list[Triple]) -> None:
    values = browsed(values_of(fields, triples, DATASET))
    reading = read_form(fields, values, IRI, triples, LISTS)
    assert set(reading.triples) == set(triples)
    assert not reading.problems


@given(triples=TRIPLES, title=st.text("aăâđêôơư ", min_size=1, max_size=20).filter(lambda text: text.strip()))
def test_a_new_title_changes_the_title_alone(fields: tuple[Field, ...], triples: list[Triple], title: str) -> None:
    values = {**values_of(fields, triples, DATASET), "dct_title.99.vi": title}
    reading = read_form(fields, values, IRI, triples, LISTS)
    assert set(triples) <= set(reading.triples)
    assert all(triple.predicate == DCT.title for triple in set(reading.triples) - set(triples))


@given(triples=TRIPLES)
def test_every_name_that_is_shown_is_a_name_of_the_form(fields: tuple[Field, ...], triples: list[Triple]) -> None:
    values = values_of(fields, triples, DATASET)
    assert known_names(fields, values) == set(values)


@given(triples=TRIPLES)
def test_what_is_read_shows_the_same_again(fields: tuple[Field, ...], triples: list[Triple]) -> None:
    values = values_of(fields, triples, DATASET)
    reading = read_form(fields, values, IRI, triples, LISTS)
    assert values_of(fields, reading.triples, DATASET) == values


def new(fields: tuple[Field, ...], **values: str) -> tuple[Triple, ...]:
    named = {name.replace("__", "."): text for name, text in values.items()}
    reading = read_form(fields, named, IRI, (), LISTS)
    assert not reading.problems
    return reading.triples


def test_typed_texts_become_terms(fields: tuple[Field, ...]) -> None:
    made = new(
        fields,
        dct_title__0__vi="  Mực nước  ",
        dct_title__0__en="Water levels",
        dct_issued__0="5/9/2022",
        dct_modified__0="09/2022",
        dct_license__0="CC BY 4.0",
        dct_source__0="Cơ sở dữ liệu mẫu",
    )
    assert Triple(DATASET, DCT.title, Literal("Mực nước", language="vi")) in made
    assert Triple(DATASET, DCT.title, Literal("Water levels", language="en")) in made
    assert Triple(DATASET, DCT.issued, Literal("2022-09-05", datatype=XSD.date)) in made
    assert Triple(DATASET, DCT.modified, Literal("2022-09", datatype=XSD.gYearMonth)) in made
    assert Triple(DATASET, DCT.source, NamedNode(f"{BASE}/id/ministry-dataset/{KEY}")) in made


def test_a_thing_within_a_thing_is_read_as_one(fields: tuple[Field, ...]) -> None:
    made = new(
        fields,
        dcat_distribution__0__dcat_downloadURL__0="https://example.org/a.csv",
        dcat_distribution__0__spdx_checksum__0__spdx_algorithm__0="sha-256",
        dcat_distribution__0__spdx_checksum__0__spdx_checksumValue__0="0A1b",
    )
    (checksum,) = (triple.object for triple in made if triple.predicate == SPDX.checksum)
    assert {(triple.predicate, triple.object) for triple in made if triple.subject == checksum} == {
        (RDF.type, SPDX.Checksum),
        (SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (SPDX.checksumValue, Literal("0A1b", datatype=XSD.hexBinary)),
    }


def test_a_new_row_is_a_node_with_its_class_and_a_name_that_stays(fields: tuple[Field, ...]) -> None:
    values = {
        "dcat_distribution.0.dcat_accessURL.0": "https://example.org/a",
        "dcat_distribution.0.dcat_byteSize.0": "3.400.000",
        "dcat_distribution.1.dct_title.0.vi": "",
    }
    reading = read_form(fields, values, IRI, (), LISTS)
    node = BlankNode(f"b{KEY}x0")
    assert set(reading.triples) == {
        Triple(DATASET, DCAT.distribution, node),
        Triple(node, RDF.type, DCAT.Distribution),
        Triple(node, DCAT.accessURL, NamedNode("https://example.org/a")),
        Triple(node, DCAT.byteSize, Literal("3400000", datatype=XSD.nonNegativeInteger)),
    }
    typed = Description(IRI, reading.triples, "")
    assert set(describe(IRI, reading.triples, typed).triples) == set(reading.triples)
    again = read_form(fields, reading.values, IRI, (), LISTS)
    assert set(again.triples) == set(reading.triples)


def test_a_row_taken_away_takes_what_hung_on_it_alone(fields: tuple[Field, ...]) -> None:
    own, shared, page = (BlankNode(f"b{KEY}x{n}") for n in range(3))
    triples = [
        Triple(DATASET, DCAT.distribution, own),
        Triple(DATASET, FOAF.page, shared),
        Triple(own, FOAF.page, shared),
        Triple(own, PROV.wasGeneratedBy, page),
        Triple(page, DCT.title, Literal("x")),
        Triple(shared, DCT.title, Literal("y")),
    ]
    values = without_row(values_of(fields, triples, DATASET), "dcat_distribution.0")
    reading = read_form(fields, values, IRI, triples, LISTS)
    assert set(reading.triples) == {triples[1], triples[5]}


@pytest.mark.parametrize(
    ("name", "typed", "slug"),
    [
        ("dct_issued.0", "31/02/2022", "day"),
        ("dct_issued.0", "hôm qua", "date"),
        ("reg_reidentificationAssessed.0", "2022", "date"),
        ("dct_license.0", "tùy", "code"),
        ("dcat_landingPage.0", "D:\\SoLieu\\baitam.xlsx", "address"),
        ("dcat_landingPage.0", "javascript:alert(1)", "address"),
        ("dcat_landingPage.0", "http://a b/", "address"),
        ("dcat_distribution.0.dcat_byteSize.0", "-3", "whole"),
        ("dcat_distribution.0.dcat_byteSize.0", "nhiều", "whole"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_input(fields: tuple[Field, ...], name: str, typed: str, slug: str) -> None:
    reading = read_form(fields, {name: typed}, IRI, (), LISTS)
    assert [(problem.name, problem.slug, problem.typed) for problem in reading.problems] == [(name, slug, typed)]


def test_a_row_may_not_name_a_node_that_is_not_its_own(fields: tuple[Field, ...]) -> None:
    for foreign in (f"<{BASE}/id/dataset/zzzzzzzzzzzz>", "_:bzzzzzzzzzzzzx0", f"<{IRI}>", "_:b" + KEY + "x0'"):
        values = {"dcat_distribution.0.node": foreign, "dcat_distribution.0.dct_title.0.vi": "Tên"}
        reading = read_form(fields, values, IRI, (), LISTS)
        assert {triple.subject for triple in reading.triples} == {DATASET, BlankNode(f"b{KEY}x0")}


def test_a_changed_value_is_no_longer_marked_as_a_default(fields: tuple[Field, ...]) -> None:
    record = NamedNode(record_of(IRI))
    licence = code_lists(BASE)["licence"].concepts
    triples = [
        Triple(DATASET, DCT.license, NamedNode(licence[0].iri)),
        Triple(record, REG.suppliedByDefault, DCT.license),
        Triple(record, REG.suppliedByDefault, DCT.spatial),
    ]
    values = values_of(fields, triples, DATASET) | {"dct_license.0": licence[1].iri}
    read = read_form(fields, values, IRI, triples, LISTS)
    assert set(read.triples) == {Triple(DATASET, DCT.license, NamedNode(licence[1].iri)), triples[2]}


def test_rows_are_added_and_taken_away() -> None:
    values = {"a.0.vi": "x", "a.2.vi": "y", "ab.0": "z"}
    assert rows(values, "a") == [0, 2]
    assert rows(with_row(values, "a"), "a") == [0, 2, 3]
    assert without_row(values, "a.0") == {"a.2.vi": "y", "ab.0": "z"}


def test_no_two_fields_share_a_name(fields: tuple[Field, ...]) -> None:
    names = [slot(field) for field in fields]
    assert len(set(names)) == len(names)
    assert not known_names(fields, ["csrf", "dct_title", "dct_title.x", "dct_title.0.fr", "dct_title.0.vi.0", "x.0"])
