"""Every page of the catalogue feed beside the official shapes of DCAT-AP 3.0.1, judged by pySHACL, and by our rules.

A page is judged with what a reader of DCAT-AP knows already: the code lists and agencies that its values are of, and which
classes stand above others. What the official shapes then still refuse needs a reason of the table below: they ask the class
of things that no page can describe (SEMICeu/DCAT-AP issues 117 and 125), or kept a limit that 3.0.1 dropped.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from registry.config import Config
from registry.entries import Act
from registry.feeds import filters
from registry.feeds.catalogue import Feed, FeedPage
from registry.words import Words
from shapes.context import load_context
from shapes.library import load_profile
from shapes.oracle import run
from shapes.record import validate
from shapes.result import Result
from shapes.rulebook import rulebook
from tests.conformance.corpora import OFFICIAL, read
from tests.registry.records import BASE, new_ledger, noon
from tests.walks.rich_datasets import all_rich, publish
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, EU, FOAF, RDF, SH, SPDX

DAY = date(2026, 11, 21)
CONTEXT = load_context(BASE, DAY)
WORDS = Words.of(BASE)
CLASS = f"{SH.iri}ClassConstraintComponent"
LISTS = {
    DCATAP.availability: EU["planned-availability/"].value,
    ADMS.status: EU["distribution-status/"].value,
    DCT.type: EU["dataset-type/"].value,
}
TOLD_ELSEWHERE = frozenset(
    (DCT.source, DCT.relation, DCT.spatial, DCAT.landingPage, FOAF.page, DCATAP.applicableLegislation)
)
Page = frozenset[Triple]


def of_a_list(result: Result, page: Page) -> bool:
    """A value of a European code list that the shapes want described beside it: it is known by its address."""
    return isinstance(result.value, NamedNode) and result.value.value.startswith(LISTS.get(result.path, "no list"))  # type: ignore[call-overload]


def is_misspelt(result: Result, page: Page) -> bool:
    """A checksum's algorithm, whose addresses begin with http: and not, as the shape wants, with https:."""
    return result.path == SPDX.algorithm and result.value in SPDX


def told_elsewhere(result: Result, page: Page) -> bool:
    """A page, a law or a dataset of somebody else: what it is is told where it is."""
    is_class = result.component == CLASS and result.path in TOLD_ELSEWHERE
    return is_class and not any(t.subject == result.value and t.predicate == RDF.type for t in page)


def is_gone(result: Result, page: Page) -> bool:
    """What a withdrawn record was about: to say that it is a dataset would ask for its title."""
    withdrawn = Triple(result.focus, ADMS.status, NamedNode("http://purl.org/adms/status/Withdrawn"))  # type: ignore[arg-type]
    return result.path == FOAF.primaryTopic and withdrawn in page


REASONS: Mapping[str, Callable[[Result, Page], bool]] = {
    "an entry of a European list": of_a_list,
    "an algorithm that the shape misspells": is_misspelt,
    "a thing that is told elsewhere": told_elsewhere,
    "a dataset that is gone": is_gone,
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Page]]:
    """A walk through all, each agency's first page, and what changed with what was withdrawn."""
    folder = tmp_path_factory.mktemp("feed")
    ledger = new_ledger(folder)
    described = all_rich(WORDS, BASE)
    publish(ledger, described)
    ledger.append([Act("withdraw", described[0].record, "gl-so-yt", "An", reason="Gộp vào tập khác.")])
    feed = Feed(ledger, Config(folder, base=BASE, page_size=10), WORDS, noon)
    walks = [{}, {"agency": ["gl-so-tc"]}, {"modified-since": ["2026-10-12"]}]
    yield [page for asked in walks for page in _walked(feed, filters.read(asked, WORDS, BASE))]
    ledger.engine.dispose()


def _walked(feed: Feed, narrowed: filters.Filters) -> Iterator[Page]:
    token = ""
    while isinstance(page := feed.page(token, filters=narrowed), FeedPage):
        yield frozenset(quad.triple for quad in parse(feed.render(page, "ttl"), format=RdfFormat.TURTLE))
        if page.next is None:
            return
        token = page.next.rpartition("page=")[2]


def test_the_official_shapes_refuse_nothing_that_is_not_explained(pages: list[Page], shared: Path) -> None:
    counted: Counter[str] = Counter()
    unexplained: list[Result] = []
    official = read(OFFICIAL)
    for page in pages:
        whole = dict.fromkeys([*page, *CONTEXT.about(page), *CONTEXT.axioms])
        for result in run(whole, official):
            if result.severity == "Violation":
                reasons = [name for name, holds in REASONS.items() if holds(result, page)]
                counted.update(reasons)
                unexplained += [] if reasons else [result]
    assert not unexplained
    assert set(counted) == set(REASONS), "a reason that explains nothing"


def test_our_rules_of_dcat_ap_refuse_nothing(pages: list[Page]) -> None:
    rules = rulebook([load_profile("dcat-ap", BASE, DAY)], CONTEXT)
    for page in pages:
        refused = [one for one in validate(page, rules).findings if one.severity == "Violation"]
        assert [one for one in refused if one.path != FOAF.primaryTopic.value] == []


def test_a_walk_tells_of_each_door_once(pages: list[Page]) -> None:
    whole = pages[:3]
    told = Counter(t.object for page in whole for t in page if t.predicate == DCAT.service)
    assert told and set(told.values()) == {1}
