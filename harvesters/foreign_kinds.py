"""Kinds of sources that other packages bring along, by the entry point group `registry.kinds`.

    [project.entry-points."registry.kinds"]
    tram = "my_package.tram:KIND"          # a harvesters.kind.Kind; its name is the entry point's

One that cannot be loaded is said when it is asked for, and troubles no other. They run as this registry's own code: whoever
installs one trusts it.
"""

import logging
import re
from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from harvesters.errors import NotReadable
from harvesters.kind import Kind

GROUP = "registry.kinds"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FAULTS = (
    *(ImportError, SyntaxError, AttributeError, NameError, LookupError, TypeError, ValueError, ArithmeticError),
    *(AssertionError, RuntimeError, OSError),
)
"""What the code of a module may raise while it is loaded, where an environment variable is missing, say."""
log = logging.getLogger(__name__)


@cache
def foreign_kinds() -> Mapping[str, Kind | NotReadable]:
    """By name, each kind that an installed package brings, or why it cannot be used; looked for once in a process."""
    found: dict[str, Kind | NotReadable] = {}
    for point in entry_points(group=GROUP):
        if point.name in found:
            log.warning("two packages bring the kind %s; the first is used", point.name)
            continue
        found[point.name] = _loaded(point)
    return MappingProxyType(found)


def _loaded(point: EntryPoint) -> Kind | NotReadable:
    try:
        kind = point.load()
    except _FAULTS as fault:
        log.warning("the kind %s of %s cannot be loaded", point.name, point.value, exc_info=fault)
        return _unusable(point, f"{type(fault).__name__}: {fault}"[:300])
    if not isinstance(kind, Kind) or kind.name != point.name or not _NAME.fullmatch(point.name):
        return _unusable(point, f"{point.value} is no harvesters.kind.Kind named {point.name}")
    return kind


def _unusable(point: EntryPoint, why: str) -> NotReadable:
    return NotReadable(
        f"Loại nguồn «{point.name}» của gói cài thêm không dùng được: {why}.",
        f"The kind “{point.name}” that an installed package brings cannot be used: {why}.",
    )
