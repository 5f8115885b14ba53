"""`/sparql/examples`: the library of example queries, for people by theme and for programs as SHACL executables.

Each example has a permanent address of its own, which gives its page, its RDF, or the bare query, by Accept or suffix.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import Blueprint, Response, abort, render_template, request, url_for
from pyoxigraph import Triple
from werkzeug.wrappers import Response as AnyResponse

from registry.web import rdf
from registry.web.here import keeper, language, remembered
from registry.web.rdf import FORMATS, OFFERS, SUFFIXES
from registry.web.safety import open_to_all
from registry.web.texts import LANGUAGES, texts
from sparql.executables import described, example_iri
from sparql.negotiation import GRAPHS, HTML, Offer, choose, named
from sparql.queries import Example, examples

query_library = Blueprint("query_library", __name__)
THEMES = ("finding", "freshness", "overlap", "duties", "quality", "agencies")
"""In the order in which somebody new would ask."""
QUERY = Offer("rq", "application/sparql-query")


@dataclass(frozen=True, slots=True)
class Entry:
    """An example as a page shows it, in the reader's language; `there` is its address, `answers` the one that runs it."""

    name: str
    theme: str
    form: str
    title: str
    says: str
    text: str
    iri: str
    there: str
    answers: str


@query_library.get("/sparql/examples")
def library() -> AnyResponse | str:
    """All examples by theme; or their RDF, for those who ask for that."""
    offer = choose(request.headers.get("Accept"), (*HTML, *OFFERS)) or abort(406)
    if offer.format != "html":
        return _graph(examples(), offer, url_for(".library_as", suffix=offer.format))
    return render_template("query_library.html", themes=by_theme(), suffixes=SUFFIXES)


@query_library.get("/sparql/examples.<suffix>")
def library_as(suffix: str) -> AnyResponse:
    """All examples as RDF, in the syntax the suffix names."""
    return _graph(examples(), _suffixed(suffix), request.path)


@query_library.get("/sparql/examples/<name>")
def example(name: str) -> AnyResponse | str:
    """One example: its page, its RDF, or the bare query, as the client likes best."""
    found = _found(name)
    offer = choose(request.headers.get("Accept"), (*HTML, *OFFERS, QUERY)) or abort(406)
    if offer == QUERY:
        return _bare(found)
    if offer.format != "html":
        return _graph((found,), offer, url_for(".example_as", name=name, suffix=offer.format))
    address = f"{keeper().config.links}/sparql"
    return render_template("query_example.html", one=_entry(found), suffixes=SUFFIXES, address=address)


@query_library.get("/sparql/examples/<name>.<suffix>")
def example_as(name: str, suffix: str) -> AnyResponse:
    """One example as the bare query (`.rq`), or as RDF in the syntax the suffix names."""
    found = _found(name)
    return _bare(found) if suffix == QUERY.format else _graph((found,), _suffixed(suffix), request.path)


def by_theme() -> Mapping[str, Sequence[Entry]]:
    """The examples in the reader's language, by theme in the order of THEMES; made once, for they change with a release."""
    known = remembered(f"examples {language()}", examples(), lambda: [_entry(one) for one in examples()])
    return {theme: [one for one in known if one.theme == theme] for theme in THEMES}


def _found(name: str) -> Example:
    return next((one for one in examples() if one.name == name), None) or abort(404)


def _entry(one: Example) -> Entry:
    lang, iri = language(), example_iri(keeper().config.base, one.name)
    there = url_for("query_library.example", name=one.name)
    answers = url_for("endpoint.sparql", query=one.text, _anchor="kq")
    return Entry(one.name, one.theme, one.form, one.titles[lang], one.texts[lang], one.text, iri, there, answers)


def _graph(chosen: Iterable[Example], offer: Offer, address: str) -> AnyResponse:
    return rdf.answered(_triples(tuple(chosen)), offer, address)


def _triples(chosen: Sequence[Example]) -> Iterator[Triple]:
    config = keeper().config
    names = {theme: {lang: texts(lang).plain(f"theme.{theme}") for lang in LANGUAGES} for theme in THEMES}
    return described(chosen, config.base, f"{config.links}/sparql", names)


def _bare(one: Example) -> AnyResponse:
    """The query as a text that every client can ask as it stands."""
    answer = open_to_all(Response(one.text, content_type=QUERY.content_type))
    answer.set_etag(sha256(one.text.encode()).hexdigest()[:32])
    answer.headers["Content-Location"] = url_for(".example_as", name=one.name, suffix=QUERY.format)
    answer.vary.add("Accept")
    return answer.make_conditional(request)


def _suffixed(suffix: str) -> Offer:
    return (named(suffix, GRAPHS) if suffix in FORMATS else None) or abort(404)
