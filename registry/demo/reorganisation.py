"""The reorganisation of 2025: which dataset went where, read from `transfers.csv`, one line an act.

Functions, not names, decided: social affairs went to four departments, information and communications to two, each
district's data to the commune where the thing lies. Nobody published such a table; this one follows the functions that
the successors took over, and is for demonstration.
"""

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TypeVar

from registry.accounts import By
from registry.demo.province import contact
from registry.entries import Act
from registry.succession import Move, NotPossible, succeed, succession_of, transfer
from vocab.agencies import Agencies
from vocab.description import Description

_SHEET = "transfers.csv"
_MINISTRY = "bo-nganh"
_Answer = TypeVar("_Answer", Act, Description)


@dataclass(frozen=True, slots=True)
class Handover:
    """One line: the dataset's id in the catalogue, its change of hands, and the function that it followed."""

    dataset: str
    move: Move
    function: str


def handovers() -> tuple[Handover, ...]:
    """All lines, in the order of their days."""
    text = files("registry.demo").joinpath(_SHEET).read_text("utf-8")
    found = [
        Handover(
            line["dataset"],
            Move(line["from"], line["to"], date.fromisoformat(line["date"]), line["legal_act"]),
            line["function"],
        )
        for line in csv.DictReader(text.splitlines())
    ]
    return tuple(sorted(found, key=lambda one: (one.move.day, one.dataset)))


def succession_acts(agencies: Agencies, base: str, by: By) -> tuple[Act, ...]:
    """Every change of the province's own agencies, as the register of agencies tells it. Raises ValueError."""
    changes = [change for change in agencies.changes if agencies.by_id[change.origin].kind != _MINISTRY]
    return tuple(_possible(succeed(succession_of(change, agencies), agencies, base, by)) for change in changes)


def handed_over(description: Description, move: Move, agencies: Agencies) -> Description:
    """The description after one handover, with the contact of its new agency. Raises ValueError."""
    return _possible(transfer(description, move, agencies, contact(description.iri, agencies.by_id[move.heir])))


def _possible(answer: _Answer | NotPossible) -> _Answer:
    """The answer; the demonstration's own tables hold nothing impossible, and a test sees to it."""
    if isinstance(answer, NotPossible):
        raise ValueError(answer.en)
    return answer
