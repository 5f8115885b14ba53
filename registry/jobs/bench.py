"""What judging needs, read once for each base, day and choice of rules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from registry.jobs.carrying import decided_of
from registry.ministry_rows import known_rows
from registry.standard import Standard, publishing_profiles, standard, turning_days
from shapes.context import load_context
from shapes.judge import Judgement, judge
from shapes.likeness.index import Index
from shapes.likeness.subject import subject_of_ministry
from shapes.rulebook import Rulebook, rulebook
from sparql.questions import over
from vocab.description import Description
from vocab.lexicon import load_lexicon
from vocab.namespaces import REG

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """What judging needs, read once: the rules in force on a day, their background, the ministries' rows.

    `standard` names all that in one digest.
    """

    standard: Standard
    rulebook: Rulebook
    ministries: Index

    def judge(self, described: Mapping[str, Description], form: bool, payload: Row) -> dict[str, Judgement]:
        """A judgement for each description, by IRI, for the payload's "day" and what was "decided" by then."""
        defaulted = {iri: _defaulted(description) for iri, description in described.items()}
        decided = decided_of(payload.get("decided", {}), described)
        day = date.fromisoformat(payload["day"])
        return judge(described, self.rulebook, self.ministries, form, defaulted, decided, day)


def bench_for(payload: Row) -> Bench:
    """The bench of a payload {"base", "day", "rules_off"?, "folder"?, "ministries"?}. Raises ShapesError."""
    off = tuple(sorted(payload.get("rules_off", ())))
    base, folder = payload["base"], payload.get("folder", "")
    # A bench made yesterday serves today as well, unless something turned in between.
    turned = [day for day in _turning_days(base, folder) if day <= payload["day"]]
    return bench_of(base, turned[-1] if turned else payload["day"], off, folder, payload.get("ministries", ""))


@lru_cache(maxsize=4)
def _turning_days(base: str, folder: str) -> tuple[str, ...]:
    return tuple(day.isoformat() for day in turning_days(base, Path(folder) if folder else None))


@lru_cache(maxsize=4)
def bench_of(base: str, day: str, rules_off: tuple[str, ...], folder: str, ministries: str) -> Bench:
    """The bench of a base on a day; `rules_off` are the names (profile/slug) of rules that do not speak.

    `folder` holds other profiles to judge by than those of this program, `ministries` is the file of imported rows of the
    ministries; "" for none.
    """
    at, place = date.fromisoformat(day), Path(folder) if folder else None
    known = publishing_profiles(base, at, place)
    profiles = tuple(
        replace(profile, rules=tuple(rule for rule in profile.rules if rule.name not in rules_off)) for profile in known
    )
    rows = known_rows(base, ministries)
    return Bench(
        standard(base, at, known, rules_off, place, Path(ministries).stem),
        rulebook(profiles, load_context(base, at, rows), over),
        Index.build(map(subject_of_ministry, rows), load_lexicon()),
    )


def judgement_row(said: Judgement) -> Row:
    """A judgement as JSON: {"findings": as `ShapeReport.as_text` wrote, "evidence": rows, each with its "mark"}."""
    return {
        "findings": said.report.as_text(),
        "evidence": [{**one.as_row(), "mark": said.marks[one.other]} for one in said.evidence],
    }


def _defaulted(description: Description) -> frozenset[str]:
    """The properties that a source's declared defaults supplied, as the record says."""
    said = description.values(REG.suppliedByDefault, NamedNode(description.record))
    return frozenset(term.value for term in said if isinstance(term, NamedNode))
