"""A mail server of the tests on loopback: it keeps what it is given, or answers as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from typing import cast


@dataclass
class Postbox:
    """The server's port, the letters it took, and the answers it gives in place of its own, by command."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    answers: dict[str, bytes] = field(default_factory=dict)

    def read(self, number: int = -1) -> EmailMessage:
        """A letter opened, the last one unless another is named."""
        opened: Message = message_from_bytes(self.letters[number], policy=default)
        return cast(EmailMessage, opened)


@contextmanager
def postbox() -> Iterator[Postbox]:
    """A server that runs until the block ends."""
    box = Postbox()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 postbox\r\n")
            while line := self.rfile.readline(2000):
                command = line[:4].decode("ascii", "replace").upper()
                if answer := box.answers.get(command):
                    self.wfile.write(answer)
                elif command == "DATA":
                    self.wfile.write(b"354 go on\r\n")
                    letter = b""
                    while (line := self.rfile.readline(2000)) and line != b".\r\n":
                        letter += line
                    box.letters.append(letter)
                    self.wfile.write(b"250 taken\r\n")
                elif command == "QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                else:
                    self.wfile.write(b"250 well\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        box.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
