"""What a source lets itself be read with: header fields and query parameters that nobody else may ever see.

They are added to a request at the last moment and taken out of whatever comes back, so that no address, header,
sentence or kept answer holds them (SECURITY requirement 65).
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, quote_plus, urlsplit

from harvesters.paging import with_query

HIDDEN = "********"
MIN_IN_BODIES = 8
"""A shorter secret is looked for in addresses and headers only: in a body it may well be something else."""


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Header fields and query parameters of one source's requests; shown as nothing wherever it is printed."""

    headers: Mapping[str, str] = field(default_factory=_nothing)
    query: Mapping[str, str] = field(default_factory=_nothing)

    def __repr__(self) -> str:
        return "Secrets(…)"

    def __bool__(self) -> bool:
        return bool(self.headers or self.query)

    def asked(self, url: str) -> str:
        """The address as it goes over the wire."""
        return with_query(url, **self.query) if self.query else url

    def hidden(self, text: str) -> str:
        """The text without any of the secrets."""
        for form in self._forms(1):
            text = text.replace(form, HIDDEN)
        return text

    def hidden_in(self, data: bytes) -> bytes:
        """A body without the secrets, should the source give them back (in the address of the next page, say)."""
        for form in self._forms(MIN_IN_BODIES):
            data = data.replace(form.encode(), HIDDEN.encode())
        return data

    def hide_in(self, path: Path) -> bool:
        """Takes the secrets out of a file; whether there were any."""
        if not self:
            return False
        data = path.read_bytes()
        clean = self.hidden_in(data)
        if clean != data:
            path.write_bytes(clean)
        return clean != data

    def _forms(self, shortest: int) -> tuple[str, ...]:
        """Every secret as it may be written, the longest first."""
        values = [value for told in (*self.query.values(), *self.headers.values()) for value in _parts(told)]
        forms = {form for value in values if len(value) >= shortest for form in _written(value)}
        return tuple(sorted(forms, key=len, reverse=True))


NONE = Secrets()


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: who is asked. Secrets go to the origin they were given for, and to no other.

    Raises ValueError for a port that is none.
    """
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _parts(told: str) -> Iterator[str]:
    """A value, and what is secret inside it: the token of "Bearer …", name and password of "Basic …"."""
    yield told
    scheme, _, token = told.partition(" ")
    if token and scheme.isalpha():
        yield token
        if scheme == "Basic":
            # Of the name alone nothing is hidden: it is in many an address.
            yield base64.b64decode(token).decode("utf-8", "replace").partition(":")[2]


def _written(value: str) -> Iterator[str]:
    yield value
    yield quote(value)
    yield quote(value, safe="")
    yield quote_plus(value)
    yield value.replace("\\", "\\\\").replace('"', '\\"').replace("/", "\\/")
    yield value.replace("&", "&amp;")
