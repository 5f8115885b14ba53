"""SDMX structure messages in XML and JSON: dataflows as datasets, and what is none."""

import json
from typing import Any

import pytest

from harvesters.errors import NotReadable
from harvesters.preview import preview
from harvesters.sdmx import read_sdmx, sdmx_url
from harvesters.source import Page, Source
from vocab.namespaces import DCAT, REG

SPACES = (
    'xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" '
    'xmlns:str="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure" '
    'xmlns:com="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"'
)
FLOW = (
    '<str:Dataflow id="DS" agencyID="TK" version="{}"><com:Name xml:lang="vi">Dân số</com:Name>'
    '<com:Name xml:lang="en">Population</com:Name><com:Description xml:lang="vi">Mô tả</com:Description>'
    '<str:Structure><Ref id="DSD" agencyID="TK" version="1.0"/></str:Structure></str:Dataflow>'
)
REST = (
    '<str:OrganisationSchemes><str:AgencyScheme id="AGENCIES" agencyID="SDMX"><str:Agency id="TK">'
    '<com:Name xml:lang="vi">Cục Thống kê</com:Name></str:Agency></str:AgencyScheme></str:OrganisationSchemes>'
    '<str:DataStructures><str:DataStructure id="DSD" agencyID="TK"><str:DataStructureComponents><str:DimensionList>'
    '<str:Dimension id="VUNG"/><str:TimeDimension id="TIME_PERIOD"/></str:DimensionList>'
    "</str:DataStructureComponents></str:DataStructure></str:DataStructures>"
    '<str:CategorySchemes><str:CategoryScheme id="CS" agencyID="TK"><str:Category id="XH">'
    '<com:Name xml:lang="vi">Xã hội</com:Name><str:Category id="DAN"><com:Name xml:lang="vi">Dân cư</com:Name>'
    "</str:Category></str:Category></str:CategoryScheme></str:CategorySchemes>"
    '<str:Categorisations><str:Categorisation id="c" agencyID="TK"><str:Source>'
    '<Ref id="DS" agencyID="TK" class="Dataflow"/></str:Source><str:Target>'
    '<Ref id="XH.DAN" maintainableParentID="CS" agencyID="TK" class="Category"/></str:Target>'
    "</str:Categorisation></str:Categorisations>"
)


def message(*flows: str, rest: str = "") -> bytes:
    inner = f"<mes:Header/><mes:Structures><str:Dataflows>{''.join(flows)}</str:Dataflows>{rest}</mes:Structures>"
    return f"<mes:Structure {SPACES}>{inner}</mes:Structure>".encode()


def read(data: bytes, url: str = "https://tk.example/rest/dataflow/TK") -> Page:
    return read_sdmx(data, "", url)


def test_a_dataflow_is_a_dataset_with_all_that_the_message_knows() -> None:
    data = message(FLOW.format("1.0"), rest=REST)
    said = preview(data, "", "https://tk.example/rest/dataflow/TK", "sdmx")["records"][0]
    assert (said["identifier"], said["title"], said["description"]) == ("TK:DS", "Dân số", "Mô tả")
    assert (said["publisher"], said["theme"]) == ("Cục Thống kê", ["Dân cư"])
    (part,) = said["distributions"]
    assert (part["access_url"], part["format"]) == ("https://tk.example/rest/data/TK,DS,1.0", "SDMX")
    (one,) = read(data).records
    assert one.focus.value == "https://tk.example/rest/dataflow/TK/DS/1.0"
    assert [t.object.value for t in one.triples if t.predicate == REG.columns] == ["VUNG; TIME_PERIOD"]


def test_version_3_asks_by_path() -> None:
    (one,) = read(message(FLOW.format("1.0")), "https://tk.example/v2/structure/dataflow/TK").records
    assert one.focus.value == "https://tk.example/v2/structure/dataflow/TK/DS/1.0"
    urls = [t.object.value for t in one.triples if t.predicate == DCAT.accessURL]
    assert urls == ["https://tk.example/v2/data/dataflow/TK/DS/1.0"]


@pytest.mark.parametrize(
    ("versions", "kept"),
    [(("1.0", "1.10", "1.9"), "1.10"), (("2.0.0", "2.0.0-rc"), "2.0.0"), (("1.0", "1.0.1"), "1.0.1")],
)
def test_the_latest_version_stands_for_all(versions: tuple[str, ...], kept: str) -> None:
    for order in (versions, versions[::-1]):
        page = read(message(*map(FLOW.format, order)))
        (one,) = page.records
        assert one.identifier == "TK:DS"
        assert [t.object.value for t in one.triples if t.predicate == DCAT.version] == [kept]
        assert [notice.slug for notice in page.notices] == ["older-versions"]


def test_a_file_without_an_address_gives_no_made_up_data() -> None:
    (one,) = read_sdmx(message(FLOW.format("1.0"))).records
    assert not [t for t in one.triples if t.predicate == DCAT.distribution]


def test_version_2_0_is_read_by_its_names() -> None:
    data = (
        '<Structure xmlns="m"><Header/><Dataflows xmlns="s"><Dataflow id="A" agencyID="TK" version="1.0"><Name>Tên</Name>'
        "<KeyFamilyRef><KeyFamilyID>K</KeyFamilyID><KeyFamilyAgencyID>TK</KeyFamilyAgencyID></KeyFamilyRef></Dataflow>"
        '</Dataflows><KeyFamilies xmlns="s"><KeyFamily id="K" agencyID="TK"><Components><Dimension conceptRef="VUNG"/>'
        "</Components></KeyFamily></KeyFamilies></Structure>"
    )
    (one,) = read(data.encode()).records
    assert one.identifier == "TK:A"
    (elsewhere,) = read(data.encode(), "https://tk.example/sdmx.svc/Dataflow").records
    assert elsewhere.focus.value == "https://tk.example/sdmx.svc/Dataflow#TK:A"
    assert [t.object.value for t in one.triples if t.predicate == REG.columns] == ["VUNG"]


def told(**data: Any) -> bytes:
    return json.dumps({"meta": {}, "data": data}).encode()


JSON_FLOW = {
    "id": "DS",
    "agencyID": "TK",
    "version": "1.0",
    "name": "Population",
    "names": {"en": "Population", "vi": "Dân số"},
    "structure": "urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=TK:DSD(1.0)",
    "links": [{"rel": "self", "href": "https://tk.example/rest/dataflow/TK/DS/1.0"}],
}


def test_json_says_the_same() -> None:
    data = told(
        dataflows=[JSON_FLOW],
        dataStructures=[
            {
                "id": "DSD",
                "agencyID": "TK",
                "dataStructureComponents": {"dimensionList": {"dimensions": [{"id": "VUNG"}]}},
            }
        ],
        agencySchemes=[{"agencies": [{"id": "TK", "names": {"vi": "Cục Thống kê"}}]}],
    )
    said = preview(data, "", "", "sdmx")["records"][0]
    assert (said["identifier"], said["title"], said["publisher"]) == ("TK:DS", "Dân số", "Cục Thống kê")
    (one,) = read(data).records
    assert one.focus.value == "https://tk.example/rest/dataflow/TK/DS/1.0"
    assert [t.object.value for t in one.triples if t.predicate == REG.columns] == ["VUNG"]


def test_json_references_are_read_too() -> None:
    urn = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=TK:DS(1.0)"
    assert [r.identifier for r in read(json.dumps({"references": {urn: {"name": "Dân số"}}}).encode()).records] == [
        "TK:DS"
    ]


def test_a_dataflow_without_a_code_is_told_of() -> None:
    page = read(message("<str:Dataflow><com:Name>Không mã</com:Name></str:Dataflow>", FLOW.format("1.0")))
    assert len(page.records) == 1
    assert [one.position for one in page.unreadable] == ["dataflow Không mã"]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (f"<mes:CodelistQuery {SPACES}/>", "query"),
        (f"<mes:Structure {SPACES}><mes:Structures><str:Codelists><str:Codelist id='a'/></str:Codelists></mes:Structures>"
         "</mes:Structure>", "Codelist (1)"),
        (f"<mes:Error {SPACES}><mes:ErrorMessage code='100'>không có</mes:ErrorMessage></mes:Error>", "không có"),
        ('{"errors": [{"title": "hết giờ"}]}', "hết giờ"),
        ('{"data": {"codelists": [{"id": "x"}]}}', "codelists (1)"),
        ("<OAI-PMH/>", "--kind oai-pmh"),
        ("[]", "no dataflow"),
    ],
)  # fmt: skip
def test_what_lists_no_dataflow_says_what_it_is(document: str, words: str) -> None:
    with pytest.raises(NotReadable) as refusal:
        read(document.encode())
    assert words in refusal.value.en and refusal.value.vi


@pytest.mark.parametrize(
    ("url", "first"),
    [
        ("https://tk.example/rest/", "https://tk.example/rest/dataflow/all/all/latest"),
        ("https://tk.example/rest/dataflow/TK", "https://tk.example/rest/dataflow/TK"),
        ("https://tk.example/luong.xml", "https://tk.example/luong.xml"),
        (
            "https://tk.example/v2/structure/dataflow/*?detail=full",
            "https://tk.example/v2/structure/dataflow/*?detail=full",
        ),
    ],
)
def test_a_run_begins_at_the_listing(url: str, first: str) -> None:
    assert sdmx_url(Source("s", "sdmx", url, "a", {})) == first
