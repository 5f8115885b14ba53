"""A dataset as a package: CKAN's keys, and what of real answers is not here."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.feeds.ckan_lists import group, licences, listed, organisation, organisations, shown
from registry.feeds.ckan_package import Package, Site, key_in, naive, package, resource
from registry.feeds.ckan_reading import as_json
from registry.feeds.ckan_refusals import Refused
from registry.feeds.plain import Plain, plain
from registry.ledger import Current
from registry.words import Words
from tests.registry.records import BASE, NOON, about, description
from vocab.identifiers import agency_iri, distribution_iri, mint_key
from vocab.namespaces import DCAT, DCT, EU, RDF, SPDX, VCARD, XSD

WORDS = Words.of(BASE)
SITE = Site("https://links.example", WORDS)
CORPUS = Path(__file__).parents[4] / "shared/corpora/dev/ckan-api"
SAMPLES = CORPUS / "magda-io__magda-ckan-connector"
FILE = NamedNode(distribution_iri(BASE, mint_key("file")))


def told(*more: Triple) -> Plain:
    english = "Hospitals"
    one = description("beds", "Bệnh viện \x07", *more, english=english)
    at = ("2026-01-02T03:04:05.000006Z", "2026-03-04T00:00:00.000000Z")
    return plain(one, Current(one.record, 7, 7, "", "", "public", one.publisher or "", *at), WORDS)


def full() -> Plain:
    sum_, place, period = BlankNode("s"), BlankNode("p"), BlankNode("t")
    return told(
        about("beds", DCT.description, Literal("Mô tả", language="vi")),
        about("beds", DCAT.theme, EU["data-theme/HEAL"]),
        about("beds", DCT.license, EU["licence/CC_BY_4_0"]),
        about("beds", DCAT.keyword, Literal("y tế", language="vi")),
        about("beds", DCAT.keyword, Literal("health", language="en")),
        about("beds", DCT.spatial, place),  # type: ignore[arg-type]
        Triple(place, DCAT.bbox, Literal("POLYGON((108 13,109 13,109 14,108 14,108 13))")),
        about("beds", DCT.temporal, period),  # type: ignore[arg-type]
        Triple(period, DCAT.startDate, Literal("2026-01-01", datatype=XSD.date)),
        about("beds", DCAT.distribution, FILE),
        Triple(FILE, RDF.type, DCAT.Distribution),
        Triple(FILE, DCAT.accessURL, NamedNode("https://files.example/a")),
        Triple(FILE, DCAT.downloadURL, NamedNode("https://files.example/a.csv")),
        Triple(FILE, DCAT.mediaType, NamedNode("https://www.iana.org/assignments/media-types/text/csv")),
        Triple(FILE, DCAT.byteSize, Literal("12", datatype=XSD.nonNegativeInteger)),
        Triple(FILE, SPDX.checksum, sum_),
        Triple(sum_, SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        Triple(sum_, SPDX.checksumValue, Literal("ab", datatype=XSD.hexBinary)),
        Triple(BlankNode("c"), VCARD.hasEmail, NamedNode("mailto:a@example.vn")),
    )


def extras(of: Package) -> dict[str, str]:
    return {one["key"]: one["value"] for one in of["extras"]}


def test_the_least_package_has_every_field() -> None:
    least = package(told(), SITE)
    key = mint_key("beds")
    assert (least["id"], least["name"], least["url"]) == (key, key, f"https://links.example/id/dataset/{key}")
    assert least["title"] == "Bệnh viện \ufffd", "no control character leaves"
    assert least["title_translated"] == {"vi": "Bệnh viện \ufffd", "en": "Hospitals"}
    assert (least["metadata_created"], least["metadata_modified"]) == (
        "2026-01-02T03:04:05.000006",
        "2026-03-04T00:00:00.000000",
    )
    assert (least["license_id"], least["isopen"], least["num_resources"], least["tags"]) == (None, False, 0, [])
    assert set(least) - set(package(full(), SITE)) == set()


def test_the_parts_of_a_package() -> None:
    whole = package(full(), SITE)
    assert (whole["license_id"], whole["isopen"]) == ("CC_BY_4_0", True)
    assert whole["license_url"] == "http://creativecommons.org/licenses/by/4.0/"
    assert (whole["owner_org"], whole["organization"]["name"]) == ("gl-so-yt", "gl-so-yt")
    assert [(one["name"], one["title"]) for one in whole["groups"]] == [("heal", "Y tế")]
    assert [one["name"] for one in whole["tags"]] == ["health", "y tế"]
    assert whole["tags_translated"] == {"vi": ["y tế"], "en": ["health"]}
    assert (whole["maintainer"], whole["maintainer_email"]) == ("Liên hệ beds", "a@example.vn")
    more = extras(whole)
    assert json.loads(more["theme"]) == [EU["data-theme/HEAL"].value]
    assert json.loads(more["spatial"])["coordinates"][0][2] == [109.0, 14.0]
    assert (more["temporal_start"], more["uri"]) == ("2026-01-01", more["guid"])
    (one,) = whole["resources"]
    assert (one["url"], one["format"], one["mimetype"]) == ("https://files.example/a.csv", "CSV", "text/csv")
    assert (one["size"], one["hash"], one["hash_algorithm"]) == (12, "ab", "sha256")
    assert (key_in(one["id"]), one["package_id"], one["uri"]) == (whole["id"], whole["id"], FILE.value)
    assert json.loads(as_json(whole)) == whole, "all of it is JSON"


def test_a_resource_without_a_name_of_its_own_keeps_its_id() -> None:
    one, two = (
        told(about("beds", DCAT.distribution, BlankNode(label)), Triple(BlankNode(label), RDF.type, DCAT.Distribution))  # type: ignore[arg-type]
        for label in ("x", "y")
    )
    assert resource(one, 0, SITE)["id"] == resource(two, 0, SITE)["id"]


@pytest.mark.parametrize("text", ["", "x", "a" * 12, "a" * 12 + "-" + "b" * 11, "\x00", "A" * 12 + "-" + "b" * 12])
def test_what_is_no_resource_of_ours(text: str) -> None:
    assert key_in(text) == ""


def test_a_moment_is_written_as_ckan_writes_it() -> None:
    assert naive("2026-01-02T03:04:05.000006Z") == "2026-01-02T03:04:05.000006"


def test_no_licence_that_bars_commerce_or_changes_is_open() -> None:
    closed = {one["id"] for one in licences(WORDS) if not one["is_okd_compliant"]}
    assert {one for one in closed if "NC" not in one and "ND" not in one} == {"han-che-khong-neu-ten"}
    assert not {one["id"] for one in licences(WORDS) if "BYNC" in one["id"] or "BYND" in one["id"]} - closed


def test_lists_are_chosen_sorted_and_cut() -> None:
    iris = organisations(WORDS, {"https://other.example/agency": 3}, NOON.date())
    assert "https://other.example/agency" in iris and agency_iri(BASE, "gl-so-yt") in iris
    rows = [organisation(iri, WORDS, count) for count, iri in enumerate(iris)]
    names = [row["name"] for row in rows]
    assert listed(rows, {}) == sorted(names)
    assert listed(rows, {"limit": "2", "offset": 1}) == sorted(names)[1:3]
    assert listed(rows, {"sort": "package_count desc"}) == names[::-1]
    assert listed(rows, {"organizations": ["gl-so-yt"]}) == ["gl-so-yt"]
    (whole,) = listed(rows, {"organizations": '["GL-SO-YT"]', "all_fields": "true"})
    assert whole["title"].startswith("Sở Y tế") and "extras" not in whole
    (bare,) = listed(rows, {"organizations": "gl-so-yt", "all_fields": True, "include_dataset_count": False})
    assert "package_count" not in bare
    with pytest.raises(Refused):
        listed(rows, {"sort": "colour"})


needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the CKAN answers are not there")


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"ckan-server-{name}-sample-response.json").read_bytes())["result"]
    return found


@needs_samples
def test_a_real_package_has_no_key_that_ours_lacks() -> None:
    real, ours = sample("dataset"), package(full(), SITE)
    assert set(real) - set(ours) == {"revision_id"}, "CKAN itself has no revisions since 2.9"
    assert set(real["organization"]) - set(ours["organization"]) == {"revision_id"}
    assert set(real["tags"][0]) - set(ours["tags"][0]) == set()
    assert set(real["resources"][0]) - set(ours["resources"][0]) == {"revision_id"}
    for name in set(real) & set(ours) - {"creator_user_id"}:  # nobody's: accounts are not told of
        assert isinstance(ours[name], type(real[name])), name


@needs_samples
def test_a_real_resource_has_no_key_that_ours_lacks() -> None:
    assert set(sample("distribution")) - set(resource(full(), 0, SITE)) == {"revision_id"}


@needs_samples
def test_the_extras_are_those_of_ckanext_dcat() -> None:
    real = json.loads((CORPUS / "ckan__ckanext-dcat/ckan_full_dataset_dcat_ap_legacy.json").read_bytes())
    theirs = {one["key"] for one in real["extras"]}
    ours = set(extras(package(full(), SITE)))
    assert ours - theirs == {"uri", "guid", "publisher_uri"}, "known to ckanext-dcat too, not in this example"


@needs_samples
def test_what_portals_ask_of_an_organisation_is_there() -> None:
    asked = (CORPUS / "magda-io__magda/ckanOrganizationQuery.json").read_text("utf-8")
    ours = shown(organisation(agency_iri(BASE, "gl-so-yt"), WORDS, 3))
    assert {"id", "name", "title", "description", "package_count", "users"} <= set(ours) and asked
    assert set(group(EU["data-theme/HEAL"].value, WORDS, 3)) == set(ours) - {"users", "tags", "groups"}
