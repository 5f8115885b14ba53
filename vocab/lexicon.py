"""The lexicon: what government datasets are about, with all the words that officials and clerks use for it.

Its concepts stand in `terms/lexicon-*.ttl`, which librarians edit: units of observation (what one row is about), fields
(telling columns), subjects (the matter), kinds (registry, list, statistics ...) and places. A text is read by longest
match on normalised words, so that a term inside a longer term of another field is not taken for itself.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from vocab.abbreviations import expand, may_abbreviate
from vocab.kept import kept
from vocab.letters import fold
from vocab.namespaces import SKOS
from vocab.sheets import Sheet, file_bytes, file_names, read
from vocab.wording import Wording, folded, wording, words_of

_PREFIX = "lexicon-"
_READ_TOO = ("abbreviation", "stop-phrase", "ministry-datasets")  # how words are read, and how rare they are
_BASE = "urn:x"
_CONCEPTS = f"{_BASE}/id/concept/{_PREFIX}"
_JOINT = "|"  # stands in no word
_IDLE = ("kind", "filler", "place")
OF_ANY_RECORD = "field/of-any-record"
_VOWELS = frozenset("aeiouy")
SHORT = 6  # letters of a syllable; English words are mostly longer

Row = tuple[str, dict[str, tuple[str, ...]], frozenset[str], frozenset[str]]
Table = dict[str, tuple[str, ...]]
"""Labels and their beginnings, words joined by `_JOINT`, each with the keys of what it names."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept: `key` is scheme and slug ("unit/motor-vehicle"); `related` is undirected, `broader` one step up."""

    key: str
    labels: Mapping[str, tuple[str, ...]]
    related: frozenset[str]
    broader: frozenset[str]

    @property
    def is_idle(self) -> bool:
        """Whether it says nothing of what a dataset is about: a kind, a filler, a place, a column that any record has."""
        return self.scheme in _IDLE or OF_ANY_RECORD in self.broader

    @property
    def scheme(self) -> str:
        return scheme_of(self.key)

    def label(self, lang: str = "vi") -> str:
        """The preferred label in `lang`, else in Vietnamese."""
        return (self.labels.get(lang) or self.labels["vi"])[0]


class Match(NamedTuple):
    """A concept found in a text, from word `start` to before word `end`; `accented`: written with its marks; `short`:
    one syllable of at most `SHORT` letters, which may mean other things."""

    concept: str
    start: int
    end: int
    accented: bool
    short: bool


class Naming(NamedTuple):
    """The labels with their marks and without."""

    accented: Table
    folded: Table

    @classmethod
    def of(cls, concepts: Iterable[Concept]) -> "Naming":
        named = [(concept, text) for concept in concepts for texts in concept.labels.values() for text in texts]
        named += [(concept, opened) for concept, text in named for opened in _opened(text)]
        accented: Table = {}
        bare: Table = {}
        for (concept, _), words in zip(named, words_of([text for _, text in named]), strict=True):
            _plant(accented, words, concept.key)
            # One syllable without its marks names no matter: "the" is "thẻ" in one language, an article in another.
            if len(words) > 1 or concept.is_idle:
                _plant(bare, tuple(map(folded, words)), concept.key)
        return cls(accented, bare)


class Lexicon:
    """All concepts by key, and the words that name them."""

    def __init__(self, concepts: Mapping[str, Concept], digest: str, naming: Naming | None = None) -> None:
        self._concepts = MappingProxyType(dict(concepts))
        self.digest = digest
        self._naming = naming or Naming.of(concepts.values())

    def __getitem__(self, key: str) -> Concept:
        return self._concepts[key]

    def __contains__(self, key: object) -> bool:
        return key in self._concepts

    def __len__(self) -> int:
        return len(self._concepts)

    @property
    def all(self) -> tuple[Concept, ...]:
        return tuple(self._concepts.values())

    def of_scheme(self, scheme: str) -> tuple[Concept, ...]:
        return tuple(concept for concept in self._concepts.values() if concept.scheme == scheme)

    def concepts(self, text: str) -> tuple[Match, ...]:
        """The concepts that `text` names, in order; of matches one inside another, only the longer."""
        return self.matches(wording(text))

    def matches(self, said: Wording) -> tuple[Match, ...]:
        """The same for a text that was already taken apart. A text without any marks is read by folded labels too."""
        found = _walk(self._naming.accented, said.words, accented=True)
        if said.is_bare:
            known = {(match.concept, match.start, match.end) for match in found}
            folded = _walk(self._naming.folded, said.folded, accented=False)
            found += (match for match in folded if (match.concept, match.start, match.end) not in known)
        outer = self._unguessed(found) if said.is_bare else _outermost(found)
        return tuple(sorted(outer, key=lambda match: (match.start, match.end, match.concept)))

    def _unguessed(self, found: Iterable[Match]) -> list[Match]:
        """The outermost in a text without marks: "dia chi" is an address, which any record has, before a gazetteer."""
        outer = _outermost(found)
        plain = {(match.start, match.end) for match in outer if match.concept in self.idle}
        return [
            match
            for match in outer
            if match.accented or match.concept in self.idle or (match.start, match.end) not in plain
        ]

    @cached_property
    def idle(self) -> frozenset[str]:
        """The concepts that say nothing of what a dataset is about."""
        return frozenset(key for key, concept in self._concepts.items() if concept.is_idle)

    def right_below(self, key: str) -> frozenset[str]:
        """The concepts that are one step narrower."""
        return self._right_below.get(key, frozenset())

    def above(self, key: str) -> frozenset[str]:
        """The concept and all that are broader."""
        return self._above.get(key, frozenset((key,)))

    def below(self, key: str) -> frozenset[str]:
        """The concept and all that are narrower."""
        return self._below.get(key, frozenset((key,)))

    def beside(self, key: str) -> frozenset[str]:
        """The concepts that are related to it, said by either side."""
        return self._beside.get(key, frozenset())

    @cached_property
    def _right_below(self) -> Mapping[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for concept in self._concepts.values():
            for wider in concept.broader:
                below.setdefault(wider, set()).add(concept.key)
        return {key: frozenset(narrower) for key, narrower in below.items()}

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        return {key: frozenset(_climb(key, self._concepts)) for key in self._concepts}

    @cached_property
    def _below(self) -> Mapping[str, frozenset[str]]:
        below: dict[str, set[str]] = {}
        for key, wider in self._above.items():
            for one in wider:
                below.setdefault(one, set()).add(key)
        return {key: frozenset(narrower) for key, narrower in below.items()}

    @cached_property
    def _beside(self) -> Mapping[str, frozenset[str]]:
        pairs: dict[str, set[str]] = {}
        for concept in self._concepts.values():
            for other in concept.related:
                pairs.setdefault(concept.key, set()).add(other)
                pairs.setdefault(other, set()).add(concept.key)
        return {key: frozenset(others) for key, others in pairs.items()}


def scheme_of(key: str) -> str:
    """The scheme of a concept's key."""
    return key.partition("/")[0]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of this program. Raises BadTermsFile."""
    names = _names()
    whole = hashlib.sha256()
    for name in (*names, *_READ_TOO):
        whole.update(name.encode() + b"\n" + file_bytes(name))
    rows, accented, bare = kept("lexicon", whole.hexdigest(), _read, Path(__file__).parent)
    concepts = {key: Concept(key, MappingProxyType(labels), *near) for key, labels, *near in rows}
    return Lexicon(concepts, whole.hexdigest(), Naming(accented, bare))


def _names() -> tuple[str, ...]:
    return tuple(name for name in file_names() if name.startswith(_PREFIX))


def _read() -> tuple[list[Row], Table, Table]:
    """The lexicon as plain values, to be kept."""
    sheet = Sheet(triple for name in _names() for triple in read(name, _BASE))
    concepts = [_concept(sheet, iri) for iri in sheet.subjects(SKOS.Concept)]
    rows = [(one.key, dict(one.labels), one.related, one.broader) for one in concepts]
    return rows, *Naming.of(concepts)


def _concept(sheet: Sheet, iri: str) -> Concept:
    labels = {
        lang: tuple(dict.fromkeys(sheet.texts(iri, SKOS.prefLabel, lang) + sheet.texts(iri, SKOS.altLabel, lang)))
        for lang in ("vi", "en")
    }
    return Concept(
        _key(iri),
        MappingProxyType(labels),
        frozenset(map(_key, sheet.iris(iri, SKOS.related))),
        frozenset(map(_key, sheet.iris(iri, SKOS.broader))),
    )


def _key(iri: str) -> str:
    return iri.removeprefix(_CONCEPTS)


def _opened(label: str) -> Iterator[str]:
    """The label with its abbreviations opened, beside the label as it stands: "BKS" may or may not be in their table."""
    if may_abbreviate(label):
        opened = expand(label)[0]
        if opened != label:
            yield opened


def _plant(table: Table, words: Sequence[str], key: str) -> None:
    if not words:
        return
    said = words[0]
    for word in words[1:]:
        table.setdefault(said, ())
        said = f"{said}{_JOINT}{word}"
    known = table.get(said, ())
    if key not in known:
        table[said] = (*known, key)


def _walk(table: Table, words: Sequence[str], *, accented: bool) -> list[Match]:
    """Every match, from each word on."""
    found = []
    for start, word in enumerate(words):
        keys = table.get(word)
        if keys is None:
            continue
        found += [Match(key, start, start + 1, accented, _is_short(word)) for key in keys]
        said = word
        for end in range(start + 1, len(words)):
            said = f"{said}{_JOINT}{words[end]}"
            keys = table.get(said)
            if keys is None:
                break
            found += [Match(key, start, end + 1, accented, False) for key in keys]
    return found


@lru_cache(maxsize=65536)
def _is_short(word: str) -> bool:
    """One syllable, and not an abbreviation such as MST, in which no vowel stands."""
    return len(word) <= SHORT and not _VOWELS.isdisjoint(fold(word))


def _outermost(found: Iterable[Match]) -> list[Match]:
    """The matches that do not lie inside a longer one."""
    spans = sorted({(match.start, match.end) for match in found}, key=lambda span: (span[0], -span[1]))
    outer: set[tuple[int, int]] = set()
    reached = -1
    for start, end in spans:
        if end > reached:
            outer.add((start, end))
            reached = end
    return [match for match in found if (match.start, match.end) in outer]


def _climb(key: str, concepts: Mapping[str, Concept]) -> set[str]:
    seen: set[str] = set()
    waiting = [key]
    while waiting:
        one = waiting.pop()
        if one not in seen and one in concepts:
            seen.add(one)
            waiting += concepts[one].broader
    return seen
