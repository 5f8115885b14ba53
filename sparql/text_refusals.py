"""Why a query's text is not given to a worker: each reason its status, its slug and a sentence in each language."""

from collections.abc import Sequence
from difflib import get_close_matches

from sparql.refusal import Refusal


def place_of(text: str, at: int) -> tuple[int, int]:
    """Line and column of a place in a text, both from 1, as editors count them."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def false_escape(text: str, at: int) -> Refusal:
    line, column = place_of(text, at)
    return Refusal(
        400,
        "query-syntax",
        f"Dòng {line}, cột {column}: sau dấu \\ trong chuỗi chỉ được là t b n r f \" ' \\ hoặc mã \\uXXXX; "
        "muốn viết chính dấu \\ thì viết \\\\.",
        f"Line {line}, column {column}: in a string \\ goes only before t b n r f \" ' \\ or a code \\uXXXX; "
        "write \\\\ for the sign itself.",
        line,
        column,
    )


def unclosed(text: str, place: int) -> Refusal:
    line, column = place_of(text, place)
    return Refusal(
        400,
        "query-syntax",
        f"Dòng {line}, cột {column}: dấu nháy mở mà không đóng; chuỗi có xuống dòng phải nằm trong ba dấu nháy.",
        f"Line {line}, column {column}: this quote is opened and never closed; a text of several lines stands in "
        "three quotes.",
        line,
        column,
    )


def too_long(cap: int) -> Refusal:
    return Refusal(
        413,
        "query-too-long",
        f"Câu truy vấn dài quá giới hạn {cap // 1024} kB: hãy rút gọn, hoặc tải toàn bộ dữ liệu về truy vấn trên máy mình.",
        f"The query is longer than the limit of {cap // 1024} kB: shorten it, or download the dump and ask it there.",
    )


def too_deep(cap: int) -> Refusal:
    return Refusal(
        400,
        "query-too-deep",
        f"Câu truy vấn có ngoặc lồng nhau quá {cap} tầng: hãy viết phẳng hơn.",
        f"The query has brackets within brackets more than {cap} deep: write it flatter.",
    )


def too_busy(cap: int) -> Refusal:
    return Refusal(
        400,
        "query-too-many-operators",
        f"Câu truy vấn có quá {cap} dấu ngoặc và phép toán (không kể trong VALUES): hãy đưa các giá trị vào khối VALUES.",
        f"The query has more than {cap} brackets and operators (those in VALUES not counted): put the values "
        "into a VALUES block.",
    )


def service() -> Refusal:
    return Refusal(
        400,
        "query-service",
        "Điểm truy vấn này không gọi sang nơi khác: SERVICE không được dùng. Hãy hỏi nơi kia riêng.",
        "This endpoint asks no other: SERVICE may not be used. Ask the other endpoint separately.",
    )


def unclear_service() -> Refusal:
    return Refusal(
        400,
        "query-service",
        "Câu truy vấn có chữ SERVICE và có dấu < không rõ là so sánh hay mở đầu IRI: hãy để khoảng trắng sau dấu < "
        "khi so sánh.",
        "The query says SERVICE and has a < that may compare or open an IRI: put a space after each < that compares.",
    )


def update(word: str) -> Refusal:
    return Refusal(
        400,
        "query-is-update",
        f"Đây là lệnh cập nhật ({word}), không phải câu truy vấn: điểm truy vấn công khai chỉ đọc.",
        f"This is an update ({word}), not a query: the public endpoint only reads.",
    )


def no_form(text: str, unknown: tuple[str, int] | None, forms: Sequence[str]) -> Refusal:
    """`unknown` is the first word that is none of a query's beginning: often a form with a slip in it."""
    vi = "Không thấy SELECT, ASK, CONSTRUCT hay DESCRIBE trong câu truy vấn."
    en = "There is no SELECT, ASK, CONSTRUCT or DESCRIBE in the query."
    if unknown is None:
        return Refusal(400, "query-no-form", vi, en)
    near = get_close_matches(unknown[0][:20], forms, 1)
    line, column = place_of(text, unknown[1])
    if near:
        vi += f" Dòng {line}, cột {column}: có phải {near[0]}?"
        en += f" Line {line}, column {column}: did you mean {near[0]}?"
    return Refusal(400, "query-no-form", vi, en, line, column)
