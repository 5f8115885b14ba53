"""One rule, as its file states it: whom it binds, by which article, since when, and what to do about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from vocab.namespaces import REG, SH

SCOPES = ("record", "pair", "duty", "catalogue")
HOLDING_SCOPES = ("record", "pair")  # only these can keep a version from being published (DESIGN section 5)
SEVERITIES = {SH.Violation: "Violation", SH.Warning: "Warning", SH.Info: "Info"}
RANK = {"Violation": 0, "Warning": 1, "Info": 2}

Words = dict[str, str]  # language -> text; always has "vi" and "en"
Term = NamedNode | BlankNode | Literal
Facts = dict[Term, dict[NamedNode, list[Term]]]  # subject -> predicate -> objects


@dataclass(frozen=True, slots=True)
class Basis:
    """A legal text that carries a rule, and the days on which it does (`until` is the last day, None = open)."""

    article: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule file: its header read, and all its triples by subject (`facts`).

    `concerns` is the property that findings without a path of their own belong to. `takes_down`: a violation brings
    the public version down at once. `soft_for_harvest`: on a harvested record a violation is a warning, because real
    sources rarely state the value (DESIGN section 4).
    """

    profile: str
    slug: str
    scope: str
    severity: str
    message: Words
    mend: Words
    bases: tuple[Basis, ...]
    concerns: NamedNode | None
    takes_down: bool
    soft_for_harvest: bool
    facts: Facts

    @property
    def name(self) -> str:
        """`profile/slug`, the rule's name across profiles."""
        return f"{self.profile}/{self.slug}"

    @property
    def asks_sparql(self) -> bool:
        return any(SH.sparql in said or SH.target in said for said in self.facts.values())

    def triples(self) -> Iterator[Triple]:
        """Everything the file says but the rule's own header, which is about no shape."""
        for subject, said in self.facts.items():
            if isinstance(subject, Literal) or REG.slug in said:
                continue
            for predicate, values in said.items():
                yield from (Triple(subject, predicate, value) for value in values)

    def in_force(self, day: date) -> bool:
        return any(basis.covers(day) for basis in self.bases)

    def article(self, day: date) -> str:
        """The legal texts that carry the rule on that day, joined by a semicolon."""
        return "; ".join(basis.article for basis in self.bases if basis.covers(day))


def facts_by_subject(triples: Iterable[Triple]) -> Facts:
    """The triples as a table; quoted triples, which no rule and no description has, are left out."""
    nodes: Facts = {}
    for triple in triples:
        if not isinstance(triple.object, Triple) and not isinstance(triple.subject, Triple):
            nodes.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
    return nodes
