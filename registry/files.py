"""Files that people name in commands: their bytes, and in both languages why one cannot be read or written."""

import errno
from pathlib import Path

from registry.errors import RegistryError


def file_bytes(path: Path) -> bytes:
    """All that is in a file. Raises RegistryError."""
    try:
        return path.read_bytes()
    except OSError as fault:
        vi, en = reasons(fault)
        raise RegistryError(f"Không đọc được {path}: {vi}.", f"{path} cannot be read: {en}.") from fault


def reasons(fault: OSError) -> tuple[str, str]:
    """Why the system refused a file, in Vietnamese and English."""
    return _REASONS.get(fault.errno or 0, (f"hệ thống báo lỗi số {fault.errno}", str(fault.strerror)))


_REASONS = {
    errno.ENOENT: ("không có tệp này hoặc thư mục chứa nó", "no such file, or no folder for it"),
    errno.ENOTDIR: ("không có tệp này hoặc thư mục chứa nó", "no such file, or no folder for it"),
    errno.ENAMETOOLONG: ("tên tệp quá dài", "the name is too long"),
    errno.EACCES: ("không được phép", "not allowed"),
    errno.EPERM: ("không được phép", "not allowed"),
    errno.EISDIR: ("là thư mục", "it is a directory"),
    errno.ENOSPC: ("đĩa đã đầy", "the disk is full"),
}
