"""Which addresses the registry may call: public ones only, judged by what a name resolves to, never by its spelling.

SECURITY requirement 55; the special ranges are IANA's registries as Python's `ipaddress` knows them. An IPv6 address
that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by that one too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from harvesters.iris import MAX_IRI, is_web

PORTS = frozenset({80, 443})
_NAT64 = IPv6Network("64:ff9b::/96")
_MISSED = (IPv4Network("192.0.0.0/24"), IPv6Network("fec0::/10"), IPv6Network("3fff::/20"))
"""Protocol assignments, site-local and documentation: Python 3.11 takes them, or most of them, for public."""
IP = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
Allowed = Callable[[str, int, str], bool]
"""(host, port, IP address): whether the operator lets it be private, or at an unusual port."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to go: the address asked for, its host and port, and the checked IP addresses to connect to."""

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Why an address is not called."""

    slug: str
    reason_vi: str
    reason_en: str


def check(url: str, allowed: Allowed, resolver: Resolver) -> Target | Forbidden:
    """The target of this URL with its addresses checked; `allowed(host, port, ip)` says which the operator lets through."""
    parts = _parts(url)
    if isinstance(parts, Forbidden):
        return parts
    scheme, host, port = parts
    try:
        addresses = (host,) if _is_ip(host) else tuple(resolver(host, port))
    except (OSError, UnicodeError):
        return Forbidden("unknown-host", f"Không tìm thấy máy chủ «{host}».", f"The host “{host}” cannot be found.")
    for address in addresses:
        if not allowed(host, port, address) and (refusal := _refusal(host, port, address)):
            return refusal
    if not addresses:
        return Forbidden("unknown-host", f"Máy chủ «{host}» không có địa chỉ.", f"“{host}” has no address.")
    return Target(url.partition("#")[0], scheme, host, port, addresses)


def _parts(url: str) -> tuple[str, str, int] | Forbidden:
    if len(url) > MAX_IRI or not url.isprintable() or not is_web(url):
        shown = "".join(char if char.isprintable() else "\ufffd" for char in url[:200])
        return Forbidden(
            "bad-address",
            f"Địa chỉ không dùng được: «{shown}» (chỉ nhận http và https).",
            f"The address cannot be used: “{shown}” (http and https only).",
        )
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        return Forbidden(
            "userinfo",
            "Địa chỉ chứa tên hoặc mật khẩu (…@máy chủ): hãy để chúng trong tệp bí mật của nguồn.",
            "The address holds a name or password (…@host): keep them in the source's secrets file.",
        )
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return Forbidden("bad-port", "Cổng trong địa chỉ không hợp lệ.", "The port of the address is not valid.")
    return parts.scheme, parts.hostname or "", port


def _is_ip(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _refusal(host: str, port: int, address: str) -> Forbidden | None:
    if not is_public(address):
        return Forbidden(
            "private-address",
            f"«{host}» dẫn tới địa chỉ nội bộ {address}; chỉ người vận hành mới có thể cho phép máy chủ này.",
            f"“{host}” leads to the internal address {address}; only the operator can allow this host.",
        )
    if port not in PORTS:
        return Forbidden(
            "port",
            f"Cổng {port} không được phép (chỉ 80 và 443); người vận hành có thể cho phép máy chủ này.",
            f"Port {port} is not allowed (only 80 and 443); the operator can allow this host.",
        )
    return None


def is_public(address: str) -> bool:
    """Whether an IP address, and any IPv4 address inside it, belongs to the public Internet."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    return all(_is_global(one) for one in _carried(ip))


def _is_global(ip: IP) -> bool:
    is_special = ip.is_multicast or ip.is_reserved or any(ip in network for network in _MISSED)
    return ip.is_global and not is_special


def _carried(ip: IP) -> list[IP]:
    if isinstance(ip, IPv4Address):
        return [ip]
    inside: list[IP] = []
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip.sixtofour:
        inside.append(ip.sixtofour)
    if ip.teredo:
        inside += ip.teredo
    if ip in _NAT64:
        return [IPv4Address(int(ip) & 0xFFFFFFFF)]
    return [ip, *inside]
