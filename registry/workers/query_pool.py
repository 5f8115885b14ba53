"""Strangers' questions: warm workers on a generation, one question each at a time, replaced when one has to be killed.

Each client (an address) may have so many questions under way and use so many seconds a minute; among those that wait, who
has least under way is served first. What is remembered costs nobody anything. One worker more than may answer long questions
is kept for short turns: while all others are busy, a question has it for so long, and then waits for one of them.

A switch starts workers on the new generation first and then exchanges them all at once, so nobody waits for it; a
question that came after the switch is never answered from an older generation. A worker that is killed or dies is
replaced by a thread behind the scenes. A text that killed a worker is refused for a while, since asking it again would
only kill another. Answers are remembered by (generation, plan).
"""

import hashlib
import logging
import math
import queue
import threading
import time
from dataclasses import dataclass
from enum import Enum, auto

from registry.allowance import Allowance
from registry.workers import query_refusals, query_worker, wire
from registry.workers.answer_cache import AnswerCache
from registry.workers.confine import Limits
from registry.workers.errors import Ending
from registry.workers.fair_line import FairLine, Place
from registry.workers.nursery import Child, Nursery
from sparql.answering import OUT_OF_MEMORY, Answer, AnswerCaps
from sparql.generation import Generation
from sparql.protocol import Plan
from sparql.refusal import Refusal

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What the endpoint states on its page: seconds are wall clock, `cpu` is CPU; `queue` is how many may wait.

    A worker is replaced after `questions`, before the memory it never gives back counts against a stranger. A client may
    have `parallel` questions under way or waiting, and use `budget` seconds a minute, 0 for any. `short` is how many seconds
    a short turn lasts, 0 for none.
    """

    workers: int = 2
    seconds: float = 10.0
    cpu: int = 12
    memory: int = 2 << 30
    queue: int = 32
    patience: float = 10.0
    questions: int = 2_000
    refused_after_death: float = 600.0
    refused_after_timeout: float = 60.0
    remembered: int = 64 << 20
    parallel: int = 5
    budget: float = 60.0
    short: float = 0.0


@dataclass(frozen=True, slots=True)
class Served:
    """An answer, the generation it comes from, and whether it was remembered."""

    answer: Answer
    generation: Generation
    remembered: bool = False


@dataclass(slots=True, eq=False)
class _Worker:
    child: Child
    generation: Generation
    client: str = ""
    asked: int = 0


class _Unanswered(Enum):
    """Why a worker gave no answer although nothing was wrong with the question."""

    DEAD = auto()
    CUT = auto()


class QueryPool:
    """Call `switch` with the first generation before the first question; `close` at the end."""

    def __init__(self, nursery: Nursery, limits: QueryLimits | None = None, caps: AnswerCaps | None = None) -> None:
        self.limits = limits or QueryLimits()
        self.caps = caps or AnswerCaps()
        self._nursery = nursery
        self._changed = threading.Condition()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._line = FairLine(self.limits.queue)
        self._kept = 1 if self.limits.short else 0
        self._allowance = _allowance(self.limits)
        self._generation: Generation | None = None
        self._switching = threading.Lock()
        self._condemned: dict[bytes, float] = {}
        self._cache = AnswerCache(self.limits.remembered)
        self._wanted: queue.SimpleQueue[Generation | None] = queue.SimpleQueue()
        self._spawner = threading.Thread(target=self._replace, name="query workers", daemon=True)
        self._spawner.start()

    @property
    def generation(self) -> Generation | None:
        """The generation that questions are asked of now."""
        return self._generation

    def ask(self, plan: Plan, client: str = "") -> Served | Refusal:
        """The answer to a plan, or a refusal: what `answering.answer` refuses, 429 when `client` asks too much, 503 when
        busy or condemned, 504. Our own questions have no client, and nothing bounds them."""
        generation = self._generation
        if generation is None:
            return query_refusals.nothing_yet()
        remembered = self._cache.get(generation.serial, plan.key)
        if remembered is not None:
            return Served(remembered, generation, remembered=True)
        left = self._condemned.get(_digest(plan), 0.0) - time.monotonic()
        if left > 0:
            return query_refusals.condemned(left)
        return self._charged(plan, client) if client else self._served(plan, client)[0]

    def _charged(self, plan: Plan, client: str) -> Served | Refusal:
        """The same on the client's account, which pays for the time a worker was busy, not for waiting."""
        wait = self._allowance.begin(client)
        if wait is not None:
            if wait.is_crowded:
                return query_refusals.too_many(self.limits.parallel)
            return query_refusals.too_much(self.limits.budget, wait.seconds)
        seconds = 0.0
        try:
            given, seconds = self._served(plan, client)
        finally:
            self._allowance.end(client, seconds)
        return given

    def _served(self, plan: Plan, client: str) -> tuple[Served | Refusal, float]:
        """What a worker says, after waiting for one, and for how many seconds workers were busy with it."""
        spent, is_long = 0.0, False
        for _ in range(self.limits.workers + 2):
            taken = self._take(Place(client, self._allowance.spent(client) if client else 0.0, is_long))
            if isinstance(taken, Refusal):
                return taken, spent
            began = time.monotonic()
            given = self._question(*taken, plan)
            spent += time.monotonic() - began
            if not isinstance(given, _Unanswered):
                return given, spent
            is_long = is_long or given is _Unanswered.CUT
        return query_refusals.busy(SOON), spent

    def switch(self, generation: Generation) -> None:
        """Answer from `generation` from now on; returns when its workers are warm.

        Raises OSError when it cannot be read; questions are then answered from the generation before.
        """
        with self._switching:
            warm: list[_Worker] = []
            try:
                while len(warm) < self.limits.workers + self._kept:
                    warm.append(self._warm(generation))
            except BaseException:
                for worker in warm:
                    worker.child.end()
                raise
            with self._changed:
                retired, self._idle, self._generation = self._idle, warm, generation
                self._cache.keep_only(generation.serial)
                self._changed.notify_all()
        for worker in retired:
            worker.child.end()

    def close(self) -> None:
        """End every worker; no question may be asked any more."""
        self._wanted.put(None)
        self._spawner.join()
        with self._changed:
            retired, self._idle, self._generation = [*self._idle, *self._busy], [], None
        for worker in retired:
            worker.child.end()

    def standing(self) -> dict[str, int]:
        """How many workers are idle, how many are busy, how many questions wait."""
        with self._changed:
            return {"idle": len(self._idle), "busy": len(self._busy), "waiting": len(self._line)}

    def _question(self, worker: _Worker, seconds: float, plan: Plan) -> Served | Refusal | _Unanswered:
        """Ask one worker; whatever comes, it is then idle again or replaced."""
        deadline = time.monotonic() + seconds
        begun = healthy = False
        try:
            worker.child.channel.send({"plan": wire.of_plan(plan), "cpu": self.limits.cpu}, deadline)
            begun = bool(worker.child.channel.receive(deadline))
            answer = wire.to_answer(worker.child.channel.receive(deadline))
            healthy = not (isinstance(answer, Refusal) and answer.slug == OUT_OF_MEMORY)
        except TimeoutError:
            ending = worker.child.end()
            if seconds < self.limits.seconds:
                return _Unanswered.CUT
            answer = self._condemn(plan, ending, timeout=True)
        except (EOFError, OSError):
            if not begun:
                return _Unanswered.DEAD
            answer = self._condemn(plan, worker.child.end(LAST_BREATH), timeout=False)
        finally:
            self._give_back(worker, healthy)
        if isinstance(answer, Refusal):
            return answer
        if not plan.is_volatile:
            self._cache.put(worker.generation.serial, plan.key, answer)
        return Served(answer, worker.generation)

    def _take(self, place: Place) -> tuple[_Worker, float] | Refusal:
        """An idle worker on the newest generation when it is this one's turn, and for how many seconds it has it."""
        began = time.monotonic()
        with self._changed:
            self._line.join(place)
            if not self._idle:
                self._line.shorten()
            self._changed.notify_all()
            try:
                is_served = self._changed.wait_for(lambda: place.is_out or self._is_turn(place), self.limits.patience)
            finally:
                self._line.leave(place)
                self._changed.notify_all()
            if place.is_out or not is_served:
                return query_refusals.busy(max(SOON, time.monotonic() - began))
            worker = self._idle.pop()
            worker.client = place.client
            self._line.begun(place.client)
            self._busy.add(worker)
            is_last = len(self._idle) < self._kept
            return worker, min(self.limits.short, self.limits.seconds) if is_last else self.limits.seconds

    def _is_turn(self, place: Place) -> bool:
        """Whether a worker is there for this one; the last idle one is for short turns, where there are such."""
        self._bury()
        return bool(self._idle) and self._line.is_next(place, short_only=len(self._idle) <= self._kept)

    def _bury(self) -> None:
        """Replace those that died while idle (with their zygote)."""
        for dead in [worker for worker in self._idle if worker.child.ended.is_set()]:
            self._idle.remove(dead)
            dead.child.end()
            self._wanted.put(dead.generation)

    def _give_back(self, worker: _Worker, healthy: bool) -> None:
        """Make the worker idle again, unless it is dead, worn or of an older generation."""
        worker.asked += 1
        with self._changed:
            self._busy.discard(worker)
            self._line.ended(worker.client)
            fresh = healthy and worker.asked < self.limits.questions
            if fresh and worker.generation is self._generation:
                self._idle.append(worker)
                self._changed.notify_all()
                return
        worker.child.end()
        self._wanted.put(worker.generation)

    def _replace(self) -> None:
        """The spawner thread: one new worker for each one lost, as long as its generation is the newest."""
        while (generation := self._wanted.get()) is not None:
            if generation is not self._generation:
                continue
            try:
                self._settle(self._warm(generation))
            except OSError as error:
                log.error("no query worker on generation %s: %s", generation.serial, error)
                time.sleep(RETRY)
                self._wanted.put(generation)

    def _settle(self, worker: _Worker) -> None:
        with self._changed:
            if worker.generation is self._generation:
                self._idle.append(worker)
                self._changed.notify_all()
                return
        worker.child.end()

    def _warm(self, generation: Generation) -> _Worker:
        """A worker that has opened the generation. Raises OSError when it cannot."""
        limits = Limits(memory=self.limits.memory, cpu=self.limits.cpu, nice=1)
        child = self._nursery.fork(query_worker.NAME, limits)
        deadline = time.monotonic() + STARTING
        try:
            child.channel.send(wire.of_generation(generation, self.caps), deadline)
            child.channel.receive(deadline)
        except (EOFError, TimeoutError) as error:
            raise ChildProcessError(f"a query worker did not open {generation.path}: {child.end()}") from error
        return _Worker(child, generation)

    def _condemn(self, plan: Plan, ending: Ending, timeout: bool) -> Refusal:
        """Remember that this text killed its worker, log it in one line, and refuse it."""
        now = time.monotonic()
        digest = _digest(plan)
        log.warning("query %s ended its worker: timeout=%s, %s", digest.hex()[:16], timeout, ending)
        self._condemned = {text: until for text, until in self._condemned.items() if until > now}
        self._condemned[digest] = now + (
            self.limits.refused_after_timeout if timeout else self.limits.refused_after_death
        )
        if timeout:
            return query_refusals.too_slow(self.limits.seconds)
        return query_refusals.deadly(self.limits.memory, self.limits.cpu)


LAST_BREATH = 1.0
"""Seconds a worker that hung up may take to end by itself, so that its own ending is seen."""
STARTING = 30.0
"""Seconds a worker may take to open a generation."""
SOON = 5.0
"""Seconds after which to come back when the line is full: most questions are short."""
LEAST = 0.1
"""Seconds of a client's budget that the quickest question costs: a thousand small ones are work too."""
RETRY = 0.5
"""Seconds to wait before another try when no worker could be started."""


def _digest(plan: Plan) -> bytes:
    return hashlib.sha256(plan.text.encode("utf-8", "surrogatepass")).digest()


def _allowance(limits: QueryLimits) -> Allowance:
    budget = limits.budget or math.inf
    return Allowance(budget, budget / 60, at_once=limits.parallel, least=LEAST)
