"""DataCite records (kernel 3 and 4), as research repositories give them by OAI-PMH, as datasets."""

from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from harvesters.dublin_core import doi_address, left_out, one_line
from harvesters.iris import node, web
from harvesters.online import LICENCE, Online, draft_online
from harvesters.origins import Origin
from harvesters.places import box_of, draft_box
from harvesters.record_draft import RecordDraft
from harvesters.sizes import bytes_with_unit
from harvesters.source import Harvested
from harvesters.texts import names_in
from harvesters.tongues import tagged, tell
from harvesters.xmltree import attribute, children, every, first, local, space, texts_at, words
from vocab.identifiers import mint_key
from vocab.namespaces import DCAT, DCT, EU

_READ = names_in(
    """identifier creators titles publisher publicationYear subjects contributors dates language resourceType
    alternateIdentifiers sizes formats version rightsList descriptions geoLocations relatedIdentifiers"""
)
_DATES = {"Issued": DCT.issued, "Available": DCT.issued, "Updated": DCT.modified, "Created": DCT.created}
_ACCESS = {"open": "PUBLIC", "openaccess": "PUBLIC", "restrictedaccess": "RESTRICTED", "embargoedaccess": "RESTRICTED"}
_ACCESS |= {"closedaccess": "NON_PUBLIC", "metadata only access": "NON_PUBLIC"}
_BOX = ("westBoundLongitude", "southBoundLatitude", "eastBoundLongitude", "northBoundLatitude")
_MOST = 50


def is_datacite(element: Element) -> bool:
    """Whether this element is a DataCite record, whatever kernel it follows; OAI's wrapper of one counts."""
    name = local(element.tag)
    return name == "oai_datacite" or (name == "resource" and "datacite" in space(element))


def draft_datacite(element: Element, origin: Origin, known_as: str = "") -> Harvested:
    """The dataset of a record; `known_as` is the envelope's name for it."""
    told = next(iter(every(element, "payload/resource")), element)
    stated = words(first(told, "identifier"))
    doi = doi_address(stated) or web(stated) or ""
    identifier = known_as or stated or mint_key(words(told))
    draft = RecordDraft(NamedNode(doi) if doi else origin.node(identifier))
    titles = every(told, "titles/title")
    plain_ones = [title for title in titles if attribute(title, "titleType") in ("", "TranslatedTitle")]
    tell(draft, DCT.title, tagged(plain_ones or titles[:1]))
    tell(draft, DCT.alternative, tagged([title for title in titles if "Alternative" in attribute(title, "titleType")]))
    descriptions = every(told, "descriptions/description")
    abstracts = [one for one in descriptions if attribute(one, "descriptionType") == "Abstract"]
    tell(draft, DCT.description, tagged(abstracts or descriptions[:1]))
    draft.text(DCT.identifier, stated or identifier)
    _draft_agents(draft, told)
    _draft_dates(draft, told)
    _draft_kind(draft, told)
    _draft_rights(draft, told)
    for location in every(told, "geoLocations/geoLocation")[:_MOST]:
        _draft_place(draft, location)
    _draft_access(draft, told, doi)
    return draft.harvested(identifier, left_out(told, _READ), element)


def _draft_agents(draft: RecordDraft, told: Element) -> None:
    for name in texts_at(told, "publisher"):
        draft.agent(DCT.publisher, name)
    for creator in every(told, "creators/creator")[:_MOST]:
        draft.agent(DCT.creator, words(first(creator, "creatorName")))
    for contributor in every(told, "contributors/contributor")[:_MOST]:
        name = words(first(contributor, "contributorName"))
        if attribute(contributor, "contributorType") == "ContactPerson":
            draft.contact(name, "")
        else:
            draft.agent(DCT.contributor, name)


def _draft_dates(draft: RecordDraft, told: Element) -> None:
    said: set[NamedNode] = set()
    for prop in every(told, "dates/date"):
        kind, text = attribute(prop, "dateType"), words(prop)
        predicate = _DATES.get(kind)
        if predicate and predicate not in said and text:
            said.add(predicate)
            draft.date(predicate, text)
        elif kind in ("Collected", "Coverage"):
            start, slash, end = text.partition("/")
            draft.period(start, end if slash else start)
    if DCT.issued not in said:
        draft.date(DCT.issued, words(first(told, "publicationYear")))


def _draft_kind(draft: RecordDraft, told: Element) -> None:
    tell(draft, DCAT.keyword, one_line(tagged(every(told, "subjects/subject")[:300])))
    for subject in every(told, "subjects/subject")[:300]:
        draft.address(DCAT.theme, attribute(subject, "valueURI"))
    draft.link(DCT.language, words(first(told, "language")))
    draft.text(DCAT.version, words(first(told, "version")))
    for related in every(told, "relatedIdentifiers/relatedIdentifier")[:_MOST]:
        text = words(related)
        address = doi_address(text) or web(text) or ""
        if attribute(related, "relationType") == "IsVersionOf":
            draft.address(DCT.isVersionOf, address)
        elif attribute(related, "relationType") in ("IsReferencedBy", "IsCitedBy"):
            draft.address(DCT.isReferencedBy, address)
        else:
            draft.address(DCT.relation, address)
    for other in texts_at(told, "alternateIdentifiers/alternateIdentifier"):
        if not web(other):
            draft.other_identifier(other)


def _draft_rights(draft: RecordDraft, told: Element) -> None:
    for prop in every(told, "rightsList/rights"):
        address, text = web(attribute(prop, "rightsURI")) or "", words(prop)
        word = (address or attribute(prop, "rightsURI") or text).rpartition("/")[2].casefold()
        if word in _ACCESS or text.casefold() in _ACCESS:
            right = _ACCESS.get(word) or _ACCESS[text.casefold()]
            draft.say(DCT.accessRights, NamedNode(f"{EU.iri}access-right/{right}"))
        elif address and LICENCE.search(address):
            draft.say(DCT.license, NamedNode(address))
        elif text and len(text) <= 60 and not address:
            draft.text(DCT.license, text)
        else:
            draft.rights(address or text)


def _draft_place(draft: RecordDraft, location: Element) -> None:
    draft.labelled(DCT.spatial, DCT.Location, words(first(location, "geoLocationPlace")))
    for box in children(location, "geoLocationBox"):
        sides = [words(first(box, side)) for side in _BOX]
        old = words(box).split()
        draft_box(
            draft, box_of(*(sides if any(sides) else [old[1], old[0], old[3], old[2]] if len(old) == 4 else sides))
        )
    for point in children(location, "geoLocationPoint"):
        east, north = (words(first(point, name)) for name in ("pointLongitude", "pointLatitude"))
        draft_box(draft, box_of(east, north, east, north))
    for polygon in children(location, "geoLocationPolygon"):
        easts = list(texts_at(polygon, "polygonPoint/pointLongitude"))[:1000]
        norths = list(texts_at(polygon, "polygonPoint/pointLatitude"))[:1000]
        if easts and norths and (around := _around(easts, norths)):
            draft_box(draft, box_of(*around))


def _around(easts: list[str], norths: list[str]) -> tuple[str, str, str, str] | None:
    """The box around a polygon, in the digits it was written with."""
    try:
        return min(easts, key=float), min(norths, key=float), max(easts, key=float), max(norths, key=float)
    except ValueError:
        return None


def _draft_access(draft: RecordDraft, told: Element, doi: str) -> None:
    """Where it leads: the DOI, else another address it gives; its formats on a distribution had there."""
    others = [web(text) or "" for text in texts_at(told, "alternateIdentifiers/alternateIdentifier")]
    page = doi or next(filter(None, others), "")
    if page and node(page):
        draft.address(DCAT.landingPage, page)
        forms = tuple(dict.fromkeys(texts_at(told, "formats/format")))[:20]
        sizes = [size for text in texts_at(told, "sizes/size") if (size := bytes_with_unit(text))]
        size = sizes[0] if len(sizes) == 1 else None
        if forms:
            draft_online(draft, [Online(page, function="order", size=size)], forms)
    else:
        draft.leave(name for name in ("formats", "sizes") if words(first(told, name)))
