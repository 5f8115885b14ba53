"""A query worker's life: it opens a generation read-only and answers plan after plan until the keeper hangs up.

It says that it has begun before it looks at a text, so that a text is blamed for a death only when it was being read.
"""

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
        channel.send({"begun": True})
        channel.send(wire.of_answer(answer(engine, wire.to_plan(asked["plan"]), caps)))
