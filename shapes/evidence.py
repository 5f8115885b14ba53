"""Why a dataset looks like a ministry's: measured here, judged by the rules of `rules/overlap/`.

Measuring knows only the description and the ministries' rows. Exact evidence (one identifier, one address, one title
within a theme) is graded `duplicate`; likeness (nearly one title within a theme, two of the ministry's keywords) is
graded `overlap`: a remark for a person to decide. Candidates come from an index, never from all pairs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Triple

from vocab.description import Description
from vocab.identifiers import key_of
from vocab.ministries import MinistryDataset
from vocab.namespaces import DCT, RDF, REG, XSD
from vocab.vietnamese import fold, title_key

Grade = Literal["duplicate", "overlap"]
NEAR = 0.5  # share of title words in common (Dice); below it titles say nothing
NEAR_WORDS = 2  # and at least so many words in common
KEYWORDS = 2  # so many of a ministry's keywords in title and keywords are a likeness
EXACT = ("same-identifier", "same-address", "same-title")


@dataclass(frozen=True, slots=True)
class Feature:
    """One likeness: its name, how much it weighs (0 to 1), and a sentence in two languages."""

    name: str
    weight: float
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a dataset looks like one ministry dataset: the features, weightiest first, and the grade they give."""

    ministry_iri: str
    grade: Grade
    features: tuple[Feature, ...]

    def triples(self, dataset_iri: str) -> tuple[Triple, ...]:
        """The evidence as RDF for the overlap graph; its nodes are named after the dataset and the ministry's."""
        node = NamedNode(f"{dataset_iri}#overlap-{key_of(self.ministry_iri)}")
        found = [
            Triple(node, RDF.type, REG.Overlap),
            Triple(node, REG.ofDataset, NamedNode(dataset_iri)),
            Triple(node, REG.withMinistryDataset, NamedNode(self.ministry_iri)),
            Triple(node, REG.grade, RdfLiteral(self.grade)),
        ]
        for number, feature in enumerate(self.features, 1):
            found += _feature_triples(node, NamedNode(f"{node.value}-{number}"), feature)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class MinistryIndex:
    """The ministries' rows, findable by what evidence is made of."""

    rows: Mapping[str, MinistryDataset]
    by_identifier: Mapping[str, tuple[str, ...]]
    by_address: Mapping[str, tuple[str, ...]]
    by_title: Mapping[str, tuple[str, ...]]
    by_word: Mapping[str, tuple[str, ...]]
    by_keyword: Mapping[str, tuple[str, ...]]
    titles: Mapping[str, tuple[frozenset[str], ...]]

    @classmethod
    def build(cls, rows: Iterable[MinistryDataset]) -> "MinistryIndex":
        by_iri = {row.iri: row for row in rows}
        keys = {iri: _title_keys(row) for iri, row in by_iri.items()}
        return cls(
            by_iri,
            _table((_plain(code), iri) for iri, row in by_iri.items() for code in (row.id, *row.identifiers)),
            _table((address(url), iri) for iri, row in by_iri.items() for url in (iri, *row.sources)),
            _table((key, iri) for iri, found in keys.items() for key in found),
            _table((word, iri) for iri, found in keys.items() for key in found for word in key.split()),
            _table((fold(word), iri) for iri, row in by_iri.items() for word in row.keywords),
            {iri: tuple(frozenset(key.split()) for key in found) for iri, found in keys.items()},
        )


def measure(description: Description, index: MinistryIndex) -> tuple[Evidence, ...]:
    """The evidence against every ministry dataset that the description resembles, duplicates first, then by IRI."""
    found: dict[str, list[Feature]] = {}
    for iri, feature in _features(description, index):
        found.setdefault(iri, []).append(feature)
    evidence = [_evidence(iri, features) for iri, features in found.items()]
    return tuple(sorted(evidence, key=lambda item: (item.grade != "duplicate", item.ministry_iri)))


def address(url: str) -> str:
    """What makes two addresses the same place: host and path, without `www.`, scheme, query, fragment, last slash."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"


def _evidence(iri: str, features: list[Feature]) -> Evidence:
    exact = any(feature.name in EXACT for feature in features)
    ordered = sorted(features, key=lambda feature: (-feature.weight, feature.name))
    return Evidence(iri, "duplicate" if exact else "overlap", tuple(ordered))


def _features(description: Description, index: MinistryIndex) -> Iterator[tuple[str, Feature]]:
    yield from _same_identifier(description, index)
    yield from _same_address(description, index)
    yield from _titles(description, index)
    yield from _same_keywords(description, index)


def _same_identifier(description: Description, index: MinistryIndex) -> Iterator[tuple[str, Feature]]:
    for code in dict.fromkeys(_plain(code) for code in description.identifiers):
        for iri in index.by_identifier.get(code, ()):
            yield iri, Feature("same-identifier", 1.0, f"Cùng mã: {code}", f"Same identifier: {code}")


def _same_address(description: Description, index: MinistryIndex) -> Iterator[tuple[str, Feature]]:
    urls = [*description.sources, *description.landing_pages]
    for distribution in description.distributions:
        urls += [url for url in (distribution.access_url, distribution.download_url) if url]
    for place in dict.fromkeys(_place(url) for url in urls):
        for iri in index.by_address.get(place, ()):
            yield (
                iri,
                Feature("same-address", 1.0, f"Cùng nguồn hoặc địa chỉ: {place}", f"Same source or address: {place}"),
            )


def _titles(description: Description, index: MinistryIndex) -> Iterator[tuple[str, Feature]]:
    for key in dict.fromkeys(map(title_key, _titles_of(description))):
        same = index.by_title.get(key, ()) if key else ()
        for iri in same:
            yield iri, _same_title(index.rows[iri], description)
        yield from (pair for pair in _near_titles(key, description, index) if pair[0] not in same)


def _titles_of(description: Description) -> tuple[str, ...]:
    return tuple(term.value for term in description.values(DCT.title))


def _same_title(row: MinistryDataset, description: Description) -> Feature:
    """One title within one theme is a duplicate; across themes clerks may mean different things: a likeness."""
    if row.theme in description.themes or not (row.theme and description.themes):
        return Feature("same-title", 0.9, f"Cùng tên: {row.title_vi}", f"Same title: {row.title('en')}")
    return Feature(
        "same-title-other-theme",
        0.6,
        f"Cùng tên, khác chủ đề: {row.title_vi}",
        f"Same title, another theme: {row.title('en')}",
    )


def _near_titles(key: str, description: Description, index: MinistryIndex) -> Iterator[tuple[str, Feature]]:
    words = frozenset(key.split())
    shared = Counter(iri for word in words for iri in index.by_word.get(word, ()))
    for iri, count in shared.items():
        row = index.rows[iri]
        if count < NEAR_WORDS or row.theme not in description.themes:
            continue
        near = max(2 * len(words & title) / (len(words) + len(title)) for title in index.titles[iri] if title)
        if near >= NEAR:
            percent = round(near * 100)
            yield (
                iri,
                Feature(
                    "near-title",
                    round(near / 2, 2),
                    f"Tên giống {percent}%, cùng chủ đề: {row.title_vi}",
                    f"Titles alike by {percent}%, same theme: {row.title('en')}",
                ),
            )


def _same_keywords(description: Description, index: MinistryIndex) -> Iterator[tuple[str, Feature]]:
    text = f" {fold(' '.join((*_titles_of(description), *description.keywords)))} "
    words = text.split()
    # One syllable without its marks says nothing: "the" is "thẻ" in one language and an article in the other.
    phrases = {" ".join(words[start:end]) for start in range(len(words)) for end in range(start + 2, start + 7)}
    shared: dict[str, list[str]] = {}
    for phrase in sorted(phrases & index.by_keyword.keys()):
        for iri in index.by_keyword[phrase]:
            shared.setdefault(iri, []).append(phrase)
    for iri, found in shared.items():
        found = [one for one in found if not any(one != other and f" {one} " in f" {other} " for other in found)]
        if len(found) >= KEYWORDS:
            named = ", ".join(word for word in index.rows[iri].keywords if fold(word) in found)
            weight = round(min(0.5, 0.15 * len(found)), 2)
            yield iri, Feature("same-keywords", weight, f"Cùng từ khóa: {named}", f"Same keywords: {named}")


def _title_keys(row: MinistryDataset) -> tuple[str, ...]:
    titles = (row.title_vi, row.title_en, *row.aliases)
    return tuple(dict.fromkeys(key for key in map(title_key, titles) if key))


def _table(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    table: dict[str, dict[str, None]] = {}
    for key, iri in pairs:
        if key:
            table.setdefault(key, {})[iri] = None
    return {key: tuple(iris) for key, iris in table.items()}


def _plain(code: str) -> str:
    return code.strip().casefold()


def _place(url: str) -> str:
    try:
        return address(url)
    except ValueError:
        return ""


def _feature_triples(node: NamedNode, place: NamedNode, feature: Feature) -> list[Triple]:
    return [
        Triple(node, REG.evidence, place),
        Triple(place, REG.feature, RdfLiteral(feature.name)),
        Triple(place, REG.weight, RdfLiteral(f"{feature.weight:.2f}", datatype=XSD.decimal)),
        Triple(place, REG.sentence, RdfLiteral(feature.vi, language="vi")),
        Triple(place, REG.sentence, RdfLiteral(feature.en, language="en")),
    ]
