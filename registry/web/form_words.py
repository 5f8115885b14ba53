"""What forms choose from, for one registry and one day: the fields the rules ask for, the code lists, known addresses."""

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


def lists_of(words: Words) -> Lists:
    """The code lists; and for "drawn from", the ministries' datasets by their names."""
    return Lists(words.code_lists, {DCT.source.value: words.ministry_titles()})
