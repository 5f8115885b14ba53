"""Candidates by index: a dataset is compared only with those that it shares something telling with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice
from typing import TypeVar

from shapes.evidence import Evidence
from shapes.likeness.asking import Asking, asking_of
from shapes.likeness.comparing import evidence_of
from shapes.likeness.gist import gist_of
from shapes.likeness.phrases import Phrase
from shapes.likeness.rarity import Rarity, load_rarity
from shapes.likeness.reach import Reach, reach_of
from shapes.likeness.subject import Subject
from shapes.likeness.weights import LEAST_TOPIC
from vocab.lexicon import Lexicon

BY_TITLE, BY_TEXT, MOST = 3, 6, 8
"""Candidates that are compared for one record, the likeliest first: so many by its title alone, with those by title and
description, and with those by keywords too. Nobody decides on more."""

Posting = list[tuple[int, float]]
Key = TypeVar("Key", str, Phrase)


@dataclass(frozen=True, slots=True)
class Index:
    """Datasets to compare with, findable by what evidence is made of."""

    reaches: tuple[Reach, ...]
    lexicon: Lexicon
    rarity: Rarity
    by_code: Mapping[str, list[int]]
    by_concept: Mapping[str, Posting]
    by_phrase: Mapping[Phrase, Posting]
    by_folded: Mapping[Phrase, Posting]

    @classmethod
    def build(cls, subjects: Iterable[Subject], lexicon: Lexicon) -> "Index":
        """An index of these subjects."""
        rarity = load_rarity()
        reaches = tuple(reach_of(gist_of(subject, lexicon), lexicon) for subject in subjects)
        by_code: dict[str, list[int]] = {}
        by_concept: dict[str, Posting] = {}
        by_phrase: dict[Phrase, Posting] = {}
        by_folded: dict[Phrase, Posting] = {}
        for place, reach in enumerate(reaches):
            its = reach.gist.subject
            for code in {*its.identifiers, *its.addresses, *reach.title_keys}:
                by_code.setdefault(code, []).append(place)
            for key, strength in reach.known.items():
                by_concept.setdefault(key, []).append((place, strength))
            for pair, strength in reach.phrases.items():
                by_phrase.setdefault(pair, []).append((place, strength))
            for pair, strength in reach.folded.items():
                by_folded.setdefault(pair, []).append((place, strength))
        return cls(reaches, lexicon, rarity, by_code, by_concept, by_phrase, by_folded)

    def __len__(self) -> int:
        return len(self.reaches)


def measure(subject: Subject, index: Index) -> tuple[Evidence, ...]:
    """The evidence against every dataset of the index that the subject resembles, duplicates first, then by score."""
    asking = asking_of(gist_of(subject, index.lexicon), index.rarity)
    reaches = (index.reaches[place] for place in _candidates(asking, index))
    found = (evidence_of(asking, reach, index.lexicon) for reach in reaches if reach.gist.subject.iri != subject.iri)
    evidence = (one for one in found if one)
    return tuple(sorted(evidence, key=lambda one: (one.grade != "duplicate", -one.score, one.other)))


def _candidates(asking: Asking, index: Index) -> list[int]:
    """The places of the datasets that may be like it: by what the title says alone, then with what the description adds,
    then with the keywords, so that no heap of other words, however high, hides what the fewer words tell."""
    gist = asking.gist
    codes = (*gist.subject.identifiers, *gist.subject.addresses, *gist.title_keys)
    exact = dict.fromkeys(place for code in codes for place in index.by_code.get(code, ()))
    by_pair = index.by_folded if gist.is_bare else index.by_phrase
    touched: dict[int, float] = {}
    likely: dict[int, None] = {}
    for step, most in zip(asking.steps, (BY_TITLE, BY_TEXT, MOST), strict=True):
        if step.said or step.pairs:
            _touch(touched, index.by_concept, step.said)
            _touch(touched, by_pair, step.pairs)
            more = (place for place in _likeliest(touched) if place not in exact and place not in likely)
            likely |= dict.fromkeys(islice(more, most - len(likely)))
    return [*exact, *likely]


def _likeliest(touched: Mapping[int, float]) -> Iterator[int]:
    """The places that enough is said of, the likeliest first."""
    # A sum is never less than what comparing makes of the same contributions, so nobody is passed over.
    likely = ((strength, -place) for place, strength in touched.items() if strength >= LEAST_TOPIC)
    return (-place for _, place in nlargest(2 * MOST, likely))


def _touch(touched: dict[int, float], table: Mapping[Key, Posting], said: Iterable[tuple[Key, float]]) -> None:
    for key, weight in said:
        for place, strength in table.get(key, ()):
            touched[place] = touched.get(place, 0.0) + weight * strength
