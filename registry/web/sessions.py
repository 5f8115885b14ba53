"""Who a request comes from, whether it may do what it asks, and whether one of our own forms sent it.

Three gates before every view: the session's cookie, the access table, and for what changes anything the form's token
together with what the browser says of where the request comes from (SECURITY.md 16-18, 29).
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, g, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from registry.accounts import Account, By
from registry.directory import TOKEN_LENGTH
from registry.sessions import Session, form_token, is_form_token
from registry.web.access import ACCESS, EVERYONE, TOKEN
from registry.web.here import keeper, words
from registry.web.safety import our_addresses, same_site

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORMLESS = frozenset({"endpoint.sparql", "graphs.store", "check.judge", "oai.repository", "ckan.call"})
"""What takes POST from anyone and changes nothing: the SPARQL protocol, graphs (to refuse it), checking, OAI-PMH."""
SENT_AGAIN = frozenset(
    {
        "desk.act",
        "cases.decide",
        "cases.state",
        "twins.rule",
        "sources.enter",
        "sources.change",
        "sources.sign",
        "sources.really_move",
        "sources.really_remove",
        "own_sources.enter",
        "own_sources.change",
        "own_sources.sign",
    }
)
"""Forms that take long to fill in."""
TOKEN_FIELD = "form_token"
WARNINGS = frozenset(
    {"taken-down", "nothing-picked", "added-gone", "added-waits", "held-stays", "source-not-now", "source-moved-on"}
)


@dataclass(frozen=True, slots=True)
class Here:
    """Who is signed in: the account, the person at it, and the IRI of the agency it acts for ("" for none)."""

    account: Account
    person: str
    agency: str
    session: str

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def role(self) -> str:
        return self.account.role.value

    @property
    def by(self) -> By:
        """Whoever acts, as the ledger keeps it."""
        return By(self.name, self.person)

    @property
    def starter(self) -> str:
        """Whoever acts, as a run keeps it that was begun here."""
        return f"{self.name}: {self.person}"


def admit(app: Flask) -> None:
    """Put the gates before every view of `app`."""
    app.before_request(_gates)
    app.after_request(_keep_visit)


def account() -> Here | None:
    """Who is signed in, None for a visitor."""
    return cast("Here | None", g.get("account"))


def signed_in() -> Here:
    """Who is signed in, where the access table let nobody else through."""
    return account() or abort(401)


def csrf_field() -> Markup:
    """The hidden field that every form of ours carries."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(TOKEN_FIELD, form_token(_secret()))


def let_in(answer: Response, token: str) -> None:
    """Give the browser the cookie of a new session, and take the visitor's away."""
    _set(answer, "session", token)
    _drop(answer, "visit")


def let_out(answer: Response) -> None:
    _drop(answer, "session")


def session_token() -> str:
    """The token of the session cookie, "" when there is none."""
    return request.cookies.get(cookie_name("session"), "")


def cookie_name(name: str) -> str:
    """`__Host-` binds a cookie to this host over https; on loopback http browsers would refuse it."""
    return name if keeper().config.is_loopback else f"__Host-{name}"


def typed_here() -> dict[str, str]:
    """What an official typed into the form that was not taken, so that it can be sent again: a session may have ended
    meanwhile. Only where the browser itself says that the form was ours; a stranger's page gets nothing repeated.
    """
    is_ours = request.headers.get("Sec-Fetch-Site", "same-origin" if _is_our_origin() else "") == "same-origin"
    if request.method != "POST" or request.endpoint not in SENT_AGAIN or not is_ours:
        return {}
    return {name: text for name, text in request.form.items() if name != TOKEN_FIELD}


def local_path(wanted: str | None) -> str:
    """A path of this site to go on to, "/" for anything else."""
    text = wanted or ""
    parts = urlsplit(text)
    odd = "\\" in text or any(ord(sign) < 33 or ord(sign) == 127 for sign in text)
    return text if text.startswith("/") and not (text.startswith("//") or parts.netloc or parts.scheme or odd) else "/"


def take_notices() -> list[tuple[str, Markup]]:
    """What the act before this page did: `?told=` names a sentence of ours, nothing else is repeated."""
    told = request.args.get("told", "")
    if not words().has(f"told.{told}"):
        return []
    return [("late" if told in WARNINGS else "ok", words().of("told", told))]


def _gates() -> AnyResponse | None:
    if request.endpoint is None:
        return None
    allowed = ACCESS.get(request.endpoint, frozenset())
    if allowed == TOKEN:
        _with_token()
        return None
    g.account = _found(keeper().sessions.find(session_token()) if session_token() else None)
    if allowed != EVERYONE:
        if g.account is None:
            return _to_sign_in()
        if g.account.role not in allowed:
            abort(403)
    if request.method not in SAFE_METHODS and request.endpoint not in FORMLESS:
        _sent_by_our_form()
    return None


def _with_token() -> None:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        wanted = keeper().directory.operator_token.read_bytes().strip()
    except OSError:
        abort(503)
    # An empty or cut file must open nothing.
    if kind != "Bearer" or len(wanted) < TOKEN_LENGTH or not hmac.compare_digest(given.encode(), wanted):
        abort(401)


def _found(session: Session | None) -> Here | None:
    if session is None:
        return None
    agency = keeper().words.agency(session.account.agency) if session.account.agency else None
    return Here(session.account, session.person, agency.iri if agency else "", session.digest)


def _to_sign_in() -> AnyResponse:
    if request.method not in SAFE_METHODS or "text/html" not in request.headers.get("Accept", ""):
        abort(401)
    there = request.full_path if request.query_string else request.path
    return redirect(f"{url_for('signin.sign_in')}?next={quote(there, safe='/')}", 303)


def _sent_by_our_form() -> None:
    elsewhere = not same_site(request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site"), our_addresses())
    secret = session_token() if account() else request.cookies.get(cookie_name("visit"), "")
    if elsewhere or not secret or not is_form_token(secret, request.form.get(TOKEN_FIELD, "")):
        abort(403, "form")


def _is_our_origin() -> bool:
    origin = request.headers.get("Origin")
    return origin is not None and same_site(origin, None, our_addresses())


def _secret() -> str:
    """What this browser's form token is made from: the session's token, a visitor's own before there is one."""
    if account():
        return session_token()
    if "visit" not in g:
        g.visit = request.cookies.get(cookie_name("visit")) or secrets.token_urlsafe(32)
    return cast(str, g.visit)


def _keep_visit(answer: Response) -> Response:
    if "visit" in g and request.cookies.get(cookie_name("visit")) != g.visit and account() is None:
        _set(answer, "visit", g.visit)
    return answer


def _set(answer: Response, name: str, value: str) -> None:
    is_https = not keeper().config.is_loopback
    answer.set_cookie(cookie_name(name), value, secure=is_https, httponly=True, samesite="Lax", path="/")


def _drop(answer: Response, name: str) -> None:
    is_https = not keeper().config.is_loopback
    answer.delete_cookie(cookie_name(name), secure=is_https, httponly=True, samesite="Lax", path="/")
