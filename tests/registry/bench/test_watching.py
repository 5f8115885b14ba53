"""What a process uses, as Linux tells it: real processes that reckon, and that sleep."""

import subprocess
import sys
import time

from registry.bench.watching import using


def test_who_reckons_uses_cpu_and_who_sleeps_does_not() -> None:
    for work, reckons in (("while True: pass", True), ("import time; time.sleep(60)", False)):
        command = [sys.executable, "-S", "-c", f"print(1, flush=True)\n{work}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
            assert child.stdout is not None and child.stdout.readline()
            with using(child.pid) as used:
                time.sleep(0.5)
            child.kill()
        assert (used.cpu > 0.1) is reckons and used.memory > 1 << 20
