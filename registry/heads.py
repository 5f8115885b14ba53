"""The signed head: once a day the newest entry's number and hash are signed (Ed25519) and kept where others can see.

Whoever holds an old head can show that the ledger was rewritten or cut since: `registry verify --head FILE`.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, insert, select

from registry import schema
from registry.errors import DataError
from registry.ledger import Head


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head as it is published: `day` in Vietnam, `signature` and `key` (the public one) in hex."""

    day: str
    seq: int
    hash: str
    at: str
    signature: str
    key: str

    def is_genuine(self) -> bool:
        """Whether the signature fits the key and what is said."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            key.verify(bytes.fromhex(self.signature), _message(self.day, self.seq, self.hash, self.at))
        except (InvalidSignature, ValueError):
            return False
        return True

    def as_json(self) -> str:
        return json.dumps(asdict(self), indent=2) + "\n"


class Signer:
    """Holds the registry's signing key, made on first use in DIR/keys/head.key (mode 0600)."""

    def __init__(self, keys: Path) -> None:
        self._key = _load_key(keys / "head.key")

    @property
    def public_key(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, head: Head, day: str) -> SignedHead:
        """The head signed for a day in Vietnam (ISO), which is the day it stands for, not that of the entry."""
        signature = self._key.sign(_message(day, head.seq, head.hash, head.at)).hex()
        return SignedHead(day, head.seq, head.hash, head.at, signature, self.public_key)


def read_head(path: Path) -> SignedHead:
    """A head that was saved to a file.

    Raises DataError when the file is not one.
    """
    try:
        said = json.loads(path.read_text("utf-8"))
        return SignedHead(
            str(said["day"]),
            int(said["seq"]),
            str(said["hash"]),
            str(said["at"]),
            str(said["signature"]),
            str(said["key"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise DataError(
            f"{path} không phải tệp mã niêm của sổ ({fault}).", f"{path} is not a ledger head ({fault})."
        ) from fault


def keep_head(engine: Engine, folder: Path, head: SignedHead) -> bool:
    """Keeps the day's first head in the database and as a file; False when that day has one already."""
    with engine.begin() as connection:
        if connection.execute(select(schema.head.c.day).where(schema.head.c.day == head.day)).first():
            return False
        row = asdict(head)
        row["signature"] = f"{head.key}:{head.signature}"
        del row["key"]
        connection.execute(insert(schema.head), [row])
    folder.mkdir(exist_ok=True)
    (folder / f"{head.day}.json").write_text(head.as_json(), "utf-8")
    return True


def public_key(keys: Path) -> str:
    """The registry's own public key (hex), "" when it has none yet."""
    path = keys / "head.key"
    return Signer(keys).public_key if path.exists() else ""


def filed_heads(folder: Path) -> tuple[SignedHead, ...]:
    """The heads kept as files, oldest first. Raises DataError when one is not a head."""
    return tuple(read_head(path) for path in sorted(folder.glob("*.json")))


def kept_heads(engine: Engine) -> tuple[SignedHead, ...]:
    """The heads of all days, oldest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(schema.head).order_by(schema.head.c.day)).all()
    heads = []
    for row in rows:
        key, _, signature = row.signature.partition(":")
        heads.append(SignedHead(row.day, row.seq, row.hash, row.at, signature, key))
    return tuple(heads)


def _message(day: str, seq: int, hash_: str, at: str) -> bytes:
    return f"so-dang-ky head\n{day}\n{seq}\n{hash_}\n{at}\n".encode()


def _load_key(path: Path) -> Ed25519PrivateKey:
    if path.exists():
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    key = Ed25519PrivateKey.generate()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    return key
