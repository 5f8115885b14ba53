"""One request as the protocol's value, and a plan asked of the query workers: what the endpoint and its page share."""

from flask import request

from registry.web.here import keeper
from registry.workers.query_pool import Served
from sparql.protocol import Plan
from sparql.protocol import Request as Asked
from sparql.refusal import Refusal
from sparql.scanner import Caps

CAPS = Caps()


def asked(accept: str | None = None) -> Asked:
    """The request under way as the protocol reads it; `accept` in place of its own Accept header."""
    return Asked(
        request.method if request.method != "HEAD" else "GET",
        request.query_string.decode("latin-1"),
        request.headers.get("Content-Type"),
        request.get_data(cache=False) if request.method == "POST" else b"",
        accept or request.headers.get("Accept"),
        f"{keeper().config.base}/sparql",
    )


def ask(plan: Plan) -> Served | Refusal:
    """What the query workers answer to a plan."""
    return keeper().queries.ask(plan)
