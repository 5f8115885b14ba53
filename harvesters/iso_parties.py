"""Who stands behind a geographic dataset: ISO 19115's responsible parties, by their roles.

GeoDCAT-AP 2.0: a publisher publishes, an owner holds the rights, an author or originator creates, a point of contact is
the contact; every other role becomes a qualified attribution.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from pyoxigraph import NamedNode

from harvesters.draft import Draft
from harvesters.iso_words import Tongues, code
from harvesters.source import Node
from harvesters.tongues import Words, tell
from harvesters.xmltree import every, first, texts_at
from vocab.namespaces import DCAT, DCT, FOAF, PROV, VCARD

_ROLES = "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/"
_ATTRIBUTED = frozenset({"custodian", "distributor", "user", "principalInvestigator", "processor", "resourceProvider"})
_PUBLISHERS = (
    "publisher", "owner", "custodian", "resourceProvider", "distributor", "originator", "author", "pointOfContact",
)  # fmt: skip
"""Who is taken for the publisher, in this order, where none is said to be it."""
_PARTY = "CI_ResponsibleParty|CI_Responsibility|CHE_CI_ResponsibleParty"
_NAMED = ("organisationName", "name", "individualName", "organisationShortName", "individualLastName")


@dataclass(frozen=True, slots=True)
class Party:
    """A person or an organisation in one role."""

    role: str
    names: Words
    mails: tuple[str, ...]
    phones: tuple[str, ...]
    page: str


def parties(element: Element, path: str, tongues: Tongues) -> list[Party]:
    """The named or reachable parties at the end of a path, in ISO 19139's form or ISO 19115-3's."""
    found = [_party(told, tongues) for told in every(element, f"{path}/{_PARTY}")]
    return [party for party in found if party.names or party.mails]


def draft_parties(draft: Draft, own: list[Party], others: list[Party]) -> None:
    """The agents and contacts of a dataset: `own` are said of it, `others` (of its record, its distributor) fill in."""
    for party in dict.fromkeys(own):
        if party.role == "owner":
            _agent(draft, DCT.rightsHolder, party)
        elif party.role in ("author", "originator"):
            _agent(draft, DCT.creator, party)
        elif party.role in _ATTRIBUTED and party.names:
            attribution = draft.part(PROV.qualifiedAttribution, PROV.Attribution)
            draft.say(DCAT.hadRole, NamedNode(_ROLES + party.role), attribution)
            _agent(draft, PROV.agent, party, attribution)
    if publisher := _publisher((*own, *others)):
        _agent(draft, DCT.publisher, publisher)
    reached = [party for party in (*own, *others) if party.mails] or [*own, *others]
    contacts = [party for party in own if party.role == "pointOfContact"] or reached[:1]
    for party in list(dict.fromkeys(contacts))[:3]:
        _contact(draft, party)


def _party(told: Element, tongues: Tongues) -> Party:
    ways = [told, *every(told, "party/*"), *every(told, "party/*/individual/*")]
    names = next((found for way in ways for name in _NAMED if (found := tongues.all(way, name))), ())
    reached = [contact for way in ways for contact in every(way, "contactInfo/CI_Contact")]
    return Party(
        _role(told),
        names or tongues.all(told, "positionName"),
        tuple(text for contact in reached for text in texts_at(contact, "address/*/electronicMailAddress")),
        tuple(text for contact in reached for text in texts_at(contact, "phone/*/voice|number")),
        next((text for contact in reached for text in texts_at(contact, "onlineResource/*/linkage")), ""),
    )


def _role(told: Element) -> str:
    role = code(first(told, "role"))
    return role[:1].lower() + role[1:].replace(" ", "")


def _publisher(candidates: Iterable[Party]) -> Party | None:
    named = [party for party in candidates if party.names]
    ranked = (party for role in _PUBLISHERS for party in named if party.role == role)
    return next(ranked, next(iter(named), None))


def _agent(draft: Draft, predicate: NamedNode, party: Party, of: Node | None = None) -> None:
    if not party.names:
        return
    agent = draft.part(predicate, FOAF.Agent, of)
    tell(draft, FOAF.name, party.names, agent)
    for mail in party.mails[:1]:
        draft.mail(FOAF.mbox, mail, agent)
    draft.address(FOAF.homepage, party.page, agent)


def _contact(draft: Draft, party: Party) -> None:
    card = draft.part(DCAT.contactPoint, VCARD.Organization)
    tell(draft, VCARD.fn, party.names, card)
    for mail in party.mails:
        draft.mail(VCARD.hasEmail, mail, card)
    for phone in party.phones[:1]:
        draft.phone(phone, card)
    draft.address(VCARD.hasURL, party.page, card)
