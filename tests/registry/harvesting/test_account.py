"""The account adds up, whatever comes in which order; pure."""

import random

import pytest
from sqlalchemy import Engine

from registry.commands.counting import account_line
from registry.harvesting.account import WORDS, Account, DoesNotAddUp
from registry.harvesting.pages import RunPage, counted
from registry.harvesting.runs import DONE, Run, Runs
from registry.harvesting.staging import GONE, Staged, folded
from registry.summaries import run_row
from vocab.identifiers import mint_key

AT = "2026-01-01T00:00:00.000000Z"


def test_what_was_read_is_the_sum_of_what_became_of_it() -> None:
    account = Account.of({"created": 3, "changed": 2, "held": 1, "withdrawn": 9, "missing": 4}, read=6)
    assert account.read == 6 and account.as_counts["withdrawn"] == 9
    with pytest.raises(DoesNotAddUp):
        Account.of({"created": 3}, read=4)


def test_what_commands_tell_of_a_run_says_what_was_read_and_adds_up() -> None:
    told = run_row(Run(1, "s", DONE, AT, AT, "", 1, {"created": 3, "held": 1, "missing": 2}))["counts"]
    assert told["read"] == 4 == sum(told[word] for word in WORDS)
    line = "read 4 = created 3 + changed 0 + unchanged 0 + held 1 + refused 0 + unreadable 0, missing 2"
    assert account_line(told) == line


def test_the_words_of_older_runs_are_understood() -> None:
    old = Account.of({"published": 2, "remarked": 3, "taken-down": 1, "barred": 1, "unchanged": 4, "gone": 2})
    assert (old.created, old.held, old.refused, old.unchanged, old.withdrawn) == (5, 1, 1, 4, 2)


def staged(identifier: str, said: str, version: str = "") -> Staged:
    iri = f"https://registry.example/id/dataset/{mint_key(identifier)}"
    told = {"version": version} if version else {}
    if said == GONE:
        return Staged.gone(iri, identifier, version)
    return Staged(iri, identifier, said, said, said.encode(), told)


def test_the_first_record_of_a_dataset_stays_and_another_is_told_of() -> None:
    fold = folded({}, [staged("a", "một"), staged("b", "hai"), staged("a", "ba"), staged("b", "hai")])
    assert [row.title for row in fold.kept] == ["một", "hai"]
    assert (fold.records, fold.repeated, fold.is_plain) == (3, 1, False)
    assert [row["position"] for row in fold.told] == ["a"]
    assert folded({}, [staged("a", "một"), staged("b", "hai")]).is_plain


def test_what_is_said_last_of_one_version_is_whether_it_is_there() -> None:
    for first, last in (("một", GONE), (GONE, "một")):
        (kept,) = folded({}, [staged("a", first, "1"), staged("a", last, "1")]).kept
        assert (kept.mark == GONE) is (last == GONE)
    (kept,) = folded({}, [staged("a", "một", "2"), staged("a", GONE, "1")]).kept
    assert kept.title == "một", "an older word does not end it"


def test_pages_of_any_content_in_any_order_add_up(engine: Engine) -> None:
    """read on the pages = staged + unreadable + refused, once what was repeated is taken off."""
    chance = random.Random(51)
    runs = Runs(engine)
    for number in range(40):
        run = runs.begin(f"nguon-{number}", "", AT)
        for _ in range(chance.randint(1, 4)):
            rows = [
                staged(chance.choice("abcde"), chance.choice(("x", "y", GONE)), chance.choice(("", "", "1", "2")))
                for _ in range(chance.randint(0, 6))
            ]
            failures = [{"position": "p", "reason_vi": "v", "reason_en": "e"}] * chance.randint(0, 2)
            run = runs.stage(run, rows, failures, "", RunPage(0, "u", refused=chance.randint(0, 1)))
        with engine.connect() as connection:
            told = counted(connection, run.id)
        outcomes = len(runs.staged(run)) + len(runs.unreadable(run.id)) + told.refused
        assert told.read - told.repeated == outcomes and told.unreadable == len(runs.unreadable(run.id))
    assert len(WORDS) == 6
