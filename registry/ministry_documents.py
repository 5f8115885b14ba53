"""A ministry's catalogue that is brought by hand: its source as a command names it, its document as a snapshot."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from harvesters.kinds import kind_of
from harvesters.source import MINISTRY, Snapshot, Source
from registry.clock import utc_now
from registry.errors import RegistryError
from registry.files import file_bytes
from vocab.letters import fold

_SLUG = re.compile(r"[a-z0-9-]{1,80}")


def ministry_source(told: Mapping[str, Any]) -> Source:
    """The source of {"source": slug, "kind", "url", "agency", "allow_private"}.

    Raises RegistryError for a slug that is none, NotReadable for an unknown kind.
    """
    slug, kind, url, agency = (str(told.get(name) or "") for name in ("source", "kind", "url", "agency"))
    if not _SLUG.fullmatch(slug):
        raise RegistryError(
            f"Tên nguồn «{slug}» chỉ gồm a-z 0-9 -.", f"A source's name “{slug}” holds a-z, 0-9, - only."
        )
    kind_of(kind, MINISTRY)
    titles = MappingProxyType({"vi": slug, "en": slug})
    return Source(slug, kind, url, agency, titles, allow_private=told.get("allow_private") is True, side=MINISTRY)


def slug_for(place: str) -> str:
    """What a document is called when nobody names it: its host, or its file's name."""
    name = urlsplit(place).hostname if "://" in place else Path(place).stem
    return "-".join(fold(name or "").split())[:80] or "ministry"


def snapshot_of(path: Path, url: str) -> Snapshot:
    """A document that lies here already. Raises RegistryError when it does not."""
    return Snapshot(url, path, "", hashlib.sha256(file_bytes(path)).hexdigest(), utc_now(), 200, MappingProxyType({}))


def laid_down(document: Snapshot, snapshots: Path) -> Snapshot:
    """The document among the snapshots, under the SHA-256 of its bytes, for a keeper to find."""
    snapshots.mkdir(exist_ok=True)
    kept = snapshots / document.sha256
    kept.write_bytes(document.path.read_bytes())
    return snapshot_of(kept, document.url)
