"""`/sparql`: the protocol for programs, and the same address as a page with an editor, examples and a table of results.

What is asked, refused and answered is `sparql.protocol` and the query workers; nothing is evaluated here. The page shows
the first rows only: a long result is taken as a file.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, render_template, request

from registry.web import problems
from registry.web.facts import link_of, shortened
from registry.web.here import keeper, language
from registry.web.safety import open_to_all
from registry.workers.query_pool import Served
from sparql.negotiation import GRAPHS, HTML, RESULTS, choose
from sparql.protocol import Plan, ServiceDescription, plan
from sparql.protocol import Request as Asked
from sparql.queries import Example, examples
from sparql.refusal import Refusal
from sparql.scanner import Caps, limited
from sparql.service_description import Stated, describe_service
from vocab.namespaces import PREFIXES

endpoint = Blueprint("endpoint", __name__)
ROWS_SHOWN = 200
LONGEST_SHOWN = 100_000
BAD_REQUEST = 400
CAPS = Caps()
PAGES = frozenset({"dataset", "record", "agency", "ministry-dataset", "change", "concept"})
"""The kinds of our own IRIs that have a page."""
FORMS = {"SELECT": ("csv", "tsv", "json", "xml"), "ASK": ("json", "xml"), "": ("ttl", "jsonld", "rdf", "nt")}


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a result: its text, its language or datatype, and where it leads."""

    text: str
    lang: str = ""
    kind: str = ""
    href: str = ""
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as the page shows it: a table, a yes or no, or the text of a graph. `more`: not all rows are here."""

    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    more: bool = False
    verdict: bool | None = None
    text: str = ""


@endpoint.route("/sparql", methods=["GET", "POST", "OPTIONS"], provide_automatic_options=False)
def sparql() -> Response:
    """Who names HTML first, as browsers do, gets the page; everyone else the protocol."""
    if request.method == "OPTIONS":
        return open_to_all(Response(status=204, headers={"Allow": "GET, HEAD, POST, OPTIONS"}))
    return _page() if _wants_page() else open_to_all(_protocol())


def _wants_page() -> bool:
    offer = choose(request.headers.get("Accept"), (*RESULTS, *GRAPHS, *HTML))
    return offer is not None and offer.format == "html" and not request.args.get("format") and request.method != "POST"


def _protocol() -> Response:
    asked = _asked()
    planned = plan(asked, CAPS)
    if isinstance(planned, Refusal):
        return _refused(planned)
    if isinstance(planned, ServiceDescription):
        return _described(planned)
    served = keeper().queries.ask(planned)
    if isinstance(served, Refusal):
        return _refused(served)
    return _answered(planned, served)


def _asked(accept: str | None = None) -> Asked:
    return Asked(
        request.method if request.method != "HEAD" else "GET",
        request.query_string.decode("latin-1"),
        request.headers.get("Content-Type"),
        request.get_data(cache=False) if request.method == "POST" else b"",
        accept or request.headers.get("Accept"),
        f"{keeper().config.base}/sparql",
    )


def _answered(planned: Plan, served: Served) -> Response:
    answer = Response(served.answer.body, content_type=served.answer.content_type)
    mark = f"{served.generation}:{planned.key!r}"
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


def _page() -> Response:
    text = request.args.get("query", "")
    refusal: Refusal | None = None
    shown: Shown | None = None
    forms: Sequence[str] = ()
    if text:
        answer = _asked_for_page(text)
        refusal, shown, forms = answer
    g.nonce = secrets.token_urlsafe(16)
    library = examples()
    page = render_template(
        "sparql.html",
        query=text or (library[0].text if library else ""),
        refusal=refusal,
        shown=shown,
        forms=[(form, f"?{urlencode({'query': text, 'format': form})}") for form in forms],
        link=f"?{urlencode({'query': text})}" if text else "",
        library=_library(library),
        limits=keeper().queries.limits,
        caps=CAPS,
        answer_caps=keeper().queries.caps,
        nonce=g.nonce,
        known=json.dumps([{"label": f"{prefix}:", "detail": iri} for prefix, iri in PREFIXES.items()]),
    )
    return make_response(page, refusal.status if refusal else 200)


def _library(known: Sequence[Example]) -> dict[str, list[tuple[str, str, str]]]:
    """The examples by theme: title, what it is for, and where it runs."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for example in known:
        there = f"?{urlencode({'query': example.text})}#kq"
        found.setdefault(example.theme, []).append((example.titles[language()], example.texts[language()], there))
    return found


def _asked_for_page(text: str) -> tuple[Refusal | None, Shown | None, Sequence[str]]:
    planned = plan(_asked(accept="application/sparql-results+json, text/turtle"), CAPS)
    if not isinstance(planned, Plan):
        return (planned if isinstance(planned, Refusal) else None), None, ()
    forms = FORMS.get(planned.scan.form, FORMS[""])
    served = _asked_for_rows(planned) if planned.scan.form == "SELECT" else keeper().queries.ask(planned)
    if isinstance(served, Refusal):
        return served, None, forms
    return None, _shown(planned, served.answer.body), forms


def _asked_for_rows(planned: Plan) -> Served | Refusal:
    """The first rows. What the cut text is refused for is asked again as it was typed: its faults are where they are."""
    first = limited(planned.text, planned.scan, ROWS_SHOWN + 1)
    if first is None:
        return keeper().queries.ask(replace(planned, partial=True))
    served = keeper().queries.ask(replace(planned, text=first))
    is_faulty = isinstance(served, Refusal) and served.status == BAD_REQUEST
    return keeper().queries.ask(planned) if is_faulty else served


def _shown(planned: Plan, body: bytes) -> Shown:
    if planned.offer.format != "json" or planned.scan.form not in ("SELECT", "ASK"):
        text = body[:LONGEST_SHOWN].decode("utf-8", "ignore")
        return Shown(text=text, more=len(body) > LONGEST_SHOWN)
    said = json.loads(body)
    if "boolean" in said:
        return Shown(verdict=said["boolean"])
    variables = tuple(said["head"]["vars"])
    found = said["results"]["bindings"]
    rows = tuple(tuple(_cell(row.get(name)) for name in variables) for row in found[:ROWS_SHOWN])
    return Shown(variables, rows, more=len(found) > ROWS_SHOWN)


def _cell(value: dict[str, Any] | None) -> Cell:
    if value is None:
        return Cell("")
    text, base = str(value["value"]), keeper().config.base
    if value["type"] == "uri":
        if text.startswith(ours := f"{base}/id/") and text[len(ours) :].partition("/")[0] in PAGES:
            return Cell(text[len(base) :], href=text[len(base) :], ours=True)
        return Cell(shortened(text), href=link_of(text))
    return Cell(text, value.get("xml:lang", ""), value.get("datatype", "").rpartition("#")[2])
