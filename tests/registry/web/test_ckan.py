"""CKAN's actions over HTTP: every way to ask, CKAN's envelope, its errors, and the same totals as the page of datasets."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from registry.config import load_config
from registry.feeds.ckan import ACTIONS
from registry.feeds.ckan_reading import A_FEW
from registry.feeds.ckan_writing import WRITING
from registry.keeper import Keeper
from registry.search import Wanted
from registry.web.ckan import JSON_TYPE
from registry.web.listing import Listing
from tests.registry.descriptions import candidate, good, saying
from tests.registry.web.site import Site, furnished
from vocab.identifiers import dataset_iri
from vocab.namespaces import DCAT, DCT, EU

MANY = A_FEW + 7
THEMES = ("HEAL", "EDUC", "TRAN")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with more datasets than the keeper writes itself."""
    keeper = Keeper.open(load_config(tmp_path_factory.mktemp("ckan")))
    try:
        made = furnished(keeper)
        keeper.intake.take([candidate(_one(keeper, number)) for number in range(MANY)])
        yield made
    finally:
        keeper.close()


def _one(keeper: Keeper, number: int) -> Any:
    agency = ("gl-so-yt", "gl-so-tc")[number % 2]
    one = good(keeper.words, keeper.config.base, f"many-{number}", agency=agency, title=f"Số liệu thứ {number} nước")
    one = saying(one, DCAT.theme, EU[f"data-theme/{THEMES[number % 3]}"])
    one = saying(one, DCT.identifier, Literal(f"SO-{number}/2026"))
    return saying(one, DCAT.keyword, Literal("nước sạch" if number % 5 == 0 else "nước", language="vi"))


@pytest.fixture
def client(site: Site) -> FlaskClient:
    return site.client()


def ask(client: FlaskClient, action: str, **asked: Any) -> Any:
    """The result of an action that is asked by its address."""
    answer = client.get(f"/api/3/action/{action}?{urlencode(asked, doseq=True)}")
    told = json.loads(answer.data)
    assert answer.status_code == 200 and told["success"] is True, told
    assert (answer.content_type, set(told)) == (JSON_TYPE, {"help", "success", "result"})
    return told["result"]


def refused(client: FlaskClient, status: int, action: str, **asked: Any) -> dict[str, Any]:
    """The error of an action that is refused."""
    answer = client.get(f"/api/3/action/{action}?{urlencode(asked, doseq=True)}")
    told = json.loads(answer.data)
    assert (answer.status_code, told["success"], answer.content_type) == (status, False, JSON_TYPE), told
    found: dict[str, Any] = told["error"]
    return found


def test_the_version_is_told(client: FlaskClient) -> None:
    for path in ("/api", "/api/", "/api/3", "/api/3/"):
        assert json.loads(client.get(path).data) == {"version": 3}


def test_all_ways_to_ask_get_the_same(client: FlaskClient) -> None:
    asked = {"q": "nước", "rows": 3, "sort": "name asc"}
    path = "/api/action/package_search"
    answers = [
        client.get(f"{path}?{urlencode(asked)}"),
        client.get(f"/api/3/action/package_search?{urlencode(asked)}"),
        client.post(path, json=asked),
        client.post(path, data=asked),
        client.post(path, data=asked, content_type="multipart/form-data"),
        client.post(path, data=json.dumps(asked), content_type="application/x-www-form-urlencoded"),
        client.post(path, data=quote(json.dumps(asked)), content_type="application/x-www-form-urlencoded"),
        client.post(path, data=json.dumps(asked)),
        client.post(f"{path}?q=nước&rows=3", json={"sort": "name asc"}),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len(json.loads(answers[0].data)["result"]["results"]) == 3


def test_who_has_the_answer_is_told_so_and_nothing_is_read(client: FlaskClient, site: Site) -> None:
    path = "/api/3/action/package_search?rows=5"
    first = client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Ledger-Position"] == str(site.keeper.search.position)
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get("/api/3/action/package_search?rows=6", headers={"If-None-Match": tag}).status_code == 200
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["ETag"] != tag
    assert client.head(path).status_code == 200 and client.head(path).data == b""
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert client.options(path).status_code == 204


def test_the_end_of_a_walk_is_known(site: Site) -> None:
    answers, total = site.keeper.ckan, site.keeper.ledger.counts()["public"]
    assert answers.ends_walk("package_search", {"rows": 1000})
    assert answers.ends_walk("package_search", {"start": total - 3, "q": "*:*"})
    assert not answers.ends_walk("package_search", {"start": total - 11})
    assert not answers.ends_walk("package_search", {"rows": 1000, "fq": "organization:gl-so-yt"})
    assert answers.ends_walk("current_package_list_with_resources", {})
    assert not answers.ends_walk("current_package_list_with_resources", {"limit": 10, "page": 2})
    assert not answers.ends_walk("package_list", {})


def test_names_in_parts_are_all_names(client: FlaskClient, site: Site) -> None:
    names = ask(client, "package_list")
    assert names == sorted(names) and len(names) == site.keeper.ledger.counts()["public"]
    assert ask(client, "package_list", limit=5, offset=3) == names[3:8]
    assert ask(client, "package_list", offset=10**9) == []
    found = ask(client, "package_search", sort="id asc", rows=1000)
    assert [one["name"] for one in found["results"]] == names


def test_many_are_written_elsewhere_as_a_few_are_here(client: FlaskClient) -> None:
    many = ask(client, "package_search", rows=1000, sort="name desc")
    assert many["count"] == len(many["results"]) > A_FEW
    few = [ask(client, "package_search", rows=50, start=start, sort="name desc")["results"] for start in (0, 50, 100)]
    assert [one for part in few for one in part] == many["results"]
    listed = ask(client, "current_package_list_with_resources")
    assert {one["id"] for one in listed} == {one["id"] for one in many["results"]}
    moments = [one["metadata_modified"] for one in listed]
    assert moments == sorted(moments, reverse=True)
    assert ask(client, "current_package_list_with_resources", limit=3, offset=2) == listed[2:5]
    assert ask(client, "current_package_list_with_resources", limit=3, page=2) == listed[3:6]


def test_a_package_by_its_name_its_address_or_its_agency_s_number(client: FlaskClient, site: Site) -> None:
    key, base = site.key("beds"), site.keeper.config.base
    for name in (key, dataset_iri(base, key), f"{base}/id/record/{key}"):
        assert ask(client, "package_show", id=name)["id"] == key
    numbered = ask(client, "package_show", id="SO-7/2026")
    assert numbered["title"] == "Số liệu thứ 7 nước"
    (file, *_) = numbered["resources"]
    assert ask(client, "resource_show", id=file["id"]) == file


def test_what_is_not_there(client: FlaskClient, site: Site) -> None:
    for action, name in {
        "package_show": "a" * 12,
        "organization_show": "không có",
        "group_show": "x",
        "tag_show": "x",
        "resource_show": f"{site.key('beds')}-{'a' * 12}",
        "help_show": "x",
        "group_package_show": "x",
    }.items():
        error = refused(client, 404, action, id=name, name=name)
        assert error["__type"] == "Not Found Error" and name in error["message"]
    gone = refused(client, 404, "package_show", id=site.key("gone"))
    assert "đã thu hồi" in gone["message"] and "withdrawn" in gone["message"] and site.key("gone") in gone["message"]
    for name in ("\x00", "\ud7ff", "' OR 1=1 --", "../../etc", "a" * 3000, "%", "SO-7", f"{site.key('beds')}-"):
        assert refused(client, 404, "package_show", id=name)["__type"] == "Not Found Error"
    assert refused(client, 404, "tag_list", vocabulary_id="x")["__type"] == "Not Found Error"


@pytest.mark.parametrize(
    ("action", "name", "value"),
    [
        ("package_search", "rows", "abc"),
        ("package_search", "rows", "-1"),
        ("package_search", "rows", "9" * 5000),
        ("package_search", "rows", "1e3"),
        ("package_search", "start", "x"),
        ("package_search", "start", "-5"),
        ("package_search", "sort", "colour desc"),
        ("package_search", "sort", "name sideways"),
        ("package_search", "sort", "score asc"),
        ("package_search", "fq", "colour:red"),
        ("package_search", "fq", "tags:(a"),
        ("package_search", "fq", "metadata_modified:[x TO *]"),
        ("package_search", "fq", "organization:[a TO b]"),
        ("package_search", "fq", "tags:*x"),
        ("package_search", "fq", "x" * 9000),
        ("package_search", "q", "x" * 9000),
        ("package_search", "q", "tags:(a"),
        ("package_search", "facet.field", "[1]"),
        ("package_search", "facet.field", '["organization"'),
        ("package_search", "facet.field", "colour"),
        ("package_search", "facet.limit", "-2"),
        ("package_search", "facet", "perhaps"),
        ("package_search", "ext_bbox", "1,2,3,4"),
        ("package_show", "id", ""),
        ("package_list", "limit", "-1"),
        ("package_autocomplete", "q", ""),
        ("organization_list", "sort", "colour"),
        ("organization_list", "all_fields", "perhaps"),
        ("tag_show", "id", ""),
        ("current_package_list_with_resources", "limit", "many"),
    ],
)
def test_what_cannot_be_asked_is_named(client: FlaskClient, action: str, name: str, value: str) -> None:
    error = refused(client, 409, action, **{name: value})
    assert error["__type"] == "Validation Error"
    assert len(error[name]) == 2 and all(error[name]), "a sentence in each language"


def test_what_is_beyond_the_end_is_empty(client: FlaskClient) -> None:
    found = ask(client, "package_search", start=10**9)
    assert found["results"] == [] and found["count"] > MANY
    assert ask(client, "package_search", rows=0)["results"] == []
    assert len(ask(client, "package_search", rows=10**17)["results"]) == found["count"], "at most 1000"


def test_a_body_that_cannot_be_read(client: FlaskClient) -> None:
    path = "/api/3/action/package_show"
    for body in (b"{", b"[]", b'"x"', b"[" * 100_000, b"\xff\xfe", b'{"id": ' + b"[" * 90_000):
        answer = client.post(path, data=body, content_type="application/json")
        assert answer.status_code == 400 and json.loads(answer.data)["success"] is False
    wrong = client.post(path, json={"id": {"a": 1}})
    assert wrong.status_code == 409 and "id" in json.loads(wrong.data)["error"]
    lone = client.post(path, data=b'{"id": "\\ud800\\u0000"}', content_type="application/json")
    assert lone.status_code == 404 and json.loads(lone.data)["error"]["__type"] == "Not Found Error"
    many = client.post(path, data="a=1&" * 300, content_type="application/x-www-form-urlencoded")
    assert many.status_code == 400
    large = client.post(path, data=b"x" * (300 << 10), content_type="application/json")
    assert large.status_code == 413 and json.loads(large.data)["success"] is False
    assert client.delete(path).status_code == 405


def test_unknown_actions_writing_ones_and_callbacks(client: FlaskClient) -> None:
    unknown = client.get("/api/3/action/package_dance")
    assert unknown.status_code == 400
    assert json.loads(unknown.data) == "Bad request - Action name not known: package_dance"
    for action in sorted(WRITING)[::9]:
        answer = client.post(f"/api/3/action/{action}", json={"name": "x"})
        error = json.loads(answer.data)["error"]
        assert (answer.status_code, error["__type"]) == (403, "Authorization Error")
        assert "chỉ đọc" in error["message"]
    assert not WRITING & set(ACTIONS)
    assert client.get("/api/3/action/site_read?callback=f").status_code == 400


def test_every_action_is_explained(client: FlaskClient) -> None:
    for action in ACTIONS:
        assert ask(client, "help_show", name=action)


def test_organisations_groups_tags_and_licences(client: FlaskClient) -> None:
    names = ask(client, "organization_list")
    whole = {one["name"]: one for one in ask(client, "organization_list", all_fields="true")}
    assert sorted(whole) == names and whole["gl-so-yt"]["package_count"] > MANY // 2
    one = ask(client, "organization_show", id="gl-so-tc", include_datasets="true")
    assert len(one["packages"]) == one["package_count"] == whole["gl-so-tc"]["package_count"]
    assert {package["owner_org"] for package in one["packages"]} == {"gl-so-tc"}
    assert "packages" not in ask(client, "organization_show", id="gl-so-tc")
    assert ask(client, "organization_show", id=one["title"])["id"] == one["id"]
    assert "heal" in ask(client, "group_list")
    group = ask(client, "group_show", id="educ", include_datasets="true")
    assert group["package_count"] == len(group["packages"]) == len(range(1, MANY, 3))
    assert ask(client, "group_package_show", id="educ", limit=2) == group["packages"][:2]
    assert {"nước", "nước sạch"} <= set(ask(client, "tag_list"))
    assert ask(client, "tag_list", query="SẠCH") == ["nước sạch"]
    (tag,) = ask(client, "tag_list", query="sạch", all_fields=1)
    assert ask(client, "tag_show", id=tag["id"]) == ask(client, "tag_show", id="nước sạch") == tag
    assert len(ask(client, "tag_show", id=tag["name"], include_datasets=1)["packages"]) == len(range(0, MANY, 5))
    assert {"CC_BY_4_0", "khai-thac-du-lieu-mo"} <= {one["id"] for one in ask(client, "license_list")}
    suggested = ask(client, "package_autocomplete", q="giường bệnh", limit=1)
    assert suggested[0]["title"] == "Giường bệnh trống theo ngày"
    assert ask(client, "status_show")["site_url"].startswith("http")
    assert ask(client, "site_read") is True and ask(client, "vocabulary_list") == []


def test_facets_count_what_filters_leave(client: FlaskClient) -> None:
    names = ["organization", "groups", "tags", "res_format", "license_id", "frequency", "reg_field"]
    found = ask(client, "package_search", rows=0, **{"facet.field": json.dumps(names), "facet.limit": -1})
    assert list(found["facets"]) == list(found["search_facets"]) == names
    for name in names:
        for item in found["search_facets"][name]["items"]:
            fq = f'{name}:"{item["name"]}"'
            assert (
                ask(client, "package_search", rows=0, fq=fq)["count"]
                == item["count"]
                == found["facets"][name][item["name"]]
            )
    one = ask(client, "package_search", rows=0, fq="groups:educ", **{"facet.field": '["groups"]', "facet.limit": 1})
    assert one["facets"]["groups"] == {"educ": one["count"]}
    assert ask(client, "package_search", rows=0, facet="false", **{"facet.field": '["tags"]'})["facets"] == {}


def test_filters_that_harvesters_write(client: FlaskClient) -> None:
    def count(fq: Any, **more: Any) -> int:
        return int(ask(client, "package_search", rows=0, fq=fq, **more)["count"])

    everything = count("")
    newest = ask(client, "package_search", rows=1, sort="metadata_modified desc")["results"][0]["metadata_modified"]
    oldest = ask(client, "package_search", rows=1, sort="metadata_modified asc")["results"][0]["metadata_modified"]
    assert count(f"metadata_modified:[{oldest}Z TO *]") == everything
    assert 0 < count(f"metadata_modified:[{newest}Z TO *]") < everything
    assert count(f"metadata_modified:{{{newest}Z TO *]") == 0
    assert count(f"organization:gl-so-yt OR organization:gl-so-tc metadata_modified:[{oldest}Z TO *]") == everything
    assert count("+dataset_type:dataset +state:active -type:showcase") == everything
    assert count("-organization:gl-so-yt") == everything - count("organization:gl-so-yt")
    assert count(["organization:gl-so-yt", "groups:educ"]) == count("organization:gl-so-yt +groups:educ")
    assert count('tags:(nước OR "nước sạch")') == MANY
    assert count("owner_org:gl-so-yt AND private:false") == count("organization:GL-SO-YT")
    assert count("organization:nobody") == count("private:true") == 0
    assert count("", q="tags:nước groups:heal") == count("tags:nước groups:heal")
    assert count("text:nước") == count("", q="nước") == MANY
    assert ask(client, "package_search", fq_list='["tags:nước"]', rows=0)["count"] == count("tags:nước")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    q=st.sampled_from(["", "nước", "so lieu 3", "giường bệnh", "khong co gi", "sô liệu thu"]),
    agency=st.sampled_from(["", "gl-so-yt", "gl-so-tc"]),
    theme=st.sampled_from(["", *THEMES]),
)
def test_the_totals_are_those_of_the_page(site: Site, q: str, agency: str, theme: str) -> None:
    words = site.keeper.words
    known = words.agencies.by_id
    chosen = {"agency": known[agency].iri if agency else "", "theme": EU[f"data-theme/{theme}"].value if theme else ""}
    filters = tuple((name, value) for name, value in chosen.items() if value)
    listing = Listing(q, filters)
    page = site.client().get(f"/datasets{listing.address()}&format=x")
    assert page.status_code == 200
    fq = [f"organization:{agency}"] * bool(agency) + [f"groups:{theme.lower()}"] * bool(theme)
    total = ask(site.client(), "package_search", q=q, fq=" ".join(fq), rows=0)["count"]
    assert f"{total:,}".replace(",", ".") in page.text
    assert site.keeper.search.find(_wanted(listing)).total == total


def _wanted(listing: Listing) -> Any:
    return Wanted(listing.q, listing.chosen(), listing.order)


def test_no_proxy_and_no_host_changes_an_address(client: FlaskClient, site: Site) -> None:
    answer = client.get("/api/3/action/site_read", headers={"X-Forwarded-Host": "evil.example"})
    assert json.loads(answer.data)["help"].startswith(f"{site.keeper.config.links}/api/3/action/help_show")


def test_a_closed_thing_stays_closed(client: FlaskClient, site: Site) -> None:
    assert site.key("gone") not in ask(client, "package_list")
    assert (
        NamedNode(site.keeper.config.base).value
        in ask(client, "package_show", id=site.key("evil"))["extras"][0]["value"]
    )


@pytest.mark.parametrize("span", ["{9999-12-31T23:59:59.999999Z TO *]", "[* TO 0001-01-01T00:00:00Z}"])
def test_nothing_lies_beyond_the_last_moment_there_is_nor_before_the_first(site: Site, span: str) -> None:
    for field in ("metadata_created", "metadata_modified"):
        assert ask(site.client(), "package_search", rows=0, fq=f"{field}:{span}")["count"] == 0
