"""Two sample agency APIs on loopback: a CKAN API of a health department, a DCAT feed of an agriculture department.

    python -m registry.demo.agency_apis --port 9001 --kind ckan
    python -m registry.demo.agency_apis --port 9002 --kind dcat --datasets 5000

Each prints one line, `ready ADDRESS`, when it answers, and stops on SIGTERM. They are plain servers of the standard
library and know nothing of the registry: they stand for what agencies run.
"""

import argparse
import hashlib
import json
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import FrameType
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from registry.demo.samples import Sample, samples
from vocab.namespaces import DCAT, DCT, EU, FOAF, HYDRA, PREFIXES, RDF, REG, VCARD, XSD

SEARCH = "/api/3/action/package_search"
FEED = "/catalog.ttl"
PAGE_SIZES = {"ckan": 100, "dcat": 5}
SYNTHETIC_PAGE = 250
LICENCE = "vn-open"
MEDIA_TYPES = {
    "CSV": "text/csv",
    "JSON": "application/json",
    "GeoJSON": "application/geo+json",
    "PDF": "application/pdf",
}
FIELDS = {"AGRI": "kinh tế", "ENVI": "tài nguyên môi trường"}
FILE_TYPES = {"GeoJSON": "GEOJSON"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a sample API says: the status, the media type and the body."""

    status: int
    media_type: str
    body: bytes
    link: str = ""


@dataclass(frozen=True, slots=True)
class Ckan:
    """The part of CKAN's action API that a harvester asks."""

    site: str
    datasets: tuple[Sample, ...]

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        actions: dict[str, Callable[[Mapping[str, str]], Answer]] = {
            "package_search": self._search,
            "package_show": self._show,
            "package_list": self._list,
        }
        for prefix in ("/api/3/action/", "/api/action/"):
            if path.startswith(prefix):
                action = actions.get(path.removeprefix(prefix))
                return action(query) if action else _ckan_error(400, "Bad request - Action name not known")
        return None

    def _search(self, query: Mapping[str, str]) -> Answer:
        start = _whole(query.get("start"), 0)
        rows = min(_whole(query.get("rows"), 10), 1000)
        shown = [self._package(sample) for sample in self.datasets[start : start + rows]]
        return _ckan_success({"count": len(self.datasets), "sort": "name asc", "results": shown})

    def _show(self, query: Mapping[str, str]) -> Answer:
        found = next((sample for sample in self.datasets if sample.name == query.get("id")), None)
        return _ckan_success(self._package(found)) if found else _ckan_error(404, "Not found")

    def _list(self, query: Mapping[str, str]) -> Answer:
        return _ckan_success([sample.name for sample in self.datasets])

    def _package(self, sample: Sample) -> dict[str, object]:
        identifier = _identifier(sample.name)
        return {
            "id": identifier,
            "name": sample.name,
            "title": sample.title_vi,
            "title_translated": {"vi": sample.title_vi, "en": sample.title_en},
            "notes": sample.description_vi,
            "type": "dataset",
            "state": "active",
            "private": False,
            "license_id": LICENCE,
            "license_title": "Điều khoản khai thác dữ liệu mở của cơ quan nhà nước",
            "organization": {"name": "so-y-te", "title": "Sở Y tế tỉnh Gia Lai", "is_organization": True},
            "maintainer": "Phòng Nghiệp vụ Y",
            "maintainer_email": "dulieu@soyte.gialai.example",
            "url": f"{self.site}/dataset/{sample.name}",
            "metadata_created": f"{sample.issued}T08:00:00.000000",
            "metadata_modified": f"{sample.modified}T08:00:00.000000",
            "tags": [{"name": word, "display_name": word} for word in sample.keywords],
            "groups": [{"name": "y-te", "title": sample.theme}],
            "extras": [
                {"key": "frequency", "value": sample.frequency},
                {"key": "issued", "value": sample.issued},
                {"key": "modified", "value": sample.modified},
                {"key": "access_rights", "value": "công khai"},
                {"key": "language", "value": "vi"},
                {"key": "reg_columns", "value": "; ".join(sample.columns)},
            ],
            "resources": [self._resource(sample, form) for form in sample.formats],
            "num_resources": len(sample.formats),
        }

    def _resource(self, sample: Sample, form: str) -> dict[str, object]:
        return {
            "id": _identifier(f"{sample.name} {form}"),
            "package_id": _identifier(sample.name),
            "name": f"{sample.title_vi or 'Tệp dữ liệu'} ({form})",
            "description": f"Tệp {form} của bộ dữ liệu",
            "format": form,
            "mimetype": MEDIA_TYPES.get(form),
            "url": _file_address(self.site, sample, form),
            "url_type": "upload",
            "last_modified": f"{sample.modified}T08:00:00",
            "state": "active",
        }


@dataclass(frozen=True, slots=True)
class Feed:
    """A DCAT catalogue in Turtle, a few datasets a page, paged with Hydra and a Link header."""

    site: str
    datasets: tuple[Sample, ...]
    page_size: int

    def answer(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if path != FEED:
            return None
        page = _whole(query.get("page"), 1)
        last = -(-len(self.datasets) // self.page_size)
        if not 1 <= page <= max(last, 1):
            return Answer(404, "text/plain; charset=utf-8", b"no such page\n")
        triples = self._page(page, last)
        body = serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""
        link = f'<{self._address(page + 1)}>; rel="next"' if page < last else ""
        return Answer(200, "text/turtle; charset=utf-8", body, link)

    def _address(self, page: int) -> str:
        return f"{self.site}{FEED}?page={page}"

    def _page(self, page: int, last: int) -> list[Triple]:
        catalogue, view = NamedNode(f"{self.site}/catalog"), NamedNode(self._address(page))
        shown = self.datasets[(page - 1) * self.page_size : page * self.page_size]
        triples = [
            Triple(catalogue, RDF.type, DCAT.Catalog),
            Triple(catalogue, RDF.type, HYDRA.Collection),
            Triple(catalogue, DCT.title, Literal("Danh mục dữ liệu nông nghiệp và môi trường", language="vi")),
            Triple(catalogue, HYDRA.totalItems, Literal(len(self.datasets))),
            Triple(catalogue, HYDRA.view, view),
            Triple(view, RDF.type, HYDRA.PartialCollectionView),
        ]
        if page < last:
            triples.append(Triple(view, HYDRA.next, NamedNode(self._address(page + 1))))
        for sample in shown:
            dataset = NamedNode(f"{self.site}/dataset/{sample.name}")
            triples.append(Triple(catalogue, DCAT.dataset, dataset))
            triples += self._dataset(dataset, sample)
        return triples

    def _dataset(self, dataset: NamedNode, sample: Sample) -> list[Triple]:
        publisher = NamedNode(f"{self.site}/organization/so-nong-nghiep-va-moi-truong")
        contact = BlankNode(f"c{_identifier(sample.name)[:8]}")
        triples = [
            Triple(dataset, RDF.type, DCAT.Dataset),
            *_words(dataset, DCT.title, sample.title_vi, "vi"),
            *_words(dataset, DCT.title, sample.title_en, "en"),
            *_words(dataset, DCT.description, sample.description_vi, "vi"),
            Triple(dataset, DCT.identifier, Literal(f"gl-nnmt-{sample.name}")),
            Triple(dataset, DCT.issued, Literal(sample.issued, datatype=XSD.date)),
            Triple(dataset, DCT.modified, Literal(sample.modified, datatype=XSD.date)),
            Triple(dataset, DCT.accrualPeriodicity, EU[f"frequency/{sample.frequency}"]),
            Triple(dataset, DCT.accessRights, EU["access-right/PUBLIC"]),
            *_words(dataset, REG.columns, "; ".join(sample.columns), "vi"),
            *_words(dataset, REG.field, FIELDS[sample.theme], "vi"),
            Triple(dataset, DCT.language, EU["language/VIE"]),
            Triple(dataset, DCT.license, Literal(LICENCE)),
            Triple(dataset, DCAT.theme, EU[f"data-theme/{sample.theme}"]),
            Triple(dataset, DCAT.landingPage, dataset),
            Triple(dataset, DCT.publisher, publisher),
            Triple(publisher, RDF.type, FOAF.Organization),
            Triple(publisher, FOAF.name, Literal("Sở Nông nghiệp và Môi trường tỉnh Gia Lai", language="vi")),
            Triple(dataset, DCAT.contactPoint, contact),
            Triple(contact, RDF.type, VCARD.Organization),
            Triple(contact, VCARD.fn, Literal("Phòng Kế hoạch - Tài chính", language="vi")),
            Triple(contact, VCARD.hasEmail, NamedNode("mailto:dulieu@sonnmt.gialai.example")),
        ]
        triples += [Triple(dataset, DCAT.keyword, Literal(word, language="vi")) for word in sample.keywords]
        for form in sample.formats:
            triples += self._distribution(dataset, sample, form)
        return triples

    def _distribution(self, dataset: NamedNode, sample: Sample, form: str) -> list[Triple]:
        part = NamedNode(f"{dataset.value}/{form.lower()}")
        address = NamedNode(_file_address(self.site, sample, form))
        code = FILE_TYPES.get(form, form)
        return [
            Triple(dataset, DCAT.distribution, part),
            Triple(part, RDF.type, DCAT.Distribution),
            *_words(part, DCT.title, f"{sample.title_vi} ({form})".strip(), "vi"),
            *_words(part, DCT.description, f"Tệp {form} của bộ dữ liệu", "vi"),
            Triple(part, DCAT.accessURL, address),
            Triple(part, DCAT.downloadURL, address),
            Triple(part, DCT["format"], EU[f"file-type/{code}"]),
        ]


def _words(subject: NamedNode, predicate: NamedNode, text: str, language: str) -> list[Triple]:
    return [Triple(subject, predicate, Literal(text, language=language))] if text else []


def _identifier(text: str) -> str:
    """A UUID-shaped identifier, always the same for the same text."""
    code = hashlib.sha256(text.encode()).hexdigest()
    return f"{code[:8]}-{code[8:12]}-4{code[13:16]}-a{code[17:20]}-{code[20:32]}"


def _file_address(site: str, sample: Sample, form: str) -> str:
    return f"{site}/tep/{sample.name}.{form.lower()}"


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _ckan_success(result: object) -> Answer:
    body = json.dumps({"help": "package API", "success": True, "result": result}, ensure_ascii=False)
    return Answer(200, "application/json; charset=utf-8", body.encode())


def _ckan_error(status: int, message: str) -> Answer:
    body = json.dumps({"success": False, "error": {"message": message, "__type": "Not Found Error"}})
    return Answer(status, "application/json; charset=utf-8", body.encode())


def _file(datasets: Sequence[Sample], path: str) -> Answer | None:
    """A small file behind each distribution, so that links lead somewhere."""
    name, _, form = path.removeprefix("/tep/").rpartition(".")
    found = next((sample for sample in datasets if sample.name == name), None) if path.startswith("/tep/") else None
    if found is None:
        return None
    rows = (",".join(found.columns) or "tep") + "\n"
    return Answer(200, "text/csv; charset=utf-8" if form == "csv" else "application/octet-stream", rows.encode())


def serve(kind: str, port: int, datasets: int | None = None) -> ThreadingHTTPServer:
    """A server bound to loopback, not yet serving; port 0 takes any free one. Raises OSError when the port is busy."""
    server = ThreadingHTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler)
    server.daemon_threads = True
    site = f"http://127.0.0.1:{server.server_port}"
    told = samples(kind, datasets)
    size = PAGE_SIZES[kind] if datasets is None else SYNTHETIC_PAGE
    api: Ckan | Feed = Ckan(site, told) if kind == "ckan" else Feed(site, told, size)

    class Handler(BaseHTTPRequestHandler):
        """Answers GET from the sample API; an unchanged answer is a 304."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
            answer = api.answer(parts.path, query) or _file(told, parts.path)
            self._send(answer or Answer(404, "text/plain; charset=utf-8", b"not found\n"))

        def _send(self, answer: Answer) -> None:
            tag = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"'
            if answer.status == 200 and self.headers.get("If-None-Match") == tag:
                answer = replace(answer, status=304, body=b"")
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.media_type)
            self.send_header("Content-Length", str(len(answer.body)))
            if answer.status in (200, 304):
                self.send_header("ETag", tag)
            if answer.link:
                self.send_header("Link", answer.link)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: the one line this program prints is `ready`."""

    server.RequestHandlerClass = Handler
    return server


def first_address(kind: str, port: int) -> str:
    """The address a source of this kind is registered with."""
    return f"http://127.0.0.1:{port}/" if kind == "ckan" else f"http://127.0.0.1:{port}{FEED}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C. Exit 1 when the port is busy, 2 for wrong arguments."""
    parser = argparse.ArgumentParser(prog="python -m registry.demo.agency_apis", description="A sample agency API.")
    parser.add_argument("--kind", choices=("ckan", "dcat"), required=True)
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--datasets", type=int, help="so many synthetic datasets instead of the written ones")
    chosen = parser.parse_args(arguments)
    try:
        server = serve(chosen.kind, chosen.port, chosen.datasets)
    except OSError as error:
        print(f"cổng {chosen.port} đang bận / port {chosen.port} is busy: {error.strerror}", flush=True)
        return 1
    _stop_on_signals(server)
    print(f"ready {first_address(chosen.kind, server.server_port)}", flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)
    return 0


def _stop_on_signals(server: ThreadingHTTPServer) -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


if __name__ == "__main__":
    raise SystemExit(main())
