"""The data directory: its layout, its format number, and the lock that lets one keeper in."""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from registry.errors import DataError, InUse

FORMAT = 1
MARK = "format"
TOKEN_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Directory:
    """Where everything of one registry lies."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "ledger.db"

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def index(self) -> Path:
        return self.path / "index"

    @property
    def generations(self) -> Path:
        return self.path / "generations"

    @property
    def dumps(self) -> Path:
        return self.path / "dumps"

    @property
    def downloads(self) -> Path:
        return self.path / "downloads"

    @property
    def snapshots(self) -> Path:
        return self.path / "snapshots"

    @property
    def heads(self) -> Path:
        return self.path / "heads"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def sources(self) -> Path:
        return self.path / "sources.toml"

    @property
    def credentials(self) -> Path:
        """The secrets of sources, for the operator's eyes alone; it need not be there."""
        return self.path / "credentials.toml"

    @property
    def mappings(self) -> Path:
        """Holds the operator's own mapping files for JSON APIs; it need not be there."""
        return self.path / "mappings"

    @property
    def operator_token(self) -> Path:
        return self.path / "operator-token"

    @property
    def notice(self) -> Path:
        """Says, while a keeper serves, which process it is and where it answers."""
        return self.path / "keeper.json"

    @property
    def exists(self) -> bool:
        return (self.path / MARK).exists()


def prepare(path: Path) -> Directory:
    """The directory of a registry, made when it is missing.

    Raises DataError when it cannot be made, holds something else, or is of a newer version of this program.
    """
    directory = Directory(path)
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = path / MARK
        strangers = [] if mark.exists() else [item.name for item in path.iterdir() if item.name not in _OURS_BEFORE]
        if strangers:
            raise DataError(
                f"{path} không trống và không phải thư mục dữ liệu của sổ (có {strangers[0]}). Hãy chọn thư mục khác.",
                f"{path} is not empty and no registry's data directory (it holds {strangers[0]}). Choose another.",
            )
        if not mark.exists():
            path.chmod(0o700)  # drafts and password hashes are nobody else's business
            mark.write_text(f"{FORMAT}\n", "ascii")
        _check_format(mark)
        token = directory.operator_token
        if not token.exists() or len(token.read_text("utf-8").strip()) < TOKEN_LENGTH:
            write_secret(directory.operator_token, secrets.token_urlsafe(32) + "\n")
    except OSError as fault:
        raise DataError(
            f"Không dùng được thư mục dữ liệu {path}: {fault.strerror}.",
            f"The data directory {path} cannot be used: {fault.strerror}.",
        ) from fault
    return directory


def existing(path: Path) -> Directory:
    """The directory of a registry that is there already. Raises DataError when it is not one, or is newer."""
    if not (path / MARK).exists():
        raise DataError(
            f"{path} không phải thư mục dữ liệu của sổ. Hãy chạy «registry demo» hoặc «registry serve» trước.",
            f"{path} is no registry's data directory. Run “registry demo” or “registry serve” first.",
        )
    _check_format(path / MARK)
    return Directory(path)


def hold(directory: Directory) -> IO[str]:
    """Takes the directory for this process, until the returned file is closed. Raises InUse."""
    file = (directory.path / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise InUse(directory.path, int(holder) if holder.isdigit() else 0) from fault
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def is_held(directory: Directory) -> bool:
    """Whether a keeper lives in the directory; a notice that a killed one left behind does not count."""
    try:
        hold(directory).close()
    except InUse:
        return True
    return False


def announce(directory: Directory, address: str) -> None:
    """Writes down where the keeper answers, for commands on the same machine."""
    directory.notice.write_text(json.dumps({"pid": os.getpid(), "address": address}), "ascii")


def write_secret(path: Path, text: str) -> None:
    """A file that only its owner may read, whole or not at all."""
    coming = path.with_name(path.name + ".coming")
    coming.unlink(missing_ok=True)
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


_OURS_BEFORE = frozenset({"registry.toml", "sources.toml", "credentials.toml", "mappings", "operator-token", "lock"})
"""What an operator may have put there before the first start."""


def _check_format(mark: Path) -> None:
    said = mark.read_text("ascii", errors="replace").strip()
    if not said.isdigit() or int(said) > FORMAT:
        raise DataError(
            f"Thư mục dữ liệu {mark.parent} thuộc phiên bản mới hơn (dạng {said[:20]}, chương trình này đọc đến dạng "
            f"{FORMAT}). Hãy dùng phiên bản chương trình đã tạo ra nó.",
            f"The data directory {mark.parent} is of a newer version (format {said[:20]}; this program reads up to "
            f"{FORMAT}). Use the version of the program that made it.",
        )
