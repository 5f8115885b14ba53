"""SELECT over a handful of triples: a store that lives as long as somebody may ask it."""

from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

Term = NamedNode | BlankNode | Literal
Ask = Callable[[str], Iterator[dict[str, Term]]]


def over(triples: Iterable[Triple]) -> Ask:
    """A way to ask these triples: query text -> rows, without what is unbound.

    The store rewrites literals to their canonical form, so questions may not be about spellings. A fault in the query
    raises SyntaxError; the text must come from the house's own files, for nothing bounds its cost.
    """
    store = Store()
    store.extend(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)

    def ask(query: str) -> Iterator[dict[str, Term]]:
        answer = store.query(query)
        if not isinstance(answer, QuerySolutions):
            raise SyntaxError("not a SELECT")
        names = [variable.value for variable in answer.variables]
        for row in answer:
            bound = ((name, row[name]) for name in names)
            yield {name: term for name, term in bound if isinstance(term, NamedNode | BlankNode | Literal)}

    return ask
