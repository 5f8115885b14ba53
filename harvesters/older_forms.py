"""What older profiles of DCAT write otherwise, told as DCAT 3 and vCard do: the ends of a period in words of schema.org or
of OWL-Time, a mailbox or telephone behind a node of its own, a period or a contact as a text."""

from collections.abc import Iterator
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.dates import dated, is_dated
from harvesters.iris import node
from harvesters.schema_values import LASTING, ends_of
from harvesters.source import Node, Notice
from vocab.namespaces import DCAT, DCT, RDF, SCHEMA, VCARD, Namespace

_TIME = Namespace("http://www.w3.org/2006/time#")
_HTTPS = Namespace("https://schema.org/")
_ENDS = {
    SCHEMA.startDate: DCAT.startDate, _HTTPS.startDate: DCAT.startDate, _TIME.hasBeginning: DCAT.startDate,
    SCHEMA.endDate: DCAT.endDate, _HTTPS.endDate: DCAT.endDate, _TIME.hasEnd: DCAT.endDate,
}  # fmt: skip
_MOMENTS = (_TIME.inXSDDate, _TIME.inXSDDateTimeStamp, _TIME.inXSDDateTime, _TIME.inXSDgYearMonth, _TIME.inXSDgYear)
_REACHED = frozenset({VCARD.hasEmail, VCARD.hasTelephone, VCARD.hasURL})
_VALUES = (VCARD.hasValue, VCARD.value, RDF.value)
_MOST = 5
_WITH_NODES = frozenset(_ENDS) | _REACHED
_AS_TEXT = frozenset({DCT.temporal, DCAT.contactPoint})
_NOTICE = Notice(
    "older-form",
    "Thời kỳ hoặc đầu mối liên hệ được ghi theo cách của hồ sơ DCAT cũ; đã đọc theo cách ghi hiện nay.",
    "A period or a contact was written as older profiles of DCAT do, and was read as it is written today.",
)
Term = Node | Literal | Triple


def as_now(triples: tuple[Triple, ...]) -> tuple[tuple[Triple, ...], tuple[Notice, ...]]:
    """The triples of one dataset in today's forms, and a notice when any stood in another."""
    if not any(triple.predicate in _WITH_NODES or _is_text(triple) for triple in triples):
        return triples, ()
    told = tuple(_Forms(triples).told())
    return (told, (_NOTICE,)) if told != triples else (triples, ())


def _is_text(triple: Triple) -> bool:
    if triple.predicate not in _AS_TEXT:
        return False
    thing = triple.object
    is_mailbox = isinstance(thing, NamedNode) and thing.value.startswith("mailto:")
    return isinstance(thing, Literal) or (is_mailbox and triple.predicate == DCAT.contactPoint)


class _Forms:
    """One pass over the triples of a dataset."""

    def __init__(self, triples: tuple[Triple, ...]) -> None:
        self._triples = triples
        self._said: dict[object, dict[NamedNode, list[Term]]] = {}
        self._periods = {triple.object for triple in triples if triple.predicate == DCT.temporal}
        for triple in triples:
            self._said.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)

    def told(self) -> Iterator[Triple]:
        better = [(triple, self._better(triple)) for triple in self._triples]
        gone = {
            triple.object for triple, others in better if others is not None and isinstance(triple.object, BlankNode)
        }
        for triple, others in better:
            if triple.subject in gone:
                continue
            yield from (triple,) if others is None else others

    def _better(self, triple: Triple) -> list[Triple] | None:
        """What is said instead of a triple; None when it may stay."""
        subject, predicate, thing = triple.subject, triple.predicate, triple.object
        if isinstance(subject, Triple):
            return None
        if predicate in _ENDS and subject in self._periods:
            moments = [thing] if isinstance(thing, Literal) else self._values(thing, _MOMENTS)
            term = _ENDS[predicate]
            is_told = term in self._said[subject]
            return None if not moments else [] if is_told else [Triple(subject, term, moments[0])]
        if predicate in _REACHED and (values := self._values(thing, _VALUES)) and not self._is_fax(thing):
            return [Triple(subject, predicate, value) for value in values]
        if predicate == DCT.temporal and isinstance(thing, Literal):
            return self._period(subject, thing.value)
        if not _is_text(triple) or isinstance(thing, Triple) or thing in self._said:
            return None
        return self._contact(subject, thing)

    def _values(self, thing: Term, names: tuple[NamedNode, ...]) -> list[NamedNode | Literal]:
        """What is said of a node under the first of these names; of very much the beginning, for many may refer to it."""
        said = self._said.get(thing, {})
        told = ((value for value in said.get(name, ()) if isinstance(value, NamedNode | Literal)) for name in names)
        return next(filter(None, (list(islice(values, _MOST)) for values in told)), [])

    def _is_fax(self, thing: Term) -> bool:
        return VCARD.Fax in self._said.get(thing, {}).get(RDF.type, [])

    def _period(self, subject: Node, text: str) -> list[Triple] | None:
        ends = ends_of(text) or ("", "")
        if LASTING.search(text) or not any(ends) or not all(is_dated(end) for end in ends if end):
            return None
        period = BlankNode()
        told = [Triple(subject, DCT.temporal, period), Triple(period, RDF.type, DCT.PeriodOfTime)]
        sides = zip((DCAT.startDate, DCAT.endDate), ends, strict=True)
        return told + [Triple(period, name, dated(end)) for name, end in sides if end]

    def _contact(self, subject: Node, thing: Node | Literal) -> list[Triple] | None:
        text = thing.value.removeprefix("mailto:").strip()
        if not text:
            return None
        card = BlankNode()
        mailbox = node(f"mailto:{text}") if "@" in text and not any(map(str.isspace, text)) else None
        told = [Triple(subject, DCAT.contactPoint, card), Triple(card, RDF.type, VCARD.Kind)]
        told.append(Triple(card, VCARD.fn, thing if isinstance(thing, Literal) else Literal(text)))
        return told + ([Triple(card, VCARD.hasEmail, mailbox)] if mailbox else [])
