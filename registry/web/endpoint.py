"""`/sparql`: the SPARQL 1.1 Protocol for programs; the same address is a page for people (`query_page`).

What is asked, refused and answered is `sparql.protocol` and the query workers; nothing is evaluated here.
"""

from hashlib import sha256

from flask import Blueprint, Response, request

from registry.web import problems, query_page
from registry.web.here import keeper
from registry.web.querying import CAPS, ask, asked
from registry.web.safety import open_to_all
from registry.workers.query_pool import Served
from sparql.negotiation import GRAPHS, HTML, RESULTS, choose
from sparql.protocol import Plan, ServiceDescription, plan
from sparql.refusal import Refusal
from sparql.service_description import Stated, describe_service

endpoint = Blueprint("endpoint", __name__)


@endpoint.route("/sparql", methods=["GET", "POST", "OPTIONS"], provide_automatic_options=False)
def sparql() -> Response:
    """Who names HTML first, as browsers do, gets the page; everyone else the protocol."""
    if request.method == "OPTIONS":
        return open_to_all(Response(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"}))
    return query_page.answered() if _wants_page() else open_to_all(_protocol())


def _wants_page() -> bool:
    offer = choose(request.headers.get("Accept"), (*RESULTS, *GRAPHS, *HTML))
    return offer is not None and offer.format == "html" and not request.args.get("format") and request.method != "POST"


def _protocol() -> Response:
    planned = plan(asked(), CAPS)
    if isinstance(planned, Refusal):
        return _refused(planned)
    if isinstance(planned, ServiceDescription):
        return _described(planned)
    served = ask(planned)
    if isinstance(served, Refusal):
        return _refused(served)
    return _answered(planned, served)


def _answered(planned: Plan, served: Served) -> Response:
    answer = Response(served.answer.body, content_type=served.answer.content_type)
    mark = f"{served.generation.mark}:{planned.key!r}"
    answer.set_etag(sha256(mark.encode()).hexdigest()[:32])
    if served.answer.truncated:
        answer.headers["X-Truncated"] = "rows"
    answer.vary.add("Accept")
    answer.make_conditional(request)
    return answer


def _described(planned: ServiceDescription) -> Response:
    queries = keeper().queries
    stated = Stated(CAPS, queries.caps, queries.limits.seconds)
    body = describe_service(f"{keeper().config.links}/sparql", planned.offer, stated)
    answer = Response(body, content_type=planned.offer.content_type)
    answer.vary.add("Accept")
    return answer


def _refused(refusal: Refusal) -> Response:
    return problems.answered(problems.of_refusal(refusal))
