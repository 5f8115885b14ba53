"""The sets of OAI-PMH: the agencies that answer for records, and the themes of data portals (specification, section 2.6).

Two trees, `agency` and `theme`, with a set below for each agency (`agency:KEY`, as in its IRI) and theme (`theme:CODE`).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.words import Words
from vocab.identifiers import is_key, record_iri
from vocab.namespaces import DCAT

AGENCY, THEME = "agency", "theme"
_ROOTS = {AGENCY: ("Cơ quan", "Agencies"), THEME: ("Chủ đề", "Themes")}
_SAID = re.compile(rb"^<([^>]*)> " + re.escape(str(DCAT.theme)).encode() + rb" <([^>]*)> ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Set:
    """A set with its name in both languages."""

    spec: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who belongs to a set: records below `root` (an IRI) of one agency (IRI), or whose description has one of these themes
    (IRIs); of neither: every record."""

    root: str
    agency: str = ""
    themes: tuple[str, ...] = ()


def sets(agencies: Iterable[str], base: str, words: Words) -> Iterator[Set]:
    """Every set; `agencies` are the IRIs of those that have records."""
    yield Set(AGENCY, *_ROOTS[AGENCY])
    for iri in sorted(one for one in agencies if one.startswith(_agencies(base))):
        yield Set(_of_agency(iri, base), words.label(iri), words.label(iri, "en"))
    yield Set(THEME, *_ROOTS[THEME])
    for concept in words.code_lists["data-theme"].concepts:
        yield Set(f"{THEME}:{concept.code}", words.label(concept.iri), words.label(concept.iri, "en"))


def chosen(spec: str, base: str, words: Words) -> Chosen | None:
    """Who belongs to the set of this name ("": all); None when there is no such set."""
    kind, _, name = spec.partition(":")
    root = record_iri(base, "")
    if kind == AGENCY and name:
        return Chosen(root, agency=_agencies(base) + name) if is_key(name) else None
    if kind == THEME:
        themes = tuple(one.iri for one in words.code_lists["data-theme"].concepts if name in ("", one.code))
        return Chosen(root, themes=themes) if themes else None
    return Chosen(root) if spec in ("", AGENCY) else None


def sets_of(agency: str, dataset: str, body: bytes, base: str, words: Words) -> Iterator[str]:
    """The sets of a record by their names: its agency's, and those of the themes that its N-Quads say of the dataset."""
    if agency.startswith(_agencies(base)):
        yield _of_agency(agency, base)
    known = words.code_lists["data-theme"].by_iri
    for subject, theme in dict.fromkeys(_SAID.findall(body)):
        if subject.decode() == dataset and (concept := known.get(theme.decode())):
            yield f"{THEME}:{concept.code}"


def _agencies(base: str) -> str:
    """What the IRIs of our agencies begin with."""
    return f"{base}/id/agency/"


def _of_agency(iri: str, base: str) -> str:
    return f"{AGENCY}:{iri.removeprefix(_agencies(base))}"
