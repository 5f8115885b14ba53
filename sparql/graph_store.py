"""The SPARQL 1.1 Graph Store HTTP Protocol, read side: which graph a request asks for, and the questions that fetch it.

https://www.w3.org/TR/sparql11-http-rdf-update/ sections 4.2 (the graph's IRI in the query string), 5.1 (status codes), 5.2
(GET), 5.6 (HEAD). What writes is refused with 405, for these graphs take it from nobody: section 5.1 and RFC 9110 15.5.6;
403 is for what somebody else may do.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal as OneOf
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from sparql import request_refusals
from sparql.negotiation import GRAPHS, RESULTS, Offer, choose, named
from sparql.protocol import Dataset, Plan, Request
from sparql.refusal import Refusal
from sparql.scanner import Caps, Scan, scan

METHODS = "GET, HEAD, OPTIONS"
WRITING = ("PUT", "POST", "DELETE", "PATCH")
Question = OneOf["whole", "there"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A graph by its IRI, the default graph when that is None, and the form it is to come in."""

    graph: str | None
    offer: Offer


def wanted(request: Request) -> Wanted | Refusal:
    """Which graph the query string names, or why it is refused: 400, 405 or 406."""
    if request.method not in METHODS.split(", "):
        return _writing_refused(request.method)
    try:
        pairs = parse_qsl(request.query_string, keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        return _not_utf8()
    graphs = [value for name, value in pairs if name == "graph"]
    is_default = any(name == "default" for name, _ in pairs)
    if len(graphs) + is_default != 1:
        return _one_of_two()
    if graphs and not _is_absolute(graphs[0]):
        return request_refusals.graph_iri(graphs[0])
    offer = offered(next((value for name, value in pairs if name == "format"), ""), request.accept)
    return offer if isinstance(offer, Refusal) else Wanted(graphs[0] if graphs else None, offer)


def offered(format: str, accept: str | None) -> Offer | Refusal:
    """The form that `format` names, "" for none, else the one the Accept header likes best."""
    if format:
        return named(format, GRAPHS) or request_refusals.format_unknown(format, GRAPHS)
    return choose(accept, GRAPHS) or request_refusals.not_acceptable(GRAPHS)


def asking(question: Question, graph: str | None, offer: Offer | None = None) -> Plan:
    """A fixed question asked of one graph alone, of the default graph when that is None; `there` is answered in JSON."""
    text = _text(question)
    read = scan(text, Caps())
    assert isinstance(read, Scan), "a question on file is within the caps"
    return Plan(text, read, Dataset((graph,) if graph else ()), offer or RESULTS[0])


def too_large(dump: str) -> Refusal:
    """A graph over the cap of an answer: the whole is had as a dump."""
    return Refusal(
        413,
        "graph-too-large",
        f"Đồ thị này lớn quá một lần trả lời: hãy tải toàn bộ dữ liệu ({dump}).",
        f"This graph is larger than one answer may be: download the dump ({dump}).",
        headers=(("Link", f'<{dump}>; rel="alternate"'),),
    )


def not_there() -> Refusal:
    """One answer for what never was, what is gone and what is not public: who asks learns no difference."""
    return Refusal(404, "graph-not-there", "Không có đồ thị này.", "There is no such graph.")


@cache
def _text(question: Question) -> str:
    return files("sparql").joinpath(f"graphs/{question}.rq").read_text("utf-8")


def _is_absolute(iri: str) -> bool:
    try:
        NamedNode(iri)
    except ValueError:
        return False
    return True


def _writing_refused(method: str) -> Refusal:
    return Refusal(
        405,
        "graph-read-only",
        f"Không dùng được phương thức {method[:20]}: đồ thị ở đây chỉ để đọc; cơ quan sửa dữ liệu ở bàn làm việc của mình.",
        f"The method {method[:20]} may not be used: graphs are only read here; agencies change their data at their desk.",
        headers=(("Allow", METHODS),),
    )


def _one_of_two() -> Refusal:
    return Refusal(
        400,
        "graph-which",
        "Hãy nêu đúng một đồ thị: ?graph= với IRI của đồ thị, hoặc ?default.",
        "Name exactly one graph: ?graph= with the graph's IRI, or ?default.",
    )


def _not_utf8() -> Refusal:
    return Refusal(400, "not-utf8", "Địa chỉ phải viết bằng mã UTF-8.", "The address is not in UTF-8.")
