"""The values of ISO 19139 and ISO 19115-3 properties: free text in several tongues, codes of code lists, anchors."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from harvesters.iris import web
from harvesters.tongues import Words, spoken, tag_of
from harvesters.xmltree import attribute, children, every, first, prose, words

_MANY = ("PT_FreeText", "PT_FreeURL")
_LOCALISED = "PT_FreeText|PT_FreeURL/textGroup|URLGroup/LocalisedCharacterString|LocalisedURL"


@dataclass(frozen=True, slots=True)
class Tongues:
    """The language a record is in, and the locales it declares for the others: the name of a locale -> language tag."""

    own: str = ""
    locales: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, record: Element) -> "Tongues":
        default = next(iter(every(record, "defaultLocale/PT_Locale/language", "language")), None)
        locales = {
            attribute(locale, "id"): tag_of(code(first(locale, "languageCode|language")))
            for locale in every(record, "locale|otherLocale|defaultLocale/PT_Locale")
        }
        return cls(tag_of(code(default)), locales)

    def words(self, prop: Element | None) -> Words:
        """What a property says, in each tongue; without those that say the same in none."""
        if prop is None:
            return ()
        found: dict[tuple[str, str], None] = {}
        if own := own_text(prop):
            found[spoken(own, self.own)] = None
        for one in every(prop, _LOCALISED):
            if text := prose(one):
                found[spoken(text, self._tag(attribute(one, "locale")))] = None
        return tuple(found)

    def all(self, element: Element, path: str) -> Words:
        """What each property at the end of a path says."""
        return tuple(dict.fromkeys(pair for prop in every(element, path) for pair in self.words(prop)))

    def _tag(self, reference: str) -> str:
        name = reference.removeprefix("#")
        return self.locales[name] if name in self.locales else tag_of(name.rpartition("-")[2])


def own_text(prop: Element | None) -> str:
    """What a property says in the record's own language; a code's word where there is only a code."""
    if prop is None:
        return ""
    below = [child for child in children(prop) if not child.tag.endswith(_MANY)]
    if not below:
        return "" if len(prop) else prose(prop)
    return next(filter(None, map(prose, below)), "")


def either_text(prop: Element | None) -> str:
    """What a property says in the record's own language, else in the first other."""
    if text := own_text(prop):
        return text
    return next(filter(None, map(prose, every(prop, _LOCALISED))), "") if prop is not None else ""


def line(element: Element, path: str) -> str:
    """The first text at the end of a path, in one line, in whichever language it is."""
    return next(filter(None, (" ".join(either_text(prop).split()) for prop in every(element, path))), "")


def code(prop: Element | None) -> str:
    """The code of a property that holds one, or its word: `codeListValue` counts before what is written."""
    if prop is None:
        return ""
    coded = next(iter(children(prop)), None)
    if coded is None:
        return words(prop)
    return attribute(coded, "codeListValue") or words(coded)


def anchor(prop: Element | None) -> str:
    """The web address that a property's text is anchored to, or is; "" when there is none."""
    if prop is None:
        return ""
    anchored = next((attribute(child, "href") for child in children(prop, "Anchor")), "")
    text = own_text(prop)
    return web(anchored) or (web(text) if text and not any(map(str.isspace, text)) else None) or ""


def is_empty(prop: Element) -> bool:
    """Whether a property says nothing: no text anywhere in it, no code, no link."""
    return not words(prop) and not any(
        attribute(inner, "codeListValue") or attribute(inner, "href") for inner in prop.iter()
    )
