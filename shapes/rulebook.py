"""Profiles and their background, made ready for judging: built once, used for every record."""

from collections.abc import Sequence
from dataclasses import dataclass

from shapes.context import Context
from shapes.findings import Interpreter
from shapes.library import Profile


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What a record is judged by: the rules of the profiles, and what they must know."""

    profiles: tuple[Profile, ...]
    context: Context
    interpreter: Interpreter


def rulebook(profiles: Sequence[Profile], context: Context) -> Rulebook:
    """The rulebook of these profiles. Raises LibraryError for a rule that cannot be evaluated."""
    return Rulebook(tuple(profiles), context, Interpreter(profiles, context))
