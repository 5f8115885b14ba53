"""The public pages: home, search, a dataset, agencies, ministries' datasets, and the meaning of our own terms."""

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.catalogue import Gone
from registry.web import (
    agency_showing,
    case_showing,
    citing,
    gone_showing,
    ministry_showing,
    rdf,
    showing,
    term_showing,
)
from registry.web.here import keeper, language
from registry.web.listing import SORTS, Listing
from registry.web.ministry_showing import Asked
from sparql.negotiation import GRAPHS, HTML, Offer, choose, named
from vocab.identifiers import is_key

pages = Blueprint("pages", __name__)
NEWEST = 6
FOUND_AT_ONCE = 20


@pages.get("/")
def home() -> str:
    """What there is, how the quarter stands, what changed last, and the doors for machines."""
    return render_template("home.html", **showing.home(NEWEST), script=citing.catalogue_script())


@pages.get("/datasets")
def datasets() -> str:
    """Search with facets; the address says all of it, so that it can be kept and sent."""
    listing = Listing.read(request.args)
    return render_template("datasets.html", listing=listing, sorts=SORTS, **showing.listed(listing, FOUND_AT_ONCE))


@pages.get("/id/dataset/<key>")
def dataset(key: str) -> Response | str | tuple[str, int]:
    """A dataset in the form the client likes best; withdrawn, a page that says so, with 410."""
    offer = choose(request.headers.get("Accept"), (*HTML, *rdf.RECORD_OFFERS, *citing.OFFERS)) or abort(406)
    if offer in citing.OFFERS:
        return citing.answered(key, offer)
    if citing.asks_for_schema():
        return citing.in_schema(key, offer)
    return _dataset_page(key) if offer.format == "html" else _dataset_graph(key, offer)


@pages.get("/id/dataset/<key>.<suffix>")
def dataset_as(key: str, suffix: str) -> Response:
    """The dataset's exact triples in the form its suffix names; with `?profile=schema` in schema.org's words."""
    if citing.asks_for_schema():
        return citing.in_schema(key, _suffixed(suffix, rdf.FORMATS))
    return _dataset_graph(key, _suffixed(suffix, rdf.RECORD_FORMATS))


@pages.get("/id/record/<key>")
def record(key: str) -> Response | str | tuple[str, int]:
    """The record and the dataset are described by the same graph."""
    return dataset(key)


@pages.get("/id/record/<key>.<suffix>")
def record_as(key: str, suffix: str) -> Response:
    """The same in the form its suffix names."""
    return dataset_as(key, suffix)


@pages.get("/agencies")
def agencies() -> str:
    """The agencies of today with their datasets counted; those of earlier days below."""
    return render_template("agencies.html", **agency_showing.agencies())


@pages.get("/id/agency/<key>")
def agency(key: str) -> Response | str:
    """One agency: its name of today, its datasets, who came before it and who after; or its RDF."""
    found = agency_showing.agency_of(key) or abort(404)
    offer = _negotiated()
    if offer.format != "html":
        return rdf.answered(term_showing.background("agencies", found.iri), offer, request.path)
    return render_template("agency.html", **agency_showing.agency(found, Listing.read(request.args)))


@pages.get("/ministries")
def ministries() -> str:
    """The ministries' datasets, which the province may not duplicate."""
    return render_template("ministries.html", **(ministry_showing.ministries(Asked.read(request.args)) or abort(404)))


@pages.get("/id/ministry-dataset/<key>")
def ministry_dataset(key: str) -> Response | str:
    """One dataset of a ministry, and the province's datasets that lean on it."""
    found = ministry_showing.dataset_of(key) or abort(404)
    offer = _negotiated()
    if offer.format != "html":
        return rdf.answered(ministry_showing.triples(found), offer, request.path)
    return render_template("ministry_dataset.html", **ministry_showing.dataset(found))


@pages.get("/id/change/<key>")
def change(key: str) -> Response | str:
    """One act of reorganisation: who, when, by which text, to whom."""
    found = agency_showing.change_of(key) or abort(404)
    offer = _negotiated()
    if offer.format != "html":
        return rdf.answered(term_showing.background("agencies", found.iri), offer, request.path)
    return render_template("change.html", **agency_showing.change(found))


@pages.get("/id/concept/<path:name>")
def concept(name: str) -> Response | str:
    """A code list of ours, or one of its entries."""
    iri = f"{keeper().config.base}/id/concept/{name}"
    triples = term_showing.background("vocabulary", iri)
    if not triples:
        abort(404)
    offer = _negotiated()
    if offer.format != "html":
        return rdf.answered(triples, offer, request.path)
    return render_template("concept.html", **term_showing.concept(iri))


@pages.get("/def")
def terms() -> Response | str:
    """Our own terms and code lists, for people and for machines."""
    offer = _negotiated()
    if offer.format != "html":
        return rdf.answered(term_showing.background("vocabulary"), offer, request.path)
    return render_template("terms.html", **term_showing.terms())


def _negotiated() -> Offer:
    return choose(request.headers.get("Accept"), (*HTML, *rdf.OFFERS)) or abort(406)


def _suffixed(suffix: str, forms: tuple[str, ...]) -> Offer:
    return (named(suffix, GRAPHS) if suffix in forms else None) or abort(404)


def _dataset_page(key: str) -> Response | tuple[str, int]:
    found = keeper().catalogue.shown(key) if is_key(key) else None
    if found is None:
        abort(404)
    if isinstance(found, Gone):
        return render_template("gone.html", **gone_showing.page(found, language())), 410
    waiting, read = case_showing.waiting(found), citing.read(found)
    shown = showing.dataset(key, found, language())
    cited = citing.cited(read, language())
    page = render_template("dataset.html", **shown, waiting=waiting, cited=cited, script=citing.script(read))
    answer = make_response(page)
    answer.headers["Link"] = citing.page_links(read)
    return answer


def _dataset_graph(key: str, offer: Offer) -> Response:
    found = keeper().catalogue.shown(key) if is_key(key) else None
    if found is None:
        abort(404)
    address = url_for("pages.dataset_as", key=key, suffix=offer.format)
    if isinstance(found, Gone):
        return rdf.answered(gone_showing.tombstone(found), offer, address, 410, found.current.record)
    answer = rdf.answered(showing.graph(found), offer, address, graph=found.current.record)
    answer.headers["Link"] = citing.description_links(citing.read(found))
    return answer
