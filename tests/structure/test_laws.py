"""The laws of the house hold in every module, and each law can be broken."""

from collections.abc import Callable, Iterator

import pytest

from tests.structure import laws
from tests.structure.project import Module, modules

Law = Callable[[Module], Iterator[str]]


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_every_module_keeps(law: Law) -> None:
    breaches = [f"{module.name} {breach}" for module in modules() for breach in law(module)]
    assert not breaches, "\n".join(breaches)


BROKEN = [
    (laws.only_web_imports_flask, "registry.intake", "from flask import current_app"),
    (laws.only_web_imports_flask, "sparql.protocol", "import werkzeug.http"),
    (laws.only_the_door_connects, "harvesters.ckan", "import requests"),
    (laws.only_the_door_connects, "harvesters.ckan", "from http import client"),
    (laws.only_the_door_connects, "shapes.library", "from urllib.request import urlopen"),
    (laws.only_the_door_connects, "registry.intake", "import socket"),
    (laws.only_sparql_holds_a_store, "registry.views", "from pyoxigraph import Store"),
    (laws.only_sparql_holds_a_store, "shapes.record", "import pyoxigraph as ox\nstore = ox.Store()"),
    (laws.no_import_in_a_function, "vocab.codelists", "def f():\n    import json"),
    (
        laws.no_import_in_a_function,
        "vocab.codelists",
        "class A:\n    def f(self):\n        from json import loads",
    ),
    (laws.named_for_what_it_is, "registry.utils", ""),
    (laws.named_for_what_it_is, "registry.services.mail", ""),
    (laws.named_for_what_it_is, "harvesters._base", ""),
    (laws.no_query_built_from_text, "sparql.queries", "text = 'SELECT ?s WHERE { ?s ?p ?o }'"),
    (laws.no_query_built_from_text, "sparql.queries", "def f(g):\n    return f'ASK {{ GRAPH <{g}> {{}} }}'"),
    (laws.no_query_built_from_text, "sparql.queries", "def f(s, a):\n    s.query(f'{a}')"),
    (laws.no_query_built_from_text, "sparql.queries", "def f(s, a):\n    s.query(a + 'x')"),
    (laws.no_query_built_from_text, "sparql.queries", "def f(s, a):\n    s.query(a % 3)"),
    (laws.no_query_built_from_text, "sparql.queries", "def f(s, a):\n    s._store.update(a.format(s))"),
    (
        laws.no_query_built_from_text,
        "sparql.queries",
        "def f(s, a):\n    t = a.replace('$x', s)\n    s.query(t)",
    ),
    (laws.no_catch_all, "registry.intake", "try:\n    f()\nexcept Exception:\n    pass"),
    (laws.no_catch_all, "registry.intake", "try:\n    f()\nexcept:\n    pass"),
    (
        laws.no_catch_all,
        "registry.intake",
        "try:\n    f()\nexcept (OSError, BaseException) as e:\n    log(e)",
    ),
    (laws.says_what_it_is, "vocab.terms", "x = 1"),
    (laws.says_what_it_is, "vocab", '"""The words."""'),
]

KEPT = [
    (laws.only_web_imports_flask, "registry.web.pages", "from flask import request"),
    (laws.only_the_door_connects, "harvesters.door", "import socket, requests"),
    (
        laws.only_the_door_connects,
        "harvesters.ckan",
        "from http import HTTPStatus\nfrom urllib.parse import urljoin",
    ),
    (laws.only_sparql_holds_a_store, "sparql.store", "from pyoxigraph import Store"),
    (
        laws.only_sparql_holds_a_store,
        "registry.views",
        "from sparql.store import Store\nstore = Store.open(path)",
    ),
    (laws.no_import_in_a_function, "vocab.x", "if TYPE_CHECKING:\n    from json import loads"),
    (laws.named_for_what_it_is, "vocab.codelists", ""),
    (
        laws.no_query_built_from_text,
        "sparql.queries",
        "def f(d, a, b):\n    d.update(a + b)\n    d.update(b','.join(a))",
    ),
    (
        laws.no_query_built_from_text,
        "sparql.queries",
        'def f(s, text):\n    """SELECT { }"""\n    s.query(text)',
    ),
    (laws.no_catch_all, "registry.intake", "try:\n    f()\nexcept Exception:\n    undo()\n    raise"),
    (laws.says_what_it_is, "vocab", '"""One lives here. It imports two. Read it so."""'),
]


@pytest.mark.parametrize(("law", "name", "text"), BROKEN)
def test_a_breach_is_found(law: Law, name: str, text: str) -> None:
    assert list(law(Module.of(name, text)))


@pytest.mark.parametrize(("law", "name", "text"), KEPT)
def test_what_is_right_is_left_alone(law: Law, name: str, text: str) -> None:
    assert not list(law(Module.of(name, text)))


@pytest.mark.parametrize("table", [laws.MAY_CONNECT, laws.MAY_CATCH_ALL], ids=["MAY_CONNECT", "MAY_CATCH_ALL"])
def test_every_exception_to_a_law_has_its_reason(table: dict[str, str]) -> None:
    assert all(table.values())
