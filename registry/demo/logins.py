"""The demonstration's accounts: some agencies, the reviewer, the operator, the auditor; logins in DIR/first-logins.txt.

Passwords are drawn anew for each data directory and set through a single-use link, as an operator would have it done.
The file is written before a password is set, so that no login is ever lost.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.accounts import By, Role
from registry.demo.quarterly import PEOPLE
from registry.directory import write_secret
from registry.keeper import Keeper
from registry.passwords import weakness

FILE = "first-logins.txt"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 5
OFFICES: Mapping[str, tuple[Role, str, str]] = {
    "kiem-duyet": (Role.REVIEWER, "Hoàng Thị Lan", "Phòng Chuyển đổi số, Sở Khoa học và Công nghệ"),
    "van-hanh": (Role.OPERATOR, "Trần Minh Khoa", "Trung tâm Chuyển đổi số"),
    "giam-sat": (Role.AUDITOR, "Nguyễn Văn Phúc", "Văn phòng Ủy ban nhân dân tỉnh"),
}


@dataclass(frozen=True, slots=True)
class Login:
    """One line of the file: what to type at sign-in, and whose it is."""

    account: str
    password: str
    person: str
    role: Role
    office: str


def open_accounts(keeper: Keeper, by: By) -> tuple[Login, ...]:
    """Opens the accounts that are missing, sets the passwords that are missing, and gives all logins the file knows."""
    path = keeper.directory.path / FILE
    known = {login.account: login for login in read_logins(path)}
    wanted = _wanted(keeper)
    there = {account.name: account for account in keeper.accounts.all()}
    logins = {
        name: known.get(name) or Login(name, new_password(), person, role, office)
        for name, (role, person, office) in wanted.items()
        if name in known or name not in there or not there[name].has_password
    }
    _write(path, tuple(logins.values()), keeper.config.links)
    for name, login in logins.items():
        if name not in there:
            keeper.accounts.open(name, login.role, name if login.role is Role.AGENCY else None, by)
        if name not in there or not there[name].has_password:
            keeper.accounts.set_password(keeper.accounts.invite(name, by), login.password, login.person)
    return tuple(logins.values())


def read_logins(path: Path) -> tuple[Login, ...]:
    """The logins a data directory's file tells of; none when there is no file."""
    if not path.exists():
        return ()
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return tuple(Login(name, password, person, Role(role), office) for name, password, person, role, office in lines)


def new_password() -> str:
    """A fresh random password that can be read aloud: four groups of five letters and digits, 100 bits."""
    while True:
        groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
        password = "-".join(groups)
        if weakness(password) is None:
            return password


def _wanted(keeper: Keeper) -> dict[str, tuple[Role, str, str]]:
    by_id = keeper.words.agencies.by_id
    agencies = {name: (Role.AGENCY, person, by_id[name].name("vi")) for name, person in PEOPLE.items()}
    return {**agencies, **OFFICES}


def _write(path: Path, logins: tuple[Login, ...], links: str) -> None:
    lines = [
        "# Tài khoản của bản trình diễn: tài khoản, mật khẩu, họ tên người thao tác, vai trò, cơ quan.",
        "# Logins of the demonstration: account, password, name of the person acting, role, office.",
        f"# {links}/sign-in",
        *("\t".join((one.account, one.password, one.person, one.role.value, one.office)) for one in logins),
    ]
    write_secret(path, "\n".join(lines) + "\n")
