"""What every test may ask for, and two laws that hold for all of them.

Fixtures: `shared` (the corpora beside the checkout), `chromium` (a browser's path), `vendored` (the built
front-end parts).
Laws: no test reaches past the loopback interface, and a test marked `alone` runs while no other test runs.
"""

import fcntl
import ipaddress
import os
import shutil
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

# How long an example takes says nothing on a shared machine.
settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def in_ci() -> bool:
    """Whether this run must find everything it needs: then nothing may be skipped for want of it."""
    return os.environ.get("CI") == "true"


def miss(sentence: str) -> NoReturn:
    """Skip the test with one plain line; under CI, fail it with the same line."""
    if in_ci():
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The directory beside the checkout with third-party corpora, read there and never committed."""
    path = ROOT.parent / "shared"
    if not (path / "corpora").is_dir():
        pytest.skip("no ../shared beside the checkout: the tests on third-party corpora are skipped")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium-like browser: the variable CHROMIUM names one, or one is found on the PATH."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *BROWSERS)):
        if found := shutil.which(name):
            return found
    miss("no Chromium on this machine: the browser tests are skipped (install one, or name it in CHROMIUM)")


@pytest.fixture(scope="session")
def vendored() -> Path:
    """The directory of the built front-end parts, as the pages serve them."""
    path = ROOT / "registry/web/static/vendor"
    if not (path / "built-from.txt").exists():
        miss("the front-end parts are not built: tests that need them are skipped (make assets)")
    return path


class NetworkReached(AssertionError):
    """A test tried to leave the machine. No OSError, for code under test handles those."""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host in ("", "localhost", "ip6-localhost") or host.endswith(".localhost")


def _refuse_network(event: str, args: tuple[Any, ...]) -> None:
    """Refuse, as an audit hook, what would leave the machine; AF_UNIX and socket pairs are free."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if isinstance(host, str) and not _is_loopback(host):
        raise NetworkReached(f"a test tried to reach {host}: the suite may use 127.0.0.1 and ::1 only")


sys.addaudithook(_refuse_network)


def pytest_configure(config: pytest.Config) -> None:
    """Make the lock files of this run; xdist's workers inherit the place by the environment.

    Where Python may not keep compiled modules, each of the hundreds of processes that tests start would compile ours
    anew, half a second each: there they are kept for this run.
    """
    if not hasattr(config, "workerinput"):
        room = tempfile.mkdtemp(prefix="so-dang-ky-tests-")
        os.environ["SO_DANG_KY_TEST_ROOM"] = room
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
            os.environ["PYTHONPYCACHEPREFIX"] = f"{room}/compiled"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take them away at its end."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ["SO_DANG_KY_TEST_ROOM"], ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let ordinary tests share the machine and give one marked `alone` all of it.

    Everyone passes the same door first, so a waiting `alone` test lets nobody else in and is never starved.
    This wraps the time limit too: waiting for the others does not count.
    """
    room = Path(os.environ["SO_DANG_KY_TEST_ROOM"])
    with ExitStack() as held:
        door = held.enter_context(open(room / "door", "a"))
        inside = held.enter_context(open(room / "inside", "a"))
        fcntl.flock(door, fcntl.LOCK_EX)
        fcntl.flock(inside, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        return (yield)
