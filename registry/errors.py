"""What can go wrong in the registry itself; each error carries a sentence in both languages.

RegistryError
├── ConfigError         a setting is unknown, missing or not of its kind
├── DataError           the data directory is not one, is newer than this program, or is in use
│   └── InUse           another keeper holds it
├── Removed             the record was removed by law: nothing is written on it any more
├── Stale               the record changed since the caller read it (If-Match)
└── NotYours            an account acts on a record of another agency
"""


class RegistryError(Exception):
    """Root of this package's errors; `vi` and `en` are sentences for people."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


class ConfigError(RegistryError):
    """A setting is unknown, missing or not of its kind; the sentence names it and the file."""


class DataError(RegistryError):
    """The data directory cannot be used as it is."""


class InUse(DataError):
    """Another keeper holds this data directory; `pid` is its process, 0 when unknown."""

    def __init__(self, directory: object, pid: int) -> None:
        super().__init__(
            f"Thư mục dữ liệu {directory} đang do một tiến trình khác giữ (pid {pid}). Hãy dừng tiến trình đó trước.",
            f"The data directory {directory} is held by another process (pid {pid}). Stop that process first.",
        )
        self.pid = pid


class Stale(RegistryError):
    """The record has moved on since it was read: `seen` is the entry the caller knew, `now` the present one."""

    def __init__(self, record: str, seen: int, now: int) -> None:
        super().__init__(
            f"Mô tả đã được người khác sửa sau khi bạn mở (bút toán {seen}, nay là {now}).",
            f"The description was changed after you opened it (entry {seen}, now {now}).",
        )
        self.record = record
        self.seen = seen
        self.now = now


class Removed(RegistryError):
    """The record was removed by law; it takes no new words."""

    def __init__(self, record: str) -> None:
        super().__init__(
            "Tập dữ liệu này đã bị xóa theo luật; không ghi thêm được nữa.",
            "This dataset was removed by law; nothing more can be written on it.",
        )
        self.record = record


class NotYours(RegistryError):
    """An account may act on its own agency's records only (Article 4.4)."""

    def __init__(self, account: str, record: str) -> None:
        super().__init__(
            "Tập dữ liệu này của cơ quan khác. Mỗi tài khoản chỉ được sửa dữ liệu của cơ quan mình (khoản 4 Điều 4).",
            "This dataset belongs to another agency. An account may change its own agency's data only (Article 4.4).",
        )
        self.account = account
        self.record = record
