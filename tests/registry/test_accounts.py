"""Accounts: one for each agency, links good once, delays that grow, and every change in the ledger."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from registry import accounts as table
from registry.account_errors import AccountTaken, BadName, LinkGone, UnknownAccount, UnknownAgency, WeakPassword
from registry.accounts import (
    WRONG,
    Accounts,
    By,
    NotSignedIn,
    Role,
    SignedIn,
)
from registry.ledger import Ledger
from registry.passwords import Keeping
from tests.registry.desk import BASE, OPERATOR, PHRASE, Ticking, cheap, with_password
from vocab.agencies import load_agencies

AGENCIES = load_agencies(BASE)
HOME, AWAY = "10.0.0.7", "203.0.113.9"


@pytest.fixture
def accounts(ledger: Ledger, clock: Ticking) -> Accounts:
    return Accounts(ledger, clock, AGENCIES, cheap())


def fail(accounts: Accounts, times: int, name: str = "gl-so-yt", address: str = AWAY) -> list[NotSignedIn]:
    answers = [accounts.sign_in(name, "wrong and wrong again", "An", address) for _ in range(times)]
    assert all(isinstance(answer, NotSignedIn) for answer in answers)
    return [answer for answer in answers if isinstance(answer, NotSignedIn)]


def test_a_second_account_for_an_agency_is_refused_and_written_down(accounts: Accounts, ledger: Ledger) -> None:
    first = accounts.open("gl-so-yt", Role.AGENCY, "gl-so-yt", OPERATOR)
    assert (first.role, first.agency, first.has_password) == (Role.AGENCY, "gl-so-yt", False)
    with pytest.raises(AccountTaken):
        accounts.open("so-y-te-2", Role.AGENCY, "gl-so-yt", OPERATOR)
    assert [(e.act, e.record, e.person) for e in ledger.since(0)] == [
        ("account", "account:gl-so-yt", OPERATOR.person),
        ("refuse", "account:gl-so-yt", OPERATOR.person),
    ]
    assert accounts.of_agency("gl-so-yt") == first and len(accounts.all()) == 1


def test_an_agency_that_has_ended_or_never_was_gets_no_account(accounts: Accounts) -> None:
    for agency in ("bd-so-yt", "bd-so-khdt", "xx-so-la"):
        with pytest.raises(UnknownAgency) as refused:
            accounts.open(agency, Role.AGENCY, agency, OPERATOR)
        assert agency in refused.value.vi


def test_roles_of_no_agency(accounts: Accounts) -> None:
    for name, role in (("kiem-duyet", Role.REVIEWER), ("van-hanh", Role.OPERATOR), ("giam-sat", Role.AUDITOR)):
        assert accounts.open(name, role, None, OPERATOR).agency is None
    with pytest.raises(AccountTaken):
        accounts.open("giam-sat", Role.AUDITOR, None, OPERATOR)
    with pytest.raises(BadName):
        accounts.open("Kiểm duyệt <b>", Role.REVIEWER, None, OPERATOR)


def test_a_link_sets_a_password_once(accounts: Accounts) -> None:
    accounts.open("gl-so-yt", Role.AGENCY, "gl-so-yt", OPERATOR)
    secret = accounts.invite("gl-so-yt", OPERATOR)
    assert accounts.invited(secret).name == "gl-so-yt"
    with pytest.raises(WeakPassword) as weak:
        accounts.set_password(secret, "SoYTeBinhDinh2026")
    assert weak.value.vi
    assert accounts.set_password(secret, PHRASE, "Nguyễn Văn An").has_password
    for again in (lambda: accounts.set_password(secret, PHRASE), lambda: accounts.invited(secret)):
        with pytest.raises(LinkGone):
            again()
    assert isinstance(accounts.sign_in("gl-so-yt", PHRASE, "An", HOME), SignedIn)


def test_a_link_is_good_for_an_hour_and_a_newer_one_ends_with_it(accounts: Accounts, clock: Ticking) -> None:
    accounts.open("gl-so-yt", Role.AGENCY, "gl-so-yt", OPERATOR)
    late, early = accounts.invite("gl-so-yt", OPERATOR), accounts.invite("gl-so-yt", OPERATOR)
    clock.forward(minutes=59)
    accounts.set_password(early, PHRASE)
    with pytest.raises(LinkGone):
        accounts.set_password(late, PHRASE)
    over = accounts.invite("gl-so-yt", OPERATOR)
    clock.forward(minutes=61)
    for secret in (over, "", "nonsense"):
        with pytest.raises(LinkGone):
            accounts.set_password(secret, PHRASE)


def test_neither_passwords_nor_secrets_are_stored(accounts: Accounts, engine: Engine, ledger: Ledger) -> None:
    accounts.open("gl-so-yt", Role.AGENCY, "gl-so-yt", OPERATOR)
    secret = accounts.invite("gl-so-yt", OPERATOR)
    accounts.set_password(secret, PHRASE)
    with engine.connect() as connection:
        rows = [str(row) for t in (table.account, table.link) for row in connection.execute(select(t))]
    kept = "".join([*rows, *(str(entry) for entry in ledger.since(0))])
    assert secret not in kept and PHRASE not in kept and "$argon2id$" in kept


def test_a_sign_in_asks_who_acts(accounts: Accounts) -> None:
    with_password(accounts, "gl-so-yt")
    signed = accounts.sign_in(" GL-so-yt ", unicodedata.normalize("NFD", PHRASE), "  Nguyễn   Văn An ", HOME)
    assert isinstance(signed, SignedIn) and signed.person == "Nguyễn Văn An"
    for person in ("", "   ", "x" * 101, "An\x07"):
        answer = accounts.sign_in("gl-so-yt", PHRASE, person, HOME)
        assert isinstance(answer, NotSignedIn) and "họ tên" in answer.vi


def test_one_answer_for_every_wrong_sign_in(accounts: Accounts) -> None:
    with_password(accounts, "gl-so-yt")
    with_password(accounts, "gl-so-tc")
    accounts.open("gl-so-nv", Role.AGENCY, "gl-so-nv", OPERATOR)
    accounts.set_active("gl-so-tc", False, OPERATOR, "thử")
    tries = [("gl-so-yt", "sai mật khẩu rồi nhé"), ("nobody", PHRASE), ("gl-so-tc", PHRASE), ("gl-so-nv", "")]
    for place, (name, password) in enumerate(tries):
        assert accounts.sign_in(name, password, "An", f"10.1.1.{place}") == WRONG


def test_the_work_of_a_hash_is_done_for_an_unknown_name_too(ledger: Ledger, clock: Ticking) -> None:
    class Counting(Keeping):
        """The real keeping, counting its verifications."""

        done = 0

        def fits(self, stored: str, password: str) -> bool:
            self.done += 1
            return super().fits(stored, password)

    keeping = Counting(passes=1, kibibytes=8)
    accounts = Accounts(ledger, clock, AGENCIES, keeping)
    accounts.sign_in("nobody", PHRASE, "An", HOME)
    assert keeping.done == 1


def test_failures_are_answered_with_growing_delays(accounts: Accounts, clock: Ticking) -> None:
    with_password(accounts, "gl-so-yt")
    fail(accounts, 5)
    waits = [accounts.sign_in("gl-so-yt", PHRASE, "An", AWAY)]
    assert isinstance(waits[0], NotSignedIn) and waits[0].wait >= 1
    for _ in range(5):
        clock.forward(seconds=61)
        fail(accounts, 1)
    tenth = accounts.sign_in("gl-so-yt", PHRASE, "An", AWAY)
    assert isinstance(tenth, NotSignedIn) and tenth.wait >= 60 and str(tenth.wait) in tenth.vi
    clock.forward(seconds=tenth.wait)
    assert isinstance(accounts.sign_in("gl-so-yt", PHRASE, "An", AWAY), SignedIn)


def test_a_hundred_wrong_tries_lock_nobody_out(accounts: Accounts, clock: Ticking) -> None:
    with_password(accounts, "gl-so-yt")
    with_password(accounts, "gl-so-tc")
    assert isinstance(accounts.sign_in("gl-so-yt", PHRASE, "An", HOME), SignedIn)
    for _ in range(100):
        fail(accounts, 1)
        clock.forward(seconds=20)
    # Where the account is used every day, the attack is not felt; nor does it touch another account.
    assert isinstance(accounts.sign_in("gl-so-yt", PHRASE, "An", HOME), SignedIn)
    assert isinstance(accounts.sign_in("gl-so-tc", PHRASE, "Bình", HOME), SignedIn)
    # From anywhere else it is a minute at most.
    elsewhere = accounts.sign_in("gl-so-yt", PHRASE, "An", "198.51.100.4")
    clock.forward(seconds=elsewhere.wait if isinstance(elsewhere, NotSignedIn) else 0)
    assert isinstance(accounts.sign_in("gl-so-yt", PHRASE, "An", "198.51.100.4"), SignedIn)


def test_the_address_waits_whatever_name_it_tries(accounts: Accounts) -> None:
    with_password(accounts, "gl-so-tc")
    for number in range(10):
        accounts.sign_in(f"guess-{number}", "wrong and wrong again", "An", AWAY)
    answer = accounts.sign_in("gl-so-tc", PHRASE, "An", AWAY)
    assert isinstance(answer, NotSignedIn) and answer.wait > 0
    assert isinstance(accounts.sign_in("gl-so-tc", PHRASE, "An", HOME), SignedIn)


def test_delays_survive_a_restart(accounts: Accounts, engine: Engine, clock: Ticking) -> None:
    with_password(accounts, "gl-so-yt")
    fail(accounts, 5)
    again = Accounts(Ledger(engine, clock), clock, AGENCIES, cheap())
    answer = again.sign_in("gl-so-yt", PHRASE, "An", AWAY)
    assert isinstance(answer, NotSignedIn) and answer.wait > 0


def test_many_tries_at_once_are_no_way_around(accounts: Accounts) -> None:
    with_password(accounts, "gl-so-yt")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: accounts.sign_in("gl-so-yt", "wrong", "An", AWAY), range(40)))
    judged = [answer for answer in answers if isinstance(answer, NotSignedIn) and answer.wait == 0]
    assert len(judged) <= 5


def test_failures_of_yesterday_are_forgotten(accounts: Accounts, clock: Ticking) -> None:
    with_password(accounts, "gl-so-yt")
    fail(accounts, 5)
    clock.forward(hours=25)
    assert [answer.wait for answer in fail(accounts, 4)] == [0, 0, 0, 0]


def test_a_clock_set_back_locks_nobody_out(accounts: Accounts, clock: Ticking) -> None:
    with_password(accounts, "gl-so-yt")
    fail(accounts, 5)
    clock.forward(hours=-10)
    answer = accounts.sign_in("gl-so-yt", PHRASE, "An", AWAY)
    assert isinstance(answer, NotSignedIn) and 0 < answer.wait <= 15 * 60 + 1


def test_a_hash_with_old_costs_is_renewed_at_the_next_sign_in(ledger: Ledger, engine: Engine, clock: Ticking) -> None:
    old = Accounts(ledger, clock, AGENCIES, Keeping(passes=1, kibibytes=8))
    with_password(old, "gl-so-yt")
    new = Accounts(ledger, clock, AGENCIES, Keeping(passes=2, kibibytes=16))
    for _ in range(2):
        assert isinstance(new.sign_in("gl-so-yt", PHRASE, "An", HOME), SignedIn)
    with engine.connect() as connection:
        assert "m=16,t=2" in str(connection.execute(select(table.account.c.password)).scalar_one())


def test_closing_and_opening_again(accounts: Accounts, ledger: Ledger) -> None:
    with_password(accounts, "gl-so-yt")
    assert not accounts.set_active("gl-so-yt", False, OPERATOR, "người giữ đã nghỉ việc").active
    assert accounts.sign_in("gl-so-yt", PHRASE, "An", HOME) == WRONG
    assert accounts.set_active("gl-so-yt", True, OPERATOR, "đã bàn giao").active
    assert isinstance(accounts.sign_in("gl-so-yt", PHRASE, "An", HOME), SignedIn)
    assert [e.reason for e in ledger.since(0)][-2:] == ["closed: người giữ đã nghỉ việc", "opened again: đã bàn giao"]
    with pytest.raises(UnknownAccount):
        accounts.set_active("nobody", False, By("van-hanh"), "thử")
