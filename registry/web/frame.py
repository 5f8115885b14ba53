"""What every page has: the site's names, its doors, the seal, the language switch, and the filters of the templates."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, g, request, url_for
from markupsafe import Markup

from registry.overlap_table import State
from registry.rulings import told
from registry.web import drawing, speech
from registry.web.access import ACCESS, AGENCY, EVERYONE, OPERATOR, REVIEWER
from registry.web.facts import link_of
from registry.web.here import LANGUAGE_COOKIE, keeper, language, words
from registry.web.run_showing import state_of
from registry.web.sessions import account, csrf_field, take_notices
from registry.web.standings import named
from registry.web.texts import LANGUAGES, NAMES

DOORS = (
    ("desk.mine", "desk"),
    ("admin.overview", "admin"),
    ("pages.datasets", "data"),
    ("pages.agencies", "agency"),
    ("pages.ministries", "ministry"),
    ("endpoint.sparql", "sparql"),
    ("audit.overview", "audit"),
)
YEAR = 365 * 24 * 3600
ADDRESS = re.compile(r"[A-Za-z][\w+.-]*:\S")


def furnish(app: Flask) -> None:
    """Give the templates of `app` what they all use, and let `?lang=` be remembered."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters |= _filters()
    app.jinja_env.globals |= {"badge": drawing.badge, "tower": drawing.tower, "bar": drawing.bar, "csrf": csrf_field}
    app.jinja_env.globals["squares"] = drawing.squares
    app.context_processor(_common)
    # The last one named is the first one done.
    app.after_request(_mark)
    app.after_request(_remember_language)


def elsewhere() -> Mapping[str, str]:
    """The address of this page in each language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return {code: f"{request.path}?{urlencode([*kept, ('lang', code)])}" for code in LANGUAGES}


def _common() -> dict[str, Any]:
    if not request.endpoint and "problem" not in g:
        return {}
    config, lang, here = keeper().config, language(), account()
    return {
        "t": words(),
        "lang": lang,
        "language_names": NAMES,
        "elsewhere": elsewhere(),
        "site": config.site_en if lang == "en" else config.site_vi,
        "province": config.province_en if lang == "en" else config.province_vi,
        "account": here,
        "account_name": keeper().words.label(here.agency, lang) if here and here.agency else "",
        "doors": [door for door in DOORS if _opens(door[0])],
        "own_work": _own_work(),
        "seal": keeper().seal(),
        "told": take_notices(),
        "here": "",
    }


def _opens(endpoint: str) -> bool:
    here = account()
    return ACCESS[endpoint] == EVERYONE or bool(here and here.role in ACCESS[endpoint])


def _own_work() -> list[tuple[str, Markup]]:
    """The address of the reader's own work and what it is called: a stranger may be somebody with a desk."""
    here, t = account(), words()
    role = here.role if here else AGENCY
    doors = {
        AGENCY: (url_for("desk.mine"), t("nav.desk")),
        REVIEWER: (url_for("audit.overlap", state=State.OPEN.value), t("frame.to_decide")),
        OPERATOR: (url_for("admin.overview"), t("nav.admin")),
    }
    return [doors[role]] if role in doors else []


def _filters() -> dict[str, Callable[..., object]]:
    return {
        "day": lambda value: speech.day(value, language()),
        "moment": lambda value: speech.moment(value, language()),
        "number": lambda value: speech.number(value, language()),
        "score": lambda value: speech.score(value, language()),
        "percent": lambda value: speech.percent(value, language()),
        "octets": lambda value: speech.size(value, language()),
        "label": lambda iri: keeper().words.label(iri, language()),
        "linkable": link_of,
        "state": named,
        "marked": marked,
        "ruled": told,
        "sentence": as_sentence,
        "run_state": state_of,
    }


def as_sentence(text: str) -> str:
    """The text with a capital letter first; an address, or a term such as dct:title, is left as it is."""
    return text if ADDRESS.match(text) else text[:1].upper() + text[1:]


def marked(text: str) -> Markup:
    """A text in which <mark> and </mark> show what was found; every other sign in it is only text."""
    return Markup(str(Markup.escape(text)).replace("&lt;mark&gt;", "<mark>").replace("&lt;/mark&gt;", "</mark>"))


def _mark(answer: Response) -> Response:
    """Gives a visitor's page an ETag of what it says, and answers one that is known with 304."""
    is_plain = answer.status_code == 200 and answer.mimetype == "text/html" and request.method in ("GET", "HEAD")
    if is_plain and account() is None and not {"nonce", "visit"} & set(g):
        answer.add_etag()
        answer.make_conditional(request)
    return answer


def _remember_language(answer: Response) -> Response:
    if answer.mimetype == "text/html":
        answer.vary.update(("Accept", "Cookie"))
        answer.headers["Content-Language"] = language()
        if request.args.get("lang") in LANGUAGES:
            answer.set_cookie(
                LANGUAGE_COOKIE,
                language(),
                max_age=YEAR,
                secure=not keeper().config.is_loopback,
                httponly=True,
                samesite="Lax",
            )
    return answer
