"""A harvested record as this registry will keep it."""

import json
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode

from harvesters.ckan import read_ckan
from harvesters.dcat import read_dcat
from harvesters.mapping import key_for, map_record
from harvesters.source import Defaults, Harvested, Source
from tests.harvesters.test_ckan import PACKAGE, URL
from vocab.description import Description
from vocab.identifiers import agency_iri, dataset_iri
from vocab.namespaces import ADMS, DCAT, DCT, EU, FOAF, RDF, REG, VCARD, XSD

BASE = "http://127.0.0.1:8080"
AGENCY = agency_iri(BASE, "gl-so-yt")
HEAD = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix reg: <https://w3id.org/so-dang-ky/def#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def source(**defaults: tuple[str, ...]) -> Source:
    return Source("so-y-te", "dcat", "https://data.example/", "gl-so-yt", {"vi": "Sở Y tế"}, Defaults(defaults))


def mapped(harvested: Harvested, told: Source | None = None) -> Description:
    told = told or source()
    return map_record(harvested, base=BASE, source=told, agency_iri=AGENCY, key=key_for(told, harvested))


def from_turtle(body: str, told: Source | None = None) -> Description:
    page = read_dcat((HEAD + body).encode(), "text/turtle", "https://data.example/catalog.ttl")
    return mapped(page.records[0], told)


def from_ckan(told: Source | None = None, **others: Any) -> Description:
    page = read_ckan(json.dumps({**PACKAGE, **others}).encode(), "application/json", URL)
    return mapped(page.records[0], told)


def test_the_dataset_gets_our_iri_and_the_agency_as_publisher() -> None:
    made = from_turtle('<1> a dcat:Dataset ; dct:title "Một" ; dct:publisher <https://other.example/agency> .')
    assert made.iri.startswith(f"{BASE}/id/dataset/")
    assert made.values(DCT.publisher) == (NamedNode(AGENCY),)
    assert made.values(DCT.source, NamedNode(made.record)) == (NamedNode("https://data.example/1"),)
    assert DCAT.Dataset.value in made.types


def test_the_same_record_keeps_its_iri_and_its_fingerprint() -> None:
    first, again = from_ckan(), from_ckan()
    assert (first.iri, first.fingerprint, first.body()) == (again.iri, again.fingerprint, again.body())
    assert from_ckan(title="khác").iri == first.iri
    assert from_ckan(id="khác").iri != first.iri


def test_code_lists_are_found_by_label_alias_and_code() -> None:
    made = from_ckan()
    assert made.frequency == EU["frequency/QUARTERLY"].value
    assert made.licence == EU["licence/CC_BY_4_0"].value
    assert EU["data-theme/HEAL"].value in made.themes
    part = made.distributions[0]
    assert part.format == EU["file-type/CSV"].value


def test_the_regulations_field_is_found_beside_the_theme() -> None:
    made = from_ckan(groups=[{"title": "Y tế"}])
    assert made.fields == (f"{BASE}/id/concept/field/y-te",)


def test_concepts_written_as_nodes_with_labels_are_found() -> None:
    made = from_turtle("""<1> a dcat:Dataset ; dct:license [ a dct:LicenseDocument ; rdfs:label "CC BY 4.0" ] ;
        dct:accrualPeriodicity [ a dct:Frequency ; rdfs:label "hằng quý"@vi ] .""")
    assert made.licence == EU["licence/CC_BY_4_0"].value
    assert made.frequency == EU["frequency/QUARTERLY"].value
    assert not any(triple.subject.value.startswith("b") for triple in made.triples)


def test_what_no_list_knows_stays_for_the_rules_to_see() -> None:
    made = from_ckan(license_id="giấy phép lạ", theme=["chủ đề lạ"])
    assert made.values(DCT.license) == (Literal("giấy phép lạ"),)
    assert "chủ đề lạ" in made.keywords


def test_vietnamese_is_tagged_and_other_text_is_not() -> None:
    made = from_turtle('<1> a dcat:Dataset ; dct:title "Danh sách bệnh viện", "List", "Tagged"@en .')
    languages = {title.value: title.language for title in made.values(DCT.title) if isinstance(title, Literal)}
    assert languages == {"Danh sách bệnh viện": "vi", "List": None, "Tagged": "en"}


def test_plain_literals_get_the_form_their_property_asks() -> None:
    made = from_turtle("""<1> a dcat:Dataset ; dct:issued "2025-09-05" ; dct:modified "2025-09-05 10:00" ;
        dcat:landingPage "https://data.example/1" ; dct:spatial "Tỉnh Gia Lai" ;
        dcat:contactPoint [ vcard:fn "Phòng" ; vcard:hasEmail "a@b.example" ] ;
        dcat:distribution [ dcat:accessURL "https://data.example/x" ; dcat:byteSize "12.0"^^xsd:decimal ;
            dcat:mediaType "text/csv; charset=utf-8" ] .""")
    assert made.value(DCT.issued) == Literal("2025-09-05", datatype=XSD.date)
    assert made.value(DCT.modified) == Literal("2025-09-05T10:00:00", datatype=XSD.dateTime)
    assert made.landing_pages == ("https://data.example/1",)
    place = made.value(DCT.spatial)
    assert place is not None and not isinstance(place, Literal)
    assert made.values(RDF.type, place) == (DCT.Location,)
    card = made.value(DCAT.contactPoint)
    assert card is not None and not isinstance(card, Literal)
    assert made.values(VCARD.hasEmail, card) == (NamedNode("mailto:a@b.example"),)
    part = made.distributions[0]
    assert (part.access_url, part.byte_size) == ("https://data.example/x", 12)
    assert part.media_type == "https://www.iana.org/assignments/media-types/text/csv"


@pytest.mark.parametrize(("written", "size"), [('"1.0E3"^^xsd:double', 1000), ('"10 KB"', 10_000), ("12.0", 12)])
def test_a_size_is_published_as_the_number_that_is_written(written: str, size: int) -> None:
    made = from_turtle(f"<1> a dcat:Dataset ; dcat:distribution [ dcat:accessURL <x> ; dcat:byteSize {written} ] .")
    assert made.distributions[0].byte_size == size


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ('"2024-03-05 10:00:00"^^xsd:dateTime', Literal("2024-03-05T10:00:00", datatype=XSD.dateTime)),
        ('"2024-03-05"^^xsd:dateTime', Literal("2024-03-05", datatype=XSD.date)),
        ('"05/03/2024"@vi', Literal("2024-03-05", datatype=XSD.date)),
        ("2024", Literal("2024", datatype=XSD.gYear)),
        ('"2024-03-05+07:00"^^xsd:date', Literal("2024-03-05+07:00", datatype=XSD.date)),
    ],
)
def test_a_date_has_the_type_of_its_form(written: str, day: Literal) -> None:
    assert from_turtle(f"<1> a dcat:Dataset ; dct:issued {written} .").value(DCT.issued) == day


def test_nobody_speaks_of_anything_but_the_dataset_and_its_parts() -> None:
    made = from_turtle(f"""<1> a dcat:Dataset, reg:MinistryDataset ; dct:title "x" ; dct:publisher <{AGENCY}> ;
        dct:language <http://publications.europa.eu/resource/authority/language/VIE> ; dct:conformsTo <std> ;
        reg:ledgerPosition 7 ; reg:suppliedByDefault dct:license ; reg:secrecy "khong" .
        <{AGENCY}> foaf:name "Cơ quan giả"@vi . <std> dct:title "chuẩn" .
        <http://publications.europa.eu/resource/authority/language/VIE> rdfs:label "sai"@vi .""")
    named = {triple.subject.value for triple in made.triples if isinstance(triple.subject, NamedNode)}
    assert named == {made.iri, made.record}
    assert REG.MinistryDataset.value not in made.types
    predicates = {triple.predicate for triple in made.triples}
    assert REG.secrecy in predicates
    assert REG.ledgerPosition not in predicates and REG.suppliedByDefault not in predicates


def test_a_source_may_say_how_reused_data_are_kept_in_step() -> None:
    made = from_turtle("""<1> a dcat:Dataset ; dct:title "x" ; reg:syncMode "LGSP" ; reg:lastSynced "2026-10-05"^^xsd:date ;
        reg:qualityStatement "Đủ 12 trạm."@vi ; reg:listLoaded true .""")
    mode = made.value(REG.syncMode)
    assert isinstance(mode, NamedNode) and mode.value.endswith("/sync-mode/nen-tang")
    assert made.value(REG.lastSynced) == Literal("2026-10-05", datatype=XSD.date)
    assert made.value(REG.qualityStatement) == Literal("Đủ 12 trạm.", language="vi")
    assert made.value(REG.listLoaded) is None


def test_distributions_keep_our_iri_from_run_to_run() -> None:
    def nodes(title: str) -> list[Any]:
        made = from_turtle(f"""<1> a dcat:Dataset ; dct:title "{title}" ; dcat:distribution <1/csv>,
            [ dcat:accessURL <https://data.example/a> ], [ dcat:accessURL <https://data.example/b> ] .
            <1/csv> dct:title "csv" .""")
        return sorted(part.node.value for part in made.distributions)

    assert nodes("trước") == nodes("sau")
    assert len(nodes("trước")) == 3
    assert all(name.startswith(f"{BASE}/id/distribution/") for name in nodes("trước"))


def test_defaults_fill_only_what_is_not_said_and_are_marked() -> None:
    told = source(
        **{
            DCT.license.value: ("vn-open",),
            DCT.accrualPeriodicity.value: ("hằng tháng",),
            DCAT.contactPoint.value: ("Phòng Dữ liệu <dl@syt.example>",),
            REG.personalData.value: ("khong",),
            "not an iri": ("x",),
        }
    )
    made = from_turtle('<1> a dcat:Dataset ; dct:title "x" ; dct:accrualPeriodicity "hằng quý" .', told)
    assert made.licence == f"{BASE}/id/concept/licence/khai-thac-du-lieu-mo"
    assert made.frequency == EU["frequency/QUARTERLY"].value
    marked = {term.value for term in made.values(REG.suppliedByDefault, NamedNode(made.record))}
    assert marked == {DCT.license.value, DCAT.contactPoint.value, REG.personalData.value}
    card = made.value(DCAT.contactPoint)
    assert card is not None and not isinstance(card, Literal)
    assert made.text(VCARD.fn, "vi", card) == "Phòng Dữ liệu"


def test_a_series_stays_a_series_and_other_classes_go() -> None:
    assert from_turtle('<1> a dcat:DatasetSeries ; dct:title "x" .').types == (DCAT.DatasetSeries.value,)
    assert from_turtle('<1> a dcat:Dataset, <https://x.example/C> ; dct:title "x" .').types == (DCAT.Dataset.value,)


def test_the_identifier_is_the_sources_when_it_states_none() -> None:
    assert from_turtle('<1> a dcat:Dataset ; dct:title "x" .').identifiers == ("https://data.example/1",)
    assert from_turtle('<1> a dcat:Dataset ; dct:identifier "A1" .').identifiers == ("A1",)


def test_links_to_itself_lead_to_our_iri() -> None:
    made = from_turtle("<1> a dcat:Dataset ; dcat:distribution [ dcat:accessService [ dcat:servesDataset <1> ] ] .")
    assert NamedNode(made.iri) in {triple.object for triple in made.triples}


def test_two_records_share_no_key() -> None:
    told = source()
    keys = {key_for(told, Harvested(name, NamedNode(dataset_iri(BASE, "a" * 12)), ())) for name in ("a", "b", "ab")}
    assert len(keys) == 3


def test_creators_are_people_of_this_record_only() -> None:
    made = from_turtle(
        '<1> a dcat:Dataset ; dct:creator <https://p.example/1>, "Bà B" . <https://p.example/1> foaf:name "Ông A" .'
    )
    names = {triple.object.value for triple in made.triples if triple.predicate == FOAF.name}  # type: ignore[union-attr]
    assert names == {"Ông A", "Bà B"}
    assert ADMS.identifier not in {triple.predicate for triple in made.triples}


def test_a_landing_page_at_the_datasets_own_address_stays_an_address() -> None:
    made = from_turtle('<1> a dcat:Dataset ; dct:title "x" ; dcat:landingPage <1> ; dct:spatial <1> .')
    assert made.landing_pages == ("https://data.example/1",)
    assert made.value(DCT.spatial) == NamedNode(made.iri)


def test_a_licence_is_shared_between_the_dataset_and_its_distributions() -> None:
    down = from_turtle('<1> a dcat:Dataset ; dct:license "CC BY 4.0" ; dcat:distribution [ dct:title "a" ] .')
    up = from_turtle('<1> a dcat:Dataset ; dcat:distribution [ dct:license "CC BY 4.0" ], [ dct:title "b" ] .')
    for made in (down, up):
        assert made.licence == EU["licence/CC_BY_4_0"].value
    assert down.distributions[0].licence == down.licence


def test_the_laws_own_flags_can_come_from_ckan() -> None:
    extras = [{"key": "reg_personal_data", "value": "không"}, {"key": "reg_columns", "value": "ma; ten"}]
    made = from_ckan(extras=extras)
    assert made.value(REG.personalData) == NamedNode(f"{BASE}/id/concept/personal-data/khong")
    assert made.value(REG.columns) == Literal("ma; ten")


def test_what_leads_nowhere_is_not_published() -> None:
    """A file that came without an address says where its data lie relative to it: nobody could follow that."""
    body = '<1> a dcat:Dataset ; dct:title "Một" ; dcat:distribution [ dct:title "Bảng" ; dcat:accessURL <bang.csv> ] .'
    (record,) = read_dcat((HEAD + body).encode(), "text/turtle", "danh-muc.ttl").records
    made = mapped(record)
    assert b"unknown.invalid" not in made.body() and "Bảng".encode() in made.body()


def test_the_codes_of_a_registry_like_this_one_are_our_codes() -> None:
    other = "https://so-khac.example"
    concepts = f"{other}/id/concept"
    told = f"<1> a dcat:Dataset ; reg:secrecy <{concepts}/secrecy/khong> ; dct:license <{concepts}/licence/x>"
    made = from_turtle(f"{told} ; reg:coreData <{concepts}/secrecy/khong> .")
    assert made.value(REG.secrecy) == NamedNode(f"{BASE}/id/concept/secrecy/khong")
    assert made.licence == f"{other}/id/concept/licence/x", "a code that no list has stays what it was"
    assert made.value(REG.coreData) == NamedNode(f"{other}/id/concept/secrecy/khong"), "so does one of another list"


def test_whoever_states_the_regulations_field_is_not_guessed_another() -> None:
    stated = f"reg:field <{BASE}/id/concept/field/giao-thong>"
    made = from_turtle(f'<1> a dcat:Dataset ; dcat:theme "Y tế" ; {stated} .')
    assert [iri.rpartition("/")[2] for iri in made.fields] == ["giao-thong"]
