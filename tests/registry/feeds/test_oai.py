"""The repository of OAI-PMH: what it says of itself, whom it lists, and that a walk meets everyone once."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from registry.config import Config
from registry.entries import Act
from registry.feeds import oai_walk
from registry.feeds.oai import Repository
from tests.registry.feeds.oai_answers import RDF, answer, code, dublin_core, headers, identifiers, local, size, token
from tests.registry.feeds.test_catalogue import WORDS, Moving
from tests.registry.records import BASE, about, day, description, new_ledger, publish, record
from vocab.description import Description
from vocab.identifiers import agency_iri, key_of, ministry_dataset_iri, mint_key
from vocab.namespaces import DCAT, DCT, EU

HOST = "registry.example"
ENVI = NamedNode(f"{EU.iri}data-theme/ENVI")


def name_of(name: str) -> str:
    return f"oai:{HOST}:{mint_key(name)}"


class Room:
    """A ledger with its repository."""

    def __init__(self, folder: Path, *descriptions: Description, links: str = "") -> None:
        self.clock = Moving()
        self.ledger = new_ledger(folder, descriptions)
        self.ledger.clock = self.clock
        self.themed: dict[str, str] = {}
        config = Config(folder, base=BASE, address=links)
        self.repository = Repository(self.ledger, config, WORDS, self.clock, lambda _: self.themed)

    def ask(self, verb: str, **arguments: str) -> bytes:
        said = {name.rstrip("_"): value for name, value in arguments.items()}
        return self.repository.answer((("verb", verb), *said.items())).body

    def names(self, verb: str = "ListIdentifiers", **arguments: str) -> list[str]:
        """Every identifier of a walk, in its order."""
        root = answer(self.ask(verb, **{"metadataPrefix": "oai_dc", **arguments}))
        found = identifiers(root)
        while there := token(root):
            root = answer(self.ask(verb, resumptionToken=there))
            found += identifiers(root)
        return found

    def later(self, **passed: float) -> None:
        self.clock.now += timedelta(**passed)

    def withdraw(self, name: str) -> None:
        self.ledger.append([Act("withdraw", record(name), "bd-so-yt", reason="bí mật nội bộ")])

    def publish(self, *descriptions: Description) -> None:
        self.ledger.append([publish(one) for one in descriptions])


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(oai_walk, "PAGE", 2)
    made = Room(tmp_path, *(description(f"n{n}", f"Tập {n}") for n in range(5)))
    yield made
    made.ledger.engine.dispose()


def test_it_says_who_it_is(room: Room) -> None:
    told = answer(room.ask("Identify"))[2]
    said = {local(one): one.text for one in told}
    assert said["baseURL"] == f"{BASE}/oai" and said["protocolVersion"] == "2.0"
    assert said["deletedRecord"] == "persistent" and said["granularity"] == "YYYY-MM-DDThh:mm:ssZ"
    assert said["earliestDatestamp"] == "2026-10-12T05:00:00Z" and said["adminEmail"] == f"webmaster@{HOST}"
    scheme = {local(one): one.text for one in told[-1][0]}
    assert scheme["repositoryIdentifier"] == HOST and (scheme["sampleIdentifier"] or "").startswith(f"oai:{HOST}:")


def test_identifiers_hang_on_the_permanent_base_and_links_on_where_it_is(tmp_path: Path) -> None:
    room = Room(tmp_path, description("a", "Đất"), links="http://10.0.0.7:8080")
    assert room.names() == [name_of("a")]
    assert answer(room.ask("Identify"))[1].text == "http://10.0.0.7:8080/oai"


@pytest.mark.parametrize("base", ["http://127.0.0.1:8080", "http://localhost:8080"])
def test_a_host_that_no_scheme_of_identifiers_knows_is_left_out_of_it(tmp_path: Path, base: str) -> None:
    ledger = new_ledger(tmp_path)
    told = Repository(ledger, Config(tmp_path, base=base), WORDS, Moving(), lambda _: ()).answer([("verb", "Identify")])
    assert not [one for one in answer(told.body).iter() if local(one) == "oai-identifier"]


def test_an_empty_registry_has_no_records_and_an_hour_to_begin_with(tmp_path: Path) -> None:
    room = Room(tmp_path)
    answer(room.ask("Identify"))
    answer(room.ask("ListSets"))
    assert code(room.ask("ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"


def test_pages_lead_on_count_all_and_end_with_an_empty_token(room: Room) -> None:
    first = room.repository.answer((("verb", "ListRecords"), ("metadataPrefix", "oai_dc")))
    root, cursors = answer(first.body), []
    assert (first.position, first.is_last) == (5, False)
    while True:
        (last,) = [one for one in root.iter() if local(one) == "resumptionToken"]
        cursors.append((last.get("cursor"), last.get("completeListSize"), bool(last.get("expirationDate"))))
        if not last.text:
            break
        told = room.repository.answer((("verb", "ListRecords"), ("resumptionToken", last.text)))
        root = answer(told.body)
    assert cursors == [("0", "5", True), ("2", "5", True), ("4", "5", False)] and told.is_last
    assert sorted(room.names("ListRecords")) == sorted(room.names()) == sorted(name_of(f"n{n}") for n in range(5))


def test_a_list_on_one_page_has_no_token(room: Room) -> None:
    room.later(hours=1)
    room.publish(description("n1", "Tập khác"))
    root = answer(room.ask("ListRecords", metadataPrefix="oai_dc", from_="2026-10-12T05:00:01Z"))
    assert identifiers(root) == [name_of("n1")]
    assert not [one for one in root.iter() if local(one) == "resumptionToken"]


def test_a_description_in_rdf_is_the_ledgers_and_that_of_its_record(room: Room) -> None:
    odd = about("odd", DCT.title, Literal("5.10 <&>\r]]> \x01 \U0001f5fa", datatype=NamedNode("urn:x:y")))
    one = description("odd", "Đất", odd, about("odd", DCAT.byteSize, Literal("0042", datatype=NamedNode("urn:x:n"))))
    room.publish(one)
    root = answer(room.ask("GetRecord", metadataPrefix="dcat_ap", identifier=name_of("odd")))
    (rdf,) = root.iter(RDF)
    there = {quad.triple for quad in parse(ElementTree.tostring(rdf), format=RdfFormat.RDF_XML)}
    labels = {t.subject for t in there} & {t.subject for t in one.triples}
    assert labels, "the dataset itself"
    texts = {t.object.value for t in there if isinstance(t.object, Literal)}
    assert "5.10 <&>\r]]> \ufffd \U0001f5fa" in texts and "0042" in texts
    assert {t.predicate for t in there if t.subject == NamedNode(one.record)} >= {DCT.issued, DCT.modified}


def test_dublin_core_says_vietnamese_first_and_leaves_out_what_is_not_said(room: Room) -> None:
    theme = about("x", DCAT.theme, ENVI)
    words = about("x", DCAT.keyword, Literal("sông\x0b hồ", language="vi"))
    room.publish(description("x", "Nước", theme, words, about("x", DCT.issued, day("2026-01-31")), english="Water"))
    told = list(dublin_core(answer(room.ask("GetRecord", metadataPrefix="oai_dc", identifier=name_of("x")))))
    assert told[:2] == [("title", "Nước"), ("title", "Water")]
    assert {("subject", "sông\ufffd hồ"), ("subject", "Environment"), ("date", "2026-01-31")} <= set(told)
    assert {("type", "Dataset"), ("contributor", "Liên hệ x")} <= set(told)
    assert all(text for _, text in told) and "rights" not in dict(told)


def test_a_withdrawn_record_is_deleted_for_ever_without_a_word_and_no_held_one_is_there(room: Room) -> None:
    room.later(days=1)
    room.withdraw("n0")
    room.ledger.expunge(record("n1"), "van-hanh", "An", "luật")
    room.ledger.append([Act("hold", record("held"), "bd-so-yt", agency=agency_iri(BASE, "gl-so-yt"))])
    body = room.ask("ListRecords", metadataPrefix="dcat_ap", from_="2026-10-13")
    root = answer(body)
    assert identifiers(root, deleted=True) == [name_of("n0"), name_of("n1")] and len(identifiers(root)) == 2
    assert "bí mật".encode() not in body and "Tập".encode() not in body
    assert {one[1].text for one in headers(root)} == {"2026-10-13T05:00:00Z"}
    for prefix in ("oai_dc", "dcat_ap"):
        one = answer(room.ask("GetRecord", metadataPrefix=prefix, identifier=name_of("n0")))
        assert identifiers(one, deleted=True) == [name_of("n0")]
    assert sorted(room.names()) == sorted(name_of(f"n{n}") for n in range(5))
    assert code(room.ask("GetRecord", metadataPrefix="oai_dc", identifier=name_of("held"))) == "idDoesNotExist"


def test_a_ministrys_dataset_that_was_removed_by_law_never_was_a_record_of_ours(room: Room) -> None:
    ministrys = ministry_dataset_iri(BASE, "bo-y-te-1")
    body = f'<{ministrys}> <{DCT.title.value}> "Giường bệnh" <{ministrys}> .\n'.encode()
    room.ledger.append([Act("import", ministrys, "source:bo-y-te", body=body, agency=agency_iri(BASE, "bo-y-te"))])
    room.ledger.expunge(ministrys, "van-hanh", "An", "luật")
    assert sorted(room.names("ListRecords")) == sorted(name_of(f"n{n}") for n in range(5))
    assert size(answer(room.ask("ListIdentifiers", metadataPrefix="oai_dc"))) == 5
    specs = [one.text for one in answer(room.ask("ListSets")).iter() if local(one) == "setSpec"]
    assert f"agency:{key_of(agency_iri(BASE, 'bo-y-te'))}" not in specs


def test_asking_from_and_until_takes_both_ends_and_only_the_newest_words_count(room: Room) -> None:
    room.later(days=1)
    room.publish(description("n3", "Mới"))
    all_but = {name_of(f"n{n}") for n in (0, 1, 2, 4)}
    assert set(room.names(until="2026-10-12")) == all_but == set(room.names(until="2026-10-12T05:00:00Z"))
    assert room.names(from_="2026-10-12T05:00:01Z") == [name_of("n3")] == room.names(from_="2026-10-13")
    assert room.names(from_="2026-10-13T05:00:00Z", until="2026-10-13T05:00:00Z") == [name_of("n3")]
    assert len(room.names(from_="1900-01-01", until="9999-12-31")) == 5
    for ends in ({"until": "2026-10-11"}, {"from_": "2026-10-14"}, {"until": "2026-10-12T04:59:59Z"}):
        assert code(room.ask("ListRecords", metadataPrefix="oai_dc", **ends)) == "noRecordsMatch"


def test_sets_are_agencies_and_themes_and_a_header_names_its_own(room: Room) -> None:
    room.publish(description("f", "Giá", about("f", DCAT.theme, ENVI), agency="gl-so-tc"))
    health, money = (f"agency:{key_of(agency_iri(BASE, name))}" for name in ("gl-so-yt", "gl-so-tc"))
    specs = [one.text for one in answer(room.ask("ListSets")).iter() if local(one) == "setSpec"]
    assert {"agency", health, money, "theme", "theme:ENVI"} <= set(specs) and len(specs) == len(set(specs))
    (found,) = headers(answer(room.ask("ListRecords", metadataPrefix="oai_dc", set=money)))
    assert [one.text for one in found[2:]] == [money, "theme:ENVI"]
    assert len(room.names(set="agency")) == 6 and len(room.names(set=health)) == 5
    room.themed[record("f")] = ""
    assert room.names(set="theme:ENVI") == [name_of("f")] == room.names(set="theme")
    room.withdraw("n0")
    assert set(room.names(set="theme:ENVI")) == {name_of("f"), name_of("n0")}, "a deletion is told in every theme"
    assert set(room.names(set=money)) == {name_of("f")}
    for spec in ("theme:XXX", "agency:aaaaaaaaaaaa", "agency:", "no"):
        assert code(room.ask("ListRecords", metadataPrefix="oai_dc", set=spec)) in ("noRecordsMatch", "badArgument")


def test_formats_of_all_and_of_one(room: Room) -> None:
    room.withdraw("n0")
    for more in ({}, {"identifier": name_of("n0")}, {"identifier": name_of("n1")}):
        told = [
            one.text for one in answer(room.ask("ListMetadataFormats", **more)).iter() if local(one) == "metadataPrefix"
        ]
        assert told == ["oai_dc", "dcat_ap"]


UNKNOWN = [
    f"oai:{HOST}:aaaaaaaaaaaa",
    f"oai:other.example:{mint_key('n0')}",
    mint_key("n0"),
    "x",
    f"oai:{HOST}:",
    "\ufffd",
]


@pytest.mark.parametrize("identifier", [*UNKNOWN, f"{BASE}/id/dataset/{mint_key('n0')}", "x" * 5_000])
def test_an_identifier_that_is_not_ours_does_not_exist(room: Room, identifier: str) -> None:
    assert code(room.ask("GetRecord", identifier=identifier, metadataPrefix="oai_dc")) == "idDoesNotExist"
    assert code(room.ask("ListMetadataFormats", identifier=identifier)) == "idDoesNotExist"


def test_a_format_that_is_not_there_is_not_given(room: Room) -> None:
    for verb, more in (("ListRecords", {}), ("ListIdentifiers", {}), ("GetRecord", {"identifier": name_of("n0")})):
        assert code(room.ask(verb, metadataPrefix="marc", **more)) == "cannotDisseminateFormat"


def test_a_token_outlives_a_restart_but_no_week_after_a_change(room: Room) -> None:
    there = token(answer(room.ask("ListIdentifiers", metadataPrefix="oai_dc")))
    again = Repository(room.ledger, Config(Path(), base=BASE), WORDS, room.clock, lambda _: ())
    ask = [("verb", "ListIdentifiers"), ("resumptionToken", there)]
    room.later(days=30)
    assert again.answer(ask).fault == ""
    room.publish(description("new", "Mới"))
    room.later(days=6, hours=23)
    assert again.answer(ask).fault == ""
    room.later(hours=2)
    assert again.answer(ask).fault == "badResumptionToken"


FORGERIES: list[Callable[[str], str]] = [
    lambda text: text[:-1],
    lambda text: text[1:],
    lambda text: text.replace("oai_dc", "dcat_ap"),
    lambda text: re.sub(r"\.(\d)", r".9\1", text, count=1),
    lambda text: f"{text}x",
    lambda text: text * 200,
    lambda _: "i.5.5.2.2.5.oai_dc..0000000000",
    lambda _: "x",
    lambda text: f" {text}",
]


@pytest.mark.parametrize("forged", FORGERIES)
def test_a_token_that_was_cut_changed_or_made_up_is_none(room: Room, forged: Callable[[str], str]) -> None:
    there = forged(token(answer(room.ask("ListIdentifiers", metadataPrefix="oai_dc"))))
    assert code(room.ask("ListIdentifiers", resumptionToken=there)) == "badResumptionToken"


def test_a_token_of_another_verb_or_another_registry_is_none(room: Room) -> None:
    there = token(answer(room.ask("ListIdentifiers", metadataPrefix="oai_dc")))
    assert code(room.ask("ListRecords", resumptionToken=there)) == "badResumptionToken"
    assert code(room.ask("ListSets", resumptionToken=there)) == "badResumptionToken"
    other = Repository(room.ledger, Config(Path(), base="https://other.example"), WORDS, room.clock, lambda _: ())
    assert other.answer([("verb", "ListIdentifiers"), ("resumptionToken", there)]).fault == "badResumptionToken"


def test_a_set_that_the_rest_of_a_walk_has_left_is_begun_again(room: Room) -> None:
    room.themed.update({record(f"n{n}"): "" for n in range(5)})
    there = token(answer(room.ask("ListIdentifiers", metadataPrefix="oai_dc", set="theme:ENVI")))
    room.themed.clear()
    assert code(room.ask("ListIdentifiers", resumptionToken=there)) == "badResumptionToken"


def test_who_asks_again_from_the_time_of_an_answer_misses_nothing_of_a_long_writing(room: Room) -> None:
    """What a harvest writes bears the times at which it went on, and is seen when it is over."""
    room.later(minutes=1)
    with room.ledger.writing() as writing:
        writing.append([publish(description("n8", "Tập 8"))])
        room.later(minutes=10)
        writing.append([publish(description("n9", "Tập 9"))])
        room.later(seconds=5)
        during = answer(room.ask("ListRecords", metadataPrefix="oai_dc", from_="2026-01-01"))[0].text or ""
    after = room.names("ListRecords", from_=during)
    assert after == [name_of("n8"), name_of("n9")]
    quiet = answer(room.ask("Identify"))[0].text
    assert quiet == room.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ") > during, "nobody writes: it is the time of day"


CHANGES = st.lists(st.tuples(st.sampled_from(["publish", "withdraw", "expunge"]), st.integers(0, 11)), max_size=6)


@settings(max_examples=15, deadline=None)
@given(before=CHANGES, between=st.lists(CHANGES, max_size=5), prefix=st.sampled_from(["oai_dc", "dcat_ap"]))
def test_a_walk_meets_everyone_once_whatever_changes_between_its_pages(
    before: list[tuple[str, int]], between: list[list[tuple[str, int]]], prefix: str
) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(oai_walk, "PAGE", 3)
        room = Room(Path(folder), *(description(f"r{n}", f"Tập {n}") for n in range(8)))
        _do(room, before)
        there = _states(room)
        root = answer(room.ask("ListRecords", metadataPrefix=prefix))
        seen, gone = identifiers(root), identifiers(root, deleted=True)
        for changes in [*between, *([[]] * 9)]:
            if not (following := token(root)):
                break
            _do(room, changes)
            root = answer(room.ask("ListRecords", resumptionToken=following))
            seen += identifiers(root)
            gone += identifiers(root, deleted=True)
        assert not token(root)
        assert sorted(seen) == sorted(map(name_of, there)), "each once, and nobody who came later"
        for name, state in there.items():
            if state != "public":
                assert name_of(name) in gone
            elif name_of(name) in gone:
                assert any(name == f"r{n}" and act != "publish" for changes in between for act, n in changes)
        room.ledger.engine.dispose()


MOVES = [
    ("publish", 3),
    ("withdraw", 1),
    ("publish", 9),
    ("expunge", 4),
    ("publish", 1),
    ("withdraw", 2),
    ("publish", 6),
]


@pytest.mark.parametrize("spec", ["", "agency", "theme:ENVI"])
def test_the_size_of_a_list_is_how_many_records_it_has(room: Room, spec: str) -> None:
    room.themed.update({record(f"r{n}"): "" for n in range(3, 12)})
    room.publish(*(description(f"r{n}", f"Tập {n}") for n in range(8)))
    times = ["", *(f"2026-10-12T05:00:{second:02}Z" for second in (1, 8, 20, 30, 45))]
    _do(room, MOVES)
    counted = set()
    for since, until in product(times, times):
        asked = {name: said for name, said in (("from", since), ("until", until), ("set", spec)) if said}
        told = room.ask("ListIdentifiers", metadataPrefix="oai_dc", **asked)
        if not code(told) and (there := size(answer(told))):
            assert there == len(room.names(**asked)), asked
            counted.add(there)
    assert len(counted) > 2


def _states(room: Room) -> dict[str, str]:
    found = {f"r{n}": room.ledger.current(record(f"r{n}")) for n in range(12)}
    return {name: one.state for name, one in found.items() if one is not None}


def _do(room: Room, changes: list[tuple[str, int]]) -> None:
    for act, number in changes:
        room.later(seconds=7)
        now = room.ledger.current(record(f"r{number}"))
        if act == "publish" and (now is None or now.state != "expunged"):
            room.publish(description(f"r{number}", f"Tập {room.clock.now}"))
        elif act == "withdraw" and now and now.state == "public":
            room.withdraw(f"r{number}")
        elif act == "expunge" and now and now.state != "expunged":
            room.ledger.expunge(record(f"r{number}"), "van-hanh", "An", "luật")


NO_ANSWERS = {"00006.xml", "ListRecordsBroken.xml"}
"""A bare description, and what is no XML."""


def test_real_repositories_answer_in_the_same_form(shared: Path) -> None:
    """So the look that every answer of ours is given is that of the protocol, not of our own making."""
    found = [path for path in sorted((shared / "corpora/dev/oai-pmh").rglob("*.xml")) if path.name not in NO_ANSWERS]
    assert len(found) >= 10
    verbs = {root[1].get("verb") for root in (answer(path.read_bytes()) for path in found)}
    assert verbs >= {"Identify", "ListSets", "ListMetadataFormats", "ListIdentifiers", "ListRecords", "GetRecord"}
