"""OAI-PMH's answers: payloads, tokens, deletions, and errors in words an operator can act on."""

import pytest

from harvesters.errors import NotReadable
from harvesters.oai_pmh import oai_url, read_oai_pmh
from harvesters.preview import preview
from harvesters.source import Page, Source
from tests.harvesters.test_iso19139 import record as iso
from vocab.namespaces import DCT, EU

URL = "https://kho.example/oai?verb=ListRecords&metadataPrefix=oai_dc"
DC = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def simple(said: str) -> str:
    return f"<oai_dc:dc {DC}>{said}</oai_dc:dc>"


def item(identifier: str, payload: str = simple("<dc:title>Tên</dc:title>"), status: str = "") -> str:
    marked = f' status="{status}"' if status else ""
    held = f"<metadata>{payload}</metadata>" if payload else ""
    return f"<record><header{marked}><identifier>{identifier}</identifier></header>{held}</record>"


def answer(*records: str, token: str = "", verb: str = "ListRecords", more: str = "") -> bytes:
    inner = f"<{verb}>{''.join(records)}{token}</{verb}>" if verb else more
    return (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate/>'
        f"<request>https://kho.example/oai</request>{inner}</OAI-PMH>"
    ).encode()


def read(*records: str, token: str = "", url: str = URL) -> Page:
    return read_oai_pmh(answer(*records, token=token), "text/xml", url)


def test_dublin_core_arrives() -> None:
    payload = simple(
        '<dc:title xml:lang="vi">Giá đất</dc:title><dc:title xml:lang="en">Land prices</dc:title>'
        "<dc:identifier>https://kho.example/r/1</dc:identifier><dc:identifier>https://kho.example/f/1.csv</dc:identifier>"
        "<dc:identifier>10.1234/abc</dc:identifier><dc:identifier>GD-01</dc:identifier>"
        "<dc:description>&lt;p&gt;Mô tả&lt;/p&gt;</dc:description><dc:publisher>Sở</dc:publisher>"
        "<dc:date>2024-05-06</dc:date><dc:date>2023-01-01</dc:date><dc:subject>đất</dc:subject>"
        "<dc:rights>info:eu-repo/semantics/openAccess</dc:rights>"
        "<dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>"
    )
    said = preview(answer(item("oai:kho:1", payload)), "", URL, "oai-pmh")["records"][0]
    assert (said["identifier"], said["title"], said["description"]) == ("oai:kho:1", "Giá đất", "Mô tả")
    assert (said["issued"], said["modified"], said["publisher"]) == ("2023-01-01", "2024-05-06", "Sở")
    assert said["landing_page"] == "https://kho.example/r/1"
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [part["download_url"] for part in said["distributions"]] == ["https://kho.example/f/1.csv", None]
    (one,) = read(item("oai:kho:1", payload)).records
    assert f"{EU.iri}access-right/PUBLIC" in {getattr(t.object, "value", "") for t in one.triples}
    assert one.focus.value == "https://kho.example/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai%3Akho%3A1"


def test_datacite_arrives() -> None:
    payload = (
        '<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="DOI">10.1234/x</identifier>'
        "<titles><title>Tên</title><title titleType='AlternativeTitle'>Khác</title></titles>"
        "<creators><creator><creatorName>Bà A</creatorName></creator></creators><publisher>Viện</publisher>"
        "<publicationYear>2020</publicationYear><dates><date dateType='Updated'>2021-02-03</date>"
        "<date dateType='Collected'>2019-01-01/2019-12-31</date></dates><formats><format>text/csv</format></formats>"
        "<sizes><size>2048 bytes</size></sizes><rightsList>"
        '<rights rightsURI="info:eu-repo/semantics/restrictedAccess">Hạn chế</rights></rightsList>'
        "<descriptions><description descriptionType='Methods'>cách</description>"
        "<description descriptionType='Abstract'>Mô tả</description></descriptions>"
        "<geoLocations><geoLocation><geoLocationPoint><pointLongitude>109.2</pointLongitude>"
        "<pointLatitude>13.7</pointLatitude></geoLocationPoint></geoLocation></geoLocations></resource>"
    )
    for wrapped in (
        payload,
        f"<oai_datacite xmlns='http://schema.datacite.org/oai/'><payload>{payload}</payload></oai_datacite>",
    ):
        said = preview(answer(item("oai:kho:2", wrapped)), "", URL, "oai-pmh")["records"][0]
        assert (said["identifier"], said["title"], said["description"]) == ("10.1234/x", "Tên", "Mô tả")
        assert (said["issued"], said["modified"], said["publisher"]) == ("2020", "2021-02-03", "Viện")
        (part,) = said["distributions"]
        assert (part["access_url"], part["media_type"], part["byte_size"]) == (
            "https://doi.org/10.1234/x",
            "text/csv",
            2048,
        )


def test_dcat_and_iso_payloads_are_known_by_their_header() -> None:
    dcat = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" '
        'xmlns:dct="http://purl.org/dc/terms/"><dcat:Dataset rdf:about="https://kho.example/d">'
        "<dct:title>Một</dct:title></dcat:Dataset></rdf:RDF>"
    )
    page = read(item("oai:kho:1", dcat), item("oai:kho:2", iso()))
    assert [one.identifier for one in page.records] == ["oai:kho:1", "oai:kho:2"]


def test_deleted_records_are_counted_and_are_no_fault() -> None:
    page = read(item("a"), item("b", "", "deleted"), item("c", "", "deleted"))
    assert [one.identifier for one in page.records] == ["a"] and not page.unreadable
    (notice,) = page.notices
    assert notice.slug == "deleted" and "2" in notice.en
    assert [one.identifier for one in page.gone] == ["b", "c"]


def test_a_description_of_something_else_is_passed_over() -> None:
    service = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#">'
        '<dcat:DataService rdf:about="https://kho.example/s"/></rdf:RDF>'
    )
    features = '<gfc:FC_FeatureCatalogue xmlns:gfc="http://www.isotc211.org/2005/gfc"><a/></gfc:FC_FeatureCatalogue>'
    page = read(item("a"), item("b", service), item("c", features))
    assert (len(page.records), page.unreadable) == (1, ())
    (notice,) = page.notices
    assert (
        notice.slug == "not-dataset" and "dcat:DataService (1)" in notice.en and "FC_FeatureCatalogue (1)" in notice.vi
    )


def test_a_token_leads_on_and_an_empty_one_ends() -> None:
    page = read(item("a"), token='<resumptionToken completeListSize="8" cursor="0">x|y z</resumptionToken>')
    assert page.next == "https://kho.example/oai?verb=ListRecords&resumptionToken=x%7Cy+z"
    assert page.total == 8
    assert read(item("a"), token="<resumptionToken/>").next is None
    assert read(item("a")).next is None


def test_one_bad_record_never_loses_the_others() -> None:
    page = read(item("a"), item("b", ""), item("c", "<strange/>"), item("a"), item("d"))
    assert [one.identifier for one in page.records] == ["a", "d"]
    assert [one.position for one in page.unreadable] == ["record 2 (b)", "record 3 (c)"]
    assert (page.repeated, page.came, page.is_end) == (1, 5, False)


@pytest.mark.parametrize(
    "document", [item("a"), simple("<dc:title>x</dc:title><dc:identifier>a</dc:identifier>"), iso()]
)
def test_a_record_out_of_its_envelope_is_read_too(document: str) -> None:
    assert len(read_oai_pmh(document.encode()).records) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("badArgument", "wrong arguments"),
        ("badResumptionToken", "read again from the beginning"),
        ("badVerb", "verb"),
        ("cannotDisseminateFormat", "metadataPrefix"),
        ("idDoesNotExist", "no such identifier"),
        ("noSetHierarchy", "no sets"),
        ("lạ", "unknown"),
    ],
)
def test_errors_are_said_plainly(code: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read_oai_pmh(answer(verb="", more=f'<error code="{code}">lời của nguồn</error>'))
    assert code in refusal.value.en and words in refusal.value.en and "lời của nguồn" in refusal.value.vi


def test_no_match_is_an_empty_page_that_says_so() -> None:
    page = read_oai_pmh(answer(verb="", more='<error code="noRecordsMatch"/>'))
    assert not page.records and [notice.slug for notice in page.notices] == ["no-records-match"]


@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListSets", "ListMetadataFormats", "Identify"])
def test_lists_without_descriptions_are_refused_with_the_verb(verb: str) -> None:
    with pytest.raises(NotReadable, match="verb=ListRecords"):
        read_oai_pmh(answer("<x/>", verb=verb))


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://k.example/oai", "https://k.example/oai?verb=ListRecords&metadataPrefix=oai_dc"),
        (
            "https://k.example/oai?verb=Identify&set=mo&metadataPrefix=oai_datacite",
            "https://k.example/oai?verb=ListRecords&set=mo&metadataPrefix=oai_datacite",
        ),
        (
            "https://k.example/oai?verb=ListRecords&metadataPrefix=x",
            "https://k.example/oai?verb=ListRecords&metadataPrefix=x",
        ),
    ],
)
def test_a_run_begins_at_listrecords(url: str, first: str) -> None:
    assert oai_url(Source("s", "oai-pmh", url, "a", {})) == first


def test_the_vietnamese_abstract_keeps_its_language() -> None:
    (one,) = read(item("a", simple("<dc:title>Dữ liệu</dc:title>"))).records
    (title,) = (t.object for t in one.triples if t.predicate == DCT.title)
    assert title.language == "vi"


def test_dublin_cores_dates_and_formats_are_what_they_mean_however_they_are_written() -> None:
    payload = simple(
        "<dc:title>Giá</dc:title><dc:identifier>https://kho.example/1</dc:identifier><dc:date>2023-05</dc:date>"
        "<dc:date>05/06/2024</dc:date><dc:format>text/csv</dc:format><dc:format>1,5 MB</dc:format>"
        "<dc:subject>đất; rừng</dc:subject>"
    )
    (said,) = preview(answer(item("oai:kho:1", payload)), "", URL, "oai-pmh")["records"]
    assert (said["issued"], said["modified"], said["keyword"]) == ("2023-05", "2024-06-05", ["đất", "rừng"])
    (part,) = said["distributions"]
    assert (part["byte_size"], part["format"], part["media_type"]) == (1_500_000, None, "text/csv")


def test_a_translated_title_of_datacite_is_one_and_lines_stay_apart() -> None:
    payload = (
        '<resource xmlns="http://datacite.org/schema/kernel-4"><identifier identifierType="Handle">x/1</identifier>'
        '<titles><title xml:lang="en">Name</title><title xml:lang="vi" titleType="TranslatedTitle">Tên</title></titles>'
        '<formats><format>text/csv</format></formats><descriptions><description descriptionType="Abstract">Mô<br/>tả'
        "</description></descriptions></resource>"
    )
    (said,) = preview(answer(item("oai:kho:1", payload)), "", URL, "oai-pmh")["records"]
    assert (said["title"], said["description"]) == ("Tên", "Mô\ntả")
    assert "formats" in said["notices"][0]["vi"]


def test_references_to_characters_part_no_keywords() -> None:
    payload = simple("<dc:title>T</dc:title><dc:subject>đất &amp;amp; rừng; b&amp;iacute; đao</dc:subject>")
    (said,) = preview(answer(item("oai:kho:1", payload)), "", URL, "oai-pmh")["records"]
    assert said["keyword"] == ["đất & rừng", "bí đao"]
