"""The resources of a CKAN package as distributions: where the data are, in which format, how big, by which service."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from pyoxigraph import NamedNode

from harvesters.checksums import draft_checksum
from harvesters.ckan_fields import separated, worded
from harvesters.dates import in_utc
from harvesters.draft import Draft, items_of, mapping_of, text_of
from harvesters.iris import reached, resolve, web
from harvesters.jsontext import opened
from harvesters.record_draft import RecordDraft
from harvesters.source import Node
from vocab.namespaces import ADMS, DCAT, DCATAP, DCT, FOAF

_PATH = re.compile(r"(?:/{1,2}[\w.]|\.{1,2}/)[^\r\n<>\"]{0,2000}|[\w][\w ./()-]{0,500}\.[A-Za-z]\w{1,4}")
"""What an address looks like that leaves out the host: a path, or the name of a file."""


def draft_resource(draft: RecordDraft, told: Mapping[str, Any], site: str = "") -> None:
    """One resource; nothing when it has neither an address nor a title. `site` is the portal's root."""
    given_access, given_download = text_of(told.get("access_url")), text_of(told.get("download_url"))
    stated = text_of(told.get("url")) or given_access
    access = _reached(given_access, site)
    address = _reached(stated, site) or access
    if stated and not address:
        draft.miss(stated)
    title = worded(told, "name") or told.get("title")
    if not address and not title and not web(given_download):
        return
    own = text_of(told.get("uri")) or _resource_iri(draft, told)
    part = draft.part(DCAT.distribution, DCAT.Distribution, iri=own)
    draft.text(DCT.title, title, part)
    draft.text(DCT.description, worded(told, "description"), part)
    if address:
        draft.say(DCAT.accessURL, NamedNode(access or address), part)
    uploaded = address if text_of(told.get("url_type")) == "upload" else None
    if download := _reached(given_download, site) or uploaded:
        draft.say(DCAT.downloadURL, NamedNode(download), part)
    _form(draft, told, part)
    draft.size(told.get("size") or told.get("byte_size"), part)
    draft.date(DCT.issued, told.get("issued") or in_utc(text_of(told.get("created"))), part)
    draft.date(DCT.modified, told.get("modified") or in_utc(text_of(told.get("last_modified"))), part)
    for key, predicate in _RESOURCE_LINKS.items():
        if key in told:
            draft.link(predicate, separated(opened(told[key])), part)
    if rights := told.get("rights"):
        draft.rights(opened(rights), part)
    if checksum := text_of(told.get("hash")):
        draft_checksum(draft, checksum, text_of(told.get("hash_algorithm")), part)
    for service in items_of(opened(told.get("access_services"))):
        _service(draft, mapping_of(service), part)


def _reached(text: str, site: str) -> str:
    """The address that a resource gives: of the web or of FTP; one without a host is the portal's own. "" for none."""
    if not text:
        return ""
    if address := reached(text):
        return address
    is_relative = bool(site) and _PATH.fullmatch(text)
    return (resolve(site, text) or "") if is_relative else ""


_RESOURCE_LINKS = {
    "license": DCT.license,
    "language": DCT.language,
    "status": ADMS.status,
    "availability": DCATAP.availability,
    "compress_format": DCAT.compressFormat,
    "package_format": DCAT.packageFormat,
    "conforms_to": DCT.conformsTo,
    "documentation": FOAF.page,
    "applicable_legislation": DCATAP.applicableLegislation,
}


def _resource_iri(draft: Draft, told: Mapping[str, Any]) -> str:
    identifier = text_of(told.get("id"))
    return f"{draft.focus.value}/resource/{quote(identifier[:200], safe='')}" if identifier else ""


def _form(draft: Draft, told: Mapping[str, Any], part: Node) -> None:
    form = text_of(told.get("format"))
    mime = text_of(told.get("mimetype")) or text_of(told.get("mimetype_inner")) or (form if "/" in form else "")
    draft.link(DCT["format"], form, part)
    draft.link(DCAT.mediaType, mime, part)


def _service(draft: Draft, told: Mapping[str, Any], part: Node) -> None:
    if not told.get("title") and not told.get("endpoint_url"):
        return
    service = draft.part(DCAT.accessService, DCAT.DataService, part, text_of(told.get("uri")))
    draft.text(DCT.title, told.get("title") or told.get("endpoint_url"), service)
    draft.address(DCAT.endpointURL, told.get("endpoint_url"), service)
    draft.address(DCAT.endpointDescription, told.get("endpoint_description"), service)
