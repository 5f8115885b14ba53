"""Whoever a source names is told of its runs: by letter, and by a webhook that proves who sent it; none holds a run up."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from harvesters.door import Body, Refused
from harvesters.secrets import NONE, Secrets
from harvesters.source import Source
from registry.clock import stamp
from registry.config import Config
from registry.harvesting import tables
from registry.harvesting.calling import Calls
from registry.harvesting.credentials import Credentials
from registry.harvesting.digest_text import TOLD, Digest, as_json, letter, subject
from registry.harvesting.digests import ALL, GIVEN_UP, OFF, PAUSES, SENT, WAITING, Digests
from registry.harvesting.patience import Patience
from registry.harvesting.run_reading import Some
from registry.harvesting.runs import DONE, FAILED, GUARDED, STOPPED, Run, Runs
from registry.mail import Mail
from tests.harvesters.hostile import drip, serving
from tests.loopback import Quiet, answering
from tests.registry.desk import Ticking
from tests.registry.harvesting.test_causes import finding, settled, unread
from tests.registry.postbox import Postbox, postbox

TITLES = {"vi": "API của Sở Y tế", "en": "API of Health"}
MAILBOX = "dulieu@example.vn"


@pytest.fixture(scope="module")
def box() -> Iterator[Postbox]:
    with postbox() as box:
        yield box


@dataclass
class Hook:
    """A webhook's address, what it was sent, and the status it answers with."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204


@contextmanager
def webhook() -> Iterator[Hook]:
    hook = Hook()

    class Taking(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((dict(self.headers), body))
            self.say(b"", status=hook.status)

    with answering(Taking) as address:
        hook.url = f"{address}/dot-thu-thap"
        yield hook


@dataclass
class Told:
    digests: Digests
    clock: Ticking
    source: Source
    engine: Engine

    def end_run(self, state: str = DONE, **counts: int) -> int:
        """A run of the source that has just ended."""
        now = stamp(self.clock())
        row = {"source": "so", "state": state, "started": now, "ended": now, "next_url": "", "pages": 1,
               "counts": json.dumps(counts), "message_vi": "", "message_en": ""}  # fmt: skip
        with self.engine.begin() as connection:
            key = connection.execute(insert(tables.run).values(**row)).inserted_primary_key
        assert key is not None
        return int(key[0])


@pytest.fixture
def told(engine: Engine, clock: Ticking, box: Postbox, tmp_path: Path) -> Told:
    box.letters.clear()
    box.answers.clear()
    source = Source("so", "ckan", "https://data.example.vn/", "gl-so-yt", TITLES, notify=(MAILBOX,))
    secrets = tmp_path / "credentials.toml"
    secrets.write_text('[so]\nwebhook = "khoa-cua-nguon"\n')
    secrets.chmod(0o600)
    calls = Calls(
        Config(tmp_path, allow_hosts=("127.0.0.1",)), Credentials(secrets), Patience(engine, clock), lambda _: False
    )
    mail = Mail("127.0.0.1", box.port, "so@example.vn", "none")
    digests = Digests(Runs(engine), dict, mail, calls, clock, "https://so.example.vn", tmp_path)
    told = Told(digests, clock, source, engine)
    digests.sources = lambda: {"so": told.source}
    return told


def test_a_letter_goes_out_once_for_each_run(told: Told, box: Postbox) -> None:
    number = told.end_run(created=2, held=1)
    assert told.digests.send_due() == 1 and told.digests.send_due() == 0
    assert len(box.letters) == 1 and box.read()["Subject"] == (
        f"[API của Sở Y tế] Đợt thu thập {number}: nhận 3 bản ghi, 1 bị giữ lại"
    )
    (sending,) = told.digests.of(number)
    assert (sending.state, sending.tries, sending.address) == (SENT, 1, MAILBOX)


def test_what_did_not_arrive_is_tried_again_ever_more_rarely_and_then_given_up(told: Told, box: Postbox) -> None:
    number = told.end_run()
    box.answers["RCPT"] = b"451 later\r\n"
    assert told.digests.send_due() == 0
    (sending,) = told.digests.of(number)
    assert sending.state == WAITING and sending.tries == 1 and "451" in sending.reason_vi
    assert told.digests.send_due() == 0 and told.digests.of(number)[0].tries == 1, "not before its time"
    for pause in PAUSES:
        told.clock.now += timedelta(seconds=pause - 1)
        tries = told.digests.of(number)[0].tries
        told.digests.send_due()
        assert told.digests.of(number)[0].tries == tries, "not a second before its time"
        told.clock.now += timedelta(seconds=1)
        told.digests.send_due()
    (sending,) = told.digests.of(number)
    assert sending.state == GIVEN_UP and sending.tries == len(PAUSES) + 1
    told.digests.again(number)
    assert told.digests.send_due() == 0 and told.digests.of(number)[0].state == WAITING, "from the beginning"
    box.answers.clear()
    told.digests.again(number)
    assert told.digests.send_due() == 1 and told.digests.of(number)[0].state == SENT
    told.digests.again(number)
    assert told.digests.send_due() == 0, "what arrived does not go again"


def test_of_a_source_that_is_gone_nothing_is_told_any_more(told: Told, box: Postbox) -> None:
    number = told.end_run()
    box.answers["RCPT"] = b"451 later\r\n"
    told.digests.send_due()
    told.digests.sources = dict
    told.clock.now += timedelta(seconds=PAUSES[0])
    assert told.digests.send_due() == 0 and told.digests.of(number) == ()


def test_a_run_that_a_person_stopped_is_told_and_one_that_began_anew_is_not(told: Told, box: Postbox) -> None:
    told.end_run(STOPPED)
    assert told.digests.send_due() == 0
    by_hand = told.end_run(STOPPED)
    with told.engine.begin() as connection:
        connection.execute(update(tables.run).where(tables.run.c.id == by_hand).values(stop_asked="van-hanh: An"))
    assert told.digests.send_due() == 1 and f" {by_hand}:" in str(box.read()["Subject"])


@pytest.mark.parametrize("word", ["held", "refused", "unreadable", "withdrawn"])
def test_every_trouble_is_one(told: Told, box: Postbox, word: str) -> None:
    told.digests.when = "troubles"
    told.end_run(created=1, missing=1)
    told.end_run(**{word: 1})
    assert told.digests.send_due() == 1


def test_an_address_that_can_never_take_it_is_not_tried_again(told: Told, box: Postbox) -> None:
    box.answers["RCPT"] = b"550 no such\r\n"
    number = told.end_run()
    told.digests.send_due()
    assert told.digests.of(number)[0].state == GIVEN_UP


def test_a_webhook_gets_the_run_as_json_that_proves_who_sent_it(told: Told) -> None:
    with webhook() as hook:
        told.source = replace(told.source, notify=(hook.url,))
        number = told.end_run(created=1)
        assert told.digests.send_due() == 1
        ((headers, body),) = hook.got
    said = json.loads(body)
    assert said["run"] == number and said["account"]["read"] == 1 and said["page"].endswith(f"/desk/runs/{number}")
    signed = f"{headers['X-Registry-Timestamp']}.".encode() + body
    assert (
        headers["X-Registry-Signature"] == "sha256=" + hmac.new(b"khoa-cua-nguon", signed, hashlib.sha256).hexdigest()
    )
    assert headers["Content-Type"] == "application/json" and b"khoa-cua-nguon" not in body


def test_nothing_goes_out_unsigned_or_to_an_open_or_private_address(told: Told, tmp_path: Path) -> None:
    with webhook() as hook:
        inside = ("https://10.0.0.1/x", "https://[::1]/x", "https://127.0.0.1:8443/x", "https://a:b@data.example.vn/")
        told.digests.calls.config = replace(told.digests.calls.config, allow_hosts=())
        told.source = replace(told.source, notify=(*inside, hook.url, "http://data.example.vn/x", "not an address"))
        number = told.end_run()
        assert told.digests.send_due() == 0 and hook.got == []
        assert {one.state for one in told.digests.of(number)} == {GIVEN_UP}, "none of them is ever let through"
        told.digests.calls.config = replace(told.digests.calls.config, allow_hosts=("127.0.0.1",))
        (tmp_path / "credentials.toml").write_text("")
        told.source = replace(told.source, notify=(hook.url,))
        number = told.end_run()
        assert told.digests.send_due() == 0 and hook.got == []
    (unsigned,) = told.digests.of(number)
    assert "unsigned" in unsigned.reason_en and unsigned.state == WAITING


def test_a_webhook_that_answers_badly_is_told_and_tried_again(told: Told) -> None:
    with webhook() as hook:
        hook.status = 500
        told.source = replace(told.source, notify=(hook.url,))
        number = told.end_run()
        told.digests.send_due()
    (sending,) = told.digests.of(number)
    assert sending.state == WAITING and "500" in sending.reason_en


def test_one_that_cannot_be_told_keeps_nothing_from_the_others(told: Told, box: Postbox) -> None:
    """A fault that nobody foresaw, at an address that its agency chose."""

    class Faulty(Calls):
        def send(self, url: str, target: Path, body: Body, secrets: Secrets = NONE) -> Refused | None:
            raise ValueError("unforeseen")

    calls = told.digests.calls
    told.digests.calls = Faulty(calls.config, calls.credentials, calls.patience, calls.pause)
    told.source = replace(told.source, notify=("https://a.example/x", MAILBOX))
    number = told.end_run()
    assert told.digests.send_due() == 1 and len(box.letters) == 1
    first, second = told.digests.of(number)
    assert (first.state, second.state) == (SENT, WAITING) and "fault of this program" in second.reason_en


def test_an_address_that_drips_keeps_little_from_the_others(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("registry.harvesting.calling.HANDING_OVER", 0.3)
    with serving({"/": drip(5)}) as server:
        told.source = replace(told.source, notify=(server.url(),))
        number = told.end_run()
        assert told.digests.send_due() == 0
    assert "within 0.3 s" in told.digests.of(number)[0].reason_en


def test_old_runs_and_those_the_setting_passes_over_are_not_told(told: Told, box: Postbox) -> None:
    told.end_run(unchanged=3)
    told.digests.when = "troubles"
    assert told.digests.send_due() == 0
    told.end_run(held=1)
    told.end_run(FAILED)
    assert told.digests.send_due() == 2
    told.digests.when = OFF
    told.end_run(held=1)
    assert told.digests.send_due() == 0
    told.clock.now += timedelta(days=2)
    told.digests.when = ALL
    assert told.digests.send_due() == 0


def digest(state: str = DONE, **counts: int) -> Digest:
    quiet = {**settled(4, "taken-down", finding(takes_down=True)), "word": "held", "title": "Hồ sơ mật"}
    held = {**settled(2, "held", finding()), "word": "held"}
    words = {
        "created": ({**settled(1, "published"), "title": "Giá\nnông sản"},),
        "withdrawn": (settled(3, "withdrawn"),),
        "held": (held, quiet),
    }
    named = {word: Some(words.get(word, ()), len(words.get(word, ()))) for word in TOLD}
    run = Run(12, "so", state, "", "", "", 1, counts or {"created": 1, "held": 2, "unreadable": 1})
    unreadable = Some((unread("result 3", "Hỏng."),), 1)
    return Digest(run, TITLES, "gl-so-yt", named, Some((held, quiet), 2), unreadable, "https://so.example.vn")


def test_the_letter_names_what_changed_and_how_to_mend_in_vietnamese_then_english() -> None:
    said = letter(digest())
    vietnamese, english = said.split("-- \nEnglish")
    assert (
        "Nhận 4 bản ghi = 1 mới + 0 thay đổi + 0 không đổi + 2 bị giữ lại + 0 không được nhận + 1 không đọc được"
        in vietnamese
    )
    assert "- Giá nông sản\n" in vietnamese and "- 1 × Thiếu ngày ban hành." in vietnamese
    assert "Cách sửa (cơ quan): Điền ngày ban hành." in vietnamese and "Read 4 = 1 new" in english
    assert "https://so.example.vn/desk/runs/12" in vietnamese and "https://so.example.vn/desk/runs/12" in english


def test_what_may_be_secret_is_counted_and_never_named() -> None:
    for said in (letter(digest()), subject(digest()), json.dumps(as_json(digest()), ensure_ascii=False)):
        assert "Hồ sơ mật" not in said
    assert "1 bản ghi bị giữ vì" in letter(digest()) and as_json(digest())["unnamed"] == 1


def test_the_subject_says_what_leaves() -> None:
    done = digest()
    gone = replace(done, run=replace(done.run, counts={"unchanged": 5, "withdrawn": 2, "missing": 1}))
    assert subject(gone).endswith(
        "nhận 5 bản ghi, 2 đã rút vì nguồn không còn, 1 nguồn không còn, đang trong thời gian chờ"
    )


def test_a_run_that_moved_nothing_says_why() -> None:
    assert subject(digest(GUARDED)).endswith("chờ người phụ trách xác nhận; không có gì thay đổi")
    failed = replace(digest(FAILED), run=replace(digest(FAILED).run, message_vi="Nguồn im lặng quá lâu."))
    assert "Nguồn im lặng quá lâu." in letter(failed) and "Nhận 4" not in letter(failed)


def test_no_words_of_a_source_begin_a_line_of_the_letter() -> None:
    said = "Trang web «a\n\nMật khẩu hết hạn: https://evil.example»."
    failed = replace(digest(FAILED), run=replace(digest(FAILED).run, message_vi=said))
    assert not any(line.startswith("Mật khẩu") for line in letter(failed).splitlines())
