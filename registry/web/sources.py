"""`/admin/sources` and `/desk/sources`: the agency APIs that are harvested, for the operator and for their agencies.

The same views behind both: an agency sees its own sources, proposes one, tries it, and signs what it declares of all its
datasets; the operator enters, approves, schedules, pauses, runs, stops, moves and removes. Works without scripts.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from harvesters.source import Source
from registry.clock import local_day
from registry.errors import RegistryError, Stale
from registry.harvesting.entered import Entered, State, Verb
from registry.harvesting.lease import AlreadyRunning
from registry.harvesting.runs import PERSON, Occasion
from registry.harvesting.sources import NotNow, TooMany, UnknownSource
from registry.harvesting.vetting import LONGEST, Fault, NoSource, demand_source
from registry.proposed_rulings import day_of
from registry.web import source_history
from registry.web import sources_showing as showing
from registry.web.form_terms import clean
from registry.web.here import keeper
from registry.web.sessions import signed_in
from registry.web.source_names import agency_name, is_of
from registry.web.sources_reading import Typed, declared, not_declarable, said_of

CONFLICT, UNPROCESSABLE = 409, 422
SECRET_HELD = Fault(
    "url",
    "Đã có thông tin đăng nhập riêng cho địa chỉ cũ của nguồn; hãy nhờ đơn vị vận hành đổi địa chỉ.",
    "There is a login for the old address of the source; ask the operator to change the address.",
)
View = Callable[..., str | AnyResponse | tuple[str, int]]


def listed() -> str:
    """The sources, the most pressing first."""
    return render_template("sources.html", **showing.listed())


def one(slug: str) -> str:
    """A source: how it stands, what may be done, its runs and its history; of one that was removed only these."""
    if former := keeper().source_book.former(slug):
        return _removed(former)
    return render_template(
        "source.html", **showing.one(_seen(slug)), history=source_history.told(keeper().source_book.history(slug))
    )


def new() -> str:
    """The form of a new source."""
    return render_template("source_edit.html", **showing.form(Typed.of({}), None))


def enter() -> AnyResponse | tuple[str, int]:
    """Enters a source: approved when the operator does, proposed when an agency does."""
    here, typed = signed_in(), Typed.sent(request.form)
    said = said_of(typed, {}, _own_agency())
    state = State.PROPOSED if here.role == "agency" else State.APPROVED
    try:
        _demand(said)
        if state == State.PROPOSED and keeper().calls.credentials.has(said["slug"]):
            # What the operator put down for a source to come is not for whoever takes its name first.
            raise NotNow(
                "Tên ngắn này đã được dành riêng; hãy đặt tên khác.", "This short name is kept; choose another."
            )
        entered = keeper().source_book.enter(said, state, signed_in().by)
    except NoSource as refusal:
        return _form(typed.with_faults(refusal.faults), None)
    except NotNow as refusal:
        field = "" if isinstance(refusal, TooMany) else "slug"
        return _form(typed.with_faults((Fault(field, refusal.vi, refusal.en),)), None)
    return _onward(entered.slug, "source-proposed" if state == State.PROPOSED else "source-entered")


def edit(slug: str) -> str:
    """The form of a source that is there."""
    entered = _allowed(slug, "may_edit")
    return render_template("source_edit.html", **showing.form(Typed.of(entered.said), entered))


def change(slug: str) -> AnyResponse | tuple[str, int]:
    """What the source says from now on, unless somebody else changed it since the form was opened: then that is shown."""
    entered, typed = _allowed(slug, "may_edit"), Typed.sent(request.form)
    if _is_overtaken(entered):
        return _form(typed, entered, moved_on=True)
    said = said_of(typed, entered.said, _own_agency())
    if said["agency"] != entered.source.agency and entered.state != State.PROPOSED:
        abort(CONFLICT)
    try:
        _demand(said)
        _demand_secret_kept(said, entered)
    except NoSource as refusal:
        return _form(typed.with_faults(refusal.faults), entered)
    try:
        keeper().source_book.change(slug, said, signed_in().by, seen=entered.version)
    except NotNow:
        return _form(typed, _seen(slug), moved_on=True)
    return _onward(slug, "source-changed")


def defaults(slug: str) -> str:
    """What is declared of all datasets of the source, to be changed and signed."""
    return render_template("source_defaults.html", **showing.defaults_form(_allowed(slug, "may_sign")))


def sign(slug: str) -> AnyResponse | tuple[str, int]:
    """Keeps the declaration of what the signer read, over that person's name; the next run reads every record anew."""
    entered, here = _allowed(slug, "may_sign"), signed_in()
    if _is_overtaken(entered):
        return _declaration(entered, moved_on=True)
    if faults := not_declarable(request.form, keeper().words.code_lists, entered.source.defaults.values):
        return _declaration(entered, faults)
    agency = agency_name(entered.source.agency) if here.role == "agency" else ""
    signer = ", ".join(part for part in (here.person, agency) if part)
    said = declared(request.form, entered.said, signer, local_day(keeper().clock()))
    try:
        keeper().source_book.change(slug, said, signed_in().by, Verb.SIGN, seen=entered.version)
    except NotNow:
        return _declaration(_seen(slug), moved_on=True)
    return _onward(slug, "source-signed")


def try_out(slug: str) -> AnyResponse:
    """Begins to try the source."""
    keeper().trials.start(_allowed(slug, "may_try").source)
    return redirect(url_for(".tried", slug=slug), 303)


def tried(slug: str) -> str:
    """What a run would bring, or how far the trying has come."""
    entered = _seen(slug)
    return render_template("source_try.html", **showing.trial(entered, keeper().trials.of(slug)))


def act(slug: str) -> AnyResponse:
    """Approves, pauses, resumes, runs or stops, as the button says; approved is what stood on the page of the button."""
    entered, button = _allowed(slug, "may_decide"), request.form.get("act", "")
    seen = request.form.get("seen", "")
    if button == "approve" and seen != entered.version:
        return _onward(slug, "source-moved-on")
    try:
        if button == "run" and not entered.may_run:
            return _onward(slug, "source-not-now")
        if button == "run":
            keeper().harvests.start(entered.source, Occasion(PERSON, signed_in().starter))
        elif button == "stop":
            keeper().harvests.stop(slug, signed_in().by)
        else:
            why = clean(request.form.get("why", ""))[:LONGEST]
            keeper().source_book.set_state(slug, STEPS.get(button) or abort(400), signed_in().by, why, seen)
    except (AlreadyRunning, NotNow):
        return _onward(slug, "source-not-now")
    return _onward(slug, f"source-{button}")


def move(slug: str) -> str:
    """Asks to whom the source goes, by which act of law, and says what goes along."""
    entered = _allowed(slug, "may_decide")
    return render_template("source_move.html", **showing.moving(entered), typed={}, faults={})


def really_move(slug: str) -> AnyResponse | tuple[str, int]:
    """Moves the source and its datasets."""
    entered = _allowed(slug, "may_decide")
    typed = {name: clean(request.form.get(name, "")) for name in ("heir", "day", "legal_act")}
    day = day_of(typed["day"])
    faults = {name for name in ("heir", "legal_act") if not 0 < len(typed[name]) <= LONGEST}
    faults |= {"day"} if day is None else set()
    if faults or day is None:
        page = render_template("source_move.html", **showing.moving(entered), typed=typed, faults=faults)
        return page, UNPROCESSABLE
    try:
        keeper().moving.move(slug, typed["heir"], day, typed["legal_act"], signed_in().by)
    except RegistryError as refusal:
        more = {"typed": typed, "faults": set(), "refusal": refusal}
        return render_template("source_move.html", **showing.moving(entered), **more), CONFLICT
    return _onward(slug, "source-moved")


def remove(slug: str) -> str:
    """Asks why, and what is to become of the datasets."""
    entered = _allowed(slug, "may_decide")
    return render_template("source_remove.html", **showing.removing(entered), missing=False, withdraw=False)


def really_remove(slug: str) -> AnyResponse | tuple[str, int]:
    """Takes the source out; its datasets stay, or are withdrawn with it."""
    entered, why = _allowed(slug, "may_decide"), clean(request.form.get("why", ""))
    withdraw = request.form.get("withdraw") == "1"
    if not 0 < len(why) <= LONGEST:
        more = {"missing": True, "withdraw": withdraw, "why": why}
        return render_template("source_remove.html", **showing.removing(entered), **more), UNPROCESSABLE
    try:
        keeper().moving.remove(slug, signed_in().by, why, withdraw)
    except (AlreadyRunning, NotNow, Stale):
        return _onward(slug, "source-not-now")
    return redirect(url_for(".listed", told="source-removed"), 303)


STEPS = {"approve": Verb.APPROVE, "pause": Verb.PAUSE, "resume": Verb.RESUME}
READ: tuple[tuple[str, View], ...] = (
    ("", listed),
    ("/new", new),
    ("/<slug>", one),
    ("/<slug>/edit", edit),
    ("/<slug>/defaults", defaults),
    ("/<slug>/try", tried),
)
WRITTEN: tuple[tuple[str, View], ...] = (
    ("/new", enter),
    ("/<slug>/edit", change),
    ("/<slug>/defaults", sign),
    ("/<slug>/try", try_out),
)
OPERATORS_READ: tuple[tuple[str, View], ...] = (("/<slug>/move", move), ("/<slug>/remove", remove))
OPERATORS_WRITTEN: tuple[tuple[str, View], ...] = (
    ("/<slug>/act", act),
    ("/<slug>/move", really_move),
    ("/<slug>/remove", really_remove),
)


def _blueprint(name: str, prefix: str, *, is_operators: bool) -> Blueprint:
    made = Blueprint(name, __name__, url_prefix=prefix)
    for methods, rules in (
        (["GET"], (*READ, *(OPERATORS_READ if is_operators else ()))),
        (["POST"], (*WRITTEN, *(OPERATORS_WRITTEN if is_operators else ()))),
    ):
        for rule, view in rules:
            made.add_url_rule(rule, view_func=view, methods=methods)
    return made


sources = _blueprint("sources", "/admin/sources", is_operators=True)
own_sources = _blueprint("own_sources", "/desk/sources", is_operators=False)


def _seen(slug: str) -> Entered:
    """The source, if the signed-in may see it; another agency's is not there."""
    try:
        entered = keeper().source_book.one(slug)
    except UnknownSource:
        abort(404)
    here = signed_in()
    if here.role == "agency" and not is_of(entered.source, here):
        abort(404)
    return entered


def _removed(former: Source) -> str:
    here, history = signed_in(), keeper().source_book.history(former.slug)
    if here.role == "agency" and not is_of(former, here):
        abort(404)
    return render_template("source_removed.html", **showing.removed(former), history=source_history.told(history))


def _allowed(slug: str, right: str) -> Entered:
    """The source, if the signed-in has this right over it."""
    entered = _seen(slug)
    if not getattr(showing.rights(entered), right):
        abort(403)
    return entered


def _own_agency() -> str:
    """The id of the agency that the signed-in acts for, "" for the operator."""
    agency = keeper().words.agency(signed_in().agency) if signed_in().agency else None
    return agency.id if agency else ""


def _demand(said: dict[str, Any]) -> None:
    day = local_day(keeper().clock())
    demand_source(said, keeper().words, day, keeper().directory.mappings)


def _is_overtaken(entered: Entered) -> bool:
    """Whether the form that was sent is of an older version of the source."""
    return request.form.get("seen", entered.version) != entered.version


def _demand_secret_kept(said: dict[str, Any], entered: Entered) -> None:
    """Raises NoSource where an agency would have what the operator put down for one address shown to another."""
    is_elsewhere = signed_in().role == "agency" and said["url"] != entered.source.url
    if is_elsewhere and keeper().calls.credentials.has(entered.slug):
        raise NoSource([SECRET_HELD])


def _form(typed: Typed, entered: Entered | None, moved_on: bool = False) -> tuple[str, int]:
    """The form once more with what was typed; what was seen is what stands now, so that sending it again is meant."""
    page = render_template("source_edit.html", **showing.form(typed, entered), moved_on=moved_on)
    return page, CONFLICT if moved_on else UNPROCESSABLE


def _declaration(entered: Entered, faults: frozenset[str] = frozenset(), moved_on: bool = False) -> tuple[str, int]:
    """The same of the declared defaults."""
    shown = showing.defaults_form(entered, request.form, faults)
    return render_template("source_defaults.html", **shown, moved_on=moved_on), CONFLICT if moved_on else UNPROCESSABLE


def _onward(slug: str, told: str) -> AnyResponse:
    return redirect(url_for(".one", slug=slug, told=told), 303)
