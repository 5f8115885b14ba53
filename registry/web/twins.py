"""`/audit/twins`: datasets that were brought twice, and the ruling of a person on each two; nothing is merged."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.catalogue import Shown
from registry.harvesting import twin_rulings
from registry.harvesting.twin_rulings import BadRuling, Verdict
from registry.harvesting.twins import Pair
from registry.web import showing
from registry.web.access import AGENCY, DECIDERS
from registry.web.facts import Said, facts, link_of
from registry.web.here import keeper, language, words
from registry.web.sessions import signed_in
from registry.web.twins_showing import listed
from vocab.description import Description
from vocab.identifiers import is_key, key_of, record_iri

twins = Blueprint("twins", __name__, url_prefix="/audit/twins")
UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Row:
    """One property of both records; `same` when both say the same."""

    name: str
    first: tuple[Said, ...]
    other: tuple[Said, ...]

    @property
    def same(self) -> bool:
        return self.first == self.other


@twins.get("")
def overview() -> str:
    """Every pair, those that wait for a ruling first; an agency sees those in which it has part."""
    found = _seen()
    waiting = sum(pair.is_open for pair in found)
    return render_template("audit_twins.html", pairs=listed(found), total=len(found), waiting=waiting)


@twins.get("/<key>/<other>")
def pair(key: str, other: str) -> str:
    """Two records side by side, why they are taken for one dataset, what was ruled; for who may rule, the form."""
    return _page(_pair(key, other))


@twins.post("/<key>/<other>")
def rule(key: str, other: str) -> AnyResponse | tuple[str, int]:
    """Writes a ruling into the ledger; what is missing is said, and nothing typed is lost."""
    found, here = _pair(key, other), signed_in()
    verdict, _, which = request.form.get("verdict", "").partition(":")
    reason = request.form.get("reason", "")
    first, copy = (found.copy, found.first) if which == "first" else (found.first, found.copy)
    try:
        twin_rulings.rule(keeper().ledger, keeper().intake, copy, first, verdict, reason, here.by)
    except BadRuling as trouble:
        return _page(found, trouble), UNPROCESSABLE
    return redirect(url_for("twins.overview", told="ruled"), 303)


def _seen() -> tuple[Pair, ...]:
    """What the reader may see, signs of what is new read first."""
    keeper().twins.keep_up()
    here = signed_in()
    return tuple(
        pair
        for pair in keeper().twins.all()
        if here.role != AGENCY or here.agency in (pair.first_agency, pair.copy_agency)
    )


def _pair(key: str, other: str) -> Pair:
    if not (is_key(key) and is_key(other)):
        abort(404)
    records = {record_iri(keeper().config.base, one) for one in (key, other)}
    return next((pair for pair in _seen() if {pair.first, pair.copy} == records), None) or abort(404)


def _page(found: Pair, trouble: BadRuling | None = None) -> str:
    sides = [_shown(record) for record in (found.first, found.copy)]
    return render_template(
        "audit_twin.html",
        both=listed([found])[0],
        rows=_rows(*sides),
        verdicts=tuple(Verdict),
        may_rule=signed_in().role in DECIDERS,
        trouble=getattr(trouble, language(), "") if trouble else "",
        field=trouble.field if trouble else "",
        typed={name: request.form.get(name, "") for name in ("verdict", "reason")},
    )


def _shown(record: str) -> Description:
    shown = keeper().catalogue.shown(key_of(record))
    return shown.description if isinstance(shown, Shown) else abort(404)


def _rows(first: Description, copy: Description) -> list[Row]:
    """What either says, property by property."""
    speaker = showing.speaker(language())
    mine, its = ({fact.predicate: fact for fact in facts(one, speaker)} for one in (first, copy))
    both = {**mine, **its}
    texts = [(Said(text),) if (text := one.description(language())) else () for one in (first, copy)]
    return [
        Row(words().plain("case_row.description"), *texts),
        *(
            Row(
                both[predicate].name,
                mine[predicate].values if predicate in mine else (),
                its[predicate].values if predicate in its else (),
            )
            for predicate in (*mine, *(one for one in its if one not in mine))
        ),
        Row(words().plain("twins.files"), *(_files(one) for one in (first, copy))),
    ]


def _files(description: Description) -> tuple[Said, ...]:
    """The addresses of its files; which of them are the same matters more than what each is called."""
    found = {url for one in description.distributions for url in (one.download_url or one.access_url,) if url}
    return tuple(Said(url, href=link_of(url)) for url in sorted(found))
