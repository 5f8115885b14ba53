"""Every CKAN and DCAT file of the shared corpora: read as the manifest says, or refused with a plain reason."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from harvesters.iris import UNKNOWN_BASE
from harvesters.json_reading import bundled_mappings, read_mapped
from harvesters.preview import preview
from harvesters.preview import shown as preview_of
from vocab.namespaces import DCAT, DCT, RDF

KINDS = {
    "ckan-api": "ckan",
    "dcat-rdf": "dcat",
    "dcat-hydra-paged": "dcat",
    "dcat-us-3-rdf": "dcat",
    "sparql-construct-result": "sparql",
    "validation-dcat-ap1": "dcat",
    "validation-dcat-ap-de": "dcat",
    "validation-dcat-ap-es": "dcat",
    "validation-dcat-nde": "dcat",
    "arcgis-hub-api": "arcgis",
    "arcgis-hub-datajson": "datajson",
    "datajson-ar": "datajson",
    "dcat-us-datajson": "datajson",
    "socrata-datajson": "datajson",
    "opendatasoft": "opendatasoft",
    "socrata-api": "socrata",
    "piveau-search-api": "json",
    "csw-dcat": "csw",
    "csw-dublincore": "csw",
    "csw-iso19139": "csw",
    "iso19139": "iso19139",
    "fgdc": "iso19139",
    "oai-pmh": "oai-pmh",
    "oai-pmh-records": "oai-pmh",
    "sdmx": "sdmx",
    "schema-org": "schema-org",
    "csvw": "schema-org",
    "ldes-tree": "ldes",
}
# Counted by the manifest, but one of its datasets is an empty object, is marked as deleted, or is only referred to.
HOLLOW = {"missing-catalog.data.json", "ListRecords.xml", "GLOBAL_DATAFLOW-structure.xml"}
# The mapping files and the kinds that read the same documents.
MAPPED = {
    "datajson-ar": "argentine-datajson",
    "socrata-api": "socrata",
    "opendatasoft": "opendatasoft",
    "arcgis-hub-api": "arcgis",
}
# Not whole: nothing of these may be taken for the whole.
CUT_SHORT = {"example_catalog.ttl", "Conventions_catalog-dcat-themetaxonomy.ttl"}
SYNTAXES = {"turtle": RdfFormat.TURTLE, "xml": RdfFormat.RDF_XML, "json-ld": RdfFormat.JSON_LD}


@dataclass(frozen=True)
class Sample:
    """One file of the corpora, and what its manifest says of it."""

    path: Path
    of: str
    kind: str
    datasets: int
    readable: bool
    syntax: RdfFormat | None


@cache
def samples(shared: Path) -> tuple[Sample, ...]:
    with (shared / "corpora/MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return tuple(
        Sample(
            shared / "corpora" / row["path"],
            row["kind"],
            KINDS[row["kind"]],
            int(row["n_datasets_or_records"] or 0),
            int(row["n_datasets_or_records"] or 0) > 0,
            SYNTAXES.get(row["format"]) if row["oxigraph"].startswith("ok") else None,
        )
        for row in rows
        if row["kind"] in KINDS
    )


def shown(sample: Sample) -> dict[str, Any]:
    return preview(sample.path.read_bytes(), "", sample.path.name, sample.kind)


def test_every_readable_file_gives_at_least_the_datasets_it_holds(shared: Path) -> None:
    short = {
        sample.path.name: (len(found["records"]), sample.datasets, found["unreadable"])
        for sample in samples(shared)
        if sample.readable and len((found := shown(sample))["records"]) < sample.datasets - (sample.path.name in HOLLOW)
    }
    assert not short


def test_every_other_file_says_plainly_what_is_wrong(shared: Path) -> None:
    for sample in samples(shared):
        found = shown(sample)
        if not found["records"]:
            assert found["unreadable"], sample.path
        for one in found["unreadable"]:
            assert one["position"] and one["reason"] and one["reason_en"], sample.path


def test_a_file_that_is_cut_short_gives_nothing(shared: Path) -> None:
    for sample in samples(shared):
        if sample.path.name in CUT_SHORT:
            found = shown(sample)
            assert not found["records"]
            assert "cắt cụt" in found["unreadable"][0]["reason"]


def test_the_title_is_there_where_the_source_has_one(shared: Path) -> None:
    """Compared with a plain parse of the files that need no mending."""
    for sample in samples(shared):
        if sample.syntax is None:
            continue
        said = {quad.triple for quad in parse(path=sample.path, format=sample.syntax, base_iri=UNKNOWN_BASE)}
        datasets = {t.subject for t in said if t.predicate == RDF.type and t.object == DCAT.Dataset}
        titled = {t.subject for t in said if t.predicate == DCT.title} & datasets
        assert sum(bool(record["title"]) for record in shown(sample)["records"]) >= len(titled), sample.path


def test_ckan_titles_are_all_there(shared: Path) -> None:
    for sample in samples(shared):
        if sample.kind == "ckan":
            assert all(record["title"] for record in shown(sample)["records"]), sample.path


def test_a_mapping_file_gives_the_titles_of_its_kind(shared: Path) -> None:
    told = set()
    for sample in samples(shared):
        name = MAPPED.get(sample.of)
        mapping = bundled_mappings()[name] if name else None
        if mapping is None or not sample.path.name.endswith(".json"):
            continue
        page = read_mapped(mapping, sample.path.read_bytes(), "", sample.path.as_uri())
        native = shown(sample)["records"]
        assert [record["title"] for record in preview_of(page, "json")["records"]] == [one["title"] for one in native]
        told.add(name)
    assert told == set(MAPPED.values())


def test_datasets_of_piveau_are_read_by_their_mapping(shared: Path) -> None:
    read = [shown(sample)["records"] for sample in samples(shared) if sample.of == "piveau-search-api"]
    told = [one for records in read for one in records]
    assert len(told) == 2
    assert all(one["title"] and one["publisher"] and one["keyword"] and one["theme"] for one in told)


def test_the_shape_is_the_designs(shared: Path) -> None:
    record_keys = {
        "identifier", "title", "description", "publisher", "issued", "modified", "theme", "keyword", "license",
        "landing_page", "distributions", "findings",
    }  # fmt: skip
    part_keys = {"title", "access_url", "download_url", "format", "media_type", "byte_size"}
    for sample in samples(shared):
        found = shown(sample)
        assert {"kind", "records", "unreadable", "next"} <= set(found)
        for record in found["records"]:
            assert record_keys <= set(record)
            assert record["identifier"]
            assert isinstance(record["theme"], list) and isinstance(record["keyword"], list)
            assert all(part_keys == set(part) for part in record["distributions"])


def test_the_wrong_kind_is_named(shared: Path) -> None:
    ckan = next(s for s in samples(shared) if s.path.name == "ckan_dataset.json")
    found = preview(ckan.path.read_bytes(), "application/json", ckan.path.name, "dcat")
    assert "--kind ckan" in found["unreadable"][0]["reason"]


@pytest.mark.parametrize(
    ("name", "next_name"), [("hydra-page1.jsonld", "/datasets/hydra-page2.jsonld"), ("hydra-page2.jsonld", None)]
)
def test_hydra_pages_lead_on(shared: Path, name: str, next_name: str | None) -> None:
    page = next(s for s in samples(shared) if s.path.name == name)
    found = preview(page.path.read_bytes(), "", f"https://example.com/datasets/{name}", "dcat")
    assert found["next"] == (f"https://example.com{next_name}" if next_name else None)
