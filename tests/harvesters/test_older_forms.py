"""What older profiles of DCAT write otherwise than today's."""

import pytest
from pyoxigraph import BlankNode, Literal

from harvesters.dcat import read_dcat
from harvesters.source import Harvested
from vocab.namespaces import DCAT, DCT, PREFIXES, RDF, VCARD

HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
HEAD += "@prefix time: <http://www.w3.org/2006/time#> . @prefix https: <https://schema.org/> .\n"


def read(statements: str, rest: str = "") -> Harvested:
    text = f"{HEAD}<https://so.example/d> a dcat:Dataset ; dct:title 'Một'@vi ; {statements} . {rest}"
    (one,) = read_dcat(text.encode(), "text/turtle", "https://so.example/d.ttl").records
    return one


def said(one: Harvested) -> dict[str, list[str]]:
    """The values by property, but those that are nameless."""
    found: dict[str, list[str]] = {}
    for triple in one.triples:
        if not isinstance(triple.object, BlankNode):
            found.setdefault(triple.predicate.value, []).append(getattr(triple.object, "value", ""))
    return found


@pytest.mark.parametrize(
    "period",
    [
        "[ a dct:PeriodOfTime ; schema:startDate '2020'^^xsd:gYear ; schema:endDate '2021'^^xsd:gYear ]",
        "[ https:startDate '2020'^^xsd:gYear ; https:endDate '2021'^^xsd:gYear ]",
        "[ time:hasBeginning [ time:inXSDgYear '2020'^^xsd:gYear ] ; time:hasEnd [ time:inXSDgYear '2021'^^xsd:gYear ] ]",
        "[ dcat:startDate '2020'^^xsd:gYear ; schema:startDate '1999'^^xsd:gYear ; dcat:endDate '2021'^^xsd:gYear ]",
        "'2020/2021'",
    ],
)
def test_the_ends_of_a_period_are_dcats(period: str) -> None:
    one = read(f"dct:temporal {period}")
    told = said(one)
    assert (told[DCAT.startDate.value], told[DCAT.endDate.value]) == (["2020"], ["2021"])
    assert not [name for name in told if "schema" in name or "2006/time" in name]
    assert [notice.slug for notice in one.notices] == ["older-form"]


@pytest.mark.parametrize("name", ["vcard:hasValue", "vcard:value", "rdf:value"])
def test_a_mailbox_behind_a_node_is_one(name: str) -> None:
    card = f"[ a vcard:Kind ; vcard:fn 'X' ; vcard:hasEmail [ {name} <mailto:a@so.example> ] ; "
    told = said(read(f"dcat:contactPoint {card} vcard:hasTelephone [ a vcard:Voice ; {name} <tel:+841> ] ]"))
    assert (told[VCARD.hasEmail.value], told[VCARD.hasTelephone.value]) == (["mailto:a@so.example"], ["tel:+841"])
    assert VCARD.Voice.value not in [value for values in told.values() for value in values]


@pytest.mark.parametrize("contact", ["'a@so.example'", "<mailto:a@so.example>"])
def test_a_mailbox_in_place_of_a_contact_is_a_contact(contact: str) -> None:
    told = said(read(f"dcat:contactPoint {contact}"))
    assert (told[VCARD.fn.value], told[VCARD.hasEmail.value]) == (["a@so.example"], ["mailto:a@so.example"])


def test_nothing_that_was_told_is_lost_on_the_way() -> None:
    two = said(
        read("dcat:contactPoint [ vcard:hasEmail [ vcard:hasValue <mailto:a@so.example>, <mailto:b@so.example> ] ]")
    )
    assert sorted(two[VCARD.hasEmail.value]) == ["mailto:a@so.example", "mailto:b@so.example"]
    fax = said(read("dcat:contactPoint [ vcard:hasTelephone [ a vcard:Fax ; vcard:hasValue <tel:+841> ] ]"))
    assert VCARD.hasTelephone.value not in fax and VCARD.Fax.value in fax[RDF.type.value]
    lasting = said(read("dct:temporal '2024-01-01/P1Y'"))
    assert lasting[DCT.temporal.value] == ["2024-01-01/P1Y"] and DCAT.startDate.value not in lasting


def test_many_contacts_of_one_node_of_many_mailboxes_stay_few() -> None:
    cards = ", ".join(f"[ vcard:hasEmail <https://so.example/m{number % 2}> ]" for number in range(20))
    mails = ", ".join(f"<mailto:a{number}@so.example>" for number in range(50))
    rest = f"<https://so.example/m0> vcard:hasValue {mails} . <https://so.example/m1> vcard:hasValue {mails} ."
    assert len(said(read(f"dcat:contactPoint {cards}", rest))[VCARD.hasEmail.value]) == 100


def test_a_contact_keeps_its_language_and_is_no_other_node_of_the_document() -> None:
    one = read("dcat:contactPoint 'Sở Y tế'@vi ; dcat:distribution _:older1", "_:older1 dct:title 'Tệp' .")
    (name,) = (triple for triple in one.triples if triple.predicate == VCARD.fn)
    assert name.object == Literal("Sở Y tế", language="vi")
    assert not any(triple.subject == name.subject and triple.predicate == DCT.title for triple in one.triples)


def test_what_is_written_as_today_stays_as_it_is() -> None:
    card = "<mailto:a@so.example> a vcard:Kind ; vcard:fn 'X' ; vcard:hasEmail <mailto:a@so.example> ."
    one = read("dcat:contactPoint <mailto:a@so.example> ; dct:temporal [ dcat:startDate '2020'^^xsd:gYear ]", card)
    assert not one.notices and said(one)[VCARD.fn.value] == ["X"]
    words = read("dct:temporal 'mùa mưa'")
    assert not words.notices and said(words)["http://purl.org/dc/terms/temporal"] == ["mùa mưa"]
