"""The documents say what there is, all of it and nothing else: settings, commands, rules, kinds, queries, addresses ...

Tables between `<!-- table: NAME -->` and `<!-- end -->` are made from the code; this writes them anew:

    python -m tests.structure.test_settings_documented

The other tables are written by people; here is asked that no row is missing and none tells of what is not there.
"""

import ast
import inspect
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from harvesters.foreign_kinds import GROUP
from harvesters.json_mapping import load_mapping
from harvesters.kinds import KINDS
from harvesters.source import Source, load_sources
from registry import milestones
from registry.commands import main
from registry.commands.entrance import WHERE
from registry.config import setting_texts
from registry.decision import Outcome
from registry.entries import ACTS, BODY_ACTS, GENESIS, WORDED_ACTS, Entry, link
from registry.harvesting import runs
from registry.harvesting.credentials import Credentials
from registry.web import BLUEPRINTS
from registry.web.access import ACCESS
from shapes.lint import HEADER_TERMS
from shapes.reading import read_rule
from shapes.rule import Basis, Rule
from sparql.queries import examples, named_queries
from tests.structure.project import ROOT, modules
from vocab.codelists import code_lists
from vocab.namespaces import PREFIXES, RDFS, REG
from vocab.quality import quality_scheme

DOCS = ROOT / "docs"
BASE = "http://127.0.0.1:8080"
TABLE = re.compile(r"(?<=<!-- table: )([a-z]+)( -->\n)(.*?)(?=<!-- end -->)", re.S)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.S | re.M)
OPTION = re.compile(r"--[a-z][a-z-]*")
VARIABLE = re.compile(r"REGISTRY_[A-Z]+(?:_[A-Z]+)*")
NAMED = re.compile(r"`([A-Za-z_.]+)`(?:,? \(|, | in )`([a-z_/]+\.py)`")
TESTS_VARIABLES = frozenset({"CHROMIUM", "CI"})
Lines = Iterable[tuple[str, ...]]


def document(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def section(name: str, heading: str) -> str:
    """What stands under a heading of a document, up to the next heading of the same depth or a lesser one."""
    depth = heading.partition(" ")[0]
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(depth)}}} |\Z)", document(name), re.S | re.M)
    assert found, f"docs/{name} has no heading {heading!r}"
    return found[1]


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the tables in a text, by the code in their first cell; the other cells as they are."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and (name := re.match(r"`([^`]+)`", cells[0])):
            assert name[1] not in found, f"{name[1]} has two rows"
            found[name[1]] = cells[1:]
    return found


def blocks(language: str) -> list[tuple[str, str]]:
    """The blocks of code in one language, each with its document's name."""
    texts = ((path.name, path.read_text("utf-8")) for path in sorted(DOCS.glob("*.md")))
    return [(name, body) for name, text in texts for kind, body in BLOCK.findall(text) if kind == language]


# The tables that are made


def rule_lines() -> Lines:
    yield ("rule", "severity", "scope", "", "says", "article")
    for rule in all_rules():
        marks = [word for word, is_so in (("soft", rule.soft_for_harvest), ("takes down", rule.takes_down)) if is_so]
        articles = "; ".join(map(_article, rule.bases))
        yield (f"`{rule.name}`", rule.severity, rule.scope, ", ".join(marks), rule.message["en"], articles)


def all_rules() -> Iterator[Rule]:
    """Every rule file, in force or not."""
    for path in sorted((ROOT / "shapes/rules").glob("*/*.ttl")):
        if path.suffixes == [".ttl"]:
            profile, slug = path.parent.name, path.stem
            yield read_rule(path.read_bytes(), str(path), BASE, profile, slug)


def _article(basis: Basis) -> str:
    return f"{basis.article} (until {basis.until})" if basis.until else basis.article


def query_lines() -> Lines:
    yield ("query", "asks", "parameters", "columns")
    for query in named_queries().values():
        names = (", ".join(f"`?{name}`" for name in kinds) or "none" for kinds in (query.parameters, query.columns))
        yield (f"`{query.name}`", query.purpose, *names)


def example_lines() -> Lines:
    yield ("example", "theme", "title", "")
    for example in examples():
        yield (f"`{example.name}`", example.theme, example.titles["en"], example.titles["vi"])


def address_lines() -> Lines:
    yield ("address", "method", "who may ask", "what it is")
    app = Flask("addresses")
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        said = (
            inspect.getdoc(app.view_functions[rule.endpoint])
            if rule.endpoint != "static"
            else "Our own style and scripts."
        )
        yield (f"`{rule.rule}`", methods, ", ".join(sorted(ACCESS[rule.endpoint])), (said or "").partition("\n")[0])


def term_lines() -> Lines:
    yield ("term", "English", "Vietnamese", "says")
    facts: dict[NamedNode, dict[tuple[str, str | None], str]] = {}
    for quad in parse((ROOT / "vocab/terms/registry.ttl").read_bytes(), format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            facts.setdefault(quad.subject, {})[quad.predicate.value, quad.object.language] = quad.object.value
    for term in sorted(facts, key=lambda term: term.value.lower()):
        if name := term.value.removeprefix(REG.iri).removesuffix(term.value):
            said = facts[term]
            words = (said.get((RDFS.label.value, lang), "") for lang in ("en", "vi"))
            yield (f"`reg:{name}`", *words, said.get((RDFS.comment.value, "en"), ""))


def list_lines() -> Lines:
    yield ("list", "concepts", "scheme")
    for name, one in sorted(code_lists(BASE).items()):
        yield (f"`{name}`", str(len(one.concepts)), f"`{one.scheme.replace(BASE, '{base}')}`")


def metric_lines() -> Lines:
    yield ("metric", "points", "dimension", "English", "Vietnamese", "is met when")
    names, defined = code_lists(BASE)["quality"].label, code_lists(BASE)["quality"].by_iri
    for one in quality_scheme(BASE).metrics:
        said = defined[one.iri].definitions["en"]
        yield (f"`{one.slug}`", str(one.points), names(one.dimension, "en"), names(one.iri, "en"), names(one.iri), said)


def prefix_lines() -> Lines:
    yield ("prefix", "namespace")
    for prefix, namespace in sorted(PREFIXES.items()):
        yield (f"`{prefix}:`", f"`{namespace}`")


MADE: Mapping[str, Callable[[], Lines]] = {
    "rules": rule_lines,
    "queries": query_lines,
    "examples": example_lines,
    "addresses": address_lines,
    "terms": term_lines,
    "lists": list_lines,
    "metrics": metric_lines,
    "prefixes": prefix_lines,
}


def drawn(name: str) -> str:
    """A table as Markdown; a line of it is a line."""
    head, *lines = MADE[name]()
    every = [head, tuple("---" for _ in head), *lines]
    return (
        "\n"
        + "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in every)
        + "\n"
    )


def written_anew(text: str) -> str:
    """The document with its made tables drawn from the code as it is."""
    return TABLE.sub(lambda found: f"{found[1]}{found[2]}{drawn(found[1])}", text)


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda path: path.name)
def test_the_tables_that_are_made_are_up_to_date(path: Any) -> None:
    text = path.read_text("utf-8")
    assert text == written_anew(text), "run: python -m tests.structure.test_settings_documented"


def test_every_table_that_can_be_made_stands_somewhere() -> None:
    there = [name for path in DOCS.glob("*.md") for name, _, _ in TABLE.findall(path.read_text("utf-8"))]
    assert sorted(there) == sorted(MADE)


# The tables that people write


def test_every_setting_has_its_row_with_its_default() -> None:
    said = {name: cells[0].strip("`") for name, cells in rows(section("settings.md", "## Every setting")).items()}
    assert said == {name: _toml(default) for name, default in setting_texts().items()}


def _toml(default: object) -> str:
    return json.dumps(list(default) if isinstance(default, tuple) else default, ensure_ascii=False)


def test_every_key_of_a_source_is_explained() -> None:
    cells = re.findall(r"^\| (`.*?) \|", section("harvesting.md", "## sources.toml"), re.M)
    said = {name for cell in cells for name in re.findall(r"`([a-z_]+)`", cell)}
    assert said == {item.name for item in fields(Source)} - {"titles"} | {"title_vi", "title_en"}


@pytest.mark.parametrize("name", sorted(WHERE))
def test_every_command_and_every_option_of_it_is_explained(name: str) -> None:
    said = rows(section("commands.md", f"## registry {name}"))
    command = main.every()[name]
    within = command.commands if isinstance(command, click.Group) else {}
    assert {option.split()[0] for option in said} == {*options_of(command, *within.values()), *within}


def options_of(*commands: click.Command) -> set[str]:
    every = (option for command in commands for option in command.params if isinstance(option, click.Option))
    return {max(option.opts, key=len) for option in every}


def test_no_command_is_explained_that_is_not_there() -> None:
    assert set(re.findall(r"^## registry (.+)$", document("commands.md"), re.M)) == set(WHERE)
    every = [
        one
        for command in main.every().values()
        for one in (command, *(command.commands.values() if isinstance(command, click.Group) else ()))
    ]
    known = {opt for command in every for option in command.params for opt in option.opts}
    texts = [path.read_text("utf-8") for path in (*DOCS.glob("*.md"), ROOT / "README.md")]
    shown = {
        option
        for text in texts
        for line in re.findall(r"\bregistry [a-z]+ .*", text)
        for option in OPTION.findall(line)
    }
    assert shown - known - {"--help"} == set()


def test_every_environment_variable_is_explained() -> None:
    read = {
        node.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VARIABLE.fullmatch(node.value)
    }
    text = section("commands.md", "## Environment variables")
    assert set(rows(text)) == read | TESTS_VARIABLES
    assert set(re.findall(r"`([a-z]+\.[a-z-]+)`", text)) == set(milestones.POINTS)


def test_every_kind_act_outcome_and_state_is_explained() -> None:
    harvesting = section("harvesting.md", "## Kinds")
    assert set(re.findall(r"^### `([a-z0-9-]+)`$", harvesting, re.M)) == set(KINDS)
    acts = rows(section("ledger.md", "## Acts"))
    carrying = BODY_ACTS | WORDED_ACTS
    assert {act: cells[-1] for act, cells in acts.items()} == {act: "yes" if act in carrying else "no" for act in ACTS}
    assert set(rows(section("harvesting.md", "## Outcomes"))) == {outcome.value for outcome in Outcome}
    states = {runs.RUNNING, runs.DONE, runs.FAILED, runs.GUARDED, runs.STOPPED}
    assert set(rows(section("harvesting.md", "## Run states"))) == states


def test_every_word_of_a_rules_header_is_explained() -> None:
    assert set(re.findall(r"reg:(\w+)", section("rules.md", "## Reading one"))) - {"Rule"} == HEADER_TERMS


def test_the_functions_that_the_readme_names_are_where_it_says() -> None:
    named = NAMED.findall((ROOT / "README.md").read_text("utf-8"))
    assert len(named) > 20
    for name, path in named:
        last = name.rpartition(".")[2]
        text = (ROOT / path).read_text("utf-8")
        assert re.search(rf"^\s*(?:def|class) {last}\b|^{last}\b.*=", text, re.M), f"README.md: no {name} in {path}"


# The examples


def test_the_hash_in_the_document_can_be_recomputed() -> None:
    ((_, example),) = [block for block in blocks("json") if block[0] == "ledger.md"]
    ((_, code),) = [block for block in blocks("python") if block[0] == "ledger.md"]
    said: dict[str, Any] = json.loads(example)
    entry = Entry(**said)
    assert link(entry) == entry.hash
    assert entry.previous == GENESIS
    names: dict[str, Any] = {"sha256": sha256}
    exec(code, names)
    assert names["recomputed"](said) == entry.hash


def test_the_settings_sources_and_mappings_shown_are_taken(tmp_path: Path) -> None:
    for name, text in blocks("toml"):
        said = tomllib.loads(text)
        if "source" in said:
            assert all(source.kind in KINDS for source in load_sources(text.encode())), name
        elif "records" in said:
            assert load_mapping(text.encode(), name).fields
        elif "project" in said:
            assert set(said["project"]["entry-points"]) == {GROUP}
        elif all(isinstance(table, dict) for table in said.values()):
            (tmp_path / "credentials.toml").write_text(text, "utf-8")
            (tmp_path / "credentials.toml").chmod(0o600)
            for slug in said:
                shown = Source(slug, "ckan", said[slug].get("origin", "https://a.example/"), "", {})
                Credentials(tmp_path / "credentials.toml").secrets_for(shown)
        else:
            assert set(said) <= set(setting_texts()), name


def test_the_queries_shown_can_be_asked() -> None:
    shown = blocks("sparql")
    assert shown
    for _, text in shown:
        Store().query(text, prefixes=PREFIXES)


def test_the_rule_shown_is_taken() -> None:
    (text,) = [text for name, text in blocks("turtle") if name == "rules.md"]
    assert read_rule(text.encode(), "docs/rules.md", BASE, "province", "r-example").severity == "Violation"


def test_a_row_that_is_missing_or_too_much_is_found() -> None:
    assert rows("| setting | default |\n| --- | --- |\n| `a` | `1` |\n| `b \\| c` | 2 |") == {
        "a": ["`1`"],
        "b \\| c": ["2"],
    }
    assert written_anew("<!-- table: prefixes -->\nold\n<!-- end -->") != "<!-- table: prefixes -->\nold\n<!-- end -->"


if __name__ == "__main__":
    for place in sorted(DOCS.glob("*.md")):
        place.write_text(written_anew(place.read_text("utf-8")), "utf-8")
