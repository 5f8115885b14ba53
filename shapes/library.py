"""The library: folders of rule files, read as profiles, on a given day.

A profile is a folder of `rules/`: one file a rule (`<slug>.ttl`), with twins `<slug>.pass.ttl` and `<slug>.fail.ttl`
that the tests run. A rule out of force on the day is not in the profile, so it cannot speak.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from shapes.errors import LibraryError
from shapes.reading import read_rule
from shapes.rule import Rule, Term, Words
from vocab.namespaces import SH

PROFILES = ("dcat-ap", "province", "overlap", "dcat-vn")
PUBLISHING = ("dcat-ap", "province", "overlap")  # what a description must pass before it is public
Folder = Traversable | Path


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules of one folder that are in force on a day.

    `names` holds each property's name, by the class it is asked of and by the property, for shapes that give none.
    """

    name: str
    base: str
    day: date
    rules: tuple[Rule, ...]
    names: Mapping[tuple[str, str], Words]

    def rule(self, slug: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.slug == slug), None)


def _rules_folder() -> Folder:
    return files("shapes") / "rules"


def load_profile(name: str, base: str, at: date, folder: Folder | None = None) -> Profile:
    """The profile `name` as it binds on `at`; `base` is the registry's permanent address, `folder` holds the profiles.

    Raises LibraryError for an unknown profile and for a rule file that may not be loaded.
    """
    place = (folder or _rules_folder()) / name
    if "/" in name or not place.is_dir():
        raise LibraryError(name, "không có bộ quy tắc này.", "there is no such profile.")
    rules = tuple(
        rule
        for slug, text in _rule_files(place)
        if (rule := read_rule(text, f"{name}/{slug}.ttl", base, name, slug)).in_force(at)
    )
    return Profile(name, base, at, rules, _names(rules))


def load_profiles(names: tuple[str, ...], base: str, at: date, folder: Folder | None = None) -> tuple[Profile, ...]:
    return tuple(load_profile(name, base, at, folder) for name in names)


def shared_terms(file: str, base: str) -> tuple[Triple, ...]:
    """The triples of a file of `terms/`: `classes.ttl` (kinds of things), `closed.ttl` (which is below which),
    `groups.ttl` (parts of the form), `rules.ttl` (the terms that rules and findings are stated in)."""
    data = (files("shapes") / "terms" / file).read_bytes()
    quads = parse(data, format=RdfFormat.TURTLE, base_iri=base + "/")
    return tuple(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)


def _rule_files(place: Folder) -> Iterator[tuple[str, bytes]]:
    """Slug and bytes of each rule file, by slug; an absent folder has none."""
    if not place.is_dir():
        return
    for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
        stem, dot, kind = entry.name.partition(".")
        if dot and kind == "ttl":
            yield stem, entry.read_bytes()


def _names(rules: tuple[Rule, ...]) -> dict[tuple[str, str], Words]:
    """Property names by (class, property), from every shape that gives one."""
    names: dict[tuple[str, str], Words] = {}
    for rule in rules:
        for facts in rule.facts.values():
            for target in facts.get(SH.targetClass, ()):
                for shape in facts.get(SH.property, ()):
                    _add_name(names, target.value, rule.facts.get(shape, {}))
    return names


def _add_name(names: dict[tuple[str, str], Words], target: str, shape: Mapping[NamedNode, Sequence[Term]]) -> None:
    for path in shape.get(SH.path, ()):
        for name in shape.get(SH.name, ()):
            if isinstance(path, NamedNode) and isinstance(name, Literal) and name.language:
                names.setdefault((target, path.value), {}).setdefault(name.language, name.value)
