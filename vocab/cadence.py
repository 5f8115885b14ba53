"""How often a source changes, and whether a copy is in step: the table is `reg:longestGap` of `terms/frequency.ttl`."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from vocab.namespaces import REG, SKOS
from vocab.sheets import Sheet, read

_ANY_BASE = "https://w3id.org/so-dang-ky"  # the file names no resource of ours


class Step(StrEnum):
    """How a copy stands to its source."""

    IN_STEP = "in-step"
    LAGGING = "lagging"
    UNKNOWN = "unknown"


@cache
def longest_gaps() -> Mapping[str, str]:
    """By the IRI of a frequency how long after a change a copy may still be the older one, as an xsd:dayTimeDuration of
    whole days; a frequency that promises nothing is not in it. Raises BadTermsFile."""
    sheet = Sheet(read("frequency", _ANY_BASE))
    gaps = {iri: sheet.text(iri, REG.longestGap) for iri in sheet.subjects(SKOS.Concept)}
    return MappingProxyType({iri: gap for iri, gap in gaps.items() if gap})


def step(synced: date | None, modified: date | None, frequency: str) -> Step:
    """How a copy that was last synchronised on `synced` stands to a source that was last `modified` and changes with
    `frequency` (an IRI); as the rules `overlap/reuse-lags` and `overlap/reuse-step-unknown` say."""
    if synced is None or modified is None:
        return Step.UNKNOWN
    if synced >= modified:
        return Step.IN_STEP
    gap = longest_gaps().get(frequency)
    if gap is None:
        return Step.UNKNOWN
    days = timedelta(days=int(gap.removeprefix("P").removesuffix("D")))
    return Step.LAGGING if synced + days < modified else Step.IN_STEP
