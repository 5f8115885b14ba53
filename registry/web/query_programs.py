"""`/sparql/programs`: how programs ask, each way shown by a short program that is a file and that the tests run."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from flask import Blueprint, Response, abort, render_template
from werkzeug.wrappers import Response as AnyResponse

from registry.web.here import keeper
from registry.web.querying import CAPS
from registry.web.safety import open_to_all

query_programs = Blueprint("query_programs", __name__)
WAYS = (
    ("shell", "ask.sh"),
    ("pandas", "ask_pandas.py"),
    ("sparqlwrapper", "ask_sparqlwrapper.py"),
    ("rdflib", "ask_rdflib.py"),
    ("again", "ask_again.py"),
    ("r", "ask.R"),
    ("javascript", "ask.mjs"),
)
"""What each is called in the translations (`way`, `way_says`), and its file in `snippets/`."""
WRITTEN_FOR = "http://127.0.0.1:8080"
"""The address that stands in the files, where this registry's is to stand."""


@dataclass(frozen=True, slots=True)
class Program:
    """One way of asking: `name` in the translations, its file's name, its text for this registry."""

    name: str
    file: str
    text: str


@query_programs.get("/sparql/programs")
def programs() -> str:
    """How to ask from a shell, Python, R and JavaScript; what to do about limits; where the whole is."""
    queries = keeper().queries
    return render_template(
        "query_programs.html",
        ways=[Program(name, file, _text(file)) for name, file in WAYS],
        address=keeper().config.links,
        base=keeper().config.base,
        limits=queries.limits,
        caps=CAPS,
        answer_caps=queries.caps,
    )


@query_programs.get("/sparql/programs/<file>")
def program(file: str) -> AnyResponse:
    """One of the programs as a file, with this registry's address in it."""
    text = _text(file) if file in files_written() else abort(404)
    return open_to_all(Response(text, content_type="text/plain; charset=utf-8"))


def _text(file: str) -> str:
    return files_written()[file].replace(WRITTEN_FOR, keeper().config.links)


@cache
def files_written() -> Mapping[str, str]:
    """The programs by file name, as they were written."""
    folder = files(__package__).joinpath("snippets")
    return {file: folder.joinpath(file).read_text("utf-8") for _, file in WAYS}
