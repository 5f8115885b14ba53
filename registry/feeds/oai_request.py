"""What an OAI-PMH 2.0 request asks for, or which error of the protocol it is (specification, sections 3.1, 3.6 and 4).

Pure: the arguments in, a value out. An error is no exception: it is an answer like any other, with HTTP status 200.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from registry.feeds.plain import clean

Arguments = tuple[tuple[str, str], ...]
"""Names and values as they were sent, a repeated name as often as it was."""

LIST_ARGUMENTS = frozenset({"from", "until", "set", "metadataPrefix", "resumptionToken"})
_NAME = r"[A-Za-z0-9\-_.!~*'()]+"
_PREFIX = re.compile(_NAME)
_SET = re.compile(rf"{_NAME}(?::{_NAME})*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verb:
    """What may stand beside a verb. `required` need not when a token does, which then stands alone."""

    allowed: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()


VERBS: Mapping[str, Verb] = {
    "Identify": Verb(),
    "ListMetadataFormats": Verb(frozenset({"identifier"})),
    "ListSets": Verb(frozenset({"resumptionToken"})),
    "GetRecord": Verb(frozenset({"identifier", "metadataPrefix"}), frozenset({"identifier", "metadataPrefix"})),
    "ListIdentifiers": Verb(LIST_ARGUMENTS, frozenset({"metadataPrefix"})),
    "ListRecords": Verb(LIST_ARGUMENTS, frozenset({"metadataPrefix"})),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the right form. The moments that count lie, as the ledger stamps them, in text order between `since`
    and `until`, "" for no bound."""

    verb: str
    said: Mapping[str, str] = field(default_factory=dict)
    since: str = ""
    until: str = ""

    def of(self, name: str) -> str:
        """An argument's value, "" when it was not given."""
        return self.said.get(name, "")


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of the protocol: its code, and a sentence in both languages."""

    code: str
    vi: str
    en: str


def read(arguments: Iterable[tuple[str, str]]) -> Asked | Fault:
    """The request, or why it is none: badVerb, badArgument, cannotDisseminateFormat is left to who knows the formats."""
    given = tuple((clean(name), clean(value)) for name, value in arguments)
    verbs = [value for name, value in given if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        return _bad_verb(verbs)
    said = {name: value for name, value in given if name != "verb"}
    return _misused(verbs[0], Counter(name for name, _ in given), said) or _dated(verbs[0], said)


def _bad_verb(verbs: list[str]) -> Fault:
    known = ", ".join(VERBS)
    if len(verbs) > 1:
        return Fault("badVerb", "Có nhiều hơn một verb.", "There is more than one verb.")
    if not verbs:
        return Fault("badVerb", f"Thiếu verb. Dùng một trong: {known}.", f"The verb is missing. Use one of: {known}.")
    shown = verbs[0][:60]
    return Fault(
        "badVerb", f"Không có verb «{shown}». Có: {known}.", f"There is no verb “{shown}”. There are: {known}."
    )


def _misused(verb: str, times: Counter[str], said: Mapping[str, str]) -> Fault | None:
    rules = VERBS[verb]
    repeated = sorted(name for name, count in times.items() if count > 1)
    if repeated:
        return _bad(f"Lặp lại tham số {_shown(repeated)}.", f"Repeated: {_shown(repeated)}.")
    if unknown := sorted(set(said) - rules.allowed):
        return _bad(f"{verb} không nhận tham số {_shown(unknown)}.", f"{verb} does not take {_shown(unknown)}.")
    if empty := sorted(name for name, value in said.items() if not value):
        return _bad(f"Tham số {_shown(empty)} để trống.", f"Empty: {_shown(empty)}.")
    if "resumptionToken" in said:
        if len(said) == 1:
            return None
        return _bad(
            "resumptionToken phải đứng một mình bên cạnh verb.", "A resumptionToken stands alone beside the verb."
        )
    if missing := sorted(rules.required - set(said)):
        return _bad(f"{verb} cần tham số {_shown(missing)}.", f"{verb} needs {_shown(missing)}.")
    return _misspelt(said)


def _misspelt(said: Mapping[str, str]) -> Fault | None:
    """What the schema of an answer would not let it repeat (OAI-PMH.xsd, metadataPrefixType and setSpecType)."""
    for name, pattern in (("metadataPrefix", _PREFIX), ("set", _SET)):
        if name in said and not pattern.fullmatch(said[name]):
            return _bad(f"Giá trị của {name} viết sai.", f"The value of {name} is not written as one.")
    return None


def _dated(verb: str, said: Mapping[str, str]) -> Asked | Fault:
    ends = {name: _moment(said[name]) for name in ("from", "until") if name in said}
    for name, moment in ends.items():
        if moment is None:
            return _bad(
                f"{name} phải là ngày có thật, YYYY-MM-DD hoặc YYYY-MM-DDThh:mm:ssZ.",
                f"{name} must be a date that exists, YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.",
            )
    if len({len(said[name]) for name in ends}) > 1:
        return _bad("from và until phải cùng độ chi tiết.", "from and until must be of one granularity.")
    if len(ends) == 2 and said["from"] > said["until"]:
        return _bad("from muộn hơn until.", "from is later than until.")
    since, until = (said.get(name, "").removesuffix("Z") for name in ("from", "until"))
    # Both ends belong to the range (section 2.7.1): a stamp goes on behind its day or second, with less than "~".
    return Asked(verb, said, since, until and f"{until}~")


def _moment(text: str) -> date | None:
    """The day or second that a text names; None for another, and for one that the calendar does not have."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        return datetime.fromisoformat(text) if _SECOND.fullmatch(text) else None
    except ValueError:
        return None


def _bad(vi: str, en: str) -> Fault:
    return Fault("badArgument", vi, en)


def _shown(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:5])
