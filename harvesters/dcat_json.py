"""Plain JSON that names things by DCAT's words (`title`, `keyword`, `distribution`, `downloadURL` ...), without RDF.

Old CKAN catalogues and DCAT-US 1.1 `data.json` files share this shape.
"""

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import NamedNode

from harvesters.draft import Draft, items_of, mapping_of, text_of
from harvesters.iris import UNKNOWN_BASE, is_web, mend, node
from harvesters.source import Harvested
from vocab.identifiers import mint_key
from vocab.namespaces import DCAT, DCT, FOAF, RDF


def draft_dataset(said: Mapping[str, Any], url: str) -> Harvested:
    """The dataset that this object describes."""
    identifier = text_of(said.get("identifier")) or text_of(said.get("@id")) or _made_up(said)
    draft = Draft(focus_of(identifier, url))
    draft.say(RDF.type, DCAT.Dataset)
    draft.text(DCT.title, said.get("title"))
    draft.text(DCT.description, said.get("description"))
    draft.text(DCT.identifier, identifier)
    draft.text(DCAT.keyword, said.get("keyword"))
    for key, predicate in _LINKS.items():
        draft.link(predicate, said.get(key))
    for key, predicate in _ADDRESSES.items():
        draft.address(predicate, said.get(key))
    draft.date(DCT.issued, said.get("issued"))
    draft.date(DCT.modified, said.get("modified"))
    _agents(draft, said)
    _where_and_when(draft, said)
    for one in items_of(said.get("distribution")):
        if isinstance(one, dict):
            _distribution(draft, one)
    return Harvested(identifier, draft.focus, draft.triples())


_LINKS = {
    "license": DCT.license,
    "theme": DCAT.theme,
    "language": DCT.language,
    "accrualPeriodicity": DCT.accrualPeriodicity,
    "accessLevel": DCT.accessRights,
    "conformsTo": DCT.conformsTo,
    "isPartOf": DCT.isPartOf,
}
_ADDRESSES = {"landingPage": DCAT.landingPage, "references": FOAF.page}


def focus_of(identifier: str, url: str) -> NamedNode:
    """The node of a dataset: its identifier when that is an IRI, else a place under the source's address."""
    made = node(identifier) if ":" in identifier else None
    site = (url if is_web(url) else UNKNOWN_BASE).partition("#")[0].partition("?")[0]
    return made or NamedNode(mend(f"{site.rstrip('/')}#{identifier[:500]}"))


def _made_up(said: Mapping[str, Any]) -> str:
    landing = text_of(said.get("landingPage"))
    return landing or mint_key(json.dumps(said, sort_keys=True, default=str))


def _agents(draft: Draft, said: Mapping[str, Any]) -> None:
    for key, predicate in (("publisher", DCT.publisher), ("creator", DCT.creator)):
        agent = said.get(key)
        told = mapping_of(agent)
        if told:
            mail = text_of(told.get("mbox")) or text_of(told.get("email"))
            draft.agent(predicate, told.get("name"), mail, text_of(told.get("homepage")))
        else:
            draft.agent(predicate, text_of(agent))
    contact = mapping_of(said.get("contactPoint"))
    draft.contact(contact.get("fn") or contact.get("name"), text_of(contact.get("hasEmail")))


def _where_and_when(draft: Draft, said: Mapping[str, Any]) -> None:
    start, _, end = text_of(said.get("temporal")).partition("/")
    draft.period(start, end)
    if place := text_of(said.get("spatial")):
        draft.labelled(DCT.spatial, DCT.Location, place)


def _distribution(draft: Draft, said: Mapping[str, Any]) -> None:
    part = draft.part(DCAT.distribution, DCAT.Distribution)
    draft.text(DCT.title, said.get("title"), part)
    draft.text(DCT.description, said.get("description"), part)
    draft.address(DCAT.accessURL, said.get("accessURL") or said.get("downloadURL"), part)
    draft.address(DCAT.downloadURL, said.get("downloadURL"), part)
    form = text_of(said.get("format"))
    draft.link(DCAT.mediaType, said.get("mediaType") or (form if "/" in form else ""), part)
    draft.link(DCT["format"], form, part)
    draft.link(DCT.license, said.get("license"), part)
    draft.number(DCAT.byteSize, said.get("byteSize"), part)
    draft.date(DCT.issued, said.get("issued"), part)
    draft.date(DCT.modified, said.get("modified"), part)
