"""What the machine doors say of themselves in RDF: the endpoint's Service Description, and VoID with the dumps.

An answer stands until what it is drawn from moves; its triples are then drawn anew.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import replace

from flask import Response, url_for
from pyoxigraph import serialize

from registry.dumps import Dump
from registry.web.encoding import sent
from registry.web.here import keeper, remembered
from registry.web.querying import CAPS
from registry.web.safety import open_to_all
from registry.web.texts import texts
from sparql.answering import GRAPH_FORMATS
from sparql.dumping import SYNTAXES
from sparql.negotiation import Offer
from sparql.service_description import NamedGraph, Service, Stated, describe_service
from sparql.void import Download, Whole, about, distributions
from vocab.identifiers import dataset_of
from vocab.namespaces import PREFIXES

GRAPHS_ALWAYS_THERE = ("agencies", "vocabulary", "freshness", "overlap", "quality", "registry")


def service(offer: Offer) -> Response:
    """The endpoint's description of itself: SPARQL 1.1 Service Description section 2, and VoID."""
    queries, config = keeper().queries, keeper().config
    limits = queries.limits
    stated = Stated(CAPS, queries.caps, limits.seconds, limits.parallel, limits.budget, limits.memory >> 20)
    newest = keeper().dumps.newest
    example = _example()

    def drawn() -> bytes:
        more = tuple(f"{config.links}{path}" for path in ("/sparql/examples", "/sparql/graphs", "/dump"))
        told = Service(f"{config.links}/sparql", _whole(newest, example), stated, always_there(), more)
        return describe_service(told, offer)

    return _answered(offer, "service", (newest, stated, example), drawn)


def dataset(offer: Offer) -> Response:
    """The catalogue as one set of triples: VoID, its statistics, and each file of the newest dump with its checksum."""
    newest, example = keeper().dumps.newest, _example()

    def drawn() -> bytes:
        whole = _whole(newest, example)
        triples = [*about(whole), *distributions(whole)]
        return serialize(triples, format=GRAPH_FORMATS[offer.format], prefixes=PREFIXES) or b""

    return _answered(offer, "void", (newest, example), drawn)


def always_there() -> tuple[NamedGraph, ...]:
    """The graphs that are always there, if need be empty, with what they hold."""
    vi, en = (texts(lang) for lang in ("vi", "en"))
    return tuple(
        NamedGraph(graph_iri(name), vi.plain(f"graph.{name}"), en.plain(f"graph.{name}"))
        for name in GRAPHS_ALWAYS_THERE
    )


def graph_iri(name: str) -> str:
    return f"{keeper().config.base}/graph/{name}"


def address_of(dump: Dump, name: str) -> str:
    """Where a file of a dump is found, for ever the same bytes."""
    return keeper().config.links + url_for("dumps.file", dump=dump.name, name=name)


def _whole(newest: Dump | None, example: str) -> Whole:
    base, links = keeper().config.base, keeper().config.links
    spaces = (f"{base}/id/", f"{base}/graph/")
    without = Whole(f"{base}/", f"{links}/sparql", f"{links}/dump", spaces, example)
    if newest is None:
        return without
    found = ((suffix, newest.of_syntax(suffix)) for suffix in SYNTAXES)
    downloads = tuple(
        Download(address_of(newest, file.name), suffix, file.size, file.sha256) for suffix, file in found if file
    )
    return replace(without, modified=newest.made, downloads=downloads, statistics=newest.statistics)


def _example() -> str:
    """A dataset to look at, the first by its key; "" while nothing is public."""
    first = keeper().ledger.currents(limit=1)
    return dataset_of(first[0].record) if first else ""


def _answered(offer: Offer, name: str, key: tuple[Hashable, ...], drawn: Callable[[], bytes]) -> Response:
    body = remembered(f"{name}.{offer.format}", key, drawn)
    answer = Response(body, content_type=offer.content_type)
    return open_to_all(sent(answer, hashlib.sha256(body).hexdigest()[:32]))
