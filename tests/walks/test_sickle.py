"""Sickle, an OAI-PMH client that nobody here wrote, walks `/oai` over real HTTP; then our own harvester reads it back.

What is read back of `dcat_ap` is isomorphic to the ledger's; what Dublin Core loses stands in `losses`.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from sickle import Sickle
from sickle.oaiexceptions import BadResumptionToken, CannotDisseminateFormat, IdDoesNotExist, NoRecordsMatch
from sickle.response import OAIResponse

from registry import keeper as keeper_module
from registry.authority import Actor
from registry.feeds import oai_walk
from tests.registry.feeds.oai_answers import answer
from tests.registry.lending import Lender
from tests.walks.feeding import BASE, PAGE, Feeding, feeding
from tests.walks.read_back import AGENCY, originals, source_at, walked
from tests.walks.rich_datasets import COUNT, all_rich, publish, rich
from tests.walks.test_read_back import unequal
from vocab.identifiers import key_of

HOST = urlsplit(BASE).hostname
FORMATS = ("oai_dc", "dcat_ap")


class Looking(Sickle):
    """Sickle, with a look at each answer as a schema would."""

    def harvest(self, **arguments: str) -> OAIResponse:
        found = super().harvest(**arguments)
        answer(found.http_response.content)
        return found


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeding]:
    lender = Lender()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keeper_module, "workers_for", lender.workers_for)
        patched.setattr(oai_walk, "PAGE", PAGE)
        with feeding(tmp_path_factory.mktemp("oai") / "data", all_rich) as found:
            yield found
    lender.close()


@pytest.fixture(scope="module")
def sickle(fed: Feeding) -> Looking:
    return Looking(f"{fed.address}/oai", timeout=60)


def names(fed: Feeding) -> list[str]:
    return sorted(f"oai:{HOST}:{key}" for key in originals(fed.keeper))


def test_it_says_who_it_is_and_what_it_has(fed: Feeding, sickle: Looking) -> None:
    told = sickle.Identify()
    assert (told.baseURL, told.deletedRecord, told.protocolVersion) == (f"{fed.address}/oai", "persistent", "2.0")
    assert [one.metadataPrefix for one in sickle.ListMetadataFormats()] == list(FORMATS)
    sets = {one.setSpec for one in sickle.ListSets()}
    assert {"agency", "theme", "theme:HEAL"} <= sets


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_walk_by_tokens_brings_every_record_once(fed: Feeding, sickle: Looking, prefix: str) -> None:
    found = list(sickle.ListRecords(metadataPrefix=prefix))
    assert sorted(one.header.identifier for one in found) == names(fed) and len(found) == COUNT > 2 * PAGE
    assert all(one.metadata for one in found)
    assert sorted(one.identifier for one in sickle.ListIdentifiers(metadataPrefix=prefix)) == names(fed)
    again = sickle.GetRecord(identifier=found[0].header.identifier, metadataPrefix=prefix)
    assert again.metadata == found[0].metadata


def test_sets_part_the_records(fed: Feeding, sickle: Looking) -> None:
    by_set = {
        one.setSpec: {record.identifier for record in sickle.ListIdentifiers(metadataPrefix="oai_dc", set=one.setSpec)}
        for one in sickle.ListSets()
        if one.setSpec.startswith(("agency", "theme:HEAL", "theme:ENVI"))
    }
    agencies = [found for spec, found in by_set.items() if spec.startswith("agency:")]
    assert sum(map(len, agencies)) == COUNT == len(by_set["agency"]) and len(agencies) == 2
    assert by_set["theme:HEAL"] and not by_set["theme:HEAL"] & by_set["theme:ENVI"]


def test_errors_are_those_that_clients_know(sickle: Looking) -> None:
    with pytest.raises(NoRecordsMatch):
        sickle.ListRecords(metadataPrefix="oai_dc", until="1999-01-01")
    with pytest.raises(CannotDisseminateFormat):
        sickle.ListRecords(metadataPrefix="mods")
    with pytest.raises(IdDoesNotExist):
        sickle.GetRecord(identifier="oai:x:y", metadataPrefix="oai_dc")
    with pytest.raises(BadResumptionToken):
        sickle.ListRecords(resumptionToken="x")


def test_our_harvester_reads_rdf_back_isomorphic(fed: Feeding) -> None:
    walk = walked(source_at("oai-pmh", f"{fed.address}/oai?metadataPrefix=dcat_ap"))
    agency = fed.keeper.words.agency(AGENCY)
    assert agency is not None
    assert walk.unreadable == () and len(walk.records) == COUNT and len(walk.pages) > 2
    assert {page.total for page in walk.pages} == {COUNT}
    assert unequal(walk, originals(fed.keeper), agency.iri) == {}


def test_our_harvester_reads_dublin_core_back_as_far_as_that_goes(fed: Feeding) -> None:
    walk = walked(source_at("oai-pmh", f"{fed.address}/oai"))
    assert walk.unreadable == () and len(walk.records) == COUNT


def test_a_harvester_that_comes_again_learns_what_changed_and_what_is_gone(fed: Feeding, sickle: Looking) -> None:
    """Last: it changes the registry that is read."""
    since = fed.keeper.clock().strftime("%Y-%m-%dT%H:%M:%SZ")
    changed, withdrawn = rich(fed.keeper.words, BASE, 3, subject="Ghế đá"), rich(fed.keeper.words, BASE, 4)
    first = sickle.ListRecords(metadataPrefix="oai_dc")
    seen = [next(first).header.identifier]
    publish(fed.keeper.ledger, [changed])
    fed.keeper.authority.withdraw(Actor("gl-so-yt", "An", withdrawn.publisher or ""), withdrawn.record, "gộp", None)
    fed.keeper.follow()
    rest = list(first)
    gone = f"oai:{HOST}:{key_of(withdrawn.iri)}"
    assert len({*seen, *(one.header.identifier for one in rest)}) == COUNT == len(rest) + 1, "the walk under way"
    new = {one.header.identifier: one for one in sickle.ListRecords(metadataPrefix="dcat_ap", **{"from": since})}
    assert new[gone].deleted and gone not in names(fed)
    assert "Ghế đá" in new[f"oai:{HOST}:{key_of(changed.iri)}"].raw
    walk = walked(source_at("oai-pmh", f"{fed.address}/oai?metadataPrefix=dcat_ap"))
    assert len(walk.records) == COUNT - 1 and sum(page.came or 0 for page in walk.pages) == COUNT
