"""Asking a generation what a plan says, and writing the answer in its form; runs in a query worker.

The answer is made whole before its first byte is sent, so that an error never follows half an answer; the byte cap
bounds the memory. The row cap is counted in the bytes written, because iterating solutions in Python costs far more.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)
from pyoxigraph import Store as Engine

from sparql.protocol import Plan
from sparql.refusal import Refusal
from sparql.scanner import limited
from sparql.syntax import syntax_refusal
from vocab.namespaces import PREFIXES

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

RESULT_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
_NO_FUNCTION = re.compile(r"custom function (<[^>]*>) is not supported")
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')
_JSON_NEXT_ROW = re.compile(rb'\}\},\{"(?![},])')
"""Between rows only: within a row a comma precedes a key; within a string a quote follows a backslash or closes it."""

OUT_OF_MEMORY = "query-memory"
"""The slug of the refusal after which a process holds less memory than it did."""


@dataclass(frozen=True, slots=True)
class AnswerCaps:
    """How much an answer may hold: bytes as sent, and rows of a SELECT; `dump` is where the whole is had instead. `memory`
    is what the process that answers may use, in bytes, to be named when it was too little."""

    bytes: int = 20 * 1024 * 1024
    rows: int = 10_000
    dump: str = ""
    memory: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `truncated` says that rows beyond the cap were left out, as `partial=1` allowed."""

    content_type: str
    body: bytes
    truncated: bool = False


class _TooLarge(Exception):
    """The engine wrote more than the cap; carried out through its own serializer."""


class _Sink(BytesIO):
    """A file in memory that the engine writes into, up to a cap."""

    def __init__(self, cap: int) -> None:
        super().__init__()
        self.cap = cap

    def write(self, part: "ReadableBuffer", /) -> int:
        written = super().write(part)
        if self.tell() > self.cap:
            raise _TooLarge
        return written


def answer(engine: Engine, plan: Plan, caps: AnswerCaps) -> Answer | Refusal:
    """The answer of a read-only store to a plan, or a refusal: 400 syntax or evaluation, 413 too large, 503 memory."""
    try:
        return _partial(engine, plan, caps) if plan.partial else _whole(engine, plan, caps)
    except SyntaxError:
        return syntax_refusal(plan.text, plan.base)
    except _TooLarge:
        return _too_large(caps)
    except MemoryError:
        return _out_of_memory(caps)
    except (ValueError, RuntimeError) as error:
        return _not_evaluated(str(error))
    except OSError:
        return _unreadable()


def _whole(engine: Engine, plan: Plan, caps: AnswerCaps) -> Answer | Refusal:
    """All of it, or a refusal. A SELECT is asked for one row beyond the cap, so that a long one is soon refused."""
    one_more = limited(plan.text, plan.scan, caps.rows + 1) if plan.scan.form == "SELECT" else None
    try:
        body = _written(engine, plan, one_more or plan.text, caps)
    except SyntaxError:  # the text of the person itself must be at fault
        body = _written(engine, plan, plan.text, caps)
    if plan.scan.form == "SELECT" and rows(body, plan.offer.format) > caps.rows:
        return _too_large(caps)
    return Answer(plan.offer.content_type, body)


def _partial(engine: Engine, plan: Plan, caps: AnswerCaps) -> Answer | Refusal:
    """The first rows up to the cap, then one question more: is there another row?"""
    cut = limited(plan.text, plan.scan, caps.rows) if plan.scan.form == "SELECT" else None
    more = limited(plan.text, plan.scan, 1, caps.rows)
    if cut is None or more is None:
        return _whole(engine, plan, caps)
    try:
        body = _written(engine, plan, cut, caps)
    except SyntaxError:  # said of the person's own text, not of the one that was cut
        return _whole(engine, plan, caps)
    full = rows(body, plan.offer.format) == caps.rows
    truncated = full and rows(_written(engine, plan, more, caps), plan.offer.format) > 0
    return Answer(plan.offer.content_type, body, truncated)


def _written(engine: Engine, plan: Plan, text: str, caps: AnswerCaps) -> bytes:
    sink = _Sink(caps.bytes)
    asked = _ask(engine, plan, text)
    if isinstance(asked, QueryTriples):
        serialize(asked, sink, GRAPH_FORMATS[plan.offer.format], prefixes=PREFIXES)
    else:
        asked.serialize(sink, RESULT_FORMATS[plan.offer.format])
    return sink.getvalue()


def _ask(engine: Engine, plan: Plan, text: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Ask of the protocol's dataset, else of the text's own (FROM), else of the default graph."""
    if plan.dataset:
        return engine.query(
            text,
            base_iri=plan.base,
            prefixes=PREFIXES,
            default_graph=[NamedNode(iri) for iri in plan.dataset.default],
            named_graphs=[NamedNode(iri) for iri in plan.dataset.named],
        )
    return engine.query(text, base_iri=plan.base, prefixes=PREFIXES)


def rows(body: bytes, format: str) -> int:
    """How many solutions a SELECT answer in `format` (json, xml, csv, tsv) holds, as this engine writes them."""
    if format == "xml":  # a literal's < is escaped
        return body.count(b"<result>")
    if format == "tsv":  # so is its line end
        return body.count(b"\n") - 1
    if format == "csv":  # every second part lies between quotes; a doubled quote opens and closes
        return b"".join(body.split(b'"')[::2]).count(b"\r\n") - 1
    bindings = body.partition(b'"results":{"bindings":[')[2]
    if b"{}" in bindings:  # a row without bindings, or a string that looks like one
        bindings = _JSON_STRING.sub(b'"', bindings).replace(b"{}", b'{":}}')
    return 0 if bindings.startswith(b"]") else len(_JSON_NEXT_ROW.findall(bindings)) + 1


def verdict(body: bytes) -> bool:
    """What an answer to an ASK in JSON says, as this engine writes it."""
    return b'"boolean":true' in body


def _out_of_memory(caps: AnswerCaps) -> Refusal:
    """The process goes on, and may be thrown away: see `OUT_OF_MEMORY`."""
    return Refusal(
        503,
        OUT_OF_MEMORY,
        f"Câu truy vấn cần nhiều bộ nhớ hơn mức {caps.memory >> 20} MiB: hãy thu hẹp lại.",
        f"The query needs more memory than the {caps.memory >> 20} MiB it may have: narrow it.",
    )


def _too_large(caps: AnswerCaps) -> Refusal:
    where = f" ({caps.dump})" if caps.dump else ""
    return Refusal(
        413,
        "answer-too-large",
        f"Kết quả vượt giới hạn {caps.rows} dòng hoặc {caps.bytes >> 20} MiB: hãy thêm LIMIT, hỏi với partial=1 "
        f"để nhận phần đầu, hoặc tải toàn bộ dữ liệu{where}.",
        f"The answer exceeds the limit of {caps.rows} rows or {caps.bytes >> 20} MiB: add a LIMIT, ask with partial=1 "
        f"for its first part, or download the dump{where}.",
        headers=(("Link", f'<{caps.dump}>; rel="alternate"'),) if caps.dump else (),
    )


def _unreadable() -> Refusal:
    """The engine's own sentence names files, so it is not shown."""
    return Refusal(
        503,
        "generation-unreadable",
        "Bản sao dữ liệu đang hỏi không đọc được: hãy thử lại.",
        "The copy of the data that was asked cannot be read: try again.",
    )


def _not_evaluated(message: str) -> Refusal:
    unknown = _NO_FUNCTION.search(message)
    if unknown is not None:
        return Refusal(
            400,
            "query-not-evaluated",
            f"Không có hàm {unknown[1][:200]}: chỉ có hàm của SPARQL 1.1, của GeoSPARQL và các kiểu của XSD.",
            f"There is no function {unknown[1][:200]}: there are those of SPARQL 1.1, GeoSPARQL and the types of XSD.",
        )
    return Refusal(
        400,
        "query-not-evaluated",
        f"Câu truy vấn không thực hiện được: {message[:200]}",
        f"The query cannot be evaluated: {message[:200]}",
    )
