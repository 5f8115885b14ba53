"""`/admin/consumers`: who takes what from the feeds and how far each has come, for the operator and the auditor.

As a page, and as JSON by Accept or `?format=json`.
"""

from dataclasses import asdict, dataclass

from flask import Blueprint, Response, jsonify, render_template, request

from registry.feeds.consumers import Taken
from registry.web.here import keeper

consumers = Blueprint("consumers", __name__)
SHOWN = 200
"""Rows of the page; the JSON has all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the page: what was taken, and how many changes came after the last whole walk (None before the first)."""

    taken: Taken
    behind: int | None


@consumers.get("/admin/consumers")
def overview() -> Response:
    """What each consumer took through each door, who was seen last first; nobody's address and no person is in it."""
    keeper().consumers.flush()
    rows = keeper().consumers.all()
    wants_json = request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
    if wants_json or request.args.get("format") == "json":
        told = [{**asdict(line.taken), "behind": line.behind} for line in _lines(rows)]
        return jsonify({"position": keeper().feed.position, "consumers": told})
    page = render_template(
        "consumers.html",
        lines=_lines(rows[:SHOWN]),
        total=len(rows),
        position=keeper().feed.position,
    )
    return Response(page)


def _lines(rows: tuple[Taken, ...]) -> list[Line]:
    behind = keeper().consumers.behind(one.reached for one in rows if one.walks)
    return [Line(one, behind[one.reached] if one.walks else None) for one in rows]
