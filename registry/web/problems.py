"""What is answered when an answer cannot be given: one table from errors to a status and a sentence in both languages.

People get a page in the look of the site; programs get JSON or one line of text. A fault of ours shows a name by which
it is found in the log, and nothing of what it was.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException, default_exceptions

from harvesters.errors import BadSourceFile
from registry.errors import NotYours, RegistryError, Removed, Stale
from registry.feeds.filters import BadFilter
from registry.feeds.plain import clean
from registry.harvesting.sources import UnknownSource
from registry.web.asked import UnknownFilter
from registry.web.here import request_id
from registry.web.safety import body_limit
from registry.web.sessions import typed_here
from registry.web.texts import texts
from registry.workers.errors import WorkerBusy, WorkerError, WorkerTimeout
from sparql.negotiation import HTML, Offer, choose
from sparql.refusal import Refusal

FORMS = (*HTML, Offer("json", "application/json"), Offer("text", "text/plain"))
STATUS: Mapping[type[Exception], int] = {
    BadFilter: 400,
    UnknownFilter: 400,
    NotYours: 403,
    UnknownSource: 404,
    Removed: 410,
    Stale: 412,
}
BUSY = (WorkerBusy, WorkerTimeout)
AGAIN_AFTER = "30"
SPOKEN = frozenset({400, 401, 403, 404, 405, 406, 410, 412, 413, 414, 415, 429, 500, 503})
"""Statuses with sentences of their own; another is said with the nearest: 400 or 500."""

CLOSER = frozenset({(400, "host"), (403, "form"), (404, "case"), (410, "case"), (413, "check")})
"""Details, given to abort(), that have a closer sentence than their status."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """A status, its slug for programs, and the sentence in both languages; line and column where a text is at fault."""

    status: int
    slug: str
    vi: str
    en: str
    headers: tuple[tuple[str, str], ...] = ()
    line: int | None = None
    column: int | None = None


def explain(app: Flask) -> None:
    """Let `app` answer every error in the table's words."""
    for code in default_exceptions:
        app.register_error_handler(code, lambda error: answered(spoken(error)))
    app.register_error_handler(RegistryError, lambda error: answered(of_registry(error)))
    # A file of sources that the operator broke: said to them in its own words, for they mend it by hand.
    app.register_error_handler(
        BadSourceFile, lambda fault: answered(Problem(503, "problem.sources", fault.vi, fault.en))
    )
    for kind in BUSY:
        app.register_error_handler(kind, lambda error: answered(of_worker(error)))
    app.register_error_handler(Exception, lambda error: answered(unforeseen(error)))


def spoken(error: HTTPException) -> Problem:
    """The problem that an HTTP error of the framework stands for; its headers (Allow) are kept."""
    status = error.code or 500
    detail = error.description if (status, error.description) in CLOSER else ""
    kept = tuple((name, value) for name, value in error.get_headers() if name not in ("Content-Type",))
    return of_status(status, detail or "", kept)


def of_status(status: int, detail: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Problem:
    """The problem with the table's own words; `detail` picks a closer sentence: "host", "form"."""
    said = status if status in SPOKEN else 400 if status < 500 else 500
    slug = f"problem.{said}{'-' + detail if detail else ''}"
    limit = f"{body_limit() >> 20} MiB" if body_limit() >= 1 << 20 else f"{body_limit() >> 10} KiB"
    vi, en = (texts(lang).plain(f"{slug}.say", limit=limit) for lang in ("vi", "en"))
    return Problem(status, slug, vi, en, headers)


def of_registry(error: RegistryError) -> Problem:
    """An error of the house carries its own sentences; one that is not in the table is a fault of ours."""
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 0)
    return Problem(status, f"problem.{status}", error.vi, error.en) if status else unforeseen(error)


def of_refusal(refusal: Refusal) -> Problem:
    return Problem(refusal.status, refusal.slug, refusal.vi, refusal.en, refusal.headers, refusal.line, refusal.column)


def of_worker(error: WorkerError) -> Problem:
    """Too much to do at once: to be tried again."""
    return Problem(503, "problem.503", error.vi, error.en, (("Retry-After", AGAIN_AFTER),))


def unforeseen(error: Exception) -> Problem:
    """A fault of ours: written down under the request's name, answered without a word of what it was."""
    log.error("request %s failed: %s %s", request_id(), request.method, request.path, exc_info=error)
    return of_status(500)


def answered(problem: Problem) -> Response:
    """The problem in the form that the client asked for; what it repeats of the question holds no control character."""
    problem = replace(problem, vi=clean(problem.vi), en=clean(problem.en))
    form = choose(request.headers.get("Accept"), FORMS) or FORMS[-1]
    is_machines = request.path.startswith(MACHINES) or request.path.endswith(MACHINE_FORMS)
    if is_machines and not asks_for_page():
        form = FORMS[-1] if form.format == "html" else form
    answer = _json(problem) if request.path.startswith(COMMANDS) else _SHAPES[form.format](problem)
    answer.status_code = problem.status
    answer.headers.extend(problem.headers)
    answer.headers.add("Vary", "Accept")
    return answer


COMMANDS = "/admin/api/"
"""Where every answer is JSON, whatever is asked for."""
MACHINES = (
    "/sparql",
    "/graph/",
    "/dump",
    "/downloads",
    "/check",
    "/catalog",
    "/changes",
    "/sitemap",
    "/data.json",
    "/oai",
    "/admin/api/",
    "/health/",
    "/metrics",
    "/api",
)
"""Where an answer to nobody in particular is text: a bare */* means a program there."""
MACHINE_FORMS = (".bib", ".csl.json", ".linkset.json")
"""Ends of addresses for which the same holds."""


def asks_for_page() -> bool:
    """Whether the client names HTML itself, as browsers do."""
    return "text/html" in request.headers.get("Accept", "")


def _page(problem: Problem) -> Response:
    g.problem = problem
    typed = typed_here() if problem.slug in ("problem.401", "problem.403-form") else {}
    return make_response(
        render_template("problem.html", problem=problem, page=_page_of(problem), request_id=request_id(), typed=typed)
    )


def _page_of(problem: Problem) -> str:
    """The group of sentences for the problem's page: its own, or that of its status."""
    return problem.slug if problem.slug.startswith("problem.") else of_status(problem.status).slug


def _json(problem: Problem) -> Response:
    place = {} if problem.line is None else {"line": problem.line, "column": problem.column}
    return jsonify(
        status=problem.status, error=problem.slug, vi=problem.vi, en=problem.en, request=request_id(), **place
    )


def _text(problem: Problem) -> Response:
    return Response(
        f"{problem.vi}\n{problem.en}\n[{problem.status} {request_id()}]\n", content_type="text/plain; charset=utf-8"
    )


_SHAPES = {"html": _page, "json": _json, "text": _text}
