"""What a password must be (NIST SP 800-63B-4, one factor only) and how it is kept (argon2id).

Long, and not made of what anybody would guess first; no rule about kinds of characters and no expiry. Two ways to type
one letter (NFC, NFD) are one password; spaces and marks count.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from vocab.agencies import Agency
from vocab.vietnamese import fold, nfc

MIN_LENGTH = 15
MAX_LENGTH = 256
LEFT_OVER = 10
"""So many characters must be left once everything easily guessed is taken out."""
DISTINCT = 6

# The second OWASP profile for argon2id: 19 MiB, two passes, about 40 ms.
PASSES, KIBIBYTES, LANES = 2, 19 * 1024, 1

GUESSED = (
    *("password", "passw0rd", "matkhau", "admin", "administrator", "quantri", "root", "login", "welcome", "letmein"),
    *("changeme", "secret", "dangnhap", "taikhoan", "iloveyou", "anhyeuem", "emyeuanh", "hochiminh", "hanoi", "saigon"),
    *("vietnam", "binhdinh", "gialai", "quynhon", "danang", "opendata", "dulieumo", "dulieu", "data", "registry"),
    *("sodangky", "congdulieu", "tinhbinhdinh", "tinhgialai", "ubnd", "uyban", "nhandan", "coquan", "company"),
    *("monkey", "dragon", "football", "sunshine", "princess", "superman", "trustno1", "abc123", "demo", "test"),
)
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm")
SHORTEST_RUN = 4
_YEAR = re.compile(r"(19|20)\d\d")
_SAME = re.compile(r"(.)\1{2,}")
_TWICE = re.compile(r"(.+?)\1+")


@dataclass(frozen=True, slots=True)
class Weakness:
    """Why a password is not taken."""

    vi: str
    en: str


TOO_SHORT = Weakness(
    f"Mật khẩu phải có ít nhất {MIN_LENGTH} ký tự. Một câu dễ nhớ là tốt nhất; dấu cách cũng được tính.",
    f"A password needs at least {MIN_LENGTH} characters. A sentence you remember is best; spaces count.",
)
TOO_LONG = Weakness(
    f"Mật khẩu dài nhất {MAX_LENGTH} ký tự.",
    f"A password may have at most {MAX_LENGTH} characters.",
)
REPEATED = Weakness(
    "Mật khẩu lặp lại quá ít ký tự khác nhau.",
    "The password repeats too few different characters.",
)
GUESSABLE = Weakness(
    "Mật khẩu gần như chỉ gồm những thứ dễ đoán: tên cơ quan, tên tỉnh, năm, dãy phím, từ phổ biến. Hãy thêm từ khác.",
    "The password is made of what is easily guessed: agency or province names, a year, rows of keys, common words. "
    "Add other words.",
)


def weakness(password: str, names: Iterable[str] = ()) -> Weakness | None:
    """Why this password may not be used, None when it may. `names` are further words it must not live on.

    Lengths are in characters of the NFC form.
    """
    typed = nfc(password)
    if len(typed) < MIN_LENGTH:
        return TOO_SHORT
    if len(typed) > MAX_LENGTH:
        return TOO_LONG
    if len(set(typed.casefold())) < DISTINCT:
        return REPEATED
    letters = "".join(fold(typed).split())
    marks = len(typed) - len(letters)
    left = len(left_over(letters, names))
    return None if left + min(marks, left) >= LEFT_OVER else GUESSABLE


def left_over(letters: str, names: Iterable[str] = ()) -> str:
    """What of these folded letters and digits is not guessed first: names, words, rows, years, repeats taken out."""
    if twice := _TWICE.fullmatch(letters):
        letters = twice[1]
    for word in sorted({*names, *GUESSED, *_runs()}, key=len, reverse=True):
        letters = letters.replace(word, "")
    return _SAME.sub(r"\1", _YEAR.sub("", letters))


def names_of(agencies: Iterable[Agency]) -> frozenset[str]:
    """Agencies' names as somebody would type them into a password: folded, in one piece, with and without place."""
    found: set[str] = set()
    for agency in agencies:
        vi, en = fold(agency.name_vi), agency.name_en
        for name in (vi, vi.partition(" tinh ")[0], en, en.partition(",")[0], agency.abbr, agency.id):
            found.add("".join(fold(name).split()))
    return frozenset(name for name in found if len(name) >= SHORTEST_RUN)


class Keeping:
    """Makes and checks what is stored in place of a password."""

    def __init__(self, passes: int = PASSES, kibibytes: int = KIBIBYTES, lanes: int = LANES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=kibibytes, parallelism=lanes)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """The argon2id text, with its own salt, so that equal passwords look different."""
        return self._hasher.hash(nfc(password))

    def fits(self, stored: str, password: str) -> bool:
        """Whether this is the password. Without a stored one the same work is done, so that time tells nothing."""
        try:
            return self._hasher.verify(stored or self._nobody, nfc(password[: MAX_LENGTH * 4])) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False

    def is_old(self, stored: str) -> bool:
        """Whether it was made with other costs than today's, and should be made again at the next sign-in."""
        return self._hasher.check_needs_rehash(stored)


def _runs() -> frozenset[str]:
    """Every run of neighbours on a row of keys or letters, in both directions."""
    both = (*ROWS, *(row[::-1] for row in ROWS))
    return frozenset(
        row[start:end] for row in both for start in range(len(row)) for end in range(start + SHORTEST_RUN, len(row) + 1)
    )
