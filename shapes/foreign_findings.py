"""Results of somebody else's shapes as findings: in that author's words where there are any, in ours where there are none.

Such a finding has no article and no mend. Its rule is the shape that spoke.
"""

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from shapes.findings import spelled
from shapes.paths import spelled_path
from shapes.report import FOREIGN, Finding, ShapeReport, sort_findings
from shapes.result import Result
from shapes.rule import Facts, Term, Words, facts_by_subject
from shapes.sentences import sentence
from vocab.namespaces import PREFIXES, SH

_COMPONENT = "ConstraintComponent"
_GENERAL: Words = {
    "vi": "“{name}” không đạt điều kiện {component}{parameter}{value}.",
    "en": "“{name}” does not meet the condition {component}{parameter}{value}.",
}
_IT_SAYS: Words = {"vi": "; đang ghi: ", "en": "; it says: "}
_NODE: Words = {"vi": "Mục này", "en": "This item"}


def foreign_report(results: Iterable[Result], shapes: Iterable[Triple], words: Mapping[str, Words]) -> ShapeReport:
    """The report of these results; `shapes` are the triples they come from, `words` name things in vi and en."""
    facts = facts_by_subject(shapes)
    return ShapeReport(sort_findings(_finding(result, facts, words) for result in results))


def _finding(result: Result, facts: Facts, words: Mapping[str, Words]) -> Finding:
    shape: Term = NamedNode(result.shape) if ":" in result.shape else BlankNode(result.shape)
    said = facts.get(shape, {})
    name = _name(result, said)
    message = _message(result, said, name, words)
    return Finding(
        rule=result.shape if isinstance(shape, NamedNode) else f"_:{result.shape}",
        scope=FOREIGN,
        severity=result.severity,
        focus=_focus(result.focus),
        path=None if result.path is None else spelled_path(result.path),
        component=result.component,
        value=None if result.value is None else spelled(result.value),
        message_vi=message["vi"],
        message_en=message["en"],
        article="",
        fix_vi="",
        fix_en="",
        label_vi=name["vi"],
        label_en=name["en"],
        term="" if result.value is None else str(result.value),
    )


def _message(
    result: Result, said: Mapping[NamedNode, Sequence[Term]], name: Words, words: Mapping[str, Words]
) -> Words:
    """The author's message in each language, else in any; ours when the author wrote none."""
    if result.messages:
        return {lang: _in(lang, result.messages) for lang in ("vi", "en")}
    parameter = _parameter(result.component, said)
    value = "" if result.value is None else spelled(result.value)
    named = {lang: name[lang] or _NODE[lang] for lang in ("vi", "en")}
    return sentence(result.component, named, parameter, value, words) or {
        lang: _GENERAL[lang].format(
            name=named[lang],
            component=result.component.rpartition("#")[2].removesuffix(_COMPONENT),
            parameter=f" ({_short(parameter)})" if parameter else "",
            value=_IT_SAYS[lang] + value[:120] if value else "",
        )
        for lang in ("vi", "en")
    }


def _in(lang: str, messages: Sequence[Literal]) -> str:
    spoken = {(message.language or "").partition("-")[0]: message.value for message in reversed(messages)}
    return spoken.get(lang) or spoken.get("") or spoken.get("en") or messages[0].value


def _name(result: Result, said: Mapping[NamedNode, Sequence[Term]]) -> Words:
    """The property's name by its shape, else its short name; "" for a result about a whole node."""
    names = [term for term in said.get(SH.name, ()) if isinstance(term, Literal)]
    if names:
        return {lang: _in(lang, names) for lang in ("vi", "en")}
    path = "" if result.path is None else spelled_path(result.path)
    return {"vi": _short(path), "en": _short(path)}


def _parameter(component: str, said: Mapping[NamedNode, Sequence[Term]]) -> str:
    """The constraint's parameter as text: `sh:minCount` belongs to sh:MinCountConstraintComponent."""
    local = component.removeprefix(SH.iri).removesuffix(_COMPONENT)
    found = said.get(SH[local[:1].lower() + local[1:]], ())
    return found[0].value if found and not isinstance(found[0], BlankNode) else ""


def _short(text: str) -> str:
    """`dct:title` for IRIs of the namespaces known here, wherever in the text they stand."""
    for prefix, start in PREFIXES.items():
        text = text.replace(f"<{start}", f"<{prefix}:").replace(start, f"{prefix}:")
    return text.replace("<", "").replace(">", "") if text.startswith(("<", "^", "(")) else text


def _focus(term: Term) -> str:
    return str(term) if isinstance(term, Literal) else spelled(term)
