"""What may not stand in a rule file: terms nobody evaluates, and queries that are dangerous or slow.

An unknown constraint is never ignored (DESIGN section 5): a misspelt `sh:mincount` would be a rule that never speaks.
"""

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, Triple

from shapes.errors import LibraryError
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
_COMMENT = re.compile(r"(^|\s)#[^\n]*")
_TEXT_OR_IRI = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\'|<[^<>\s]*>')
_FORBIDDEN = re.compile(r"\b(FROM|SERVICE|LOAD|INSERT|DELETE|CLEAR|DROP)\b", re.IGNORECASE)
_EXISTS = re.compile(r"\bEXISTS\s*\{", re.IGNORECASE)
_SEPARATOR = re.compile(r"[.;](?=\s|$|\})|\{|\bUNION\b|\bOPTIONAL\b", re.IGNORECASE)


def refuse_unknown_terms(triples: Iterable[Triple], file: str) -> None:
    """Raise LibraryError for a SHACL or header term that nothing here evaluates (`sh:js` among them)."""
    for triple in triples:
        term = triple.predicate
        if term in SH and term.value.removeprefix(SH.iri) not in SHACL_TERMS:
            raise LibraryError(
                file,
                f"quy tắc không được dùng sh:{term.value.removeprefix(SH.iri)}.",
                f"a rule may not use sh:{term.value.removeprefix(SH.iri)}.",
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
            )


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


def leaves_the_data(text: str) -> str | None:
    """The word by which a query would reach beyond the data it is asked of, or None."""
    found = _FORBIDDEN.search(bare_query(text))
    return found.group(1).upper() if found else None


def bare_query(text: str) -> str:
    """The query without comments, and with texts and IRIs emptied, so that words in them are not mistaken."""
    emptied = _TEXT_OR_IRI.sub("<>", text)
    return _COMMENT.sub(" ", emptied)


def exists_bodies(query: str) -> Iterator[str]:
    """What stands between the braces of each (NOT) EXISTS."""
    for found in _EXISTS.finditer(query):
        depth, start = 1, found.end()
        for end in range(start, len(query)):
            depth += {"{": 1, "}": -1}.get(query[end], 0)
            if depth == 0:
                yield query[start:end]
                break
