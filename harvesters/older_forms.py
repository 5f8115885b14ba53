"""What older profiles of DCAT write otherwise, told as DCAT 3 and vCard do: the ends of a period in words of schema.org or
of OWL-Time, a mailbox or telephone behind a node of its own, a period or a contact as a text."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.dates import dated, is_dated
from harvesters.iris import node
from harvesters.schema_values import ends_of
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
        self._said: dict[object, dict[NamedNode, Term]] = {}
        self._periods = {triple.object for triple in triples if triple.predicate == DCT.temporal}
        self._made = 0
        for triple in triples:
            self._said.setdefault(triple.subject, {}).setdefault(triple.predicate, triple.object)

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
            moment = thing if isinstance(thing, Literal) else self._value(thing, _MOMENTS)
            term = _ENDS[predicate]
            is_told = term in self._said[subject]
            return None if moment is None else [] if is_told else [Triple(subject, term, moment)]
        if predicate in _REACHED and (value := self._value(thing, _VALUES)) is not None:
            return [Triple(subject, predicate, value)]
        if predicate == DCT.temporal and isinstance(thing, Literal):
            return self._period(subject, thing.value)
        if not _is_text(triple) or isinstance(thing, Triple) or thing in self._said:
            return None
        return self._contact(subject, thing)

    def _value(self, thing: Term, names: tuple[NamedNode, ...]) -> NamedNode | Literal | None:
        said = self._said.get(thing, {})
        values = (said[name] for name in names if name in said)
        return next((value for value in values if isinstance(value, NamedNode | Literal)), None)

    def _period(self, subject: Node, text: str) -> list[Triple] | None:
        ends = ends_of(text) or ("", "")
        if not any(ends) or not all(is_dated(end) for end in ends if end):
            return None
        period = self._new()
        told = [Triple(subject, DCT.temporal, period), Triple(period, RDF.type, DCT.PeriodOfTime)]
        sides = zip((DCAT.startDate, DCAT.endDate), ends, strict=True)
        return told + [Triple(period, name, dated(end)) for name, end in sides if end]

    def _contact(self, subject: Node, thing: Node | Literal) -> list[Triple] | None:
        text = thing.value.removeprefix("mailto:").strip()
        if not text:
            return None
        card = self._new()
        mailbox = node(f"mailto:{text}") if "@" in text and not any(map(str.isspace, text)) else None
        told = [Triple(subject, DCAT.contactPoint, card), Triple(card, RDF.type, VCARD.Kind)]
        told.append(Triple(card, VCARD.fn, Literal(text)))
        return told + ([Triple(card, VCARD.hasEmail, mailbox)] if mailbox else [])

    def _new(self) -> BlankNode:
        self._made += 1
        return BlankNode(f"older{self._made}")
