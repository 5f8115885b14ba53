"""Why a question is not answered although its text is in order: nothing to ask yet, too busy, too much, too slow, deadly."""

from sparql.refusal import Refusal


def nothing_yet() -> Refusal:
    return Refusal(
        503,
        "no-generation",
        "Dữ liệu chưa sẵn sàng để hỏi: hãy thử lại sau ít giây.",
        "The data are not ready to be asked: try again in a few seconds.",
        headers=_retry(5),
    )


def busy(waited: float) -> Refusal:
    return Refusal(
        503,
        "endpoint-busy",
        "Điểm truy vấn đang bận: hãy thử lại sau ít giây.",
        "The endpoint is busy: try again in a few seconds.",
        headers=_retry(waited),
    )


def too_many(parallel: int) -> Refusal:
    return Refusal(
        429,
        "client-parallel",
        f"Địa chỉ mạng này đang có {parallel} câu truy vấn chưa xong, mức nhiều nhất cùng lúc: hãy chờ câu trước xong.",
        f"This network address has {parallel} queries under way, the most at one time: wait until one is done.",
        headers=_retry(1),
    )


def too_much(budget: float, wait: float) -> Refusal:
    """The client used up its `budget` of seconds a minute; some of it is back after `wait` seconds."""
    return Refusal(
        429,
        "client-budget",
        f"Địa chỉ mạng này đã dùng hết {budget:g} giây truy vấn cho mỗi phút: hãy thử lại sau {_whole(wait)} giây, "
        "hoặc tải toàn bộ dữ liệu về để truy vấn trên máy của mình.",
        f"This network address has used its {budget:g} seconds of query time a minute: try again in {_whole(wait)} seconds, "
        "or download the dump and ask it on your own machine.",
        headers=_retry(wait),
    )


def too_slow(seconds: float) -> Refusal:
    return Refusal(
        504,
        "query-timeout",
        f"Câu truy vấn không xong trong {seconds:g} giây: hãy thu hẹp (thêm điều kiện, LIMIT), hoặc tải toàn bộ dữ liệu.",
        f"The query was not done within {seconds:g} seconds: narrow it (conditions, LIMIT), or download the dump.",
    )


def deadly(memory: int, cpu: int) -> Refusal:
    """The worker died of it, most often of too much memory or too deep an expression."""
    return Refusal(
        503,
        "query-killed-worker",
        f"Câu truy vấn dùng quá mức tài nguyên ({memory >> 20} MiB bộ nhớ, {cpu} giây CPU) nên bị dừng: hãy thu hẹp lại.",
        f"The query used more than it may ({memory >> 20} MiB of memory, {cpu} seconds of CPU) and was stopped: narrow it.",
    )


def condemned(left: float) -> Refusal:
    return Refusal(
        503,
        "query-condemned",
        f"Câu truy vấn này vừa làm dừng một tiến trình; được hỏi lại sau {_whole(left)} giây.",
        f"This query stopped a process a short while ago; it may be asked again in {_whole(left)} seconds.",
        headers=_retry(left),
    )


def _retry(seconds: float) -> tuple[tuple[str, str], ...]:
    return (("Retry-After", str(_whole(seconds))),)


def _whole(seconds: float) -> int:
    """Never earlier than it would be of use: rounded up."""
    return max(1, int(-(-seconds // 1)))
