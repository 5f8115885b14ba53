"""Sentences for findings whose shape has none of its own: one per kind of constraint, with the property's name in it.

A clerk reads «Thiếu “Tên tập dữ liệu”», never “Less than 1 values on <…>”.
"""

import re
from collections.abc import Callable, Mapping

from shapes.rule import Words
from vocab.namespaces import SH, XSD

Glossary = Mapping[str, Words]  # IRI -> what it is called
Sentence = Callable[[Words, Words, Words], Words]  # (property, parameter, value) -> text

_PLACE = re.compile(r"\{[?$]\w+\}")
KINDS: dict[str, Words] = {
    SH.IRI.value: {"vi": "một địa chỉ đầy đủ (IRI)", "en": "a whole address (IRI)"},
    SH.Literal.value: {"vi": "văn bản", "en": "text"},
    SH.BlankNodeOrIRI.value: {
        "vi": "một đối tượng hoặc một địa chỉ đầy đủ, không phải chữ",
        "en": "a thing or a whole address, not text",
    },
}
NAMELESS: Words = {"vi": "một mục không có địa chỉ", "en": "an item without an address"}
DATATYPES: dict[str, Words] = {
    XSD.decimal.value: {"vi": "số thập phân, ví dụ 10.5", "en": "a decimal number, for example 10.5"},
    XSD.integer.value: {"vi": "số nguyên", "en": "a whole number"},
    XSD.nonNegativeInteger.value: {
        "vi": "số nguyên không âm, ghi kiểu xsd:nonNegativeInteger",
        "en": "a whole number not below zero, of type xsd:nonNegativeInteger",
    },
    XSD.date.value: {"vi": "ngày, viết như 2026-09-30", "en": "a day, written like 2026-09-30"},
    XSD.boolean.value: {"vi": "đúng hoặc sai", "en": "true or false"},
    XSD.duration.value: {"vi": "khoảng thời gian, viết như P1D", "en": "a duration, written like P1D"},
    XSD.hexBinary.value: {"vi": "chuỗi hệ mười sáu", "en": "hexadecimal digits"},
}


def sentence(
    component: str, name: Words, parameter: str, value: str, glossary: Glossary, *, must: bool = True
) -> Words | None:
    """What to tell the clerk, or None when there is no sentence for such a constraint, or no name for what it asks for.

    `name` is the property's; `parameter` (a number, an IRI) and `value` are named by the glossary where it can.
    `must` is false for a recommendation.
    """
    make = SENTENCES.get(component) if must else ADVICE.get(component) or SENTENCES.get(component)
    if make is None or (component in _NAMING and not parameter) or (component == _NODE and parameter not in glossary):
        return None
    named = _named(parameter, glossary)
    if component in _NAMING and parameter in glossary:
        named["en"] = _with_article(named["en"])
    return make(name, named, _named(value, glossary))


def made_from(form: str, text: str) -> bool:
    """Whether `text` is the message `form` with something in the place of each `{?variable}`."""
    fixed = [re.escape(part) for part in _PLACE.split(form)]
    return re.fullmatch(".*".join(fixed), text, re.DOTALL) is not None


def _named(text: str, glossary: Glossary) -> Words:
    known = KINDS.get(text) or DATATYPES.get(text) or glossary.get(text) or (NAMELESS if text[:2] == "_:" else None)
    return {lang: _short(known[lang] if known and lang in known else text) for lang in ("vi", "en")}


def _with_article(noun: str) -> str:
    return f"{'an' if noun[:1] in _VOWELS else 'a'} {noun}"


def _fixed(vi: str, en: str) -> Sentence:
    def make(name: Words, parameter: Words, value: Words) -> Words:
        return {
            lang: form.format(name=name[lang], parameter=parameter[lang], value=value[lang])
            for lang, form in (("vi", vi), ("en", en))
        }

    return make


def _min_count(name: Words, parameter: Words, value: Words) -> Words:
    return (_LACKS if parameter["vi"] in ("", "1") else _TOO_FEW)(name, parameter, value)


def _short(value: str) -> str:
    return value if len(value) <= 120 else value[:117] + "..."


def _component(name: str) -> str:
    return f"{SH.iri}{name}ConstraintComponent"


_VOWELS = frozenset("aeioAEIO")  # a user, a unit: a word with u takes either article
_NAMING = frozenset(map(_component, ("Class", "Or", "Datatype", "NodeKind")))  # say of what kind a value must be
_NODE = _component("Node")
_LACKS = _fixed("Thiếu “{name}”.", "“{name}” is missing.")
_TOO_FEW = _fixed("“{name}” phải có ít nhất {parameter} giá trị.", "“{name}” needs at least {parameter} values.")
_OF_KIND = _fixed("“{name}” phải là {parameter}; đang ghi: {value}", "“{name}” must be {parameter}; it says: {value}")
_OF_LIST = _fixed(
    "“{name}” phải chọn trong danh mục {parameter}; đang ghi: {value}",
    "“{name}” must come from the list {parameter}; it says: {value}",
)
SENTENCES: dict[str, Sentence] = {
    _component("MinCount"): _min_count,
    _component("MaxCount"): _fixed(
        "“{name}” chỉ được có {parameter} giá trị.", "“{name}” may have {parameter} value only."
    ),
    _component("Datatype"): _OF_KIND,
    _component("NodeKind"): _OF_KIND,
    _component("Class"): _OF_KIND,
    _component("Or"): _OF_KIND,
    _component("Node"): _OF_LIST,
    _component("In"): _fixed(
        "“{name}” không được ghi: {value}", "“{name}” may not say: {value}"
    ),
    _component("Pattern"): _fixed(
        "“{name}” viết chưa đúng cách; đang ghi: {value}", "“{name}” is not written as it must be; it says: {value}"
    ),
    _component("MinLength"): _fixed(
        "“{name}” quá ngắn, ít nhất {parameter} chữ.", "“{name}” is too short: at least {parameter} characters."
    ),
    _component("MaxLength"): _fixed(
        "“{name}” quá dài, nhiều nhất {parameter} chữ.", "“{name}” is too long: at most {parameter} characters."
    ),
    _component("UniqueLang"): _fixed(
        "“{name}” có hai bản cùng một thứ tiếng.", "“{name}” is given twice in one language."
    ),
}  # fmt: skip
ADVICE: dict[str, Sentence] = {
    _component("MinCount"): _fixed("Nên có “{name}”.", "“{name}” should be given."),
}
