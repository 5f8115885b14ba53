"""Brings the demonstration province into a keeper, the way a real one would come: acts in the ledger, in their order.

The catalogue of 2022 is taken in under the rules and agencies of that day; then the reorganisation of 2025 is written
down, dataset by dataset; then some agencies do their duty of the quarter and others do not, and a few declare what they
reuse. The ledger's own times are those of the loading: the days in law stand in the acts. Each step does only what is not
there yet, so a loading that was cut short is finished by the next; what a step has done is read from the ledger and not
from what is public, for the measure may grow and reviewers rule between two showings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from registry.accounts import By
from registry.clock import ZONE, local_day
from registry.demo import logins, quarterly, reuse
from registry.demo.province import FIRST_DAY, Row, describe_row, rows
from registry.demo.reorganisation import Handover, handed_over, handovers, succession_acts
from registry.entries import Act
from registry.errands import Errands
from registry.intake import Candidate, Intake
from registry.keeper import Keeper
from registry.succession import transfer_reason
from vocab.description import Description, from_body
from vocab.identifiers import dataset_of, record_of

LOADER = By("van-hanh", "Trần Minh Khoa")
FIRST_REASON = "danh mục dữ liệu của tỉnh năm 2022, với khai báo mặc định của từng cơ quan"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands in the ledger after loading: records public and held, transfers written, accounts there are."""

    public: int
    held: int
    transfers: int
    accounts: int


def load_province(keeper: Keeper) -> Loaded:
    """Loads the province, or what is missing of it, and brings the views along once at the end.

    Raises WorkerError when the rules cannot be asked, ValueError when the demonstration's own tables do not fit.
    """
    _take_catalogue(keeper)
    _write_successions(keeper)
    _hand_over(keeper, handovers())
    _come_up_to_date(keeper)
    _declare_reuse(keeper)
    logins.open_accounts(keeper, LOADER)
    keeper.follow()
    counts = keeper.ledger.counts()
    transfers = len(keeper.ledger.of_acts(frozenset({"transfer"})))
    return Loaded(counts.get("public", 0), counts.get("held", 0), transfers, len(keeper.accounts.all()))


def intake_on(keeper: Keeper, day: date) -> Intake:
    """The keeper's intake, judging as of a local day; it leaves the views alone."""
    noon = datetime.combine(day, time(12), ZONE).astimezone(UTC)
    errands = Errands(
        keeper.workers, keeper.config, lambda: noon, keeper.words, keeper.standing, lambda: keeper.ministries.file
    )
    return Intake(keeper.ledger, errands.judge, lambda: None)


def _take_catalogue(keeper: Keeper) -> None:
    base, agencies = keeper.config.base, keeper.words.agencies
    missing = _missing(keeper, rows())
    described = [(describe_row(row, agencies.by_id[row.owner], base), agencies.by_id[row.owner]) for row in missing]
    intake_on(keeper, FIRST_DAY).take(
        [
            Candidate.of(said, agency.iri, LOADER.account, person=LOADER.person, reason=FIRST_REASON)
            for said, agency in described
        ]
    )


def _missing(keeper: Keeper, wanted: Iterable[Row]) -> list[Row]:
    by_record = {record_of(row.iri(keeper.config.base)): row for row in wanted}
    for current in keeper.ledger.currents_of(list(by_record)):
        by_record.pop(current.record)
    return list(by_record.values())


def _write_successions(keeper: Keeper) -> None:
    acts = succession_acts(keeper.words.agencies, keeper.config.base, LOADER)
    there = {current.record for current in keeper.ledger.currents_of([act.record for act in acts])}
    keeper.ledger.append([act for act in acts if act.record not in there])


def _hand_over(keeper: Keeper, lines: tuple[Handover, ...]) -> None:
    """What is public changes hands, day by day; the rules were asked before, and are asked again at the next update."""
    for day in sorted({line.move.day for line in lines}):
        keeper.ledger.append(_transfer_acts(keeper, [line for line in lines if line.move.day == day]))


def _transfer_acts(keeper: Keeper, lines: list[Handover]) -> list[Act]:
    public = public_descriptions(keeper)
    acts: list[Act] = []
    for line in lines:
        said, seq = public.get(line.dataset, (None, 0))
        if said is None or not _is_of(said, line, keeper):
            continue
        moved = handed_over(said, line.move, keeper.words.agencies)
        acts.append(
            Act(
                "transfer",
                moved.record,
                LOADER.account,
                LOADER.person,
                body=moved.body(),
                fingerprint=moved.fingerprint,
                agency=moved.publisher or "",
                reason=transfer_reason(line.move),
                expects=seq,
            )
        )
    return acts


def _is_of(said: Description, line: Handover, keeper: Keeper) -> bool:
    """Whether the dataset is still with the agency that this line takes it from."""
    return said.publisher == keeper.words.agencies.by_id[line.move.origin].iri


def _come_up_to_date(keeper: Keeper) -> None:
    """Under the rules of today: what is held asks again for its new agency, and some agencies do the quarter's duty."""
    today = local_day(keeper.clock())
    plan = quarterly.plan(public_descriptions(keeper), keeper.words.agencies, today)
    updates = [
        Candidate.of(done.description, done.agency.iri, done.agency.id, person=done.person, expects=done.seq)
        for done in plan.updates
    ]
    done_before = _are_agencies_at_it(keeper, "publish")
    intake_on(keeper, today).take([*_held_candidates(keeper, handovers()), *([] if done_before else updates)])
    if not _are_agencies_at_it(keeper, "confirm"):
        keeper.ledger.append(
            [
                Act("confirm", done.description.record, done.agency.id, done.person, reason="dữ liệu không thay đổi")
                for done in plan.confirmations
            ]
        )


def _are_agencies_at_it(keeper: Keeper, act: str) -> bool:
    """Whether accounts of agencies have acted so: the duty of the quarter is done in one go, and once."""
    return any(entry.actor in quarterly.PEOPLE for entry in keeper.ledger.of_acts(frozenset({act})))


def _declare_reuse(keeper: Keeper) -> None:
    """Those who reuse a ministry's data say so, each once."""
    today = local_day(keeper.clock())
    public = public_descriptions(keeper)
    said_so = {entry.record for entry in keeper.ledger.of_acts(frozenset({"publish"})) if entry.reason == reuse.REASON}
    candidates: list[Candidate] = []
    for one in reuse.REUSES:
        said, seq = public.get(one.dataset, (None, 0))
        agency = keeper.words.agency(said.publisher or "") if said else None
        if said is None or agency is None or said.record in said_so:
            continue
        more = {"person": quarterly.PEOPLE[agency.id], "reason": reuse.REASON, "expects": seq}
        made = reuse.declared(said, one, keeper.config.base, today)
        candidates.append(Candidate.of(made, agency.iri, agency.id, **more))
    intake_on(keeper, today).take(candidates)


def _held_candidates(keeper: Keeper, lines: tuple[Handover, ...]) -> list[Candidate]:
    """What is held follows its function too: it is handed over and asks again, in the name of its new agency."""
    found: list[Candidate] = []
    for held in keeper.catalogue.all_held():
        said, reason = held.description, ""
        for line in lines:
            if line.dataset in said.identifiers and _is_of(said, line, keeper):
                said, reason = handed_over(said, line.move, keeper.words.agencies), transfer_reason(line.move)
        if reason:
            agency = said.publisher or ""
            more = {"person": LOADER.person, "reason": reason, "expects": held.seq, "act": "transfer"}
            found.append(Candidate.of(said, agency, LOADER.account, **more))
    return found


def public_descriptions(keeper: Keeper) -> Mapping[str, tuple[Description, int]]:
    """The province's public datasets by their id in the catalogue, each with its newest entry's number."""
    ours = {record_of(row.iri(keeper.config.base)): row.id for row in rows()}
    currents = [c for c in keeper.ledger.currents_of(list(ours)) if c.state == "public"]
    bodies = keeper.ledger.bodies([current.body_seq for current in currents])
    return {
        ours[c.record]: (from_body(dataset_of(c.record), bodies[c.body_seq], c.fingerprint), c.seq) for c in currents
    }
