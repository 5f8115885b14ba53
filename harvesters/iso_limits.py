"""Under which conditions a geographic dataset may be had: ISO 19115's constraints.

INSPIRE's guidelines and GeoDCAT-AP: other restrictions beside access constraints say who may have the data, beside use
constraints under which licence. A classification above unclassified is never passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from pyoxigraph import Literal, NamedNode

from harvesters.draft import Draft
from harvesters.iris import web
from harvesters.iso_words import Tongues, anchor, code
from harvesters.online import LICENCE
from harvesters.tongues import Words, tell
from harvesters.xmltree import children, every, first, texts_at
from vocab.namespaces import DCT, EU, RDFS, REG

_ACCESS = re.compile(r"https?://inspire\.ec\.europa\.eu/metadata-codelist/LimitationsOnPublicAccess/")
_URL = re.compile(r"https?://[^\s<>\"'()\[\]{}]{4,500}")
_COMMONS = re.compile(
    r"https?://(www\.)?creativecommons\.org/(licenses/[a-z-]{2,8}/\d\.\d(/[a-z]{2})?|publicdomain/[a-z]{4}/\d\.\d)/?"
)
_SHORT = 60
_CLASSES = {
    "restricted": ("RESTRICTED", ""),
    "confidential": ("CONFIDENTIAL", "mat"),
    "secret": ("NON_PUBLIC", "toi-mat"),
    "topSecret": ("NON_PUBLIC", "tuyet-mat"),
    "sensitiveButUnclassified": ("SENSITIVE", ""),
    "forOfficialUseOnly": ("RESTRICTED", ""),
    "limitedDistribution": ("RESTRICTED", ""),
    "protected": ("RESTRICTED", ""),
}
"""Classification -> the access right, and the degree of secrecy, that it means."""


@dataclass(slots=True)
class _Limits:
    """What the constraints of one dataset amount to, each once and in order."""

    licences: dict[str, None] = field(default_factory=dict)
    accesses: dict[str, None] = field(default_factory=dict)
    sentences: dict[Words, None] = field(default_factory=dict)

    def take(self, prop: Element, tongues: Tongues, of_access: bool) -> None:
        """Sorts one restriction: an address by what it is, a short name of a licence, else a sentence about rights."""
        words = tongues.words(prop)
        text = words[0][1] if words else ""
        address = anchor(prop) or _licence_in(text)
        if address and (_ACCESS.match(address) or (of_access and not LICENCE.search(address))):
            self.accesses[address] = None
        elif address:
            self.licences[address] = None
        elif text and not of_access and _names_licence(text):
            self.licences[text] = None
            return
        if words and (not address or len(text) > len(address) + _SHORT):
            self.sentences[words] = None


def draft_constraints(draft: Draft, identification: Element, tongues: Tongues) -> None:
    """Licence, access rights, secrecy, and the sentences about rights."""
    limits = _Limits()
    for constraints in every(identification, "resourceConstraints/*"):
        _classify(draft, constraints)
        of_access = bool(children(constraints, "accessConstraints")) and not children(constraints, "useConstraints")
        limits.licences.update(dict.fromkeys(_links(constraints)))
        for prop in children(constraints, "otherConstraints", "useLimitation"):
            limits.take(prop, tongues, of_access)
    draft.link(DCT.license, list(limits.licences))
    draft.link(DCT.accessRights, list(limits.accesses))
    for said in limits.sentences:
        tell(draft, RDFS.label, said, draft.part(DCT.rights, DCT.RightsStatement))


def _names_licence(text: str) -> bool:
    return len(text) <= _SHORT and bool(re.match(r"(cc[ -]?(0|by)|odbl|odc|pddl|giấy phép|licen[cs]e\b)", text, re.I))


def _licence_in(text: str) -> str:
    """The address of a licence that stands in a sentence."""
    text = text[:20000]
    if commons := _COMMONS.search(text):
        return commons[0]
    found = (web(match.rstrip(".,;:")) for match in _URL.findall(text))
    return next((address for address in found if address and LICENCE.search(address)), "")


def _links(constraints: Element) -> Iterator[str]:
    """The addresses of licences where a profile has a place of their own for them, or ISO 19115-3 a reference."""
    for path in ("licenseLink|licenceLink", "reference/CI_Citation/onlineResource/*/linkage"):
        yield from filter(None, (web(text) for text in texts_at(constraints, path)))


def _classify(draft: Draft, constraints: Element) -> None:
    said = code(first(constraints, "classification"))
    right, secrecy = _CLASSES.get(said, ("", ""))
    if right:
        draft.say(DCT.accessRights, NamedNode(f"{EU.iri}access-right/{right}"))
    if secrecy:
        draft.say(REG.secrecy, Literal(secrecy))
