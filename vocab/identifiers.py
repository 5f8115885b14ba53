"""Permanent, neutral IRIs: nothing in them names an agency, a district or a province, for those merge and vanish.

A key is twelve characters of `a-z2-7` (60 bits): opaque, short enough to be read aloud, safe in a path and in a blank
node's label. A key made from parts is the same each time, so a source's dataset keeps its IRI from run to run.
"""

import base64
import hashlib
import re
import secrets
from functools import lru_cache

KEY_LENGTH = 12
_KEY = re.compile(rf"[a-z2-7]{{{KEY_LENGTH}}}")


def mint_key(*parts: str) -> str:
    """The key that these parts always give; parts are length-marked, so ("a", "bc") and ("ab", "c") differ."""
    marked = "".join(f"{len(part.encode())}:{part}" for part in parts)
    return _spell(hashlib.sha256(marked.encode()).digest())


def new_key() -> str:
    """A fresh random key, for a dataset first described on the form."""
    return _spell(secrets.token_bytes(8))


def is_key(text: str) -> bool:
    return _KEY.fullmatch(text) is not None


def dataset_iri(base: str, key: str) -> str:
    return f"{base}/id/dataset/{key}"


def record_iri(base: str, key: str) -> str:
    """The record's IRI, which is also the name of its graph in the store."""
    return f"{base}/id/record/{key}"


def distribution_iri(base: str, key: str) -> str:
    return f"{base}/id/distribution/{key}"


def agency_iri(base: str, agency_id: str) -> str:
    return f"{base}/id/agency/{mint_key('agency', agency_id)}"


def ministry_dataset_iri(base: str, dataset_id: str) -> str:
    return ministry_dataset_at(base, mint_key("ministry-dataset", dataset_id))


def ministry_dataset_at(base: str, key: str) -> str:
    """The IRI of the ministry's dataset of this key."""
    return f"{base}/id/ministry-dataset/{key}"


def is_ministry_dataset(iri: str) -> bool:
    """Whether an IRI is written like a ministry's dataset of a registry."""
    head, sign, key = iri.rpartition("/id/ministry-dataset/")
    return bool(head and sign) and is_key(key)


def change_iri(base: str, change_id: str) -> str:
    """An act of reorganisation (org:ChangeEvent)."""
    return f"{base}/id/change/{mint_key('change', change_id)}"


@lru_cache(maxsize=4096)
def record_of(iri: str) -> str:
    """The record IRI of a dataset IRI; asked for many times of each record of a page.

    Raises ValueError for an IRI that is not a dataset's of this registry.
    """
    return _swap(iri, "/id/dataset/", "/id/record/")


def dataset_of(iri: str) -> str:
    """The dataset IRI of a record IRI.

    Raises ValueError for an IRI that is not a record's of this registry.
    """
    return _swap(iri, "/id/record/", "/id/dataset/")


def key_of(iri: str) -> str:
    """The key at the end of any IRI of this registry; other IRIs get the key their text mints."""
    tail = iri.rpartition("/")[2]
    return tail if is_key(tail) else mint_key(iri)


def _swap(iri: str, old: str, new: str) -> str:
    head, sign, key = iri.rpartition(old)
    if not sign or not is_key(key):
        raise ValueError(f"{iri} does not end in {old}KEY")
    return f"{head}{new}{key}"


def _spell(digest: bytes) -> str:
    return base64.b32encode(digest[:8]).decode("ascii").lower()[:KEY_LENGTH]
