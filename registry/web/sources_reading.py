"""The forms about sources: what was typed, as a source is said; and the same shown again when it is no source yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from harvesters.source import MINISTRY, PROVINCE
from registry.harvesting.declaring import DECLARABLE, not_meant
from registry.harvesting.sayings import Said
from registry.harvesting.scheduling import DAILY, MONTHLY, QUARTERLY, WEEKDAYS, WEEKLY, BadSchedule, schedule_of
from registry.harvesting.vetting import LONGEST, Fault
from registry.web.form_terms import clean
from vocab.codelists import CodeList
from vocab.letters import fold

TEXTS = ("title_vi", "title_en", "kind", "url", "mapping", "credential")
TYPED = (*TEXTS, "slug", "agency", "side", "every", "weekday", "day", "time", "notify", "allow_private")
TIME = "02:30"


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form of a source: as it was typed, or as the source is said."""

    values: Mapping[str, str]
    faults: Mapping[str, Fault] = field(default_factory=dict)

    @classmethod
    def sent(cls, form: Mapping[str, str]) -> "Typed":
        return cls({name: clean(form.get(name, "")) for name in TYPED})

    @classmethod
    def of(cls, said: Said) -> "Typed":
        """The form of a source that is there."""
        values = {name: str(said.get(name, "")) for name in (*TEXTS, "slug", "agency")}
        values |= {"side": str(said.get("side", PROVINCE)), "notify": "\n".join(_list(said.get("notify", [])))}
        values["allow_private"] = "1" if said.get("allow_private") is True else ""
        return cls({**values, **_schedule_parts(str(said.get("schedule", "")))})

    def with_faults(self, faults: tuple[Fault, ...]) -> "Typed":
        return Typed(self.values, {fault.field: fault for fault in reversed(faults)})

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def said_of(typed: Typed, before: Said, agency: str = "") -> dict[str, Any]:
    """The source that a form says: over what it said `before`; for an agency's own form its id, which it may not choose.

    Only the operator decides on private addresses, on the side and on what is shown at the source's door.
    """
    told: dict[str, Any] = {name: typed[name] for name in ("title_vi", "title_en", "kind", "url", "mapping")}
    told |= {"notify": typed["notify"].split(), "schedule": _schedule(typed)}
    if agency:
        told["agency"] = agency
    else:
        told |= {"agency": typed["agency"], "credential": typed["credential"]}
        told |= {"allow_private": typed["allow_private"] == "1"}
        told |= {"side": typed["side"]} if typed["side"] == MINISTRY else {}
    slug = str(before.get("slug") or typed["slug"] or slug_of(typed["title_vi"]))
    stays = ["defaults", "side"] if agency else ["defaults"]
    if agency and typed["url"] == before.get("url"):
        # What the operator allowed of one address is not allowed of another that the agency names.
        stays += ["credential", "allow_private"]
    kept = {name: before[name] for name in stays if name in before}
    return {"slug": slug, **kept, **{name: value for name, value in told.items() if value not in ("", [], False)}}


def slug_of(title: str) -> str:
    """A short name made of a title: plain letters and hyphens."""
    plain = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in fold(title))
    return "-".join(plain.split())[:60].strip("-")


def declared(form: Mapping[str, str], before: Said, signer: str, day: date) -> dict[str, Any]:
    """What a source says once its declared defaults are those of the form, over a signature of that day.

    What was declared of properties that the form does not have stays, and so does what the form was sent back with as it
    came. `signer` is the person's name.
    """
    values: dict[str, Any] = dict(before.get("defaults", {}).get("values", {}))
    for name, (iri, _) in DECLARABLE.items():
        text = clean(form.get(name, ""))
        if not text:
            values.pop(iri, None)
        elif text != joined(_list(values.get(iri, []))):
            values[iri] = [text]
    if not values:
        return {name: value for name, value in before.items() if name != "defaults"}
    return {**before, "defaults": {"values": values, "signed_by": signer, "signed_on": day.isoformat()}}


def joined(values: Sequence[str]) -> str:
    """The declared values of a property in the one field that the form has for them."""
    return "; ".join(values)


def not_declarable(
    form: Mapping[str, str], lists: Mapping[str, CodeList], before: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The fields of a declaration whose text cannot be meant, or is longer than a source says of anything. What was declared
    `before`, by property, may stay."""
    texts = {iri: clean(form.get(name, "")) for name, (iri, _) in DECLARABLE.items()}
    typed = {iri: [text] for iri, text in texts.items() if text and text != joined(before.get(iri, ()))}
    long = {name for name, (iri, _) in DECLARABLE.items() if any(len(text) > LONGEST for text in typed.get(iri, ()))}
    return frozenset(long.union(name for name, _ in not_meant(typed, lists)))


def _schedule(typed: Typed) -> str:
    """The schedule in words; one that cannot be read is said as it was typed, for the vetting to refuse."""
    every, time = typed["every"], typed["time"] or TIME
    if every == DAILY:
        return f"{DAILY} {time}"
    if every == WEEKLY:
        return f"{WEEKLY} {typed['weekday']} {time}"
    if every in (MONTHLY, QUARTERLY):
        return f"{every} {typed['day'] or '1'} {time}"
    return ""


def _schedule_parts(text: str) -> dict[str, str]:
    parts = {"every": "", "weekday": "", "day": "", "time": ""}
    try:
        schedule = schedule_of(text)
    except BadSchedule:
        return parts
    if schedule is None:
        return parts
    weekday = WEEKDAYS[schedule.day - 1] if schedule.every == WEEKLY else ""
    day = str(schedule.day) if schedule.every in (MONTHLY, QUARTERLY) else ""
    return {"every": schedule.every, "weekday": weekday, "day": day, "time": f"{schedule.at:%H:%M}"}


def _list(value: Any) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
