"""`/audit/quality`: the points of every public description, by agency and by metric; as a page, as CSV, as JSON."""

from flask import Blueprint, Response, jsonify, render_template, request

from registry.web import quality_showing as showing
from registry.web.csvfiles import table as csv_table
from registry.web.quality_showing import Chosen

quality = Blueprint("quality", __name__)


@quality.get("/audit/quality")
def points() -> str:
    """Points by agency, by metric and by dataset, the fewest first; `?agency=` and `?missing=` choose datasets."""
    return render_template("audit_quality.html", **showing.page(Chosen.read(request.args)))


@quality.get("/audit/quality.csv")
def points_csv() -> Response:
    """One dataset a line, one metric a column; an empty cell is not known."""
    return csv_table("quality", showing.csv_head(), showing.csv_rows(Chosen.read(request.args)))


@quality.get("/audit/quality.json")
def points_json() -> Response:
    """The same for programs, with the sums by agency and by metric; null is not known."""
    answer = jsonify(showing.as_json(Chosen.read(request.args)))
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
