"""Sets of characters: the ranges that are reckoned are those that the engine finds."""

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from shapes.characters import LAST, code_points, combined, in_every_case, one, share

POINTS = st.sampled_from([0, 10, 0x2D, 0x41, 0x5B, 0x5E, 0x61, 0x7A, 0x7F, 0xEA, 0x1EA0, 0xFFFF, LAST])
RANGES = st.lists(st.tuples(POINTS, POINTS).map(lambda ends: (min(ends), max(ends))), min_size=1, max_size=4)


@settings(deadline=None)
@given(RANGES, st.booleans())
def test_a_set_of_ranges_is_what_the_engine_takes_it_for(ranges: list[tuple[int, int]], is_negated: bool) -> None:
    made = combined(ranges, (), is_negated, None)
    edges = {point + step for ends in ranges for point in ends for step in (-1, 0, 1)} - {-1, LAST + 1}
    taken = regex.compile(made.spelled, regex.VERSION1).fullmatch
    for point in edges:
        assert (taken(chr(point)) is not None) == any(low <= point <= high for low, high in made.ranges or ())


@settings(deadline=None)
@given(RANGES, RANGES)
def test_two_sets_share_what_both_have(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    both = any(max(a, c) <= min(b, d) for a, b in some for c, d in others)
    assert share(combined(some, (), False, None).ranges or (), combined(others, (), False, None).ranges or ()) == both


CASES = st.sampled_from(
    [*map(ord, "aAzZsSſkKKiIİıßẞΣσςµμǅêÊẬậѢѣ一1"), 0x345, 0x10400, 0x1F88, *range(0x1E900, 0x1E903)]
)
CASED_RANGES = st.lists(st.tuples(CASES, CASES).map(lambda ends: (min(ends), max(ends))), min_size=1, max_size=4)


@settings(deadline=None, max_examples=30)
@given(CASED_RANGES | st.lists(CASES.map(lambda point: (point, point)), min_size=1, max_size=2), st.booleans())
def test_a_set_in_every_case_is_what_the_engine_takes_it_for(ranges: list[tuple[int, int]], is_negated: bool) -> None:
    made = combined(ranges, (), is_negated, None)
    flags = regex.VERSION1 | regex.IGNORECASE
    assert in_every_case(made, flags) == code_points(made.spelled, flags)


def test_the_engine_tells_the_code_points_of_its_own_sets() -> None:
    assert code_points(r"[\x61-\x63--\x62]", regex.VERSION1) == ((0x61, 0x61), (0x63, 0x63))
    assert code_points("[b]", regex.VERSION1 | regex.IGNORECASE) == ((0x42, 0x42), (0x62, 0x62))
    assert one("-").ranges == code_points(one("-").spelled, regex.VERSION1) == ((0x2D, 0x2D),)
