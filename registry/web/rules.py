"""`/audit/rules`: what the rules find in everything that is public, by rule, agency and dataset; in several forms."""

from flask import Blueprint, Response, abort, render_template, request

from registry.web import rules_showing as showing
from registry.web.here import keeper
from registry.web.rules_showing import Chosen
from registry.web.sessions import account
from sparql.negotiation import GRAPHS, named

rules = Blueprint("rules", __name__)
KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"} | {
    form: offer.content_type for form in ("ttl", "rdf", "jsonld", "nt") if (offer := named(form, GRAPHS))
}


@rules.get("/audit/rules")
def overview() -> str:
    """What is found by rule and by agency; `?rule=`, `?agency=` and `?severity=` lead down to datasets."""
    return render_template("audit_rules.html", **showing.page(Chosen.read(request.args)), suffixes=tuple(KINDS))


@rules.get("/audit/rules.<suffix>")
def findings(suffix: str) -> Response:
    """The findings asked for as CSV, JSON, or SHACL validation reports in four RDF syntaxes."""
    if suffix not in KINDS:
        abort(404)
    wanted = Chosen.read(request.args).wanted
    answer = Response(keeper().errands.findings(wanted, suffix, account() is not None), content_type=KINDS[suffix])
    if suffix == "csv":
        answer.headers["Content-Disposition"] = 'attachment; filename="rules.csv"'
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
