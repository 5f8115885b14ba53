"""Why two datasets look alike, as values: measured in `likeness`, judged by the rules of `rules/overlap/`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a dataset looks like the dataset `other`: the features, weightiest first, the score (0 to 1), the grade."""

    other: str
    grade: Grade
    score: float
    features: tuple[Feature, ...]

    def triples(self, dataset_iri: str) -> tuple[Triple, ...]:
        """The evidence as RDF for the overlap graph; its nodes are named after the two datasets."""
        node = NamedNode(f"{dataset_iri}#overlap-{key_of(self.other)}")
        other = REG.withMinistryDataset if OF_MINISTRIES in self.other else REG.withDataset
        found = [
            Triple(node, RDF.type, REG.Overlap),
            Triple(node, REG.ofDataset, NamedNode(dataset_iri)),
            Triple(node, other, NamedNode(self.other)),
            Triple(node, REG.grade, RdfLiteral(self.grade)),
            Triple(node, REG.score, _decimal(self.score)),
        ]
        for number, feature in enumerate(self.features, 1):
            found += _feature_triples(node, NamedNode(f"{node.value}-{number}"), feature)
        return tuple(found)

    def as_row(self) -> dict[str, Any]:
        """The evidence as JSON; `ministry` is the other dataset, whichever side it is of."""
        features = [asdict(feature) for feature in self.features]
        return {"ministry": self.other, "grade": self.grade, "score": self.score, "features": features}


def graded(other: str, grade: Grade, score: float, features: Sequence[Feature]) -> Evidence:
    """Evidence with its features in order: the weightiest first, what speaks against at the end."""
    ordered = sorted(features, key=lambda feature: (feature.against, -feature.weight, feature.name))
    return Evidence(other, grade, round(score, 2), tuple(ordered))


def _feature_triples(node: NamedNode, place: NamedNode, feature: Feature) -> list[Triple]:
    against = [Triple(place, REG.against, RdfLiteral("true", datatype=XSD.boolean))] if feature.against else []
    return [
        Triple(node, REG.evidence, place),
        Triple(place, REG.feature, RdfLiteral(feature.name)),
        Triple(place, REG.weight, _decimal(feature.weight)),
        Triple(place, REG.sentence, RdfLiteral(feature.vi, language="vi")),
        Triple(place, REG.sentence, RdfLiteral(feature.en, language="en")),
        *against,
    ]


def _decimal(number: float) -> RdfLiteral:
    return RdfLiteral(f"{number:.2f}", datatype=XSD.decimal)
