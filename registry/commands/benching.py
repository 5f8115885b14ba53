"""`registry bench`: speeds, as ratios against a floor measured in the same run."""

import click


@click.group()
def bench() -> None:
    """Measure speeds; each bench prints ratios against a peer or a floor of the same run."""
