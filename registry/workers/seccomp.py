"""A system-call filter without a library: no network, no new program, no reaching into another process.

A classic BPF program (linux/seccomp.h, linux/filter.h) that answers EPERM to the calls below and lets all others pass.
`socket` and `io_uring_setup` are what the network needs; the channel to the keeper is open already.
"""

import ctypes
import os
import struct
import sys

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_FOREIGN_NUMBERS = 0x40000000
"""On x86-64, numbers from here on are the x32 interface, a second door to the same calls."""

# socket connect accept bind listen fork vfork execve kill ptrace accept4 process_vm_readv process_vm_writev bpf
# execveat pidfd_send_signal io_uring_setup pidfd_getfd
_X86_64 = (41, 42, 43, 49, 50, 57, 58, 59, 62, 101, 288, 310, 311, 321, 322, 424, 425, 438)
# the same; this machine has no fork and vfork
_AARCH64 = (198, 203, 202, 200, 201, 221, 129, 117, 242, 270, 271, 280, 281, 424, 425, 438)
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _AARCH64)}

Instruction = tuple[int, int, int, int]


def forbid() -> bool:
    """Put the filter on this thread and all it starts; whether the platform took it."""
    if sys.platform != "linux" or os.uname().machine not in _MACHINES:
        return False
    architecture, numbers = _MACHINES[os.uname().machine]
    code = b"".join(struct.pack("HBBI", *each) for each in program(architecture, numbers))
    held = ctypes.create_string_buffer(code)
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(held)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(header), 0, 0) == 0)


def program(architecture: int, numbers: tuple[int, ...]) -> list[Instruction]:
    """The filter's instructions: (code, jump if true, jump if false, operand)."""
    refused = len(numbers)
    tests = [(_JUMP_EQUAL, refused - place, 0, number) for place, number in enumerate(numbers)]
    return [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD_WORD, 0, 0, _NUMBER_AT),
        (_JUMP_AT_LEAST, refused + 1, 0, _FOREIGN_NUMBERS),
        *tests,
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
