"""The secrets that sources are read with: DIR/credentials.toml, for the operator's eyes alone.

    [so-y-te]                                    # a source's slug, or the name that its `credential` gives
    bearer = "…"                                 # Authorization: Bearer …
    basic = { user = "…", password = "…" }       # Authorization: Basic …
    headers = { X-Api-Key = "…" }
    query = { api_key = "…" }
    token = "…"                                  # carried as the mapping file of the source says
    origin = "https://data.example.vn"           # whom it may be shown to; needed where a source or mapping names it
    webhook = "…"                                # what digests to the agency are signed with

    [SMTP]                                       # the login at the mail server
    basic = { user = "…", password = "…" }

The file is read at each request, so a new secret counts at once. Nothing of it is shown, logged, stored or sent to
another origin than the source's own.
"""

import base64
import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from harvesters.errors import NotReadable
from harvesters.json_mapping import Authentication
from harvesters.kinds import kind_for
from harvesters.secrets import NONE, Secrets, origin_of
from harvesters.source import Source
from registry.errors import RegistryError

FILE = "credentials.toml"
MAIL = "SMTP"
"""A name that no source can have: slugs are small letters."""
_KEYS = frozenset({"bearer", "basic", "headers", "query", "token", "webhook", "origin"})
_FIELD = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_OURS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection", "accept-encoding"})
Table = Mapping[str, Any]


class BadCredentials(RegistryError):
    """The file of credentials cannot be used. The sentences never hold what stands in it."""


@dataclass(frozen=True)
class Credentials:
    """Reads the file of one data directory."""

    path: Path

    def secrets_for(self, source: Source, url: str = "") -> Secrets:
        """What a request for this source carries: nothing when `url` is of another origin than the source's.

        Raises BadCredentials for a file that others can read, that is faulty, or that lacks what the source names.
        """
        if url and not _is_same_origin(url, source.url):
            return NONE
        carried = _carried(source)
        name = source.credential or (carried.credential if carried else "") or source.slug
        table = self._tables().get(name)
        if table is None:
            if name == source.slug and not carried:
                return NONE
            raise BadCredentials(
                f"Nguồn {source.slug} cần mục [{name}] trong {FILE}, nhưng không có.",
                f"Source {source.slug} needs [{name}] in {FILE}, which is not there.",
            )
        _demand_origin(table, name, source)
        return _with_token(_secrets(table, name), carried, table, name) if carried else _secrets(table, name)

    def has(self, name: str) -> bool:
        """Whether something is put down under this name. Raises BadCredentials."""
        return name in self._tables()

    def signing_key(self, source: Source) -> bytes | None:
        """What digests about this source are signed with; None when nothing is put down. Raises BadCredentials."""
        name = source.credential or source.slug
        tables = self._tables()
        table = tables.get(name) or tables.get(source.slug) or {}
        return _text(table, "webhook", name).encode() or None

    def mail_login(self) -> tuple[str, str] | None:
        """User and password at the mail server; None when no login is put down. Raises BadCredentials."""
        return _login(self._tables().get(MAIL, {}), MAIL)

    def _tables(self) -> dict[str, Table]:
        try:
            mode = self.path.stat().st_mode
            if mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise BadCredentials(
                    f"Tệp {FILE} cho người khác đọc; hãy đặt quyền 0600 (chmod 600).",
                    f"{FILE} can be read by others; set its mode to 0600 (chmod 600).",
                )
            said = tomllib.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
            # Without the parser's words: they quote what stands in the file.
            raise BadCredentials(f"Tệp {FILE} không đọc được.", f"{FILE} cannot be read.") from None
        for name, table in said.items():
            _check(table, name)
        return said


def _demand_origin(table: Table, name: str, source: Source) -> None:
    """Nobody gets at a secret by naming it in a source of their own. Raises BadCredentials."""
    said = _text(table, "origin", name)
    if not said and name == source.slug:
        return
    if not said or not _is_same_origin(said, source.url):
        raise BadCredentials(
            f"{FILE}: mục [{name}] không dành cho địa chỉ của nguồn {source.slug} (khoá «origin»).",
            f"{FILE}: [{name}] is not for the address of source {source.slug} (the key “origin”).",
        )


def _with_token(secrets: Secrets, carried: Authentication, table: Table, name: str) -> Secrets:
    """The secrets with the token where the mapping carries it. Raises BadCredentials when there is none."""
    needed = "basic" if carried.style == "basic" else "token"
    if not table.get(needed):
        raise BadCredentials(
            f"Ánh xạ cần khoá «{needed}» trong mục [{name}] của {FILE}.",
            f"The mapping needs the key “{needed}” in [{name}] of {FILE}.",
        )
    if carried.style == "basic":
        return secrets
    told = {carried.parameter: f"{carried.prefix}{_text(table, 'token', name)}"}
    if carried.style == "query":
        return Secrets(secrets.headers, MappingProxyType({**secrets.query, **told}))
    return Secrets(MappingProxyType({**secrets.headers, **told}), secrets.query)


def _carried(source: Source) -> Authentication | None:
    """How the source's mapping carries a token; None for a source whose kind says nothing of it."""
    try:
        return kind_for(source).authentication
    except NotReadable:
        return None


def _is_same_origin(url: str, other: str) -> bool:
    try:
        return origin_of(url) == origin_of(other)
    except ValueError:
        return False


def _check(table: Any, name: str) -> None:
    if not isinstance(table, dict) or not set(table) <= _KEYS:
        raise BadCredentials(
            f"{FILE}: mục [{name}] chỉ có thể có {', '.join(sorted(_KEYS))}.",
            f"{FILE}: [{name}] may hold {', '.join(sorted(_KEYS))} only.",
        )


def _secrets(table: Table, name: str) -> Secrets:
    headers = _texts(table, "headers", name)
    if bearer := _text(table, "bearer", name):
        headers["Authorization"] = f"Bearer {bearer}"
    if login := _login(table, name):
        headers["Authorization"] = f"Basic {base64.b64encode(':'.join(login).encode()).decode()}"
    if not all(_FIELD.fullmatch(key) and key.lower() not in _OURS and headers[key].isascii() for key in headers):
        raise BadCredentials(
            f"{FILE}: mục [{name}] đặt một trường HTTP không được phép.",
            f"{FILE}: [{name}] sets a forbidden HTTP field.",
        )
    return Secrets(MappingProxyType(headers), MappingProxyType(_texts(table, "query", name)))


def _login(table: Table, name: str) -> tuple[str, str] | None:
    """User and password of the key `basic`; None where it is not put down."""
    said = _texts(table, "basic", name)
    if said and set(said) != {"user", "password"}:
        raise _bad_value("basic", name)
    return (said["user"], said["password"]) if said else None


def _texts(table: Table, key: str, name: str) -> dict[str, str]:
    said = table.get(key, {})
    if not isinstance(said, dict):
        raise _bad_value(key, name)
    return {field: _text(said, field, name) for field in said}


def _text(table: Table, key: str, name: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or not value.isprintable():
        raise _bad_value(key, name)
    return value


def _bad_value(key: str, name: str) -> BadCredentials:
    return BadCredentials(
        f"{FILE}: mục [{name}], khoá «{key}» không đúng dạng.", f"{FILE}: [{name}], the key “{key}” is malformed."
    )
