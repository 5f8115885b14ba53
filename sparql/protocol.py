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

from sparql.negotiation import GRAPHS, RESULTS, Offer, choose, named
from sparql.refusal import Refusal
from sparql.scanner import Caps, Scan, scan

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"
METHODS = "GET, HEAD, POST, OPTIONS"
_PERCENT_ENCODED = 3
"""A form's body may be this many times the text it carries, and the names of its fields besides."""
_MOST_PARAMETERS = 1_000
_RAW = re.compile(rb"[\x80-\xff]")
"""Bytes that a careful client would have percent-encoded."""
_BYTE_ORDER_MARK = "\ufeff"

_VOLATILE = re.compile(r"(?:NOW|RAND|UUID|BNODE)\s*\(", re.IGNORECASE)
"""Also where it stands in a string or a comment, which costs only the memory of an answer."""

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
        return _both_sent() if "query" in sent else _many_updates() if sent.count("update") > 1 else _update_refused()
    if "query" not in sent:
        return _description(request, read)
    if sent.count("query") > 1:
        return _many_queries()
    return _query(next(value for name, value in read if name == "query"), read, request, caps)


def _parameters(request: Request, caps: Caps) -> list[tuple[str, str]] | Refusal:
    """The parameters of address and body together; a query sent directly is one more of them.

    The protocol puts a form's dataset into its body (section 2.1.2), its own tests into the address: both are read.
    A query's text, though, is never taken from the address of a POST.
    """
    if request.method not in METHODS.split(", "):
        return _method_refused(request.method)
    address = _decoded(request.query_string.encode("latin-1", "replace"))
    if isinstance(address, Refusal) or request.method != "POST":
        return address
    if len(request.body) > _PERCENT_ENCODED * caps.text + 4096:
        return _body_too_long(caps)
    sent = _posted(request)
    if isinstance(sent, Refusal):
        return sent
    in_address = any(name == "query" for name, _ in address)
    return _query_in_address() if in_address and not _has_query(sent) else [*address, *sent]


def _has_query(pairs: Pairs) -> bool:
    return any(name in ("query", "update") for name, _ in pairs)


def _posted(request: Request) -> list[tuple[str, str]] | Refusal:
    media_type, _, rest = (request.content_type or "").partition(";")
    media_type, charset = media_type.strip().lower(), _charset(rest)
    if not media_type:
        return _type_missing()
    if media_type not in (FORM_TYPE, QUERY_TYPE, UPDATE_TYPE):
        return _type_refused(media_type)
    if charset not in _CHARSETS:
        return _charset_refused(charset)
    if media_type == FORM_TYPE:
        return _decoded(request.body)
    try:
        text = request.body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8()
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
    if request.method == "POST" or any(name in _GRAPH_PARAMETERS for name, _ in pairs):
        return _no_query()
    offer = _offer(pairs, request.accept, GRAPHS)
    return offer if isinstance(offer, Refusal) else ServiceDescription(offer)


def _offer(pairs: Pairs, accept: str | None, offers: Sequence[Offer]) -> Offer | Refusal:
    """The form `format=` names, for links and plain forms, else the one the Accept header likes best."""
    asked = next((value for name, value in pairs if name == "format" and value), None)
    if asked is not None:
        return named(asked, offers) or _format_unknown(asked, offers)
    return choose(accept, offers) or _not_acceptable(offers)


def _dataset(pairs: Pairs) -> Dataset | Refusal:
    graphs = {key: tuple(value for name, value in pairs if name == key) for key in _GRAPH_PARAMETERS}
    for iri in (each for group in graphs.values() for each in group):
        try:
            NamedNode(iri)
        except ValueError:
            return _graph_refused(iri)
    return Dataset(*(graphs[key] for key in _GRAPH_PARAMETERS))


_GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")


def _decoded(encoded: bytes) -> list[tuple[str, str]] | Refusal:
    """The pairs of a form, decoded once; refused when they are not UTF-8."""
    plain = _RAW.sub(lambda raw: b"%%%02X" % raw[0][0], encoded).decode("ascii")
    if plain.count("&") >= _MOST_PARAMETERS:
        return _many_parameters()
    try:
        return parse_qsl(plain, keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError:
        return _not_utf8()


def _charset(parameters: str) -> str:
    found = (each.partition("=") for each in parameters.split(";"))
    return next((value.strip().strip('"').lower() for name, _, value in found if name.strip().lower() == "charset"), "")


def _method_refused(method: str) -> Refusal:
    return Refusal(
        405,
        "method-not-allowed",
        f"Không dùng được phương thức {method[:20]}: hãy hỏi bằng GET hoặc POST.",
        f"The method {method[:20]} may not be used: ask with GET or POST.",
        headers=(("Allow", METHODS),),
    )


def _update_refused() -> Refusal:
    return Refusal(
        403,
        "update-refused",
        "Điểm truy vấn công khai chỉ đọc, không nhận lệnh cập nhật.",
        "The public endpoint only reads; it takes no updates.",
    )


def _both_sent() -> Refusal:
    return Refusal(
        400,
        "query-and-update",
        "Không được gửi cùng lúc cả query và update.",
        "A request may not send both query and update.",
    )


def _many_queries() -> Refusal:
    return Refusal(
        400, "many-queries", "Mỗi yêu cầu chỉ được một tham số query.", "A request sends the parameter query only once."
    )


def _many_updates() -> Refusal:
    return Refusal(
        400,
        "many-updates",
        "Mỗi yêu cầu chỉ được một tham số update, và điểm truy vấn công khai không nhận lệnh cập nhật.",
        "A request sends the parameter update only once, and the public endpoint takes no updates.",
    )


def _many_parameters() -> Refusal:
    return Refusal(
        400,
        "many-parameters",
        f"Yêu cầu có quá {_MOST_PARAMETERS} tham số.",
        f"The request has more than {_MOST_PARAMETERS} parameters.",
    )


def _query_in_address() -> Refusal:
    return Refusal(
        400,
        "query-in-address",
        "Khi gửi bằng POST, tham số query phải nằm trong nội dung gửi, không nằm trong địa chỉ.",
        "A POST carries the parameter query in its body, not in its address.",
    )


def _no_query() -> Refusal:
    return Refusal(400, "no-query", "Yêu cầu không có tham số query.", "The request has no parameter query.")


def _not_utf8() -> Refusal:
    return Refusal(
        400, "not-utf8", "Câu hỏi phải viết bằng mã UTF-8.", "The request is not in UTF-8, which the query must be."
    )


def _type_missing() -> Refusal:
    return Refusal(
        400,
        "content-type-missing",
        f"POST phải có Content-Type: {FORM_TYPE} hoặc {QUERY_TYPE}.",
        f"A POST must have a Content-Type: {FORM_TYPE} or {QUERY_TYPE}.",
    )


def _type_refused(media_type: str) -> Refusal:
    return Refusal(
        415,
        "content-type-unknown",
        f"Không nhận {media_type[:80]}: hãy gửi {FORM_TYPE} hoặc {QUERY_TYPE}.",
        f"{media_type[:80]} is not taken: send {FORM_TYPE} or {QUERY_TYPE}.",
        headers=(("Accept", f"{QUERY_TYPE}, {FORM_TYPE}"),),
    )


def _charset_refused(charset: str) -> Refusal:
    return Refusal(
        415,
        "charset-unknown",
        f"Không nhận mã {charset[:40]}: hãy dùng UTF-8.",
        f"The charset {charset[:40]} is not taken: use UTF-8.",
    )


def _body_too_long(caps: Caps) -> Refusal:
    return Refusal(
        413,
        "query-too-long",
        f"Yêu cầu dài quá: câu hỏi chỉ được tới {caps.text // 1024} kB.",
        f"The request is too long: a query may have up to {caps.text // 1024} kB.",
    )


def _graph_refused(iri: str) -> Refusal:
    return Refusal(
        400,
        "graph-iri",
        f"“{iri[:200]}” không phải là IRI tuyệt đối của một đồ thị.",
        f"“{iri[:200]}” is not the absolute IRI of a graph.",
    )


def _format_unknown(asked: str, offers: Sequence[Offer]) -> Refusal:
    known = ", ".join(dict.fromkeys(offer.format for offer in offers))
    return Refusal(
        400,
        "format-unknown",
        f"Không có dạng “{asked[:40]}” cho câu hỏi này; có: {known}.",
        f"There is no form “{asked[:40]}” for this query; there are: {known}.",
    )


def _not_acceptable(offers: Sequence[Offer]) -> Refusal:
    known = ", ".join(offer.media_type for offer in offers)
    return Refusal(
        406,
        "not-acceptable",
        f"Không có dạng nào theo Accept; có: {known}.",
        f"Nothing here suits the Accept header; there are: {known}.",
    )
