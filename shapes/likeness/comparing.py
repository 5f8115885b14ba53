"""Two datasets beside each other: every likeness and difference becomes a feature, their sum the score."""

from collections.abc import Iterable
from dataclasses import dataclass

from shapes.evidence import Evidence, Feature, Grade, graded
from shapes.likeness import weights as w
from shapes.likeness.differences import local_parts, other_matter
from shapes.likeness.gist import NO_DESCRIPTION, Gist, Trouble, gist_of
from shapes.likeness.likenesses import exact, likenesses, topic
from shapes.likeness.rarity import Rarity
from shapes.likeness.reach import Reach, reach_of
from shapes.likeness.subject import Subject
from vocab.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing found: the score, the features, the evidence when there is any, and what hindered it."""

    score: float
    features: tuple[Feature, ...]
    evidence: Evidence | None
    troubles: tuple[Trouble, ...]

    @property
    def label(self) -> str:
        return self.evidence.grade if self.evidence else "none"


def compare(subject: Subject, other: Subject, lexicon: Lexicon, rarity: Rarity) -> Comparison:
    """One dataset against another, both read on the spot."""
    return compared(gist_of(subject, lexicon), reach_of(gist_of(other, lexicon), lexicon), lexicon, rarity)


def compared(gist: Gist, reach: Reach, lexicon: Lexicon, rarity: Rarity) -> Comparison:
    """One dataset, read, against the reach of another."""
    same = tuple(exact(gist, reach.gist))
    troubles = hindrances(gist, reach.gist)
    found: tuple[Feature, ...] = ()
    score = 0.0
    share, touches = (0.0, []) if troubles else topic(gist, reach, rarity)
    if share >= w.LEAST_TOPIC:
        alike = tuple(likenesses(gist, reach, share, touches, lexicon, rarity))
        other = tuple(other_matter(gist, reach, lexicon, rarity))
        local = tuple(local_parts(gist, reach, lexicon))
        score = _sum(alike) - _sum(other)
        if score >= w.OVERLAP:
            score = max(w.OVERLAP, score - _sum(local))
        found = (*alike, *other, *local)
    score = max((score, 0.0, *(one.weight for one in same)))
    features = (*same, *found)
    grade = grade_of(min(score, 1.0))
    evidence = graded(reach.gist.subject.iri, grade, min(score, 1.0), features) if grade else None
    return Comparison(min(score, 1.0), features, evidence, troubles)


def hindrances(gist: Gist, other: Gist) -> tuple[Trouble, ...]:
    """Why two are not compared by their matter. A record may lack a description; what it is measured against may not,
    for a title alone cannot tell a copy from a namesake."""
    mine = tuple(one for one in gist.troubles if one is not NO_DESCRIPTION)
    return tuple(dict.fromkeys((*mine, *other.troubles)))


def grade_of(score: float) -> Grade | None:
    """The grade that a score gives, None below any."""
    if score >= w.DUPLICATE:
        return "duplicate"
    return "overlap" if score >= w.OVERLAP else None


def _sum(features: Iterable[Feature]) -> float:
    return sum(feature.weight for feature in features)
