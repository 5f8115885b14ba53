"""The cases of other validators: file N breaks rule N, and shapes of other nations judge their nation's examples.

DCAT-AP 1 (its validator's SPARQL rules stand beside the files): where a rule still stands in 3.0.1, our profile finds
that fault at the very nodes that the rule selects, and not in the file without faults. Germany and the Netherlands name
good and bad examples; Spain's examples are judged as pySHACL judges them. What is malformed in those shapes is refused,
and mended here to judge the rest.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from shapes.context import load_context
from shapes.errors import ShapesRefused
from shapes.findings import spelled
from shapes.foreign import judge
from shapes.library import load_profile
from shapes.oracle import run
from shapes.record import validate
from shapes.result import Result
from shapes.rulebook import rulebook
from sparql.questions import over
from tests.conformance.corpora import CORPORA
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, OWL, RDF, SCHEMA, SH, SKOS, SPDX, XSD

BASE = "http://127.0.0.1:8080"
DAY = date(2026, 11, 21)
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".jsonld": RdfFormat.JSON_LD}
CASES = CORPORA / "dev/validation-dcat-ap1/SEMICeu__dcat-ap_validator"
QUERIES = CORPORA / "shapes/validation-rules/SEMICeu__dcat-ap_validator"
NATIONS = CORPORA / "shapes/shapes-national"
GERMAN = NATIONS / "GovDataOfficial__DCAT-AP.de-SHACL-Validation"
DUTCH = NATIONS / "netwerk-digitaal-erfgoed__dataset-register" / "shacl.ttl"
SPANISH = NATIONS / "datosgobes__DCAT-AP-ES"
MISSING, TOO_MANY, KIND, CLASS = "MinCount", "MaxCount", "Or", "Class"

FAULTS: dict[int, tuple[NamedNode, str]] = {
    0: (FOAF.name, MISSING),
    2: (DCT.type, MISSING),
    5: (DCAT.dataset, KIND),
    8: (DCT.publisher, MISSING),
    9: (DCT.publisher, TOO_MANY),
    11: (DCT.publisher, KIND),
    18: (DCT.language, MISSING),
    24: (DCT.issued, MISSING),
    25: (DCT.issued, KIND),
    30: (DCAT.record, KIND),
    31: (DCT.modified, MISSING),
    36: (DCT.spatial, KIND),
    41: (DCAT.contactPoint, MISSING),
    43: (DCAT.contactPoint, KIND),
    49: (DCT.publisher, MISSING),
    56: (DCT.conformsTo, KIND),
    58: (DCT.accrualPeriodicity, KIND),
    65: (DCT.language, KIND),
    66: (SKOS.notation, MISSING),
    71: (DCT.spatial, KIND),
    72: (DCT.temporal, KIND),
    79: (DCAT.accessURL, MISSING),
    84: (DCT["format"], KIND),
    85: (DCT["format"], TOO_MANY),
    93: (DCT.rights, KIND),
    96: (DCT.modified, KIND),
    105: (SPDX.checksum, TOO_MANY),
    106: (SPDX.checksum, KIND),
    110: (ADMS.status, KIND),
    115: (DCAT.theme, KIND),
    120: (DCT.modified, MISSING),
    121: (FOAF.primaryTopic, TOO_MANY),
    125: (ADMS.status, TOO_MANY),
    126: (ADMS.status, KIND),
    131: (DCT.language, KIND),
    132: (SPDX.algorithm, MISSING),
    136: (SCHEMA.startDate, TOO_MANY),
    137: (SCHEMA.endDate, TOO_MANY),
    140: (DCT.hasPart, KIND),
    141: (DCT.isPartOf, KIND),
    145: (ADMS.status, MISSING),
    146: (DCT.issued, MISSING),
    151: (FOAF.page, KIND),
    152: (DCT.hasVersion, KIND),
    156: (ADMS.sample, CLASS),
    157: (DCT.source, KIND),
    161: (DCT.conformsTo, KIND),
    162: (DCAT.mediaType, TOO_MANY),
    170: (DCT.type, MISSING),
    171: (DCT.title, MISSING),
}
NO_LONGER = {
    35: "3.0.1 lets a catalogue have several statements of rights",
    89: "the term was dct:byteSize; dcat:byteSize counts whole bytes since 3.0",
    114: "no class must occur in every document; a catalogue should name a dataset or a service",
    166: "no class should occur in every document; a licence should be named by each distribution",
    167: "no class should occur in every document; a theme should be named by each dataset",
}
IN_THE_PERFECT_FILE = {145, 146}  # its catalogue record names neither status nor day

GERMAN_GOOD = re.compile(r"(ok-|passing#|\d\d-P-|P\d\d-)")
GERMAN_BAD = re.compile(r"(bad-|failing#|\d\d-F-|F\d\d-)")
# Faults of German examples that the shapes at hand cannot see: their conventions stand in a file that is not among them
# (dcat-ap-konventionen.ttl), the others were asked for by an earlier release.
UNSEEN = {
    "konv-08": {f"{kind}_with_spatial_no_dcatde_politicalGeocodingURI" for kind in ("catalog", "dataset")},
    "konv-09": {"dataset_geocodinguri_no_level", "dataset_spatial_no_level"},
    "konv-21": {f"{kind}_has_dct_source" for kind in ("catalog", "catalogrecord", "dataset", "distribution")},
    "konv31": {"F02-no_dcatde_iri"},
    "konv32": {"F01-no_dct_format"},
    "dataset-dcatde_politicalGeocodingURI": {"bad-1-dataset", "bad-2-dataset"},
    "dataset-geocodingDescription": {"04-F-wrong_typ"},
    "dataset-politicalGeocodingURI": {"08-F-multiple_one_wrong_type"},
    "distribution-plannedAvailability": {"03-F-multiple", "04-F-wrong_typ"},
    "location": {"bad-empty", "bad-multi-mix"},
}  # fmt: skip
DUTCH_EXCEPTIONS = {
    # the shapes at hand ask each distribution for a format or a protocol
    "dataset-dcat-license-on-distribution.jsonld",
}


def triples_of(file: Path) -> list[Triple]:
    """A file's triples. Twelve of the cases give nodes an address as rdf:nodeID, which RDF/XML forbids: mended here."""
    text = file.read_text(encoding="utf-8").replace(
        'rdf:Description rdf:nodeID="http', 'rdf:Description rdf:about="http'
    )
    quads = parse(text.encode(), format=FORMATS[file.suffix], base_iri=f"http://example.org/{file.name}", lenient=True)
    return list(dict.fromkeys(quad.triple for quad in quads))


def number(file: Path) -> int:
    return int(file.stem.rpartition("-")[2])


EVERY_CASE = [pytest.param(file, id=file.stem) for file in sorted(CASES.glob("test-rule-*.rdf"), key=number)]
RULES = rulebook([load_profile("dcat-ap", BASE, DAY)], load_context(BASE, DAY))


def faulty_nodes(triples: Iterable[Triple], rule: int) -> set[str]:
    """The nodes that the old validator's rule selects."""
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    # One rule forgets to say what xsd: stands for.
    solutions = store.query((QUERIES / f"rule-{rule}.rq").read_text(encoding="utf-8"), prefixes={"xsd": XSD.iri})
    assert isinstance(solutions, QuerySolutions)
    return {spelled(node) if isinstance(node := row["s"], NamedNode | BlankNode) else "" for row in solutions}


def found(triples: Iterable[Triple], path: NamedNode, component: str) -> set[str]:
    """The nodes at which our profile finds a fault of that kind in that property."""
    iri = f"{SH.iri}{component}ConstraintComponent"
    findings = validate(triples, RULES).findings
    return {finding.focus for finding in findings if (finding.path, finding.component) == (path.value, iri)}


def test_every_file_has_its_line() -> None:
    if not CASES.is_dir():
        pytest.skip("no ../shared beside the checkout")
    numbers = {number(file) for file in CASES.glob("test-rule-*.rdf")}
    assert numbers == FAULTS.keys() | NO_LONGER.keys()
    assert not FAULTS.keys() & NO_LONGER.keys()


@pytest.mark.parametrize("file", EVERY_CASE)
def test_file_n_breaks_rule_n(file: Path) -> None:
    rule, triples = number(file), triples_of(file)
    nodes = faulty_nodes(triples, rule)
    assert nodes, "the old rule itself finds nothing"
    if rule in NO_LONGER:
        return
    path, component = FAULTS[rule]
    assert found(triples, path, component) & nodes
    perfect = triples_of(CASES / "test-perfect.rdf")
    assert bool(found(perfect, path, component) & faulty_nodes(perfect, rule)) == (rule in IN_THE_PERFECT_FILE)


def shapes_of(folder: Path) -> list[Triple]:
    """The shapes of a folder as one graph, without the files that only import others, and without naming them."""
    files = [file for file in sorted(folder.glob("*.ttl")) if "imports" not in file.name]
    return [triple for file in files for triple in triples_of(file) if triple.predicate != OWL.imports]


def told(results: Iterable[Result]) -> Counter[tuple[str, ...]]:
    """Results as one compares them: focus, path, component, value, severity."""
    return Counter((str(r.focus), str(r.path), r.component, str(r.value), r.severity) for r in results)


@pytest.fixture(scope="module")
def german() -> list[Triple]:
    """The shapes of DCAT-AP.de with those of DCAT-AP 2.1.1 that they build on."""
    base = CORPORA / "shapes/shapes-dcat-ap/SEMICeu__DCAT-AP"
    if not base.is_dir():
        pytest.skip("no ../shared beside the checkout")
    below = [base / f"dcat-ap_2.1.1_shacl_{name}.ttl" for name in ("shapes", "deprecateduris")]
    return shapes_of(GERMAN) + [t for file in below for t in triples_of(file) if t.predicate != OWL.imports]


@pytest.fixture(scope="module")
def tables() -> list[Triple]:
    """The European tables that the German shapes look themes and file types up in."""
    folder = CORPORA / "vocab/eu-authority-table/ioggstream__dati-eu-authority-tables"
    return [triple for name in ("data-theme.ttl", "filetypes.ttl") for triple in triples_of(folder / name)]


def local(node: object) -> str:
    return re.split(r"[/#]", node.value)[-1] if isinstance(node, NamedNode) else ""


def traces(node: NamedNode, data: list[Triple], results: Iterable[Result]) -> set[tuple[str, ...]]:
    """What was found at a node or at what it names: shape, path and component."""
    at = {node} | {triple.object for triple in data if triple.subject == node and triple.predicate != RDF.type}
    return {(r.shape, str(r.path), r.component) for r in results if r.focus in at}


GERMAN_FILES = sorted((CORPORA / "dev/validation-dcat-ap-de").rglob("*.ttl"))


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in GERMAN_FILES])
def test_german_shapes_find_what_is_bad_in_german_examples(
    file: Path, german: list[Triple], tables: list[Triple]
) -> None:
    data = triples_of(file)
    results = judge([*data, *tables], german, over).results
    described = {triple.subject for triple in data if isinstance(triple.subject, NamedNode)}
    good = [traces(node, data, results) for node in described if GERMAN_GOOD.match(_marked(node))]
    bad = [node for node in described if GERMAN_BAD.match(_marked(node))]
    unseen = {local(node) for node in bad if traces(node, data, results) <= set().union(*good)}
    assert unseen == UNSEEN.get(file.stem, set())


def test_german_examples_are_judged_as_pyshacl_judges_them(german: list[Triple], tables: list[Triple]) -> None:
    for file in GERMAN_FILES[::3]:
        data = [*triples_of(file), *tables]
        judged = judge(data, german, over)
        assert judged.by_pyshacl is None
        assert told(judged.results) == told(run(data, german)), file.name


def _marked(node: NamedNode) -> str:
    """The end of an address where an example says whether it is good: `passing#x`, `ok-1-dataset`, `F01-no_license`."""
    found = re.search(r"(passing|failing)#[^/#]*$", node.value)
    return found.group(0) if found else local(node)


def dutch_shapes() -> list[Triple]:
    """The Dutch shapes mended: without components that have no validator, a shape without path taken for a node's."""
    shapes = triples_of(DUTCH)
    components: set[object] = {
        t.subject for t in shapes if (t.predicate, t.object) == (RDF.type, SH.ConstraintComponent)
    }
    components |= {t.object for t in shapes if t.subject in components and t.predicate == SH.parameter}
    with_path = {t.subject for t in shapes if t.predicate == SH.path}
    return [
        Triple(t.subject, SH.node, t.object) if t.predicate == SH.property and t.object not in with_path else t
        for t in shapes
        if t.subject not in components
    ]


def test_dutch_shapes_give_dutch_examples_the_state_their_register_gives_them() -> None:
    if not DUTCH.is_file():
        pytest.skip("no ../shared beside the checkout")
    shapes, seen = dutch_shapes(), Counter[str]()
    with (CORPORA / "MANIFEST.tsv").open(encoding="utf-8") as rows:
        expected = {row["path"]: row["expected"] for row in csv.DictReader(rows, delimiter="\t")}
    for path, said in expected.items():
        state = json.loads(said.removeprefix("peer: ")).get("validation_state") if "validation_state" in said else None
        if state is None or (data := _readable(CORPORA / path)) is None:
            continue
        judged = judge(data, shapes, over)
        refused = any(result.severity == "Violation" for result in judged.results)
        assert judged.by_pyshacl is None
        assert told(judged.results) == told(run(data, shapes)), path
        assert (refused == (state == "invalid")) != (Path(path).name in DUTCH_EXCEPTIONS), path
        seen[state] += 1
    assert seen["valid"] >= 5 and seen["invalid"] >= 1, seen


def _readable(file: Path) -> list[Triple] | None:
    try:
        return triples_of(file)
    except SyntaxError:  # its context stands on the web
        return None


def test_dutch_shapes_as_they_are_have_a_shape_without_a_path() -> None:
    if not DUTCH.is_file():
        pytest.skip("no ../shared beside the checkout")
    shapes = triples_of(DUTCH)
    parameters = {t.object for t in shapes if t.predicate == SH.parameter}
    without = [t for t in shapes if t.predicate != SH.parameter and t.subject not in parameters]
    with pytest.raises(ShapesRefused, match="sh:path"):
        judge([], [t for t in without if t.object != SH.ConstraintComponent], over)


def test_spanish_examples_are_judged_as_pyshacl_judges_them() -> None:
    if not SPANISH.is_dir():
        pytest.skip("no ../shared beside the checkout")
    shapes = shapes_of(SPANISH)
    with pytest.raises(ShapesRefused, match="sh:none"):
        judge([], shapes, over)
    mended = [triple for triple in shapes if triple.predicate != SH.none]
    files = [data for file in (CORPORA / "dev/validation-dcat-ap-es").rglob("*.ttl") if (data := _readable(file))]
    assert len(files) >= 3
    for data in files:
        assert told(judge(data, mended, over).results) == told(run(data, mended))
