"""Every file gets the address of access that DCAT-AP asks for, from wherever its source says it (DCAT 3, dcat:accessURL)."""

import json

import pytest

from harvesters.preview import preview

HEAD = "@prefix dcat: <http://www.w3.org/ns/dcat#> . <https://a.example/d> a dcat:Dataset ; dcat:distribution <https://a.example/1>"
FILE = "<https://a.example/1> a dcat:Distribution"
SERVICE = "<https://a.example/s> a dcat:DataService ; dcat:endpointURL <https://a.example/wfs>"
PAGE = "dcat:landingPage <https://a.example/p>"


@pytest.mark.parametrize(
    ("said", "access", "told"),
    [
        (f"{HEAD} ; {PAGE} . {FILE} ; dcat:accessURL <https://a.example/a> .", "https://a.example/a", []),
        (f"{HEAD} ; {PAGE} . {FILE} .", "https://a.example/p", ["access-page"]),
        (f'{HEAD} ; dcat:landingPage "https://a.example/p" . {FILE} .', "https://a.example/p", ["access-page"]),
        (f"{HEAD} ; {PAGE} . {FILE} ; dcat:downloadURL <https://a.example/f> .", "https://a.example/f", ["access-url"]),
        (
            f"{HEAD} ; {PAGE} . {FILE} ; dcat:accessService <https://a.example/s> . {SERVICE} .",
            "https://a.example/wfs",
            ["access-service"],
        ),
        (f'{HEAD} ; {PAGE} . {FILE} ; dcat:accessURL "" .', "https://a.example/p", ["access-page"]),
        (f"{HEAD} . {FILE} .", None, []),
        (f"{HEAD} ; {PAGE} .", None, []),
    ],
    ids=[
        "its own",
        "the page",
        "the page as a text",
        "the download",
        "the service",
        "an empty one",
        "none at all",
        "only named",
    ],
)
def test_a_file_is_reached_by_the_nearest_address_that_is_said(said: str, access: str | None, told: list[str]) -> None:
    (found,) = preview(said.encode(), "", "", "dcat")["records"]
    (file,) = found["distributions"]
    assert file["access_url"] == access
    assert [notice["slug"] for notice in found["notices"] if notice["slug"].startswith("access")] == told


def test_a_hub_that_lists_a_service_without_its_address_leads_to_the_datasets_page() -> None:
    """As the hubs of land departments write it: an ArcGIS REST service whose accessURL is left empty."""
    file = {"@type": "dcat:Distribution", "title": "Esri Rest API", "format": "Esri REST", "accessURL": ""}
    dataset = {"title": "x", "identifier": "1", "landingPage": "https://a.example/p", "distribution": [file]}
    (found,) = preview(json.dumps({"dataset": [dataset]}).encode(), "", "", "datajson")["records"]
    assert [one["access_url"] for one in found["distributions"]] == ["https://a.example/p"]


def test_many_files_of_one_service_of_many_addresses_stay_as_many_as_they_were() -> None:
    files = ", ".join(f"<https://a.example/{number}>" for number in range(50))
    places = ", ".join(f"<https://a.example/wfs/{number}>" for number in range(50))
    said = (
        f"@prefix dcat: <http://www.w3.org/ns/dcat#> . <https://a.example/d> a dcat:Dataset ; dcat:distribution {files} ."
        f"<https://a.example/s> a dcat:DataService ; dcat:endpointURL {places} ."
        + "".join(f"<https://a.example/{n}> dcat:accessService <https://a.example/s> ." for n in range(50))
    )
    (found,) = preview(said.encode(), "", "", "dcat")["records"]
    assert [one["access_url"] for one in found["distributions"]].count("https://a.example/wfs/0") == 50
