"""ISO 19139 and ISO 19115-3 records: what GeoDCAT-AP makes of them, in several tongues, profiles and envelopes."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from harvesters.dcat import read_dcat
from harvesters.errors import NotReadable
from harvesters.iso19139 import read_iso19139
from harvesters.kinds import kind_of
from harvesters.preview import preview
from harvesters.source import Harvested
from vocab.namespaces import DCAT, DCT, EU, PROV, REG, VCARD, Namespace

GEODCAT = Namespace("http://data.europa.eu/930/")
SPACES = (
    'xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco" '
    'xmlns:gmx="http://www.isotc211.org/2005/gmx" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:srv="http://www.isotc211.org/2005/srv" '
    'xmlns:gmi="http://www.isotc211.org/2005/gmi" xmlns:che="http://www.geocat.ch/2008/che"'
)


def text(name: str, value: str) -> str:
    return f"<gmd:{name}><gco:CharacterString>{value}</gco:CharacterString></gmd:{name}>"


def coded(name: str, kind: str, value: str) -> str:
    return f'<gmd:{name}><gmd:{kind} codeList="x" codeListValue="{value}"/></gmd:{name}>'


def party(role: str, name: str, mail: str = "") -> str:
    address = text("electronicMailAddress", mail) if mail else ""
    contact = f"<gmd:contactInfo><gmd:CI_Contact><gmd:address><gmd:CI_Address>{address}</gmd:CI_Address></gmd:address>"
    contact += "</gmd:CI_Contact></gmd:contactInfo>"
    said = text("organisationName", name) + contact + coded("role", "CI_RoleCode", role)
    return f"<gmd:CI_ResponsibleParty>{said}</gmd:CI_ResponsibleParty>"


def dated(kind: str, day: str) -> str:
    inner = f"<gmd:date><gco:Date>{day}</gco:Date></gmd:date>" + coded("dateType", "CI_DateTypeCode", kind)
    return f"<gmd:date><gmd:CI_Date>{inner}</gmd:CI_Date></gmd:date>"


def citation(title: str = text("title", "Bản đồ đất"), more: str = "") -> str:
    return f"<gmd:citation><gmd:CI_Citation>{title}{more}</gmd:CI_Citation></gmd:citation>"


def online(url: str, protocol: str = "", function: str = "", name: str = "") -> str:
    said = f"<gmd:linkage><gmd:URL>{url.replace('&', '&amp;')}</gmd:URL></gmd:linkage>"
    said += text("protocol", protocol) if protocol else ""
    said += text("name", name) if name else ""
    said += coded("function", "CI_OnLineFunctionCode", function) if function else ""
    return f"<gmd:onLine><gmd:CI_OnlineResource>{said}</gmd:CI_OnlineResource></gmd:onLine>"


def distribution(*links: str, forms: tuple[str, ...] = ()) -> str:
    named = "".join(
        f"<gmd:distributionFormat><gmd:MD_Format>{text('name', form)}</gmd:MD_Format></gmd:distributionFormat>"
        for form in forms
    )
    options = "<gmd:transferOptions><gmd:MD_DigitalTransferOptions>" + "".join(links)
    options += "</gmd:MD_DigitalTransferOptions></gmd:transferOptions>"
    return f"<gmd:distributionInfo><gmd:MD_Distribution>{named}{options}</gmd:MD_Distribution></gmd:distributionInfo>"


def record(
    identification: str = citation(),
    before: str = text("fileIdentifier", "r-1") + coded("language", "LanguageCode", "vie"),
    after: str = "",
    root: str = "gmd:MD_Metadata",
    kind: str = "gmd:MD_DataIdentification",
) -> str:
    info = f"<gmd:identificationInfo><{kind}>{identification}</{kind}></gmd:identificationInfo>"
    return f"<{root} {SPACES}>{before}{info}{after}</{root}>"


def one(xml: str) -> Harvested:
    page = read_iso19139(xml.encode(), "", "https://geo.example/record.xml")
    assert not page.unreadable, page.unreadable
    (found,) = page.records
    return found


def told(xml: str) -> dict[str, Any]:
    found = preview(xml.encode(), "", "https://geo.example/record.xml", "iso19139")
    assert not found["unreadable"], found["unreadable"]
    first: dict[str, Any] = found["records"][0]
    return first


def values(found: Harvested, predicate: NamedNode, anywhere: bool = False) -> list[Any]:
    return [t.object for t in found.triples if t.predicate == predicate and (anywhere or t.subject == found.focus)]


def test_the_plain_fields_arrive() -> None:
    said = told(
        record(
            citation(more=dated("publication", "2024-05-01") + dated("revision", "2025-02-03"))
            + text("abstract", "Mô tả\n   dài")
            + f"<gmd:pointOfContact>{party('publisher', 'Sở Xây dựng', 'a@b.example')}</gmd:pointOfContact>"
            + "<gmd:descriptiveKeywords><gmd:MD_Keywords>"
            + text("keyword", "đất đai")
            + "</gmd:MD_Keywords></gmd:descriptiveKeywords>"
            + "<gmd:topicCategory><gmd:MD_TopicCategoryCode>farming</gmd:MD_TopicCategoryCode></gmd:topicCategory>"
        )
    )
    assert (said["identifier"], said["title"], said["description"]) == ("r-1", "Bản đồ đất", "Mô tả\ndài")
    assert (said["issued"], said["modified"]) == ("2024-05-01", "2025-02-03")
    assert (said["publisher"], said["keyword"]) == ("Sở Xây dựng", ["đất đai"])
    assert said["theme"] == [f"{EU.iri}data-theme/AGRI"]


@pytest.mark.parametrize("root", ["gmd:MD_Metadata", "gmi:MI_Metadata", "che:CHE_MD_Metadata"])
def test_every_profile_is_read_by_its_names_alone(root: str) -> None:
    assert one(record(root=root)).identifier == "r-1"


def test_a_record_under_another_name_says_what_it_is() -> None:
    xml = record(root="che:Ban_Ghi").replace("<che:Ban_Ghi ", '<che:Ban_Ghi gco:isoType="gmd:MD_Metadata" ', 1)
    assert one(xml).identifier == "r-1"


def test_each_tongue_keeps_its_text() -> None:
    title = (
        "<gmd:title><gco:CharacterString>Bản đồ</gco:CharacterString><gmd:PT_FreeText><gmd:textGroup>"
        '<gmd:LocalisedCharacterString locale="#xx">Map</gmd:LocalisedCharacterString></gmd:textGroup>'
        '<gmd:textGroup><gmd:LocalisedCharacterString locale="#FR">Carte</gmd:LocalisedCharacterString>'
        "</gmd:textGroup></gmd:PT_FreeText></gmd:title>"
    )
    locale = '<gmd:locale><gmd:PT_Locale id="xx">' + coded("languageCode", "LanguageCode", "eng") + "</gmd:PT_Locale>"
    before = text("fileIdentifier", "r-1") + text("language", "vie") + locale + "</gmd:locale>"
    found = one(record(citation(title), before))
    assert {(t.value, t.language) for t in values(found, DCT.title)} == {
        ("Bản đồ", "vi"),
        ("Map", "en"),
        ("Carte", "fr"),
    }


def test_vietnamese_declared_as_english_stays_vietnamese() -> None:
    before = text("fileIdentifier", "r-1") + text("language", "eng; USA")
    (title,) = values(one(record(before=before)), DCT.title)
    assert (title.value, title.language) == ("Bản đồ đất", "vi")
    (plain,) = values(one(record(citation(text("title", "Land")), before)), DCT.title)
    assert plain.language == "en"


def test_a_dataset_keeps_its_own_address_and_the_catalogue_its_record() -> None:
    code = '<gmd:code><gmx:Anchor xlink:href="https://data.example/id/dat">dat</gmx:Anchor></gmd:code>'
    found = one(
        record(citation(more=f"<gmd:identifier><gmd:MD_Identifier>{code}</gmd:MD_Identifier></gmd:identifier>"))
    )
    assert found.focus == NamedNode("https://data.example/id/dat")
    assert found.identifier == "r-1"


def test_a_code_within_a_space_of_codes_is_joined_to_it() -> None:
    inner = text("code", "dat-1") + text("codeSpace", "https://data.example/id")
    more = f"<gmd:identifier><gmd:RS_Identifier>{inner}</gmd:RS_Identifier></gmd:identifier>"
    assert one(record(citation(more=more))).focus == NamedNode("https://data.example/id/dat-1")


def test_addresses_become_services_files_and_pages() -> None:
    said = told(
        record(
            after=distribution(
                online("https://g.example/wms?service=WMS&request=GetCapabilities", "OGC:WMS", name="Bản đồ"),
                online("https://g.example/arcgis/rest/services/Dat/MapServer"),
                online("https://g.example/dat.zip", "WWW:DOWNLOAD-1.0-http--download", "download"),
                online("https://g.example/gioi-thieu.html", "WWW:LINK-1.0-http--link", "information"),
                online("https://g.example/gi-do"),
                forms=("ESRI Shapefile",),
            )
        )
    )
    parts = {part["access_url"]: part for part in said["distributions"]}
    assert [part["format"] for part in said["distributions"]] == ["WMS", "REST", "ESRI Shapefile", "ESRI Shapefile"]
    assert parts["https://g.example/dat.zip"]["download_url"] == "https://g.example/dat.zip"
    assert parts["https://g.example/gi-do"]["download_url"] is None
    assert said["landing_page"] == "https://g.example/gioi-thieu.html"
    found = one(record(after=distribution(online("https://g.example/wms?service=WMS&request=GetCapabilities"))))
    assert values(found, DCAT.endpointURL, anywhere=True) == [NamedNode("https://g.example/wms")]


def limits(inner: str, kind: str = "MD_LegalConstraints") -> str:
    return f"<gmd:resourceConstraints><gmd:{kind}>{inner}</gmd:{kind}></gmd:resourceConstraints>"


def test_a_licence_stands_where_use_is_limited_and_rights_where_access_is() -> None:
    restricted = coded("accessConstraints", "MD_RestrictionCode", "otherRestrictions")
    used = coded("useConstraints", "MD_RestrictionCode", "otherRestrictions")
    nobody = "http://inspire.ec.europa.eu/metadata-codelist/LimitationsOnPublicAccess/noLimitations"
    anchored = f'<gmd:otherConstraints><gmx:Anchor xlink:href="{nobody}">không</gmx:Anchor></gmd:otherConstraints>'
    sentence = (
        "Dùng theo https://creativecommons.org/licenses/by/4.0/Xin ghi nguồn khi dùng lại, cảm ơn quý vị rất nhiều."
    )
    found = one(record(citation() + limits(restricted + anchored) + limits(used + text("otherConstraints", sentence))))
    assert values(found, DCT.accessRights) == [NamedNode(nobody)]
    assert values(found, DCT.license) == [NamedNode("https://creativecommons.org/licenses/by/4.0/")]
    assert values(found, DCT.rights)


@pytest.mark.parametrize(
    ("said", "grade"), [("confidential", "mat"), ("secret", "toi-mat"), ("topSecret", "tuyet-mat")]
)
def test_a_classified_record_says_so(said: str, grade: str) -> None:
    secret = limits(coded("classification", "MD_ClassificationCode", said), "MD_SecurityConstraints")
    assert values(one(record(citation() + secret)), REG.secrecy) == [Literal(grade)]


def test_an_unclassified_record_is_not_classified() -> None:
    free = limits(coded("classification", "MD_ClassificationCode", "unclassified"), "MD_SecurityConstraints")
    found = one(record(citation() + free))
    assert not values(found, REG.secrecy) and not values(found, DCT.accessRights)


def extent(west: str, east: str, south: str, north: str) -> str:
    sides = {
        "westBoundLongitude": west, "eastBoundLongitude": east, "southBoundLatitude": south, "northBoundLatitude": north,
    }  # fmt: skip
    box = "".join(f"<gmd:{name}><gco:Decimal>{value}</gco:Decimal></gmd:{name}>" for name, value in sides.items())
    return (
        "<gmd:extent><gmd:EX_Extent><gmd:geographicElement><gmd:EX_GeographicBoundingBox>"
        f"{box}</gmd:EX_GeographicBoundingBox></gmd:geographicElement></gmd:EX_Extent></gmd:extent>"
    )


def test_a_box_keeps_its_digits() -> None:
    found = one(record(citation() + extent("-054.75", "-49.75000000001", "3.25000001", "8.00")))
    (box,) = values(found, DCAT.bbox, anywhere=True)
    assert box.value.startswith("POLYGON((-54.75 3.25000001, -49.75000000001 3.25000001, -49.75000000001 8,")


def test_numbers_with_a_comma_and_kilometres_are_understood() -> None:
    distance = '<gmd:distance><gco:Distance uom="km">2,5</gco:Distance></gmd:distance>'
    resolution = f"<gmd:spatialResolution><gmd:MD_Resolution>{distance}</gmd:MD_Resolution></gmd:spatialResolution>"
    found = one(record(citation() + resolution + extent("102,5", "110", "8", "23,25")))
    (box,) = values(found, DCAT.bbox, anywhere=True)
    assert box.value.startswith("POLYGON((102.5 8, 110 8, 110 23.25,")
    assert [far.value for far in values(found, DCAT.spatialResolutionInMeters)] == ["2500.000"]


def test_a_distance_that_may_be_a_thousand_or_one_is_not_told() -> None:
    distance = '<gmd:distance><gco:Distance uom="#m">1,000</gco:Distance></gmd:distance>'
    resolution = f"<gmd:spatialResolution><gmd:MD_Resolution>{distance}</gmd:MD_Resolution></gmd:spatialResolution>"
    found = one(record(citation() + resolution))
    assert not values(found, DCAT.spatialResolutionInMeters)


@pytest.mark.parametrize(
    "box", [("200", "10", "1", "2"), ("a", "b", "c", "d"), ("1", "2", "3", "1e999"), ("", "", "", "")]
)
def test_a_box_that_is_none_leaves_no_trace(box: tuple[str, str, str, str]) -> None:
    assert not values(one(record(citation() + extent(*box))), DCAT.bbox, anywhere=True)


def test_a_period_that_lasts_has_no_end() -> None:
    period = (
        "<gmd:extent><gmd:EX_Extent><gmd:temporalElement><gmd:EX_TemporalExtent><gmd:extent>"
        '<gml:TimePeriod gml:id="a"><gml:beginPosition>2019-04-29</gml:beginPosition>'
        '<gml:endPosition indeterminatePosition="now"/></gml:TimePeriod></gmd:extent></gmd:EX_TemporalExtent>'
        "</gmd:temporalElement></gmd:EX_Extent></gmd:extent>"
    )
    found = one(record(citation() + period))
    assert [day.value for day in values(found, DCAT.startDate, anywhere=True)] == ["2019-04-29"]
    assert not values(found, DCAT.endDate, anywhere=True)


def test_roles_say_who_is_what() -> None:
    found = one(
        record(
            citation()
            + "".join(
                f"<gmd:pointOfContact>{party(role, name)}</gmd:pointOfContact>"
                for role, name in (
                    ("owner", "Tỉnh"),
                    ("author", "Người vẽ"),
                    ("custodian", "Sở"),
                    ("pointOfContact", "Bà A"),
                )
            )
        )
    )
    assert len(values(found, DCT.rightsHolder)) == len(values(found, DCT.creator)) == 1
    assert len(values(found, PROV.qualifiedAttribution)) == 1
    assert len(values(found, DCAT.contactPoint)) == len(values(found, DCT.publisher)) == 1


SERVICE = "srv:SV_ServiceIdentification"


def test_a_service_over_described_data_is_set_aside_and_no_fault() -> None:
    over = '<srv:operatesOn xlink:href="https://geo.example/r-2"/>'
    page = read_iso19139(record(citation() + over, kind=SERVICE).encode())
    assert not page.records and not page.unreadable
    assert [notice.slug for notice in page.notices] == ["service-of-others"]


@pytest.mark.parametrize("over", ["", '<srv:operatesOn xlink:href=""/>', '<srv:operatesOn xlink:href="chưa điền"/>'])
def test_a_service_that_is_all_there_is_stands_for_its_data(over: str) -> None:
    point = online("https://g.example/wms").replace("gmd:onLine", "srv:connectPoint")
    operation = (
        f"<srv:containsOperations><srv:SV_OperationMetadata>{point}</srv:SV_OperationMetadata></srv:containsOperations>"
    )
    kind = "<srv:serviceType><gco:LocalName>OGC:WMS</gco:LocalName></srv:serviceType>"
    found = one(record(citation() + kind + over + operation, kind=SERVICE))
    assert "service" in {notice.slug for notice in found.notices}
    assert values(found, DCAT.endpointURL, anywhere=True)


def test_what_has_no_place_is_named() -> None:
    (notice,) = one(record(citation() + text("supplementalInformation", "thêm") + text("credit", ""))).notices
    assert notice.slug == "not-carried" and "supplementalInformation" in notice.en and "credit" not in notice.en


def test_one_bad_record_never_loses_the_others() -> None:
    bad = f"<gmd:MD_Metadata {SPACES}>{text('fileIdentifier', 'x')}</gmd:MD_Metadata>"
    again, other = record(), record(before=text("fileIdentifier", "r-2"))
    page = read_iso19139(f"<gom>{record()}{bad}{again}<g>{other}</g></gom>".encode())
    assert [found.identifier for found in page.records] == ["r-1", "r-2"]
    assert [one.position for one in page.unreadable] == ["record 2"] and page.repeated == 1


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("<metadata><idinfo><citation/></idinfo></metadata>", "FGDC"),
        ('<!DOCTYPE metadata SYSTEM "x"><metadata><idinfo/></metadata>', "FGDC"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        ('<csw:Capabilities xmlns:csw="http://www.opengis.net/cat/csw/2.0.2"/>', "--kind csw"),
        ("<OAI-PMH/>", "--kind oai-pmh"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "--kind dcat"),
        ('{"a": 1}', "JSON"),
        ("<html><head><title>Lỗi 500</title></head></html>", "Lỗi 500"),
        ("<gmd:MD_Metadata", "The XML is"),
        ("<a>" * 70 + "</a>" * 70, "64 deep"),
        ("<ServiceExceptionReport><ServiceException>hết giờ</ServiceException></ServiceExceptionReport>", "hết giờ"),
        ("", "empty"),
    ],
)
def test_what_is_none_is_refused_by_name(document: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_iso19139(document.encode())
    assert words in refusal.value.en and refusal.value.vi


def test_fgdc_is_refused_by_name_and_by_kind() -> None:
    with pytest.raises(NotReadable, match="ISO 19139"):
        kind_of("fgdc")
    with pytest.raises(NotReadable, match="FGDC"):
        read_dcat(b"<metadata><idinfo><citation/></idinfo></metadata>")


def test_iso_19115_3_is_read_by_the_same_names() -> None:
    xml = """<mdb:MD_Metadata xmlns:mdb="http://standards.iso.org/iso/19115/-3/mdb/2.0" xmlns:mcc="urn:mcc"
      xmlns:gco="urn:gco" xmlns:cit="urn:cit" xmlns:mri="urn:mri" xmlns:mrl="urn:mrl">
      <mdb:metadataIdentifier><mcc:MD_Identifier><mcc:code><gco:CharacterString>m-3</gco:CharacterString></mcc:code>
      </mcc:MD_Identifier></mdb:metadataIdentifier>
      <mdb:identificationInfo><mri:MD_DataIdentification><mri:citation><cit:CI_Citation><cit:title>
      <gco:CharacterString>Ba</gco:CharacterString></cit:title></cit:CI_Citation></mri:citation>
      <mri:pointOfContact><cit:CI_Responsibility><cit:role><cit:CI_RoleCode codeListValue="publisher"/></cit:role>
      <cit:party><cit:CI_Organisation><cit:name><gco:CharacterString>Sở</gco:CharacterString></cit:name></cit:CI_Organisation>
      </cit:party></cit:CI_Responsibility></mri:pointOfContact></mri:MD_DataIdentification></mdb:identificationInfo>
      <mdb:resourceLineage><mrl:LI_Lineage><mrl:statement><gco:CharacterString>Đo vẽ</gco:CharacterString></mrl:statement>
      </mrl:LI_Lineage></mdb:resourceLineage></mdb:MD_Metadata>"""
    said = told(xml)
    assert (said["identifier"], said["title"], said["publisher"]) == ("m-3", "Ba", "Sở")
    assert values(one(xml), DCT.provenance)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_the_identifier_is_stable(title: str, identifier: str) -> None:
    allowed = "".join(c for c in title + "|" + identifier if c.isprintable() and c not in "<>&\ufffe\uffff")
    kept_title, _, kept_identifier = allowed.partition("|")
    xml = record(citation(text("title", kept_title)), text("fileIdentifier", kept_identifier)).encode()
    first, again = read_iso19139(xml), read_iso19139(xml)
    assert [r.identifier for r in first.records] == [r.identifier for r in again.records]


# What the pairs of the corpora say must come out, where DCAT-AP has a place for it.
SAME = (
    DCT.title, DCT.description, DCT.created, DCT.identifier, DCT.language, GEODCAT.topicCategory, GEODCAT.resourceType,
    GEODCAT.referenceSystem,
)  # fmt: skip


@pytest.mark.parametrize("name", ["basic_dataset", "geo-bbox-precision"])
def test_the_pairs_of_the_corpora_agree(shared: Path, name: str) -> None:
    folder = shared / "corpora/dev/iso19139-to-dcat-pair" / name
    (found,) = read_iso19139((folder / "input.xml").read_bytes()).records
    expected = [quad.triple for quad in parse(path=folder / "expected_output.ttl", format=RdfFormat.TURTLE)]
    for predicate in SAME:
        wanted = {t.object.value for t in expected if t.subject == found.focus and t.predicate == predicate}  # type: ignore[union-attr]
        got = {t.value for t in values(found, predicate)}
        if predicate == DCT.language:
            wanted = {iri.rpartition("/")[2].lower() for iri in wanted}
        assert wanted == got, predicate
    themes = {t.object for t in expected if t.subject == found.focus and t.predicate == DCAT.theme}
    assert themes <= set(values(found, DCAT.theme))
    for predicate in (DCAT.accessURL, DCAT.endpointURL, DCAT.endpointDescription, DCT.license):
        wanted = {t.object for t in expected if t.predicate == predicate}
        assert wanted == set(values(found, predicate, anywhere=True)), predicate
    standards = {t.object for t in expected if t.subject == found.focus and t.predicate == DCT.conformsTo}
    assert standards == set(values(found, DCT.conformsTo))
    assert len(values(found, DCAT.bbox, anywhere=True)) == 1


def test_the_pair_that_is_a_service_over_described_data_is_set_aside(shared: Path) -> None:
    folder = shared / "corpora/dev/iso19139-to-dcat-pair/multilingual-metadata"
    page = read_iso19139((folder / "input.xml").read_bytes())
    assert not page.records and [notice.slug for notice in page.notices] == ["service-of-others"]
    with pytest.raises(NotReadable, match="JSON"):
        read_iso19139((folder / "config.json").read_bytes())


def test_without_a_point_of_contact_whoever_can_be_reached_is_it() -> None:
    told_of = "".join(
        f"<gmd:pointOfContact>{party('author', name, mail)}</gmd:pointOfContact>"
        for name, mail in (("Bà A", ""), ("Ông B", "b@so.example"), ("Ông C", "c@so.example"))
    )
    found = one(record(citation() + told_of))
    assert len(values(found, DCAT.contactPoint)) == 1
    assert values(found, VCARD.hasEmail, anywhere=True) == [NamedNode("mailto:b@so.example")]


def test_markup_leaves_its_words() -> None:
    said = told(record(citation() + text("abstract", "&lt;p&gt;Mô tả&lt;/p&gt;")))
    assert said["description"] == "Mô tả"


def test_another_title_is_the_title_where_there_is_none() -> None:
    bare, other = '<gmd:title gco:nilReason="missing"/>', text("alternateTitle", "Tên khác")
    assert told(record(citation(bare, other)))["title"] == "Tên khác"
    both = one(record(citation(more=other)))
    assert [term.value for term in values(both, DCT.title)] == ["Bản đồ đất"]
    assert [term.value for term in values(both, DCT.alternative)] == ["Tên khác"]
