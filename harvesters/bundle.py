"""The bundled JSON-LD contexts: what stands in for the remote ones, so that nothing is ever fetched.

The files lie in `contexts/`, written by us from the vocabularies they name; `contexts/index.json` lists the addresses
each one stands in for (`*` stands for anything).
"""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from typing import Any

from harvesters.errors import NotReadable

_SCHEME = re.compile(r"^https?://(www\.)?", re.I)


def with_bundled_contexts(value: Any) -> Any:
    """The document with each context it names replaced by the bundled one.

    Raises NotReadable for one that is not in the bundle.
    """
    if isinstance(value, list):
        return [with_bundled_contexts(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _context(item) if key == "@context" else with_bundled_contexts(item)
        for key, item in value.items()
        if key != "@import"
    }


def _context(value: Any) -> Any:
    if isinstance(value, str):
        return bundled(value)
    if isinstance(value, list):
        return [_context(item) for item in value]
    if isinstance(value, dict):
        own = with_bundled_contexts(value)
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


def iri_terms(document: Any) -> frozenset[str]:
    """The terms that some context of the document reads as IRIs."""
    return frozenset(
        term
        for context in contexts_of(document)
        for term, meaning in context.items()
        if isinstance(meaning, dict) and meaning.get("@type") in ("@id", "@vocab")
    )


def texts_by_language(document: Any) -> frozenset[str]:
    """The terms that some context of the document reads as maps by language, or by anything else."""
    return frozenset(
        term
        for context in contexts_of(document)
        for term, meaning in context.items()
        if isinstance(meaning, dict) and meaning.get("@container") not in (None, "@set", "@list", ["@set"])
    )


def contexts_of(value: Any) -> Iterator[dict[str, Any]]:
    """The context objects of a document, wherever they stand in it."""
    if isinstance(value, list):
        for item in value:
            yield from contexts_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "@context":
                yield from (part for part in (item if isinstance(item, list) else [item]) if isinstance(part, dict))
            yield from contexts_of(item)
