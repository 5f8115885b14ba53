"""What a subject says, by the lexicon: its concepts by how central they are, its columns, its phrases, its kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapes.likeness.subject import Subject
from shapes.likeness.weights import COLUMN, DECLARED, KEYWORD, TITLE, UNMARKED
from vocab.lexicon import Lexicon, Match
from vocab.vietnamese import title_key
from vocab.wording import wording

LONGEST = 3000  # characters of one text that are read: a description says its matter in far fewer
LONGEST_TITLE = 500
GENERIC = "field/of-any-record"
AGGREGATE = "kind/aggregate"
OF_NO_MATTER = ("kind", "filler")  # schemes whose concepts say nothing of what a dataset is about

Phrase = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a subject can be compared by nothing but its identifiers, addresses and exact title."""

    vi: str
    en: str


NO_TITLE = Trouble("thiếu tên", "there is no title")
ONLY_STOPS = Trouble("tên chỉ gồm từ chung", "the title is of general words only")
TOO_LONG = Trouble(f"tên dài quá {LONGEST_TITLE} ký tự", f"the title is longer than {LONGEST_TITLE} characters")
NO_DESCRIPTION = Trouble("thiếu mô tả", "there is no description")


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a text between commas, mostly a column. `is_generic`: any record has it (a name, a date)."""

    text: str
    concepts: frozenset[str]
    phrases: frozenset[Phrase]
    words: frozenset[str]
    is_generic: bool


@dataclass(frozen=True, slots=True)
class Gist:
    """A subject read by the lexicon. `core` says of each concept of title and keywords how central it is, `said` of all
    that the texts name; `phrases` are pairs of syllables likewise, `within` the concepts that such a pair lies in."""

    subject: Subject
    title_keys: tuple[str, ...]
    core: Mapping[str, float]
    said: Mapping[str, float]
    titled: frozenset[str]
    kinds: Mapping[str, float]
    items: tuple[Item, ...]
    phrases: Mapping[Phrase, float]
    within: Mapping[Phrase, frozenset[str]]
    words: frozenset[str]
    is_bare: bool
    troubles: tuple[Trouble, ...]

    def has(self, kind: str) -> float:
        """How centrally the subject says that it is of this kind; 0 when it does not."""
        return self.kinds.get(kind, 0.0)


@dataclass(slots=True)
class _Text:
    """One text of a subject, read."""

    words: tuple[str, ...]
    folded: tuple[str, ...]
    breaks: tuple[int, ...]
    matches: tuple[Match, ...]
    is_bare: bool

    @classmethod
    def read(cls, text: str, lexicon: Lexicon) -> "_Text":
        said = wording(text[:LONGEST])
        return cls(said.words, said.folded, said.breaks, lexicon.matches(said), said.is_bare)

    def phrases(self, lexicon: Lexicon) -> dict[Phrase, frozenset[str]]:
        """Pairs of neighbouring syllables without fillers, and the concepts that each lies in whole."""
        stops = {place for match in self.matches if _is_idle(match, lexicon) for place in range(match.start, match.end)}
        ends = set(self.breaks)
        found: dict[Phrase, frozenset[str]] = {}
        for place, pair in enumerate(pairwise(self.folded if self.is_bare else self.words)):
            if place in stops or place + 1 in stops or place + 1 in ends or any(w.isdigit() for w in pair):
                continue
            inside = (m.concept for m in self.matches if m.start <= place and place + 2 <= m.end)
            found[pair] = found.get(pair, frozenset()) | frozenset(inside)
        return found

    def is_telling(self, lexicon: Lexicon) -> bool:
        """Whether anything is left beside words that say nothing of the matter."""
        idle = {place for match in self.matches if _is_idle(match, lexicon) for place in range(match.start, match.end)}
        return len(idle) < len(self.words)

    def parts(self) -> list[tuple[int, int]]:
        """The spans between breaks; no break counts inside a matched term."""
        inside = {place for match in self.matches for place in range(match.start + 1, match.end)}
        starts = [0, *(place for place in self.breaks if place not in inside)]
        return [span for span in pairwise([*starts, len(self.words)]) if span[0] < span[1]]


def gist_of(subject: Subject, lexicon: Lexicon) -> Gist:
    """The subject, read."""
    titles = [_Text.read(text, lexicon) for _, text in subject.titles]
    keywords = [_Text.read(text, lexicon) for text in subject.keywords]
    columns = [_Text.read(text, lexicon) for _, text in subject.descriptions]
    placed = [*((one, TITLE) for one in titles), *((one, KEYWORD) for one in keywords)]
    core = _weighed(placed, lexicon)
    everything = [*placed, *((one, COLUMN) for one in columns)]
    said = _weighed(everything, lexicon)
    for key in (*subject.units, *subject.fields):
        if key in lexicon:
            said[key] = max(said.get(key, 0.0), DECLARED)
    phrases: dict[Phrase, float] = {}
    within: dict[Phrase, frozenset[str]] = {}
    for text, weight in everything:
        for pair, inside in text.phrases(lexicon).items():
            phrases[pair] = max(phrases.get(pair, 0.0), weight)
            within[pair] = within.get(pair, frozenset()) | inside
    return Gist(
        subject,
        tuple(dict.fromkeys(key for key in (title_key(text[:LONGEST]) for _, text in subject.titles) if key)),
        core,
        said,
        frozenset(_telling((match.concept for text in titles for match in text.matches), lexicon)),
        _kinds(titles, columns, lexicon),
        tuple(item for text in columns for item in _items(text, lexicon)),
        phrases,
        within,
        frozenset(word for text, _ in everything for word in (text.folded if text.is_bare else text.words)),
        bool(titles) and all(text.is_bare for text in titles),
        tuple(_troubles(subject, titles, lexicon)),
    )


def _troubles(subject: Subject, titles: Sequence[_Text], lexicon: Lexicon) -> Iterable[Trouble]:
    if not any(text.words for text in titles):
        yield NO_TITLE
    elif not any(text.is_telling(lexicon) for text in titles):
        yield ONLY_STOPS
    if any(len(text) > LONGEST_TITLE for _, text in subject.titles):
        yield TOO_LONG
    if not any(text.strip() for _, text in subject.descriptions):
        yield NO_DESCRIPTION


def _weighed(texts: Iterable[tuple[_Text, float]], lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in texts:
        for match in text.matches:
            if not _is_idle(match, lexicon) and not _is_generic(match.concept, lexicon):
                strength = weight * (1.0 if match.accented else UNMARKED)
                found[match.concept] = max(found.get(match.concept, 0.0), strength)
    return found


def _telling(keys: Iterable[str], lexicon: Lexicon) -> Iterable[str]:
    return (key for key in keys if lexicon[key].scheme not in OF_NO_MATTER and not _is_generic(key, lexicon))


def _kinds(titles: Sequence[_Text], columns: Sequence[_Text], lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = {}
    for texts, weight in ((titles, TITLE), (columns, COLUMN)):
        named = {match.concept for text in texts for match in text.matches if lexicon[match.concept].scheme == "kind"}
        for key in frozenset().union(*map(lexicon.above, named)):
            found[key] = max(found.get(key, 0.0), weight)
    return found


def _items(text: _Text, lexicon: Lexicon) -> Iterable[Item]:
    phrases = text.phrases(lexicon)
    said = text.folded if text.is_bare else text.words
    for start, end in text.parts():
        inside = [match for match in text.matches if start <= match.start and match.end <= end]
        concepts = frozenset(_telling((match.concept for match in inside), lexicon))
        idle = {p for m in inside if m.concept not in concepts for p in range(m.start, m.end)}
        words = frozenset(said[place] for place in range(start, end) if place not in idle and not said[place].isdigit())
        pairs = frozenset(pair for pair in pairwise(said[start:end]) if pair in phrases)
        yield Item(" ".join(text.words[start:end]), concepts, pairs, words, not concepts and not words)


def _is_idle(match: Match, lexicon: Lexicon) -> bool:
    return lexicon[match.concept].scheme in OF_NO_MATTER


def _is_generic(key: str, lexicon: Lexicon) -> bool:
    return GENERIC in lexicon.above(key)
