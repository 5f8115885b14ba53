"""What a process uses, as Linux tells it: a real process that reckons, and one that waits."""

import subprocess
import sys
import time

import pytest

from registry.bench.watching import using

TOLD = """
import sys, time
print("ready", flush=True)
sys.stdin.readline()
began = time.process_time()
while time.process_time() < began + {seconds}:
    pass
print("done", flush=True)
sys.stdin.readline()
"""


@pytest.mark.parametrize("seconds", [0.3, 0])
def test_who_reckons_uses_cpu_and_who_waits_does_not(seconds: float) -> None:
    command = [sys.executable, "-S", "-c", TOLD.format(seconds=seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None and child.stdout is not None
        try:
            assert child.stdout.readline() == b"ready\n"
            with using(child.pid) as used:
                child.stdin.write(b"go\n")
                child.stdin.flush()
                assert child.stdout.readline() == b"done\n"
                until = time.monotonic() + 10
                while not used.memory and time.monotonic() < until:
                    time.sleep(0.01)
        finally:
            child.kill()
    assert (used.cpu > 0.15) is bool(seconds) and used.memory > 1 << 20
