"""A shapes graph while it is compiled: its nodes read one by one, and refused where they are not well formed."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode

from shapes.compiled import Shape
from shapes.errors import ShapesRefused
from shapes.lists import members
from shapes.rule import Facts, Term, Words
from vocab.namespaces import SH, XSD


@dataclass(frozen=True, slots=True)
class Source:
    """One node of a shapes graph. `shape_at` compiles another one, or gives it if it is compiled; `leave` takes the name
    of something that is left to pySHACL."""

    facts: Facts
    node: Term
    shape_at: Callable[[Term], Shape]
    leave: Callable[[str], None]

    def at(self, node: Term) -> "Source":
        """Another node of the same graph, read for the same shape."""
        return replace(self, node=node)

    @property
    def called(self) -> Words:
        """The node as its author can find it: by its name, or as a part of what has one."""
        node, seen = self.node, {self.node}
        while isinstance(node, BlankNode):
            holders = (one for one, said in self.facts.items() if any(node in found for found in said.values()))
            node = next((one for one in holders if one not in seen), _NOBODY)
            seen.add(node)
        if node == self.node:
            return {"vi": str(node), "en": str(node)}
        if node == _NOBODY:
            return {"vi": "một hình mẫu không tên", "en": "a shape without a name"}
        return {"vi": f"một phần của {node}", "en": f"a part of {node}"}

    def values(self, parameter: NamedNode) -> list[Term]:
        return self.facts.get(self.node, {}).get(parameter, [])

    def one(self, parameter: NamedNode) -> Term | None:
        """The parameter's only value, None without it. Raises ShapesRefused for several."""
        found = self.values(parameter)
        if len(found) > 1:
            name = short(parameter)
            raise ShapesRefused(
                f"{self.called['vi']}: {name} chỉ được có một giá trị.",
                f"{self.called['en']}: {name} may have one value only.",
                name,
            )
        return found[0] if found else None

    def whole(self, parameter: NamedNode) -> int | None:
        """The parameter as a whole number not below zero."""
        term = self.one(parameter)
        if term is None:
            return None
        if (
            isinstance(term, Literal)
            and term.value.isascii()
            and term.value.isdigit()
            and len(term.value) < _MOST_DIGITS
        ):
            return int(term.value)
        raise self.refusal(parameter, "phải là số nguyên không âm", "must be a whole number not below zero", term)

    def flag(self, parameter: NamedNode) -> bool:
        """Whether the parameter is true."""
        term = self.one(parameter)
        if term is None or (isinstance(term, Literal) and term.datatype == XSD.boolean and term.value in _BOOLEAN):
            return term is not None and _BOOLEAN[term.value]
        raise self.refusal(parameter, "phải là true hoặc false", "must be true or false", term)

    def iris(self, parameter: NamedNode) -> list[NamedNode]:
        found = []
        for term in self.values(parameter):
            if not isinstance(term, NamedNode):
                raise self.refusal(parameter, "phải là một IRI", "must be an IRI", term)
            found.append(term)
        return found

    def members(self, node: Term) -> tuple[Term, ...]:
        return members(self.facts, node)

    def refusal(self, parameter: NamedNode, vi: str, en: str, term: Term) -> ShapesRefused:
        name = short(parameter)
        return ShapesRefused(
            f"{self.called['vi']}: {name} {vi}, đang ghi {_shown(term)}.",
            f"{self.called['en']}: {name} {en}, not {_shown(term)}.",
            name,
            _shown(term),
        )


def _shown(term: Term) -> str:
    text = f"_:{term.value}" if isinstance(term, BlankNode) else term.value
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_NOBODY = NamedNode("urn:nobody")
_SHOWN = 80
_BOOLEAN = {"true": True, "1": True, "false": False, "0": False}
_MOST_DIGITS = 19


def short(term: NamedNode) -> str:
    """A term of SHACL as authors write it."""
    return f"sh:{term.value.removeprefix(SH.iri)}" if term in SH else term.value


def component(name: str) -> str:
    """The IRI of a constraint component of SHACL."""
    return f"{SH.iri}{name}ConstraintComponent"
