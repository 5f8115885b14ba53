"""`/admin/runs` and `/desk/runs`: what each harvest run brought and what it could not, by name, with how to mend it.

The same views behind both: an agency sees the runs of its own sources, whoever operates, reviews or audits sees all. A
person who operates or reviews confirms a run that waits because too much would vanish.
"""

from collections.abc import Callable

from flask import Blueprint, Response, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from harvesters.source import Source
from registry.harvesting.consent import AT_ONCE, NO_CONSENT, OLDER, Consent
from registry.harvesting.lease import AlreadyRunning
from registry.harvesting.pages import Pages
from registry.harvesting.runs import GUARDED, PERSON, Occasion, Run
from registry.web import run_record_showing as record_showing
from registry.web import run_showing as showing
from registry.web.csvfiles import download
from registry.web.here import keeper, language
from registry.web.sessions import signed_in
from vocab.identifiers import dataset_iri, is_key

View = Callable[..., str | AnyResponse]


def listed() -> str:
    """The newest runs, of one source with `?source=`."""
    return render_template("runs.html", **showing.listed(request.args.get("source", "")))


def one(run: int) -> str:
    """A run: what came of everything that was read."""
    return render_template("run.html", **showing.one(_seen(run)))


def record(run: int, key: str) -> str:
    """One dataset of a run: what the source said, and what the registry made of it."""
    found = _seen(run)
    row = record_showing.settled(found, dataset_iri(keeper().config.base, key)) if is_key(key) else None
    return render_template("run_record.html", **record_showing.record(found, row or abort(404)))


def errors(run: int) -> Response:
    """Every error of a run, cause by cause, for a spreadsheet."""
    found = _seen(run)
    config = keeper().config
    payload = {"data": str(config.data), "base": config.base, "run": found.id, "lang": language()}
    told = keeper().workers.run("run_errors", payload, showing.LOOKING)
    return download(
        f"{'errors' if language() == 'en' else 'loi'}-{found.source.replace(':', '-')}-{found.id}", told["csv"]
    )


def page(run: int, place: int) -> Response:
    """A page as the source sent it. What a stranger wrote is saved, never shown."""
    found = _seen(run)
    fetched = next((one for one in Pages(keeper().engine).of(found.id) if one.number == place), None)
    path = keeper().directory.snapshots / fetched.sha256 if fetched and fetched.sha256 else None
    if path is None or not path.is_file():
        abort(404)
    name = f"{found.source.replace(':', '-')}-{found.id}-{place}"
    return send_file(path, "application/octet-stream", as_attachment=True, download_name=name, etag=False)


def confirm(run: int) -> AnyResponse:
    """Lets the source be harvested although much will vanish: the person has looked."""
    found = _seen(run)
    source = keeper().source_book.one(found.source)
    if found.state != GUARDED or not showing.is_newest(found) or not source.may_run:
        return redirect(url_for(".one", run=run, told="source-not-now"), 303)
    consent = Consent(found.id, AT_ONCE if request.form.get("at_once") == "1" else "")
    try:
        keeper().harvests.start(source.source, Occasion(PERSON, signed_in().starter), consent)
    except AlreadyRunning:
        return redirect(url_for(".one", run=run, told="source-not-now"), 303)
    return redirect(url_for(".listed", source=found.source, told="source-confirm"), 303)


def replay(run: int) -> str:
    """Shows what reading the pages of a past run anew would change, and asks."""
    found, source = _replayed(run)
    return render_template("run_replay.html", **showing.replaying(found, keeper().trials.of(source.slug, found)))


def really_replay(run: int) -> AnyResponse:
    """Begins to try the replaying; or, of what has been shown, replays."""
    found, source = _replayed(run)
    tried = keeper().trials.of(source.slug, found)
    if request.form.get("act") != "replay" or tried is None or tried.forecast is None:
        keeper().trials.start(source, found)
        return redirect(url_for(".replay", run=run), 303)
    consent = Consent(allows=OLDER) if request.form.get("older") == "1" else NO_CONSENT
    try:
        keeper().harvests.start_replay(source, found.id, signed_in().starter, consent)
    except AlreadyRunning:
        return redirect(url_for(".one", run=run, told="source-not-now"), 303)
    return redirect(url_for(".listed", source=found.source, told="source-replay"), 303)


def tell_again(run: int) -> AnyResponse:
    """Tries once more to tell those whom the digest did not reach."""
    found = _seen(run)
    keeper().digests.again(found.id)
    keeper().digests.send_aside()
    return redirect(url_for(".one", run=run, told="digest-again"), 303)


READ: tuple[tuple[str, View], ...] = (
    ("", listed),
    ("/<int:run>", one),
    ("/<int:run>/errors.csv", errors),
    ("/<int:run>/dataset/<key>", record),
    ("/<int:run>/page/<int:place>", page),
)


def _blueprint(name: str, prefix: str, written: tuple[tuple[str, View], ...]) -> Blueprint:
    made = Blueprint(name, __name__, url_prefix=prefix)
    for rule, view in READ:
        made.add_url_rule(rule, view_func=view, methods=["GET"])
    for rule, view in written:
        made.add_url_rule(rule, view_func=view, methods=["POST"])
    return made


runs = _blueprint(
    "runs",
    "/admin/runs",
    (("/<int:run>/confirm", confirm), ("/<int:run>/tell", tell_again), ("/<int:run>/replay", really_replay)),
)
runs.add_url_rule("/<int:run>/replay", view_func=replay, methods=["GET"])
own_runs = _blueprint("own_runs", "/desk/runs", ())


def _replayed(number: int) -> tuple[Run, Source]:
    """A run that may be replayed, and its source."""
    found = _seen(number)
    known = showing.entered_of(found)
    if known is None or not known.may_run or not found.pages or found.replays:
        abort(404)
    return found, known.source


def _seen(number: int) -> Run:
    """The run, if the signed-in may see it; another agency's is not there."""
    found = keeper().runs.one(number)
    here = signed_in()
    if found is None or (here.role == "agency" and not showing.is_own(found, here)):
        abort(404)
    return found
