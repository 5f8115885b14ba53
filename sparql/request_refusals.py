"""Why a request is refused before its text is read: each reason its status, its slug and a sentence in each language."""

from collections.abc import Sequence

from sparql.negotiation import Offer
from sparql.refusal import Refusal


def method(asked: str, allowed: str) -> Refusal:
    return Refusal(
        405,
        "method-not-allowed",
        f"Không dùng được phương thức {asked[:20]}: hãy hỏi bằng GET hoặc POST.",
        f"The method {asked[:20]} may not be used: ask with GET or POST.",
        headers=(("Allow", allowed),),
    )


def update() -> Refusal:
    return Refusal(
        403,
        "update-refused",
        "Điểm truy vấn công khai chỉ đọc, không nhận lệnh cập nhật.",
        "The public endpoint only reads; it takes no updates.",
    )


def query_and_update() -> Refusal:
    return Refusal(
        400,
        "query-and-update",
        "Không được gửi cùng lúc cả query và update.",
        "A request may not send both query and update.",
    )


def many_queries() -> Refusal:
    return Refusal(
        400, "many-queries", "Mỗi yêu cầu chỉ được một tham số query.", "A request sends the parameter query only once."
    )


def many_updates() -> Refusal:
    return Refusal(
        400,
        "many-updates",
        "Mỗi yêu cầu chỉ được một tham số update, và điểm truy vấn công khai không nhận lệnh cập nhật.",
        "A request sends the parameter update only once, and the public endpoint takes no updates.",
    )


def many_parameters(most: int) -> Refusal:
    return Refusal(
        400,
        "many-parameters",
        f"Yêu cầu có quá {most} tham số.",
        f"The request has more than {most} parameters.",
    )


def query_in_address() -> Refusal:
    return Refusal(
        400,
        "query-in-address",
        "Khi gửi bằng POST, tham số query phải nằm trong nội dung gửi, không nằm trong địa chỉ.",
        "A POST carries the parameter query in its body, not in its address.",
    )


def no_query() -> Refusal:
    return Refusal(400, "no-query", "Yêu cầu không có tham số query.", "The request has no parameter query.")


def not_utf8() -> Refusal:
    return Refusal(
        400,
        "not-utf8",
        "Câu truy vấn phải viết bằng mã UTF-8.",
        "The request is not in UTF-8, which the query must be.",
    )


def type_missing(taken: Sequence[str]) -> Refusal:
    return Refusal(
        400,
        "content-type-missing",
        f"POST phải có Content-Type: {' hoặc '.join(taken)}.",
        f"A POST must have a Content-Type: {' or '.join(taken)}.",
    )


def type_unknown(media_type: str, taken: Sequence[str]) -> Refusal:
    return Refusal(
        415,
        "content-type-unknown",
        f"Không nhận {media_type[:80]}: hãy gửi {' hoặc '.join(taken)}.",
        f"{media_type[:80]} is not taken: send {' or '.join(taken)}.",
        headers=(("Accept", ", ".join(taken)),),
    )


def charset_unknown(charset: str) -> Refusal:
    return Refusal(
        415,
        "charset-unknown",
        f"Không nhận mã {charset[:40]}: hãy dùng UTF-8.",
        f"The charset {charset[:40]} is not taken: use UTF-8.",
    )


def body_too_long(cap: int) -> Refusal:
    return Refusal(
        413,
        "query-too-long",
        f"Yêu cầu dài quá: câu truy vấn chỉ được tới {cap // 1024} kB.",
        f"The request is too long: a query may have up to {cap // 1024} kB.",
    )


def graph_iri(iri: str) -> Refusal:
    return Refusal(
        400,
        "graph-iri",
        f"“{iri[:200]}” không phải là IRI tuyệt đối của một đồ thị.",
        f"“{iri[:200]}” is not the absolute IRI of a graph.",
    )


def format_unknown(asked: str, offers: Sequence[Offer]) -> Refusal:
    known = ", ".join(dict.fromkeys(offer.format for offer in offers))
    return Refusal(
        400,
        "format-unknown",
        f"Không có dạng “{asked[:40]}” ở đây; có: {known}.",
        f"There is no form “{asked[:40]}” here; there are: {known}.",
    )


def not_acceptable(offers: Sequence[Offer]) -> Refusal:
    known = ", ".join(offer.media_type for offer in offers)
    return Refusal(
        406,
        "not-acceptable",
        f"Không có dạng nào theo Accept; có: {known}.",
        f"Nothing here suits the Accept header; there are: {known}.",
    )
