"""Measure, then judge: what a worker does with descriptions before the registry decides on them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from shapes.catalogue import validate_all
from shapes.decided import UNDECIDED, Decided, decided_triples, own_words
from shapes.evidence import Evidence
from shapes.likeness.gist import hindrance
from shapes.likeness.index import Index, measure
from shapes.likeness.subject import Subject, subject_of_description
from shapes.marks import mark_of
from shapes.report import Finding, ShapeReport
from shapes.rulebook import Rulebook
from vocab.description import Description
from vocab.namespaces import REG

DEFAULTED_VI = "Giá trị này do khai báo mặc định của nguồn điền vào: sửa ở khai báo của nguồn. "
DEFAULTED_EN = "This value was filled in by the source's declared defaults: correct it there. "
NO_DEFAULTS: Mapping[str, Collection[str]] = {}
NOTHING_DECIDED: Mapping[str, Decided] = {}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in one description, and why it looks like a ministry's dataset, if it does.

    `marks` says, by the ministry's dataset, on what a ruling would rest.
    """

    report: ShapeReport
    evidence: tuple[Evidence, ...]
    marks: Mapping[str, str]


def judge(
    records: Mapping[str, Description],
    rulebook: Rulebook,
    index: Index,
    form: bool,
    defaulted: Mapping[str, Collection[str]] = NO_DEFAULTS,
    decided: Mapping[str, Decided] = NOTHING_DECIDED,
    day: date | None = None,
) -> dict[str, Judgement]:
    """A judgement for each description, by the same keys.

    `form`: a person filled these in, so that what is missing is a violation; on harvested records it is a warning where
    the rule says so. `defaulted` names, by key, the properties (IRIs) that the source's declared defaults supplied;
    `decided` says, by key, what reviewers ruled and which cases are open. `day` is the day judged for, without one that
    of the rulebook: a rulebook may be older than the day, as long as no rule begins or ends in between.
    """
    at = day or rulebook.context.day
    subjects = {key: subject_of_description(description) for key, description in records.items()}
    evidence = {key: measure(subject, index) for key, subject in subjects.items()}
    others = _others(index, frozenset(one.other for found in evidence.values() for one in found))
    marks = {
        key: {one.other: mark_of(one, subjects[key], others[one.other]) for one in found}
        for key, found in evidence.items()
    }
    triples = {
        key: [
            *own_words(description.triples),
            *overlap_triples(subjects[key], evidence[key], index),
            *decided_triples(description, marks[key], decided.get(key, UNDECIDED), at),
        ]
        for key, description in records.items()
    }
    reports = validate_all(triples, rulebook, form=form)
    return {
        key: Judgement(_marked(report, records[key].iri, defaulted.get(key, ())), evidence[key], marks[key])
        for key, report in reports.items()
    }


def overlap_triples(subject: Subject, found: Iterable[Evidence], index: Index) -> Iterator[Triple]:
    """What the rules of overlap read: the evidence found, and why the matter of a titled dataset was compared with
    nobody's, if it was not."""
    for evidence in found:
        yield from evidence.triples(subject.iri)
    trouble = hindrance(subject, index.lexicon)
    for lang, said in (("vi", trouble.vi), ("en", trouble.en)) if trouble else ():
        yield Triple(NamedNode(subject.iri), REG.notCompared, Literal(said, language=lang))


def _others(index: Index, wanted: frozenset[str]) -> dict[str, Subject]:
    """The datasets of the index by these IRIs."""
    subjects = (reach.gist.subject for reach in index.reaches) if wanted else ()
    return {subject.iri: subject for subject in subjects if subject.iri in wanted}


def _marked(report: ShapeReport, dataset: str, defaulted: Collection[str]) -> ShapeReport:
    """The report with findings on defaulted values marked: the agency mends those in the source's declaration."""
    return ShapeReport(
        tuple(
            _defaulted(finding) if finding.focus == dataset and finding.path in defaulted else finding
            for finding in report.findings
        )
    )


def _defaulted(finding: Finding) -> Finding:
    return replace(
        finding,
        defaulted=True,
        fix_vi=DEFAULTED_VI + finding.fix_vi,
        fix_en=DEFAULTED_EN + finding.fix_en,
    )
