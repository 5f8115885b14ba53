"""Checksums of files: their algorithm by its address in SPDX, by name, by what stands before a colon, or by the length."""

import re

from pyoxigraph import NamedNode

from harvesters.record_draft import RecordDraft
from harvesters.source import Node
from vocab.namespaces import SPDX

_BY_LENGTH = {32: "md5", 40: "sha1", 56: "sha224", 64: "sha256", 96: "sha384", 128: "sha512"}
"""Algorithms by the number of figures, to the base of sixteen, of what they give."""
_FIGURES = re.compile(r"[0-9A-Fa-f]{32,128}")


def draft_checksum(draft: RecordDraft, said: str, algorithm: str, part: Node) -> None:
    """The checksum of a distribution; one that no algorithm can be told for is left out and told of."""
    if not said:
        return
    before, _, behind = said.partition(":")
    value = behind.strip() if behind and _named(before) else said
    by_length = _BY_LENGTH.get(len(value), "") if _FIGURES.fullmatch(value) else ""
    # What stands before the value itself is nearer to it than a field, which portals fill in alike for all files.
    known = _named(before if value != said else algorithm) or ("" if algorithm else by_length)
    if not known and not algorithm:
        draft.leave(["checksum"])
        return
    checksum = draft.part(SPDX.checksum, SPDX.Checksum, part)
    draft.text(SPDX.checksumValue, value, checksum)
    draft.link(SPDX.algorithm, SPDX[f"checksumAlgorithm_{known}"].value if known else algorithm, checksum)


def spdx_algorithm(text: str) -> NamedNode | None:
    """The algorithm of SPDX that a text names; None for another."""
    known = _named(text)
    return SPDX[f"checksumAlgorithm_{known}"] if known else None


def _named(algorithm: str) -> str:
    """The name by which SPDX knows an algorithm ("SHA-256", "checksumAlgorithm_sha256"); "" for another."""
    last = re.split("[#:/]", algorithm)[-1]
    name = re.sub(r"[^a-z0-9]", "", last.lower()).removeprefix("checksumalgorithm")
    return name if name in _BY_LENGTH.values() else ""
