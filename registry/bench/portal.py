"""A CKAN portal on loopback for a bench, in a process of its own: it answers package_search and nothing else.

    python -m registry.bench.portal --datasets 10000 --first 1

It prints one line, `ready ADDRESS`, when it answers, and stops on SIGTERM. All answers are written before that, so that
the harvest pays for the way over the wire and for nothing of the portal's own. There is no ETag, as with most portals.
GET /edition?number=N has it tell the packages' edition N from then on, with `&every=M` of each package whose place M
divides.
"""

import argparse
import signal
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from registry.bench.packages import answers

SEARCH, EDITION = "/api/3/action/package_search", "/edition"


class Portal:
    """The packages of one portal as JSON texts."""

    def __init__(self, site: str, numbers: range) -> None:
        self.site = site
        self.numbers = numbers
        self.told = list(answers(site, numbers))

    def renew(self, edition: int, every: int) -> None:
        """Tells another edition of each package whose place `every` divides."""
        told = list(self.told)
        told[::every] = answers(self.site, self.numbers[::every], edition)
        self.told = told

    def page(self, start: int, rows: int) -> bytes:
        head = f'{{"help": "package_search", "success": true, "result": {{"count": {len(self.told)}, "results": ['
        return head.encode() + b", ".join(self.told[start : start + rows]) + b"]}}"


def serve(numbers: range) -> ThreadingHTTPServer:
    """A portal bound to a free port of loopback, not yet serving."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    portal = Portal(f"http://127.0.0.1:{server.server_port}", numbers)

    class Handler(BaseHTTPRequestHandler):
        """Answers GET."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: int(values[-1]) for name, values in parse_qs(parts.query).items()}
            if parts.path == EDITION:
                portal.renew(query["number"], query.get("every", 1))
            is_known = parts.path in (SEARCH, EDITION)
            body = portal.page(query.get("start", 0), query.get("rows", 10)) if parts.path == SEARCH else b"{}"
            self.send_response(200 if is_known else 404)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent: the one line this program prints is `ready`."""

    server.RequestHandlerClass = Handler
    return server


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m registry.bench.portal", description="A CKAN portal for a bench.")
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=1, help="number of the first package")
    chosen = parser.parse_args(arguments)
    server = serve(range(chosen.first, chosen.first + chosen.datasets))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"ready http://127.0.0.1:{server.server_port}/", flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
