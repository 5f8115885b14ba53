"""A query worker's life: it opens a generation read-only and answers plan after plan until the keeper hangs up."""

from registry.workers import wire
from registry.workers.confine import grant_cpu
from registry.workers.framing import Channel
from sparql.answering import answer

NAME = "query-worker"
"""What the keeper calls this child instead of a job's name."""


def serve(channel: Channel) -> None:
    """Open the generation the first message names, say so, then answer; ends when the channel closes."""
    generation, caps = wire.to_generation(channel.receive())
    engine = generation.open()
    channel.send({"ready": generation.serial})
    while True:
        try:
            asked = channel.receive()
        except EOFError:
            return
        grant_cpu(asked["cpu"])
        channel.send(wire.of_answer(answer(engine, wire.to_plan(asked["plan"]), caps)))
