"""`/audit/case/NUMBER`: one pair that a person decides on. Agencies state their view, reviewers decide, all may read
what was decided of public datasets."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.clock import stamp
from registry.deciding import Overtaken
from registry.overlap_cases import Case, CaseState
from registry.proposed_rulings import Proposed
from registry.rulings import LONGEST_REASON
from registry.web import case_showing as showing
from registry.web.form_terms import clean
from registry.web.here import keeper
from registry.web.sessions import account, signed_in

cases = Blueprint("cases", __name__, url_prefix="/audit/case")
GONE, CONFLICT, UNPROCESSABLE = 410, 409, 422
LONGEST_NUMBER = 12


@cases.get("/<number>")
def case(number: str) -> str | AnyResponse:
    """The two records side by side, the evidence, what was decided of the like; for a reviewer, the form."""
    found = _case(number)
    if not showing.may_see(found, account()):
        return _not_yours(number)
    return render_template("audit_case.html", **showing.page(found))


@cases.post("/<number>")
def decide(number: str) -> AnyResponse | tuple[str, int]:
    """Writes a reviewer's ruling into the ledger; what is missing or wrong is said, and nothing typed is lost."""
    found, here = _case(number), signed_in()
    typed = _typed()
    if found.is_over:
        return _overtaken(found, typed)
    decided = keeper().deciding.read(found, typed)
    if isinstance(decided, tuple):
        return render_template("audit_case.html", **showing.page(found, typed, decided)), UNPROCESSABLE
    if request.form.get("seen", "") != str(found.version):
        return _overtaken(found, typed)
    try:
        keeper().deciding.decide(found, decided, here.by)
    except Overtaken:
        return _overtaken(_case(number), typed)
    return redirect(url_for("cases.case", number=number, told="ruled"), 303)


@cases.post("/<number>/statement")
def state(number: str) -> AnyResponse | tuple[str, int]:
    """Keeps what an agency concerned says of the case."""
    found, here = _case(number), signed_in()
    if not showing.is_concerned(found, here):
        abort(403)
    words = clean(request.form.get("statement", ""))
    if not words or len(words) > LONGEST_REASON:
        page = showing.page(found, said=request.form.get("statement", ""), unsaid=True)
        return render_template("audit_case.html", **page), UNPROCESSABLE
    keeper().cases.state(found, here.agency, here.name, here.person, stamp(keeper().clock()), words)
    return redirect(url_for("cases.case", number=number, told="stated"), 303)


def _case(number: str) -> Case:
    found = keeper().cases.find(number) if len(number) <= LONGEST_NUMBER else None
    if found is None:
        abort(404, "case")
    if found.state == CaseState.REMOVED:
        abort(GONE, "case")
    return found


def _not_yours(number: str) -> AnyResponse:
    """A visitor may be somebody who can sign in; another agency is told that it may not."""
    if account() is not None:
        abort(403)
    return redirect(url_for("signin.sign_in", next=url_for("cases.case", number=number)), 303)


def _typed() -> Proposed:
    names = ("verdict", "reason", "basis", "until", "target")
    return Proposed(**{name: clean(request.form.get(name, "")) for name in names})


def _overtaken(now: Case, typed: Proposed) -> tuple[str, int]:
    """Somebody decided, or the evidence changed, meanwhile: what is there now, with what was typed still in the form."""
    newest = next(iter(keeper().cases.rulings_of(now.number)), None)
    page = showing.page(now, typed, overtaken=Overtaken(now, newest))
    return render_template("audit_case.html", **page), CONFLICT
