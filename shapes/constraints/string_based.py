"""String-based constraints: lengths, `sh:pattern`, `sh:languageIn`, `sh:uniqueLang` (SHACL section 4.4)."""

from collections import Counter
from collections.abc import Callable, Iterator

from pyoxigraph import BlankNode, Literal

from shapes.compiled import Broken, SetConstraint, ValueConstraint, Values
from shapes.graph import Graph
from shapes.patterns import compile_pattern
from shapes.rule import Term
from shapes.source import Source, component
from vocab.namespaces import SH, XSD

_TRUE = Literal("true", datatype=XSD.boolean)


def compile_min_length(source: Source) -> Iterator[ValueConstraint]:
    least = source.whole(SH.minLength)
    if least is not None:
        yield ValueConstraint(
            component("MinLength"), lambda graph, value: not isinstance(value, BlankNode) and len(value.value) >= least
        )


def compile_max_length(source: Source) -> Iterator[ValueConstraint]:
    most = source.whole(SH.maxLength)
    if most is not None:
        yield ValueConstraint(
            component("MaxLength"), lambda graph, value: not isinstance(value, BlankNode) and len(value.value) <= most
        )


def compile_pattern_constraint(source: Source) -> Iterator[ValueConstraint]:
    flags = source.one(SH.flags)
    for pattern in source.values(SH.pattern):
        if not isinstance(pattern, Literal):
            raise source.refusal(SH.pattern, "phải là văn bản", "must be text", pattern)
        found = compile_pattern(pattern.value, "" if flags is None else flags.value)

        def holds(graph: Graph, value: Term, found: Callable[[str], bool] = found) -> bool:
            return not isinstance(value, BlankNode) and found(value.value)

        yield ValueConstraint(component("Pattern"), holds)


def compile_language_in(source: Source) -> Iterator[ValueConstraint]:
    languages = source.one(SH.languageIn)
    if languages is None:
        return
    ranges = tuple(member.value.lower() for member in source.members(languages))

    def holds(graph: Graph, value: Term) -> bool:
        said = value.language if isinstance(value, Literal) else None
        return said is not None and _matches(said.lower(), ranges)

    yield ValueConstraint(component("LanguageIn"), holds)


def _matches(language: str, ranges: tuple[str, ...]) -> bool:
    """Basic filtering (RFC 4647 section 3.3.1), as SPARQL's langMatches."""
    return any(each in ("*", language) or language.startswith(f"{each}-") for each in ranges)


def compile_unique_lang(source: Source) -> Iterator[SetConstraint]:
    # Of "1" the specification says nothing, and the W3C's suite that it means no.
    if source.flag(SH.uniqueLang) and source.one(SH.uniqueLang) == _TRUE:
        yield SetConstraint(component("UniqueLang"), "several", _repeated_languages)


def _repeated_languages(graph: Graph, focus: Term, values: Values) -> Iterator[Broken]:
    """One result for each language that is given more than once."""
    said = [value.language.lower() for value in values if isinstance(value, Literal) and value.language]
    yield from (Broken(None) for times in Counter(said).values() if times > 1)
