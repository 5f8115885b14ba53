"""The measurings of `registry bench sparql`, one after the other: whether all say the same, in turns, nothing, at switches,
while harvests run. Samples are in seconds."""

import time
from collections.abc import Callable, Mapping
from itertools import count, cycle

from registry.bench.probing import BenchFault, Client
from registry.bench.sparql_asking import (
    ALIVE,
    COLD,
    HARVEST,
    IN_PROCESS,
    LIVE,
    OTHER,
    REMEMBERED,
    REPEATED,
    SWITCHED,
    Asking,
    Samples,
    again,
    by_http,
    the_same,
)
from registry.bench.sparql_catalogue import NAMES, NOTHING, Asked, Said, asked, catalogue, said
from registry.bench.sparql_registry import AGENCIES, ALONE, Standing

PROBED = ("facet-field", NOTHING)
"""What is asked over and over while the copies are switched."""
TRIES = 3
"""A new copy may have come between two ways; not between those of three tries."""
PROBE_PAUSE, AFTER_ACT, PAUSE = 0.01, 1.5, 0.02
Told = Callable[[str], None]
Answers = Mapping[str, Mapping[str, Said | None]]


def compared(ways: Mapping[str, Asking], told: Told) -> Answers:
    """What each way says to each question when it is asked for the first time; None where another engine does not answer.

    Raises BenchFault when the endpoint does not say what is said in process.
    """
    answers: dict[str, dict[str, Said | None]] = {}
    for question in catalogue():
        for _ in range(TRIES):
            found = {column: _said(question, ask, column) for column, ask in ways.items()}
            if found[IN_PROCESS] == found[COLD]:
                break
        else:
            raise BenchFault(
                f"{question.name}: điểm truy vấn trả lời khác ({found[COLD]}) với hỏi tại chỗ ({found[IN_PROCESS]}).",
                f"{question.name}: the endpoint says otherwise ({found[COLD]}) than in process ({found[IN_PROCESS]}).",
            )
        answers[question.name] = found
        told(question.name)
    return answers


def _said(question: Asked, ask: Asking, column: str) -> Said | None:
    try:
        return said(question, ask(question).body)
    except BenchFault:
        if column == OTHER:
            return None
        raise


def in_turns(ways: Mapping[str, Asking], answers: Answers, rounds: int, samples: Samples, told: Told) -> None:
    """Asks everything by every way that answers it, so many times, one way after the other."""
    for turn in range(rounds):
        for question in catalogue():
            for column, ask in ways.items():
                if answers[question.name][column] is not None:
                    samples.add(column, question.name, ask(question).seconds)
        told(f"{turn + 1}/{rounds}")


def nothing(here: Asking, client: Client, times: int, samples: Samples) -> None:
    """Asks nothing in process, cold and remembered, and whether the keeper lives."""
    question, remembered = asked(NOTHING), the_same(client, asked(NOTHING))
    ways = {IN_PROCESS: here, COLD: by_http(client), REPEATED: again(client)}
    remembered()
    for _ in range(times):
        for column, ask in ways.items():
            samples.add(column, NOTHING, ask(question).seconds)
        samples.add(REMEMBERED, NOTHING, remembered().seconds)
        samples.add(ALIVE, NOTHING, client.ask(LIVE).seconds)


def at_switches(there: Standing, client: Client, switches: int, samples: Samples, told: Told) -> None:
    """Has one dataset changed so many times, and asks the same text all the while: its ETag tells the first answer of a
    new copy, which nothing remembered can give."""
    for turn in range(switches):
        question = asked(PROBED[turn % len(PROBED)])
        ask = the_same(client, question)
        tag = ask().tag
        with there.harvest(ALONE, edition=turn + 1) as command:
            end = float("inf")
            while time.monotonic() < end:
                answer = ask()
                if answer.tag != tag:
                    samples.add(SWITCHED, question.name, answer.seconds)
                    tag = answer.tag
                if end == float("inf") and command.poll() is not None:
                    end = time.monotonic() + AFTER_ACT
                time.sleep(PROBE_PAUSE)
        told(f"{turn + 1}/{switches}")


def while_harvesting(there: Standing, ask: Asking, least: int, samples: Samples, told: Told) -> None:
    """Asks the catalogue over and over, and nothing between, while every package comes in changed: until there are `least`
    samples, and the harvest that is under way is done."""
    questions = cycle([each for question in catalogue() for each in (question, asked(NOTHING))])
    for edition in count(1):
        with there.harvest(*AGENCIES, edition=edition) as command:
            while command.poll() is None:
                question = next(questions)
                samples.add(HARVEST, question.name, ask(question).seconds)
                time.sleep(PAUSE)
        told(f"{len(samples.all_of(HARVEST, NAMES))}/{least}")
        if len(samples.all_of(HARVEST, NAMES)) >= least:
            return
