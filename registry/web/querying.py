"""One request as the protocol's value, and a plan asked of the query workers: what the endpoint and its page share."""

import re
from ipaddress import ip_address, ip_network

from flask import request

from registry.web.here import keeper, remote_address
from registry.workers.query_pool import Served
from sparql.protocol import Plan
from sparql.protocol import Request as Asked
from sparql.refusal import Refusal
from sparql.scanner import Caps

CAPS = Caps()
IPV6, NETWORK = 6, 64
_PORT = re.compile(r"^(?:\[(.*)\]|([^:]*))(?::\d+)?$")


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
    """What the query workers answer to a plan, on the account of whoever asks."""
    address = remote_address()
    return keeper().queries.ask(plan, "" if address in keeper().config.query_unbounded else client_of(address))


def client_of(address: str) -> str:
    """Whose account a question from this address is on: of IPv6 a network of 64 bits, which is what one customer gets.

    Some proxies write a port beside it, another one for each connection: it does not count.
    """
    try:
        known = ip_address(_PORT.sub(r"\1\2", address))
    except ValueError:
        return address
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network(f"{known}/{NETWORK}", strict=False)) if known.version == IPV6 else str(known)
