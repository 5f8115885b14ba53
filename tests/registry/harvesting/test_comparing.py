"""Digests of what was said, and of how it is read; pure."""

from dataclasses import replace
from types import MappingProxyType

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from harvesters.source import Defaults, Harvested, Source
from registry.harvesting.comparing import raw_digest, same_way, way_of_reading
from registry.jobs.carrying import harvested_row

SOURCE = Source("so-y-te", "dcat", "https://a.example/", "gl-so-yt", {"vi": "Nguồn", "en": "Source"})
SAID = """@prefix dct: <http://purl.org/dc/terms/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> .
<https://a.example/1> dct:title "Một"@vi ; v:a [ v:fn "A" ; v:in [ v:fn "C" ] ] ; v:b [ v:fn "%s" ] .
"""


def record(text: str) -> Harvested:
    triples: tuple[Triple, ...] = tuple(quad.triple for quad in parse(text.encode(), format=RdfFormat.TURTLE))
    return Harvested("1", NamedNode("https://a.example/1"), triples)


def digest(read: Harvested) -> str:
    return raw_digest(harvested_row(read))


def test_the_names_of_blank_nodes_and_the_order_make_no_difference() -> None:
    one, two = record(SAID % "B"), record(SAID % "B")
    assert one.triples != two.triples, "the parser names them anew each time"
    assert digest(one) == digest(replace(two, triples=two.triples[::-1])) != ""


def test_every_word_makes_a_difference() -> None:
    one = record(SAID % "B")
    others = [record(SAID % "D"), replace(one, identifier="2"), replace(one, version="2"), replace(one, triples=())]
    assert len({digest(each) for each in (one, *others)}) == 5


def test_nodes_that_cannot_be_told_apart_are_never_the_same() -> None:
    twins = record(
        '<https://a.example/1> <https://a.example/p> [ <https://a.example/q> "x" ], [ <https://a.example/q> "x" ] .'
    )
    assert digest(twins) == "" and same_way(digest(twins), "way") == ""


def test_the_way_covers_what_decides_and_not_the_schedule() -> None:
    way = way_of_reading(SOURCE, "agency", "base", "rules")
    assert way == way_of_reading(replace(SOURCE, schedule="daily 02:30"), "agency", "base", "rules")
    defaults = Defaults(MappingProxyType({"p": ("x",)}), "An")
    changed = [
        replace(SOURCE, defaults=defaults),
        replace(SOURCE, mapping="x"),
        replace(SOURCE, url="https://b.example/"),
    ]
    ways = {way_of_reading(each, "agency", "base", "rules") for each in changed}
    ways |= {way_of_reading(SOURCE, "other", "base", "rules"), way_of_reading(SOURCE, "agency", "base", "other")}
    assert len(ways) == 5 and way not in ways
