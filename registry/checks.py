"""Judging a file that belongs to no registry yet: by our rules, or by a shapes graph that the asker brings.

The bytes are outside bytes, so reading and judging happen in a worker here too.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from registry.checked import Checked
from registry.clock import local_day, utc_now
from registry.errors import RegistryError
from registry.workers.confine import Limits
from registry.workers.pool import Workers
from shapes.library import PROFILES

ANY_BASE = "https://registry.invalid"
"""The base a file is judged under when no registry is at hand; names of ours in the file keep their own."""
CHECKING = Limits(memory=4 << 30, cpu=600, wall=900.0)

Row = dict[str, Any]
Run = Callable[[str, Mapping[str, Any]], Row]
Made = TypeVar("Made")


class UnknownProfile(RegistryError):
    """There is no such set of rules."""

    def __init__(self, profile: str) -> None:
        super().__init__(
            f"Không có bộ quy tắc «{profile}». Các bộ: {', '.join(PROFILES)}.",
            f"There is no profile “{profile}”. Profiles: {', '.join(PROFILES)}.",
        )


class ShapesUnusable(RegistryError):
    """The asker's shapes cannot be judged by; both sentences begin with the file and, where it is known, the line."""

    def __init__(self, file: Path, vi: str, en: str, line: int = 0) -> None:
        place = f"{file}:{line}" if line else str(file)
        super().__init__(f"{place}: {vi}", f"{place}: {en}")


def with_workers(work: Callable[[Run], Made], base: str = ANY_BASE) -> Made:
    """Calls `work` with a function that runs a job, in workers made for this call alone."""
    day = local_day(utc_now()).isoformat()
    with Workers(
        "registry.jobs.light:JOBS", "registry.jobs.heavy:JOBS", "prepare", environment={"REGISTRY_BASE": base}
    ) as workers:
        return work(lambda job, payload: workers.run(job, {"base": base, "day": day, **payload}, CHECKING))


def check_file(run: Run, path: Path, profile: str, shapes: Path | None) -> Checked:
    """What is found in a file; `profile` "" means all that a description must pass to be public.

    A file that cannot be parsed is an outcome with one finding. Raises UnknownProfile, ShapesUnusable, and RegistryError
    for a file that cannot be opened.
    """
    if profile and profile not in PROFILES:
        raise UnknownProfile(profile)
    payload: Row = {
        "name": str(path),
        "data": _bytes(path),
        "url": path.absolute().as_uri(),
        "media_type": "",
        "profile": profile,
        "rules_off": [],
    }
    if shapes:
        payload |= {"shapes": _shapes(shapes), "shapes_url": shapes.absolute().as_uri()}
    answer = run("check_document", payload)
    if shapes and "refused" in answer:
        raise ShapesUnusable(shapes, **answer["refused"])
    return Checked.from_row(answer)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise RegistryError(
            f"Không đọc được {path}: {fault.strerror}.", f"Cannot read {path}: {fault.strerror}."
        ) from fault


def _shapes(path: Path) -> bytes:
    try:
        return _bytes(path)
    except RegistryError as fault:
        raise ShapesUnusable(path, fault.vi, fault.en) from fault
