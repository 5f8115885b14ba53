"""What judging needs, read once for each base, day and choice of rules."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from shapes.context import load_context
from shapes.evidence import MinistryIndex
from shapes.judge import Judgement, judge
from shapes.library import PUBLISHING, load_profiles
from shapes.rulebook import Rulebook, rulebook
from vocab.description import Description
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import REG

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bench:
    """What judging needs, read once: the rules in force on a day, their background, the ministries' rows."""

    rulebook: Rulebook
    ministries: MinistryIndex

    def judge(self, described: Mapping[str, Description], form: bool) -> dict[str, Judgement]:
        defaulted = {iri: _defaulted(description) for iri, description in described.items()}
        return judge(described, self.rulebook, self.ministries, form, defaulted)


def bench_for(payload: Row) -> Bench:
    """The bench of a payload {"base", "day", "rules_off"?}. Raises LibraryError."""
    return bench_of(payload["base"], payload["day"], tuple(payload.get("rules_off", ())))


@lru_cache(maxsize=4)
def bench_of(base: str, day: str, rules_off: tuple[str, ...]) -> Bench:
    """The bench of a base on a day; `rules_off` are the names (profile/slug) of rules that do not speak."""
    at = date.fromisoformat(day)
    profiles = tuple(
        replace(profile, rules=tuple(rule for rule in profile.rules if f"{profile.name}/{rule.slug}" not in rules_off))
        for profile in load_profiles(PUBLISHING, base, at)
    )
    return Bench(rulebook(profiles, load_context(base, at)), MinistryIndex.build(load_ministry_datasets(base)))


def judgement_row(said: Judgement) -> Row:
    """A judgement as JSON: {"findings": rows, "evidence": rows}."""
    return {
        "findings": said.report.as_rows(),
        "evidence": [
            {
                "ministry": one.ministry_iri,
                "grade": one.grade,
                "features": [asdict(feature) for feature in one.features],
            }
            for one in said.evidence
        ],
    }


def _defaulted(description: Description) -> frozenset[str]:
    """The properties that a source's declared defaults supplied, as the record says."""
    said = description.values(REG.suppliedByDefault, NamedNode(description.record))
    return frozenset(term.value for term in said if isinstance(term, NamedNode))
