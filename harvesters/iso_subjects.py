"""What a geographic dataset is about: keywords, themes and topic categories of ISO 19115."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit
from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from harvesters.draft import Draft
from harvesters.iris import web
from harvesters.iso_words import Tongues, anchor
from harvesters.tongues import tell
from harvesters.xmltree import every, words
from vocab.namespaces import DCAT, EU, Namespace

GEODCAT = Namespace("http://data.europa.eu/930/")
_TOPICS = "http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/"
_THEMES = {
    "farming": ("AGRI",),
    "biota": ("ENVI",),
    "boundaries": ("REGI", "GOVE"),
    "climatologyMeteorologyAtmosphere": ("ENVI", "TECH"),
    "economy": ("ECON",),
    "elevation": ("ENVI", "TECH"),
    "environment": ("ENVI",),
    "geoscientificInformation": ("ENVI", "TECH"),
    "health": ("HEAL",),
    "imageryBaseMapsEarthCover": ("ENVI", "TECH"),
    "intelligenceMilitary": ("JUST",),
    "inlandWaters": ("ENVI",),
    "location": ("REGI",),
    "oceans": ("ENVI",),
    "planningCadastre": ("REGI", "GOVE"),
    "society": ("SOCI",),
    "structure": ("REGI", "TRAN"),
    "transportation": ("TRAN",),
    "utilitiesCommunication": ("ENER", "TECH"),
}
"""Topic category -> the data themes of the EU's list that hold it."""
_BY_LETTERS = {name.lower(): name for name in _THEMES}


def draft_subjects(draft: Draft, identification: Element, tongues: Tongues) -> None:
    """Keywords as texts, those with an address as themes too, topic categories as themes of ours."""
    for prop in every(identification, "descriptiveKeywords/*/keyword"):
        if address := _concept(anchor(prop)):
            draft.say(DCAT.theme, NamedNode(address))
        said = tongues.words(prop)
        tell(draft, DCAT.keyword, tuple((tag, " ".join(text.split())) for tag, text in said if text != address), None)
    for topic in dict.fromkeys(_topics(identification)):
        draft.say(GEODCAT.topicCategory, NamedNode(_TOPICS + topic))
        for theme in _THEMES[topic]:
            draft.say(DCAT.theme, NamedNode(f"{EU.iri}data-theme/{theme}"))


def _concept(address: str) -> str:
    """The concept that an address names; a catalogue's question about a concept (GeoNetwork's) holds it as its `id`."""
    if "keyword.get?" not in address:
        return address
    asked = dict(parse_qsl(urlsplit(address).query)).get("id", "")
    return web(asked) or address


def _topics(identification: Element) -> Iterator[str]:
    for told in every(identification, "topicCategory/*"):
        if topic := _BY_LETTERS.get(words(told).replace(" ", "").lower()):
            yield topic
