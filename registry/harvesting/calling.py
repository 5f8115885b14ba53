"""How a source is asked: politely, patiently, with its secret, and always through the guarded door.

One request at a time and a rest after it for each host; Retry-After is kept, by waiting when it is short and by not
asking at all before its time when it is long; a fault that may pass is tried again, three times in all. A source's
secret goes to the source's own origin and no further.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from harvesters.answers import Limits
from harvesters.door import LIMITS, Body, Conditional, Refused, Unchanged, fetch
from harvesters.errors import NotReadable
from harvesters.kinds import kind_for
from harvesters.politeness import Politeness
from harvesters.secrets import NONE, Secrets, origin_of
from harvesters.source import Snapshot, Source
from registry.clock import ZONE
from registry.config import Config
from registry.harvesting.credentials import BadCredentials, Credentials
from registry.harvesting.patience import Patience
from registry.harvesting.wholes import Wholes

TRIES = 3
HANDING_OVER = 20.0
"""Seconds for a document to be sent and taken."""
_PASSING = frozenset({"connection", "connect", "cut-short", "busy"})
"""Refusals that may be over in a moment; what ran into a limit of time or size would do so again."""
_PASSING_STATUSES = frozenset({502, 504})
_NO_GET = frozenset({400, 403, 404, 405, 406, 415, 500, 501})
"""What a server answers that will not be asked by GET."""
Answer = Snapshot | Unchanged | Refused


@dataclass
class Calls:
    """Asks sources. `pause(seconds)` waits, and says whether the registry is stopping meanwhile."""

    config: Config
    credentials: Credentials
    patience: Patience
    pause: Callable[[float], bool]
    limits: Limits = LIMITS
    backoff: float = 0.5
    """Seconds before the second try; twice as long before the third."""
    politeness: Politeness = field(init=False)
    _wholes: Wholes = field(init=False)
    _posting: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._wholes = Wholes(self.patience.engine, self.patience.clock)
        self.politeness = Politeness(self.config.host_delay_ms / 1000, sleep=self.pause)

    def fetch(self, source: Source, url: str, target: Path, conditional: Conditional | None = None) -> Answer:
        """Brings the answer of `url` into `target`; see `harvesters.door.fetch` for what comes back.

        A `conditional` is left out once a week, for some servers never change their marks. A kind that can be asked by POST
        is, where GET is refused; the Snapshot bears the address asked for all the same.
        """
        try:
            secrets = self.credentials.secrets_for(source, url)
        except BadCredentials as fault:
            return Refused("credentials", url, fault.vi, fault.en)
        if conditional and not self._wholes.is_recent(source.slug, url):
            conditional = None
        answer = self._asked_twice(_Asked(source, url, target, conditional, secrets), source)
        if isinstance(answer, Snapshot) and (answer.etag or answer.last_modified):
            self._wholes.note(source.slug, url)
        return answer

    def _asked_twice(self, asked: "_Asked", source: Source) -> Answer:
        """The answer by GET, else by POST; whoever needed that once is asked so at once from then on."""
        if source.slug in self._posting and isinstance(posted := self._posted(asked), Snapshot):
            return posted
        answer = self._patiently(asked)
        is_refused = isinstance(answer, Refused) and answer.status in _NO_GET
        if is_refused and isinstance(posted := self._posted(asked), Snapshot):
            self._posting.add(source.slug)
            return posted
        return answer

    def send(self, url: str, target: Path, body: Body, secrets: Secrets = NONE) -> Refused | None:
        """Sends a document to an address by POST, as a digest to a webhook; None when it arrived.

        Private addresses are reached only where the setting `allow_hosts` names them. `target` holds the answer. It takes
        HANDING_OVER at most, so that an address that drips keeps little from the others.
        """
        answer = self._patiently(_Asked(None, url, target, None, secrets, body))
        return answer if isinstance(answer, Refused) else None

    def is_allowed(self, source: Source | None, host: str, port: int) -> bool:
        """Whether a private address may be reached: the operator named it, or the source itself lies just there."""
        at_home = source is not None and source.allow_private and (host, port) == _place(source.url)
        return at_home or bool({host, f"{host}:{port}"} & set(self.config.allow_hosts))

    def _posted(self, asked: "_Asked") -> Answer | None:
        """The answer by POST, under the address asked for; None for a kind that has no such question."""
        try:
            question = kind_for(asked.source).posted if asked.source else None
        except NotReadable:
            return None
        if question is None:
            return None
        address, data, media_type = question(asked.url)
        answer = self._patiently(
            _Asked(asked.source, address, asked.target, None, asked.secrets, Body(data, media_type))
        )
        return replace(answer, url=asked.url) if isinstance(answer, Snapshot) else answer

    def _patiently(self, asked: "_Asked") -> Answer:
        """Tries as often as manners allow; the answer of the last try."""
        host = "{}:{}".format(*_place(asked.url))
        for attempt in range(1, TRIES + 1):
            left = self.patience.left(host)
            if left > self.config.retry_wait_seconds or (left and self.pause(left)):
                return self._later(asked.url, host)
            answer = self._once(asked, host)
            if not isinstance(answer, Refused):
                return answer
            if answer.retry_after:
                self.patience.note(host, answer.retry_after)
            elif not _may_pass(answer) or attempt == TRIES or self.pause(self._backoff(attempt)):
                return answer
        return self._later(asked.url, host)

    def _once(self, asked: "_Asked", host: str) -> Answer:
        limits = self.limits
        if asked.source is None:
            limits = replace(limits, total=min(limits.total, HANDING_OVER))
        with self.politeness.turn(host) as turn:
            answer = fetch(
                asked.url,
                asked.target,
                limits,
                lambda name, port, _: self.is_allowed(asked.source, name, port),
                asked.conditional,
                secrets=asked.secrets,
                body=asked.body,
            )
            turn.was_light = isinstance(answer, Unchanged)
        return answer

    def _backoff(self, attempt: int) -> float:
        """Seconds before the next try, with jitter, so that many sources that fell together do not rise together."""
        return random.uniform(0.5, 1.0) * self.backoff * (1 << (attempt - 1))

    def _later(self, url: str, host: str) -> Refused:
        when = self.patience.until(host)
        at = f"{when.astimezone(ZONE):%H:%M:%S %d/%m/%Y}" if when else "…"
        return Refused(
            "busy",
            url,
            f"Nguồn yêu cầu không hỏi lại trước {at}; trước lúc đó sổ đăng ký không hỏi.",
            f"The source asks not to be asked again before {at} (Vietnam); until then the registry will not.",
            503,
            round(self.patience.left(host)) or None,
        )


def asleep(seconds: float) -> bool:
    """Waits, where nothing stops anybody meanwhile: the `pause` of a command."""
    time.sleep(seconds)
    return False


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, with all that goes along."""

    source: Source | None
    url: str
    target: Path
    conditional: Conditional | None
    secrets: Secrets
    body: Body | None = None


def _may_pass(answer: Refused) -> bool:
    return answer.slug in _PASSING or answer.status in _PASSING_STATUSES


def _place(url: str) -> tuple[str, int]:
    """Host and port of an address; what is no address has none, and the door will say so."""
    try:
        _, host, port = origin_of(url)
    except ValueError:
        return url, 0
    return host, port
