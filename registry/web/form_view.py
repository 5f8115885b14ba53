"""The form as its page draws it: parts, fields, rows and inputs, with the texts as typed and every finding at its field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from registry.web.form_reading import Problem, Values, rows, slot
from registry.web.form_terms import Lists
from registry.web.texts import Texts
from shapes.fields import Field, Group
from shapes.report import Finding
from vocab.vietnamese import collation_key

SEARCHED_FROM = 12
"""A list of more codes than this is typed into with suggestions beside it, for nobody scrolls through a hundred."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong with a field, or worth a look: a sentence, how to mend it, by which article."""

    text: str
    fix: str
    article: str
    is_error: bool
    rule: str = ""
    focus: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One control: its name, the text in it, its language, its sentence when the text could not be read."""

    name: str
    id: str
    text: str
    lang: str
    label: str
    error: str


@dataclass(frozen=True, slots=True)
class Row:
    """One value of a field: an input for each language, or the fields of a nested thing."""

    name: str
    number: int
    inputs: tuple[Input, ...]
    node: str
    boxes: tuple["Box", ...]
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A field: what it is called, what to put in, its rows, what was found."""

    name: str
    id: str
    label: str
    help: str
    kind: str
    required: str
    many: bool
    options: tuple[tuple[str, str], ...]
    suggestions: tuple[str, ...]
    rows: tuple[Row, ...]
    said: tuple[Said, ...]

    @property
    def state(self) -> str:
        """The CSS class that says whether something must or might be mended."""
        if any(one.is_error for one in self.said) or any(input.error for row in self.rows for input in row.inputs):
            return "has-error"
        return "has-remark" if self.said else ""

    @property
    def target(self) -> str:
        """Where a link to this field leads: its first control."""
        first = self.rows[0]
        return first.inputs[0].id if first.inputs else self.id


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered part of the form."""

    label: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A line of the summary: the sentence and the id of the control it leads to ("" when it is of none)."""

    text: str
    target: str
    is_error: bool


@dataclass(frozen=True)
class View:
    """Draws a form for a reader. `dataset` is the IRI that findings call their focus."""

    t: Texts
    lists: Lists
    values: Values
    problems: Mapping[str, Problem]
    findings: Mapping[tuple[str, str], Sequence[Finding]]
    dataset: str

    def parts(self, groups: Sequence[Group]) -> tuple[Part, ...]:
        return tuple(Part(group.label[self.t.lang], self._boxes(group.fields, "", self.dataset)) for group in groups)

    def _boxes(self, fields: Sequence[Field], before: str, focus: str) -> tuple[Box, ...]:
        return tuple(self._box(field, before, focus) for field in fields)

    def _box(self, field: Field, before: str, focus: str) -> Box:
        name = before + slot(field)
        numbers = rows(self.values, name) or ([] if field.kind == "nested" and field.required == "optional" else [0])
        known = self.lists.codes.get(field.code_list or "") if field.kind == "code" else None
        options = tuple((each.iri, each.labels[self.t.lang]) for each in known.concepts) if known else ()
        if len(options) > SEARCHED_FROM:
            options = tuple(sorted(options, key=lambda option: collation_key(option[1])))
        return Box(
            name,
            identifier(name),
            field.name[self.t.lang],
            field.help[self.t.lang],
            field.kind,
            field.required,
            field.many,
            options,
            tuple(self.lists.named(field)),
            tuple(self._row(field, f"{name}.{number}", number, focus) for number in numbers or [0]),
            tuple(said_of(self.findings.get((focus, field.path), ()), self.t.lang)),
        )

    def _row(self, field: Field, name: str, number: int, focus: str) -> Row:
        if field.kind == "nested":
            node = self.values.get(f"{name}.node", "")
            boxes = self._boxes(field.fields, f"{name}.", node.strip("<>") or name)
            said = tuple(said_of(self.findings.get((node.strip("<>"), ""), ()), self.t.lang)) if node else ()
            return Row(name, number, (), node, boxes, said)
        inputs = tuple(self._input(field, name, lang) for lang in field.languages or ("",))
        return Row(name, number, inputs, "", (), ())

    def _input(self, field: Field, row: str, lang: str) -> Input:
        name = f"{row}.{lang}" if lang else row
        text = self.values.get(name, "")
        problem = self.problems.get(name)
        error = str(self.t.of("unread", problem.slug)) if problem else ""
        label = str(self.t.of("language", lang)) if lang else ""
        if field.kind == "iri" and not problem:
            text = next((known for known, iri in self.lists.named(field).items() if iri == text), text)
        return Input(name, identifier(name), text, lang, label, error)


def identifier(name: str) -> str:
    """An input's name as an id: letters, digits and hyphens only."""
    return name.replace(".", "-").replace("_", "-")


def said_of(findings: Iterable[Finding], lang: str) -> Iterable[Said]:
    """What rules found, in a reader's language, each sentence once."""
    seen: set[str] = set()
    for finding in findings:
        if finding.message(lang) not in seen:
            seen.add(finding.message(lang))
            yield Said(
                finding.message(lang), finding.fix(lang), finding.article, finding.holds, finding.rule, finding.focus
            )


def troubles(parts: Sequence[Part], loose: Iterable[Finding], lang: str) -> tuple[Trouble, ...]:
    """The lines of the summary in the order of the form, then what belongs to no field of it.

    What is said of a row as a whole, or of a property the form does not show, leads to that row.
    """
    found = [line for part in parts for box in part.boxes for line in _of_box(box, box.label)]
    places = {node: place for part in parts for box in part.boxes for node, place in _nodes(box, box.label)}
    for finding in loose:
        label, target = places.get(finding.focus, ("", ""))
        for one in said_of((finding,), lang):
            found.append(Trouble(f"{label}: {one.text}" if label else one.text, target, one.is_error))
    return tuple(dict.fromkeys(found))


def _nodes(box: Box, label: str) -> Iterable[tuple[str, tuple[str, str]]]:
    for row in box.rows:
        place = f"{label} {row.number + 1}"
        if row.node:
            yield row.node.strip("<>"), (place, identifier(row.name))
        for inner in row.boxes:
            yield from _nodes(inner, f"{place}, {inner.label}")


def placed(parts: Sequence[Part]) -> set[tuple[str, str]]:
    """The rules whose findings stand at some field, with the node they are about."""
    return {(said.rule, said.focus) for part in parts for box in _all(part.boxes) for said in _sayings(box)}


def control_of(parts: Sequence[Part], name: str) -> str:
    """The id of the first control in the row or the field of this name, "" when there is none."""
    for box in _all(box for part in parts for box in part.boxes):
        row = next((row for row in box.rows if name in (row.name, box.name)), None)
        if row is not None:
            return _first_control(row)
    return ""


def _first_control(row: Row) -> str:
    return row.inputs[0].id if row.inputs else _first_control(row.boxes[0].rows[0])


def _all(boxes: Iterable[Box]) -> Iterable[Box]:
    for box in boxes:
        yield box
        for row in box.rows:
            yield from _all(row.boxes)


def _sayings(box: Box) -> Iterable[Said]:
    return (*box.said, *(said for row in box.rows for said in row.said))


def _of_box(box: Box, path: str) -> Iterable[Trouble]:
    for one in box.said:
        yield Trouble(f"{path}: {one.text}", box.target, one.is_error)
    for row in box.rows:
        for each in row.inputs:
            if each.error:
                yield Trouble(f"{path}: {each.error}", each.id, True)
        place = f"{path} {row.number + 1}"
        for one in row.said:
            yield Trouble(f"{place}: {one.text}", identifier(row.name), one.is_error)
        for inner in row.boxes:
            yield from _of_box(inner, f"{place}, {inner.label}")
