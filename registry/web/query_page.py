"""`/sparql` as a page: an editor, examples, and the answer as a table with links, a chart and the ways to take it away.

It works without scripts. The page shows the first rows only: a long result is taken as a file. A short query stands in
the page's address, so that it can be kept and sent on; a long one comes by POST.
"""

import secrets
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any
from urllib.parse import urlencode

from flask import Response, g, make_response, render_template, request

from registry.web.frame import elsewhere
from registry.web.here import keeper, language, words
from registry.web.query_cells import Reader, Table, first_rows, iris_in, table
from registry.web.query_chart import Bars, bars_of, drawn
from registry.web.query_fault import excerpt
from registry.web.query_library import by_theme
from registry.web.query_snippets import Snippet, snippets
from registry.web.query_words import names_of
from registry.web.querying import CAPS, ask, asked
from registry.workers.query_pool import Served
from sparql.answering import verdict
from sparql.protocol import GRAPH_PARAMETERS, Plan, plan
from sparql.refusal import Refusal
from sparql.scanner import limited

ROWS_SHOWN, CELLS_SHOWN = 200, 10_000
"""Of a table with very many columns fewer rows are shown: a page is made in the keeper, on nobody's account."""
LONGEST_SHOWN = 100_000
LONGEST_ADDRESS = 4_000
"""Most letters of a query in an address, as they are written there: servers on the way take 8,000 of a whole line."""
BAD_REQUEST = 400
FORMS = {
    "SELECT": ("csv", "tsv", "json", "xml"),
    "ASK": ("json", "xml"),
    "": ("ttl", "jsonld", "rdf", "nt", "trig", "nq"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as the page shows it: a table, a yes or no, or the text of a graph. `more`: not all of it is here."""

    table: Table | None = None
    chart: Bars | None = None
    verdict: bool | None = None
    text: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """What was asked, the form of it, and what came of that: a result, a refusal, or nothing when nothing was asked."""

    text: str = ""
    form: str = ""
    shown: Shown | None = None
    refusal: Refusal | None = None


def answered() -> Response:
    """The page for the request under way: what was asked, and the answer beneath it."""
    g.nonce = secrets.token_urlsafe(16)
    text = _typed()
    asking = _asked_for_page(text) if text.strip() else Asking()
    page = make_response(render_template("sparql.html", **_of_library(text), **_of_answer(asking), **_of_page(text)))
    if asking.refusal:
        page.status_code = asking.refusal.status
        page.headers.extend(asking.refusal.headers)
    return page


def sent(name: str) -> str:
    """A value of the form, from the address or the body; the body stays to be read once more, as the protocol reads it."""
    request.get_data(parse_form_data=False)
    return request.values.get(name, "")


def _typed() -> str:
    """The text as it was typed: a form writes the end of a line in two signs."""
    return sent("query").replace("\r\n", "\n")


def _graphs() -> list[tuple[str, str]]:
    """The protocol's own dataset, when the address names one: every way to the same answer has to name it too."""
    sent("query")
    return [(name, value) for name in GRAPH_PARAMETERS for value in request.values.getlist(name)]


def _address(text: str, *more: tuple[str, str]) -> str:
    return urlencode([("query", text), *_graphs(), *more])


def _of_page(text: str) -> dict[str, Any]:
    queries = keeper().queries
    there = _address(text)
    is_long = len(there) > LONGEST_ADDRESS
    return {
        "link": f"?{there}" if text and not is_long else "",
        "longest_address": LONGEST_ADDRESS,
        "graphs": _graphs(),
        "limits": queries.limits,
        "caps": CAPS,
        "answer_caps": queries.caps,
        "nonce": g.nonce,
        "elsewhere": elsewhere() if request.method != "POST" or is_long else _in_languages(text),
    }


def _in_languages(text: str) -> dict[str, str]:
    return {code: f"{request.path}?{_address(text, ('lang', code))}" for code in elsewhere()}


def _of_library(text: str) -> dict[str, Any]:
    """The examples by theme, and the one that stands in the editor: the first when nothing was asked."""
    themes = by_theme()
    known = [one for theme in themes.values() for one in theme]
    here = next((one for one in known if one.text.split() == text.split()), None) if text.strip() else known[0]
    return {
        "query": text if text.strip() else known[0].text,
        "library": themes,
        "example": here,
    }


def _of_answer(asking: Asking) -> dict[str, Any]:
    refusal, shown = asking.refusal, asking.shown
    fault = excerpt(asking.text, refusal.line, refusal.column) if refusal else ()
    return {
        "refusal": refusal,
        "fault": fault,
        "marked": next((line for line in fault if line.marked), None),
        "again": _again(refusal),
        "shown": shown,
        "picture": drawn(shown.chart, "bieu-do") if shown and shown.chart else "",
        "finding": _finding(shown.chart) if shown and shown.chart else "",
        "forms": _forms(asking) if shown else (),
        "programs": _programs(asking) if shown else (),
        "asked": asking.text,
    }


def _again(refusal: Refusal | None) -> int:
    """In how many seconds the same may be asked again; 0 where that is not said."""
    said = dict(refusal.headers).get("Retry-After", "") if refusal else ""
    return int(said) if said.isdecimal() else 0


def _finding(chart: Bars) -> str:
    """What the chart shows, in a sentence."""
    most, total = chart.greatest, len(chart.bars)
    if len(most) > 1:
        return words().plain("sparql.most_of", n=len(most), total=total, amount=most[0].written)
    return words().plain("sparql.most", label=most[0].label, total=total, amount=most[0].written)


def _forms(asking: Asking) -> list[tuple[str, str]]:
    """Each form that the query may be answered in, with its address; "" where the text is too long for one."""
    fits = len(_address(asking.text)) <= LONGEST_ADDRESS
    known = FORMS.get(asking.form, FORMS[""])
    return [(form, f"?{_address(asking.text, ('format', form))}" if fits else "") for form in known]


def _programs(asking: Asking) -> tuple[Snippet, ...]:
    """None for a query of chosen graphs: whoever names them in an address knows how to ask."""
    if _graphs():
        return ()
    return snippets(asking.text, asking.form, f"{keeper().config.links}/sparql")


def _asked_for_page(text: str) -> Asking:
    planned = plan(asked(accept="application/sparql-results+json, text/turtle"), CAPS)
    if not isinstance(planned, Plan):
        return Asking(text, refusal=planned if isinstance(planned, Refusal) else None)
    form = planned.scan.form
    served = _asked_for_rows(planned) if form == "SELECT" else ask(planned)
    if isinstance(served, Refusal):
        return Asking(text, form, refusal=served)
    return Asking(text, form, _shown(planned, served.answer.body))


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
        return Shown(text=with_needed_prefixes(text), more=len(body) > LONGEST_SHOWN)
    if planned.scan.form == "ASK":
        return Shown(verdict=verdict(body))
    found = _table(body)
    return Shown(found, bars_of(found), more=found.total > len(found.rows))


def with_needed_prefixes(turtle: str) -> str:
    """Turtle without the prefixes that it declares at its head and never uses: two dozen lines before the first triple."""
    lines = turtle.splitlines(keepends=True)
    head = list(takewhile(lambda line: line.startswith("@prefix "), lines))
    rest = "".join(lines[len(head) :])
    return "".join(line for line in head if line.split()[1] in rest) + rest


def _table(body: bytes) -> Table:
    variables, bindings = first_rows(body, ROWS_SHOWN)
    bindings = bindings[: max(1, CELLS_SHOWN // max(1, len(variables)))]
    reader = Reader(language(), keeper().config.base, names_of(iris_in(bindings)))
    return table(body, variables, bindings, reader)
