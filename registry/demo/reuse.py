"""Datasets of the demonstration that reuse a ministry's data: one in step, one that lags, one of which nobody can tell.

Their agencies declare it today. The one that lags was public before: what is public is told that it lags and stays up,
what is new would wait until it is in step.
"""

from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from vocab.description import Description, describe
from vocab.identifiers import ministry_dataset_iri
from vocab.namespaces import DCT, REG, XSD

REASON = "khai nguồn là cơ sở dữ liệu của bộ"


@dataclass(frozen=True, slots=True)
class Reuse:
    """That a dataset of the catalogue takes its data from a ministry's (both by their ids), and how.

    `mode` is a code of the list `sync-mode`, `synced` the day of the last synchronisation, None for the day of loading.
    """

    dataset: str
    ministry: str
    mode: str
    synced: date | None


REUSES = (
    Reuse("bd-ds-072", "mds-067-tiem-chung", "nen-tang", None),
    Reuse("bd-ds-005", "mds-017-dkdn", "tep", date(2026, 9, 30)),
    # That database says no frequency: how long a copy may be the older one, nobody knows.
    Reuse("bd-ds-085", "mds-083-tn-dl", "nhap-tay", date(2025, 1, 20)),
)


def declared(said: Description, reuse: Reuse, base: str, today: date) -> Description:
    """The description, saying whence its data come and when they were last brought in step."""
    dataset = NamedNode(said.iri)
    synced = Literal((reuse.synced or today).isoformat(), datatype=XSD.date)
    more = (
        Triple(dataset, DCT.source, NamedNode(ministry_dataset_iri(base, reuse.ministry))),
        Triple(dataset, REG.syncMode, NamedNode(f"{base}/id/concept/sync-mode/{reuse.mode}")),
        Triple(dataset, REG.lastSynced, synced),
    )
    return describe(said.iri, (*said.triples, *more), said)
