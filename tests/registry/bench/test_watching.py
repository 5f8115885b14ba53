"""What a process uses, and when it is at rest: real processes, told apart by what Linux says of them."""

import subprocess
import sys

from registry.bench.watching import rested, using


def test_who_reckons_does_not_rest_and_who_sleeps_does() -> None:
    for work, rests in (("while True: pass", False), ("import time; time.sleep(60)", True)):
        child = subprocess.Popen([sys.executable, "-S", "-c", f"print(1, flush=True)\n{work}"], stdout=subprocess.PIPE)
        try:
            assert child.stdout is not None and child.stdout.readline()
            with using(child.pid) as used:
                assert rested(child.pid, 0.4, 1.0) is rests
            assert (used.cpu > 0.1) is not rests
        finally:
            child.kill()
            child.communicate()
