"""Descriptions in plain words."""

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.feeds.plain import Contact, Period, plain, said
from registry.ledger import Current
from registry.words import Words
from vocab.description import describe
from vocab.identifiers import agency_iri, dataset_iri
from vocab.namespaces import ADMS, DCAT, DCT, RDF, REG, SPDX, VCARD, XSD

BASE = "http://127.0.0.1:1"
IRI = dataset_iri(BASE, "abcdefghijkl")


def told(*more: tuple) -> object:
    said = [(NamedNode(IRI), RDF.type, DCAT.Dataset), *more]
    described = describe(IRI, [Triple(*one) for one in said])
    current = Current(
        described.record, 7, 7, "", "", "public", agency_iri(BASE, "gl-so-yt"), "2026-01-02", "2026-03-04"
    )
    return plain(described, current, Words.of(BASE))


def test_the_least_that_can_be_said() -> None:
    least = told()
    assert (least.key, least.titles, least.files, least.contacts) == ("abcdefghijkl", {}, (), ())
    assert least.publisher is not None, "who answers for it, when the description does not say"
    assert (least.recorded, least.changed) == ("2026-01-02", "2026-03-04")


def test_the_parts_of_a_dataset() -> None:
    dataset, contact, period, file, checksum = NamedNode(IRI), *(BlankNode(name) for name in "abcd")
    full = told(
        (dataset, DCT.title, Literal("Chợ\x00", language="vi")),
        (dataset, DCT.title, Literal("Markets", language="en-GB")),
        (dataset, REG.columns, Literal("ma; gia\x00;;ngay ")),
        (dataset, DCAT.contactPoint, contact),
        (contact, VCARD.fn, Literal("Đầu mối")),
        (contact, VCARD.hasEmail, NamedNode("mailto:a@example.vn")),
        (contact, VCARD.hasTelephone, NamedNode("tel:+84256")),
        (dataset, DCT.temporal, period),
        (period, DCAT.startDate, Literal("2026", datatype=XSD.gYear)),
        (dataset, DCAT.distribution, file),
        (file, DCAT.accessURL, NamedNode("https://example.vn/f")),
        (file, DCAT.byteSize, Literal("12", datatype=XSD.nonNegativeInteger)),
        (file, SPDX.checksum, checksum),
        (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (checksum, SPDX.checksumValue, Literal("ab", datatype=XSD.hexBinary)),
    )
    assert full.titles == {"vi": "Chợ\ufffd", "en-gb": "Markets"}
    assert full.contacts == (Contact("Đầu mối", "a@example.vn", "+84256", ""),)
    assert full.columns == ("ma", "gia\ufffd", "ngay")
    assert full.periods == (Period("2026", ""),)
    (one,) = full.files
    assert (one.iri, one.access, one.size, one.checksum) == ("", "https://example.vn/f", 12, ("sha256", "ab"))


def test_a_reader_gets_the_nearest_language() -> None:
    assert said({"fr": "f", "": "n"}, "vi") == "n"
    assert said({"fr": "f"}, "en") == "f"
    assert said({"vi": "v", "en": "e"}, "en") == "e"
    assert said({}) == ""


def test_what_the_law_wants_declared_and_the_lesser_things() -> None:
    dataset, file = NamedNode(IRI), BlankNode("f")
    full = told(
        (dataset, REG.secrecy, NamedNode("http://s.example/no")),
        (dataset, DCT.type, NamedNode("http://t.example/statistics")),
        (dataset, ADMS.versionNotes, Literal("Thêm cột", language="vi")),
        (dataset, DCAT.temporalResolution, Literal("P1D", datatype=XSD.duration)),
        (dataset, DCAT.distribution, file),
        (file, ADMS.status, NamedNode("http://s.example/done")),
    )
    assert (full.declared.secrecy, full.declared.personal_data) == ("http://s.example/no", "")
    assert (full.types, full.time_step, full.metres) == (("http://t.example/statistics",), "P1D", "")
    assert full.version_notes == {"vi": "Thêm cột"}
    assert (full.files[0].status, full.files[0].availability) == ("http://s.example/done", "")
