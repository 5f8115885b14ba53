"""The settings: one frozen value, read once from DIR/registry.toml and passed down; an unknown key is an error."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

from registry.errors import ConfigError

SETTINGS = "registry.toml"
OVERLAP_DAYS = 30


@dataclass(frozen=True)
class Config:
    """Every setting, with its default; the docstring beside each is what docs/settings.md shows."""

    data: Path
    base: str = "http://127.0.0.1:8080"
    """Permanent start of every IRI; never changed once datasets are published."""
    address: str = ""
    """Where people and harvesters reach the registry, for links; empty: the same as `base`."""
    host: str = "127.0.0.1"
    """Address to listen on."""
    port: int = 8080
    """Port to listen on."""
    site_vi: str = "Sổ đăng ký dữ liệu mở"
    """Name of the site in Vietnamese."""
    site_en: str = "Open data registry"
    """Name of the site in English."""
    province_vi: str = "tỉnh Bình Định, nay thuộc tỉnh Gia Lai"
    """The province in Vietnamese, as the header says it."""
    province_en: str = "Binh Dinh, now part of Gia Lai province"
    """The province in English."""
    publisher: str = "gl-so-khcn"
    """Id of the agency that publishes the catalogue."""
    update_due_day: int = 15
    """Last day of the next quarter's first month on which an update is on time (Article 4.5)."""
    counts_from: str = "window"
    """Which updates count for a quarter: window, quarter_end or quarter_start."""
    page_size: int = 250
    """Records on one page of the catalogue feed."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts on private addresses that harvesting may reach, as host or host:port."""
    host_delay_ms: int = 20
    """Least rest between two requests to one host, in milliseconds; after a slow answer it is as long as the answer took."""
    retry_wait_seconds: int = 30
    """Longest wait, within a run, for a source that asks for patience (Retry-After); a longer one ends the run."""
    digests: str = "all"
    """Which runs their sources' addresses are told of: all, troubles (what asks for somebody) or off."""
    mail_host: str = ""
    """Server that letters go out by (SMTP); without one none are written. Its login is [SMTP] in credentials.toml."""
    mail_port: int = 587
    """Port of that server."""
    mail_security: str = "starttls"
    """How the way to it is closed: starttls, tls, or none (then no login is shown)."""
    mail_from: str = ""
    """Mailbox that letters come from."""
    rules_off: tuple[str, ...] = ()
    """Rules that do not speak, as profile/slug; each switch, off or on, is an entry of the ledger."""
    rules_off_why: str = ""
    """Who switched rules off or on, and why: it goes into the ledger; must not be empty while a rule is off."""
    overlap_days: int = OVERLAP_DAYS
    """Days in which a case of overlap should be decided."""
    grace_days: int = 7
    """Days in which a dataset that its source no longer tells of stays public, marked as missing."""
    guard_share: int = 80
    """Per cent of a source's datasets that must still be there; with fewer a run waits for a person."""
    guard_records: int = 50
    """Datasets that may leave a source at once; with more a run waits for a person."""
    run_megabytes: int = 2048
    """Most that the pages of one harvest run may hold together, in MiB; with more the run fails, they go after an hour."""
    run_hours: int = 12
    """Longest that one harvest run may go on fetching pages, in hours; with more it fails."""
    query_seconds: int = 30
    """Longest time one SPARQL query may take."""
    query_megabytes: int = 1024
    """Most memory one SPARQL query may take."""
    query_workers: int = 2
    """Warm SPARQL workers."""
    query_parallel: int = 5
    """SPARQL queries that one address may have under way or waiting at once; at least 1."""
    query_budget_seconds: int = 60
    """Seconds of query time that one address may use in a minute; 0: no bound."""
    query_unbounded: tuple[str, ...] = ()
    """Addresses whose SPARQL queries no budget bounds (a portal's, the auditors')."""
    result_rows: int = 10_000
    """Most rows of a SPARQL answer."""
    result_megabytes: int = 20
    """Largest SPARQL answer."""
    check_megabytes: int = 10
    """Largest document that the check page takes."""
    session_idle_minutes: int = 30
    """A session ends after so many minutes without a request."""
    session_hours: int = 12
    """A session ends after so many hours at the latest."""
    threads: int = 16
    """Threads that answer requests; at most half of them wait for SPARQL."""
    trusted_proxies: tuple[str, ...] = field(default=())
    """Addresses of reverse proxies whose X-Forwarded-For is believed."""

    @property
    def links(self) -> str:
        """Start of every link to ourselves."""
        return self.address or self.base

    @property
    def is_loopback(self) -> bool:
        """Whether the site is served over plain http on this machine only (the demonstration)."""
        return is_loopback_base(self.links)


LEAST = {
    "page_size": 1,
    "query_seconds": 1,
    "query_megabytes": 1024,
    "query_workers": 1,
    "query_parallel": 1,
    "query_budget_seconds": 0,
    "result_rows": 1,
    "result_megabytes": 1,
    "threads": 4,
}
"""Numbers below which nothing works any more: a worker's memory includes its stack and what it starts with."""
CHOICES = {
    "counts_from": ("window", "quarter_end", "quarter_start"),
    "digests": ("all", "troubles", "off"),
    "mail_security": ("starttls", "tls", "none"),
}
"""Settings that are one of a few words."""


def load_config(data: Path, **changes: Any) -> Config:
    """The settings of a data directory, then `changes` that are not None.

    Raises ConfigError for an unknown key, a value of the wrong kind or an unreadable file.
    """
    path = data / SETTINGS
    try:
        said = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ConfigError(f"Không đọc được tệp cấu hình {path}: {fault}", f"Cannot read {path}: {fault}") from fault
    known = get_type_hints(Config)
    for key, value in said.items():
        if key not in known or key == "data":
            names = ", ".join(sorted(set(known) - {"data"}))
            raise ConfigError(
                f"{path}: không có khóa «{key}». Các khóa dùng được: {names}.",
                f"{path}: there is no setting “{key}”. Known settings: {names}.",
            )
        _check_kind(path, key, value, known[key])
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
    config = replace(Config(data), **values)
    config = replace(config, **{key: value for key, value in changes.items() if value is not None})
    _check_base(path, config)
    return config


def write_settings(data: Path, settings: dict[str, str | int]) -> None:
    """Writes a new registry.toml; an existing one is left as it is."""
    path = data / SETTINGS
    if not path.exists():
        lines = [f"{key} = {_toml(value)}\n" for key, value in settings.items()]
        path.write_text("".join(lines), "utf-8")


def is_loopback_base(base: str) -> bool:
    parts = urlsplit(base)
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")


def setting_texts() -> dict[str, object]:
    """Every setting with its default, in order; the documentation test asks for each."""
    return {item.name: item.default for item in fields(Config) if item.name != "data"}


def _toml(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _check_kind(path: Path, key: str, value: object, kind: Any) -> None:
    many = get_origin(kind) is tuple
    one = get_args(kind)[0] if many else kind
    given = value if many and isinstance(value, list) else [value] if not many else [None]
    if not all(isinstance(part, one) and not isinstance(part, bool) for part in given):
        raise ConfigError(
            f"{path}: khóa «{key}» phải là {_KINDS_VI[one, many]}, không phải {value!r}.",
            f"{path}: setting “{key}” must be {_KINDS_EN[one, many]}, not {value!r}.",
        )


_KINDS_VI = {(str, False): "chữ trong ngoặc kép", (int, False): "số nguyên", (str, True): "danh sách chữ"}
_KINDS_EN = {(str, False): "a quoted text", (int, False): "a whole number", (str, True): "a list of texts"}


def _check_base(path: Path, config: Config) -> None:
    for key, value in (("base", config.base), ("address", config.links)):
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or value.endswith("/") or parts.query:
            raise ConfigError(
                f"{path}: «{key}» phải là địa chỉ http(s) không có dấu / ở cuối, không phải {value!r}.",
                f"{path}: “{key}” must be an http(s) address without a final slash, not {value!r}.",
            )
    if config.is_loopback and config.host not in ("127.0.0.1", "localhost", "::1"):
        raise ConfigError(
            f"{path}: địa chỉ {config.links} chỉ dùng trên máy này, nên không được lắng nghe ở {config.host}. "
            "Hãy đặt «base» là địa chỉ https của cổng.",
            f"{path}: {config.links} is an address of this machine only, so listening on {config.host} is refused. "
            "Set “base” to the site's https address.",
        )
    for key, allowed in CHOICES.items():
        if getattr(config, key) not in allowed:
            words = ", ".join(allowed)
            raise ConfigError(
                f"{path}: «{key}» phải là một trong: {words}.", f"{path}: “{key}” must be one of: {words}."
            )
    for key, least in LEAST.items():
        if getattr(config, key) < least:
            raise ConfigError(f"{path}: «{key}» phải từ {least} trở lên.", f"{path}: “{key}” must be {least} or more.")
