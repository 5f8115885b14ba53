"""Checksums of files, however their algorithm is told."""

import pytest

from harvesters.checksums import draft_checksum
from harvesters.iris import node
from harvesters.record_draft import RecordDraft
from vocab.namespaces import DCAT, SPDX

MD5, SHA1, SHA256 = "a" * 32, "b" * 40, "C" * 64


def drafted(value: str, algorithm: str) -> tuple[dict[object, str], tuple[str, ...]]:
    """What is said of a checksum, and what was left out."""
    place = node("https://so.example/d")
    assert place is not None
    draft = RecordDraft(place)
    draft_checksum(draft, value, algorithm, draft.part(DCAT.distribution, DCAT.Distribution))
    record = draft.harvested("d")
    told = (triple for triple in record.triples if triple.predicate in (SPDX.algorithm, SPDX.checksumValue))
    said: dict[object, str] = {triple.predicate: getattr(triple.object, "value", "") for triple in told}
    return said, tuple(notice.slug for notice in record.notices)


@pytest.mark.parametrize(
    ("value", "algorithm", "known", "written"),
    [
        (MD5, "", "md5", MD5), (SHA1, "", "sha1", SHA1), (SHA256, "", "sha256", SHA256),
        (f"sha256:{SHA256}", "", "sha256", SHA256), (f"SHA-1:{SHA1}", "sha1", "sha1", SHA1),
        (f"sha256:{SHA256}", "md5", "sha256", SHA256),
        ("ab", "SHA-256", "sha256", "ab"), ("ab", "http://spdx.org/rdf/terms#checksumAlgorithm_md5", "md5", "ab"),
        ("ab", "checksumAlgorithm_sha512", "sha512", "ab"), ("ab", "spdx:checksumAlgorithm_sha1", "sha1", "ab"),
    ],
)  # fmt: skip
def test_an_algorithm_is_known_by_name_address_or_length(value: str, algorithm: str, known: str, written: str) -> None:
    said, notices = drafted(value, algorithm)
    assert said == {SPDX.algorithm: SPDX[f"checksumAlgorithm_{known}"].value, SPDX.checksumValue: written}
    assert notices == ()


@pytest.mark.parametrize("value", ["abc", "z" * 32, '"etag-1"', "a" * 33])
def test_a_checksum_of_no_known_algorithm_is_left_out_and_told(value: str) -> None:
    assert drafted(value, "") == ({}, ("not-carried",))
    assert drafted("", "") == ({}, ())


def test_an_algorithm_that_spdx_does_not_know_here_stays() -> None:
    assert drafted("ab", "crc32")[0] == {SPDX.algorithm: "crc32", SPDX.checksumValue: "ab"}
