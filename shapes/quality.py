"""Points for a description: the 405-point scheme that data.europa.eu uses, measured here, and what would raise them.

A description is read into *facts*, words for what it says ("keyword", "format-from-list"); a metric is met when all the
facts it needs are there. Facts only ever grow with what is said, so saying more never lowers the points. Of several
distributions the one that scores best counts. What nobody has looked at yet (whether an address answers, what the rules
say of a draft) is not known: it is counted neither as met nor as missed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from shapes.report import ShapeReport
from vocab.codelists import code_lists
from vocab.description import Description, Node, Term
from vocab.namespaces import DCAT, DCT
from vocab.quality import OPEN_FORMATS, READABLE_FORMATS, Dimension, Metric, Rating, Scheme, quality_scheme

MET, MISSED, NOT_KNOWN = "+", "-", "?"
WRITTEN_AS: Mapping[NamedNode, re.Pattern[str]] = {
    DCT.format: re.compile(r"http://publications\.europa\.eu/resource/authority/file-type/[A-Z0-9_]+"),
    DCAT.mediaType: re.compile(
        r"https?://www\.iana\.org/assignments/media-types/"
        r"(application|audio|font|haptics|image|message|model|multipart|text|video)/[\w.+-]+",
        re.ASCII,
    ),
}
"""Lists too long to be kept here whole: their entries are known by how they are written, as DCAT-AP's own shapes do."""
DCAT_AP = "dcat-ap/"
"""How the names of the rules of that profile begin."""
NOBODY_LOOKED: Mapping[str, bool] = {}

Facts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Way:
    """Something that can be done about a description: the facts it brings, at which property, with how much effort.

    It makes sense when the facts of `after` are there and none of `unless`. `effort` is 1 for choosing or typing in the
    form, 2 for finding something out, 3 for making something.
    """

    slug: str
    brings: Facts
    path: NamedNode
    effort: int
    after: Facts = frozenset()
    unless: Facts = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A way with the points it would gain. `path` is the IRI of the property to fill in."""

    slug: str
    path: str
    gain: int


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What measuring needs: the scheme, and by property the entries of the code lists that are kept whole."""

    scheme: Scheme
    listed: Mapping[NamedNode, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured: a sign for each metric in the scheme's order, and the steps that gain most for least effort."""

    scheme: Scheme
    marks: str
    steps: tuple[Step, ...] = ()

    @property
    def total(self) -> int:
        """The points of the metrics that are met."""
        return self._sum(MET, self.scheme.metrics)

    @property
    def not_known(self) -> int:
        """The points of the metrics that nobody has looked at yet."""
        return self._sum(NOT_KNOWN, self.scheme.metrics)

    @property
    def rating(self) -> Rating:
        """What the points that are known are called: at least this."""
        return self.scheme.rating(self.total)

    def of(self, dimension: Dimension) -> int:
        return self._sum(MET, dimension.metrics)

    def not_known_of(self, dimension: Dimension) -> int:
        return self._sum(NOT_KNOWN, dimension.metrics)

    def signs(self) -> Iterator[tuple[Metric, str]]:
        """Each metric with its sign: met, missed or not known."""
        return zip(self.scheme.metrics, self.marks, strict=True)

    def _sum(self, sign: str, metrics: Iterable[Metric]) -> int:
        signs = dict(self.signs())
        return sum(metric.points for metric in metrics if signs[metric] == sign)


NEEDS: Mapping[str, Facts] = {
    slug: frozenset(facts.split())
    for slug, facts in {
        "keyword": "keyword",
        "theme": "theme",
        "spatial": "spatial",
        "temporal": "temporal",
        "access-answers": "access-answers",
        "download": "download",
        "download-answers": "download-answers",
        "format": "format",
        "media-type": "media-type",
        "format-listed": "format-from-list media-type-from-list",
        "format-open": "format-open",
        "format-readable": "format-readable",
        "dcat-ap": "dcat-ap",
        "licence": "licence",
        "licence-listed": "licence-from-list",
        "access-rights": "access-rights",
        "access-rights-listed": "access-rights-from-list",
        "contact": "contact",
        "publisher": "publisher",
        "rights": "rights",
        "byte-size": "byte-size",
        "issued": "issued",
        "modified": "modified",
    }.items()
}
"""By the slug of each metric, the facts that must all be there."""

OF_DATASET: Mapping[str, NamedNode] = {
    "keyword": DCAT.keyword,
    "theme": DCAT.theme,
    "spatial": DCT.spatial,
    "temporal": DCT.temporal,
    "access-rights": DCT.accessRights,
    "contact": DCAT.contactPoint,
    "publisher": DCT.publisher,
}
OF_DISTRIBUTION: Mapping[str, NamedNode] = {
    "download": DCAT.downloadURL,
    "format": DCT.format,
    "media-type": DCAT.mediaType,
    "byte-size": DCAT.byteSize,
}
OF_EITHER: Mapping[str, NamedNode] = {
    "licence": DCT.license,
    "rights": DCT.rights,
    "issued": DCT.issued,
    "modified": DCT.modified,
}
"""What a dataset says of these holds for its distributions too."""


def _way(slug: str, brings: str, path: NamedNode, effort: int, after: str = "", unless: str = "") -> Way:
    return Way(
        slug, frozenset(brings.split()), path, effort, frozenset(after.split()), frozenset((unless or slug).split())
    )


WAYS = (
    _way("keyword", "keyword", DCAT.keyword, 1),
    _way("theme", "theme", DCAT.theme, 1),
    _way("spatial", "spatial", DCT.spatial, 1),
    _way("temporal", "temporal", DCT.temporal, 1),
    _way("licence", "licence licence-from-list", DCT.license, 1),
    _way("licence-listed", "licence-from-list", DCT.license, 1, after="licence"),
    _way("access-rights", "access-rights access-rights-from-list", DCT.accessRights, 1),
    _way("access-rights-listed", "access-rights-from-list", DCT.accessRights, 1, after="access-rights"),
    _way("contact", "contact", DCAT.contactPoint, 1),
    _way("publisher", "publisher", DCT.publisher, 1),
    _way("issued", "issued", DCT.issued, 1),
    _way("modified", "modified", DCT.modified, 1),
    _way("rights", "rights", DCT.rights, 1),
    _way(
        "distribution",
        "distribution download format format-from-list format-open format-readable media-type media-type-from-list",
        DCAT.distribution,
        3,
    ),
    _way("format", "format format-from-list", DCT.format, 1, after="distribution"),
    _way("format-listed", "format-from-list", DCT.format, 1, after="format", unless="format-from-list"),
    _way("media-type", "media-type media-type-from-list", DCAT.mediaType, 1, after="distribution"),
    _way("media-type-listed", "media-type-from-list", DCAT.mediaType, 1, "media-type", "media-type-from-list"),
    _way("download", "download", DCAT.downloadURL, 2, after="distribution"),
    _way("byte-size", "byte-size", DCAT.byteSize, 2, after="distribution"),
    _way(
        "open-format",
        "format format-from-list format-open format-readable",
        DCAT.distribution,
        3,
        after="distribution format",
    ),
    _way("dcat-ap", "dcat-ap", DCAT.Dataset, 3),
)


@lru_cache(maxsize=8)
def yardstick(base: str) -> Yardstick:
    """What measuring needs, for the registry at `base`. Raises BadTermsFile."""
    lists = code_lists(base)
    named = {DCT.license: "licence", DCT.accessRights: "access-right"}
    return Yardstick(quality_scheme(base), {path: frozenset(lists[name].by_iri) for path, name in named.items()})


def complies(report: ShapeReport) -> bool:
    """Whether a description breaks no rule of our DCAT-AP profile; remarks do not count."""
    return not any(finding.rule.startswith(DCAT_AP) for finding in report.violations)


def measure(
    description: Description,
    by: Yardstick,
    compliance: bool | None = None,
    answers: Mapping[str, bool] = NOBODY_LOOKED,
) -> Quality:
    """The points of a description.

    `compliance` is what `complies` says of its report; None when no rule has looked at it. `answers` says of addresses
    that were looked at whether they answered; of the others it is not known.
    """
    facts, open_questions = _of_dataset(description, by, compliance)
    candidates = [(facts, open_questions)]
    for one in description.distributions:
        own, asked = _of_distribution(description, one.node, by, answers)
        candidates.append((facts | own, open_questions | asked))
    best, unanswered = max(candidates, key=lambda pair: _worth(by.scheme, *pair))
    return Quality(by.scheme, _marks(by.scheme, best, unanswered), tuple(_steps(by.scheme, best, unanswered)))


def _worth(scheme: Scheme, facts: Facts, unanswered: Facts) -> tuple[int, int]:
    return _points(scheme, facts), _points(scheme, facts | unanswered)


def _points(scheme: Scheme, facts: Facts) -> int:
    return sum(metric.points for metric in scheme.metrics if facts >= NEEDS[metric.slug])


def _marks(scheme: Scheme, facts: Facts, unanswered: Facts) -> str:
    def sign(needed: Facts) -> str:
        return MET if needed <= facts else NOT_KNOWN if needed <= facts | unanswered else MISSED

    return "".join(sign(NEEDS[metric.slug]) for metric in scheme.metrics)


def _steps(scheme: Scheme, facts: Facts, unanswered: Facts) -> list[Step]:
    """What can be done, most points for the effort first."""
    now = _points(scheme, facts)
    found = []
    for way in WAYS:
        if way.after <= facts and not way.unless & (facts | unanswered):
            gain = _points(scheme, facts | way.brings) - now
            if gain:
                found.append((gain / way.effort, Step(way.slug, way.path.value, gain)))
    found.sort(key=lambda pair: (-pair[0], -pair[1].gain))
    return [step for _, step in found]


def _of_dataset(description: Description, by: Yardstick, compliance: bool | None) -> tuple[Facts, Facts]:
    facts = frozenset(_said(description, None, {**OF_DATASET, **OF_EITHER}, by))
    if compliance:
        facts |= {"dcat-ap"}
    return facts, frozenset({"dcat-ap"}) if compliance is None else frozenset()


def _of_distribution(
    description: Description, node: Node, by: Yardstick, answers: Mapping[str, bool]
) -> tuple[Facts, Facts]:
    facts = {"distribution", *_said(description, node, {**OF_DISTRIBUTION, **OF_EITHER}, by)}
    formats = {term.value for term in description.values(DCT.format, node) if isinstance(term, NamedNode)}
    facts |= {
        fact
        for fact, group in (("format-open", OPEN_FORMATS), ("format-readable", READABLE_FORMATS))
        if formats & by.scheme.formats[group]
    }
    asked = set()
    for fact, path in (("access-answers", DCAT.accessURL), ("download-answers", DCAT.downloadURL)):
        told = [answers.get(term.value) for term in description.values(path, node) if _says_something(term)]
        if True in told:
            facts.add(fact)
        elif None in told:
            asked.add(fact)
    return frozenset(facts), frozenset(asked)


def _said(description: Description, node: Node | None, wanted: Mapping[str, NamedNode], by: Yardstick) -> Iterator[str]:
    """The facts of properties that are there, and of those whose value is on its list."""
    for fact, path in wanted.items():
        terms = [term for term in description.values(path, node) if _says_something(term)]
        if terms:
            yield fact
        if any(_is_listed(term.value, path, by) for term in terms if isinstance(term, NamedNode)):
            yield f"{fact}-from-list"


def _is_listed(iri: str, path: NamedNode, by: Yardstick) -> bool:
    written = WRITTEN_AS.get(path)
    return bool(written and written.fullmatch(iri)) or iri in by.listed.get(path, ())


def _says_something(term: Term) -> bool:
    return not isinstance(term, Literal) or bool(term.value.strip())
