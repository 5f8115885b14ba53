"""SDMX: the dataflows of a statistical office, as structure messages list them in XML or JSON."""

from urllib.parse import urlsplit, urlunsplit

from harvesters.errors import NotReadable
from harvesters.jsontext import parse_json
from harvesters.sdmx_flows import page_of
from harvesters.sdmx_json import message_of_json
from harvesters.sdmx_ml import message_of_xml
from harvesters.source import Page, Source
from harvesters.texts import decode
from harvesters.xmlkinds import refuse_other
from harvesters.xmltree import first, local, read_xml, words


def sdmx_url(source: Source) -> str:
    """Where a service lists its dataflows: the address itself when it does, else the listing under it."""
    parts = urlsplit(source.url.partition("#")[0])
    if "dataflow" in parts.path.casefold() or parts.path.endswith((".xml", ".json")):
        return urlunsplit(parts)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/dataflow/all/all/latest"))


def read_sdmx(data: bytes, media_type: str = "", url: str = "") -> Page:
    """The dataflows of one structure message.

    Raises NotReadable when it is no structure message, or one without a dataflow, with what it is.
    """
    text, notices = decode(data)
    if text.lstrip()[:1] in ("{", "["):
        return page_of(message_of_json(parse_json(text)), url, notices)
    root, notices = read_xml(data)
    if local(root.tag).endswith("Query"):
        raise NotReadable(
            f"Đây là một câu hỏi SDMX (<{local(root.tag)}>), không phải câu trả lời.",
            f"This is an SDMX query (<{local(root.tag)}>), not an answer.",
        )
    if local(root.tag) == "Error":
        said = words(first(root, "ErrorMessage")) or words(root) or "—"
        raise NotReadable(f"Nguồn SDMX báo lỗi: {said[:300]}.", f"The SDMX source answers an error: {said[:300]}.")
    if local(root.tag) not in ("Structure", "RegistryInterface"):
        raise refuse_other(root, "sdmx")
    return page_of(message_of_xml(root), url, notices)
