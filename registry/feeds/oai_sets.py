"""The sets of OAI-PMH: the agencies that answer for records, and the themes of data portals (specification, section 2.6).

Two trees, `agency` and `theme`, with a set below for each agency (`agency:KEY`, as in its IRI) and theme (`theme:CODE`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from registry.words import Words
from vocab.identifiers import key_of
from vocab.namespaces import DCAT, EU

AGENCY, THEME = "agency", "theme"
_ROOTS = {AGENCY: ("Cơ quan", "Agencies"), THEME: ("Chủ đề", "Themes")}
_THEMES = f"{EU.iri}data-theme/"


@dataclass(frozen=True, slots=True)
class Set:
    """A set with its name in both languages."""

    spec: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who belongs to a set: records of one agency (IRI), or whose description has one of these themes (IRIs); of neither:
    every record."""

    agency: str = ""
    themes: tuple[str, ...] = ()


def sets(agencies: Iterable[str], words: Words) -> Iterator[Set]:
    """Every set; `agencies` are the IRIs of those that have records."""
    yield Set(AGENCY, *_ROOTS[AGENCY])
    for iri in sorted(agencies, key=key_of):
        yield Set(f"{AGENCY}:{key_of(iri)}", words.label(iri), words.label(iri, "en"))
    yield Set(THEME, *_ROOTS[THEME])
    for code, iri in _themes(words).items():
        yield Set(f"{THEME}:{code}", words.label(iri), words.label(iri, "en"))


def chosen(spec: str, agencies: Iterable[str], words: Words) -> Chosen | None:
    """Who belongs to the set of this name ("": all); None when there is no such set."""
    kind, _, name = spec.partition(":")
    if kind == AGENCY and name:
        return next((Chosen(agency=iri) for iri in agencies if key_of(iri) == name), None)
    themes = _themes(words)
    if kind == THEME:
        wanted = tuple(themes.values()) if spec == THEME else (themes[name],) if name in themes else ()
        return Chosen(themes=wanted) if wanted else None
    return Chosen() if spec in ("", AGENCY) else None


def sets_of(agency: str, dataset: str, body: bytes, words: Words) -> list[str]:
    """The sets of a record by their names: its agency's, and those of the themes that its N-Quads say of the dataset."""
    themes = _themes(words)
    said = re.findall(re.escape(f"<{dataset}> {DCAT.theme} <{_THEMES}").encode() + rb"([\w-]{1,40})>", body)
    codes = [code for one in said if (code := one.decode()) in themes]
    return [*([f"{AGENCY}:{key_of(agency)}"] if agency else []), *(f"{THEME}:{code}" for code in dict.fromkeys(codes))]


def _themes(words: Words) -> Mapping[str, str]:
    """The portals' themes: code to IRI."""
    return {concept.code: concept.iri for concept in words.code_lists["data-theme"].concepts}
