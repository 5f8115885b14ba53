"""Plans and answers arrive at the other end as they were, through the very JSON they travel in."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest

from registry.workers import wire
from sparql.answering import Answer, AnswerCaps
from sparql.generation import Generation
from sparql.protocol import Plan, Request, plan
from sparql.refusal import Refusal
from sparql.scanner import Caps


@pytest.mark.parametrize(
    "pairs",
    [
        [("query", "SELECT * { ?s ?p 'đ\U0001f600' } LIMIT 3")],
        [("query", "ASK FROM <urn:g> {}"), ("format", "xml"), ("partial", "1")],
        [("query", "DESCRIBE <urn:a>"), ("default-graph-uri", "urn:g"), ("named-graph-uri", "urn:h")],
        [("query", "SELECT * {} VALUES ?x { 1 }")],
    ],
)
def test_a_plan(pairs: list[tuple[str, str]]) -> None:
    made = plan(Request("GET", urlencode(pairs), address="http://a/sparql"), Caps())
    assert isinstance(made, Plan)
    assert wire.to_plan(json.loads(json.dumps(wire.of_plan(made)))) == made


def test_a_refusal() -> None:
    refusal = Refusal(504, "slug", "câu", "sentence", 3, 7, (("Retry-After", "5"),))
    assert wire.to_answer(json.loads(json.dumps(wire.of_answer(refusal)))) == refusal


@pytest.mark.parametrize("truncated", [False, True])
def test_an_answer_travels_with_its_body_as_it_is(truncated: bool) -> None:
    answer = Answer("text/csv; charset=utf-8", b"\xff\x00", truncated)
    assert wire.to_answer(wire.of_answer(answer)) == answer


def test_a_generation_and_its_caps() -> None:
    generation, caps = Generation(Path("/a/b"), 3, 14), AnswerCaps(bytes=5, rows=6)
    assert wire.to_generation(json.loads(json.dumps(wire.of_generation(generation, caps)))) == (generation, caps)
