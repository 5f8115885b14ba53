"""Sessions: kept by the registry, over when they should be."""

import pytest
from sqlalchemy import Engine, select

from registry import sessions as table
from registry.accounts import Accounts, Role
from registry.ledger import Ledger
from registry.sessions import Sessions, form_token, is_form_token
from tests.registry.desk import BASE, OPERATOR, PHRASE, Ticking, cheap, with_password
from vocab.agencies import load_agencies


@pytest.fixture
def accounts(engine: Engine, clock: Ticking) -> Accounts:
    accounts = Accounts(Ledger(engine, clock), clock, load_agencies(BASE), cheap())
    with_password(accounts, "gl-so-yt")
    with_password(accounts, "giam-sat", Role.AUDITOR)
    return accounts


@pytest.fixture
def sessions(engine: Engine, clock: Ticking) -> Sessions:
    return Sessions(engine, clock)


def opened(accounts: Accounts, sessions: Sessions, name: str = "gl-so-yt") -> str:
    account = accounts.find(name)
    assert account is not None
    return sessions.open(account, "Nguyễn Văn An", "10.0.0.7", "Firefox")


def test_a_session_is_found_by_its_token_only(accounts: Accounts, sessions: Sessions, engine: Engine) -> None:
    token = opened(accounts, sessions)
    found = sessions.find(token)
    assert found is not None and found.account.name == "gl-so-yt" and found.person == "Nguyễn Văn An"
    assert sessions.find(found.digest) is None and sessions.find("") is None and sessions.find(token + "x") is None
    with engine.connect() as connection:
        assert token not in str(connection.execute(select(table.session)).all())


def test_every_sign_in_has_a_token_of_its_own(accounts: Accounts, sessions: Sessions) -> None:
    assert opened(accounts, sessions) != opened(accounts, sessions)
    assert len(sessions.devices("gl-so-yt")) == 2


def test_thirty_idle_minutes_end_it(accounts: Accounts, sessions: Sessions, clock: Ticking) -> None:
    token = opened(accounts, sessions)
    for _ in range(3):
        clock.forward(minutes=29)
        assert sessions.find(token) is not None
    clock.forward(minutes=31)
    assert sessions.find(token) is None and sessions.devices("gl-so-yt") == ()


def test_twelve_hours_end_it_however_busy(accounts: Accounts, sessions: Sessions, clock: Ticking) -> None:
    token = opened(accounts, sessions)
    for _ in range(35):
        clock.forward(minutes=20)
        assert sessions.find(token) is not None
    clock.forward(minutes=21)
    assert sessions.find(token) is None


def test_closing_an_account_ends_its_sessions_at_the_next_request(accounts: Accounts, sessions: Sessions) -> None:
    token, other = opened(accounts, sessions), opened(accounts, sessions, "giam-sat")
    accounts.set_active("gl-so-yt", False, OPERATOR, "thử")
    assert sessions.find(token) is None and sessions.find(other) is not None
    accounts.set_active("gl-so-yt", True, OPERATOR, "thử")
    assert sessions.find(token) is None  # opened before, dead for good


def test_a_new_password_ends_every_session(accounts: Accounts, sessions: Sessions) -> None:
    token = opened(accounts, sessions)
    accounts.set_password(accounts.invite("gl-so-yt", OPERATOR), PHRASE + " mới")
    assert sessions.find(token) is None
    assert sessions.find(opened(accounts, sessions)) is not None


def test_a_renewed_session_leaves_its_old_token_dead(accounts: Accounts, sessions: Sessions) -> None:
    token = opened(accounts, sessions)
    fresh = sessions.renew(token)
    assert fresh is not None and fresh != token
    assert sessions.find(token) is None and sessions.find(fresh) is not None
    assert sessions.renew(token) is None


def test_leaving_and_the_list_of_devices(accounts: Accounts, sessions: Sessions) -> None:
    first, second, third = (opened(accounts, sessions) for _ in range(3))
    sessions.close(first)
    assert sessions.find(first) is None
    device = sessions.find(second)
    assert device is not None
    assert not sessions.end(device.digest, "giam-sat") and sessions.end(device.digest, "gl-so-yt")
    assert sessions.find(second) is None and sessions.find(third) is not None
    assert [d.agent for d in sessions.devices("gl-so-yt")] == ["Firefox"]
    assert sessions.close_all("gl-so-yt") == 1 and sessions.find(third) is None


def test_sessions_survive_a_restart(accounts: Accounts, sessions: Sessions, engine: Engine, clock: Ticking) -> None:
    token = opened(accounts, sessions)
    assert Sessions(engine, clock).find(token) is not None


def test_forms_carry_a_token_of_their_session(accounts: Accounts, sessions: Sessions) -> None:
    one, two = opened(accounts, sessions), opened(accounts, sessions)
    assert is_form_token(one, form_token(one))
    assert not is_form_token(one, form_token(two)) and not is_form_token(one, "") and not is_form_token(one, "ệ")
    assert form_token(one) != one and one not in form_token(one)
