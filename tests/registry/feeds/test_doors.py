"""The doors as the catalogue tells of them."""

from pathlib import Path

from pyoxigraph import NamedNode

from registry.config import Config
from registry.feeds.doors import DOORS, service_iri, services
from registry.words import Words
from vocab.namespaces import DCAT, DCT, RDF

BASE = "https://registry.example"


def test_every_door_is_a_service_that_leads_to_its_address(tmp_path: Path) -> None:
    config = Config(tmp_path, base=BASE, address="https://portal.example")
    told = list(services(config, Words.of(BASE)))
    assert len({door.name for door in DOORS}) == len(DOORS)
    for door in DOORS:
        node = NamedNode(service_iri(BASE, door))
        about = {(t.predicate, t.object) for t in told if t.subject == node}
        assert (RDF.type, DCAT.DataService) in about
        assert (DCAT.endpointURL, NamedNode(f"https://portal.example{door.path}")) in about
        assert {predicate for predicate, _ in about} >= {DCT.title, DCT.description, DCT.publisher, DCT.conformsTo}
        assert {"vi", "en"} == {t.object.language for t in told if (t.subject, t.predicate) == (node, DCT.title)}


def test_forms_that_the_european_table_knows_are_told() -> None:
    told = list(services(Config(Path(), base=BASE), Words.of(BASE)))
    forms = {t.object.value.rpartition("/")[2] for t in told if t.predicate == DCT["format"]}
    assert forms >= {"RDF_TURTLE", "RDF_XML", "JSON_LD", "RDF_N_TRIPLES"}
