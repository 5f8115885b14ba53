"""What can become of a job.

WorkerError
├── WorkerDied       the child ended without an answer: a crash, or its memory or CPU limit
├── WorkerTimeout    it was killed at its deadline
├── WorkerBusy       no seat came free in time; nothing was started
├── JobFailed        the job's function raised: a fault in our code, or memory it could not get
├── NoSuchJob        no zygote has a job of this name
└── NotPrepared      the zygote that has the job did not get ready, and says why
"""

from dataclasses import dataclass
from signal import Signals


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: exit code or signal number, peak memory in bytes, CPU seconds."""

    code: int | None = None
    signal: int | None = None
    memory: int = 0
    cpu: float = 0.0

    def __str__(self) -> str:
        if self.signal is not None:
            how = Signals(self.signal).name
        else:
            how = "unknown" if self.code is None else f"exit {self.code}"
        return f"{how}, {self.memory >> 20} MiB, {self.cpu:.1f} s CPU"


class WorkerError(Exception):
    """Root of this package's errors; `job` is its name, `vi` and `en` are sentences for people."""

    def __init__(self, job: str, vi: str, en: str) -> None:
        super().__init__(en)
        self.job = job
        self.vi = vi
        self.en = en


class WorkerDied(WorkerError):
    def __init__(self, job: str, ending: Ending) -> None:
        super().__init__(
            job,
            "Việc này cần nhiều bộ nhớ hoặc thời gian hơn mức cho phép, hoặc dữ liệu làm hỏng tiến trình xử lý.",
            f"This work needs more memory or time than it may have, or its input breaks the process ({ending}).",
        )
        self.ending = ending


class WorkerTimeout(WorkerError):
    """`seconds` is the deadline it had."""

    def __init__(self, job: str, seconds: float, ending: Ending) -> None:
        super().__init__(
            job, f"Việc này không xong trong {seconds:g} giây.", f"This work was not done within {seconds:g} seconds."
        )
        self.seconds = seconds
        self.ending = ending


class WorkerBusy(WorkerError):
    """`waiting` jobs were before it, `waited` is how many seconds it stood in the queue."""

    def __init__(self, job: str, waiting: int, waited: float) -> None:
        super().__init__(
            job,
            f"Máy đang bận ({waiting} việc đang chờ): hãy thử lại sau ít phút.",
            f"The machine is busy ({waiting} jobs wait): try again in a few minutes.",
        )
        self.waiting = waiting
        self.waited = waited


class JobFailed(WorkerError):
    """`kind` is the exception's class name in the child, `trace` its traceback, for the log only."""

    def __init__(self, job: str, kind: str, message: str, trace: str) -> None:
        super().__init__(job, f"Việc “{job}” gặp lỗi bên trong.", f"The job “{job}” failed inside: {kind}: {message}")
        self.kind = kind
        self.message = message
        self.trace = trace


class NoSuchJob(WorkerError):
    def __init__(self, job: str, known: tuple[str, ...]) -> None:
        super().__init__(job, f"Không có việc “{job}”.", f"There is no job “{job}”; there are: {', '.join(known)}.")
        self.known = known


class NotPrepared(WorkerError):
    """What its zygote reads beforehand cannot be read; the sentences are those of `prepare`, `job` is the table."""
