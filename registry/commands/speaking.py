"""How commands speak: results on standard output, troubles on standard error in both languages, and three exit codes.

0: done. 1: findings, or it failed. 2: the command was not written rightly (click says so itself).
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from harvesters.errors import HarvestError, NotReadable
from harvesters.kinds import kind_of
from harvesters.source import PROVINCE
from registry.errors import RegistryError
from registry.workers.errors import WorkerError
from shapes.errors import ShapesError

FAILED = 1
MISUSED = 2
Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(command: Command) -> Command:
    """`--data DIR`, or the environment's REGISTRY_DATA."""
    option = click.option(
        "--data",
        "data",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="REGISTRY_DATA",
        required=True,
        metavar="DIR",
        help="Data directory (or set REGISTRY_DATA).",
    )
    return option(command)


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, the first one being what people read."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="Form of the answer.",
    )


def fail(vi: str, en: str) -> NoReturn:
    """Says what is wrong, in both languages, and ends with 1."""
    click.echo(f"{vi}\n{en}", err=True)
    sys.exit(FAILED)


def misused(vi: str, en: str) -> NoReturn:
    """Says what of the command is written wrongly, and ends with 2."""
    click.echo(f"{vi}\n{en}", err=True)
    sys.exit(MISUSED)


def demand_kind(name: str, side: str = PROVINCE) -> None:
    """Ends with 2 when there is no such kind of source, saying which there are, or why this one is of no use."""
    try:
        kind_of(name, side)
    except NotReadable as fault:
        misused(fault.vi, fault.en)


@contextmanager
def sentences() -> Iterator[None]:
    """Inside, every error of ours becomes its sentences and exit 1, never a stack of lines."""
    try:
        yield
    except (RegistryError, HarvestError, WorkerError, ShapesError) as fault:
        fail(fault.vi, fault.en)


def put_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
