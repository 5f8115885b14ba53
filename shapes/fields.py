"""Forms from shapes: every property that a rule file names becomes a field, so that form, check and message agree.

A property shape gives its field by `sh:name`, `sh:description`, `sh:group`, `sh:order` and `dash:editor`; several
files may speak of one property, and what they say is put together. `dash:hidden true` keeps a property off the form. A
field is mandatory when some rule finds a violation in its absence, recommended when some rule warns of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode

from shapes.library import Profile, shared_terms
from shapes.rule import HOLDING_SCOPES, SEVERITIES, Facts, Rule, Term, Words, facts_by_subject
from vocab.codelists import code_lists
from vocab.namespaces import DASH, DCAT, RDF, RDFS, REG, SH, SKOS, XSD

Kind = Literal["text", "long", "langtext", "date", "code", "iri", "number", "nested"]
Required = Literal["mandatory", "recommended", "optional"]
LANGUAGES = ("vi", "en")
EDITORS: dict[NamedNode, Kind] = {
    DASH.TextFieldEditor: "text",
    DASH.TextAreaEditor: "long",
    DASH.TextFieldWithLangEditor: "langtext",
    DASH.TextAreaWithLangEditor: "long",
    DASH.DatePickerEditor: "date",
    DASH.EnumSelectEditor: "code",
    DASH.AutoCompleteEditor: "iri",
    DASH.URIEditor: "iri",
    DASH.DetailsEditor: "nested",
}
WITH_LANGUAGES = (DASH.TextFieldWithLangEditor, DASH.TextAreaWithLangEditor)
NUMBERS = (XSD.decimal, XSD.integer, XSD.nonNegativeInteger, XSD.double)
OTHER = "other"
LAST = 1000.0


@dataclass(frozen=True, slots=True)
class Field:
    """One property on the form.

    `many`: several values (several in one language, for a text with languages). `languages` are those in which its text
    is asked for (none: text without language). `datatype` is the XSD type that values are written with, or None.
    `code_list` names a list of `vocab.codelists`. `fields` are those of a nested thing, whose class is `of_class`.
    """

    path: str
    name: Words
    help: Words
    kind: Kind
    required: Required
    many: bool
    code_list: str | None
    fields: tuple["Field", ...]
    languages: tuple[str, ...]
    datatype: str | None
    of_class: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the form."""

    slug: str
    label: Words
    order: float
    fields: tuple[Field, ...]


def form(base: str, profiles: Sequence[Profile], of_class: NamedNode = DCAT.Dataset) -> tuple[Group, ...]:
    """The form for things of a class (datasets), in the order in which a person fills it in."""
    asked = _asked(profiles)
    lists = _code_lists(base)
    groups = _groups(base, profiles)
    places: dict[str, list[tuple[float, Field]]] = {slug: [] for slug in groups}
    for said in asked.get(of_class.value, {}).values():
        if field := _field(said, asked, lists, frozenset((of_class.value,))):
            slug = said.group if said.group in places else OTHER
            places[slug].append((said.order, field))
    found = (Group(slug, *groups[slug], _ordered(fields)) for slug, fields in places.items() if fields)
    return tuple(sorted(found, key=lambda group: group.order))


class _Said:
    """What all files together say of one property of one class."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.facts: dict[NamedNode, list[Term]] = {}
        self.required: set[str] = set()
        self.nodes: Facts = {}

    def add(self, facts: Mapping[NamedNode, Sequence[Term]], rule: Rule) -> None:
        for predicate, terms in facts.items():
            self.facts.setdefault(predicate, []).extend(terms)
        self.nodes |= rule.facts
        if any(int(term.value) > 0 for term in facts.get(SH.minCount, ())):
            declared = facts.get(SH.severity, [None])[0]
            self.required.add(SEVERITIES[declared] if isinstance(declared, NamedNode) else rule.severity)

    def one(self, predicate: NamedNode) -> Term | None:
        return next(iter(self.facts.get(predicate, ())), None)

    def words(self, predicate: NamedNode) -> Words:
        texts = [t for t in self.facts.get(predicate, ()) if isinstance(t, RdfLiteral) and t.language]
        return {text.language or "": text.value for text in reversed(texts)}

    @property
    def hidden(self) -> bool:
        return any(term.value == "true" for term in self.facts.get(DASH.hidden, ()))

    @property
    def single(self) -> bool:
        """At most one value, or at most one in each language."""
        most = self.facts.get(SH.maxCount, ())
        return any(term.value == "1" for term in most) or SH.uniqueLang in self.facts

    @property
    def group(self) -> str:
        term = self.one(SH.group)
        return term.value.rpartition("#")[2] if term else OTHER

    @property
    def order(self) -> float:
        term = self.one(SH.order)
        return float(term.value) if term else LAST

    def need(self) -> Required:
        if "Violation" in self.required:
            return "mandatory"
        return "recommended" if "Warning" in self.required else "optional"

    def target_class(self) -> str | None:
        """The class its values are asked to have, plainly or as the first of several choices."""
        term = self.one(SH["class"])
        choice = self.one(SH["or"])
        if term is None and choice is not None:
            first = self.nodes.get(choice, {}).get(RDF.first, [None])[0]
            term = next(iter(self.nodes.get(first, {}).get(SH["class"], ())), None) if first else None
        return term.value if term else None

    def scheme(self) -> str | None:
        """The code list its values are asked to be of: named by `reg:codeList`, or by the scheme that is checked."""
        if named := self.one(REG.codeList):
            return named.value
        for node in self.facts.get(SH.node, ()):
            for inner in self.nodes.get(node, {}).get(SH.property, ()):
                facts = self.nodes.get(inner, {})
                if facts.get(SH.path, [None])[0] == SKOS.inScheme and facts.get(SH.hasValue):
                    return facts[SH.hasValue][0].value
        return None


Asked = dict[str, dict[str, _Said]]


def _asked(profiles: Iterable[Profile]) -> Asked:
    """By class and property, what the rule files say."""
    asked: Asked = {}
    for profile in profiles:
        for rule in profile.rules:
            for facts in rule.facts.values():
                for target in facts.get(SH.targetClass, ()):
                    _add_properties(asked.setdefault(target.value, {}), facts, rule)
    return asked


def _add_properties(said: dict[str, _Said], shape: Mapping[NamedNode, Sequence[Term]], rule: Rule) -> None:
    for node in shape.get(SH.property, ()):
        facts = rule.facts.get(node, {})
        path = facts.get(SH.path, [None])[0]
        if isinstance(path, NamedNode):
            said.setdefault(path.value, _Said(path.value)).add(facts, rule)
    if rule.concerns and rule.soft_for_harvest and rule.scope in HOLDING_SCOPES:  # it is about a value that is missing
        said.setdefault(rule.concerns.value, _Said(rule.concerns.value)).required.add(rule.severity)


def _field(said: _Said, asked: Asked, lists: Mapping[str, str], above: frozenset[str]) -> Field | None:
    """The field, or None for a property that has no name, is kept off the form, or is of a list with nothing in it."""
    name = said.words(SH.name)
    if said.hidden or not {"vi", "en"} <= name.keys() or lists.get(said.scheme() or "") == "":
        return None
    datatype, of_class = said.one(SH.datatype), said.target_class()
    code_list = lists.get(said.scheme() or "")
    kind = _kind(said, code_list)
    return Field(
        path=said.path,
        name=name,
        help={"vi": "", "en": ""} | said.words(SH.description),
        kind=kind,
        required=said.need(),
        many=not said.single,
        code_list=code_list if kind == "code" else None,
        fields=_nested(of_class, asked, lists, above) if kind == "nested" and of_class else (),
        languages=LANGUAGES if said.one(DASH.editor) in WITH_LANGUAGES else (),
        datatype=datatype.value if datatype else None,
        of_class=of_class,
    )


def _kind(said: _Said, code_list: str | None) -> Kind:
    """The editor the shape asks for; without one, what its constraints suggest."""
    editor = said.one(DASH.editor)
    if said.one(SH.datatype) in NUMBERS:
        return "number"
    if isinstance(editor, NamedNode) and editor in EDITORS:
        kind = EDITORS[editor]
        return "iri" if kind == "code" and code_list is None else kind
    if code_list:
        return "code"
    if said.one(SH.datatype) == XSD.date:
        return "date"
    if said.one(SH.nodeKind) in (SH.IRI, SH.BlankNodeOrIRI) or said.target_class():
        return "iri"
    return "text"


def _nested(of_class: str, asked: Asked, lists: Mapping[str, str], above: frozenset[str]) -> tuple[Field, ...]:
    if of_class in above:
        return ()
    within = above | {of_class}
    fields = ((said.order, _field(said, asked, lists, within)) for said in asked.get(of_class, {}).values())
    return _ordered((order, field) for order, field in fields if field)


def _code_lists(base: str) -> dict[str, str]:
    """The names of the code lists, by themselves and by the schemes their concepts are in; "" for an empty one."""
    lists = {name: name if found.concepts else "" for name, found in code_lists(base).items()}
    return lists | {concept.scheme: name for name, found in code_lists(base).items() for concept in found.concepts}


def _ordered(fields: Iterable[tuple[float, Field]]) -> tuple[Field, ...]:
    return tuple(field for _, field in sorted(fields, key=lambda pair: (pair[0], pair[1].path)))


def _groups(base: str, profiles: Iterable[Profile]) -> dict[str, tuple[Words, float]]:
    """Label and order of each part of the form: those every profile shares, and those a rule file brings along."""
    files = [facts_by_subject(shared_terms("groups.ttl", base))]
    files += [rule.facts for profile in profiles for rule in profile.rules]
    groups: dict[str, tuple[Words, float]] = {}
    for node, facts in ((node, facts) for nodes in files for node, facts in nodes.items()):
        if SH.PropertyGroup in facts.get(RDF.type, ()) and isinstance(node, NamedNode):
            texts = [term for term in facts.get(RDFS.label, ()) if isinstance(term, RdfLiteral) and term.language]
            order = facts.get(SH.order)
            label = {text.language or "": text.value for text in texts}
            groups[node.value.rpartition("#")[2]] = (label, float(order[0].value) if order else LAST)
    return groups
