"""What can be wrong with words and descriptions.

VocabError
├── BadTermsFile    a file of `terms/` is not Turtle
├── TangledNodes    too many blank nodes refer to each other in a ring
└── DeepNodes       blank nodes lie too deep below one another
"""


class VocabError(Exception):
    """Root of this package's errors; `vi` and `en` are sentences for people."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class TangledNodes(VocabError):
    """Blank nodes refer to each other in a ring of more than `limit`; the time to name them grows without bound."""

    def __init__(self, iri: str, ring: int, limit: int) -> None:
        super().__init__(
            f"Mô tả có {ring} nút không tên trỏ vòng vào nhau, nhiều nhất chỉ được {limit}: "
            "hãy đặt IRI cho các nút đó.",
            f"The description holds {ring} blank nodes that refer to each other in a ring; at most {limit} may: "
            "give those nodes IRIs.",
        )
        self.iri = iri
        self.ring = ring
        self.limit = limit


class BadTermsFile(VocabError):
    """A file of `vocab/terms/` is not Turtle; `reason` is the parser's word, with line and column."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(
            f"Tệp từ vựng {name}.ttl không đúng cú pháp Turtle: {reason}",
            f"The terms file {name}.ttl is not Turtle: {reason}",
        )
        self.name = name
        self.reason = reason


class DeepNodes(VocabError):
    """Blank nodes hang below one another more than `limit` deep, as in a very long RDF list."""

    def __init__(self, iri: str, depth: int, limit: int) -> None:
        super().__init__(
            f"Mô tả lồng {depth} nút không tên vào nhau, nhiều nhất chỉ được {limit} tầng.",
            f"The description nests blank nodes {depth} deep; at most {limit} levels are allowed.",
        )
        self.iri = iri
        self.depth = depth
        self.limit = limit
