"""The kind ldes: Linked Data Event Streams and TREE collections, of DCAT descriptions.

A member is a version of a dataset (`ldes:versionOfPath`, else dct:isVersionOf), or an activity about it (as:Create,
as:Update, as:Delete with as:object, as DCAT-AP Feeds have them). Of several versions the latest stays, by
`ldes:timestampPath`, else as:published, dct:modified and their like; every record bears its time, so that this holds
across pages too. Relations and views lead to the other pages. What is deleted is told as gone.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import Literal, NamedNode

from harvesters.closure import DATASETS, Heap
from harvesters.dcat import harvest, page_of_reading
from harvesters.gathering import gathered
from harvesters.iris import base_of, is_web, resolve
from harvesters.ldes_members import Member, members_of
from harvesters.paging import next_page
from harvesters.reading import Reading, read_rdf
from harvesters.schema_org import align
from harvesters.source import Gone, Node, Notice, Page, Unreadable
from vocab.namespaces import DCAT, DCT, FOAF, LDES, SKOS, TREE, VCARD

MAX_LEADS = 5000
_STREAMS = frozenset({LDES.EventStream, TREE.Collection, TREE.Node, TREE.ViewDescription, LDES.EventSource})
_BEFORE = ("LessThan", "LessThanOrEqualTo")
_PARTS = frozenset(
    {DCAT.Catalog, DCAT.CatalogRecord, DCAT.DataService, DCAT.Distribution, FOAF.Agent, FOAF.Organization}
    | {FOAF.Person, VCARD.Kind, VCARD.Organization, DCT.LicenseDocument, SKOS.Concept, DCT.Location, FOAF.Document}
)
"""What a stream of a catalogue's entities tells of beside datasets."""


def read_ldes(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets of one page of a stream.

    Raises NotReadable when it is no RDF; a document without a stream is read as DCAT, which describes streams too.
    """
    reading = read_rdf(data, media_type, url)
    heap = Heap.of(align(reading.triples))
    members = members_of(heap, reading.graphs)
    leads = _leads(heap, url)
    if not members and not leads and not heap.are(_STREAMS):
        return page_of_reading(reading, url)
    latest = _latest(members)
    alive = [member for member in latest if not member.is_deleted and member.is_described]
    page = _page(alive, heap)
    undescribed = [one.entity.value for one in latest if not one.is_described and not one.is_deleted]
    further = tuple(dict.fromkeys((*leads, *(target for target in undescribed if is_web(target)))))
    gone = tuple(Gone(one.entity.value, one.version) for one in latest if one.is_deleted)
    return replace(
        page,
        unreadable=(*reading.unreadable, *page.unreadable, *_no_dataset(page, alive, undescribed)),
        next=next_page(heap, url),
        notices=(*_without_graphs(reading), *_said(members, latest, gone), *page.notices),
        more=further[:MAX_LEADS],
        gone=gone,
    )


def _latest(members: Iterable[Member]) -> list[Member]:
    """The last version of each entity, in the order of the page."""
    found: dict[Node, Member] = {}
    for member in members:
        before = found.get(member.entity)
        if before is None or before.version <= member.version:
            found[member.entity] = member
    return list(found.values())


def _page(alive: list[Member], heap: Heap) -> Page:
    """The datasets among these members, each with what the others tell of its parts."""
    merged = Heap.of(dict.fromkeys(triple for member in alive for triple in member.triples))
    called = {target for _, target in (*merged.objects(DCAT.dataset), *heap.objects(DCAT.dataset))}
    outcomes = []
    for number, member in enumerate(alive, 1):
        kinds = merged.types.get(member.entity, set())
        if kinds & DATASETS or (member.entity in called and not kinds & _PARTS):
            versioned = replace(harvest(merged, member.entity, number), version=member.version)
            outcomes.append((f"member {number} ({member.entity.value[:120]})", versioned))
    return gathered(outcomes)


def _no_dataset(page: Page, alive: list[Member], undescribed: list[str]) -> tuple[Unreadable, ...]:
    """The refusal of a page whose members are nothing that a catalogue holds."""
    if page.records or page.unreadable or any(member.kinds & _PARTS for member in alive):
        return ()
    counts = Counter(kind.value for member in alive for kind in member.kinds)
    if alive:
        shown = ", ".join(f"{kind[:100]} ({count})" for kind, count in counts.most_common(3)) or "—"
        return (
            Unreadable(
                "tree:member",
                f"Trang có {len(alive)} phần tử nhưng không phần tử nào là bộ dữ liệu; chúng thuộc: {shown}.",
                f"The page's members ({len(alive)}) are no datasets; their classes: {shown}.",
            ),
        )
    named = [target for target in undescribed if not is_web(target)]
    return tuple(
        Unreadable(
            target[:200],
            "Luồng nêu phần tử này nhưng trang không mô tả nó.",
            "The stream names this member, but the page does not describe it.",
        )
        for target in named[:20]
    )


def _leads(heap: Heap, url: str) -> list[str]:
    """The pages that this one's relations lead to, older ones first; where it has none and no members, a view."""
    here = base_of(url).partition("#")[0]
    found: list[tuple[tuple[int, str], str]] = []
    for node in heap.about(TREE.relation):
        for relation in heap.values(node, TREE.relation):
            for target in heap.values(relation, TREE.node):
                if address := _address(target, url):
                    found.append((_order(heap, relation), address))
    targets = [address for _, address in sorted(found, key=lambda one: one[0]) if address != here]
    if not targets and not heap.about(TREE.member):
        views = (target for stream in heap.about(TREE.view) for target in heap.values(stream, TREE.view))
        targets = [address for address in (_address(view, url) for view in views) if address and address != here][:1]
    return list(dict.fromkeys(targets))


def _order(heap: Heap, relation: Node | Literal) -> tuple[int, str]:
    """Pages of earlier members first: those before a value, then those after values, the smallest first."""
    kinds = heap.types.get(relation, set()) if not isinstance(relation, Literal) else set()
    if any(kind.value.startswith(TREE.iri + name) for kind in kinds for name in _BEFORE):
        return 0, ""
    values = [term.value for term in heap.values(relation, TREE.value) if isinstance(term, Literal)]
    return 1, min(values, default="")


def _address(term: object, url: str) -> str:
    if isinstance(term, NamedNode | Literal):
        return (resolve(base_of(url), term.value) or "").partition("#")[0]
    return ""


def _without_graphs(reading: Reading) -> tuple[Notice, ...]:
    """The notices of reading, but for the names of graphs, which a stream uses to tell its members apart."""
    return tuple(notice for notice in reading.notices if notice.slug != "named-graphs")


def _said(members: list[Member], latest: list[Member], gone: tuple[Gone, ...]) -> tuple[Notice, ...]:
    told = []
    if older := len(members) - len(latest):
        told.append(
            Notice(
                "older-versions",
                f"{older} phiên bản cũ hơn của cùng bộ dữ liệu trong trang không được dùng.",
                f"Older versions of the same datasets on this page were not used: {older}.",
            )
        )
    if gone:
        told.append(
            Notice(
                "deleted",
                f"Luồng báo {len(gone)} mục đã bị xoá; chúng không còn là bộ dữ liệu của nguồn.",
                f"Marked as deleted by the stream, no longer among the source's datasets: {len(gone)}.",
            )
        )
    return tuple(told)
