"""What the keeper does once a minute, each chore by what it is called; and once a day, when the day begins."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from registry.harvesting.fetching import sweep
from registry.heads import keep_head
from registry.housekeeping import daily

if TYPE_CHECKING:
    from registry.keeper import Keeper


def chores_of(keeper: "Keeper") -> Mapping[str, Callable[[], object]]:
    """The chores of this keeper in their order: the day's signed head, what views, removals, rulings or re-judging left
    undone, old snapshots, a new day, the clock's harvests, telling of them, and the log of consumers."""
    return {
        "the day's signed head": lambda: keep_head(keeper.engine, keeper.directory.heads, keeper.signed_head()),
        "removals": keeper.removal.finish,
        "views": lambda: _catch_up(keeper),
        "old snapshots": lambda: sweep(keeper.directory.snapshots),
        "the ministries' rows": keeper.ministry_following.catch_up,
        "rulings that end": keeper.deciding.age,
        "what a ruling lets in": keeper.deciding.take_again,
        "pairs inside the province": keeper.pairing.start,
        "what was brought twice": keeper.twins.keep_up,
        "compacting": daily(lambda: keeper.errands.day, lambda: _compact(keeper)),
        "judging anew": keeper.rejudging.start,
        "audit graphs": lambda: _draw_again(keeper),
        "harvests by the clock": keeper.harvests.run_due_aside,
        "telling of runs": keeper.digests.send_aside,
        "who takes what": keeper.consumers.flush,
    }


def _compact(keeper: "Keeper") -> None:
    """Puts the store's files in order: what was written in pieces over the day is asked a third faster then.

    Nothing is saved meanwhile, some seconds in a registry of a million triples: so it is done when a day begins.
    """
    keeper.store.optimize()
    keeper.publisher.ask()


def _catch_up(keeper: "Keeper") -> None:
    if keeper.views.position < keeper.ledger.head().seq:
        keeper.follow()


def _draw_again(keeper: "Keeper") -> None:
    if keeper.audit_graphs.are_behind:
        keeper.publisher.ask()
