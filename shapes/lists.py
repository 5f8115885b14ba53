"""RDF lists of a shapes graph, read with care: a list may be broken, endless or forked."""

from shapes.errors import ShapesRefused
from shapes.rule import Facts, Term
from vocab.namespaces import RDF


def members(facts: Facts, node: Term) -> tuple[Term, ...]:
    """The members of the list that begins at `node`. Raises ShapesRefused for what is no finite list."""
    found: list[Term] = []
    seen: set[Term] = set()
    while node != RDF.nil:
        if node in seen:
            raise ShapesRefused(
                "danh sách RDF chạy vòng, không có kết thúc.", "an RDF list runs in a circle.", "rdf:rest"
            )
        seen.add(node)
        said = facts.get(node, {})
        first, rest = said.get(RDF.first, ()), said.get(RDF.rest, ())
        if len(first) != 1 or len(rest) != 1:
            raise ShapesRefused(
                f"danh sách RDF hỏng tại {node}: mỗi mắt xích phải có đúng một rdf:first và một rdf:rest.",
                f"an RDF list is broken at {node}: each of its nodes needs one rdf:first and one rdf:rest.",
                "rdf:first" if len(first) != 1 else "rdf:rest",
            )
        found.append(first[0])
        node = rest[0]
    return tuple(found)
