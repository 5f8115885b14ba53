"""How far a dataset reaches: every concept and phrase that would touch its matter, and how strongly.

Reach is worked out once for a ministry's row, so that comparing is looking up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shapes.likeness.gist import Gist
from shapes.likeness.phrases import COMMON, Phrase
from shapes.likeness.weights import BROADER, NARROWER, PHRASE, TELLS, TOLD_BY
from vocab.lexicon import Lexicon, scheme_of
from vocab.wording import folded

# How far it is from a concept to one beside it, by their schemes. A unit does not tell its subjects: vehicles are
# registered, inspected and fined, and each of these is another matter.
_LINKS = {
    ("subject", "unit"): TELLS,
    ("subject", "field"): TELLS,
    ("field", "unit"): TELLS,
    ("unit", "field"): TOLD_BY,
    ("field", "subject"): TOLD_BY,
}


@dataclass(frozen=True, slots=True)
class Reach:
    """What touches a dataset: `known` are the concepts it knows of, by how central they are to it; `phrases` pairs of
    syllables, `within` the concepts that such a pair lies in, with marks or without. `folded` and `folded_words` are
    pairs and words with and without marks, for those who write a title or a description without. `units` is what its rows
    are about, with the wider and narrower, `title_keys` what its titles say, with marks and without."""

    gist: Gist
    known: Mapping[str, float]
    phrases: Mapping[Phrase, float]
    within: Mapping[Phrase, frozenset[str]]
    folded: Mapping[Phrase, float]
    words: frozenset[str]
    folded_words: frozenset[str]
    units: frozenset[str]
    title_keys: frozenset[str]

    def words_for(self, gist: Gist) -> frozenset[str]:
        """The words to hold a gist's words against."""
        return self.folded_words if gist.is_bare else self.words

    def pairs_for(self, gist: Gist) -> Mapping[Phrase, float]:
        """The pairs to hold a gist's pairs against."""
        return self.folded if gist.is_bare else self.phrases


def reach_of(gist: Gist, lexicon: Lexicon) -> Reach:
    """The reach of a gist."""
    phrases = {pair: PHRASE * weight for pair, weight in gist.phrases.items()}
    bare: dict[Phrase, float] = {}
    said_within = {pair: gist.within(pair) for pair in phrases}
    within = dict(said_within)
    for written, weight in phrases.items():
        pair = folded(written[0]), folded(written[1])
        for either in (written, pair):
            bare[either] = max(bare.get(either, 0.0), weight)
        within[pair] = within.get(pair, frozenset()) | said_within[written]
    units = {
        near
        for unit in gist.units - lexicon.right_below(COMMON)
        for near in (*lexicon.above(unit), *lexicon.below(unit))
    }
    words = gist.words()
    keys = {key for said in gist.title_keys for key in (said, " ".join(map(folded, said.split())))}
    return Reach(
        gist,
        _spread(gist.said, lexicon),
        phrases,
        within,
        bare,
        words,
        words.union(map(folded, words)),
        frozenset(units),
        frozenset(keys),
    )


def _spread(concepts: Mapping[str, float], lexicon: Lexicon) -> dict[str, float]:
    """The concepts, and those broader, narrower and beside them, each as strong as the strongest way to it. From what
    every field has nothing is near: who speaks of people does not speak of patients."""
    found = dict(concepts)
    common = lexicon.right_below(COMMON)
    for key, weight in concepts.items():
        if key in common:
            continue
        for others, factor in ((lexicon.above(key), BROADER), (lexicon.below(key), NARROWER)):
            _raise(found, others - {key}, weight * factor)
        for other in lexicon.beside(key):
            _raise(found, (other,), weight * _LINKS.get((scheme_of(key), scheme_of(other)), 0.0))
    return found


def _raise(found: dict[str, float], keys: Iterable[str], strength: float) -> None:
    for key in keys:
        if found.get(key, 0.0) < strength:
            found[key] = strength
