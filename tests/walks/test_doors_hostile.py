"""Every door before the worst descriptions there are, and before bad requests: each answer is well-formed to parsers that
nobody here wrote, nothing leaves that may not, no link leads elsewhere, and the keeper is the same at the end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pytest
import requests

from tests.walks.foreign_readers import CONTROL, texts_of
from tests.walks.hostile_records import CANARY, ONCE, Record, fill, gone_key, hostile
from tests.walks.processes import Keeping, keeping

BASE = "http://127.0.0.1:8899"
"""Where the IRIs stand; the keeper is at another port, as behind a proxy that gives it another name."""
LIAR = "ke-noi-doi.example"
LIES = {
    "X-Forwarded-Host": LIAR,
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Prefix": "/khac",
    "Forwarded": f"host={LIAR};proto=https",
    "X-Original-URL": f"https://{LIAR}/",
}
CATALOGUE = tuple(f"/catalog{suffix}" for suffix in (".ttl", ".rdf", ".jsonld", ".nt"))
OAI = tuple(f"/oai?verb=ListRecords&metadataPrefix={form}" for form in ("oai_dc", "dcat_ap"))
ACTION = "/api/3/action/"
LISTS = ("package_list", "package_search?rows=1000", "current_package_list_with_resources", "tag_list", "license_list")
NAMES = (
    "organization_list?all_fields=true",
    "group_list?all_fields=true",
    "package_search?facet.field=[%22tags%22]&rows=0",
)
EVERY = (
    *CATALOGUE,
    *OAI,
    *(f"/oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats")),
    "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc",
    *(f"{ACTION}{action}" for action in (*LISTS, *NAMES)),
    "/changes.trig",
    "/changes.jsonld",
    "/changes.nq",
    "/changes.atom",
    "/changes",
    "/data.json",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/robots.txt",
    "/dump.ttl",
    "/downloads.ttl",
    "/",
    "/datasets",
)
"""Doors that show many datasets, each entered at its first page."""
SINGLE = (
    *(
        f"/id/dataset/{{key}}{suffix}"
        for suffix in ("", ".ttl", ".rdf", ".jsonld", ".nt", ".trig", ".nq", ".bib", ".csl.json")
    ),
    f"{ACTION}package_show?id={{key}}",
)
"""Doors that show one."""


@pytest.fixture(scope="module")
def records() -> tuple[Record, ...]:
    return hostile(BASE)


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory, records: tuple[Record, ...]) -> Iterator[Keeping]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    fill(data, BASE, records)
    (data / "registry.toml").write_text(f'base = "{BASE}"\nquery_budget_seconds = 0\npage_size = 10\n', "utf-8")
    with keeping(data) as keeper:
        pid = keeper.pid
        yield keeper
        assert keeper.is_alive and keeper.pid == pid
        log = (data.parent / "keeper.log").read_text("utf-8")
        assert "Traceback" not in log, log[-3000:]


def ask(keeper: Keeping, path: str, method: str = "GET", **headers: str) -> requests.Response:
    told = {"Accept": "text/html", **headers} if path.partition("?")[0].count(".") == 0 else headers
    return requests.request(method, keeper.address + path, headers=told, timeout=60, allow_redirects=False)


def well_formed(answer: requests.Response) -> list[str]:
    """Every text of a good answer, as foreign parsers find it; none may hold what may not leave."""
    assert answer.status_code == 200, (answer.url, answer.status_code, answer.text[:300])
    told = texts_of(answer.content, answer.headers["Content-Type"])
    where = (answer.url, answer.headers["Content-Type"])
    assert [text[:200] for text in told if CONTROL.search(text)] == [], where
    assert not CONTROL.search(answer.content.decode("utf-8", "replace")) or "sheet" in where[1], where
    assert [text for text in told if CANARY in text] == [] and CANARY.encode() not in answer.content, where
    assert ONCE.encode() not in answer.content or urlsplit(answer.url).path.startswith("/changes"), where
    return told


def walk(keeper: Keeping, path: str) -> Iterator[requests.Response]:
    """The door's pages, by its own word for the next one; twenty at most."""
    following = path
    for _ in range(20):
        answer = ask(keeper, following, **LIES)
        yield answer
        following = further(answer, keeper.address)
        if not following:
            return


def further(answer: requests.Response, address: str) -> str:
    """Where the next page is, below our address: by the Link header, or OAI-PMH's token; "" at the end."""
    if token := re.search(rb"<resumptionToken[^>]*>([^<]+)<", answer.content):
        return f"/oai?verb=ListRecords&resumptionToken={quote(token[1].decode())}"
    url = answer.links.get("next", {}).get("url", f"{address}")
    assert url.startswith(address), url
    return str(url.removeprefix(address))


@pytest.mark.parametrize("path", EVERY)
def test_what_shows_many_is_well_formed_and_leads_nowhere_else(keeper: Keeping, path: str) -> None:
    for answer in walk(keeper, path):
        told = well_formed(answer)
        assert [text for text in told if LIAR in text] == []
        assert LIAR not in str(answer.headers) and "gopher" not in str(answer.headers)


@pytest.mark.parametrize("path", SINGLE)
def test_what_shows_one_is_well_formed_for_each(keeper: Keeping, records: tuple[Record, ...], path: str) -> None:
    for record in records:
        answer = ask(keeper, path.format(key=record.key), **LIES)
        assert [text for text in well_formed(answer) if LIAR in text] == []
        assert LIAR not in str(answer.headers)


def test_who_comes_by_another_name_is_refused(keeper: Keeping) -> None:
    for path in EVERY:
        answer = ask(keeper, path, Host=LIAR)
        assert answer.status_code == 400 and LIAR not in answer.text, path


def test_what_was_withdrawn_or_removed_is_gone_without_a_word(keeper: Keeping) -> None:
    for path in SINGLE:
        answer = ask(keeper, path.format(key=gone_key(BASE)))
        # CKAN knows no 410: what was deleted is not found.
        assert answer.status_code == (404 if path.startswith(ACTION) else 410) and ONCE not in answer.text, path
        texts_of(answer.content, answer.headers["Content-Type"])


@dataclass(frozen=True, slots=True)
class Bad:
    """A bad request, and the statuses that may come of it."""

    path: str
    may: tuple[int, ...] = (400, 404)
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)


NULS = ("%00", "a%00b", "%ff%fe", "%0d%0aX:1", "\u202e")
TOKENS = ("x", "0-0-", "999999999-10-", "1-99999-", "1-10-zzzzzzzzzzzz", "-1-10-", "1-10-a", "a" * 10_240, *NULS)
EXPIRED = "1-10-"
SYNTAXES = (".ttl", ".rdf", ".jsonld", ".nt", "")
ACTIONS = (
    "package_create",
    "package_show",
    *(f"package_show?id={key}" for key in ("x", "a" * 3000, *NULS)),
    *(
        f"package_search?{bad}"
        for bad in ("rows=x", "rows=-1", "start=99999999999999999999", "sort=%00", "fq=(((", "fq=x:%00")
    ),
    *(f"package_list?{bad}" for bad in ("limit=x", "offset=-1", "limit=99999999999999999999999")),
    "organization_show?id=%00",
    "group_show?id=khong-co",
)
BAD = (
    *(Bad(f"/catalog{suffix}?page={token}", (400, 404, 410, 414)) for suffix in SYNTAXES for token in TOKENS),
    *(Bad(f"/catalog{suffix}?page={EXPIRED}", (410,)) for suffix in SYNTAXES),
    *(Bad(path, (405,), method) for path in EVERY for method in ("DELETE", "PUT", "PATCH")),
    *(Bad(path, (405,), "POST") for path in CATALOGUE),
    *(Bad(path, (406,), headers={"Accept": "image/png"}) for path in ("/catalog",)),
    *(Bad(f"{path}/../../etc/passwd") for path in EVERY if "?" not in path),
    *(
        Bad(f"/id/dataset/{key}", (400, 404))
        for key in ("x", "%00", "a" * 12, "a" * 5000, "..%2f..%2fledger.db", "\u202e")
    ),
    Bad(f"/catalog.ttl?page={'a' * 300_000}", (400, 404, 413, 414, 431)),
    Bad("/catalog.exe"),
    Bad("/catalog.ttl?profile=khong-co", (400, 404, 406)),
    *(Bad(f"/catalog.ttl?modified-since={day}", (400,)) for day in ("hom-qua", "2026-13-45", *NULS)),
    *(Bad(f"/catalog.ttl?{name}={value}", (400, 404)) for name in ("theme", "agency") for value in ("khong-co", *NULS)),
    *(Bad(f"/changes.trig?since={since}", (400, 404)) for since in ("hom-qua", "2026-13-45", "-1", "9" * 30, *NULS)),
    *(Bad(f"/changes/{name}.trig", (400, 404)) for name in ("0", "99999", "-1", "x", "9" * 30, "%00")),
    *(Bad(f"/changes.{suffix}", (404, 406)) for suffix in ("ttl", "exe")),
    Bad("/changes", (406,), headers={"Accept": "text/turtle"}),
    *(Bad(f"/changes.atom?{name}=khong-co", (400, 404)) for name in ("agency", "theme")),
    *(Bad(f"{ACTION}{action}", (400, 403, 404, 409)) for action in ACTIONS),
    *(Bad(f"{ACTION}{action}", (405,), "DELETE") for action in ("package_list", "package_show?id=x")),
    *(Bad(f"/sitemap-{name}.xml", (404,)) for name in ("0", "99999999999999999999", "x", "-1", "%00")),
    *(Bad(path, (405,), "DELETE") for path in ("/data.json", "/sitemap.xml", "/robots.txt", "/oai")),
)


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.method} {bad.path[:60]!a}"[:70])
def test_a_bad_request_is_told_what_is_wrong(keeper: Keeping, bad: Bad) -> None:
    answer = ask(keeper, bad.path, bad.method, **bad.headers)
    assert answer.status_code in bad.may, answer.text[:300]
    assert not CONTROL.search(answer.text) and "Traceback" not in answer.text
    if answer.status_code == 405:
        assert answer.headers["Allow"]
    if answer.status_code != 431:  # then the server itself refused to read so much
        texts_of(answer.content, answer.headers["Content-Type"])
        assert any("à" <= letter <= "ỹ" for letter in answer.text), "said in Vietnamese too"


OAI_BAD = {
    "": "badVerb",
    "verb=X": "badVerb",
    "verb=Identify&verb=Identify": "badVerb badArgument",
    "verb=ListRecords": "badArgument",
    "verb=ListRecords&metadataPrefix=khong-co": "cannotDisseminateFormat",
    "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=hom-qua": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-13-45": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-01&until=2026-01-01": "badArgument noRecordsMatch",
    "verb=ListRecords&metadataPrefix=oai_dc&set=%00": "noRecordsMatch badArgument",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=%00": "idDoesNotExist badArgument",
    **{f"verb=ListRecords&resumptionToken={token}": "badResumptionToken" for token in TOKENS},
}
"""A bad question to OAI-PMH, and the protocol's errors that may come of it."""


@pytest.mark.parametrize("query", OAI_BAD, ids=lambda query: f"{query[:60]!a}")
def test_a_bad_question_to_the_library_door_is_told_in_its_own_form(keeper: Keeping, query: str) -> None:
    answer = ask(keeper, f"/oai?{query}")
    assert answer.status_code == 200 and not CONTROL.search(answer.text)
    texts_of(answer.content, answer.headers["Content-Type"])
    (code,) = set(re.findall(r'<error code="(\w+)"', answer.text))
    assert code in OAI_BAD[query]


def test_an_expired_walk_is_told_where_a_new_one_begins(keeper: Keeping) -> None:
    for path in CATALOGUE:
        answer = ask(keeper, f"{path}?page={EXPIRED}")
        assert answer.status_code == 410
        again = answer.links["first"]["url"]
        assert again == keeper.address + path and urlsplit(again).query == ""
