"""Why two datasets look alike, as values: measured in `likeness`, judged by the rules of `rules/overlap/`."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal

from pyoxigraph import Literal as RdfLiteral
from pyoxigraph import NamedNode, Triple

from vocab.identifiers import key_of
from vocab.namespaces import RDF, REG, XSD

Grade = Literal["duplicate", "overlap"]
OF_MINISTRIES = "/id/ministry-dataset/"


@dataclass(frozen=True, slots=True)
class Feature:
    """One likeness or difference: its name, how much it weighs (0 to 1), and a sentence in two languages.

    `against`: it speaks against the two being the same.
    """

    name: str
    weight: float
    vi: str
    en: str
    against: bool = False


_NAMES = tuple(field.name for field in fields(Feature))
_VALUES = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a dataset looks like the dataset `other`: the features, weightiest first, the score (0 to 1), the grade."""

    other: str
    grade: Grade
    score: float
    features: tuple[Feature, ...]

    def triples(self, dataset_iri: str) -> tuple[Triple, ...]:
        """The evidence as rules judge it, without its features; its node is named after the two datasets."""
        node = NamedNode(f"{dataset_iri}#overlap-{key_of(self.other)}")
        other = REG.withMinistryDataset if OF_MINISTRIES in self.other else REG.withDataset
        return (
            Triple(node, RDF.type, REG.Overlap),
            Triple(node, REG.ofDataset, NamedNode(dataset_iri)),
            Triple(node, other, NamedNode(self.other)),
            Triple(node, REG.grade, RdfLiteral(self.grade)),
            Triple(node, REG.score, RdfLiteral(f"{self.score:.2f}", datatype=XSD.decimal)),
        )

    def as_row(self) -> dict[str, Any]:
        """The evidence as JSON; `ministry` is the other dataset, whichever side it is of."""
        features = [dict(zip(_NAMES, _VALUES(feature), strict=True)) for feature in self.features]
        return {"ministry": self.other, "grade": self.grade, "score": self.score, "features": features}


def graded(other: str, grade: Grade, score: float, features: Sequence[Feature]) -> Evidence:
    """Evidence with its features in order: the weightiest first, what speaks against at the end."""
    ordered = sorted(features, key=lambda feature: (feature.against, -feature.weight, feature.name))
    return Evidence(other, grade, round(score, 2), tuple(ordered))
