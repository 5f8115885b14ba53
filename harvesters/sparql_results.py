"""Results of SELECT, in SPARQL's JSON and XML: rows of terms by variable; and the triples of those that are triples."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.draft import items_of, mapping_of, text_of
from harvesters.errors import NotReadable
from harvesters.iris import node
from harvesters.reading import Reading
from harvesters.source import Notice
from harvesters.texts import OF_TONGUES, clean, counted, language_tag
from harvesters.xmltree import LANG, attribute, children, every

Term = NamedNode | BlankNode | Literal
Row = Mapping[str, Term]
_TRIPLES = (("s", "p", "o"), ("subject", "predicate", "object"), ("sub", "pred", "obj"))


@dataclass(frozen=True, slots=True)
class Table:
    """The variables of a result and its rows; what was mended to read it."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]
    notices: tuple[Notice, ...] = ()

    def reading(self) -> Reading:
        """The rows as triples, in order, without repeats, and a notice of the rows that are none.

        Raises NotReadable when the variables are no subject, predicate and object.
        """
        wanted = next((names for names in _TRIPLES if set(names) <= set(self.names)), None)
        if wanted is None:
            raise self._no_triples()
        found: dict[Triple, None] = {}
        others = 0
        for row in self.rows:
            subject, predicate, thing = (row.get(name) for name in wanted)
            if isinstance(subject, NamedNode | BlankNode) and isinstance(predicate, NamedNode) and thing is not None:
                found.setdefault(Triple(subject, predicate, thing))
            else:
                others += 1
        return Reading(tuple(found), (*self.notices, *((_no_statements(others),) if others else ())))

    def _no_triples(self) -> NotReadable:
        shown = ", ".join(f"?{name[:40]}" for name in self.names[:8]) or "—"
        return NotReadable(
            f"Đây là kết quả SELECT ({shown}), không phải RDF: hãy dùng câu hỏi CONSTRUCT, hoặc SELECT ?s ?p ?o.",
            f"These are results of SELECT ({shown}), not RDF: ask with CONSTRUCT, or with SELECT ?s ?p ?o.",
        )


def _no_statements(count: int) -> Notice:
    rows = counted(count, "row of the result is no statement and was", "rows of the result are no statements and were")
    return Notice(
        "no-statement",
        f"{count} dòng kết quả không phải một phát biểu (bộ ba), vì có ô trống hoặc chủ thể là chữ; đã bỏ.",
        f"{rows} left out: a cell is empty, or the subject is a text.",
    )


def table_of_json(answer: Any, notices: tuple[Notice, ...] = ()) -> Table | None:
    """The table in a JSON answer; None when it is no result of SPARQL.

    Raises NotReadable for the answer of ASK.
    """
    told = mapping_of(answer) if isinstance(answer, dict) else {}
    if "head" not in told:
        return None
    if "boolean" in told:
        raise is_ask()
    results = told.get("results")
    if not isinstance(results, dict):
        return None
    names = tuple(text for name in items_of(mapping_of(told["head"]).get("vars")) if (text := text_of(name)))
    rows = (mapping_of(row) for row in items_of(results.get("bindings")))
    return Table(names, tuple(dict(_of_json(row)) for row in rows), notices)


def table_of_xml(root: Element) -> Table:
    """The table in an XML answer. Raises NotReadable for the answer of ASK."""
    if children(root, "boolean"):
        raise is_ask()
    names = tuple(attribute(variable, "name") for variable in every(root, "head/variable"))
    return Table(names, tuple(dict(_of_xml(result)) for result in every(root, "results/result")))


def is_ask() -> NotReadable:
    return NotReadable(
        "Đây là kết quả ASK (đúng/sai), không phải RDF: hãy dùng câu hỏi CONSTRUCT.",
        "This is the result of ASK (true or false), not RDF: ask with CONSTRUCT.",
    )


def _of_json(row: Mapping[str, Any]) -> Iterator[tuple[str, Term]]:
    for name, value in row.items():
        told = mapping_of(value)
        text = told.get("value")
        if isinstance(text, str):
            lang, datatype = text_of(told.get("xml:lang")), text_of(told.get("datatype"))
            if term := _term(text_of(told.get("type")), text, lang, datatype):
                yield name, term


def _of_xml(result: Element) -> Iterator[tuple[str, Term]]:
    for binding in children(result, "binding"):
        for value in children(binding, "uri", "literal", "bnode"):
            kind = value.tag.rpartition("}")[2]
            text = "".join(value.itertext())
            if term := _term(kind, text, value.get(LANG) or "", value.get("datatype") or ""):
                yield attribute(binding, "name"), term


def _term(kind: str, text: str, lang: str, datatype: str) -> Term | None:
    if kind in ("uri", "iri"):
        return node(text)
    if kind == "bnode":
        return BlankNode(f"row{text.encode().hex()[:120]}")
    if kind not in ("literal", "typed-literal"):
        return None
    words = clean(text)
    if lang and (tag := language_tag(lang)):
        return Literal(words, language=tag)
    typed = node(datatype) if datatype else None
    return Literal(words, datatype=typed) if typed and typed not in OF_TONGUES else Literal(words)
