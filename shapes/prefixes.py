"""The prefixes that queries in shapes are written with (SHACL section 5.2.1)."""

from collections.abc import Iterator

from pyoxigraph import Literal

from shapes.errors import ShapesRefused
from shapes.rule import Term
from shapes.source import Source
from vocab.namespaces import OWL, SH


def prologue(source: Source) -> str:
    """The PREFIX lines that `sh:prefixes` asks for, those of imported declarations too (SHACL section 5.2.1)."""
    declared: dict[str, str] = {}
    for node in _declaring(source):
        for declaration in source.facts.get(node, {}).get(SH.declare, ()):
            part = source.at(declaration)
            prefix, namespace = part.one(SH.prefix), part.one(SH.namespace)
            if not isinstance(prefix, Literal) or not isinstance(namespace, Literal) or ">" in namespace.value:
                raise ShapesRefused(
                    f"{node}: sh:declare phải có sh:prefix và sh:namespace.",
                    f"{node}: sh:declare needs sh:prefix and sh:namespace.",
                    "sh:declare",
                )
            if declared.setdefault(prefix.value, namespace.value) != namespace.value:
                raise ShapesRefused(
                    f"tiền tố {prefix.value} được khai hai lần khác nhau.",
                    f"the prefix {prefix.value} is declared twice, differently.",
                    "sh:prefix",
                )
    return "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in declared.items())


def _declaring(source: Source) -> Iterator[Term]:
    waiting = list(source.values(SH.prefixes))
    seen: set[Term] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            yield node
            waiting += source.facts.get(node, {}).get(OWL.imports, ())
