"""What a subject says, by the lexicon: its concepts by how central they are, its columns, its phrases, its kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shapes.likeness.phrases import Phrase, Text, Words
from shapes.likeness.subject import Subject
from shapes.likeness.weights import COLUMN, DECLARED, KEYWORD, ONE_SYLLABLE, TITLE, UNMARKED
from vocab.lexicon import Lexicon, Match

LONGEST = 3000  # characters of one text that are read: a description says its matter in far fewer
LONGEST_TITLE = 500
COMMON = "unit/of-any-field"  # what is right below (a person, an organisation) tells no matter from another


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
    """One part of a text between commas, mostly a column. Of `concepts` each has its strength; `words` are those that no
    concept covers. `is_generic`: any record has it (a name, a date)."""

    text: str
    concepts: Mapping[str, float]
    words: Words
    is_generic: bool


@dataclass(frozen=True, slots=True)
class Gist:
    """A subject read by the lexicon. `core` says of each concept of title and keywords how central it is, `said` of all
    that the texts name; `phrases` are pairs of syllables likewise, `within` the concepts that such a pair lies in.
    `titles` and `columns` are the parts of these texts, `units` what one row is about."""

    subject: Subject
    title_keys: tuple[str, ...]
    core: Mapping[str, float]
    said: Mapping[str, float]
    titles: tuple[Item, ...]
    columns: tuple[Item, ...]
    units: frozenset[str]
    kinds: Mapping[str, float]
    phrases: Mapping[Phrase, float]
    within: Mapping[Phrase, frozenset[str]]
    words: frozenset[str]
    is_bare: bool
    troubles: tuple[Trouble, ...]


def gist_of(subject: Subject, lexicon: Lexicon) -> Gist:
    """The subject, read."""
    titles = [Text.read(text[:LONGEST], lexicon) for _, text in subject.titles]
    keywords = [Text.read(text[:LONGEST], lexicon) for text in subject.keywords]
    columns = [Text.read(text[:LONGEST], lexicon, listed=True) for _, text in subject.descriptions]
    placed = [*((one, TITLE) for one in titles), *((one, KEYWORD) for one in keywords)]
    everything = [*placed, *((one, COLUMN) for one in columns)]
    said = _weighed(everything)
    for key in (*subject.units, *subject.fields):
        if key in lexicon:
            said[key] = max(said.get(key, 0.0), DECLARED)
    phrases: dict[Phrase, float] = {}
    within: dict[Phrase, frozenset[str]] = {}
    for text, weight in everything:
        for pair, inside in text.phrases.items():
            phrases[pair] = max(phrases.get(pair, 0.0), weight)
            within[pair] = within.get(pair, frozenset()) | inside
    return Gist(
        subject,
        tuple(dict.fromkeys(text.key for text in titles if text.key)),
        _weighed(placed),
        said,
        tuple(_item(text, (0, len(text.words)), lexicon) for text in titles if text.words),
        tuple(_item(text, part, lexicon) for text in columns for part in text.parts()),
        _units(titles, keywords, subject, lexicon),
        _kinds(titles, columns, lexicon),
        phrases,
        within,
        frozenset(word for text, _ in everything for word in text.words),
        bool(titles) and all(text.is_bare for text in titles),
        tuple(_troubles(subject, titles)),
    )


def strength(match: Match) -> float:
    """How surely a match means its concept."""
    sure = 1.0 if match.accented else UNMARKED
    return sure * (ONE_SYLLABLE if match.short else 1.0)


def _troubles(subject: Subject, titles: Sequence[Text]) -> Iterable[Trouble]:
    if not any(text.words for text in titles):
        yield NO_TITLE
    elif not any(text.is_telling for text in titles):
        yield ONLY_STOPS
    if any(len(text) > LONGEST_TITLE for _, text in subject.titles):
        yield TOO_LONG
    if not any(text.strip() for _, text in subject.descriptions):
        yield NO_DESCRIPTION


def _weighed(texts: Iterable[tuple[Text, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text, weight in texts:
        for match in text.telling:
            found[match.concept] = max(found.get(match.concept, 0.0), weight * strength(match))
    return found


def _units(titles: Sequence[Text], keywords: Sequence[Text], subject: Subject, lexicon: Lexicon) -> frozenset[str]:
    """What one row is about: the units that title and keywords name or a librarian declared, and those of the subjects
    that the title names."""
    titled = {match.concept for text in titles for match in text.telling}
    named = titled | {match.concept for text in keywords for match in text.telling} | set(subject.units)
    beside = (unit for key in titled if key.startswith("subject/") for unit in lexicon.beside(key))
    return frozenset(key for key in (*named, *beside) if key.startswith("unit/") and key in lexicon)


def _kinds(titles: Sequence[Text], columns: Sequence[Text], lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = {}
    for texts, weight in ((titles, TITLE), (columns, COLUMN)):
        for named in (match.concept for text in texts for match in text.idle if match.concept.startswith("kind/")):
            for key in lexicon.above(named):
                found[key] = max(found.get(key, 0.0), weight)
    return found


def _item(text: Text, part: tuple[int, int], lexicon: Lexicon) -> Item:
    start, end = part
    concepts: dict[str, float] = {}
    for match in text.telling:
        if start <= match.start and match.end <= end:
            concepts[match.concept] = max(concepts.get(match.concept, 0.0), strength(match))
    words = text.free_words(start, end)
    is_generic = not words and lexicon.right_below(COMMON).issuperset(concepts)
    return Item(" ".join(text.words[start:end]), concepts, words, is_generic)
