"""Digests of what was said, and of how it is read; pure."""

from dataclasses import fields, replace
from types import MappingProxyType

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from harvesters.source import MINISTRY, Defaults, Harvested, Source
from registry.harvesting import comparing
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


@pytest.mark.parametrize(
    "said",
    [
        "<urn:1> <urn:p> _:a, _:b . _:a <urn:q> _:b .",
        "<urn:1> <urn:p> _:a ; <urn:r> _:b . _:a <urn:q> 1 . _:b <urn:q> 1 .",
        "<urn:1> <urn:p> [ <urn:q> [ <urn:q> [ <urn:q> 1 ] ] ], [ <urn:q> [ <urn:q> [ <urn:q> 2 ] ] ] .",
    ],
    ids=["by who names whom", "by what they are to another", "by what stands far behind them"],
)
def test_nodes_are_told_apart_by_all_that_is_said_around_them(said: str) -> None:
    assert digest(record(said)) == digest(record(said)) != ""


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
    assert same_way("raw", "") == same_way("", way) == "" != same_way("raw", way) != same_way("raw", "other")


OTHERWISE = {
    "slug": "so-khac",
    "kind": "datajson",
    "url": "https://b.example/",
    "agency": "gl-so-tc",
    "titles": {"vi": "Tên khác", "en": "Another"},
    "defaults": Defaults(MappingProxyType({"p": ("x",)}), "An"),
    "allow_private": True,
    "schedule": "daily 02:30",
    "side": MINISTRY,
    "mapping": "x",
    "credential": "khoa",
    "notify": ("a@b.example",),
}
NOT_READ_BY = {"titles", "allow_private", "schedule", "credential", "notify"}


@pytest.mark.parametrize("name", [field.name for field in fields(Source)])
def test_what_changes_no_word_of_what_is_read_changes_no_way(name: str) -> None:
    way = way_of_reading(SOURCE, "agency", "base", "rules")
    other = way_of_reading(replace(SOURCE, **{name: OTHERWISE[name]}), "agency", "base", "rules")
    assert (other == way) is (name in NOT_READ_BY)


def test_another_program_reads_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    way = way_of_reading(SOURCE, "agency", "base", "rules")
    monkeypatch.setattr(comparing, "_CODE", ("vocab",))
    comparing._program.cache_clear()
    other = way_of_reading(SOURCE, "agency", "base", "rules")
    comparing._program.cache_clear()
    assert other != way
