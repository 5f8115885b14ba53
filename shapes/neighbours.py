"""Datasets of one province beside each other: which two look alike, though two agencies answer for them.

Two of like size are alike only when each is like the other, so the score is the lesser of both directions. Kin are left
out: one family, editions of one dataset, a copy that names its source, what a successor took over.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from shapes.evidence import Evidence, graded
from shapes.likeness.comparing import compare, grade_of
from shapes.likeness.index import Index, measure
from shapes.likeness.subject import Subject, subject_of_description
from vocab.description import Description
from vocab.lexicon import Lexicon
from vocab.namespaces import PROV
from vocab.vietnamese import title_key

MEASURE = "1"
"""Moves when this module measures otherwise than before: everything is then measured again."""
LEAST = 0.4
"""Two datasets of a province share words more easily than one shares them with a ministry's: less than this is chance."""
SHARED_ADDRESSES = 2
"""An address that more datasets have is a portal's, and tells nothing of one of them."""
_DATED = re.compile(r"\b(?:nam|quy|thang|year|quarter|month)?\s*\d+(?:\s*\d+)*\b")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record of the province as its neighbours see it.

    `origins` are the agencies (IRIs) that it came from: the former ones, or the one that answers for it. `reused` are
    the IRIs that it names as its sources.
    """

    subject: Subject
    publisher: str
    origins: frozenset[str]
    reused: frozenset[str]

    @property
    def iri(self) -> str:
        return self.subject.iri


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that look alike, the lesser IRI first; the evidence is told of the first."""

    first: str
    second: str
    evidence: Evidence


def neighbour_of(description: Description) -> Neighbour:
    """The neighbour that a record is."""
    publisher = description.publisher or ""
    former = frozenset(str(term.value) for term in description.values(PROV.wasAttributedTo))
    # An agency's own numbers say nothing beside another's.
    subject = replace(subject_of_description(description), identifiers=())
    return Neighbour(subject, publisher, former or frozenset({publisher}), frozenset(description.sources))


def pairs(
    neighbours: Sequence[Neighbour], wanted: frozenset[str], lexicon: Lexicon, heirs: Callable[[str], frozenset[str]]
) -> Iterator[Pair]:
    """The pairs in which one of the `wanted` (IRIs) has part; `heirs` gives the agencies that an agency became."""
    by_iri = {one.iri: one for one in _without_portals(neighbours)}
    index = Index.build((one.subject for one in by_iri.values()), lexicon)
    seen: set[tuple[str, str]] = set()
    for iri in sorted(wanted & by_iri.keys()):
        for found in measure(by_iri[iri].subject, index):
            first, second = sorted((iri, found.other))
            if (first, second) in seen or found.score < LEAST or are_kin(by_iri[first], by_iri[second], heirs):
                continue
            seen.add((first, second))
            evidence = _mutual(by_iri[first].subject, by_iri[second].subject, index)
            if evidence:
                yield Pair(first, second, evidence)


def are_kin(one: Neighbour, other: Neighbour, heirs: Callable[[str], frozenset[str]]) -> bool:
    """Whether two belong together rightly: of one agency, one family, one a copy or an edition of the other."""
    mine, its = one.subject, other.subject
    return (
        one.origins == other.origins
        or mine.iri in its.kin | other.reused
        or its.iri in mine.kin | one.reused
        or bool(mine.kin & its.kin)
        or _are_editions(mine, its)
        or _is_taken_over(one, other, heirs)
    )


def _mutual(first: Subject, second: Subject, index: Index) -> Evidence | None:
    there = compare(first, second, index.lexicon, index.rarity)
    back = compare(second, first, index.lexicon, index.rarity)
    score = min(there.score, back.score)
    grade = grade_of(score) if score >= LEAST else None
    return graded(second.iri, grade, score, there.features) if grade else None


def _without_portals(neighbours: Sequence[Neighbour]) -> Iterable[Neighbour]:
    counts = Counter(address for one in neighbours for address in set(one.subject.addresses))
    for one in neighbours:
        own = tuple(
            address for address in one.subject.addresses if counts[address] <= SHARED_ADDRESSES and "/" in address
        )
        yield replace(one, subject=replace(one.subject, addresses=own))


def _are_editions(one: Subject, other: Subject) -> bool:
    """Whether two titles differ in their years and numbers alone: editions of one dataset."""
    for _, mine in one.titles:
        for _, its in other.titles:
            keys = title_key(mine), title_key(its)
            undated = tuple(_DATED.sub("", key).strip() for key in keys)
            if undated[0] and undated[0] == undated[1] and (keys[0] != keys[1] or one.period != other.period):
                return True
    return False


def _is_taken_over(one: Neighbour, other: Neighbour, heirs: Callable[[str], frozenset[str]]) -> bool:
    """Whether a successor publishes what its predecessor did: the same title or place of an agency it came from."""
    is_succession = other.publisher in heirs(one.publisher) or one.publisher in heirs(other.publisher)
    mine, its = one.subject, other.subject
    same_place = bool(set(mine.addresses) & set(its.addresses))
    same_title = bool({title_key(text) for _, text in mine.titles} & {title_key(text) for _, text in its.titles})
    return one.publisher != other.publisher and is_succession and (same_place or same_title)
