"""What sources are called and whose they are, for the pages about them, about their runs and about what they brought."""

from collections.abc import Mapping

from harvesters.source import Source
from registry.agency_files import FILES, files_of
from registry.web.here import keeper, language
from registry.web.sessions import Here


def known_sources() -> dict[str, Source]:
    """Every source by its name, also one that may not run now."""
    return {one.slug: one.source for one in keeper().source_book.all()}


def source_called(slug: str, known: Mapping[str, Source]) -> Source | None:
    """The source of this name, also one that was removed since, or an agency's files; None for one that never was."""
    return known.get(slug) or files_of(slug) or keeper().source_book.former(slug)


def own_names(here: Here, known: Mapping[str, Source]) -> list[str]:
    """The names of the signed-in agency's sources, its files among them."""
    agency = keeper().words.agency(here.agency)
    return [name for name, source in known.items() if is_of(source, here)] + ([f"{FILES}{agency.id}"] if agency else [])


def title_of(slug: str, known: Mapping[str, Source]) -> str:
    """What a source is called in the reader's language; its own name when nobody knows it, "" for none."""
    source = source_called(slug, known) if slug else None
    return source.titles[language()] if source else slug


def agency_of(source: Source | None) -> str:
    """The IRI of the agency that answers for a source, "" for none."""
    agency = keeper().words.agency(source.agency) if source and source.agency else None
    return agency.iri if agency else ""


def agency_name(id: str) -> str:
    """What the agency of this id is called; the id itself when nobody knows it."""
    agency = keeper().words.agency(id)
    return agency.name(language()) if agency else id


def is_of(source: Source | None, here: Here) -> bool:
    """Whether the signed-in agency answers for a source."""
    return bool(here.agency) and agency_of(source) == here.agency
