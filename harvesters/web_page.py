"""A web page that describes datasets: the triples of its JSON-LD, microdata or RDFa, and where it leads.

The first of the three that describes a dataset speaks for the page: sites often say the same in two of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Triple

from harvesters.closure import Heap
from harvesters.errors import NotReadable
from harvesters.iris import base_of, is_web, resolve
from harvesters.jsonld import read_jsonld
from harvesters.jsontext import STRING
from harvesters.markup import read_markup
from harvesters.microdata import microdata
from harvesters.plain import unescaped
from harvesters.rdfa import rdfa
from harvesters.reading import triples_of
from harvesters.schema_org import align
from harvesters.source import Notice, Unreadable
from harvesters.texts import clean

MAX_SCRIPTS = 200
_WRAPPING = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")
_BREAKS = re.compile(r"[\x00-\x1f]")
_RDF = frozenset({"application/ld+json", "text/turtle", "application/rdf+xml", "application/n-triples"})


@dataclass(slots=True)
class WebPage:
    """What a page says: its triples in DCAT's words, where it stands, its next page, its descriptions elsewhere."""

    heap: Heap
    address: str
    title: str
    following: str | None = None
    elsewhere: tuple[str, ...] = ()
    notices: list[Notice] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def read_web_page(text: str, url: str) -> WebPage:
    """The page in this text; `url` is where it came from. Raises NotReadable over the caps of `read_markup`."""
    page = read_markup(text)
    base = _base(page, url)
    links = list(_links(page, base))
    found = WebPage(Heap(), _address(links, url), _title(page))
    found.following = next((target for rel, _, target in links if "next" in rel and target != url), None)
    found.elsewhere = tuple(dict.fromkeys(to for rel, kind, to in links if "alternate" in rel and kind in _RDF))
    for syntax in (partial(_of_scripts, found), microdata, rdfa):
        heap = Heap.of(align(syntax(page, base), base))
        if heap.datasets() or not found.heap.by_subject:
            found.heap = heap
        if heap.datasets():
            break
    return found


def _of_scripts(found: WebPage, page: Element, base: str) -> tuple[Triple, ...]:
    """The triples of the page's JSON-LD; scripts that cannot be read are named in `found`."""
    triples: list[Triple] = []
    scripts = [one for one in page.iter("script") if (one.get("type") or "").lower().startswith("application/ld+json")]
    for number, script in enumerate(scripts[:MAX_SCRIPTS], 1):
        try:
            reading = read_jsonld(_json(script.text or ""), base)
        except NotReadable as refusal:
            # Sites' trails and menus are often faulty; only what might have been a dataset matters.
            if "data" in (script.text or "").lower():
                found.unreadable.append(Unreadable(f"script {number}", refusal.vi, refusal.en))
            continue
        triples += _apart(triples_of(reading.quads), number)
        found.notices += [one for one in reading.notices if one not in found.notices]
        found.unreadable += reading.unreadable
    return tuple(triples)


def _json(text: str) -> str:
    """The JSON of a script, out of what some pages wrap it in, with its line breaks inside texts put right."""
    bare = _WRAPPING.sub("", text).strip()
    if "&quot;" in bare[:200] and '"' not in bare[:200]:
        bare = unescaped(bare)
    return STRING.sub(lambda said: _BREAKS.sub(_escape, said[0]), bare)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _apart(triples: Iterable[Triple], number: int) -> Iterator[Triple]:
    """The triples with their nameless nodes named after the script: `_:b0` of one is not that of another."""
    for triple in triples:
        subject, thing = triple.subject, triple.object
        subject = BlankNode(f"s{number}{subject.value}") if isinstance(subject, BlankNode) else subject
        thing = BlankNode(f"s{number}{thing.value}") if isinstance(thing, BlankNode) else thing
        yield Triple(subject, triple.predicate, thing)


def _base(page: Element, url: str) -> str:
    said = next((one.get("href", "") for one in page.iter("base") if one.get("href")), "")
    return (resolve(base_of(url), said) if said else None) or base_of(url)


def _links(page: Element, base: str) -> Iterator[tuple[list[str], str, str]]:
    """The page's links to other documents: relations, media type, address."""
    for element in page.iter():
        if element.tag in ("link", "a") and element.get("rel") and (target := resolve(base, element.get("href") or "")):
            kind = (element.get("type") or "").partition(";")[0].strip().lower()
            yield element.get("rel", "").lower().split(), kind, target


def _address(links: Iterable[tuple[list[str], str, str]], url: str) -> str:
    """The page's own address: the canonical one that it gives on a web address, else where it came from."""
    if not is_web(url):
        return next((target for rel, _, target in links if "canonical" in rel and is_web(target)), "")
    return url.partition("#")[0]


def _title(page: Element) -> str:
    return next((" ".join(clean(one.text or "").split())[:120] for one in page.iter("title")), "")
