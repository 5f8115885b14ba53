"""Everything the pages say, in Vietnamese and English, by slug: `translations/vi.toml` and `en.toml`.

A sentence may hold `{names}`; what is put in is escaped unless it is markup already, so no sentence holds HTML. A
table with `one` and `other` is chosen by the argument `n`, for English counts.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

LANGUAGES = ("vi", "en")
NAMES = {"vi": "Tiếng Việt", "en": "English"}
_COUNTED = frozenset({"one", "other"})


class UnknownText(LookupError):
    """A page asked for a slug that the translations lack: a fault of ours, found by the tests."""

    def __init__(self, slug: str, lang: str) -> None:
        super().__init__(f"translations/{lang}.toml has no {slug}")
        self.slug = slug
        self.lang = lang


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language: `texts("home.title", n=3)`."""

    lang: str
    by_slug: Mapping[str, str]

    def __call__(self, slug: str, **values: object) -> Markup:
        """The sentence with its values in place, safe to put into a page. Raises UnknownText."""
        return Markup.escape(self._sentence(slug, values)).format(**values)

    def plain(self, slug: str, **values: object) -> str:
        """The sentence for what is no page: RDF, text, JSON; and for what a page is to escape itself. Raises UnknownText."""
        return self._sentence(slug, values).format(**values)

    def of(self, group: str, name: str, **values: object) -> Markup:
        """The sentence `group.name`, where `name` is data: an act, a state. A name unknown here says itself."""
        slug = f"{group}.{name}"
        return self(slug, **values) if self.has(slug) else Markup.escape(name)

    def groups(self, *groups: str) -> dict[str, str]:
        """Every sentence of these groups as it stands, by slug."""
        return {slug: text for slug, text in self.by_slug.items() if slug.partition(".")[0] in groups}

    def has(self, slug: str) -> bool:
        return slug in self.by_slug or f"{slug}.other" in self.by_slug

    def _sentence(self, slug: str, values: Mapping[str, object]) -> str:
        form = "one" if values.get("n") in (1, "1") else "other"
        for key in (slug, f"{slug}.{form}"):
            if key in self.by_slug:
                return self.by_slug[key]
        raise UnknownText(slug, self.lang)


@cache
def texts(lang: str) -> Texts:
    """The sentences of `lang`, one of LANGUAGES."""
    return Texts(lang, flat(tomllib.loads(files(__package__).joinpath(f"translations/{lang}.toml").read_text("utf-8"))))


def flat(table: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """A tree of tables as one, its keys joined by dots."""
    found: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{before}{key}.")
        else:
            found[before + key] = value
    return found


def slugs(lang: str) -> frozenset[str]:
    """Every slug of a language, a counted sentence as one."""
    return frozenset(
        slug.rpartition(".")[0] if slug.rpartition(".")[2] in _COUNTED else slug for slug in texts(lang).by_slug
    )
