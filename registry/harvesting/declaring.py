"""What an agency declares once for all datasets of a source: which properties, and whether a text can be meant. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from harvesters.iris import is_web
from registry.mail import is_mailbox
from vocab.codelists import CodeList
from vocab.namespaces import DCAT, DCT, REG

DECLARABLE: Mapping[str, tuple[str, str]] = {
    "license": (DCT.license.value, "licence"),
    "access": (DCT.accessRights.value, "access-right"),
    "contact": (DCAT.contactPoint.value, ""),
    "frequency": (DCT.accrualPeriodicity.value, "frequency"),
    "language": (DCT.language.value, "language"),
    "spatial": (DCT.spatial.value, ""),
    "field": (REG.field.value, "field"),
    "personal": (REG.personalData.value, "personal-data"),
    "secrecy": (REG.secrecy.value, "secrecy"),
    "core": (REG.coreData.value, "core-data"),
    "sync": (REG.syncMode.value, "sync-mode"),
}
"""What a form declares for all datasets of a source: the field's name -> its property, its code list ("" for words)."""


def not_meant(values: Mapping[str, Sequence[str]], lists: Mapping[str, CodeList]) -> Iterator[tuple[str, str]]:
    """The declared texts (property -> texts) that cannot be meant, each after its field: a contact nobody can reach, what
    is neither of its code list nor an address."""
    for name, (iri, codes) in DECLARABLE.items():
        for text in values.get(iri, ()):
            is_unknown = bool(codes) and lists[codes].find(text) is None and not is_web(text)
            if is_unknown or (name == "contact" and not is_contact(text)):
                yield name, text


def is_contact(text: str) -> bool:
    """Whether a declared contact can be reached: "Name <mailbox>", or a mailbox alone."""
    name, bracket, rest = text.partition("<")
    return is_reached(rest.removesuffix(">").strip() if bracket else name.strip())


def is_reached(text: str) -> bool:
    """Whether letters from anywhere reach a mailbox: at a host of the network, not at this machine."""
    return is_mailbox(text) and "." in text.partition("@")[2]
