"""A server of raw sockets on loopback that answers as badly as it is told to.

Each path has a script: a function that gets the connection and writes whatever it likes.
"""

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Script = Callable[[socket.socket, str], None]
TURTLE = b'<https://a.example/1> <http://purl.org/dc/terms/title> "x" .\n'


class Hostile:
    """A loopback server; `seen` are the request heads it received, in order."""

    def __init__(self, scripts: dict[str, Script], at_once: Script | None = None) -> None:
        self._scripts = scripts
        self._at_once = at_once
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open = True
        self.port: int = self._listener.getsockname()[1]
        self.seen: list[str] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self._open = False
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        self._thread.join(5)
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            connection, _ = self._listener.accept()
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(5)
            if self._at_once:
                self._at_once(connection, "")
                return
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(4096)
                if not piece:
                    return
                head += piece
            text = head.decode("latin-1")
            self.seen.append(text)
            path = text.split(" ")[1]
            script = self._scripts.get(path.partition("?")[0])
            if script is None:
                send(404, b"")(connection, path)
            else:
                script(connection, path)


@contextmanager
def serving(scripts: dict[str, Script]) -> Iterator[Hostile]:
    server = Hostile(scripts)
    try:
        yield server
    finally:
        server.close()


@contextmanager
def speaking(script: Script) -> Iterator[Hostile]:
    """A server that speaks before it is asked."""
    server = Hostile({}, script)
    try:
        yield server
    finally:
        server.close()


def send(status: int, body: bytes, *headers: str, length: int | None = None) -> Script:
    """A whole answer; `length` lies about the body's."""

    def script(connection: socket.socket, path: str) -> None:
        said = len(body) if length is None else length
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {said}", "Connection: close", *headers]
        connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    return script


def turtle(body: bytes = TURTLE, *headers: str) -> Script:
    return send(200, body, "Content-Type: text/turtle", *headers)


def packed(body: bytes, keep: int | None = None) -> Script:
    """A gzip body, cut after `keep` bytes."""
    return send(200, gzip.compress(body)[:keep], "Content-Encoding: gzip")


def redirect(location: str, status: int = 302) -> Script:
    return send(status, b"", f"Location: {location}")


def drip(seconds: float) -> Script:
    """A head, then one byte at a time, never silent for long."""

    def script(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.sendall(b"x")
            time.sleep(0.02)

    return script


def drip_head(seconds: float) -> Script:
    def script(connection: socket.socket, path: str) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection.sendall(b"x")
            time.sleep(0.02)

    return script


def silent(seconds: float) -> Script:
    return lambda connection, path: time.sleep(seconds)


def endless(connection: socket.socket, path: str) -> None:
    """A body without a length that never ends."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        connection.sendall(b"x" * 65536)


def chunk_cut(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nff\r\ncut")


def rubbish(connection: socket.socket, path: str) -> None:
    connection.sendall(b"this is no HTTP at all\r\n\r\n")


def drip_tls(connection: socket.socket, path: str) -> None:
    """The head of a TLS record that promises 16 kB, then one byte at a time."""
    connection.sendall(b"\x16\x03\x03\x40\x00")
    until = time.monotonic() + 5
    while time.monotonic() < until:
        connection.sendall(b"\x02")
        time.sleep(0.02)


def hang_up(connection: socket.socket, path: str) -> None:
    connection.shutdown(socket.SHUT_RDWR)
