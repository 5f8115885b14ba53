"""What people decided and what waits for them, as triples beside a record while it is judged.

The rules of `rules/overlap/` ask for these triples alone. Whatever a description says in their words is left out, so that
nobody writes himself a ruling.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from shapes.evidence import OF_MINISTRIES
from shapes.rulings import Ended, OpenCase, Ruling
from vocab.description import Description
from vocab.namespaces import DCT, RDF, REG, XSD
from vocab.vietnamese import title_key

_OURS_TO_SAY = frozenset(
    {
        REG.ofDataset,
        REG.withMinistryDataset,
        REG.withDataset,
        REG.grade,
        REG.verdict,
        REG.openedAs,
        REG.judgedOn,
        REG.isPublic,
        REG.longestGap,
        REG.owner,
        REG.notCompared,
    }
)
_OUR_KINDS = frozenset({REG.Overlap, REG.Ruling, REG.OpenCase, REG.MinistryDataset})


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a record, and its open cases: the newest ruling of each pair that has not ended.

    `is_public`: a version of it is public while this one is judged. `ended` are datasets of any identifier that were ruled
    out: one that is not public yet must not be one of them anew.
    """

    rulings: tuple[Ruling, ...] = ()
    cases: tuple[OpenCase, ...] = ()
    is_public: bool = False
    ended: tuple[Ended, ...] = ()


UNDECIDED = Decided()


def own_words(triples: Iterable[Triple]) -> list[Triple]:
    """The triples of a description without what only the registry may say."""
    return [triple for triple in triples if not _is_ours_to_say(triple)]


def decided_triples(
    description: Description, marks: Mapping[str, str], decided: Decided, day: date
) -> Iterator[Triple]:
    """What counts on a day for a description in which evidence of these marks, by the other dataset's IRI, was found.

    A ruling that lets a dataset be counts while it is in force and fits the evidence, one that ends it always; a case
    counts while it is open, overdue or not. A description that reuses something is told the day, and whether a version of
    it is public already.
    """
    dataset = NamedNode(description.iri)
    if description.value(DCT.source) is not None or description.value(DCT.isPartOf) is not None:
        yield judged_on(dataset, day)
        if decided.is_public:
            yield Triple(dataset, REG.isPublic, Literal("true", datatype=XSD.boolean))
    for ruling in decided.rulings:
        if ruling.is_ending or ruling.silences(day, marks.get(ruling.other, "")):
            yield from _ruling(dataset, ruling)
    if not decided.is_public:
        for end in _again(description, marks, decided, day):
            yield from _ruling(dataset, Ruling(end.other, end.verdict, seq=end.seq))
            yield Triple(_ruling_node(dataset, end.seq), DCT.identifier, Literal(end.case))
    for number, case in enumerate(decided.cases, 1):
        yield from _case(dataset, case, number)


def judged_on(dataset: NamedNode, day: date) -> Triple:
    """The day that a dataset is judged for, as the rules ask for it."""
    return Triple(dataset, REG.judgedOn, _day(day))


def _again(description: Description, marks: Mapping[str, str], decided: Decided, day: date) -> Iterator[Ended]:
    """The ended datasets that this is anew: like the same ministry dataset, by the same title.

    Not where the reuse of it is declared, nor where a ruling on this dataset itself lets it be.
    """
    if not decided.ended:
        return
    titles = {title_key(term.value) for term in description.values(DCT.title) if isinstance(term, Literal)}
    excused = {
        term.value
        for path in (DCT.source, DCT.isPartOf)
        for term in description.values(path)
        if isinstance(term, NamedNode)
    }
    for one in decided.rulings:
        if one.is_ending or one.silences(day, marks.get(one.other, "")):
            excused.add(one.other)
    for end in decided.ended:
        if end.other in marks and end.other not in excused and title_key(end.title) in titles:
            yield end


def _ruling_node(dataset: NamedNode, seq: int) -> NamedNode:
    return NamedNode(f"{dataset.value}#ruling-{seq}")


def _ruling(dataset: NamedNode, ruling: Ruling) -> Iterator[Triple]:
    node = _ruling_node(dataset, ruling.seq)
    yield Triple(node, RDF.type, REG.Ruling)
    yield Triple(node, REG.ofDataset, dataset)
    yield Triple(node, _with(ruling.other), NamedNode(ruling.other))
    yield Triple(node, REG.verdict, Literal(ruling.verdict))
    yield Triple(node, REG.entry, Literal(str(ruling.seq), datatype=XSD.integer))
    if ruling.until:
        yield Triple(node, REG.until, _day(ruling.until))


def _case(dataset: NamedNode, case: OpenCase, number: int) -> Iterator[Triple]:
    node = NamedNode(f"{dataset.value}#case-{number}")
    yield Triple(node, RDF.type, REG.OpenCase)
    yield Triple(node, REG.ofDataset, dataset)
    yield Triple(node, _with(case.other), NamedNode(case.other))
    yield Triple(node, REG.openedAs, Literal(case.opened_as))
    yield Triple(node, REG.due, _day(case.due))


def _with(other: str) -> NamedNode:
    return REG.withMinistryDataset if OF_MINISTRIES in other else REG.withDataset


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _is_ours_to_say(triple: Triple) -> bool:
    subject = triple.subject
    return (
        triple.predicate in _OURS_TO_SAY
        or (triple.predicate == RDF.type and triple.object in _OUR_KINDS)
        or (isinstance(subject, NamedNode) and OF_MINISTRIES in subject.value)
    )
