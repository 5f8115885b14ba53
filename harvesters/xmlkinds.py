"""What an XML document is that a kind cannot read: said by name, with the kind that can where there is one."""

from xml.etree.ElementTree import Element

from harvesters.errors import NotReadable
from harvesters.formats import ROOTS
from harvesters.xmltree import every, fgdc, first, local, words

_KNOWN = {
    "RDF": ("RDF/XML", "RDF/XML", "dcat"),
    "feed": ("bản tin Atom", "an Atom feed", ""),
    "rss": ("bản tin RSS", "an RSS feed", ""),
    "WMS_Capabilities": ("bản kê khả năng của dịch vụ bản đồ WMS", "the capabilities of a WMS", ""),
    "WFS_Capabilities": ("bản kê khả năng của dịch vụ WFS", "the capabilities of a WFS", ""),
    "DIF": ("siêu dữ liệu DIF", "DIF metadata", ""),
    "resource": ("một bản ghi DataCite", "a DataCite record", "oai-pmh"),
    "dc": ("một bản ghi Dublin Core", "a Dublin Core record", "oai-pmh"),
    "record": ("một bản ghi OAI-PMH", "an OAI-PMH record", "oai-pmh"),
}
"""Local name of the root -> what it is, and the kind that reads it."""
UNREAD = {name: (vi, en) for name, (vi, en, kind) in _KNOWN.items() if not kind}
"""Those that no kind reads."""
_FAULTS = ("ServiceException", "Exception/ExceptionText")


def refuse_other(root: Element, kind: str) -> NotReadable:
    """The refusal of a document that holds nothing of this kind."""
    name = local(root.tag)
    if name in ("ExceptionReport", "ServiceExceptionReport"):
        return server_said(root)
    if name == "metadata" and first(root, "idinfo") is not None:
        return fgdc()
    vi, en, other = _KNOWN.get(name, (f"<{name[:80]}>", f"<{name[:80]}>", ROOTS.get(name, "")))
    if other and other != kind:
        return NotReadable(f"XML này là {vi}: hãy chọn --kind {other}.", f"This XML is {en}: choose --kind {other}.")
    return NotReadable(
        f"XML này là {vi}, không có gì mà loại «{kind}» đọc được.",
        f"This XML is {en}; it holds nothing that the kind “{kind}” reads.",
    )


def server_said(root: Element) -> NotReadable:
    """The refusal of an OGC server, in its own words."""
    said = " ".join(filter(None, (words(told) for told in every(root, *_FAULTS)))) or words(root)
    return NotReadable(
        f"Máy chủ báo lỗi: {said[:300] or 'không nói lý do'}.",
        f"The server answers an error: {said[:300] or 'no reason given'}.",
    )
