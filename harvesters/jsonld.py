"""JSON-LD: bundled contexts, IRIs mended, one bad record kept from spoiling the others.

pyoxigraph drops a node whose IRI is malformed without a word, so IRIs are mended before it sees them, and those that
cannot be mended are reported.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from harvesters.bundle import bundled, contexts_of, iri_terms, texts_by_language, with_bundled_contexts
from harvesters.draft import items_of
from harvesters.errors import NotReadable
from harvesters.iris import is_iri, is_web, mend
from harvesters.json_answer import kind_like, parsed
from harvesters.mended import links_to_nowhere, mended_iris, mended_tags
from harvesters.source import Notice, Unreadable
from harvesters.texts import language_tag
from vocab.namespaces import DCAT

_MEMBERS = ("@graph", "dataset", "dcat:dataset", DCAT.dataset.value)
MAX_BROKEN = 200
_DCAT_CONTEXT = "https://www.w3.org/ns/dcat.jsonld"
_NO_CONTEXT = Notice(
    "no-context",
    "JSON-LD không có @context; các trường được hiểu theo DCAT.",
    "The JSON-LD has no @context; its fields were read as DCAT's.",
)
_LANGUAGE_MAP = Notice(
    "language-map",
    'Có văn bản ghi theo ngôn ngữ ({"vi": …}) mà ngữ cảnh JSON-LD không khai báo; vẫn được đọc theo ngôn ngữ.',
    'Texts stood by language ({"vi": …}), which the JSON-LD context does not declare; they were read by language.',
)
_WORDS = re.compile(r"(?:.*[:/#])?(?:title|description|keywords?|name|label|prefLabel|altLabel|alternative|abstract)")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}|@?none")


@dataclass(slots=True)
class JsonLdReading:
    """The statements read, what was mended, and what could not be read."""

    quads: list[Quad]
    notices: list[Notice] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def read_jsonld(text: str, base: str) -> JsonLdReading:
    """The statements of a JSON-LD text.

    Raises NotReadable when it is not JSON, is nested over 64 deep, is JSON without any @-keyword, or names a remote
    context that is not in the bundle.
    """
    document, notices = parsed(text)
    if not _speaks_rdf(document):
        raise _not_rdf(document)
    reading = JsonLdReading([], list(notices))
    if _lacks_context(document):
        document = {**document, "@context": bundled(_DCAT_CONTEXT)}
        reading.notices.append(_NO_CONTEXT)
    document = with_bundled_contexts(document)
    mending = _Mending(iri_terms(document), texts_by_language(document))
    document = mending.walk(document)
    reading.notices += mending.notices()
    reading.unreadable += mending.lost()
    try:
        reading.quads = _parse(document, base)
    except SyntaxError as error:
        _read_one_by_one(document, base, reading, error)
    return reading


def _parse(document: Any, base: str) -> list[Quad]:
    return list(parse(json.dumps(document), format=RdfFormat.JSON_LD, base_iri=base))


def _read_one_by_one(document: Any, base: str, reading: JsonLdReading, error: SyntaxError) -> None:
    """Each member of the document by itself, under the document's context; the bad ones are reported."""
    context = document.get("@context", {}) if isinstance(document, dict) else {}
    for position, member in _members(document):
        try:
            reading.quads += _parse({"@context": context, "@graph": [member]}, base)
        except SyntaxError as fault:
            refusal = _refusal(fault)
            reading.unreadable.append(Unreadable(position, refusal.vi, refusal.en))
    if not reading.quads or len(reading.unreadable) > MAX_BROKEN:
        raise _refusal(error) from error


def _members(document: Any) -> Iterator[tuple[str, Any]]:
    """The records of a document, and what is left of it without them; each with its place."""
    if isinstance(document, list):
        yield from ((_place("", number, member), member) for number, member in enumerate(document, 1))
        return
    for key in _MEMBERS:
        listed = document.get(key)
        if isinstance(listed, list):
            yield from ((_place(key, number, member), member) for number, member in enumerate(listed, 1))
    yield "document", {key: item for key, item in document.items() if key not in (*_MEMBERS, "@context")}


def _place(key: str, number: int, member: Any) -> str:
    name = member.get("@id") if isinstance(member, dict) else None
    return f"{key}[{number}]" + (f" ({name})" if isinstance(name, str) else "")


def _refusal(error: SyntaxError) -> NotReadable:
    said = error.msg[:200]
    return NotReadable(f"JSON-LD không hợp lệ: {said}.", f"Not valid JSON-LD: {said}.")


def _lacks_context(document: Any) -> bool:
    """Whether the document names things by DCAT's bare words but says nowhere what they mean."""
    return (
        isinstance(document, dict)
        and not any(contexts_of(document))
        and not any(isinstance(one, str) for one in items_of(document.get("@context")))
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
    kind = kind_like(document)
    hint_vi = f" Có vẻ là loại «{kind}»: hãy chọn --kind {kind}." if kind else ""
    hint_en = f" It looks like “{kind}”: choose --kind {kind}." if kind else ""
    shown = ", ".join(sorted(map(str, keys))[:8])
    return NotReadable(
        f"Đây là JSON thường, không phải RDF (JSON-LD); các trường: {shown or 'không có'}.{hint_vi}",
        f"This is plain JSON, not RDF (JSON-LD); its fields: {shown or 'none'}.{hint_en}",
    )


def _is_language_map(value: dict[str, Any]) -> bool:
    """Whether an object holds nothing but texts, each under a language."""
    texts = [text for item in value.values() for text in items_of(item)]
    is_told = bool(value) and all(map(_TAG.fullmatch, value)) and all(isinstance(text, str) for text in texts)
    return is_told and not all(map(is_web, texts))  # {"id": "https://…"} is no Indonesian


class _Mending:
    """One pass over a document that puts IRIs and language tags right and counts what it changed."""

    def __init__(self, iri_terms: frozenset[str], by_language: frozenset[str]) -> None:
        self._iri_terms = iri_terms
        self._by_language = by_language
        self._maps = 0
        self._iris = 0
        self._lost: list[str] = []
        self._tags = 0
        self._empty = 0

    def walk(self, value: Any, key: str = "") -> Any:
        if isinstance(value, list):
            return [self.walk(item, key) for item in value]
        if isinstance(value, dict):
            is_map = key not in self._by_language and _WORDS.fullmatch(key) and _is_language_map(value)
            return self._texts(value) if is_map else self._walk_object(value)
        if isinstance(value, str) and (key == "@id" or key in self._iri_terms):
            return self._iri(value)
        return value

    def _texts(self, value: dict[str, Any]) -> list[dict[str, str]]:
        """The texts of a map by language, as JSON-LD writes them one by one."""
        self._maps += 1
        told = [
            (None if "none" in tag else language_tag(tag), text)
            for tag, item in value.items()
            for text in items_of(item)
        ]
        return [{"@value": text, "@language": tag} if tag else {"@value": text} for tag, text in told]

    def _walk_object(self, value: dict[str, Any]) -> dict[str, Any]:
        kept = {key: item for key, item in value.items() if not self._leads_nowhere(key, item)}
        self._empty += len(value) - len(kept)
        walked = {key: item if key == "@context" else self.walk(item, key) for key, item in kept.items()}
        tag = walked.get("@language")
        if isinstance(tag, str) and "@value" in walked and (better := language_tag(tag)) != tag:
            self._tags += 1
            del walked["@language"]
            return {**walked, "@language": better} if better else walked
        return walked

    def _leads_nowhere(self, key: str, item: Any) -> bool:
        """Whether a property's address is empty: it would mean the document itself."""
        if isinstance(item, dict):
            item = item.get("@id") if set(item) == {"@id"} else item
        elif key not in self._iri_terms:
            return False
        return isinstance(item, str) and not item.strip() and not key.startswith("@")

    def _iri(self, text: str) -> str:
        mended = text if text.startswith("_:") else mend(text)
        self._iris += mended != text
        if "://" in mended and not is_iri(mended):
            self._lost.append(text)
        return mended

    def lost(self) -> list[Unreadable]:
        """The addresses that cannot be mended: what is said of them is lost."""
        return [
            Unreadable(
                text[:200],
                "IRI này không dùng được; những gì mô tả nó bị mất.",
                "This IRI cannot be used; what is said of it is lost.",
            )
            for text in dict.fromkeys(self._lost[:MAX_BROKEN])
        ]

    def notices(self) -> list[Notice]:
        told = []
        if self._iris:
            told.append(mended_iris(self._iris))
        if self._empty:
            told.append(links_to_nowhere(self._empty))
        if self._maps:
            told.append(_LANGUAGE_MAP)
        if self._tags:
            told.append(mended_tags(self._tags))
        return told
