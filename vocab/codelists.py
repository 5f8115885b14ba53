"""Code lists: what a property may say, with its Vietnamese and English names, and how sources write the same.

Each list is a SKOS scheme in `terms/<name>.ttl`; concepts stand in the order in which a form should offer them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from vocab.kept import kept
from vocab.namespaces import RDFS, SKOS
from vocab.sheets import Sheet, file_names, read
from vocab.terms import vocabulary_digest
from vocab.vietnamese import fold, one_i

NAMES = (
    "frequency",
    "file-type",
    "data-theme",
    "field",
    "access-right",
    "licence",
    "language",
    "media-type",
    "personal-data",
    "secrecy",
    "core-data",
    "sync-mode",
    "checksum-algorithm",
    "shared-database",
    "freshness",
    "agency-kind",
    "quality",
    "quality-rating",
)
_LABELS = (SKOS.prefLabel, RDFS.label)
_ANY_BASE = "urn:x"
LONGEST = 2_000
"""Signs of a text that is looked up: the time it takes grows with their square."""
_SHORT = 100
_MEDIA_TYPE_WITH_PARAMETERS = re.compile(r"(\w+/[\w.+-]+)\s*;.*", re.DOTALL)
_SCHEME_OF_ADDRESS = re.compile(r"^https?://(www\.)?", re.IGNORECASE)
_ENDS_OF_ADDRESS = re.compile(r"(/(deed|legalcode)(\.[a-z-]+)?)?[/#]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a code list. `aliases` are other ways to write it, `matches` the IRIs that others use for it."""

    iri: str
    scheme: str
    code: str
    labels: Mapping[str, str]
    aliases: tuple[str, ...]
    matches: tuple[str, ...]
    definitions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CodeList:
    """One code list: `find` reads what a source wrote, `label` says it to people."""

    name: str
    scheme: str
    labels: Mapping[str, str]
    concepts: tuple[Concept, ...]
    by_iri: Mapping[str, Concept]
    by_writing: Mapping[str, Concept]

    def find(self, text: str) -> Concept | None:
        """The concept that `text` means: an IRI, a code, a label or an alias, however capitalised or accented.

        A writing that two concepts share means neither; a text longer than an IRI may be means none.
        """
        if len(text) > LONGEST:
            return None
        return self.by_writing.get(_writing(text.strip()))

    def label(self, iri: str, lang: str = "vi") -> str:
        """The concept's label, in Vietnamese when `lang` has none; the IRI itself when it is not of this list."""
        concept = self.by_iri.get(iri)
        if concept is None:
            return iri
        return concept.labels.get(lang) or concept.labels["vi"]


@lru_cache(maxsize=8)
def code_lists(base: str) -> Mapping[str, CodeList]:
    """All code lists by name. Raises BadTermsFile."""
    return MappingProxyType({name: _code_list(name, base) for name in NAMES})


@lru_cache(maxsize=8)
def labels(base: str) -> Mapping[str, Mapping[str, str]]:
    """The vi and en label of everything that `terms/` names: concepts, schemes, agencies, our own terms."""
    said = kept("labels", vocabulary_digest(), _labels, Path(__file__).parent)
    return MappingProxyType({f"{base}{iri}" if iri.startswith("/") else iri: label for iri, label in said.items()})


def _labels() -> dict[str, dict[str, str]]:
    """The same as plain values, to be kept; what is the registry's own begins with the slash after its base."""
    found: dict[str, dict[str, str]] = {}
    for name in file_names():
        sheet = Sheet(triple for triple in read(name, _ANY_BASE) if triple.predicate in _LABELS)
        for subject in sheet.all_subjects():
            label = sheet.by_language(subject, SKOS.prefLabel) or sheet.by_language(subject, RDFS.label)
            if label:
                found[subject.removeprefix(_ANY_BASE)] = dict(label)
    return found


def _code_list(name: str, base: str) -> CodeList:
    sheet = Sheet(read(name, base))
    scheme = sheet.subjects(SKOS.ConceptScheme)[0]
    concepts = tuple(_concept(sheet, iri) for iri in sheet.subjects(SKOS.Concept))
    return CodeList(
        name,
        scheme,
        sheet.by_language(scheme, SKOS.prefLabel),
        concepts,
        MappingProxyType({concept.iri: concept for concept in concepts}),
        MappingProxyType(_by_writing(concepts)),
    )


def _concept(sheet: Sheet, iri: str) -> Concept:
    return Concept(
        iri,
        sheet.iri(iri, SKOS.inScheme) or "",
        sheet.text(iri, SKOS.notation),
        sheet.by_language(iri, SKOS.prefLabel),
        sheet.texts(iri, SKOS.altLabel) + sheet.texts(iri, SKOS.hiddenLabel),
        sheet.iris(iri, SKOS.exactMatch) + sheet.iris(iri, SKOS.closeMatch),
        sheet.by_language(iri, SKOS.definition),
    )


def _by_writing(concepts: Iterable[Concept]) -> dict[str, Concept]:
    found: dict[str, Concept | None] = {}
    for concept in concepts:
        names = (concept.iri, concept.code, *concept.labels.values(), *concept.aliases, *concept.matches)
        for writing in {_writing(name) for name in names}:
            found[writing] = concept if found.get(writing, concept) == concept else None
    return {writing: concept for writing, concept in found.items() if concept is not None}


def _writing(text: str) -> str:
    """How a text is looked up: short ones are remembered, for all of a source's datasets write the same few."""
    return _remembered_writing(text) if len(text) <= _SHORT else _folded_writing(text)


@lru_cache(maxsize=8192)
def _remembered_writing(text: str) -> str:
    return _folded_writing(text)


def _folded_writing(text: str) -> str:
    """An address without its protocol and end, other text folded."""
    if _SCHEME_OF_ADDRESS.match(text):
        return _ENDS_OF_ADDRESS.sub("", _SCHEME_OF_ADDRESS.sub("", text)).lower()
    return one_i(fold(_MEDIA_TYPE_WITH_PARAMETERS.sub(r"\1", text)))
