"""Demand by demand: what the official shapes of DCAT-AP 3.0.1 ask of each property, our `dcat-ap` rules ask too.

Both sets of shapes are taken apart into demands (class, property, kind of constraint, its parameter, severity). Where
ours differ, the difference stands in a table with its reason, and every reason stands in docs/rules.md. A difference
that is in no table fails, and so does a table's line that is no difference any more.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from shapes.library import load_profile
from shapes.lists import members
from shapes.paths import read_path, spelled_path
from shapes.rule import SEVERITIES, Facts, Term, facts_by_subject
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, SH, SKOS

BASE = "http://127.0.0.1:8080"
DAY = date(2026, 11, 21)
DOCUMENT = Path("docs/rules.md")
EU = "http://publications.europa.eu/resource/authority/"
IANA = "^http.*://www.iana.org/assignments/media-types/"

BY_ADDRESS = {
    f"^{EU}file-type/[A-Z0-9_]+$": ("list", f"{EU}file-type"),
    f"^{EU}language/[A-Z]{{3}}$": ("list", f"{EU}language"),
    f"^{EU}dataset-type/": ("list", f"{EU}dataset-type"),
    f"^{EU}distribution-status/": ("list", f"{EU}distribution-status"),
    f"^{EU}planned-availability/": ("list", f"{EU}planned-availability"),
    "^http://purl[.]org/adms/licencetype/": ("list", "http://purl.org/adms/licencetype/1.0"),
    "^https?://www\\.iana\\.org/assignments/media-types/": ("pattern", IANA),
    "^https?://spdx[.]org/rdf/terms#checksumAlgorithm_": ("pattern", "^https://spdx.org/rdf/terms"),
}
ADDRESSES = (
    "Languages, file types, dataset types, statuses, availabilities, licence types, media types and checksum algorithms "
    "are recognised by their address: the official shapes look them up in lists that must be loaded, and know neither "
    "new IANA types nor SPDX's own addresses, which begin with http."
)

BARE = (
    "Where the official shapes ask for a thing's class, ours let a bare address pass: its kind is told elsewhere. Only a "
    "distribution must be described in the record itself."
)
KNOWN = (
    "Ours know what the official shapes know only with the vocabularies loaded: that organisations and persons are "
    "agents, of what class the entries of the code lists are, and what these entries are called."
)

EMPTY = "Deprecated terms are remarked on; the official shapes for them are empty, and never speak."


class Demand(NamedTuple):
    """What a shape asks of the values of a property."""

    of: str
    path: str
    kind: str
    parameter: str
    severity: str


class Line(NamedTuple):
    """A line of a table of differences: all demands on these properties of that kind (and severity)."""

    paths: frozenset[str]
    kind: str
    severity: str = "Violation"
    of: str = ""

    def covers(self, demand: Demand) -> bool:
        return (
            demand.path in self.paths
            and demand.kind == self.kind
            and demand.severity == self.severity
            and (not self.of or demand.of == self.of)
        )


def paths(*terms: NamedNode | str) -> frozenset[str]:
    return frozenset(term if isinstance(term, str) else term.value for term in terms)


ONLY_OFFICIAL: dict[str, tuple[Line, ...]] = {
    "The official list of publishers is that of the European Union's institutions, and a publisher must be an address; "
    "ours is the register of agencies (`province/r-own`), and an agency's type is asked of the agency itself.": (
        Line(paths(DCT.publisher), "list", "Warning"),
        Line(paths(DCT.publisher), "node kind", "Warning"),
        Line(paths(DCT.publisher), "shape", "Warning"),
    ),
    "The official lists of places are Europe's and GeoNames'; which places lie in the province is the business of "
    "`province/r-spatial`.": (
        Line(paths(DCT.spatial), "places", "Warning"),
        Line(paths(DCT.spatial), "node kind", "Warning"),
    ),
    "The merged official file still has limits that 3.0.1 dropped: one rights statement, one spatial resolution of a "
    "dataset, one standard of a catalogue record.": (
        Line(paths(DCT.rights), "at most"),
        Line(paths(DCAT.spatialResolutionInMeters), "at most", of=DCAT.Dataset.value),
        Line(paths(DCT.conformsTo), "at most", of=DCAT.CatalogRecord.value),
    ),
    "Statuses of the ADMS list are no longer asked for: the same file asks for the European list of 3.0.": (
        Line(paths(ADMS.status), "list of past", "Warning"),
        Line(paths(ADMS.status), "node kind", "Warning"),
    ),
    "Whether the other dataset states `dcat:hasVersion` cannot be seen in one description, so `dcat:isVersionOf` is not "
    "remarked on; the official shape for it is empty.": (Line(paths(DCAT.isVersionOf), "deprecated", "Warning"),),
    "The official shapes misspell `sh:node` as `sh:shape` on five dates, so that impossible days pass; ours judge "
    "them.": (
        Line(paths(DCT.issued, DCT.modified, DCAT.startDate, DCAT.endDate), "misspelt"),
    ),
}  # fmt: skip
ONLY_OURS: dict[str, tuple[Line, ...]] = {
    "The official shapes misspell `sh:node` as `sh:shape` on five dates, so that impossible days pass; ours judge "
    "them.": (
        Line(paths(DCT.issued, DCT.modified), "dates", of=DCAT.Dataset.value),
        Line(paths(DCT.modified), "dates", of=DCAT.CatalogRecord.value),
        Line(paths(DCAT.startDate, DCAT.endDate), "dates"),
    ),
    "The specification of 3.0.1 asks for an identifier's notation, for periods of a catalogue, for documentation of a "
    "service, and for versions as `dcat:hasVersion`; the merged official file does not.": (
        Line(paths(FOAF.page), "class", of=DCAT.DataService.value),
        Line(paths(FOAF.page), "node kind", of=DCAT.DataService.value),
        Line(paths(SKOS.notation), "at least"),
        Line(paths(SKOS.notation), "node kind"),
        Line(paths(DCT.temporal), "class", of=DCAT.Catalog.value),
        Line(paths(DCT.temporal), "node kind", of=DCAT.Catalog.value),
        Line(paths(DCAT.hasVersion), "class"),
        Line(paths(DCAT.hasVersion), "node kind"),
    ),
    "What a relationship names is a thing, and a place's label is text: plain in the specification, unasked by the "
    "official shapes.": (
        Line(paths(DCT.relation, DCAT.hadRole), "node kind", of=DCAT.Relationship.value),
        Line(paths(SKOS.prefLabel), "node kind", of=DCT.Location.value),
    ),
    "The official list of publishers is that of the European Union's institutions, and a publisher must be an address; "
    "ours is the register of agencies (`province/r-own`), and an agency's type is asked of the agency itself.": (
        Line(paths(DCT.type), "pattern", "Warning", of=FOAF.Agent.value),
    ),
}  # fmt: skip


def demands(facts: Facts, severity: str) -> Iterator[Demand]:
    """Every demand that the shapes with a target class make on their properties; `severity` where a shape has none."""
    for shape in list(facts.values()):
        for target in shape.get(SH.targetClass, ()):
            for node in shape.get(SH.property, ()):
                if node in facts:  # the flat file names two shapes that it does not have
                    yield from of_property(facts, target.value, node, severity)


def of_property(facts: Facts, target: str, node: Term, severity: str) -> Iterator[Demand]:
    said = facts.get(node, {})
    path = spelled_path(read_path(facts, said[SH.path][0]))
    own = next((SEVERITIES[term] for term in said.get(SH.severity, ()) if isinstance(term, NamedNode)), severity)
    found = {pair for predicate, terms in said.items() for term in terms for pair in parts(facts, predicate, term)}
    if not found and own == "Warning":
        found = {("deprecated", "")}
    kinds = {kind for kind, _ in found}
    if "list" in kinds or any(pattern in BY_ADDRESS for pattern in own_patterns(facts, node)):
        found.add(("node kind", SH.IRI.value))  # what is in a list has an address
    if "dates" in kinds:
        found.discard(("node kind", SH.Literal.value))  # what has a datatype is text
    for kind, parameter in found:
        yield Demand(target, path, kind, parameter, own)


def own_patterns(facts: Facts, node: Term) -> list[str]:
    return [term.value for term in facts.get(node, {}).get(SH.pattern, ())]


def parts(facts: Facts, predicate: NamedNode, term: Term) -> Iterator[tuple[str, str]]:
    """The kinds of constraint, with parameters, that one triple of a property shape states."""
    plain = {
        SH.minCount: "at least", SH.nodeKind: "node kind", SH["class"]: "class", SH.datatype: "datatype",
        SH.hasValue: "value",
    }  # fmt: skip
    if predicate == SH.maxCount:
        yield ("deprecated", "") if term.value == "0" else ("at most", term.value)
    elif predicate in plain:
        yield plain[predicate], term.value
    elif predicate == SH.pattern:
        yield BY_ADDRESS.get(term.value, ("pattern", term.value))
    elif predicate == SH["shape"]:
        yield "misspelt", ""
    elif predicate == SH["or"]:
        yield choice(facts, term)
    elif predicate == SH.node:
        yield from within(facts, term)


def choice(facts: Facts, term: Term) -> tuple[str, str]:
    options = [facts.get(option, {}) for option in members(facts, term)]
    classes = sorted(found.value for option in options for found in option.get(SH["class"], ()))
    if classes:  # ours also let a bare address pass, whose kind is told elsewhere
        return "class", " ".join(classes)
    return ("dates", "") if any(SH.datatype in option for option in options) else ("places", "")


def within(facts: Facts, term: Term) -> Iterator[tuple[str, str]]:
    for predicate, values in facts.get(term, {}).items():
        for value in values:
            if predicate != SH.property:
                yield from parts(facts, predicate, value)
            elif facts[value][SH.path] == [SKOS.inScheme]:
                scheme = facts[value][SH.hasValue][0].value
                yield ("list of past" if scheme.startswith("http://purl.org/adms/status") else "list", scheme)
            else:
                yield "shape", spelled_path(read_path(facts, facts[value][SH.path][0]))


def read(shared: Path, name: str) -> set[Demand]:
    file = shared / "corpora/shapes/dcat-ap-3.0.1-merged" / name
    facts = facts_by_subject(quad.triple for quad in parse(path=str(file), format=RdfFormat.N_TRIPLES))
    return set(demands(facts, "Violation"))


@pytest.fixture(scope="module")
def official(shared: Path) -> set[Demand]:
    """The modular files of 3.0.1, merged."""
    return read(shared, "p2.nt")


@pytest.fixture(scope="module")
def flat(shared: Path) -> set[Demand]:
    """The one file of 3.0.1 that is made from the specification, without code lists and recommendations."""
    return read(shared, "p1.nt")


@pytest.fixture(scope="module")
def ours() -> set[Demand]:
    rules = load_profile("dcat-ap", BASE, DAY).rules
    return {demand for rule in rules for demand in demands(rule.facts, rule.severity)}


def unexplained(found: set[Demand], table: dict[str, tuple[Line, ...]]) -> set[Demand]:
    return {d for d in found if not any(line.covers(d) for lines in table.values() for line in lines)}


def idle(found: set[Demand], table: dict[str, tuple[Line, ...]]) -> list[Line]:
    return [line for lines in table.values() for line in lines if not any(line.covers(d) for d in found)]


def test_the_official_shapes_are_taken_apart(official: set[Demand], ours: set[Demand]) -> None:
    assert len(official) > 300
    assert Demand(DCAT.Dataset.value, DCT.title.value, "at least", "1", "Violation") in official & ours
    assert Demand(DCAT.Dataset.value, DCAT.keyword.value, "at least", "1", "Warning") in official & ours


def test_every_official_demand_is_ours_or_has_its_reason(official: set[Demand], ours: set[Demand]) -> None:
    assert unexplained(official - ours, ONLY_OFFICIAL) == set()


def test_every_demand_of_ours_is_official_or_has_its_reason(official: set[Demand], ours: set[Demand]) -> None:
    assert unexplained(ours - official, ONLY_OURS) == set()


def test_no_line_of_the_tables_is_idle(official: set[Demand], ours: set[Demand]) -> None:
    assert idle(official - ours, ONLY_OFFICIAL) == []
    assert idle(ours - official, ONLY_OURS) == []


def test_what_the_flat_file_limits_we_limit(flat: set[Demand], ours: set[Demand]) -> None:
    """Every property that it speaks of has a rule, and every number of values is the same."""
    assert {(demand.of, demand.path) for demand in flat} <= {(demand.of, demand.path) for demand in ours}
    assert {demand for demand in flat if demand.kind in ("at least", "at most")} <= ours


def test_the_document_gives_every_reason() -> None:
    text = re.sub(r"\s+", " ", DOCUMENT.read_text(encoding="utf-8"))
    for reason in (ADDRESSES, BARE, KNOWN, EMPTY, *ONLY_OFFICIAL, *ONLY_OURS):
        assert reason in text
