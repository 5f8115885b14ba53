"""Connections that go to checked addresses alone, and that a watchdog cuts when the time is up."""

import socket
import threading
from functools import partial
from http.client import HTTPResponse
from time import monotonic
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError


class Watchdog:
    """Cuts the connection when the time is up: socket timeouts alone never end a server that drips."""

    def __init__(self, seconds: float) -> None:
        self.fired = seconds <= 0
        self._ends = monotonic() + seconds
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(max(seconds, 0), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Watchdog":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        self._timer.join()
        if self._socket is not None:
            self._socket.close()

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._ends - monotonic()

    def guard(self, connected: socket.socket) -> None:
        """Watches over this connection. It keeps a handle of its own, for TLS takes the socket's away."""
        if self._socket is not None:
            self._socket.close()
        self._socket = connected.dup()
        if self.fired:
            self._cut()

    def _cut(self) -> None:
        self.fired = True
        if self._socket is not None:
            try:
                self._socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _StrictAnswer(HTTPResponse):
    """An answer whose chunks have a size: http.client reads one of −1 bytes to the end of the stream, into memory."""

    def _read_next_chunk_size(self) -> int:
        size: int = super()._read_next_chunk_size()  # type: ignore[misc]  # typeshed leaves it out
        if size < 0:
            raise ValueError("a chunk of less than nothing")  # http.client makes an IncompleteRead of it
        return size


class _ToCheckedAddresses:
    """A connection that goes to the checked addresses, whatever its host name resolves to by now.

    The host name stays in the Host field, in SNI and in the certificate's check.
    """

    port: int
    timeout: Any
    addresses: tuple[str, ...] = ()
    watchdog: Watchdog

    def _new_conn(self) -> socket.socket:
        error: Exception = OSError("no address")
        for address in self.addresses:
            wait = min(self.timeout, self.watchdog.left)
            if wait <= 0:
                break
            try:
                reached = socket.create_connection((address, self.port), wait)
            except TimeoutError:
                error = ConnectTimeoutError(self, "no answer")
                continue
            except OSError as failure:
                error = failure
                continue
            reached.settimeout(self.timeout)
            self.watchdog.guard(reached)
            return reached
        raise error


class _PinnedHTTP(_ToCheckedAddresses, HTTPConnection):
    """Plain HTTP to a checked address."""

    response_class = _StrictAnswer


class _PinnedHTTPS(_ToCheckedAddresses, HTTPSConnection):
    """HTTPS to a checked address."""

    response_class = _StrictAnswer


def _pinned(
    kind: type[_PinnedHTTP | _PinnedHTTPS], addresses: tuple[str, ...], watchdog: Watchdog, **settings: Any
) -> _PinnedHTTP | _PinnedHTTPS:
    connection = kind(**settings)
    connection.addresses = addresses
    connection.watchdog = watchdog
    return connection


class PinnedAdapter(HTTPAdapter):
    """requests' transport, with connections that are pinned and watched."""

    def __init__(self, addresses: tuple[str, ...], watchdog: Watchdog) -> None:
        self._addresses = addresses
        self._watchdog = watchdog
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies, cert)
        kind = _PinnedHTTPS if pool.scheme == "https" else _PinnedHTTP
        pool.ConnectionCls = partial(_pinned, kind, self._addresses, self._watchdog)
        return pool
