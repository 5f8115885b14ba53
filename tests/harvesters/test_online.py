"""What an address in a catalogue is for: a service, a file, a page; and in which form its data are."""

import pytest
from pyoxigraph import NamedNode

from harvesters.online import Online, draft_online, media_type_of, service_of
from harvesters.record_draft import RecordDraft
from vocab.namespaces import DCAT, DCT, FOAF


def drafted(*links: Online, forms: tuple[str, ...] = ()) -> dict[str, list[str]]:
    draft = RecordDraft(NamedNode("https://a.example/d"))
    draft_online(draft, links, forms)
    found: dict[str, list[str]] = {}
    for triple in draft.triples():
        found.setdefault(triple.predicate.value, []).append(getattr(triple.object, "value", ""))
    return found


@pytest.mark.parametrize(
    ("protocol", "url", "kind"),
    [
        ("OGC:WMS-1.3.0-http-get-map", "https://a.example/x", "wms"),
        ("OGC Web Feature Service", "https://a.example/x", "wfs"),
        ("http://www.opengis.net/def/serviceType/ogc/wmts", "https://a.example/x", "wmts"),
        ("", "https://a.example/ows?SERVICE=WCS", "wcs"),
        ("", "https://a.example/rest/services/Dat/FeatureServer/0", "rest"),
        ("ESRI:ArcGIS", "https://a.example/x", "rest"),
        ("WWW:DOWNLOAD-OGC:WFS", "https://a.example/x", ""),
        ("WWW:LINK-1.0-http--link", "https://a.example/x", ""),
        ("", "https://a.example/?service=bua", ""),
        ("", "https://a.example/wms.html", ""),
    ],
)
def test_a_service_is_known_by_what_it_is_asked_with(protocol: str, url: str, kind: str) -> None:
    assert service_of(protocol, url) == kind


@pytest.mark.parametrize(
    ("link", "is_page"),
    [
        (Online("https://a.example/x", function="information"), True),
        (Online("https://a.example/x.csv", function="information"), True),
        (Online("https://a.example/x.csv", "WWW:LINK"), False),
        (Online("https://a.example/x", "WWW:LINK"), True),
        (Online("https://a.example/x", "WWW:LINK", titles=(("vi", "Tải về dữ liệu"),)), False),
        (Online("https://a.example/x", "WWW:LINK", descriptions=(("", "Data download"),)), False),
        (Online("https://a.example/x"), False),
        (Online("https://a.example/x", function="order"), False),
    ],
)
def test_a_page_to_read_is_no_distribution(link: Online, is_page: bool) -> None:
    found = drafted(link)
    assert (FOAF.page.value in found) == is_page
    assert (DCAT.accessURL.value in found) != is_page


def test_the_address_of_a_licence_is_the_licence() -> None:
    found = drafted(Online("https://creativecommons.org/licenses/by/4.0/", "WWW:LINK"))
    assert found[DCT.license.value] == ["https://creativecommons.org/licenses/by/4.0/"]


@pytest.mark.parametrize(
    ("url", "forms", "form", "media"),
    [
        ("https://a.example/x.zip", ("ESRI Shapefile",), "ESRI Shapefile", None),
        ("https://a.example/x.csv", ("CSV", "XLSX"), "CSV", None),
        ("https://a.example/x", ("CSV", "XLSX"), None, None),
        ("https://a.example/x", ("application/gml+xml",), None, "application/gml+xml"),
        ("https://a.example/x.kml", ("unknown",), "KML", None),
        ("https://a.example/x", ("151500",), None, None),
    ],
)
def test_a_format_is_told_only_when_it_is_known(
    url: str, forms: tuple[str, ...], form: str | None, media: str | None
) -> None:
    found = drafted(Online(url, function="download"), forms=forms)
    assert found.get(DCT["format"].value, [None])[0] == form
    assert found.get(DCAT.mediaType.value, [None])[0] == media


def test_what_is_no_address_is_told_of() -> None:
    draft = RecordDraft(NamedNode("https://a.example/d"))
    draft_online(draft, [Online("phòng 5"), Online("ftp://a.example/x.zip", function="download")])
    record = draft.harvested("d")
    assert [notice.slug for notice in record.notices] == ["no-address"]
    assert NamedNode("ftp://a.example/x.zip") in {triple.object for triple in record.triples}


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("https://www.iana.org/assignments/media-types/text/csv", "text/csv"),
        ("Text/CSV", "text/csv"),
        ("CSV", ""),
        ("http://a.example/b", ""),
        ("a/b/c", ""),
    ],
)
def test_a_media_type_is_two_words(form: str, media: str) -> None:
    assert media_type_of(form) == media
