"""The version of a dataset that its source brought and that is held back: an agency's staff give it up."""

from flask import Blueprint, abort, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import discarding
from registry.errors import Stale
from registry.web import desk, desk_showing
from registry.web.here import keeper
from vocab.identifiers import is_key, record_iri

held = Blueprint("held", __name__, url_prefix="/desk")


@held.post("/dataset/<key>/held/discard")
def discard(key: str) -> AnyResponse:
    """Gives up the version that the source brought; what is public stays, and the ledger keeps who did so."""
    who = desk.actor()
    if not is_key(key):
        abort(404)
    # Demanded first: whether another agency's dataset has a version held back is nobody else's to know.
    keeper().authority.demand(who, record_iri(keeper().config.base, key))
    found = keeper().catalogue.held(key)
    if found is None:
        abort(404)
    if not desk_showing.may_discard(found):
        return redirect(url_for("desk.edit", key=key, told="held-stays"), 303)
    try:
        discarding.discard(keeper().authority, who, found, keeper().config.overlap_days)
    except Stale:
        return redirect(url_for("desk.edit", key=key, told="held-stays"), 303)
    return redirect(url_for("desk.mine", told="held-discarded"), 303)
