"""The change feed in RDF: ActivityStreams activities that are members of an event stream, each with what the record said by
then in a named graph of the activity's name (SEMIC DCAT-AP Feeds; LDES and TREE specifications).

The shape that DCAT-AP Feeds prescribe is closed: an activity has an object and a time, nothing else. So the reason of a
deletion, and who answered for the dataset, stand in its graph and are told of the dataset.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from registry.config import Config
from registry.feeds.catalogue_view import agents, publishers
from registry.feeds.change_rows import Change
from registry.feeds.tombstones import LEFT_ITS_SOURCE, REMOVED, WITHDRAWN
from registry.rendering import rendered_apart
from registry.words import Words
from vocab.identifiers import dataset_of
from vocab.namespaces import ADMS, AS, DCT, LDES, PROV, RDF, RDFS, TREE, XSD

VERSION = 1
"""Goes up when the same node would be written otherwise."""
SHAPE = NamedNode("https://semiceu.github.io/LDES-DCAT-AP-feeds/shape.ttl#ActivityShape")
HIDDEN = {"vi": "Phiên bản này không còn được công bố.", "en": "This version is no longer handed out."}
RETENTION = (
    "Giữ mọi thay đổi kể từ thời điểm nêu ở đây. Nội dung bị gỡ bỏ theo luật hoặc thu hồi vì bí mật, dữ liệu cá nhân thì "
    "không còn; mục thay đổi vẫn giữ địa chỉ và thời điểm, và được ghi là as:Delete.",
    "Every change since the moment given here is kept. Words removed by law, or taken down for secrecy or personal data, "
    "are gone; the change keeps its address and its time, and is told as an as:Delete.",
)
_LABEL = re.compile(rb"(^| )_:(?=[A-Za-z0-9]+ <)", re.MULTILINE)
"""A nameless node as a subject or an object: no text of a line can look so, for texts end in a quote."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A node that lies below another: its first change's time, and its last one's once it is closed, "" before."""

    address: str
    first_at: str
    last_at: str


@dataclass(frozen=True, slots=True)
class Node:
    """One document of the feed, before it is written in a syntax: a page with changes, a node that leads to others, or
    (neither) one activity alone.

    `here`, `root`, `previous` and `next` are addresses, "" for none. `position` is the newest ledger entry that it shows.
    `etag` is the content's digest (without quotes, the same for every syntax).
    """

    here: str
    root: str
    position: int
    changes: tuple[Change, ...]
    relations: tuple[Relation, ...]
    is_closed: bool
    is_root: bool
    previous: str
    next: str
    etag: str

    def tagged(self, etag: str) -> "Node":
        return replace(self, etag=etag)


def stream_iri(base: str) -> str:
    return f"{base}/changes#stream"


def activity_iri(base: str, seq: int) -> str:
    """The permanent name of a change: the entry of the ledger that made it."""
    return f"{base}/id/activity/{seq}"


def write(node: Node, bodies: Mapping[int, bytes], format: str, config: Config, words: Words) -> bytes:
    """The node in a syntax that keeps graphs apart; `bodies` are the exact N-Quads of its changes by entry."""
    base = config.base
    triples = [*_stream(node, config), *_relations(node)]
    graphs = {}
    for change in node.changes:
        name = activity_iri(base, change.seq)
        triples += _activity(change, base)
        body = bodies.get(change.words, b"")
        is_over = change.is_ending or not body
        graphs[name] = _ended(change, name, body) if is_over else _said(change, name, body, words)
    return rendered_apart(serialize(triples, format=RdfFormat.N_TRIPLES) or b"", graphs, format)


def reasons(change: Change) -> Iterator[Literal]:
    """Why a dataset is no longer there, as the public may know it, in each language there is."""
    if change.reason:
        yield Literal(change.reason, language="vi")
        return
    for there, sentences in (
        (change.left_its_source, LEFT_ITS_SOURCE),
        (change.is_removed, REMOVED),
        (not change.is_ending and not change.words, HIDDEN),
    ):
        if there:
            yield from (Literal(text, language=lang) for lang, text in sentences.items())
            return


def _stream(node: Node, config: Config) -> Iterator[Triple]:
    """The stream (LDES 2, TREE 2) as far as every page must tell it; at the root, all of it."""
    stream, root, here = NamedNode(stream_iri(config.base)), NamedNode(node.root), NamedNode(node.here)
    yield Triple(stream, RDF.type, LDES.EventStream)
    yield Triple(stream, TREE.view, root)
    yield Triple(stream, TREE.shape, SHAPE)
    yield Triple(stream, LDES.timestampPath, AS.published)
    yield Triple(stream, LDES.versionOfPath, AS.object)
    for change in node.changes:
        yield Triple(stream, TREE.member, NamedNode(activity_iri(config.base, change.seq)))
    if node.here.startswith(f"{config.base}/id/"):
        return
    yield Triple(here, RDF.type, TREE.Node)
    if node.is_closed:
        yield Triple(here, LDES.immutable, Literal("true", datatype=XSD.boolean))
    if node.is_root:
        yield from _whole(node, stream, root, config)


def _whole(node: Node, stream: NamedNode, root: NamedNode, config: Config) -> Iterator[Triple]:
    """What the root alone tells: what it is, what is kept, which classes mean what, and where the ledger's head is."""
    yield Triple(stream, DCT.title, Literal(f"Thay đổi của {config.site_vi} {config.province_vi}", language="vi"))
    yield Triple(stream, DCT.title, Literal(f"Changes of {config.site_en}, {config.province_en}", language="en"))
    yield Triple(stream, RDFS.seeAlso, NamedNode(f"{config.links}/ledger/head"))
    for said, kind in (("Create", AS.Create), ("Update", AS.Update), ("Delete", AS.Delete)):
        yield Triple(stream, LDES[f"version{said}Object"], kind)
    kept = NamedNode(f"{root.value}#retention")
    yield Triple(root, LDES.retentionPolicy, kept)
    yield Triple(kept, RDF.type, LDES.RetentionPolicy)
    if node.relations:
        yield Triple(kept, LDES.startingFrom, _moment(node.relations[0].first_at))
    for text, lang in zip(RETENTION, ("vi", "en"), strict=True):
        yield Triple(kept, RDFS.comment, Literal(text, language=lang))


def _relations(node: Node) -> Iterator[Triple]:
    """What lies behind each node below: nothing before its first change, nothing after its last once it is closed."""
    here = NamedNode(node.here)
    for number, below in enumerate(node.relations):
        bounds = [("GreaterThanOrEqualToRelation", below.first_at), ("LessThanOrEqualToRelation", below.last_at)]
        for side, (kind, at) in zip("fl", bounds, strict=True):
            if at:
                relation = BlankNode(f"r{number}{side}")
                yield Triple(here, TREE.relation, relation)
                yield Triple(relation, RDF.type, TREE[kind])
                yield Triple(relation, TREE.node, NamedNode(below.address))
                yield Triple(relation, TREE.path, AS.published)
                yield Triple(relation, TREE.value, _moment(at))


def _activity(change: Change, base: str) -> Iterator[Triple]:
    activity = NamedNode(activity_iri(base, change.seq))
    yield Triple(activity, RDF.type, AS[change.kind])
    yield Triple(activity, AS.object, NamedNode(dataset_of(change.record)))
    yield Triple(activity, AS.published, _moment(change.at))


def _said(change: Change, name: str, body: bytes, words: Words) -> bytes:
    """What the record said by then, exactly, and what its publishers are called; its nameless nodes bear the entry, so that
    two versions on one page share none."""
    moved = body.replace(f" <{change.record}> .\n".encode(), f" <{name}> .\n".encode())
    return _LABEL.sub(b"\\1_:e%d" % change.seq, moved) + _quads(agents(set(publishers(body)), words), name)


def _ended(change: Change, name: str, last: bytes) -> bytes:
    """What is told of a dataset that is no longer there, or of a version without words; `last` is what was said last."""
    dataset = NamedNode(dataset_of(change.record))
    triples = [Triple(dataset, ADMS.versionNotes, reason) for reason in reasons(change)]
    if change.is_ending:
        triples.append(Triple(dataset, ADMS.status, WITHDRAWN))
        triples.append(Triple(dataset, PROV.invalidatedAtTime, _moment(change.at)))
        triples += [Triple(dataset, DCT.publisher, NamedNode(one)) for one in publishers(last)]
    return _quads(triples, name)


def _quads(triples: Iterable[Triple], name: str) -> bytes:
    graph = NamedNode(name)
    return serialize((Quad(t.subject, t.predicate, t.object, graph) for t in triples), format=RdfFormat.N_QUADS) or b""


def _moment(at: str) -> Literal:
    return Literal(at, datatype=XSD.dateTime)
