"""How cases move: what was just measured opens them, carries them on, closes them and opens them again.

`bring` and `bring_pairs` work inside the transaction that writes down what was measured, and decide nothing else. A case
is one pair for good: it keeps its number when it closes and comes back.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, or_, select, update

from registry import rulings, schema
from registry.bulk import add, among
from registry.clock import instant, local_day
from registry.overlap_cases import Case, CaseState, Change, Kind, day_after, known_cases, read
from registry.rulings import IN_THE_PROVINCE, Ruling
from shapes.marks import Mark, moved
from vocab.identifiers import dataset_of, record_of
from vocab.namespaces import DCT

VIOLATING = "duplicate"
REUSING = (DCT.source.value, DCT.isPartOf.value)


@dataclass(frozen=True, slots=True)
class Brought:
    """A version that was just measured: what was measured, and of which text.

    `evidence` are the rows of `Judged.evidence`; `declared` the ministry datasets (IRIs) whose reuse the version
    declares, and with which it therefore has no case. `is_again`: a public version measured again without anybody's act.
    `is_one_of_two`: a version is held back beside a public one, so that what this one no longer shows the other may.
    """

    record: str
    title: str
    fingerprint: str
    evidence: tuple[Mapping[str, Any], ...] = ()
    declared: frozenset[str] = frozenset()
    is_again: bool = False
    is_one_of_two: bool = False


def bring(connection: Connection, brought: Sequence[Brought], at: str, term: int) -> None:
    """Opens, closes and reopens the cases with ministries of these records; `at` is the act's stamp, `term` in days."""
    records = [one.record for one in brought]
    known = known_cases(connection, records, Kind.MINISTRY)
    if not known and not any(one.evidence for one in brought):
        return
    newest = rulings.newest_of(connection, records)
    found = [case for one in brought for case in _of_version(one, known, newest, at, term)]
    _write(connection, known, found, at)


def bring_pairs(
    connection: Connection, compared: Sequence[str], rows: Sequence[Mapping[str, Any]], at: str, term: int
) -> None:
    """Opens, closes and reopens the cases between agencies of records that were `compared` with their neighbours.

    A row names two records, the lesser first: {"record", "other", "title", "fingerprint", "other_fingerprint", and what a
    row of `Judged.evidence` says}.
    """
    wanted = frozenset(compared)
    known = _known_pairs(connection, compared)
    newest = rulings.newest_of(connection, [*wanted, *(str(row["record"]) for row in rows)])
    found: list[Case] = []
    for row in rows:
        text = hashlib.sha256(f"{row['fingerprint']} {row['other_fingerprint']}".encode()).hexdigest()
        one, other = Brought(row["record"], row["title"], text), dataset_of(row["other"])
        place = (one.record, other)
        found.append(weighed(known.get(place), newest.get(place), measured(one, other, row, at, term), False))
    alike = {(case.record, case.other) for case in found}
    found += [ended(case, at) for place, case in known.items() if place not in alike]
    _write(connection, known, found, at)


def declared_reuse(dataset: str, body: bytes) -> frozenset[str]:
    """The IRIs that a description (its N-Quads) names as its source or as what it is part of."""
    starts = tuple(f"<{dataset}> <{predicate}> <".encode() for predicate in REUSING)
    if not any(start in body for start in starts):
        return frozenset()
    lines = (line for line in body.splitlines() if line.startswith(starts))
    return frozenset(line.split(b"<", 3)[3].partition(b">")[0].decode() for line in lines)


def expunge(connection: Connection, record: str, dataset: str) -> None:
    """Destroys, by law, the words of every case, statement and ruling that one record has part in; numbers stay.

    Of a ministry's dataset both names are its own. Where the program has a row of it too, that may open cases anew.
    """
    cases, made = schema.case.c, schema.ruling.c
    mine = or_(cases.record == record, cases.other_record == record, cases.other == record)
    numbers = select(cases.number).where(mine)
    connection.execute(delete(schema.statement).where(schema.statement.c.case_number.in_(numbers)))
    ruled = or_(made.record == record, made.other == dataset, made.case_number.in_(numbers))
    # The free words of a ruling are the body of its entry.
    connection.execute(delete(schema.body).where(schema.body.c.seq.in_(select(made.seq).where(ruled))))
    connection.execute(delete(schema.ruling).where(ruled))
    connection.execute(delete(schema.retake).where(schema.retake.c.record == record))
    pairs = schema.pair.c
    connection.execute(delete(schema.pair).where(or_(pairs.record == record, pairs.other == record)))
    blank = {"state": CaseState.REMOVED.value, "title": "", "features": "[]", "changed": "[]", "mark": ""}
    connection.execute(update(schema.case).where(mine).values(**blank, fingerprint="", version=cases.version + 1))
    freed = cases.other + "#" + cases.number
    connection.execute(update(schema.case).where(cases.other == record).values(other=freed))


def open_again(connection: Connection, case: Case, ruling: Ruling, at: str, term: int) -> None:
    """Opens a case whose ruling has ended, as of the public version if that one is a duplicate."""
    public = select(schema.current.c.state).where(schema.current.c.record == case.record)
    waiting = select(schema.held.c.record).where(schema.held.c.record == case.record)
    is_public = connection.execute(public).scalar_one_or_none() == "public"
    is_shown = is_public and connection.execute(waiting).first() is None
    now = replace(case, state=CaseState.OPEN.value, opened=at, due=day_after(at, term), closed="")
    violates = is_shown and case.grade == VIOLATING and case.kind == Kind.MINISTRY
    opened = replace(now, was_public=violates, changed=_differences(case, ruling, now), version=case.version + 1)
    connection.execute(update(schema.case).where(schema.case.c.number == case.number).values(_as_row(opened)))


def measured(one: Brought, other: str, row: Mapping[str, Any], at: str, term: int) -> Case:
    """The case that a row of evidence would open if there were none yet; it has no number."""
    features = tuple(row["features"])
    return Case(
        number="",
        record=one.record,
        other=other,
        other_record=record_of(other) if IN_THE_PROVINCE in other else "",
        kind=(Kind.AGENCY if IN_THE_PROVINCE in other else Kind.MINISTRY).value,
        state=CaseState.OPEN.value,
        grade=str(row["grade"]),
        score=float(row.get("score", 0.0)),
        title=one.title,
        features=features,
        mark=str(row.get("mark", "")),
        fingerprint=one.fingerprint,
        changed=(),
        was_public=False,
        opened=at,
        due=day_after(at, term),
        closed="",
        version=1,
    )


def weighed(before: Case | None, ruling: Ruling | None, now: Case, is_again: bool) -> Case:
    """The case after something was measured: decided while its ruling holds for what was measured, open otherwise."""
    violates_by_itself = is_again and now.grade == VIOLATING
    if _is_settled(ruling, now):
        settled = replace(now, state=CaseState.DECIDED.value, was_public=False)
        return settled if before is None else _carried(before, settled)
    if before is None:
        return replace(now, was_public=violates_by_itself)
    if before.is_open and (before.was_public or not violates_by_itself):
        return _carried(before, replace(now, was_public=before.was_public))
    opened = replace(now, changed=_differences(before, ruling, now), was_public=violates_by_itself)
    return replace(opened, number=before.number, version=before.version + 1)


def ended(case: Case, at: str) -> Case:
    """The case when the two no longer look alike: one that was open is closed, one that was decided stays so."""
    if not case.is_open:
        return case
    return replace(case, state=CaseState.CLOSED.value, closed=at, version=case.version + 1)


def _of_version(
    one: Brought, known: Mapping[tuple[str, str], Case], newest: Mapping[tuple[str, str], Ruling], at: str, term: int
) -> Iterator[Case]:
    """The cases of a version as they are from now on: those it has, and those it had."""
    rows = {str(row["ministry"]): row for row in one.evidence if row["ministry"] not in one.declared}
    for other, row in rows.items():
        place = (one.record, other)
        yield weighed(known.get(place), newest.get(place), measured(one, other, row, at, term), one.is_again)
    for (record, other), case in known.items():
        if record == one.record and other not in rows and not one.is_one_of_two:
            yield ended(case, at)


def _is_settled(ruling: Ruling | None, now: Case) -> bool:
    if ruling is None:
        return False
    is_ending = ruling.standing.is_ending
    return is_ending or ruling.standing.silences(local_day(instant(now.opened)), now.mark)


def _carried(before: Case, now: Case) -> Case:
    """What was measured now, in the case that was there: it goes on, and is new to a reviewer when it says other things."""
    is_same = (before.state, before.mark, before.grade) == (now.state, now.mark, now.grade)
    changed = before.changed if now.is_open else ()
    kept = replace(now, number=before.number, opened=before.opened, due=before.due, changed=changed)
    return replace(kept, version=before.version if is_same else before.version + 1)


def _differences(before: Case, ruling: Ruling | None, now: Case) -> tuple[Change, ...]:
    return tuple(_told_differences(before, ruling, now))


def _told_differences(before: Case, ruling: Ruling | None, now: Case) -> Iterator[Change]:
    if before.state == CaseState.CLOSED:
        yield Change("Hai bên lại giống nhau.", "The two look alike again.")
    if ruling is not None and ruling.until and ruling.until < local_day(instant(now.opened)).isoformat():
        day = date.fromisoformat(ruling.until).strftime("%d/%m/%Y")
        yield Change(f"Quyết định trước hết hiệu lực ngày {day}.", f"The ruling before ended on {day}.")
    yield from _texts(Mark.read(ruling.mark if ruling else before.mark), now)
    if before.grade != now.grade:
        yield _GRADES.get(now.grade, _GRADES["overlap"])
    was, is_now = (_sentences(case.features) for case in (before, now))
    yield from (Change(f"Thêm chứng cứ: {vi}", f"New evidence: {en}") for vi, en in is_now if (vi, en) not in was)
    yield from (Change(f"Không còn: {vi}", f"No longer there: {en}") for vi, en in was if (vi, en) not in is_now)


_GRADES = {
    "duplicate": Change("Mức đo tăng thành trùng lặp.", "What was measured is now a duplicate."),
    "overlap": Change("Mức đo giảm thành chồng lấn một phần.", "What was measured is now an overlap."),
}


def _texts(seen: Mark, now: Case) -> Iterator[Change]:
    """Whose words are others than those that were decided on, or what else makes the difference."""
    mark = Mark.read(now.mark)
    mine, its = moved(seen.mine, mark.mine), moved(seen.its, mark.its)
    if mine:
        yield Change(f"Bản mô tả đã được sửa: {_named(mine, 0)}.", f"The description was changed: {_named(mine, 1)}.")
    if its and now.kind == Kind.MINISTRY:
        yield Change(f"Bản ghi của bộ đã đổi: {_named(its, 0)}.", f"The ministry's row was changed: {_named(its, 1)}.")
    elif its:
        yield Change(f"Tập kia đã được sửa: {_named(its, 0)}.", f"The other dataset was changed: {_named(its, 1)}.")
    if not mine and not its and seen.has_become_a_duplicate(mark):
        yield Change(
            "Cách đo mới hơn; hai bản mô tả không đổi.", "It is measured in a newer way; neither description changed."
        )


def _named(parts: Iterable[str], language: int) -> str:
    return ", ".join(_PARTS[part][language] for part in parts)


_PARTS = {
    "titles": ("tên", "title"),
    "descriptions": ("mô tả, các cột", "description or columns"),
    "keywords": ("từ khóa", "keywords"),
    "theme": ("chủ đề", "theme"),
    "identifiers": ("mã", "identifier"),
    "addresses": ("địa chỉ dữ liệu", "addresses"),
    "space": ("phạm vi địa lý", "place"),
    "units": ("đơn vị quan sát", "unit of observation"),
    "fields": ("trường khóa", "key fields"),
}


def _sentences(features: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [(str(feature["vi"]), str(feature["en"])) for feature in features]


def _known_pairs(connection: Connection, records: Sequence[str]) -> dict[tuple[str, str], Case]:
    """The cases between agencies that these records have part in."""
    rows = schema.case.c
    mine = or_(among(rows.record, records), among(rows.other_record, records))
    query = select(schema.case).where(mine, rows.kind == Kind.AGENCY.value, rows.state != CaseState.REMOVED.value)
    return {(row.record, row.other): read(row) for row in connection.execute(query)}


def _write(connection: Connection, known: Mapping[tuple[str, str], Case], found: Sequence[Case], at: str) -> None:
    """Writes the cases that are new or different."""
    new = [case for case in found if not case.number]
    year = str(local_day(instant(at)).year)
    last = _last_number(connection, year) if new else 0
    numbered = [replace(case, number=f"{year}-{last + place:03}") for place, case in enumerate(new, 1)]
    add(connection, schema.case, [_as_row(case) for case in numbered])
    for case in found:
        if case.number and case != known.get((case.record, case.other)):
            connection.execute(update(schema.case).where(schema.case.c.number == case.number).values(_as_row(case)))


def _last_number(connection: Connection, year: str) -> int:
    """The highest number given in a year."""
    rows = schema.case.c
    query = select(rows.number).where(rows.number.startswith(f"{year}-"))
    newest = query.order_by(func.length(rows.number).desc(), rows.number.desc()).limit(1)
    number = connection.execute(newest).scalar_one_or_none()
    return int(number.partition("-")[2]) if number else 0


def _as_row(case: Case) -> dict[str, Any]:
    said = {name: getattr(case, name) for name in schema.case.c.keys()}  # noqa: SIM118  # columns, not a dict
    said["features"] = json.dumps([dict(feature) for feature in case.features], ensure_ascii=False)
    said["changed"] = json.dumps([{"vi": one.vi, "en": one.en} for one in case.changed], ensure_ascii=False)
    return said
