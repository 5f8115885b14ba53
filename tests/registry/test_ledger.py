"""The ledger: what is written stays, what is changed behind its back is found, what the law removes is gone."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from sqlalchemy import Engine, text

from registry.entries import GENESIS, Act, Entry, link
from registry.errors import NotYours, Removed, Stale
from registry.ledger import Ledger
from registry.schema import connect, create
from registry.verification import verify
from tests.registry.desk import Ticking
from vocab.description import Description, describe
from vocab.identifiers import dataset_of
from vocab.namespaces import DCT

BASE = "https://registry.example"
ONE, TWO = f"{BASE}/id/record/aaaaaaaaaaaa", f"{BASE}/id/record/bbbbbbbbbbbb"


AGENCY = f"{BASE}/id/agency/aaaaaaaaaaaa"


def said(record: str, title: str) -> Description:
    dataset = NamedNode(dataset_of(record))
    title_ = Triple(dataset, DCT.title, Literal(title, language="vi"))
    return describe(dataset.value, [title_, Triple(dataset, DCT.publisher, NamedNode(AGENCY))])


def body(record: str, title: str) -> bytes:
    return said(record, title).body()


def publish(record: str, title: str, **more: object) -> Act:
    one = said(record, title)
    return Act("publish", record, "bd-so-yt", "An", one.body(), one.fingerprint, AGENCY, **more)  # type: ignore[arg-type]


def test_what_is_published_is_read_back_exactly(ledger: Ledger) -> None:
    (entry,) = ledger.append([publish(ONE, "Hồ chứa")])
    assert ledger.body(entry.seq) == body(ONE, "Hồ chứa")
    assert entry.digest_after == hashlib.sha256(body(ONE, "Hồ chứa")).hexdigest()
    now = ledger.current(ONE)
    assert now is not None
    assert (now.seq, now.body_seq, now.state, now.fingerprint) == (1, 1, "public", said(ONE, "Hồ chứa").fingerprint)


def test_each_entry_carries_the_hash_of_the_one_before(ledger: Ledger) -> None:
    entries = ledger.append([publish(ONE, "a"), publish(TWO, "b"), Act("confirm", ONE, "bd-so-yt")])
    assert [entry.previous for entry in entries] == [GENESIS, entries[0].hash, entries[1].hash]
    assert all(link(entry) == entry.hash for entry in entries)
    assert entries[2].digest_before == entries[2].digest_after == entries[0].digest_after


def test_no_column_of_a_row_can_change_without_another_hash(ledger: Ledger) -> None:
    (entry,) = ledger.append([publish(ONE, "a", reason="lý do")])
    columns = [name for name in Entry.__slots__ if name != "hash"]
    for name in columns:
        other = {key: getattr(entry, key) for key in Entry.__slots__}
        other[name] = other[name] + 1 if isinstance(other[name], int) else other[name] + "x"
        assert link(Entry(**other)) != entry.hash, name


@given(st.text(), st.text())
def test_text_moved_between_neighbouring_columns_changes_the_hash(actor: str, person: str) -> None:
    row = Entry(1, "t", actor, person, "publish", ONE, "", "", 0, "", GENESIS, "")
    moved = Entry(1, "t", actor + person, "", "publish", ONE, "", "", 0, "", GENESIS, "")
    assert (link(row) == link(moved)) == (person == "")


def test_a_withdrawn_record_is_not_public_and_may_come_back(ledger: Ledger) -> None:
    ledger.append([publish(ONE, "a")])
    ledger.append([Act("withdraw", ONE, "bd-so-yt", reason="trùng")])
    assert ledger.counts() == {"withdrawn": 1}
    (again,) = ledger.append([publish(ONE, "b")])
    now = ledger.current(ONE)
    assert now is not None and (now.state, now.body_seq) == ("public", again.seq)
    assert again.digest_before == ""


def test_a_held_version_leaves_the_good_one_in_force(ledger: Ledger) -> None:
    (good,) = ledger.append([publish(ONE, "a")])
    (held,) = ledger.append([Act("hold", ONE, "bd-so-yt")])
    now = ledger.current(ONE)
    assert now is not None and (now.seq, now.body_seq, now.state) == (held.seq, good.seq, "public")
    ledger.append([Act("hold", TWO, "bd-so-yt", agency="x")])
    never = ledger.current(TWO)
    assert never is not None and never.state == "held"


def test_a_refused_attempt_is_a_row_and_moves_nothing(ledger: Ledger) -> None:
    ledger.append([publish(ONE, "a")])
    before = ledger.current(ONE)
    ledger.append([Act("refuse", ONE, "bd-so-nv", "Kẻ lạ", reason="403")])
    assert ledger.current(ONE) == before
    assert ledger.history(ONE)[0].act == "refuse"


def test_who_saw_an_older_entry_is_told_and_nothing_is_written(ledger: Ledger) -> None:
    ledger.append([publish(ONE, "a", expects=0)])
    with pytest.raises(Stale) as refusal:
        ledger.append([publish(TWO, "x"), publish(ONE, "b", expects=0)])
    assert (refusal.value.seen, refusal.value.now) == (0, 1)
    assert ledger.head().seq == 1 and ledger.current(TWO) is None


def test_what_goes_with_the_entries_falls_with_them(ledger: Ledger) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        ledger.append([publish(ONE, "a")], fail)
    assert ledger.head().seq == 0 and ledger.current(ONE) is None


def test_a_clock_that_jumps_back_does_not_take_the_ledger_with_it(ledger: Ledger, clock: Ticking) -> None:
    ledger.append([publish(ONE, "a")])
    clock.now -= timedelta(hours=1)
    ledger.append([publish(ONE, "b")])
    newest, oldest = ledger.history(ONE)
    assert newest.at >= oldest.at


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["publish", "withdraw", "confirm", "hold"])), max_size=30))
def test_whatever_was_done_the_states_are_what_the_chain_says(tmp_path_factory: pytest.TempPathFactory, acts) -> None:  # type: ignore[no-untyped-def]
    engine = connect(tmp_path_factory.mktemp("walk") / "ledger.db")
    create(engine)
    ledger = Ledger(engine, Ticking())
    public: set[str] = set()
    for number, act in acts:
        record = f"{BASE}/id/record/{'abcdef'[number] * 12}"
        ledger.append([publish(record, act) if act == "publish" else Act(act, record, "x")])
        public = public | {record} if act == "publish" else public - {record} if act == "withdraw" else public
    assert [current.record for current in ledger.currents()] == sorted(public)
    assert verify(engine).sound
    engine.dispose()


def test_an_expunged_body_is_gone_from_the_file_and_the_chain_still_verifies(
    ledger: Ledger, engine: Engine, tmp_path: Path
) -> None:
    ledger.append([publish(ONE, "bí mật A"), publish(TWO, "b")])
    ledger.append([publish(ONE, "bí mật B")])
    packed = [row.data for row in engine.connect().execute(text("SELECT data FROM body WHERE seq IN (1, 3)"))]
    ledger.expunge(ONE, "operator", "Bình", "Điều 8")
    assert [ledger.body(seq) for seq in (1, 3)] == [None, None]
    assert ledger.body(2) == body(TWO, "b")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ledger.db*"))
    assert all(data not in stored for data in packed)
    assert verify(engine).sound
    now = ledger.current(ONE)
    assert now is not None and now.state == "expunged"


def test_words_never_come_back_to_a_record_that_was_removed_by_law(ledger: Ledger) -> None:
    ledger.append([publish(ONE, "a")])
    ledger.expunge(ONE, "operator", "An; Bình", "Điều 8")
    before = ledger.head()
    for act in (publish(ONE, "b"), Act("hold", ONE, "source:x", agency=AGENCY)):
        with pytest.raises(Removed):
            ledger.append([publish(TWO, "x"), act])
    assert ledger.head() == before and ledger.current(TWO) is None


def test_a_record_changes_hands_by_transfer_alone(ledger: Ledger) -> None:
    ledger.append([publish(ONE, "a")])
    one = said(ONE, "b")
    other = f"{BASE}/id/agency/bbbbbbbbbbbb"
    with pytest.raises(NotYours):
        ledger.append([Act("publish", ONE, "thief", "", one.body(), one.fingerprint, other)])
    ledger.append([Act("transfer", ONE, "operator", "", one.body(), one.fingerprint, other)])
    now = ledger.current(ONE)
    assert now is not None and now.agency == other


def test_the_newest_act_of_a_kind_is_found_for_each_record(ledger: Ledger) -> None:
    ledger.append([publish(ONE, "a"), publish(TWO, "b"), Act("confirm", ONE, "an"), publish(ONE, "c")])
    last = ledger.last_acts([ONE, TWO, f"{BASE}/id/record/cccccccccccc"], frozenset({"publish", "withdraw"}))
    assert {record: entry.seq for record, entry in last.items()} == {ONE: 4, TWO: 2}
