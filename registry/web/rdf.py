"""RDF answers: triples in the form a client asked for, with an ETag, and for graphs of terms the same.

Exact readings come from the ledger's own triples, never from the store, which rewrites literals (DESIGN section 2).
"""

import hashlib
from collections.abc import Iterable

from flask import Response, request
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize
from werkzeug.wrappers import Response as AnyResponse

from registry.rendering import rendered
from sparql.negotiation import GRAPHS, Offer, named

FORMATS = ("ttl", "rdf", "jsonld", "nt")
SUFFIXES = tuple((suffix, offer.media_type) for suffix in FORMATS if (offer := named(suffix, GRAPHS)))
"""Suffix and media type of each form, in the order in which pages offer them."""
OFFERS = tuple(offer for offer in GRAPHS if offer.format in FORMATS)
RECORD_FORMATS = (*FORMATS, "trig", "nq")
"""Those of a record, which is a named graph and can be told as one."""
RECORD_SUFFIXES = tuple(
    (offer.format, offer.media_type) for suffix in RECORD_FORMATS if (offer := named(suffix, GRAPHS))
)
RECORD_OFFERS = tuple(offer for offer in GRAPHS if offer.format in RECORD_FORMATS)


def media_type_of(suffix: str) -> str:
    """The media type of the form of this suffix, one of `rendering.FORMATS`. Raises StopIteration for another."""
    return next(offer.media_type for offer in GRAPHS if offer.format == suffix)


def written(triples: Iterable[Triple], suffix: str, graph: str = "") -> bytes:
    """The triples in one of FORMATS; those of a named graph (IRI) in one of RECORD_FORMATS."""
    if not graph:
        return rendered(serialize(triples, format=RdfFormat.N_TRIPLES) or b"", {}, suffix)
    quads = (Quad(one.subject, one.predicate, one.object, NamedNode(graph)) for one in triples)
    return rendered(b"", {graph: serialize(quads, format=RdfFormat.N_QUADS) or b""}, suffix)


def answered(triples: Iterable[Triple], offer: Offer, address: str, status: int = 200, graph: str = "") -> AnyResponse:
    """The triples as an answer; `address` is where exactly this form is found, `graph` the named graph (IRI) that they
    stand in, if in one. A known ETag is answered with 304."""
    body = written(triples, offer.format, graph)
    answer = Response(body, status, content_type=offer.content_type)
    answer.set_etag(hashlib.sha256(body).hexdigest()[:32])
    answer.headers["Content-Location"] = address
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.add("Accept")
    return answer.make_conditional(request) if status == 200 else answer
