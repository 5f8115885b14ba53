"""JSON-LD: the remote contexts it names are replaced by the bundled ones; nothing is ever fetched.

The bundle (`contexts/*.jsonld`, written by us) is matched by address: `contexts/index.json` lists the addresses of each
file. pyoxigraph drops a node whose IRI is malformed without a word, so IRIs are mended before it sees them.
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from harvesters.errors import NotReadable
from harvesters.iris import mend
from harvesters.jsontext import parse_json
from harvesters.source import Notice
from harvesters.texts import language_tag

_DCAT = "https://www.w3.org/ns/dcat.jsonld"
_NO_CONTEXT = Notice(
    "no-context",
    "JSON-LD không có @context; các trường được hiểu theo DCAT.",
    "The JSON-LD has no @context; its fields were read as DCAT's.",
)
_SCHEME = re.compile(r"^https?://(www\.)?", re.I)


def read_jsonld(text: str, base: str) -> tuple[list[Quad], list[Notice]]:
    """The statements of a JSON-LD text.

    Raises NotReadable when it is not JSON, is nested over 64 deep, is JSON without any @-keyword, or names a remote
    context that is not in the bundle.
    """
    document = parse_json(text)
    if not _speaks_rdf(document):
        raise _not_rdf(document)
    told = []
    if _lacks_context(document):
        document = {"@context": bundled(_DCAT), **document}
        told.append(_NO_CONTEXT)
    document = _with_bundled_contexts(document)
    mended = _Mending(_iri_terms(document))
    document = mended.walk(document)
    try:
        quads = list(parse(json.dumps(document), format=RdfFormat.JSON_LD, base_iri=base))
    except SyntaxError as error:
        raise NotReadable(
            f"JSON-LD không hợp lệ: {error.msg[:200]}.", f"Not valid JSON-LD: {error.msg[:200]}."
        ) from error
    return quads, told + mended.notices()


def _lacks_context(document: Any) -> bool:
    """Whether the document names things by DCAT's bare words but says nowhere what they mean."""
    return (
        isinstance(document, dict)
        and not any(_contexts(document))
        and not {"title", "dataset", "distribution"}.isdisjoint(document)
    )


def _speaks_rdf(document: Any) -> bool:
    """Whether a JSON-LD keyword stands at the top, or among the members of a top-level list."""
    if isinstance(document, list):
        return not document or any(_speaks_rdf(item) for item in document[:50] if isinstance(item, dict))
    return isinstance(document, dict) and any(
        key in document for key in ("@context", "@graph", "@id", "@type", "@included")
    )


def _not_rdf(document: Any) -> NotReadable:
    """The refusal of JSON that is no RDF, naming the kind it looks like."""
    keys = set(document) if isinstance(document, dict) else set()
    first = document[0] if isinstance(document, list) and document else None
    keys |= set(first) if isinstance(first, dict) else set()
    kind = _kind_of(keys)
    hint_vi = f" Có vẻ là loại «{kind}»: hãy chọn --kind {kind}." if kind else ""
    hint_en = f" It looks like “{kind}”: choose --kind {kind}." if kind else ""
    shown = ", ".join(sorted(map(str, keys))[:8])
    return NotReadable(
        f"Đây là JSON thường, không phải RDF (JSON-LD); các trường: {shown or 'không có'}.{hint_vi}",
        f"This is plain JSON, not RDF (JSON-LD); its fields: {shown or 'none'}.{hint_en}",
    )


def _kind_of(keys: set[str]) -> str | None:
    marks = (
        ("ckan", {"success", "result"}),
        ("ckan", {"resources"}),
        ("ckan", {"num_resources"}),
        ("datajson", {"dataset"}),
        ("datajson", {"distribution"}),
        ("socrata", {"resultSetSize"}),
        ("opendatasoft", {"nhits"}),
        ("arcgis", {"currentVersion"}),
    )
    return next((kind for kind, needed in marks if needed <= keys), None)


def _with_bundled_contexts(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_bundled_contexts(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _context(item) if key == "@context" else _with_bundled_contexts(item)
        for key, item in value.items()
        if key != "@import"
    }


def _context(value: Any) -> Any:
    if isinstance(value, str):
        return bundled(value)
    if isinstance(value, list):
        return [_context(item) for item in value]
    if isinstance(value, dict):
        own = _with_bundled_contexts(value)
        return [bundled(value["@import"]), own] if isinstance(value.get("@import"), str) else own
    return value


def bundled(address: str) -> dict[str, Any]:
    """The bundled context for this address.

    Raises NotReadable, naming the address, when there is none.
    """
    plain = _plain(address)
    name = next((name for pattern, name in _addresses() if fnmatchcase(plain, pattern)), None)
    if name is None:
        raise NotReadable(
            f"JSON-LD dùng ngữ cảnh ngoài «{address[:300]}» mà hệ thống không có; hãy nhúng @context vào tệp.",
            f"The JSON-LD uses the remote context “{address[:300]}”, which is not bundled: embed the @context.",
        )
    context: dict[str, Any] = json.loads(files("harvesters").joinpath("contexts", name).read_text("utf-8"))
    return _without_context_key(context)


def _without_context_key(document: dict[str, Any]) -> dict[str, Any]:
    inner = document["@context"]
    return inner if isinstance(inner, dict) else {}


@cache
def _addresses() -> tuple[tuple[str, str], ...]:
    """Patterns of addresses (`*` stands for anything) and the file that stands in for each."""
    listed = json.loads(files("harvesters").joinpath("contexts", "index.json").read_text("utf-8"))
    return tuple((_plain(address), name) for name, addresses in listed.items() for address in addresses)


def _plain(address: str) -> str:
    return _SCHEME.sub("", address.strip()).rstrip("/#").lower()


def _iri_terms(document: Any) -> frozenset[str]:
    """The terms that some context of the document reads as IRIs."""
    return frozenset(
        term
        for context in _contexts(document)
        for term, meaning in context.items()
        if isinstance(meaning, dict) and meaning.get("@type") in ("@id", "@vocab")
    )


def _contexts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _contexts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "@context":
                yield from (part for part in (item if isinstance(item, list) else [item]) if isinstance(part, dict))
            yield from _contexts(item)


class _Mending:
    """One pass over a document that puts IRIs and language tags right and counts what it changed."""

    def __init__(self, iri_terms: frozenset[str]) -> None:
        self._iri_terms = iri_terms
        self._iris = 0
        self._tags = 0

    def walk(self, value: Any, key: str = "") -> Any:
        if isinstance(value, list):
            return [self.walk(item, key) for item in value]
        if isinstance(value, dict):
            return self._walk_object(value)
        if isinstance(value, str) and (key == "@id" or key in self._iri_terms):
            return self._iri(value)
        return value

    def _walk_object(self, value: dict[str, Any]) -> dict[str, Any]:
        walked = {key: item if key == "@context" else self.walk(item, key) for key, item in value.items()}
        tag = walked.get("@language")
        if isinstance(tag, str) and "@value" in walked and (better := language_tag(tag)) != tag:
            self._tags += 1
            del walked["@language"]
            return {**walked, "@language": better} if better else walked
        return walked

    def _iri(self, text: str) -> str:
        mended = text if text.startswith("_:") else mend(text)
        self._iris += mended != text
        return mended

    def notices(self) -> list[Notice]:
        told = []
        if self._iris:
            vi = f"{self._iris} IRI có ký tự không hợp lệ; đã mã hoá phần trăm."
            en = f"{self._iris} IRIs held illegal characters; they were percent-encoded."
            told.append(Notice("mended-iri", vi, en))
        if self._tags:
            vi = f"{self._tags} thẻ ngôn ngữ sai; đã sửa hoặc bỏ."
            told.append(Notice("mended-tag", vi, f"{self._tags} language tags were mended or removed."))
        return told
