"""What a subject says, by the lexicon: its concepts by how central they are, its columns, its phrases, its kind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from shapes.likeness.extent import Years, places, years
from shapes.likeness.phrases import Phrase, Text
from shapes.likeness.subject import Subject
from shapes.likeness.weights import COLUMN, DECLARED, KEYWORD, TITLE
from vocab.lexicon import Lexicon
from vocab.wording import wording

LONGEST = 3000  # characters of one text that are read: a description says its matter in far fewer
LONGEST_TITLE = 500  # of a longer one this many characters are read at its beginning, and as many at its end
MOST_KEYWORDS = 30  # that are read: who gives more names everything


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a subject lacks for comparing; one that `hinders` leaves nothing to compare but its identifiers, addresses and
    exact title."""

    vi: str
    en: str
    hinders: bool = True

    @property
    def sentences(self) -> tuple[str, str]:
        """The trouble and what comes of it, in Vietnamese and English."""
        if not self.hinders:
            return self.vi, self.en
        return f"không so nội dung được: {self.vi}", f"not compared by matter: {self.en}"


NO_TITLE = Trouble("thiếu tên", "there is no title")
ONLY_STOPS = Trouble("tên chỉ gồm từ chung", "the title is of general words only")
LONG_AND_EMPTY = Trouble(
    f"tên dài quá {LONGEST_TITLE} ký tự mà không nói nội dung nào",
    f"the title is longer than {LONGEST_TITLE} characters and names no matter",
)
TOO_LONG = Trouble(
    f"tên dài quá {LONGEST_TITLE} ký tự: chỉ so {LONGEST_TITLE} ký tự đầu và {LONGEST_TITLE} ký tự cuối",
    f"the title is longer than {LONGEST_TITLE} characters: only its first and its last {LONGEST_TITLE} are compared",
    hinders=False,
)
NO_DESCRIPTION = Trouble("thiếu mô tả", "there is no description")


@dataclass(frozen=True, slots=True)
class Named:
    """What texts name: each concept, and each pair of syllables, by how central it is."""

    concepts: Mapping[str, float]
    phrases: Mapping[Phrase, float]


@dataclass(frozen=True, slots=True)
class Gist:
    """A subject read by the lexicon. `core` says of each concept of title and keywords how central it is, `said` of all
    that the texts name; `phrases` are pairs of syllables likewise.
    `by_title` is what the titles name alone, `by_text` titles and descriptions: keywords, of which anybody can add any
    number, may add to likeness, never take from it. `titles` and `columns` are the parts of these texts, `units` what
    one row is about, `named_units` those of them that no keyword was needed for. `places` and `years` are where and when it
    is, as far as it says so."""

    subject: Subject
    title_keys: tuple[str, ...]
    core: Mapping[str, float]
    by_title: Named
    by_text: Named
    said: Mapping[str, float]
    titles: tuple[Text, ...]
    columns: tuple[Text, ...]
    keywords: tuple[Text, ...]
    units: frozenset[str]
    named_units: frozenset[str]
    kinds: Mapping[str, float]
    places: frozenset[str]
    years: Years | None
    phrases: Mapping[Phrase, float]
    is_bare: bool
    troubles: tuple[Trouble, ...]

    def words(self) -> frozenset[str]:
        """All the words of its texts."""
        return frozenset(word for text in (*self.titles, *self.keywords, *self.columns) for word in text.words)

    def within(self, pair: Phrase) -> frozenset[str]:
        """The concepts that one of its pairs lies in; a keyword does not say what a pair means elsewhere."""
        for texts in ((*self.titles, *self.columns), self.keywords):
            if found := [text.phrases[pair] for text in texts if pair in text.phrases]:
                return frozenset().union(*found)
        return frozenset()


def gist_of(subject: Subject, lexicon: Lexicon) -> Gist:
    """The subject, read."""
    titled_in = [part for _, text in subject.titles for part in _ends(text)]
    described_in = [text[:LONGEST] for _, text in subject.descriptions]
    titles = [Text.read(text, lexicon) for text in titled_in]
    keywords = [Text.read(text[:LONGEST], lexicon) for text in subject.keywords[:MOST_KEYWORDS]]
    columns = [part for text in described_in for part in Text.parts(text, lexicon)]
    declared = {key: DECLARED for key in (*subject.units, *subject.fields) if key in lexicon}
    titled = _concepts(titles, TITLE, {})
    texted = _concepts(columns, COLUMN, _larger(titled, declared))
    phrases_titled = dict.fromkeys(_pairs(titles), TITLE)
    phrases_texted = {**phrases_titled, **dict.fromkeys(_pairs(columns), COLUMN), **phrases_titled}
    named_units = _units(titles, (), subject, lexicon)
    return Gist(
        subject,
        tuple(dict.fromkeys(text.key for text in titles if text.key)),
        _concepts(keywords, KEYWORD, titled),
        Named(titled, phrases_titled),
        Named(texted, phrases_texted),
        _concepts(keywords, KEYWORD, texted),
        tuple(text for text in titles if text.words),
        tuple(columns),
        tuple(keywords),
        _units(titles, keywords, subject, lexicon) if keywords else named_units,
        named_units,
        _kinds(titles, columns, lexicon),
        places([*titles, *(Text.read(text[:LONGEST], lexicon) for text in subject.space)]),
        years(subject),
        {**phrases_texted, **dict.fromkeys(_pairs(keywords), KEYWORD), **phrases_titled},
        _is_bare(titled_in) or _is_bare(described_in),
        tuple(_troubles(subject, titles)),
    )


def hindrance(subject: Subject, lexicon: Lexicon) -> Trouble | None:
    """Why a titled subject is compared with nobody's by its matter; None when it is, or has no title at all."""
    titles = [Text.read(part, lexicon) for _, text in subject.titles for part in _ends(text)]
    return next((one for one in _title_troubles(subject, titles) if one.hinders), None) if titles else None


def _troubles(subject: Subject, titles: Sequence[Text]) -> Iterable[Trouble]:
    yield from _title_troubles(subject, titles)
    if not any(text.strip() for _, text in subject.descriptions):
        yield NO_DESCRIPTION


def _title_troubles(subject: Subject, titles: Sequence[Text]) -> Iterable[Trouble]:
    if not any(text.words for text in titles):
        yield NO_TITLE
    elif not any(text.is_telling for text in titles):
        yield ONLY_STOPS
    if any(len(text) > LONGEST_TITLE for _, text in subject.titles):
        yield TOO_LONG if any(text.telling for text in titles) else LONG_AND_EMPTY


def _is_bare(texts: Sequence[str]) -> bool:
    """Whether all of it is written without marks; names of columns always are, so one text with marks is enough."""
    return bool(texts) and all(wording(text).is_bare for text in texts)


def _ends(title: str) -> tuple[str, ...]:
    """A title, or the first and the last part of one that is too long."""
    return (title,) if len(title) <= LONGEST_TITLE else (title[:LONGEST_TITLE], title[-LONGEST_TITLE:])


def _concepts(texts: Iterable[Text], weight: float, known: Mapping[str, float]) -> dict[str, float]:
    """What is known, and the concepts of these texts at their weight."""
    found = dict(known)
    for text in texts:
        for key, sure in text.concepts.items():
            found[key] = max(found.get(key, 0.0), weight * sure)
    return found


def _pairs(texts: Iterable[Text]) -> Iterable[Phrase]:
    return chain.from_iterable(text.phrases for text in texts)


def _larger(known: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    return {key: max(known.get(key, 0.0), more.get(key, 0.0)) for key in (*known, *more)}


def _units(titles: Sequence[Text], keywords: Sequence[Text], subject: Subject, lexicon: Lexicon) -> frozenset[str]:
    """What one row is about: the units that title and keywords name or a librarian declared, and those of the subjects
    that the title names."""
    titled = {key for text in titles for key in text.concepts}
    named = titled | {key for text in keywords for key in text.concepts} | set(subject.units)
    beside = (unit for key in titled if key.startswith("subject/") for unit in lexicon.beside(key))
    return frozenset(key for key in (*named, *beside) if key.startswith("unit/") and key in lexicon)


def _kinds(titles: Sequence[Text], columns: Sequence[Text], lexicon: Lexicon) -> dict[str, float]:
    found: dict[str, float] = {}
    for texts, weight in ((titles, TITLE), (columns, COLUMN)):
        for named in (match.concept for text in texts for match in text.idle if match.concept.startswith("kind/")):
            for key in lexicon.above(named):
                found[key] = max(found.get(key, 0.0), weight)
    return found
