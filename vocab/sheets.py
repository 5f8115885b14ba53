"""Reading the Turtle files of `terms/`, which librarians edit and this package is built on.

A file writes the registry's own resources as relative IRIs (`<id/concept/field/y-te>`); `base`, the registry's
permanent address without a slash at its end, makes them whole.
"""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from vocab.errors import BadTermsFile
from vocab.namespaces import RDF

TERMS = files("vocab") / "terms"


def file_names() -> tuple[str, ...]:
    """The names of all files of terms, sorted, without `.ttl`."""
    return tuple(sorted(f.name.removesuffix(".ttl") for f in TERMS.iterdir() if f.name.endswith(".ttl")))


def file_bytes(name: str) -> bytes:
    return (TERMS / f"{name}.ttl").read_bytes()


def read(name: str, base: str) -> tuple[Triple, ...]:
    """The triples of one file of terms, in the order in which they are written.

    Raises BadTermsFile when it is not Turtle.
    """
    try:
        found = tuple(quad.triple for quad in parse(file_bytes(name), RdfFormat.TURTLE, base_iri=base + "/"))
    except SyntaxError as error:
        raise BadTermsFile(name, str(error)) from error
    return found


class Sheet:
    """Triples laid out for reading: by subject, then by predicate, both in the order in which they are written."""

    __slots__ = ("_rows",)

    def __init__(self, triples: Iterable[Triple]) -> None:
        rows: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        for triple in triples:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
                row = rows.setdefault(triple.subject.value, {})
                row.setdefault(triple.predicate.value, []).append(triple.object)
        self._rows = rows

    def all_subjects(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def subjects(self, kind: NamedNode) -> tuple[str, ...]:
        """The IRIs of what is typed `kind`."""
        return tuple(s for s, row in self._rows.items() if kind in row.get(RDF.type.value, ()))

    def texts(self, subject: str, predicate: NamedNode, lang: str | None = None) -> tuple[str, ...]:
        """The literals; with `lang`, only those in that language."""
        return tuple(
            term.value
            for term in self._values(subject, predicate)
            if isinstance(term, Literal) and (lang is None or term.language == lang)
        )

    def text(self, subject: str, predicate: NamedNode, lang: str | None = None) -> str:
        """The first such literal, "" when there is none."""
        return next(iter(self.texts(subject, predicate, lang)), "")

    def iris(self, subject: str, predicate: NamedNode) -> tuple[str, ...]:
        return tuple(t.value for t in self._values(subject, predicate) if isinstance(t, NamedNode))

    def iri(self, subject: str, predicate: NamedNode) -> str | None:
        return next(iter(self.iris(subject, predicate)), None)

    def by_language(self, subject: str, predicate: NamedNode) -> Mapping[str, str]:
        """The literals that have a language, one each: {"vi": ..., "en": ...}."""
        literals = (t for t in self._values(subject, predicate) if isinstance(t, Literal))
        return MappingProxyType({t.language: t.value for t in literals if t.language})

    def _values(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        return self._rows.get(subject, {}).get(predicate.value, [])
