"""The language of fq: what harvesters and portals write, what it means, and what is refused in words."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.feeds.ckan_query import DEEPEST, MOST_PARTS, Range, Value, condition_of, names_field
from registry.feeds.ckan_refusals import NotUnderstood
from registry.search_conditions import EVERYTHING, NOTHING, AllOf, AnyOf, Condition, Is, Not, Says


def meaning(field: str, value: Value) -> Condition:
    told = f"[{value.low} TO {value.high}]" if isinstance(value, Range) else value
    return Is(field, (told,))


def read(text: str) -> Condition:
    return condition_of(text, meaning)


A, B, C = (Is("organization", ("a",)), Is("organization", ("b",)), Is("tags", ("c",)))


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("", EVERYTHING),
        ("  ", EVERYTHING),
        ("*:*", EVERYTHING),
        ("organization:*", EVERYTHING),
        ("organization:a", A),
        ("+organization:a", A),
        ('organization:"a"', A),
        ("(organization:a)", A),
        ("*:* AND organization:a", A),
        ("organization:a +tags:c", AllOf((A, C))),
        ("organization:a AND tags:c", AllOf((A, C))),
        ("organization:a && tags:c", AllOf((A, C))),
        ("organization:a OR organization:b", AnyOf((A, B))),
        ("organization:a || organization:b", AnyOf((A, B))),
        ("organization:(a OR b)", AnyOf((A, B))),
        ("organization:(a b)", AllOf((A, B))),
        ("-organization:a", Not(A)),
        ("!organization:a", Not(A)),
        ("NOT organization:a", Not(A)),
        ("-organization:(a OR b)", Not(AnyOf((A, B)))),
        ("organization:a OR organization:b tags:c", AllOf((AnyOf((A, B)), C))),
        ("organization:a OR organization:b AND tags:c", AnyOf((A, AllOf((B, C))))),
        ("tags:c (organization:a OR organization:b)", AllOf((C, AnyOf((A, B))))),
        ("bệnh viện", Says("bệnh viện")),
        ('"bệnh viện" huyện', Says("bệnh viện huyện")),
        ("tags:c bệnh viện", AllOf((C, Says("bệnh viện")))),
        ("uri:http://a.example/x?y=1", None),
        ("ORACLE ANDROID NOTE", Says("ORACLE ANDROID NOTE")),
        (
            "metadata_modified:[2026-01-01T00:00:00Z TO *]",
            Is("metadata_modified", ("[2026-01-01T00:00:00Z TO ]",)),
        ),
        ('x:"a \\"b\\" c"', Is("x", ('a "b" c',))),
        ("x:a\\*b\\:c", Is("x", ("a*b:c",))),
        ("x:2026-01-01T00:00:00Z", Is("x", ("2026-01-01T00:00:00Z",))),
    ],
)
def test_what_is_written_and_what_it_means(text: str, means: Condition | None) -> None:
    if means is None:  # a wildcard in an address is one all the same: it must be quoted
        with pytest.raises(NotUnderstood):
            read(text)
    else:
        assert read(text) == means


@pytest.mark.parametrize(
    "text",
    [
        "(organization:a",
        "organization:a)",
        "organization:",
        "organization: a b:",
        "a AND",
        "OR b",
        "NOT",
        "tags:a*",
        "tags:a?",
        "tags:a~2",
        "title:a^4",
        "{!geofilt d=5}",
        "[a TO b]",
        '"open',
        "[",
        "()" * 2 + "x:",
        "(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1),
        "a " * (MOST_PARTS + 1),
        "a" * 9_000,
        " OR ".join("abcdefghijklmnopqrstuvwxyz"),
    ],
)
def test_what_cannot_be_read_is_refused_in_both_languages(text: str) -> None:
    with pytest.raises(NotUnderstood) as fault:
        read(text)
    assert fault.value.vi and fault.value.en and len(fault.value.en) < 400


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='ab:()"[]{}+-!&|*\\ TOANDR\x00đ', max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(NotUnderstood):
        assert read(text) is not None


def test_a_question_states_a_condition_when_it_names_a_field_that_is_known() -> None:
    known = {"tags"}.__contains__
    assert names_field("bệnh viện tags:x", known)
    assert not names_field("http://tags.example", known)
    assert not names_field('"tags:x"', known)
    assert NOTHING != EVERYTHING
