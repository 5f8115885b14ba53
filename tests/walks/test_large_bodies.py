"""Large bodies through a real socket: `/check` takes what its setting promises, every other address far less."""

from collections.abc import Iterator

import pytest
import requests

from tests.walks.processes import Keeping, keeping

DATASET = b"<http://example.vn/d> a <http://www.w3.org/ns/dcat#Dataset> .\n"
MEGA = 1 << 20
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """A keeper with nothing in it."""
    with keeping(tmp_path_factory.mktemp("large") / "data") as started:
        yield started


def document(size: int) -> bytes:
    """A description of `size` bytes, nearly all of them a comment."""
    return DATASET + b"#" * (size - len(DATASET))


def test_a_document_within_the_limit_is_judged(keeper: Keeping) -> None:
    answer = requests.post(f"{keeper.address}/check?format=json", document(6 * MEGA), headers=TURTLE, timeout=60)
    assert answer.status_code == 200 and answer.json()["findings"]


def test_a_chosen_file_of_just_the_limit_is_judged(keeper: Keeping) -> None:
    files = {"file": ("mô tả.ttl", document(10 * MEGA), "text/turtle")}
    answer = requests.post(f"{keeper.address}/check?format=json", files=files, timeout=60)
    assert answer.status_code == 200 and answer.json()["findings"]


@pytest.mark.parametrize("size", [10 * MEGA + 1, 11_000_000, 11 * MEGA])
def test_a_document_over_the_limit_is_refused_in_both_languages(keeper: Keeping, size: int) -> None:
    answer = requests.post(f"{keeper.address}/check?format=json", document(size), headers=TURTLE, timeout=60)
    assert answer.status_code == 413
    assert "10 MiB" in answer.text and "Hãy chia nhỏ" in answer.text and "registry check" in answer.text


def test_a_document_of_unknown_length_meets_the_same_limit(keeper: Keeping) -> None:
    for size, status in ((6 * MEGA, 200), (11 * MEGA, 413)):
        pieces = (document(size)[start : start + MEGA] for start in range(0, size, MEGA))
        answer = requests.post(f"{keeper.address}/check?format=json", pieces, headers=TURTLE, timeout=60)
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/sparql", "/sign-in", "/admin/api/status"])
def test_other_addresses_keep_their_own_limits(keeper: Keeping, path: str) -> None:
    answer = requests.post(f"{keeper.address}{path}", b"x" * (6 * MEGA), timeout=60)
    assert answer.status_code == 413 and "256 KiB" in answer.text and "Nội dung gửi lên vượt quá" in answer.text
