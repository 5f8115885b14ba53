"""From a bare result to a Finding: which rule spoke, by which article, in which words, and how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode

from shapes.context import Context
from shapes.library import Profile
from shapes.lists import members
from shapes.paths import spelled_path
from shapes.report import Finding, Severity, severity
from shapes.result import Result
from shapes.rule import SEVERITIES, Facts, Rule, Term, Words
from shapes.sentences import made_from, sentence
from vocab.namespaces import DCAT, REG, SH

SPARQL = SH.SPARQLConstraintComponent.value
_WITH_PARAMETER = "minCount maxCount datatype nodeKind class or node in pattern minLength maxLength uniqueLang"
PARAMETERS = {f"{SH.iri}{name[0].upper()}{name[1:]}ConstraintComponent": SH[name] for name in _WITH_PARAMETER.split()}


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape of a rule file: what it says of itself."""

    rule: Rule
    profile: Profile
    facts: Mapping[NamedNode, Sequence[Term]]
    target: str | None

    def one(self, predicate: NamedNode) -> Term | None:
        return next(iter(self.facts.get(predicate, ())), None)

    def words(self, predicate: NamedNode) -> Words | None:
        texts = {
            term.language: term.value
            for term in self.facts.get(predicate, ())
            if isinstance(term, Literal) and term.language
        }
        return texts if {"vi", "en"} <= texts.keys() else None


@dataclass(frozen=True, slots=True)
class _Told:
    severity: Severity
    name: Words | None
    label: Words
    article: str
    mend: Words


_NAMELESS: Words = {"vi": "", "en": ""}
_FIRST_ASKED = (DCAT.Dataset.value, DCAT.Distribution.value)
"""Whose name for a property is taken where a shape is about no class that names it."""


class Interpreter:
    """Turns results of the profiles' shapes into findings; built once for a run."""

    def __init__(self, profiles: Iterable[Profile], context: Context) -> None:
        self._context = context
        self._nodes: Facts = {}
        self._names: dict[tuple[str, str], Words] = {}
        self._shapes: dict[str, _Shape] = {}
        self._known: dict[tuple[str, str | None], _Told] = {}
        self._lacks: dict[tuple[str, str | None, str], Words] = {}
        for profile in profiles:
            self._names |= profile.names
            for rule in profile.rules:
                self._read(rule, profile)
        self._anywhere = _by_property(self._names)

    def concern(self, result: Result) -> NamedNode | None:
        """The property whose value a result about a whole thing is about; the thing itself is no value."""
        return self._shapes[result.shape].rule.concerns if result.path is None else None

    def finding(self, result: Result) -> Finding:
        """The finding that a result means."""
        shape = self._shapes[result.shape]
        path = self._path(shape, result)
        told = self._told(result.shape, shape, path)
        message = self._said(shape, path, result, told.name)
        rule = shape.rule
        return Finding(
            rule=rule.name,
            scope=rule.scope,
            severity=told.severity,
            focus=spelled(result.focus),
            path=path,
            component=result.component,
            value=None if result.value is None else spelled(result.value),
            message_vi=message["vi"],
            message_en=message["en"],
            article=told.article,
            fix_vi=told.mend["vi"],
            fix_en=told.mend["en"],
            label_vi=told.label["vi"],
            label_en=told.label["en"],
            term="" if result.value is None else str(result.value),
            takes_down=rule.takes_down,
        )

    def _told(self, key: str, shape: _Shape, path: str | None) -> _Told:
        """What is said of every result of a shape at a path; found out once."""
        told = self._known.get((key, path))
        if told is None:
            name = self._name(shape, path)
            told = self._known[key, path] = _Told(
                severity=self._severity(shape),
                name=name,
                label=name or self._label(shape, path),
                article=shape.rule.article(shape.profile.day),
                mend=shape.words(REG.mend) or shape.rule.mend,
            )
        return told

    def _severity(self, shape: _Shape) -> Severity:
        declared = shape.one(SH.severity)
        return severity(SEVERITIES[declared] if isinstance(declared, NamedNode) else shape.rule.severity)

    def _read(self, rule: Rule, profile: Profile) -> None:
        nodes = rule.facts
        self._nodes.update(nodes)
        owners = {term: node for node, facts in nodes.items() for term in facts.get(SH.property, ())}
        for node, facts in nodes.items():
            if not isinstance(node, NamedNode):
                continue
            target = nodes.get(owners.get(node, node), facts).get(SH.targetClass, [None])[0]
            self._shapes[node.value] = _Shape(
                rule,
                profile,
                facts,
                target.value if target is not None else None,
            )

    def _path(self, shape: _Shape, result: Result) -> str | None:
        if result.path is not None:
            return spelled_path(result.path)
        return shape.rule.concerns.value if shape.rule.concerns else None

    def _name(self, shape: _Shape, path: str | None) -> Words | None:
        """The property's name: the shape's own, else what another file of the profile calls it."""
        return shape.words(SH.name) or shape.profile.names.get((shape.target or "", path or ""))

    def _label(self, shape: _Shape, path: str | None) -> Words:
        """What any of the profiles calls the property at the path, or else the one that the rule is about: of the
        shape's class, or else of any."""
        concerns = shape.rule.concerns
        for asked in (path, concerns.value if concerns else None):
            if asked and (said := self._names.get((shape.target or "", asked)) or self._anywhere.get(asked)):
                return said
        return _NAMELESS

    def _said(self, shape: _Shape, path: str | None, result: Result, name: Words | None) -> Words:
        """The message of a result; found out once for all those of a shape that name no value."""
        if result.value is not None or result.component == SPARQL:
            return self._message(shape, result, name)
        key = (result.shape, path, result.component)
        said = self._lacks.get(key)
        if said is None:
            said = self._lacks[key] = self._message(shape, result, name)
        return said

    def _message(self, shape: _Shape, result: Result, name: Words | None) -> Words:
        if result.component == SPARQL and (said := self._filled(shape, result)):
            return said
        if own := shape.words(SH.message):
            return own
        if name:
            parameter = self._parameter(shape, result.component)
            value = "" if result.value is None else spelled(result.value)
            must = self._severity(shape) == "Violation"
            if made := sentence(result.component, name, parameter, value, self._context.words, must=must):
                return made
        return shape.rule.message

    def _filled(self, shape: _Shape, result: Result) -> Words | None:
        """The query's own messages with their values filled in, told apart by the texts they were made from."""
        queries = (self._nodes.get(query, {}) for query in shape.facts.get(SH.sparql, ()))
        forms = [term for facts in queries for term in facts.get(SH.message, []) if isinstance(term, Literal)]
        told = {message.language: message.value for message in result.messages if message.language}
        if {"vi", "en"} <= told.keys():
            return {"vi": told["vi"], "en": told["en"]}
        texts = [text.value for text in result.messages]
        said = {form.language: text for form in forms for text in texts if made_from(form.value, text)}
        return {"vi": said["vi"], "en": said["en"]} if {"vi", "en"} <= said.keys() else None

    def _parameter(self, shape: _Shape, component: str) -> str:
        """The constraint's parameter as text; for a choice the class it asks for, for a node shape the code list."""
        predicate = PARAMETERS.get(component)
        term = shape.one(predicate) if predicate else None
        if predicate == SH["or"] and term is not None:
            return self._first(members(self._nodes, term)[0], SH["class"])
        if predicate == SH.node and term is not None:
            inner = self._nodes.get(term, {}).get(SH.property, [])
            return self._first(inner[0], SH.hasValue) if inner else ""
        return term.value if term is not None else ""

    def _first(self, node: Term, predicate: NamedNode) -> str:
        found = self._nodes.get(node, {}).get(predicate, [])
        return found[0].value if found else ""


def _by_property(names: Mapping[tuple[str, str], Words]) -> dict[str, Words]:
    """Each property's name, whatever thing it is asked of; those of datasets and distributions before all others."""
    found: dict[str, Words] = {}
    for wanted in (*_FIRST_ASKED, None):
        for (of_class, path), words in names.items():
            if wanted in (of_class, None):
                found.setdefault(path, words)
    return found


def spelled(term: Term) -> str:
    """A term as findings show it: an IRI, `_:label`, or a literal's lexical form."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value
