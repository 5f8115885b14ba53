"""What a source lets itself be read with: header fields and query parameters that nobody else may ever see.

They are added to a request at the last moment and taken out of whatever comes back, so that no address, header,
sentence or kept answer holds them (SECURITY requirement 65).
"""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from harvesters.errors import NotReadable
from harvesters.kind import opened
from harvesters.paging import with_query
from harvesters.texts import WIDE

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
        pattern = self._pattern(1)
        return re.sub(pattern, HIDDEN, text) if pattern else text

    def hidden_in(self, data: bytes) -> bytes:
        """A body without the secrets, should the source give them back (in the address of the next page, say).

        One that was packed with gzip comes back opened if they were in it; one that cannot be opened is read by nobody.
        """
        pattern = self._pattern(MIN_IN_BODIES)
        if not pattern:
            return data
        try:
            inside = opened(data)
        except NotReadable:
            return data
        clean = _without(inside, pattern)
        return data if clean == inside else clean

    def hide_in(self, path: Path) -> bool:
        """Takes the secrets out of a file; whether there were any."""
        if not self:
            return False
        data = path.read_bytes()
        clean = self.hidden_in(data)
        if clean != data:
            path.write_bytes(clean)
        return clean != data

    def _pattern(self, shortest: int) -> str:
        """Every secret in whatever way it may be written, the longest first; "" for none."""
        values = {value for told in (*self.query.values(), *self.headers.values()) for value in _parts(told)}
        long = sorted((value for value in values if len(value) >= shortest), key=len, reverse=True)
        return "|".join("".join(map(_written, value)) for value in long)


def _without(data: bytes, pattern: str) -> bytes:
    """The bytes without what the pattern finds, in UTF-16 too where its mark stands in front."""
    if not data.startswith(WIDE):
        return re.sub(pattern.encode(), HIDDEN.encode(), data)
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return data  # this is refused
    clean = re.sub(pattern, HIDDEN, text)
    return data if clean == text else clean.encode("utf-16")


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
            with suppress(binascii.Error):  # then it is no name and password, and hidden whole
                yield base64.b64decode(token).decode("utf-8", "replace").partition(":")[2]


def _written(char: str) -> str:
    """One character in each of the ways that addresses, JSON, HTML and XML write it, as a pattern; letters and digits of
    ASCII are written plainly by all."""
    if char.isascii() and char.isalnum():
        return char
    percent = "".join(f"%(?:25)?(?i:{byte:02x})" for byte in char.encode())
    utf16 = char.encode("utf-16-be").hex()
    units = "".join(rf"\\{{1,4}}u(?i:{utf16[at : at + 4]})" for at in range(0, len(utf16), 4))
    forms = [rf"\\{{0,4}}{re.escape(char)}", percent, units, rf"&#0*{ord(char)};", rf"&#[xX]0*(?i:{ord(char):x});"]
    forms += [rf"&{name};" for name in _NAMED.get(char, ())]
    forms += [r"\+"] if char == " " else []
    return f"(?:{'|'.join(reversed(forms))})"


_NAMED = {
    "&": ("amp",), "<": ("lt",), ">": ("gt",), '"': ("quot",), "'": ("apos",), "=": ("equals",), "+": ("plus",),
    "/": ("sol",),
}  # fmt: skip
"""What HTML and XML call the characters that secrets are made of."""
