"""Every member of the change feed beside the shapes of DCAT-AP Feeds (SEMIC) and of DCAT-AP 3.0.1, judged by pySHACL.

The shape of an activity is closed, and its object must be one of DCAT-AP's things, so what a member says and nothing else
is judged: the activity with the graph of its name. Two versions of a dataset are judged apart, as they are told apart. What
is then refused needs a reason of the catalogue feed's table.
"""

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Triple

from registry.entries import Act
from shapes.oracle import run
from shapes.result import Result
from tests.conformance.corpora import CORPORA, OFFICIAL
from tests.conformance.corpora import read as read_corpus
from tests.conformance.test_catalogue_feed import CONTEXT, REASONS
from tests.registry.feeds.changing import WORDS, Stream, kind_of, members, object_of
from tests.registry.records import BASE
from tests.walks.rich_datasets import all_rich, publish, rich
from vocab.namespaces import AS

SEMIC = CORPORA / "shapes/shapes-ldes/SEMICeu__LDES-DCAT-AP-feeds/shape.ttl"


def test_the_shapes_of_dcat_ap_feeds_refuse_nothing_that_is_not_explained(tmp_path: Path, shared: Path) -> None:
    shapes = (*read_corpus(OFFICIAL), *read_corpus(SEMIC))
    judged = 0
    for page in changed(tmp_path):
        for wave in waves(page):
            whole = dict.fromkeys([*wave, *CONTEXT.about(wave), *CONTEXT.axioms])
            refused = [one for one in run(tuple(whole), shapes) if one.severity == "Violation"]
            assert [one for one in refused if not any(holds(one, wave) for holds in REASONS.values())] == []
            judged += 1
    assert judged == 4


def test_an_activity_that_says_more_than_the_shape_allows_is_refused(tmp_path: Path, shared: Path) -> None:
    """The shapes do look at our activities."""
    (page,) = changed(tmp_path)
    wave = next(waves(page))
    activity = next(triple.subject for triple in wave if triple.predicate == AS.published)
    more = Triple(activity, AS.actor, NamedNode(BASE))
    refused = run((*wave, more), read_corpus(SEMIC))
    assert any(isinstance(one, Result) and one.focus == activity for one in refused)


def changed(folder: Path) -> Iterator[set[Quad]]:
    """The pages of a registry in which one dataset was changed, one withdrawn, one removed by law."""
    stream = Stream(folder)
    publish(stream.ledger, all_rich(WORDS, BASE))
    publish(stream.ledger, [rich(WORDS, BASE, 3, subject="Ghế đá công viên")])
    stream.ledger.append([Act("withdraw", rich(WORDS, BASE, 4).record, "gl-so-yt", "An", reason="Gộp vào tập khác.")])
    stream.ledger.expunge(rich(WORDS, BASE, 5).record, "van-hanh", "An", "quyết định")
    for page in stream.pages():
        yield stream.quads(page)
    stream.ledger.engine.dispose()


def waves(page: set[Quad]) -> Iterator[frozenset[Triple]]:
    """The members of a page in portions, each with one version of a dataset, endings last."""
    waiting = members(page)
    while waiting:
        taken: dict[str, NamedNode] = {}
        for one in waiting:
            taken.setdefault(object_of(page, one), one)
        kinds = {one: kind_of(page, one) == "Delete" for one in taken.values()}
        for ends in (False, True):
            now = {one for one, is_end in kinds.items() if is_end == ends}
            if now:
                yield frozenset(q.triple for q in page if q.subject in now or q.graph_name in now)
        waiting = [one for one in waiting if one not in kinds]
