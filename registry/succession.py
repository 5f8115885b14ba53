"""Agencies merge, split and end; datasets go on. Two acts say so, each with its day and its legal act.

A *succession* is an org:ChangeEvent: which agencies ended or changed, which took over. It moves no dataset. A
*transfer* moves one dataset to one agency, because functions go many ways and only a person knows which. The dataset
keeps its IRI, and the agency that published it before stays in its description.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from registry.accounts import By
from registry.entries import Act
from vocab.agencies import Agencies, Agency, Change
from vocab.description import Description, Node, describe
from vocab.identifiers import change_iri
from vocab.namespaces import DCAT, DCT, ORG, PROV, RDF, RDFS, XSD


@dataclass(frozen=True, slots=True)
class Succession:
    """One act of reorganisation. Agencies are ids; on `day` the results take over from the originals."""

    id: str
    originals: tuple[str, ...]
    results: tuple[str, ...]
    day: date
    legal_act: str
    title_vi: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Move:
    """One dataset's change of hands: from one agency to another (ids), on `day`, by the legal act named."""

    origin: str
    heir: str
    day: date
    legal_act: str


@dataclass(frozen=True, slots=True)
class NotPossible:
    """Why a succession or a transfer cannot be written down."""

    vi: str
    en: str


def succession_of(change: Change, agencies: Agencies) -> Succession:
    """The succession that the register of agencies tells of."""
    heirs = [agencies.by_id[heir] for heir in change.results]
    origin = agencies.by_id[change.origin]
    return Succession(
        change.id,
        (change.origin,),
        change.results,
        change.day,
        change.source_vi,
        f"{origin.name('vi')} chuyển thành {'; '.join(heir.name('vi') for heir in heirs)}",
        f"{origin.name('en')} becomes {'; '.join(heir.name('en') for heir in heirs)}",
    )


def succeed(succession: Succession, agencies: Agencies, base: str, by: By) -> Act | NotPossible:
    """The ledger act of a succession; NotPossible when it names an agency that is not there, or makes a circle."""
    if trouble := _trouble_with(succession, agencies):
        return trouble
    iri = change_iri(base, succession.id)
    body = change_body(succession, agencies, iri)
    return Act("succeed", iri, by.account, by.person, body=body, reason=_reason(succession.day, succession.legal_act))


def change_body(succession: Succession, agencies: Agencies, iri: str) -> bytes:
    """The N-Quads of an org:ChangeEvent, in the graph of its own name."""
    change = NamedNode(iri)
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (change, RDF.type, ORG.ChangeEvent),
        (change, DCT.identifier, Literal(succession.id)),
        (change, DCT.date, Literal(succession.day.isoformat(), datatype=XSD.date)),
        (change, DCT.source, Literal(succession.legal_act, language="vi")),
        (change, RDFS.label, Literal(succession.title_vi, language="vi")),
        (change, RDFS.label, Literal(succession.title_en, language="en")),
    ]
    for agency in (agencies.by_id[name] for name in succession.originals):
        triples.append((change, ORG.originalOrganization, NamedNode(agency.iri)))
    for agency in (agencies.by_id[name] for name in succession.results):
        triples.append((change, ORG.resultingOrganization, NamedNode(agency.iri)))
    lines = (serialize([Quad(s, p, o, change)], format=RdfFormat.N_QUADS) or b"" for s, p, o in triples)
    return b"".join(sorted(lines))


def transfer(
    description: Description, move: Move, agencies: Agencies, contact: Iterable[Triple] = ()
) -> Description | NotPossible:
    """The description after a dataset changed hands: a new publisher, the former one kept as where it comes from.

    The former agency stays in prov:wasAttributedTo and, in words with day and legal act, in dct:provenance. `contact`
    are the triples of a contact that replaces the old one's: they must begin at the dataset's dcat:contactPoint.
    """
    origin, heir = agencies.by_id.get(move.origin), agencies.by_id.get(move.heir)
    if origin is None or heir is None:
        return _unknown(move.origin if origin is None else move.heir)
    if description.publisher != origin.iri:
        return NotPossible(
            f"“{description.title()}” không thuộc {origin.name_vi} nên cơ quan này không bàn giao được.",
            f"“{description.title('en')}” does not belong to {origin.name('en')}, which cannot hand it over.",
        )
    if origin.id == heir.id or not heir.is_active(move.day):
        return _not_there(heir, move.day)
    contact = tuple(contact)
    kept = [triple for triple in description.triples if not _goes(triple, description, bool(contact))]
    return describe(description.iri, [*kept, *_signs(description, move, origin, heir), *contact], description)


def still_signed(description: Description, previous: Description | None, agencies: Agencies) -> Description:
    """The description with what transfers have signed on the version before it: a source knows nothing of them.

    These are the former agencies of our register, and the statements of provenance that bear a day.
    """
    signs = _signs_on(previous, agencies) if previous else []
    said = set(description.triples)
    if all(triple in said for triple in signs):
        return description
    return describe(description.iri, [*description.triples, *signs], previous)


def transfer_reason(move: Move) -> str:
    """What the ledger's reason says of a transfer: the day in law and the legal act."""
    return _reason(move.day, move.legal_act)


def in_office(agencies: Agencies, agency_id: str, day: date) -> Agency | None:
    """The agency itself when it was there on that day, else the one in office that it later succeeded.

    A list of successors often names today's heir, who did not exist yet on the day: the Department of Health of 2025-07
    stands for that of 2025-03. None when there was none, or several.
    """
    agency = agencies.by_id.get(agency_id)
    if agency is not None and agency.is_active(day):
        return agency
    before = [each for each in agencies.active_at(day) if agency_id in each.successors]
    return before[0] if len(before) == 1 else None


def _trouble_with(succession: Succession, agencies: Agencies) -> NotPossible | None:
    for name in (*succession.originals, *succession.results):
        if name not in agencies.by_id:
            return _unknown(name)
    if not succession.originals or not succession.results:
        return NotPossible(
            "Một lần sắp xếp phải nêu cơ quan cũ và cơ quan tiếp nhận.",
            "A reorganisation names the agencies before and the agencies after.",
        )
    for origin in (agencies.by_id[name] for name in succession.originals):
        if not origin.is_active(succession.day - timedelta(days=1)):
            return _not_there(origin, succession.day - timedelta(days=1))
    for heir in (agencies.by_id[name] for name in succession.results):
        if not heir.is_active(succession.day):
            return _not_there(heir, succession.day)
    return _circle(succession, agencies)


def _circle(succession: Succession, agencies: Agencies) -> NotPossible | None:
    """A successor may not be, or lead back to, an agency that ends: who would answer for its datasets?"""
    ending = set(succession.originals)
    seen: set[str] = set()
    waiting = list(succession.results)
    while waiting:
        name = waiting.pop()
        if name in ending:
            return NotPossible(
                f"{agencies.by_id[name].name_vi} vừa là cơ quan kết thúc vừa là cơ quan tiếp nhận: vòng tròn.",
                f"{agencies.by_id[name].name('en')} both ends and takes over: a circle.",
            )
        if name not in seen:
            seen.add(name)
            waiting += agencies.by_id[name].successors
    return None


def _goes(triple: Triple, description: Description, with_contact: bool) -> bool:
    """Whether a triple leaves with the former agency: that it publishes, and its contact when another is given."""
    dataset = NamedNode(description.iri)
    if triple.subject == dataset and triple.predicate == DCT.publisher:
        return True
    if not with_contact:
        return False
    cards = description.values(DCAT.contactPoint)
    return triple.subject in cards or (triple.subject == dataset and triple.predicate == DCAT.contactPoint)


def _signs(description: Description, move: Move, origin: Agency, heir: Agency) -> Sequence[Triple]:
    dataset, note = NamedNode(description.iri), BlankNode()
    day = f"{move.day:%d/%m/%Y}"
    to_vi, to_en = heir.name("vi"), heir.name("en")
    if origin.name("vi") == to_vi:
        # A new agency may bear the name of one that it took over.
        to_vi, to_en = f"{to_vi} (lập mới)", f"the new {to_en}"
    vi = f"Đến ngày {day} do {origin.name('vi')} công bố; chuyển cho {to_vi} theo {move.legal_act}."
    en = f"Published by {origin.name('en')} until {move.day.isoformat()}; then transferred to {to_en}."
    about: tuple[tuple[Node, NamedNode, NamedNode | BlankNode | Literal], ...] = (
        (dataset, DCT.publisher, NamedNode(heir.iri)),
        (dataset, PROV.wasAttributedTo, NamedNode(origin.iri)),
        (dataset, DCT.provenance, note),
        (note, RDF.type, DCT.ProvenanceStatement),
        (note, RDFS.label, Literal(vi, language="vi")),
        (note, RDFS.label, Literal(en, language="en")),
        (note, DCT.date, Literal(move.day.isoformat(), datatype=XSD.date)),
    )
    return [Triple(*triple) for triple in about]


def _signs_on(description: Description, agencies: Agencies) -> list[Triple]:
    """The triples that `_signs` once made, their nodes under new names."""
    dated = {triple.subject for triple in description.triples if triple.predicate == DCT.date}
    notes = {
        note: BlankNode()
        for note in description.values(DCT.provenance)
        if isinstance(note, BlankNode) and note in dated
    }
    dataset = NamedNode(description.iri)
    found: list[Triple] = []
    for subject, predicate, said in description.triples:
        former = said.value if predicate == PROV.wasAttributedTo and isinstance(said, NamedNode) else ""
        if subject in notes:
            found.append(Triple(notes[subject], predicate, said))
        elif subject == dataset and (said in notes or former in agencies.by_iri):
            found.append(Triple(dataset, predicate, notes.get(said, said)))
    return found


def _reason(day: date, legal_act: str) -> str:
    return f"{legal_act}, {day:%d/%m/%Y}"


def _unknown(name: str) -> NotPossible:
    return NotPossible(
        f"Không có cơ quan “{name}” trong danh bạ.",
        f"There is no agency “{name}” in the register.",
    )


def _not_there(agency: Agency, day: date) -> NotPossible:
    return NotPossible(
        f"{agency.name_vi} không hoạt động vào ngày {day:%d/%m/%Y} hoặc đã giữ tập dữ liệu này.",
        f"{agency.name('en')} is not in office on {day.isoformat()}, or has the dataset already.",
    )
