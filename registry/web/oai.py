"""`/oai`: the door for harvesters that speak OAI-PMH 2.0, by GET and by POST of a form.

What is answered is `registry.feeds.oai`. The protocol's errors are answers like any other, with status
200; only a body that is no form is refused by HTTP too.
"""

import hashlib

from flask import Blueprint, Response, request

from registry.feeds.oai import Answer, Repository
from registry.feeds.oai_request import Fault
from registry.feeds.oai_xml import RDF_SCHEMA
from registry.search import Wanted
from registry.web.consuming import seen
from registry.web.encoding import sent
from registry.web.here import keeper, remembered
from registry.web.safety import open_to_all, preflight

oai = Blueprint("oai", __name__)
METHODS = "GET, HEAD, OPTIONS, POST"
FORM = "application/x-www-form-urlencoded"
XML = "text/xml; charset=utf-8"
"""What the protocol says (specification, section 3.1.2.1)."""
EVERY_RECORD = 1_000_000
_NO_FORM = Fault(
    "badVerb",
    f"Yêu cầu gửi bằng POST phải là biểu mẫu {FORM}.",
    f"What is sent by POST must be a form, {FORM}.",
)


@oai.route("/oai", methods=["GET", "POST", "OPTIONS"], provide_automatic_options=False)
def repository() -> Response:
    """The records for harvesters that speak OAI-PMH 2.0: six verbs, Dublin Core and DCAT-AP, sets, deletions."""
    if request.method == "OPTIONS":
        return preflight(METHODS)
    found = Repository(keeper().ledger, keeper().config, keeper().words, keeper().clock, _members)
    if request.method == "POST" and request.mimetype != FORM and (request.mimetype or request.content_length):
        return _answered(found.answered(_NO_FORM), 415)
    told = found.answer((*request.args.items(multi=True), *request.form.items(multi=True)))
    if not told.fault:
        seen("oai-pmh", told.position, told.is_last)
    return _answered(told)


@oai.get("/oai/rdf.xsd")
def schema() -> Response:
    """The XML Schema of RDF/XML as far as OAI-PMH asks for one: an element that may hold anything."""
    answer = Response(RDF_SCHEMA, content_type=XML)
    return open_to_all(sent(answer, hashlib.sha256(RDF_SCHEMA).hexdigest()[:32]))


def _answered(told: Answer, status: int = 200) -> Response:
    answer = Response(told.body, status, content_type=XML)
    answer.headers["Ledger-Position"] = str(told.position)
    return open_to_all(sent(answer, hashlib.sha256(told.body).hexdigest()[:32]))


def _members(themes: tuple[str, ...]) -> frozenset[str]:
    """The public records that have one of these themes, by the one search there is."""
    search = keeper().search
    wanted = Wanted(filters={"theme": themes}, size=0, counted=("record",), most=EVERY_RECORD)
    return remembered(
        "oai-members",
        (search.position, themes),
        lambda: frozenset(record for record, _ in search.listed(wanted).facets["record"]),
    )
