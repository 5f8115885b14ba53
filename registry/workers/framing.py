"""Messages between the keeper and a child, over a Unix socket: values as JSON, bytes as they are.

A message is a dict with text keys. On the wire: the length of its head (4 bytes, big-endian), the head as JSON
`{"values": {...}, "bodies": [[key, length], ...]}`, then the bodies, which are the values that are bytes.
"""

import json
import socket
import time
from collections.abc import Mapping
from typing import Any

HEAD_CAP = 64 << 20
BODY_CAP = 1 << 30
"""No answer of ours comes near these; a longer one is a child gone wrong, and EOFError."""
_READ_AT_ONCE, _READ_MOST = 64 << 10, 1 << 20
"""Most messages are shorter: one look at the socket brings them whole."""

Message = Mapping[str, Any]


class Channel:
    """One end of a stream socket that carries messages."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._held = bytearray()

    def send(self, message: Message, deadline: float | None = None) -> None:
        """Write a message. Raises TimeoutError at `deadline` (time.monotonic), OSError when nobody listens."""
        bodies = {key: value for key, value in message.items() if isinstance(value, bytes)}
        values = {key: value for key, value in message.items() if key not in bodies}
        head = {"values": values, "bodies": [[key, len(body)] for key, body in bodies.items()]}
        text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        self._connection.settimeout(_left(deadline))
        self._connection.sendall(b"".join((len(text).to_bytes(4, "big"), text, *bodies.values())))

    def receive(self, deadline: float | None = None) -> dict[str, Any]:
        """The next message. Raises TimeoutError at `deadline`, EOFError when the other end is gone or too talkative."""
        size = int.from_bytes(self._read(4, deadline), "big")
        if size > HEAD_CAP:
            raise EOFError("a head that is too long")
        head = json.loads(self._read(size, deadline).decode("utf-8", "surrogatepass"))
        message: dict[str, Any] = head["values"]
        for key, length in head["bodies"]:
            if not 0 <= length <= BODY_CAP:
                raise EOFError("a body that is too long")
            message[key] = self._read(length, deadline)
        return message

    def close(self) -> None:
        self._connection.close()

    def _read(self, size: int, deadline: float | None) -> bytes:
        """So many bytes; what came behind them is held for the next reading, for each look at the socket is a turn."""
        while len(self._held) < size:
            self._connection.settimeout(_left(deadline))
            try:
                part = self._connection.recv(max(_READ_AT_ONCE, min(_READ_MOST, size - len(self._held))))
            except ConnectionError as error:
                raise EOFError(str(error)) from error
            if not part:
                raise EOFError("the other end closed")
            self._held += part
        with memoryview(self._held) as held:
            read = bytes(held[:size])
        del self._held[:size]
        return read


def pair() -> tuple[Channel, socket.socket]:
    """A channel to keep and the socket to hand to the child at its other end."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    return Channel(ours), theirs


def _left(deadline: float | None) -> float | None:
    if deadline is None:
        return None
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
