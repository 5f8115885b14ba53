"""Letters arrive as they were written, and one that cannot go out says why without telling a secret."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.harvesting.credentials import BadCredentials, Credentials
from registry.mail import Letter, Mail, NotMailed, is_mailbox
from tests.harvesters.hostile import speaking
from tests.registry.postbox import Postbox, postbox

AT = datetime(2026, 10, 12, 1, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


def mail(box: Postbox, **more: object) -> Mail:
    said = {"host": "127.0.0.1", "port": box.port, "sender": "so@example.vn", "way": "none", **more}
    return Mail(**said)  # type: ignore[arg-type]  # a table of what differs


def letter(**more: str) -> Letter:
    said = {
        "to": "dulieu@example.vn",
        "subject": "Đợt thu thập 12",
        "text": "Đã nhận 23 bản ghi.\n.\nHết.",
        "name": "run-12",
    }
    return Letter(**{**said, **more}, at=AT)


def test_a_letter_arrives_as_it_was_written(box: Postbox) -> None:
    mail(box).send(letter())
    came = box.read()
    assert came["Subject"] == "Đợt thu thập 12" and came["To"] == "dulieu@example.vn"
    assert came["Message-ID"] == "<run-12@example.vn>" and came["Auto-Submitted"] == "auto-generated"
    assert came.get_content().replace("\r\n", "\n") == "Đã nhận 23 bản ghi.\n.\nHết."


def test_no_line_of_a_subject_becomes_a_header(box: Postbox) -> None:
    mail(box).send(letter(subject="Đợt 12\r\nBcc: ai@example.vn\n\nxin chào"))
    came = box.read()
    assert came["Bcc"] is None and came["Subject"] == "Đợt 12 Bcc: ai@example.vn xin chào"


@pytest.mark.parametrize("to", ["", "a@b@c", "a b@c.vn", "a@c.vn\r\nBcc: x@y.vn", "Tên <a@c.vn>", "a@" + "b" * 300])
def test_what_is_no_mailbox_is_refused_for_good(box: Postbox, to: str) -> None:
    assert not is_mailbox(to)
    with pytest.raises(NotMailed) as refused:
        mail(box).send(letter(to=to))
    assert refused.value.for_good


def test_a_server_that_refuses_is_told_by_its_code_alone(box: Postbox) -> None:
    for answer, is_final in ((b"550 no such dulieu@example.vn s3cret\r\n", True), (b"451 later\r\n", False)):
        box.answers["RCPT"] = answer
        with pytest.raises(NotMailed) as refused:
            mail(box).send(letter())
        assert refused.value.for_good is is_final
        assert "s3cret" not in refused.value.vi + refused.value.en
    box.answers.clear()


def test_a_server_that_is_not_there_or_not_set_is_said(box: Postbox) -> None:
    with pytest.raises(NotMailed, match="does not answer"):
        mail(box, port=1).send(letter())
    with pytest.raises(NotMailed, match="No mail server is set"):
        mail(box, host="").send(letter())


@pytest.mark.parametrize("way", ["none", "tls"])
def test_a_server_that_drips_is_cut_off_from_its_first_byte_on(
    box: Postbox, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr("registry.mail.PATIENCE", 0.2)
    heard = threading.Event()

    def drip(connection: socket.socket, path: str) -> None:
        connection.sendall(b"220-" if way == "none" else b"\x16\x03\x03\x40\x00")
        for _ in range(40):
            connection.sendall(b"x")
            time.sleep(0.05)
        heard.set()

    with speaking(drip) as server, pytest.raises(NotMailed):
        mail(box, port=server.port, way=way).send(letter())
    assert not heard.is_set(), "nobody listened to the end"


def test_a_password_never_goes_over_an_open_wire(box: Postbox) -> None:
    login = ("so", "s3cret-s3cret")
    before = len(box.letters)
    mail(box, login=lambda: login).send(letter())
    assert len(box.letters) == before + 1
    with pytest.raises(NotMailed) as refused:
        mail(box, way="starttls", login=lambda: login).send(letter())
    assert "s3cret" not in refused.value.en and len(box.letters) == before + 1


def test_the_login_stands_in_the_operators_file_under_a_name_that_no_source_can_have(tmp_path: Path) -> None:
    place = tmp_path / "credentials.toml"
    kept = Credentials(place)
    assert kept.mail_login() is None
    place.write_text('[SMTP]\nbasic = { user = "so", password = "bi-mat" }\n')
    place.chmod(0o600)
    assert kept.mail_login() == ("so", "bi-mat")
    place.chmod(0o644)
    with pytest.raises(BadCredentials) as refused:
        kept.mail_login()
    assert "bi-mat" not in refused.value.vi + refused.value.en
