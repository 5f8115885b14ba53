"""schema.org datasets told in DCAT: the same nodes, with the properties that DCAT has a word for.

The words stand in `schema_terms`. What schema.org writes as an object and DCAT as a value, or the other way about, is
turned round: identifiers with their scheme, periods, places, licences, columns. What DCAT has no word for stays as it
was said.
"""

import re
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.closure import Heap
from harvesters.corrections import as_figures
from harvesters.dates import dated
from harvesters.iris import is_web, node, resolve
from harvesters.schema_terms import (
    AGENTS,
    CLASSES,
    DATES,
    LINKS,
    OF_AGENTS,
    OF_CONTACTS,
    OF_DATASETS,
    OF_DOWNLOADS,
    SPOKEN,
    Term,
    local,
)
from harvesters.schema_values import box_in, ends_of, outline_in, point_at
from harvesters.sizes import bytes_in, size_literal
from harvesters.source import Node
from vocab.namespaces import DCAT, DCT, LOCN, RDF, REG, SKOS, SPDX, XSD

_MADE_BY = ("publisher", "creator", "author", "provider", "sourceOrganization", "maintainer")
_PUBLISHERS = ("provider", "sourceOrganization", "maintainer", "includedInDataCatalog")
_CALLED = ("name", "termCode", "alternateName", "value", "url", "headline")
_COLUMNS = frozenset({"variableMeasured", "recordSet"})
_TABLES = {"publisher": OF_AGENTS, "contactPoint": OF_CONTACTS, "distribution": OF_DOWNLOADS}
_MAX_COLUMNS = 200
_PLACES = frozenset({DCAT.downloadURL, DCAT.accessURL, DCAT.landingPage})
_RELATIVE = re.compile(r"[^\s<>\"]{0,500}[/.?][^\s<>\"]{1,500}")
"""A path, the name of a file, or a query."""


def align(triples: tuple[Triple, ...], base: str = "") -> tuple[Triple, ...]:
    """The same triples with schema.org's classes and properties told in DCAT; untouched when there are none.

    An address that stands there as a text is resolved against `base`.
    """
    if not any(local(triple.object) in CLASSES for triple in triples if triple.predicate == RDF.type):
        return triples
    return tuple(dict.fromkeys(_Aligning(triples, base).told()))


class _Aligning:
    """One pass over the triples of a document."""

    def __init__(self, triples: tuple[Triple, ...], base: str) -> None:
        self._triples = triples
        self._base = base
        self._heap = Heap.of(triples)
        self._kinds: dict[Node, str] = {}
        for subject, classes in self._heap.types.items():
            names = [name for name in map(local, classes) if name in CLASSES]
            if names:
                self._kinds[subject] = min(names, key=lambda name: (name in AGENTS, name))
        self._roles = {target: role for target, role in self._called() if target not in self._heap.types}
        self._made = 0

    def told(self) -> Iterator[Triple]:
        for triple in self._triples:
            yield from self._one(triple)
        for subject, kind in self._kinds.items():
            if CLASSES[kind] == DCAT.Dataset:
                yield from self._beside(subject)
            elif CLASSES[kind] == DCAT.Distribution:
                yield from self._reached(subject)

    def _called(self) -> Iterator[tuple[Node, str]]:
        """The nodes without a class, and what a dataset calls them."""
        for triple in self._triples:
            name = local(triple.predicate)
            if name in _MADE_BY:
                name = "publisher"
            if name in _TABLES and isinstance(triple.object, NamedNode | BlankNode):
                yield triple.object, name

    def _one(self, triple: Triple) -> Iterator[Triple]:
        subject, name = triple.subject, local(triple.predicate)
        if isinstance(subject, Triple):
            return
        if triple.predicate == RDF.type:
            better = CLASSES.get(local(triple.object))
            yield Triple(subject, RDF.type, better) if better else triple
        elif not name:
            yield triple
        elif name in ("spatialCoverage", "spatial", "location") and self._is_dataset(subject):
            yield from self._place(subject, triple.object)
        elif name == "temporalCoverage" or (name == "temporal" and self._is_dataset(subject)):
            yield from self._period(subject, triple.object)
        elif name == "distribution" and not self._is_described(triple.object):
            yield from self._bare_download(subject, triple.object)
        elif name in ("sha256", "md5"):
            yield from self._checksum(subject, name, triple.object)
        elif name not in _COLUMNS:
            predicate = self._words_of(subject).get(name)
            yield from self._values(subject, predicate, triple.object) if predicate else (triple,)

    def _words_of(self, subject: Node) -> dict[str, NamedNode]:
        """What the properties of this node are called in DCAT."""
        kind = self._kinds.get(subject, "")
        role = self._roles.get(subject, "")
        if kind in AGENTS or role == "publisher":
            return OF_AGENTS
        if kind == "ContactPoint" or role == "contactPoint":
            return OF_CONTACTS
        if kind and CLASSES[kind] == DCAT.Distribution:
            return OF_DOWNLOADS
        return OF_DATASETS if kind else {}

    def _is_dataset(self, subject: Node) -> bool:
        return CLASSES.get(self._kinds.get(subject, "")) in (DCAT.Dataset, DCAT.Catalog)

    def _is_agent(self, term: Term) -> bool:
        return isinstance(term, NamedNode | BlankNode) and self._kinds.get(term, "") in AGENTS

    def _is_described(self, term: Term) -> bool:
        return isinstance(term, NamedNode | BlankNode) and term in self._heap.by_subject

    def _values(self, subject: Node, predicate: NamedNode, term: Term) -> Iterator[Triple]:
        """What is said by one of DCAT's words: one value, none, or several."""
        if predicate in (DCT.identifier, DCAT.keyword, DCT.language, DCAT.theme, DCT.license, DCAT.mediaType):
            term = self._plainly(term, keep_iri=predicate != DCT.identifier)
        if not isinstance(term, Literal):
            yield Triple(subject, predicate, term)
            return
        term = as_figures(term)
        text = term.value.strip()
        if predicate == DCAT.keyword:
            yield from self._keywords(subject, term)
        elif predicate == DCAT.mediaType and "/" not in text:
            yield Triple(subject, DCT["format"], Literal(text))
        elif predicate == DCAT.byteSize:
            if (size := bytes_in(text)) is not None:
                yield Triple(subject, predicate, size_literal(size))
        elif predicate in DATES:
            yield Triple(subject, predicate, term if term.datatype in (XSD.date, XSD.dateTime) else dated(text))
        elif predicate in LINKS and (address := self._address(predicate, text)):
            yield Triple(subject, predicate, address)
        elif text:
            yield Triple(subject, predicate, term if term.language and predicate in SPOKEN else Literal(term.value))

    def _address(self, predicate: NamedNode, text: str) -> NamedNode | None:
        """The address that a text is: a whole one, or of a file or page one that is relative to the document's."""
        if ":" in text:
            return node(text)
        is_relative = predicate in _PLACES and self._base and _RELATIVE.fullmatch(text)
        return node(resolve(self._base, text) or "") if is_relative else None

    def _keywords(self, subject: Node, term: Literal) -> Iterator[Triple]:
        """Keywords, which many write into one text with commas; an address is a theme."""
        parts = [term.value.strip()] if is_web(term.value.strip()) else term.value.split(",")
        for part in filter(None, map(str.strip, parts)):
            if is_web(part):
                yield Triple(subject, DCAT.theme, NamedNode(part))
            else:
                yield Triple(
                    subject, DCAT.keyword, Literal(part, language=term.language) if term.language else Literal(part)
                )

    def _plainly(self, term: Term, keep_iri: bool) -> Term:
        """A described thing by what it is called; an address stays one, except of an identifier's description."""
        if not self._is_described(term) or (keep_iri and isinstance(term, NamedNode)):
            return Literal(term.value) if isinstance(term, NamedNode) and not keep_iri else term
        if not keep_iri:
            names: tuple[str, ...] = ("value", "url", "name")
        else:
            names = ("url", *_CALLED) if isinstance(term, BlankNode) and self._has(term, "url") else _CALLED
        found = next((one for name in names for one in self._said(term, name) if not isinstance(one, BlankNode)), None)
        return term if found is None and isinstance(term, NamedNode) else found or Literal("")

    def _said(self, subject: Term, name: str) -> list[Term]:
        if not isinstance(subject, NamedNode | BlankNode):
            return []
        return [triple.object for triple in self._heap.by_subject.get(subject, ()) if local(triple.predicate) == name]

    def _has(self, subject: Node, name: str) -> bool:
        return bool(self._said(subject, name))

    def _text(self, subject: Term, *names: str) -> str:
        found = (one.value for name in names for one in self._said(subject, name) if isinstance(one, Literal))
        return next((text.strip() for text in found if text.strip()), "")

    def _new(self) -> BlankNode:
        self._made += 1
        return BlankNode(f"schema{self._made}")

    def _place(self, subject: Node, term: Term) -> Iterator[Triple]:
        if not self._is_described(term) or isinstance(term, Triple):
            yield Triple(subject, DCT.spatial, term)
            return
        place: Node = term if isinstance(term, NamedNode) else self._new()
        yield Triple(subject, DCT.spatial, place)
        yield Triple(place, RDF.type, DCT.Location)
        called = (self._said(term, name) for name in ("name", "address", "alternateName"))
        for label in next(filter(None, ([one for one in said if isinstance(one, Literal)] for said in called)), ()):
            yield Triple(place, SKOS.prefLabel, label)
        for shape in (term, *self._said(term, "geo")):
            box = box_in(self._text(shape, "box"))
            outline = outline_in(self._text(shape, "polygon", "line"))
            point = point_at(self._text(shape, "latitude"), self._text(shape, "longitude"))
            for predicate, geometry in ((DCAT.bbox, box), (LOCN.geometry, outline), (DCAT.centroid, point)):
                if geometry:
                    yield Triple(place, predicate, geometry)

    def _period(self, subject: Node, term: Term) -> Iterator[Triple]:
        text = term.value if isinstance(term, Literal) else self._text(term, "name", "value", "startDate")
        ends = ends_of(text)
        if isinstance(term, BlankNode) and self._has(term, "startDate"):
            ends = (self._text(term, "startDate"), self._text(term, "endDate"))
        if ends is None:
            yield Triple(subject, DCT.temporal, term)
        elif any(ends):
            period = self._new()
            yield Triple(subject, DCT.temporal, period)
            yield Triple(period, RDF.type, DCT.PeriodOfTime)
            for predicate, end in zip((DCAT.startDate, DCAT.endDate), ends, strict=True):
                if end:
                    yield Triple(period, predicate, dated(end))

    def _bare_download(self, subject: Node, term: Term) -> Iterator[Triple]:
        """A distribution that is only an address."""
        address = node(term.value.strip()) if isinstance(term, Literal | NamedNode) else None
        if address and is_web(address.value):
            part = self._new()
            yield Triple(subject, DCAT.distribution, part)
            yield Triple(part, RDF.type, DCAT.Distribution)
            yield Triple(part, DCAT.accessURL, address)

    def _checksum(self, subject: Node, name: str, term: Term) -> Iterator[Triple]:
        if isinstance(term, Literal) and term.value.isalnum():
            checksum = self._new()
            yield Triple(subject, SPDX.checksum, checksum)
            yield Triple(checksum, RDF.type, SPDX.Checksum)
            yield Triple(checksum, SPDX.algorithm, SPDX[f"checksumAlgorithm_{name}"])
            yield Triple(checksum, SPDX.checksumValue, Literal(term.value))

    def _reached(self, download: Node) -> Iterator[Triple]:
        """A file is reached where it is downloaded, unless another address is given."""
        if not self._has(download, "url"):
            for term in self._said(download, "contentUrl"):
                for triple in self._values(download, DCAT.accessURL, term):
                    if isinstance(triple.object, NamedNode):
                        yield triple

    def _beside(self, dataset: Node) -> Iterator[Triple]:
        """What follows from several statements on a dataset: its publisher, its contact, its columns."""
        if not self._has(dataset, "publisher"):
            others = (one for name in _PUBLISHERS for one in self._said(dataset, name))
            publisher = next((one for one in others if self._is_agent(one)), None)
            if publisher is not None:
                yield Triple(dataset, DCT.publisher, publisher)
        if not self._has(dataset, "contactPoint"):
            makers = [one for name in _MADE_BY for one in self._said(dataset, name)]
            for card in [card for maker in makers for card in self._said(maker, "contactPoint")][:1]:
                yield Triple(dataset, DCAT.contactPoint, card)
        if columns := list(dict.fromkeys(self._columns(dataset)))[:_MAX_COLUMNS]:
            yield Triple(dataset, REG.columns, Literal("; ".join(columns)[:8000]))

    def _columns(self, dataset: Node) -> Iterator[str]:
        for variable in self._said(dataset, "variableMeasured"):
            yield from self._variable(variable)
        for table in self._said(dataset, "recordSet"):
            for column in self._said(table, "field"):
                yield self._text(column, "name") or _tail(column)

    def _variable(self, variable: Term) -> Iterator[str]:
        """What a variable is called; one that is a tuple of others stands for them."""
        inner = [one for one in self._said(variable, "valueReference") if self._text(one, "name")]
        if isinstance(variable, Literal):
            yield variable.value.strip()
        for one in inner or [variable]:
            if name := self._text(one, "name"):
                yield name


def _tail(term: Term) -> str:
    return term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""
