"""`/check`: anybody's description held against the rules; a page for people, the same address for programs.

What is sent is outside bytes: it goes to a worker as it came, and nothing of it is kept.
"""

from collections.abc import Sequence
from importlib.resources import files

from flask import Blueprint, Response, make_response, render_template, request

from registry.checked import Asked
from registry.public_checks import PAGE, Row, TooBusy, TooHeavy, TooMuch
from registry.report_forms import FORMS, media_type
from registry.web import problems
from registry.web.check_showing import Shown, shown
from registry.web.here import keeper, remote_address, words
from registry.web.problems import Problem
from registry.web.safety import open_to_all, preflight
from registry.web.texts import LANGUAGES, texts
from shapes.library import PUBLISHING
from sparql.negotiation import GRAPHS, HTML, Offer, choose

check = Blueprint("check", __name__)
PROFILES = ("", *PUBLISHING)
"""What can be judged by, the first being all of them."""
FACES = (
    Offer("json", "application/json"),
    *(Offer(PAGE, offer.media_type) for offer in HTML),
    Offer("csv", "text/csv"),
    Offer("turtle", "text/turtle"),
    Offer("text", "text/plain"),
)
BODIES = tuple(dict.fromkeys(offer.media_type for offer in GRAPHS))
ANY_BODY = frozenset({"", "application/octet-stream"})
"""A body of which nothing is said: what it is, is seen in it."""
SENT_BY_FORM = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
REPEATED = 256 << 10
"""A document of more bytes is not shown again in the form."""
LONGEST_NAME = 120


class Refused(Exception):
    """What was sent cannot be checked; `field` is the part of the form that it is about, "" for none."""

    def __init__(self, problem: Problem, field: str = "") -> None:
        super().__init__(problem.en)
        self.problem = problem
        self.field = field


@check.get("/check", provide_automatic_options=False)
def form() -> str:
    """The page where a description is pasted or a file chosen; with `?sample=` it holds a faulty one to try."""
    text = _sample() if "sample" in request.args else ""
    return _drawn(text=text, profile=request.args.get("profile", ""))


@check.route("/check", methods=["POST", "OPTIONS"], provide_automatic_options=False)
def judge() -> Response:
    """Judges a document in any RDF syntax, sent as the body or by the page's form; the report in the form asked for."""
    if request.method == "OPTIONS":
        return preflight("GET, HEAD, POST, OPTIONS")
    face = ""
    try:
        face = _face()
        asked = _asked(face)
        row = _judged(asked)
    except Refused as refusal:
        return open_to_all(_refused(refusal, face))
    answer = _report_page(asked, row) if face == PAGE else _report(asked, row)
    answer.vary.add("Accept")
    return open_to_all(answer)


def _face() -> str:
    """The form of the answer: what `format` names, else what the client likes best. Raises Refused."""
    asked = request.args.get("format") or request.form.get("format", "")
    if asked in ("html", PAGE) or asked in FORMS:
        return PAGE if asked == "html" else asked
    offer = None if asked else choose(request.headers.get("Accept"), FACES)
    if offer is None:
        raise Refused(_problem(406, "format"))
    return offer.format


def _asked(face: str) -> Asked:
    """What was sent, whole. Raises Refused."""
    profile = _known_profile(request.args.getlist("profile") or request.form.getlist("profile"))
    kind = request.mimetype
    if kind in SENT_BY_FORM:
        return _from_form(profile, face)
    if kind not in ANY_BODY and kind not in BODIES:
        raise Refused(_problem(415, "body", kinds=", ".join(BODIES)))
    if request.content_encoding not in (None, "", "identity"):
        raise Refused(_problem(415, "packed", kinds=", ".join(BODIES)))
    data = request.get_data(cache=False)
    if not data.strip():
        raise Refused(_problem(422, "empty"), "text")
    return Asked(data, (request.args.get("name") or words().plain("check.sent"))[:LONGEST_NAME], kind, profile, face)


def _from_form(profile: str, face: str) -> Asked:
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    if upload is not None and data.strip():
        return Asked(data, (upload.filename or "file")[:LONGEST_NAME], upload.mimetype, profile, face)
    if "text" not in request.form and upload is None:
        raise Refused(_problem(415, "form", kinds=", ".join(BODIES)))
    text = request.form.get("text", "").replace("\r\n", "\n")
    if not text.strip():
        raise Refused(_problem(422, "empty"), "text")
    return Asked(text.encode("utf-8", "replace"), words().plain("check.pasted"), "", profile, face)


def _known_profile(named: Sequence[str]) -> str:
    """The one that is named, "" for none. Raises Refused."""
    profiles = set(named) or {""}
    slug = "profiles" if len(profiles) > 1 else "profile"
    if len(profiles) > 1 or not profiles <= set(PROFILES):
        raise Refused(_problem(400, slug, profiles=", ".join(filter(None, PROFILES))))
    return profiles.pop()


def _judged(asked: Asked) -> Row:
    """What the worker found. Raises Refused when it may not work now, or cannot."""
    try:
        row = keeper().checks.judge(asked, remote_address())
    except TooMuch as fault:
        raise Refused(Problem(429, "check.too-much", fault.vi, fault.en, _again(fault.wait))) from fault
    except TooBusy as fault:
        raise Refused(Problem(503, "check.too-busy", fault.vi, fault.en, _again(fault.wait))) from fault
    except TooHeavy as fault:
        raise Refused(Problem(422, "check.too-heavy", fault.vi, fault.en), _sent_in()) from fault
    if not row["is_read"]:
        one = shown(row).checked.report.findings[0]
        raise Refused(Problem(422, "check.unreadable", one.message_vi, one.message_en), _sent_in())
    return row


def _again(wait: int) -> tuple[tuple[str, str], ...]:
    return (("Retry-After", str(wait)),)


def _report(asked: Asked, row: Row) -> Response:
    answer = Response(row["body"], content_type=media_type(asked.form))
    if row["more"]:
        answer.headers["X-Truncated"] = "findings"
    if asked.form in ("csv", "turtle"):
        suffix = {"turtle": "ttl"}.get(asked.form, asked.form)
        answer.headers["Content-Disposition"] = f'attachment; filename="report.{suffix}"'
    return answer


def _report_page(asked: Asked, row: Row) -> Response:
    return make_response(_drawn(text=_text_again(), profile=asked.profile, found=shown(row)))


def _refused(refusal: Refused, face: str) -> Response:
    if face != PAGE:
        return problems.answered(refusal.problem)
    page = _drawn(text=_text_again(), profile=request.form.get("profile", ""), refusal=refusal)
    return make_response(page, refusal.problem.status, dict(refusal.problem.headers))


def _drawn(text: str, profile: str, found: Shown | None = None, refusal: Refused | None = None) -> str:
    return render_template(
        "check.html",
        text=text,
        profile=profile,
        found=found,
        refusal=refusal.problem if refusal else None,
        field=refusal.field if refusal else "",
        profiles=PROFILES,
        forms=tuple(form for form in FORMS if form != "html"),
        megabytes=keeper().config.check_megabytes,
        address=f"{keeper().config.links}/check",
    )


def _text_again() -> str:
    """What was sent, to stand in the form again: corrected there, it is sent once more."""
    upload = request.files.get("file")
    if upload is not None:
        upload.seek(0)
        data = upload.read(REPEATED + 1)
        if data:
            return data.decode("utf-8", "replace").lstrip("\ufeff") if len(data) <= REPEATED else ""
    text = request.form.get("text", "")
    return text if len(text) <= REPEATED else ""


def _sent_in() -> str:
    """The part of the form in which the document stands now: a long file must be chosen again."""
    return "text" if _text_again() else "file"


def _sample() -> str:
    config = keeper().config
    agency = keeper().words.agency(config.publisher)
    text = files("registry.web").joinpath("check_sample.ttl").read_text("utf-8")
    return text.replace("AGENCY", agency.iri if agency else config.base).replace("BASE", config.base)


def _problem(status: int, slug: str, **values: str) -> Problem:
    vi, en = (t.of("unchecked", slug, **values).unescape() for t in map(texts, LANGUAGES))
    headers = (("Accept-Post", values["kinds"]),) if status == 415 else ()
    return Problem(status, f"check.{slug}", vi, en, headers)
