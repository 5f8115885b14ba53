"""One dataset made ready to be held against many: its gist with the rarity of all that it says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from shapes.likeness.gist import Gist, Named
from shapes.likeness.phrases import Phrase, Text
from shapes.likeness.rarity import Rarity
from shapes.likeness.weights import FREE_WORD, TELLING, TELLS_MOST
from vocab.lexicon import scheme_of


@dataclass(frozen=True, slots=True)
class Title:
    """A title: its concepts with their weights, the pairs around each word that no concept covers, and the sum of all."""

    concepts: tuple[tuple[str, float], ...]
    free: tuple[frozenset[Phrase], ...]
    whole: float


Key = TypeVar("Key", str, Phrase)


@dataclass(frozen=True, slots=True)
class Step:
    """What one kind of text adds to what was named before it, by centrality and rarity."""

    said: tuple[tuple[str, float], ...]
    pairs: tuple[tuple[Phrase, float], ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """A gist, weighed. `said` and `pairs` are concepts and pairs of syllables by centrality and rarity; `telling` are the
    concepts of titles that tell one matter from another, those that a ministry's dataset is about in `matters`;
    `columns` those columns that not any record has; `told_units` the units that not every field has, `units` the rare
    ones among them, `named_units` those of the rare ones that no keyword was needed for. `steps` are what titles name,
    what descriptions add to that, and what keywords add: all of them together are `said` and `pairs`."""

    gist: Gist
    said: tuple[tuple[str, float], ...]
    pairs: tuple[tuple[Phrase, float], ...]
    titles: tuple[Title, ...]
    telling: Mapping[str, float]
    matters: frozenset[str]
    columns: tuple[Text, ...]
    units: frozenset[str]
    told_units: frozenset[str]
    named_units: frozenset[str]
    steps: tuple[Step, ...]

    def kinds_of(self, kinds: frozenset[str]) -> list[tuple[str, float]]:
        """Those of these kinds that the gist says it is, with their weights."""
        said = self.gist.kinds
        return [(kind, said[kind]) for kind in sorted(kinds & said.keys())] if said else []


def asking_of(gist: Gist, rarity: Rarity) -> Asking:
    """The gist, weighed by rarity."""
    titled = {key: strength for title in gist.titles for key, strength in title.concepts.items()}
    telling = {
        key: strength * TELLS_MOST.get(scheme_of(key), 0.0)
        for key, strength in titled.items()
        if rarity.concept(key) >= TELLING
    }
    said = tuple((key, weight * rarity.concept(key)) for key, weight in gist.said.items())
    pairs = tuple(_pairs(gist, rarity))
    return Asking(
        gist,
        said,
        pairs,
        tuple(_title(title, rarity) for title in gist.titles),
        telling,
        frozenset(key for key in telling if rarity.is_matter(key)),
        tuple(item for item in gist.columns if not item.is_generic),
        frozenset(key for key in gist.units if rarity.concept(key) >= TELLING),
        gist.units - rarity.common,
        frozenset(key for key in gist.named_units if rarity.concept(key) >= TELLING),
        tuple(_steps(gist, said, pairs)),
    )


def _steps(gist: Gist, said: Iterable[tuple[str, float]], pairs: Iterable[tuple[Phrase, float]]) -> Iterator[Step]:
    before = Named({}, {})
    for named in (gist.by_title, gist.by_text, Named(gist.said, gist.phrases)):
        yield Step(
            tuple(_added(said, gist.said, before.concepts, named.concepts)),
            tuple(_added(pairs, gist.phrases, before.phrases, named.phrases)),
        )
        before = named


def _added(
    weighed: Iterable[tuple[Key, float]],
    whole: Mapping[Key, float],
    before: Mapping[Key, float],
    now: Mapping[Key, float],
) -> Iterator[tuple[Key, float]]:
    """The part of each weight that is new by now."""
    for key, weight in weighed:
        more = now.get(key, 0.0) - before.get(key, 0.0)
        if more and weight:
            yield key, weight * more / whole[key]


def _pairs(gist: Gist, rarity: Rarity) -> Iterator[tuple[Phrase, float]]:
    for pair, weight in gist.phrases.items():
        rare = rarity.phrase(pair, is_bare=gist.is_bare)
        if rare >= TELLING:
            yield pair, weight * rare


def _title(title: Text, rarity: Rarity) -> Title:
    concepts = tuple((key, strength * rarity.concept(key)) for key, strength in title.concepts.items())
    return Title(concepts, title.free, sum(weight for _, weight in concepts) + FREE_WORD * len(title.free))
