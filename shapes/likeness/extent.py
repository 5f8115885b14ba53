"""Where and when a dataset is: the places and the years that it names, and whether two can have a row in common.

A ministry's dataset that names no place and no year is of the whole country and of all years, so nothing is told by it.
"""

import re
from collections.abc import Iterable, Sequence

from shapes.likeness.phrases import Text
from shapes.likeness.subject import Subject
from vocab.lexicon import Lexicon

PLACE = "place/"
Years = tuple[int, int]  # the first and the last
# A year, not the year of a law ("Luật số 24/2018") nor a number with more digits.
_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d\d(?![\d/]|\.\d)")
_BEGINS = re.compile(r"(?:19|20)\d\d(?=-|$)")


def places(texts: Iterable[Text]) -> frozenset[str]:
    """The places (concepts of the lexicon) that these texts name."""
    return frozenset(match.concept for text in texts for match in text.idle if match.concept.startswith(PLACE))


def years(subject: Subject) -> Years | None:
    """The years of its period, else those that its titles name; None when it names none."""
    dated = [int(found[0]) for text in subject.period if (found := _BEGINS.match(text))]
    named = dated or [int(found) for _, title in subject.titles for found in _YEAR.findall(title)]
    return (min(named), max(named)) if named else None


def meets(one: frozenset[str], other: frozenset[str], lexicon: Lexicon) -> Sequence[str]:
    """The places of one side that lie in a place of the other, or the other way about."""
    return sorted(
        place
        for place in one
        if not other.isdisjoint(lexicon.above(place)) or any(place in lexicon.above(its) for its in other)
    )


def coincides(one: Years, other: Years) -> bool:
    """Whether two spans of years have a year in common."""
    return one[0] <= other[1] and other[0] <= one[1]
