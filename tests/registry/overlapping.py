"""What the tests of overlap cases hold in their hands: a ledger, a door without workers, and evidence made by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.accounts import By
from registry.deciding import Deciding
from registry.intake import Candidate, Intake, Judged
from registry.ledger import Ledger
from registry.overlap_cases import Case, Cases
from registry.proposed_rulings import Proposed
from registry.rulings import Decided, Ruling
from registry.words import Words
from shapes.evidence import Feature, Grade, graded
from shapes.likeness.subject import Subject, subject_of_description
from shapes.marks import mark_of
from shapes.report import Finding
from tests.registry.descriptions import candidate, good
from tests.registry.records import BASE
from vocab.description import Description, from_body
from vocab.ministries import load_ministry_datasets
from vocab.namespaces import REG

LAND, SHIPS = (one.iri for one in load_ministry_datasets(BASE)[:2])
REVIEWER = By("kiem-duyet", "Lê Văn B")
SOMETHING = Subject("urn:x:something")
WHY = "Bộ giao tỉnh giữ bản sao, công văn 12/BYT-CNTT."


def feature(name: str, vi: str = "", weight: float = 0.5, against: bool = False) -> dict[str, Any]:
    said = vi or f"Giống ở {name}"
    return {"name": name, "weight": weight, "vi": said, "en": f"Alike in {name}", "against": against}


def row(
    other: str = LAND,
    grade: Grade = "duplicate",
    *features: Mapping[str, Any],
    score: float = 0.9,
    mine: Subject = SOMETHING,
    its: Subject = SOMETHING,
) -> dict[str, Any]:
    """A row of evidence, found in one dataset beside another."""
    found = [Feature(**one) for one in features or (feature("same-title"),)]
    evidence = graded(other, grade, score, found)
    return {**evidence.as_row(), "mark": mark_of(evidence, mine, its)}


@dataclass
class Office:
    """A door whose judge finds what the test puts into `evidence`, and holds a duplicate that nobody ruled on."""

    ledger: Ledger
    words: Words = field(default_factory=lambda: Words.of(BASE))
    evidence: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    term: int = 30

    def __post_init__(self) -> None:
        self.cases = Cases(self.ledger.engine)
        self.intake = Intake(self.ledger, self.judge, lambda: None, self.term)
        self.deciding = Deciding(self.ledger, self.intake, self.cases, self.words, self.term, BASE, lambda _: ())

    def judge(self, candidates: Sequence[Candidate]) -> tuple[Judged, ...]:
        ruled = self.cases.rulings([one.record for one in candidates], self.deciding.today)
        return tuple(self._judged(one, {each.other: each for each in ruled.get(one.record, ())}) for one in candidates)

    def _judged(self, one: Candidate, ruled: Mapping[str, Any]) -> Judged:
        subject = subject_of_description(from_body(one.iri, one.body, one.fingerprint))
        rows = [
            row(each["ministry"], each["grade"], *each["features"], score=each["score"], mine=subject)
            for each in self.evidence.get(one.fingerprint, [])
        ]
        holding = [each for each in rows if each["grade"] == "duplicate" and not self._is_let_be(ruled, each)]
        return Judged(one, tuple(_duplicate(one.iri) for _ in holding), tuple(rows), "rules")

    def _is_let_be(self, ruled: Mapping[str, Any], each: Mapping[str, Any]) -> bool:
        return each["ministry"] in ruled and not ruled[each["ministry"]].is_ending

    def described(self, name: str, *rows: dict[str, Any], agency: str = "gl-so-yt", title: str = "") -> Description:
        """A description of which this evidence is found."""
        made = good(self.words, BASE, name, agency, title)
        self.evidence[made.fingerprint] = list(rows)
        return made

    def take(self, description: Description, **more: Any) -> str:
        """Brings it in; gives the outcome."""
        (decision,) = self.intake.take([candidate(description, **more)])
        return decision.outcome.value

    def only_case(self) -> Case:
        (found,) = self.cases.all()
        return found

    def decided(self, case: Case, verdict: str = "no-overlap", until: str = "", target: str = "") -> Ruling:
        """The ruling that a reviewer makes on a case."""
        basis = "ministry-paper" if verdict == "delegated-copy" else "regulation-4-3"
        typed = Proposed(verdict, WHY, basis, until, target)
        decided = self.deciding.read(case, typed)
        assert isinstance(decided, Decided), decided
        return self.deciding.decide(case, decided, REVIEWER)


def _duplicate(iri: str) -> Finding:
    place = ("overlap/duplicate-of-ministry", "pair", "Violation", iri, None, REG.Overlap.value, None)
    return Finding(*place, "Trùng dữ liệu của bộ.", "A ministry's data.", "", "", "")
