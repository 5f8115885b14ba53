"""Plans and answers of the query workers as messages, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sparql.answering import Answer, AnswerCaps
from sparql.generation import Generation
from sparql.negotiation import Offer
from sparql.protocol import Dataset, Plan
from sparql.refusal import Refusal
from sparql.scanner import Scan


def of_generation(generation: Generation, caps: AnswerCaps) -> dict[str, Any]:
    return {"generation": {**asdict(generation), "path": str(generation.path)}, "caps": asdict(caps)}


def to_generation(message: Mapping[str, Any]) -> tuple[Generation, AnswerCaps]:
    named = message["generation"]
    generation = Generation(Path(named["path"]), named["serial"], named["position"])
    return generation, AnswerCaps(**message["caps"])


def of_plan(plan: Plan) -> dict[str, Any]:
    """Field by field: `asdict` copies every text on the way, and costs more than all the rest of the message."""
    return {
        **_fields(plan),
        "scan": _fields(plan.scan),
        "dataset": _fields(plan.dataset),
        "offer": _fields(plan.offer),
    }


def to_plan(message: Mapping[str, Any]) -> Plan:
    offer, dataset = message["offer"], message["dataset"]
    return Plan(
        message["text"],
        Scan(**message["scan"]),
        Dataset(tuple(dataset["default"]), tuple(dataset["named"])),
        Offer(offer["format"], offer["media_type"], tuple((name, value) for name, value in offer["parameters"])),
        message["partial"],
        message["base"],
    )


def _fields(value: Plan | Scan | Dataset | Offer) -> dict[str, Any]:
    """The fields of a value as they are, those of values within it not yet taken apart."""
    return {name: getattr(value, name) for name in value.__slots__}


def of_answer(answer: Answer | Refusal) -> dict[str, Any]:
    if isinstance(answer, Refusal):
        return {"refusal": asdict(answer)}
    return {"content_type": answer.content_type, "truncated": answer.truncated, "body": answer.body}


def to_answer(message: Mapping[str, Any]) -> Answer | Refusal:
    if "refusal" in message:
        fields = message["refusal"]
        return Refusal(**{**fields, "headers": tuple((name, value) for name, value in fields["headers"])})
    return Answer(message["content_type"], message["body"], message["truncated"])
