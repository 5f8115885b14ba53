"""Letters to people, by SMTP: the one module of this registry that speaks it.

A letter is plain text in UTF-8, bears an identifier of its own (so that one sent twice is one letter to a mailbox), and
says that a machine wrote it. A server that drips is cut off: no letter takes longer than PATIENCE.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime
from typing import Any

from harvesters.connections import Watchdog
from registry.errors import RegistryError

PATIENCE = 60.0
"""Seconds for one letter, all together."""
SILENCE = 20.0
"""Seconds for one answer of the server."""
LONGEST_SUBJECT = 180
STARTTLS, TLS, PLAIN = WAYS = ("starttls", "tls", "none")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,9}")


class NotMailed(RegistryError):
    """The letter did not go out; `for_good`: trying again changes nothing."""

    def __init__(self, vi: str, en: str, for_good: bool = False) -> None:
        super().__init__(vi, en)
        self.for_good = for_good


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written to whom; `name` is the letter's own, of letters, digits and dashes."""

    to: str
    subject: str
    text: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends letters by one server. `login` reads user and password at each letter; None tries none."""

    host: str
    port: int
    sender: str
    way: str = STARTTLS
    login: Callable[[], tuple[str, str] | None] = lambda: None

    def send(self, letter: Letter) -> None:
        """Hands the letter to the server. Raises NotMailed; a password never stands in its sentences."""
        if not self.host or not self.sender:
            raise NotMailed(
                "Chưa đặt máy chủ thư (mail_host, mail_from).", "No mail server is set (mail_host, mail_from)."
            )
        if not is_mailbox(letter.to):
            raise NotMailed("Địa chỉ thư không hợp lệ.", "The address is no mailbox.", for_good=True)
        try:
            self._deliver(letter, self.login())
        except smtplib.SMTPResponseException as fault:
            raise _answered(fault) from fault
        except smtplib.SMTPRecipientsRefused as fault:
            code, _ = next(iter(fault.recipients.values()), (550, b""))
            raise NotMailed(
                f"Máy chủ thư không nhận địa chỉ này (mã {code}).",
                f"The mail server refuses this address (code {code}).",
                for_good=code >= 500,
            ) from fault
        except ssl.SSLError as fault:
            raise NotMailed(
                "Chứng thư của máy chủ thư không hợp lệ.", "The mail server's certificate is not valid."
            ) from fault
        except (smtplib.SMTPException, OSError) as fault:
            raise NotMailed(
                "Không gửi được: máy chủ thư không trả lời hoặc ngắt giữa chừng.",
                "Not sent: the mail server does not answer, or broke off.",
            ) from fault

    def _deliver(self, letter: Letter, login: tuple[str, str] | None) -> None:
        secure = ssl.create_default_context() if self.way != PLAIN else None
        with Watchdog(PATIENCE) as watchdog, self._server(watchdog, secure) as server:
            if self.way == STARTTLS:
                server.starttls(context=secure)
            if login and self.way != PLAIN:
                server.login(*login)
            server.send_message(_message(letter, self.sender), self.sender, [letter.to])

    def _server(self, watchdog: Watchdog, secure: ssl.SSLContext | None) -> smtplib.SMTP:
        # We greet by the sender's domain; left to itself, smtplib looks our own name up in the network.
        ours = self.sender.rpartition("@")[2] or "localhost"
        if self.way == TLS:
            return _WatchedTLS(watchdog, self.host, self.port, ours, timeout=SILENCE, context=secure)
        return _Watched(watchdog, self.host, self.port, ours, timeout=SILENCE)


class _Watched(smtplib.SMTP):
    """A talk that is watched from the connection on: the greeting, TLS and the goodbye can drip as well as the rest."""

    def __init__(self, watchdog: Watchdog, *where: Any, **how: Any) -> None:
        self.watchdog = watchdog
        smtplib.SMTP.__init__(self, *where, **how)

    def _get_socket(self, *where: Any) -> socket.socket:
        """Where smtplib makes the connection, before anything is said or put into TLS."""
        connected: socket.socket = super()._get_socket(*where)  # type: ignore[misc]  # typeshed leaves it out
        self.watchdog.guard(connected)
        return connected


class _WatchedTLS(smtplib.SMTP_SSL, _Watched):
    """The same in TLS from the first byte; its connection is made by the class above, and put into TLS then."""

    def __init__(self, watchdog: Watchdog, *where: Any, **how: Any) -> None:
        self.watchdog = watchdog
        smtplib.SMTP_SSL.__init__(self, *where, **how)


def is_mailbox(text: str) -> bool:
    """Whether this is an address that a letter can go to: ASCII, without display name."""
    return len(text) <= 254 and bool(_MAILBOX.fullmatch(text))


def _message(letter: Letter, sender: str) -> MIMEText:
    message = MIMEText(letter.text, "plain", "utf-8")
    message["From"] = sender
    message["To"] = letter.to
    # One encoded word after another: words half encoded lose spaces between them.
    message["Subject"] = Header(
        " ".join(letter.subject.split())[:LONGEST_SUBJECT], "utf-8", header_name="Subject"
    ).encode()
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _answered(fault: smtplib.SMTPResponseException) -> NotMailed:
    """What the server's code says; its own words may repeat what was sent, and are left out."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return NotMailed("Máy chủ thư không nhận tài khoản.", "The mail server refuses the login.")
    return NotMailed(
        f"Máy chủ thư từ chối (mã {fault.smtp_code}).",
        f"The mail server refuses (code {fault.smtp_code}).",
        for_good=500 <= fault.smtp_code < 600,
    )
