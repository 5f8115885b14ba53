"""What was imported of the ministries, taken over by those who hold it in memory: names of rows, and workers that judge."""

import logging
import threading
from dataclasses import dataclass, field

from registry.errors import RegistryError
from registry.ministry_rows import MinistryRows
from registry.workers.errors import WorkerError
from registry.workers.pool import Workers

log = logging.getLogger(__name__)


@dataclass
class MinistryFollowing:
    """Follows `rows`; `known` is the file of rows that the workers had read when they were made."""

    rows: MinistryRows
    workers: Workers
    stopping: threading.Event
    known: str
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take_over(self) -> None:
        """Takes over what was imported; a worker that fails is only logged, for it is tried again every minute."""
        try:
            self.rows.refresh(self.workers.run)
        except (WorkerError, OSError):
            log.exception("imported rows of the ministries could not be read; they are tried again within a minute")
        self._renew_aside()

    def catch_up(self) -> None:
        """The same, if the last taking over did not succeed."""
        if self.rows.is_behind:
            self.take_over()

    def forget(self) -> None:
        """Drops what is left of rows that the law removed. Raises RegistryError when no worker can read the others."""
        try:
            self.rows.forget(self.workers.run)
        except WorkerError as fault:
            raise RegistryError(fault.vi, fault.en) from fault
        self._renew_aside()

    def _renew_aside(self) -> None:
        with self._lock:
            if self.rows.file == self.known:
                return
            self.known = self.rows.file
        threading.Thread(target=self._renew, name="renewing workers", daemon=True).start()

    def _renew(self) -> None:
        """Has judging begin with the ministries' rows read; until then each child reads them itself."""
        try:
            self.workers.renew()
        except (WorkerError, OSError):
            if not self.stopping.is_set():
                log.exception("the workers that judge could not be renewed; they go on, only slower")
