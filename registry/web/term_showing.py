"""What the pages of our own terms and code lists show; and the triples of the vocabulary, for machines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.web.here import keeper, language
from registry.web.showing import label
from vocab.description import Term, pick
from vocab.namespaces import PREFIXES, RDFS
from vocab.terms import background as terms_background

Named = Mapping[str, str]


def concept(iri: str) -> dict[str, Any]:
    """A code list or one of its entries."""
    for one in keeper().words.code_lists.values():
        if one.scheme == iri:
            return _concept_page(iri, one.labels, {}, None, [_named(c.iri) for c in one.concepts])
        if found := one.by_iri.get(iri):
            return _concept_page(iri, found.labels, found.definitions, _named(one.scheme), [])
    return _concept_page(iri, {language(): label(iri)}, {}, None, [])


def terms() -> dict[str, Any]:
    """Our own terms, and the code lists."""
    return {
        "namespace": PREFIXES["reg"],
        "own": sorted(_own_terms(), key=lambda term: term["name"].lower()),
        "lists": [{**_named(one.scheme), "count": len(one.concepts)} for one in keeper().words.code_lists.values()],
    }


def background(graph_name: str, about: str = "") -> list[Triple]:
    """The triples of a graph of terms ("agencies", "vocabulary", or a graph's IRI); with `about`, that subject's only."""
    base = keeper().config.base
    iri = graph_name if graph_name.startswith(base) else f"{base}/graph/{graph_name}"
    quads = parse(terms_background(base).get(iri, b""), format=RdfFormat.N_QUADS)
    wanted = NamedNode(about) if about else None
    return [quad.triple for quad in quads if wanted is None or quad.subject == wanted]


def _concept_page(
    iri: str, labels: Named, definitions: Named, scheme: Named | None, concepts: Sequence[Named]
) -> dict[str, Any]:
    said = labels.get(language()) or labels.get("vi") or iri
    definition = definitions.get(language()) or definitions.get("vi") or ""
    return {
        "iri": iri,
        "label": said,
        "labels": labels,
        "definition": definition,
        "scheme": scheme,
        "concepts": concepts,
    }


def _named(iri: str) -> Named:
    base = keeper().config.base
    return {"label": label(iri), "href": iri[len(base) :] if iri.startswith(f"{base}/") else ""}


def _own_terms() -> Iterator[dict[str, str]]:
    ours = PREFIXES["reg"]
    comments: dict[str, list[Term]] = {}
    for triple in background("vocabulary"):
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(ours):
            said = comments.setdefault(triple.subject.value, [])
            if triple.predicate == RDFS.comment and isinstance(triple.object, Literal):
                said.append(triple.object)
    for iri, said in comments.items():
        if iri != ours:
            yield {"name": iri[len(ours) :], "label": label(iri), "comment": pick(said, language())}
