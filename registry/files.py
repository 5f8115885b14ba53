"""Files that people name in commands: their bytes or text, and in both languages why one cannot be read or written."""

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


def file_text(path: Path) -> str:
    """All that is in a file of text, without a byte order mark. Raises RegistryError, also for what is not UTF-8."""
    try:
        return file_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        raise RegistryError(
            f"Không đọc được {path}: không phải UTF-8 ở dòng {line}; hãy lưu lại bằng bảng mã UTF-8.",
            f"{path} cannot be read: it is not UTF-8 at line {line}; save it again as UTF-8.",
        ) from fault


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
