"""The question of a CSW address in XML."""

from xml.etree import ElementTree

import pytest

from harvesters.csw import csw_url
from harvesters.csw_post import csw_post
from harvesters.source import Source

CSW = "{http://www.opengis.net/cat/csw/2.0.2}"


def first(address: str) -> str:
    return csw_url(Source("x", "csw", address, "", {}))


def test_the_records_are_asked_for_as_by_get() -> None:
    address, body, media_type = csw_post(first("https://geo.example/srv/csw?map=/a.map"))
    root = ElementTree.fromstring(body)
    assert (address, media_type) == ("https://geo.example/srv/csw?map=%2Fa.map", "application/xml")
    assert root.tag == f"{CSW}GetRecords"
    assert {key: root.get(key) for key in ("service", "version", "resultType", "startPosition", "maxRecords")} == {
        "service": "CSW", "version": "2.0.2", "resultType": "results", "startPosition": "1", "maxRecords": "50",
    }  # fmt: skip
    query = root[0]
    assert query.get("typeNames") == "gmd:MD_Metadata" and b'xmlns:gmd="http://www.isotc211.org/2005/gmd"' in body
    assert query.findtext(f"{CSW}ElementSetName") == "full"


def test_a_constraint_goes_along_and_is_escaped() -> None:
    url = "https://geo.example/csw?request=GetRecords&version=2.0.2&typeNames=csw:Record&constraint=a%3C3%20%26%20b"
    _, body, _ = csw_post(url)
    assert ElementTree.fromstring(body).findtext(f".//{CSW}CqlText") == "a<3 & b"


@pytest.mark.parametrize(("version", "space"), [("3.0.0", "csw/3.0"), ("2.0.2", "csw/2.0.2")])
def test_single_records_are_asked_for_by_their_identifiers(version: str, space: str) -> None:
    _, body, _ = csw_post(f"https://geo.example/csw?request=GetRecordById&version={version}&id=a,b")
    root = ElementTree.fromstring(body)
    assert space in root.tag and [child.text for child in root][:2] == ["a", "b"]
