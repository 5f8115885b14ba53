"""Two datasets beside each other: every likeness and difference becomes a feature, their sum the score."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapes.evidence import Evidence, Feature, Grade, graded
from shapes.likeness import weights as w
from shapes.likeness.asking import Asking, asking_of
from shapes.likeness.gist import NO_DESCRIPTION, Gist, Trouble, gist_of
from shapes.likeness.rarity import Rarity
from shapes.likeness.reach import Reach, reach_of
from shapes.likeness.saying import features, title_of
from shapes.likeness.subject import Subject
from shapes.likeness.weighing import weighed
from vocab.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing found: the score, the features, the evidence when there is any, and what hindered or narrowed it."""

    score: float
    features: tuple[Feature, ...]
    evidence: Evidence | None
    troubles: tuple[Trouble, ...]

    @property
    def label(self) -> str:
        return self.evidence.grade if self.evidence else "none"


def compare(subject: Subject, other: Subject, lexicon: Lexicon, rarity: Rarity) -> Comparison:
    """One dataset against another, both read on the spot; the features are told whether or not they make evidence."""
    asking = asking_of(gist_of(subject, lexicon), rarity)
    reach = reach_of(gist_of(other, lexicon), lexicon)
    score, found = _compared(asking, reach, lexicon, least=0.0)
    grade = grade_of(score)
    evidence = graded(reach.gist.subject.iri, grade, score, found) if grade else None
    return Comparison(score, found, evidence, _troubles(asking.gist, reach.gist))


def evidence_of(asking: Asking, reach: Reach, lexicon: Lexicon) -> Evidence | None:
    """The evidence that one dataset looks like another, None when it does not."""
    score, found = _compared(asking, reach, lexicon, least=w.OVERLAP)
    grade = grade_of(score)
    return graded(reach.gist.subject.iri, grade, score, found) if grade else None


def _troubles(gist: Gist, other: Gist) -> tuple[Trouble, ...]:
    """What hinders or narrows comparing two by their matter. A record may lack a description; what it is measured against
    may not, for a title alone cannot tell a copy from a namesake."""
    mine = tuple(one for one in gist.troubles if one is not NO_DESCRIPTION)
    return tuple(dict.fromkeys((*mine, *other.troubles)))


def grade_of(score: float) -> Grade | None:
    """The grade that a score gives, None below any."""
    if score >= w.DUPLICATE:
        return "duplicate"
    return "overlap" if score >= w.OVERLAP else None


def _compared(asking: Asking, reach: Reach, lexicon: Lexicon, least: float) -> tuple[float, tuple[Feature, ...]]:
    """The score, and the features when the score is at least `least`: sentences cost more than numbers."""
    same = tuple(_exact(asking.gist, reach))
    is_hindered = any(one.hinders for one in _troubles(asking.gist, reach.gist))
    weights = None if is_hindered else weighed(asking, reach, lexicon, least)
    score = max((weights.score if weights else 0.0, 0.0, *(one.weight for one in same)))
    if score < least or weights is None:
        return score, same
    return score, (*same, *features(weights, asking, reach, lexicon))


def _exact(gist: Gist, reach: Reach) -> Iterator[Feature]:
    """One identifier, one address or one title: that decides alone."""
    mine, its = gist.subject, reach.gist.subject
    for code in mine.identifiers:
        if code in its.identifiers:
            yield Feature("same-identifier", w.EXACT, f"Cùng mã: {code}", f"Same identifier: {code}")
    for place in mine.addresses:
        if place in its.addresses:
            vi, en = f"Cùng nguồn hoặc địa chỉ: {place}", f"Same source or address: {place}"
            yield Feature("same-address", w.EXACT, vi, en)
    if not reach.title_keys.isdisjoint(gist.title_keys):
        vi, en = f"Cùng tên: {title_of(its, 'vi')}", f"Same title: {title_of(its, 'en')}"
        yield Feature("same-title", w.EXACT_TITLE, vi, en)
