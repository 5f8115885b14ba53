"""How rare a concept or a phrase is: what many ministries' datasets have in common tells little.

Rarity is counted over the rows that come with this program, not over those that an index holds, so that evidence depends
on the two datasets and the lexicon alone.
"""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import vocab
from shapes.likeness.gist import gist_of
from shapes.likeness.phrases import COMMON, Phrase
from shapes.likeness.reach import reach_of
from shapes.likeness.subject import subject_of_ministry
from vocab.kept import kept
from vocab.lexicon import load_lexicon
from vocab.ministries import load_ministry_datasets

_BASE = "urn:x"

Key = TypeVar("Key", str, Phrase)


@dataclass(frozen=True, slots=True)
class Rarity:
    """From 1 (at most one row has it) downwards; what no row has is as rare as can be."""

    by_concept: Mapping[str, float]
    matters: frozenset[str]
    by_phrase: Mapping[Phrase, float]
    by_folded: Mapping[Phrase, float]

    common: frozenset[str]

    def concept(self, key: str) -> float:
        """How rare a concept is; what the lexicon holds for common to all fields tells nothing of a matter."""
        return 0.0 if key in self.common else self.by_concept.get(key, 1.0)

    def is_matter(self, key: str) -> bool:
        """Whether some ministry's dataset is about this."""
        return key in self.matters

    def phrase(self, pair: Phrase, *, is_bare: bool) -> float:
        return (self.by_folded if is_bare else self.by_phrase).get(pair, 1.0)


@cache
def load_rarity() -> Rarity:
    """The rarity in the rows of `terms/ministry-datasets.ttl`. Raises BadTermsFile."""
    here = Path(__file__).parent
    lexicon = load_lexicon()
    counted = kept("rarity", lexicon.digest, _count, here, Path(vocab.__file__).parent)
    return Rarity(*counted, lexicon.right_below(COMMON))


def _count() -> tuple[dict[str, float], frozenset[str], dict[Phrase, float], dict[Phrase, float]]:
    """What rarity is made of, as plain values, to be kept."""
    lexicon = load_lexicon()
    concepts: Counter[str] = Counter()
    matters: set[str] = set()
    phrases: Counter[Phrase] = Counter()
    folded: Counter[Phrase] = Counter()
    for row in load_ministry_datasets(_BASE):
        reach = reach_of(gist_of(subject_of_ministry(row), lexicon), lexicon)
        concepts.update(reach.gist.said.keys())
        phrases.update(reach.phrases.keys())
        folded.update(reach.folded.keys())
        matters |= {key for key in reach.gist.core if not key.startswith("unit/")}
    return _weights(concepts), frozenset(matters), _weights(phrases), _weights(folded)


def _weights(counts: Counter[Key]) -> dict[Key, float]:
    return {key: 1 / (1 + math.log(count)) for key, count in counts.items()}
