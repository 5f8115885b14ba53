"""IRIs as sources write them, mended as RFC 3987 says: what may not stand in one is percent-encoded."""

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

from pyoxigraph import NamedNode

UNKNOWN_BASE = "https://unknown.invalid/"
MAX_IRI = 2048
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ILLEGAL = re.compile(
    r"""[\x00-\x20<>"{}|\\^`\[\]\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"""
)
_WELL = re.compile(r"[\w.:/?&=~+,;@!$'()*-]*", re.ASCII)
"""An address that needs no mending, as nearly all are."""
_PLAIN_HOST = re.compile(r"https?://[a-z0-9.-]+(?::\d*)?(?:[/?#]|\Z)", re.ASCII | re.I)
_AUTHORITY = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://[^/?#]*)")


def mend(text: str) -> str:
    """The same address with what no IRI may hold percent-encoded; an IRI that was well stays as it was."""
    if _WELL.fullmatch(text):
        return text
    text = text.strip()
    host = _AUTHORITY.match(text)
    head = host[1] if host else ""
    tail = _ILLEGAL.sub(_encode, text[len(head) :])
    tail = _BAD_PERCENT.sub("%25", tail)
    before, sign, after = tail.partition("#")
    return head + before + sign + after.replace("#", "%23")


def is_iri(text: str) -> bool:
    """Whether this is an absolute IRI that RDF accepts, not longer than 2,048 characters."""
    return _named(text) is not None


def _named(text: str) -> NamedNode | None:
    if len(text) > MAX_IRI or not _ABSOLUTE.match(text):
        return None
    try:
        return NamedNode(text)
    except ValueError:
        return None


def is_web(text: str) -> bool:
    """Whether this is an http or https address with a host."""
    return len(text) <= MAX_IRI and _is_web(text)


@lru_cache(maxsize=2048)
def _is_web(text: str) -> bool:
    """The same, remembered: the address of a document is asked for each of its records."""
    if _PLAIN_HOST.match(text):
        return is_iri(text)
    return text[:8].lower().startswith(("http://", "https://")) and is_iri(text) and bool(_host(text))


def web(text: str) -> str | None:
    """The http(s) address meant by this text, mended; None when it is none."""
    return _web(text) if len(text) <= MAX_IRI else _mended(text)


@lru_cache(maxsize=2048)
def _web(text: str) -> str | None:
    return _mended(text)


def _mended(text: str) -> str | None:
    mended = mend(text)
    return mended if is_web(mended) else None


def reached(text: str) -> str | None:
    """The address of the web, or of a file server as old catalogues still name; None when it is none."""
    if found := web(text):
        return found
    place = node(text) if text[:7].lower().startswith(("ftp://", "ftps://", "sftp://")) else None
    return place.value if place else None


def node(text: str) -> NamedNode | None:
    """The NamedNode of an absolute IRI, mended when needed; None when it is none."""
    return _named(mend(text))


def resolve(base: str, reference: str) -> str | None:
    """An http(s) address given relative to `base`; None when the outcome is none."""
    try:
        return web(urljoin(base, mend(reference)))
    except ValueError:
        return None


def base_of(url: str) -> str:
    """What relative IRIs of a document from this address are resolved against; files have no address."""
    return url if is_web(url) else UNKNOWN_BASE


def as_written(address: str) -> str:
    """The address, relative as it stood where the document's own address is not known."""
    return address.removeprefix(UNKNOWN_BASE)


def _host(text: str) -> str | None:
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None


def _encode(match: re.Match[str]) -> str:
    return quote(match[0], safe="", errors="replace")
