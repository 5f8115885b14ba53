"""Places: boxes in degrees, GeoJSON, Esri's envelopes, names."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from harvesters.draft import Draft
from harvesters.places import box_of, draft_place, number_of

BOX = "POLYGON((1 2, 3 2, 3 4, 1 4, 1 2))"
DEGREES = {"spatialReference": {"wkid": 4326}}


def placed(value: Any) -> dict[str, str]:
    """What is said of the place of a value, by the property's last word."""
    draft = Draft(NamedNode("https://x.example/"))
    draft_place(draft, value)
    said = {}
    for triple in draft.triples():
        name = triple.predicate.value.replace("#", "/").rpartition("/")[2]
        said[name] = getattr(triple.object, "value", "")
    return {key: value for key, value in said.items() if key not in ("type", "spatial")}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1,2,3,4", {"bbox": BOX}),
        ("POLYGON ((1 2, 3 2, 3 4, 1 2))", {"geometry": "POLYGON ((1 2, 3 2, 3 4, 1 2))"}),
        ("POINT (450000 1540000)", {"prefLabel": "POINT (450000 1540000)"}),
        ("POINT (1)", {"prefLabel": "POINT (1)"}),
        ("POINT Z (108.1 13.9 700)", {"geometry": "POINT Z (108.1 13.9 700)"}),
        ("Point Reyes (park)", {"prefLabel": "Point Reyes (park)"}),
        ({"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4, "spatialReference": {"wkid": 4756}}, {"bbox": BOX}),
        ("1.0, 2, 3.000, 4", {"bbox": BOX}),
        ([1, 2, 3, 4], {"bbox": BOX}),
        ([[1, 2], [3, 4]], {"bbox": BOX}),
        ({"type": "envelope", "coordinates": [[1, 2], [3, 4]]}, {"bbox": BOX}),
        ({"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4}, {"bbox": BOX}),
        ({"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4, **DEGREES}, {"bbox": BOX}),
        ('{"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4}', {"bbox": BOX}),
        ({"xmin": 1, "ymin": 2, "xmax": 3, "ymax": 4, "spatialReference": {"wkid": 9210}}, {}),
        ({"title": "Gia Lai", "xmin": 1, "spatialReference": {"wkid": 9210}}, {"prefLabel": "Gia Lai"}),
        ("Gia Lai", {"prefLabel": "Gia Lai"}),
        (["Gia Lai", None], {"prefLabel": "Gia Lai"}),
        ("4,3,2,1", {"prefLabel": "4,3,2,1"}),
        ("Pleiku, An Khê, Ayun Pa, Kbang", {"prefLabel": "Pleiku, An Khê, Ayun Pa, Kbang"}),
        ({"type": "Point", "coordinates": [1, 2]}, {"geometry": '{"type": "Point", "coordinates": [1, 2]}'}),
        ({"geometry": "POINT(1 2)", "prefLabel": "Trạm"}, {"prefLabel": "Trạm", "geometry": "POINT(1 2)"}),
        (None, {}),
        ({}, {}),
        (True, {}),
        ([0, 0, 0, 0], {}),
    ],
)
def test_a_place_is_found(value: Any, said: dict[str, str]) -> None:
    assert placed(value) == said


def test_an_address_of_a_place_is_a_link() -> None:
    draft = Draft(NamedNode("https://x.example/"))
    draft_place(draft, "https://places.example/1")
    assert [triple.object for triple in draft.triples()] == [NamedNode("https://places.example/1")]


def test_web_mercator_becomes_degrees() -> None:
    edge = 20037508.342789244
    world = {"xmin": -edge, "ymin": 0, "xmax": edge, "ymax": edge, "spatialReference": {"wkid": 102100}}
    assert placed(world)["bbox"] == "POLYGON((-180 0, 180 0, 180 85.051129, -180 85.051129, -180 0))"


@given(sides=st.lists(st.floats() | st.integers() | st.text(max_size=4) | st.none(), min_size=4, max_size=4))
def test_a_box_is_in_degrees_or_none(sides: list[Any]) -> None:
    box = box_of(*sides)
    if box is not None:
        west, south, east, north = (float(number_of(side) or 0) for side in sides)
        assert -180 <= west <= east <= 180 and -90 <= south <= north <= 90


@given(value=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["xmin", "type", "bbox", "geometry", "coordinates", "title"]), inner, max_size=4),
    max_leaves=8,
))  # fmt: skip
def test_whatever_stands_for_a_place_does_no_harm(value: Any) -> None:
    placed(value)
