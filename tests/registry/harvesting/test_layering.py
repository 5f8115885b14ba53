"""What an edit of a harvested record adds, what it changes, and that additions outlive every reading of the source."""

from collections.abc import Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from harvesters.supplement import Addition, outdone, supplemented
from registry.entries import Act
from registry.harvesting.curated import Curated, Layer, expunge, keep, mark_of
from registry.harvesting.layering import Edit, layered
from registry.ledger import Ledger
from vocab.identifiers import record_of
from vocab.namespaces import DCAT, DCT, REG, VCARD

IRI = "https://registry.example/id/dataset/aaaaaaaaaaaa"
DATASET, RECORD = NamedNode(IRI), NamedNode(record_of(IRI))
SINGLE = {(DCT.title.value,), (DCT.license.value,), (DCAT.contactPoint.value, VCARD.hasEmail.value)}
SOURCE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> . @prefix reg: <https://w3id.org/so-dang-ky/def#> .
<https://registry.example/id/dataset/aaaaaaaaaaaa> a dcat:Dataset ; dct:title "Giá đất"@vi ; dcat:keyword "đất"@vi ;
  dct:license <https://l.example/mo> ; dcat:distribution <https://registry.example/id/distribution/bbbbbbbbbbbb> ;
  dcat:contactPoint _:c .
_:c vcard:fn "Phòng Giá"@vi .
<https://registry.example/id/distribution/bbbbbbbbbbbb> dct:title "CSV"@vi .
<https://registry.example/id/record/aaaaaaaaaaaa> reg:suppliedByDefault dct:license .
"""
SAID = tuple(quad.triple for quad in parse(SOURCE.encode(), format=RdfFormat.TURTLE))
CONTACT = next(triple.object for triple in SAID if triple.predicate == DCAT.contactPoint)
ENGLISH = Triple(DATASET, DCT.title, Literal("Land prices", language="en"))
WORD = Triple(DATASET, DCAT.keyword, Literal("giá", language="vi"))


def edit(
    after: Sequence[Triple], before: Sequence[Triple] = SAID, layer: Sequence[Addition] = (), in_step: bool = True
) -> Edit:
    return layered(IRI, before, after, layer, lambda path: path in SINGLE, in_step)


def without(*gone: Triple) -> list[Triple]:
    return [triple for triple in SAID if triple not in gone]


def triples_of(edited: Edit) -> set[Triple]:
    return {one.triple for one in edited.additions}


def test_what_the_source_does_not_say_is_added_and_marked() -> None:
    edited = edit([*SAID, ENGLISH, WORD])
    assert edited.is_in_step
    assert set(edited.additions) == {Addition(ENGLISH, True), Addition(WORD, False)}
    marked = {triple.object for triple in edited.triples if triple.predicate == REG.addedByAgency}
    assert marked == {DCT.title, DCAT.keyword}


def test_an_unchanged_form_adds_nothing_and_says_all_that_the_source_says() -> None:
    assert edit(SAID) == Edit(SAID, (), True)


def test_what_takes_the_place_of_the_sources_own_word_is_a_change() -> None:
    title = Triple(DATASET, DCT.title, Literal("Giá đất", language="vi"))
    other = Triple(DATASET, DCT.title, Literal("Bảng giá đất", language="vi"))
    edited = edit([*without(title), other, WORD])
    assert not edited.is_in_step
    assert triples_of(edited) == {WORD}, "what was added beside it is kept all the same"


def test_a_default_that_was_replaced_is_an_addition_not_a_change() -> None:
    default = Triple(DATASET, DCT.license, NamedNode("https://l.example/mo"))
    mark = Triple(RECORD, REG.suppliedByDefault, DCT.license)
    own = Triple(DATASET, DCT.license, NamedNode("https://l.example/kin"))
    edited = edit([*without(default, mark), own])
    assert edited.is_in_step and edited.additions == (Addition(own, True),)
    assert not edit(without(default, mark)).is_in_step, "silence cannot be laid over a default"


def test_a_nameless_node_that_was_added_gets_a_name_and_keeps_it() -> None:
    node = BlankNode("baaaaaaaaaaaax7")
    file, title = Triple(DATASET, DCAT.distribution, node), Triple(node, DCT.title, Literal("Bản đồ", language="vi"))
    first = edit([*SAID, file, title])
    named = next(one.triple.object for one in first.additions if one.triple.predicate == DCAT.distribution)
    assert isinstance(named, NamedNode) and "/id/distribution/" in named.value
    assert triples_of(first) == {Triple(DATASET, DCAT.distribution, named), Triple(named, DCT.title, title.object)}
    again = edit([*first.triples, WORD], first.triples, first.additions)
    assert triples_of(again) == triples_of(first) | {WORD}
    assert again.is_in_step
    shorter = edit(
        [one for one in first.triples if named not in (one.subject, one.object)], first.triples, first.additions
    )
    assert shorter.additions == () and shorter.is_in_step
    assert not any(triple.predicate == REG.addedByAgency for triple in shorter.triples)


def test_what_is_added_to_a_nameless_part_of_the_sources_hangs_on_its_place() -> None:
    mail = Triple(CONTACT, VCARD.hasEmail, NamedNode("mailto:gia@example.vn"))
    edited = edit([*SAID, mail])
    assert edited.is_in_step and len(edited.additions) == 1
    other = BlankNode("other")
    renamed = [
        Triple(
            other if one.subject == CONTACT else one.subject,
            one.predicate,
            other if one.object == CONTACT else one.object,
        )
        for one in SAID
    ]
    read = supplemented(renamed, edited.additions, DATASET, RECORD)
    assert Triple(other, VCARD.hasEmail, mail.object) in read
    fewer = [triple for triple in SAID if CONTACT not in (triple.subject, triple.object)]
    assert supplemented(fewer, edited.additions, DATASET, RECORD) == fewer, "it waits until the part is there again"


def test_an_addition_outdoes_what_the_source_says_later_in_its_only_place() -> None:
    layer = (Addition(ENGLISH, True), Addition(WORD))
    later = [*SAID, Triple(DATASET, DCT.title, Literal("Prices of land", language="en"))]
    read = supplemented(later, layer, DATASET, RECORD)
    titles = {triple.object for triple in read if triple.predicate == DCT.title and triple.subject == DATASET}
    assert titles == {Literal("Giá đất", language="vi"), Literal("Land prices", language="en")}
    assert outdone(later, layer, DATASET) == ((layer[0], "Prices of land"),)
    assert outdone(SAID, layer, DATASET) == ()


def test_once_changed_by_hand_it_stays_so_whatever_is_added() -> None:
    assert not edit([*SAID, WORD], in_step=False).is_in_step


def test_a_record_read_with_an_older_layer_does_not_follow_its_source(ledger: Ledger) -> None:
    """Staff added something while a run was under way: what the run read would lose it."""
    act = Act("publish", RECORD.value, "gl-so-yt", body=b"", fingerprint="f", agency="a")
    layer = Layer(RECORD.value, (Addition(WORD),), True)
    (entry,) = ledger.append([act], lambda connection, entries: keep(connection, layer, entries[0]))
    kept, last = Curated(ledger.engine), {RECORD.value: entry}
    now = mark_of(kept.rows([RECORD.value])[IRI])
    assert kept.following(last, {RECORD.value: now}) == {RECORD.value} == kept.following(last, {})
    assert kept.following(last, {RECORD.value: "older"}) == set() == kept.following(last, {RECORD.value: ""})
    ledger.beside(lambda connection: expunge(connection, RECORD.value))
    assert kept.of(RECORD.value) == () and kept.following(last, {}) == set()
