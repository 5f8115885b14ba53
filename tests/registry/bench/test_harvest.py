"""How far the copy is that answers while a harvest is measured."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from registry.bench.harvest import POSITION, position_told
from vocab.namespaces import REG, XSD


@pytest.mark.parametrize(("positions", "told"), [((), 0), ((7,), 7), ((9, 10), 10)])
def test_the_later_of_the_positions_that_stand_is_where_the_copy_is(positions: tuple[int, ...], told: int) -> None:
    store = Store()
    for position in positions:
        value = Literal(str(position), datatype=XSD.integer)
        store.add(Quad(NamedNode("https://a.example/"), REG.ledgerPosition, value))
    answer = store.query(POSITION.read_text("utf-8"))
    assert isinstance(answer, QuerySolutions)
    assert position_told(answer.serialize(format=QueryResultsFormat.JSON) or b"") == told
