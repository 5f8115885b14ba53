"""Judging a file that belongs to no registry yet: by our rules, or by a shapes graph that the asker brings.

The bytes are outside bytes, so reading and judging happen in a worker here too.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from registry.checked import Checked, Thing, unread
from registry.clock import local_day, utc_now
from registry.errors import RegistryError
from registry.files import file_bytes
from registry.workers.confine import Limits
from registry.workers.pool import Workers
from shapes.library import PROFILES
from shapes.report import ShapeReport

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
    """The asker's shapes cannot be judged by; both sentences begin with the file, or with all when it is not known which,
    and the line."""

    def __init__(self, files: Sequence[Path], vi: str, en: str, file: int | None = None, line: int = 0) -> None:
        among = ", ".join(map(str, files))
        place = among if file is None else f"{files[file]}:{line}" if line else str(files[file])
        super().__init__(f"{place}: {vi}", f"{place}: {en}")


def with_workers(work: Callable[[Run], Made], base: str = ANY_BASE, jobs: str = "registry.jobs.heavy:JOBS") -> Made:
    """Calls `work` with a function that runs a job of this table, in workers made for this call alone."""
    day = local_day(utc_now()).isoformat()
    with Workers(jobs, warm="prepare", environment={"REGISTRY_BASE": base}) as workers:
        return work(lambda job, payload: workers.run(job, {"base": base, "day": day, **payload}, CHECKING))


def check_file(run: Run, path: Path, profile: str, shapes: Sequence[Path] = ()) -> Checked:
    """What is found in a file; `profile` "" means all that a description must pass to be public, `shapes` are joined.

    A file that cannot be opened or parsed is an outcome with one finding. Raises UnknownProfile, ShapesUnusable.
    """
    if profile and profile not in PROFILES:
        raise UnknownProfile(profile)
    brought = _brought(shapes) if shapes else {}
    url = path.absolute().as_uri()
    try:
        data = file_bytes(path)
    except RegistryError as fault:
        report = ShapeReport((unread(fault.vi, fault.en, "", url),))
        return Checked(str(path), report, {url: Thing("", "", str(path), "")}, is_read=False)
    payload: Row = {
        "name": str(path),
        "data": data,
        "url": url,
        "media_type": "",
        "profile": profile,
        "rules_off": [],
        **brought,
    }
    answer = run("check_document", payload)
    if shapes and "refused" in answer:
        raise ShapesUnusable(shapes, **answer["refused"])
    return Checked.from_row(answer)


def _brought(shapes: Sequence[Path]) -> Row:
    """The part of a job's payload that holds the shapes. Raises ShapesUnusable."""
    payload: Row = {"shapes": [path.absolute().as_uri() for path in shapes]}
    for number, path in enumerate(shapes):
        try:
            payload[f"shapes{number}"] = file_bytes(path)
        except RegistryError as fault:
            raise ShapesUnusable(shapes, fault.vi, fault.en, number) from fault
    return payload
