"""What may not stand in a rule file: terms nobody evaluates, and queries that are dangerous or slow.

An unknown constraint is never ignored (DESIGN section 5): a misspelt `sh:mincount` would be a rule that never speaks.
"""

import re
from collections.abc import Iterable

from pyoxigraph import Literal, Triple

from shapes.errors import LibraryError, ShapesRefused
from shapes.lines import line_of
from shapes.queries import bare_query, exists_bodies, is_set_at_a_time, leaves_the_data
from vocab.namespaces import REG, SH

_SHACL_TERMS = """
    path inversePath alternativePath zeroOrMorePath oneOrMorePath zeroOrOnePath
    targetClass targetNode targetSubjectsOf targetObjectsOf
    property node not and or xone
    class datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive
    minLength maxLength pattern flags languageIn uniqueLang equals disjoint lessThan lessThanOrEquals
    qualifiedValueShape qualifiedMinCount qualifiedMaxCount qualifiedValueShapesDisjoint
    closed ignoredProperties hasValue in
    severity message deactivated name description order group defaultValue
    sparql select prefixes declare prefix namespace
    """
_HEADER_TERMS = """
    slug scope basis article inForceFrom inForceUntil mend shape concerns takesDown softForHarvest codeList
    """
SHACL_TERMS = frozenset(_SHACL_TERMS.split())
HEADER_TERMS = frozenset(_HEADER_TERMS.split())
_SEPARATOR = re.compile(r"[.;](?=\s|$|\})|\{|\bUNION\b|\bOPTIONAL\b", re.IGNORECASE)


def refuse_unknown_terms(triples: Iterable[Triple], file: str, text: str) -> None:
    """Raise LibraryError for a SHACL or header term that nothing here evaluates (`sh:js` among them)."""
    for triple in triples:
        term = triple.predicate
        if term in SH and term.value.removeprefix(SH.iri) not in SHACL_TERMS:
            raise LibraryError(
                file,
                f"quy tắc không được dùng sh:{term.value.removeprefix(SH.iri)}.",
                f"a rule may not use sh:{term.value.removeprefix(SH.iri)}.",
                _line(f"sh:{term.value.removeprefix(SH.iri)}", text),
            )
        if (
            term in REG
            and str(triple.subject).endswith("#rule>")
            and term.value.removeprefix(REG.iri) not in HEADER_TERMS
        ):
            raise LibraryError(
                file,
                f"đầu quy tắc không có mục reg:{term.value.removeprefix(REG.iri)}.",
                f"a header has no reg:{term.value.removeprefix(REG.iri)}.",
                _line(f"reg:{term.value.removeprefix(REG.iri)}", text),
            )


def _line(term: str, text: str) -> int | None:
    return line_of(ShapesRefused("", "", term), text) or None


def refuse_bad_query(triples: Iterable[Triple], file: str) -> None:
    """Raise LibraryError for a query that leaves the data (FROM, SERVICE) or holds EXISTS with several patterns.

    Such an EXISTS is quadratic in Oxigraph (DESIGN section 5).
    """
    for triple in triples:
        if triple.predicate != SH.select or not isinstance(triple.object, Literal):
            continue
        if word := leaves_the_data(triple.object.value):
            raise LibraryError(file, f"truy vấn không được dùng {word}.", f"a query may not use {word}.")
        query = bare_query(triple.object.value)
        if any(_SEPARATOR.search(body.strip().removesuffix(".")) for body in exists_bodies(query)):
            raise LibraryError(
                file,
                "FILTER EXISTS chỉ được có một mẫu bộ ba, nhiều mẫu sẽ rất chậm.",
                "FILTER EXISTS may hold one triple pattern only; with more it is quadratic.",
            )
        if not is_set_at_a_time(triple.object.value):
            raise LibraryError(
                file,
                "truy vấn phải gắn $this bằng một mẫu bộ ba ở lớp ngoài cùng, để hỏi một lần cho mọi tập dữ liệu.",
                "a query must bind $this by a triple pattern at its top level, to be asked once for all datasets.",
            )
