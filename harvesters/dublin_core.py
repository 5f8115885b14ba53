"""Dublin Core records as datasets: OAI-PMH's oai_dc, and CSW's brief, summary and full records.

The fifteen elements say little of how they are meant. What is decided: web identifiers lead to the record's page, a
date of publication is the earliest one said without a word on it, a bare date in CSW is when the record's subject
changed (its specification), rights that are an address are a licence.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from harvesters.dates import dated
from harvesters.dcmi import draft_coverage, draft_spatial, draft_temporal
from harvesters.iris import web
from harvesters.online import LICENCE, Online, draft_online, media_type_of
from harvesters.origins import Origin
from harvesters.places import box_of, draft_box
from harvesters.plain import without_references
from harvesters.record_draft import RecordDraft
from harvesters.sifting import SERVICE_ALONE
from harvesters.sizes import bytes_with_unit
from harvesters.source import Harvested
from harvesters.texts import names_in
from harvesters.tongues import Words, tagged, tell
from harvesters.xmltree import attribute, children, first, local, words
from vocab.identifiers import mint_key
from vocab.namespaces import DCAT, DCT, EU

_READ = names_in(
    """title alternative identifier subject description abstract publisher creator contributor date modified created
    issued type format language rights license accessRights coverage spatial temporal references URI relation source
    BoundingBox WGS84BoundingBox bibliographicCitation isPartOf"""
)
_ACCESS = {
    "openaccess": "PUBLIC",
    "closedaccess": "NON_PUBLIC",
    "restrictedaccess": "RESTRICTED",
    "embargoedaccess": "RESTRICTED",
}
_DOI = re.compile(r"(?:doi:|info:doi/|info:eu-repo/semantics/altIdentifier/doi/)?(10\.\d{4,9}/\S{1,300})", re.I)
_MOST = 300


def is_dublin_core(element: Element) -> bool:
    """Whether this element is a record of OAI's Dublin Core, simple or qualified, or of CSW's."""
    return local(element.tag) in ("dc", "qualifieddc", "dcterms", "Record", "BriefRecord", "SummaryRecord")


def draft_dublin_core(told: Element, origin: Origin, known_as: str = "", of_csw: bool = False) -> Harvested:
    """The dataset of a record; `known_as` is the envelope's name for it."""
    stated = _texts(told, "identifier")
    identifier = known_as or next(iter(stated), "") or mint_key(words(told))
    draft = RecordDraft(origin.node(identifier))
    tell(draft, DCT.title, _words(told, "title"))
    tell(draft, DCT.alternative, _words(told, "alternative"))
    tell(draft, DCT.description, _words(told, "abstract") or _words(told, "description"))
    draft.text(DCT.identifier, identifier)
    tell(draft, DCAT.keyword, _parted(one_line(_words(told, "subject"))))
    _draft_agents(draft, told)
    _draft_dates(draft, told, of_csw)
    _draft_rights(draft, told)
    _draft_kind(draft, told)
    _draft_places(draft, told)
    _draft_links(draft, told, [text for text in stated if text != identifier or web(text)])
    return draft.harvested(identifier, left_out(told, _READ), told)


def left_out(told: Element, read: frozenset[str]) -> Iterator[str]:
    """The names of what a record says beside what is read of it."""
    return (local(prop.tag) for prop in children(told) if local(prop.tag) not in read and words(prop))


def doi_address(text: str) -> str:
    """The address of a digital object identifier, however it is written; "" for what is none."""
    told = _DOI.fullmatch(text.strip())
    return (web(f"https://doi.org/{told[1]}") or "") if told else ""


def _texts(told: Element, *names: str) -> list[str]:
    return [text for prop in children(told, *names)[:_MOST] if (text := words(prop))]


def _words(told: Element, name: str) -> Words:
    return tagged(children(told, name)[:_MOST])


def one_line(said: Words) -> Words:
    """The texts without the line ends of the document they stood in."""
    return tuple((tag, " ".join(text.split())) for tag, text in said)


def _parted(said: Words) -> Words:
    """Keywords, which many write into one text with semicolons; those of character references part nothing."""
    return tuple((tag, part.strip()) for tag, text in said for part in without_references(text).split(";"))


def _draft_agents(draft: RecordDraft, told: Element) -> None:
    for name in _texts(told, "publisher")[:1]:
        draft.agent(DCT.publisher, name)
    for name in dict.fromkeys(_texts(told, "creator")):
        draft.agent(DCT.creator, name)
    for name in dict.fromkeys(_texts(told, "contributor")):
        draft.agent(DCT.contributor, name)


def _draft_dates(draft: RecordDraft, told: Element, of_csw: bool) -> None:
    bare = sorted(set(_texts(told, "date")), key=lambda text: dated(text).value)
    issued, modified = _texts(told, "issued"), _texts(told, "modified")
    draft.date(DCT.created, _texts(told, "created"))
    if of_csw:
        draft.date(DCT.issued, issued)
        draft.date(DCT.modified, modified or bare[-1:])
    else:
        draft.date(DCT.issued, issued or bare[:1])
        draft.date(DCT.modified, modified or bare[1:][-1:])


def _draft_rights(draft: RecordDraft, told: Element) -> None:
    for prop in children(told, "license", "rights", "accessRights")[:_MOST]:
        text = words(prop)
        word = text.rpartition("/")[2].casefold()
        address = web(text) if not any(map(str.isspace, text)) else None
        if word in _ACCESS and text.startswith("info:eu-repo"):
            draft.say(DCT.accessRights, NamedNode(f"{EU.iri}access-right/{_ACCESS[word]}"))
        elif local(prop.tag) == "license" or (address and LICENCE.search(address)):
            draft.licence(text)
        elif local(prop.tag) == "accessRights":
            draft.link(DCT.accessRights, text)
        elif re.fullmatch(r"(cc[ -]?(0|by)\b|odbl|odc|pddl).{0,40}", text, re.I):
            draft.text(DCT.license, text)
        else:
            draft.rights(text)


def _draft_kind(draft: RecordDraft, told: Element) -> None:
    for text in _texts(told, "type"):
        draft.address(DCT.type, text)
        if text.rpartition("/")[2].casefold() == "service":
            draft.notice(SERVICE_ALONE)
    for text in _texts(told, "language"):
        draft.link(DCT.language, text)
    for text in _texts(told, "temporal"):
        draft_temporal(draft, text)


def _draft_places(draft: RecordDraft, told: Element) -> None:
    for text in _texts(told, "coverage"):
        draft_coverage(draft, text)
    for text in _texts(told, "spatial"):
        draft_spatial(draft, text)
    for box in children(told, "BoundingBox", "WGS84BoundingBox"):
        lower, upper = (words(first(box, corner)).split() for corner in ("LowerCorner", "UpperCorner"))
        if len(lower) == len(upper) == 2:
            if _latitude_first(box):
                lower, upper = lower[::-1], upper[::-1]
            draft_box(draft, box_of(*lower, *upper))


def _latitude_first(box: Element) -> bool:
    """Whether the corners are written latitude first: so they are in EPSG's 4326 by its authority, never in CRS84."""
    system = attribute(box, "crs").casefold()
    return local(box.tag) == "BoundingBox" and system.startswith("urn:") and "epsg" in system and "4326" in system


def _draft_links(draft: RecordDraft, told: Element, identifiers: list[str]) -> None:
    pages = list(_pages(identifiers))
    for page in pages[:1]:
        draft.say(DCAT.landingPage, NamedNode(page))
    for text in identifiers:
        if not web(text) and not doi_address(text):
            draft.other_identifier(text)
    for text in _texts(told, "relation", "isPartOf"):
        draft.address(DCT.relation, doi_address(text) or text)
    for text in _texts(told, "source"):
        draft.address(DCT.source, doi_address(text) or text)
    formats = _texts(told, "format")[:20]  # Dublin Core has sizes among them
    sizes = {text: size for text in formats if (size := bytes_with_unit(text))}
    forms = tuple(text for text in formats if text not in sizes)
    links = [*_online(told), *(Online(page, function="download") for page in pages[1:])]
    if not links and pages and any(map(media_type_of, forms)):
        links = [Online(pages[0], function="order")]
    if len(links) == len(sizes) == 1:
        links = [replace(links[0], size=next(iter(sizes.values())))]
    elif sizes:
        draft.leave(["format"])
    draft_online(draft, links, forms)


def _pages(identifiers: list[str]) -> Iterator[str]:
    """Where identifiers lead: those that are addresses first, then digital object identifiers."""
    yield from dict.fromkeys(address for text in identifiers if (address := web(text)))
    yield from dict.fromkeys(address for text in identifiers if (address := doi_address(text)))


def _online(told: Element) -> Iterator[Online]:
    for prop in children(told, "references", "URI")[:_MOST]:
        name, description = attribute(prop, "name"), attribute(prop, "description")
        title = name or description
        yield Online(
            words(prop),
            attribute(prop, "scheme") or attribute(prop, "protocol"),
            attribute(prop, "function"),
            (("", title),) if title else (),
            (("", description),) if description and name else (),
        )
