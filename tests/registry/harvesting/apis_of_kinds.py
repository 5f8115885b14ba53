"""An API of each kind on loopback, of our own making: four datasets, on two pages where the kind has pages.

One server answers for all of them, each under a path of its own; a dataset may be told otherwise from some moment on.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from harvesters.source import Source
from tests.loopback import Quiet, answering

SIZE = 2
"""Datasets on a page, whatever is asked for."""
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """One dataset as the API tells of it."""

    number: int
    title: str
    words: str
    day: str = "2026-10-01"


@dataclass(frozen=True, slots=True)
class Api:
    """A kind's API: where a source of it begins, and what it answers to a path and a query."""

    kind: str
    path: str
    answer: "Callable[[Asked], Reply | None]"
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request below the API's own path, and what the API holds at this moment."""

    site: str
    path: str
    query: Query
    method: str
    body: str
    held: tuple[Told, ...]

    def page(self, start: int) -> tuple[Told, ...]:
        return self.held[start : start + SIZE]

    def number(self, name: str, otherwise: int = 0) -> int:
        return int(self.query.get(name, otherwise))


@dataclass(frozen=True, slots=True)
class Reply:
    media_type: str
    body: str
    status: int = 200
    link: str = ""


def as_json(value: object) -> Reply:
    return Reply("application/json", json.dumps(value, ensure_ascii=False))


def ckan(asked: Asked) -> Reply:
    packages = [
        {"id": f"ckan-{one.number}", "name": f"goi-{one.number}", "title": one.title, "notes": one.words,
         "metadata_modified": f"{one.day}T00:00:00", "resources": []}
        for one in asked.page(asked.number("start"))
    ]  # fmt: skip
    return as_json({"success": True, "result": {"count": len(asked.held), "results": packages}})


PREFIXES = (
    "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
    "@prefix hydra: <http://www.w3.org/ns/hydra/core#> . @prefix tree: <https://w3id.org/tree#> . "
    "@prefix ldes: <https://w3id.org/ldes#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)


def in_turtle(one: Told, iri: str, more: str = "") -> str:
    said = f"a dcat:Dataset ; dct:title {quoted(one.title)}@vi ; dct:description {quoted(one.words)}@vi"
    return f"<{iri}> {said} ; dct:modified '{one.day}'^^xsd:date {more} .\n"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def dcat(asked: Asked) -> Reply:
    start = asked.number("start")
    shown = "".join(in_turtle(one, f"{asked.site}/id/{one.number}") for one in asked.page(start))
    further = start + SIZE < len(asked.held)
    view = f"<> hydra:next <{asked.site}/feed?start={start + SIZE}> .\n" if further else ""
    return Reply("text/turtle", PREFIXES + shown + view)


def linked(asked: Asked) -> Reply:
    """The same in N-Triples, whose pages are led to by the Link header alone."""
    start = asked.number("start")
    named = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "http://purl.org/dc/terms/"
    shown = "".join(
        f"<{asked.site}/nt/{one.number}> <{named[0]}> <http://www.w3.org/ns/dcat#Dataset> .\n"
        f"<{asked.site}/nt/{one.number}> <{named[1]}title> {quoted(one.title)}@vi .\n"
        f"<{asked.site}/nt/{one.number}> <{named[1]}description> {quoted(one.words)}@vi .\n"
        for one in asked.page(start)
    )
    further = start + SIZE < len(asked.held)
    return Reply("application/n-triples", shown, link=f'</nt?start={start + SIZE}>; rel="next"' if further else "")


def datajson(asked: Asked) -> Reply:
    listed = [
        {"@type": "dcat:Dataset", "identifier": f"pod-{one.number}", "title": one.title, "description": one.words,
         "modified": one.day, "accessLevel": "public", "keyword": ["văn hóa"]}
        for one in asked.held
    ]  # fmt: skip
    return as_json({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": listed})


def opendatasoft(asked: Asked) -> Reply:
    listed = [
        {"dataset_id": f"ods-{one.number}", "fields": [], "metas": {"default": {
            "title": one.title, "description": one.words, "modified": f"{one.day}T00:00:00+00:00"}}}
        for one in asked.page(asked.number("offset"))
    ]  # fmt: skip
    return as_json({"total_count": len(asked.held), "results": listed})


def socrata(asked: Asked) -> Reply:
    listed = [
        {"resource": {"id": f"aaaa-000{one.number}", "name": one.title, "description": one.words, "type": "dataset",
                      "updatedAt": f"{one.day}T00:00:00.000Z"},
         "permalink": f"{asked.site}/d/aaaa-000{one.number}", "classification": {}, "metadata": {}}
        for one in asked.page(asked.number("offset"))
    ]  # fmt: skip
    return as_json({"results": listed, "resultSetSize": len(asked.held)})


def arcgis_hub(asked: Asked) -> Reply:
    listed = [
        {"id": f"hub{one.number}", "type": "Feature", "geometry": None, "properties": {
            "id": f"hub{one.number}", "title": one.title, "description": one.words, "type": "CSV", "owner": "so",
            "access": "public", "modified": 1_760_000_000_000}}
        for one in asked.page(asked.number("startindex", 1) - 1)
    ]  # fmt: skip
    return as_json({"type": "FeatureCollection", "features": listed, "numberMatched": len(asked.held), "links": []})


def arcgis_server(asked: Asked) -> Reply | None:
    names = [{"name": f"Dat{one.number}", "type": "MapServer"} for one in asked.held]
    if asked.path.endswith("/services"):
        return as_json({"currentVersion": 10.9, "folders": [], "services": names})
    service = asked.path.removesuffix("/MapServer").rpartition("/Dat")[2]
    found = next((one for one in asked.held if str(one.number) == service), None)
    if found is None:
        return None
    info = {"Title": found.title, "Author": "", "Keywords": ""}
    return as_json(
        {"currentVersion": 10.9, "serviceDescription": found.words, "mapName": "Layers", "documentInfo": info}
    )


def own_json(asked: Asked) -> Reply:
    listed = [
        {"ma": f"bo-{one.number}", "ten": one.title, "noi_dung": one.words, "ngay": one.day}
        for one in asked.page(asked.number("tu"))
    ]
    return as_json({"tong": len(asked.held), "muc": listed})


MAPPING = """
records = "muc"
identifier = "ma"
[page]
style = "offset"
parameter = "tu"
total = "tong"
[fields]
title = "ten"
description = "noi_dung"
modified = "ngay"
"""


def iso(one: Told) -> str:
    return f"""<gmd:MD_Metadata xmlns:gmd="http://www.isotc211.org/2005/gmd" xmlns:gco="http://www.isotc211.org/2005/gco">
<gmd:fileIdentifier><gco:CharacterString>iso-{one.number}</gco:CharacterString></gmd:fileIdentifier>
<gmd:dateStamp><gco:Date>{one.day}</gco:Date></gmd:dateStamp>
<gmd:identificationInfo><gmd:MD_DataIdentification><gmd:citation><gmd:CI_Citation>
<gmd:title><gco:CharacterString>{escape(one.title)}</gco:CharacterString></gmd:title></gmd:CI_Citation></gmd:citation>
<gmd:abstract><gco:CharacterString>{escape(one.words)}</gco:CharacterString></gmd:abstract>
</gmd:MD_DataIdentification></gmd:identificationInfo>
<gmd:distributionInfo><gmd:MD_Distribution><gmd:transferOptions><gmd:MD_DigitalTransferOptions><gmd:onLine>
<gmd:CI_OnlineResource><gmd:linkage><gmd:URL>https://geo.example/wms</gmd:URL></gmd:linkage>
<gmd:protocol><gco:CharacterString>OGC:WMS</gco:CharacterString></gmd:protocol></gmd:CI_OnlineResource></gmd:onLine>
</gmd:MD_DigitalTransferOptions></gmd:transferOptions></gmd:MD_Distribution></gmd:distributionInfo></gmd:MD_Metadata>"""


def csw(asked: Asked) -> Reply:
    return _records(asked, asked.number("startPosition", 1))


def csw_by_post(asked: Asked) -> Reply:
    """A catalogue that will not be asked by GET."""
    if asked.method != "POST":
        return Reply("text/plain", "POST only", 405)
    return _records(asked, int(asked.body.partition('startPosition="')[2].partition('"')[0]))


def _records(asked: Asked, start: int) -> Reply:
    shown = asked.page(start - 1)
    further = start + SIZE if start - 1 + SIZE < len(asked.held) else 0
    counts = f'numberOfRecordsMatched="{len(asked.held)}" numberOfRecordsReturned="{len(shown)}" nextRecord="{further}"'
    inner = "".join(map(iso, shown))
    space = "http://www.opengis.net/cat/csw/2.0.2"
    results = f"<csw:SearchResults {counts}>{inner}</csw:SearchResults>"
    body = f'<csw:GetRecordsResponse xmlns:csw="{space}">{results}</csw:GetRecordsResponse>'
    return Reply("application/xml", body)


def iso19139(asked: Asked) -> Reply:
    return Reply("application/xml", f"<records>{''.join(map(iso, asked.held))}</records>")


def oai(asked: Asked) -> Reply:
    start = asked.number("resumptionToken")
    records = "".join(
        f"<record><header><identifier>oai:a:{one.number}</identifier><datestamp>{one.day}</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title xml:lang="vi">{escape(one.title)}</dc:title>'
        f'<dc:description xml:lang="vi">{escape(one.words)}</dc:description><dc:type>Dataset</dc:type></oai_dc:dc>'
        "</metadata></record>"
        for one in asked.page(start)
    )
    token = str(start + SIZE) if start + SIZE < len(asked.held) else ""
    inner = f"<ListRecords>{records}<resumptionToken>{token}</resumptionToken></ListRecords>"
    return Reply("text/xml", f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>')


def sdmx(asked: Asked) -> Reply:
    flows = [
        {"id": f"LUONG{one.number}", "agencyID": "CTK", "version": "1.0", "names": {"vi": one.title},
         "descriptions": {"vi": one.words}}
        for one in asked.held
    ]  # fmt: skip
    return as_json({"data": {"dataflows": flows}, "meta": {"id": "x"}})


def sheet(asked: Asked) -> Reply:
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["Mã", "Tên bộ dữ liệu", "Mô tả", "Ngày cập nhật"])
    rows.writerows([f"bang-{one.number}", one.title, one.words, one.day] for one in asked.held)
    return Reply("text/csv; charset=utf-8", file.getvalue())


def schema_org(asked: Asked) -> Reply | None:
    if asked.path.endswith("/sitemap.xml"):
        places = "".join(f"<url><loc>{asked.site}/web/{one.number}</loc></url>" for one in asked.held)
        return Reply(
            "application/xml", f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
        )
    found = next((one for one in asked.held if asked.path.endswith(f"/{one.number}")), None)
    if found is None:
        return None
    said = {"@context": "https://schema.org", "@type": "Dataset", "name": found.title, "description": found.words,
            "url": f"{asked.site}/web/{found.number}"}  # fmt: skip
    script = f'<script type="application/ld+json">{json.dumps(said)}</script>'
    return Reply("text/html", f"<!doctype html><html><head><title>x</title>{script}</head><body></body></html>")


def sparql(asked: Asked) -> Reply:
    """Fifty are asked for and two come: endpoints cut answers short without a word."""
    offset = int(asked.query["query"].rpartition("OFFSET")[2].split()[0])
    shown = "".join(in_turtle(one, f"{asked.site}/data/{one.number}") for one in asked.page(offset // 50 * SIZE))
    return Reply("text/turtle", PREFIXES + shown)


def ldes(asked: Asked) -> Reply:
    start = asked.number("page")
    stream = f"{asked.site}/stream"
    members = "".join(
        f"<{stream}> tree:member <{asked.site}/v/{one.number}#{one.day}> .\n"
        + in_turtle(one, f"{asked.site}/v/{one.number}#{one.day}", f"; dct:isVersionOf <{asked.site}/v/{one.number}>")
        for one in asked.page(start)
    )
    paths = f"<{stream}> a ldes:EventStream ; ldes:versionOfPath dct:isVersionOf ; ldes:timestampPath dct:modified .\n"
    further = f"<{stream}> tree:view <> . <> tree:relation [ tree:node <{stream}?page={start + SIZE}> ] .\n"
    return Reply("text/turtle", PREFIXES + paths + members + (further if start + SIZE < len(asked.held) else ""))


APIS = {
    "ckan": Api("ckan", "/ckan", ckan),
    "dcat": Api("dcat", "/feed", dcat),
    "dcat by Link": Api("dcat", "/nt", linked),
    "datajson": Api("datajson", "/pod", datajson),
    "opendatasoft": Api("opendatasoft", "/api/explore/v2.1/catalog/datasets", opendatasoft),
    "socrata": Api("socrata", "/api/catalog/v1", socrata),
    "arcgis hub": Api("arcgis", "/api/search/v1/collections/dataset/items", arcgis_hub),
    "arcgis server": Api("arcgis", "/arcgis/rest/services", arcgis_server),
    "json": Api("json", "/own", own_json, MAPPING),
    "csw": Api("csw", "/csw", csw),
    "csw by POST": Api("csw", "/post", csw_by_post),
    "iso19139": Api("iso19139", "/iso", iso19139),
    "oai-pmh": Api("oai-pmh", "/oai", oai),
    "sdmx": Api("sdmx", "/rest/dataflow", sdmx),
    "sheet": Api("sheet", "/bang.csv", sheet),
    "schema-org": Api("schema-org", "/web/sitemap.xml", schema_org),
    "sparql": Api("sparql", "/sparql", sparql),
    "ldes": Api("ldes", "/stream", ldes),
}
SUBJECTS = ("lễ hội làng", "đội múa lân", "câu lạc bộ hát bội", "đội chiêng cồng")


class Served:
    """The running server, at `site`. `held` are the datasets by API; change them there."""

    def __init__(self) -> None:
        self.site = ""
        self.held = {
            name: tuple(
                Told(number, f"Danh sách {subject} ({name})", f"Tên, nơi ở và năm lập của {subject}, theo {name}")
                for number, subject in enumerate(SUBJECTS, 1)
            )
            for name in APIS
        }

    def change(self, name: str) -> None:
        """The third dataset of an API is told otherwise from now on."""
        third = replace(self.held[name][2], words="Nay có thêm số điện thoại liên hệ", day="2026-11-01")
        self.held[name] = (*self.held[name][:2], third, *self.held[name][3:])

    def source(self, name: str) -> Source:
        api = APIS[name]
        slug = name.lower().replace(" ", "-")
        address = f"{self.site}{api.path}"
        titles = {"vi": name, "en": name}
        return Source(slug, api.kind, address, "gl-so-vhttdl", titles, allow_private=True, mapping=api.mapping)

    def answer(self, target: str, method: str, body: str) -> Reply:
        parts = urlsplit(target)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        name = next((name for name in APIS if parts.path.startswith(_root(APIS[name]))), "")
        if not name:
            return Reply("text/plain", "nothing here", 404)
        asked = Asked(self.site, parts.path, query, method, body, self.held[name])
        return APIS[name].answer(asked) or Reply("text/plain", "nothing here", 404)


def _root(api: Api) -> str:
    return "/web/" if api.kind == "schema-org" else api.path


@contextmanager
def serving_apis() -> Iterator[Served]:
    served = Served()

    class Handler(Quiet):
        def do_GET(self) -> None:
            self._reply(served.answer(self.path, "GET", ""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._reply(served.answer(self.path, "POST", body))

        def _reply(self, reply: Reply) -> None:
            link = {"Link": reply.link} if reply.link else {}
            self.say(reply.body.encode(), reply.media_type, reply.status, **link)

    with answering(Handler) as served.site:
        yield served
