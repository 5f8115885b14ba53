"""Messages arrive whole or not at all, and nobody waits beyond the deadline."""

import json
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.workers.framing import HEAD_CAP, Channel, pair

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(SCALARS, lambda each: st.lists(each) | st.dictionaries(st.text(), each), max_leaves=5)


@given(st.dictionaries(st.text(), VALUES | st.binary()))
def test_a_message_arrives_as_it_was_sent(message: dict[str, object]) -> None:
    ours, theirs = pair()
    other = Channel(theirs)
    sender = threading.Thread(target=ours.send, args=(message,))
    sender.start()
    assert other.receive(time.monotonic() + 30) == message
    sender.join()
    ours.close()
    other.close()


def test_several_messages_keep_their_bounds() -> None:
    ours, theirs = pair()
    with theirs:
        for number in range(3):
            ours.send({"number": number, "body": bytes(number)})
        other = Channel(theirs)
        assert [other.receive()["number"] for _ in range(3)] == [0, 1, 2]
        ours.close()


def test_silence_and_a_trickle_end_at_the_deadline() -> None:
    ours, theirs = pair()
    with theirs:
        with pytest.raises(TimeoutError):
            ours.receive(time.monotonic() + 0.05)
        theirs.sendall((100).to_bytes(4, "big") + b"{")
        with pytest.raises(TimeoutError):
            ours.receive(time.monotonic() + 0.05)
        with pytest.raises(TimeoutError):
            ours.send({"body": b"x" * (64 << 20)}, time.monotonic() + 0.05)
        ours.close()


@pytest.mark.parametrize("sent", [b"", b"\x00\x00", (50).to_bytes(4, "big") + b'{"values'])
def test_half_a_message_is_the_end(sent: bytes) -> None:
    ours, theirs = pair()
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(EOFError):
        ours.receive(time.monotonic() + 5)
    ours.close()


@pytest.mark.parametrize("bodies", [[["a", -1]], [["a", 1 << 40]]])
def test_a_length_that_cannot_be_is_the_end(bodies: list[object]) -> None:
    ours, theirs = pair()
    head = json.dumps({"values": {}, "bodies": bodies}).encode()
    theirs.sendall(len(head).to_bytes(4, "big") + head)
    with pytest.raises(EOFError):
        ours.receive(time.monotonic() + 5)
    theirs.sendall((HEAD_CAP + 1).to_bytes(4, "big"))
    with pytest.raises(EOFError):
        ours.receive(time.monotonic() + 5)
    ours.close()
    theirs.close()


def test_a_reader_that_is_gone_is_an_error() -> None:
    ours, theirs = pair()
    theirs.shutdown(socket.SHUT_RDWR)
    theirs.close()
    with pytest.raises(OSError, match=r"."):
        ours.send({"body": b"x" * (1 << 20)})
    ours.close()
