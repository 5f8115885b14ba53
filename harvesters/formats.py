"""Which syntax these words are in: what they look like decides, the declared media type only breaks a tie."""

import re

from pyoxigraph import RdfFormat

from harvesters.errors import NotReadable

_XML = re.compile(r"<(\?xml\b|!--|!\[CDATA|!DOCTYPE\b|[A-Za-z_][\w.-]*(:[A-Za-z_][\w.-]*)?(?=[\s/>]))")
_JSON_LIST = re.compile(r'\[\s*([{\["\]\d-]|true\b|false\b|null\b)')
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*+(<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>])", re.I | re.S)
_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,120})", re.I)
_ELEMENT = re.compile(r"<([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)(?=[\s/>])")
_NAMED = r'(?:<[^<>"\s]*>|_:\S{1,200})'
_WORDS = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:@[\w-]+|\^\^<[^<>"\s]*>)?'
_QUAD = re.compile(rf"(?:\s|#[^\n]*\n)*{_NAMED}[ \t]+<[^<>\s]*>[ \t]+(?:{_NAMED}|{_WORDS})[ \t]+{_NAMED}[ \t]*\.")
"""A first statement of four terms, as only N-Quads have it."""
_QUADS = frozenset({"application/n-quads", "text/x-nquads"})
_TURTLES = frozenset({"text/turtle", "application/x-turtle", "application/trig", "application/n-triples"})

# The kind that reads a document, by the local name of its outermost element.
ROOTS = {
    "GetRecordsResponse": "csw",
    "GetRecordByIdResponse": "csw",
    "Capabilities": "csw",
    "OAI-PMH": "oai-pmh",
    "MD_Metadata": "iso19139",
    "MI_Metadata": "iso19139",
    "CHE_MD_Metadata": "iso19139",
    "Structure": "sdmx",
    "urlset": "schema-org",
    "sitemapindex": "schema-org",
    "sparql": "sparql",
}


def syntax_of(text: str, media_type: str, url: str) -> RdfFormat:
    """The RDF syntax of this text.

    Raises NotReadable for a web page, which many servers answer in place of an error, and people save in place of data.
    """
    start = text.lstrip()[:2000]
    if _HTML.match(start):
        raise web_page(text)
    if _is_xml(start):
        return RdfFormat.RDF_XML
    if start.startswith("{") and not _is_trig(media_type, url):
        return RdfFormat.JSON_LD
    if _JSON_LIST.match(start) and _bare(media_type) not in _TURTLES:
        return RdfFormat.JSON_LD
    if _bare(media_type) in _QUADS or url.endswith(".nq") or _QUAD.match(text):
        return RdfFormat.N_QUADS
    return RdfFormat.TRIG


def web_page(text: str) -> NotReadable:
    """The refusal of a web page that came in place of data, with its title."""
    title = _TITLE.search(text[:20000])
    named = f" «{title[1].strip()}»" if title else ""
    if any(mark in text[:200_000] for mark in ("application/ld+json", "schema.org/Data")):
        return NotReadable(
            f"Đây là một trang web (HTML){named} có siêu dữ liệu schema.org: hãy chọn --kind schema-org.",
            f"This is a web page (HTML){named} with metadata of schema.org: choose --kind schema-org.",
        )
    return NotReadable(
        f"Đây là một trang web (HTML){named}, không phải dữ liệu: hãy kiểm tra lại tệp, hoặc địa chỉ đã lấy về.",
        f"This is a web page (HTML){named}, not data: check the file, or the address it was taken from.",
    )


def outermost(text: str) -> str:
    """The local name of the outermost element of an XML text; "" when there is none near its beginning."""
    found = _ELEMENT.search(text[:4000])
    return found[1].rpartition(":")[2] if found else ""


def _is_xml(start: str) -> bool:
    if not _XML.match(start):
        return False
    return start.startswith(("<?", "<!")) or "xmlns" in start or "</" in start


def _is_trig(media_type: str, url: str) -> bool:
    return _bare(media_type) == "application/trig" or url.endswith(".trig")


def _bare(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
