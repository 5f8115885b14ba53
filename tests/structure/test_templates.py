"""No template reads by a dot what Jinja would look for among a dict's methods before its keys."""

from collections.abc import Iterator

import pytest
from jinja2 import Environment, nodes

from tests.structure.project import ROOT, package_files

METHODS = frozenset(name for name in dir(dict) if not name.startswith("_"))
ARE_NO_DICTS = {
    ("desk_compare.html", "work"): "a Work, whose `values` are what was typed",
    ("parts.html", "fact"): "a Fact of a record's page",
    ("parts.html", "part"): "a part of a Fact",
}


def hidden(name: str, text: str) -> Iterator[str]:
    """The places where `thing.copy` and the like is read, not called: of a dict that gives its method, never its key."""
    tree = Environment(autoescape=True).parse(text)
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    for read in tree.find_all(nodes.Getattr):
        thing = getattr(read.node, "name", "")
        if read.attr in METHODS and id(read) not in called and (name, thing) not in ARE_NO_DICTS:
            yield f"{name}:{read.lineno} reads {thing}.{read.attr}"


def test_no_template_takes_a_method_of_a_dict_for_its_key() -> None:
    templates = [path for path in package_files() if path.suffix == ".html"]
    found = [line for path in templates for line in hidden(str(path.relative_to(ROOT).name), path.read_text("utf-8"))]
    assert templates and not found, "\n".join(found)


@pytest.mark.parametrize("text", ["{{ row.copy }}", "{% if a.b.items %}{% endif %}", "{{ f(row.get) }}"])
def test_a_key_that_a_method_hides_is_found(text: str) -> None:
    assert list(hidden("x.html", text))


@pytest.mark.parametrize("text", ["{{ row['copy'] }}", "{% for k, v in row.items() %}{% endfor %}", "{{ row.title }}"])
def test_a_call_and_a_subscript_are_left_alone(text: str) -> None:
    assert not list(hidden("x.html", text))


def test_every_exception_has_its_reason() -> None:
    assert all(ARE_NO_DICTS.values())
