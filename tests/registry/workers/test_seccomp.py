"""The filter's program, run by a small interpreter of classic BPF: every listed call is refused, every other passes."""

import errno

import pytest

from registry.workers.seccomp import Instruction, program

ARCHITECTURE = 0xC000003E
ALLOWED, REFUSED, KILLED = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LISTED = (41, 42, 59, 62, 425)


def run(code: list[Instruction], number: int, architecture: int = ARCHITECTURE) -> int:
    """What the kernel would do with one call; `number` and `architecture` are the fields a filter can load."""
    fields, held, place = {0: number, 4: architecture}, 0, 0
    while True:
        operation, if_true, if_false, operand = code[place]
        place += 1
        if operation == 0x06:
            return operand
        if operation == 0x20:
            held = fields[operand]
        elif operation == 0x15:
            place += if_true if held == operand else if_false
        elif operation == 0x35:
            place += if_true if held >= operand else if_false
        else:
            raise AssertionError(f"an unknown instruction {operation:#x}")


@pytest.mark.parametrize("number", range(450))
def test_each_call_is_judged_by_its_number(number: int) -> None:
    assert run(program(ARCHITECTURE, LISTED), number) == (REFUSED if number in LISTED else ALLOWED)


def test_the_second_door_to_the_same_calls_is_shut() -> None:
    assert run(program(ARCHITECTURE, LISTED), 0x40000000 + 41) == REFUSED
    assert run(program(ARCHITECTURE, LISTED), 0x40000000) == REFUSED


def test_another_machines_call_ends_the_process() -> None:
    assert run(program(ARCHITECTURE, LISTED), 0, architecture=0x40000003) == KILLED


def test_every_jump_fits_its_byte() -> None:
    assert all(max(if_true, if_false) < 256 for _, if_true, if_false, _ in program(ARCHITECTURE, tuple(range(200))))
