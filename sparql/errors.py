"""What can go wrong with the store and its questions.

    SparqlError
    ├── ForeignProcess      the store is touched by a process that did not open it
    ├── StoreTaken          another process holds the store's folder open
    ├── StoreClosed         the store was closed
    ├── StoreTorn           an apply broke off half-way and was not yet repeated
    ├── DumpTooLarge        a dump would take more of the disk than it may
    ├── WrongGraph          a body names another graph than the one it replaces, or a position goes back
    └── UnknownQuery        no named query has this name, or it lacks this parameter

A stranger's bad query is not an error but a `protocol.Refusal`, a value.
"""

from pathlib import Path


class SparqlError(Exception):
    """Root of this package's errors; `vi` and `en` are sentences for people."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class ForeignProcess(SparqlError):
    """Process `caller` used a store opened by `owner`: a forked store corrupts itself beyond reopening."""

    def __init__(self, owner: int, caller: int) -> None:
        super().__init__(
            f"Kho do tiến trình {owner} mở; tiến trình {caller} không được dùng.",
            f"The store was opened by process {owner}; process {caller} may not use it.",
        )
        self.owner = owner
        self.caller = caller


class StoreTaken(SparqlError):
    """The folder cannot be opened, most often because another process holds it; `cause` is the engine's word."""

    def __init__(self, path: Path, cause: str) -> None:
        super().__init__(
            f"Không mở được kho {path}: có thể tiến trình khác đang giữ nó ({cause}).",
            f"The store {path} cannot be opened: another process may hold it ({cause}).",
        )
        self.path = path
        self.cause = cause


class StoreClosed(SparqlError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"Kho {path} đã đóng.", f"The store {path} is closed.")
        self.path = path


class StoreTorn(SparqlError):
    """An apply after `position` broke off; the entries after it must be applied again before a copy is taken."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"Lần cập nhật sau vị trí {position} bị ngắt giữa chừng; phải làm lại trước khi sao kho.",
            f"An update after position {position} broke off half-way; it must be repeated before the store is copied.",
        )
        self.position = position


class DumpTooLarge(SparqlError):
    """A dump was broken off at `most` bytes, to leave the disk its room."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"Bản kết xuất lớn hơn {most} byte còn được dùng trên đĩa.",
            f"The dump is larger than the {most} bytes of disk that it may take.",
        )
        self.most = most


class WrongGraph(SparqlError):
    """`detail` says which graph or position did not fit."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"Nội dung không khớp với kho: {detail}.", f"This does not fit the store: {detail}.")
        self.detail = detail


class UnknownQuery(SparqlError):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"Không có “{name}”; có: {', '.join(known)}.", f"There is no “{name}”; there are: {', '.join(known)}."
        )
        self.name = name
        self.known = known
