"""What every record is put through, whatever its kind: files get an address of access, addresses that lead nowhere go, the
markup and the character references that portals leave in their texts become words, and a record over the caps is refused."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.access import accessible
from harvesters.closure import MAX_TRIPLES
from harvesters.iris import MAX_IRI, UNKNOWN_BASE, mend
from harvesters.plain import is_marked_up, plain, without_references
from harvesters.source import Harvested, Notice, Unreadable
from harvesters.texts import counted
from vocab.namespaces import DCAT, DCT, FOAF, RDF, RDFS, SKOS, VCARD

MAX_BLANKS = 200
MAX_LITERAL = 64 * 1024
_NO_PLACE = re.compile(
    r"(?:javascript|vbscript|livescript|jscript|blob|about|view-source|data(?=:[\w/+.;=-]*,)):", re.I
)
_PROSE = frozenset({DCT.description, DCT.abstract})
_NAMES = frozenset({DCT.title, DCT.alternative, DCAT.keyword, RDFS.label, SKOS.prefLabel, FOAF.name, VCARD.fn})
_MARKED_UP = frozenset({RDF.XMLLiteral, RDF.HTML})
_PREFIX = re.compile(r"<(/?)[A-Za-z_][\w.-]{0,60}:(?=[A-Za-z])")
_NOWHERE = Notice(
    "no-address",
    "Địa chỉ mà bản ghi tự nhận không dẫn tới đâu; đã bỏ.",
    "The address that the record gives itself leads nowhere, and was left out.",
)
_MARKUP = Notice(
    "markup",
    "Mô tả chứa mã HTML; chỉ giữ lại phần chữ.",
    "The description held HTML markup; only its words are kept.",
)


def fit(record: Harvested, position: str) -> Harvested | Unreadable:
    """The record with what does not fit left out or put right, and a notice of each; its refusal when it is too big."""
    record = accessible(record)
    if _fits(record):
        return record
    record = _with_a_place(record)
    kept = tuple(triple for triple in record.triples if not _is_unfit(triple))
    said = tuple(_in_words(kept))
    if refusal := _too_big(said, position):
        return refusal
    if said == record.triples:
        return record
    notices = (*_unfit(record.triples, len(kept)), *_marked_up(kept))
    return replace(record, triples=said, notices=(*record.notices, *notices))


def _fits(record: Harvested) -> bool:
    """Whether a glance shows that nothing is to be done, as with most records; False says nothing."""
    triples = record.triples
    things = [triple.object for triple in triples]
    texts = "".join([thing.value for thing in things if isinstance(thing, Literal)])
    if len(triples) > MAX_BLANKS or len(texts) > MAX_LITERAL or "<" in texts or "&" in texts:
        return False
    return not any(map(_leads_nowhere, {record.focus, *things, *[triple.subject for triple in triples]}))


def _with_a_place(record: Harvested) -> Harvested:
    """The record, under a stand-in where its own address is none: what is said of it stays."""
    if not _leads_nowhere(record.focus):
        return record
    place = NamedNode(mend(f"{UNKNOWN_BASE}#{record.identifier[:500]}"))

    def moved(term: Any) -> Any:
        return place if term == record.focus else term

    triples = tuple(Triple(moved(one.subject), one.predicate, moved(one.object)) for one in record.triples)
    return replace(record, focus=place, triples=triples, notices=(*record.notices, _NOWHERE))


def _is_unfit(triple: Triple) -> bool:
    return _leads_nowhere(triple.subject) or _leads_nowhere(triple.object)


def _leads_nowhere(term: object) -> bool:
    """Whether it is an IRI over 2,048 characters, or one that is a program or a document itself (javascript:, data:) and no
    address."""
    if not isinstance(term, NamedNode):
        return False
    iri = term.value
    return len(iri) > MAX_IRI or (iri[:4] != "http" and _NO_PLACE.match(iri) is not None)


def _unfit(triples: tuple[Triple, ...], kept: int) -> Iterator[Notice]:
    long = sum(map(_is_long, triples)) if kept < len(triples) else 0
    if long:
        said = counted(long, "address was", "addresses were")
        yield Notice(
            "long-iri",
            f"{long} địa chỉ dài hơn {MAX_IRI} ký tự; đã bỏ.",
            f"{said} longer than {MAX_IRI} characters, and left out.",
        )
    if nowhere := len(triples) - kept - long:
        said = counted(nowhere, "address leads nowhere and was", "addresses lead nowhere and were")
        yield Notice(
            "no-address",
            f"{nowhere} địa chỉ không dẫn tới đâu mà chứa mã lệnh hoặc dữ liệu (javascript:, data:); đã bỏ.",
            f"{said} left out: they hold a program or data themselves (javascript:, data:).",
        )


def _is_long(triple: Triple) -> bool:
    return any(isinstance(term, NamedNode) and len(term.value) > MAX_IRI for term in (triple.subject, triple.object))


def _in_words(triples: tuple[Triple, ...]) -> Iterator[Triple]:
    """The triples with their texts in plain words; a text that is nothing but markup is none."""
    for triple in triples:
        term = triple.object
        text = term.value if isinstance(term, Literal) else ""
        if not isinstance(term, Literal) or ("<" not in text and "&" not in text):
            yield triple
        elif words := _words(triple.predicate, term):
            yield triple if words == term else Triple(triple.subject, triple.predicate, words)


def _words(predicate: NamedNode, term: Literal) -> Literal | None:
    if term.datatype in _MARKED_UP:
        text = plain(_PREFIX.sub(r"<\1", term.value))
    elif predicate in _PROSE:
        text = plain(term.value)
    elif predicate in _NAMES:
        text = without_references(term.value)
    else:
        return term
    if text == term.value:
        return term
    return (Literal(text, language=term.language) if term.language else Literal(text)) if text else None


def _marked_up(triples: tuple[Triple, ...]) -> tuple[Notice, ...]:
    said = ((triple.predicate, triple.object) for triple in triples)
    texts = (
        term for name, term in said if isinstance(term, Literal) and (name in _PROSE or term.datatype in _MARKED_UP)
    )
    return (_MARKUP,) if any(is_marked_up(term.value) for term in texts) else ()


def _too_big(triples: tuple[Triple, ...], position: str) -> Unreadable | None:
    """The refusal of a record over a cap (triples, blank nodes, length of a text); None within them."""
    blanks = {node for triple in triples if isinstance(node := triple.subject, BlankNode)}
    longest = max((len(term.value) for triple in triples if isinstance(term := triple.object, Literal)), default=0)
    over = (
        (len(triples), MAX_TRIPLES, "bộ ba", "triples"),
        (len(blanks), MAX_BLANKS, "nút không tên", "blank nodes"),
        (longest, MAX_LITERAL, "ký tự trong một giá trị", "characters in one value"),
    )
    for count, cap, what_vi, what_en in over:
        if count > cap:
            return Unreadable(
                position,
                f"Bản ghi có {count} {what_vi}, nhiều nhất chỉ được {cap}.",
                f"The record has {count} {what_en}; at most {cap} are accepted.",
            )
    return None
