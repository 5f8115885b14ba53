"""RDFa in HTML to triples: RDFa Lite 1.1 (vocab, typeof, property, resource, prefix), and of RDFa 1.1 what pages of datasets
use besides: about, rel, rev, content, datatype, href, src, lang. Lists (`inlist`) and literals of XML are not read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.iris import is_iri, mend, node, resolve
from harvesters.markup import seen_words
from harvesters.source import Node
from harvesters.texts import OF_TONGUES, clean, language_tag
from vocab.namespaces import PREFIXES, RDF, SCHEMA

_INITIAL: Mapping[str, str] = {**PREFIXES, "schema": SCHEMA.iri, "dc": PREFIXES["dct"], "dcterms": PREFIXES["dct"]}
_PREFIX = re.compile(r"([^\s:]{0,60}):\s+(\S{1,500})")


_MAX_PREFIXES = 200


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds where an element stands: the subject, the vocabulary, the prefixes, the tongue, links still to be made."""

    subject: Node
    vocab: str
    prefixes: Mapping[str, str]
    lang: str
    forward: tuple[NamedNode, ...] = ()
    backward: tuple[NamedNode, ...] = ()


def rdfa(page: Element, base: str) -> tuple[Triple, ...]:
    """The triples of this page; addresses are resolved against `base`."""
    return tuple(dict.fromkeys(_Reading(base).triples(page)))


class _Reading:
    """One pass over a page."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._made = 0

    def triples(self, page: Element) -> Iterator[Triple]:
        waiting = [(page, _Context(NamedNode(self._base), "", _INITIAL, ""))]
        while waiting:
            element, context = waiting.pop()
            told, inner = self._one(element, _declared(element, context))
            yield from told
            waiting.extend((child, inner) for child in reversed(element))

    def _one(self, element: Element, context: _Context) -> tuple[list[Triple], _Context]:
        """What this element says, and what holds below it."""
        said = element.get
        rel, rev = self._terms(said("rel"), context), self._terms(said("rev"), context)
        names = self._terms(said("property"), context)
        about = self._iri(said("about"), context)
        named = (self._iri(said(key), context) for key in ("resource", "href", "src"))
        target = next((one for one in named if one is not None), None)
        kinds = self._terms(said("typeof"), context)
        is_typed, has_links = said("typeof") is not None, said("rel") is not None or said("rev") is not None
        told: list[Triple] = []
        thing: Node | None = None
        subject = about or context.subject
        if has_links:
            thing = target or (self._new() if is_typed and about is None else None)
            typed: Node | None = about if about is not None else thing
        elif names and said("content") is None and said("datatype") is None and is_typed:
            thing = target or (self._new() if about is None else None)
            typed = about if about is not None else thing
        elif names:
            typed = None
        else:
            subject = about or target or (self._new() if is_typed else context.subject)
            typed = subject
        if is_typed and typed is None:
            typed = subject
        told += (Triple(typed, RDF.type, kind) for kind in kinds if typed is not None)
        if about is not None or (not names and not has_links):
            told += _completed(context, subject, about is not None or target is not None or is_typed)
        for name in names:
            value = thing if thing is not None and not has_links else self._value(element, context, target)
            if value is not None:
                told.append(Triple(subject, name, value))
        if has_links and thing is not None:
            told += (Triple(subject, name, thing) for name in rel)
            told += (Triple(thing, name, subject) for name in rev)
        inner = thing if thing is not None else subject
        is_waiting = has_links and thing is None and bool(rel or rev)
        moved = inner != context.subject or has_links
        return told, replace(
            context,
            subject=inner,
            forward=rel if is_waiting else (() if moved else context.forward),
            backward=rev if is_waiting else (() if moved else context.backward),
        )

    def _value(
        self, element: Element, context: _Context, target: Node | None
    ) -> NamedNode | BlankNode | Literal | None:
        content = element.get("content")
        if content is None and target is not None and element.get("datatype") is None:
            return target
        if content is None and element.tag == "time":
            content = element.get("datetime")
        text = clean(seen_words(element) if content is None else content).strip()
        if not text:
            return None
        datatype = next(iter(self._terms(element.get("datatype"), context)), None)
        if datatype is not None and datatype not in OF_TONGUES:
            return Literal(text, datatype=datatype)
        tag = language_tag(context.lang) if context.lang and element.tag != "time" else None
        return Literal(text, language=tag) if tag else Literal(text)

    def _terms(self, written: str | None, context: _Context) -> tuple[NamedNode, ...]:
        """Terms, prefixed names or IRIs, separated by spaces; links of HTML (`stylesheet`) are none."""
        found = (_expanded(word, context) for word in (written or "").split()[:20])
        return tuple(NamedNode(iri) for iri in found if iri)

    def _iri(self, written: str | None, context: _Context) -> Node | None:
        """The node that an address, a prefixed name or a blank node's label stands for."""
        if written is None or written == "[]":
            return None
        text = written.strip()
        text = text[1:-1] if text[:1] == "[" and text[-1:] == "]" else text
        if text.startswith("_:"):
            return BlankNode("page" + text[2:].encode().hex()[:80])
        prefix, sign, name = text.partition(":")
        if sign and not name.startswith("//") and prefix in context.prefixes:
            return node(context.prefixes[prefix] + name)
        absolute = resolve(self._base, text) or (mend(text) if sign else "")
        return NamedNode(absolute) if absolute and is_iri(absolute) else None

    def _new(self) -> BlankNode:
        self._made += 1
        return BlankNode(f"rdfa{self._made}")


def _completed(context: _Context, subject: Node, is_new: bool) -> Iterator[Triple]:
    """The links that an element above left open, made to the subject found below it."""
    if is_new:
        for name in context.forward:
            yield Triple(context.subject, name, subject)
        for name in context.backward:
            yield Triple(subject, name, context.subject)


def _declared(element: Element, context: _Context) -> _Context:
    """The context with what this element declares."""
    vocab, prefix = element.get("vocab"), element.get("prefix")
    lang = element.get("lang", element.get("xml:lang"))
    if vocab is None and prefix is None and lang is None:
        return context
    prefixes = dict(context.prefixes)
    for name, iri in _PREFIX.findall((prefix or "")[:4000]):
        if len(prefixes) < _MAX_PREFIXES:
            prefixes[name.lower()] = iri
    return replace(
        context,
        vocab=context.vocab if vocab is None else vocab.strip(),
        prefixes=prefixes if prefix else context.prefixes,
        lang=context.lang if lang is None else lang,
    )


def _expanded(word: str, context: _Context) -> str:
    """The IRI of a term; "" for one without a vocabulary."""
    prefix, sign, name = word.partition(":")
    if sign and prefix.lower() in context.prefixes and not name.startswith("//"):
        word = context.prefixes[prefix.lower()] + name
    elif not sign:
        word = context.vocab + word if context.vocab else ""
    made = node(word) if word else None
    return made.value if made else ""
