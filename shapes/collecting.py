"""Python's search for circles of garbage, put off while columns are made and judged."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collecting() -> Iterator[None]:
    """Within it no circles are looked for: columns are millions of small things without one, and looking for them
    triples the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
