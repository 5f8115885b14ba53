"""A request that is not answered, as a value: HTTP status, a slug that never changes, a sentence in each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """`line` and `column` count from 1 where a text is at fault; `headers` go with the HTTP answer (Retry-After)."""

    status: int
    slug: str
    vi: str
    en: str
    line: int | None = None
    column: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
