"""A dataset in the forms beside RDF: BibTeX and CSL-JSON to cite it by, the set of its links, schema.org for search engines.

`pages` asks here when a client names one of these forms itself; each has an address of its own too.
"""

import hashlib
import json
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, request, url_for
from markupsafe import Markup

from registry.catalogue import Gone, Shown
from registry.feeds import citation, schema_org, signposting
from registry.feeds.plain import Plain, plain
from registry.web import problems, rdf
from registry.web.asked import demand
from registry.web.consuming import seen
from registry.web.encoding import sent
from registry.web.here import keeper
from registry.web.safety import open_to_all
from sparql.negotiation import Offer
from vocab.identifiers import dataset_of, is_key

citing = Blueprint("citing", __name__)

BIBTEX, CSL, LINKSET = (
    Offer("bib", citation.BIBTEX),
    Offer("csl.json", citation.CSL),
    Offer("linkset.json", signposting.LINKSET),
)
PROFILES = ("dcat-ap", "dcat", "schema")
"""Vocabularies that a dataset is told in, `?profile=`; of the first two RDF is both at once."""
OFFERS = (BIBTEX, Offer("bib", "text/x-bibtex"), CSL, LINKSET)
"""What is negotiated at the dataset's own address, after the page and RDF."""
JSON_LD = next(offer for offer in rdf.OFFERS if offer.format == "jsonld")
ENDPOINTS: Mapping[str, str] = {
    "bib": "citing.bibliography",
    "csl.json": "citing.reference",
    "linkset.json": "citing.linkset",
}


@citing.get("/id/dataset/<key>.bib")
def bibliography(key: str) -> Response:
    """How to cite the dataset, for LaTeX: one BibTeX entry."""
    return answered(key, BIBTEX)


@citing.get("/id/dataset/<key>.csl.json")
def reference(key: str) -> Response:
    """How to cite the dataset, for reference managers: CSL-JSON."""
    return answered(key, CSL)


@citing.get("/id/dataset/<key>.linkset.json")
def linkset(key: str) -> Response:
    """Every link of the dataset's page and descriptions: FAIR Signposting, level 2."""
    return answered(key, LINKSET)


def answered(key: str, offer: Offer) -> Response:
    """The dataset in one of OFFERS; 410 when it is no longer public, 404 when it never was."""
    found = _found(key)
    if isinstance(found, Gone):
        return open_to_all(problems.answered(problems.of_status(410)))
    body = _WRITERS[offer.format](read(found)).encode()
    kind = f"{BIBTEX.media_type}; charset=utf-8" if offer.format == BIBTEX.format else offer.media_type
    return _sent(Response(body, content_type=kind), found, url_for(ENDPOINTS[offer.format], key=key))


def asks_for_schema() -> bool:
    """Whether the request names the profile `schema`; 400 for a profile that nobody knows."""
    profile = request.args.get("profile", "")
    demand("profile", profile, profile in PROFILES)
    return profile == "schema"


def in_schema(key: str, offer: Offer) -> Response:
    """The dataset in schema.org's words, as RDF in the syntax of an offer: JSON-LD for who asks for a page."""
    found = _found(key)
    base = dataset_of(found.current.record)
    if isinstance(found, Gone):
        node = schema_org.gone_graph(base, found.title, found.entry.at)
    else:
        node = schema_org.dataset_graph(read(found), keeper().words, keeper().config)
    form = offer if offer.format in rdf.FORMATS and offer.format != "jsonld" else JSON_LD
    if form is JSON_LD:
        body = _json(schema_org.document(node, schema_org.CONTEXT)).encode()
    else:
        body = rdf.written(schema_org.triples([node]), form.format)
    answer = Response(body, content_type=form.content_type)
    if isinstance(found, Gone):
        answer.status_code = 410
        return open_to_all(answer)
    seen("schema-org", found.current.seq)
    return _sent(answer, found, url_for("pages.dataset_as", key=key, suffix=form.format, profile="schema"))


def read(found: Shown) -> Plain:
    """The public dataset in plain words."""
    return plain(found.description, found.current, keeper().words)


def cited(of: Plain, lang: str) -> citation.Cited:
    """What the page's citation says in the reader's language."""
    return citation.cited(of, keeper().words, keeper().config, lang)


def page_links(of: Plain) -> str:
    """The Link header of the dataset's page."""
    return signposting.header(signposting.of_page(of, keeper().words, keeper().config))


def description_links(of: Plain) -> str:
    """The Link header of the dataset's RDF."""
    return signposting.header(signposting.of_description(of, keeper().config))


def script(of: Plain) -> Markup:
    """What stands in the page for search engines; safe in a script element as it is."""
    return Markup(schema_org.script(schema_org.dataset_graph(of, keeper().words, keeper().config)))


def catalogue_script() -> Markup:
    """The same of the home page: the catalogue as a whole."""
    return Markup(schema_org.script(schema_org.catalogue_graph(keeper().config, keeper().words)))


def _found(key: str) -> Shown | Gone:
    return (keeper().catalogue.shown(key) if is_key(key) else None) or abort(404)


def _sent(answer: Response, found: Shown, address: str) -> Response:
    answer.headers["Ledger-Position"] = str(found.current.seq)
    answer.headers["Content-Location"] = address
    return open_to_all(sent(answer, hashlib.sha256(answer.get_data()).hexdigest()[:32]))


def _bibtex(of: Plain) -> str:
    return citation.bibtex(citation.cited(of, keeper().words, keeper().config))


def _csl(of: Plain) -> str:
    return citation.csl(citation.cited(of, keeper().words, keeper().config))


def _linkset(of: Plain) -> str:
    return _json(signposting.linkset(of, keeper().words, keeper().config))


def _json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_WRITERS: Mapping[str, Callable[[Plain], str]] = {
    "bib": _bibtex,
    "csl.json": _csl,
    "linkset.json": _linkset,
}
