"""`/sparql/graphs`: one graph at a time, by the SPARQL 1.1 Graph Store HTTP Protocol; reading only.

A record's graph comes exact, from the ledger; every other is asked of the query workers. `/graph/…`, the graphs' own
addresses, lead to the same (section 4.1).
"""

from flask import Blueprint, Response, request

from registry.catalogue import Shown
from registry.web import describing, problems, rdf, showing
from registry.web.encoding import sent
from registry.web.here import keeper
from registry.web.querying import ask, asked
from registry.web.safety import open_to_all, preflight
from sparql.answering import verdict
from sparql.graph_store import METHODS, WRITING, Wanted, asking, not_there, offered, too_large, wanted
from sparql.negotiation import Offer
from sparql.refusal import Refusal
from vocab.identifiers import is_key

graphs = Blueprint("graphs", __name__)
TOO_LARGE = 413


@graphs.route("/sparql/graphs", methods=["GET", "OPTIONS", *WRITING], provide_automatic_options=False)
def store() -> Response:
    """One graph whole: `?graph=` with its IRI, or `?default` for the merge of all; what writes is refused."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    read = wanted(asked())
    return open_to_all(_refused(read) if isinstance(read, Refusal) else _graph(read))


@graphs.route("/graph/<name>", methods=["GET", "OPTIONS"], provide_automatic_options=False)
def direct(name: str) -> Response:
    """A graph of the catalogue at its own address."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    offer = offered(request.args.get("format", ""), request.headers.get("Accept"))
    if isinstance(offer, Refusal):
        return open_to_all(_refused(offer))
    if name not in describing.GRAPHS_ALWAYS_THERE:
        return open_to_all(_refused(not_there()))
    return open_to_all(_graph(Wanted(describing.graph_iri(name), offer)))


def _graph(read: Wanted) -> Response:
    records = f"{keeper().config.base}/id/record/"
    if read.graph is not None and read.graph.startswith(records):
        return _record(read.graph.removeprefix(records), read.offer)
    if not _is_there(read.graph):
        return _refused(not_there())
    plan = asking("whole", read.graph, read.offer)
    served = ask(plan)
    if isinstance(served, Refusal):
        return _refused(too_large(keeper().queries.caps.dump) if served.status == TOO_LARGE else served)
    answer = Response(served.answer.body, content_type=served.answer.content_type)
    answer.headers["Ledger-Position"] = str(served.generation.position)
    return sent(answer, f"{served.generation.mark}-{plan.key}")


def _is_there(graph: str | None) -> bool:
    """The default graph and those that are always there may be empty; of any other one triple must be there."""
    if graph is None or graph in {describing.graph_iri(name) for name in describing.GRAPHS_ALWAYS_THERE}:
        return True
    served = ask(asking("there", graph))
    return isinstance(served, Refusal) or verdict(served.answer.body)


def _record(key: str, offer: Offer) -> Response:
    """A record's exact graph; only what is public is there."""
    found = keeper().catalogue.shown(key) if is_key(key) else None
    if not isinstance(found, Shown):
        return _refused(not_there())
    answer = Response(rdf.written(showing.graph(found), offer.format), content_type=offer.content_type)
    return sent(answer, f"{found.current.seq}-{found.current.fingerprint[:32]}-{offer.format}")


def _refused(refusal: Refusal) -> Response:
    return problems.answered(problems.of_refusal(refusal))
