"""From the text of a rule file to a Rule; what may not stand in one is refused here, with file and sentence.

IRIs in rule files are relative to the registry's permanent address (`<id/concept/field/y-te>`), as everywhere in
`vocab`; fragments (`<#rule>`) are relative to the rule's own address `{base}/rules/{profile}/{slug}`. Property shapes
without a name get one (`#p1`, `#p2` ... in the file's order), so that a finding can be traced to its shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from shapes.errors import LibraryError
from shapes.lint import refuse_bad_query, refuse_unknown_terms
from shapes.rule import SCOPES, SEVERITIES, Basis, Facts, Rule, Term, Words, facts_by_subject
from vocab.namespaces import RDF, REG, SH


def rule_address(base: str, profile: str, slug: str) -> str:
    return f"{base}/rules/{profile}/{slug}"


@dataclass(frozen=True, slots=True)
class _Header:
    """The rule's node in its file, and the questions one asks of it."""

    file: str
    node: NamedNode
    facts: Facts

    def values(self, predicate: NamedNode, subject: Term | None = None) -> list[Term]:
        return self.facts.get(subject or self.node, {}).get(predicate, [])

    def one(self, predicate: NamedNode, subject: Term | None = None) -> Term:
        """The only value; a header that lacks it, or has two, is refused."""
        found = self.values(predicate, subject)
        if len(found) != 1:
            raise LibraryError(
                self.file,
                f"đầu quy tắc phải có đúng một {predicate.value}, đang có {len(found)}.",
                f"the header must have {predicate.value} exactly once, it has it {len(found)} times.",
            )
        return found[0]

    def words(self, predicate: NamedNode) -> Words:
        """The text in Vietnamese and in English; both must be there."""
        texts = {t.language: t.value for t in self.values(predicate) if isinstance(t, Literal) and t.language}
        if missing := [tag for tag in ("vi", "en") if not texts.get(tag)]:
            raise LibraryError(
                self.file,
                f"đầu quy tắc thiếu {predicate.value} bằng tiếng: {', '.join(missing)}.",
                f"the header lacks {predicate.value} in: {', '.join(missing)}.",
            )
        return {"vi": texts["vi"], "en": texts["en"]}

    def flag(self, predicate: NamedNode) -> bool:
        return any(term.value == "true" for term in self.values(predicate))

    def day(self, predicate: NamedNode, subject: Term) -> date | None:
        for term in self.values(predicate, subject):
            try:
                return date.fromisoformat(term.value)
            except ValueError as error:
                raise LibraryError(
                    self.file,
                    f"{predicate.value} không phải ngày dạng 2022-08-16: {term.value}.",
                    f"{predicate.value} is not a day like 2022-08-16: {term.value}.",
                ) from error
        return None


@lru_cache(maxsize=256)
def read_rule(data: bytes, file: str, base: str, profile: str, slug: str) -> Rule:
    """The rule that a file's bytes state.

    Raises LibraryError for what cannot be read, lacks part of the header, or asks for what rules may not ask.
    """
    triples = tuple(_named(_parse(data, file, base), rule_address(base, profile, slug)))
    header = _Header(file, NamedNode(rule_address(base, profile, slug) + "#rule"), facts_by_subject(triples))
    if not header.values(RDF.type):
        raise LibraryError(file, "tệp không có <#rule> a reg:Rule.", "the file has no <#rule> a reg:Rule.")
    if (said := header.one(REG.slug).value) != slug:
        raise LibraryError(
            file, f"reg:slug là {said}, tên tệp lại khác.", f"reg:slug says {said}, not the file's name."
        )
    refuse_unknown_terms(triples, file, data.decode("utf-8", "replace"))
    refuse_bad_query(triples, file)
    _refuse_dangling(header)
    return Rule(
        profile=profile,
        slug=slug,
        scope=_scope(header),
        severity=_severity(header),
        message=header.words(SH.message),
        mend=header.words(REG.mend),
        bases=tuple(_bases(header)),
        concerns=next((t for t in header.values(REG.concerns) if isinstance(t, NamedNode)), None),
        takes_down=header.flag(REG.takesDown),
        soft_for_harvest=header.flag(REG.softForHarvest),
        facts=header.facts,
    )


def _parse(data: bytes, file: str, base: str) -> list[Triple]:
    try:
        quads = list(parse(data, format=RdfFormat.TURTLE, base_iri=base + "/", rename_blank_nodes=True))
    except SyntaxError as error:
        raise LibraryError(
            file, f"không đọc được Turtle: {error.msg}", f"is not Turtle: {error.msg}", error.lineno
        ) from error
    return [Triple(quad.subject, quad.predicate, quad.object) for quad in quads]


def _named(triples: list[Triple], address: str) -> Iterator[Triple]:
    """The triples with fragments put under the rule's address, and property shapes named in the file's order."""
    stem = _fragment_stem(triples)
    names: dict[BlankNode, NamedNode] = {}
    for triple in triples:
        if triple.predicate == SH.path and isinstance(triple.subject, BlankNode):
            names.setdefault(triple.subject, NamedNode(f"{address}#p{len(names) + 1}"))

    def renamed(term: Term) -> Term:
        if isinstance(term, BlankNode):
            return names.get(term, term)
        if stem and isinstance(term, NamedNode) and term.value.startswith(stem):
            return NamedNode(f"{address}#{term.value.removeprefix(stem)}")
        return term

    for triple in triples:
        # A rule file holds no triples about triples, and renaming keeps the kind of a node.
        subject = renamed(triple.subject)  # type: ignore[arg-type]
        value = renamed(triple.object)  # type: ignore[arg-type]
        yield Triple(subject, triple.predicate, value)  # type: ignore[arg-type]


def _fragment_stem(triples: list[Triple]) -> str:
    """`{base}/#`, found from the node that is the rule; "" when there is none."""
    for triple in triples:
        if triple.predicate == RDF.type and triple.object == REG.Rule and isinstance(triple.subject, NamedNode):
            return triple.subject.value.rpartition("#")[0] + "#"
    return ""


def _scope(header: _Header) -> str:
    scope = header.one(REG.scope).value
    if scope not in SCOPES:
        raise LibraryError(
            header.file,
            f"không có phạm vi {scope}; chỉ có: {', '.join(SCOPES)}.",
            f"there is no scope {scope}; there are: {', '.join(SCOPES)}.",
        )
    return scope


def _severity(header: _Header) -> str:
    term = header.one(SH.severity)
    if not isinstance(term, NamedNode) or term not in SEVERITIES:
        raise LibraryError(header.file, f"không có mức độ {term}.", f"there is no severity {term}.")
    return SEVERITIES[term]


def _bases(header: _Header) -> Iterator[Basis]:
    nodes = header.values(REG.basis)
    if not nodes:
        raise LibraryError(header.file, "đầu quy tắc thiếu reg:basis.", "the header lacks reg:basis.")
    for node in nodes:
        since = header.day(REG.inForceFrom, node)
        if since is None:
            raise LibraryError(header.file, "reg:basis thiếu reg:inForceFrom.", "reg:basis lacks reg:inForceFrom.")
        yield Basis(header.one(REG.article, node).value, since, header.day(REG.inForceUntil, node))


def _refuse_dangling(header: _Header) -> None:
    """Every shape the file names must stand in it: a dangling one would mean an empty shape, a rule that is silent."""
    shapes = header.values(REG.shape)
    if not shapes:
        raise LibraryError(header.file, "quy tắc không có reg:shape.", "the rule has no reg:shape.")
    for term in (*shapes, *(term for facts in header.facts.values() for term in facts.get(SH.property, ()))):
        if term not in header.facts:
            raise LibraryError(
                header.file, f"hình mẫu {term} không có trong tệp.", f"the shape {term} is not in the file."
            )
