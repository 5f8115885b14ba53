"""What most often puts a word where it cannot stand in a query, and how to mend it, in Vietnamese and English.

One table of rules, each a function of the spot at fault: the first that knows the slip speaks. A rule says nothing of
where the fault is; `syntax` does.
"""

import re
import unicodedata
from collections.abc import Callable
from difflib import get_close_matches

from sparql.habits import HABITS, HALF_A_TRIPLE
from sparql.spot import Hint, Spot, Token
from sparql.text_refusals import place_of
from sparql.words import AGGREGATES, FUNCTIONS, KEYWORDS, OPENERS, WELL_KNOWN
from vocab.namespaces import PREFIXES

CLOSING = {"(": ")", "[": "]", "{": "}", "<<": ">>", "<<(": ")>>"}
_TERMS = frozenset({"variable", "iri", "name", "string", "number", "language"})
_CURVED_QUOTES = "“”„‟‘’‚‛«»"
_SIGN = re.compile(r'"((?:[^"\\]|\\.)+)"')


def hint(spot: Spot) -> Hint:
    """What to say of a spot: the first rule that knows it, else the signs the parser would take."""
    for rule in RULES:
        known = rule(spot)
        if known is not None:
            return known
    signs = list(dict.fromkeys(sign.replace("\\", "") for sign in _SIGN.findall(spot.said)))
    listed = " ".join(signs)
    wanted = (f"; ở đây có thể là: {listed}", f"; expected here: {listed}") if 0 < len(signs) <= MOST else ("", "")
    shown = _short(spot.word().text)
    return f"không hiểu “{shown}” ở đây{wanted[0]}.", f"“{shown}” is not understood here{wanted[1]}."


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


LONGEST = 60
MOST = 8
"""More signs than these tell a person nothing."""


def _odd_sign(spot: Spot) -> Hint | None:
    """Signs that word processors and input methods put in place of those of a keyboard."""
    for sign in spot.word().text if spot.word().kind in ("mark", "word", "name", "unclosed") else "":
        if sign in _CURVED_QUOTES:
            return (
                f"nháy cong {sign} dán từ trình soạn văn bản: hãy gõ nháy thẳng \" hoặc '.",
                f"the curved quote {sign} comes from a word processor: type a straight \" or '.",
            )
        if unicodedata.category(sign) in ("Zs", "Cf", "Cc", "Zl", "Zp"):
            code = f"U+{ord(sign):04X}"
            return (
                f"có ký tự không nhìn thấy ({code}) dán từ nơi khác: hãy xóa nó hoặc thay bằng dấu cách.",
                f"there is an invisible character ({code}), pasted from elsewhere: delete it or type a space.",
            )
        if unicodedata.east_asian_width(sign) == "F":
            plain = unicodedata.normalize("NFKC", sign)
            return f"{sign} là dấu toàn chiều rộng: hãy gõ {plain}.", f"{sign} is a full-width sign: type {plain}."
    return None


def _prefix(spot: Spot) -> Hint | None:
    """A prefixed name whose prefix nobody declared."""
    name = spot.word()
    if name.kind != "name" or "PREFIX" in (spot.word(-1).keyword, spot.word(-2).keyword):
        return None
    if name.text.startswith("_:"):
        return (
            f"nút trống {_short(name.text)} không dùng được ở hai nhóm: hãy dùng một biến.",
            f"the blank node {_short(name.text)} may not be used in two groups: use a variable.",
        )
    prefix = _short(name.text.partition(":")[0])
    known = {**PREFIXES, **_declared(spot)}
    if prefix in known:
        return None
    if prefix in WELL_KNOWN:
        line = f"PREFIX {prefix}: <{WELL_KNOWN[prefix]}>"
        return (
            f"tiền tố {prefix}: chưa khai báo; thêm vào đầu câu truy vấn dòng {line}",
            f"the prefix {prefix}: is not declared; add the line {line} at the top.",
        )
    near = get_close_matches(prefix.lower(), known, 1)
    if near:
        line = f"PREFIX {near[0]}: <{known[near[0]]}>"
        return (
            f"tiền tố {prefix}: chưa khai báo; có phải {near[0]}: ({line})?",
            f"the prefix {prefix}: is not declared; did you mean {near[0]}: ({line})?",
        )
    return (
        f"tiền tố {prefix}: chưa khai báo; thêm vào đầu câu truy vấn dòng PREFIX {prefix}: <địa chỉ>",
        f"the prefix {prefix}: is not declared; add a line PREFIX {prefix}: <address> at the top.",
    )


def _declared(spot: Spot) -> dict[str, str]:
    return {
        spot.words[at + 1].text[:-1]: spot.words[at + 2].text[1:-1]
        for at, token in enumerate(spot.words[:-2])
        if token.keyword == "PREFIX" and spot.words[at + 1].text.endswith(":") and spot.words[at + 2].kind == "iri"
    }


def _declaration(spot: Spot) -> Hint | None:
    if "PREFIX" in (spot.word(-1).keyword, spot.word(-2).keyword) or spot.word(-1).keyword == "BASE":
        return (
            "khai báo tiền tố phải viết là PREFIX ten: <http://…>, có dấu hai chấm và dấu < >.",
            "a prefix is declared as PREFIX name: <http://...>, with the colon and the < >.",
        )
    return None


def _double_equals(spot: Spot) -> Hint | None:
    if spot.word().text == "=" and spot.word(-1).text in ("=", "!="):
        return "so sánh bằng viết một dấu =, khác viết !=.", "equal is written with one =, unlike is !=."
    if spot.word().text == "<>" and spot.brackets and spot.brackets[-1].token.text == "(":
        return "khác viết là !=, không phải <>.", "unlike is written !=, not <>."
    return None


def _commas(spot: Spot) -> Hint | None:
    if spot.word().text != ",":
        return None
    if spot.clause in (*_SELECTING, "BY", "DESCRIBE"):
        return "các biến cách nhau bằng dấu cách, không có dấu phẩy.", "variables are parted by spaces, without commas."
    if spot.clause in ("LIMIT", "OFFSET"):
        return "viết là LIMIT 10 OFFSET 5, không có dấu phẩy.", "it is written LIMIT 10 OFFSET 5, without a comma."
    if any(bracket.clause == "VALUES" for bracket in spot.brackets):
        return (
            "các giá trị trong VALUES cách nhau bằng dấu cách, không có dấu phẩy.",
            "the values in VALUES are parted by spaces, without commas.",
        )
    return None


def _order_of_clauses(spot: Spot) -> Hint | None:
    before = {token.keyword for token in spot.here}
    if spot.word().keyword in ("ORDER", "GROUP", "HAVING", "WHERE", "FROM") and before & {"LIMIT", "OFFSET", "ORDER"}:
        return (
            "thứ tự phải là: WHERE {…}, GROUP BY, HAVING, ORDER BY, rồi LIMIT và OFFSET.",
            "the order is: WHERE {...}, GROUP BY, HAVING, ORDER BY, then LIMIT and OFFSET.",
        )
    if spot.clause in ("LIMIT", "OFFSET") and spot.word(-1).keyword == spot.clause:
        return f"sau {spot.clause} phải là một số nguyên.", f"{spot.clause} is followed by a whole number."
    if spot.word(-1).keyword in ("ORDER", "GROUP"):
        return f"viết là {spot.word(-1).keyword} BY.", f"it is written {spot.word(-1).keyword} BY."
    return None


def _aggregate(spot: Spot) -> Hint | None:
    """COUNT and its like go into brackets with a name of their own."""
    inside = spot.brackets[-1] if spot.brackets else None
    computed = inside is not None and inside.token.text == "(" and inside.clause in _SELECTING
    unnamed = computed and _closes_or_names(spot.word())
    bare = spot.word().keyword in AGGREGATES and spot.clause in _SELECTING
    if unnamed or bare:
        return (
            "phép tính sau SELECT phải có ngoặc và tên: (COUNT(?x) AS ?so).",
            "what is computed after SELECT needs brackets and a name: (COUNT(?x) AS ?number).",
        )
    return None


_SELECTING = frozenset({"SELECT", "DISTINCT", "REDUCED"})


def _closes_or_names(word: Token) -> bool:
    return word.text == ")" or word.kind == "variable"


def _function(spot: Spot) -> Hint | None:
    """A word before `(` that is no function, or a word that is nearly a keyword."""
    word = spot.word()
    if word.kind != "word":
        return None
    called = spot.word(1).text == "("
    if called and word.text in FUNCTIONS and spot.word(1).place > word.end:
        return f"viết liền ngoặc: {word.text}(…).", f"write the bracket without a space: {word.text}(...)."
    known = (*FUNCTIONS, "ASC", "DESC") if called else KEYWORDS
    near = get_close_matches(word.keyword, [each.upper() for each in known], 1)
    name = next((each for each in known if near and each.upper() == near[0]), "")
    if called and word.keyword not in [each.upper() for each in known]:
        guess = (f"; có phải {name}?", f"; did you mean {name}?") if near else (".", ".")
        return f"không có hàm {_short(word.text)}{guess[0]}", f"there is no function {_short(word.text)}{guess[1]}"
    if near and near[0] != word.keyword:
        return f"không hiểu {word.text}; có phải {name}?", f"{word.text} is not understood; did you mean {name}?"
    return None


def _needs_bracket(spot: Spot) -> Hint | None:
    before = spot.word(-1).keyword
    if before in OPENERS and spot.word().text != "{":
        return f"sau {before} phải là một nhóm trong ngoặc {{ }}.", f"{before} is followed by a group in {{ }}."
    if before in ("FILTER", "HAVING", "BIND") and spot.word().text != "(":
        return f"điều kiện sau {before} phải nằm trong ngoặc ( ).", f"what follows {before} goes in brackets ( )."
    if spot.clause == "FILTER" and spot.word().kind == "operator":
        return "điều kiện sau FILTER phải nằm trong ngoặc ( ).", "what follows FILTER goes in brackets ( )."
    if before == "CONSTRUCT":
        return (
            f"sau {before} là mẫu trong ngoặc {{ }}, rồi WHERE {{ }}.",
            f"{before} is followed by a template in {{ }}.",
        )
    return None


def _unfinished(spot: Spot) -> Hint | None:
    """A clause for the whole query inside a group, or an operation without its second half."""
    if spot.brackets and spot.word().keyword in ("LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING"):
        return _missing_close(spot, spot.brackets[-1].token)
    if spot.word(-1).kind == "operator" and spot.word().kind == "close":
        sign = spot.word(-1).text
        return f"sau {sign} phải còn một giá trị.", f"{sign} is followed by a value."
    return None


def _closing(spot: Spot) -> Hint | None:
    """A bracket that closes nothing, closes another, or closes too early."""
    if spot.word().kind != "close":
        return None
    if not spot.brackets:
        return f"thừa dấu {spot.word().text}.", f"this {spot.word().text} closes nothing."
    last = spot.brackets[-1].token
    if CLOSING[last.text] != spot.word().text:
        return _missing_close(spot, last)
    if spot.word().text == "}" and spot.word(-1).text not in ("{", "."):
        return HALF_A_TRIPLE
    return None


def _missing_close(spot: Spot, opened: Token) -> Hint:
    line, column = place_of(spot.text, opened.place)
    sign = CLOSING[opened.text]
    return (
        f"thiếu dấu {sign} cho dấu {opened.text} mở ở dòng {line}, cột {column}.",
        f"{sign} is missing for the {opened.text} opened at line {line}, column {column}.",
    )


def _end(spot: Spot) -> Hint | None:
    if spot.at < len(spot.words):
        return None
    if spot.brackets:
        return _missing_close(spot, spot.brackets[-1].token)
    if not any(token.text == "{" for token in spot.words):
        return "thiếu phần điều kiện WHERE { … }.", "the conditions WHERE { ... } are missing."
    return "câu truy vấn dừng ở giữa chừng.", "the query ends half way."


def _twice(spot: Spot) -> Hint | None:
    """A name given by AS that is taken: seen at the end of its group."""
    if spot.word().text != "}" and spot.at < len(spot.words):
        return None
    seen: set[str] = set()
    before = ""
    for token in spot.words[: spot.at]:
        if token.kind == "variable":
            if before == "AS" and token.text[1:] in seen:
                name = _short(token.text)
                return f"biến {name} sau AS đã dùng rồi: hãy đặt tên khác.", f"{name} after AS is taken already."
            seen.add(token.text[1:])
        before = token.keyword
    return None


def _said(spot: Spot) -> Hint | None:
    return next((known for words, known in SAID.items() if words in spot.said), None)


SAID: dict[str, Hint] = {
    "contains a variable that is unbound": (
        "khi gộp nhóm, mỗi biến sau SELECT phải có trong GROUP BY hoặc nằm trong COUNT, MIN, SAMPLE …",
        "when grouping, each variable after SELECT must be in GROUP BY or inside COUNT, MIN, SAMPLE ...",
    ),
    "is not authorized with GROUP BY": (
        "không dùng SELECT * cùng GROUP BY: hãy kể tên các biến.",
        "SELECT * may not go with GROUP BY: name the variables.",
    ),
    "Duplicated variable name": (
        "một biến được đặt tên hai lần sau SELECT.",
        "a variable is named twice after SELECT.",
    ),
}
"""What the engine's parser says of a whole query, and what a person can do about it."""


def _address(spot: Spot) -> Hint | None:
    if spot.word().text[:1] == "<" and spot.word().kind in ("operator", "iri", "open"):
        return (
            "địa chỉ trong < > phải đầy đủ (bắt đầu bằng http:// …) và không có khoảng trắng.",
            "an address in < > must be whole (http://...) and without spaces.",
        )
    return None


def _dot(spot: Spot) -> Hint | None:
    """A term where the triple before is complete."""
    in_group = spot.brackets and spot.brackets[-1].token.text == "{"
    if in_group and spot.word().kind in _TERMS and (spot.word(-1).kind in _TERMS or spot.word(-1).kind == "close"):
        return "có thể thiếu dấu chấm . sau bộ ba trước.", "perhaps the dot . after the triple before is missing."
    return None


def _bare_word(spot: Spot) -> Hint | None:
    word = spot.word()
    if word.kind == "word" and spot.brackets and word.keyword not in (*KEYWORDS, *FUNCTIONS):
        name = _short(word.text)
        return (
            f"“{name}” phải có tiền tố (như dcat:Dataset), là biến (?{name}) hoặc nằm trong nháy.",
            f"“{name}” must have a prefix (as dcat:Dataset), be a variable (?{name}) or stand in quotes.",
        )
    return None


RULES: tuple[Callable[[Spot], Hint | None], ...] = (
    _odd_sign,
    *HABITS,
    _said,
    _twice,
    _end,
    _prefix,
    _declaration,
    _double_equals,
    _commas,
    _order_of_clauses,
    _aggregate,
    _function,
    _needs_bracket,
    _unfinished,
    _closing,
    _address,
    _dot,
    _bare_word,
)
