"""Subjects made in a line, and what comparing finds in two of them."""

from shapes.likeness.comparing import Comparison, compare
from shapes.likeness.rarity import load_rarity
from shapes.likeness.subject import Subject
from vocab.lexicon import load_lexicon

LEXICON = load_lexicon()
RARITY = load_rarity()
OTHER = "http://127.0.0.1:1/id/ministry-dataset/abcdefghijkl"


def side(title: str, description: str = "", keywords: str = "", theme: str = "", iri: str = OTHER) -> Subject:
    """A subject; keywords are told apart by semicolons."""
    return Subject(
        iri=iri,
        titles=(("vi", title),) if title else (),
        descriptions=(("vi", description),) if description else (),
        keywords=tuple(word for word in keywords.split(";") if word),
        theme=(theme,) if theme else (),
    )


VEHICLES = side(
    "Cơ sở dữ liệu đăng ký phương tiện giao thông cơ giới",
    "Biển số, chủ xe, nhãn hiệu, số khung, số máy của xe cơ giới",
    "đăng ký xe;biển số",
)


def held_against(title: str, description: str = "", other: Subject = VEHICLES, keywords: str = "") -> Comparison:
    """What comparing finds in a dataset and the ministry's vehicles, or another one's."""
    return compare(side(title, description, keywords, iri="urn:mine"), other, LEXICON, RARITY)


def names(found: Comparison) -> set[str]:
    """The names of the features."""
    return {feature.name for feature in found.features}
