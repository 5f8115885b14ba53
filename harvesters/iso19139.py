"""ISO 19139 and ISO 19115-3 documents: one record, a collection, or an envelope with records in it."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from harvesters.iso_record import draft_iso, is_iso
from harvesters.origins import Origin
from harvesters.sifting import sifted
from harvesters.source import Page
from harvesters.xmlkinds import refuse_other
from harvesters.xmltree import children, read_xml


def read_iso19139(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The datasets whose records stand in this document, at any depth.

    Raises NotReadable when it is no XML, or holds no such record, with what it is.
    """
    root, notices = read_xml(data)
    records = list(_records(root))
    if not records:
        raise refuse_other(root, "iso19139")
    origin = Origin(url)
    page = sifted((f"record {number}", draft_iso(one, origin)) for number, one in enumerate(records, 1))
    return replace(page, notices=(*notices, *page.notices))


def _records(element: Element) -> Iterator[Element]:
    """The outermost records under an element; what stands within a record belongs to it."""
    if is_iso(element):
        yield element
    else:
        for child in children(element):
            yield from _records(child)
