"""A record beside what became of it: each value of the description with the words and the place it came from, and what
the source said that went nowhere.

The place is found by looking for the words in the raw form; a value that was looked up, put right or put together from
several places may have none. Triples of a source that speaks RDF are their own place.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from harvesters.closure import Heap
from harvesters.mapping import CODED
from harvesters.plain import plain
from harvesters.source import Harvested, Node
from harvesters.xmltree import local
from vocab.codelists import code_lists
from vocab.description import Description
from vocab.namespaces import RDF, REG

MOST = 300
DEEPEST = 5
MAX_LEAVES = 5000
LONGEST = 1000
SAME, READ, SUPPLIED, LEFT = "same", "read", "supplied", "left"
"""A value as the source wrote it; one made of what it wrote; one the source did not say; what was said and not used."""
_SHORT = 4
"""Letters under which finding a text inside another says nothing."""


@dataclass(frozen=True, slots=True)
class Beside:
    """One value: the properties that lead to it, what it is here, what the source wrote ("" the same, or nothing), and
    where it wrote so ("" not found). `how` is one of the words above; of LEFT `value` is ""."""

    path: tuple[str, ...]
    value: str
    lang: str
    said: str
    place: str
    how: str


@dataclass(slots=True)
class _Value:
    path: tuple[str, ...]
    text: str
    lang: str


Place = Callable[[str], str]


def beside(record: Harvested, mapped: Description, base: str) -> tuple[Beside, ...]:
    """The rows of a record, in the order of the source's words, at most MOST; `base` is where our code lists stand."""
    said = list(_walk(Heap.of(record.triples), record.focus))
    ours = list(_walk(Heap.of(mapped.triples), NamedNode(mapped.iri)))
    supplied = {
        term.value
        for term in mapped.values(REG.suppliedByDefault, NamedNode(mapped.record))
        if isinstance(term, NamedNode)
    }
    place = _finder(record)
    rows: list[Beside] = []
    for path in dict.fromkeys((*(value.path for value in said), *(value.path for value in ours))):
        before = [value for value in said if value.path == path]
        after = [value for value in ours if value.path == path]
        rows += _rows(before, after, place, _codes(path, base), path[0] in supplied)
    return tuple(rows[:MOST])


def changes(before: Description, after: Description) -> dict[str, str]:
    """The properties of the dataset that say something else than before, in themselves or in their parts, in the order of
    the new description: IRI -> the new value where it is a single one, else ""."""
    old, new = (_by_first(one) for one in (before, after))
    return {
        name: new[name][0].text if len(new.get(name, ())) == 1 and len(new[name][0].path) == 1 else ""
        for name in dict.fromkeys((*new, *old))
        if sorted(map(_key, old.get(name, ()))) != sorted(map(_key, new.get(name, ())))
    }


def _by_first(one: Description) -> dict[str, list[_Value]]:
    found: dict[str, list[_Value]] = {}
    for value in _walk(Heap.of(one.triples), NamedNode(one.iri)):
        found.setdefault(value.path[0], []).append(value)
    return found


def _key(value: _Value) -> tuple[tuple[str, ...], str, str]:
    return value.path, value.text, value.lang


def _rows(
    before: list[_Value], after: list[_Value], place: Place, codes: Callable[[str], str], is_supplied: bool
) -> Iterator[Beside]:
    """The values of one property, those that are the same first met, then those looked up, then the others in order."""
    waiting = list(before)
    open_ones: list[_Value] = []
    for value in after:
        match = _take(waiting, value, codes)
        if match is None:
            open_ones.append(value)
        elif match.text == value.text:
            yield _row(value, "", place(match.text), SAME)
        else:
            yield _row(value, match.text, place(match.text), READ)
    for value in open_ones:
        if waiting:
            match = waiting.pop(0)
            yield _row(value, match.text, place(match.text), READ)
        else:
            found = "" if is_supplied else place(value.text)
            yield _row(value, "", found, SAME if found else SUPPLIED)
    kept = {value.text for value in after}
    for value in waiting:
        if value.text in kept or codes(value.text) in kept:
            continue  # said twice over: by a code and by its name
        yield Beside(value.path, "", "", value.text, place(value.text), LEFT)


def _take(waiting: list[_Value], value: _Value, codes: Callable[[str], str]) -> _Value | None:
    """What the source wrote for this value, by the same words or by the code list; taken out of those that wait."""
    for one in waiting:
        if one.text == value.text or codes(one.text) == value.text:
            waiting.remove(one)
            return one
    return None


def _row(value: _Value, said: str, place: str, how: str) -> Beside:
    return Beside(value.path, value.text, value.lang, said, place, how)


def _codes(path: tuple[str, ...], base: str) -> Callable[[str], str]:
    """The concept that a text names in the code lists of the property; "" for none."""
    lists = [code_lists(base)[name] for name in CODED.get(NamedNode(path[-1]), ())]

    def find(text: str) -> str:
        found = next((concept for one in lists if (concept := one.find(text))), None)
        return found.iri if found else ""

    return find


def _walk(heap: Heap, focus: Node) -> Iterator[_Value]:
    """Every text and address that is said of the dataset and its parts, with the properties that lead there."""
    seen: set[Node] = {focus}
    waiting: list[tuple[tuple[str, ...], Node]] = [((), focus)]
    while waiting:
        path, node = waiting.pop(0)
        for triple in heap.by_subject.get(node, ()):
            if triple.predicate == RDF.type or isinstance(triple.object, Triple):
                continue
            here, term = (*path, triple.predicate.value), triple.object
            if not isinstance(term, Literal) and term in heap.by_subject and len(here) < DEEPEST:
                if term not in seen:
                    seen.add(term)
                    waiting.append((here, term))
            elif not isinstance(term, BlankNode):
                lang = term.language or "" if isinstance(term, Literal) else ""
                yield _Value(here, term.value[:LONGEST], lang)


def _finder(record: Harvested) -> Place:
    """Says where in the raw form a text stands: where it is all there is, else where it is a part; "" for nowhere."""
    if record.raw is None:
        return lambda text: ""
    leaves = [(path, _bare(text)) for path, text in _leaves(record.raw)]
    whole: dict[str, str] = {}
    for path, told in leaves:
        whole.setdefault(told, path)

    def find(text: str) -> str:
        bare = _bare(text)
        if bare in whole:
            return whole[bare]
        if len(bare) < _SHORT:
            return ""
        return next((path for path, told in leaves if bare in told), "")

    return find


def _bare(text: str) -> str:
    return " ".join(plain(text[: 10 * LONGEST]).split()).casefold().removeprefix("mailto:")[:LONGEST]


def _leaves(raw: Any) -> Iterator[tuple[str, str]]:
    """Every text in the raw form with its place, at most MAX_LEAVES."""
    leaves = _of_element(raw, local(raw.tag)) if isinstance(raw, Element) else _of_json(raw, "")
    for _, leaf in zip(range(MAX_LEAVES), leaves, strict=False):
        yield leaf


def _of_json(value: Any, path: str) -> Iterator[tuple[str, str]]:
    inside: Iterable[tuple[str, Any]] = ()
    if isinstance(value, dict):
        inside = ((f"{path}.{key}" if path else str(key), item) for key, item in value.items())
    elif isinstance(value, list | tuple):
        inside = ((f"{path}[{number}]", item) for number, item in enumerate(value))
    elif value not in (None, "") and not isinstance(value, bool):
        yield path, str(value)
    for place, item in inside:
        yield from _of_json(item, place)


def _of_element(element: Element, path: str) -> Iterator[tuple[str, str]]:
    if text := (element.text or "").strip():
        yield path, text
    for name, value in element.items():
        yield f"{path}/@{local(name)}", value
    for child in element:
        if isinstance(child.tag, str):
            yield from _of_element(child, f"{path}/{local(child.tag)}")
