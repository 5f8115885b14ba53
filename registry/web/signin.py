"""Signing in and out, and setting a password by the link that the operator handed over."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.account_errors import LinkGone, WeakPassword
from registry.accounts import NotSignedIn
from registry.web.here import keeper, remote_address
from registry.web.sessions import account, let_in, let_out, local_path, session_token

signin = Blueprint("signin", __name__)
START = {"agency": "/desk", "operator": "/admin", "reviewer": "/audit", "auditor": "/audit"}


@signin.get("/sign-in")
def sign_in() -> Response | str:
    """The form; whoever is signed in already goes on to where they wanted."""
    wanted = local_path(request.args.get("next"))
    if here := account():
        return redirect(_onward(wanted, here.role), 303)
    return render_template("sign_in.html", next=wanted, failed=None, typed={})


@signin.post("/sign-in")
def enter() -> Response:
    """Checks the password; a new session in either case of an old one."""
    wanted = local_path(request.form.get("next"))
    typed = {name: request.form.get(name, "") for name in ("account", "person")}
    password = request.form.get("password", "")
    answer = keeper().accounts.sign_in(typed["account"], password, typed["person"], remote_address())
    if isinstance(answer, NotSignedIn):
        page = make_response(render_template("sign_in.html", next=wanted, failed=answer, typed=typed))
        page.status_code = 429 if answer.wait else 403
        if answer.wait:
            page.headers["Retry-After"] = str(answer.wait)
        return page
    if old := session_token():
        keeper().sessions.close(old)
    agent = request.headers.get("User-Agent", "")
    token = keeper().sessions.open(answer.account, answer.person, remote_address(), agent)
    onward = make_response(redirect(_onward(wanted, answer.account.role.value), 303))
    let_in(onward, token)
    return onward


@signin.post("/sign-out")
def sign_out() -> Response:
    """Ends this session here, not only in the browser."""
    keeper().sessions.close(session_token())
    answer = make_response(redirect(url_for("pages.home", told="signed-out"), 303))
    let_out(answer)
    return answer


@signin.get("/set-password/<secret>")
def invited(secret: str) -> str | tuple[str, int]:
    """The form behind a link; looking at it does not use the link up."""
    try:
        found = keeper().accounts.invited(secret)
    except LinkGone as gone:
        return render_template("link_gone.html", gone=gone), 410
    return render_template("set_password.html", invited=found, secret=secret, weak=None)


@signin.post("/set-password/<secret>")
def choose_password(secret: str) -> Response | tuple[str, int]:
    """Sets the password, once; a weak one is refused with the reason and the link stays good."""
    person = request.form.get("person", "").strip()
    try:
        keeper().accounts.set_password(secret, request.form.get("password", ""), person)
    except LinkGone as gone:
        return render_template("link_gone.html", gone=gone), 410
    except WeakPassword as weak:
        found = keeper().accounts.invited(secret)
        return render_template("set_password.html", invited=found, secret=secret, weak=weak), 422
    return redirect(url_for("signin.sign_in", told="password-set"), 303)


def _onward(wanted: str, role: str) -> str:
    return wanted if wanted != "/" else START[role]
