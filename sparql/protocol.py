"""The SPARQL 1.1 Protocol for queries: a plain request value in, a plan or a refusal out.

https://www.w3.org/TR/sparql11-protocol/ sections 2.1 (query operation) and 2.2 (update, always refused here). Nothing
is asked of the store: a plan says what to ask, of which dataset, in which form; `answering.answer` does it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from sparql import request_refusals
from sparql.negotiation import GRAPHS, RESULTS, Offer, choose, named
from sparql.refusal import Refusal
from sparql.scanner import Caps, Scan, scan

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
_TAKEN = (QUERY_TYPE, FORM_TYPE)
METHODS = "GET, HEAD, POST, OPTIONS"
GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")
"""The protocol's own dataset, in an address or a form."""
_PERCENT_ENCODED = 3
"""A form's body may be this many times the text it carries, and the names of its fields besides."""
_MOST_PARAMETERS = 1_000
_RAW = re.compile(rb"[\x80-\xff]")
"""Bytes that a careful client would have percent-encoded."""
_BYTE_ORDER_MARK = "\ufeff"

_VOLATILE = re.compile(r"(?:NOW|RAND|UUID|BNODE)\s*[(#]", re.IGNORECASE)
"""Also where it stands in a string or before a comment, which costs only the memory of an answer."""

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request to the endpoint, as it came: `query_string` (a sign a byte) and `body` are not yet decoded.

    `address` is the endpoint's own IRI, against which relative IRIs in a text are read (RFC 3986 section 5.1.3).
    """

    method: str
    query_string: str = ""
    content_type: str | None = None
    body: bytes = b""
    accept: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """The protocol's own dataset: it wins over FROM in the text (section 2.1.4). Graph IRIs, in the order given."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.default or self.named)


@dataclass(frozen=True, slots=True)
class Plan:
    """A query to ask: its text, what the scanner saw, the protocol's dataset, the form of the answer.

    With `partial` an answer over the row cap is cut at the cap and marked, not refused.
    """

    text: str
    scan: Scan
    dataset: Dataset
    offer: Offer
    partial: bool = False
    base: str | None = None
    key: str = field(init=False)
    """Equal for plans with the same answer from the same generation: what a cache and an ETag need beside it.

    A digest, for a text may be long and whoever keeps many keys would keep all their texts.
    """

    def __post_init__(self) -> None:
        asks = (self.text, self.dataset, self.offer.format, self.offer.media_type, self.partial, self.base)
        digest = sha256(repr(asks).encode("utf-8", "surrogatepass")).hexdigest()[:32]
        object.__setattr__(self, "key", digest)

    @property
    def is_volatile(self) -> bool:
        """Whether asked again it may say something else of the same data: it looks at the clock, or makes names."""
        return _VOLATILE.search(self.text) is not None


@dataclass(frozen=True, slots=True)
class ServiceDescription:
    """No query was sent: the endpoint describes itself in this form (SPARQL 1.1 Service Description section 2)."""

    offer: Offer


def plan(request: Request, caps: Caps) -> Plan | ServiceDescription | Refusal:
    """What the request asks for, or why it is refused: 400, 403, 405, 406, 413 or 415."""
    read = _parameters(request, caps)
    if isinstance(read, Refusal):
        return read
    sent = [name for name, _ in read]
    if "update" in sent:
        return (
            request_refusals.query_and_update()
            if "query" in sent
            else request_refusals.many_updates()
            if sent.count("update") > 1
            else request_refusals.update()
        )
    if "query" not in sent:
        return _description(request, read)
    if sent.count("query") > 1:
        return request_refusals.many_queries()
    return _query(next(value for name, value in read if name == "query"), read, request, caps)


def _parameters(request: Request, caps: Caps) -> list[tuple[str, str]] | Refusal:
    """The parameters of address and body together; a query sent directly is one more of them.

    The protocol puts a form's dataset into its body (section 2.1.2), its own tests into the address: both are read.
    A query's text, though, is never taken from the address of a POST.
    """
    if request.method not in METHODS.split(", "):
        return request_refusals.method(request.method, METHODS)
    address = _decoded(request.query_string.encode("latin-1", "replace"))
    if isinstance(address, Refusal) or request.method != "POST":
        return address
    if len(request.body) > _PERCENT_ENCODED * caps.text + 4096:
        return request_refusals.body_too_long(caps.text)
    sent = _posted(request)
    if isinstance(sent, Refusal):
        return sent
    in_address = any(name == "query" for name, _ in address)
    return request_refusals.query_in_address() if in_address and not _has_query(sent) else [*address, *sent]


def _has_query(pairs: Pairs) -> bool:
    return any(name in ("query", "update") for name, _ in pairs)


def _posted(request: Request) -> list[tuple[str, str]] | Refusal:
    media_type, _, rest = (request.content_type or "").partition(";")
    media_type, charset = media_type.strip().lower(), _charset(rest)
    if not media_type:
        return request_refusals.type_missing(_TAKEN)
    if media_type not in (FORM_TYPE, QUERY_TYPE, UPDATE_TYPE):
        return request_refusals.type_unknown(media_type, _TAKEN)
    if charset not in _CHARSETS:
        return request_refusals.charset_unknown(charset)
    if media_type == FORM_TYPE:
        return _decoded(request.body)
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return request_refusals.not_utf8()
    return [("query" if media_type == QUERY_TYPE else "update", text)]


_CHARSETS = ("", "utf-8", "utf8", "us-ascii")


def _query(sent: str, pairs: Pairs, request: Request, caps: Caps) -> Plan | Refusal:
    text = sent.removeprefix(_BYTE_ORDER_MARK)
    read = scan(text, caps)
    if isinstance(read, Refusal):
        return read
    dataset = _dataset(pairs)
    if isinstance(dataset, Refusal):
        return dataset
    offer = _offer(pairs, request.accept, RESULTS if read.form in ("SELECT", "ASK") else GRAPHS)
    if isinstance(offer, Refusal):
        return offer
    return Plan(text, read, dataset, offer, ("partial", "1") in pairs, request.address)


def _description(request: Request, pairs: Pairs) -> ServiceDescription | Refusal:
    if request.method == "POST" or any(name in GRAPH_PARAMETERS for name, _ in pairs):
        return request_refusals.no_query()
    offer = _offer(pairs, request.accept, GRAPHS)
    return offer if isinstance(offer, Refusal) else ServiceDescription(offer)


def _offer(pairs: Pairs, accept: str | None, offers: Sequence[Offer]) -> Offer | Refusal:
    """The form `format=` names, for links and plain forms, else the one the Accept header likes best."""
    asked = next((value for name, value in pairs if name == "format" and value), None)
    if asked is not None:
        return named(asked, offers) or request_refusals.format_unknown(asked, offers)
    return choose(accept, offers) or request_refusals.not_acceptable(offers)


def _dataset(pairs: Pairs) -> Dataset | Refusal:
    graphs = {key: tuple(value for name, value in pairs if name == key) for key in GRAPH_PARAMETERS}
    for iri in (each for group in graphs.values() for each in group):
        try:
            NamedNode(iri)
        except ValueError:
            return request_refusals.graph_iri(iri)
    return Dataset(*(graphs[key] for key in GRAPH_PARAMETERS))


def _decoded(encoded: bytes) -> list[tuple[str, str]] | Refusal:
    """The pairs of a form, decoded once; refused when they are not UTF-8."""
    plain = _RAW.sub(lambda raw: b"%%%02X" % raw[0][0], encoded).decode("ascii")
    if plain.count("&") >= _MOST_PARAMETERS:
        return request_refusals.many_parameters(_MOST_PARAMETERS)
    try:
        return parse_qsl(plain, keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        return request_refusals.not_utf8()


def _charset(parameters: str) -> str:
    found = (each.partition("=") for each in parameters.split(";"))
    return next((value.strip().strip('"').lower() for name, _, value in found if name.strip().lower() == "charset"), "")
