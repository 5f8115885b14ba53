"""A keeper in a process of its own, as an IT centre would run it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

STARTING = 60.0


class Keeping:
    """`registry serve` on a data directory; started, asked, killed, started again."""

    def __init__(self, data: Path, die_at: str = "") -> None:
        self.data = data
        self._die_at = die_at
        self._process: subprocess.Popen[str] | None = None
        self._port = 0
        self.address = ""

    def start(self) -> "Keeping":
        """Starts it and waits until it is ready."""
        environment = {key: value for key, value in os.environ.items() if key != "REGISTRY_DIE_AT"}
        if self._die_at:
            environment["REGISTRY_DIE_AT"] = self._die_at
        log = (self.data.parent / "keeper.log").open("a")
        command = [sys.executable, "-m", "registry", "serve", "--data", str(self.data), "--port", str(self._port)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        log.close()
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if "http://" in line:
                self.address = line.rsplit(" ", 1)[1].strip().rstrip("/")
                break
        else:
            raise AssertionError((self.data.parent / "keeper.log").read_text())
        self._port = int(self.address.rpartition(":")[2])
        self._wait()
        return self

    def restart(self, die_at: str = "") -> "Keeping":
        """Starts it again at the same address, after it ended."""
        self._die_at = die_at
        return self.start()

    def _wait(self) -> None:
        until = time.monotonic() + STARTING
        while time.monotonic() < until:
            try:
                if requests.get(f"{self.address}/health/ready", timeout=10).status_code == 200:
                    return
            except requests.ConnectionError:
                assert self._process is not None and self._process.poll() is None, "the keeper ended"
            time.sleep(0.05)
        raise AssertionError("the keeper did not become ready")

    @property
    def is_alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """As a power cut: no handler runs."""
        assert self._process is not None
        self._process.kill()
        self.wait()

    def wait(self, seconds: float = 60.0) -> int:
        """Waits for its end; its exit code."""
        assert self._process is not None and self._process.stdout is not None
        code = self._process.wait(seconds)
        self._process.stdout.close()
        return code

    def stop(self) -> int:
        """As an operator would: SIGTERM, and it ends by itself."""
        assert self._process is not None
        if self.is_alive:
            self._process.send_signal(signal.SIGTERM)
        return self.wait()

    def token(self) -> str:
        return (self.data / "operator-token").read_text().strip()

    def command(self, command: str, /, **values: object) -> dict[str, object]:
        """A command of the operator's, over HTTP."""
        answer = requests.post(
            f"{self.address}/admin/api/{command}",
            json=values,
            headers={"Authorization": f"Bearer {self.token()}"},
            timeout=300,
        )
        answer.raise_for_status()
        return dict(answer.json())


@contextmanager
def keeping(data: Path, die_at: str = "") -> Iterator[Keeping]:
    """A running keeper; ended at the end, whatever happened."""
    keeper = Keeping(data, die_at).start()
    try:
        yield keeper
    finally:
        if keeper.is_alive:
            keeper.kill()


def registry(*arguments: str, die_at: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command of the command line to its end."""
    environment = {**os.environ, "REGISTRY_DIE_AT": die_at} if die_at else dict(os.environ)
    command = [sys.executable, "-m", "registry", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)
