"""A dataset that is gone is gone at every address of its own, and in every form of RDF says so in the same words."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from registry.config import load_config
from registry.keeper import Keeper
from registry.rendering import FORMATS
from registry.web.rdf import RECORD_FORMATS, RECORD_OFFERS
from tests.registry.web.site import HTML, Site, furnished
from vocab.namespaces import ADMS, DCT, PROV, XSD

WITHDRAWN = NamedNode("http://purl.org/adms/status/Withdrawn")
SECRET = "có bí mật nhà nước"
NAMED = {RdfFormat.TRIG, RdfFormat.N_QUADS}
FORMS = pytest.mark.parametrize("form", RECORD_FORMATS)
KINDS = pytest.mark.parametrize("kind", ["dataset", "record"])
TYPES = {offer.format: offer.media_type for offer in reversed(RECORD_OFFERS)}


@pytest.fixture(scope="module")
def bereft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a withdrawn dataset, "gone", and one that the law removed, "evil"."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("bereft")))
    try:
        site = furnished(keeper)
        keeper.ledger.expunge(site.named["evil"].record, "van-hanh", "An", SECRET)
        keeper.follow()
        yield site
    finally:
        keeper.close()


@pytest.fixture
def visitor(bereft: Site) -> FlaskClient:
    return bereft.client()


def triples(data: bytes, form: str) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=FORMATS[form])}


@FORMS
@KINDS
@pytest.mark.parametrize("name", ["gone", "evil"])
def test_by_suffix_and_by_accept_it_is_gone(
    bereft: Site, visitor: FlaskClient, name: str, kind: str, form: str
) -> None:
    address, dataset = f"/id/{kind}/{bereft.key(name)}", NamedNode(bereft.named[name].iri)
    by_suffix = visitor.get(f"{address}.{form}")
    by_accept = visitor.get(address, headers={"Accept": TYPES[form]})
    assert (by_suffix.status_code, by_accept.status_code) == (410, 410)
    assert by_suffix.mimetype == by_accept.mimetype == TYPES[form] and by_suffix.data == by_accept.data
    assert visitor.head(f"{address}.{form}").status_code == 410
    told = triples(by_suffix.data, form)
    assert Triple(dataset, ADMS.status, WITHDRAWN) in told
    (ended,) = [one.object for one in told if one.predicate == PROV.invalidatedAtTime]
    assert isinstance(ended, Literal) and ended.datatype == XSD.dateTime
    assert not [one for one in told if one.predicate in (DCT.description, DCT.publisher)]


@FORMS
def test_every_form_says_the_same(bereft: Site, visitor: FlaskClient, form: str) -> None:
    address = f"/id/dataset/{bereft.key('gone')}"
    assert triples(visitor.get(f"{address}.{form}").data, form) == triples(visitor.get(f"{address}.nt").data, "nt")
    record = NamedNode(bereft.named["gone"].record)
    graphs = {quad.graph_name for quad in parse(visitor.get(f"{address}.{form}").data, format=FORMATS[form])}
    assert (graphs == {record}) == (FORMATS[form] in NAMED)


def test_why_is_told_of_a_withdrawal_and_of_what_the_law_removed_nothing(bereft: Site, visitor: FlaskClient) -> None:
    withdrawn = visitor.get(f"/id/dataset/{bereft.key('gone')}.nq").text
    assert "gộp vào tập khác" in withdrawn and "Tập sẽ thu hồi" in withdrawn
    assert "@en" not in withdrawn, "an official's Vietnamese words are not passed off as English"
    for form in (*RECORD_FORMATS, "html"):
        address = f"/id/dataset/{bereft.key('evil')}{'' if form == 'html' else f'.{form}'}"
        said = visitor.get(address, headers=HTML).text
        assert SECRET not in said and "script>alert" not in said and "Nguyễn" not in said


@FORMS
@KINDS
def test_one_that_is_there_is_told_as_its_graph(bereft: Site, visitor: FlaskClient, kind: str, form: str) -> None:
    there = bereft.named["beds"]
    told = visitor.get(f"/id/{kind}/{bereft.key('beds')}.{form}")
    quads = set(parse(told.data, format=FORMATS[form]))
    assert told.status_code == 200 and set(there.triples) <= {quad.triple for quad in quads}
    if FORMATS[form] in NAMED:
        assert {quad.graph_name for quad in quads} == {NamedNode(there.record)}


@KINDS
@pytest.mark.parametrize("ending", [".exe", ".", ".ttl.gz", ".TTL", ".trig%00"])
def test_another_suffix_is_not_there(bereft: Site, visitor: FlaskClient, kind: str, ending: str) -> None:
    for name in ("beds", "gone"):
        assert visitor.get(f"/id/{kind}/{bereft.key(name)}{ending}").status_code == 404


@pytest.mark.parametrize("ending", [".ttl", ".nq", ""])
def test_what_never_was_is_not_there(visitor: FlaskClient, ending: str) -> None:
    assert visitor.get(f"/id/record/aaaaaaaaaaaa{ending}").status_code == 404


def test_what_was_written_in_vietnamese_is_read_out_in_vietnamese(site: Site, client: FlaskClient) -> None:
    there = f"/id/dataset/{site.key('gone')}"
    page = client.get(f"{there}?lang=en", headers=HTML).text
    assert '<h1><span lang="vi">Tập sẽ thu hồi</span></h1>' in page
    assert 'Reason: <span lang="vi">gộp vào tập khác</span>' in page
    assert "<h1>Tập sẽ thu hồi</h1>" in client.get(f"{there}?lang=vi", headers=HTML).text
