"""The question of a CSW address as a POST asks it: the same in XML, for catalogues that refuse GET."""

from urllib.parse import parse_qsl, urlsplit, urlunsplit
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

_SPACES = {"2.0.2": "http://www.opengis.net/cat/csw/2.0.2", "3.0.0": "http://www.opengis.net/cat/csw/3.0"}
_TYPES = {"gmd": "http://www.isotc211.org/2005/gmd", "dcat": "http://www.w3.org/ns/dcat#"}
"""Prefixes that names of types are written with, and what they stand for."""
_ATTRIBUTES = ("resultType", "outputFormat", "outputSchema", "startPosition", "maxRecords")
MEDIA_TYPE = "application/xml"

register_namespace("csw", _SPACES["2.0.2"])


def csw_post(url: str) -> tuple[str, bytes, str]:
    """(address, body, media type) of the POST that asks what this address of GetRecords or GetRecordById asks."""
    parts = urlsplit(url)
    said = {key.casefold(): (key, value) for key, value in parse_qsl(parts.query)}
    told = {key: value for key, (_, value) in said.items()}
    body = _by_id(told) if told.get("request", "").casefold() == "getrecordbyid" else _records(told)
    ours = {"service", "version", "request", "typenames", "elementsetname", "constraint", "constraintlanguage", "id"}
    ours |= {"constraint_language_version", *(name.casefold() for name in _ATTRIBUTES)}
    kept = "&".join(pair for pair in parts.query.split("&") if pair.partition("=")[0].casefold() not in ours)
    return (
        urlunsplit(parts._replace(query=kept, fragment="")),
        tostring(body, "utf-8", xml_declaration=True),
        MEDIA_TYPE,
    )


def _space(told: dict[str, str]) -> str:
    return _SPACES["3.0.0" if told.get("version", "").startswith("3") else "2.0.2"]


def _root(name: str, told: dict[str, str]) -> Element:
    root = Element(f"{{{_space(told)}}}{name}", {"service": "CSW", "version": told.get("version") or "2.0.2"})
    for attribute in _ATTRIBUTES:
        if value := told.get(attribute.casefold()):
            root.set(attribute, value)
    return root


def _records(told: dict[str, str]) -> Element:
    root = _root("GetRecords", told)
    names = told.get("typenames") or "csw:Record"
    query = SubElement(root, f"{{{_space(told)}}}Query", {"typeNames": names})
    prefix = names.partition(":")[0]
    if space := _TYPES.get(prefix):
        # A name in an attribute's text: the declaration has to be written out.
        query.set(f"xmlns:{prefix}", space)
    SubElement(query, f"{{{_space(told)}}}ElementSetName").text = told.get("elementsetname") or "full"
    if words := told.get("constraint"):
        version = told.get("constraint_language_version") or "1.1.0"
        constraint = SubElement(query, f"{{{_space(told)}}}Constraint", {"version": version})
        SubElement(constraint, f"{{{_space(told)}}}CqlText").text = words
    return root


def _by_id(told: dict[str, str]) -> Element:
    root = _root("GetRecordById", told)
    for identifier in told.get("id", "").split(","):
        SubElement(root, f"{{{_space(told)}}}Id").text = identifier
    SubElement(root, f"{{{_space(told)}}}ElementSetName").text = told.get("elementsetname") or "full"
    return root
