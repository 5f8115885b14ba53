"""Likenesses and differences in numbers: how much each adds to the score or takes from it."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from shapes.likeness import weights as w
from shapes.likeness.asking import Asking, Title
from shapes.likeness.extent import coincides, meets
from shapes.likeness.phrases import Phrase, Text
from shapes.likeness.reach import Reach
from vocab.lexicon import Lexicon

AGGREGATES = frozenset({"kind/aggregate"})
TOTAL = "aggregated"  # weighs AGGREGATED when a title says so, less when only a column does
OTHER_KINDS = frozenset({"kind/event", "kind/news", "kind/teaching"})
OWN_KINDS = frozenset({"kind/plan", "kind/survey", "kind/rating", "kind/forecast", "kind/schedule", "kind/own-origin"})
SUREST = 0.95  # no single touch makes the whole matter

Touch = tuple[str | Phrase, float]  # a concept or a phrase, and how strongly it touches
Parts = tuple[tuple[str, float], ...]  # names of features with their weights, none of them 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """What comparing weighs: what is alike, what tells another dataset, and what is this one's own. `touched` is what
    touches the other's matter, `columns` how far it knows each column: sentences name them."""

    alike: Parts
    other: Parts
    own: Parts
    touched: list[Touch]
    columns: list[float]

    @property
    def score(self) -> float:
        """The sum. What is one's own brings it down to an overlap, no further, unless hardly more than the matter's name
        is alike."""
        score = min(_sum(self.alike), 1.0) - _sum(self.other)
        if score < w.OVERLAP:
            return score
        score = max(0.0 if self._is_namesake else w.OVERLAP, score - _sum(self.own))
        return min(score, w.TOTAL_AT_MOST) if dict(self.own).get(TOTAL, 0.0) >= w.AGGREGATED else score

    @property
    def _is_namesake(self) -> bool:
        """Whether it names the matter and then tells of something else: of its several columns hardly one is known."""
        return len(self.columns) > 1 and sum(self.columns) / len(self.columns) < w.HARDLY


def weighed(asking: Asking, reach: Reach, lexicon: Lexicon, least: float) -> Weighed | None:
    """The weights of a dataset against another's reach; None when it hardly touches the other's matter, or when all that
    is alike comes to less than `least`."""
    touched = list(_touches(asking, reach))
    left = 1.0
    for _, strength in touched:
        left *= 1 - min(strength, SUREST)
    share = 1 - left
    if share < w.LEAST_TOPIC:
        return None
    pairs, words = reach.pairs_for(asking.gist), reach.words_for(asking.gist)
    columns = [_covered(column, pairs, words, reach) for column in asking.columns]
    alike = _parts(_alike(asking, reach, lexicon, share, columns))
    if _sum(alike) < least:
        return None
    return Weighed(
        alike,
        _parts(_other(asking, reach, lexicon, columns)),
        _parts(_own(asking, reach, columns)),
        touched,
        columns,
    )


def _touches(asking: Asking, reach: Reach) -> Iterator[Touch]:
    """What touches the other's matter, and how strongly: concepts and phrases."""
    known = reach.known
    for key, weight in asking.said:
        strength = known.get(key)
        if strength:
            yield key, weight * strength
    pairs = reach.pairs_for(asking.gist)
    for pair, weight in asking.pairs:
        strength = pairs.get(pair)
        if strength and _is_free(asking.gist.within(pair), reach.within.get(pair), reach):
            yield pair, weight * strength


def _covered(column: Text, pairs: Mapping[Phrase, float], words: Set[str], reach: Reach) -> float:
    """How far the other dataset, of these pairs and words, knows this column (0 to 1)."""
    best = 0.0
    for key in column.concepts:
        best = max(best, reach.known.get(key, 0.0))
    if best:
        return 1.0 if best >= w.COLUMN * w.UNMARKED else w.NEAR_COLUMN
    if not pairs.keys().isdisjoint(column.free_pairs):
        return w.LIKE_COLUMN
    return 0.0 if column.free_words.isdisjoint(words) else w.WORD


def explained(title: Title, asking: Asking, reach: Reach) -> float:
    """How much of what a title says the other dataset knows (0 to 1)."""
    if not title.whole:
        return 0.0
    known = sum(weight for key, weight in title.concepts if key in reach.known)
    pairs = reach.pairs_for(asking.gist)
    known += w.FREE_WORD * sum(1 for around in title.free if any(pair in pairs for pair in around))
    return known / title.whole


def foreign(asking: Asking, reach: Reach, *, elsewhere: bool) -> list[str]:
    """The concepts of titles that the other dataset does not know: those that another ministry's is about, or the rest."""
    return sorted(key for key in asking.telling if key not in reach.known and (key in asking.matters) == elsewhere)


def _alike(
    asking: Asking, reach: Reach, lexicon: Lexicon, share: float, columns: list[float]
) -> Iterator[tuple[str, float]]:
    yield "same-subject", w.SAME_SUBJECT * share
    if columns:
        yield "same-fields", w.SAME_FIELDS * sum(columns) / max(len(columns), w.COLUMNS_ENOUGH)
    part = max((explained(title, asking, reach) for title in asking.titles), default=0.0)
    yield "title-share", w.SAME_TITLE_SHARE * part
    yield "same-unit", 0.0 if reach.units.isdisjoint(asking.told_units) else w.SAME_UNIT
    same_theme = not set(asking.gist.subject.theme).isdisjoint(reach.gist.subject.theme)
    yield "same-theme", w.SAME_THEME if same_theme else 0.0
    apart = asking.gist.subject.branches.isdisjoint(reach.gist.subject.branches)
    yield "same-branch", 0.0 if apart else w.SAME_BRANCH
    mine, its = asking.gist, reach.gist
    if mine.places and its.places:
        yield "same-space", w.SAME_SPACE if meets(mine.places, its.places, lexicon) else 0.0
    if mine.years and its.years:
        yield "same-time", w.SAME_TIME if coincides(mine.years, its.years) else 0.0


def _other(asking: Asking, reach: Reach, lexicon: Lexicon, columns: list[float]) -> Iterator[tuple[str, float]]:
    yield "matter-elsewhere", w.MATTER_ELSEWHERE * _share(foreign(asking, reach, elsewhere=True), asking)
    apart = asking.named_units and reach.units and reach.units.isdisjoint(asking.gist.units)
    yield "other-unit", w.OTHER_UNIT if apart else 0.0
    yield "no-field", w.NO_FIELD if len(columns) > 1 and not any(columns) else 0.0
    mine, its = asking.gist, reach.gist
    if mine.places and its.places:
        yield "other-space", 0.0 if meets(mine.places, its.places, lexicon) else w.OTHER_SPACE
    if mine.years and its.years:
        yield "other-time", 0.0 if coincides(mine.years, its.years) else w.OTHER_TIME
    for kind, weight in asking.kinds_of(OTHER_KINDS):
        yield f"other-{kind}", 0.0 if kind in reach.gist.kinds else w.OTHER_KIND * weight


def _own(asking: Asking, reach: Reach, columns: list[float]) -> Iterator[tuple[str, float]]:
    yield "own-matter", w.OWN_MATTER * _share(foreign(asking, reach, elsewhere=False), asking)
    if columns:
        yield "own-fields", w.OWN_FIELDS * columns.count(0.0) / len(columns)
    for kind, weight in asking.kinds_of(OWN_KINDS):
        yield f"own-{kind}", 0.0 if kind in reach.gist.kinds else w.OWN_KIND * weight
    for kind, weight in asking.kinds_of(AGGREGATES):
        yield TOTAL, 0.0 if kind in reach.gist.kinds else w.AGGREGATED * weight


def _share(keys: list[str], asking: Asking) -> float:
    return sum(asking.telling[key] for key in keys) / sum(asking.telling.values()) if keys else 0.0


def _is_free(mine: frozenset[str], its: frozenset[str] | None, reach: Reach) -> bool:
    """A phrase in two terms that mean different things is no likeness."""
    return not mine or not its or not mine.isdisjoint(its) or any(key in reach.known for key in mine)


def _parts(found: Iterator[tuple[str, float]]) -> Parts:
    return tuple((name, round(weight, 3)) for name, weight in found if weight >= 0.0005)


def _sum(parts: Parts) -> float:
    return sum(weight for _, weight in parts)
