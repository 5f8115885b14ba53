"""The terms of SHACL, filed by what becomes of them when a shapes graph is compiled; and imports that may be left out.

What stands in no table is refused: a misspelt constraint would be a rule that never speaks.
"""

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from shapes.errors import ShapesRefused
from shapes.queries import leaves_the_data
from shapes.rule import Words
from vocab.namespaces import OWL, RDF, SH


def _terms(names: str) -> frozenset[NamedNode]:
    return frozenset(SH[name] for name in names.split())


PARAMETERS = _terms("""
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    not and or xone node property qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    closed ignoredProperties hasValue in sparql
""")
OF_SHAPES = _terms("path targetClass targetNode targetSubjectsOf targetObjectsOf target severity message deactivated")
FOR_PEOPLE = _terms("name description order group defaultValue")
WITHIN = _terms("""
    inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath select prefixes declare prefix namespace
""")
OF_REPORTS = _terms("""
    conforms result shapesGraphWellFormed focusNode value resultPath resultSeverity resultMessage sourceShape
    sourceConstraint sourceConstraintComponent detail shapesGraph suggestedShapesGraph
""")
FOR_PYSHACL = _terms("""
    ask validator nodeValidator propertyValidator parameter optional labelTemplate resultAnnotation annotationProperty
    annotationVarName annotationValue expression rule condition construct subject predicate object targetType
    filterShape nodes intersection union returnType values
""")
"""Components of one's own, expressions and rules (SHACL section 6, SHACL-AF): pySHACL evaluates them, the compiler not."""
_KNOWN = PARAMETERS | OF_SHAPES | FOR_PEOPLE | WITHIN | OF_REPORTS | FOR_PYSHACL

_QUERIES = _terms("select ask construct update")
CLASSES = _terms("""
    Shape NodeShape PropertyShape PropertyGroup PrefixDeclaration NodeKind Severity Parameter Parameterizable
    ConstraintComponent Validator SPARQLExecutable SPARQLConstraint SPARQLAskValidator SPARQLSelectValidator
    SPARQLAskExecutable SPARQLSelectExecutable SPARQLConstructExecutable SPARQLUpdateExecutable SPARQLFunction
    SPARQLTarget SPARQLTargetType Target TargetType Function Rule TripleRule SPARQLRule ResultAnnotation
    ValidationReport ValidationResult AbstractResult
""")

WITHOUT_MEANING = _terms("shape nodeShape")
"""No version of SHACL has them, yet official files say them; every processor passes over them."""

VOCABULARIES = (
    "http://datashapes.org/dash",
    "http://dublincore.org/",
    "http://publications.europa.eu/resource/authority/",
    "http://www.w3.org/2006/",
    "http://www.w3.org/ns/",
    "http://xmlns.com/foaf/",
    "https://github.com/SEMICeu/ADMS-AP/",
    "https://schema.org/",
    "https://spdx.org/rdf/",
    "https://www.w3.org/ns/",
)
"""Where vocabularies and code lists are, which hold no shapes of their own."""


def survey(triples: Iterable[Triple]) -> tuple[tuple[Words, ...], frozenset[str]]:
    """What the author of a shapes graph should hear of, and the terms for which pySHACL is needed.

    Raises ShapesRefused for JavaScript, for terms that SHACL does not have, and for imports of other shapes.
    """
    warnings: dict[str, Words] = {}
    foreign: set[str] = set()
    here = {triple.subject for triple in triples}
    for triple in triples:
        term = triple.predicate
        _refuse_reaching_out(triple)
        name = f"sh:{term.value.removeprefix(SH.iri)}"
        if term == OWL.imports and triple.object not in here:
            warnings[str(triple.object)] = _import(triple)
        elif term in FOR_PYSHACL:
            foreign.add(name)
        elif term == RDF.type and isinstance(triple.object, NamedNode) and _is_unknown(triple.object):
            raise _unknown(f"sh:{triple.object.value.removeprefix(SH.iri)}")
        elif term in WITHOUT_MEANING:
            warnings[name] = {
                "vi": f"{name} không có trong SHACL, không có tác dụng.",
                "en": f"{name} is no term of SHACL and has no effect.",
            }
        elif term in SH and term not in _KNOWN:
            raise _unknown(name)
    return tuple(warnings.values()), frozenset(foreign)


def _is_unknown(kind: object) -> bool:
    return kind in SH and kind not in CLASSES


def _refuse_reaching_out(triple: Triple) -> None:
    """No query in shapes, whoever evaluates it, may leave the data."""
    if triple.predicate not in _QUERIES or not isinstance(triple.object, Literal):
        return
    if word := leaves_the_data(triple.object.value):
        name = f"sh:{triple.predicate.value.removeprefix(SH.iri)}"
        raise ShapesRefused(f"{name}: truy vấn không được dùng {word}.", f"{name}: a query may not use {word}.", word)


def is_known(term: str) -> bool:
    """Whether a prefixed name is a term that shapes graphs rightly have."""
    prefix, _, name = term.partition(":")
    return prefix == "rdf" or (prefix == "sh" and (SH[name] in _KNOWN or SH[name] in CLASSES))


def _unknown(name: str) -> ShapesRefused:
    if name.startswith("sh:js"):
        return ShapesRefused(
            f"{name}: không chạy JavaScript trong hình mẫu.", f"{name}: JavaScript in shapes is not run.", name
        )
    return ShapesRefused(
        f"{name} không phải thuật ngữ của SHACL: ràng buộc không hiểu được thì không bỏ qua.",
        f"{name} is no term of SHACL: a constraint that is not understood is not passed over.",
        name,
    )


def _import(triple: Triple) -> Words:
    address = triple.object.value if isinstance(triple.object, NamedNode) else str(triple.object)
    if not address.startswith(VOCABULARIES):
        raise ShapesRefused(
            f"owl:imports {address}: khi kiểm tra không tải gì về; hãy gộp tệp ấy vào đây.",
            f"owl:imports {address}: nothing is fetched while judging; put that file's shapes into this one.",
            "imports",
            address,
        )
    return {
        "vi": f"owl:imports {address}: không tải từ vựng này về.",
        "en": f"owl:imports {address}: this vocabulary is not fetched.",
    }
