"""DCAT in any RDF syntax: find the datasets of a document, cut each one's own triples, find the next page.

Source: W3C DCAT 3; catalogues, series and untyped targets of dcat:dataset as real feeds write them. A document that is
good RDF but describes no dataset is refused with what it does describe.
"""

from collections import Counter
from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Triple

from harvesters.closure import Heap, cut
from harvesters.errors import NotReadable, OfSomethingElse
from harvesters.fitting import fit
from harvesters.gathering import services_left_out
from harvesters.members import by_member
from harvesters.older_forms import as_now
from harvesters.paging import next_page, total_items
from harvesters.reading import Reading, read_rdf
from harvesters.schema_org import align
from harvesters.slips import as_meant
from harvesters.source import Harvested, Node, Notice, Page, Unreadable
from harvesters.texts import counted
from vocab.namespaces import DCAT, DCT, PREFIXES

_CATALOGUES = frozenset({DCAT.Catalog})
_SERVICES = frozenset({DCAT.DataService})


def read_dcat(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one DCAT document.

    Raises NotReadable when it is no RDF, or RDF without any dataset or catalogue.
    """
    return page_of_reading(read_rdf(data, media_type, url), url)


def page_of_reading(reading: Reading, url: str) -> Page:
    """The datasets among these triples, schema.org's too.

    Raises NotReadable when there is neither a dataset nor a catalogue.
    """
    triples, slips = as_meant(reading.triples)
    triples, lists = by_member(triples)
    reading = replace(reading, notices=(*reading.notices, *slips, *lists))
    heap = Heap.of(align(triples, url))
    if not heap.datasets():
        return _page_without_datasets(heap, reading, url)
    page = page_of_heap(heap, url)
    return replace(page, unreadable=(*reading.unreadable, *page.unreadable), notices=(*reading.notices, *page.notices))


def page_of_heap(heap: Heap, url: str) -> Page:
    """The datasets of this heap, and where its page leads."""
    found = (harvest(heap, focus, number) for number, focus in enumerate(heap.datasets(), 1))
    outcomes = [fit(one, one.identifier) for one in found]
    return Page(
        tuple(outcome for outcome in outcomes if isinstance(outcome, Harvested)),
        tuple(outcome for outcome in outcomes if isinstance(outcome, Unreadable)),
        next_page(heap, url),
        total_items(heap),
        _left_out(heap),
    )


def harvest(heap: Heap, focus: Node, number: int) -> Harvested:
    """One dataset with what belongs to it; `number` is its place among the others."""
    triples, notices = as_now(cut(heap, focus))
    return Harvested(_identifier(focus, triples, number), focus, triples, tuple(notices))


def _identifier(focus: Node, triples: tuple[Triple, ...], number: int) -> str:
    """The dataset's IRI; a nameless one is known by its dct:identifier, landing page or title, else its place."""
    if isinstance(focus, NamedNode):
        return focus.value
    own = [triple for triple in triples if triple.subject == focus]
    for predicate in (DCT.identifier, DCAT.landingPage, DCT.title):
        for triple in own:
            if triple.predicate == predicate and isinstance(triple.object, Literal | NamedNode):
                return triple.object.value
    return f"#{number}"


def _page_without_datasets(heap: Heap, reading: Reading, url: str) -> Page:
    following = next_page(heap, url)
    if reading.unreadable:
        return Page((), reading.unreadable, following, total_items(heap), reading.notices)
    missing = dangling(heap)
    if heap.are(_CATALOGUES) and not missing:
        return Page((), (), following, total_items(heap), (*reading.notices, *_left_out(heap)))
    if missing:
        return Page((), tuple(_undescribed(iri) for iri in missing), following, total_items(heap), reading.notices)
    raise _no_dataset(heap, reading)


def _undescribed(iri: str) -> Unreadable:
    return Unreadable(
        iri,
        "Danh mục nêu bộ dữ liệu này nhưng tệp không mô tả nó.",
        "The catalogue names this dataset, but the document does not describe it.",
    )


def dangling(heap: Heap) -> list[str]:
    """The datasets that a catalogue names and the document does not describe."""
    named = (target for _, target in heap.objects(DCAT.dataset))
    return [node.value for node in named if isinstance(node, NamedNode) and node not in heap.by_subject]


def _left_out(heap: Heap) -> tuple[Notice, ...]:
    """What the document holds beside datasets and is not carried over."""
    notices = [*services_left_out(len(heap.are(_SERVICES)))]
    if missing := len(dangling(heap)):
        notices.append(
            Notice(
                "undescribed",
                f"Danh mục nêu {missing} bộ dữ liệu mà trang này không mô tả.",
                f"The catalogue names {counted(missing, 'dataset', 'datasets')} that this page does not describe.",
            )
        )
    return tuple(notices)


def _no_dataset(heap: Heap, reading: Reading) -> NotReadable:
    if not reading.triples:
        return NotReadable(
            "Tệp RDF đọc được nhưng không có phát biểu nào (0 bộ ba).",
            "The RDF is well-formed but says nothing (0 triples).",
        )
    counts = Counter(_short(kind) for kinds in heap.types.values() for kind in kinds)
    shown = ", ".join(f"{name} ({count})" for name, count in counts.most_common(4)) or "—"
    return OfSomethingElse(
        f"Tệp RDF đọc được ({len(reading.triples)} bộ ba) nhưng không mô tả bộ dữ liệu nào; chỉ có: {shown}.",
        f"The RDF is well-formed ({len(reading.triples)} triples) but describes no dataset; it holds: {shown}.",
        next((name for name, _ in counts.most_common(1)), ""),
    )


def _short(iri: NamedNode) -> str:
    for prefix, space in PREFIXES.items():
        if iri.value.startswith(space):
            return f"{prefix}:{iri.value[len(space) :]}"
    return iri.value
