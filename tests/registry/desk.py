"""What the tests of accounts, sessions and drafts share: a clock moved by hand, a real database, cheap hashing."""

from datetime import UTC, datetime, timedelta

from registry.accounts import Accounts, By, Role
from registry.passwords import Keeping

BASE = "https://registry.example"
OPERATOR = By("van-hanh", "Trần Thị Vận Hành")
PHRASE = "hoa giấy nở trước sân trường"


class Ticking:
    """A clock that a test moves by hand."""

    def __init__(self, now: datetime = datetime(2026, 11, 21, 3, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def cheap() -> Keeping:
    """argon2id with costs for tests."""
    return Keeping(passes=1, kibibytes=8)


def with_password(accounts: Accounts, name: str, role: Role = Role.AGENCY, password: str = PHRASE) -> None:
    accounts.open(name, role, name if role is Role.AGENCY else None, OPERATOR)
    accounts.set_password(accounts.invite(name, OPERATOR), password)
