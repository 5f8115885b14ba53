"""How far a dataset reaches: every concept and phrase that would touch its matter, and how strongly.

Reach is worked out once for a ministry's row, so that comparing is looking up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from shapes.likeness.gist import Gist
from shapes.likeness.phrases import Phrase
from shapes.likeness.weights import BROADER, NARROWER, PHRASE, RELATED
from vocab.letters import fold, one_i
from vocab.lexicon import Lexicon

_UNIT = "unit/"


@dataclass(frozen=True, slots=True)
class Reach:
    """What touches a dataset: `core` its matter by concepts, `known` all it knows of, `phrases` pairs of syllables, and
    `folded` the same pairs without marks, for those who write none."""

    gist: Gist
    core: Mapping[str, float]
    known: Mapping[str, float]
    phrases: Mapping[Phrase, float]
    folded: Mapping[Phrase, float]

    def pairs_for(self, gist: Gist) -> Mapping[Phrase, float]:
        """The pairs to hold a gist's pairs against."""
        return self.folded if gist.is_bare else self.phrases


def reach_of(gist: Gist, lexicon: Lexicon) -> Reach:
    """The reach of a gist."""
    folded: dict[Phrase, float] = {}
    phrases = {pair: PHRASE * weight for pair, weight in gist.phrases.items()}
    for (left, right), weight in phrases.items():
        pair = one_i(fold(left)), one_i(fold(right))
        folded[pair] = max(folded.get(pair, 0.0), weight)
    return Reach(gist, _spread({**gist.said, **gist.core}, lexicon), _spread(gist.said, lexicon), phrases, folded)


def units_of(gist: Gist, lexicon: Lexicon) -> frozenset[str]:
    """What one row is about: the units that title and keywords name or a librarian declared, and those of the subjects
    that the title names."""
    named = {key for key in (*gist.core, *gist.subject.units) if key.startswith(_UNIT)}
    subjects = {key for title in gist.titles for key in title.concepts if key.startswith("subject/")}
    return frozenset(named | {unit for key in subjects for unit in lexicon.beside(key) if unit.startswith(_UNIT)})


def _spread(concepts: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """The concepts, and those broader, narrower and beside them, each as strong as the strongest way to it."""
    found = dict(concepts)
    for key, weight in concepts.items():
        for other in lexicon.above(key) - {key}:
            found[other] = max(found.get(other, 0.0), weight * BROADER)
        for other in lexicon.below(key) - {key}:
            found[other] = max(found.get(other, 0.0), weight * NARROWER)
        for other in lexicon.beside(key):
            found[other] = max(found.get(other, 0.0), weight * RELATED)
    return found
