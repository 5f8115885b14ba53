"""What the keeper has done by workers: long or dangerous work, out and back as plain values."""

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import quote

from registry.checked import Asked
from registry.clock import Clock, local_day
from registry.config import Config
from registry.errors import RegistryError
from registry.feeds import datajson_file
from registry.intake import Candidate, Judged
from registry.ledger import Current
from registry.ministry_rows import FOLDER
from registry.overlap_table import Wanted as OverlapsWanted
from registry.portions import portions
from registry.reports import Wanted
from registry.search_rows import Indexed
from registry.standard import Standard
from registry.standing import Standing
from registry.views import Projected, project_here
from registry.words import Words
from registry.workers.confine import Limits
from registry.workers.errors import WorkerBusy
from registry.workers.pool import Workers
from registry.workers.seats import Seats
from shapes.report import ShapeReport

VIEWS_PATIENCE = 120.0
"""Seconds that a part of a graph waits for a place: giving up throws away the parts before it."""
A_FEW = 20
"""Records projected in the keeper itself; more go to a worker."""
JUDGED_AT_ONCE = 250
JUDGING = "registry.jobs.heavy:JOBS"
ONE_JUDGEMENT = Limits(cpu=30, wall=60.0)
MANY_JUDGEMENTS = Limits(cpu=300, wall=600.0, nice=10)
STRANGERS = Limits(cpu=20, wall=30.0, nice=5)
STRANGERS_PATIENCE = 10.0
STRANGERS_IN_LINE = 3
LONG_READING = Limits(cpu=600, wall=600.0, nice=5)
"""What the views wait for is nicer than a person's judgement and a stranger's question, and less nice than a harvest."""


class BadRules(RegistryError):
    """A folder of rules that cannot be judged by; the sentence names the file."""


def _two_turns() -> dict[bool, threading.Lock]:
    """A turn for strangers, who could ask without end, and one for those signed in, who then need not wait for them."""
    return {False: threading.Lock(), True: threading.Lock()}


def _one_after_another() -> Seats:
    """A single seat, and a short line before it."""
    return Seats(bulk=0, queue=STRANGERS_IN_LINE)


@dataclass(frozen=True)
class Errands:
    """Hands jobs to workers and reads what comes back. Every method raises WorkerError when the worker fails.

    `standing` says what was ruled of records, and which cases are open; `ministries_file` where the imported rows of the
    ministries lie.
    """

    workers: Workers
    config: Config
    clock: Clock
    words: Words
    standing: Standing
    ministries_file: Callable[[], str] = lambda: ""
    _drawing: Mapping[bool, threading.Lock] = field(default_factory=_two_turns, compare=False, repr=False)
    _packaging: Seats = field(default_factory=_one_after_another, compare=False, repr=False)

    @property
    def day(self) -> str:
        """Today in Vietnam, ISO: the day the rules judge for."""
        return local_day(self.clock()).isoformat()

    def judge(self, candidates: Sequence[Candidate]) -> tuple[Judged, ...]:
        """Measures and judges candidates, in order. One alone goes by the people's seat, many by the bulk one."""
        judged: list[Judged] = []
        for some in portions(candidates, JUDGED_AT_ONCE):
            judged += self._judge(some, is_bulk=len(candidates) > 1)
        return tuple(judged)

    def judge_again(self, candidates: Sequence[Candidate], folder: str = "") -> tuple[Judged, ...]:
        """The same by the bulk seat however few they are; `folder` holds rules to try in place of ours.

        All must be people's own words, or none.
        """
        return tuple(self._judge(candidates, is_bulk=True, folder=folder))

    def standard(self, folder: str = "") -> Standard:
        """What is judged by today; with `folder`, by the rules in it. Raises BadRules when they cannot be read."""
        said = self.workers.run("standard", {**self._going_by(), "folder": folder}, ONE_JUDGEMENT, "people")
        if refused := said.get("refused"):
            raise BadRules(refused["vi"], refused["en"])
        return Standard.from_row(said)

    def check(self, asked: Asked, most: int) -> dict[str, Any]:
        """What the rules say of a stranger's document, `most` findings of it: see `registry.jobs.checking.check_upload`."""
        payload = {
            **asdict(asked),
            **self._going_by(),
            "url": f"{self.config.base}/check/{quote(asked.name)}",
            "most": most,
        }
        return self.workers.run("check_upload", payload, STRANGERS, "bulk", STRANGERS_PATIENCE)

    def project(self, currents: tuple[Current, ...], bodies: Mapping[int, bytes]) -> Projected:
        """What these records become in the views."""
        if len(currents) <= A_FEW:
            return project_here(currents, bodies, self.config.base, self.words)
        payload = {
            "base": self.config.base,
            "currents": [asdict(current) for current in currents],
            "lengths": {str(seq): len(body) for seq, body in bodies.items()},
            "bodies": b"".join(bodies.values()),
        }
        said = self.workers.run("project", payload, LONG_READING, "people")
        seqs = {current.record: current.body_seq for current in currents}
        graphs = {name: bodies[seqs[name]] + tail.encode() for name, tail in said["tails"].items()}
        rows = tuple(_indexed(row) for row in said["rows"])
        return Projected(graphs, rows, tuple(said["removed"]))

    def audit_graphs(self, records: Sequence[str]) -> dict[str, bytes]:
        """What the freshness and overlap graphs say of these records as of today, read from the ledger's file."""
        payload = {"data": str(self.config.data), "base": self.config.base, "day": self.day, "records": list(records)}
        return self.workers.run("audit", payload, LONG_READING, "people", VIEWS_PATIENCE)

    def neighbours(self, records: Sequence[str]) -> list[dict[str, Any]]:
        """Pairs of these records with all that is public in the province: see `registry.pairing.compare`."""
        payload = {"data": str(self.config.data), "base": self.config.base, "wanted": list(records)}
        return list(self.workers.run("neighbours", payload, MANY_JUDGEMENTS, "bulk")["rows"])

    def twin_signs(self, records: Sequence[str]) -> list[dict[str, Any]]:
        """By what a second copy of these records would be known: see `registry.harvesting.twins.read_signs`."""
        payload = {"data": str(self.config.data), "wanted": list(records)}
        return list(self.workers.run("twin_signs", payload, MANY_JUDGEMENTS, "bulk")["rows"])

    def findings(self, wanted: Wanted, form: str, inside: bool = False) -> bytes:
        """What was found in everything public, as one document in a form of `kept_forms.FORMS`.

        One at a time, for anybody may ask, and one for those signed in (`inside`): raises WorkerBusy at once while
        another is drawn.
        """
        payload = {"data": str(self.config.data), "base": self.config.base, "form": form, "wanted": asdict(wanted)}
        return self._drawn("findings", payload, inside)

    def overlap_file(
        self, wanted: OverlapsWanted, form: str, lang: str, said: Mapping[str, str], inside: bool
    ) -> bytes:
        """The overlaps asked for as a file, "csv" or "xlsx", which says `said` (by slug) in place of codes; `inside`, for
        those signed in, with what is held back.

        One at a time, as `findings`: raises WorkerBusy at once while another is drawn.
        """
        asked = {"form": form, "lang": lang, "wanted": asdict(wanted), "inside": inside, "said": dict(said)}
        payload = {"data": str(self.config.data), "base": self.config.base, "day": self.day, **asked}
        return self._drawn("overlap_file", payload, inside)

    def data_json(self) -> bytes:
        """The whole catalogue as `data.json`; one at a time, for anybody may ask: raises WorkerBusy at once while another
        is drawn."""
        payload = {"data": str(self.config.data), "base": self.config.base, "address": self.config.address}
        return self._drawn(datajson_file.JOB, payload, inside=False)

    def packages(self, payload: Mapping[str, Any]) -> bytes:
        """Many of CKAN's packages: see `registry.feeds.ckan_reading.write_packages`. One client after another, and for a
        moment at a time, so that no harvest of ours keeps it waiting. Raises WorkerBusy when its turn does not come, and at
        once when STRANGERS_IN_LINE wait: each keeps a thread from everybody else's pages."""
        with self._packaging.take("people", "ckan_packages", STRANGERS_PATIENCE):
            return bytes(
                self.workers.run("ckan_packages", payload, STRANGERS, "people", STRANGERS_PATIENCE)["document"]
            )

    def _drawn(self, job: str, payload: dict[str, Any], inside: bool) -> bytes:
        turn = self._drawing[inside]
        if not turn.acquire(blocking=False):
            raise WorkerBusy(job, 1, 0.0)
        try:
            return bytes(self.workers.run(job, payload, LONG_READING, "people")["document"])
        finally:
            turn.release()

    def _going_by(self) -> dict[str, Any]:
        return {
            "base": self.config.base,
            "day": self.day,
            "rules_off": list(self.config.rules_off),
            "ministries": self.ministries_file(),
        }

    def _judge(self, some: Sequence[Candidate], is_bulk: bool, folder: str = "") -> list[Judged]:
        payload: dict[str, Any] = {
            **self._going_by(),
            "folder": folder,
            "decided": self.standing.rows([one.iri for one in some], local_day(self.clock())),
            "form": some[0].is_form,
            "records": [{"iri": one.iri, "body": one.body.decode(), "fingerprint": one.fingerprint} for one in some],
        }
        if is_bulk:
            said = self.workers.run("judge", payload, MANY_JUDGEMENTS, "bulk")
        else:
            said = self.workers.run("judge", payload, ONE_JUDGEMENT, "people")
        return [_judged(candidate, row, said["rules"]) for candidate, row in zip(some, said["records"], strict=True)]


def workers_for(config: Config) -> Workers:
    """Workers whose zygotes read the registry's rules and vocabulary beforehand, so that each child finds them read."""
    # Bulk work has two seats at least, so that one page can be read while another is judged; it is nice, and the keeper
    # and people's work go before it.
    cores = max(os.cpu_count() or 1, 3)
    told = _told_beforehand(config)
    return Workers("registry.jobs.light:JOBS", JUDGING, "prepare", cores=cores, environment=told, warm="prepare")


def judges_for(config: Config) -> Workers:
    """Those of them that judge, for who needs no others."""
    return Workers(JUDGING, environment=_told_beforehand(config), warm="prepare")


def _told_beforehand(config: Config) -> dict[str, str]:
    return {
        "REGISTRY_BASE": config.base,
        "REGISTRY_RULES_OFF": " ".join(config.rules_off),
        "REGISTRY_MINISTRIES": str(config.data / FOLDER),
    }


def _judged(candidate: Candidate, row: Mapping[str, Any], rules: str) -> Judged:
    titled = candidate if candidate.title else replace(candidate, title=row["title"])
    return Judged(titled, ShapeReport.from_text(row["findings"]).findings, tuple(row["evidence"]), rules)


def _indexed(row: Mapping[str, Any]) -> Indexed:
    facets = {name: tuple(values) for name, values in row["facets"].items()}
    return Indexed(**{**row, "facets": facets})
