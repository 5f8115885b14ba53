"""Whom a source names as the publisher: known by the register's names, and only when it is another agency."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from harvesters.source import Harvested
from registry.harvesting.publishers import named_agency
from registry.words import Words

BASE = "https://registry.example"
FOCUS = NamedNode("https://x.example/1")
HEALTH = Words.of(BASE).agency("gl-so-yt")
FINANCE = Words.of(BASE).agency("gl-so-tc")


@pytest.mark.parametrize(
    ("said", "is_named"),
    [
        ('dct:publisher [ foaf:name "{name}" ]', True),
        ('dct:publisher "{name}"', True),
        ("dct:publisher <{iri}>", True),
        ('dct:publisher [ foaf:name "Công ty không có trong sổ" ]', False),
        ('dct:creator "{name}"', False),
    ],
)
def test_an_agency_of_the_register_is_known_by_its_name(said: str, is_named: bool) -> None:
    assert HEALTH and FINANCE
    text = f"@prefix dct: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . {FOCUS} " + said
    filled = text.replace("{name}", HEALTH.name_vi).replace("{iri}", HEALTH.iri) + " ."
    record = Harvested("1", FOCUS, tuple(quad.triple for quad in parse(filled.encode(), format=RdfFormat.TURTLE)))
    assert named_agency(record, BASE, FINANCE.iri) == (HEALTH.iri if is_named else "")
    assert named_agency(record, BASE, HEALTH.iri) == "", "its own is no news"
