"""Named points of the durable path, where a test can end the process as a power cut would.

`passing` does nothing and is what a keeper runs with; `deadly` kills the process at one name, and is handed in
only when the environment variable REGISTRY_DIE_AT names that point.
"""

import os
import signal
from collections.abc import Callable, Mapping

Reached = Callable[[str], None]

VARIABLE = "REGISTRY_DIE_AT"
POINTS = (
    "ledger.before-commit",
    "ledger.after-commit",
    "views.before-store",
    "views.after-store",
    "views.after-search",
    "generation.before-backup",
    "generation.after-backup",
    "generation.after-rename",
    "generation.after-switch",
    "backup.before-copy",
    "backup.after-copy",
)


def passing(_: str) -> None:
    """The ordinary keeper's milestones: nothing happens."""


def deadly(point: str, times: int = 1) -> Reached:
    """Kills this process, without any clean-up, when `point` is reached for the `times`-th time."""
    left = times

    def reached(name: str) -> None:
        nonlocal left
        if name == point:
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return reached


def from_environment(environment: Mapping[str, str]) -> Reached:
    """`passing`, unless the environment asks for a death: `REGISTRY_DIE_AT=point` or `point:times`.

    Raises ValueError when it names no known point.
    """
    wish = environment.get(VARIABLE, "")
    if not wish:
        return passing
    point, _, times = wish.partition(":")
    if point not in POINTS:
        raise ValueError(f"{VARIABLE}={wish}: no such point; known: {', '.join(POINTS)}")
    return deadly(point, int(times or 1))
