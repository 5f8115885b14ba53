"""Kinds that other packages bring along: found by entry point, said plainly when they are of no use."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvesters.errors import NotReadable
from harvesters.foreign_kinds import foreign_kinds
from harvesters.kinds import KINDS, kind_of, kinds

MODULE = """
from pyoxigraph import Literal, NamedNode, Triple
from harvesters.kind import Kind
from harvesters.source import Harvested, Page
from vocab.namespaces import DCAT, DCT, RDF

def read(data, media_type="", url=""):
    '''One title a line.'''
    records = []
    for line in data.decode().splitlines():
        node = NamedNode("https://tram.example/" + str(len(records)))
        triples = (Triple(node, RDF.type, DCAT.Dataset), Triple(node, DCT.title, Literal(line)))
        records.append(Harvested(line, node, triples))
    return Page(tuple(records))

KIND = Kind("tram", lambda source: source.url, read, "trạm đo", "stations")
CKAN = Kind("ckan", lambda source: source.url, read, "khác", "other")
NOTHING = 3
"""
POINTS = """[registry.kinds]
tram = tram_do:KIND
ckan = tram_do:CKAN
no-kind = tram_do:NOTHING
no-name = tram_do:MISSING
no-module = khong_co:KIND
renamed = tram_do:KIND
unset = tram_unset:KIND
"""


def installed(folder: Path) -> Path:
    """A package as pip lays it down: a module, and its entry points beside it."""
    (folder / "tram_do.py").write_text(MODULE)
    (folder / "tram_unset.py").write_text("import os\nKIND = os.environ['TRAM_OF_NOBODY']\n")
    about = folder / "tram_do-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tram-do\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(POINTS)
    return folder


@pytest.fixture
def tram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.syspath_prepend(str(installed(tmp_path)))
    foreign_kinds.cache_clear()
    yield
    foreign_kinds.cache_clear()
    sys.modules.pop("tram_do", None)


def test_a_foreign_kind_is_one_of_the_kinds(tram: None) -> None:
    assert set(kinds()) == {"tram", *KINDS}
    page = kind_of("tram").read("Trạm mưa\nTrạm gió".encode(), "", "")
    assert [record.identifier for record in page.records] == ["Trạm mưa", "Trạm gió"]
    assert kind_of("tram", "ministry").label_vi == "trạm đo"


def test_no_package_takes_a_kind_of_ours_away(tram: None) -> None:
    assert kind_of("ckan") is KINDS["ckan"]


@pytest.mark.parametrize("name", ["no-kind", "no-name", "no-module", "renamed", "unset"])
def test_one_that_cannot_be_used_says_why_and_troubles_no_other(tram: None, name: str) -> None:
    with pytest.raises(NotReadable, match=name):
        kind_of(name)
    assert "tram" in kinds() and name not in kinds()


def test_there_are_none_unless_a_package_is_installed() -> None:
    assert set(kinds()) == set(KINDS)
