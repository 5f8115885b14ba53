"""What people bring into a query from Turtle, from SQL and from the address bar, and what SPARQL writes instead."""

from collections.abc import Callable

from sparql.spot import Hint, Spot

_OTHERWISE = {
    "AND": "&&",
    "OR": "||",
    "LIKE": "CONTAINS(…) / REGEX(…)",
    "IS": "BOUND(?x) / !BOUND(?x)",
    "NULL": "BOUND(?x) / !BOUND(?x)",
    "ISNULL": "!BOUND(?x)",
    "LEN": "STRLEN(…)",
    "LENGTH": "STRLEN(…)",
    "LOWER": "LCASE(…)",
    "UPPER": "UCASE(…)",
}
"""Words of SQL that stand in conditions."""
_OF_GROUPS = frozenset({"BIND", "FILTER", "GRAPH", "MINUS", "OPTIONAL", "UNION"})
_SCHEMES = frozenset({"http", "https"})


HALF_A_TRIPLE: Hint = (
    "bộ ba chưa đủ: phải có chủ thể, thuộc tính và giá trị.",
    "a triple is not complete: it needs a subject, a property and a value.",
)


def _of_turtle(spot: Spot) -> Hint | None:
    """`@prefix`, or the full stop that ends a declaration in Turtle."""
    is_sign = spot.word().text.lower() in ("@prefix", "@base")
    is_stop = spot.word().text == "." and (spot.word(-3).keyword == "PREFIX" or spot.word(-2).keyword == "BASE")
    if not (is_sign or is_stop):
        return None
    return (
        "SPARQL viết PREFIX ten: <http://…>, không có @ ở trước và dấu chấm ở sau như Turtle.",
        "SPARQL writes PREFIX name: <http://...>, without the @ before and the dot behind that Turtle has.",
    )


def _address_alone(spot: Spot) -> Hint | None:
    """An address without its signs, which reads as a name with the prefix http."""
    is_declared = "PREFIX" in (spot.word(-1).keyword, spot.word(-2).keyword)
    if spot.word().kind != "name" or is_declared or spot.word().text.partition(":")[0].lower() not in _SCHEMES:
        return None
    return "địa chỉ phải nằm trong dấu < >: <http://…>.", "an address stands in < >: <http://...>."


def _behind_the_group(spot: Spot) -> Hint | None:
    """What belongs into the braces of WHERE, written after they were closed."""
    word = spot.word().keyword
    if word not in _OF_GROUPS or spot.brackets or not any(token.text == "}" for token in spot.here):
        return None
    return f"{word} phải nằm trong ngoặc {{ }} của WHERE.", f"{word} stands within the {{ }} of WHERE."


def _union(spot: Spot) -> Hint | None:
    if spot.word().keyword != "UNION":
        return None
    return "UNION nối hai nhóm, mỗi nhóm trong ngoặc { }.", "UNION joins two groups, each in { }."


def _direction(spot: Spot) -> Hint | None:
    """`ORDER BY ?x DESC`, as SQL has it."""
    before = spot.word(-1).keyword
    if before not in ("ASC", "DESC") or spot.word().text == "(":
        return None
    return f"viết là {before}(?x), biến nằm trong ngoặc.", f"it is written {before}(?x), the variable in brackets."


def _lists(spot: Spot) -> Hint | None:
    if spot.word().text == "," and spot.brackets and spot.brackets[-1].clause == "GROUP_CONCAT":
        return (
            'dấu nối viết là GROUP_CONCAT(?x; SEPARATOR=", ").',
            'what parts them is written GROUP_CONCAT(?x; SEPARATOR=", ").',
        )
    if spot.word(-1).keyword == "IN" and spot.word().text != "(":
        return 'sau IN là danh sách trong ngoặc: IN ("a", "b").', 'IN is followed by a list in brackets: IN ("a", "b").'
    return None


def _naming(spot: Spot) -> Hint | None:
    """AS without a variable behind it, or BIND without AS."""
    word = spot.word()
    if spot.word(-1).keyword == "AS" and word.keyword:
        name = word.text[:20]
        return f"sau AS là một biến: AS ?{name}.", f"AS is followed by a variable: AS ?{name}."
    if word.text == ")" and spot.brackets and spot.brackets[-1].clause == "BIND":
        return "viết là BIND(… AS ?x).", "it is written BIND(... AS ?x)."
    return None


def _half_a_triple(spot: Spot) -> Hint | None:
    in_group = bool(spot.brackets) and spot.brackets[-1].token.text == "{"
    is_term = spot.word(-1).kind in ("iri", "name", "variable") or spot.word(-1).keyword == "A"
    if not in_group or not is_term or spot.word().text not in (".", ";"):
        return None
    return HALF_A_TRIPLE


def _of_sql(spot: Spot) -> Hint | None:
    word = spot.word().keyword
    if word == "TOP":
        return "SPARQL không có TOP: hãy viết LIMIT 5 ở cuối.", "SPARQL has no TOP: write LIMIT 5 at the end."
    if word not in _OTHERWISE or not any(bracket.token.text == "(" for bracket in spot.brackets):
        return None
    there = _OTHERWISE[word]
    return f"SPARQL không có {word}: hãy viết {there}.", f"SPARQL has no {word}: write {there}."


HABITS: tuple[Callable[[Spot], Hint | None], ...] = (
    _of_turtle,
    _address_alone,
    _behind_the_group,
    _union,
    _direction,
    _lists,
    _naming,
    _half_a_triple,
    _of_sql,
)
