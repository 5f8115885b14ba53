"""The doors' answers as the log of consumers counts them."""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from registry.dumps import Dump
from registry.feeds.consumers import Taken
from tests.registry.web.site import HTML, Site


@pytest.fixture(scope="module")
def dump(site: Site) -> Dump:
    site.keeper.dumps.make_now()
    assert site.keeper.dumps.newest is not None
    return site.keeper.dumps.newest


def taken(site: Site) -> Mapping[tuple[str, str], Taken]:
    site.keeper.consumers.flush()
    return {(one.name, one.door): one for one in site.keeper.consumers.all()}


def test_what_is_sent_is_counted_by_the_consumers_own_name(site: Site, client: FlaskClient, dump: Dump) -> None:
    file = dump.files[0]
    there = f"/dump/{dump.name}/{file.name}"
    assert client.get(f"{there}?consumer=cong.quoc-gia").status_code == 200
    assert client.head(there, headers={"Consumer": "cong.quoc-gia"}).status_code == 200
    tag = client.get(there, headers={"Consumer": "cong.quoc-gia", "Range": "bytes=0-9"}).headers["ETag"]
    assert client.get(there, headers={"Consumer": "cong.quoc-gia", "If-None-Match": tag}).status_code == 304
    one = taken(site)["cong.quoc-gia", "download"]
    assert (one.kind, one.requests, one.failures, one.size) == ("name", 4, 0, file.size + 10)
    assert (one.reached, one.position, one.walks) == (dump.position, dump.position, 2)


def test_what_a_door_could_not_answer_is_counted_by_the_programs_name(site: Site, client: FlaskClient) -> None:
    agent = {"User-Agent": "dcat-harvester/3.1 (nguyen.van.a@example.org)"}
    assert client.get("/catalog?page=nonsense", headers=agent).status_code in (400, 404)
    assert client.get("/no-such-page", headers=agent).status_code == 404
    told = [one for one in taken(site).values() if one.name == "dcat-harvester"]
    assert [(one.door, one.requests, one.failures) for one in told] == [("dcat", 1, 1)]
    assert "nguyen" not in repr(taken(site))


def test_who_walked_through_a_part_has_not_got_the_whole(site: Site, client: FlaskClient) -> None:
    agency = site.named["prices"].publisher or ""
    client.get("/catalog.nt", query_string={"agency": agency, "consumer": "cong-mot-phan"})
    client.get("/catalog.nt", query_string={"consumer": "cong-tat-ca"})
    there = taken(site)
    assert (there["cong-mot-phan", "dcat"].requests, there["cong-mot-phan", "dcat"].reached) == (1, 0)
    assert there["cong-tat-ca", "dcat"].reached == site.keeper.feed.position


def test_a_person_who_strays_from_a_page_is_no_consumer(site: Site, client: FlaskClient) -> None:
    person = {**HTML, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
    for path in ("/catalog?theme=zzz", "/catalog?page=x", "/changes?agency=zzz"):
        assert client.get(path, headers=person).mimetype == "text/html"
    assert client.get("/catalog.ttl?theme=zzz", headers={"User-Agent": "strayed/1"}).status_code == 400
    assert {name for name, _ in taken(site)} & {"Mozilla", "strayed"} == {"strayed"}


def test_the_operator_sees_how_far_each_has_come(site: Site, client: FlaskClient, dump: Dump) -> None:
    client.get(f"/dump/{dump.name}/{dump.files[0].name}?consumer=cong-bo")
    client.get("/catalog?page=nonsense&consumer=<script>", headers={"User-Agent": "<script>alert(1)</script>"})
    for account in ("van-hanh", "giam-sat"):
        page = site.client(account).get("/admin/consumers", headers=HTML)
        assert page.status_code == 200 and "cong-bo" in page.text and "<script>alert" not in page.text
        told = site.client(account).get("/admin/consumers?format=json").get_json()
        (one,) = [row for row in told["consumers"] if row["name"] == "cong-bo"]
        behind = site.keeper.consumers.behind([dump.position])[dump.position]
        assert (one["reached"], one["behind"]) == (dump.position, behind)
    assert client.get("/admin/consumers", headers=HTML).status_code in (302, 303, 401, 403)
    assert site.client("gl-so-yt").get("/admin/consumers", headers=HTML).status_code == 403
