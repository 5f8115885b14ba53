"""Literals put into the form that DCAT-AP asks of their property: Vietnamese tagged as such, dates typed, addresses as
IRIs, words given a node of the right class."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from harvesters.checksums import spdx_algorithm
from harvesters.dates import dated
from harvesters.iris import is_iri, node, web
from harvesters.sizes import bytes_in, size_literal, whole
from vocab.namespaces import ADMS, DCAT, DCT, FOAF, RDFS, SKOS, SPDX, VCARD, XSD

_VIETNAMESE = re.compile(
    "[ăâđêôơưĂÂĐÊÔƠƯạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ]"
)
_WORDS = frozenset(
    {DCT.title, DCT.description, DCAT.keyword, FOAF.name, RDFS.label, SKOS.prefLabel, VCARD.fn, ADMS.versionNotes}
)
_DATES = frozenset({DCT.issued, DCT.modified, DCT.created, DCAT.startDate, DCAT.endDate})
ADDRESSES = frozenset(
    {
        DCAT.landingPage,
        DCAT.accessURL,
        DCAT.downloadURL,
        DCAT.endpointURL,
        DCAT.endpointDescription,
        FOAF.page,
        FOAF.homepage,
        VCARD.hasURL,
        DCT.source,
        DCT.relation,
    }
)
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(?:;.*)?", re.DOTALL)
"""What stands behind it are parameters: of one file its charset, say."""
_MAIL = re.compile(r"(mailto:)?[^\s@<>]+@[^\s@<>]+")


@dataclass(frozen=True, slots=True)
class Label:
    """The class of a node made for a text, and the property that carries the text."""

    kind: NamedNode
    predicate: NamedNode


@dataclass(frozen=True, slots=True)
class Correction:
    """The term to write; with `label`, on a node of its own."""

    term: NamedNode | Literal
    label: Label | None = None


_LABELLED: Mapping[NamedNode, Label] = {
    DCT.spatial: Label(DCT.Location, SKOS.prefLabel),
    DCT.conformsTo: Label(DCT.Standard, DCT.title),
    DCT.provenance: Label(DCT.ProvenanceStatement, RDFS.label),
    DCT.rights: Label(DCT.RightsStatement, RDFS.label),
    DCT.creator: Label(FOAF.Agent, FOAF.name),
    ADMS.identifier: Label(ADMS.Identifier, SKOS.notation),
}


def correct(predicate: NamedNode, said: Literal) -> Correction:
    """How this literal is written for this property; as it was, when nothing need change."""
    if predicate in _WORDS:
        return Correction(_tagged(said))
    if predicate in _DATES:
        better = dated(said.value.strip())
        return Correction(said if better.datatype == XSD.string else better)
    if predicate == SPDX.algorithm:
        return Correction(spdx_algorithm(said.value) or said)
    if predicate == DCAT.version:
        return Correction(as_figures(said))
    if predicate == DCAT.byteSize:
        return Correction(_size(said))
    if predicate in ADDRESSES and (address := web(said.value)):
        return Correction(NamedNode(address))
    if predicate in (VCARD.hasEmail, FOAF.mbox) and _MAIL.fullmatch(said.value):
        return Correction(_mailbox(said))
    if predicate in _LABELLED:
        address_of = web(said.value)
        return Correction(NamedNode(address_of)) if address_of else Correction(_tagged(said), _LABELLED[predicate])
    if predicate == DCAT.mediaType and (form := _MEDIA_TYPE.fullmatch(said.value)):
        return Correction(NamedNode(f"https://www.iana.org/assignments/media-types/{form[1].lower()}"))
    return Correction(said)


def as_figures(said: Literal) -> Literal:
    """A number that JSON-LD told with an exponent (1.2 is 1.2E0 there), as the text that it was."""
    if said.datatype != XSD.double or len(said.value) > 40:
        return said
    try:
        number = Decimal(said.value)
    except ArithmeticError:
        return said
    return Literal(f"{number:f}") if number.is_finite() and abs(number.adjusted()) < 20 else said


def _tagged(said: Literal) -> Literal:
    plain = said.language is None and said.datatype == XSD.string
    return Literal(said.value, language="vi") if plain and _VIETNAMESE.search(said.value) else said


def _size(said: Literal) -> Literal:
    count = bytes_in(said.value) if said.datatype == XSD.string else whole(said.value)
    return said if count is None else size_literal(count)


def _mailbox(said: Literal) -> NamedNode | Literal:
    iri = "mailto:" + said.value.removeprefix("mailto:")
    return (node(iri) or said) if is_iri(iri) else said
