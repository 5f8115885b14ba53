"""From a description to the form's values and back; pure functions, so that nothing typed and nothing hidden is lost.

Values are a flat mapping of input names to texts: `dct_title.0.vi` the first title's Vietnamese slot,
`dcat_distribution.1.dcat_accessURL.0` an address of the second distribution, `dcat_distribution.1.node` the node that
row is. A draft keeps exactly these texts, right or wrong.

Reading starts from the description as it was: what the form does not show stays; what it shows is replaced, but a text
left as it was gives back the very term it was shown for (its datatype, its lexical form).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.web.form_terms import Lists, Unread, clean, read, several, shown
from shapes.fields import Field
from vocab.description import Node, Term
from vocab.identifiers import key_of, mint_key, record_of
from vocab.namespaces import PREFIXES, RDF, REG

Values = Mapping[str, str]
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """An input whose text means nothing in its field: the input's name, the slug of the sentence, what was typed."""

    name: str
    slug: str
    typed: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form says: triples, the inputs that could not be read, and the values with every row's node named."""

    triples: tuple[Triple, ...]
    problems: tuple[Problem, ...]
    values: Values


def values_of(fields: Sequence[Field], triples: Iterable[Triple], subject: Node) -> dict[str, str]:
    """What the inputs show of a description."""
    return dict(_shown_values(fields, _by_place(triples), subject, "", frozenset((subject,))))


def read_form(fields: Sequence[Field], values: Values, iri: str, before: Sequence[Triple], lists: Lists) -> Reading:
    """The triples that these values make of the description `before` (empty for a new one)."""
    hand = _Reader(NamedNode(iri), _by_place(before), lists, dict(values))
    hand.read(fields, hand.subject, "")
    return Reading(tuple(hand.kept(before)), tuple(hand.problems), hand.values)


def slot(field: Field) -> str:
    """The beginning of a field's input names: its property's prefixed name."""
    return slot_of(field.path)


def slot_of(path: str) -> str:
    """The same, by the property's IRI."""
    for prefix, start in PREFIXES.items():
        if path.startswith(start):
            return f"{prefix}_{re.sub(r'[^A-Za-z0-9_-]', '-', path[len(start) :])}"
    return f"p_{mint_key(path)}"


def rows(values: Values, stem: str) -> list[int]:
    """The numbers of the rows that a field has in these values, in order."""
    found = {name[len(stem) + 1 :].partition(".")[0] for name in values if name.startswith(f"{stem}.")}
    return sorted(int(number) for number in found if number.isascii() and number.isdigit() and len(number) < 5)


def with_row(values: Values, stem: str) -> dict[str, str]:
    """The values with one more, empty row of the field whose input names begin with `stem`."""
    number = 1 + max(rows(values, stem), default=-1)
    return {**values, f"{stem}.{number}": ""} if number < MOST_ROWS else dict(values)


def newest_row(values: Values, stem: str) -> str:
    """The name of the field's last row."""
    return f"{stem}.{max(rows(values, stem), default=0)}"


def without_row(values: Values, row: str) -> dict[str, str]:
    """The values without those of one row, named `stem.number`."""
    return {name: text for name, text in values.items() if name != row and not name.startswith(f"{row}.")}


def known_names(fields: Sequence[Field], names: Iterable[str]) -> set[str]:
    """Which of these names are inputs of this form: what a stranger adds to a form is not kept."""
    return {name for name in names if _is_input(fields, name.split("."))}


def _is_input(fields: Sequence[Field], parts: Sequence[str]) -> bool:
    each = next((one for one in fields if slot(one) == parts[0]), None)
    if each is None or len(parts) < 2 or not (parts[1].isascii() and parts[1].isdigit() and int(parts[1]) < MOST_ROWS):
        return False
    if len(parts) == 2:
        return True
    if each.kind == "nested":
        return parts[2:] == ["node"] or _is_input(each.fields, parts[2:])
    return len(parts) == 3 and parts[2] in each.languages


Places = dict[tuple[Node, str], list[Term]]


def _by_place(triples: Iterable[Triple]) -> Places:
    places: Places = {}
    for triple in triples:
        if not isinstance(triple.subject, Triple) and not isinstance(triple.object, Triple):
            places.setdefault((triple.subject, triple.predicate.value), []).append(triple.object)
    return places


def _slots(each: Field) -> tuple[str, ...]:
    return each.languages or ("",)


def _name(stem: str, row: int, lang: str) -> str:
    return f"{stem}.{row}.{lang}" if lang else f"{stem}.{row}"


def _shown_values(
    fields: Sequence[Field], places: Places, subject: Node, before: str, above: frozenset[Node]
) -> Iterator[tuple[str, str]]:
    for each in fields:
        stem, terms = before + slot(each), places.get((subject, each.path), [])
        if each.kind == "nested":
            for row, node in enumerate(_nodes(terms, above)):
                yield f"{stem}.{row}.node", str(node)
                yield from _shown_values(each.fields, places, node, f"{stem}.{row}.", above | {node})
        else:
            for lang in _slots(each):
                for row, (_, text) in enumerate(_texts(each, terms, lang)):
                    yield _name(stem, row, lang), text


def _nodes(terms: Iterable[Term], above: frozenset[Node]) -> list[Node]:
    """The values that can be rows of their own; a thing within itself is not opened again."""
    return [term for term in dict.fromkeys(terms) if not isinstance(term, Literal) and term not in above]


def _texts(each: Field, terms: Iterable[Term], lang: str) -> list[tuple[Term, str]]:
    """The values this slot shows, each text once: two terms that look alike are one row, and stay two terms."""
    found: dict[str, Term] = {}
    for term in terms:
        text = shown(each, term, lang)
        if text is not None:
            found.setdefault(text, term)
    return [(term, text) for text, term in found.items()]


@dataclass
class _Reader:
    """One reading of a form: collects the triples it makes and those it replaces."""

    subject: NamedNode
    places: Places
    lists: Lists
    values: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    made: list[Triple] = field(default_factory=list)
    replaced: set[Triple] = field(default_factory=set)
    dropped: set[Node] = field(default_factory=set)
    used: set[Node] = field(default_factory=set)

    def read(self, fields: Sequence[Field], subject: Node, before: str, above: frozenset[Node] = frozenset()) -> bool:
        """Reads the fields of one node; whether anything changed."""
        changed = False
        for each in fields:
            if each.kind == "nested":
                is_other = self._nested(each, subject, before, above | {subject})
            else:
                is_other = self._plain(each, subject, before)
            if is_other and not before:
                self._unmark(each.path)
            changed = changed or is_other
        return changed

    def kept(self, before: Iterable[Triple]) -> Iterator[Triple]:
        """All triples: those not replaced, without what hung on a removed row only, and those made."""
        left = dict.fromkeys((*(t for t in before if t not in self.replaced), *self.made))
        lost = self._hanging(self.dropped, left) - self._hanging({self.subject, self._record}, left)
        return (triple for triple in left if triple.subject not in lost)

    @property
    def _record(self) -> NamedNode:
        return NamedNode(record_of(self.subject.value))

    def _plain(self, each: Field, subject: Node, before: str) -> bool:
        """Whether anything changed."""
        stem, predicate = before + slot(each), NamedNode(each.path)
        terms = self.places.get((subject, each.path), [])
        was = {term for lang in _slots(each) for term in terms if shown(each, term, lang) is not None}
        now = dict.fromkeys(term for lang in _slots(each) for term in self._typed(each, stem, lang, terms))
        self.replaced |= {Triple(subject, predicate, term) for term in was - now.keys()}
        self.made += [Triple(subject, predicate, term) for term in now if term not in was]
        return bool(was ^ now.keys())

    def _typed(self, each: Field, stem: str, lang: str, terms: Sequence[Term]) -> Iterator[Term]:
        """The terms of one slot's rows; a text as it was shown stands for all terms that were shown so."""
        for row in rows(self.values, stem):
            name = _name(stem, row, lang)
            text = clean(self.values.get(name, ""))
            same = [term for term in terms if shown(each, term, lang) == text] if text else []
            if same:
                yield from same
                continue
            for one in several(each, text):
                found = read(each, one, lang, self.lists)
                if isinstance(found, Unread):
                    self.problems.append(Problem(name, found.slug, self.values[name]))
                else:
                    yield found

    def _nested(self, each: Field, subject: Node, before: str, above: frozenset[Node]) -> bool:
        stem, predicate = before + slot(each), NamedNode(each.path)
        old = _nodes(self.places.get((subject, each.path), []), above)
        kept: list[Node] = []
        changed = False
        for row in rows(self.values, stem):
            node = self._node(f"{stem}.{row}.node", [one for one in old if one not in kept])
            is_new = node not in old
            if is_new and not self._says_anything(f"{stem}.{row}"):
                self.values.pop(f"{stem}.{row}.node", None)
                continue
            kept.append(node)
            self.used.add(node)
            self.values[f"{stem}.{row}.node"] = str(node)
            changed = self.read(each.fields, node, f"{stem}.{row}.", above) or is_new or changed
            if is_new:
                self.made += _opening(subject, predicate, node, each)
        gone = [node for node in old if node not in kept]
        self.replaced |= {Triple(subject, predicate, node) for node in gone}
        self.dropped |= set(gone)
        return changed or bool(gone)

    def _node(self, name: str, old: Sequence[Node]) -> Node:
        """The node a row names, when it may be that row's: one that stood here, or one this form made before."""
        said = self.values.get(name, "")
        if found := next((node for node in old if str(node) == said), None):
            return found
        label = said.removeprefix("_:")
        is_ours = re.fullmatch(rf"b{key_of(self.subject.value)}x\d{{1,6}}", label)
        return BlankNode(label) if is_ours and not self._is_taken(BlankNode(label)) else self._fresh()

    def _is_taken(self, node: Node) -> bool:
        return node in self.used or node in self._known()

    def _known(self) -> set[Node]:
        subjects = {subject for subject, _ in self.places}
        objects = {term for terms in self.places.values() for term in terms if not isinstance(term, Literal)}
        return subjects | objects

    def _fresh(self) -> BlankNode:
        taken = self._known() | self.used
        named = {text for name, text in self.values.items() if name.endswith(".node")}
        number = 0
        while (node := BlankNode(f"b{key_of(self.subject.value)}x{number}")) in taken or str(node) in named:
            number += 1
        return node

    def _says_anything(self, row: str) -> bool:
        return any(
            clean(text) for name, text in self.values.items() if name.startswith(f"{row}.") and name != f"{row}.node"
        )

    def _unmark(self, path: str) -> None:
        """A value that a person changed is no longer one that a default supplied."""
        self.replaced.add(Triple(self._record, REG.suppliedByDefault, NamedNode(path)))

    @staticmethod
    def _hanging(roots: Iterable[Node], triples: Iterable[Triple]) -> set[Node]:
        """The nodes reached from `roots`, themselves among them."""
        down: dict[Node, list[Node]] = {}
        for triple in triples:
            if not isinstance(triple.subject, Triple) and isinstance(triple.object, NamedNode | BlankNode):
                down.setdefault(triple.subject, []).append(triple.object)
        found: set[Node] = set()
        ahead = list(roots)
        while ahead:
            node = ahead.pop()
            if node not in found:
                found.add(node)
                ahead += down.get(node, [])
        return found


def _opening(subject: Node, predicate: NamedNode, node: Node, each: Field) -> list[Triple]:
    link = [Triple(subject, predicate, node)]
    return [*link, Triple(node, RDF.type, NamedNode(each.of_class))] if each.of_class else link
