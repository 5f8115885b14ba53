"""The one door to the network: it fetches an address to a file and decides nothing about what is in it.

Held on the way (SECURITY requirements 55-57, 64, 65): the address is checked after resolution at every hop and the
connection goes to the checked IP; one deadline for everything, kept by a watchdog that cuts the socket; caps on wire
and decoded bytes; gzip is opened strictly, so a cut body is a failure; a body shorter than it said is a failure; at
most five redirects, followed by hand; secrets never travel to another origin. Every refusal is a value.
"""

import hashlib
import logging
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError

from harvesters.addresses import Allowed, Forbidden, Resolver, Target, check
from harvesters.answers import Limits, Stopped, cut_short, decoded, status_stop
from harvesters.connections import PinnedAdapter, Watchdog
from harvesters.iris import mend
from harvesters.paging import links
from harvesters.secrets import NONE, Secrets
from harvesters.source import Snapshot

USER_AGENT = "so-dang-ky-harvester/1 (+https://w3id.org/so-dang-ky)"
ACCEPT = (
    "text/turtle, application/ld+json, application/rdf+xml, application/trig, application/n-triples, "
    "application/json;q=0.9, text/xml;q=0.8, application/xml;q=0.8, */*;q=0.5"
)
LIMITS = Limits()
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEPT = ("Content-Type", "Link", "ETag", "Last-Modified")
"""Header fields of an answer that are kept."""
_LONGEST_MARK = 1000
"""Characters of an ETag or Last-Modified that is sent back."""


@dataclass(frozen=True, slots=True)
class Conditional:
    """What the last snapshot was marked with, so that an unchanged answer need not be sent again."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent by POST instead of asking by GET; `headers` are its own, and no secrets."""

    data: bytes
    media_type: str
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The source says that nothing changed since the snapshot the request named (HTTP 304)."""

    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was fetched. `retry_after`: seconds the source asked to wait, at most an hour."""

    slug: str
    url: str
    reason_vi: str
    reason_en: str
    status: int | None = None
    retry_after: int | None = None


def resolve_host(host: str, port: int) -> tuple[str, ...]:
    """The IP addresses of a host name. Raises OSError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def fetch(
    url: str,
    target: Path,
    limits: Limits = LIMITS,
    allowed: Allowed = lambda host, port, address: False,
    conditional: Conditional | None = None,
    *,
    secrets: Secrets = NONE,
    body: Body | None = None,
    resolver: Resolver = resolve_host,
) -> Snapshot | Unchanged | Refused:
    """Bring the answer of `url` into the file `target`, decoded.

    `allowed(host, port, ip)` says which private addresses and unusual ports the operator lets through; `secrets` go to the
    first origin only, and are in nothing that is returned or kept. With a `body` it is sent there by POST, which any
    2xx answers well and no redirect carries on. Nothing is left at `target` unless a Snapshot is returned.
    """
    # On its debug level urllib3 writes every address down, query and all.
    logging.getLogger("urllib3").setLevel(logging.INFO)
    journey = _Journey(url, target, limits, allowed, conditional or Conditional(), secrets, body, resolver)
    try:
        return journey.go()
    except Stopped as stop:
        target.unlink(missing_ok=True)
        said_vi, said_en = secrets.hidden(stop.vi), secrets.hidden(stop.en)
        return Refused(stop.slug, secrets.hidden(journey.url), said_vi, said_en, stop.status, stop.retry_after)


@dataclass(slots=True)
class _Journey:
    """One fetch with its hops; `url` is where it stands."""

    url: str
    target: Path
    limits: Limits
    allowed: Allowed
    conditional: Conditional
    secrets: Secrets
    body: Body | None
    resolver: Resolver
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = monotonic() + self.limits.total

    def go(self) -> Snapshot | Unchanged:
        first = None
        for _ in range(self.limits.redirects + 1):
            place = self._check()
            first = first or place.origin
            secrets = self.secrets if place.origin == first else NONE
            outcome = self._ask(place, secrets)
            if not isinstance(outcome, str):
                return outcome
            self.url = outcome
        raise Stopped(
            "redirects",
            f"Địa chỉ chuyển hướng quá {self.limits.redirects} lần.",
            f"The address redirects more than {self.limits.redirects} times.",
        )

    def _check(self) -> Target:
        place = check(self.url, self.allowed, self.resolver)
        if isinstance(place, Forbidden):
            raise Stopped(place.slug, place.reason_vi, place.reason_en)
        return place

    def _ask(self, place: Target, secrets: Secrets) -> Snapshot | Unchanged | str:
        """The snapshot, or the address of the next hop."""
        with Watchdog(self.deadline - monotonic()) as watchdog:
            transport = PinnedAdapter(place.addresses, watchdog)
            try:
                outcome = self._receive(place, transport, secrets)
                if watchdog.fired:  # a body without a length ends where the socket was cut, as if it were whole
                    raise TimeoutError
                return outcome
            except (requests.RequestException, HTTPError, OSError) as error:
                raise _network_stop(error, watchdog.fired, self.limits) from error
            finally:
                transport.close()

    def _receive(self, place: Target, transport: PinnedAdapter, secrets: Secrets) -> Snapshot | Unchanged | str:
        """What one address answers. No Session: it would read the body of a redirect, and parse where it leads."""
        request = self._request(secrets.asked(place.url), secrets).prepare()
        waits = (self.limits.connect, self.limits.idle)
        response = transport.send(request, stream=True, timeout=waits, verify=True, proxies={})
        with response:
            if response.status_code in REDIRECTS:
                return self._hop(response)
            if response.status_code == 304 and (self.conditional.etag or self.conditional.last_modified):
                return Unchanged(place.url, datetime.now(UTC))
            if response.status_code != 200 and not (self.body and 200 <= response.status_code < 300):
                raise status_stop(response.status_code, response.headers)
            return self._keep(place, response)

    def _request(self, url: str, secrets: Secrets) -> requests.Request:
        headers = self._headers(secrets)
        if self.body is None:
            return requests.Request("GET", url, headers=headers)
        headers |= {**self.body.headers, "Content-Type": self.body.media_type}
        return requests.Request("POST", url, headers=headers, data=self.body.data)

    def _headers(self, secrets: Secrets) -> dict[str, str | bytes]:
        headers: dict[str, str | bytes] = {
            "User-Agent": USER_AGENT,
            "Accept": ACCEPT,
            "Accept-Encoding": "gzip",
            **secrets.headers,
        }
        if self.conditional.etag:
            headers["If-None-Match"] = self.conditional.etag
        if self.conditional.last_modified:
            headers["If-Modified-Since"] = self.conditional.last_modified
        return headers

    def _hop(self, response: requests.Response) -> str:
        location = response.headers.get("Location")
        if not location:
            raise Stopped(
                "redirects",
                "Nguồn chuyển hướng mà không nói tới đâu.",
                "The source redirects without saying where to.",
                response.status_code,
            )
        if self.body is not None:
            raise Stopped(
                "redirects",
                "Nguồn chuyển hướng một yêu cầu POST; hãy khai địa chỉ mới của nó.",
                "The source redirects a POST; enter its new address.",
                response.status_code,
            )
        try:
            return mend(urljoin(self.url, self.secrets.hidden(_readable(location))))
        except ValueError as error:
            raise Stopped(
                "bad-address",
                "Nguồn chuyển hướng tới một địa chỉ không dùng được.",
                "The source redirects to an address that cannot be used.",
                response.status_code,
            ) from error

    def _keep(self, place: Target, response: requests.Response) -> Snapshot:
        digest = hashlib.sha256()
        with self.target.open("wb") as file:
            for chunk in decoded(
                response.headers, partial(response.raw.read, decode_content=False), self.limits, self.deadline
            ):
                digest.update(chunk)
                file.write(chunk)
        if self.secrets.hide_in(self.target):
            digest = hashlib.sha256(self.target.read_bytes())
        said = {name: self.secrets.hidden(response.headers[name]) for name in _KEPT if name in response.headers}
        return Snapshot(
            url=place.url,
            path=self.target,
            media_type=said.get("Content-Type", ""),
            sha256=digest.hexdigest(),
            fetched_at=datetime.now(UTC),
            status=response.status_code,
            links=MappingProxyType(links(said.get("Link", ""), place.url)),
            etag=_mark(said.get("ETag")),
            last_modified=_mark(said.get("Last-Modified")),
        )


def _network_stop(error: Exception, timed_out: bool, limits: Limits) -> Stopped:
    if timed_out or isinstance(error, TimeoutError):
        return Stopped(
            "deadline",
            f"Nguồn không trả lời xong trong {limits.total:g} giây.",
            f"The source did not finish answering within {limits.total:g} s.",
        )
    for kinds, slug, vi, en in _FAILURES:
        if isinstance(error, kinds):
            return Stopped(slug, vi, en)
    said = str(error)
    if "IncompleteRead" in said or "Connection broken" in said or "InvalidChunkLength" in said:
        return cut_short()
    return Stopped(
        "connection",
        "Kết nối tới nguồn bị đứt hoặc câu trả lời không đúng HTTP.",
        "The connection to the source broke, or the answer is not HTTP.",
    )


_FAILURES: tuple[tuple[tuple[type[Exception], ...], str, str, str], ...] = (
    (
        (requests.exceptions.SSLError,),
        "certificate",
        "Chứng thư TLS của nguồn không hợp lệ.",
        "The source's TLS certificate is not valid.",
    ),
    (
        (requests.exceptions.ConnectTimeout,),
        "connect",
        "Không nối được tới nguồn trong thời hạn.",
        "The source could not be reached in time.",
    ),
    (
        (requests.exceptions.ReadTimeout,),
        "idle",
        "Nguồn im lặng quá lâu.",
        "The source was silent for too long.",
    ),
)


def _mark(said: str | None) -> str | None:
    """What a condition can be made of: one that no request could bear would fail every later one."""
    return said if said and said.isprintable() and len(said) <= _LONGEST_MARK else None


def _readable(header: str) -> str:
    """A header field as text: RFC 9110 leaves bytes over 127 open; servers mean UTF-8 by them."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return header
