"""What can be wrong with an account.

AccountError
├── AccountTaken      the agency, or the name, has its account already
├── UnknownAgency     there is no such agency of the province today
├── UnknownAccount    there is no account of that name
├── BadName           the name is no name for an account
├── LinkGone          the link was used, is over, or never was
└── WeakPassword      the password would be guessed
"""

from registry.errors import RegistryError
from registry.passwords import Weakness


class AccountError(RegistryError):
    """Root of what can be wrong with an account."""


class AccountTaken(AccountError):
    """An agency has one account (Article 4.4), and a name belongs to one."""

    def __init__(self, taken: str) -> None:
        super().__init__(
            f"“{taken}” đã có tài khoản. Mỗi cơ quan chỉ có một tài khoản (khoản 4 Điều 4 Quy chế).",
            f"“{taken}” has an account already. Each agency has one account only (Article 4.4).",
        )
        self.taken = taken


class UnknownAgency(AccountError):
    """Only an agency of the province that exists today can have an account."""

    def __init__(self, agency: str) -> None:
        super().__init__(
            f"Hiện không có cơ quan “{agency}” trong danh bạ.",
            f"There is no agency “{agency}” in the register today.",
        )
        self.agency = agency


class UnknownAccount(AccountError):
    """No account has this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Không có tài khoản “{name}”.", f"There is no account “{name}”.")
        self.name = name


class BadName(AccountError):
    """An account's name is typed at every sign-in, so it is short and plain."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}” không dùng làm tên tài khoản được: chỉ dùng a-z, 0-9, dấu chấm và gạch nối, 2 đến 64 ký tự.",
            f"“{name}” cannot be an account's name: use a-z, 0-9, dots and hyphens, 2 to 64 of them.",
        )
        self.name = name


class LinkGone(AccountError):
    """A link to set a password works once, within an hour."""

    def __init__(self) -> None:
        super().__init__(
            "Liên kết đặt mật khẩu này đã dùng rồi hoặc đã quá một giờ. Hãy xin đơn vị vận hành cấp liên kết mới.",
            "This link to set a password was used already, or is older than an hour. Ask the operator for a new one.",
        )


class WeakPassword(AccountError):
    """The password would be guessed; `weakness` says how."""

    def __init__(self, weakness: Weakness) -> None:
        super().__init__(weakness.vi, weakness.en)
        self.weakness = weakness
