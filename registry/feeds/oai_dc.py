"""A dataset in the fifteen elements of unqualified Dublin Core, as OAI-PMH asks of everyone (specification, section 5).

Vietnamese comes before English, each under its language. What the elements cannot tell apart is told in the forms that
others look for: access as OpenAIRE's terms, a period and a box as DCMI's own encodings.
"""

from collections.abc import Iterator

from registry.feeds.plain import Period, Place, Plain, Texts
from registry.feeds.values import box, labels, language, licence, media_type, place_name, usual_media_type
from registry.words import Words

Said = tuple[str, str, str]
"""An element's name without its prefix, its text, and the language of that, "" for none."""

_ACCESS = {"PUBLIC": "openAccess", "RESTRICTED": "restrictedAccess", "NON_PUBLIC": "closedAccess"}
_FIRST = ("vi", "en")


def dublin_core(of: Plain, words: Words) -> list[Said]:
    """The elements in their order, without those that say nothing or the same again."""
    return [said for said in dict.fromkeys(_elements(of, words)) if said[1].strip()]


def _elements(of: Plain, words: Words) -> Iterator[Said]:
    yield from _by_language("title", of.titles)
    yield from _agents(of)
    yield from (("subject", text, lang) for text, lang in of.keywords)
    for lang in _FIRST:
        yield from (("subject", label, lang) for label in labels((*of.themes, *of.fields), words, lang))
    yield from _by_language("description", of.descriptions)
    yield from (("date", day, "") for day in (of.issued, of.modified))
    yield "type", "Dataset", ""
    yield from (("format", form, "") for form in _formats(of, words))
    yield from (("identifier", text, "") for text in (of.iri, *of.identifiers, *of.landing))
    yield from (("source", iri, "") for iri in of.sources)
    yield from (("language", language(iri, words), "") for iri in of.languages)
    yield from (("relation", iri, "") for iri in _relations(of))
    for place in of.places:
        yield from _place(place, words)
    yield from (("coverage", _period(period), "") for period in of.periods)
    yield "rights", licence(of.licence, words) if of.licence else "", ""
    yield "rights", _access(of.access_rights), ""


def _by_language(name: str, of: Texts) -> Iterator[Said]:
    """Every text, Vietnamese and English first."""
    for lang in sorted(of, key=lambda lang: (*(lang != first for first in _FIRST), lang)):
        yield name, of[lang], lang


def _agents(of: Plain) -> Iterator[Said]:
    """The agency that answers for the data made them, as far as Dublin Core can say it; whom to ask took part.

    It is named as a creator once: readers take every creator for another one.
    """
    vi, en = (of.publisher.name_vi, of.publisher.name_en) if of.publisher else ("", "")
    yield "creator", vi, "vi"
    yield "publisher", vi, "vi"
    yield "publisher", en, "en"
    yield "publisher", "" if of.publisher else of.publisher_iri, ""
    yield from (("contributor", contact.name, "") for contact in of.contacts)


def _formats(of: Plain, words: Words) -> Iterator[str]:
    for file in of.files:
        yield media_type(file.media_type) or usual_media_type(file.format, words)


def _relations(of: Plain) -> Iterator[str]:
    yield from (*of.series, *of.conforms, *of.pages)
    for file in of.files:
        yield file.download or file.access


def _place(place: Place, words: Words) -> Iterator[Said]:
    """Its IRI, its name, and its box as a DCMI Box."""
    name = place_name(place, words)
    yield "coverage", place.iri, ""
    if found := box(place):
        west, south, east, north = found
        limits = f"northlimit={north}; southlimit={south}; eastlimit={east}; westlimit={west}"
        yield "coverage", f"name={name.replace(';', ',')}; {limits}" if name else limits, ""
    else:
        yield "coverage", name, "vi" if name else ""


def _period(period: Period) -> str:
    """A DCMI Period; "" when neither end is told."""
    ends = (("start", period.start), ("end", period.end))
    told = [f"{name}={text}" for name, text in ends if text]
    return "; ".join([*told, "scheme=W3C-DTF"]) if told else ""


def _access(iri: str) -> str:
    term = _ACCESS.get(iri.rpartition("/")[2])
    return f"info:eu-repo/semantics/{term}" if term else iri
