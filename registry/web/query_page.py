"""`/sparql` as a page: an editor, examples, and the answer as a table with links.

It works without scripts. The page shows the first rows only: a long result is taken as a file.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, make_response, render_template, request

from registry.web.facts import link_of, shortened
from registry.web.here import keeper, language
from registry.web.querying import CAPS, ask, asked
from registry.workers.query_pool import Served
from sparql.protocol import Plan, plan
from sparql.queries import Example, examples
from sparql.refusal import Refusal
from sparql.scanner import limited
from vocab.namespaces import PREFIXES

ROWS_SHOWN = 200
LONGEST_SHOWN = 100_000
BAD_REQUEST = 400
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


def answered() -> Response:
    """The page for the request under way: what was asked, and the answer beneath it."""
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
    planned = plan(asked(accept="application/sparql-results+json, text/turtle"), CAPS)
    if not isinstance(planned, Plan):
        return (planned if isinstance(planned, Refusal) else None), None, ()
    forms = FORMS.get(planned.scan.form, FORMS[""])
    served = _asked_for_rows(planned) if planned.scan.form == "SELECT" else ask(planned)
    if isinstance(served, Refusal):
        return served, None, forms
    return None, _shown(planned, served.answer.body), forms


def _asked_for_rows(planned: Plan) -> Served | Refusal:
    """The first rows. What the cut text is refused for is asked again as it was typed: its faults are where they are."""
    first = limited(planned.text, planned.scan, ROWS_SHOWN + 1)
    if first is None:
        return ask(replace(planned, partial=True))
    served = ask(replace(planned, text=first))
    is_faulty = isinstance(served, Refusal) and served.status == BAD_REQUEST
    return ask(planned) if is_faulty else served


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
