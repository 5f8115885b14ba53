"""What an agency's staff added to a dataset that a source brings: shown on its form with who and when, and taken away."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, url_for
from pyoxigraph import NamedNode, Triple
from werkzeug.wrappers import Response as AnyResponse

from harvesters.supplement import Addition, placed
from registry.authority import Actor
from registry.errors import Stale
from registry.harvesting.layering import hanging_on
from registry.ledger import Current
from registry.web import desk
from registry.web import desk_showing as showing
from registry.web.desk_work import take_up
from registry.web.form_words import one_only
from registry.web.here import keeper
from vocab.description import describe, from_body
from vocab.errors import VocabError
from vocab.identifiers import dataset_iri, is_key, record_iri

added = Blueprint("added", __name__, url_prefix="/desk")
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class _Removal:
    """A record's public version without one of its additions and what hangs on it."""

    actor: Actor
    iri: str
    current: Current
    before: tuple[Triple, ...]
    after: tuple[Triple, ...]


@added.post("/dataset/<key>/added/<addition>/remove")
def remove(key: str, addition: str) -> AnyResponse | str | tuple[str, int]:
    """Publishes the dataset without one addition; when a rule then holds it back, nothing is written and that is said."""
    who = desk.actor()
    current = keeper().authority.demand(who, record_iri(keeper().config.base, key)) if is_key(key) else None
    if current is None or current.state != "public":
        abort(404)
    kept = next((one for one in keeper().adding.added(current.record) if str(one.id) == addition), None)
    if kept is None:
        return redirect(url_for("desk.edit", key=key, told="added-gone"), 303)
    if keeper().catalogue.held(key) is not None:
        return redirect(url_for("desk.edit", key=key, told="added-waits"), 303)
    try:
        return _without(_removal(key, who, current, kept.addition), key)
    except Stale:
        return redirect(url_for("desk.edit", key=key, told="added-waits"), 303)


def _removal(key: str, who: Actor, current: Current, addition: Addition) -> _Removal:
    iri = dataset_iri(keeper().config.base, key)
    body = keeper().ledger.body(current.body_seq) or b""
    before = from_body(iri, body, current.fingerprint).triples
    gone = frozenset(_top(addition, iri, before))
    after = tuple(triple for triple in before if triple not in gone)
    return _Removal(who, iri, current, before, after)


def _top(addition: Addition, iri: str, before: tuple[Triple, ...]) -> Iterator[Triple]:
    one = addition.triple
    subject = placed(one.subject, NamedNode(iri), before)
    if subject is not None:
        yield from hanging_on(Triple(subject, one.predicate, one.object), before)


def _without(removal: _Removal, key: str) -> AnyResponse | tuple[str, int]:
    work = take_up(key, removal.actor) or abort(404)
    edit = keeper().adding.edit(removal.iri, removal.before, removal.after, one_only(work.form.fields)) or abort(404)
    try:
        described = describe(removal.iri, edit.triples, work.stated)
    except VocabError:
        abort(UNPROCESSABLE)
    judged = keeper().authority.check_as_brought(removal.actor, described, removal.current.seq)
    if any(finding.holds for finding in judged.findings):
        work.findings, work.is_checked = judged.findings, True
        return render_template("desk_edit.html", **showing.form_page(work, True, "")), UNPROCESSABLE
    keeper().authority.publish(removal.actor, judged, keeper().adding.keeping(removal.iri, edit))
    return redirect(url_for("desk.edit", key=key, told="added-removed"), 303)
