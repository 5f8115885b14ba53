"""`/desk`: an agency's own datasets, the form to describe one, its draft, its publication. Works without scripts.

Everything sent is first kept as a draft, then looked at: so a button that adds a row, a check that finds faults, and a
publication that is refused lose nothing. Two people at one dataset: the second is shown both texts.
"""

from collections.abc import Callable

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.authority import Actor
from registry.drafts import Draft, Overtaken
from registry.errors import Removed, Stale
from registry.web import desk_showing as showing
from registry.web.desk_work import Work, begin, take_up
from registry.web.form_reading import newest_row, with_row, without_row
from registry.web.form_terms import clean
from registry.web.held_showing import beside
from registry.web.here import keeper
from registry.web.sessions import signed_in
from vocab.identifiers import is_key, new_key, record_iri

desk = Blueprint("desk", __name__, url_prefix="/desk")
UNPROCESSABLE = 422


@desk.get("")
def mine() -> str:
    """The agency's datasets with what each needs next, the most pressing first."""
    return render_template("desk.html", **showing.mine(actor()))


@desk.post("/new")
def new() -> AnyResponse:
    """A fresh dataset's draft, with its permanent key."""
    work = begin(new_key(), actor())
    work.keep({})
    return redirect(url_for("desk.edit", key=work.key), 303)


@desk.get("/dataset/<key>")
def edit(key: str) -> str:
    """The form: the draft when there is one, else the version that is held or public."""
    return _page(_work(key))


@desk.post("/dataset/<key>")
def act(key: str) -> AnyResponse | str | tuple[str, int]:
    """Keeps what was typed, then does what the button says."""
    who = actor()
    keeper().authority.demand(who, _record(key))
    work = take_up(key, who, request.form) or abort(404)
    button, _, place = request.form.get("act", "draft").partition(":")
    if button == "discard":
        work.discard()
        return redirect(url_for("desk.mine", told="discarded"), 303)
    if button in ("add", "remove"):
        work.values = with_row(work.values, place) if button == "add" else without_row(work.values, place)
    kept = work.keep(work.values)
    if isinstance(kept, Overtaken):
        return _comparison(work, kept.now)
    if button == "publish":
        return _publish(work)
    if button == "check":
        work.check()
        return _page(work)
    if button in ("add", "remove"):
        return _page(work, focus=newest_row(work.values, place) if button == "add" else place.rpartition(".")[0])
    return redirect(url_for("desk.edit", key=key, told="draft"), 303)


@desk.post("/dataset/<key>/draft")
def save_draft(key: str) -> Response:
    """Keeps what is in the form, for the script that saves now and then; tells the version it is now."""
    who = actor()
    keeper().authority.demand(who, _record(key))
    work = take_up(key, who, request.form) or abort(404)
    kept = work.keep(work.values)
    if isinstance(kept, Overtaken):
        answer = jsonify(saved=False, vi=kept.vi, en=kept.en)
        answer.status_code = 409
        return answer
    return jsonify(saved=True, draft=kept.id, version=kept.version, at=kept.saved)


@desk.post("/confirm")
def confirm() -> AnyResponse:
    """Says of the chosen datasets that their data did not change this quarter."""
    keys = [key for key in request.form.getlist("pick") if is_key(key)]
    for key in keys:
        _on_public(key, lambda record: keeper().authority.confirm(actor(), record))
    return redirect(url_for("desk.mine", told="confirmed" if keys else "nothing-picked"), 303)


@desk.get("/dataset/<key>/withdraw")
def withdraw(key: str) -> str:
    """Asks for the reason, and says what will happen."""
    return render_template("desk_withdraw.html", **showing.public_one(_own_public(key)), missing=False)


@desk.post("/dataset/<key>/withdraw")
def really_withdraw(key: str) -> AnyResponse | tuple[str, int]:
    """Takes the dataset down; its page says so from then on."""
    reason = clean(request.form.get("reason", ""))
    keeper().authority.demand(actor(), _record(key))
    if not reason:
        page = render_template("desk_withdraw.html", **showing.public_one(_own_public(key)), missing=True)
        return page, UNPROCESSABLE
    _on_public(key, lambda record: keeper().authority.withdraw(actor(), record, reason, None))
    return redirect(url_for("desk.mine", told="withdrawn"), 303)


def actor() -> Actor:
    """Who acts, for the ledger."""
    here = signed_in()
    return Actor(here.name, here.person, here.agency)


def _publish(work: Work) -> AnyResponse | str | tuple[str, int]:
    if work.problems:
        work.check()
        return _page(work, refused=True), UNPROCESSABLE
    try:
        told = work.publish()
    except Stale:
        return _overtaken_by_ledger(work)
    if told is None:
        return _page(work, refused=True), UNPROCESSABLE
    return redirect(url_for("desk.mine", told=told, of=work.key), 303)


def _page(work: Work, refused: bool = False, focus: str = "") -> str:
    shown = showing.form_page(work, refused, focus)
    return render_template("desk_edit.html", **shown, beside=beside(work))


def _comparison(work: Work, other: Draft) -> tuple[str, int]:
    """Somebody saved in between: both texts side by side, and nothing is lost."""
    shown = showing.comparison(work, other.values, other.person, other.saved, other.version)
    return render_template("desk_compare.html", **shown), 409


def _overtaken_by_ledger(work: Work) -> tuple[str, int]:
    """The dataset was published anew meanwhile: the draft now stands on that version, its text unchanged."""
    current = work.stand_on_newest()
    shown = showing.comparison(work, current.values, "", current.at, work.version)
    return render_template("desk_compare.html", **shown), 412


def _work(key: str) -> Work:
    """The dataset as this agency may edit it; another's draft is not there, another's dataset is not allowed."""
    if not is_key(key):
        abort(404)
    who = actor()
    current = keeper().ledger.current(_record(key))
    if current is not None and current.agency != who.agency:
        abort(403)
    return take_up(key, who) or abort(404)


def _own_public(key: str) -> str:
    current = keeper().ledger.current(_record(key)) if is_key(key) else None
    if current is not None and current.state == "expunged" and current.agency == actor().agency:
        raise Removed(current.record)
    if current is None or current.state != "public":
        abort(404)
    if current.agency != actor().agency:
        abort(403)
    return key


def _on_public(key: str, work: Callable[[str], object]) -> None:
    try:
        work(_record(key))
    except ValueError:
        abort(404)


def _record(key: str) -> str:
    return record_iri(keeper().config.base, key) if is_key(key) else abort(404)
