"""What forms choose from, for one registry and one day: the fields the rules ask for, the code lists, known addresses."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain

from registry.web.form_terms import Lists
from registry.words import Words
from shapes.fields import Field, Group, form
from shapes.library import load_profile
from vocab.namespaces import DCT

PROFILES = ("dcat-ap", "province", "overlap")


@dataclass(frozen=True, slots=True)
class Form:
    """The form's parts, and their fields in one row."""

    groups: tuple[Group, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(chain.from_iterable(group.fields for group in self.groups))


@lru_cache(maxsize=8)
def form_of(base: str, day: date) -> Form:
    """The form as the rules in force on that day make it."""
    return Form(form(base, [load_profile(name, base, day) for name in PROFILES]))


def one_only(fields: Sequence[Field]) -> Callable[[tuple[str, ...]], bool]:
    """Tells whether the place at the end of a path of properties takes one value only, in each language."""
    singles = frozenset(_singles(fields, ()))
    return singles.__contains__


def _singles(fields: Sequence[Field], above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for each in fields:
        path = (*above, each.path)
        if not each.many:
            yield path
        yield from _singles(each.fields, path)


def lists_of(words: Words) -> Lists:
    """The code lists; and for "drawn from", the ministries' datasets by their names."""
    return Lists(words.code_lists, {DCT.source.value: words.ministry_titles()})
